//! What leaves the organiser: one table of a closed quarter that nothing changes afterwards.

use super::Scene;
use crate::on_both;
use serde_json::{Value, json};
use stegvis::access::Role;

const OUTSIDE: &str = "/technology-equity?audience=outside";

on_both! {
    async fn one_fixed_table_goes_outside(house) {
        let scene = Scene::open(&house, "1134").await;
        for unit in [0, 2] {
            scene.introduce("safety-alarm", unit).await;
        }
        let month = |month: &str| vec![
            scene.row("safety-alarm", 0, month, [100, 90, 50, 20]),
            scene.row("safety-alarm", 2, month, [40, 30, 15, 8]),
        ];
        let mut rows = month("2026-09");
        rows.extend(month("2026-10"));
        scene.put(rows).await.expect(200);
        // The third quarter was closed before anybody counted; the fourth is not closed yet.
        assert_eq!(scene.get(OUTSIDE).await["items"], json!([]));
        let early = house.get(&format!("{OUTSIDE}&quarter=2026-Q4")).by(&scene.office).send().await;
        assert_eq!(early.faults(), [("/query/quarter".to_owned(), "not_closed".to_owned())]);
        // No part of the organiser and no other period can be subtracted.
        let (unit, area) = (&scene.units[0], scene.areas[0]["id"].as_str().expect("an id"));
        for (name, value) in [("within", unit.as_str()), ("serviceAreaId", area), ("branch", "social_services"), ("month", "2026-10"), ("months", "3")] {
            let asked = house.get(&format!("{OUTSIDE}&{name}={value}")).by(&scene.office).send().await;
            asked.problem(400, "invalid_input");
            assert_eq!(asked.faults(), [(format!("/query/{name}"), "contradicts".to_owned())]);
        }
        house.get("/technology-equity?quarter=2026-Q3").by(&scene.office).send().await.problem(400, "invalid_input");
        house.get("/technology-matrix?audience=outside").by(&scene.office).unchecked().send().await.problem(400, "invalid_input");
        let local = house.recruit(&scene.admin, "nord@1134.example", &[json!({"role": "project_office", "unitId": unit})]).await;
        let refused = house.get(OUTSIDE).by(&local).send().await;
        assert!([403, 404].contains(&refused.status), "{}", refused.json);

        house.pass_days(91);
        let office = house.login("kontor@1134.example").await;
        let admin = house.member(scene.admin.organiser, "ny@1134.example", Role::Administrator).await;
        let scene = Scene { admin, office, ..scene };
        let table = scene.get(OUTSIDE).await;
        let item = &table["items"][0];
        assert_eq!((&table["from"], &table["to"], &item["newestMonth"]), (&json!("2026-10"), &json!("2026-12"), &json!("2026-10")));
        assert_eq!(item["total"], json!({"eligible": 140, "offered": 120, "inUse": 65, "declined": 28, "rate": 65.0 / 140.0, "suppressed": false}));
        assert_eq!((&item["branches"]["gap"], &item["branches"]["socialServices"]["inUse"]), (&json!(0.125), &json!(50)));
        let none = json!([]);
        assert_eq!((&item["units"], &item["groups"], &item["spread"], &item["trend"]), (&none, &none, &Value::Null, &Value::Null));

        // Corrected, counted late, moved: inside all of it is seen, outside nothing that could be subtracted.
        scene.put(vec![scene.row("safety-alarm", 2, "2026-10", [40, 30, 12, 8]), scene.row("safety-alarm", 0, "2026-12", [100, 90, 53, 20])]).await.expect(200);
        let home = house.get(&format!("/units/{}", scene.units[0])).by(&scene.admin).send().await.expect(200)["serviceAreaId"].clone();
        let path = format!("/units/{}", scene.units[2]);
        house.patch(&path, json!({"serviceAreaId": home})).by(&scene.admin).if_match(1).send().await.expect(200);
        assert_eq!(scene.get("/technology-equity").await["items"][0]["total"]["inUse"], 65);
        assert_eq!(scene.get("/technology-equity").await["items"][0]["branches"]["socialServices"]["inUse"], 65);
        assert_eq!(scene.get(OUTSIDE).await, table);
        assert_eq!(scene.get(&format!("{OUTSIDE}&quarter=2026-Q4&technology=safety-alarm")).await, table);
    }
}
