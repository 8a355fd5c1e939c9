//! Public series over HTTP: a trial, whole or nothing, corrections, where figures come from, comparison. All figures of
//! the files are invented.

use crate::on_both;
use serde_json::{Value, json};
use stegvis::access::Role;

const KOLADA: &str = include_str!("files/kolada-v3-invented.json");
const JSON_STAT: &str = include_str!("files/json-stat-invented.json");

fn file(source: &str, content: &str) -> Value {
    json!({
        "source": source, "title": "Invented figures", "address": "https://statistics.example/tables/1", "fetchedOn": "2026-11-01",
        "licence": "CC0 1.0", "key": "care", "content": content,
    })
}

on_both! {
    async fn a_file_is_tried_taken_in_once_and_corrected(house) {
        let admin = house.organiser("NO", "0301").await;
        let office = house.member(admin.organiser, "kontor@0301.example", Role::ProjectOffice).await;
        let get = async |path: &str| house.get(path).by(&office).send().await.expect(200).clone();
        let report = house.post("/kpi-import-checks", file("kolada", KOLADA)).by(&office).send().await;
        let counts = |json: &Value| ["created", "corrected", "unchanged", "skipped", "faults"].map(|name| json[name].as_i64().expect("a count"));
        assert_eq!((counts(report.expect(200)), &report.json["acceptable"]), ([4, 0, 0, 1, 0], &json!(true)));
        assert_eq!(get("/kpi-values").await["items"], json!([]), "a trial stores nothing");

        let made = house.post("/kpi-imports", file("kolada", KOLADA)).by(&office).send().await;
        assert_eq!((&made.expect(201)["valuesRead"], &made.json["valuesStored"], &made.json["licence"]), (&json!(4), &json!(4), &json!("CC0 1.0")));
        let again = house.post("/kpi-imports", file("kolada", KOLADA)).by(&office).send().await;
        assert_eq!((&again.expect(201)["valuesRead"], &again.json["valuesStored"]), (&json!(4), &json!(0)), "the same again changes nothing");

        // One other value is a correction: both stay.
        let corrected = file("kolada", &KOLADA.replace("38.25", "38.5"));
        let report = house.post("/kpi-import-checks", corrected.clone()).by(&office).send().await;
        assert_eq!(counts(report.expect(200)), [0, 1, 3, 1, 0]);
        let row = report.json["rows"].as_array().into_iter().flatten().find(|row| row["action"] == "correct").expect("a correction");
        assert_eq!((&row["before"], &row["value"]), (&json!(38.25), &json!(38.5)));
        house.post("/kpi-imports", corrected).by(&office).send().await.expect(201);
        let now = get("/kpi-values?municipality=0115").await;
        assert_eq!((now["items"].as_array().map(Vec::len), &now["items"][0]["value"]), (Some(1), &json!(38.5)));
        let all = get("/kpi-values?municipality=0115&superseded=true").await;
        assert_eq!(all["items"].as_array().map(Vec::len), Some(2));
        assert!(!all["items"][0]["supersededAt"].is_null());
        // No data is not nought.
        let missing = get("/kpi-values?kpi=X00001&year=2025&gender=men").await;
        assert_eq!((missing["items"][0].get("value"), &missing["items"][0]["status"]), (None, &json!("Missing")));
        let source = get(&format!("/kpi-imports/{}", now["items"][0]["importId"].as_str().expect("an id"))).await;
        assert_eq!((&source["address"], &source["fetchedOn"]), (&json!("https://statistics.example/tables/1"), &json!("2026-11-01")));

        // One value that cannot be read keeps the file out.
        let broken = file("kolada", &KOLADA.replace("\"M\"", "\"X\""));
        let refused = house.post("/kpi-imports", broken.clone()).by(&office).send().await;
        refused.problem(409, "import_refused");
        assert_eq!(refused.faults(), [("/content/values/0/values/2".to_owned(), "unreadable".to_owned())]);
        let report = house.post("/kpi-import-checks", broken).by(&office).send().await;
        assert_eq!((&report.expect(200)["acceptable"], &report.json["rows"][0]["action"]), (&json!(false), &json!("fault")));
        assert_eq!(house.post("/kpi-imports", file("kolada", "[")).by(&office).send().await.faults()[0].0, "/content");
        let pages = get("/kpi-values?limit=3").await;
        let cursor = pages["page"]["nextCursor"].as_str().expect("more");
        assert_eq!(get(&format!("/kpi-values?limit=3&cursor={cursor}")).await["items"].as_array().map(Vec::len), Some(1));
    }

    async fn municipalities_are_compared_by_public_figures(house) {
        let admin = house.organiser("NO", "0301").await;
        let office = house.member(admin.organiser, "kontor@0301.example", Role::ProjectOffice).await;
        let member = house.member(admin.organiser, "ansatt@0301.example", Role::Member).await;
        house.post("/kpi-imports", file("json_stat", JSON_STAT)).by(&member).send().await.problem(403, "forbidden");
        let made = house.post("/kpi-imports", file("json_stat", JSON_STAT)).by(&office).send().await;
        assert_eq!(made.expect(201)["valuesRead"], 16);
        let path = "/kpi-comparisons?kpi=care.Share&year=2025&gender=women";
        let found = house.get(path).by(&member).send().await;
        let values: Vec<(Value, Value, Value)> = found.expect(200)["items"].as_array().into_iter().flatten()
            .map(|item| (item["municipality"].clone(), item["value"].clone(), item["own"].clone())).collect();
        assert_eq!(values, [(json!("0301"), json!(41.0), json!(true)), (json!("1103"), json!(51.0), json!(false))]);
        assert_eq!((&found.json["ownValue"], &found.json["ownPercentile"], &found.json["median"]), (&json!(41.0), &json!(0.0), &json!(51.0)));
        assert_eq!(found.json["sources"][0]["licence"], "CC0 1.0");
        let nobody = house.get(&format!("{path}&municipalities=4601")).by(&member).send().await;
        assert_eq!((nobody.expect(200)["items"].as_array().map(Vec::len), nobody.json.get("ownPercentile")), (Some(1), None));
        // Another organiser has its own series.
        let other = house.organiser("NO", "1103").await;
        let values = house.get("/kpi-values").by(&other).send().await;
        assert_eq!(values.expect(200)["items"], json!([]));
    }
}
