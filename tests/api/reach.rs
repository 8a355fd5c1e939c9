//! How far a role reaches: a unit with all below it, or one roadmap, and nothing beyond.

use crate::on_both;
use crate::roadmaps::{stages, text};
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

/// A roadmap of five steps for a unit.
async fn roadmap_of(house: &House, office: &Login, unit: &str, title: &str) -> Value {
    let areas = house.get("/service-areas").by(office).send().await;
    let body = json!({
        "templateKey": "five-steps", "title": title, "purpose": "Mer tid til mennesker.",
        "unitId": unit, "serviceAreaIds": [areas.json["items"][0]["id"]], "startDate": "2026-11-02",
    });
    house
        .post("/roadmaps", body)
        .by(office)
        .send()
        .await
        .expect(201)
        .clone()
}

impl House {
    async fn titles(&self, path: &str, who: &Login) -> Vec<String> {
        let list = self.get(path).by(who).send().await;
        let items = list.expect(200)["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| text(item, "title")).collect()
    }
}

on_both! {
    async fn a_role_reaches_as_far_as_its_unit_or_roadmap(house) {
        let admin = house.organiser("NO", "4601").await;
        let office = house.member(admin.organiser, "kontor@bergen.example", Role::ProjectOffice).await;
        let sector = house.unit(&admin, "Helse", None).await;
        let (south, north) = (house.unit(&admin, "Sør", Some(&sector)).await, house.unit(&admin, "Nord", Some(&sector)).await);
        let team = house.unit(&admin, "Natt", Some(&south)).await;
        let mut all = Vec::new();
        for (unit, title) in [(&sector, "Alle"), (&south, "Sør"), (&team, "Natt"), (&north, "Nord")] {
            all.push(roadmap_of(&house, &office, unit, title).await);
        }
        let [_, of_south, of_team, of_north] = &all[..] else { panic!("four roadmaps") };
        let path = |roadmap: &Value| format!("/roadmaps/{}", text(roadmap, "id"));
        let local = house.recruit(&admin, "sor@bergen.example", &[json!({"role": "project_office", "unitId": south})]).await;
        let single = house.recruit(&admin, "ett@bergen.example", &[json!({"role": "project_office", "roadmapId": of_north["id"]})]).await;
        let member = house.recruit(&admin, "ser@bergen.example", &[json!({"role": "member", "unitId": team})]).await;

        let mut seen = house.titles("/roadmaps", &local).await;
        seen.sort();
        assert_eq!(seen, ["Natt", "Sør"]);
        assert_eq!(house.titles("/roadmaps", &single).await, ["Nord"]);
        assert_eq!(house.titles("/roadmaps", &member).await, ["Natt"]);

        for (who, inside, outside) in [(&local, of_south, of_north), (&local, of_team, of_north), (&single, of_north, of_south), (&member, of_team, of_south)] {
            let stage = stages(&house, &office, outside).await.remove(0);
            house.get(&path(inside)).by(who).send().await.expect(200);
            // The office has read it a moment ago: what is kept for it opens nothing for others.
            house.get(&path(outside)).by(&office).send().await.expect(200);
            house.get(&path(outside)).by(who).send().await.problem(404, "not_found");
            house.get(&format!("{}/milestones", path(outside))).by(who).send().await.problem(404, "not_found");
            house.patch(&path(outside), json!({"title": "Kapret"})).by(who).if_match(1).send().await.problem(404, "not_found");
            house.post(&format!("/stages/{stage}/milestones"), json!({"title": "Kapret"})).by(who).send().await.problem(404, "not_found");
        }
        for (who, inside) in [(&local, of_south), (&local, of_team), (&single, of_north)] {
            let stage = stages(&house, who, inside).await.remove(0);
            house.post(&format!("/stages/{stage}/milestones"), json!({"title": "Egen"})).by(who).send().await.expect(201);
        }
        let stage = stages(&house, &member, of_team).await.remove(0);
        house.post(&format!("/stages/{stage}/milestones"), json!({"title": "Bare lesing"})).by(&member).send().await.problem(403, "forbidden");
        // A roadmap for a unit beyond one's own cannot be started either.
        let beyond = json!({"templateKey": "five-steps", "title": "Over", "purpose": "x", "unitId": sector, "serviceAreaIds": [], "startDate": "2026-11-02"});
        let refused = house.post("/roadmaps", beyond).by(&local).send().await;
        assert!(refused.status == 403 || refused.status == 404, "{}", refused.json);
        // The tree itself is everybody's.
        assert_eq!(house.get("/units").by(&member).send().await.expect(200)["items"].as_array().map(Vec::len), Some(4));
    }

    async fn a_unit_that_moves_takes_the_reach_of_roles_along(house) {
        let admin = house.organiser("NO", "5001").await;
        let office = house.member(admin.organiser, "kontor@trh.example", Role::ProjectOffice).await;
        let sector = house.unit(&admin, "Helse", None).await;
        let (south, north) = (house.unit(&admin, "Sør", Some(&sector)).await, house.unit(&admin, "Nord", Some(&sector)).await);
        let team = house.unit(&admin, "Natt", Some(&south)).await;
        roadmap_of(&house, &office, &team, "Natt").await;
        let local = house.recruit(&admin, "nord@trh.example", &[json!({"role": "member", "unitId": north})]).await;
        assert!(house.titles("/roadmaps", &local).await.is_empty());
        house.patch(&format!("/units/{team}"), json!({"parentId": north})).by(&admin).if_match(1).send().await.expect(200);
        assert_eq!(house.titles("/roadmaps", &local).await, ["Natt"]);
        house.patch(&format!("/units/{team}"), json!({"parentId": south})).by(&admin).if_match(2).send().await.expect(200);
        assert!(house.titles("/roadmaps", &local).await.is_empty());
    }
}
