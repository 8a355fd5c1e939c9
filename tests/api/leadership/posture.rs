//! The posture of a group: asked without learning who answered what, and told without telling on anybody.

use super::{EVERYBODY, Scene, text};
use crate::on_both;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both! {
    async fn a_round_is_answered_once_by_those_it_asks_and_read_when_it_is_over(house) {
        let mut scene = Scene::open(&house, "1108", 4, 7).await;
        assert_eq!(scene.value("answered").await, Value::Null, "nobody was asked: no data");
        let path = format!("/leadership-groups/{}/posture-rounds", scene.group);
        let past = json!({"audience": "leaders", "opens": "2026-11-01", "closes": "2026-10-30"});
        let refused = house.post(&path, past).by(&scene.office).send().await;
        refused.problem(400, "invalid_input");
        let pointers: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/opens", "/closes"]);
        let leaders = scene.round("leaders", 9).await;
        let staff = scene.round("staff", 9).await;
        let again = json!({"audience": "leaders", "opens": "2026-11-10", "closes": "2026-11-20"});
        let refused = house.post(&path, again.clone()).by(&scene.office).send().await;
        assert_eq!(refused.faults(), [("/opens".to_owned(), "overlaps".to_owned())]);
        house.post(&path, again).by(scene.who("anna")).send().await.problem(403, "forbidden");
        assert_eq!(scene.value("answered").await, json!(0.0));

        let half = json!({"answers": [{"key": "own-choice", "value": 3}, {"key": "own-choice", "value": 3}, {"key": "weather", "value": 3}]});
        let refused = house.post(&format!("/posture-rounds/{leaders}/answers"), half).by(scene.who("anna")).send().await;
        let words: Vec<String> = refused.faults().into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["not_unique", "no_such", "required"]);
        for (name, lean) in [("anna", 4), ("berit", 3), ("carl", 5)] {
            scene.answer(&leaders, name, lean).await.expect(204);
        }
        scene.answer(&leaders, "anna", 1).await.problem(409, "duplicate");
        scene.answer(&leaders, "eva", 4).await.problem(403, "forbidden");
        scene.answer(&staff, "anna", 4).await.problem(403, "forbidden");
        for name in ["eva", "finn", "grete"] {
            scene.answer(&staff, name, 2).await.expect(204);
        }
        assert_eq!(scene.value("answered").await, json!(0.75), "it is counted while the round is open");
        let open = scene.result(&leaders).await;
        assert_eq!((&open["answered"], &open["withheld"], &open["stance"]), (&Value::Null, &json!("not_closed"), &Value::Null), "not even how many");

        // Moved while it is open; over for good the day after its last, and read a day later.
        let round = format!("/posture-rounds/{leaders}");
        house.patch(&round, json!({"closes": "2026-11-01"})).by(&scene.office).if_match(1).send().await.problem(400, "invalid_input");
        house.patch(&round, json!({"closes": "2026-11-10"})).by(&scene.office).if_match(4).send().await.problem(412, "stale");
        let moved = house.patch(&round, json!({"closes": "2026-11-10"})).by(&scene.office).if_match(1).send().await;
        assert_eq!((&moved.expect(200)["closes"], &moved.json["state"]), (&json!("2026-11-10"), &json!("open")));
        scene.pass(9, &["kontor", "dag"]).await;
        house.patch(&round, json!({"closes": "2026-12-10"})).by(&scene.office).if_match(2).send().await.problem(409, "immutable");
        scene.answer(&leaders, "dag", 1).await.problem(409, "wrong_state");
        let result = scene.result(&leaders).await;
        assert_eq!((&result["withheld"], &result["answered"]), (&json!("not_closed"), &Value::Null));
        scene.pass(2, &["kontor", "anna", "berit", "carl", "eva"]).await;
        let result = scene.result(&leaders).await;
        assert_eq!((&result["withheld"], &result["answered"], &result["stance"]), (&Value::Null, &json!(3), &json!({"mean": 4.0, "bound": "about"})), "{result}");
        assert_eq!((&result["posture"]["posture"], result["posture"]["nextActions"].as_array().map(Vec::len)), (&json!("c"), Some(3)));
        let trend = scene.get(&format!("/leadership-groups/{}/posture", scene.group)).await;
        assert_eq!((&trend["divergence"]["stance"], &trend["divergence"]["action"]), (&json!(2.0), &json!(2.0)), "{trend}");
        assert_eq!((&trend["staff"][0]["posture"]["posture"], &trend["change"]), (&json!("a"), &Value::Null));
        assert_eq!(trend["postureOn"], "2026-11-10");

        // The same people again: the change is shown.
        let second = scene.round("leaders", 3).await;
        for name in ["anna", "berit", "carl"] {
            scene.answer(&second, name, 3).await.expect(204);
        }
        scene.pass(5, &["eva"]).await;
        let trend = scene.get(&format!("/leadership-groups/{}/posture", scene.group)).await;
        assert_eq!((&trend["change"]["stance"], &trend["posture"]["posture"]), (&json!(-1.0), &json!("b")), "{trend}");
        assert_eq!(scene.value("answered").await, json!(0.75));
        house.get(&format!("/posture-rounds/{leaders}/result")).by(scene.who("eva")).send().await.problem(403, "forbidden");
        scene.pass(60, &[]).await;
        assert_eq!(scene.value("answered").await, Value::Null, "nothing within thirty days");
    }

    async fn rounds_are_found_by_where_they_were_made_and_cancelled_before_they_open(house) {
        let mut scene = Scene::open(&house, "1120", 1, 1).await;
        let areas = scene.get("/service-areas").await["items"].as_array().cloned().unwrap_or_default();
        let area = &areas[0];
        let unit = format!("/units/{}", scene.unit);
        house.patch(&unit, json!({"serviceAreaId": area["id"]})).by(&scene.admin).if_match(1).send().await.expect(200);
        scene.round("leaders", 5).await;
        let planned = scene.round_in(20, &scene.group, "leaders", 5).await;
        let count = |query: String| {
            let scene = &scene;
            async move { scene.get(&format!("/posture-rounds?{query}")).await["items"].as_array().map(Vec::len) }
        };
        let other = areas.iter().find(|one| one["branch"] != area["branch"]).expect("another branch");
        let queries = [
            (format!("groupId={}&audience=leaders&unitId={}&from=2026-11-12", scene.group, scene.unit), 1),
            (format!("serviceAreaId={}", text(&area["id"])), 2),
            (format!("branch={}", text(&area["branch"])), 2),
            (format!("serviceAreaId={}", text(&other["id"])), 0),
            (format!("branch={}&unitId={}", text(&other["branch"]), scene.unit), 0),
        ];
        for (query, expected) in queries {
            assert_eq!(count(query.clone()).await, Some(expected), "{query}");
        }
        for name in ["unitId", "serviceAreaId"] {
            let refused = house.get(&format!("/posture-rounds?{name}={}", Uuid::nil())).by(&scene.office).send().await;
            refused.problem(400, "invalid_input");
            assert_eq!(refused.faults(), [(format!("/query/{name}"), "no_such".to_owned())]);
        }

        let path = format!("/posture-rounds/{planned}");
        house.delete(&path).by(scene.who("anna")).if_match(1).send().await.problem(403, "forbidden");
        house.delete(&path).by(&scene.office).if_match(3).send().await.problem(412, "stale");
        house.delete(&path).by(&scene.office).if_match(1).send().await.expect(204);
        house.get(&path).by(&scene.office).send().await.problem(404, "not_found");
        let open = scene.round("staff", 5).await;
        house.delete(&format!("/posture-rounds/{open}")).by(&scene.office).if_match(1).send().await.problem(409, "wrong_state");

        // Nobody is asked after the unit's last day.
        house.patch(&unit, json!({"closedOn": "2026-11-30"})).by(&scene.admin).if_match(2).send().await.expect(200);
        let path = format!("/leadership-groups/{}/posture-rounds", scene.group);
        let body = |closes: &str| json!({"audience": "leaders", "opens": "2026-11-20", "closes": closes});
        let refused = house.post(&path, body("2026-12-01")).by(&scene.office).send().await;
        assert_eq!(refused.faults(), [("/closes".to_owned(), "unit_closed".to_owned())]);
        house.post(&path, body("2026-11-30")).by(&scene.office).send().await.expect(201);
        scene.pass(40, &["kontor"]).await;
        let today = house.clock.now().date_naive();
        let late = json!({"audience": "leaders", "opens": today, "closes": today});
        let refused = house.post(&path, late).by(&scene.office).send().await;
        assert_eq!(refused.faults(), [("/closes".to_owned(), "unit_closed".to_owned())]);
    }

    async fn a_round_stays_with_the_unit_that_it_was_made_for(house) {
        let mut scene = Scene::open(&house, "1121", 1, 5).await;
        let school = house.unit(&scene.admin, "Skole", None).await;
        let limited = |unit: &str| [json!({"role": "project_office", "unitId": unit})];
        house.recruit(&scene.admin, "omsorg@1121.example", &limited(&scene.unit)).await;
        house.recruit(&scene.admin, "skole@1121.example", &limited(&school)).await;
        let teacher = house.person(scene.admin.organiser).await;
        let account = house.account_of(&scene.admin, "laerer@1121.example", Some(teacher)).await;
        house.grant(&scene.admin, account, json!({"role": "member"})).await.expect(201);
        let position = json!({"unitId": school, "title": "Lærer", "ftePercent": 100, "from": "2026-01-01"});
        house.post(&format!("/persons/{teacher}/positions"), position).by(&scene.admin).send().await.expect(201);
        let teacher = house.take_over("laerer@1121.example").await;

        let round = scene.round("staff", 1).await;
        let group = format!("/leadership-groups/{}", scene.group);
        house.patch(&group, json!({"unitId": school})).by(&scene.admin).if_match(1).send().await.expect(200);
        let path = format!("/posture-rounds/{round}/answers");
        house.post(&path, scene.answers(3).await).by(&teacher).send().await.problem(403, "forbidden");
        for name in ["berit", "carl", "dag"] {
            scene.answer(&round, name, 3).await.expect(204);
        }
        scene.pass(3, &[]).await;
        let (care, school) = (house.login("omsorg@1121.example").await, house.login("skole@1121.example").await);
        let result = format!("/posture-rounds/{round}/result");
        assert_eq!(house.get(&result).by(&care).send().await.expect(200)["answered"], 3);
        house.get(&result).by(&school).send().await.problem(404, "not_found");
        // The group is the school's now; what was asked elsewhere is not.
        let trend = format!("{group}/posture");
        assert_eq!(house.get(&trend).by(&school).send().await.expect(200)["staff"], json!([]));
        house.get(&trend).by(&care).send().await.problem(404, "not_found");
        assert_eq!(scene.get(&trend).await["staff"].as_array().map(Vec::len), Some(1));
    }

    async fn a_trend_costs_the_same_with_one_round_and_with_eight(house) {
        let mut scene = Scene::open(&house, "1122", 1, 1).await;
        let path = format!("/leadership-groups/{}/posture", scene.group);
        let mut costs = Vec::new();
        for rounds in [1, 7] {
            for turn in 0..rounds {
                scene.round_in(turn * 2, &scene.group, "leaders", 0).await;
            }
            scene.pass(20, &["admin", "kontor"]).await;
            // The first reading judges; a write after it lets nothing be served that was kept.
            scene.get(&path).await;
            house.unit(&scene.admin, &format!("Avdeling {rounds}"), None).await;
            let statements = || house.state.database.statements().get_sample_count();
            let before = statements();
            let trend = scene.get(&path).await;
            costs.push((statements() - before, trend["leaders"].as_array().map(Vec::len)));
        }
        assert_eq!((costs[0].1, costs[1].1), (Some(1), Some(8)));
        assert_eq!(costs[0].0, costs[1].0, "queries with one round and with eight");
    }

    async fn no_reading_and_no_difference_of_readings_tells_of_fewer_than_three(house) {
        let mut scene = Scene::open(&house, "1111", 6, 9).await;
        // A second group that shares most members with the first.
        let other = house.post("/leadership-groups", json!({"name": "Utvidet gruppe", "unitId": scene.unit})).by(&scene.admin).send().await;
        for name in &EVERYBODY[..7] {
            let member = json!({"personId": scene.people[*name].1, "from": "2026-01-01"});
            house.post(&format!("/leadership-groups/{}/members", other.id()), member).by(&scene.admin).send().await.expect(201);
        }
        let groups = [scene.group.clone(), other.id()];
        // Who answers what: few, one more, one fewer, one instead of another, the same, and staff beside.
        let plan: [(usize, &str, &[&str]); 9] = [
            (0, "leaders", &["anna", "berit"]),
            (0, "leaders", &["anna", "berit", "carl", "dag"]),
            (0, "leaders", &["anna", "berit", "carl"]),
            (1, "leaders", &["anna", "berit", "carl", "dag", "eva"]),
            (0, "staff", &["grete", "hans", "ida"]),
            (1, "leaders", &["anna", "berit", "carl", "dag", "eva", "finn", "grete"]),
            (0, "leaders", &["anna", "berit", "carl", "dag"]),
            (1, "staff", &["hans", "ida"]),
            (0, "leaders", &["berit", "carl", "dag", "eva"]),
        ];
        // All are planned at once but the last, which comes late, and one that is moved while it is planned.
        let mut rounds = Vec::new();
        for (turn, (group, audience, _)) in plan[..8].iter().enumerate() {
            let days = 3 * i64::try_from(turn).expect("small");
            rounds.push(scene.round_in(days, &groups[*group], audience, i64::from(turn == 2)).await);
        }
        let moved = json!({"opens": "2026-11-08", "closes": "2026-11-08"});
        house.patch(&format!("/posture-rounds/{}", rounds[2]), moved).by(&scene.office).if_match(1).send().await.expect(200);
        let mut asked: Vec<(String, BTreeSet<&str>)> = Vec::new();
        let mut said: Vec<Value> = Vec::new();
        for (turn, (group, audience, names)) in plan.into_iter().enumerate() {
            if turn == 8 {
                scene.pass(0, &["kontor"]).await;
                rounds.push(scene.round_in(0, &groups[group], audience, 0).await);
            }
            let round = rounds[turn].clone();
            for (index, name) in names.iter().enumerate() {
                // Read between any two answers: nothing before the end.
                scene.answer(&round, name, 1 + i32::try_from(index % 5).expect("small")).await.expect(204);
                assert_eq!(scene.result(&round).await["withheld"], "not_closed");
            }
            let next: &[&str] = plan.get(turn + 1).map_or(&[], |(.., names)| names);
            scene.pass(3, next).await;
            said.push(scene.result(&round).await);
            asked.push((round, names.iter().copied().collect()));
        }
        let mut shown = Vec::new();
        for ((round, names), said) in asked.iter().zip(&said) {
            let result = scene.result(round).await;
            assert_eq!(&result, said, "what was said first is never taken back");
            let group = text(&result["groupId"]);
            let trend = scene.get(&format!("/leadership-groups/{group}/posture")).await;
            let parts = ["leaders", "staff"].map(|part| trend[part].as_array().cloned().unwrap_or_default()).concat();
            let in_trend = parts.iter().find(|one| one["roundId"] == json!(round)).expect("a round in the trend");
            assert_eq!(in_trend, &result, "both readings say the same");
            let silent = ["stance", "action", "posture"].iter().all(|part| result[*part].is_null());
            assert_eq!(silent, result["withheld"].is_string(), "{result}");
            assert_eq!(result["answered"].is_null(), names.len() < 3, "{result}");
            if !silent {
                shown.push(names.clone());
            }
        }
        assert!(shown.len() >= 4, "something is shown: {shown:?}");
        // Every combination of what is shown, with factors from -2 to 2.
        let mut factors = vec![-2i32; shown.len()];
        loop {
            let behind = EVERYBODY.iter().filter(|name| {
                let sum: i32 = shown.iter().zip(&factors).filter(|(names, _)| names.contains(**name)).map(|(_, factor)| *factor).sum();
                sum != 0
            });
            let persons = behind.count();
            assert!(persons == 0 || persons >= 3, "{factors:?} of {shown:?} rests on {persons}");
            let Some(next) = factors.iter().position(|factor| *factor < 2) else { break };
            factors[next] += 1;
            factors[..next].fill(-2);
        }
    }

    async fn what_is_stored_of_an_answer_leads_to_nobody(house) {
        use sea_orm::EntityTrait;
        let scene = Scene::open(&house, "1112", 3, 3).await;
        let round = scene.round("leaders", 5).await;
        let read = || async { house.state.writer.read(scene.admin.organiser).await.expect("a snapshot") };
        let before = tables::posture_tally::Entity::find().all(read().await.conn()).await.expect("rows");
        // Each sends a key for repeating, and twice the same.
        for (name, lean) in [("anna", 5), ("berit", 1), ("carl", 3)] {
            let (path, body) = (format!("/posture-rounds/{round}/answers"), scene.answers(lean).await);
            let send = || house.post(&path, body.clone()).by(scene.who(name)).once("en-gang");
            send().send().await.expect(204);
            let again = send().send().await;
            again.problem(409, "duplicate");
            assert_eq!(again.header("idempotent-replayed"), None);
        }
        // Every counter was there before anybody answered, so no row began with an answer.
        let after = tables::posture_tally::Entity::find().all(read().await.conn()).await.expect("rows");
        let keys = |rows: &[tables::posture_tally::Model]| rows.iter().map(|row| (row.axis.clone(), row.points)).collect::<BTreeSet<_>>();
        assert_eq!((before.len(), keys(&before)), (after.len(), keys(&after)));
        assert!(before.iter().all(|row| row.answers == 0) && after.iter().map(|row| row.answers).sum::<i32>() == 6);
        // The chain knows that somebody answered, and nothing of whom and how.
        let entries = tables::audit_entry::Entity::find().all(read().await.conn()).await.expect("entries");
        let told: Vec<_> = entries.iter().filter(|entry| entry.action == "posture_round.answered" && entry.outcome == "done").collect();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|entry| entry.changes == "{}" && entry.actor_kind == "system" && entry.actor_id.is_none()), "{told:?}");
        // And a key for repeating keeps nothing, since none is honoured.
        let kept = tables::idempotency::Entity::find().all(read().await.conn()).await.expect("rows");
        assert!(kept.iter().all(|row| row.operation != "answerPosture"));
    }

    async fn who_answers_twice_at_once_is_counted_once(house) {
        use sea_orm::EntityTrait;
        let scene = Scene::open(&house, "1124", 2, 2).await;
        let round = scene.round("leaders", 5).await;
        let (path, body) = (format!("/posture-rounds/{round}/answers"), scene.answers(4).await);
        let send = |name: &str| house.post(&path, body.clone()).by(scene.who(name)).unchecked().send();
        let (one, two, three) = tokio::join!(send("anna"), send("berit"), send("anna"));
        let mut statuses = [one.status, two.status, three.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 204, 409]);
        let read = house.state.writer.read(scene.admin.organiser).await.expect("a snapshot");
        let counters = tables::posture_tally::Entity::find().all(read.conn()).await.expect("rows");
        let counted: Vec<_> = counters.iter().filter(|row| row.answers > 0).map(|row| (row.axis.as_str(), row.points, row.answers)).collect();
        assert_eq!(counted.len(), 2, "{counted:?}");
        assert!(counted.iter().all(|(_, points, answers)| (*points, *answers) == (20, 2)), "{counted:?}");
    }
}
