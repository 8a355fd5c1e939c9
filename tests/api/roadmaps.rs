//! Roadmaps: from the template to milestones, dependencies, reports, and how it stood on a day.

use crate::on_both;
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

/// A roadmap of five steps, with the project office that runs it.
pub async fn five_steps(house: &House) -> (Login, Login, Value) {
    let admin = house.organiser("NO", "4601").await;
    let office = house
        .member(admin.organiser, "kontor@4601.example", Role::ProjectOffice)
        .await;
    let sector = house
        .post("/units", json!({"kind": "sector", "name": "Helse og omsorg"}))
        .by(&admin)
        .send()
        .await;
    let areas = house.get("/service-areas").by(&admin).send().await;
    let areas: Vec<Value> = areas.expect(200)["items"]
        .as_array()
        .into_iter()
        .flatten()
        .take(4)
        .map(|area| area["id"].clone())
        .collect();
    let body = json!({
        "templateKey": "five-steps", "title": "Helse og omsorg 2030", "purpose": "Mer tid til mennesker.",
        "unitId": sector.json["id"], "serviceAreaIds": areas, "startDate": "2026-11-02",
    });
    let roadmap = house.post("/roadmaps", body).by(&office).send().await;
    (admin, office, roadmap.expect(201).clone())
}

/// The ids of a roadmap's stages, in order.
pub async fn stages(house: &House, login: &Login, roadmap: &Value) -> Vec<String> {
    let list = house
        .get(&format!("/roadmaps/{}/stages", text(roadmap, "id")))
        .by(login)
        .send()
        .await;
    list.expect(200)["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|stage| text(stage, "id"))
        .collect()
}

pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

on_both! {
    async fn a_roadmap_starts_from_its_template(house) {
        let (_, office, roadmap) = five_steps(&house).await;
        let path = format!("/roadmaps/{}", text(&roadmap, "id"));
        let list = house.get(&format!("{path}/stages")).by(&office).send().await;
        let states: Vec<&str> = list.expect(200)["items"].as_array().into_iter().flatten().filter_map(|stage| stage["state"].as_str()).collect();
        assert_eq!(states, ["open", "locked", "locked", "locked", "locked"]);
        let milestones = house.get(&format!("{path}/milestones?limit=100")).by(&office).send().await;
        let items = milestones.expect(200)["items"].as_array().cloned().unwrap_or_default();
        assert!(items.len() >= 15 && items.iter().all(|one| one["dueDate"].is_string() && one["status"] == "planned"), "{}", milestones.json);
        let links = house.get(&format!("{path}/dependencies")).by(&office).send().await;
        assert!(links.expect(200)["items"].as_array().is_some_and(|links| links.len() >= 10));
        let wrong = json!({"templateKey": "no-such", "title": "x", "purpose": "y", "unitId": roadmap["unitId"], "serviceAreaIds": [], "startDate": "2026-11-02"});
        let refused = house.post("/roadmaps", wrong).by(&office).send().await;
        assert_eq!(refused.faults(), [("/templateKey".to_owned(), "no_such".to_owned())]);
    }

    async fn starting_in_a_locked_stage_is_refused_and_planning_is_not(house) {
        let (_, office, roadmap) = five_steps(&house).await;
        let ids = stages(&house, &office, &roadmap).await;
        let plan = json!({"title": "Kartlegge", "dueDate": "2027-02-01", "duration": {"optimistic": 2, "likely": 3, "pessimistic": 8}, "effort": 2.5});
        let planned = house.post(&format!("/stages/{}/milestones", ids[2]), plan).by(&office).send().await;
        assert_eq!(planned.expect(201)["effort"], 2.5);
        let path = format!("/milestones/{}", planned.id());
        let refused = house.post(&format!("{path}/reports"), json!({"status": "in_progress"})).by(&office).if_match(1).send().await;
        let reasons = refused.problem(409, "stage_locked")["errors"].as_array().cloned().unwrap_or_default();
        assert_eq!(reasons.len(), 1);
        assert!(text(&reasons[0], "detail").contains("2. "), "{reasons:?}");
        let own = house.post(&format!("/stages/{}/milestones", ids[0]), json!({"title": "Signere"})).by(&office).send().await;
        let path = format!("/milestones/{}", own.id());
        let begun = house.post(&format!("{path}/reports"), json!({"status": "in_progress", "progress": 30})).by(&office).if_match(1).send().await;
        assert_eq!(begun.expect(200)["startedOn"], "2026-11-02");
        let done = house.post(&format!("{path}/reports"), json!({"status": "done"})).by(&office).if_match(2).send().await;
        assert_eq!((&done.expect(200)["progress"], &done.json["finishedOn"]), (&json!(100), &json!("2026-11-02")));
        house.post(&format!("{path}/reports"), json!({"status": "planned"})).by(&office).if_match(3).send().await.problem(409, "wrong_state");
        house.post(&format!("{path}/reports"), json!({"status": "blocked"})).by(&office).if_match(3).send().await.problem(400, "invalid_input");
    }

    async fn a_circle_of_dependencies_is_named(house) {
        let (_, office, roadmap) = five_steps(&house).await;
        let stage = stages(&house, &office, &roadmap).await.remove(0);
        let mut ids = Vec::new();
        for title in ["A", "B", "C"] {
            ids.push(house.post(&format!("/stages/{stage}/milestones"), json!({ "title": title })).by(&office).send().await.id());
        }
        let link = |from: &str, kind: &str| json!({"predecessorId": from, "kind": kind, "lagDays": -2});
        house.post(&format!("/milestones/{}/predecessors", ids[1]), link(&ids[0], "FS")).by(&office).send().await.expect(201);
        house.post(&format!("/milestones/{}/predecessors", ids[2]), link(&ids[1], "SS")).by(&office).send().await.expect(201);
        let circle = house.post(&format!("/milestones/{}/predecessors", ids[0]), link(&ids[2], "FF")).by(&office).send().await;
        assert!(text(circle.problem(409, "cycle"), "detail").contains("C → A → B → C"), "{}", circle.json);
        let own = house.post(&format!("/milestones/{}/predecessors", ids[0]), link(&ids[0], "FS")).by(&office).send().await;
        own.problem(409, "cycle");
    }

    async fn it_is_read_as_it_stood(house) {
        let (_, office, roadmap) = five_steps(&house).await;
        let stage = stages(&house, &office, &roadmap).await.remove(0);
        let made = house.post(&format!("/stages/{stage}/milestones"), json!({"title": "Først"})).by(&office).send().await;
        let path = format!("/milestones/{}", made.id());
        house.pass_days(2);
        let office = house.login("kontor@4601.example").await;
        house.patch(&path, json!({"title": "Så"})).by(&office).if_match(1).send().await.expect(200);
        house.patch(&path, json!({"title": "Sist"})).by(&office).if_match(2).send().await.expect(200);
        let title = |as_of: &str| { let (house, path, office) = (&house, &path, &office); let query = format!("{path}?asOf={as_of}"); async move { house.get(&query).by(office).send().await } };
        assert_eq!(title("2026-11-02").await.expect(200)["title"], "Først");
        assert_eq!(title("2026-11-03").await.expect(200)["title"], "Først");
        assert_eq!(title("2026-11-04").await.expect(200)["title"], "Sist");
        title("2026-11-01").await.problem(404, "not_found");
        title("2026-11-05").await.problem(400, "invalid_input");
        title("2026-13-01").await.problem(400, "invalid_input");
        let list = house.get(&format!("/roadmaps/{}/milestones?asOf=2026-11-03&limit=100", text(&roadmap, "id"))).by(&office).send().await;
        assert!(list.expect(200)["items"].as_array().is_some_and(|items| items.iter().any(|one| one["title"] == "Først")));
    }

    async fn lists_are_cut_by_filters_and_by_sight(house) {
        let (admin, office, roadmap) = five_steps(&house).await;
        let stage = stages(&house, &office, &roadmap).await.remove(0);
        for (title, due) in [("Sen", "2026-10-01"), ("Senere", "2026-12-01")] {
            house.post(&format!("/stages/{stage}/milestones"), json!({"title": title, "dueDate": due})).by(&office).send().await.expect(201);
        }
        let overdue = house.get("/milestones?overdue=true").by(&office).send().await;
        assert_eq!(overdue.expect(200)["items"].as_array().map(Vec::len), Some(1));
        let first = house.get("/milestones?sort=dueDate&limit=2").by(&office).send().await;
        assert_eq!(first.expect(200)["items"][0]["title"], "Sen");
        let cursor = text(&first.json["page"], "nextCursor");
        let next = house.get(&format!("/milestones?sort=dueDate&limit=2&cursor={cursor}")).by(&office).send().await;
        assert!(next.expect(200)["items"][0]["dueDate"].as_str() >= first.json["items"][1]["dueDate"].as_str());
        let member = house.member(admin.organiser, "ansatt@4601.example", Role::Member).await;
        house.post(&format!("/stages/{stage}/milestones"), json!({"title": "x"})).by(&member).send().await.problem(403, "forbidden");
        let other = house.organiser("NO", "0301").await;
        house.get(&format!("/roadmaps/{}", text(&roadmap, "id"))).by(&other).send().await.problem(404, "not_found");
        assert_eq!(house.get("/milestones").by(&other).send().await.expect(200)["items"], json!([]));
    }

    async fn comments_acting_owners_and_baselines_belong_to_the_plan(house) {
        let (admin, office, roadmap) = five_steps(&house).await;
        let stage = stages(&house, &office, &roadmap).await.remove(0);
        let made = house.post(&format!("/stages/{stage}/milestones"), json!({"title": "Signere"})).by(&office).send().await;
        let comment = house.post(&format!("/milestones/{}/comments", made.id()), json!({"text": "Bekreftet."})).by(&office).send().await;
        let member = house.member(admin.organiser, "ansatt@4601.example", Role::Member).await;
        let path = format!("/comments/{}/withdrawals", comment.id());
        house.post(&path, json!({})).by(&member).if_match(1).send().await.problem(403, "forbidden");
        assert_eq!(house.post(&path, json!({})).by(&office).if_match(1).send().await.expect(200)["text"], "");
        let baseline = house.post(&format!("/roadmaps/{}/baselines", text(&roadmap, "id")), json!({"name": "Vedtatt"})).by(&office).send().await;
        house.patch(&format!("/milestones/{}", made.id()), json!({"title": "Endret"})).by(&office).if_match(1).send().await.expect(200);
        let kept = house.get(&format!("/baselines/{}", baseline.id())).by(&office).send().await;
        assert!(kept.expect(200)["milestones"].as_array().is_some_and(|all| all.iter().any(|one| one["title"] == "Signere")));
    }
}
