//! One municipality through all five stages, over HTTP, from the official list to a verified chain.
//!
//! No gate leans on a recorded value: every fact is derived from what the municipality did ([`measured`]).

mod cast;
mod measured;

use crate::on_both;
use crate::roadmaps::text;
use crate::support::{House, Login, PASSWORD};
use cast::Cast;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

struct Story<'h> {
    house: &'h House,
    cast: Cast,
    sector: String,
    group: String,
    service_areas: Vec<Value>,
    roadmap: String,
    stages: Vec<String>,
    gates: Vec<String>,
}

impl Story<'_> {
    async fn pass_days(&mut self, days: i64) {
        self.house.pass_days(days);
        let persons = std::mem::take(&mut self.cast.persons);
        self.cast = Cast::login(self.house, persons).await;
    }

    async fn gate(&self, stage: usize) -> Value {
        self.house
            .get(&format!("/gates/{}", self.gates[stage]))
            .by(&self.cast.leader)
            .send()
            .await
            .expect(200)
            .clone()
    }

    async fn state(&self, stage: usize, as_of: &str) -> String {
        let path = format!("/stages/{}?asOf={as_of}", self.stages[stage]);
        text(
            self.house
                .get(&path)
                .by(&self.cast.office)
                .send()
                .await
                .expect(200),
            "state",
        )
    }

    /// Evidence handed in by the owner and accepted by the reviewer.
    async fn proof(&self, content: Value) -> String {
        let path = format!("/roadmaps/{}/evidence", self.roadmap);
        let made = self.house.post(&path, content).by(&self.cast.owner).send().await;
        let id = text(made.expect(201), "id");
        let review = self
            .house
            .post(&format!("/evidence/{id}/reviews"), json!({"outcome": "accept"}));
        review
            .by(&self.cast.reviewer)
            .if_match(1)
            .send()
            .await
            .expect(200);
        id
    }

    /// Every milestone of a stage reached, with what it asks for handed in and accepted.
    async fn reach_milestones(&self, stage: usize) {
        let path = format!(
            "/roadmaps/{}/milestones?stageId={}&limit=100",
            self.roadmap, self.stages[stage]
        );
        let list = self.house.get(&path).by(&self.cast.office).send().await;
        for milestone in list.expect(200)["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| one["status"] != "done")
        {
            let id = text(milestone, "id");
            for item in milestone["requiredEvidence"].as_array().into_iter().flatten() {
                let uses = json!([{"milestoneId": id, "itemKey": item["key"]}]);
                let mut proof = content(item["kind"].as_str().unwrap_or_default());
                proof["title"] = item["title"].clone();
                proof["accessLevel"] = json!("internal");
                proof["uses"] = uses;
                self.proof(proof).await;
            }
            let report = self
                .house
                .post(&format!("/milestones/{id}/reports"), json!({"status": "done"}));
            report
                .by(&self.cast.office)
                .if_match(milestone["version"].as_i64().unwrap_or(1))
                .send()
                .await
                .expect(200);
        }
    }

    /// Posts something new, or something that needs no version.
    async fn post(&self, by: &Login, path: &str, body: Value) -> Value {
        let got = self.house.post(path, body).by(by).send().await;
        assert!((200..300).contains(&got.status), "{path}: {}", got.json);
        got.json
    }

    /// Changes what is there, at whatever version it has.
    async fn change(&self, by: &Login, call: crate::support::Call<'_>) -> Value {
        let got = call.by(by).header("if-match", "*").send().await;
        assert!((200..300).contains(&got.status), "{}", got.json);
        got.json
    }

    /// What the process asks people to attest is attested, with accepted evidence; nothing else is claimed.
    async fn assert_ready(&self, stage: usize) {
        let gate = self.gate(stage).await;
        let open: Vec<&Value> = gate["criteria"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| one["required"] == true && one["outcome"] != "met")
            .collect();
        assert_eq!(gate["ready"], true, "{open:#?}");
        for criterion in gate["criteria"].as_array().into_iter().flatten() {
            let fact = text(criterion, "fact");
            assert!(gate::fact(&fact).is_some_and(|fact| fact.derived), "{fact}");
        }
    }

    async fn ask(&self, stage: usize) {
        let path = format!("/gates/{}/reviews", self.gates[stage]);
        self.house
            .post(&path, json!({"note": "Klar til beslutning."}))
            .by(&self.cast.office)
            .send()
            .await
            .expect(201);
    }

    async fn decide(&self, stage: usize, by: &Login, body: Value) -> crate::support::Got {
        self.house
            .post(&format!("/gates/{}/decisions", self.gates[stage]), body)
            .by(by)
            .send()
            .await
    }

    /// Ready by derived facts alone, and decided by as many leaders as the gate asks for.
    async fn pass_by_rule(&self, stage: usize) {
        self.assert_ready(stage).await;
        self.ask(stage).await;
        let go = json!({"outcome": "go"});
        let said = self.decide(stage, &self.cast.leader, go.clone()).await;
        if said.expect(201)["quorum"] == 2 {
            assert!(said.json["decision"].is_null());
            self.decide(stage, &self.cast.leader, go.clone())
                .await
                .problem(409, "duplicate");
            self.decide(stage, &self.cast.second, go).await.expect(201);
        }
        assert_eq!(self.gate(stage).await["stageState"], "passed");
    }

    async fn risks(&self, stage: usize) -> Vec<String> {
        let gate = self.gate(stage).await;
        let risks = gate["risks"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|risk| text(risk, "code"))
            .collect::<Vec<_>>();
        assert_eq!(gate["atRisk"], json!(!risks.is_empty()));
        risks
    }
}

/// Evidence of a kind; a document is handed in as a link to where it is archived.
fn content(kind: &str) -> Value {
    match kind {
        "attestation" => json!({"kind": kind, "attestation": {"text": "Bekreftet av ledergruppen."}}),
        "measurement" => {
            json!({"kind": kind, "measurement": {"value": 72.0, "unit": "prosent", "measuredAt": "2026-11-02T08:00:00Z", "method": "Opptelling"}})
        }
        "note" => json!({"kind": kind, "note": "Se vedlagt."}),
        _ => json!({"kind": "link", "link": "https://arkiv.example/sak/2026-118"}),
    }
}

on_both! {
    async fn five_stages_with_everything_that_can_happen_at_a_gate(house) {
        let mut story = cast::set_up(&house).await;

        // 1. The gate explains itself; suppositions change nothing; four eyes; returned; then a go.
        let gate = story.gate(0).await;
        assert_eq!((&gate["ready"], &gate["stageState"]), (&json!(false), &json!("open")));
        let blocked: Vec<&Value> = gate["criteria"].as_array().into_iter().flatten().filter(|one| one["outcome"] != "met").collect();
        assert!(blocked.iter().any(|one| one["outcome"] == "unknown" && one["value"].is_null()), "{gate}");
        assert!(blocked.iter().any(|one| one["outcome"] == "unmet" && one["link"].is_string() && one["changeableBy"] != json!([])), "{gate}");
        let supposed: Vec<Value> = blocked.iter().map(|one| json!({"fact": one["fact"], "filter": one["filter"], "value": one["target"]})).collect();
        let preview = house.post(&format!("/gates/{}/previews", story.gates[0]), json!({"facts": supposed})).by(&story.cast.leader).send().await;
        assert_eq!(preview.expect(200)["ready"], true, "{}", preview.json);
        assert_eq!(story.gate(0).await["ready"], false);
        story.acknowledge().await;
        story.pass_days(8).await;
        story.reach_milestones(0).await;
        let short = json!({"kind": "note", "title": "Kapasitetsplan", "note": "Fem prosent.", "accessLevel": "internal", "validUntil": "2027-01-20",
            "uses": [{"stageId": story.stages[0], "criterionKey": "capacity-protected"}]});
        story.proof(short).await;
        story.assert_ready(0).await;
        house.post(&format!("/accounts/{}/grants", story.cast.office.account), json!({"role": "leader"})).by(&story.cast.admin).send().await.expect(201);
        story.ask(0).await;
        story.decide(0, &story.cast.office, json!({"outcome": "go"})).await.problem(409, "four_eyes");
        story.decide(0, &story.cast.owner, json!({"outcome": "go"})).await.problem(403, "forbidden");
        assert_eq!(story.decide(0, &story.cast.leader, json!({"outcome": "return"})).await.expect(201)["decision"]["outcome"], "return");
        assert_eq!(story.gate(0).await["stageState"], "open");
        story.ask(0).await;
        let go = story.decide(0, &story.cast.leader, json!({"outcome": "go"})).await;
        let decision = go.expect(201)["decision"].clone();
        assert_eq!((&decision["intact"], &decision["overridden"]), (&json!(true), &json!(false)));
        assert!(text(&decision, "snapshot").contains("\"contentHash\""));
        assert_eq!((story.gate(0).await["stageState"].clone(), story.gate(1).await["stageState"].clone()), (json!("passed"), json!("open")));
        assert!(story.risks(0).await.is_empty());

        // 2. A go with a condition that is missed.
        story.pass_days(10).await;
        story.build_competence().await;
        story.reach_milestones(1).await;
        story.assert_ready(1).await;
        story.ask(1).await;
        let condition = json!({"text": "Opplæring i alle soner", "ownerId": story.cast.persons[1], "dueDate": "2026-12-10"});
        story.decide(1, &story.cast.leader, json!({"outcome": "go_with_conditions"})).await.problem(400, "invalid_input");
        story.decide(1, &story.cast.leader, json!({"outcome": "go_with_conditions", "conditions": [condition]})).await.expect(201);
        assert!(story.risks(1).await.is_empty());
        let chain = story.begin_chain().await;
        story.pass_days(30).await;
        assert_eq!(story.risks(1).await, ["condition_missed"]);
        let conditions = house.get(&format!("/gates/{}/conditions", story.gates[1])).by(&story.cast.office).send().await;
        let missed = conditions.expect(200)["items"][0].clone();
        assert_eq!(missed["missed"], true);
        house.post(&format!("/conditions/{}/fulfilments", text(&missed, "id")), json!({})).by(&story.cast.office).if_match(1).send().await.expect(200);
        assert!(story.risks(1).await.is_empty());

        // 3. A go against the verdict needs its written justification, and stays visible.
        story.ask(2).await;
        let refused = story.decide(2, &story.cast.leader, json!({"outcome": "go"})).await;
        assert!(refused.problem(409, "gate_not_met")["errors"].as_array().is_some_and(|reasons| reasons.len() > 3));
        let overridden = json!({"outcome": "go", "justification": "Vi tar risikoen, siden tre soner alt er i gang."});
        assert_eq!(story.decide(2, &story.cast.leader, overridden).await.expect(201)["decision"]["overridden"], true);
        assert_eq!(story.gate(2).await["overridden"], true);

        // Evidence that expires puts the first gate at risk; the decision stays as it was.
        assert!(story.risks(0).await.is_empty(), "{:?}", story.risks(0).await);
        story.pass_days(40).await;
        assert!(story.risks(0).await.contains(&"evidence_expired".to_owned()), "{:?}", story.risks(0).await);
        let still = house.get(&format!("/decisions/{}", text(&decision, "id"))).by(&story.cast.leader).send().await;
        assert_eq!((&still.expect(200)["fingerprint"], &still.json["snapshot"]), (&decision["fingerprint"], &decision["snapshot"]));

        // The chain is delivered now: opened again, the third gate is passed by its rule.
        story.deliver_chain(&chain).await;
        let reason = json!({"reason": "Kjeden er levert; porten skal bestås uten forbehold."});
        house.post(&format!("/stages/{}/reopenings", story.stages[2]), reason).by(&story.cast.leader).send().await.expect(201);
        story.reach_milestones(2).await;
        story.pass_by_rule(2).await;
        assert_eq!(story.gate(2).await["overridden"], false);

        // 4. and 5. By the rule; the last gate needs two leaders.
        // A Saturday, at eleven in the evening: who is alone on duty needs a procedure most.
        house.clock.set(house.clock.now() + chrono::TimeDelta::hours(38));
        story.pass_days(0).await;
        story.share_procedures().await;
        story.reach_milestones(3).await;
        story.pass_by_rule(3).await;
        let benefit = story.plan_deep_change().await;
        story.pass_days(100).await;
        story.confirm_deep_change(&benefit).await;
        story.reach_milestones(4).await;
        story.pass_by_rule(4).await;
        let roadmap = house.get(&format!("/roadmaps/{}", story.roadmap)).by(&story.cast.office).send().await;
        assert_eq!(roadmap.expect(200)["status"], "completed");

        // Opened again: later stages keep their state and are at risk.
        let reason = json!({"reason": "Nytt lovkrav endrer forutsetningene."});
        house.post(&format!("/stages/{}/reopenings", story.stages[1]), reason).by(&story.cast.leader).send().await.expect(201);
        assert_eq!((story.gate(1).await["stageState"].clone(), story.gate(2).await["stageState"].clone()), (json!("open"), json!("passed")));
        assert!(story.risks(2).await.contains(&"earlier_stage_reopened".to_owned()));

        // As it stood before each step.
        let states = [("2026-11-10", 0, "passed"), ("2026-11-10", 1, "open"), ("2026-11-19", 1, "open"), ("2026-11-20", 1, "passed"), ("2026-11-20", 2, "open"), ("2026-11-10", 4, "locked")];
        for (day, stage, state) in states {
            assert_eq!(story.state(stage, day).await, state, "stage {} on {day}", stage + 1);
        }

        // The chain is whole, and names the entry after one byte was changed by hand.
        let verify = || house.post("/audit-verifications", json!({})).by(&story.cast.admin);
        assert_eq!(verify().send().await.expect(200)["verdict"], "whole");
        tamper(&house, story.cast.admin.organiser, 7).await;
        let broken = verify().send().await;
        assert_eq!((&broken.expect(200)["verdict"], &broken.json["broken"]["sequence"]), (&json!("broken"), &json!(7)));
        house.post("/sessions", json!({"login": "admin@1103.example", "password": PASSWORD})).send().await.expect(201);
    }
}

/// Changes one byte of one entry, as somebody with the database in their hands could.
async fn tamper(house: &House, organiser: uuid::Uuid, sequence: i64) {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
    use tables::audit_entry::{Column, Entity};
    let txn = house
        .state
        .database
        .writer()
        .begin()
        .await
        .expect("a transaction");
    if house.state.database.backend() == sea_orm::DbBackend::Postgres {
        txn.execute_unprepared(&format!(
            "SELECT set_config('app.organiser', '{organiser}', true)"
        ))
        .await
        .expect("the organiser is set");
    }
    let row = Entity::find_by_id((organiser, sequence))
        .one(&txn)
        .await
        .expect("answers")
        .expect("an entry");
    let changed = row.changes.replacen('{', "{ ", 1);
    let done = Entity::update_many()
        .col_expr(Column::Changes, sea_orm::sea_query::Expr::value(changed))
        .filter(Column::OrganiserId.eq(organiser))
        .filter(Column::Sequence.eq(sequence))
        .exec(&txn)
        .await
        .expect("changed");
    assert_eq!(done.rows_affected, 1);
    txn.commit().await.expect("committed");
}
