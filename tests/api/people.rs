//! Persons, positions, superiors, departures, erasure and leadership groups.

use crate::on_both;
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

/// A sector with two units below it.
struct Tree {
    sector: String,
    south: String,
    north: String,
}

async fn tree(house: &House, admin: &Login) -> Tree {
    let unit = async |kind: &str, name: &str, parent: Option<&str>| {
        let mut body = json!({"kind": kind, "name": name});
        if let Some(parent) = parent {
            body["parentId"] = json!(parent);
        }
        let made = house.post("/units", body).by(admin).send().await;
        made.expect(201);
        made.id()
    };
    let sector = unit("sector", "Helse og omsorg", None).await;
    let south = unit("unit", "Sone sør", Some(&sector)).await;
    let north = unit("unit", "Sone nord", Some(&sector)).await;
    Tree { sector, south, north }
}

async fn person(house: &House, admin: &Login, given: &str, family: &str) -> String {
    let made = house
        .post("/persons", json!({"givenName": given, "familyName": family}))
        .by(admin)
        .send()
        .await;
    made.expect(201);
    made.id()
}

fn position(unit: &str, title: &str) -> Value {
    json!({"unitId": unit, "title": title, "ftePercent": 100, "from": "2026-01-01"})
}

/// An account with one role in a part of the organisation only.
async fn limited(house: &House, organiser: uuid::Uuid, login: &str, role: Role, unit: &str) -> Login {
    use sea_orm::{
        ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set,
        TransactionTrait,
    };
    let member = house.member(organiser, login, role).await;
    let txn = house
        .state
        .database
        .writer()
        .begin()
        .await
        .expect("a transaction");
    if txn.get_database_backend() == sea_orm::DbBackend::Postgres {
        txn.execute_unprepared(&format!(
            "SELECT set_config('app.organiser', '{organiser}', true)"
        ))
        .await
        .expect("bound");
    }
    let grant = tables::role_grant::Entity::find()
        .filter(tables::role_grant::Column::AccountId.eq(member.account))
        .one(&txn)
        .await
        .expect("readable")
        .expect("a grant");
    let mut grant = grant.into_active_model();
    grant.unit_id = Set(Some(unit.parse().expect("an id")));
    grant.update(&txn).await.expect("narrowed");
    txn.commit().await.expect("committed");
    // The first login was made with the wide grant: another one is read anew.
    house.login(login).await
}

on_both! {
    async fn a_person_holds_several_positions(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let body = json!({
            "givenName": "Eksempel", "familyName": "Fagsykepleier", "email": "fag@fjordvik.example", "employeeNumber": "100005",
            "position": {"unitId": tree.south, "title": "Sykepleier", "ftePercent": 60.25, "from": "2026-01-01"}
        });
        let made = house.post("/persons", body.clone()).by(&admin).send().await;
        assert_eq!((made.expect(201)["status"].as_str(), made.version()), (Some("active"), 1));
        let path = format!("/persons/{}", made.id());
        house.post("/persons", body).by(&admin).send().await.problem(409, "duplicate");
        let mut second = position(&tree.north, "Veileder");
        second["ftePercent"] = json!(39.75);
        second["from"] = json!("2026-03-01");
        let second = house.post(&format!("{path}/positions"), second).by(&admin).send().await;
        assert_eq!(second.expect(201)["ftePercent"], 39.75);
        let read = house.get(&path).by(&admin).send().await;
        let shares: Vec<f64> = read.expect(200)["positions"].as_array().expect("positions").iter().filter_map(|one| one["ftePercent"].as_f64()).collect();
        assert_eq!(shares, [39.75, 60.25], "the latest first");
        let tag = read.header("etag").expect("a validator").to_owned();
        assert_eq!(house.get(&path).by(&admin).header("if-none-match", &tag).send().await.status, 304);
        let ended = house.patch(&format!("/positions/{}", second.id()), json!({"to": "2026-11-30"})).by(&admin).if_match(1).send().await;
        assert_eq!(ended.expect(200)["to"], "2026-11-30");
        let again = house.get(&path).by(&admin).header("if-none-match", &tag).send().await;
        assert_eq!(again.expect(200)["positions"][0]["to"], "2026-11-30", "a changed position changes the person's validator");
        let listed = house.get(&format!("{path}/positions")).by(&admin).send().await;
        assert_eq!(listed.expect(200)["items"].as_array().map(Vec::len), Some(2));
        let unit = house.get(&format!("/units/{}/positions?activeOn=2026-12-01", tree.north)).by(&admin).send().await;
        assert_eq!(unit.expect(200)["items"], json!([]));
        assert_eq!(house.get(&format!("/positions/{}", second.id())).by(&admin).send().await.expect(200)["personId"], made.json["id"]);
    }

    async fn the_faults_of_a_position_come_at_once(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let who = person(&house, &admin, "Eksempel", "Vikar").await;
        let path = format!("/persons/{who}/positions");
        let shape = json!({"unitId": tree.south, "title": "", "ftePercent": 200.01, "from": "2026-02-30"});
        let refused = house.post(&path, shape).by(&admin).send().await;
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/from", "format"), ("/ftePercent", "too_large"), ("/title", "too_short")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        for (share, status) in [(0.0, 201), (200.0, 201), (33.33, 201), (33.333, 400), (-1.0, 400)] {
            let mut body = position(&tree.south, "Vikar");
            body["ftePercent"] = json!(share);
            let got = house.post(&path, body).by(&admin).send().await;
            assert_eq!(got.status, status, "{share}: {}", got.json);
        }
        let meaning = json!({"unitId": who, "title": "Nr. 131052-308T", "ftePercent": 50, "from": "2026-02-01", "to": "2026-01-01", "superiorId": who});
        let refused = house.post(&path, meaning).by(&admin).send().await;
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/superiorId", "own_superior"), ("/title", "national_id"), ("/to", "contradicts"), ("/unitId", "no_such")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        house.post("/persons", json!({"givenName": "Eksempel", "familyName": "x", "employeeNumber": "0707614285"})).by(&admin).send().await.problem(400, "invalid_input");
    }

    async fn a_circle_of_superiors_is_refused_by_name(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let (top, middle, low) = (
            person(&house, &admin, "Øverste", "Leder").await,
            person(&house, &admin, "Midterste", "Leder").await,
            person(&house, &admin, "Nederste", "Leder").await,
        );
        let led = async |who: &str, by: &str| {
            let mut body = position(&tree.sector, "Leder");
            body["superiorId"] = json!(by);
            house.post(&format!("/persons/{who}/positions"), body).by(&admin).send().await
        };
        led(&low, &middle).await.expect(201);
        let between = led(&middle, &top).await;
        between.expect(201);
        let circle = led(&top, &low).await;
        let text = circle.problem(409, "cycle")["detail"].as_str().unwrap_or_default().to_owned();
        assert!(text.contains("Øverste Leder → Nederste Leder → Midterste Leder → Øverste Leder"), "{text}");
        let unknown = led(&top, "0190163d-8694-739b-aea5-966c26f8ad91").await;
        assert_eq!(unknown.faults(), [("/superiorId".to_owned(), "no_such".to_owned())]);
        house.patch(&format!("/positions/{}", between.id()), json!({"to": "2026-02-28"})).by(&admin).if_match(1).send().await.expect(200);
        let mut later = position(&tree.sector, "Leder");
        later["from"] = json!("2026-03-01");
        later["superiorId"] = json!(low);
        house.post(&format!("/persons/{top}/positions"), later).by(&admin).send().await.expect(201);
        let stale = house.patch(&format!("/positions/{}", between.id()), json!({"to": null})).by(&admin).if_match(1).send().await;
        stale.problem(412, "stale");
        let reopened = house.patch(&format!("/positions/{}", between.id()), json!({"to": null})).by(&admin).if_match(2).send().await;
        reopened.problem(409, "cycle");
    }

    async fn persons_are_found_by_name_number_unit_and_status(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        for (given, family, number, unit) in [("Åse", "Ødegård", "1", &tree.south), ("Ola", "Eksempel", "2", &tree.north), ("Øystein", "eksempel", "3", &tree.north)] {
            let body = json!({"givenName": given, "familyName": family, "employeeNumber": number, "position": position(unit, "Pleier")});
            house.post("/persons", body).by(&admin).send().await.expect(201);
        }
        person(&house, &admin, "Uten", "Stilling").await;
        let names = async |query: &str| {
            let got = house.get(&format!("/persons?{query}")).by(&admin).send().await;
            let items = got.expect(200)["items"].as_array().expect("items").clone();
            items.iter().map(|one| one["givenName"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("").await.len(), 4);
        assert_eq!(names("q=%C3%B8DE").await, ["Åse"], "letters beyond ASCII fold as well");
        assert_eq!(names("q=%C3%B8").await.len(), 2);
        assert_eq!(names("q=ola%20eks").await, ["Ola"]);
        assert_eq!(names("q=%25").await, Vec::<String>::new(), "a wildcard is a letter");
        assert_eq!(names("employeeNumber=3").await, ["Øystein"]);
        assert_eq!(names(&format!("unitId={}", tree.north)).await, ["Ola", "Øystein"]);
        assert_eq!(names(&format!("unitId={}", tree.sector)).await.len(), 3, "with all below");
        assert_eq!(names("status=left").await, Vec::<String>::new());
        let mut seen = Vec::new();
        let mut query = "limit=1".to_owned();
        loop {
            let got = house.get(&format!("/persons?{query}")).by(&admin).send().await;
            seen.push(got.expect(200)["items"][0]["id"].clone());
            let Some(cursor) = got.json["page"]["nextCursor"].as_str() else { break };
            query = format!("limit=1&cursor={cursor}");
        }
        seen.dedup();
        assert_eq!(seen.len(), 4);
        let unknown = house.get(&format!("/persons?unitId={}", admin.account)).by(&admin).send().await;
        assert_eq!(unknown.faults(), [("/query/unitId".to_owned(), "no_such".to_owned())]);
    }

    async fn a_role_in_a_part_sees_and_changes_that_part_only(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let with = |family: &str, unit: &str| json!({"givenName": "Eksempel", "familyName": family, "position": position(unit, "Pleier")});
        let here = house.post("/persons", with("Sør", &tree.south)).by(&admin).send().await.id();
        let there = house.post("/persons", with("Nord", &tree.north)).by(&admin).send().await.id();
        let local = limited(&house, admin.organiser, "lokal@fjordvik.example", Role::Administrator, &tree.south).await;
        let listed = house.get("/persons").by(&local).send().await;
        assert_eq!(listed.expect(200)["items"].as_array().map(Vec::len), Some(1));
        house.get(&format!("/persons/{here}")).by(&local).send().await.expect(200);
        house.get(&format!("/persons/{there}")).by(&local).send().await.problem(404, "not_found");
        house.get(&format!("/persons/{there}/positions")).by(&local).send().await.problem(404, "not_found");
        house.patch(&format!("/persons/{here}"), json!({"givenName": "Ny"})).by(&local).if_match(1).send().await.expect(200);
        house.patch(&format!("/persons/{there}"), json!({"givenName": "Ny"})).by(&local).if_match(1).send().await.problem(404, "not_found");
        house.post("/persons", json!({"givenName": "Uten", "familyName": "Stilling"})).by(&local).send().await.problem(403, "forbidden");
        house.post("/persons", with("Ny", &tree.north)).by(&local).send().await.problem(403, "forbidden");
        house.post("/persons", with("Ny", &tree.south)).by(&local).send().await.expect(201);
        house.post(&format!("/persons/{there}/positions"), position(&tree.south, "Hentet")).by(&local).send().await.problem(404, "not_found");
        house.post(&format!("/persons/{here}/positions"), position(&tree.north, "Utlånt")).by(&local).send().await.problem(403, "forbidden");
        let member = limited(&house, admin.organiser, "ansatt@fjordvik.example", Role::Member, &tree.south).await;
        house.get(&format!("/persons/{here}")).by(&member).send().await.expect(200);
        house.patch(&format!("/persons/{here}"), json!({"givenName": "x"})).by(&member).if_match(2).send().await.problem(403, "forbidden");
        let other = house.organiser("NO", "5001").await;
        house.get(&format!("/persons/{here}")).by(&other).send().await.problem(404, "not_found");
        assert_eq!(house.get("/persons").by(&other).send().await.expect(200)["items"], json!([]));
    }

    async fn whoever_leaves_ends_and_may_come_back(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let chief = house.post("/persons", json!({"givenName": "Eksempel", "familyName": "Sjef", "position": position(&tree.sector, "Sjef")})).by(&admin).send().await.id();
        let mut held = position(&tree.south, "Leder");
        held["superiorId"] = json!(chief);
        let leaver = house.post("/persons", json!({"givenName": "Eksempel", "familyName": "Leder", "position": held})).by(&admin).send().await.id();
        let group = house.post("/leadership-groups", json!({"name": "Ledergruppen", "unitId": tree.sector})).by(&admin).send().await;
        let member = json!({"personId": leaver, "from": "2026-01-01"});
        house.post(&format!("/leadership-groups/{}/members", group.id()), member).by(&admin).send().await.expect(201);
        let path = format!("/persons/{leaver}");
        house.post(&format!("{path}/erasures"), json!({})).by(&admin).if_match(1).send().await.problem(409, "wrong_state");
        house.post(&format!("{path}/departures"), json!({"leftOn": "2025-12-31"})).by(&admin).if_match(1).send().await.problem(400, "invalid_input");
        house.post(&format!("{path}/departures"), json!({"leftOn": "2026-11-05"})).by(&admin).send().await.problem(428, "precondition_required");
        let left = house.post(&format!("{path}/departures"), json!({"leftOn": "2026-11-05"})).by(&admin).if_match(1).send().await;
        assert_eq!((left.expect(200)["status"].as_str(), left.version()), (Some("active"), 2), "the last day is still to come");
        let ctx = stegvis::access::Ctx::system(&house.state, admin.organiser);
        let missing = async |day: &str| {
            use stegvis::capabilities::people::service;
            let read = ctx.read().await.expect("a snapshot");
            let day = day.parse().expect("a day");
            let id = leaver.parse().expect("an id");
            let departed = service::departed_persons(read.conn(), ctx.scope(), day).await.expect("readable");
            let superiors = service::superiors_of(read.conn(), ctx.scope(), &[id], day).await.expect("readable");
            assert_eq!(superiors.get(&id).map(ToString::to_string), Some(chief.clone()), "the successor to propose");
            let members = service::leadership_members_on(read.conn(), ctx.scope(), group.id().parse().expect("an id"), day).await.expect("readable");
            let missing = service::persons_missing(read.conn(), ctx.scope(), &[id, admin.account], day).await.expect("readable");
            (departed.contains_key(&id), missing.contains(&id), missing.contains(&admin.account), members.contains(&id))
        };
        assert_eq!(missing("2026-11-04").await, (false, false, true, true));
        assert_eq!(missing("2026-11-05").await, (true, true, true, true));
        assert_eq!(missing("2026-11-06").await, (true, true, true, false));
        assert_eq!(house.get(&path).by(&admin).send().await.expect(200)["positions"][0]["to"], "2026-11-05");
        house.pass_days(3);
        let admin = house.login("admin@0301.example").await;
        let gone = house.get(&path).by(&admin).send().await;
        assert_eq!(gone.expect(200)["status"], "left");
        assert_ne!(gone.header("etag"), left.header("etag"), "the calendar changed what is shown");
        let late = house.post(&format!("{path}/positions"), position(&tree.south, "Leder")).by(&admin).send().await;
        assert_eq!(late.faults(), [("/to".to_owned(), "contradicts".to_owned())]);
        let back = house.delete(&format!("{path}/departures")).by(&admin).if_match(2).send().await;
        assert_eq!(back.expect(200)["status"], "active");
        house.delete(&format!("{path}/departures")).by(&admin).if_match(3).send().await.problem(404, "not_found");
    }

    async fn an_erased_person_keeps_the_chain_and_loses_the_name(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let body = json!({"givenName": "Hemmelig", "familyName": "Navnesen", "email": "hemmelig@fjordvik.example", "employeeNumber": "4711", "position": position(&tree.south, "Pleier")});
        let made = house.post("/persons", body).by(&admin).send().await;
        let path = format!("/persons/{}", made.id());
        house.patch(&path, json!({"email": "annen@fjordvik.example", "familyName": "Annensen"})).by(&admin).if_match(1).send().await.expect(200);
        house.post(&format!("{path}/departures"), json!({"leftOn": "2026-11-02"})).by(&admin).if_match(2).send().await.expect(200);
        let erased = house.post(&format!("{path}/erasures"), json!({})).by(&admin).if_match(3).send().await;
        let view = erased.expect(200).to_string();
        assert!(view.contains("erasedAt") && !view.contains("Hemmelig") && !view.contains("fjordvik") && !view.contains("4711"), "{view}");
        assert_eq!(house.get(&path).by(&admin).send().await.expect(200)["status"], "erased");
        assert_eq!(house.get("/persons?status=erased").by(&admin).send().await.expect(200)["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(house.get("/persons?q=hemmelig").by(&admin).send().await.expect(200)["items"], json!([]));
        house.patch(&path, json!({"givenName": "x"})).by(&admin).if_match(4).send().await.problem(409, "immutable");
        house.post(&format!("{path}/erasures"), json!({})).by(&admin).if_match(4).send().await.problem(409, "wrong_state");
        let chain = chain(&house, admin.organiser).await;
        for word in ["Hemmelig", "Navnesen", "Annensen", "@fjordvik", "4711", "Pleier"] {
            assert!(!chain.contains(word), "{word} stands in the chain");
        }
        assert!(chain.contains("person.erased") && chain.contains(&made.id()));
    }

    async fn leadership_groups_have_members_for_a_time(house) {
        let admin = house.organiser("NO", "0301").await;
        let tree = tree(&house, &admin).await;
        let office = house.member(admin.organiser, "kontor@fjordvik.example", Role::ProjectOffice).await;
        let member = house.member(admin.organiser, "ansatt@fjordvik.example", Role::Member).await;
        let who = person(&house, &admin, "Eksempel", "Leder").await;
        house.post("/leadership-groups", json!({"name": "x"})).by(&member).send().await.problem(403, "forbidden");
        let wrong = house.post("/leadership-groups", json!({"name": "x", "unitId": who})).by(&office).send().await;
        assert_eq!(wrong.faults(), [("/unitId".to_owned(), "no_such".to_owned())]);
        let group = house.post("/leadership-groups", json!({"name": "Ledergruppen"})).by(&office).send().await;
        let path = format!("/leadership-groups/{}", group.id());
        let renamed = house.patch(&path, json!({"unitId": tree.sector})).by(&office).if_match(1).send().await;
        assert_eq!(renamed.expect(200)["unitId"], json!(tree.sector));
        house.patch(&path, json!({"name": "y"})).by(&office).if_match(1).send().await.problem(412, "stale");
        assert_eq!(house.get(&path).by(&member).send().await.expect(200)["name"], "Ledergruppen");
        let body = json!({"personId": who, "from": "2026-01-01", "to": "2026-06-30"});
        let first = house.post(&format!("{path}/members"), body).by(&office).send().await;
        first.expect(201);
        let overlapping = house.post(&format!("{path}/members"), json!({"personId": who, "from": "2026-06-30"})).by(&office).send().await;
        assert_eq!(overlapping.faults(), [("/from".to_owned(), "overlaps".to_owned())]);
        house.post(&format!("{path}/members"), json!({"personId": who, "from": "2026-07-01"})).by(&office).send().await.expect(201);
        let extended = house.patch(&format!("/leadership-members/{}", first.id()), json!({"to": "2026-07-01"})).by(&office).if_match(1).send().await;
        assert_eq!(extended.faults(), [("/from".to_owned(), "overlaps".to_owned())]);
        let ended = house.patch(&format!("/leadership-members/{}", first.id()), json!({"to": "2026-03-31"})).by(&office).if_match(1).send().await;
        assert_eq!(ended.expect(200)["to"], "2026-03-31");
        assert_eq!(house.get(&format!("/leadership-members/{}", first.id())).by(&member).send().await.expect(200)["version"], 2);
        let on = async |day: &str| house.get(&format!("{path}/members?activeOn={day}")).by(&member).send().await.expect(200)["items"].as_array().map(Vec::len);
        assert_eq!((on("2026-03-31").await, on("2026-04-01").await, on("2026-07-01").await), (Some(1), Some(0), Some(1)));
        assert_eq!(house.get("/leadership-groups").by(&member).send().await.expect(200)["items"].as_array().map(Vec::len), Some(1));
        let outside = limited(&house, admin.organiser, "sone@fjordvik.example", Role::Leader, &tree.south).await;
        house.get(&path).by(&outside).send().await.problem(404, "not_found");
        assert_eq!(house.get("/leadership-groups").by(&outside).send().await.expect(200)["items"], json!([]));
    }
}

/// All entries of an organiser's chain as text.
async fn chain(house: &House, organiser: uuid::Uuid) -> String {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let read = house.state.writer.read(organiser).await.expect("a snapshot");
    let entries = tables::audit_entry::Entity::find()
        .filter(tables::audit_entry::Column::OrganiserId.eq(organiser))
        .all(read.conn())
        .await
        .expect("readable");
    format!("{entries:?}")
}
