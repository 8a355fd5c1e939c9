//! Time: what was done earlier is entered, reports are of their period, and counts belong to what stood there then.

use super::{Scene, codes, text};
use crate::on_both;
use serde_json::{Value, json};

on_both! {
    async fn what_was_done_earlier_is_entered_and_reports_are_of_their_period(house) {
        let scene = Scene::open(&house, "1144").await;
        let place = |since: &str| json!({"technologyId": "", "unitId": scene.units[0], "since": since});
        let considered = async |since: &str| {
            let mut body = place(since);
            body["technologyId"] = json!(scene.technology("safety-alarm").await);
            scene.post(&scene.office, "/technology-deployments", body).await
        };
        assert_eq!(codes(&considered("2026-11-03").await), ["in_the_future"]);
        let made = considered("2024-03-01").await;
        let id = made.id();
        assert_eq!(made.expect(201)["stateSince"], "2024-03-01");
        let pilot = |since: &str, end: Value| json!({"state": "pilot", "since": since, "pilotEndsOn": end});
        assert_eq!(codes(&scene.go(&id, json!({"state": "pilot", "since": "2024-06-01"})).await), ["pilot_end_missing"]);
        assert_eq!(codes(&scene.go(&id, pilot("2024-06-01", json!("2024-05-01"))).await), ["contradicts"]);
        assert_eq!(codes(&scene.go(&id, pilot("2024-02-01", json!("2025-01-31"))).await), ["contradicts"]);
        scene.go(&id, pilot("2024-06-01", json!("2025-01-31"))).await.expect(200);
        let path = format!("/technology-deployments/{id}");
        let open_end = house.patch(&path, json!({"pilotEndsOn": null})).by(&scene.office).if_match(2).send().await;
        assert_eq!(open_end.faults(), [("/pilotEndsOn".to_owned(), "required".to_owned())]);
        scene.decide(&id, "introduce").await;
        scene.go(&id, json!({"state": "introduced", "since": "2025-03-01"})).await.expect(200);
        let state = async |month: &str| -> Value {
            let matrix = scene.get(&format!("/technology-matrix?month={month}&within={}", scene.units[0])).await;
            matrix["items"][0]["cells"][0]["state"].clone()
        };
        let seen = [state("2024-02").await, state("2024-05").await, state("2024-06").await, state("2025-02").await, state("2025-03").await];
        assert_eq!(seen, [Value::Null, json!("considered"), json!("pilot"), json!("pilot"), json!("introduced")]);
        // What is withdrawn later was there all the same.
        scene.put(vec![scene.row("safety-alarm", 0, "2025-06", [80, 60, 40, 0])]).await.expect(200);
        let before = scene.get("/technology-equity?month=2025-06").await;
        scene.go(&id, json!({"state": "withdrawn", "note": "Passer ikke her."})).await.expect(200);
        assert_eq!(scene.get("/technology-equity?month=2025-06").await, before);
        assert_eq!(scene.get("/technology-equity").await["items"], json!([]));
    }

    async fn counts_belong_to_what_stood_there_in_their_month(house) {
        let scene = Scene::open(&house, "1145").await;
        let first = scene.introduce_since("gps-alarm", 0, "2026-01-05").await;
        let lasting = scene.introduce_since("gps-alarm", 1, "2026-01-05").await;
        let both = |month: &str, in_use| vec![scene.row("gps-alarm", 0, month, [20, 15, in_use, 2]), scene.row("gps-alarm", 1, month, [20, 15, in_use, 2])];
        scene.put(both("2026-09", 8)).await.expect(200);
        scene.go(&first, json!({"state": "withdrawn", "note": "Ny leverandør.", "since": "2026-11-02"})).await.expect(200);
        // The night's batch goes through, with a correction of what was withdrawn and its last month.
        assert_eq!(scene.put(both("2026-09", 9)).await.expect(200)["corrected"], 2);
        assert_eq!(scene.put(both("2026-11", 9)).await.expect(200)["created"], 2);
        let series = |id: &str| format!("/technology-deployments/{id}/measures");
        let counts = |month: &str| json!({"month": month, "eligible": 20, "offered": 15, "inUse": 7, "declined": 2});
        scene.post(&scene.office, &series(&first), counts("2026-10")).await.expect(201);
        let same = scene.post(&scene.office, &series(&first), counts("2026-10")).await;
        assert_eq!(same.expect(201)["revision"], 1, "nothing new is recorded");

        house.pass_days(30);
        let office = house.login("kontor@1145.example").await;
        let leader = house.login("leder@1145.example").await;
        let scene = Scene { office, leader, ..scene };
        let both = |month: &str| vec![scene.row("gps-alarm", 0, month, [20, 15, 9, 2]), scene.row("gps-alarm", 1, month, [20, 15, 9, 2])];
        assert_eq!(scene.put(both("2026-12")).await.faults(), [("/items/0".to_owned(), "no_such".to_owned())]);
        scene.post(&scene.office, &series(&first), counts("2026-12")).await.problem(409, "wrong_state");
        // A new attempt takes the counts from its first month on.
        let second = scene.consider("gps-alarm", 0).await;
        scene.put(both("2026-12")).await.expect(200);
        let mut late = both("2026-10");
        late.truncate(1);
        assert_eq!(scene.put(late).await.expect(200)["corrected"], 1);
        let months = async |id: &str| -> Vec<String> {
            let list = scene.get(&format!("/technology-measures?deploymentId={id}")).await;
            let mut months: Vec<String> = list["items"].as_array().into_iter().flatten().map(|one| text(&one["month"])).collect();
            months.sort();
            months
        };
        assert_eq!(months(&first).await, ["2026-09", "2026-10", "2026-11"]);
        assert_eq!((months(&second).await, months(&lasting).await.len()), (vec!["2026-12".to_owned()], 3));
    }

    async fn groups_are_parts_of_everybody_in_their_month(house) {
        let scene = Scene::open(&house, "1130").await;
        let id = scene.introduce("safety-alarm", 0).await;
        let group = |key: &str, month: &str, counts| {
            let mut row = scene.row("safety-alarm", 0, month, counts);
            row["group"] = json!(key);
            row
        };
        let whole = scene.row("safety-alarm", 0, "2026-10", [100, 90, 60, 10]);
        let (women, men) = (group("gender:women", "2026-10", [60, 50, 40, 5]), group("gender:men", "2026-10", [50, 45, 20, 5]));
        let refused = scene.put(vec![whole.clone(), women.clone(), men.clone()]).await;
        assert_eq!(refused.faults(), [("/items/2/eligible".to_owned(), "contradicts".to_owned())]);
        // One after the other they are judged together too.
        scene.put(vec![men, whole]).await.expect(200);
        assert_eq!(scene.put(vec![women]).await.faults(), [("/items/0/eligible".to_owned(), "contradicts".to_owned())]);
        scene.put(vec![group("gender:women", "2026-10", [50, 45, 40, 5])]).await.expect(200);
        // Groups of another month are not compared with these.
        let path = format!("/technology-deployments/{id}");
        let target = json!({"target": {"usePercent": 50, "groupGapPoints": 10, "rationale": "Begge kjønn skal få det samme."}});
        house.patch(&path, target).by(&scene.office).if_match(3).send().await.expect(200);
        let broad = || scene.go(&id, json!({"state": "broad_and_equal"}));
        assert_eq!(codes(&broad().await), ["groups_apart"]);
        scene.put(vec![group("gender:men", "2026-11", [50, 45, 40, 5])]).await.expect(200);
        assert_eq!(codes(&broad().await), ["groups_not_measured"]);
    }
}
