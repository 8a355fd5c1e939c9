//! The planner over HTTP: the plan, who is overbooked, how sure it is, what if, and adopting it.

use crate::on_both;
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A roadmap of one stage with three milestones of one person who has a day a week for them, and a fourth of somebody
/// with time to spare.
struct Scene<'h> {
    house: &'h House,
    admin: Login,
    office: Login,
    leader: Login,
    owner: Login,
    roadmap: String,
    stage: String,
    gate: String,
    milestones: Vec<String>,
    busy: String,
    free: String,
}

/// Two persons with a position each: one has a day a week for development, the other half of their time.
async fn people(house: &House, admin: &Login, office: &Login) -> [String; 2] {
    let units = house.get("/units").by(admin).send().await;
    let unit = text(&units.expect(200)["items"][0]["id"]);
    let mut persons = Vec::new();
    for name in ["Opptatt", "Ledig"] {
        let person = json!({"givenName": "Eksempel", "familyName": name});
        let person = house.post("/persons", person).by(admin).send().await;
        let position = json!({"unitId": unit, "title": name, "ftePercent": 100, "from": "2026-01-01"});
        let path = format!("/persons/{}/positions", person.id());
        house.post(&path, position).by(admin).send().await.expect(201);
        persons.push(person.id());
    }
    let found = <[String; 2]>::try_from(persons).expect("two");
    for (person, percent) in [(&found[0], 20), (&found[1], 50)] {
        let share = json!({"personId": person, "percent": percent, "from": "2026-01-01"});
        house
            .post("/capacity-shares", share)
            .by(office)
            .send()
            .await
            .expect(201);
    }
    found
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let office = house
            .member(
                admin.organiser,
                &format!("kontor@{code}.example"),
                Role::ProjectOffice,
            )
            .await;
        let leader = house
            .member(admin.organiser, &format!("leder@{code}.example"), Role::Leader)
            .await;
        let owner = house
            .member(admin.organiser, &format!("eier@{code}.example"), Role::Owner)
            .await;
        let title = json!({"nb": "Tid nok", "sv": "Tid nog", "en": "Time enough"});
        let criterion = |key: &str, fact: &str, operator: &str, target: Value| json!({"key": key, "title": title, "guidance": title, "fact": fact, "operator": operator, "target": target, "required": true, "memory": "live"});
        let rule = json!({"all": [
            criterion("on-time", "schedule.on_time_probability", "atLeast", json!(0.8)),
            criterion("overloaded", "schedule.overloaded_persons", "atMost", json!(0)),
        ]});
        house
            .template_of(&office, "one-step", |content| {
                let stages = content["stages"].as_array_mut().expect("stages");
                stages.truncate(1);
                stages[0]["gate"]["rule"] = rule;
                stages[0]["milestones"] = json!([]);
            })
            .await;
        let roadmap = house.roadmap_of(&admin, &office, "one-step").await;
        let gates = house
            .get(&format!("/roadmaps/{roadmap}/gates"))
            .by(&office)
            .send()
            .await;
        let (stage, gate) = (
            text(&gates.expect(200)["items"][0]["stageId"]),
            text(&gates.json["items"][0]["id"]),
        );
        let [busy, free] = people(house, &admin, &office).await;
        let mut milestones = Vec::new();
        for (title, owner) in [
            ("Kartlegging", &busy),
            ("Opplæring", &busy),
            ("Utprøving", &busy),
            ("Oppsummering", &free),
        ] {
            let body = json!({"title": title, "ownerId": owner, "effort": 2, "dueDate": "2026-11-20",
                "duration": {"optimistic": 5, "likely": 10, "pessimistic": 20}});
            let made = house
                .post(&format!("/stages/{stage}/milestones"), body)
                .by(&office)
                .send()
                .await;
            made.expect(201);
            milestones.push(made.id());
        }
        let link = json!({"predecessorId": milestones[2], "kind": "FS", "lagDays": 0});
        house
            .post(&format!("/milestones/{}/predecessors", milestones[3]), link)
            .by(&office)
            .send()
            .await
            .expect(201);
        let target = house.patch(
            &format!("/roadmaps/{roadmap}"),
            json!({"targetDate": "2026-12-18"}),
        );
        target.by(&office).if_match(1).send().await.expect(200);
        Self {
            house,
            admin,
            office,
            leader,
            owner,
            roadmap,
            stage,
            gate,
            milestones,
            busy,
            free,
        }
    }

    async fn get(&self, path: &str) -> Value {
        self.house
            .get(&format!("/roadmaps/{}{path}", self.roadmap))
            .by(&self.office)
            .send()
            .await
            .expect(200)
            .clone()
    }

    async fn compute(&self, kind: &str, body: Value) -> Value {
        let made = self
            .house
            .post(&format!("/roadmaps/{}/{kind}", self.roadmap), body)
            .by(&self.office)
            .send()
            .await;
        made.expect(201).clone()
    }
}

on_both! {
    async fn one_request_gives_the_plan_who_is_overbooked_the_forecast_and_what_repairs_it(house) {
        let scene = Scene::open(&house, "1103").await;
        let plan = scene.get("/schedule").await;
        // 2026-11-02 is a Monday: ten and ten working days end on Friday the 27th.
        assert_eq!((&plan["day"], &plan["end"]), (&json!("2026-11-02"), &json!("2026-11-27")), "{plan}");
        let of = |index: usize| plan["milestones"].as_array().into_iter().flatten().find(|one| one["milestoneId"] == json!(scene.milestones[index])).expect("planned").clone();
        assert_eq!((&of(2)["critical"], &of(2)["totalFloat"], &of(2)["drag"]), (&json!(true), &json!(0), &json!(10)));
        assert_eq!((&of(0)["critical"], &of(0)["totalFloat"], &of(0)["lateFinish"]), (&json!(false), &json!(10), &json!("2026-11-27")));
        assert_eq!((&of(3)["start"], &of(3)["lateDays"]), (&json!("2026-11-16"), &json!(5)));
        // Three times two person-days in two weeks, where there are two.
        let overbooked = &plan["overbooked"][0];
        assert_eq!((&overbooked["personId"], &overbooked["bookedDays"], &overbooked["availableDays"], &overbooked["weeksOver"]), (&json!(scene.busy), &json!(3.0), &json!(1.0), &json!(2)), "{plan}");
        assert!(text(&overbooked["detail"]).contains("Eksempel Opptatt"), "{overbooked}");
        // One after the other: six weeks, and the fourth beside the last or after the one it waits for.
        assert_eq!(plan["levelledEnd"], "2026-12-11", "{plan}");
        let delay = &plan["delays"][0];
        assert_eq!((&delay["cause"], &delay["personId"]), (&json!("booked"), &json!(scene.busy)), "{plan}");
        assert!(text(&plan["forecast"]["p80"]["date"]) > text(&plan["forecast"]["p50"]["date"]));
        assert!(plan["forecast"]["onTime"]["value"].as_f64().is_some_and(|share| share < 0.9), "{}", plan["forecast"]);
        let remedy = &plan["remedy"];
        assert!(text(&remedy["endAfter"]) < text(&remedy["endBefore"]), "{remedy}");

        // An owner sees the plan, but not whose time is booked.
        let seen = scene.house.get(&format!("/roadmaps/{}/schedule", scene.roadmap)).by(&scene.owner).send().await;
        assert_eq!((&seen.expect(200)["overbooked"], &seen.json["delays"], &seen.json["remedy"]), (&json!([]), &json!([]), &Value::Null));

        // What it proposes can be looked at and adopted.
        let compared = scene.compute("scenarios", json!({"variants": [remedy["variant"]], "passes": 2048, "schedules": 60})).await;
        assert_eq!(compared["scenario"]["variants"][0]["end"], remedy["endAfter"], "{compared}");
        assert_eq!(compared["scenario"]["asItIs"]["end"], remedy["endBefore"]);
        let adopt = |version: i64| scene.house.post(&format!("/computations/{}/adoptions", text(&compared["id"])), json!({"variant": 0})).by(&scene.office).if_match(version);
        assert!(adopt(1).send().await.expect(200)["adoptedAt"].is_string());
        let after = scene.get("/schedule").await;
        assert_eq!(after["levelledEnd"], remedy["endAfter"], "{after}");
        adopt(2).send().await.problem(409, "wrong_state");
    }

    async fn a_levelling_says_what_moves_and_is_adopted_only_while_the_plan_is_the_same(house) {
        let scene = Scene::open(&house, "1106").await;
        let made = scene.compute("levellings", json!({"schedules": 200, "seed": 7})).await;
        let again = scene.compute("levellings", json!({"schedules": 200, "seed": 7})).await;
        assert_eq!(made["levelling"], again["levelling"], "the same seed gives the same plan");
        let result = &made["levelling"];
        assert_eq!((&result["end"], &result["bound"]), (&json!("2026-12-11"), &json!("2026-12-11")), "{result}");
        assert!(result["delays"].as_array().is_some_and(|delays| delays.len() >= 2), "{result}");

        let path = format!("/computations/{}/adoptions", text(&made["id"]));
        scene.house.post(&path, json!({})).by(&scene.leader).if_match(1).send().await.problem(403, "forbidden");
        let milestone = format!("/milestones/{}", scene.milestones[0]);
        scene.house.patch(&milestone, json!({"description": "Ny"})).by(&scene.office).if_match(1).send().await.expect(200);
        scene.house.post(&path, json!({})).by(&scene.office).if_match(1).send().await.problem(409, "conflict");
        let fresh = scene.compute("levellings", json!({"schedules": 200})).await;
        let path = format!("/computations/{}/adoptions", text(&fresh["id"]));
        scene.house.post(&path, json!({})).by(&scene.office).if_match(1).send().await.expect(200);
        for moved in fresh["levelling"]["milestones"].as_array().into_iter().flatten() {
            let read = scene.house.get(&format!("/milestones/{}", text(&moved["milestoneId"]))).by(&scene.office).send().await;
            assert_eq!(read.expect(200)["dueDate"], moved["finish"], "{moved}");
        }
        // What people have been told now holds: keeping it moves nothing.
        let kept = scene.compute("levellings", json!({"freedom": "keep"})).await;
        assert_eq!(kept["levelling"]["changeDays"], 0, "{kept}");
    }

    async fn a_forecast_counts_risks_and_people_and_says_how_precise_it_is(house) {
        let scene = Scene::open(&house, "1108").await;
        let plain = scene.compute("forecasts", json!({"passes": 5000, "seed": 3})).await;
        assert_eq!(plain["forecast"], scene.compute("forecasts", json!({"passes": 5000, "seed": 3})).await["forecast"]);
        let risk = json!({"title": "Forsinket levering", "probability": 0.5, "optimistic": 5, "likely": 10, "pessimistic": 30, "milestoneIds": [scene.milestones[2]]});
        let risky = scene.compute("forecasts", json!({"passes": 5000, "seed": 3, "risks": [risk]})).await;
        let p95 = |made: &Value| text(&made["forecast"]["end"]["p95"]["date"]);
        assert!(p95(&risky) > p95(&plain), "{} {}", p95(&risky), p95(&plain));
        let levelled = scene.compute("forecasts", json!({"passes": 5000, "seed": 3, "levelled": true})).await;
        assert!(text(&levelled["forecast"]["end"]["p50"]["date"]) > text(&plain["forecast"]["end"]["p50"]["date"]));
        let first = plain["forecast"]["milestones"].as_array().into_iter().flatten().find(|one| one["milestoneId"] == json!(scene.milestones[2])).expect("forecast").clone();
        assert!(first["criticality"].as_f64().is_some_and(|share| share > 0.9) && first["sensitivity"].as_f64().is_some_and(|goes| goes > 0.4), "{first}");
        assert!(text(&first["p80"]["low"]) <= text(&first["p80"]["date"]));
        let elsewhere = json!({"title": "x", "probability": 0.5, "optimistic": 9, "likely": 1, "pessimistic": 1, "milestoneIds": [scene.stage]});
        let refused = scene.house.post(&format!("/roadmaps/{}/forecasts", scene.roadmap), json!({"risks": [elsewhere]})).by(&scene.office).send().await;
        refused.problem(400, "invalid_input");
        let pointers: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/risks/0/likely", "/risks/0/milestoneIds/0"]);
    }

    async fn a_gate_asks_the_planner(house) {
        let scene = Scene::open(&house, "1111").await;
        let told = |gate: &Value, key: &str| {
            let mut criteria = gate["criteria"].as_array().into_iter().flatten();
            criteria.find(|one| one["key"] == key).expect("a criterion").clone()
        };
        let gate = scene.house.get(&format!("/gates/{}", scene.gate)).by(&scene.office).send().await;
        let overloaded = told(gate.expect(200), "overloaded");
        assert_eq!((&overloaded["outcome"], &overloaded["value"], &overloaded["records"][0]["label"]), (&json!("unmet"), &json!(1.0), &json!("Eksempel Opptatt")));
        assert_eq!(told(&gate.json, "on-time")["provenance"], "derived");

        // An absence makes it worse, another owner better, and more time mends it.
        let away = json!({"from": "2026-11-09", "to": "2026-12-04", "percent": 100});
        let made = scene.house.post(&format!("/persons/{}/absences", scene.busy), away).by(&scene.office).send().await;
        made.expect(201);
        let worse = scene.get("/schedule").await;
        assert!(worse["levelledEnd"].as_str() > Some("2026-12-11"), "{}", worse["levelledEnd"]);
        scene.house.delete(&format!("/absences/{}", made.id())).by(&scene.office).if_match(1).send().await.expect(204);
        for milestone in &scene.milestones[..2] {
            let patch = scene.house.patch(&format!("/milestones/{milestone}"), json!({"ownerId": scene.free}));
            patch.by(&scene.office).if_match(1).send().await.expect(200);
        }
        let gate = scene.house.get(&format!("/gates/{}", scene.gate)).by(&scene.office).send().await;
        assert_eq!(told(gate.expect(200), "overloaded")["outcome"], "met", "{}", gate.json);
        let load = scene.get("/load?weeks=4").await;
        let weeks = load["persons"].as_array().into_iter().flatten().find(|one| one["personId"] == json!(scene.free)).expect("loaded")["weeks"].clone();
        assert_eq!((&weeks[0]["booked"], &weeks[0]["available"], &weeks[0]["over"]), (&json!(2.0), &json!(2.5), &json!(false)), "{load}");
    }

    async fn drift_the_picture_and_what_was_learnt(house) {
        let scene = Scene::open(&house, "1112").await;
        scene.house.get(&format!("/roadmaps/{}/drift", scene.roadmap)).by(&scene.office).send().await.problem(404, "not_found");
        scene.house.post(&format!("/roadmaps/{}/baselines", scene.roadmap), json!({"name": "Vedtatt"})).by(&scene.office).send().await.expect(201);
        scene.house.pass_days(14);
        let office = scene.house.login("kontor@1112.example").await;
        let report = json!({"status": "done", "startedOn": "2026-11-02", "finishedOn": "2026-11-10"});
        scene.house.post(&format!("/milestones/{}/reports", scene.milestones[0]), report).by(&office).if_match(1).send().await.expect(200);
        let scene = Scene { office, ..scene };
        let drift = scene.get("/drift").await;
        let first = drift["milestones"].as_array().into_iter().flatten().find(|one| one["milestoneId"] == json!(scene.milestones[0])).expect("a milestone").clone();
        assert_eq!((&first["baselineFinish"], &first["finish"], &first["days"]), (&json!("2026-11-20"), &json!("2026-11-10"), &json!(-8)), "{drift}");
        assert!(drift["schedulePerformance"].as_f64().is_some_and(|index| index > 0.0), "{drift}");
        let learnt = scene.house.get("/estimate-corrections").by(&scene.office).send().await;
        // Seven working days instead of the mean of 5, 10 and 20, which is 10.83.
        let factor = learnt.expect(200)["items"][0]["factor"].as_f64().expect("a factor");
        assert!((factor - 7.0 / (65.0 / 6.0)).abs() < 1e-9 && learnt.json["items"][0]["samples"] == 1, "{}", learnt.json);

        let picture = scene.house.get(&format!("/roadmaps/{}/timeline.svg?theme=dark", scene.roadmap)).by(&scene.office).send().await;
        assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/svg+xml")));
        assert!(picture.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")));
        let drawn = String::from_utf8(picture.bytes.clone()).expect("text");
        assert!(drawn.starts_with("<svg") && drawn.contains("Kartlegging") && drawn.contains("Eksempel Opptatt") && !drawn.contains("<script"));
    }

    async fn long_work_is_a_job_that_can_be_followed_and_cancelled(house) {
        let scene = Scene::open(&house, "1114").await;
        let path = format!("/roadmaps/{}/levellings", scene.roadmap);
        let begun = scene.house.post(&path, json!({"schedules": 1_000_000})).by(&scene.office).unchecked().send().await;
        let view = begun.expect(202).clone();
        assert_eq!(begun.header("location"), Some(format!("/api/v1/computations/{}", text(&view["id"])).as_str()));
        let events = scene.house.get(&format!("/computations/{}/events", text(&view["id"]))).by(&scene.office).unchecked().send().await;
        let told = String::from_utf8(events.bytes.clone()).expect("text");
        assert!(told.contains("event: end") && told.contains("\"state\":\"done\""), "{told}");
        let done = scene.house.get(&format!("/computations/{}", text(&view["id"]))).by(&scene.office).send().await;
        assert_eq!((&done.expect(200)["state"], &done.json["progress"], &done.json["levelling"]["end"]), (&json!("done"), &json!(100), &json!("2026-12-11")));
        let cancel = scene.house.post(&format!("/computations/{}/cancellations", text(&view["id"])), json!(null));
        cancel.by(&scene.office).if_match(done.version()).send().await.problem(409, "wrong_state");
        let list = scene.get("/computations?kind=levelling").await;
        assert_eq!((list["items"].as_array().map(Vec::len), &list["items"][0]["levelling"]), (Some(1), &Value::Null));
        assert_eq!(scene.house.get("/capacity-shares").by(&scene.admin).send().await.expect(200)["items"].as_array().map(Vec::len), Some(2));
    }

    async fn an_automatic_plan_moves_what_waits_and_says_why(house) {
        let scene = Scene::open(&house, "1119").await;
        let [first, second] = [&scene.milestones[2], &scene.milestones[3]];
        let slip = |id: &str, due: &str, version: i64| {
            scene.house.patch(&format!("/milestones/{id}"), json!({"dueDate": due})).by(&scene.office).if_match(version)
        };
        let by_hand = slip(first, "2026-11-24", 1).send().await;
        assert_eq!(by_hand.expect(200)["moved"], json!([]), "a plan by hand is left alone");
        let automatic = scene.house.patch(&format!("/roadmaps/{}", scene.roadmap), json!({"automatic": true}));
        assert_eq!(automatic.by(&scene.office).if_match(2).send().await.expect(200)["automatic"], true);
        let moved = slip(first, "2026-11-27", 2).send().await;
        // Behind ten working days from Monday the 30th: Friday the 11th.
        let expected = json!([{"milestoneId": second, "dueBefore": "2026-11-20", "dueAfter": "2026-12-11", "days": 15, "becauseOf": first, "version": 2}]);
        assert_eq!(moved.expect(200)["moved"], expected, "{}", moved.json);
        let read = scene.house.get(&format!("/milestones/{second}")).by(&scene.office).send().await;
        assert_eq!((&read.expect(200)["dueDate"], read.version()), (&json!("2026-12-11"), 2));
        // Earlier again: what has room keeps its date.
        assert_eq!(slip(first, "2026-11-20", 3).send().await.expect(200)["moved"], json!([]));
        // A new link pushes as well, and the milestone itself is told where it lies.
        let link = json!({"predecessorId": second, "kind": "FS", "lagDays": 2});
        let linked = scene.house.post(&format!("/milestones/{}/predecessors", scene.milestones[0]), link).by(&scene.office).send().await;
        assert_eq!(linked.expect(201)["moved"][0]["milestoneId"], json!(scene.milestones[0]), "{}", linked.json);
    }
}
