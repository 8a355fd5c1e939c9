//! Procedures over HTTP: written, published by a second pair of eyes, read, acknowledged, found, and measured.

mod finding;

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;
use stegvis::platform::clock::new_id;
use uuid::Uuid;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A municipality with two units, a member of staff in each, and somebody for every part of a procedure's life.
struct Scene<'h> {
    house: &'h House,
    admin: Login,
    office: Login,
    leader: Login,
    owner: Login,
    /// Staff of the northern unit, who log in.
    nurse: Login,
    nurse_id: Uuid,
    owner_id: Uuid,
    sector: String,
    north: String,
    south: String,
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let sector = house.unit(&admin, "Helse og omsorg", None).await;
        let north = house.unit(&admin, "Nord", Some(&sector)).await;
        let south = house.unit(&admin, "Sør", Some(&sector)).await;
        let login = |role: &str| format!("{role}@{code}.example");
        let office = house
            .member(admin.organiser, &login("kontor"), Role::ProjectOffice)
            .await;
        let leader = house.member(admin.organiser, &login("leder"), Role::Leader).await;
        let (owner, owner_id) = employee(house, &admin, &login("eier"), "owner", &south).await;
        let (nurse, nurse_id) = employee(house, &admin, &login("pleier"), "member", &north).await;
        Self {
            house,
            admin,
            office,
            leader,
            owner,
            nurse,
            nurse_id,
            owner_id,
            sector,
            north,
            south,
        }
    }

    async fn get(&self, who: &Login, path: &str) -> Got {
        self.house.get(path).by(who).send().await
    }

    /// A procedure of the owner's that applies to some units.
    async fn procedure(&self, key: &str, category: &str, units: &[&str]) -> String {
        let body = json!({"key": key, "title": key, "category": category, "ownerId": self.owner_id, "unitIds": units, "serviceAreaIds": []});
        let made = self.house.post("/procedures", body).by(&self.owner).send().await;
        made.expect(201);
        made.id()
    }

    async fn draft(&self, procedure: &str, asks: bool, texts: Value) -> String {
        let body = json!({"changeNote": "Ny", "asksAcknowledgement": asks, "texts": texts});
        let path = format!("/procedures/{procedure}/revisions");
        let made = self.house.post(&path, body).by(&self.owner).send().await;
        made.expect(201);
        made.id()
    }

    async fn submit(&self, revision: &str) {
        let path = format!("/procedure-revisions/{revision}/submissions");
        let done = self
            .house
            .post(&path, Value::Null)
            .by(&self.owner)
            .header("if-match", "*");
        done.send().await.expect(200);
    }

    async fn decide(&self, who: &Login, revision: &str, body: Value) -> Got {
        let path = format!("/procedure-revisions/{revision}/decisions");
        let call = self.house.post(&path, body).by(who);
        call.header("if-match", "*").send().await
    }

    /// Writes, submits and approves a revision; answers its id.
    async fn publish(&self, procedure: &str, asks: bool, title: &str, body: &str) -> String {
        let texts = json!([{"language": "nb", "title": title, "body": body}]);
        let revision = self.draft(procedure, asks, texts).await;
        self.submit(&revision).await;
        let done = self
            .decide(&self.leader, &revision, json!({"outcome": "approve"}))
            .await;
        assert_eq!(done.expect(200)["state"], "published");
        revision
    }

    async fn acknowledge(&self, who: &Login, procedure: &str, revision: &str) -> Got {
        let path = format!("/procedures/{procedure}/acknowledgements");
        let body = json!({"revisionId": revision});
        self.house.post(&path, body).by(who).send().await
    }

    async fn read_by(&self, who: &Login, procedure: &str, device: &str) {
        let path = format!("/procedures/{procedure}/openings");
        let call = self.house.post(&path, json!({})).by(who);
        let got = call.header("device-class", device).send().await;
        assert_eq!(got.status, 204, "{}", got.json);
    }

    /// What a gate that asks for every fact says of each.
    async fn facts(&self, gate: &str) -> Value {
        let preview = self
            .house
            .post(&format!("/gates/{gate}/previews"), json!({}))
            .by(&self.office)
            .send()
            .await;
        let mut found = serde_json::Map::new();
        for criterion in preview.expect(200)["criteria"].as_array().expect("criteria") {
            found.insert(text(&criterion["fact"]), criterion["value"].clone());
        }
        Value::Object(found)
    }
}

/// A person with a full position in a unit and an account with one role.
async fn employee(house: &House, admin: &Login, login: &str, role: &str, unit: &str) -> (Login, Uuid) {
    let person = json!({"givenName": "Eksempel", "familyName": role});
    let person = house.post("/persons", person).by(admin).send().await;
    let id: Uuid = person.id().parse().expect("an id");
    let position = json!({"unitId": unit, "title": "Ansatt", "ftePercent": 100, "from": "2026-01-01"});
    let path = format!("/persons/{id}/positions");
    house.post(&path, position).by(admin).send().await.expect(201);
    let account = house.account_of(admin, login, Some(id)).await;
    house
        .grant(admin, account, json!({"role": role}))
        .await
        .expect(201);
    (house.take_over(login).await, id)
}

on_both! {
    async fn a_revision_is_published_by_a_second_pair_of_eyes(house) {
        let scene = Scene::open(&house, "4601").await;
        let procedure = scene.procedure("hand-hygiene", "infection_control", &[]).await;
        let address = format!("/procedures/{procedure}");
        assert_eq!(scene.get(&scene.nurse, &address).await.expect(200)["status"], "draft");
        let texts = json!([{"language": "nb", "title": "Håndhygiene", "body": "Vask **hendene**."}, {"language": "sv", "title": "Handhygien", "body": "Tvätta händerna."}]);
        let revision = scene.draft(&procedure, true, texts).await;
        let revised = format!("/procedure-revisions/{revision}");
        // A draft is not for readers, and there is one at a time.
        scene.get(&scene.nurse, &revised).await.problem(403, "forbidden");
        assert_eq!(scene.get(&scene.nurse, &format!("{address}/revisions")).await.expect(200)["items"], json!([]));
        let second = json!({"changeNote": "Til", "asksAcknowledgement": false, "texts": [{"language": "nb", "title": "x", "body": "y"}]});
        house.post(&format!("{address}/revisions"), second).by(&scene.office).send().await.problem(409, "wrong_state");
        scene.decide(&scene.leader, &revision, json!({"outcome": "approve"})).await.problem(409, "wrong_state");
        let change = json!({"changeNote": "Første utgave"});
        house.patch(&revised, change.clone()).by(&scene.office).if_match(9).send().await.problem(412, "stale");
        house.patch(&revised, change).by(&scene.office).if_match(1).send().await.expect(200);
        scene.submit(&revision).await;
        house.patch(&revised, json!({"changeNote": "Nei"})).by(&scene.owner).header("if-match", "*").send().await.problem(409, "wrong_state");
        // Neither who wrote nor who edited decides, and readers do not at all.
        scene.decide(&scene.office, &revision, json!({"outcome": "approve"})).await.problem(409, "four_eyes");
        scene.decide(&scene.nurse, &revision, json!({"outcome": "approve"})).await.problem(403, "forbidden");
        scene.decide(&scene.leader, &revision, json!({"outcome": "return"})).await.problem(400, "invalid_input");
        let past = scene.decide(&scene.leader, &revision, json!({"outcome": "approve", "effectiveFrom": "2026-11-01"})).await;
        assert_eq!(past.problem(400, "invalid_input")["errors"][0]["pointer"], "/effectiveFrom");
        let returned = scene.decide(&scene.leader, &revision, json!({"outcome": "return", "note": "Skriv om hansker."})).await;
        assert_eq!(returned.expect(200)["state"], "draft");
        scene.submit(&revision).await;
        let done = scene.decide(&scene.leader, &revision, json!({"outcome": "approve", "effectiveFrom": "2026-11-04"})).await;
        assert_eq!(done.expect(200)["state"], "approved");
        let before = scene.get(&scene.nurse, &address).await;
        assert!(before.expect(200).get("published").is_none());
        house.pass_days(2);
        let nurse = house.login("pleier@4601.example").await;
        let shown = house.get(&address).by(&nurse).header("accept-language", "sv").send().await;
        let published = &shown.expect(200)["published"];
        assert_eq!((&published["language"], &published["title"], &published["body"]), (&json!("sv"), &json!("Handhygien"), &json!("Tvätta händerna.")));
        let english = house.get(&address).by(&nurse).header("accept-language", "en").send().await;
        assert_eq!(english.expect(200)["published"]["language"], "nb");
        let tag = shown.header("etag").expect("a validator").to_owned();
        let again = house.get(&address).by(&nurse).header("accept-language", "sv").header("if-none-match", &tag).send().await;
        assert_eq!(again.status, 304);
        // What is published never changes.
        let office = house.login("kontor@4601.example").await;
        house.patch(&revised, json!({"changeNote": "Nei"})).by(&office).header("if-match", "*").send().await.problem(409, "immutable");
        let leader = house.login("leder@4601.example").await;
        scene.decide(&leader, &revision, json!({"outcome": "return", "note": "Nei"})).await.problem(409, "immutable");
        assert_eq!(house.get(&revised).by(&nurse).send().await.expect(200)["state"], "published");
    }

    async fn a_newer_revision_takes_the_place_and_shows_what_changed(house) {
        let scene = Scene::open(&house, "4601").await;
        let procedure = scene.procedure("needles", "patient_safety", &[]).await;
        let first = scene.publish(&procedure, true, "Stikkskader", "Skyll straks.\nMeld fra.").await;
        let second = scene.publish(&procedure, true, "Stikkskader", "Skyll straks.\nMeld fra til vakten.").await;
        let list = scene.get(&scene.nurse, &format!("/procedures/{procedure}/revisions")).await;
        let states: Vec<&Value> = list.expect(200)["items"].as_array().expect("a list").iter().map(|item| &item["state"]).collect();
        assert_eq!(states, ["published", "superseded"]);
        let found = scene.get(&scene.nurse, &format!("/procedure-revisions/{second}/difference")).await;
        let found = found.expect(200);
        assert_eq!(found["againstId"], json!(first));
        let lines = found["languages"][0]["lines"].as_array().expect("lines");
        let changes: Vec<&Value> = lines.iter().map(|line| &line["change"]).collect();
        assert_eq!(changes, ["same", "same", "removed", "added"]);
        assert!(lines[3]["parts"].as_array().expect("parts").iter().any(|part| part["changed"] == true), "{found}");
        let back = scene.get(&scene.nurse, &format!("/procedure-revisions/{first}/difference")).await;
        assert!(back.expect(200).get("againstId").is_none());
        let other = scene.procedure("other", "medication", &[]).await;
        let other = scene.publish(&other, false, "Annet", "Annet").await;
        scene.get(&scene.nurse, &format!("/procedure-revisions/{second}/difference?againstId={other}")).await.problem(404, "not_found");
        // Withdrawn: readers get no text, and no revision can be added.
        let address = format!("/procedures/{procedure}");
        let reason = json!({"reason": "Erstattet"});
        house.post(&format!("{address}/withdrawals"), reason.clone()).by(&scene.owner).header("if-match", "*").send().await.problem(403, "forbidden");
        house.post(&format!("{address}/withdrawals"), reason).by(&scene.leader).if_match(1).send().await.expect(200);
        let shown = scene.get(&scene.nurse, &address).await;
        assert_eq!(shown.expect(200)["status"], "withdrawn");
        assert!(shown.json.get("published").is_none());
        let draft = json!({"changeNote": "Ny", "asksAcknowledgement": true, "texts": [{"language": "nb", "title": "x", "body": "y"}]});
        house.post(&format!("{address}/revisions"), draft).by(&scene.office).send().await.problem(409, "wrong_state");
        assert_eq!(scene.get(&scene.nurse, &format!("{address}/page")).await.status, 404);
    }

    async fn what_is_published_goes_to_more_units_by_a_second_pair_of_eyes(house) {
        let scene = Scene::open(&house, "4601").await;
        let procedure = scene.procedure("wider", "medication", &[&scene.south]).await;
        scene.publish(&procedure, false, "Videre", "Les.").await;
        let change = async |who: &Login, body: Value| {
            house.patch(&format!("/procedures/{procedure}"), body).by(who).header("if-match", "*").send().await
        };
        let wider = json!({"unitIds": [scene.south, scene.north]});
        change(&scene.owner, wider.clone()).await.problem(403, "forbidden");
        change(&scene.owner, json!({"category": "patient_safety"})).await.problem(403, "forbidden");
        change(&scene.owner, json!({"title": "Nytt navn"})).await.expect(200);
        change(&scene.office, wider).await.expect(200);
        change(&scene.owner, json!({"unitIds": [scene.south]})).await.expect(200);
    }

    async fn a_page_carries_no_script(house) {
        let scene = Scene::open(&house, "4601").await;
        let procedure = scene.procedure("page", "medication", &[]).await;
        scene.publish(&procedure, false, "Dose <1 & \"2\"", "# Slik\n\n<script>alert(1)</script>\n\n[lenke](javascript:alert(1)) og [trygg](https://a.example)").await;
        let page = scene.get(&scene.nurse, &format!("/procedures/{procedure}/page")).await;
        assert_eq!(page.status, 200);
        let shown = String::from_utf8(page.bytes.clone()).expect("text");
        assert!(shown.contains("<h1>Dose &lt;1 &amp; &quot;2&quot;</h1>") && shown.contains("<h2>Slik</h2>"), "{shown}");
        assert!(shown.contains("&lt;script&gt;") && !shown.contains("<script") && !shown.contains("javascript:"), "{shown}");
        assert!(shown.contains("@media print") && shown.contains("href=\"https://a.example\""));
        assert!(page.header("content-security-policy").expect("a policy").starts_with("default-src 'none'"));
        let tag = page.header("etag").expect("a validator").to_owned();
        let again = house.get(&format!("/procedures/{procedure}/page")).by(&scene.nurse).header("if-none-match", &tag).send().await;
        assert_eq!(again.status, 304);
    }

    async fn every_fault_at_once_and_nothing_beyond_ones_reach(house) {
        let scene = Scene::open(&house, "4601").await;
        let nowhere = new_id();
        let body = json!({"key": "x", "title": "X", "category": "unknown", "ownerId": nowhere, "unitIds": [nowhere], "serviceAreaIds": [nowhere]});
        let wrong = house.post("/procedures", body).by(&scene.office).send().await;
        let pointers: Vec<String> = wrong.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/unitIds/0", "/serviceAreaIds/0", "/category", "/ownerId"]);
        let bare = json!({"key": "x", "title": "X", "category": "medication", "unitIds": [], "serviceAreaIds": []});
        house.post("/procedures", bare.clone()).by(&scene.owner).send().await.problem(403, "forbidden");
        house.post("/procedures", bare.clone()).by(&scene.nurse).send().await.problem(403, "forbidden");
        let made = house.post("/procedures", bare.clone()).by(&scene.office).send().await;
        made.expect(201);
        house.post("/procedures", bare).by(&scene.office).send().await.problem(409, "duplicate");
        let path = format!("/procedures/{}/revisions", made.id());
        let twice = json!({"changeNote": "Ny", "asksAcknowledgement": true, "texts": [{"language": "nb", "title": "x", "body": "y"}, {"language": "nb", "title": "x", "body": "y"}]});
        let wrong = house.post(&path, twice).by(&scene.office).send().await;
        assert_eq!(wrong.faults(), [("/texts/1/language".to_owned(), "not_unique".to_owned())]);
        // A leader of the north writes for the north and not for all.
        let local = house.recruit(&scene.admin, "nord@4601.example", &[json!({"role": "leader", "unitId": scene.north})]).await;
        let north = json!({"key": "north", "title": "N", "category": "medication", "unitIds": [scene.north], "serviceAreaIds": []});
        let own = house.post("/procedures", north.clone()).by(&local).send().await;
        own.expect(201);
        let wider = house.patch(&format!("/procedures/{}", own.id()), json!({"unitIds": [scene.north, scene.south]})).by(&local).if_match(1).send().await;
        wider.problem(403, "forbidden");
        // Another organiser's is nothing.
        let stranger = house.organiser("SE", "0180").await;
        let foreign = house.member(stranger.organiser, "kontor@0180.example", Role::ProjectOffice).await;
        for path in ["", "/page", "/revisions", "/acknowledgements"] {
            house.get(&format!("/procedures/{}{path}", own.id())).by(&foreign).send().await.problem(404, "not_found");
        }
        assert_eq!(house.get("/procedure-search?q=n").by(&foreign).send().await.expect(200)["items"], json!([]));
    }

    async fn categories_are_built_in_and_ones_own(house) {
        let scene = Scene::open(&house, "4601").await;
        let title = json!({"nb": "Ernæring", "sv": "Nutrition", "en": "Nutrition"});
        let own = json!({"key": "nutrition", "title": title, "active": true});
        let made = house.post("/procedure-categories", own.clone()).by(&scene.office).send().await;
        made.expect(201);
        house.post("/procedure-categories", own).by(&scene.office).send().await.problem(409, "duplicate");
        house.post("/procedure-categories", json!({"key": "medication", "title": title, "active": true})).by(&scene.office).send().await.problem(409, "duplicate");
        let list = scene.get(&scene.nurse, "/procedure-categories").await;
        let keys: Vec<&Value> = list.expect(200)["items"].as_array().expect("a list").iter().map(|item| &item["key"]).collect();
        assert_eq!(keys, ["medication", "infection_control", "environmental_health", "patient_safety", "nutrition"]);
        scene.procedure("food", "nutrition", &[]).await;
        let path = format!("/procedure-categories/{}", made.id());
        house.patch(&path, json!({"key": "food"})).by(&scene.office).if_match(1).send().await.problem(409, "in_use");
        house.patch(&path, json!({"active": false})).by(&scene.office).if_match(1).send().await.expect(200);
        let late = json!({"key": "late", "title": "L", "category": "nutrition", "unitIds": [], "serviceAreaIds": []});
        house.post("/procedures", late).by(&scene.office).send().await.problem(400, "invalid_input");
        let found = scene.get(&scene.nurse, &format!("/procedures?category=nutrition&unitId={}", scene.north)).await;
        assert_eq!(found.expect(200)["items"][0]["key"], "food");
    }

    async fn one_acknowledges_for_oneself_what_is_published(house) {
        let scene = Scene::open(&house, "4601").await;
        let all = scene.procedure("all", "medication", &[]).await;
        let south = scene.procedure("south", "medication", &[&scene.south]).await;
        let first = scene.publish(&all, true, "Alle", "Les.").await;
        scene.publish(&south, true, "Sør", "Les.").await;
        let waiting = |got: Got| got.expect(200)["items"].as_array().expect("a list").len();
        assert_eq!(waiting(scene.get(&scene.nurse, "/me/procedure-reminders").await), 1);
        assert_eq!(waiting(scene.get(&scene.owner, "/me/procedure-reminders").await), 2);
        scene.acknowledge(&scene.office, &all, &first).await.problem(409, "conflict");
        scene.acknowledge(&scene.nurse, &south, &first).await.problem(400, "invalid_input");
        let said = scene.acknowledge(&scene.nurse, &all, &first).await;
        assert_eq!(said.expect(201)["personId"], json!(scene.nurse_id));
        scene.acknowledge(&scene.nurse, &all, &first).await.problem(409, "duplicate");
        assert_eq!(waiting(scene.get(&scene.nurse, "/me/procedure-reminders").await), 0);
        let who = scene.get(&scene.leader, &format!("/procedures/{all}/acknowledgements")).await;
        let who = who.expect(200);
        assert_eq!((&who["asked"], &who["acknowledged"], &who["missing"][0]["personId"]), (&json!(2), &json!(1), &json!(scene.owner_id)));
        scene.get(&scene.nurse, &format!("/procedures/{all}/acknowledgements")).await.problem(403, "forbidden");
        // A leader of the north sees the north.
        let local = house.recruit(&scene.admin, "nord@4601.example", &[json!({"role": "leader", "unitId": scene.north})]).await;
        let own = house.get(&format!("/procedures/{all}/acknowledgements")).by(&local).send().await;
        assert_eq!((&own.expect(200)["asked"], &own.json["missing"]), (&json!(1), &json!([])));
        assert_eq!(waiting(house.get("/procedure-reminders").by(&local).send().await), 0);
        let due = scene.get(&scene.leader, &format!("/procedure-reminders?unitId={}", scene.sector)).await;
        assert_eq!(due.expect(200)["items"][0]["due"].as_array().expect("a list").len(), 2);
        // A revision that does not ask again leaves what was said; one that asks does not.
        let second = scene.publish(&all, false, "Alle", "Les nøye.").await;
        assert_eq!(waiting(scene.get(&scene.nurse, "/me/procedure-reminders").await), 0);
        scene.acknowledge(&scene.owner, &all, &first).await.problem(409, "wrong_state");
        scene.acknowledge(&scene.owner, &all, &second).await.expect(201);
        scene.publish(&all, true, "Alle", "Les på nytt.").await;
        assert_eq!(waiting(scene.get(&scene.nurse, "/me/procedure-reminders").await), 1);
    }

    async fn openings_are_counts_and_name_nobody(house) {
        let scene = Scene::open(&house, "4601").await;
        let procedure = scene.procedure("open", "medication", &[]).await;
        let path = format!("/procedures/{procedure}/openings");
        assert_eq!(house.post(&path, json!({})).by(&scene.nurse).send().await.status, 404);
        scene.publish(&procedure, false, "Åpne", "Les.").await;
        let before = house.entries().await;
        // Monday 2 November 2026, 9 o'clock in Oslo.
        scene.read_by(&scene.nurse, &procedure, "phone").await;
        assert_eq!(house.entries().await, before + 1, "the first from a phone tells a fact something");
        for _ in 0..4 {
            scene.read_by(&scene.nurse, &procedure, "phone").await;
        }
        assert_eq!(house.entries().await, before + 1, "and the next ones nothing");
        let wrong = house.post(&path, json!({})).by(&scene.nurse).header("device-class", "watch").send().await;
        assert_eq!(wrong.faults(), [("/header/Device-Class".to_owned(), "not_one_of".to_owned())]);
        house.post(&path, json!({"unitId": new_id()})).by(&scene.nurse).send().await.problem(400, "invalid_input");
        let shared = house.post(&path, json!({"unitId": scene.south})).by(&scene.nurse).header("device-class", "tablet").send().await;
        assert_eq!(shared.status, 204);
        let reach = scene.get(&scene.leader, "/procedure-reach").await;
        let reach = reach.expect(200);
        assert_eq!((&reach["units"], &reach["neverFromPhone"]), (&json!(2), &json!(1)));
        let unit = |name: &str| reach["items"].as_array().expect("a list").iter().find(|item| item["name"] == name).expect("the unit").clone();
        assert_eq!((&unit("Nord")["openings"], &unit("Nord")["devices"][0]["openings"]), (&json!(5), &json!(5)));
        assert!(unit("Nord")["devices"][0].get("hours").is_none(), "one person's hours are their own");
        assert_eq!(unit("Sør")["devices"][1]["openings"], 1);
        let never = scene.get(&scene.leader, "/procedure-reach?neverFrom=phone").await;
        assert_eq!(never.expect(200)["items"][0]["name"], "Sør");
        // With five who work there, the hours are shown.
        for role in ["v", "w", "x", "y"] {
            let person = house.post("/persons", json!({"givenName": "Eksempel", "familyName": role})).by(&scene.admin).send().await;
            let position = json!({"unitId": scene.north, "title": "Ansatt", "ftePercent": 50, "from": "2026-01-01"});
            house.post(&format!("/persons/{}/positions", person.id()), position).by(&scene.admin).send().await.expect(201);
        }
        let reach = scene.get(&scene.leader, &format!("/procedure-reach?unitId={}", scene.north)).await;
        let hours = reach.expect(200)["items"][0]["devices"][0]["hours"].as_array().expect("hours").clone();
        assert_eq!((hours.len(), &hours[9]), (168, &json!(5)));
        scene.get(&scene.nurse, "/procedure-reach").await.problem(403, "forbidden");
        scene.get(&scene.leader, "/procedure-reach?from=2026-11-01&to=2026-10-01").await.problem(400, "invalid_input");
        // Neither the counts nor the chain say who it was.
        let entries = scene.get(&scene.admin, "/audit-entries?limit=100").await;
        let trail: Vec<&Value> = entries.expect(200)["items"].as_array().expect("a list").iter().filter(|entry| entry["action"] == "procedure_reach.grew").collect();
        assert_eq!(trail.len(), 2);
        assert!(trail.iter().all(|entry| !entry.to_string().contains(&scene.nurse.account.to_string())), "{trail:?}");
    }

    async fn availability_counts_gaps_and_corrections(house) {
        let scene = Scene::open(&house, "4601").await;
        let none = scene.get(&scene.nurse, "/availability?days=2").await;
        assert!(none.expect(200).get("percent").is_none(), "no data is not zero");
        let (_, key) = house.key(&scene.admin, &["measures_write"]).await;
        let send = async |samples: Value| {
            let body = json!({"source": "outside", "samples": samples});
            house.put("/availability-samples", body).with_key(&key).send().await
        };
        let first = json!([{"from": "2026-10-31T00:00:00Z", "to": "2026-11-01T00:00:00Z", "up": true}, {"from": "2026-11-01T00:00:00Z", "to": "2026-11-01T12:00:00Z", "up": true}]);
        let done = send(first.clone()).await;
        assert_eq!(done.expect(200), &json!({"added": 2, "corrected": 0, "unchanged": 0}));
        assert_eq!(send(first).await.expect(200), &json!({"added": 0, "corrected": 0, "unchanged": 2}));
        let percent = async || scene.get(&scene.nurse, "/availability?days=2").await.expect(200)["percent"].as_f64();
        assert_eq!(percent().await, Some(75.0), "half a day that nobody saw is down");
        let corrected = json!([{"from": "2026-11-01T00:00:00Z", "to": "2026-11-01T12:00:00Z", "up": false}]);
        assert_eq!(send(corrected).await.expect(200)["corrected"], 1);
        assert_eq!(percent().await, Some(50.0));
        let wrong = json!([{"from": "2026-11-02T07:00:00Z", "to": "2026-11-02T09:00:00Z", "up": true}, {"from": "2026-11-02T07:00:00Z", "to": "2026-11-02T06:00:00Z", "up": true}]);
        let pointers: Vec<String> = send(wrong).await.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/samples/0/to", "/samples/1/to", "/samples/1/from"]);
        let body = json!({"source": "outside", "samples": [{"from": "2026-10-30T00:00:00Z", "to": "2026-10-31T00:00:00Z", "up": true}]});
        house.put("/availability-samples", body).by(&scene.leader).send().await.problem(403, "forbidden");
    }
}
