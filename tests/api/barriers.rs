//! Barriers: what blocks, what answers it, what recurs, and what the first gate counts of it.

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

struct Scene<'h> {
    house: &'h House,
    admin: Login,
    office: Login,
    owner: Login,
    member: Login,
    person: String,
    roadmap: String,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let name = |role: &str| format!("{role}@{code}.example");
        let office = house
            .member(admin.organiser, &name("kontor"), Role::ProjectOffice)
            .await;
        let person = house.person(admin.organiser).await;
        let account = house.account_of(&admin, &name("eier"), Some(person)).await;
        house
            .grant(&admin, account, json!({"role": "owner"}))
            .await
            .expect(201);
        let owner = house.take_over(&name("eier")).await;
        let member = house.member(admin.organiser, &name("medlem"), Role::Member).await;
        house
            .template_of(&office, "first-step", |content| {
                let stages = content["stages"].as_array_mut().expect("stages");
                stages.truncate(1);
            })
            .await;
        let roadmap = house.roadmap_of(&admin, &office, "first-step").await;
        Self {
            house,
            admin,
            office,
            owner,
            member,
            person: person.to_string(),
            roadmap,
        }
    }

    async fn raise(&self, by: &Login, body: Value) -> Got {
        let path = format!("/roadmaps/{}/barriers", self.roadmap);
        self.house.post(&path, body).by(by).send().await
    }

    async fn raised(&self, category: &str, more: Value) -> Value {
        let mut body = json!({"category": category, "title": category, "severity": 4});
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.raise(&self.office, body).await.expect(201).clone()
    }

    async fn turn(&self, barrier: &Value, way: &str, reason: &str) -> Got {
        let path = format!("/barriers/{}", text(&barrier["id"]));
        let now = self.house.get(&path).by(&self.office).send().await;
        let version = now.expect(200)["version"].as_i64().expect("a version");
        self.house
            .post(&format!("{path}/{way}"), json!({"reason": reason}))
            .by(&self.office)
            .if_match(version)
            .send()
            .await
    }

    /// The criterion of the first gate that counts the excuses.
    async fn excuses(&self) -> Value {
        let gates = self
            .house
            .get(&format!("/roadmaps/{}/gates", self.roadmap))
            .by(&self.office)
            .send()
            .await;
        let gate = text(&gates.expect(200)["items"][0]["id"]);
        let gate = self
            .house
            .get(&format!("/gates/{gate}"))
            .by(&self.office)
            .send()
            .await;
        let criteria = gate.expect(200)["criteria"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let asks = |one: &&Value| one["fact"] == "barriers.excuses_addressed_count";
        criteria.iter().find(asks).expect("the criterion").clone()
    }

    async fn list(&self, query: &str) -> Vec<Value> {
        let got = self
            .house
            .get(&format!("/barriers?{query}"))
            .by(&self.office)
            .send()
            .await;
        got.expect(200)["items"].as_array().cloned().unwrap_or_default()
    }
}

const EXCUSES: [&str; 5] = [
    "no-time",
    "operations-overshadow",
    "development-later",
    "competence-is-operations",
    "finances-forbid",
];

on_both! {
    async fn an_excuse_is_answered_by_a_countermeasure_with_an_owner_or_a_reason_against_it(house) {
        let scene = Scene::open(&house, "0301").await;
        let asked = scene.excuses().await;
        assert_eq!((&asked["outcome"], &asked["value"]), (&json!("unknown"), &Value::Null), "no data is not zero");

        let first = scene.raised("no-time", json!({"countermeasure": "To timer i uken"})).await;
        assert_eq!(scene.excuses().await["value"], 0.0, "nobody sees to it");
        let path = format!("/barriers/{}", text(&first["id"]));
        let owned = house.patch(&path, json!({"ownerId": scene.person})).by(&scene.office).if_match(1).send().await;
        owned.expect(200);
        assert_eq!(scene.excuses().await["value"], 1.0);

        let mut last = first;
        for excuse in &EXCUSES[1..] {
            last = scene.raised(excuse, json!({})).await;
            scene.turn(&last, "ruling-out", "Undersøkt i ledermøtet; gjelder ikke her.").await.expect(200);
        }
        let asked = scene.excuses().await;
        assert_eq!((&asked["outcome"], &asked["value"]), (&json!("met"), &json!(5.0)));
        assert_eq!(asked["records"].as_array().map(Vec::len), Some(5), "with the barriers behind it");

        // It comes back: the excuse counts no more, and neither does it while a second one has no answer.
        scene.turn(&last, "reopening", "Budsjettet er kuttet.").await.expect(200);
        assert_eq!(scene.excuses().await["value"], 4.0);
        scene.turn(&last, "ruling-out", "Kuttet er trukket.").await.expect(200);
        scene.raised("no-time", json!({"title": "Nattevaktene rekker det ikke"})).await;
        assert_eq!(scene.excuses().await["value"], 4.0);

        // Who has left looks after nothing.
        let only = scene.list("category=no-time&severityFrom=4").await;
        assert_eq!(only.len(), 2);
        let person = scene.person.parse().expect("an id");
        let today = house.clock.now().date_naive();
        house.leaves(scene.admin.organiser, person, today.pred_opt().expect("a day")).await;
        assert_eq!(scene.excuses().await["value"], 4.0, "three ruled out, and the owner of none of them is gone");
    }

    async fn it_is_solved_with_proof_and_others_see_how(house) {
        let scene = Scene::open(&house, "0301").await;
        let unit = house.unit(&scene.admin, "Sone nord", None).await;
        let here = scene.raised("infrastructure", json!({})).await;
        let there = scene
            .raised("infrastructure", json!({"unitId": unit, "countermeasure": "Nye aksesspunkter", "ownerId": scene.person}))
            .await;

        let effect = json!({"severity": 0, "note": "Ingen utfall i mars.", "solved": true});
        let path = format!("/barriers/{}/effects", text(&here["id"]));
        let refused = house.post(&path, effect.clone()).by(&scene.office).send().await;
        assert_eq!(refused.expect(400)["errors"][0]["pointer"], "/solved", "without a countermeasure nobody learns from it");
        let later = json!({"severity": 1, "note": "I morgen.", "onDate": "2099-01-01"});
        let refused = house.post(&path, later).by(&scene.office).send().await;
        assert_eq!(refused.expect(400)["errors"][0]["pointer"], "/onDate");

        let path = format!("/barriers/{}", text(&there["id"]));
        let halfway = json!({"severity": 2, "note": "Ett utfall i februar."});
        house.post(&format!("{path}/effects"), halfway).by(&scene.office).send().await.expect(201);
        let solved = house.post(&format!("{path}/effects"), effect).by(&scene.office).send().await;
        let solved = solved.expect(201);
        assert_eq!((&solved["state"], solved["effects"].as_array().map(Vec::len)), (&json!("solved"), Some(2)));
        let closed = house.patch(&path, json!({"severity": 5})).by(&scene.office).if_match(3).send().await;
        assert_eq!(closed.expect(409)["code"], "wrong_state");

        let found = house.get("/barrier-recurrences?category=infrastructure").by(&scene.office).send().await;
        let items = found.expect(200)["items"].as_array().cloned().unwrap_or_default();
        assert_eq!(items.len(), 1);
        let one = &items[0];
        assert_eq!((&one["units"], &one["unitsSolved"], &one["roadmaps"]), (&json!(2), &json!(1), &json!(1)));
        assert_eq!(one["solved"][0]["countermeasure"], "Nye aksesspunkter");
        let summary = text(&one["summary"]);
        assert!(summary.contains('2') && summary.contains('1'), "{summary}");

        let below = scene.list(&format!("unitId={unit}")).await;
        assert_eq!(below.len(), 1);
        let refused = house.get("/barriers?unitId=0190163d-8694-739b-aea5-966c26f8ad91").by(&scene.office).send().await;
        refused.expect(400);
    }

    async fn every_fault_is_named_and_each_role_reaches_what_it_may(house) {
        let scene = Scene::open(&house, "0301").await;
        let nobody = "0190163d-8694-739b-aea5-966c26f8ad91";
        let wrong = json!({
            "category": "weather", "title": "Regn", "severity": 3, "ownerId": nobody, "unitId": nobody,
            "risk": {"probability": 0.5, "optimistic": 9, "likely": 5, "pessimistic": 7, "milestoneIds": [nobody]},
        });
        let refused = scene.raise(&scene.office, wrong).await;
        let errors = refused.expect(400)["errors"].as_array().cloned().unwrap_or_default();
        let at: Vec<String> = errors.iter().map(|one| text(&one["pointer"])).collect();
        assert_eq!(at, ["/category", "/ownerId", "/unitId", "/risk/likely", "/risk/milestoneIds/0"]);

        let own = json!({"category": "no-time", "title": "Mitt eget", "severity": 2, "ownerId": scene.person});
        scene.raise(&scene.owner, own.clone()).await.expect(201);
        let others = json!({"category": "no-time", "title": "Andres", "severity": 2});
        scene.raise(&scene.owner, others).await.expect(403);
        scene.raise(&scene.member, own.clone()).await.expect(403);
        let listed = house.get("/barriers").by(&scene.member).send().await;
        assert_eq!(listed.expect(200)["items"].as_array().map(Vec::len), Some(1));

        // Naming oneself the owner is no way in, neither into the roadmap nor from it into a unit out of reach.
        let far = house.unit(&scene.admin, "Teknisk", None).await;
        let path = format!("/roadmaps/{}", scene.roadmap);
        let here = house.get(&path).by(&scene.office).send().await;
        for (name, unit, status) in [("utenfor", far.clone(), 404), ("innenfor", text(&here.expect(200)["unitId"]), 400)] {
            let person = house.person(scene.admin.organiser).await;
            let login = format!("{name}@0301.example");
            let account = house.account_of(&scene.admin, &login, Some(person)).await;
            house.grant(&scene.admin, account, json!({"role": "owner", "unitId": unit})).await.expect(201);
            let login = house.take_over(&login).await;
            let mut mine = json!({"category": "no-time", "title": "Mitt", "severity": 2, "ownerId": person.to_string(), "unitId": far});
            scene.raise(&login, mine.clone()).await.expect(status);
            if status == 400 {
                mine["unitId"] = json!(unit);
                scene.raise(&login, mine).await.expect(201);
            }
        }

        let stranger = house.organiser("NO", "4601").await;
        let path = format!("/roadmaps/{}/barriers", scene.roadmap);
        house.post(&path, own).by(&stranger).send().await.expect(404);
    }

    async fn an_organiser_adds_kinds_of_its_own(house) {
        let scene = Scene::open(&house, "0301").await;
        let title = json!({"nb": "Ferja", "sv": "Färjan", "en": "The ferry"});
        let body = |key: &str, active: bool| json!({"key": key, "title": title, "active": active});
        let taken = house.post("/barrier-categories", body("no-time", true)).by(&scene.office).send().await;
        assert_eq!(taken.expect(400)["errors"][0]["pointer"], "/key");
        let made = house.post("/barrier-categories", body("ferry", true)).by(&scene.office).send().await;
        let path = format!("/barrier-categories/{}", text(&made.expect(201)["id"]));
        scene.raised("ferry", json!({})).await;
        let renamed = house.patch(&path, json!({"key": "boat"})).by(&scene.office).if_match(1).send().await;
        assert_eq!(renamed.expect(400)["errors"][0]["pointer"], "/key");
        house.patch(&path, json!({"active": false})).by(&scene.office).if_match(1).send().await.expect(200);
        let closed = scene.raise(&scene.office, json!({"category": "ferry", "title": "Igjen", "severity": 1})).await;
        assert_eq!(closed.expect(400)["errors"][0]["pointer"], "/category");
        let all = house.get("/barrier-categories").by(&scene.member).send().await;
        let all = all.expect(200)["items"].as_array().cloned().unwrap_or_default();
        assert_eq!(all.iter().filter(|one| one["excuse"] == true).count(), 5);
        assert!(all.iter().any(|one| one["key"] == "ferry" && one["active"] == false));
    }

    async fn a_forecast_counts_with_open_barriers_when_asked_to(house) {
        let scene = Scene::open(&house, "0301").await;
        let milestones = house.get(&format!("/roadmaps/{}/milestones?limit=100", scene.roadmap)).by(&scene.office).send().await;
        let ids: Vec<Value> = milestones.expect(200)["items"].as_array().into_iter().flatten().map(|one| one["id"].clone()).collect();
        let risk = json!({"probability": 1, "optimistic": 60, "likely": 60, "pessimistic": 60, "milestoneIds": ids});
        let barrier = scene.raised("procurement", json!({"risk": risk})).await;
        let path = format!("/roadmaps/{}/forecasts", scene.roadmap);
        let p80 = async |with: bool| {
            let asked = json!({"withBarriers": with, "passes": 1024, "precisionDays": 0});
            let got = house.post(&path, asked).by(&scene.office).send().await;
            text(&got.expect(201)["forecast"]["end"]["p80"]["date"])
        };
        let (without, with) = (p80(false).await, p80(true).await);
        assert!(with > without, "{with} after {without}");
        scene.turn(&barrier, "ruling-out", "Rammeavtalen er på plass.").await.expect(200);
        assert_eq!(p80(true).await, without, "what is ruled out costs nothing");
    }
}
