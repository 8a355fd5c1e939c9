//! What somebody who leaves has left behind, with a proposed successor.

use crate::on_both;
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

async fn id_of(house: &House, login: &Login, path: &str, body: Value) -> String {
    let made = house.post(path, body).by(login).send().await;
    made.expect(201);
    made.id()
}

/// A person with a position below a superior.
async fn employee(house: &House, admin: &Login, name: &str, unit: &str, superior: Option<&str>) -> String {
    let person = id_of(
        house,
        admin,
        "/persons",
        json!({"givenName": "Eksempel", "familyName": name}),
    )
    .await;
    let mut position = json!({"unitId": unit, "title": name, "ftePercent": 100, "from": "2026-01-01"});
    if let Some(superior) = superior {
        position["superiorId"] = json!(superior);
    }
    id_of(house, admin, &format!("/persons/{person}/positions"), position).await;
    person
}

async fn orphans(house: &House, login: &Login, query: &str) -> Vec<Value> {
    let list = house
        .get(&format!("/orphans?limit=100{query}"))
        .by(login)
        .send()
        .await;
    list.expect(200)["items"].as_array().cloned().unwrap_or_default()
}

fn kinds(orphans: &[Value]) -> Vec<&str> {
    orphans
        .iter()
        .filter_map(|orphan| orphan["kind"].as_str())
        .collect()
}

on_both! {
    async fn what_somebody_leaves_behind_is_listed_with_a_successor(house) {
        let admin = house.organiser("NO", "5501").await;
        let office = house.member(admin.organiser, "kontor@5501.example", Role::ProjectOffice).await;
        let sector = id_of(&house, &admin, "/units", json!({"kind": "sector", "name": "Helse og omsorg"})).await;
        let top = employee(&house, &admin, "Toppleder", &sector, None).await;
        let middle = employee(&house, &admin, "Mellomleder", &sector, Some(&top)).await;
        let nurse = employee(&house, &admin, "Sykepleier", &sector, Some(&middle)).await;
        let zone = id_of(&house, &admin, "/units", json!({"kind": "unit", "name": "Sone nord", "parentId": sector, "responsibleId": nurse})).await;
        let areas = house.get("/service-areas").by(&admin).send().await;
        let body = json!({
            "templateKey": "five-steps", "title": "Helse og omsorg 2030", "purpose": "Mer tid til mennesker.", "unitId": sector,
            "serviceAreaIds": [areas.expect(200)["items"][0]["id"]], "startDate": "2026-11-02", "sponsorId": nurse,
        });
        let roadmap = id_of(&house, &office, "/roadmaps", body).await;
        let gates = house.get(&format!("/roadmaps/{roadmap}/gates")).by(&office).send().await;
        let gate = gates.expect(200)["items"][0].clone();
        let path = format!("/gates/{}", gate["id"].as_str().expect("an id"));
        let read = house.get(&path).by(&office).send().await;
        house.patch(&path, json!({"ownerId": nurse})).by(&office).header("if-match", read.header("etag").expect("a tag")).send().await.expect(200);
        let stage = gate["stageId"].as_str().expect("an id");
        let mine = id_of(&house, &office, &format!("/stages/{stage}/milestones"), json!({"title": "Opplæring", "ownerId": nurse})).await;
        let note = json!({"kind": "note", "title": "Referat", "note": "Møtt.", "accessLevel": "internal", "ownerId": nurse});
        let note = house.post(&format!("/roadmaps/{roadmap}/evidence"), note).by(&office).unchecked().send().await;
        let barrier = json!({"category": "no-time", "title": "Ingen tid", "severity": 3, "ownerId": nurse});
        id_of(&house, &office, &format!("/roadmaps/{roadmap}/barriers"), barrier).await;
        let benefit = json!({
            "title": "Mindre kjøring", "kind": "time_saved", "beneficiary": "staff", "indicator": "Kjøretid", "measure": "timer",
            "method": "Kjørebøkene.", "direction": "lower", "from": "2026-11-01", "target": {"value": 300, "date": "2027-12-31"},
            "unitId": zone, "ownerId": nurse,
        });
        id_of(&house, &office, &format!("/roadmaps/{roadmap}/benefits"), benefit).await;

        // Before anybody leaves, only what never had an owner is listed: nothing of the nurse's.
        let before = orphans(&house, &office, "").await;
        assert!(before.iter().all(|orphan| orphan["cause"] == "no_owner"), "{before:?}");
        assert!(!kinds(&before).contains(&"roadmap"), "{before:?}");

        for person in [&nurse, &middle] {
            let read = house.get(&format!("/persons/{person}")).by(&admin).send().await;
            house.post(&format!("/persons/{person}/departures"), json!({"leftOn": "2026-11-05"})).by(&admin).if_match(read.version()).send().await.expect(200);
        }
        assert_eq!(orphans(&house, &office, "&cause=owner_left").await, Vec::<Value>::new(), "the last day has not come");
        house.pass_days(3);
        let (admin, office) = (house.login("admin@5501.example").await, house.login("kontor@5501.example").await);
        let left = orphans(&house, &admin, "&cause=owner_left").await;
        let mut expected = vec!["roadmap", "gate", "milestone", "unit", "barrier", "benefit"];
        if note.status == 201 {
            expected.insert(3, "evidence");
        }
        assert_eq!(kinds(&left), expected, "{left:?}");
        for orphan in &left {
            assert_eq!((&orphan["formerOwnerId"], &orphan["leftOn"]), (&json!(nurse), &json!("2026-11-05")));
            assert_eq!(orphan["proposedOwnerId"], json!(top), "the superior has left as well, so theirs is proposed");
        }
        let milestone = &orphans(&house, &office, "&kind=milestone&cause=owner_left").await[0];
        assert_eq!((&milestone["id"], &milestone["title"]), (&json!(mine), &json!("Opplæring")));
        assert_eq!(milestone["link"], format!("/api/v1/milestones/{mine}"));
        assert_eq!(orphans(&house, &office, &format!("&formerOwnerId={middle}")).await.len(), 0);

        // Page by page with the cursor, everything comes once.
        let (mut seen, mut next) = (Vec::new(), String::from("/orphans?limit=3"));
        loop {
            let page = house.get(&next).by(&office).send().await;
            let page = page.expect(200).clone();
            seen.extend(page["items"].as_array().cloned().unwrap_or_default());
            let Some(cursor) = page["page"]["nextCursor"].as_str() else { break };
            next = format!("/orphans?limit=3&cursor={cursor}");
        }
        assert_eq!(seen, orphans(&house, &office, "").await);

        // Handed on, it is no orphan any more.
        house.patch(&format!("/milestones/{mine}"), json!({"ownerId": top})).by(&office).if_match(1).send().await.expect(200);
        house.patch(&format!("/units/{zone}"), json!({"responsibleId": top})).by(&admin).if_match(1).send().await.expect(200);
        let rest = orphans(&house, &admin, "&cause=owner_left").await;
        assert!(!kinds(&rest).contains(&"milestone") && !kinds(&rest).contains(&"unit"), "{rest:?}");

        // Whoever is named for one unit sees what is below it and nothing else.
        let other = id_of(&house, &admin, "/units", json!({"kind": "sector", "name": "Oppvekst"})).await;
        let grant = json!({"role": "project_office", "unitId": other});
        let narrow = house.recruit(&admin, "smal@5501.example", &[grant]).await;
        let seen = orphans(&house, &narrow, "").await;
        assert_eq!((kinds(&seen), &seen[0]["id"]), (vec!["unit"], &json!(other)));
        let member = house.member(admin.organiser, "ansatt@5501.example", Role::Member).await;
        house.get("/orphans").by(&member).send().await.problem(403, "forbidden");
    }
}
