//! Welfare technology over HTTP: decision, reach and use apart, series with corrections, equity, what leaves the
//! organiser, questions, and the facts that gates read.

mod limits;
mod outside;
mod reports;
mod time;

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The codes of a problem's faults.
fn codes(got: &Got) -> Vec<String> {
    got.faults().into_iter().map(|(_, code)| code).collect()
}

/// An organiser with a sector and three units: two in home care, one in mental health.
struct Scene<'h> {
    house: &'h House,
    admin: Login,
    office: Login,
    leader: Login,
    member: Login,
    sector: String,
    units: Vec<String>,
    areas: Value,
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let role = async |name: &str, role: Role| {
            let login = format!("{name}@{code}.example");
            house.member(admin.organiser, &login, role).await
        };
        let office = role("kontor", Role::ProjectOffice).await;
        let leader = role("leder", Role::Leader).await;
        let member = role("ansatt", Role::Member).await;
        let areas = house.get("/service-areas").by(&admin).send().await;
        let areas = areas.expect(200)["items"].clone();
        let sector = json!({"kind": "sector", "name": "Helse og omsorg"});
        let sector = house.post("/units", sector).by(&admin).send().await.id();
        let mut units = Vec::new();
        for (name, area) in [
            ("Nord", "home-care"),
            ("Sør", "home-care"),
            ("Rask psykisk helsehjelp", "mental-health"),
        ] {
            let area = areas
                .as_array()
                .into_iter()
                .flatten()
                .find(|one| one["key"] == area)
                .expect("seeded")["id"]
                .clone();
            let unit = json!({"kind": "unit", "name": name, "parentId": sector, "serviceAreaId": area});
            units.push(house.post("/units", unit).by(&admin).send().await.id());
        }
        Self {
            house,
            admin,
            office,
            leader,
            member,
            sector,
            units,
            areas,
        }
    }

    async fn technology(&self, key: &str) -> String {
        let list = self.house.get("/technologies").by(&self.office).send().await;
        let mut all = list.expect(200)["items"].as_array().into_iter().flatten();
        text(&all.find(|one| one["key"] == key).expect("in the catalogue")["id"])
    }

    /// A technology considered in a unit.
    async fn consider(&self, key: &str, unit: usize) -> String {
        let body = json!({"technologyId": self.technology(key).await, "unitId": self.units[unit]});
        let made = self.post(&self.office, "/technology-deployments", body).await;
        made.expect(201);
        made.id()
    }

    async fn post(&self, by: &Login, path: &str, body: Value) -> Got {
        self.house.post(path, body).by(by).send().await
    }

    async fn get(&self, path: &str) -> Value {
        self.house
            .get(path)
            .by(&self.office)
            .send()
            .await
            .expect(200)
            .clone()
    }

    /// A step to another state, at whatever version the deployment has.
    async fn go(&self, deployment: &str, body: Value) -> Got {
        let path = format!("/technology-deployments/{deployment}");
        let version = self.get(&path).await["version"].as_i64().expect("a version");
        let step = self.house.post(&format!("{path}/states"), body);
        step.by(&self.office).if_match(version).send().await
    }

    async fn decide(&self, deployment: &str, outcome: &str) {
        let body = json!({"outcome": outcome, "decidedBy": "Ledergruppen", "decidedOn": "2026-11-02", "rationale": "Piloten ga roligere netter.", "reference": "Sak 2026/118"});
        let path = format!("/technology-deployments/{deployment}/decisions");
        self.post(&self.leader, &path, body).await.expect(201);
    }

    /// Considered, piloted, decided and introduced in a unit.
    async fn introduce(&self, key: &str, unit: usize) -> String {
        self.introduce_since(key, unit, "2026-11-02").await
    }

    /// The same, entered afterwards.
    async fn introduce_since(&self, key: &str, unit: usize, day: &str) -> String {
        let body = json!({"technologyId": self.technology(key).await, "unitId": self.units[unit], "since": day, "pilotEndsOn": "2026-12-01"});
        let made = self.post(&self.office, "/technology-deployments", body).await;
        made.expect(201);
        let id = made.id();
        self.go(&id, json!({"state": "pilot", "since": day}))
            .await
            .expect(200);
        self.decide(&id, "introduce").await;
        self.go(&id, json!({"state": "introduced", "since": day}))
            .await
            .expect(200);
        id
    }

    /// One row of a series: eligible, offered, in use, declined.
    fn row(&self, key: &str, unit: usize, month: &str, counts: [i32; 4]) -> Value {
        let [eligible, offered, in_use, declined] = counts;
        json!({"technology": key, "unitId": self.units[unit], "month": month, "eligible": eligible, "offered": offered, "inUse": in_use, "declined": declined})
    }

    async fn put(&self, rows: Vec<Value>) -> Got {
        let body = json!({"items": rows});
        self.house
            .put("/technology-measures", body)
            .by(&self.office)
            .send()
            .await
    }
}

on_both! {
    async fn a_decision_introduces_and_only_measured_use_makes_it_broad_and_equal(house) {
        let scene = Scene::open(&house, "1103").await;
        let id = scene.consider("digital-supervision", 0).await;
        let path = format!("/technology-deployments/{id}");
        let again = json!({"technologyId": scene.technology("digital-supervision").await, "unitId": scene.units[0]});
        scene.post(&scene.office, "/technology-deployments", again.clone()).await.problem(409, "duplicate");
        // The step after next is no step, a member takes none, and a stale one is refused.
        scene.go(&id, json!({"state": "introduced"})).await.problem(409, "wrong_state");
        let step = json!({"state": "pilot", "pilotEndsOn": "2026-12-01"});
        scene.house.post(&format!("{path}/states"), step.clone()).by(&scene.member).if_match(1).send().await.problem(403, "forbidden");
        scene.house.post(&format!("{path}/states"), step.clone()).by(&scene.office).if_match(7).send().await.problem(412, "stale");
        assert_eq!(scene.go(&id, step).await.expect(200)["pilotEndsOn"], "2026-12-01");

        let refused = scene.go(&id, json!({"state": "introduced"})).await;
        refused.problem(409, "conflict");
        assert_eq!(codes(&refused), ["decision_missing"]);
        scene.decide(&id, "extend_pilot").await;
        assert_eq!(codes(&scene.go(&id, json!({"state": "introduced"})).await), ["decision_missing"]);
        scene.decide(&id, "introduce").await;
        assert_eq!(scene.get(&path).await["state"], "pilot", "a decision moves nothing");
        let early = json!({"state": "introduced", "since": "2026-11-01"});
        scene.go(&id, early).await.problem(400, "invalid_input");
        scene.go(&id, json!({"state": "introduced"})).await.expect(200);

        // Decided and introduced; nobody has counted a user, and nothing says otherwise.
        let standing = scene.get(&format!("{path}/standing")).await;
        assert_eq!((&standing["decision"]["outcome"], &standing["use"], &standing["reach"]), (&json!("introduce"), &Value::Null, &Value::Null));
        assert_eq!(standing["steps"][0]["reasons"][0]["code"], "target_missing");
        let broad = || scene.go(&id, json!({"state": "broad_and_equal"}));
        assert_eq!(codes(&broad().await), ["target_missing"]);
        let version = scene.get(&path).await["version"].as_i64().expect("a version");
        let plan = |target: Value| scene.house.patch(&path, json!({"target": target})).by(&scene.office).if_match(version);
        let unreasoned = plan(json!({"usePercent": 60})).send().await;
        assert_eq!(unreasoned.faults(), [("/target/rationale".to_owned(), "required".to_owned())]);
        plan(json!({"usePercent": 60, "reachPercent": 80, "rationale": "Fire av ti takker nei."})).send().await.expect(200);
        assert_eq!(codes(&broad().await), ["not_measured"]);
        let series = format!("{path}/measures");
        let counts = |offered: i32, in_use: i32| json!({"month": "2026-10", "eligible": 80, "offered": offered, "inUse": in_use, "declined": 3});
        scene.post(&scene.office, &series, counts(60, 41)).await.expect(201);
        assert_eq!(codes(&broad().await), ["use_below_target", "reach_below_target"]);
        let mut corrected = counts(70, 48);
        corrected["reason"] = json!("Kveldslaget manglet.");
        assert_eq!(scene.post(&scene.office, &series, corrected).await.expect(201)["revision"], 2);
        broad().await.expect(200);

        let both = scene.get(&format!("/technology-measures?deploymentId={id}&superseded=true")).await;
        let seen: Vec<_> = both["items"].as_array().into_iter().flatten().map(|one| (one["inUse"].clone(), one["supersededAt"].is_string())).collect();
        assert_eq!(seen, [(json!(41), true), (json!(48), false)]);
        let way = scene.get(&format!("{path}/states")).await;
        let way: Vec<_> = way["states"].as_array().into_iter().flatten().map(|one| (text(&one["state"]), one["decisionId"].is_string())).collect();
        let told = |state: &str, decided| (state.to_owned(), decided);
        assert_eq!(way, [told("considered", false), told("pilot", false), told("introduced", true), told("broad_and_equal", false)]);
        let decisions = scene.get(&format!("{path}/decisions")).await;
        assert_eq!(decisions["items"].as_array().map(Vec::len), Some(2));

        // Out with a reason, and then the place is free.
        assert_eq!(codes(&scene.go(&id, json!({"state": "withdrawn"})).await), ["note_missing"]);
        scene.go(&id, json!({"state": "withdrawn", "note": "Passer ikke her."})).await.expect(200);
        let version = scene.get(&path).await["version"].as_i64().expect("a version");
        scene.house.patch(&path, json!({"target": null})).by(&scene.office).if_match(version).send().await.problem(409, "wrong_state");
        let late = json!({"outcome": "introduce", "decidedBy": "Ledergruppen", "decidedOn": "2026-11-02", "rationale": "Det skal prøves igjen.", "reference": "Sak 2026/119"});
        scene.post(&scene.leader, &format!("{path}/decisions"), late).await.problem(409, "wrong_state");
        scene.post(&scene.office, "/technology-deployments", again).await.expect(201);
        let standing = scene.get("/technology-deployments?technology=digital-supervision&state=withdrawn").await;
        assert_eq!(standing["items"].as_array().map(Vec::len), Some(1));
    }

    async fn groups_that_differ_too_much_are_not_equal(house) {
        let scene = Scene::open(&house, "1106").await;
        let id = scene.introduce("safety-alarm", 0).await;
        let path = format!("/technology-deployments/{id}");
        let target = json!({"target": {"usePercent": 50, "groupGapPoints": 10, "rationale": "Begge kjønn skal få det samme."}});
        scene.house.patch(&path, target).by(&scene.office).if_match(3).send().await.expect(200);
        let mut rows = vec![scene.row("safety-alarm", 0, "2026-10", [100, 90, 60, 10])];
        assert_eq!(scene.put(rows.clone()).await.expect(200)["created"], 1);
        let broad = || scene.go(&id, json!({"state": "broad_and_equal"}));
        assert_eq!(codes(&broad().await), ["groups_not_measured"]);
        for (group, in_use) in [("gender:women", 40), ("gender:men", 20)] {
            let mut row = scene.row("safety-alarm", 0, "2026-10", [50, 45, in_use, 5]);
            row["group"] = json!(group);
            rows.push(row);
        }
        scene.put(rows.clone()).await.expect(200);
        assert_eq!(codes(&broad().await), ["groups_apart"]);
        rows[1]["inUse"] = json!(32);
        rows[2]["inUse"] = json!(28);
        assert_eq!(scene.put(rows).await.expect(200), &json!({"created": 0, "corrected": 2, "unchanged": 1}));
        broad().await.expect(200);
    }

    async fn many_counts_are_all_or_nothing_and_the_same_again_changes_nothing(house) {
        let scene = Scene::open(&house, "1108").await;
        scene.introduce("gps-alarm", 0).await;
        let good = scene.row("gps-alarm", 0, "2026-10", [20, 15, 9, 2]);
        let mut elsewhere = scene.row("gps-alarm", 1, "2026-10", [20, 15, 9, 2]);
        let refused = scene.put(vec![
            good.clone(),
            scene.row("gps-alarm", 0, "2026-12", [20, 25, 9, 2]),
            scene.row("no-such-thing", 0, "2026-10", [1, 1, 1, 0]),
            elsewhere.clone(),
            good.clone(),
        ]).await;
        refused.problem(400, "invalid_input");
        let fault = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(refused.faults(), [
            fault("/items/1/offered", "contradicts"), fault("/items/1/month", "in_the_future"),
            fault("/items/2/technology", "no_such"), fault("/items/3", "no_such"), fault("/items/4", "not_unique"),
        ]);
        assert_eq!(scene.get("/technology-measures").await["items"], json!([]), "nothing was stored");

        let (_, key) = house.key(&scene.admin, &["measures_write"]).await;
        let send = |rows: Vec<Value>| house.put("/technology-measures", json!({"items": rows})).with_key(&key);
        assert_eq!(send(vec![good.clone()]).send().await.expect(200), &json!({"created": 1, "corrected": 0, "unchanged": 0}));
        assert_eq!(send(vec![good.clone()]).send().await.expect(200), &json!({"created": 0, "corrected": 0, "unchanged": 1}));
        let mut better = good.clone();
        better["inUse"] = json!(10);
        assert_eq!(send(vec![better]).send().await.expect(200), &json!({"created": 0, "corrected": 1, "unchanged": 0}));
        let (_, reader) = house.key(&scene.admin, &["read"]).await;
        house.put("/technology-measures", json!({"items": [good]})).with_key(&reader).send().await.problem(403, "forbidden");
        elsewhere["unitId"] = json!("0190163d-8694-739b-aea5-966c26f8ad91");
        assert_eq!(send(vec![elsewhere]).send().await.faults(), [fault("/items/0/unitId", "no_such")]);

        let listed = async |question: &str| scene.get(&format!("/technology-measures?{question}")).await["items"].as_array().map_or(0, Vec::len);
        assert_eq!((listed("branch=social_services").await, listed("branch=municipal_health_care").await), (1, 0));
        assert_eq!((listed("from=2026-11").await, listed("to=2026-10&technology=gps-alarm").await), (0, 1));
        assert_eq!((listed(&format!("within={}", scene.sector)).await, listed(&format!("within={}", scene.units[1])).await), (1, 0));
        let wrong = house.get("/technology-measures?technology=no-such").by(&scene.office).send().await;
        assert_eq!(wrong.faults(), [fault("/query/technology", "no_such")]);
    }

    async fn the_catalogue_is_there_from_the_start_and_ones_own(house) {
        let scene = Scene::open(&house, "1111").await;
        let all = scene.get("/technologies?family=welfare_technology").await;
        assert_eq!(all["items"].as_array().map(Vec::len), Some(8));
        let id = scene.technology("sensors").await;
        let path = format!("/technologies/{id}");
        let patch = |body: Value, version: i64| house.patch(&path, body).by(&scene.office).if_match(version);
        let renamed = json!({"title": {"nb": "Sensorer i seng og dør", "sv": "Sensorer", "en": "Sensors"}});
        patch(renamed.clone(), 2).send().await.problem(412, "stale");
        let changed = patch(renamed, 1).send().await;
        assert_eq!((&changed.expect(200)["title"]["nb"], &changed.json["title"]["en"]), (&json!("Sensorer i seng og dør"), &json!("Sensors")));
        assert_eq!(patch(json!({"key": "other"}), 2).send().await.faults(), [("/key".to_owned(), "fixed_key".to_owned())]);
        patch(json!({"active": false}), 2).send().await.expect(200);
        let chosen = json!({"technologyId": id, "unitId": scene.units[0]});
        let refused = scene.post(&scene.office, "/technology-deployments", chosen).await;
        assert_eq!(refused.faults(), [("/technologyId".to_owned(), "not_active".to_owned())]);
        let own = json!({"key": "shower-robot", "title": {"nb": "Dusjrobot", "sv": "Duschrobot", "en": "Shower robot"}, "family": "welfare_technology", "active": true});
        scene.post(&scene.office, "/technologies", own.clone()).await.expect(201);
        scene.post(&scene.office, "/technologies", own).await.problem(409, "duplicate");
        let robot = format!("/technologies/{}", scene.technology("shower-robot").await);
        let renamed = house.patch(&robot, json!({"key": "bath-robot"})).by(&scene.office).if_match(1).send().await;
        assert_eq!(renamed.faults(), [("/key".to_owned(), "fixed_key".to_owned())], "gates name it");
        // Built-in kinds have another id in another organiser.
        let foreign = house.organiser("NO", "4601").await;
        house.get(&path).by(&foreign).send().await.problem(404, "not_found");
        let deployment = scene.consider("video-visit", 0).await;
        house.get(&format!("/technology-deployments/{deployment}")).by(&foreign).send().await.problem(404, "not_found");
    }

    async fn engagement_counts_heads_and_maturity_has_its_rounds(house) {
        let scene = Scene::open(&house, "1112").await;
        let body = json!({"unitId": scene.units[0], "technologyId": scene.technology("digital-lock").await, "audience": "relatives", "activity": "dialogue", "title": "Pårørendekveld", "heldOn": "2026-10-14", "participants": 24});
        let made = scene.post(&scene.office, "/technology-engagements", body.clone()).await;
        made.expect(201);
        let mut ahead = body.clone();
        ahead["heldOn"] = json!("2026-11-03");
        assert_eq!(codes(&scene.post(&scene.office, "/technology-engagements", ahead).await), ["in_the_future"]);
        scene.post(&scene.member, "/technology-engagements", body).await.problem(403, "forbidden");
        let path = format!("/technology-engagements/{}", made.id());
        let more = house.patch(&path, json!({"participants": 26})).by(&scene.office).if_match(1).send().await;
        assert_eq!(more.expect(200)["participants"], 26);
        let listed = async |question: &str| scene.get(&format!("/technology-engagements?{question}")).await["items"].as_array().map_or(0, Vec::len);
        assert_eq!((listed("audience=relatives&from=2026-10-01").await, listed("audience=staff").await), (1, 0));
        assert_eq!((listed("branch=social_services").await, listed("branch=municipal_health_care").await), (1, 0));
        house.delete(&path).by(&scene.office).if_match(2).send().await.expect(204);

        let round = json!({"year": 2026, "branch": "social_services", "indicator": "governance", "level": 3, "explanation": "Roller er fordelt."});
        let made = scene.post(&scene.office, "/maturity-rounds", round.clone()).await;
        made.expect(201);
        scene.post(&scene.office, "/maturity-rounds", round.clone()).await.problem(409, "duplicate");
        let mut ahead = round;
        ahead["year"] = json!(2027);
        assert_eq!(codes(&scene.post(&scene.office, "/maturity-rounds", ahead).await), ["in_the_future"]);
        let path = format!("/maturity-rounds/{}", made.id());
        house.patch(&path, json!({"level": 6})).by(&scene.office).if_match(1).send().await.problem(400, "invalid_input");
        assert_eq!(house.patch(&path, json!({"level": 4})).by(&scene.office).if_match(1).send().await.expect(200)["level"], 4);
        assert_eq!(scene.get("/maturity-rounds?year=2026&branch=social_services").await["items"][0]["level"], 4);
    }
}
