//! The rules that no request can break, held over random walks: requests of all kinds by people of all roles against the
//! demonstration, most of them out of place.
//!
//! Held here: stages in order and large initiatives behind their gates, realised benefits, decision and reach of
//! technology apart, evidence and decisions that stay as they were, one entry a write in an unbroken chain, and what is
//! foreign. That single answers and small counts never show is searched where they are computed:
//! `leadership/release.rs`, `platform/suppression.rs`, `benchmarks/panels/tests.rs`.

use crate::on_both;
use crate::roadmaps::text;
use crate::support::{House, Login, first_day};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const STEPS: usize = 300;
const ROLES: [&str; 5] = ["kontor", "leder", "leder.to", "eier", "vurderer"];

struct Walk<'h> {
    house: &'h House,
    logins: Vec<Login>,
    rng: TestRng,
    /// Ids by what they are of.
    known: BTreeMap<&'static str, Vec<String>>,
    /// A person who sponsors.
    sponsor: String,
    /// Fingerprints and hashes as they were first seen.
    pinned: BTreeMap<String, Value>,
    /// What was done and answered, for whoever has to find a fault.
    trail: Vec<String>,
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list["items"].as_array().into_iter().flatten()
}

impl<'h> Walk<'h> {
    async fn begin(house: &'h House) -> Self {
        house.demonstration(first_day()).await;
        let mut logins = Vec::new();
        for role in ROLES {
            let body =
                json!({"login": format!("{role}@fjordvik.example"), "password": stegvis::demo::PASSWORD});
            logins.push(Login::of(house.post("/sessions", body).send().await.expect(201)));
        }
        let mut walk = Self {
            house,
            logins,
            rng: TestRng::deterministic_rng(RngAlgorithm::ChaCha),
            known: BTreeMap::new(),
            sponsor: String::new(),
            pinned: BTreeMap::new(),
            trail: Vec::new(),
        };
        let roadmaps = walk.get("/roadmaps?limit=100").await;
        for roadmap in items(&roadmaps) {
            let id = text(roadmap, "id");
            for (kind, list) in [
                ("stage", "stages"),
                ("gate", "gates"),
                ("milestone", "milestones?limit=100"),
                ("initiative", "initiatives?limit=100"),
                ("evidence", "evidence?limit=100"),
            ] {
                let found = walk.get(&format!("/roadmaps/{id}/{list}")).await;
                walk.learn(kind, &found);
            }
        }
        walk.learn("roadmap", &roadmaps);
        walk.sponsor = text(&roadmaps["items"][0], "sponsorId");
        for (kind, list) in [
            ("benefit", "/benefits?limit=100"),
            ("deployment", "/technology-deployments"),
        ] {
            let found = walk.get(list).await;
            walk.learn(kind, &found);
        }
        walk
    }

    fn learn(&mut self, kind: &'static str, list: &Value) {
        let ids = items(list).map(|one| text(one, "id"));
        self.known.entry(kind).or_default().extend(ids);
    }

    async fn get(&self, path: &str) -> Value {
        let got = self.house.get(path).by(&self.logins[0]).send().await;
        got.expect(200).clone()
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.rng.next_u64()).unwrap_or(usize::MAX) % count
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn id(&mut self, kind: &str) -> String {
        let at = self.below(self.known[kind].len());
        self.known[kind][at].clone()
    }

    /// A request that may be in place or not: method, path and body.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of request")]
    fn request(&mut self) -> (&'static str, String, Value) {
        let note = "Et forsøk uten annen hensikt enn å prøve.";
        match self.below(22) {
            0 | 1 => (
                "POST",
                format!("/gates/{}/reviews", self.id("gate")),
                json!({"note": note}),
            ),
            2..=4 => {
                let outcome = self.one(&["go", "go", "return", "stop"]);
                let mut body = json!({"outcome": outcome});
                if self.below(2) == 0 {
                    body["justification"] = json!(note);
                }
                ("POST", format!("/gates/{}/decisions", self.id("gate")), body)
            }
            5 => (
                "POST",
                format!("/stages/{}/reopenings", self.id("stage")),
                json!({"reason": note}),
            ),
            6 | 7 => {
                let (step, body) = match self.below(6) {
                    0 => ("prioritisation", json!({"reason": note})),
                    1 => ("stop", json!({"reason": note, "lesson": note})),
                    2 => ("delivery", Value::Null),
                    3 => ("realisation", Value::Null),
                    _ => ("start", Value::Null),
                };
                (
                    "POST",
                    format!("/initiatives/{}/{step}", self.id("initiative")),
                    body,
                )
            }
            8 => {
                let large = json!({
                    "size": "large", "name": "Stor endring", "purpose": note, "way": "renew", "subject": "services",
                    "plannedStart": "2026-11-02", "plannedEnd": "2027-11-02", "sponsorId": self.sponsor,
                });
                (
                    "POST",
                    format!("/roadmaps/{}/initiatives", self.id("roadmap")),
                    large,
                )
            }
            9 => (
                "POST",
                format!("/benefits/{}/baseline-locks", self.id("benefit")),
                Value::Null,
            ),
            10 | 11 => (
                "POST",
                format!("/benefits/{}/realisation", self.id("benefit")),
                Value::Null,
            ),
            12 => {
                let month = self.one(&["2026-07-01", "2026-09-01", "2026-10-01"]);
                let series = self.one(&["realised", "forecast"]);
                let item = json!({"benefitId": self.id("benefit"), "series": series, "month": month, "value": 1000.0, "cause": note});
                ("PUT", "/benefit-values".to_owned(), json!({"items": [item]}))
            }
            13 => {
                let mut group = || match self.below(3) {
                    0 => json!({"evidenceId": self.id("evidence")}),
                    1 => json!({"notApplicableReason": note}),
                    _ => Value::Null,
                };
                let mut body = json!({"staff": group(), "users": group(), "partners": group()});
                body.as_object_mut()
                    .expect("an object")
                    .retain(|_, one| !one.is_null());
                ("PUT", format!("/benefits/{}/adoption", self.id("benefit")), body)
            }
            14 | 15 => {
                let state = self.one(&[
                    "considered",
                    "pilot",
                    "introduced",
                    "broad_and_equal",
                    "withdrawn",
                ]);
                let mut body = json!({"state": state, "note": note});
                if state == "pilot" {
                    body["pilotEndsOn"] = json!("2027-01-31");
                }
                (
                    "POST",
                    format!("/technology-deployments/{}/states", self.id("deployment")),
                    body,
                )
            }
            16 => {
                let outcome = self.one(&["introduce", "extend_pilot", "withdraw"]);
                let body = json!({"outcome": outcome, "decidedBy": "Ledergruppen", "decidedOn": "2026-11-02", "rationale": note, "reference": "Sak 1"});
                (
                    "POST",
                    format!("/technology-deployments/{}/decisions", self.id("deployment")),
                    body,
                )
            }
            17 => {
                let outcome = self.one(&["accept", "reject"]);
                (
                    "POST",
                    format!("/evidence/{}/reviews", self.id("evidence")),
                    json!({"outcome": outcome, "note": note}),
                )
            }
            18 => (
                "POST",
                format!("/evidence/{}/withdrawals", self.id("evidence")),
                json!({"reason": note}),
            ),
            19 => {
                let body =
                    json!({"kind": "note", "title": "Ny utgave", "note": note, "accessLevel": "internal"});
                (
                    "POST",
                    format!("/evidence/{}/revisions", self.id("evidence")),
                    body,
                )
            }
            _ => {
                let status = self.one(&["planned", "in_progress", "done", "cancelled", "blocked"]);
                (
                    "POST",
                    format!("/milestones/{}/reports", self.id("milestone")),
                    json!({"status": status}),
                )
            }
        }
    }

    /// One request of somebody, with its entry: one for a write and for a refusal, none for what was never judged.
    async fn step(&mut self) {
        let (method, path, body) = self.request();
        // Mostly somebody whose task it is.
        let who = match path.as_str() {
            _ if self.below(4) == 0 => self.below(ROLES.len()),
            path if path.starts_with("/gates") && path.ends_with("/decisions") => 1,
            path if path.ends_with("/reopenings") => 2,
            path if path.starts_with("/evidence") && path.ends_with("/reviews") => 4,
            _ => 0,
        };
        let before = self.house.entries().await;
        let call = match method {
            "PUT" => self.house.put(&path, body),
            _ => self.house.post(&path, body),
        };
        let got = call.by(&self.logins[who]).header("if-match", "*").send().await;
        let after = self.house.entries().await - before;
        self.trail.push(format!(
            "{} {method} {path}: {} {}",
            ROLES[who],
            got.status,
            text(&got.json, "code")
        ));
        let entries = match got.status {
            200..=299 | 403 | 409 => 0..=1,
            _ => 0..=0,
        };
        assert!(entries.contains(&after), "{after} entries: {:#?}", self.trail);
        assert!(got.status < 500 && got.status != 429, "{:#?}", self.trail);
        if got.status == 201 && path.ends_with("/reviews") && path.starts_with("/gates") {
            assert_eq!(after, 1, "{:#?}", self.trail);
        }
    }

    /// What is pinned once stays as it was, and stays at all.
    async fn hold_pins(&mut self) {
        for gate in self.known["gate"].clone() {
            for decision in items(&self.get(&format!("/gates/{gate}/decisions")).await) {
                let pin = json!([
                    decision["fingerprint"],
                    decision["snapshot"],
                    decision["outcome"],
                    decision["justification"]
                ]);
                assert_eq!(decision["intact"], true);
                let first = self
                    .pinned
                    .entry(text(decision, "id"))
                    .or_insert_with(|| pin.clone());
                assert_eq!(*first, pin, "{:#?}", self.trail);
            }
        }
        let mut pieces = BTreeMap::new();
        for roadmap in self.known["roadmap"].clone() {
            let list = self.get(&format!("/roadmaps/{roadmap}/evidence?limit=100")).await;
            for piece in items(&list) {
                pieces.insert(text(piece, "id"), piece["contentHash"].clone());
            }
        }
        for (id, hash) in &pieces {
            let first = self.pinned.entry(id.clone()).or_insert_with(|| hash.clone());
            assert_eq!(first, hash, "{:#?}", self.trail);
        }
        for id in &self.known["evidence"] {
            assert!(
                pieces.contains_key(id),
                "evidence {id} is gone: {:#?}",
                self.trail
            );
        }
    }

    /// Whether a gate was ever passed.
    async fn was_passed(&self, gate: &Value) -> bool {
        let decisions = self.get(&format!("/gates/{}/decisions", text(gate, "id"))).await;
        items(&decisions).any(|one| one["outcome"] == "go" || one["outcome"] == "go_with_conditions")
    }

    async fn hold_order(&self) {
        for roadmap in &self.known["roadmap"] {
            let gates = self.get(&format!("/roadmaps/{roadmap}/gates")).await;
            let gates: Vec<&Value> = items(&gates).collect();
            let mut passed = Vec::new();
            for gate in &gates {
                passed.push(self.was_passed(gate).await);
            }
            for (at, gate) in gates.iter().enumerate() {
                let reached = gate["stageState"] != "locked" && gate["stageState"] != "stopped";
                assert!(
                    !reached || passed[..at].iter().all(|one| *one),
                    "stage {at}: {:#?}",
                    self.trail
                );
                assert!(gate["stageState"] != "passed" || passed[at], "{:#?}", self.trail);
            }
            let list = self
                .get(&format!("/roadmaps/{roadmap}/initiatives?limit=100"))
                .await;
            for one in items(&list).filter(|one| one["size"] == "large" && gates.len() == 5) {
                let state = text(one, "state");
                let begun = ["started", "delivered", "realised"].contains(&state.as_str());
                assert!(!begun || passed[3], "a large one began: {:#?}", self.trail);
                assert!(
                    state != "prioritised" || passed[2],
                    "a large one was chosen: {:#?}",
                    self.trail
                );
            }
        }
    }

    async fn hold_benefits_and_technology(&self) {
        for benefit in &self.known["benefit"] {
            let shown = self.get(&format!("/benefits/{benefit}")).await;
            if shown["state"] != "realised" {
                continue;
            }
            assert!(shown["baselineLockedAt"].is_string(), "{:#?}", self.trail);
            let values = self.get(&format!("/benefits/{benefit}/values")).await;
            assert!(
                values.to_string().contains("\"realised\""),
                "{values} {:#?}",
                self.trail
            );
            for group in ["staff", "users", "partners"] {
                let said = &shown["adoption"][group];
                let proved = said["evidenceId"].is_string() || said["notApplicableReason"].is_string();
                assert!(proved, "{group} of {shown}: {:#?}", self.trail);
            }
        }
        for deployment in &self.known["deployment"] {
            let path = format!("/technology-deployments/{deployment}");
            let shown = self.get(&path).await;
            let state = text(&shown, "state");
            if ["introduced", "broad_and_equal"].contains(&state.as_str()) {
                let decisions = self.get(&format!("{path}/decisions")).await;
                assert!(
                    items(&decisions).any(|one| one["outcome"] == "introduce"),
                    "{:#?}",
                    self.trail
                );
            }
            let target = &shown["target"];
            assert!(
                state != "broad_and_equal" || target["rationale"].is_string(),
                "{:#?}",
                self.trail
            );
            assert!(target.is_null() || target["rationale"].is_string(), "{shown}");
        }
    }
}

on_both! {
    async fn no_request_breaks_a_rule(house) {
        let mut walk = Walk::begin(&house).await;
        walk.hold_pins().await;
        for number in 1..=STEPS {
            walk.step().await;
            if number % 60 == 0 {
                walk.hold_pins().await;
                walk.hold_order().await;
                walk.hold_benefits_and_technology().await;
            }
        }
        let done = walk.trail.iter().filter(|line| line.contains(": 20")).count();
        assert!(done > STEPS / 10, "a walk that changes nothing shows nothing: {:#?}", walk.trail);
        let admin = json!({"login": "admin@fjordvik.example", "password": stegvis::demo::PASSWORD});
        let admin = Login::of(house.post("/sessions", admin).send().await.expect(201));
        let verdict = house.post("/audit-verifications", json!({})).by(&admin).send().await;
        assert_eq!(verdict.expect(200)["verdict"], "whole");

        // Nothing of it is there for anybody else.
        let foreign = json!({"login": "drift@stegvis.example", "password": stegvis::demo::PASSWORD});
        let operator = house.post("/sessions", foreign).send().await;
        operator.expect(201);
        let foreign = house.organiser_of("drift@stegvis.example", stegvis::demo::PASSWORD, "NO", "4601").await;
        for (kind, path) in [("gate", "gates"), ("benefit", "benefits"), ("evidence", "evidence"), ("initiative", "initiatives"), ("deployment", "technology-deployments")] {
            for id in &walk.known[kind] {
                house.get(&format!("/{path}/{id}")).by(&foreign).send().await.problem(404, "not_found");
            }
        }
    }
}
