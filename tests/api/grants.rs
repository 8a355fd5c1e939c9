//! Roles given and taken, by those who administer all or a part, and the last administrator, who stays.

use crate::on_both;
use crate::support::{House, Login};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, TransactionTrait};
use serde_json::json;
use stegvis::access::Role;
use stegvis::platform::clock::new_id;
use uuid::Uuid;

/// The first grant of an account: its id and version.
async fn grant_of(house: &House, admin: &Login, account: Uuid) -> (String, i64) {
    let list = house
        .get(&format!("/accounts/{account}/grants"))
        .by(admin)
        .send()
        .await;
    let grant = &list.expect(200)["items"][0];
    (
        grant["id"].as_str().expect("an id").to_owned(),
        grant["version"].as_i64().expect("a version"),
    )
}

on_both! {
    async fn roles_are_given_changed_and_taken(house) {
        let admin = house.organiser("NO", "0301").await;
        let unit = house.unit(&admin, "Helse", None).await;
        let user = house.recruit(&admin, "eier@oslo.example", &[]).await;
        house.get("/units").by(&user).send().await.problem(404, "not_found");
        let made = house.grant(&admin, user.account, json!({"role": "owner", "unitId": unit})).await;
        assert_eq!(made.expect(201)["reach"], "unit");
        house.get("/units").by(&user).send().await.expect(200);
        house.grant(&admin, user.account, json!({"role": "owner", "unitId": unit, "from": "2027-01-01"})).await.problem(409, "duplicate");
        let wrong = json!({"role": "operator", "unitId": unit, "roadmapId": new_id(), "from": "2026-12-02", "to": "2026-12-01"});
        let wrong = house.grant(&admin, user.account, wrong).await;
        let mut faults = wrong.faults();
        faults.sort();
        let expected = [("/roadmapId", "contradicts"), ("/role", "operator_in_instance_only"), ("/to", "contradicts")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        let nowhere = house.grant(&admin, user.account, json!({"role": "owner", "unitId": new_id()})).await;
        assert_eq!(nowhere.faults(), [("/unitId".to_owned(), "no_such".to_owned())]);
        let nowhere = house.grant(&admin, user.account, json!({"role": "owner", "roadmapId": new_id()})).await;
        assert_eq!(nowhere.faults(), [("/roadmapId".to_owned(), "no_such".to_owned())]);
        house.grant(&admin, new_id(), json!({"role": "owner"})).await.problem(404, "not_found");

        let path = format!("/grants/{}", made.id());
        house.patch(&path, json!({"to": "2026-10-31"})).by(&admin).if_match(2).send().await.problem(412, "stale");
        house.patch(&path, json!({"to": "2026-10-31"})).by(&admin).if_match(1).send().await.expect(200);
        house.get("/units").by(&user).send().await.problem(404, "not_found");
        house.patch(&path, json!({"to": null})).by(&admin).if_match(2).send().await.expect(200);
        house.get("/units").by(&user).send().await.expect(200);
        house.get(&path).by(&user).send().await.problem(404, "not_found");
        house.delete(&path).by(&user).if_match(3).send().await.problem(403, "forbidden");
        let foreign = house.organiser("NO", "4601").await;
        house.get(&path).by(&foreign).send().await.problem(404, "not_found");
        house.delete(&path).by(&foreign).if_match(3).send().await.problem(404, "not_found");
        house.delete(&path).by(&admin).if_match(3).send().await.expect(204);
        house.get("/units").by(&user).send().await.problem(404, "not_found");
        house.get(&path).by(&admin).send().await.problem(404, "not_found");
    }

    async fn who_administers_a_part_gives_roles_within_it_only(house) {
        let admin = house.organiser("NO", "5001").await;
        let sector = house.unit(&admin, "Helse", None).await;
        let (south, north) = (house.unit(&admin, "Sone sør", Some(&sector)).await, house.unit(&admin, "Sone nord", Some(&sector)).await);
        let team = house.unit(&admin, "Nattpatruljen", Some(&south)).await;
        let local = house.recruit(&admin, "lokal@trh.example", &[json!({"role": "administrator", "unitId": south})]).await;
        let inside = house.recruit(&admin, "inne@trh.example", &[json!({"role": "member", "unitId": team}), json!({"role": "member", "unitId": north})]).await;
        let outside = house.recruit(&admin, "ute@trh.example", &[json!({"role": "member", "unitId": north})]).await;

        let seen = house.get("/accounts").by(&local).send().await;
        let logins: Vec<&str> = seen.expect(200)["items"].as_array().expect("a list").iter().map(|item| item["login"].as_str().expect("a text")).collect();
        assert_eq!(logins, ["lokal@trh.example", "inne@trh.example"]);
        let shown = house.get(&format!("/accounts/{}", inside.account)).by(&local).send().await;
        assert_eq!(shown.expect(200)["grants"].as_array().map(Vec::len), Some(1), "the role in the north is no affair of the south");
        house.get(&format!("/accounts/{}", outside.account)).by(&local).send().await.problem(404, "not_found");
        house.get(&format!("/accounts/{}/grants", outside.account)).by(&local).send().await.problem(404, "not_found");
        let (northern, _) = grant_of(&house, &admin, outside.account).await;
        house.get(&format!("/grants/{northern}")).by(&local).send().await.problem(404, "not_found");

        house.grant(&local, inside.account, json!({"role": "leader", "unitId": team})).await.expect(201);
        house.grant(&local, inside.account, json!({"role": "owner", "unitId": south})).await.expect(201);
        for beyond in [json!({"role": "owner"}), json!({"role": "owner", "unitId": sector}), json!({"role": "owner", "unitId": north}), json!({"role": "owner", "unitId": new_id()})] {
            house.grant(&local, inside.account, beyond).await.problem(403, "forbidden");
        }
        house.grant(&local, outside.account, json!({"role": "owner", "unitId": south})).await.problem(404, "not_found");
        house.delete(&format!("/grants/{northern}")).by(&local).if_match(1).send().await.problem(403, "forbidden");
        house.patch(&format!("/grants/{northern}"), json!({"to": "2026-12-31"})).by(&local).if_match(1).send().await.problem(403, "forbidden");

        // Accounts themselves belong to the whole organiser.
        house.patch(&format!("/accounts/{}", inside.account), json!({"status": "disabled"})).by(&local).if_match(1).send().await.problem(403, "forbidden");
        house.post(&format!("/accounts/{}/password-resets", admin.account), json!({"password": "en kapret passordsetning"})).by(&local).send().await.problem(403, "forbidden");
        house.post("/accounts", json!({"login": "x@trh.example", "password": "en kapret passordsetning"})).by(&local).send().await.problem(403, "forbidden");
        house.get("/api-keys").by(&local).send().await.problem(403, "forbidden");

        // Their own part of the tree is theirs to edit, the rest is not.
        house.patch(&format!("/units/{team}"), json!({"headCount": 7})).by(&local).if_match(1).send().await.expect(200);
        house.patch(&format!("/units/{north}"), json!({"headCount": 7})).by(&local).if_match(1).send().await.problem(403, "forbidden");
        house.post("/units", json!({"kind": "unit", "name": "Dagteam", "parentId": south})).by(&local).send().await.expect(201);
        house.post("/units", json!({"kind": "unit", "name": "Dagteam", "parentId": north})).by(&local).send().await.problem(403, "forbidden");
    }

    async fn who_administers_a_roadmap_gives_roles_in_it_only(house) {
        let admin = house.organiser("FI", "091").await;
        let unit = house.unit(&admin, "Hoito", None).await;
        let (mine, other) = (house.roadmap(admin.organiser, &unit).await, house.roadmap(admin.organiser, &unit).await);
        let local = house.recruit(&admin, "veikart@hki.example", &[json!({"role": "administrator", "roadmapId": mine})]).await;
        let colleague = house.recruit(&admin, "kollega@hki.example", &[json!({"role": "member", "roadmapId": mine})]).await;
        let stranger = house.recruit(&admin, "fremmed@hki.example", &[json!({"role": "member", "roadmapId": other})]).await;
        house.get(&format!("/accounts/{}", colleague.account)).by(&local).send().await.expect(200);
        house.get(&format!("/accounts/{}", stranger.account)).by(&local).send().await.problem(404, "not_found");
        let made = house.grant(&local, colleague.account, json!({"role": "reviewer", "roadmapId": mine})).await;
        assert_eq!(made.expect(201)["reach"], "roadmap");
        house.grant(&local, colleague.account, json!({"role": "reviewer", "roadmapId": other})).await.problem(404, "not_found");
        house.grant(&local, colleague.account, json!({"role": "reviewer", "unitId": unit})).await.problem(403, "forbidden");
        house.delete(&format!("/grants/{}", made.id())).by(&local).if_match(1).send().await.expect(204);
    }

    async fn the_last_administrator_stays(house) {
        let admin = house.organiser("NO", "1103").await;
        let unit = house.unit(&admin, "Helse", None).await;
        let (grant, version) = grant_of(&house, &admin, admin.account).await;
        let (grant, account) = (format!("/grants/{grant}"), format!("/accounts/{}", admin.account));
        let refuse = async || {
            let version_of = async |path: &str| house.get(path).by(&admin).send().await.version();
            house.delete(&grant).by(&admin).if_match(version).send().await.problem(409, "last_administrator");
            for days in [json!({"to": "2026-11-01"}), json!({"to": "2027-11-01"}), json!({"from": "2026-11-03"})] {
                house.patch(&grant, days).by(&admin).if_match(version).send().await.problem(409, "last_administrator");
            }
            let current = version_of(&account).await;
            house.patch(&account, json!({"status": "disabled"})).by(&admin).if_match(current).send().await.problem(409, "last_administrator");
        };
        refuse().await;
        // None of these takes the place of an administrator of the whole organiser.
        house.recruit(&admin, "lokal@svg.example", &[json!({"role": "administrator", "unitId": unit})]).await;
        house.recruit(&admin, "senere@svg.example", &[json!({"role": "administrator", "from": "2026-12-01"})]).await;
        house.recruit(&admin, "vikar@svg.example", &[json!({"role": "administrator", "to": "2026-12-01"})]).await;
        let disabled = house.recruit(&admin, "av@svg.example", &[json!({"role": "administrator"})]).await;
        house.patch(&format!("/accounts/{}", disabled.account), json!({"status": "disabled"})).by(&admin).if_match("3").send().await.expect(200);
        refuse().await;
        let second = house.recruit(&admin, "nummer.to@svg.example", &[json!({"role": "administrator"})]).await;
        house.delete(&grant).by(&admin).if_match(version).send().await.expect(204);
        house.get("/accounts").by(&admin).send().await.problem(404, "not_found");
        let (last, version) = grant_of(&house, &second, second.account).await;
        house.delete(&format!("/grants/{last}")).by(&second).if_match(version).send().await.problem(409, "last_administrator");
    }

    async fn of_two_removals_at_once_one_is_refused(house) {
        let admin = house.organiser("SE", "1280").await;
        let other = house.member(admin.organiser, "andre@malmo.example", Role::Administrator).await;
        let (own, _) = grant_of(&house, &admin, admin.account).await;
        let (theirs, _) = grant_of(&house, &admin, other.account).await;
        // Both requests are let in while the organiser's row is held; both meet the check only after that.
        let hold = house.state.database.writer().begin().await.expect("a transaction");
        hold.execute_unprepared("SELECT 1").await.expect("open");
        tables::organiser::Entity::find_by_id(admin.organiser).lock_exclusive().one(&hold).await.expect("held");
        let release = async {
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            hold.rollback().await.expect("released");
        };
        let (own, theirs) = (format!("/grants/{own}"), format!("/grants/{theirs}"));
        let (first, second, ()) = tokio::join!(
            house.delete(&own).by(&admin).if_match(1).unchecked().send(),
            house.delete(&theirs).by(&other).if_match(1).unchecked().send(),
            release,
        );
        let mut both = [(first.status, first.json["code"].clone()), (second.status, second.json["code"].clone())];
        both.sort_by_key(|(status, _)| *status);
        assert_eq!(both, [(204, json!(null)), (409, json!("last_administrator"))]);
        let left = if first.status == 204 { &other } else { &admin };
        assert_eq!(house.get("/accounts?role=administrator").by(left).send().await.expect(200)["items"].as_array().map(Vec::len), Some(1));
    }
}
