//! What the municipality of the scenario does in each stage, so that its gates find it done.

use super::Story;
use crate::roadmaps::text;
use serde_json::{Value, json};

impl Story<'_> {
    /// Everybody signs and answers, time is set aside, and each excuse is met or ruled out.
    pub(super) async fn acknowledge(&self) {
        let group = format!("/leadership-groups/{}", self.group);
        let asked = self
            .house
            .get(&format!("{group}/acknowledgement"))
            .by(&self.cast.office)
            .send()
            .await;
        let signed = json!({"fingerprint": asked.expect(200)["text"]["fingerprint"]});
        let days = json!({"audience": "leaders", "opens": "2026-11-02", "closes": "2026-11-08"});
        let round = self
            .post(&self.cast.office, &format!("{group}/posture-rounds"), days)
            .await;
        let questions = round["questions"].as_array().expect("questions");
        let answers: Vec<Value> = questions
            .iter()
            .map(|one| json!({"key": one["key"], "value": 4}))
            .collect();
        let answers = json!({"answers": answers});
        let round = format!("/posture-rounds/{}/answers", text(&round, "id"));
        for (leader, person) in self.cast.leaders().into_iter().zip(&self.cast.persons) {
            self.post(leader, &format!("{group}/signatures"), signed.clone())
                .await;
            self.post(leader, &round, answers.clone()).await;
            let share = json!({"personId": person, "percent": 8, "from": "2026-11-02"});
            self.post(&self.cast.office, "/capacity-shares", share).await;
        }
        let excuses = [
            "no-time",
            "operations-overshadow",
            "development-later",
            "competence-is-operations",
            "finances-forbid",
        ];
        for (index, category) in excuses.into_iter().enumerate() {
            let path = format!("/roadmaps/{}/barriers", self.roadmap);
            let mut barrier = json!({"category": category, "title": "Innvendingen", "severity": 3});
            if index < 4 {
                barrier["countermeasure"] = json!("To faste timer annenhver onsdag.");
                barrier["ownerId"] = self.cast.persons[3].clone();
                self.post(&self.cast.office, &path, barrier).await;
            } else {
                let raised = self.post(&self.cast.office, &path, barrier).await;
                let path = format!("/barriers/{}/ruling-out", text(&raised, "id"));
                let reason = json!({"reason": "Utgiftene står i økonomiplanen."});
                self.change(&self.cast.office, self.house.post(&path, reason))
                    .await;
            }
        }
    }

    /// The three leaders reach the target in the three fields, and coaching goes on beside them.
    pub(super) async fn build_competence(&self) {
        let rows: Vec<Value> = ["1", "2", "3"]
            .into_iter()
            .flat_map(|number| ["a", "b", "c"].map(|field| json!({
                "employeeNumber": number, "field": field, "source": "course", "assessedOn": "2026-11-15", "level": 4, "note": "Lederprogram",
            })))
            .collect();
        self.change(
            &self.cast.admin,
            self.house.put("/competence-records", json!({"items": rows})),
        )
        .await;
        let route = json!({
            "kind": "coaching_group", "unitId": self.sector, "fields": ["b", "c"], "external": "Veileder Oppdiktet",
            "need": "Ledergruppen skal lede små tiltak selv.", "successorId": self.cast.persons[1],
            "from": "2026-11-16", "to": "2028-11-16", "handover": [{"text": "Metoden er beskrevet i en prosedyre."}],
        });
        self.post(&self.cast.office, "/capacity-routes", route).await;
    }

    async fn step(&self, initiative: &str, step: &str, body: Value) {
        let path = format!("/initiatives/{initiative}/{step}");
        self.change(&self.cast.office, self.house.post(&path, body)).await;
    }

    /// Three small initiatives over four service areas, chosen, started and driven by champions.
    pub(super) async fn begin_chain(&self) -> Vec<String> {
        let mut chain = Vec::new();
        for (name, areas) in [
            ("Vaktliste", [0, 1]),
            ("Svar samme dag", [1, 2]),
            ("Varebestilling", [2, 3]),
        ] {
            let areas = areas.map(|at| self.service_areas[at].clone());
            let body = json!({
                "size": "small", "name": name, "purpose": "Mer tid til mennesker.", "way": "simplify", "subject": "processes",
                "effortDays": 20, "plannedStart": "2026-11-20", "plannedEnd": "2027-01-20", "sponsorId": self.cast.persons[0],
                "ownerId": self.cast.persons[3], "unitIds": [self.sector], "serviceAreaIds": areas,
            });
            let path = format!("/roadmaps/{}/initiatives", self.roadmap);
            let id = text(&self.post(&self.cast.office, &path, body).await, "id");
            let mark = |mark: i32| json!({"mark": mark, "rationale": "Anslått sammen med brukerrådet."});
            let marks = json!({"valueForUsers": mark(4), "valueForStaff": mark(5), "effort": mark(2), "risk": mark(1), "readiness": mark(4)});
            let path = format!("/initiatives/{id}");
            self.change(
                &self.cast.office,
                self.house.put(&format!("{path}/assessment"), marks),
            )
            .await;
            let chosen = json!({"reason": "Best for brukerne av dem som er klare."});
            self.step(&id, "prioritisation", chosen).await;
            self.step(&id, "start", Value::Null).await;
            for area in &areas {
                let champion =
                    json!({"serviceAreaId": area, "personId": self.cast.persons[4], "from": "2026-11-20"});
                self.post(&self.cast.office, &format!("{path}/champions"), champion)
                    .await;
            }
            chain.push(id);
        }
        for pair in chain.windows(2) {
            let link = json!({
                "earlierId": pair[0], "kind": "learning", "handedOn": "Prøv med få brukere i to uker først.",
                "inherited": "Fire brukere prøvde i to uker før sonen ble med.",
            });
            self.post(
                &self.cast.office,
                &format!("/initiatives/{}/links", pair[1]),
                link,
            )
            .await;
        }
        chain
    }

    /// Each is delivered, and measured for users and for staff.
    pub(super) async fn deliver_chain(&self, chain: &[String]) {
        for id in chain {
            self.step(id, "delivery", Value::Null).await;
            let value = |group: &str, measured: f64| {
                json!({
                    "group": group, "indicator": "Svar samme dag", "measure": "prosent",
                    "from": "2026-12-20", "to": "2027-01-20", "value": measured,
                })
            };
            let items = json!({"items": [value("users", 82.0), value("staff", 64.0)]});
            self.change(
                &self.cast.office,
                self.house.put(&format!("/initiatives/{id}/values"), items),
            )
            .await;
        }
    }

    /// One procedure in each category, approved by a leader, read on a Saturday from all that there is, and confirmed by
    /// everybody; and what an outside monitor saw.
    pub(super) async fn share_procedures(&self) {
        for (key, category) in [
            ("hand-hygiene", "infection_control"),
            ("double-check", "medication"),
            ("indoor-climate", "environmental_health"),
            ("falls", "patient_safety"),
        ] {
            let body = json!({
                "key": key, "category": category, "title": key, "ownerId": self.cast.persons[3], "reviewOn": "2028-01-30",
                "unitIds": [], "serviceAreaIds": [],
            });
            let procedure = text(&self.post(&self.cast.office, "/procedures", body).await, "id");
            let path = format!("/procedures/{procedure}");
            let draft = json!({
                "changeNote": "Første utgave.", "asksAcknowledgement": true,
                "texts": [{"language": "nb", "title": key, "body": "# Når\n\nFør og etter hver kontakt."}],
            });
            let draft = self
                .post(&self.cast.office, &format!("{path}/revisions"), draft)
                .await;
            let revision = format!("/procedure-revisions/{}", text(&draft, "id"));
            let submitted = self.house.post(&format!("{revision}/submissions"), Value::Null);
            self.change(&self.cast.office, submitted).await;
            let approved = self
                .house
                .post(&format!("{revision}/decisions"), json!({"outcome": "approve"}));
            self.change(&self.cast.leader, approved).await;
            for reader in self.cast.staff() {
                for device in ["phone", "tablet", "pc"] {
                    let opened = self.house.post(&format!("{path}/openings"), json!({}));
                    let opened = opened.by(reader).header("device-class", device).send().await;
                    assert_eq!(opened.status, 204, "{}", opened.json);
                }
                let read = json!({"revisionId": draft["id"]});
                self.post(reader, &format!("{path}/acknowledgements"), read).await;
            }
        }
        let seen = json!({"source": "outside-monitor", "samples": [
            {"from": "2026-10-20T00:00:00Z", "to": "2027-01-30T07:00:00Z", "up": true},
        ]});
        self.change(&self.cast.office, self.house.put("/availability-samples", seen))
            .await;
    }

    /// A large initiative with its assessments, a benefit with its baseline, and an alarm that is decided upon.
    pub(super) async fn plan_deep_change(&self) -> String {
        let office = &self.cast.office;
        let large = json!({
            "size": "large", "name": "Én planlegging av alle hjemmebesøk", "purpose": "Færre ulike ansikter hjemme.", "way": "renew",
            "subject": "processes", "effortDays": 340, "plannedStart": "2027-02-01", "plannedEnd": "2027-12-01",
            "sponsorId": self.cast.persons[0], "ownerId": self.cast.persons[3], "unitIds": [self.sector],
            "serviceAreaIds": self.service_areas,
        });
        let path = format!("/roadmaps/{}/initiatives", self.roadmap);
        let large = text(&self.post(office, &path, large).await, "id");
        let way = json!({"level": "medium", "description": "Besøkene planlegges samlet.", "measures": "Prøvetid på åtte uker."});
        let impact = json!({
            "workProcesses": way, "services": way, "structures": way, "managementSystems": way, "leadership": way, "organisation": way,
        });
        self.change(
            office,
            self.house.put(&format!("/initiatives/{large}/impact"), impact),
        )
        .await;
        for people in ["leaders", "staff"] {
            let found =
                json!({"people": people, "level": 4, "rationale": "Alle har sagt hva de slutter med."});
            self.post(office, &format!("/initiatives/{large}/readiness"), found)
                .await;
        }
        let benefit = json!({
            "title": "Mindre kjøring", "kind": "time_saved", "beneficiary": "staff", "indicator": "Kjøretid per måned", "measure": "timer",
            "method": "Telles i fagsystemet siste virkedag.", "direction": "lower", "worthPerUnit": 1, "from": "2027-01-01",
            "unitId": self.sector, "ownerId": self.cast.persons[3],
            "baseline": {"value": 1840.0, "date": "2027-01-01", "source": "Kjørebøker, tre måneder"},
            "target": {"value": 1500.0, "date": "2028-12-31"},
        });
        let path = format!("/roadmaps/{}/benefits", self.roadmap);
        let benefit = text(&self.post(office, &path, benefit).await, "id");
        let locked = self
            .house
            .post(&format!("/benefits/{benefit}/baseline-locks"), Value::Null);
        self.change(office, locked).await;
        let technologies = self.house.get("/technologies").by(office).send().await;
        let alarm = technologies.expect(200)["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["key"] == "safety-alarm")
            .map(|one| one["id"].clone());
        let alarm = json!({"technologyId": alarm, "unitId": self.sector});
        let alarm = text(&self.post(office, "/technology-deployments", alarm).await, "id");
        self.technology(&alarm, json!({"state": "pilot", "pilotEndsOn": "2027-03-30"}))
            .await;
        let decision = json!({
            "outcome": "introduce", "decidedBy": "Ledergruppen", "decidedOn": "2027-01-30",
            "rationale": "Piloten viste tryggere netter.", "reference": "Sak 2027/18",
        });
        let path = format!("/technology-deployments/{alarm}/decisions");
        self.post(&self.cast.leader, &path, decision).await;
        self.technology(&alarm, json!({"state": "introduced"})).await;
        benefit
    }

    async fn technology(&self, deployment: &str, state: Value) {
        let path = format!("/technology-deployments/{deployment}/states");
        self.change(&self.cast.office, self.house.post(&path, state))
            .await;
    }

    /// A hundred days later: the alarm reaches everybody alike, and the benefit is measured and adopted.
    pub(super) async fn confirm_deep_change(&self, benefit: &str) {
        let office = &self.cast.office;
        let alarm = self
            .house
            .get("/technology-deployments?technology=safety-alarm")
            .by(office)
            .send()
            .await;
        let alarm = text(&alarm.expect(200)["items"][0], "id");
        for (group, [eligible, offered, in_use, declined]) in [
            (None, [126, 120, 96, 17]),
            (Some("gender:women"), [78, 75, 60, 9]),
            (Some("gender:men"), [48, 45, 36, 8]),
        ] {
            let mut counts = json!({
                "month": "2027-04", "eligible": eligible, "offered": offered, "inUse": in_use, "declined": declined,
            });
            if let Some(group) = group {
                counts["group"] = json!(group);
            }
            let path = format!("/technology-deployments/{alarm}/measures");
            self.post(office, &path, counts).await;
        }
        let target = json!({"target": {
            "usePercent": 60, "reachPercent": 80, "groupGapPoints": 15,
            "rationale": "Hver sjuende takker nei av grunner vi respekterer; alle skal ha fått tilbudet.",
        }});
        let path = format!("/technology-deployments/{alarm}");
        self.change(office, self.house.patch(&path, target)).await;
        self.technology(&alarm, json!({"state": "broad_and_equal"})).await;
        let readings: Vec<Value> = [(2, 1780.0), (3, 1690.0), (4, 1600.0)]
            .into_iter()
            .map(|(month, value)| json!({"benefitId": benefit, "series": "realised", "month": format!("2027-{month:02}-01"), "value": value}))
            .collect();
        self.change(
            office,
            self.house.put("/benefit-values", json!({"items": readings})),
        )
        .await;
        let note = |title: &str| json!({"kind": "note", "title": title, "note": "54 av 58 har brukt den siste uke.", "accessLevel": "internal"});
        let adoption = json!({
            "staff": {"evidenceId": self.proof(note("Sonene bruker ruteplanen")).await},
            "users": {"evidenceId": self.proof(note("Brukerne merker det")).await},
            "partners": {"notApplicableReason": "Ingen samarbeidspartnere er berørt."},
        });
        let path = format!("/benefits/{benefit}");
        self.change(office, self.house.put(&format!("{path}/adoption"), adoption))
            .await;
        self.change(
            office,
            self.house.post(&format!("{path}/realisation"), Value::Null),
        )
        .await;
    }
}
