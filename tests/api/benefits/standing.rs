//! What a benefit stands on over time: an effect that is one, evidence of its own, and what its reviews find.

use super::{Scene, pointers, reading, text};
use crate::on_both;
use crate::support::Got;
use serde_json::{Value, json};

impl Scene<'_> {
    async fn review(&self, id: &str, day: &str) -> Got {
        let path = format!("/benefits/{id}/benefit-reviews");
        let call = self.house.post(&path, json!({"dueOn": day}));
        call.by(&self.office).send().await
    }

    async fn found(&self, review: &str, outcome: &str) -> Got {
        let body = json!({"outcome": outcome, "finding": "Målt på nytt i begge soner."});
        let path = format!("/benefit-reviews/{review}/findings");
        let call = self.house.post(&path, body).by(&self.office);
        call.header("if-match", "*").send().await
    }

    /// A benefit that is realised.
    async fn realised(&self, title: &str) -> String {
        let id = self.locked(self.fields(title)).await;
        let items = json!([reading(&id, "realised", "2026-10-01", 400.0)]);
        self.record(items).send().await.expect(200);
        let apart = json!({"notApplicableReason": "Gjelder ikke."});
        let said = json!({"staff": {"evidenceId": self.proof().await}, "users": apart, "partners": apart});
        self.adopt(&id, said).await.expect(200);
        self.act(&id, "realisation", json!(null)).await.expect(200);
        id
    }

    async fn at_risk(&self, id: &str) -> (Value, Value, Value) {
        let read = self.read(id).await;
        let [risk, risks, finding] = ["atRisk", "risks", "lastFinding"].map(|name| read[name].clone());
        (risk, risks, finding)
    }
}

on_both! {
    async fn what_has_no_effect_is_not_realised(house) {
        let scene = Scene::open(&house, "1101").await;
        let id = scene.locked(scene.fields("Mindre kjøring")).await;
        let proof = scene.proof().await;
        let apart = json!({"notApplicableReason": "Gjelder ikke."});
        let mut said = json!({"staff": {"evidenceId": proof}, "users": {"evidenceId": proof}, "partners": apart});
        assert_eq!(pointers(&scene.adopt(&id, said.clone()).await), ["/sharedEvidenceReason"], "one piece for two groups is said to be one");
        said["sharedEvidenceReason"] = json!("Ansatte og brukere svarte sammen.");
        assert_eq!(scene.adopt(&id, said).await.expect(200)["adoption"]["sharedEvidenceReason"], "Ansatte og brukere svarte sammen.");
        let ask = async || scene.act(&id, "realisation", json!(null)).await;
        let missing = |code: &str| [("/values".to_owned(), code.to_owned())];
        assert_eq!(ask().await.faults(), missing("nothing_measured"));
        scene.record(json!([reading(&id, "realised", "2026-09-01", 430.0)])).send().await.expect(200);
        assert_eq!(ask().await.faults(), missing("no_effect"));
        scene.record(json!([reading(&id, "realised", "2026-10-01", 410.0)])).send().await.expect(200);
        assert_eq!(ask().await.faults(), missing("no_effect"), "ten hours more and ten hours less");
        scene.record(json!([reading(&id, "realised", "2026-09-01", 429.9)])).send().await.expect(200);
        assert_eq!(ask().await.expect(200)["state"], "realised");
    }

    async fn a_benefit_that_is_found_lost_counts_no_more(house) {
        let scene = Scene::open(&house, "1103").await;
        let id = scene.realised("Mindre kjøring").await;
        let first = scene.review(&id, "2026-11-02").await.id();
        let calm = |finding: Value| (json!(false), json!([]), finding);
        assert_eq!(scene.at_risk(&id).await, calm(Value::Null));
        let before = scene.house.get(&format!("/benefits/{id}")).by(&scene.office).send().await;
        scene.found(&first, "lost").await.expect(200);
        let after = scene.house.get(&format!("/benefits/{id}")).by(&scene.office).send().await;
        assert_ne!(before.header("etag"), after.header("etag"));
        assert_eq!(scene.at_risk(&id).await, (json!(true), json!(["found_lost"]), json!("lost")));
        assert_eq!(scene.facts().await[0], (json!(0.0), "unmet".to_owned()));
        // A later look finds it again, or weaker.
        let scene = scene.later(1).await;
        let second = scene.review(&id, "2026-12-01").await.id();
        scene.found(&second, "weaker").await.expect(200);
        assert_eq!(scene.at_risk(&id).await, calm(json!("weaker")));
        assert_eq!(scene.facts().await[0], (json!(1.0), "met".to_owned()));

        // Another baseline takes away what it was realised on, until somebody has looked.
        let scene = scene.later(1).await;
        let other = json!({"baseline": {"value": 415, "date": "2026-08-31", "source": "Rettet"}, "reason": "Én rute var talt to ganger."});
        scene.act(&id, "baselines", other).await.expect(200);
        assert_eq!(scene.at_risk(&id).await, (json!(true), json!(["baseline_superseded"]), json!("weaker")));
        assert_eq!(scene.facts().await[0].0, json!(0.0));
        let scene = scene.later(1).await;
        let third = scene.review(&id, "2026-11-30").await.id();
        scene.found(&third, "holds").await.expect(200);
        assert_eq!(scene.at_risk(&id).await, calm(json!("holds")));
        assert_eq!(scene.facts().await[0].0, json!(1.0));
    }

    async fn reviews_are_neither_done_early_nor_pushed_away_unseen(house) {
        let scene = Scene::open(&house, "1106").await;
        let id = scene.benefit(scene.fields("Mindre kjøring")).await;
        let near = scene.review(&id, "2026-11-10").await;
        assert_eq!(near.expect(201)["firstDueOn"], "2026-11-10");
        let edge = scene.review(&id, "2027-01-01").await.id();
        let far = scene.review(&id, "2027-01-02").await.id();
        scene.found(&far, "holds").await.problem(409, "conflict");
        scene.found(&edge, "holds").await.expect(200);
        let listed = async |filter: &str| {
            let list = scene.get(&format!("/benefit-reviews?{filter}")).await;
            list["items"].as_array().into_iter().flatten().map(|one| text(&one["id"])).collect::<Vec<_>>()
        };
        assert_eq!(listed("dueFrom=2027-01-01&dueTo=2027-01-01").await, [edge]);
        assert_eq!(listed("dueTo=2026-11-10").await, [near.id()]);
        assert_eq!(listed("branch=municipal_health_care").await, Vec::<String>::new());
        let wrong = scene.house.get("/benefit-reviews?dueFrom=2027-01-01&dueTo=2026-01-01").by(&scene.office).send().await;
        assert_eq!(pointers(&wrong), ["/query/dueTo"]);

        let scene = scene.later(9).await;
        let path = format!("/benefit-reviews/{}", near.id());
        let put_off = |body: Value, version: i64| scene.house.patch(&path, body).by(&scene.office).if_match(version);
        assert_eq!(pointers(&put_off(json!({"dueOn": "2026-12-10"}), 1).send().await), ["/movedReason"]);
        let moved = put_off(json!({"dueOn": "2026-12-10", "movedReason": "Tallene for november mangler."}), 1).send().await;
        assert_eq!((&moved.expect(200)["firstDueOn"], &moved.json["dueOn"]), (&json!("2026-11-10"), &json!("2026-12-10")));
        let again = put_off(json!({"dueOn": "2026-12-11"}), 2).send().await;
        assert_eq!((&again.expect(200)["firstDueOn"], &again.json["movedReason"]), (&json!("2026-11-10"), &json!("Tallene for november mangler.")));
        put_off(json!({"dueOn": "2027-01-02"}), 3).send().await.problem(409, "duplicate");
    }
}
