//! The audit chain: reading it, exporting it, and finding whatever was done to it.

use crate::on_both;
use crate::roadmaps::text;
use crate::support::{House, Login};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, TransactionTrait};
use serde_json::{Value, json};
use stegvis::access::{Ctx, Role};
use stegvis::capabilities::audit::chain::BreakKind;
use stegvis::capabilities::audit::{export, seal, service};
use stegvis::platform::ledger;
use tables::audit_entry;
use uuid::Uuid;

/// Another value for a column of an entry, as SQL.
type Change = fn(&House, &audit_entry::Model) -> String;

/// Makes so many units, an entry each.
async fn grow(house: &House, login: &Login, units: usize) {
    for index in 0..units {
        let body = json!({"kind": "sector", "name": format!("Sektor {index}")});
        house.post("/units", body).by(login).send().await.expect(201);
    }
}

async fn checkpoint(house: &House, login: &Login) -> Value {
    let made = house
        .post("/audit-checkpoints", json!(null))
        .by(login)
        .send()
        .await;
    made.expect(201).clone()
}

async fn verify(house: &House, login: &Login) -> Value {
    let found = house
        .post("/audit-verifications", json!({}))
        .by(login)
        .send()
        .await;
    found.expect(200).clone()
}

#[track_caller]
fn names(found: &Value, kind: &str, sequence: i64) {
    assert_eq!(found["verdict"], "broken", "{found}");
    assert_eq!(
        (
            found["broken"]["kind"].as_str(),
            found["broken"]["sequence"].as_i64()
        ),
        (Some(kind), Some(sequence)),
        "{found}"
    );
}

/// The chain's entries as the database holds them.
async fn entries(house: &House, organiser: Uuid) -> Vec<audit_entry::Model> {
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let read = house.state.writer.read(organiser).await.expect("a snapshot");
    audit_entry::Entity::find()
        .filter(audit_entry::Column::OrganiserId.eq(organiser))
        .order_by_asc(audit_entry::Column::Sequence)
        .all(read.conn())
        .await
        .expect("entries")
}

fn literal(house: &House, id: Uuid) -> String {
    if house.state.database.backend() == DbBackend::Sqlite {
        format!("X'{}'", id.simple())
    } else {
        format!("'{id}'")
    }
}

/// Does by hand to the tables what no request can.
async fn by_hand(house: &House, organiser: Uuid, statements: &[String]) {
    let txn = house
        .state
        .database
        .writer()
        .begin()
        .await
        .expect("a transaction");
    if house.state.database.backend() == DbBackend::Postgres {
        txn.execute_unprepared(&format!(
            "SELECT set_config('app.organiser', '{organiser}', true)"
        ))
        .await
        .expect("set");
    }
    for statement in statements {
        let done = txn.execute_unprepared(statement).await.expect("done by hand");
        assert!(done.rows_affected() > 0, "{statement}");
    }
    txn.commit().await.expect("committed");
}

/// `UPDATE` of one column of one entry.
fn set(house: &House, organiser: Uuid, sequence: i64, column: &str, value: &str) -> String {
    format!(
        "UPDATE audit_entry SET {column} = {value} WHERE organiser_id = {} AND sequence = {sequence}",
        literal(house, organiser)
    )
}

/// The text with one byte changed.
fn flipped(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let place = bytes
        .iter()
        .position(u8::is_ascii_alphanumeric)
        .expect("a letter or digit");
    bytes[place] = if bytes[place] == b'1' { b'2' } else { b'1' };
    format!(
        "'{}'",
        String::from_utf8(bytes).expect("ASCII").replace('\'', "''")
    )
}

on_both! {
    async fn entries_are_found_by_what_was_done(house) {
        let admin = house.organiser("NO", "0301").await;
        grow(&house, &admin, 3).await;
        let unit = house.post("/units", json!({"kind": "sector", "name": "Helse"})).by(&admin).send().await;
        house.patch(&format!("/units/{}", unit.id()), json!({"headCount": 4})).by(&admin).if_match(1).send().await.expect(200);
        let member = house.member(admin.organiser, "ansatt@fjordvik.example", Role::Member).await;
        house.patch(&format!("/units/{}", unit.id()), json!({"headCount": 5})).by(&member).if_match(2).send().await.problem(403, "forbidden");
        let list = house.get(&format!("/audit-entries?targetKind=unit&targetId={}", unit.id())).by(&admin).send().await;
        let items = list.expect(200)["items"].as_array().expect("items").clone();
        let seen: Vec<_> = items.iter().map(|item| (text(item, "action"), text(item, "outcome"), text(item, "actorId"))).collect();
        assert_eq!(seen, [("unit.updated", "refused", &member), ("unit.updated", "done", &admin), ("unit.created", "done", &admin)].map(|(action, outcome, login)| (action.to_owned(), outcome.to_owned(), login.account.to_string())));
        assert_eq!(items[1]["changes"], r#"{"headCount":{"from":null,"to":4}}"#);

        let by = house.get(&format!("/audit-entries?actorId={}&outcome=refused", member.account)).by(&admin).send().await;
        assert_eq!(by.expect(200)["items"].as_array().map(Vec::len), Some(1));
        let of = house.get("/audit-entries?action=unit.created&order=oldest&limit=3").by(&admin).send().await;
        assert_eq!(of.expect(200)["items"].as_array().map(Vec::len), Some(3));
        let cursor = of.json["page"]["nextCursor"].as_str().expect("a cursor");
        let rest = house.get(&format!("/audit-entries?action=unit.created&order=oldest&cursor={cursor}")).by(&admin).send().await;
        assert_eq!(rest.expect(200)["items"][0]["targetId"], unit.json["id"]);
        house.pass_days(1);
        let later = house.get("/audit-entries?from=2026-11-02T08:00:01Z").by(&house.login("admin@0301.example").await).send().await;
        assert_eq!(later.expect(200)["items"][0]["action"], "session.started");
        assert_eq!(later.json["items"].as_array().map(Vec::len), Some(1));
        let sequence = items[1]["sequence"].as_i64().expect("a number");
        let fresh = house.login("admin@0301.example").await;
        let one = house.get(&format!("/audit-entries?sequence={sequence}")).by(&fresh).send().await;
        assert_eq!(one.expect(200)["items"], json!([items[1]]));
        house.get("/audit-entries?sequence=0").by(&fresh).send().await.problem(400, "invalid_input");
    }

    async fn the_chain_is_for_administrators_and_auditors(house) {
        let admin = house.organiser("SE", "0180").await;
        let member = house.member(admin.organiser, "medarbetare@fjordvik.example", Role::Member).await;
        let auditor = house.member(admin.organiser, "revisor@fjordvik.example", Role::Auditor).await;
        for path in ["/audit-entries", "/audit-export", "/audit-checkpoints"] {
            house.get(path).by(&member).send().await.problem(403, "forbidden");
            assert_eq!(house.get(path).by(&auditor).send().await.status, 200, "{path}");
        }
        house.post("/audit-checkpoints", json!(null)).by(&member).send().await.problem(403, "forbidden");
        house.post("/audit-verifications", json!({})).by(&member).send().await.problem(403, "forbidden");
        let made = checkpoint(&house, &auditor).await;
        let other = house.organiser("SE", "1480").await;
        let items = house.get("/audit-checkpoints").by(&other).send().await.expect(200)["items"].clone();
        assert_eq!(items, json!([]), "another organiser's checkpoint {made}");
        let kept = json!({"checkpoints": [{"jws": made["jws"]}]});
        let foreign = house.post("/audit-verifications", kept).by(&other).send().await;
        names(foreign.expect(200), "checkpoint_signature", made["count"].as_i64().expect("a number"));
    }

    async fn a_checkpoint_is_signed_after_its_own_entry_and_published_twice(house) {
        let admin = house.organiser("DK", "0101").await;
        let first = house.post("/audit-checkpoints", json!(null)).by(&admin).once("c-1").send().await;
        let view = first.expect(201).clone();
        let again = house.post("/audit-checkpoints", json!(null)).by(&admin).once("c-1").send().await;
        assert_eq!(again.expect(201), &view);
        let chain = entries(&house, admin.organiser).await;
        let last = chain.last().expect("an entry");
        assert_eq!((last.action.as_str(), view["count"].as_i64()), ("audit_checkpoint.published", Some(last.sequence)));
        assert_eq!(view["headHash"], last.hash.as_str());
        let jwks: Value = reqwest::get(format!("{}/.well-known/jwks.json", house.url)).await.expect("keys").json().await.expect("JSON");
        let keys = seal::PublicKeys::of_sets(&[jwks]).expect("keys");
        let claims = keys.open(view["jws"].as_str().expect("a JWS")).expect("signed");
        assert_eq!((claims.organiser_id, claims.count, claims.head_hash.as_str()), (admin.organiser, last.sequence, last.hash.as_str()));
        let file = house.folder.join("checkpoints").join(format!("{}.jsonl", admin.organiser));
        let lines = std::fs::read_to_string(file).expect("the file of checkpoints");
        assert_eq!(lines.lines().count(), 1, "{lines}");
        assert_eq!(seal::lines(admin.organiser, "file", &lines)[0].jws, text(&view, "jws"));
        let address = first.header("location").expect("an address").strip_prefix("/api/v1").expect("below the base");
        assert_eq!(house.get(address).by(&admin).send().await.expect(200)["items"], json!([view]));
        checkpoint(&house, &admin).await;
        let page = house.get("/audit-checkpoints?limit=1").by(&admin).send().await;
        let cursor = page.expect(200)["page"]["nextCursor"].as_str().expect("a cursor");
        let second = house.get(&format!("/audit-checkpoints?limit=1&cursor={cursor}")).by(&admin).send().await;
        assert_eq!(second.expect(200)["items"], json!([view]));
        let found = verify(&house, &admin).await;
        assert_eq!((&found["verdict"], &found["checkpoints"]), (&json!("whole"), &json!(2)));
        assert_eq!(found["confirmedEntries"], found["entries"]);
    }

    async fn checkpoints_come_by_themselves_when_something_is_new(house) {
        let admin = house.organiser("FI", "091").await;
        assert_eq!(service::publish_due(&house.state).await.expect("published"), 2, "the organiser's and the instance's own");
        assert_eq!(service::publish_due(&house.state).await.expect("published"), 0);
        house.clock.set(house.clock.now() + chrono::TimeDelta::hours(2));
        assert_eq!(service::publish_due(&house.state).await.expect("published"), 0, "nothing is new");
        let fresh = house.login("admin@091.example").await;
        assert_eq!(service::publish_due(&house.state).await.expect("published"), 1);
        grow(&house, &fresh, 1).await;
        assert_eq!(service::publish_due(&house.state).await.expect("published"), 0, "less than an hour and 1,000 entries later");
        assert_eq!(verify(&house, &fresh).await["verdict"], "whole");
        let instance = Ctx::system(&house.state, Uuid::nil());
        let found = stegvis::capabilities::audit::verify::verify_organiser(&instance, vec![], &mut |_, _| {}).await.expect("verified");
        assert_eq!(found.outcome.expect("whole").checkpoints, 1, "{admin:?}");
    }

    async fn a_changed_byte_names_its_entry(house) {
        let admin = house.organiser("NO", "4601").await;
        let member = house.member(admin.organiser, "ansatt@fjordvik.example", Role::Member).await;
        house.post("/units", json!({"kind": "sector", "name": "Nei"})).by(&member).send().await.problem(403, "forbidden");
        grow(&house, &admin, 12).await;
        assert_eq!(verify(&house, &admin).await["verdict"], "whole");
        let chain = entries(&house, admin.organiser).await;
        // From the end to the beginning: the first broken entry is always the one that was changed last.
        let mut place = chain.len();
        let mut next = || { place -= 1; &chain[place] };
        let columns: [(&str, Change); 11] = [
            ("at", |_, entry| format!("'{}'", (entry.at + chrono::TimeDelta::microseconds(1)).to_rfc3339())),
            ("actor_kind", |_, entry| flipped(&entry.actor_kind)),
            ("actor_id", |house, entry| literal(house, Uuid::from_u128(entry.actor_id.expect("an actor").as_u128() ^ 1))),
            ("action", |_, entry| flipped(&entry.action)),
            ("outcome", |_, entry| flipped(&entry.outcome)),
            ("target_kind", |_, entry| flipped(&entry.target_kind)),
            ("target_id", |house, entry| literal(house, Uuid::from_u128(entry.target_id.expect("a target").as_u128() ^ 1))),
            ("changes", |_, entry| flipped(&entry.changes)),
            ("request_id", |_, entry| flipped(&entry.request_id)),
            ("previous_hash", |_, entry| flipped(&entry.previous_hash)),
            ("hash", |_, entry| flipped(&entry.hash)),
        ];
        for (column, value) in columns {
            let entry = next();
            let change = set(&house, admin.organiser, entry.sequence, column, &value(&house, entry));
            by_hand(&house, admin.organiser, &[change]).await;
            names(&verify(&house, &admin).await, "changed_content", entry.sequence);
        }
        let refused = chain.iter().find(|entry| entry.outcome == "refused").expect("a refused attempt");
        let change = set(&house, admin.organiser, refused.sequence, "outcome", "'done'");
        by_hand(&house, admin.organiser, &[change]).await;
        names(&verify(&house, &admin).await, "changed_content", refused.sequence);
        if house.state.database.backend() == DbBackend::Sqlite {
            let change = set(&house, admin.organiser, 3, "at", "'no instant at all'");
            by_hand(&house, admin.organiser, &[change]).await;
            names(&verify(&house, &admin).await, "changed_content", 3);
            let change = set(&house, admin.organiser, 2, "actor_id", "X'00'");
            by_hand(&house, admin.organiser, &[change]).await;
            names(&verify(&house, &admin).await, "changed_content", 2);
        }
    }

    async fn a_deleted_entry_and_a_moved_head_are_named(house) {
        let admin = house.organiser("NO", "5001").await;
        grow(&house, &admin, 6).await;
        let chain = entries(&house, admin.organiser).await;
        let id = literal(&house, admin.organiser);
        let length = i64::try_from(chain.len()).expect("small");
        by_hand(&house, admin.organiser, &[format!("UPDATE audit_head SET hash = {} WHERE organiser_id = {id}", flipped(&chain[chain.len() - 1].hash))]).await;
        names(&verify(&house, &admin).await, "head_differs", length);
        by_hand(&house, admin.organiser, &[format!("DELETE FROM audit_entry WHERE organiser_id = {id} AND sequence = {length}")]).await;
        names(&verify(&house, &admin).await, "missing_entry", length);
        by_hand(&house, admin.organiser, &[format!("DELETE FROM audit_entry WHERE organiser_id = {id} AND sequence = 4")]).await;
        names(&verify(&house, &admin).await, "missing_entry", 4);
    }

    async fn a_cut_tail_contradicts_a_checkpoint(house) {
        let admin = house.organiser("NO", "1103").await;
        grow(&house, &admin, 3).await;
        let early = checkpoint(&house, &admin).await["count"].as_i64().expect("a number");
        grow(&house, &admin, 3).await;
        let late = checkpoint(&house, &admin).await["count"].as_i64().expect("a number");
        let chain = entries(&house, admin.organiser).await;
        let id = literal(&house, admin.organiser);
        let keep = early + 1;
        let hash = &chain[usize::try_from(keep).expect("small") - 1].hash;
        by_hand(&house, admin.organiser, &[
            format!("DELETE FROM audit_entry WHERE organiser_id = {id} AND sequence > {keep}"),
            format!("UPDATE audit_head SET count = {keep}, hash = '{hash}' WHERE organiser_id = {id}"),
        ]).await;
        let found = verify(&house, &admin).await;
        names(&found, "checkpoint_differs", late);
        assert_eq!(found["confirmedEntries"], early);
        assert!(found["broken"]["detail"].as_str().is_some_and(|text| text.contains(&format!("after entry {early}"))), "{found}");
        // The file alone, without the object store, finds it as well.
        std::fs::remove_dir_all(house.folder.join("blobs").join("checkpoints")).expect("removed");
        names(&verify(&house, &admin).await, "checkpoint_differs", late);
    }

    async fn a_chain_hashed_anew_contradicts_a_checkpoint(house) {
        let admin = house.organiser("NO", "3301").await;
        grow(&house, &admin, 4).await;
        let count = checkpoint(&house, &admin).await["count"].as_i64().expect("a number");
        grow(&house, &admin, 2).await;
        let mut chain = entries(&house, admin.organiser).await;
        let from = usize::try_from(count).expect("small") - 3;
        r#"{"name":"noe annet"}"#.clone_into(&mut chain[from].changes);
        let mut statements = vec![set(&house, admin.organiser, chain[from].sequence, "changes", &format!("'{}'", chain[from].changes))];
        for index in from..chain.len() {
            let before = chain[index - 1].hash.clone();
            chain[index].previous_hash = before;
            chain[index].hash = ledger::hash_of(&chain[index]);
            for (column, value) in [("previous_hash", &chain[index].previous_hash), ("hash", &chain[index].hash)] {
                statements.push(set(&house, admin.organiser, chain[index].sequence, column, &format!("'{value}'")));
            }
        }
        let last = &chain[chain.len() - 1].hash;
        statements.push(format!("UPDATE audit_head SET hash = '{last}' WHERE organiser_id = {}", literal(&house, admin.organiser)));
        by_hand(&house, admin.organiser, &statements).await;
        names(&verify(&house, &admin).await, "checkpoint_differs", count);
        let name = house.folder.join(format!("blobs/checkpoints/{}/{count:020}.jws", admin.organiser));
        let text = std::fs::read_to_string(&name).expect("the checkpoint");
        let forged = text.replacen(&text[text.len() - 8..], "AAAAAAAA", 1);
        std::fs::write(&name, forged).expect("forged");
        std::fs::remove_dir_all(house.folder.join("checkpoints")).expect("removed");
        names(&verify(&house, &admin).await, "checkpoint_signature", count);
    }

    async fn an_export_verifies_offline_and_a_flipped_byte_is_named(house) {
        let admin = house.organiser("SE", "1280").await;
        grow(&house, &admin, 4).await;
        checkpoint(&house, &admin).await;
        grow(&house, &admin, 3).await;
        let got = house.get("/audit-export").by(&admin).send().await;
        assert_eq!((got.status, got.header("content-type")), (200, Some("application/jsonl")));
        let tag = got.header("etag").expect("a validator").to_owned();
        assert_eq!(house.get("/audit-export").by(&admin).header("if-none-match", &tag).send().await.status, 304);
        let keys = seal::PublicKeys::of_sets(&[house.state.keys.jwks()]).expect("keys");
        let marks = std::fs::read_to_string(house.folder.join("checkpoints").join(format!("{}.jsonl", admin.organiser))).expect("checkpoints");
        let check = |bytes: &[u8], part| export::verify_export(bytes, &keys, Some(("marks", &marks)), part, &mut |_| {}).expect("readable");
        let lines = got.bytes.split_inclusive(|byte| *byte == b'\n').collect::<Vec<_>>();
        let whole = check(&got.bytes, false).outcome.expect("whole");
        assert_eq!((usize::try_from(whole.last).expect("small"), whole.checkpoints), (lines.len(), 1));

        let start: usize = lines[..4].iter().map(|line| line.len()).sum();
        for place in start..start + lines[4].len() {
            let mut bytes = got.bytes.clone();
            bytes[place] ^= 1;
            let found = check(&bytes, false).outcome.expect_err("a flipped byte");
            assert_eq!(found.sequence, 5, "byte {} of the line: {found:?}", place - start);
        }
        let cut = check(&lines[..3].concat(), false).outcome.expect_err("cut");
        assert_eq!(cut.kind, BreakKind::CheckpointDiffers);
        let headless = check(&lines[2..].concat(), false).outcome.expect_err("headless");
        assert_eq!((headless.kind, headless.sequence), (BreakKind::MissingEntry, 1));
        let part = check(&lines[2..].concat(), true).outcome.expect("a part");
        assert_eq!((part.first, part.checkpoints), (3, 1));
        let strangers = seal::PublicKeys::of_sets(&[json!({"keys": []})]).expect("no keys");
        let unsigned = export::verify_export(&got.bytes[..], &strangers, Some(("marks", &marks)), false, &mut |_| {}).expect("readable");
        assert_eq!(unsigned.outcome.expect_err("nobody's key").kind, BreakKind::CheckpointSignature);

        house.pass_days(1);
        let fresh = house.login("admin@1280.example").await;
        let late = house.get("/audit-export?from=2026-11-03T00:00:00Z").by(&fresh).send().await;
        assert_eq!(String::from_utf8_lossy(&late.bytes).lines().count(), 1);
        let early = house.get("/audit-export?to=2026-11-03T00:00:00Z").by(&fresh).send().await;
        assert_eq!(early.bytes, got.bytes);
        let none = house.get("/audit-export?from=2027-01-01T00:00:00Z").by(&fresh).send().await;
        assert_eq!((none.status, none.bytes.len()), (200, 0));
    }
}
