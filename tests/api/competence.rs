//! Competence over HTTP: who may say what of whom, what counts, who sees it, what gates read of it, and capacity routes.

use crate::on_both;
use crate::support::{Got, House, Login};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stegvis::access::Role;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A leadership group of four, a nurse whom the first of them leads, and a roadmap whose gate asks for every fact.
struct Scene<'h> {
    house: &'h House,
    admin: Login,
    office: Login,
    unit: String,
    zone: String,
    group: String,
    gate: String,
    people: BTreeMap<&'static str, (Login, String)>,
}

const LEADERS: [&str; 4] = ["anna", "berit", "carl", "dag"];

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let office = format!("kontor@{code}.example");
        let office = house.member(admin.organiser, &office, Role::ProjectOffice).await;
        let unit = house.unit(&admin, "Helse og omsorg", None).await;
        let zone = house.unit(&admin, "Sone sør", Some(&unit)).await;
        let group = json!({"name": "Ledergruppen", "unitId": unit});
        let group = house.post("/leadership-groups", group).by(&admin).send().await;
        group.expect(201);
        let gate = Self::gate(house, &office, &unit, &group.id()).await;
        let mut scene = Self {
            house,
            admin,
            office,
            unit,
            zone,
            group: group.id(),
            gate,
            people: BTreeMap::new(),
        };
        for name in LEADERS {
            scene.hire(code, name, true).await;
        }
        scene.hire(code, "nora", false).await;
        scene
    }

    /// A gate with one criterion for each fact.
    async fn gate(house: &House, office: &Login, unit: &str, group: &str) -> String {
        let criterion = |key: &str, fact: &str, operator: &str, target: Value, filter: Value| {
            let title = json!({"nb": key, "sv": key, "en": key});
            json!({"key": key, "title": title, "guidance": title, "fact": fact, "filter": filter, "operator": operator, "target": target, "required": true, "memory": "live"})
        };
        let rule = json!({"all": [
            criterion("level", "competence.field_target_share", "atLeast", json!(0.8), json!({"field": "a"})),
            criterion("persons", "competence.field_persons_count", "atLeast", json!(2), json!({"field": "a"})),
            criterion("alone", "competence.single_points_of_failure_count", "atMost", json!(0), json!({})),
            criterion("route", "leadership.capacity_route_in_place", "equals", json!(true), json!({})),
            criterion("vacant", "leadership.capacity_vacancy_count", "atMost", json!(0), json!({})),
        ]});
        house
            .template_of(office, "one-step", |content| {
                let stages = content["stages"].as_array_mut().expect("stages");
                stages.truncate(1);
                stages[0]["gate"]["rule"] = rule;
                stages[0]["milestones"] = json!([]);
            })
            .await;
        let areas = house.get("/service-areas").by(office).send().await;
        let roadmap = json!({"templateKey": "one-step", "title": "Omsorg 2030", "purpose": "Mer tid.", "unitId": unit,
            "leadershipGroupId": group, "serviceAreaIds": [areas.expect(200)["items"][0]["id"]], "startDate": "2026-11-02"});
        let roadmap = house.post("/roadmaps", roadmap).by(office).send().await;
        roadmap.expect(201);
        let gates = house
            .get(&format!("/roadmaps/{}/gates", roadmap.id()))
            .by(office)
            .send()
            .await;
        text(&gates.expect(200)["items"][0]["id"])
    }

    async fn hire(&mut self, code: &str, name: &'static str, leads: bool) {
        let number = format!("7{:05}", self.people.len());
        let body = json!({"givenName": name, "familyName": "Oppdiktet", "employeeNumber": number, "external": false});
        let made = self.house.post("/persons", body).by(&self.admin).send().await;
        made.expect(201);
        let login = format!("{name}@{code}.example");
        let account = self
            .house
            .account_of(&self.admin, &login, made.id().parse().ok())
            .await;
        self.house
            .grant(&self.admin, account, json!({"role": "member"}))
            .await
            .expect(201);
        let place = if leads { &self.unit } else { &self.zone };
        let mut position =
            json!({"unitId": place, "title": "Fagsykepleier", "ftePercent": 100, "from": "2026-01-01"});
        if leads {
            let member = json!({"personId": made.id(), "from": "2026-01-01"});
            let path = format!("/leadership-groups/{}/members", self.group);
            self.house
                .post(&path, member)
                .by(&self.admin)
                .send()
                .await
                .expect(201);
        } else {
            position["superiorId"] = json!(self.person("anna"));
        }
        let path = format!("/persons/{}/positions", made.id());
        self.house
            .post(&path, position)
            .by(&self.admin)
            .send()
            .await
            .expect(201);
        let login = self.house.take_over(&login).await;
        self.people.insert(name, (login, made.id()));
    }

    fn who(&self, name: &str) -> &Login {
        &self.people[name].0
    }

    fn person(&self, name: &str) -> String {
        self.people[name].1.clone()
    }

    fn today(&self) -> NaiveDate {
        self.house.clock.now().date_naive()
    }

    async fn say(&self, by: &Login, about: &str, field: &str, source: &str, level: i32) -> Got {
        let body = json!({"field": field, "source": source, "level": level, "assessedOn": self.today()});
        self.say_all(by, about, body).await
    }

    async fn say_all(&self, by: &Login, about: &str, body: Value) -> Got {
        let path = format!("/persons/{}/competence-records", self.person(about));
        self.house.post(&path, body).by(by).send().await
    }

    async fn records(&self, by: &Login, about: &str, query: &str) -> Got {
        let path = format!("/persons/{}/competence-records{query}", self.person(about));
        self.house.get(&path).by(by).send().await
    }

    async fn get(&self, by: &Login, path: &str) -> Value {
        self.house.get(path).by(by).send().await.expect(200).clone()
    }

    /// The values that the gate finds, in the order of its criteria.
    async fn values(&self) -> Vec<Value> {
        let gate = self.get(&self.office, &format!("/gates/{}", self.gate)).await;
        let criteria = gate["criteria"].as_array().cloned().unwrap_or_default();
        criteria.into_iter().map(|one| one["value"].clone()).collect()
    }

    async fn coverage(&self, by: &Login, query: &str) -> Value {
        self.get(by, &format!("/competence-coverage?{query}")).await
    }

    async fn route(&self, body: Value) -> Got {
        let mut all = json!({"kind": "external_consultant", "unitId": self.unit, "need": "Noen som kan lede innføringen.", "from": self.today()});
        for (name, value) in body.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        self.house
            .post("/capacity-routes", all)
            .by(&self.office)
            .send()
            .await
    }

    async fn alerts(&self) -> Vec<(String, bool)> {
        let list = self.get(&self.office, "/capacity-route-alerts").await;
        let of = |one: &Value| (text(&one["alert"]), one["vacant"] == true);
        list["items"].as_array().into_iter().flatten().map(of).collect()
    }
}

on_both! {
    async fn people_speak_for_themselves_and_leaders_for_those_they_lead(house) {
        let scene = Scene::open(&house, "0301").await;
        scene.say(scene.who("nora"), "nora", "a", "self", 4).await.expect(201);
        let refused = scene.say(scene.who("nora"), "nora", "a", "manager", 4).await;
        assert_eq!(refused.expect(400)["errors"][0]["code"], "not_about_oneself");
        assert_eq!(scene.say(scene.who("anna"), "nora", "a", "self", 1).await.expect(400)["errors"][0]["code"], "only_about_oneself");
        assert_eq!(scene.say(&scene.office, "nora", "a", "hr_import", 1).await.expect(400)["errors"][0]["code"], "only_imported");
        scene.say(scene.who("berit"), "nora", "a", "manager", 0).await.problem(403, "forbidden");
        scene.say(&scene.admin, "nora", "a", "manager", 0).await.problem(403, "forbidden");

        // Who leads weighs more than what one thinks of oneself.
        let led = scene.say(scene.who("anna"), "nora", "a", "manager", 2).await;
        assert_eq!(led.expect(201)["counts"], true);
        scene.say(scene.who("anna"), "nora", "a", "manager", 2).await.problem(409, "duplicate");
        let corrected = json!({"field": "a", "source": "manager", "level": 1, "assessedOn": scene.today(), "reason": "Feil nivå."});
        let corrected = scene.say_all(scene.who("anna"), "nora", corrected).await;
        assert_eq!(corrected.expect(201)["revision"], 2);
        let standing = scene.records(scene.who("nora"), "nora", "").await;
        assert_eq!(standing.expect(200)["items"].as_array().map(Vec::len), Some(2));
        let all = scene.records(&scene.office, "nora", "?superseded=true&field=a").await;
        let all = all.expect(200)["items"].as_array().cloned().unwrap_or_default();
        let levels: Vec<(i64, bool)> = all.iter().map(|one| (one["level"].as_i64().unwrap_or(-1), one["counts"] == true)).collect();
        assert_eq!(levels, [(1, true), (2, false), (4, false)], "both stay, one counts");

        // It is withdrawn by those who may say it, and the next one counts.
        let path = format!("/competence-records/{}/withdrawal", corrected.id());
        let reason = json!({"reason": "Ført på feil person."});
        house.post(&path, reason.clone()).by(scene.who("nora")).if_match(1).send().await.problem(403, "forbidden");
        house.post(&path, reason.clone()).by(scene.who("carl")).if_match(1).send().await.expect(404);
        house.post(&path, reason.clone()).by(scene.who("anna")).if_match(7).send().await.problem(412, "stale");
        house.post(&path, reason.clone()).by(scene.who("anna")).if_match(1).send().await.expect(200);
        house.post(&path, reason).by(scene.who("anna")).if_match(2).send().await.problem(409, "wrong_state");
        let standing = scene.records(scene.who("nora"), "nora", "").await;
        let only = standing.expect(200)["items"].as_array().cloned().unwrap_or_default();
        assert_eq!((only.len(), &only[0]["level"], &only[0]["counts"]), (1, &json!(4), &json!(true)));
    }

    async fn levels_are_shown_to_few_and_faults_all_at_once(house) {
        let scene = Scene::open(&house, "0301").await;
        let made = scene.say(scene.who("nora"), "nora", "b", "self", 1).await;
        let path = format!("/competence-records/{}", made.id());
        for reader in [scene.who("nora"), scene.who("anna"), &scene.office, &scene.admin] {
            scene.records(reader, "nora", "").await.expect(200);
            house.get(&path).by(reader).send().await.expect(200);
        }
        let auditor = house.member(scene.admin.organiser, "revisor@0301.example", Role::Auditor).await;
        let leader = house.member(scene.admin.organiser, "leder@0301.example", Role::Leader).await;
        for reader in [scene.who("berit"), &auditor, &leader] {
            scene.records(reader, "nora", "").await.problem(403, "forbidden");
            house.get(&path).by(reader).send().await.expect(404);
        }
        let (_, key) = house.key(&scene.admin, &["read"]).await;
        house.get(&path).with_key(&key).send().await.expect(404);
        let stranger = house.organiser("NO", "4601").await;
        scene.records(&stranger, "nora", "").await.expect(404);
        house.get(&path).by(&stranger).send().await.expect(404);

        let wrong = json!({"field": "weather", "source": "manager", "level": 2, "assessedOn": "2099-01-01", "validUntil": "2026-01-01"});
        let refused = scene.say_all(scene.who("nora"), "nora", wrong).await;
        let at: Vec<(String, String)> = refused.faults();
        let at: Vec<&str> = at.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(at, ["/field", "/source", "/assessedOn", "/validUntil"]);
        scene.say(&scene.office, "nora", "b", "manager", 5).await.expect(400);
        let person = scene.person("nora").parse().expect("an id");
        house.leaves(scene.admin.organiser, person, scene.today()).await;
        scene.say(&scene.office, "nora", "b", "manager", 2).await.expect(400);
    }

    async fn a_group_is_covered_by_what_is_known_and_gates_read_it(house) {
        let scene = Scene::open(&house, "0301").await;
        let group = format!("groupId={}", scene.group);
        assert_eq!(scene.values().await, vec![Value::Null; 5], "nothing is known of anything");
        let before = scene.coverage(&scene.office, &group).await;
        assert_eq!((&before["items"][0]["noData"], &before["items"][0]["share"]), (&json!(4), &Value::Null));

        scene.say(&scene.office, "anna", "a", "manager", 3).await.expect(201);
        assert_eq!(scene.values().await[..3], [json!(0.25), json!(1.0), json!(1.0)], "one person at target, alone");
        scene.say(&scene.office, "berit", "a", "manager", 0).await.expect(201);
        scene.say(&scene.office, "carl", "a", "manager", 4).await.expect(201);
        let soon = json!({"field": "a", "source": "course", "level": 3, "assessedOn": scene.today(), "validUntil": scene.today() + TimeDelta::days(30)});
        scene.say_all(&scene.office, "dag", soon).await.expect(201);
        assert_eq!(scene.values().await[..3], [json!(0.75), json!(3.0), json!(0.0)]);
        let after = scene.coverage(scene.who("nora"), &format!("{group}&field=a")).await;
        let one = &after["items"][0];
        let counts = ["known", "noData", "atTarget", "expiringSoon"].map(|name| one[name].as_i64().unwrap_or(-1));
        assert_eq!((counts, &one["singlePointOfFailure"]), ([4, 0, 3, 1], &json!(false)));
        assert_eq!(after["items"].as_array().map(Vec::len), Some(1), "of one field");

        // The gaps are those whom the reader may see.
        let gaps = async |by: &Login, query: &str| {
            let list = scene.get(by, &format!("/competence-gaps?{query}")).await;
            let of = |one: &Value| (text(&one["personId"]), text(&one["route"]));
            list["items"].as_array().into_iter().flatten().map(of).collect::<Vec<_>>()
        };
        assert_eq!(gaps(&scene.office, &format!("{group}&field=a")).await, [(scene.person("berit"), "course".to_owned())]);
        assert_eq!(gaps(&scene.office, &format!("{group}&field=b")).await.len(), 4, "nothing known is a gap too");
        assert_eq!(gaps(scene.who("carl"), &format!("{group}&field=a")).await, []);
        assert_eq!(gaps(scene.who("berit"), &format!("{group}&field=a")).await.len(), 1, "one's own");
        assert_eq!(gaps(scene.who("anna"), &format!("unitId={}&field=a", scene.zone)).await, [(scene.person("nora"), "assessment".to_owned())]);

        // What a colleague has is taken in where the field rests on too few, and named only to who may see it.
        scene.say(&scene.office, "anna", "c", "manager", 1).await.expect(201);
        assert_eq!(gaps(&scene.office, &format!("{group}&route=external")).await, [(scene.person("anna"), "external".to_owned())]);
        scene.say(&scene.office, "nora", "c", "manager", 3).await.expect(201);
        let list = scene.get(&scene.office, &format!("/competence-gaps?{group}&route=co_option")).await;
        assert_eq!(list["items"][0]["colleagueIds"], json!([scene.person("nora")]));
        let first = scene.get(&scene.office, "/competence-gaps?limit=2").await;
        let cursor = text(&first["page"]["nextCursor"]);
        let next = scene.get(&scene.office, &format!("/competence-gaps?limit=2&cursor={cursor}")).await;
        assert!(first["items"][1] != next["items"][0] && next["items"].as_array().is_some_and(|items| items.len() == 2));

        // Of two or fewer nobody sees counts who may not see each.
        let few = format!("unitId={}", scene.zone);
        let shown = scene.coverage(scene.who("berit"), &few).await;
        assert_eq!((&shown["suppressed"], &shown["persons"], shown["items"].as_array().map(Vec::len)), (&json!(true), &json!(1), Some(0)));
        assert_eq!(scene.coverage(scene.who("anna"), &few).await["suppressed"], false, "she leads the only one");
        assert_eq!(scene.coverage(&scene.office, &format!("{group}&{few}")).await["persons"], 0);

        // What has run out counts no more.
        house.pass_days(31);
        let office = house.login("kontor@0301.example").await;
        let gate = scene.get(&office, &format!("/gates/{}", scene.gate)).await;
        assert_eq!(gate["criteria"][0]["value"], 0.5);
        house.get("/competence-coverage?field=weather").by(&office).send().await.expect(400);
        house.get("/competence-gaps?unitId=0190163d-8694-739b-aea5-966c26f8ad91").by(&office).send().await.expect(400);
    }

    async fn an_hr_system_sends_rows_again_and_again(house) {
        let scene = Scene::open(&house, "0301").await;
        let (_, key) = house.key(&scene.admin, &["people_write"]).await;
        let (_, meter) = house.key(&scene.admin, &["measures_write", "read"]).await;
        let row = |number: &str, field: &str, level: i32| json!({"employeeNumber": number, "field": field, "source": "hr_import", "assessedOn": scene.today(), "level": level});
        let put = |items: Vec<Value>| house.put("/competence-records", json!({"items": items}));
        let rows = vec![row("700000", "a", 2), row("700001", "a", 3)];
        put(rows.clone()).with_key(&meter).send().await.problem(403, "forbidden");
        put(rows.clone()).by(scene.who("anna")).send().await.problem(403, "forbidden");

        let check = house.post("/competence-record-checks", json!({"items": rows})).with_key(&key).send().await;
        assert_eq!(check.expect(200)["created"], 2);
        assert_eq!(scene.values().await[0], Value::Null, "a check stores nothing");
        assert_eq!(put(rows.clone()).with_key(&key).send().await.expect(200)["created"], 2);
        let again = put(rows.clone()).with_key(&key).send().await;
        assert_eq!((&again.expect(200)["unchanged"], &again.json["created"]), (&json!(2), &json!(0)));
        let other = put(vec![row("700000", "a", 3), row("700001", "a", 3)]).with_key(&key).send().await;
        let outcomes: Vec<&Value> = other.expect(200)["rows"].as_array().into_iter().flatten().map(|one| &one["outcome"]).collect();
        assert_eq!(outcomes, ["corrected", "unchanged"]);
        assert_eq!(scene.values().await[0], 0.5);

        // One wrong row and nothing is stored; every fault is named.
        let wrong = vec![row("700002", "a", 4), row("nobody", "weather", 1), row("700002", "a", 1)];
        let check = house.post("/competence-record-checks", json!({"items": wrong})).by(&scene.admin).send().await;
        let report = check.expect(200);
        assert_eq!((&report["created"], &report["refused"]), (&json!(1), &json!(2)));
        let refused = put(wrong).with_key(&key).send().await;
        refused.expect(400);
        let at: Vec<String> = refused.faults().into_iter().map(|(pointer, code)| format!("{pointer} {code}")).collect();
        assert_eq!(at, ["/items/1/field no_such", "/items/1/employeeNumber no_such", "/items/2 not_unique"]);
        assert_eq!(scene.values().await[0], 0.5);

        // What HR holds does not outweigh who leads.
        scene.say(&scene.office, "anna", "a", "manager", 1).await.expect(201);
        assert_eq!(scene.values().await[0], 0.25);
    }

    async fn an_organiser_has_fields_and_levels_of_its_own(house) {
        let scene = Scene::open(&house, "0301").await;
        let words = |text: &str| json!({"nb": text, "sv": text, "en": text});
        let levels: Vec<Value> = ["Ingen", "Litt", "Noe", "God", "Best"].into_iter().map(words).collect();
        let body = json!({"key": "ferry", "title": words("Ferja"), "description": words("Å få folk over."), "levels": levels});
        let member = scene.who("nora");
        house.post("/competence-fields", body.clone()).by(member).send().await.problem(403, "forbidden");
        let made = house.post("/competence-fields", body.clone()).by(&scene.office).send().await;
        made.expect(201);
        house.post("/competence-fields", body.clone()).by(&scene.office).send().await.expect(400);
        let mut short = body;
        short["key"] = json!("short");
        short["levels"] = json!([words("Bare ett")]);
        house.post("/competence-fields", short).by(&scene.office).send().await.expect(400);
        let path = format!("/competence-fields/{}", made.id());
        house.patch(&path, json!({"key": "boat"})).by(&scene.office).if_match(1).send().await.expect(400);
        house.patch(&path, json!({"title": words("Båten")})).by(&scene.office).if_match(1).send().await.expect(200);
        house.patch(&path, json!({"title": words("Skuta")})).by(&scene.office).if_match(1).send().await.problem(412, "stale");
        let all = scene.get(member, "/competence-fields").await;
        let all = all["items"].as_array().cloned().unwrap_or_default();
        assert_eq!((all.len(), &all[7]["origin"], all[0]["levels"].as_array().map(Vec::len)), (8, &json!("own"), Some(5)));

        // Leaders are to have 3 by default; the organiser asks less in one field and more of a title.
        scene.say(&scene.office, "anna", "ferry", "manager", 2).await.expect(201);
        let group = format!("groupId={}&field=ferry", scene.group);
        assert_eq!(scene.coverage(&scene.office, &group).await["items"][0]["atTarget"], 0);
        let put = |items: Value| house.put("/competence-targets", json!({"items": items}));
        let less = json!([{"field": "ferry", "role": "leadership_member", "level": 2}]);
        put(less.clone()).by(member).send().await.problem(403, "forbidden");
        put(less).by(&scene.office).send().await.expect(200);
        assert_eq!(scene.coverage(&scene.office, &group).await["items"][0]["atTarget"], 1);
        let more = json!([{"field": "ferry", "role": "position_title", "positionTitle": "FAGSYKEPLEIER", "level": 4}]);
        let held = put(more).by(&scene.office).send().await;
        let own = held.expect(200)["items"].as_array().into_iter().flatten().filter(|one| one["own"] == true).count();
        assert_eq!(own, 2);
        assert_eq!(scene.coverage(&scene.office, &group).await["items"][0]["atTarget"], 0, "the highest counts");
        let back = json!([{"field": "ferry", "role": "position_title", "positionTitle": "fagsykepleier"}]);
        put(back).by(&scene.office).send().await.expect(200);
        assert_eq!(scene.coverage(&scene.office, &group).await["items"][0]["atTarget"], 1);
        let wrong = json!([{"field": "weather", "role": "position_title", "level": 1}, {"field": "a", "role": "champion", "positionTitle": "Ildsjel", "level": 1}]);
        let refused = put(wrong).by(&scene.office).send().await;
        let at: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(at, ["/items/0/field", "/items/0/positionTitle", "/items/1/positionTitle"]);

        house.post(&format!("{path}/closing"), Value::Null).by(&scene.office).if_match(2).send().await.expect(200);
        house.post(&format!("{path}/closing"), Value::Null).by(&scene.office).if_match(3).send().await.problem(409, "wrong_state");
        scene.say(&scene.office, "berit", "ferry", "manager", 2).await.expect(400);
        assert_eq!(scene.coverage(&scene.office, &group).await["items"], json!([]));
    }

    async fn a_route_is_handed_over_before_it_ends_and_a_vacancy_is_told(house) {
        let scene = Scene::open(&house, "0301").await;
        let nobody = scene.route(json!({"fields": ["b"]})).await;
        assert_eq!(nobody.expect(201)["status"], "planned", "nobody is found yet");
        assert_eq!(scene.values().await[3..], [json!(false), json!(1.0)]);
        assert_eq!(scene.alerts().await, [("nobody_found".to_owned(), true)]);
        let path = format!("/capacity-routes/{}", nobody.id());
        let found = json!({"external": "Rådgiver", "to": scene.today() + TimeDelta::days(200), "handover": [{"text": "Avtalene"}]});
        let found = house.patch(&path, found).by(&scene.office).if_match(1).send().await;
        assert_eq!(found.expect(200)["status"], "in_place");
        assert_eq!(scene.values().await[3..], [json!(true), json!(0.0)]);
        assert_eq!(scene.alerts().await, []);
        let near = json!({"to": scene.today() + TimeDelta::days(40)});
        let near = house.patch(&path, near).by(&scene.office).if_match(2).send().await;
        assert_eq!(near.expect(200)["status"], "ending");
        assert_eq!(scene.alerts().await, [("ending_unprepared".to_owned(), false)]);
        assert_eq!(scene.values().await[4], 0.0, "not vacant yet");

        let end = |more: Value| {
            let mut body = json!({"needStands": true});
            for (name, value) in more.as_object().into_iter().flatten() {
                body[name] = value.clone();
            }
            house.post(&format!("{path}/ending"), body).by(&scene.office)
        };
        let refused = end(json!({})).if_match(3).send().await;
        assert_eq!(refused.faults(), [("/reason".to_owned(), "not_handed_over".to_owned())]);
        house.post(&format!("{path}/cancellation"), json!({"reason": "Angret."})).by(&scene.office).if_match(3).send().await.problem(409, "wrong_state");
        let done = json!({"handover": [{"text": "Avtalene", "doneOn": scene.today()}]});
        house.patch(&path, done).by(&scene.office).if_match(3).send().await.expect(200);
        assert_eq!(scene.alerts().await, [], "the pack is done");
        end(json!({})).if_match(3).send().await.problem(412, "stale");
        assert_eq!(end(json!({})).if_match(4).send().await.expect(200)["status"], "ended");
        end(json!({"reason": "Igjen."})).if_match(5).send().await.problem(409, "wrong_state");
        assert_eq!(scene.alerts().await, [("ended".to_owned(), true)]);
        assert_eq!(scene.values().await[3..], [json!(false), json!(1.0)]);
        house.patch(&path, json!({"need": "Noe annet"})).by(&scene.office).if_match(5).send().await.problem(409, "wrong_state");

        // Another route takes the need over, until its person leaves.
        let person = scene.person("carl");
        let other = scene.route(json!({"kind": "own_director", "fields": ["a", "b"], "personId": person})).await;
        assert_eq!(other.expect(201)["status"], "in_place");
        assert_eq!(scene.alerts().await, []);
        house.leaves(scene.admin.organiser, person.parse().expect("an id"), scene.today()).await;
        let told = scene.alerts().await;
        assert_eq!(told.len(), 2);
        assert!(told.contains(&("person_left".to_owned(), true)) && told.contains(&("ended".to_owned(), true)));
        house.patch(&path, json!({"needStands": false})).by(&scene.office).if_match(5).send().await.expect(200);
        assert_eq!(scene.alerts().await, [("person_left".to_owned(), true)]);

        let reason = json!({"reason": "Sluttet brått; arkivet er gjennomgått.", "needStands": false});
        let path = format!("/capacity-routes/{}", other.id());
        house.post(&format!("{path}/ending"), reason).by(&scene.office).if_match(1).send().await.expect(200);
        assert_eq!(scene.values().await[4], 0.0);
        let ended = scene.get(&scene.office, "/capacity-routes?status=ended&field=a").await;
        assert_eq!(ended["items"].as_array().map(Vec::len), Some(1));
    }

    async fn routes_are_judged_as_a_whole_and_read_by_those_who_plan(house) {
        let scene = Scene::open(&house, "0301").await;
        let none = "0190163d-8694-739b-aea5-966c26f8ad91";
        let wrong = json!({"to": "2020-01-01", "personId": none, "external": "Noen", "fields": ["b", "weather"], "handover": [{"text": "Avtaler", "doneOn": "2099-01-01"}]});
        let refused = scene.route(wrong).await;
        refused.expect(400);
        let at: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(at, ["/to", "/external", "/fields/1", "/personId", "/handover/0/doneOn"]);
        assert_eq!(scene.route(json!({"unitId": none})).await.expect(400)["errors"][0]["pointer"], "/unitId");
        let later = scene.route(json!({"kind": "coaching_person", "personId": scene.person("anna"), "unitId": scene.zone, "from": scene.today() + TimeDelta::days(9)})).await;
        let path = format!("/capacity-routes/{}", later.id());
        house.get(&path).by(scene.who("nora")).send().await.expect(404);
        house.patch(&path, json!({"need": "Nei"})).by(scene.who("nora")).if_match(1).send().await.problem(403, "forbidden");
        let stranger = house.organiser("NO", "4601").await;
        house.get(&path).by(&stranger).send().await.expect(404);
        let below = scene.get(&scene.office, &format!("/capacity-routes?unitId={}", scene.unit)).await;
        assert_eq!(below["items"][0]["status"], "planned");
        let given_up = house.post(&format!("{path}/cancellation"), json!({"reason": "Hun fikk permisjon."})).by(&scene.office).if_match(1).send().await;
        assert_eq!(given_up.expect(200)["status"], "cancelled");
        assert_eq!(scene.alerts().await, []);
        assert_eq!(scene.values().await[3..], [json!(false), json!(0.0)]);
    }
}
