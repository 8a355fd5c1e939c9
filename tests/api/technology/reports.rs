//! The reports: the matrix, equity inside and outside, questions, and facts at a gate.

use super::{Scene, codes, text};
use crate::on_both;
use crate::support::{House, Login};
use serde_json::{Value, json};

/// How many statements an answer takes that was not kept.
async fn cost(house: &House, login: &Login, path: &str) -> u64 {
    let before = house.state.database.statements().get_sample_count();
    house.get(path).by(login).send().await.expect(200);
    house.state.database.statements().get_sample_count() - before
}

on_both! {
    async fn equity_is_told_with_its_numbers(house) {
        let scene = Scene::open(&house, "1114").await;
        for unit in 0..3 {
            scene.introduce_since("safety-alarm", unit, "2025-11-03").await;
        }
        let month = |month: &str, nord: [i32; 4]| {
            vec![
                scene.row("safety-alarm", 0, month, nord),
                scene.row("safety-alarm", 1, month, [50, 40, 20, 10]),
                scene.row("safety-alarm", 2, month, [20, 10, 0, 6]),
            ]
        };
        let mut rows = month("2026-02", [100, 90, 50, 20]);
        rows.extend(month("2026-10", [100, 90, 80, 10]));
        for (group, counts) in [("age:67-79", [30, 20, 10, 10]), ("age:80-89", [40, 40, 40, 0]), ("age:90-plus", [30, 30, 30, 0])] {
            let mut row = scene.row("safety-alarm", 0, "2026-10", counts);
            row["group"] = json!(group);
            rows.push(row);
        }
        scene.put(rows).await.expect(200);
        let report = scene.get("/technology-equity?technology=safety-alarm").await;
        let item = &report["items"][0];
        let near = |value: &Value, wanted: f64| assert!(value.as_f64().is_some_and(|value| (value - wanted).abs() < 1e-9), "{value} {wanted} {item}");
        assert_eq!(item["total"], json!({"eligible": 170, "offered": 140, "inUse": 100, "declined": 26, "rate": 100.0 / 170.0, "suppressed": false}));
        let spread = &item["spread"];
        near(&spread["lowest"], 0.0);
        near(&spread["median"], 0.4);
        near(&spread["highest"], 0.8);
        near(&spread["difference"], 0.8);
        near(&spread["withoutUseShare"], 1.0 / 3.0);
        assert_eq!((&spread["ratio"], &spread["withoutUse"], &spread["compared"]), (&Value::Null, &json!(1), &json!(3)));
        near(&item["branches"]["gap"], 100.0 / 150.0);
        near(&item["groupSpread"]["difference"], 20.0 / 30.0);
        // From 70 to 100 of 170 in eight months.
        assert_eq!((&item["trend"]["trend"], &item["trend"]["places"]), (&json!("advancing"), &json!(3)));
        near(&item["trend"]["pointsAYear"], 30.0 / 170.0 * 100.0 * 12.0 / 8.0);

        assert_eq!((&item["oldestMonth"], &item["newestMonth"]), (&json!("2026-10"), &json!("2026-10")));
        // Another part of the register, another period.
        let health = scene.get("/technology-equity?branch=municipal_health_care").await;
        assert_eq!(health["items"][0]["total"]["eligible"], 20);
        let earlier = scene.get("/technology-equity?month=2026-03&months=3").await;
        assert_eq!((&earlier["from"], &earlier["items"][0]["total"]["inUse"]), (&json!("2026-01"), &json!(70)));
        let before = scene.get("/technology-equity?month=2025-12").await;
        assert_eq!((&before["items"][0]["total"], &before["items"][0]["unitsMeasured"]), (&json!({"suppressed": false}), &json!(0)));
        assert_eq!(scene.get("/technology-equity?month=2025-10").await["items"], json!([]), "nobody had considered it");
    }

    async fn a_place_counts_in_its_own_branch_and_in_that_of_the_unit_above(house) {
        let scene = Scene::open(&house, "1122").await;
        let team = json!({"kind": "unit", "name": "Natt", "parentId": scene.units[0]});
        let team = house.post("/units", team).by(&scene.admin).send().await.id();
        let area = |key: &str| {
            let mut all = scene.areas.as_array().into_iter().flatten();
            all.find(|one| one["key"] == key).expect("seeded")["id"].clone()
        };
        let mut rows = Vec::new();
        for (own, counts) in [(Value::Null, [40, 40, 30, 0]), (area("mental-health"), [20, 20, 5, 0])] {
            let mut place = json!({"technologyId": scene.technology("sensors").await, "unitId": team});
            let mut row = scene.row("sensors", 0, "2026-10", counts);
            row["unitId"] = json!(team);
            if own.is_string() {
                place["serviceAreaId"] = own.clone();
                row["serviceAreaId"] = own;
            }
            let made = scene.post(&scene.office, "/technology-deployments", place).await;
            made.expect(201);
            scene.go(&made.id(), json!({"state": "pilot", "pilotEndsOn": "2026-12-01"})).await.expect(200);
            rows.push(row);
        }
        scene.put(rows).await.expect(200);
        let report = scene.get("/technology-equity").await;
        let branches = &report["items"][0]["branches"];
        assert_eq!((&branches["socialServices"]["inUse"], &branches["municipalHealthCare"]["inUse"]), (&json!(30), &json!(5)), "{report}");
        for branch in ["social_services", "municipal_health_care"] {
            let found = scene.get(&format!("/technology-deployments?branch={branch}")).await;
            assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{branch}");
        }
        let recent = scene.get("/technology-deployments?from=2026-11-02&to=2026-11-02").await;
        let earlier = scene.get("/technology-deployments?to=2026-11-01").await;
        assert_eq!((recent["items"].as_array().map(Vec::len), earlier["items"].as_array().map(Vec::len)), (Some(2), Some(0)));
        // Nothing stands in Nord and Sør, and the matrix says so.
        let matrix = scene.get("/technology-matrix?branch=social_services").await;
        let rows: Vec<_> = matrix["items"].as_array().into_iter().flatten().map(|unit| (text(&unit["name"]), unit["branch"].clone(), unit["cells"].as_array().map_or(0, Vec::len))).collect();
        let told = |name: &str, cells| (name.to_owned(), json!("social_services"), cells);
        assert_eq!(rows, [told("Nord", 0), told("Natt", 1), told("Sør", 0)]);
    }

    async fn the_matrix_costs_the_same_whatever_stands_in_it(house) {
        let scene = Scene::open(&house, "1119").await;
        scene.introduce("sensors", 0).await;
        let paths = ["/technology-matrix", "/technology-equity", "/technology-alerts", "/technology-deployments"];
        let mut few = Vec::new();
        for path in paths {
            few.push(cost(&house, &scene.office, path).await);
        }
        for key in ["safety-alarm", "gps-alarm", "video-visit"] {
            for unit in 0..3 {
                scene.introduce(key, unit).await;
            }
        }
        scene.put(vec![scene.row("gps-alarm", 1, "2026-10", [9, 8, 7, 0])]).await.expect(200);
        let mut many = Vec::new();
        for path in paths {
            many.push(cost(&house, &scene.office, path).await);
        }
        assert_eq!(few, many);
        let matrix = scene.get(&format!("/technology-matrix?within={}", scene.units[1])).await;
        assert_eq!(matrix["items"].as_array().map(Vec::len), Some(1));
        let cells = matrix["items"][0]["cells"].as_array().cloned().unwrap_or_default();
        let used: Vec<_> = cells.iter().filter(|cell| cell["use"].is_object()).collect();
        assert_eq!((cells.len(), used.len()), (3, 1), "{matrix}");
        assert_eq!((&used[0]["use"]["inUse"], &used[0]["reach"]["offered"], &used[0]["state"]), (&json!(7), &json!(8), &json!("introduced")));
        let first = scene.get("/technology-matrix?limit=2").await;
        let next = text(&first["page"]["nextCursor"]);
        let rest = scene.get(&format!("/technology-matrix?limit=2&cursor={next}")).await;
        let foreign = house.get("/technology-matrix?cursor=WyJhIl0").by(&scene.office).send().await;
        assert_eq!(foreign.faults(), [("/query/cursor".to_owned(), "format".to_owned())]);
        assert_eq!((first["items"].as_array().map(Vec::len), rest["items"].as_array().map(Vec::len)), (Some(2), Some(2)));
    }

    async fn alerts_are_questions(house) {
        let scene = Scene::open(&house, "1120").await;
        scene.introduce("safety-alarm", 0).await;
        scene.introduce("gps-alarm", 1).await;
        let pilot = scene.consider("video-visit", 2).await;
        scene.go(&pilot, json!({"state": "pilot", "pilotEndsOn": "2026-11-20"})).await.expect(200);
        scene.put(vec![scene.row("safety-alarm", 0, "2026-10", [80, 10, 0, 0])]).await.expect(200);
        let kinds = async || -> Vec<(String, String)> {
            let list = scene.get("/technology-alerts").await;
            let items = list["items"].as_array().cloned().unwrap_or_default();
            assert!(items.iter().all(|one| text(&one["question"]).ends_with('?')), "{list}");
            items.iter().map(|one| (text(&one["unit"]), text(&one["kind"]))).collect()
        };
        let told = |unit: &str, kind: &str| (unit.to_owned(), kind.to_owned());
        let standing = [told("Nord", "unit_without_use"), told("Nord", "introduced_hardly_used"), told("Sør", "introduced_not_measured")];
        assert_eq!(kinds().await, standing);
        house.clock.set(house.clock.now() + chrono::TimeDelta::days(19));
        let leader = "leder@1120.example";
        let again = house.login(leader).await;
        let office = house.login("kontor@1120.example").await;
        let scene = Scene { office, leader: again, ..scene };
        let late = scene.get("/technology-alerts").await;
        let stalled: Vec<_> = late["items"].as_array().into_iter().flatten().filter(|one| one["kind"] == "pilot_stalled").collect();
        assert_eq!((stalled.len(), &stalled[0]["since"]), (1, &json!("2026-11-20")), "{late}");
        let swedish = house.get("/technology-alerts").by(&scene.office).header("accept-language", "sv").send().await;
        assert!(swedish.expect(200).to_string().contains("är införd"), "{}", swedish.json);
        scene.decide(&pilot, "introduce").await;
        let after = scene.get("/technology-alerts").await;
        assert!(!after.to_string().contains("pilot_stalled"), "{after}");
        let about: Vec<_> = after["items"].as_array().into_iter().flatten().filter(|one| one["deploymentId"] == json!(pilot)).map(|one| text(&one["kind"])).collect();
        assert_eq!(about, ["decided_not_moved"]);
        scene.go(&pilot, json!({"state": "introduced"})).await.expect(200);
        let done = scene.get("/technology-alerts").await;
        assert!(!done.to_string().contains("decided_not_moved"), "{done}");

        // Page by page it is the same list, and there is no other audience.
        let whole = done["items"].as_array().cloned().unwrap_or_default();
        let (mut pages, mut path) = (Vec::new(), "/technology-alerts?limit=1".to_owned());
        loop {
            let page = scene.get(&path).await;
            pages.extend(page["items"].as_array().cloned().unwrap_or_default());
            let Some(next) = page["page"]["nextCursor"].as_str() else { break };
            path = format!("/technology-alerts?limit=1&cursor={next}");
        }
        assert_eq!(pages, whole);
        for wrong in ["audience=outside", "cursor=WyJhIl0"] {
            house.get(&format!("/technology-alerts?{wrong}")).by(&scene.office).unchecked().send().await.problem(400, "invalid_input");
        }
    }

    async fn a_unit_is_judged_by_all_that_stands_there(house) {
        let scene = Scene::open(&house, "1133").await;
        scene.introduce("safety-alarm", 0).await;
        scene.introduce("sensors", 0).await;
        scene.put(vec![scene.row("safety-alarm", 0, "2026-10", [80, 60, 40, 0]), scene.row("sensors", 0, "2026-10", [20, 10, 0, 0])]).await.expect(200);
        let units = async |question: &str| -> Vec<String> {
            let list = scene.get(&format!("/technology-alerts?{question}")).await;
            let items = list["items"].as_array().into_iter().flatten();
            items.filter(|one| one["kind"] == "unit_without_use").map(|one| text(&one["unit"])).collect()
        };
        // The alarm is used in Nord; nothing at all stands in the other two.
        assert_eq!(units("limit=100").await, ["Rask psykisk helsehjelp", "Sør"]);
        assert_eq!(units("technology=sensors").await, Vec::<String>::new());
        assert_eq!(units("branch=social_services").await, ["Sør"]);
    }

    async fn broad_and_equal_lasts_as_long_as_its_grounds(house) {
        let scene = Scene::open(&house, "1124").await;
        let id = scene.introduce("safety-alarm", 0).await;
        let path = format!("/technology-deployments/{id}");
        let target = json!({"target": {"usePercent": 50, "rationale": "Halvparten takker nei."}});
        house.patch(&path, target).by(&scene.office).if_match(3).send().await.expect(200);
        scene.put(vec![scene.row("safety-alarm", 0, "2026-10", [80, 60, 45, 0])]).await.expect(200);
        scene.go(&id, json!({"state": "broad_and_equal"})).await.expect(200);
        let told = async || scene.get("/technology-alerts").await.to_string().contains("no_longer_broad");
        assert!(!told().await);
        scene.put(vec![scene.row("safety-alarm", 0, "2026-11", [80, 60, 30, 0])]).await.expect(200);
        assert!(told().await);
        assert_eq!(codes(&scene.go(&id, json!({"state": "introduced"})).await), ["note_missing"]);
        scene.go(&id, json!({"state": "introduced", "note": "Mange har flyttet."})).await.expect(200);
        assert!(!told().await);
    }

    async fn a_gate_asks_for_what_was_measured(house) {
        let scene = Scene::open(&house, "1121").await;
        let title = json!({"nb": "Målt", "sv": "Mätt", "en": "Measured"});
        let criterion = |key: &str, fact: &str, filter: Value, operator: &str, target: f64| json!({"key": key, "title": title, "guidance": title, "fact": fact, "filter": filter, "operator": operator, "target": target, "required": true, "memory": "live"});
        let all = json!({});
        let rule = json!({"all": [
            criterion("broad", "technology.broad_and_equal_share", all.clone(), "atLeast", 1.0),
            criterion("piloted", "technology.pilot_units_count", all.clone(), "atLeast", 2.0),
            criterion("alarms", "technology.pilot_units_count", json!({"technology": "safety-alarm"}), "atLeast", 2.0),
            criterion("used", "technology.in_use_share", all.clone(), "atLeast", 0.5),
            criterion("nowhere", "technology.units_without_use_share", all, "atMost", 0.1),
        ]});
        scene.house.template_of(&scene.office, "one-step", |content| {
            let stages = content["stages"].as_array_mut().expect("stages");
            stages.truncate(1);
            stages[0]["gate"]["rule"] = rule;
            stages[0]["milestones"] = json!([]);
        }).await;
        let area = scene.areas[0]["id"].clone();
        let body = json!({"templateKey": "one-step", "title": "Velferdsteknologi", "purpose": "Tryggere hverdager.", "unitId": scene.sector, "serviceAreaIds": [area], "startDate": "2026-11-02"});
        let roadmap = scene.post(&scene.office, "/roadmaps", body).await;
        roadmap.expect(201);
        let gates = scene.get(&format!("/roadmaps/{}/gates", roadmap.id())).await;
        let path = format!("/gates/{}", text(&gates["items"][0]["id"]));
        let read = async || -> Vec<(String, Value)> {
            let preview = scene.post(&scene.office, &format!("{path}/previews"), json!({})).await;
            let criteria = preview.expect(200)["criteria"].as_array().cloned().unwrap_or_default();
            criteria.iter().map(|one| (text(&one["outcome"]), one["value"].clone())).collect()
        };
        let unknown = ("unknown".to_owned(), Value::Null);
        assert!(read().await.iter().all(|one| *one == unknown), "no data is not nought: {:?}", read().await);

        let alarm = scene.introduce("safety-alarm", 0).await;
        scene.introduce("gps-alarm", 1).await;
        let told = |outcome: &str, value: f64| (outcome.to_owned(), json!(value));
        assert_eq!(read().await, [told("unmet", 0.0), told("met", 2.0), told("unmet", 1.0), unknown.clone(), unknown]);
        scene.put(vec![
            scene.row("safety-alarm", 0, "2026-10", [10, 9, 8, 1]),
            scene.row("gps-alarm", 1, "2026-10", [10, 3, 0, 3]),
        ]).await.expect(200);
        assert_eq!(read().await, [told("unmet", 0.0), told("met", 2.0), told("unmet", 1.0), told("unmet", 0.4), told("unmet", 0.5)]);
        let target = json!({"target": {"usePercent": 60, "rationale": "Fire av ti takker nei."}});
        scene.house.patch(&format!("/technology-deployments/{alarm}"), target).by(&scene.office).if_match(3).send().await.expect(200);
        scene.go(&alarm, json!({"state": "broad_and_equal"})).await.expect(200);
        assert_eq!(read().await[0], told("unmet", 0.5));
        let gate = scene.get(&path).await;
        assert_eq!(gate["criteria"][0]["records"].as_array().map(Vec::len), Some(2), "{gate}");
        scene.put(vec![scene.row("safety-alarm", 0, "2026-11", [10, 9, 5, 1])]).await.expect(200);
        assert_eq!(read().await[0], told("unmet", 0.0), "the target is no longer met");
        // A year later the counts say nothing of the day.
        house.clock.set(house.clock.now() + chrono::TimeDelta::days(400));
        let office = house.login("kontor@1121.example").await;
        let scene = Scene { office, ..scene };
        let late = scene.get(&path).await;
        let used = late["criteria"].as_array().into_iter().flatten().find(|one| one["key"] == "used").expect("asked");
        assert_eq!(used["outcome"], "unknown", "{late}");
    }
}
