//! One municipality through all five stages, over HTTP, from the official list to a verified chain.
//!
//! Facts whose capability is not there yet are recorded with accepted evidence, as a project office would.

use crate::on_both;
use crate::roadmaps::text;
use crate::support::{House, Login, PASSWORD};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use stegvis::access::Role;

/// The people of the scenario, each with the role they hold.
struct Cast {
    office: Login,
    leader: Login,
    second: Login,
    owner: Login,
    reviewer: Login,
    admin: Login,
}

const LOGINS: [&str; 6] = ["kontor", "leder", "leder-to", "eier", "vurderer", "admin"];

impl Cast {
    async fn new(house: &House, admin: Login) -> Self {
        let organiser = admin.organiser;
        let roles = [
            Role::ProjectOffice,
            Role::Leader,
            Role::Leader,
            Role::Owner,
            Role::Reviewer,
        ];
        for (name, role) in LOGINS.iter().zip(roles) {
            house
                .member(organiser, &format!("{name}@1103.example"), role)
                .await;
        }
        Self::login(house).await
    }

    /// Logs everybody in again: a token lives fifteen minutes, and days pass in this story.
    async fn login(house: &House) -> Self {
        let mut logins = Vec::new();
        for name in LOGINS {
            logins.push(house.login(&format!("{name}@1103.example")).await);
        }
        let [office, leader, second, owner, reviewer, admin] = <[Login; 6]>::try_from(logins).expect("six");
        Self {
            office,
            leader,
            second,
            owner,
            reviewer,
            admin,
        }
    }
}

struct Story<'h> {
    house: &'h House,
    cast: Cast,
    roadmap: String,
    stages: Vec<String>,
    gates: Vec<String>,
}

impl Story<'_> {
    async fn pass_days(&mut self, days: i64) {
        self.house.pass_days(days);
        self.cast = Cast::login(self.house).await;
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

    /// What still blocks a gate is recorded or attested, each with its own accepted evidence.
    async fn record_the_rest(&self, stage: usize, until: &str) {
        for criterion in self.gate(stage).await["criteria"]
            .as_array()
            .into_iter()
            .flatten()
        {
            if criterion["outcome"] == "met" || criterion["required"] == false {
                continue;
            }
            if criterion["fact"] == "stage.criterion_attested" {
                let uses = json!([{"stageId": self.stages[stage], "criterionKey": criterion["key"]}]);
                let text = json!({"text": "Bekreftet av ledergruppen."});
                self.proof(json!({"kind": "attestation", "title": criterion["title"], "attestation": text, "accessLevel": "internal", "uses": uses})).await;
                continue;
            }
            let proof = self.proof(json!({"kind": "note", "title": criterion["title"], "note": "Talt opp.", "accessLevel": "internal"})).await;
            let value = match criterion["operator"].as_str() {
                Some("greaterThan") => json!(criterion["target"].as_f64().unwrap_or(0.0) + 0.1),
                _ => criterion["target"].clone(),
            };
            let body = json!({"fact": criterion["fact"], "filter": criterion["filter"], "value": value, "evidenceId": proof, "holdsUntil": until});
            let path = format!("/roadmaps/{}/recorded-facts", self.roadmap);
            self.house
                .post(&path, body)
                .by(&self.cast.office)
                .send()
                .await
                .expect(201);
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

/// The organisation by file and by hand, and a roadmap of five steps on it.
async fn set_up(house: &House) -> Story<'_> {
    let list = house.operator().await;
    let list = house.get("/municipalities?country=NO").by(&list).send().await;
    let official = list.expect(200)["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["code"] == "1103")
        .cloned();
    assert_eq!(
        official.map(|one| text(&one, "name")).as_deref(),
        Some("Stavanger")
    );
    let admin = house.organiser("NO", "1103").await;
    let units = "externalId,name,kind,parent,serviceArea,headCount\n4000,Helse og omsorg,sector,,,420\n4100,Hjemmetjenester,area,4000,home-care,160\n";
    import(house, &admin, "units", units).await;
    let persons = "employeeNumber,givenName,familyName,email\n1,Eksempel,Kommunalsjef,sjef@fjordvik.example\n2,Eksempel,Enhetsleder,enhet@fjordvik.example\n";
    import(house, &admin, "persons", persons).await;
    let positions = "employeeNumber,unit,title,ftePercent,from,superior\n1,4000,Kommunalsjef,100,2021-01-01,\n2,4100,Enhetsleder,80,2021-01-01,1\n";
    import(house, &admin, "positions", positions).await;
    let units = house.get("/units").by(&admin).send().await;
    let sector = units.expect(200)["items"][0]["id"].clone();
    let persons = house.get("/persons").by(&admin).send().await;
    let sponsor = persons.expect(200)["items"][0]["id"].clone();
    let group = house
        .post(
            "/leadership-groups",
            json!({"name": "Ledergruppen", "unitId": sector}),
        )
        .by(&admin)
        .send()
        .await;
    let member = json!({"personId": sponsor, "from": "2026-01-01"});
    house
        .post(&format!("/leadership-groups/{}/members", group.id()), member)
        .by(&admin)
        .send()
        .await
        .expect(201);
    let cast = Cast::new(house, admin).await;
    let areas = house.get("/service-areas").by(&cast.admin).send().await;
    let areas: Vec<Value> = areas.expect(200)["items"]
        .as_array()
        .into_iter()
        .flatten()
        .take(4)
        .map(|area| area["id"].clone())
        .collect();
    let body = json!({
        "templateKey": "five-steps", "title": "Helse og omsorg 2030", "purpose": "Mer tid til mennesker.", "unitId": sector,
        "sponsorId": sponsor, "leadershipGroupId": group.id(), "serviceAreaIds": areas, "startDate": "2026-11-02",
    });
    let roadmap = house.post("/roadmaps", body).by(&cast.office).send().await;
    let roadmap = text(roadmap.expect(201), "id");
    let overview = house
        .get(&format!("/roadmaps/{roadmap}/overview"))
        .by(&cast.office)
        .send()
        .await;
    let parts = overview.expect(200)["stages"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let stages = parts.iter().map(|part| text(&part["stage"], "id")).collect();
    let gates = parts.iter().map(|part| text(&part["gate"], "id")).collect();
    Story {
        house,
        cast,
        roadmap,
        stages,
        gates,
    }
}

/// A file from the HR system: judged first, then carried out.
async fn import(house: &House, admin: &Login, kind: &str, file: &str) {
    let path = format!("/imports?kind={kind}&mode=dry_run");
    let judged = house
        .post(&path, json!({}))
        .raw("text/csv; charset=utf-8", file)
        .by(admin)
        .send()
        .await;
    let run = text(judged.expect(201), "id");
    let path = format!("/imports?kind={kind}&mode=apply&dryRunId={run}");
    house
        .post(&path, json!({}))
        .raw("text/csv; charset=utf-8", file)
        .by(admin)
        .send()
        .await
        .expect(201);
}

on_both! {
    async fn five_stages_with_everything_that_can_happen_at_a_gate(house) {
        let mut story = set_up(&house).await;

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
        story.reach_milestones(0).await;
        let short = json!({"kind": "note", "title": "Kapasitetsplan", "note": "Fem prosent.", "accessLevel": "internal", "validUntil": "2026-12-31",
            "uses": [{"stageId": story.stages[0], "criterionKey": "capacity-protected"}]});
        story.proof(short).await;
        story.record_the_rest(0, "2030-01-01").await;
        assert_eq!(story.gate(0).await["ready"], true, "{}", story.gate(0).await);
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
        story.reach_milestones(1).await;
        story.record_the_rest(1, "2030-01-01").await;
        story.ask(1).await;
        let owner = house.get("/persons").by(&story.cast.admin).send().await;
        let condition = json!({"text": "Opplæring i alle soner", "ownerId": owner.expect(200)["items"][1]["id"], "dueDate": "2026-11-30"});
        story.decide(1, &story.cast.leader, json!({"outcome": "go_with_conditions"})).await.problem(400, "invalid_input");
        story.decide(1, &story.cast.leader, json!({"outcome": "go_with_conditions", "conditions": [condition]})).await.expect(201);
        assert!(story.risks(1).await.is_empty());
        story.pass_days(30).await;
        assert_eq!(story.risks(1).await, ["condition_missed"]);
        let conditions = house.get(&format!("/gates/{}/conditions", story.gates[1])).by(&story.cast.office).send().await;
        let missed = conditions.expect(200)["items"][0].clone();
        assert_eq!(missed["missed"], true);
        house.post(&format!("/conditions/{}/fulfilments", text(&missed, "id")), json!({})).by(&story.cast.office).if_match(1).send().await.expect(200);
        assert!(story.risks(1).await.is_empty());

        // Evidence that expires puts the first gate at risk; the decision stays as it was.
        assert!(story.risks(0).await.is_empty());
        story.pass_days(30).await;
        assert!(story.risks(0).await.contains(&"evidence_expired".to_owned()), "{:?}", story.risks(0).await);
        let still = house.get(&format!("/decisions/{}", text(&decision, "id"))).by(&story.cast.leader).send().await;
        assert_eq!((&still.expect(200)["fingerprint"], &still.json["snapshot"]), (&decision["fingerprint"], &decision["snapshot"]));

        // 3. A go against the verdict needs its written justification, and stays visible.
        story.ask(2).await;
        let refused = story.decide(2, &story.cast.leader, json!({"outcome": "go"})).await;
        assert!(refused.problem(409, "gate_not_met")["errors"].as_array().is_some_and(|reasons| reasons.len() > 3));
        let overridden = json!({"outcome": "go", "justification": "Vi tar risikoen, siden tre soner alt er i gang."});
        assert_eq!(story.decide(2, &story.cast.leader, overridden).await.expect(201)["decision"]["overridden"], true);
        assert_eq!(story.gate(2).await["overridden"], true);

        // 4. and 5. By the rule; the last gate needs two leaders.
        for stage in [3, 4] {
            story.pass_days(5).await;
            story.reach_milestones(stage).await;
            story.record_the_rest(stage, "2030-01-01").await;
            story.ask(stage).await;
            let said = story.decide(stage, &story.cast.leader, json!({"outcome": "go"})).await;
            if said.expect(201)["quorum"] == 2 {
                assert!(said.json["decision"].is_null());
                story.decide(stage, &story.cast.leader, json!({"outcome": "go"})).await.problem(409, "duplicate");
                story.decide(stage, &story.cast.second, json!({"outcome": "go"})).await.expect(201);
            }
            assert_eq!(story.gate(stage).await["stageState"], "passed");
        }
        let roadmap = house.get(&format!("/roadmaps/{}", story.roadmap)).by(&story.cast.office).send().await;
        assert_eq!(roadmap.expect(200)["status"], "completed");

        // Opened again: later stages keep their state and are at risk.
        let reason = json!({"reason": "Nytt lovkrav endrer forutsetningene."});
        house.post(&format!("/stages/{}/reopenings", story.stages[1]), reason).by(&story.cast.leader).send().await.expect(201);
        assert_eq!((story.gate(1).await["stageState"].clone(), story.gate(2).await["stageState"].clone()), (json!("open"), json!("passed")));
        assert!(story.risks(2).await.contains(&"earlier_stage_reopened".to_owned()));

        // As it stood before each step.
        let states = [("2026-11-02", 0, "passed"), ("2026-11-02", 1, "open"), ("2026-11-11", 1, "open"), ("2026-11-12", 1, "passed"), ("2026-11-12", 2, "open"), ("2026-11-02", 4, "locked")];
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
