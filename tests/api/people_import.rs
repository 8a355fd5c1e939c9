//! The import of HR data and what it proposes to close.

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use std::fmt::Write;
use stegvis::access::Role;

const UNITS: &str = include_str!("../../samples/units.csv");
const PERSONS: &str = include_str!("../../samples/persons.csv");
const POSITIONS: &str = include_str!("../../samples/positions.csv");

async fn send(house: &House, by: &Login, query: &str, text: impl Into<Vec<u8>>) -> Got {
    house
        .post(&format!("/imports?{query}"), Value::Null)
        .raw("text/csv; charset=utf-8", text)
        .by(by)
        .send()
        .await
}

async fn dry_run(house: &House, by: &Login, kind: &str, text: &str) -> Got {
    let got = send(house, by, &format!("kind={kind}&mode=dry_run"), text).await;
    got.expect(201);
    got
}

/// A dry run and the import after it; answers the import's counts.
async fn import(house: &House, by: &Login, kind: &str, text: &str) -> Value {
    let dry = dry_run(house, by, kind, text).await;
    assert_eq!(dry.json["counts"]["fault"], 0, "{}", dry.json);
    let done = send(
        house,
        by,
        &format!("kind={kind}&mode=apply&dryRunId={}", dry.id()),
        text,
    )
    .await;
    assert_eq!(
        done.expect(201)["counts"],
        dry.json["counts"],
        "the dry run foretold it"
    );
    done.json["counts"].clone()
}

fn counts(create: u32, update: u32, unchanged: u32, vanished: u32) -> Value {
    json!({"rows": create + update + unchanged, "create": create, "update": update, "unchanged": unchanged, "fault": 0, "vanished": vanished})
}

/// Line, field and code of every fault that a report shows.
fn faults(got: &Got) -> Vec<(u64, String, String)> {
    let rows = got.json["rows"].as_array().expect("rows");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.iter()
        .filter(|row| row["action"] == "fault")
        .flat_map(|row| {
            let line = row["line"].as_u64().unwrap_or_default();
            row["faults"]
                .as_array()
                .expect("faults")
                .iter()
                .map(move |fault| (line, text(&fault["field"]), text(&fault["code"])))
        })
        .collect()
}

fn fault(line: u64, field: &str, code: &str) -> (u64, String, String) {
    (line, field.to_owned(), code.to_owned())
}

async fn samples(house: &House, admin: &Login) {
    import(house, admin, "units", UNITS).await;
    import(house, admin, "persons", PERSONS).await;
    import(house, admin, "positions", POSITIONS).await;
}

async fn items(house: &House, by: &Login, path: &str) -> Vec<Value> {
    house.get(path).by(by).send().await.expect(200)["items"]
        .as_array()
        .expect("items")
        .clone()
}

on_both! {
    async fn the_samples_are_imported_and_a_second_time_changes_nothing(house) {
        let admin = house.organiser("NO", "0301").await;
        assert_eq!(import(&house, &admin, "units", UNITS).await, counts(5, 0, 0, 0));
        assert_eq!(import(&house, &admin, "persons", PERSONS).await, counts(6, 0, 0, 0));
        assert_eq!(import(&house, &admin, "positions", POSITIONS).await, counts(7, 0, 0, 0));
        let units = items(&house, &admin, "/units").await;
        assert_eq!(units.iter().map(|unit| unit["path"].as_array().map_or(0, Vec::len)).max(), Some(3));
        let nurse = items(&house, &admin, "/persons?employeeNumber=100005").await;
        let nurse = house.get(&format!("/persons/{}", nurse[0]["id"].as_str().expect("a text"))).by(&admin).send().await;
        assert_eq!(nurse.expect(200)["positions"].as_array().map(Vec::len), Some(2));
        assert!(nurse.json["positions"][0]["superiorId"].is_string());
        assert_eq!(import(&house, &admin, "units", UNITS).await, counts(0, 0, 5, 0));
        assert_eq!(import(&house, &admin, "persons", PERSONS).await, counts(0, 0, 6, 0));
        assert_eq!(import(&house, &admin, "positions", POSITIONS).await, counts(0, 0, 7, 0));
        let again = house.get(&format!("/persons/{}", nurse.json["id"].as_str().expect("a text"))).by(&admin).send().await;
        assert_eq!(again.expect(200)["version"], nurse.json["version"], "an import that changes nothing writes nothing");
        assert_eq!(items(&house, &admin, "/imports?limit=100").await.len(), 12);
    }

    async fn an_import_needs_a_sound_dry_run_of_the_same_file(house) {
        let admin = house.organiser("NO", "0301").await;
        let file = "employeeNumber;givenName;familyName\n1;Anne;Eksempel\n";
        let none = send(&house, &admin, "kind=persons&mode=apply", file).await;
        assert_eq!(none.faults(), [("/query/dryRunId".to_owned(), "required".to_owned())]);
        let unknown = send(&house, &admin, &format!("kind=persons&mode=apply&dryRunId={}", admin.account), file).await;
        assert_eq!(unknown.faults(), [("/query/dryRunId".to_owned(), "no_such".to_owned())]);
        let dry = dry_run(&house, &admin, "persons", file).await.id();
        let other = send(&house, &admin, &format!("kind=persons&mode=apply&dryRunId={dry}"), file.replace("Anne", "Anna")).await;
        other.problem(409, "import_refused");
        assert_eq!(other.faults()[0].1, "other_content");
        let kind = send(&house, &admin, &format!("kind=units&mode=apply&dryRunId={dry}"), UNITS).await;
        kind.problem(400, "invalid_input");
        assert!(items(&house, &admin, "/persons").await.is_empty(), "a dry run writes no person");
        let faulty = "employeeNumber,givenName,familyName\n1,,Eksempel\n2,Ola,Eksempel\n";
        let dry = dry_run(&house, &admin, "persons", faulty).await;
        assert_eq!(faults(&dry), [fault(2, "givenName", "required")]);
        let refused = send(&house, &admin, &format!("kind=persons&mode=apply&dryRunId={}", dry.id()), faulty).await;
        refused.problem(409, "import_refused");
        assert_eq!(refused.faults()[0].1, "faulty_dry_run");
        assert!(items(&house, &admin, "/persons").await.is_empty(), "all or nothing");
    }

    async fn what_became_wrong_since_the_dry_run_stops_the_import(house) {
        let admin = house.organiser("NO", "0301").await;
        samples(&house, &admin).await;
        let file = "employeeNumber,unit,title,ftePercent,from,superior\n100006,4200,Sjuksköterska,80.5,2024-03-01,100005\n";
        let dry = dry_run(&house, &admin, "positions", file).await;
        assert_eq!(dry.json["counts"]["update"], 1);
        let superior = items(&house, &admin, "/persons?employeeNumber=100005").await[0].clone();
        let path = format!("/persons/{}", superior["id"].as_str().expect("a text"));
        let version = superior["version"].as_i64().expect("a number");
        house.post(&format!("{path}/departures"), json!({"leftOn": "2026-11-01"})).by(&admin).if_match(version).send().await.expect(200);
        let refused = send(&house, &admin, &format!("kind=positions&mode=apply&dryRunId={}", dry.id()), file).await;
        refused.problem(409, "import_refused");
        assert_eq!(refused.faults(), [("/rows/2/superior".to_owned(), "row_fault".to_owned())]);
    }

    async fn sensitive_columns_are_dropped_and_national_ids_refused(house) {
        let admin = house.organiser("NO", "0301").await;
        let file = "\u{feff}Ansattnummer;Fornavn;Etternavn;Fødselsnummer;Grunnlønn;Sykefravær;Telefon\n\
            1;Anne;Eksempel;131052-308T;600000;12;22334455\n\
            2;Ola;0707614285;;;;\n";
        let dry = dry_run(&house, &admin, "persons", file).await;
        assert_eq!(dry.json["columnsDropped"], json!([
            {"column": "Fødselsnummer", "reason": "national_id"},
            {"column": "Grunnlønn", "reason": "salary"},
            {"column": "Sykefravær", "reason": "absence"},
        ]));
        assert_eq!(dry.json["columnsIgnored"], json!(["Telefon"]));
        assert_eq!(dry.json["columnsRead"], json!(["Ansattnummer", "Fornavn", "Etternavn"]));
        assert_eq!(faults(&dry), [fault(3, "familyName", "national_id")]);
        let read = house.get(&format!("/imports/{}", dry.id())).by(&admin).send().await;
        for text in [dry.json.to_string(), read.expect(200).to_string()] {
            for value in ["131052", "600000", "0707614285", "22334455", "Anne"] {
                assert!(!text.contains(value), "{value} is repeated: {text}");
            }
        }
    }

    async fn files_that_cannot_be_read_are_refused_as_a_whole(house) {
        let admin = house.organiser("NO", "0301").await;
        let query = "kind=persons&mode=dry_run";
        let latin = [b"employeeNumber,givenName,familyName\n1,\xC5se,Eksempel\n".to_vec()].concat();
        let refused = send(&house, &admin, query, latin).await;
        let detail = refused.problem(400, "invalid_input")["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.contains("Line 2") && detail.contains("Windows-1252"), "{detail}");
        let charset = house.post(&format!("/imports?{query}"), Value::Null).raw("text/csv; charset=windows-1252", "a").by(&admin).send().await;
        charset.problem(415, "unsupported_media_type");
        house.post(&format!("/imports?{query}"), json!({})).by(&admin).send().await.problem(415, "unsupported_media_type");
        let header = send(&house, &admin, query, "Fornavn,givenName,Epost\n").await;
        let expected = [("/columns/givenName", "duplicate_key"), ("/columns/employeeNumber", "required"), ("/columns/familyName", "required")];
        assert_eq!(header.faults(), expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        send(&house, &admin, query, "").await.problem(400, "invalid_input");
        send(&house, &admin, "kind=planets&mode=dry_run", "a").await.problem(400, "invalid_input");
        let many = format!("employeeNumber,givenName,familyName\n{}", "1,a,b\n".repeat(50_001));
        assert_eq!(send(&house, &admin, query, many).await.faults(), [("/rows".to_owned(), "too_many".to_owned())]);
        let long = "x".repeat(house.state.settings.server.import_limit + 1);
        send(&house, &admin, query, long).await.problem(413, "too_large");
        let office = house.member(admin.organiser, "kontor@fjordvik.example", Role::ProjectOffice).await;
        send(&house, &office, query, PERSONS).await.problem(403, "forbidden");
        house.get("/imports").by(&office).send().await.problem(403, "forbidden");
    }

    async fn every_row_reports_all_its_faults(house) {
        let admin = house.organiser("SE", "0180").await;
        samples(&house, &admin).await;
        let persons = "employeeNumber,givenName,familyName,email,external,language\n\
            1,Anne,Eksempel,ikke-en-adresse,kanskje,fr\n\
            1,Ola,Eksempel,,,\n\
            3,Kim\n\
            ,Per,Eksempel,,,\n";
        let dry = dry_run(&house, &admin, "persons", persons).await;
        let expected = [
            fault(2, "external", "not_one_of"),
            fault(2, "email", "format"),
            fault(2, "language", "not_one_of"),
            fault(3, "employeeNumber", "duplicate_row"),
            fault(4, "row", "ragged"),
            fault(5, "employeeNumber", "required"),
        ];
        let mut found = faults(&dry);
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(found, expected);
        let positions = "employeeNumber,unit,title,ftePercent,from,to,superior\n\
            999,4110,Pleier,100,2026-01-01,,\n\
            100001,9999,Pleier,mye,2026-13-01,,100001\n\
            100001,4110,Pleier,\"80,555\",2026-02-01,2026-01-01,100001\n\
            100001,4000,Kommunalsjef,100,2021-01-01,,100003\n\
            100006,4110,Pleier,50,2026-01-01,,\n\
            100006,4110,Pleier,50,2026-01-01,,\n";
        let dry = dry_run(&house, &admin, "positions", positions).await;
        let mut found = faults(&dry);
        found.sort();
        let mut expected = vec![
            fault(2, "employeeNumber", "no_such"),
            fault(3, "from", "format"),
            fault(3, "ftePercent", "wrong_type"),
            fault(3, "unit", "no_such"),
            fault(4, "ftePercent", "format"),
            fault(5, "superior", "cycle"),
            fault(7, "from", "duplicate_row"),
        ];
        expected.sort();
        assert_eq!(found, expected);
        let cycle = dry.json["rows"].as_array().expect("rows").iter().find(|row| row["line"] == 5).expect("a row").to_string();
        assert!(cycle.contains("Eksempel Kommunalsjef → Eksempel Enhetsleder-Sør → Eksempel Virksomhetsleder → Eksempel Kommunalsjef"), "{cycle}");
        let units = "externalId,name,kind,parent,serviceArea,headCount\n\
            5000,Ny,unit,,,\n\
            5100,Ny,planet,5999,ingen,mange\n\
            4000,Helse og omsorg,sektor,4110,,\n";
        let dry = dry_run(&house, &admin, "units", units).await;
        let mut found = faults(&dry);
        found.sort();
        let mut expected = vec![
            fault(2, "parent", "required"),
            fault(3, "kind", "not_one_of"),
            fault(3, "parent", "no_such"),
            fault(3, "serviceArea", "no_such"),
            fault(3, "headCount", "wrong_type"),
            fault(4, "parent", "cycle"),
        ];
        expected.sort();
        assert_eq!(found, expected);
    }

    async fn updates_touch_only_the_columns_that_are_there(house) {
        let admin = house.organiser("NO", "0301").await;
        samples(&house, &admin).await;
        let file = "employeeNumber,givenName,familyName,language\n100001,Eksempel,Kommunaldirektør,\n100006,Exempel,Sjuksköterska,sv\n";
        let dry = dry_run(&house, &admin, "persons", file).await;
        let row = dry.json["rows"].as_array().expect("rows").iter().find(|row| row["action"] == "update").expect("an update").clone();
        assert_eq!((row["line"].as_u64(), &row["fields"]), (Some(2), &json!(["familyName", "language"])));
        assert_eq!(import(&house, &admin, "persons", file).await, counts(0, 1, 1, 4));
        let changed = items(&house, &admin, "/persons?employeeNumber=100001").await[0].clone();
        assert_eq!((&changed["familyName"], &changed["language"]), (&json!("Kommunaldirektør"), &Value::Null));
        assert_eq!(changed["email"], "kommunalsjef@fjordvik.example", "a column that is not there leaves its field");
        let moved = "externalId,name,kind,parent\n4120,Hjemmetjenesten nord,enhet,4000\n4300,Ny avdeling,avdeling,4310\n4310,Nytt område,område,4000\n";
        assert_eq!(import(&house, &admin, "units", moved).await, counts(2, 1, 0, 4));
        let units = items(&house, &admin, "/units?limit=100").await;
        let depth = |external: &str| units.iter().find(|unit| unit["externalId"] == external).and_then(|unit| unit["path"].as_array().map(Vec::len));
        assert_eq!((depth("4120"), depth("4300"), depth("4310")), (Some(2), Some(3), Some(2)));
    }

    async fn what_vanished_is_proposed_and_decided(house) {
        let admin = house.organiser("NO", "0301").await;
        samples(&house, &admin).await;
        let without = |text: &str, line: &str| text.split_inclusive('\n').filter(|known| !known.starts_with(line)).collect::<String>();
        let fewer = without(PERSONS, "100004");
        assert_eq!(import(&house, &admin, "persons", &fewer).await, counts(0, 0, 5, 1));
        assert_eq!(import(&house, &admin, "persons", &fewer).await, counts(0, 0, 5, 1));
        let proposals = items(&house, &admin, "/closing-proposals").await;
        assert_eq!(proposals.len(), 1, "the same is not proposed twice");
        assert_eq!((&proposals[0]["subjectKind"], &proposals[0]["label"]), (&json!("person"), &json!("Eksempel Enhetsleder-Nord")));
        let decide = async |proposal: &Value, version: i64, body: Value| {
            let id = proposal["id"].as_str().expect("a text");
            house.post(&format!("/closing-proposals/{id}/decisions"), body).by(&admin).if_match(version).send().await
        };
        let keep = decide(&proposals[0], 1, json!({"accept": false})).await;
        assert_eq!(keep.expect(200)["status"], "rejected");
        decide(&proposals[0], 2, json!({"accept": true})).await.problem(409, "wrong_state");
        import(&house, &admin, "persons", &fewer).await;
        assert!(items(&house, &admin, "/closing-proposals?status=pending").await.is_empty(), "a rejected proposal is not made again");
        import(&house, &admin, "persons", PERSONS).await;
        assert_eq!(items(&house, &admin, "/closing-proposals?status=withdrawn").await.len(), 1);
        import(&house, &admin, "persons", &fewer).await;
        let again = items(&house, &admin, "/closing-proposals?status=pending").await;
        assert_eq!(again.len(), 1, "who came back and vanished again is proposed anew");
        decide(&again[0], 1, json!({"accept": false, "closedOn": "2026-11-01"})).await.problem(400, "invalid_input");
        decide(&again[0], 1, json!({"accept": true, "closedOn": "2026-11-01"})).await.expect(200);
        let person = again[0]["subjectId"].as_str().expect("a text").to_owned();
        let left = house.get(&format!("/persons/{person}")).by(&admin).send().await;
        assert_eq!((left.expect(200)["status"].as_str(), left.json["positions"][0]["to"].as_str()), (Some("left"), Some("2026-11-01")));
        assert_eq!(import(&house, &admin, "persons", PERSONS).await, counts(0, 1, 5, 0), "whoever is in the file again has come back");

        let positions = without(POSITIONS, "100005,4120");
        import(&house, &admin, "positions", &positions).await;
        let proposal = items(&house, &admin, "/closing-proposals?status=pending&subjectKind=position").await;
        assert_eq!((proposal.len(), &proposal[0]["label"]), (1, &json!("Fagsykepleier")));
        decide(&proposal[0], 1, json!({"accept": true})).await.expect(200);
        let closed = house.get(&format!("/positions/{}", proposal[0]["subjectId"].as_str().expect("a text"))).by(&admin).send().await;
        assert_eq!(closed.expect(200)["to"], "2026-11-02", "today where no day is named");

        import(&house, &admin, "units", &without(UNITS, "4100")).await;
        let refused = dry_run(&house, &admin, "units", "externalId,name,kind\n4000,Helse og omsorg,sector\n").await;
        assert_eq!(refused.json["counts"]["vanished"], 4);
        let proposal = items(&house, &admin, "/closing-proposals?status=pending&subjectKind=unit").await;
        assert_eq!(proposal[0]["label"], "Hjemmetjenester");
        decide(&proposal[0], 1, json!({"accept": true})).await.problem(409, "in_use");
        let other = house.organiser("NO", "5001").await;
        assert!(items(&house, &other, "/closing-proposals").await.is_empty());
        house.post(&format!("/closing-proposals/{}/decisions", proposal[0]["id"].as_str().expect("a text")), json!({"accept": true})).by(&other).if_match(1).send().await.problem(404, "not_found");
    }

    async fn reports_are_read_in_pages(house) {
        let admin = house.organiser("NO", "0301").await;
        let mut file = "employeeNumber,givenName,familyName\n".to_owned();
        for number in 1..=230 {
            let name = if number % 100 == 0 { "" } else { "Eksempel" };
            writeln!(file, "{number},Person,{name}").expect("a line");
        }
        let dry = dry_run(&house, &admin, "persons", &file).await;
        assert_eq!((dry.json["counts"]["create"].as_u64(), dry.json["counts"]["fault"].as_u64()), (Some(228), Some(2)));
        assert_eq!(dry.json["rows"].as_array().map(Vec::len), Some(100));
        assert_eq!(faults(&dry), [fault(101, "familyName", "required"), fault(201, "familyName", "required")], "faults come first");
        let path = format!("/imports/{}", dry.id());
        let mut lines = Vec::new();
        let mut query = "limit=100".to_owned();
        loop {
            let page = house.get(&format!("{path}?{query}")).by(&admin).send().await;
            lines.extend(page.expect(200)["rows"].as_array().expect("rows").iter().filter_map(|row| row["line"].as_u64()));
            let Some(cursor) = page.json["page"]["nextCursor"].as_str() else { break };
            query = format!("limit=100&cursor={cursor}");
        }
        assert_eq!(lines.len(), 230);
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 230, "no row is shown twice");
        let wrong = house.get(&format!("{path}?action=fault")).by(&admin).send().await;
        assert_eq!(wrong.expect(200)["rows"].as_array().map(Vec::len), Some(2));
        let second = house.get(&format!("{path}?page=3&limit=100")).by(&admin).send().await;
        assert_eq!(second.expect(200)["rows"].as_array().map(Vec::len), Some(30));
        let other = house.organiser("NO", "5001").await;
        house.get(&path).by(&other).send().await.problem(404, "not_found");
    }

    async fn a_file_of_a_large_municipality_is_imported(house) {
        let admin = house.organiser("NO", "0301").await;
        let mut persons = "employeeNumber;givenName;familyName;email\n".to_owned();
        let mut positions = "employeeNumber;unit;title;ftePercent;from;superior\n".to_owned();
        for number in 1..=20_000 {
            writeln!(persons, "{number};Person;Nummer {number};person{number}@fjordvik.example").expect("a line");
            let superior = if number == 1 { String::new() } else { (number / 10).max(1).to_string() };
            writeln!(positions, "{number};4000;Medarbeider;100;2024-01-01;{superior}").expect("a line");
        }
        // A node of the tree must not lead itself: the ten first are led by the first, which nobody leads.
        import(&house, &admin, "units", UNITS).await;
        assert_eq!(import(&house, &admin, "persons", &persons).await, counts(20_000, 0, 0, 0));
        assert_eq!(import(&house, &admin, "positions", &positions).await, counts(20_000, 0, 0, 0));
        assert_eq!(import(&house, &admin, "positions", &positions).await, counts(0, 0, 20_000, 0));
        assert_eq!(items(&house, &admin, "/persons?q=nummer&employeeNumber=19999").await.len(), 1);
    }
}
