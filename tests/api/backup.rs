//! Backup while the service runs, restore into either database, and the commands that do it.

use crate::on_both;
use crate::roadmaps::{five_steps, text};
use crate::support::{Backend, House, Login};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, Statement, TransactionTrait};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use stegvis::backup::{self, Made, Part};
use stegvis::platform::clock::new_id;
use tables::{blob, evidence};
use uuid::Uuid;

fn own(house: &House) -> Backend {
    match house.state.database.backend() {
        DbBackend::Postgres => Backend::Postgres,
        _ => Backend::Sqlite,
    }
}

fn other(house: &House) -> Backend {
    match own(house) {
        Backend::Postgres => Backend::Sqlite,
        Backend::Sqlite => Backend::Postgres,
    }
}

async fn back_up(house: &House, name: &str) -> Made {
    backup::make(&house.state, &house.folder.join(name), &mut |_| {})
        .await
        .expect("a backup")
}

async fn refused(house: &House, file: &Path) -> String {
    backup::restore(&house.state, file, &mut |_| {})
        .await
        .expect_err("refused")
        .to_string()
}

/// Writes rows without the API, such as evidence that needs no review here.
async fn by_hand<F, Fut>(house: &House, organiser: Uuid, work: F)
where
    F: FnOnce(Arc<sea_orm::DatabaseTransaction>) -> Fut,
    Fut: Future<Output = ()>,
{
    let txn = Arc::new(
        house
            .state
            .database
            .writer()
            .begin()
            .await
            .expect("a transaction"),
    );
    if own(house) == Backend::Postgres {
        txn.execute_unprepared(&format!(
            "SELECT set_config('app.organiser', '{organiser}', true)"
        ))
        .await
        .expect("set");
    }
    work(Arc::clone(&txn)).await;
    Arc::into_inner(txn)
        .expect("given back")
        .commit()
        .await
        .expect("committed");
}

/// A roadmap; a unit that was moved below a younger one; evidence with bytes and two revisions that refer to each other.
async fn furnish(house: &House) -> (Login, Value, Vec<u8>) {
    let (admin, _, roadmap) = five_steps(house).await;
    let elder = house
        .post("/units", json!({"kind": "sector", "name": "Eldre"}))
        .by(&admin)
        .send()
        .await;
    let younger = house
        .post("/units", json!({"kind": "sector", "name": "Yngre"}))
        .by(&admin)
        .send()
        .await;
    let below = house
        .post(
            "/units",
            json!({"kind": "area", "name": "Hjemmetjenester", "parentId": elder.id()}),
        )
        .by(&admin)
        .send()
        .await;
    let child = house
        .post(
            "/units",
            json!({"kind": "unit", "name": "Sone «sør»\nog øst", "parentId": below.id()}),
        )
        .by(&admin)
        .send()
        .await;
    house
        .patch(
            &format!("/units/{}", below.id()),
            json!({"parentId": younger.id()}),
        )
        .by(&admin)
        .if_match(1)
        .send()
        .await
        .expect(200);
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let roadmap = text(&roadmap, "id").parse().expect("an id");
    revisions(house, admin.organiser, roadmap, &bytes).await;
    house
        .post("/audit-checkpoints", json!(null))
        .by(&admin)
        .send()
        .await
        .expect(201);
    house
        .patch(&format!("/units/{}", child.id()), json!({"headCount": 7}))
        .by(&admin)
        .if_match(1)
        .send()
        .await
        .expect(200);
    (admin, child.json.clone(), bytes)
}

/// Evidence of two revisions that refer to each other, with bytes in the object store.
async fn revisions(house: &House, organiser: Uuid, roadmap: Uuid, bytes: &[u8]) {
    let chunks = futures::stream::iter(vec![Ok(actix_web::web::Bytes::copy_from_slice(bytes))]);
    let (stored, ()) = house
        .state
        .blobs
        .take_in(organiser, new_id(), chunks, |_| Ok(()))
        .await
        .expect("stored");
    let now = house.clock.now();
    let ids = [new_id(), new_id()];
    by_hand(house, organiser, |txn| async move {
        let row = blob::ActiveModel {
            organiser_id: Set(organiser),
            hash: Set(stored.hash.clone()),
            size: Set(i64::try_from(stored.size).expect("small")),
            media_type: Set("application/octet-stream".to_owned()),
            created_at: Set(now),
        };
        blob::Entity::insert(row)
            .exec_without_returning(&*txn)
            .await
            .expect("a blob");
        let revision = |index: usize, supersedes: Option<Uuid>| evidence::ActiveModel {
            organiser_id: Set(organiser),
            id: Set(ids[index]),
            roadmap_id: Set(roadmap),
            kind: Set("file".to_owned()),
            title: Set("Måling".to_owned()),
            measurement: Set(Some(json!({"value": 0.5, "unit": null}))),
            blob_hash: Set(Some(stored.hash.clone())),
            access_level: Set("internal".to_owned()),
            status: Set("submitted".to_owned()),
            content_hash: Set(stored.hash.clone()),
            supersedes_id: Set(supersedes),
            revision: Set(i32::try_from(index + 1).expect("small")),
            submitted_at: Set(now),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        };
        for row in [revision(0, None), revision(1, Some(ids[0]))] {
            evidence::Entity::insert(row)
                .exec_without_returning(&*txn)
                .await
                .expect("evidence");
        }
        let back = evidence::ActiveModel {
            organiser_id: Set(organiser),
            id: Set(ids[0]),
            superseded_by_id: Set(Some(ids[1])),
            ..Default::default()
        };
        evidence::Entity::update(back)
            .exec_without_returning(&*txn)
            .await
            .expect("linked");
    })
    .await;
}

fn comparable(made: &Made) -> Vec<&Part> {
    made.manifest
        .parts
        .iter()
        .filter(|part| part.name != "jwks.json")
        .collect()
}

async fn blob_names(house: &House) -> Vec<String> {
    let mut names = house.state.blobs.names("blobs").await.expect("names");
    names.extend(house.state.blobs.names("checkpoints").await.expect("names"));
    names
}

async fn no_rows(house: &House) -> bool {
    let organisers = tables::organiser::Entity::find()
        .all(house.state.database.readers())
        .await
        .expect("organisers");
    organisers.is_empty() && house.entries().await == 0
}

/// The command line on a house's database.
fn stegvis(house: &House, arguments: &[&str]) -> Output {
    let settings = &house.state.settings;
    let path = |path: &PathBuf| path.display().to_string();
    Command::new(env!("CARGO_BIN_EXE_stegvis"))
        .args(arguments)
        .current_dir(&house.folder)
        .env("STEGVIS_DATABASE__URL", &settings.database.url)
        .env("STEGVIS_BLOBS__FOLDER", path(&settings.blobs.folder))
        .env("STEGVIS_ACCESS__KEY_FOLDER", path(&settings.access.key_folder))
        .env(
            "STEGVIS_AUDIT__CHECKPOINT_FOLDER",
            path(&settings.audit.checkpoint_folder),
        )
        .env("STEGVIS_SERVER__PUBLIC_URL", &settings.server.public_url)
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

on_both! {
    async fn a_backup_names_every_table_of_the_schema(house) {
        let query = match house.state.database.backend() {
            DbBackend::Postgres => "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
            _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'procedure_search%'",
        };
        let rows = house.state.database.readers().query_all_raw(Statement::from_string(house.state.database.backend(), query)).await.expect("tables");
        let schema: BTreeSet<String> = rows.iter().map(|row| row.try_get::<String>("", "name").expect("a name")).filter(|name| name != "seaql_migrations").collect();
        let backup: BTreeSet<String> = backup::names().into_iter().map(str::to_owned).collect();
        assert_eq!(backup, schema);
        assert_eq!(backup::names().len(), schema.len(), "each once");
    }

    async fn everything_comes_back_in_the_other_database(house) {
        let (admin, unit, bytes) = furnish(&house).await;
        house.organiser("DK", "0101").await;
        let made = back_up(&house, "one.tar").await;
        assert_eq!((made.blobs, made.manifest.chains.len()), (1, 3));
        let listed = std::fs::read_to_string(house.folder.join("one.tar.sha256")).expect("a checksum");
        assert_eq!(listed, format!("{}  one.tar\n", made.hash));

        let target = House::open(other(&house)).await;
        let restored = backup::restore(&target.state, &made.file, &mut |_| {}).await.expect("restored");
        assert_eq!((restored.rows, restored.blobs), (made.rows, 1));
        assert_eq!(restored.entries, house.entries().await);
        let again = back_up(&target, "two.tar").await;
        assert_eq!(comparable(&again), comparable(&made), "every table, blob and checkpoint is the same to the byte");

        target.clock.set(house.clock.now());
        let login = target.login("admin@4601.example").await;
        let read = target.get(&format!("/units/{}", text(&unit, "id"))).by(&login).send().await;
        assert_eq!(read.expect(200)["name"], unit["name"]);
        let found = target.post("/audit-verifications", json!({})).by(&login).send().await;
        assert_eq!((&found.expect(200)["verdict"], &found.json["checkpoints"]), (&json!("whole"), &json!(1)), "the former installation's signature still counts");
        target.post("/audit-checkpoints", json!(null)).by(&login).send().await.expect(201);
        let found = target.post("/audit-verifications", json!({})).by(&login).send().await;
        assert_eq!(found.expect(200)["checkpoints"], 2);
        let hash = again.manifest.parts.iter().find_map(|part| part.name.strip_prefix(&format!("blobs/{}/", admin.organiser))).expect("a blob");
        let chunks = target.state.blobs.hand_out(admin.organiser, hash).await.expect("read").expect("there");
        let read: Vec<_> = futures::StreamExt::collect(chunks).await;
        assert_eq!(read.into_iter().flat_map(|chunk| chunk.expect("bytes").to_vec()).collect::<Vec<u8>>(), bytes);
        // The former keys check checkpoints; they do not let anybody in.
        target.get("/me").by(&admin).send().await.problem(401, "unauthenticated");
    }

    async fn a_backup_under_load_is_one_instant(house) {
        let admin = house.organiser("SE", "0180").await;
        let stop = Arc::new(AtomicBool::new(false));
        let written = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..4).map(|writer| {
            let (stop, written, token) = (Arc::clone(&stop), Arc::clone(&written), admin.token.clone());
            let url = format!("{}/api/v1/units", house.url);
            tokio::spawn(async move {
                let client = reqwest::Client::new();
                let mut count = 0;
                while !stop.load(Ordering::Relaxed) {
                    let body = json!({"kind": "sector", "name": format!("Sektor {writer}-{count}")});
                    let answer = client.post(&url).bearer_auth(&token).header("content-type", "application/json").body(body.to_string()).send().await.expect("an answer");
                    assert_eq!(answer.status(), 201);
                    count += 1;
                    written.fetch_add(1, Ordering::Relaxed);
                }
            })
        }).collect();
        while written.load(Ordering::Relaxed) < 40 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let before = written.load(Ordering::Relaxed);
        let made = back_up(&house, "load.tar").await;
        let after = written.load(Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.expect("no write failed");
        }
        assert!(after > before, "the writers were not held up: {before} before, {after} after");
        let target = House::open(own(&house)).await;
        backup::restore(&target.state, &made.file, &mut |_| {}).await.expect("restored, its chain verified");
        target.clock.set(house.clock.now());
        let login = target.login("admin@0180.example").await;
        let units = usize::try_from(made.manifest.rows["unit"]).expect("small");
        assert!((before..=written.load(Ordering::Relaxed)).contains(&units), "{units}");
        let mut created = 0;
        let mut cursor = String::new();
        loop {
            let page = target.get(&format!("/audit-entries?action=unit.created&limit=100{cursor}")).by(&login).send().await;
            created += page.expect(200)["items"].as_array().map_or(0, Vec::len);
            match page.json["page"]["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(created, units, "every unit has its entry and every entry its unit");
    }

    async fn what_is_not_whole_is_refused_and_leaves_nothing(house) {
        let (admin, _, _) = furnish(&house).await;
        let made = back_up(&house, "whole.tar").await;
        let target = House::open(own(&house)).await;
        assert!(refused(&house, &made.file).await.contains("not empty"));
        let twice = backup::make(&house.state, &made.file, &mut |_| {}).await.expect_err("never overwritten");
        assert!(twice.to_string().contains("exists already"), "{twice}");

        let whole = std::fs::read(&made.file).expect("the backup");
        let broken = house.folder.join("broken.tar");
        let mut archive = tar::Archive::new(&whole[..]);
        let places: Vec<(String, usize)> = archive
            .entries()
            .expect("entries")
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.size() > 0)
            .flat_map(|entry| {
                let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let start = usize::try_from(entry.raw_file_position()).expect("small");
                let size = usize::try_from(entry.size()).expect("small");
                // The manifest's own bytes are covered by the file's checksum alone.
                let inside = if name == "manifest.json" { 0 } else { size / 2 };
                [(name.clone(), start + inside), (name, start - 512 + 2)]
            })
            .collect();
        assert!(places.len() > 80, "{places:?}");
        for (name, place) in places {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            std::fs::write(&broken, &bytes).expect("written");
            let why = refused(&target, &broken).await;
            assert!(why.contains("damaged"), "{name}, byte {place}: {why}");
        }
        let half = whole.len() / 2;
        std::fs::write(&broken, &whole[..half]).expect("written");
        assert!(refused(&target, &broken).await.contains("damaged"));
        std::fs::write(house.folder.join("broken.tar.sha256"), format!("{}  broken.tar\n", "0".repeat(64))).expect("written");
        std::fs::write(&broken, &whole).expect("written");
        assert!(refused(&target, &broken).await.contains("checksum"));
        assert!(no_rows(&target).await && blob_names(&target).await.is_empty());

        // A failure at the very end: the folder for the former public keys is gone.
        let keys = target.state.settings.access.key_folder.clone();
        std::fs::rename(&keys, keys.with_extension("away")).expect("moved");
        refused(&target, &made.file).await;
        std::fs::rename(keys.with_extension("away"), &keys).expect("moved back");
        assert!(no_rows(&target).await && blob_names(&target).await.is_empty(), "{:?}", blob_names(&target).await);
        let checkpoints = target.state.settings.audit.checkpoint_folder.join(format!("{}.jsonl", admin.organiser));
        assert!(!checkpoints.exists());

        // A checkpoint that is newer than the backup is still in the store.
        let newer = house.post("/audit-checkpoints", json!(null)).by(&admin).send().await;
        let count = newer.expect(201)["count"].as_i64().expect("a number");
        let name = format!("checkpoints/{}/{count:020}.jws", admin.organiser);
        target.state.blobs.publish(&name, text(&newer.json, "jws").into_bytes()).await.expect("published");
        assert!(refused(&target, &made.file).await.contains(&format!("signed at entry {count}")));
        target.state.blobs.take_back(&name).await.expect("taken back");
        backup::restore(&target.state, &made.file, &mut |_| {}).await.expect("after all that, the whole one is restored");
    }

    async fn a_broken_chain_is_not_restored(house) {
        let (admin, _, _) = furnish(&house).await;
        by_hand(&house, admin.organiser, |txn| async move {
            let done = txn.execute_unprepared("UPDATE audit_entry SET outcome = 'refused' WHERE sequence = 3").await.expect("done");
            assert!(done.rows_affected() > 0);
        }).await;
        let made = back_up(&house, "tampered.tar").await;
        let target = House::open(own(&house)).await;
        let why = refused(&target, &made.file).await;
        assert!(why.contains("Entry 3 was changed"), "{why}");
        assert!(no_rows(&target).await && blob_names(&target).await.is_empty());
    }

    async fn lost_evidence_bytes_stop_a_backup(house) {
        let (admin, _, _) = furnish(&house).await;
        let folder = house.folder.join("blobs/blobs").join(admin.organiser.to_string());
        let file = std::fs::read_dir(&folder).expect("a folder").next().expect("a file").expect("readable").path();
        let bytes = std::fs::read(&file).expect("bytes");
        std::fs::write(&file, &bytes[1..]).expect("damaged");
        let target = house.folder.join("lost.tar");
        let why = backup::make(&house.state, &target, &mut |_| {}).await.expect_err("refused").to_string();
        assert!(why.contains("damaged in the object store"), "{why}");
        std::fs::remove_file(&file).expect("removed");
        let why = backup::make(&house.state, &target, &mut |_| {}).await.expect_err("refused").to_string();
        assert!(why.contains("missing in the object store"), "{why}");
        let left: Vec<_> = std::fs::read_dir(&house.folder).expect("a folder").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| name.starts_with("lost")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    async fn the_command_line_backs_up_restores_and_verifies(house) {
        let (admin, _, _) = furnish(&house).await;
        let whole = stegvis(&house, &["verify-audit"]);
        assert_eq!(whole.status.code(), Some(0), "{whole:?}");
        assert!(out(&whole).contains("checkpoints (1) confirm it up to entry"), "{}", out(&whole));
        let made = stegvis(&house, &["backup", "all.tar"]);
        assert_eq!(made.status.code(), Some(0), "{made:?}");
        let hash = std::fs::read_to_string(house.folder.join("all.tar.sha256")).expect("a checksum");
        assert_eq!(out(&made).lines().last(), Some(format!("SHA-256 {}", &hash[..64]).as_str()));

        let target = House::open(other(&house)).await;
        let file = house.folder.join("all.tar").display().to_string();
        let restored = stegvis(&target, &["restore", &file]);
        assert_eq!(restored.status.code(), Some(0), "{restored:?}");
        assert!(complaint(&stegvis(&target, &["restore", &file])).contains("not empty"));
        assert_eq!(stegvis(&target, &["verify-audit", "--organiser", "NO-4601"]).status.code(), Some(0));

        let export = house.get("/audit-export").by(&admin).send().await;
        std::fs::write(house.folder.join("audit.jsonl"), &export.bytes).expect("written");
        std::fs::write(house.folder.join("jwks.json"), house.state.keys.jwks().to_string()).expect("written");
        let marks = house.folder.join("checkpoints").join(format!("{}.jsonl", admin.organiser)).display().to_string();
        let offline = ["verify-audit", "--export", "audit.jsonl", "--jwks", "jwks.json", "--checkpoints", &marks];
        let whole = stegvis(&house, &offline);
        assert_eq!(whole.status.code(), Some(0), "{whole:?}");
        let text = String::from_utf8(export.bytes.clone()).expect("text");
        let place = text.match_indices("unit.created").nth(1).expect("a unit").0;
        let line = text[..place].matches('\n').count() + 1;
        let mut bytes = export.bytes.clone();
        bytes[place] ^= 1;
        std::fs::write(house.folder.join("audit.jsonl"), &bytes).expect("written");
        assert!(complaint(&stegvis(&house, &offline)).contains(&format!("Entry {line} was changed")));

        by_hand(&house, admin.organiser, |txn| async move {
            txn.execute_unprepared("UPDATE audit_entry SET request_id = 'x' WHERE sequence = 5").await.expect("done");
        }).await;
        let broken = complaint(&stegvis(&house, &["verify-audit"]));
        assert!(broken.contains(&format!("Organiser {}: Entry 5 was changed", admin.organiser)), "{broken}");
    }
}
