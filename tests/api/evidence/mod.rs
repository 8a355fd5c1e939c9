//! Evidence: submission, review, reuse, revision, withdrawal, and who sees what.

mod files;
mod scene;

use crate::on_both;
use scene::{Scene, account_of, note};
use serde_json::{Value, json};
use stegvis::access::{Ctx, Role};
use stegvis::capabilities::evidence::service;

on_both! {
    async fn every_kind_is_submitted_with_its_content_and_a_hash(house) {
        let scene = Scene::of(&house, "0301").await;
        let bodies = [
            note("Møtereferat"),
            json!({"kind": "link", "title": "Plan", "link": "https://fjordvik.example/plan", "note": "Kapittel 3", "accessLevel": "open"}),
            json!({"kind": "measurement", "title": "Tid", "accessLevel": "internal",
                "measurement": {"value": 12.5, "unit": "min", "measuredAt": "2026-10-01T10:00:00Z", "method": "Tidtaking"}}),
            json!({"kind": "attestation", "title": "Bekreftet", "attestation": {"text": "Alle har fått opplæring."}, "accessLevel": "internal",
                "uses": [{"stageId": scene.stage, "criterionKey": "sponsor"}, {"milestoneId": scene.milestone}]}),
        ];
        for body in &bodies {
            let made = house.post(&scene.path(), body.clone()).by(&scene.owner).send().await;
            let view = made.expect(201).clone();
            for field in ["kind", "title", "note", "link", "measurement", "attestation", "accessLevel"] {
                assert_eq!(view[field], body[field], "{field}");
            }
            assert_eq!((&view["status"], &view["revision"], &view["ownerId"]), (&json!("submitted"), &json!(1), &json!(scene.owner_person)));
            let read = house.get(&format!("/evidence/{}", made.id())).by(&scene.member).send().await;
            assert_eq!(read.expect(200), &view);
            assert_eq!(read.header("etag"), made.header("etag"));
            assert_eq!(made.header("location"), Some(format!("/api/v1/evidence/{}", made.id()).as_str()));
        }
        let list = house.get(&format!("{}?limit=3", scene.path())).by(&scene.member).send().await;
        let page = list.expect(200);
        assert_eq!(page["items"][0]["uses"].as_array().map(Vec::len), Some(2));
        let cursor = page["page"]["nextCursor"].as_str().expect("a cursor");
        let rest = house.get(&format!("{}?limit=3&cursor={cursor}", scene.path())).by(&scene.member).send().await;
        assert_eq!(rest.expect(200)["items"].as_array().map(Vec::len), Some(1));
        let twice = house.post(&scene.path(), note("Gjentatt")).by(&scene.owner).once("k").send().await;
        let again = house.post(&scene.path(), note("Gjentatt")).by(&scene.owner).once("k").send().await;
        assert_eq!(twice.id(), again.id());
    }

    async fn every_fault_is_named_at_once(house) {
        let scene = Scene::of(&house, "1103").await;
        let body = json!({"kind": "link", "title": "", "link": "javascript:alert(1)", "accessLevel": "secret", "colour": "red"});
        let refused = house.post(&scene.path(), body).by(&scene.owner).send().await;
        refused.problem(400, "invalid_input");
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/accessLevel", "not_one_of"), ("/colour", "unknown"), ("/link", "pattern"), ("/title", "too_short")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        let elsewhere = uuid::Uuid::from_u128(7);
        let body = json!({"kind": "note", "title": "t", "link": "https://x.example", "accessLevel": "restricted", "ownerId": elsewhere,
            "effectiveFrom": "2026-05-02", "effectiveTo": "2026-05-01",
            "uses": [{"milestoneId": elsewhere}, {"milestoneId": scene.milestone, "itemKey": "photo"}, {"stageId": scene.stage, "criterionKey": "x"},
                {"milestoneId": scene.milestone}, {"milestoneId": scene.milestone}, {}]});
        let refused = house.post(&scene.path(), body).by(&scene.owner).send().await;
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/effectiveTo", "contradicts"), ("/legalBasis", "required"), ("/link", "contradicts"), ("/note", "required"), ("/ownerId", "no_such"),
            ("/uses/0/milestoneId", "no_such"), ("/uses/1/itemKey", "no_such"), ("/uses/2/criterionKey", "no_such"), ("/uses/4", "not_unique"), ("/uses/5/milestoneId", "required")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    }

    async fn four_eyes_review(house) {
        let scene = Scene::of(&house, "4601").await;
        let made = house.post(&scene.path(), note("Referat")).by(&scene.owner).send().await;
        let reviews = format!("/evidence/{}/reviews", made.id());
        let accept = json!({"outcome": "accept"});
        house.post(&reviews, accept.clone()).by(&scene.office).if_match(1).send().await.problem(403, "forbidden");
        house.post(&reviews, accept.clone()).by(&scene.reviewer).send().await.problem(428, "precondition_required");
        house.post(&reviews, accept.clone()).by(&scene.reviewer).if_match(9).send().await.problem(412, "stale");
        // The same person with another account, who may review.
        let twin = account_of(&house, scene.admin.organiser, scene.owner_person, "eier.to@4601.example", Role::Reviewer).await;
        let entries = house.entries().await;
        house.post(&reviews, accept.clone()).by(&twin).if_match(1).send().await.problem(409, "four_eyes");
        assert_eq!(house.entries().await, entries + 1, "a refused attempt at a change is an entry");
        let bare = house.post(&reviews, json!({"outcome": "reject"})).by(&scene.reviewer).if_match(1).send().await;
        assert_eq!(bare.faults(), [("/note".to_owned(), "required".to_owned())]);
        let accepted = house.post(&reviews, accept.clone()).by(&scene.reviewer).if_match(1).send().await;
        assert_eq!(accepted.expect(200)["status"], "accepted");
        assert_eq!(accepted.json["reviewedBy"], json!(scene.reviewer.account));
        assert_eq!(accepted.header("etag"), Some("\"2\""));
        house.post(&reviews, accept).by(&scene.reviewer).if_match(2).send().await.problem(409, "wrong_state");
        let other = house.post(&scene.path(), note("Uten dato")).by(&scene.owner).send().await;
        let reject = json!({"outcome": "reject", "note": "Datoen mangler."});
        let rejected = house.post(&format!("/evidence/{}/reviews", other.id()), reject).by(&scene.reviewer).if_match(1).send().await;
        assert_eq!((&rejected.expect(200)["status"], &rejected.json["reviewNote"]), (&json!("rejected"), &json!("Datoen mangler.")));
    }

    async fn a_revision_supersedes_and_takes_the_uses_along(house) {
        let scene = Scene::of(&house, "5001").await;
        let mut body = note("Referat");
        body["uses"] = json!([{"milestoneId": scene.milestone, "itemKey": "minutes"}]);
        let first = house.post(&scene.path(), body).by(&scene.owner).send().await;
        let revisions = format!("/evidence/{}/revisions", first.id());
        house.post(&revisions, note("Nytt")).by(&scene.owner).send().await.problem(428, "precondition_required");
        house.post(&revisions, note("Nytt")).by(&scene.member).if_match(1).send().await.problem(403, "forbidden");
        let leader = house.member(scene.admin.organiser, "leder@5001.example", Role::Leader).await;
        house.post(&revisions, note("Nytt")).by(&leader).if_match(1).send().await.problem(403, "forbidden");
        let second = house.post(&revisions, note("Referat, rettet")).by(&scene.owner).if_match(1).send().await;
        let view = second.expect(201);
        assert_eq!((&view["revision"], &view["supersedesId"], &view["status"]), (&json!(2), &first.json["id"], &json!("submitted")));
        assert_eq!(view["uses"][0]["itemKey"], "minutes");
        let old = house.get(&format!("/evidence/{}", first.id())).by(&scene.owner).send().await;
        assert_eq!((&old.expect(200)["status"], &old.json["supersededById"], &old.json["title"]), (&json!("superseded"), &second.json["id"], &json!("Referat")));
        for act in ["revisions", "reviews", "withdrawals"] {
            let body = match act { "revisions" => note("x"), "reviews" => json!({"outcome": "accept"}), _ => json!({"reason": "x"}) };
            let by = if act == "reviews" { &scene.reviewer } else { &scene.owner };
            let late = house.post(&format!("/evidence/{}/{act}", first.id()), body).by(by).if_match(2).send().await;
            late.problem(409, "wrong_state");
        }
        let here = house.get(&format!("{}?milestoneId={}&status=submitted", scene.path(), scene.milestone)).by(&scene.member).send().await;
        assert_eq!(here.expect(200)["items"].as_array().map(Vec::len), Some(1));
    }

    async fn withdrawal_gives_its_reason_and_keeps_the_evidence(house) {
        let scene = Scene::of(&house, "3301").await;
        let made = house.post(&scene.path(), note("Referat")).by(&scene.owner).send().await;
        let path = format!("/evidence/{}/withdrawals", made.id());
        house.post(&path, json!({})).by(&scene.owner).if_match(1).send().await.problem(400, "invalid_input");
        house.post(&path, json!({"reason": "Feil enhet"})).by(&scene.reviewer).if_match(1).send().await.problem(403, "forbidden");
        let withdrawn = house.post(&path, json!({"reason": "Feil enhet"})).by(&scene.owner).if_match(1).send().await;
        assert_eq!((&withdrawn.expect(200)["status"], &withdrawn.json["withdrawalReason"]), (&json!("withdrawn"), &json!("Feil enhet")));
        let read = house.get(&format!("/evidence/{}", made.id())).by(&scene.member).send().await;
        assert_eq!(read.expect(200)["note"], "Ledergruppen vedtok planen.");
        house.delete(&format!("/evidence/{}", made.id())).by(&scene.office).unchecked().send().await.problem(405, "method_not_allowed");
    }

    async fn evidence_is_used_in_several_places(house) {
        let scene = Scene::of(&house, "3205").await;
        let made = house.post(&scene.path(), note("Referat")).by(&scene.owner).send().await;
        let uses = format!("/evidence/{}/uses", made.id());
        let place = json!({"milestoneId": scene.milestone, "itemKey": "minutes"});
        let first = house.post(&uses, place.clone()).by(&scene.owner).send().await;
        assert_eq!(first.expect(201)["itemKey"], "minutes");
        house.post(&uses, place).by(&scene.owner).send().await.problem(409, "duplicate");
        house.post(&uses, json!({"milestoneId": scene.other_milestone})).by(&scene.owner).send().await.expect(201);
        house.post(&uses, json!({"stageId": scene.stage, "criterionKey": "sponsor"})).by(&scene.owner).send().await.expect(201);
        let wrong = house.post(&uses, json!({"stageId": scene.stage, "milestoneId": scene.milestone})).by(&scene.owner).send().await;
        assert_eq!(wrong.faults(), [("/stageId".to_owned(), "contradicts".to_owned())]);
        house.post(&uses, json!({"milestoneId": scene.milestone})).by(&scene.member).send().await.problem(403, "forbidden");
        let list = house.get(&uses).by(&scene.member).send().await;
        assert_eq!(list.expect(200)["items"].as_array().map(Vec::len), Some(3));
        let read = house.get(&format!("/evidence/{}", made.id())).by(&scene.member).send().await;
        assert_eq!((read.expect(200)["uses"].as_array().map(Vec::len), read.version()), (Some(3), 4));
        let one = format!("/evidence-uses/{}", first.id());
        house.get(&one).by(&scene.member).send().await.expect(200);
        house.delete(&one).by(&scene.reviewer).if_match(1).send().await.problem(403, "forbidden");
        house.delete(&one).by(&scene.owner).if_match(1).send().await.expect(204);
        house.get(&one).by(&scene.member).send().await.problem(404, "not_found");
        let states = states(&house, &scene).await;
        assert_eq!(states[0].uses.len(), 2);
    }

    async fn validity_runs_out_without_a_write(house) {
        let scene = Scene::of(&house, "3107").await;
        let mut body = note("Avtale");
        body["validUntil"] = json!("2026-11-02");
        let made = house.post(&scene.path(), body).by(&scene.owner).send().await;
        house.post(&format!("/evidence/{}/reviews", made.id()), json!({"outcome": "accept"})).by(&scene.reviewer).if_match(1).send().await.expect(200);
        let path = format!("/evidence/{}", made.id());
        let today = house.get(&path).by(&scene.member).send().await;
        assert_eq!(today.expect(200)["expired"], false);
        assert!(states(&house, &scene).await[0].is_valid());
        let tag = today.header("etag").expect("a validator").to_owned();
        house.pass_days(1);
        let member = house.login("ansatt@3107.example").await;
        let late = house.get(&path).by(&member).header("if-none-match", &tag).send().await;
        assert_eq!((&late.expect(200)["expired"], &late.json["status"]), (&json!(true), &json!("accepted")));
        assert_eq!(late.version(), today.version());
        let state = &states(&house, &scene).await[0];
        assert!(state.expired && !state.is_valid());
        let ctx = Ctx::system(&house.state, scene.admin.organiser);
        let read = ctx.read().await.expect("a snapshot");
        assert!(!service::accepted_and_valid(read.conn(), ctx.scope(), state.id, ctx.today()).await.expect("asked"));
        drop(read);
        let list = |filter: &'static str| {
            let call = house.get(&format!("{}?{filter}", scene.path())).by(&member);
            async move { call.send().await.expect(200)["items"].as_array().map(Vec::len) }
        };
        assert_eq!(list("expiringBefore=2026-11-03").await, Some(1));
        assert_eq!(list("expiringBefore=2026-11-02").await, Some(0));
        assert_eq!(list("kind=file").await, Some(0));
        assert_eq!(list("kind=note&status=accepted").await, Some(1));
    }

    async fn restricted_content_is_hidden_from_most(house) {
        let scene = Scene::of(&house, "1505").await;
        let body = json!({"kind": "note", "title": "Varsel om navngitt leder", "note": "Hemmelig", "accessLevel": "restricted", "legalBasis": "offl. § 13"});
        let made = house.post(&scene.path(), body).by(&scene.owner).send().await;
        assert_eq!(made.expect(201)["note"], "Hemmelig");
        let path = format!("/evidence/{}", made.id());
        for (login, shown) in [(&scene.owner, true), (&scene.reviewer, true), (&scene.office, true), (&scene.member, false), (&scene.admin, false)] {
            let read = house.get(&path).by(login).header("accept-language", "nb").send().await;
            let view = read.expect(200);
            assert_eq!((&view["contentHidden"], view["note"].is_string()), (&json!(!shown), shown));
            assert_eq!(view["title"], if shown { "Varsel om navngitt leder" } else { "Skjermet dokumentasjon" });
            assert_eq!(view["contentHash"].is_string(), shown, "a hash of a short text would give it away");
            let list = house.get(&scene.path()).by(login).send().await;
            assert_eq!(list.expect(200).to_string().contains("navngitt"), shown);
        }
        let swedish = house.get(&path).by(&scene.member).header("accept-language", "sv").send().await;
        assert_eq!(swedish.expect(200)["title"], "Skyddat underlag");
        assert_eq!(states(&house, &scene).await[0].title, "Restricted evidence");
        let entries = audit_texts(&house, &scene).await;
        assert!(!entries.contains("navngitt") && !entries.contains("Hemmelig"), "the chain is read by others");
    }

    async fn nothing_is_seen_of_another_organiser_or_roadmap(house) {
        let scene = Scene::of(&house, "1804").await;
        let other = Scene::of(&house, "5501").await;
        let made = house.post(&scene.path(), note("Referat")).by(&scene.owner).send().await;
        let path = format!("/evidence/{}", made.id());
        house.get(&path).by(&other.office).send().await.problem(404, "not_found");
        house.get(&scene.path()).by(&other.office).send().await.problem(404, "not_found");
        house.post(&scene.path(), note("x")).by(&other.office).send().await.problem(404, "not_found");
        house.post(&format!("{path}/reviews"), json!({"outcome": "accept"})).by(&other.reviewer).if_match(1).send().await.problem(404, "not_found");
        house.post(&format!("{path}/uses"), json!({"milestoneId": other.milestone})).by(&other.office).send().await.problem(404, "not_found");
        let foreign = house.post(&format!("{path}/uses"), json!({"milestoneId": other.milestone})).by(&scene.owner).send().await;
        assert_eq!(foreign.faults(), [("/milestoneId".to_owned(), "no_such".to_owned())]);
        house.get(&path).send().await.problem(401, "unauthenticated");
        house.post(&scene.path(), note("x")).by(&scene.member).send().await.problem(403, "forbidden");
    }
}

/// What the gates are told of the roadmap's evidence.
async fn states(house: &crate::support::House, scene: &Scene) -> Vec<service::EvidenceState> {
    let ctx = Ctx::system(&house.state, scene.admin.organiser);
    let read = ctx.read().await.expect("a snapshot");
    let all = service::evidence_of_roadmap(read.conn(), ctx.scope(), scene.roadmap, ctx.today())
        .await
        .expect("states");
    let ids: Vec<_> = all.iter().map(|state| state.id).collect();
    let same = service::evidence_states(read.conn(), ctx.scope(), &ids, ctx.today()).await;
    assert_eq!(same.expect("states"), all);
    all
}

/// Everything that the chain of the organiser says.
async fn audit_texts(house: &crate::support::House, scene: &Scene) -> String {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let ctx = Ctx::system(&house.state, scene.admin.organiser);
    let read = ctx.read().await.expect("a snapshot");
    let rows = tables::audit_entry::Entity::find()
        .filter(tables::audit_entry::Column::OrganiserId.eq(scene.admin.organiser))
        .all(read.conn())
        .await
        .expect("entries");
    let texts: Vec<Value> = rows.iter().map(|row| json!([row.action, row.changes])).collect();
    assert!(texts.iter().any(|text| text[0] == "evidence.submitted"));
    json!(texts).to_string()
}
