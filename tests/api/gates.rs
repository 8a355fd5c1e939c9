//! What a gate takes and what it refuses, apart from the long story of `scenario`.

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

/// A roadmap of two steps in a row with the people who act on it. The first gate asks for an attestation, the second
/// for nothing that blocks.
struct Scene<'h> {
    house: &'h House,
    admin: Login,
    office: Login,
    leader: Login,
    second: Login,
    owner: Login,
    reviewer: Login,
    roadmap: String,
    stages: Vec<String>,
    gates: Vec<String>,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A criterion of a gate.
fn criterion(key: &str, fact: &str, operator: &str, target: impl Into<Value>, memory: &str) -> Value {
    let title =
        json!({"nb": format!("Krav {key}"), "sv": format!("Krav {key}"), "en": format!("Criterion {key}")});
    json!({"key": key, "title": title, "guidance": title, "fact": fact, "operator": operator, "target": target.into(), "required": true, "memory": memory})
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let attested = criterion(
            "attested",
            "stage.criterion_attested",
            "equals",
            json!(true),
            "live",
        );
        Self::with(house, code, &json!({"all": [attested]}), 1).await
    }

    async fn with(house: &'h House, code: &str, rule: &Value, quorum: i64) -> Self {
        let admin = house.organiser("NO", code).await;
        let mut logins = Vec::new();
        let roles = [
            ("kontor", Role::ProjectOffice),
            ("leder", Role::Leader),
            ("leder-to", Role::Leader),
            ("eier", Role::Owner),
            ("vurderer", Role::Reviewer),
        ];
        for (name, role) in roles {
            let login = format!("{name}@{code}.example");
            logins.push(house.member(admin.organiser, &login, role).await);
        }
        let [office, leader, second, owner, reviewer] = <[Login; 5]>::try_from(logins).expect("five");
        let easy = criterion(
            "free",
            "stage.milestones_overdue_count",
            "atMost",
            json!(1000),
            "live",
        );
        house
            .template_of(&office, "two-steps", |content| {
                let stages = content["stages"].as_array_mut().expect("stages");
                stages.truncate(2);
                stages[0]["gate"]["rule"] = rule.clone();
                stages[0]["gate"]["quorum"] = json!(quorum);
                stages[1]["gate"]["rule"] = json!({"all": [easy]});
                stages[1]["gate"]["quorum"] = json!(1);
                for stage in stages {
                    stage["milestones"] = json!([{
                        "key": stage["key"], "title": stage["title"], "guidance": stage["title"],
                        "requiredEvidence": [{"key": "figures", "title": stage["title"], "kind": "measurement"}],
                    }]);
                }
            })
            .await;
        let roadmap = house.roadmap_of(&admin, &office, "two-steps").await;
        let list = house
            .get(&format!("/roadmaps/{roadmap}/gates"))
            .by(&office)
            .send()
            .await;
        let items = list.expect(200)["items"].as_array().cloned().unwrap_or_default();
        Self {
            house,
            admin,
            office,
            leader,
            second,
            owner,
            reviewer,
            roadmap,
            stages: items.iter().map(|one| text(&one["stageId"])).collect(),
            gates: items.iter().map(|one| text(&one["id"])).collect(),
        }
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

    async fn post(&self, by: &Login, path: &str, body: Value) -> Got {
        self.house.post(path, body).by(by).send().await
    }

    async fn gate(&self, stage: usize) -> Value {
        self.get(&format!("/gates/{}", self.gates[stage])).await
    }

    async fn risks(&self, stage: usize) -> Vec<String> {
        let gate = self.gate(stage).await;
        gate["risks"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|risk| text(&risk["code"]))
            .collect()
    }

    /// Evidence of the owner, accepted by the reviewer.
    async fn proof(&self, mut content: Value) -> String {
        content["accessLevel"] = json!("internal");
        if content["title"].is_null() {
            content["title"] = json!("Underlag");
        }
        let made = self
            .post(
                &self.owner,
                &format!("/roadmaps/{}/evidence", self.roadmap),
                content,
            )
            .await;
        let id = text(&made.expect(201)["id"]);
        self.accept(&id).await;
        id
    }

    async fn accept(&self, id: &str) {
        let review = self
            .house
            .post(&format!("/evidence/{id}/reviews"), json!({"outcome": "accept"}));
        review.by(&self.reviewer).if_match(1).send().await.expect(200);
    }

    async fn attest(&self) -> String {
        let place = json!([{"stageId": self.stages[0], "criterionKey": "attested"}]);
        self.proof(json!({"kind": "attestation", "attestation": {"text": "Bekreftet."}, "uses": place}))
            .await
    }

    async fn ask(&self, stage: usize) -> Got {
        self.post(
            &self.office,
            &format!("/gates/{}/reviews", self.gates[stage]),
            json!({}),
        )
        .await
    }

    async fn decide(&self, by: &Login, stage: usize, body: Value) -> Got {
        self.post(by, &format!("/gates/{}/decisions", self.gates[stage]), body)
            .await
    }

    async fn pass(&self, stage: usize) {
        self.ask(stage).await.expect(201);
        let said = self.decide(&self.leader, stage, json!({"outcome": "go"})).await;
        assert_eq!(said.expect(201)["decision"]["outcome"], "go", "{}", said.json);
    }
}

on_both! {
    async fn stages_pass_in_order_also_after_a_reopening(house) {
        let scene = Scene::open(&house, "1101").await;
        let proof = scene.attest().await;
        scene.pass(0).await;
        let review = scene.ask(1).await;
        let review = text(&review.expect(201)["id"]);
        let reason = json!({"reason": "Forutsetningene er endret."});
        scene.post(&scene.leader, &format!("/stages/{}/reopenings", scene.stages[0]), reason.clone()).await.expect(201);
        assert_eq!(scene.risks(1).await, ["earlier_stage_reopened"], "the later stage keeps its state and is at risk");

        let refused = scene.decide(&scene.leader, 1, json!({"outcome": "go"})).await;
        assert_eq!(refused.problem(409, "stage_locked")["errors"][0]["pointer"], "/stages/acknowledge", "{}", refused.json);
        let withdrawn = scene.house.post(&format!("/reviews/{review}/withdrawals"), reason.clone()).by(&scene.office);
        assert!(withdrawn.if_match(1).send().await.expect(200)["closedAt"].is_string());
        assert_eq!(scene.gate(1).await["stageState"], "open");
        scene.ask(1).await.problem(409, "stage_locked");
        let again = scene.house.post(&format!("/reviews/{review}/withdrawals"), reason).by(&scene.office);
        again.if_match(2).send().await.problem(409, "immutable");

        // The same evidence still holds, so the first gate can be decided anew; then the way is free.
        assert!(scene.gate(0).await["criteria"][0]["records"][0]["id"] == json!(proof));
        scene.pass(0).await;
        scene.pass(1).await;
        assert_eq!(scene.get(&format!("/roadmaps/{}", scene.roadmap)).await["status"], "completed");
    }

    async fn an_office_of_one_roadmap_plans_it(house) {
        let scene = Scene::open(&house, "1120").await;
        let grant = json!({"role": "project_office", "roadmapId": scene.roadmap});
        let narrow = scene.house.recruit(&scene.admin, "smal@1120.example", &[grant]).await;
        let path = format!("/roadmaps/{}", scene.roadmap);
        let patch = |body: Value, version: i64| scene.house.patch(&path, body).by(&narrow).if_match(version);
        assert_eq!(patch(json!({"title": "Nytt navn"}), 1).send().await.expect(200)["title"], "Nytt navn");
        // Into a unit of which it may plan nothing, it moves no roadmap.
        let unit = scene.house.unit(&scene.admin, "Et annet sted", None).await;
        patch(json!({"unitId": unit}), 2).send().await.problem(403, "forbidden");
    }

    async fn a_stopped_roadmap_is_stopped_for_good(house) {
        let scene = Scene::open(&house, "1106").await;
        scene.ask(0).await.expect(201);
        scene.decide(&scene.leader, 0, json!({"outcome": "stop"})).await.expect(201);
        assert_eq!(scene.get(&format!("/roadmaps/{}", scene.roadmap)).await["status"], "stopped");
        scene.ask(0).await.problem(409, "wrong_state");
        let milestones = scene.get(&format!("/roadmaps/{}/milestones", scene.roadmap)).await;
        let milestone = text(&milestones["items"][0]["id"]);
        let report = scene.house.post(&format!("/milestones/{milestone}/reports"), json!({"status": "in_progress"}));
        report.by(&scene.office).if_match(1).send().await.problem(409, "wrong_state");
        let plan = scene.house.patch(&format!("/milestones/{milestone}"), json!({"title": "Noe annet"}));
        plan.by(&scene.office).if_match(1).send().await.problem(409, "wrong_state");
        let reason = json!({"reason": "Vi vil likevel gå videre."});
        scene.post(&scene.leader, &format!("/stages/{}/reopenings", scene.stages[0]), reason).await.problem(409, "wrong_state");
        // A weak role hears the same as on a roadmap that runs.
        scene.post(&scene.owner, &format!("/gates/{}/reviews", scene.gates[0]), json!({})).await.problem(403, "forbidden");
    }

    async fn a_quorum_counts_what_was_said_of_the_same_thing_by_those_who_may_say_it(house) {
        let attested = criterion("attested", "stage.criterion_attested", "equals", true, "live");
        let scene = Scene::with(&house, "1108", &json!({"all": [attested]}), 2).await;
        let review = scene.ask(0).await;
        let review = text(&review.expect(201)["id"]);
        let counted = || async {
            let votes = scene.get(&format!("/reviews/{review}")).await["votes"].as_array().cloned().unwrap_or_default();
            votes.iter().map(|vote| vote["counts"] == true).collect::<Vec<_>>()
        };
        let quorum = scene.house.patch(&format!("/gates/{}", scene.gates[0]), json!({"quorum": 1}));
        quorum.by(&scene.office).if_match(1).send().await.problem(409, "wrong_state");

        // A split can be mended: whoever has spoken may say something else.
        let over = json!({"outcome": "go", "justification": "Vi går videre, siden risikoen er liten."});
        assert_eq!(scene.decide(&scene.leader, 0, over.clone()).await.expect(201)["agreeing"], 1);
        scene.decide(&scene.leader, 0, over.clone()).await.problem(409, "duplicate");
        assert_eq!(scene.decide(&scene.second, 0, json!({"outcome": "return"})).await.expect(201)["agreeing"], 1);
        assert_eq!(counted().await, [true, true]);

        // Evidence came in: what was said before it was said of something else.
        scene.attest().await;
        assert_eq!(counted().await, [false, false]);
        let go = json!({"outcome": "go"});
        assert_eq!(scene.decide(&scene.leader, 0, go.clone()).await.expect(201)["agreeing"], 1);

        // Who may not decide any more does not count either.
        let account = scene.house.get(&format!("/accounts/{}", scene.leader.account)).by(&scene.admin).send().await;
        let disabled = scene.house.patch(&format!("/accounts/{}", scene.leader.account), json!({"status": "disabled"}));
        disabled.by(&scene.admin).if_match(account.version()).send().await.expect(200);
        assert_eq!(counted().await, [false, false, false]);
        let said = scene.decide(&scene.second, 0, go.clone()).await;
        assert_eq!((&said.expect(201)["agreeing"], &said.json["decision"]), (&json!(1), &Value::Null));

        let third = scene.house.member(scene.admin.organiser, "leder-tre@1108.example", Role::Leader).await;
        let made = scene.decide(&third, 0, go).await.expect(201)["decision"].clone();
        assert_eq!((&made["outcome"], &made["overridden"]), (&json!("go"), &json!(false)));
        let snapshot: Value = serde_json::from_str(&text(&made["snapshot"])).expect("JSON");
        assert_eq!(snapshot["deciders"].as_array().map(Vec::len), Some(2), "{snapshot}");
        assert_eq!(snapshot["justifications"], json!([]), "nothing of the votes that lapsed is pinned");
    }

    async fn evidence_counts_for_what_its_reviewer_saw_and_of_the_kind_that_was_asked_for(house) {
        let missing = criterion("missing", "stage.required_evidence_missing_count", "atMost", 0, "live");
        let attested = criterion("attested", "stage.criterion_attested", "equals", true, "live");
        let scene = Scene::with(&house, "1111", &json!({"all": [missing, attested]}), 1).await;
        let told = |gate: &Value, key: &str| {
            let mut criteria = gate["criteria"].as_array().into_iter().flatten();
            criteria.find(|one| one["key"] == key).expect("a criterion")["outcome"].clone()
        };
        let milestones = scene.get(&format!("/roadmaps/{}/milestones?stageId={}", scene.roadmap, scene.stages[0])).await;
        let milestone = text(&milestones["items"][0]["id"]);
        let place = json!([{"milestoneId": milestone, "itemKey": "figures"}]);
        let note = json!({"kind": "note", "title": "Tall", "note": "72 prosent", "accessLevel": "internal", "uses": place});
        let refused = scene.post(&scene.owner, &format!("/roadmaps/{}/evidence", scene.roadmap), note).await;
        assert!(refused.problem(400, "invalid_input")["errors"][0]["pointer"] == "/uses/0/itemKey", "{}", refused.json);
        let figures = json!({"kind": "measurement", "uses": place, "measurement": {"value": 72.0, "unit": "prosent", "measuredAt": "2026-11-02T08:00:00Z", "method": "Opptelling"}});
        scene.proof(figures).await;
        assert_eq!(told(&scene.gate(0).await, "missing"), "met");

        // Accepted for nothing in particular, and then used by its owner where an attestation is asked for.
        let general = scene.proof(json!({"kind": "attestation", "attestation": {"text": "Vi har møttes."}})).await;
        let place = json!({"stageId": scene.stages[0], "criterionKey": "attested"});
        let added = scene.post(&scene.owner, &format!("/evidence/{general}/uses"), place).await;
        let added = text(&added.expect(201)["id"]);
        assert_eq!(told(&scene.gate(0).await, "attested"), "unmet", "nobody has seen this use");
        let confirm = |by: &'_ Login| scene.house.post(&format!("/evidence-uses/{added}/confirmations"), json!(null)).by(by).if_match(1);
        confirm(&scene.owner).send().await.problem(403, "forbidden");
        assert!(confirm(&scene.reviewer).send().await.expect(200)["confirmedAt"].is_string());
        assert_eq!(told(&scene.gate(0).await, "attested"), "met");
    }

    async fn a_preview_supposes_what_the_gate_shows_and_says_so(house) {
        let scene = Scene::open(&house, "1112").await;
        let shown = scene.gate(0).await["criteria"][0].clone();
        assert_eq!(shown["filter"], json!([{"name": "criterion", "value": "attested"}]));
        let path = format!("/gates/{}/previews", scene.gates[0]);
        let supposed = json!({"facts": [{"fact": shown["fact"], "filter": shown["filter"], "value": true}]});
        let preview = scene.post(&scene.leader, &path, supposed).await;
        assert_eq!(preview.expect(200)["ready"], true, "{}", preview.json);
        let wrong = json!({"facts": [{"fact": shown["fact"], "filter": [{"name": "colour", "value": "red"}], "value": 3}]});
        let refused = scene.post(&scene.leader, &path, wrong).await;
        refused.problem(400, "invalid_input");
        let pointers: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, ["/facts/0/filter/0/name", "/facts/0/value"]);

        let place = json!([{"stageId": scene.stages[0], "criterionKey": "attested"}]);
        let body = json!({"kind": "attestation", "title": "Bekreftelse", "attestation": {"text": "Ja."}, "accessLevel": "internal", "uses": place});
        let handed_in = scene.post(&scene.owner, &format!("/roadmaps/{}/evidence", scene.roadmap), body).await;
        let preview = scene.post(&scene.leader, &path, json!({"acceptedEvidence": [handed_in.id()]})).await;
        let criterion = &preview.expect(200)["criteria"][0];
        assert_eq!((&criterion["outcome"], &criterion["provenance"]), (&json!("met"), &json!("hypothetical")));
        assert_eq!(scene.gate(0).await["ready"], false);
    }

    async fn a_condition_stands_on_its_proof_and_finds_a_new_owner(house) {
        let scene = Scene::open(&house, "1114").await;
        scene.attest().await;
        let [one, two] = [scene.house.person(scene.admin.organiser).await, scene.house.person(scene.admin.organiser).await];
        scene.ask(0).await.expect(201);
        let condition = json!({"text": "Opplæring i alle soner", "ownerId": one, "dueDate": "2026-11-05"});
        scene.decide(&scene.leader, 0, json!({"outcome": "go_with_conditions", "conditions": [condition]})).await.expect(201);
        let list = scene.get(&format!("/gates/{}/conditions", scene.gates[0])).await;
        let id = text(&list["items"][0]["id"]);

        scene.house.leaves(scene.admin.organiser, one, chrono::NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day")).await;
        let orphans = scene.get("/orphans?kind=condition").await;
        assert_eq!((&orphans["items"][0]["id"], orphans["items"].as_array().map(Vec::len)), (&json!(id), Some(1)));
        let hand_over = scene.house.patch(&format!("/conditions/{id}"), json!({"ownerId": two})).by(&scene.office).if_match(1);
        assert_eq!(hand_over.send().await.expect(200)["ownerId"], json!(two));
        assert_eq!(scene.get("/orphans?kind=condition").await["items"], json!([]));

        let raw = json!({"kind": "note", "title": "Kursliste", "note": "Alle.", "accessLevel": "internal"});
        let raw = scene.post(&scene.owner, &format!("/roadmaps/{}/evidence", scene.roadmap), raw).await;
        let fulfil = |proof: String| scene.house.post(&format!("/conditions/{id}/fulfilments"), json!({"evidenceId": proof})).by(&scene.office).if_match(2);
        fulfil(raw.id()).send().await.problem(400, "invalid_input");
        scene.accept(&raw.id()).await;
        assert_eq!(fulfil(raw.id()).send().await.expect(200)["fulfilled"], true);
        scene.house.pass_days(10);
        let scene = Scene { office: scene.house.login("kontor@1114.example").await, owner: scene.house.login("eier@1114.example").await, ..scene };
        assert_eq!(scene.risks(0).await, Vec::<String>::new());

        // The proof falls, and the condition with it.
        let piece = scene.house.get(&format!("/evidence/{}", raw.id())).by(&scene.office).send().await;
        let withdraw = scene.house.post(&format!("/evidence/{}/withdrawals", raw.id()), json!({"reason": "Listen gjaldt en annen sone."}));
        withdraw.by(&scene.office).if_match(piece.version()).send().await.expect(200);
        assert_eq!(scene.risks(0).await, ["condition_missed"]);
        let condition = scene.get(&format!("/conditions/{id}")).await;
        assert_eq!((&condition["fulfilled"], &condition["missed"]), (&json!(false), &json!(true)));
    }

    async fn a_corrected_value_does_not_come_back_and_a_renewal_in_time_puts_nothing_at_risk(house) {
        let share = criterion("share", "recorded.share", "atLeast", 0.9, "live");
        let scene = Scene::with(&house, "1119", &json!({"all": [share]}), 1).await;
        let open = scene.gate(0).await["criteria"][0].clone();
        assert_eq!((&open["outcome"], open["link"].as_str().is_some_and(|link| link.ends_with("/recorded-facts"))), (&json!("unknown"), true), "{open}");
        let path = format!("/roadmaps/{}/recorded-facts", scene.roadmap);
        let of_stage = json!({"fact": "stage.milestones_done_share", "value": 1, "evidenceId": scene.attest_nothing().await, "holdsUntil": "2030-01-01"});
        let refused = scene.post(&scene.office, &path, of_stage).await;
        assert!(refused.problem(400, "invalid_input")["errors"][0]["pointer"] == "/fact", "{}", refused.json);
        let record = |value: f64, proof: String| {
            let body = json!({"fact": "recorded.share", "value": value, "evidenceId": proof, "holdsUntil": "2030-01-01"});
            scene.post(&scene.office, &path, body)
        };
        record(0.95, scene.attest_nothing().await).await.expect(201);
        assert_eq!(scene.gate(0).await["criteria"][0]["outcome"], "met");
        let corrected = scene.attest_nothing().await;
        record(0.4, corrected.clone()).await.expect(201);
        assert_eq!(scene.gate(0).await["criteria"][0]["outcome"], "unmet");
        let withdraw = |id: String, version: i64| {
            let reason = json!({"reason": "Tellingen var feil."});
            scene.house.post(&format!("/evidence/{id}/withdrawals"), reason).by(&scene.office).if_match(version)
        };
        withdraw(corrected, 2).send().await.expect(200);
        assert_eq!(scene.gate(0).await["criteria"][0]["outcome"], "unknown", "the value that was corrected does not count again");

        let short = json!({"kind": "note", "title": "Telling", "note": "95 %", "validUntil": "2026-11-20"});
        let counted = scene.proof(short).await;
        record(0.95, counted.clone()).await.expect(201);
        scene.pass(0).await;
        let renewed = json!({"kind": "note", "title": "Telling", "note": "96 %", "accessLevel": "internal"});
        let renewed = scene.house.post(&format!("/evidence/{counted}/revisions"), renewed).by(&scene.office).if_match(2).send().await;
        renewed.expect(201);
        assert!(scene.risks(0).await.contains(&"evidence_changed".to_owned()), "until somebody has reviewed the renewal");
        scene.accept(&renewed.id()).await;
        record(0.96, renewed.id()).await.expect(201);
        assert_eq!(scene.risks(0).await, Vec::<String>::new());
    }
}

impl Scene<'_> {
    /// Accepted evidence that is used nowhere.
    async fn attest_nothing(&self) -> String {
        self.proof(json!({"kind": "note", "note": "Talt opp."})).await
    }
}
