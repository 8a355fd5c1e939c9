//! Who sees and counts only a part of the organiser, and several who count at once.

use super::{Scene, text};
use crate::on_both;
use serde_json::{Value, json};

on_both! {
    async fn a_role_in_a_unit_sees_and_counts_there_only(house) {
        let scene = Scene::open(&house, "1135").await;
        let mut all = Vec::new();
        for unit in 0..2 {
            all.push(scene.introduce("safety-alarm", unit).await);
            let body = json!({"unitId": scene.units[unit], "audience": "staff", "activity": "training", "title": "Opplæring", "heldOn": "2026-10-14", "participants": 9});
            scene.post(&scene.office, "/technology-engagements", body).await.expect(201);
        }
        let row = |unit, in_use| scene.row("safety-alarm", unit, "2026-10", [80, 60, in_use, 0]);
        scene.put(vec![row(0, 40), row(1, 0)]).await.expect(200);
        let local = house.recruit(&scene.admin, "sor@1135.example", &[json!({"role": "project_office", "unitId": scene.units[1]})]).await;
        let list = async |path: &str| -> Vec<Value> {
            // The office has read it a moment ago: what is kept for it opens nothing for others.
            scene.get(path).await;
            let got = house.get(path).by(&local).send().await;
            got.expect(200)["items"].as_array().cloned().unwrap_or_default()
        };
        let of = |items: Vec<Value>, field: &str| -> Vec<String> { items.iter().map(|one| text(&one[field])).collect() };
        let own = [scene.units[1].clone()];
        assert_eq!(of(list("/technology-deployments").await, "unitId"), own);
        assert_eq!(of(list("/technology-measures").await, "deploymentId"), [all[1].clone()]);
        assert_eq!(of(list("/technology-engagements").await, "unitId"), own);
        assert_eq!(of(list("/technology-matrix").await, "unitId"), own);
        let units = list("/technology-equity").await[0]["units"].as_array().cloned().unwrap_or_default();
        assert_eq!(of(units, "unitId"), own);
        let alerts = list("/technology-alerts").await;
        assert!(!alerts.is_empty() && of(alerts, "unitId").iter().all(|unit| *unit == own[0]));
        // One place beyond the role refuses the whole batch.
        let put = async |rows: Vec<Value>| house.put("/technology-measures", json!({"items": rows})).by(&local).send().await;
        let both = put(vec![row(0, 41), row(1, 1)]).await;
        assert!([403, 404].contains(&both.status), "{}", both.json);
        assert_eq!(put(vec![row(1, 1)]).await.expect(200)["corrected"], 1);
        let standing = scene.get(&format!("/technology-deployments/{}/standing", all[0])).await;
        assert_eq!(standing["use"]["inUse"], 40);
    }

    async fn several_who_count_at_once_count_once(house) {
        let scene = Scene::open(&house, "1127").await;
        // The first use of a built-in kind, twice at once.
        let place = |unit: usize, technology: &str| json!({"technologyId": technology, "unitId": scene.units[unit]});
        let alarm = scene.technology("safety-alarm").await;
        let at_once = async |method: &str, path: &str, body: Value| {
            let call = if method == "put" { house.put(path, body) } else { house.post(path, body) };
            call.by(&scene.office).unchecked().send().await
        };
        let made = tokio::join!(
            at_once("post", "/technology-deployments", place(0, &alarm)),
            at_once("post", "/technology-deployments", place(1, &alarm)),
            at_once("post", "/technology-deployments", place(2, &alarm)),
        );
        for got in [made.0, made.1, made.2] {
            got.expect(201);
        }
        let rows = || json!({"items": [scene.row("safety-alarm", 0, "2026-10", [80, 60, 40, 0]), scene.row("safety-alarm", 2, "2026-10", [20, 10, 5, 0])]});
        let put = || at_once("put", "/technology-measures", rows());
        let done = tokio::join!(put(), put(), put());
        let mut created = 0;
        for got in [done.0, done.1, done.2] {
            created += got.expect(200)["created"].as_i64().expect("a count");
        }
        assert_eq!(created, 2);
    }
}
