//! Organisers, units, service areas and the calendar.

use crate::on_both;
use serde_json::json;
use stegvis::access::Role;

on_both! {
    async fn an_organiser_comes_from_the_official_list(house) {
        let operator = house.operator().await;
        let list = house.get("/municipalities?country=NO").by(&operator).send().await;
        assert_eq!(list.expect(200)["items"].as_array().map(Vec::len), Some(357));
        let wrong = json!({"country": "NO", "code": "9999", "organisationNumber": "958935421"});
        let refused = house.post("/organisers", wrong).by(&operator).send().await;
        refused.problem(400, "invalid_input");
        let faults = refused.faults();
        assert!(faults.contains(&("/code".into(), "no_such".into())) && faults.contains(&("/organisationNumber".into(), "check_digit".into())), "{faults:?}");
        let made = house.post("/organisers", json!({"country": "NO", "code": "0301", "organisationNumber": "958935420"})).by(&operator).send().await;
        assert_eq!(made.expect(201)["name"], "Oslo");
        let twice = house.post("/organisers", json!({"country": "NO", "code": "0301"})).by(&operator).send().await;
        twice.problem(409, "duplicate");
        house.get("/units").by(&operator).send().await.problem(404, "not_found");
    }

    async fn the_tree_moves_and_closes(house) {
        let admin = house.organiser("NO", "4601").await;
        let sector = house.post("/units", json!({"kind": "sector", "name": "Helse og omsorg"})).by(&admin).send().await;
        let sector = sector.expect(201)["id"].clone();
        let area = house.post("/units", json!({"kind": "area", "name": "Hjemmetjenester", "parentId": sector})).by(&admin).send().await;
        let unit = house.post("/units", json!({"kind": "unit", "name": "Sone sør", "parentId": area.id()})).by(&admin).send().await;
        let orphan = house.post("/units", json!({"kind": "unit", "name": "Uten forelder"})).by(&admin).send().await;
        assert_eq!(orphan.faults(), [("/parentId".to_owned(), "required".to_owned())]);

        let circle = house.patch(&format!("/units/{}", area.id()), json!({"parentId": unit.id()})).by(&admin).if_match(1).send().await;
        let circle = circle.problem(409, "cycle");
        assert!(circle["detail"].as_str().is_some_and(|text| text.contains("Hjemmetjenester → Sone sør → Hjemmetjenester")), "{circle}");

        let moved = house.patch(&format!("/units/{}", unit.id()), json!({"parentId": sector})).by(&admin).if_match(1).send().await;
        assert_eq!(moved.expect(200)["path"], json!([sector, unit.id()]));
        let stale = house.patch(&format!("/units/{}", unit.id()), json!({"name": "x"})).by(&admin).if_match(1).send().await;
        stale.problem(412, "stale");
        assert_eq!(stale.header("etag"), Some("\"2\""));
        house.patch(&format!("/units/{}", unit.id()), json!({"name": "x"})).by(&admin).send().await.problem(428, "precondition_required");

        let open = house.patch(&format!("/units/{}", sector.as_str().unwrap()), json!({"closedOn": "2026-12-31"})).by(&admin).if_match(1).send().await;
        assert_eq!(open.problem(409, "in_use")["errors"].as_array().map(Vec::len), Some(2));
        let within = house.get(&format!("/units?within={}&limit=2", sector.as_str().unwrap())).by(&admin).send().await;
        let first = within.expect(200);
        assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
        let cursor = first["page"]["nextCursor"].as_str().expect("a cursor");
        let rest = house.get(&format!("/units?limit=2&cursor={cursor}")).by(&admin).send().await;
        assert_eq!(rest.expect(200)["items"].as_array().map(Vec::len), Some(1));
    }

    async fn every_fault_is_named_at_once(house) {
        let admin = house.organiser("SE", "0180").await;
        let body = json!({"kind": "planet", "name": "", "headCount": -1, "openedOn": "2026-02-30", "colour": "red", "parentId": "x"});
        let refused = house.post("/units", body).by(&admin).send().await;
        refused.problem(400, "invalid_input");
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/colour", "unknown"), ("/headCount", "too_small"), ("/kind", "not_one_of"), ("/name", "too_short"), ("/openedOn", "format"), ("/parentId", "format")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        let query = house.get("/units?limit=0&colour=red&limit=1").by(&admin).send().await;
        assert_eq!(query.problem(400, "invalid_input")["errors"].as_array().map(Vec::len), Some(2), "{}", query.json);
        house.post("/units", json!({})).raw("text/plain", "x").by(&admin).send().await.problem(415, "unsupported_media_type");
        house.post("/units", json!({})).raw("application/json", "{").by(&admin).send().await.problem(400, "malformed");
    }

    async fn reads_are_conditional_and_creations_repeatable(house) {
        let admin = house.organiser("DK", "0101").await;
        let body = json!({"kind": "sector", "name": "Sundhed"});
        let first = house.post("/units", body.clone()).by(&admin).once("k-1").send().await;
        let again = house.post("/units", body).by(&admin).once("k-1").send().await;
        assert_eq!((again.status, again.id()), (201, first.id()));
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        house.post("/units", json!({"kind": "sector", "name": "Andet"})).by(&admin).once("k-1").send().await.problem(422, "idempotency_reused");
        let path = format!("/units/{}", first.id());
        let read = house.get(&path).by(&admin).send().await;
        let tag = read.header("etag").expect("a validator").to_owned();
        assert_eq!(house.get(&path).by(&admin).header("if-none-match", &tag).send().await.status, 304);
        house.patch(&path, json!({"headCount": 12})).by(&admin).if_match(1).send().await.expect(200);
        let after = house.get(&path).by(&admin).header("if-none-match", &tag).send().await;
        assert_eq!(after.expect(200)["headCount"], 12);
        let emptied = house.patch(&path, json!({"headCount": null})).by(&admin).if_match(2).send().await;
        assert!(emptied.expect(200)["headCount"].is_null());
    }

    async fn organisers_see_nothing_of_each_other(house) {
        let one = house.organiser("NO", "1103").await;
        let other = house.organiser("NO", "5001").await;
        let unit = house.post("/units", json!({"kind": "sector", "name": "Helse"})).by(&one).send().await;
        let path = format!("/units/{}", unit.id());
        house.get(&path).by(&other).send().await.problem(404, "not_found");
        house.patch(&path, json!({"name": "x"})).by(&other).if_match(1).send().await.problem(404, "not_found");
        house.get(&path).send().await.problem(401, "unauthenticated");
        let member = house.member(one.organiser, "ansatt@fjordvik.example", Role::Member).await;
        house.get(&path).by(&member).send().await.expect(200);
        let entries = house.entries().await;
        house.patch(&path, json!({"name": "x"})).by(&member).if_match(1).send().await.problem(403, "forbidden");
        assert_eq!(house.entries().await, entries + 1, "a refused attempt at a change is an entry");
    }

    async fn the_calendar_follows_the_country_and_the_local_days(house) {
        let admin = house.organiser("NO", "3301").await;
        let christmas = "/calendar?from=2026-12-21&to=2026-12-27";
        assert_eq!(house.get(christmas).by(&admin).send().await.expect(200)["workingDays"], 4);
        let local = json!({"date": "2026-12-24", "name": "Julaften fri", "working": false});
        let day = house.post("/calendar-days", local).by(&admin).send().await;
        let view = house.get(christmas).by(&admin).send().await;
        assert_eq!(view.expect(200)["workingDays"], 3);
        assert_eq!(view.json["localDays"][0]["id"], day.json["id"]);
        house.delete(&format!("/calendar-days/{}", day.id())).by(&admin).if_match(1).send().await.expect(204);
        assert_eq!(house.get(christmas).by(&admin).send().await.expect(200)["workingDays"], 4);
        house.get("/calendar?from=2026-12-21&to=2026-12-01").by(&admin).send().await.problem(400, "invalid_input");
    }
}
