//! What the demonstration shows: every fact with data, and the verdict of every gate, as somebody has looked at it.

use crate::on_both;
use crate::roadmaps::text;
use crate::support::{House, Login, first_day};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn get(house: &House, by: &Login, path: &str) -> Value {
    house.get(path).by(by).send().await.expect(200).clone()
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list["items"].as_array().into_iter().flatten()
}

/// What a reviewer reads of a criterion: no ids, no texts of the template.
fn verdict_of(criterion: &Value) -> Value {
    let kinds: BTreeSet<&str> = criterion["records"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|record| record["kind"].as_str())
        .collect();
    json!({
        "key": criterion["key"], "fact": criterion["fact"], "filter": criterion["filter"], "operator": criterion["operator"],
        "target": criterion["target"], "outcome": criterion["outcome"], "value": criterion["value"],
        "provenance": criterion["provenance"], "records": kinds,
    })
}

on_both! {
    async fn every_fact_has_data_and_every_gate_of_the_five_steps_says_what_was_reviewed(house) {
        house.demonstration(first_day()).await;
        let login = json!({"login": "kontor@fjordvik.example", "password": stegvis::demo::PASSWORD});
        let office = Login::of(house.post("/sessions", login).send().await.expect(201));
        let mut with_data = BTreeSet::new();
        let mut pages = serde_json::Map::new();
        for roadmap in items(&get(&house, &office, "/roadmaps?limit=100").await) {
            let path = format!("/roadmaps/{}", text(roadmap, "id"));
            for stage in items(&get(&house, &office, &format!("{path}/stages")).await) {
                let facts = get(&house, &office, &format!("{path}/facts?stageId={}", text(stage, "id"))).await;
                for fact in items(&facts).filter(|fact| !fact["value"].is_null()) {
                    with_data.insert(text(fact, "fact"));
                }
            }
            let list = get(&house, &office, &format!("{path}/gates")).await;
            if list["items"][0]["key"] == "acknowledged" {
                let mut gates = serde_json::Map::new();
                for gate in items(&list) {
                    let preview = house.post(&format!("/gates/{}/previews", text(gate, "id")), json!({})).by(&office).send().await;
                    let preview = preview.expect(200);
                    let criteria: Vec<Value> = preview["criteria"].as_array().into_iter().flatten().map(verdict_of).collect();
                    gates.insert(text(preview, "key"), json!({"stage": preview["stageState"], "ready": preview["ready"], "criteria": criteria}));
                }
                pages.insert(text(roadmap, "title"), Value::Object(gates));
            }
        }
        let derived = ::gate::facts().filter(|fact| fact.derived).map(|fact| fact.name);
        let without: Vec<&str> = derived.filter(|name| !with_data.contains(*name)).collect();
        assert!(without.is_empty(), "the demonstration shows nothing for {without:?}");
        let shown = serde_json::to_string_pretty(&Value::Object(pages)).expect("JSON") + "\n";
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/five-steps-previews.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &shown).expect("written");
        }
        let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(shown == reviewed, "the previews are not those that were reviewed: set UPDATE=1, run again, and look at the difference");
    }
}
