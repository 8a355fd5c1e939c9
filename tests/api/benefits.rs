//! Benefits over HTTP: measured and not claimed, whatever order people try things in.

mod standing;
mod worth;

use crate::on_both;
use crate::support::{Call, Got, House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn pointers(got: &Got) -> Vec<String> {
    got.faults().into_iter().map(|(pointer, _)| pointer).collect()
}

/// A roadmap of one stage whose gate asks for the facts of benefits, in a sector with two units.
struct Scene<'h> {
    house: &'h House,
    code: &'static str,
    admin: Login,
    office: Login,
    leader: Login,
    reviewer: Login,
    /// Somebody who owns what they are named for.
    owner: Login,
    person: String,
    roadmap: String,
    gate: String,
    sector: String,
    units: [String; 2],
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &'static str) -> Self {
        let admin = house.organiser("NO", code).await;
        let member = async |name: &str, role| {
            house
                .member(admin.organiser, &format!("{name}@{code}.example"), role)
                .await
        };
        let office = member("kontor", Role::ProjectOffice).await;
        let leader = member("leder", Role::Leader).await;
        let reviewer = member("vurderer", Role::Reviewer).await;
        let person = house.person(admin.organiser).await;
        let login = format!("eier@{code}.example");
        let account = house.account_of(&admin, &login, Some(person)).await;
        house
            .grant(&admin, account, json!({"role": "owner"}))
            .await
            .expect(201);
        let owner = house.take_over(&login).await;
        let title = json!({"nb": "Gevinst", "sv": "Nytta", "en": "Benefit"});
        let criterion = |key: &str, fact: &str, operator: &str, target: f64| json!({"key": key, "title": title, "guidance": title, "fact": fact, "operator": operator, "target": target, "required": true, "memory": "live"});
        let rule = json!({"all": [
            criterion("realised", "benefits.realised_with_adoption_share", "atLeast", 1.0),
            criterion("locked", "benefits.baseline_locked_share", "atLeast", 1.0),
            criterion("reviews", "benefits.reviews_overdue_count", "atMost", 0.0),
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
        let path = format!("/roadmaps/{roadmap}");
        let sector = house.get(&path).by(&office).send().await;
        let sector = text(&sector.expect(200)["unitId"]);
        let gates = house.get(&format!("{path}/gates")).by(&office).send().await;
        let gate = text(&gates.expect(200)["items"][0]["id"]);
        let units = [
            house.unit(&admin, "Sone nord", Some(&sector)).await,
            house.unit(&admin, "Sone sør", Some(&sector)).await,
        ];
        Self {
            house,
            code,
            admin,
            office,
            leader,
            reviewer,
            owner,
            person: person.to_string(),
            roadmap,
            gate,
            sector,
            units,
        }
    }

    /// Everybody logs in again after the clock has moved.
    async fn later(self, days: i64) -> Self {
        self.house.pass_days(days);
        let login = async |name: &str| self.house.login(&format!("{name}@{}.example", self.code)).await;
        Self {
            admin: login("admin").await,
            office: login("kontor").await,
            leader: login("leder").await,
            reviewer: login("vurderer").await,
            owner: login("eier").await,
            ..self
        }
    }

    /// Fields of a benefit: hours of driving in the first unit, 420 before, 300 wanted.
    fn fields(&self, title: &str) -> Value {
        json!({
            "title": title, "kind": "time_saved", "beneficiary": "staff", "indicator": title, "measure": "timer",
            "method": "Summen av kjørebøkene.", "direction": "lower", "worthPerUnit": 1, "from": "2026-09-01",
            "baseline": {"value": 420, "date": "2026-08-31", "source": "Kjørebøker, august"},
            "target": {"value": 300, "date": "2027-12-31"}, "tolerancePercent": 10, "unitId": self.units[0],
        })
    }

    fn create(&self, fields: Value) -> Call<'h> {
        let path = format!("/roadmaps/{}/benefits", self.roadmap);
        self.house.post(&path, fields).by(&self.office)
    }

    /// A new benefit; answers its id.
    async fn benefit(&self, fields: Value) -> String {
        let made = self.create(fields).send().await;
        made.expect(201);
        made.id()
    }

    /// The same with a locked baseline.
    async fn locked(&self, fields: Value) -> String {
        let id = self.benefit(fields).await;
        self.act(&id, "baseline-locks", json!(null)).await.expect(200);
        id
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

    async fn read(&self, id: &str) -> Value {
        self.get(&format!("/benefits/{id}")).await
    }

    /// Something that happens to a benefit, at whatever version it has.
    async fn act(&self, id: &str, what: &str, body: Value) -> Got {
        let call = self.house.post(&format!("/benefits/{id}/{what}"), body);
        call.by(&self.office).header("if-match", "*").send().await
    }

    async fn adopt(&self, id: &str, body: Value) -> Got {
        let call = self.house.put(&format!("/benefits/{id}/adoption"), body);
        call.by(&self.office).header("if-match", "*").send().await
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "calls read better with the items made in place"
    )]
    fn record(&self, items: Value) -> Call<'h> {
        self.house
            .put("/benefit-values", json!({"items": items}))
            .by(&self.office)
    }

    /// Evidence of the roadmap that somebody else has accepted.
    async fn proof(&self) -> String {
        let body = json!({"kind": "note", "title": "Bekreftelse", "note": "I bruk hver dag.", "accessLevel": "internal"});
        let made = self
            .house
            .post(&format!("/roadmaps/{}/evidence", self.roadmap), body);
        let id = made.by(&self.office).send().await.id();
        let review = self
            .house
            .post(&format!("/evidence/{id}/reviews"), json!({"outcome": "accept"}));
        review.by(&self.reviewer).if_match(1).send().await.expect(200);
        id
    }

    async fn withdraw(&self, proof: &str) {
        let reason = json!({"reason": "Gjaldt en annen sone."});
        let call = self.house.post(&format!("/evidence/{proof}/withdrawals"), reason);
        call.by(&self.office).if_match(2).send().await.expect(200);
    }

    /// Value and outcome of the gate's criteria.
    async fn facts(&self) -> [(Value, String); 3] {
        let call = self
            .house
            .post(&format!("/gates/{}/previews", self.gate), json!({}));
        let preview = call.by(&self.leader).send().await;
        let criteria = preview.expect(200)["criteria"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        ["realised", "locked", "reviews"].map(|key| {
            let one = criteria
                .iter()
                .find(|one| one["key"] == key)
                .expect("a criterion");
            (one["value"].clone(), text(&one["outcome"]))
        })
    }
}

fn reading(id: &str, series: &str, month: &str, value: f64) -> Value {
    json!({"benefitId": id, "series": series, "month": month, "value": value})
}

on_both! {
    async fn a_benefit_is_realised_on_proof_and_at_risk_when_the_proof_falls(house) {
        let scene = Scene::open(&house, "1101").await;
        let unknown = (Value::Null, "unknown".to_owned());
        assert_eq!(scene.facts().await, [unknown.clone(), unknown.clone(), unknown.clone()], "no data is not zero");

        let id = scene.benefit(scene.fields("Mindre kjøring")).await;
        assert_eq!(scene.facts().await, [(json!(0.0), "unmet".to_owned()), (json!(0.0), "unmet".to_owned()), unknown.clone()]);
        let refused = scene.act(&id, "realisation", json!(null)).await;
        refused.problem(409, "benefit_not_proved");
        assert_eq!(pointers(&refused), ["/baseline", "/values", "/adoption/staff", "/adoption/users", "/adoption/partners"], "every reason at once");

        // An effect before the baseline is locked is refused, a forecast is not.
        let early = json!([reading(&id, "forecast", "2026-10-01", 400.0), reading(&id, "realised", "2026-10-01", 395.0)]);
        let refused = scene.record(early).send().await;
        refused.problem(409, "baseline_not_locked");
        assert_eq!(pointers(&refused), ["/items/1"]);
        scene.record(json!([reading(&id, "forecast", "2026-10-01", 400.0)])).send().await.expect(200);
        let locked = scene.act(&id, "baseline-locks", json!(null)).await;
        assert_eq!((&locked.expect(200)["state"], locked.json["baselineLockedAt"].is_string()), (&json!("baseline_locked"), true));
        assert_eq!(scene.facts().await[1], (json!(1.0), "met".to_owned()));
        scene.act(&id, "baseline-locks", json!(null)).await.problem(409, "wrong_state");
        scene.record(json!([reading(&id, "realised", "2026-10-01", 399.0)])).send().await.expect(200);

        // Evidence counts when somebody else has accepted it, and of this roadmap only.
        let proof = scene.proof().await;
        let raw = json!({"kind": "note", "title": "Ikke vurdert", "note": "Alle.", "accessLevel": "internal"});
        let raw = scene.house.post(&format!("/roadmaps/{}/evidence", scene.roadmap), raw).by(&scene.office).send().await.id();
        let said = json!({"staff": {"evidenceId": raw}, "users": {"evidenceId": scene.roadmap}, "partners": {}});
        let refused = scene.adopt(&id, said).await;
        assert_eq!(refused.faults(), [("/staff/evidenceId", "evidence_not_valid"), ("/users/evidenceId", "no_such"), ("/partners", "required")].map(|(at, code)| (at.to_owned(), code.to_owned())));
        let reason = json!({"notApplicableReason": "Ingen samarbeidspartnere er berørt."});
        scene.adopt(&id, json!({"staff": {"evidenceId": proof}, "partners": reason})).await.expect(200);
        assert_eq!(pointers(&scene.act(&id, "realisation", json!(null)).await), ["/adoption/users"]);
        let second = scene.proof().await;
        let all = json!({"staff": {"evidenceId": proof}, "users": {"evidenceId": second}, "partners": reason});
        scene.adopt(&id, all).await.expect(200);
        let realised = scene.act(&id, "realisation", json!(null)).await;
        assert_eq!((&realised.expect(200)["state"], &realised.json["atRisk"]), (&json!("realised"), &json!(false)));
        assert_eq!(scene.facts().await[0], (json!(1.0), "met".to_owned()));
        assert_eq!(pointers(&scene.act(&id, "realisation", json!(null)).await), ["/state"]);
        scene.act(&id, "abandonment", json!({"reason": "Likevel ikke."})).await.problem(409, "wrong_state");

        // The proof falls: the state stays, and it shows.
        let before = scene.house.get(&format!("/benefits/{id}")).by(&scene.office).send().await;
        scene.withdraw(&second).await;
        let after = scene.house.get(&format!("/benefits/{id}")).by(&scene.office).send().await;
        assert_eq!((&after.expect(200)["state"], &after.json["atRisk"], &after.json["risks"]), (&json!("realised"), &json!(true), &json!(["users_evidence_lost"])));
        assert_ne!(before.header("etag"), after.header("etag"), "the validator changes with what is shown");
        assert_eq!(scene.facts().await[0], (json!(0.0), "unmet".to_owned()));
        assert_eq!(pointers(&scene.adopt(&id, json!({"staff": {"evidenceId": proof}})).await), ["/users", "/partners"]);
        let renewed = json!({"staff": {"evidenceId": proof}, "users": {"evidenceId": scene.proof().await}, "partners": reason});
        assert_eq!(scene.adopt(&id, renewed).await.expect(200)["atRisk"], false);
        assert_eq!(scene.facts().await[0].0, json!(1.0));
    }

    async fn no_order_of_requests_realises_without_everything(house) {
        let scene = Scene::open(&house, "1103").await;
        let proof = scene.proof().await;
        let said = [None, Some(json!({"evidenceId": proof})), Some(json!({"notApplicableReason": "Gjelder ikke."}))];
        let (mut tried, mut realised) = (0, 0);
        for (locked, measured) in [(false, false), (true, false), (true, true)] {
            let mut at: Option<String> = None;
            for code in 0..27 {
                let id = if let Some(id) = &at {
                    id.clone()
                } else {
                    let id = scene.benefit(scene.fields(&format!("Forsøk {tried}"))).await;
                    if locked {
                        scene.act(&id, "baseline-locks", json!(null)).await.expect(200);
                    }
                    if measured {
                        scene.record(json!([reading(&id, "realised", "2026-10-01", 400.0)])).send().await.expect(200);
                    }
                    at = Some(id.clone());
                    id
                };
                let groups = [code % 3, code / 3 % 3, code / 9];
                let mut body = json!({});
                for (group, which) in ["staff", "users", "partners"].into_iter().zip(groups) {
                    if let Some(said) = &said[which] {
                        body[group] = said.clone();
                    }
                }
                if groups.iter().filter(|which| **which == 1).count() > 1 {
                    body["sharedEvidenceReason"] = json!("De svarte sammen.");
                }
                scene.adopt(&id, body).await.expect(200);
                let asked = scene.act(&id, "realisation", json!(null)).await;
                let all = locked && measured && !groups.contains(&0) && groups.contains(&1);
                assert_eq!(asked.status == 200, all, "locked {locked}, measured {measured}, {groups:?}: {}", asked.json);
                let state = scene.read(&id).await["state"].clone();
                assert_eq!(state == "realised", all);
                tried += 1;
                if all {
                    realised += 1;
                    at = None;
                }
            }
        }
        assert_eq!((tried, realised), (81, 7));
    }

    async fn a_locked_baseline_holds_still_and_is_only_followed(house) {
        let scene = Scene::open(&house, "1106").await;
        let mut without = scene.fields("Færre avvik");
        without.as_object_mut().expect("fields").remove("baseline");
        let id = scene.benefit(without).await;
        let refused = scene.act(&id, "baseline-locks", json!(null)).await;
        refused.problem(409, "conflict");
        assert_eq!(pointers(&refused), ["/baseline"]);
        let path = format!("/benefits/{id}");
        let patch = |body: Value, version: i64| scene.house.patch(&path, body).by(&scene.office).if_match(version);
        let baseline = json!({"baseline": {"value": 420, "date": "2026-08-31", "source": "Telling"}});
        assert_eq!(patch(baseline, 1).send().await.expect(200)["baseline"]["value"], json!(420.0));
        patch(json!({"title": "For sent"}), 1).send().await.problem(412, "stale");
        let lock = scene.house.post(&format!("{path}/baseline-locks"), json!(null)).by(&scene.office);
        lock.if_match(2).send().await.expect(200);
        let refused = patch(json!({"baseline": {"value": 500, "date": "2026-08-31", "source": "Telling"}, "measure": "minutter", "title": "Nytt"}), 3).send().await;
        refused.problem(409, "immutable");
        assert_eq!(pointers(&refused), ["/measure", "/baseline"]);
        assert_eq!(patch(json!({"title": "Nytt navn", "target": {"value": 290, "date": "2027-12-31"}}), 3).send().await.expect(200)["title"], "Nytt navn");
        scene.record(json!([reading(&id, "realised", "2026-10-01", 400.0)])).send().await.expect(200);
        let months = scene.get(&format!("{path}/values")).await;
        assert_eq!(months["items"][0]["realisedEffect"], json!(20.0));

        let worse = json!({"baseline": {"value": 250, "date": "2028-01-01", "source": "Ny telling"}, "reason": "Sonen ble delt."});
        let refused = scene.act(&id, "baselines", worse).await;
        assert_eq!(refused.faults(), [("/baseline/date", "contradicts"), ("/baseline/value", "contradicts"), ("/baseline/date", "day_ahead"), ("/baseline/date", "contradicts")].map(|(at, code)| (at.to_owned(), code.to_owned())));
        let late = json!({"baseline": {"value": 450, "date": "2026-11-01", "source": "Telling"}, "reason": "Etter den første effekten."});
        assert_eq!(pointers(&scene.act(&id, "baselines", late).await), ["/baseline/date"], "a baseline is of the time before");
        let now = scene.read(&id).await["version"].as_i64().expect("a version");
        for (period, at) in [(json!({"from": "2026-11-01"}), "/from"), (json!({"to": "2026-09-30"}), "/to"), (json!({"tolerancePercent": 1000}), "/tolerancePercent")] {
            assert_eq!(pointers(&patch(period, now).send().await), [at]);
        }
        let other = json!({"baseline": {"value": 450, "date": "2026-08-31", "source": "Telling, rettet"}, "reason": "To ruter manglet."});
        assert_eq!(scene.act(&id, "baselines", other).await.expect(200)["baseline"]["value"], json!(450.0));
        let kept = scene.get(&format!("{path}/baselines")).await;
        let shown: Vec<(i64, f64, &Value)> = kept["items"].as_array().into_iter().flatten()
            .map(|one| (one["number"].as_i64().unwrap(), one["value"].as_f64().unwrap(), &one["reason"])).collect();
        assert_eq!(shown, [(1, 420.0, &Value::Null), (2, 450.0, &json!("To ruter manglet."))]);
        let months = scene.get(&format!("{path}/values")).await;
        assert_eq!(months["items"][0]["realisedEffect"], json!(50.0), "effects are told by the baseline that counts");
        let planned = scene.benefit(scene.fields("Planlagt")).await;
        let early = json!({"baseline": {"value": 450, "date": "2026-08-31", "source": "x"}, "reason": "y"});
        scene.act(&planned, "baselines", early).await.problem(409, "wrong_state");
        let mut ahead = scene.fields("I morgen");
        ahead["baseline"]["date"] = json!("2026-11-03");
        let ahead = scene.benefit(ahead).await;
        let refused = scene.act(&ahead, "baseline-locks", json!(null)).await;
        refused.problem(409, "conflict");
        assert_eq!(refused.faults(), [("/baseline/date".to_owned(), "day_ahead".to_owned())]);
    }

    async fn series_are_corrected_and_never_overwritten(house) {
        let scene = Scene::open(&house, "1108").await;
        let id = scene.locked(scene.fields("Mindre kjøring")).await;
        let (_, key) = scene.house.key(&scene.admin, &["measures_write", "read"]).await;
        let (_, weak) = scene.house.key(&scene.admin, &["read", "evidence_write"]).await;
        let items = json!([
            reading(&id, "forecast", "2026-09-01", 410.0), reading(&id, "forecast", "2026-10-01", 400.0),
            reading(&id, "realised", "2026-09-01", 410.5), reading(&id, "forecast", "2026-12-01", 380.0),
        ]);
        let push = |items: &Value, key: &str| scene.house.put("/benefit-values", json!({"items": items})).with_key(key);
        push(&items, &weak).send().await.problem(403, "forbidden");
        let counts = |added: i32, corrected: i32, unchanged: i32| json!({"added": added, "corrected": corrected, "unchanged": unchanged});
        assert_eq!(push(&items, &key).send().await.expect(200), &counts(4, 0, 0));
        assert_eq!(push(&items, &key).send().await.expect(200), &counts(0, 0, 4), "sent again, nothing changes");

        // 20 hours were forecast: 18 are within a tenth, 17 are not, and need their cause.
        assert_eq!(push(&json!([reading(&id, "realised", "2026-10-01", 402.0)]), &key).send().await.expect(200), &counts(1, 0, 0));
        let mut low = reading(&id, "realised", "2026-10-01", 403.0);
        let refused = push(&json!([low]), &key).send().await;
        refused.problem(400, "invalid_input");
        assert_eq!(refused.faults(), [("/items/0/cause".to_owned(), "required".to_owned())]);
        low["cause"] = json!("To ruter ble lagt om for sent.");
        assert_eq!(push(&json!([low]), &key).send().await.expect(200), &counts(0, 1, 0));
        let values = scene.get(&format!("/benefits/{id}/values?from=2026-10-15&to=2026-10-15")).await;
        let month = &values["items"][0];
        assert_eq!((&month["forecastEffect"], &month["realisedEffect"], &month["deviation"], &month["deviationPercent"], &month["exceeds"]),
            (&json!(20.0), &json!(17.0), &json!(-3.0), &json!(-15.0), &json!(true)), "{values}");
        assert_eq!((&month["cause"], &month["earlier"][0]["value"]), (&json!("To ruter ble lagt om for sent."), &json!(402.0)));
        // Of October 17 of 20, of September 9.5 of 10; December is not measured yet.
        let values = scene.get(&format!("/benefits/{id}/values")).await;
        assert_eq!(values["total"], json!({"months": 2, "forecastEffect": 30.0, "realisedEffect": 26.5, "deviation": -3.5}));
        assert_eq!(values["items"].as_array().map(Vec::len), Some(3));

        // Who recorded what counts; and what is known is forecast no more, and explained anew with each correction.
        let october = &values["items"][1];
        assert_eq!((&october["earlier"][0]["recordedBy"], october["earlier"][0]["id"].is_string()), (&october["realisedReading"]["recordedBy"], true));
        assert_ne!(october["realisedReading"]["id"], october["forecastReading"]["id"]);
        let hindsight = json!([reading(&id, "forecast", "2026-10-01", 403.0), reading(&id, "forecast", "2026-11-01", 403.0)]);
        assert_eq!(push(&hindsight, &key).send().await.faults(), [("/items/0".to_owned(), "month_measured".to_owned())]);
        let again = push(&json!([reading(&id, "realised", "2026-10-01", 404.0)]), &key).send().await;
        assert_eq!(pointers(&again), ["/items/0/cause"], "the cause of the reading before is not its own");
        let far = push(&json!([reading(&id, "forecast", "2076-08-01", 1.0), reading(&id, "forecast", "2076-09-01", 1.0)]), &key).send().await;
        assert_eq!(far.faults(), [("/items/1/month".to_owned(), "month_too_far".to_owned())]);

        // Everything that is wrong, at once; and nothing of it is kept.
        let wrong = json!([
            reading(&id, "realised", "2026-12-01", 1.0), reading(&id, "forecast", "2026-11-02", 1.0),
            reading(&scene.roadmap, "forecast", "2026-11-01", 1.0), reading(&id, "forecast", "2026-08-01", 1.0),
            reading(&id, "forecast", "2027-01-01", 1.0), reading(&id, "forecast", "2027-01-01", 2.0),
        ]);
        let refused = scene.record(wrong).send().await;
        assert_eq!(refused.faults(), [("/items/0/month", "month_ahead"), ("/items/1/month", "format"), ("/items/2/benefitId", "no_such"),
            ("/items/3/month", "contradicts"), ("/items/5", "not_unique")].map(|(at, code)| (at.to_owned(), code.to_owned())));
        assert_eq!(scene.get(&format!("/benefits/{id}/values")).await["items"].as_array().map(Vec::len), Some(3));
        scene.act(&id, "abandonment", json!({"reason": "Leverandøren trakk løsningen."})).await.expect(200);
        let refused = scene.record(json!([reading(&id, "forecast", "2027-01-01", 1.0)])).send().await;
        assert_eq!(refused.faults(), [("/items/0".to_owned(), "benefit_abandoned".to_owned())]);
    }

    async fn reviews_live_on_after_the_roadmap_was_stopped(house) {
        let scene = Scene::open(&house, "1111").await;
        let id = scene.benefit(scene.fields("Mindre kjøring")).await;
        let plan = |day: &str| scene.house.post(&format!("/benefits/{id}/benefit-reviews"), json!({"dueOn": day})).by(&scene.office);
        assert_eq!(plan("2026-11-01").send().await.faults(), [("/dueOn".to_owned(), "day_is_past".to_owned())]);
        let first = plan("2026-11-10").send().await;
        first.expect(201);
        plan("2026-11-10").send().await.problem(409, "duplicate");
        let second = plan("2027-06-01").send().await;
        second.expect(201);
        assert_eq!(scene.facts().await[2], (json!(0.0), "met".to_owned()));

        // The roadmap is stopped; its benefits are still looked after.
        scene.house.post(&format!("/gates/{}/reviews", scene.gate), json!({})).by(&scene.office).send().await.expect(201);
        let stop = scene.house.post(&format!("/gates/{}/decisions", scene.gate), json!({"outcome": "stop"}));
        stop.by(&scene.leader).send().await.expect(201);
        scene.create(scene.fields("For sent")).send().await.problem(409, "wrong_state");
        let scene = scene.later(9).await;
        let overdue = async |scene: &Scene<'_>, filter: &str| {
            let list = scene.get(&format!("/benefit-reviews?{filter}")).await;
            list["items"].as_array().into_iter().flatten().map(|one| text(&one["id"])).collect::<Vec<_>>()
        };
        assert_eq!(overdue(&scene, "overdue=true").await, [first.id()]);
        assert_eq!(overdue(&scene, "overdue=false").await, [second.id()]);
        let elsewhere = format!("overdue=true&unitId={}", scene.units[1]);
        assert_eq!(overdue(&scene, &elsewhere).await, Vec::<String>::new());
        assert_eq!(overdue(&scene, &format!("unitId={}&benefitId={id}&roadmapId={}", scene.sector, scene.roadmap)).await, [first.id(), second.id()]);
        assert_eq!(scene.facts().await[2], (json!(1.0), "unmet".to_owned()));

        let path = format!("/benefit-reviews/{}", first.id());
        let finding = json!({"outcome": "weaker", "finding": "To ruter er tilbake på gamle vaner."});
        let finish = |version: i64| scene.house.post(&format!("{path}/findings"), finding.clone()).by(&scene.office).if_match(version);
        finish(2).send().await.problem(412, "stale");
        let done = finish(1).send().await;
        assert_eq!((&done.expect(200)["outcome"], &done.json["doneOn"], &done.json["overdue"]), (&json!("weaker"), &json!("2026-11-11"), &json!(false)));
        finish(2).send().await.problem(409, "immutable");
        scene.house.patch(&path, json!({"dueOn": "2027-01-01"})).by(&scene.office).if_match(2).send().await.problem(409, "immutable");
        assert_eq!(scene.facts().await[2].0, json!(0.0));
        let moved = scene.house.patch(&format!("/benefit-reviews/{}", second.id()), json!({"dueOn": "2027-09-01"}));
        assert_eq!(moved.by(&scene.office).if_match(1).send().await.expect(200)["dueOn"], "2027-09-01");
        // What was given up is looked at no more.
        scene.act(&id, "abandonment", json!({"reason": "Veikartet er stanset."})).await.expect(200);
        let scene = scene.later(400).await;
        assert_eq!(overdue(&scene, "overdue=true").await, Vec::<String>::new());
        assert_eq!(scene.facts().await[2].0, Value::Null);
    }
}
