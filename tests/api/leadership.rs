//! Leadership over HTTP: signing in person, asking without learning who answered what, and time that is protected.

mod posture;

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stegvis::access::Role;
use uuid::Uuid;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A leadership group of a sector whose people all have logins, and a roadmap whose gate asks for the three facts.
struct Scene<'h> {
    house: &'h House,
    code: String,
    admin: Login,
    office: Login,
    /// Reads, however many days go by.
    key: String,
    unit: String,
    group: String,
    gate: String,
    /// Everybody by name, with their person.
    people: BTreeMap<String, (Login, Uuid)>,
}

const EVERYBODY: [&str; 9] = [
    "anna", "berit", "carl", "dag", "eva", "finn", "grete", "hans", "ida",
];

impl<'h> Scene<'h> {
    /// The first `leaders` of everybody lead; all others work in the unit.
    async fn open(house: &'h House, code: &str, leaders: usize, all: usize) -> Self {
        let admin = house.organiser("NO", code).await;
        let office = house
            .member(
                admin.organiser,
                &format!("kontor@{code}.example"),
                Role::ProjectOffice,
            )
            .await;
        let (_, key) = house.key(&admin, &["read"]).await;
        let unit = house.unit(&admin, "Helse og omsorg", None).await;
        let group = json!({"name": "Ledergruppen", "unitId": unit});
        let group = house.post("/leadership-groups", group).by(&admin).send().await;
        group.expect(201);
        let criterion = |key: &str, fact: &str, target: f64, filter: Value| {
            let title = json!({"nb": key, "sv": key, "en": key});
            json!({"key": key, "title": title, "guidance": title, "fact": fact, "filter": filter, "operator": "atLeast", "target": target, "required": true, "memory": "live"})
        };
        let rule = json!({"all": [
            criterion("signed", "leadership.acknowledged_share", 1.0, json!({})),
            criterion("answered", "posture.answered_share", 0.8, json!({"withinDays": "30"})),
            criterion("protected", "leadership.protected_capacity_share", 0.05, json!({})),
        ]});
        house
            .template_of(&office, "one-step", |content| {
                let stages = content["stages"].as_array_mut().expect("stages");
                stages.truncate(1);
                stages[0]["gate"]["rule"] = rule;
                stages[0]["milestones"] = json!([]);
            })
            .await;
        let areas = house.get("/service-areas").by(&admin).send().await;
        let roadmap = json!({"templateKey": "one-step", "title": "Omsorg 2030", "purpose": "Mer tid til mennesker.", "unitId": unit,
            "leadershipGroupId": group.id(), "serviceAreaIds": [areas.expect(200)["items"][0]["id"]], "startDate": "2026-11-02"});
        let roadmap = house.post("/roadmaps", roadmap).by(&office).send().await;
        roadmap.expect(201);
        let gates = house
            .get(&format!("/roadmaps/{}/gates", roadmap.id()))
            .by(&office)
            .send()
            .await;
        let gate = text(&gates.expect(200)["items"][0]["id"]);
        let mut scene = Self {
            house,
            code: code.to_owned(),
            admin,
            office,
            key,
            unit,
            group: group.id(),
            gate,
            people: BTreeMap::new(),
        };
        for (index, name) in EVERYBODY.iter().take(all).enumerate() {
            scene.hire(name, index < leaders).await;
        }
        scene
    }

    async fn hire(&mut self, name: &str, leads: bool) {
        let person = self.house.person(self.admin.organiser).await;
        let login = format!("{name}@{}.example", self.code);
        let account = self.house.account_of(&self.admin, &login, Some(person)).await;
        let role = if leads { "leader" } else { "member" };
        self.house
            .grant(&self.admin, account, json!({"role": role}))
            .await
            .expect(201);
        let position = json!({"unitId": self.unit, "title": name, "ftePercent": 100, "from": "2026-01-01"});
        self.house
            .post(&format!("/persons/{person}/positions"), position)
            .by(&self.admin)
            .send()
            .await
            .expect(201);
        if leads {
            self.joins(person, "2026-01-01").await;
        }
        let login = self.house.take_over(&login).await;
        self.people.insert(name.to_owned(), (login, person));
    }

    async fn joins(&self, person: Uuid, from: &str) -> String {
        let member = json!({"personId": person, "from": from});
        let path = format!("/leadership-groups/{}/members", self.group);
        let made = self.house.post(&path, member).by(&self.admin).send().await;
        made.expect(201);
        made.id()
    }

    fn who(&self, name: &str) -> &Login {
        &self.people[name].0
    }

    /// Days go by, after which some log in again: `admin`, `kontor`, or people by their names.
    async fn pass(&mut self, days: i64, names: &[&str]) {
        self.house.pass_days(days);
        for name in names {
            let login = self.house.login(&format!("{name}@{}.example", self.code)).await;
            match *name {
                "admin" => self.admin = login,
                "kontor" => self.office = login,
                _ => self.people.get_mut(*name).expect("known").0 = login,
            }
        }
    }

    async fn get(&self, path: &str) -> Value {
        let got = self.house.get(path).with_key(&self.key).send().await;
        got.expect(200).clone()
    }

    /// The value that the gate finds for a criterion.
    async fn value(&self, key: &str) -> Value {
        let gate = self.get(&format!("/gates/{}", self.gate)).await;
        let mut criteria = gate["criteria"].as_array().into_iter().flatten();
        let found = criteria.find(|one| one["key"] == key).expect("a criterion");
        assert!(
            found["value"].is_null() || found["provenance"] == "derived",
            "{found}"
        );
        found["value"].clone()
    }

    async fn asked_text(&self) -> String {
        let standing = self
            .get(&format!("/leadership-groups/{}/acknowledgement", self.group))
            .await;
        text(&standing["text"]["fingerprint"])
    }

    async fn sign(&self, name: &str) -> Got {
        let body = json!({"fingerprint": self.asked_text().await});
        let path = format!("/leadership-groups/{}/signatures", self.group);
        self.house.post(&path, body).by(self.who(name)).send().await
    }

    /// A round that opens in some days and is open for some more.
    async fn round_in(&self, opens: i64, group: &str, audience: &str, days: i64) -> String {
        let first = self.house.clock.now().date_naive() + chrono::TimeDelta::days(opens);
        let body =
            json!({"audience": audience, "opens": first, "closes": first + chrono::TimeDelta::days(days)});
        let path = format!("/leadership-groups/{group}/posture-rounds");
        let made = self.house.post(&path, body).by(&self.office).send().await;
        made.expect(201);
        made.id()
    }

    async fn round(&self, audience: &str, days: i64) -> String {
        self.round_in(0, &self.group, audience, days).await
    }

    /// Answers that lean one way: 5 where agreeing speaks for the axis, 1 where it speaks against it, and so on.
    async fn answers(&self, lean: i32) -> Value {
        let asked = self.get("/posture-questionnaire").await;
        let one = |item: &Value| {
            let value = if item["reversed"] == true { 6 - lean } else { lean };
            json!({"key": item["key"], "value": value})
        };
        json!({"answers": asked["leaders"].as_array().into_iter().flatten().map(one).collect::<Vec<_>>()})
    }

    async fn answer(&self, round: &str, name: &str, lean: i32) -> Got {
        let body = self.answers(lean).await;
        self.house
            .post(&format!("/posture-rounds/{round}/answers"), body)
            .by(self.who(name))
            .send()
            .await
    }

    async fn result(&self, round: &str) -> Value {
        self.get(&format!("/posture-rounds/{round}/result")).await
    }
}

on_both! {
    async fn members_sign_in_person_and_only_what_they_read(house) {
        let mut scene = Scene::open(&house, "1103", 3, 4).await;
        assert_eq!(scene.value("signed").await, json!(0.0));
        let first = scene.sign("anna").await;
        assert_eq!(first.expect(201)["personId"], json!(scene.people["anna"].1));
        scene.sign("anna").await.problem(409, "duplicate");
        // Neither the office nor staff signs, and nobody can name another person.
        scene.sign("dag").await.problem(403, "forbidden");
        let path = format!("/leadership-groups/{}/signatures", scene.group);
        let body = json!({"fingerprint": scene.asked_text().await});
        house.post(&path, body.clone()).by(&scene.office).send().await.problem(403, "forbidden");
        let for_another = json!({"fingerprint": scene.asked_text().await, "personId": scene.people["berit"].1});
        house.post(&path, for_another).by(scene.who("anna")).send().await.problem(400, "invalid_input");
        scene.sign("berit").await.expect(201);
        let standing = scene.get(&format!("/leadership-groups/{}/acknowledgement", scene.group)).await;
        assert_eq!((&standing["signed"], &standing["text"]["number"], standing["members"].as_array().map(Vec::len)), (&json!(2), &json!(0), Some(3)), "{standing}");
        assert!(scene.value("signed").await.as_f64().is_some_and(|share| (share - 2.0 / 3.0).abs() < 1e-9));
        scene.sign("carl").await.expect(201);
        assert_eq!(scene.value("signed").await, json!(1.0));

        // Who joins has not signed; who leaves does not count.
        scene.joins(scene.people["dag"].1, "2026-01-01").await;
        assert_eq!(scene.value("signed").await, json!(0.75));
        let members = scene.get(&format!("/leadership-groups/{}/members?activeOn=2026-11-02", scene.group)).await;
        let carl = members["items"].as_array().into_iter().flatten().find(|one| one["personId"] == json!(scene.people["carl"].1)).expect("a member").clone();
        let ended = house.patch(&format!("/leadership-members/{}", text(&carl["id"])), json!({"to": "2026-11-02"}));
        ended.by(&scene.admin).if_match(1).send().await.expect(200);
        scene.pass(1, &["admin", "kontor", "anna", "berit", "carl"]).await;
        assert!(scene.value("signed").await.as_f64().is_some_and(|share| (share - 2.0 / 3.0).abs() < 1e-9));
        // Who comes back signs again.
        scene.joins(scene.people["carl"].1, "2026-11-03").await;
        assert_eq!(scene.value("signed").await, json!(0.5));
        scene.sign("carl").await.expect(201);
        assert_eq!(scene.value("signed").await, json!(0.75));

        // Withdrawn by whoever signed, and by nobody else.
        let path = format!("/signatures/{}/withdrawals", first.id());
        house.post(&path, json!(null)).by(scene.who("berit")).if_match(1).send().await.problem(403, "forbidden");
        house.post(&path, json!(null)).by(scene.who("anna")).if_match(7).send().await.problem(412, "stale");
        let gone = house.post(&path, json!(null)).by(scene.who("anna")).if_match(1).send().await;
        assert!(gone.expect(200)["withdrawnAt"].is_string());
        house.post(&path, json!(null)).by(scene.who("anna")).if_match(2).send().await.problem(409, "wrong_state");
        assert_eq!(scene.value("signed").await, json!(0.5));
        // However many hands press the button, one signature comes of it.
        let body = json!({"fingerprint": scene.asked_text().await});
        let path = format!("/leadership-groups/{}/signatures", scene.group);
        let press = || house.post(&path, body.clone()).by(scene.who("anna")).unchecked().send();
        let (one, two, three) = tokio::join!(press(), press(), press());
        let mut statuses = [one.status, two.status, three.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409]);
        let list = scene.get(&format!("/leadership-groups/{}/signatures?limit=2", scene.group)).await;
        assert!(list["page"]["nextCursor"].is_string() && list["items"].as_array().is_some_and(|items| items.len() == 2));
    }

    async fn a_new_text_may_ask_everybody_to_sign_again(house) {
        let scene = Scene::open(&house, "1106", 3, 3).await;
        let old = scene.asked_text().await;
        let path = format!("/leadership-groups/{}/acknowledgement", scene.group);
        for name in &EVERYBODY[..3] {
            scene.sign(name).await.expect(201);
        }
        let body = |text: &str, again: bool| {
            let words = json!({"nb": text, "sv": text, "en": text});
            json!({"groupId": scene.group, "title": words, "body": words, "signAgain": again})
        };
        house.post("/acknowledgement-texts", body("x", true)).by(scene.who("anna")).send().await.problem(403, "forbidden");
        let nowhere = json!({"groupId": Uuid::nil(), "title": body("x", true)["title"], "body": body("x", true)["body"], "signAgain": true});
        let refused = house.post("/acknowledgement-texts", nowhere).by(&scene.office).send().await;
        refused.problem(400, "invalid_input");
        assert_eq!(refused.faults(), [("/groupId".to_owned(), "no_such".to_owned())]);

        house.post("/acknowledgement-texts", body("Rettet skrivefeil", false)).by(&scene.office).send().await.expect(201);
        assert_eq!(scene.value("signed").await, json!(1.0), "a mended spelling asks nobody again");
        // That they signed another wording is told.
        let standing = || scene.get(&path);
        let found = standing().await;
        assert_eq!((&found["signed"], &found["signedOtherVersion"]), (&json!(3), &json!(3)), "{found}");
        let of = |found: &Value| found["members"].as_array().into_iter().flatten().find(|one| one["personId"] == json!(scene.people["anna"].1)).expect("a member").clone();
        assert_eq!((&of(&found)["textNumber"], &of(&found)["fingerprint"], &of(&found)["signedOtherVersion"]), (&json!(0), &json!(old), &json!(true)));
        let again = scene.sign("anna").await;
        let found = standing().await;
        assert_eq!((&of(&found)["textNumber"], &of(&found)["signedOtherVersion"], &found["signedOtherVersion"]), (&json!(1), &json!(false), &json!(2)), "{found}");
        // Withdrawn, it leaves no older one in its place.
        let withdrawal = house.post(&format!("/signatures/{}/withdrawals", again.id()), json!(null));
        withdrawal.by(scene.who("anna")).if_match(1).send().await.expect(200);
        let found = standing().await;
        assert_eq!((&of(&found)["signatureId"], &found["signed"]), (&Value::Null, &json!(2)), "{found}");
        let new = house.post("/acknowledgement-texts", body("Ny ordlyd", true)).by(&scene.office).send().await;
        assert_eq!(new.expect(201)["number"], 2);
        assert_eq!(scene.value("signed").await, json!(0.0));
        let path = format!("/leadership-groups/{}/signatures", scene.group);
        house.post(&path, json!({"fingerprint": old})).by(scene.who("anna")).send().await.problem(409, "conflict");
        let signed = scene.sign("anna").await;
        assert_eq!((&signed.expect(201)["textId"], &signed.json["fingerprint"]), (&new.json["id"], &new.json["fingerprint"]));
        // A text for all groups leaves one that has its own alone.
        let mut everywhere = body("For alle", true);
        everywhere.as_object_mut().expect("an object").remove("groupId");
        house.post("/acknowledgement-texts", everywhere).by(&scene.office).send().await.expect(201);
        assert_eq!(scene.asked_text().await, text(&new.json["fingerprint"]));
        let versions = scene.get(&format!("/leadership-groups/{}/acknowledgement-texts", scene.group)).await;
        let numbers: Vec<_> = versions["items"].as_array().into_iter().flatten().map(|one| one["number"].clone()).collect();
        assert_eq!(numbers, [json!(0), json!(1), json!(2)]);
        house.get(&format!("/acknowledgement-texts/{}", new.id())).by(scene.who("berit")).send().await.expect(200);
    }

    async fn protected_time_is_what_was_set_aside_against_what_is_booked(house) {
        let scene = Scene::open(&house, "1114", 2, 3).await;
        let path = format!("/leadership-groups/{}/protected-capacity", scene.group);
        assert_eq!(scene.value("protected").await, Value::Null, "what is assumed is not set aside");
        assert_eq!(scene.get(&path).await["share"], Value::Null);
        let share = json!({"personId": scene.people["anna"].1, "percent": 20, "from": "2026-01-01"});
        house.post("/capacity-shares", share).by(&scene.office).send().await.expect(201);
        assert_eq!(scene.value("protected").await, json!(0.1), "a fifth of one of two");
        let gate = scene.get(&format!("/gates/{}", scene.gate)).await;
        let stage = text(&gate["stageId"]);
        let work = json!({"title": "Kartlegging", "ownerId": scene.people["anna"].1, "effort": 3, "dueDate": "2026-11-20"});
        let work = house.post(&format!("/stages/{stage}/milestones"), work).by(&scene.office).send().await;
        work.expect(201);
        let done = json!({"title": "Oppstart", "ownerId": scene.people["berit"].1, "effort": 1.5, "dueDate": "2026-11-20"});
        let done = house.post(&format!("/stages/{stage}/milestones"), done).by(&scene.office).send().await;
        let report = json!({"status": "done", "startedOn": "2026-10-26", "finishedOn": "2026-10-30"});
        house.post(&format!("/milestones/{}/reports", done.id()), report).by(&scene.office).if_match(1).send().await.expect(200);
        let away = json!({"from": "2026-11-09", "to": "2026-11-13", "percent": 100});
        house.post(&format!("/persons/{}/absences", scene.people["anna"].1), away).by(&scene.office).send().await.expect(201);
        let found = scene.get(&format!("{path}?weeks=2")).await;
        let of = |name: &str| found["members"].as_array().into_iter().flatten().find(|one| one["personId"] == json!(scene.people[name].1)).expect("a member").clone();
        // Two weeks of five days, one of them away, a fifth of each.
        assert_eq!((&of("anna")["setAside"], &of("anna")["plannedDays"]), (&json!(20.0), &json!(1.0)), "{found}");
        // Ten of fifteen working days of three person-days.
        assert_eq!((&of("anna")["bookedDays"], &of("anna")["milestoneIds"]), (&json!(2.0), &json!([work.id()])), "{found}");
        assert_eq!((&of("berit")["setAside"], &of("berit")["doneDays"]), (&Value::Null, &json!(1.5)), "{found}");
        assert_eq!((&found["share"], &found["to"], &found["bookedDays"]), (&json!(0.1), &json!("2026-11-15"), &json!(2.0)));
        house.get(&path).by(scene.who("carl")).send().await.problem(403, "forbidden");
        let stranger = house.organiser("SE", "0180").await;
        house.get(&path).by(&stranger).send().await.problem(404, "not_found");
    }

    async fn nobody_reads_the_time_of_others_by_making_them_members(house) {
        let scene = Scene::open(&house, "1119", 2, 2).await;
        let school = house.unit(&scene.admin, "Skole", None).await;
        let local = house.recruit(&scene.admin, "skole@1119.example", &[json!({"role": "project_office", "unitId": school})]).await;
        let group = house.post("/leadership-groups", json!({"name": "Skoleledelsen", "unitId": school})).by(&local).send().await;
        group.expect(201);
        let members = format!("/leadership-groups/{}/members", group.id());
        let anna = json!({"personId": scene.people["anna"].1, "from": "2026-01-01"});
        let refused = house.post(&members, anna.clone()).by(&local).send().await;
        refused.problem(400, "invalid_input");
        assert_eq!(refused.faults(), [("/personId".to_owned(), "no_such".to_owned())], "as if there were no such person");
        let nobody = house.post(&members, json!({"personId": Uuid::nil(), "from": "2026-01-01"})).by(&local).send().await;
        assert_eq!(nobody.faults(), refused.faults());

        // Made a member by whoever sees them, they are left out for whoever does not, also of the sums.
        house.post(&members, anna).by(&scene.admin).send().await.expect(201);
        let head = house.person(scene.admin.organiser).await;
        let position = json!({"unitId": school, "title": "Rektor", "ftePercent": 100, "from": "2026-01-01"});
        house.post(&format!("/persons/{head}/positions"), position).by(&scene.admin).send().await.expect(201);
        house.post(&members, json!({"personId": head, "from": "2026-01-01"})).by(&local).send().await.expect(201);
        for (person, percent) in [(head, 10), (scene.people["anna"].1, 60)] {
            let share = json!({"personId": person, "percent": percent, "from": "2026-01-01"});
            house.post("/capacity-shares", share).by(&scene.office).send().await.expect(201);
        }
        let stage = text(&scene.get(&format!("/gates/{}", scene.gate)).await["stageId"]);
        let work = json!({"title": "Kartlegging", "ownerId": head, "effort": 3, "dueDate": "2026-11-20"});
        let work = house.post(&format!("/stages/{stage}/milestones"), work).by(&scene.office).send().await;
        let path = format!("/leadership-groups/{}/protected-capacity", group.id());
        let seen = house.get(&path).by(&local).send().await;
        let seen = seen.expect(200);
        let persons: Vec<_> = seen["members"].as_array().into_iter().flatten().map(|one| one["personId"].clone()).collect();
        assert_eq!((persons, &seen["membersNotShown"], &seen["share"]), (vec![json!(head)], &json!(1), &json!(0.1)), "{seen}");
        // The work counts, and stands in a roadmap that the school does not see.
        assert_eq!((&seen["bookedDays"], &seen["members"][0]["milestoneIds"]), (&json!(3.0), &json!([])), "{seen}");
        let whole = scene.get(&path).await;
        assert_eq!((&whole["membersNotShown"], whole["members"].as_array().map(Vec::len)), (&json!(0), Some(2)));
        let ids = whole["members"].as_array().into_iter().flatten().find(|one| one["personId"] == json!(head)).expect("a member");
        assert_eq!(ids["milestoneIds"], json!([work.id()]));
    }
}
