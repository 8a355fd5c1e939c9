//! What gates remember though nobody looked.

use crate::on_both;
use serde_json::json;
use stegvis::access::Role;
use stegvis::capabilities::gates::memory;

on_both! {
    async fn a_criterion_with_memory_is_remembered_though_nobody_looked(house) {
        let admin = house.organiser("NO", "5601").await;
        let office = house.member(admin.organiser, "kontor@5601.example", Role::ProjectOffice).await;
        let title = json!({"nb": "Ingenting over tiden", "sv": "Inget försenat", "en": "Nothing overdue"});
        let criterion = |key: &str, memory: &str| json!({
            "key": key, "title": title, "guidance": title, "fact": "stage.milestones_overdue_count", "operator": "atMost", "target": 0, "required": true, "memory": memory,
        });
        let rule = json!({"all": [criterion("remembered", "latch"), criterion("now", "live")]});
        house.template_of(&office, "memory-steps", |content| content["stages"][0]["gate"]["rule"] = rule).await;
        let roadmap = house.roadmap_of(&admin, &office, "memory-steps").await;
        let gates = house.get(&format!("/roadmaps/{roadmap}/gates")).by(&office).send().await;
        let gate = gates.expect(200)["items"][0].clone();
        let stage = gate["stageId"].as_str().expect("an id");
        let milestone = json!({"title": "Signering", "dueDate": "2026-11-04"});
        house.post(&format!("/stages/{stage}/milestones"), milestone).by(&office).send().await.expect(201);

        let before = house.entries().await;
        assert_eq!(memory::remember(&house.state, admin.organiser).await.expect("looked"), 1);
        assert_eq!(memory::remember(&house.state, admin.organiser).await.expect("looked"), 0, "what is remembered is not written again");
        assert_eq!(house.entries().await, before + 1);

        house.pass_days(7);
        let office = house.login("kontor@5601.example").await;
        assert_eq!(memory::remember(&house.state, admin.organiser).await.expect("looked"), 0);
        let gate = house.get(&format!("/gates/{}", gate["id"].as_str().expect("an id"))).by(&office).send().await;
        let told = |key: &str| {
            let mut criteria = gate.expect(200)["criteria"].as_array().into_iter().flatten();
            let one = criteria.find(|one| one["key"] == key).expect("a criterion");
            (one["outcome"].clone(), one["latchedSince"].clone())
        };
        assert_eq!(told("remembered"), (json!("met"), json!("2026-11-02")));
        assert_eq!(told("now").0, json!("unmet"));
    }
}
