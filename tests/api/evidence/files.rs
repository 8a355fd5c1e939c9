//! Files: what comes in, what goes out, and that nothing is left of what was refused.

use super::scene::{Scene, note};
use crate::on_both;
use crate::support::{Backend, House};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n";
const BYTES: &str = "application/octet-stream";

/// How many files the object store holds, drafts included.
fn objects(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                objects(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

/// Waits until the store holds so many files: what a broken upload leaves is cleared in the background.
async fn settles_at(house: &House, count: usize) {
    for _ in 0..100 {
        if objects(&house.folder.join("blobs")) == count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!(
        "the store holds {} files, not {count}",
        objects(&house.folder.join("blobs"))
    );
}

/// The head of a raw upload request.
fn head(house: &House, scene: &Scene, framing: &str) -> String {
    let host = house.url.trim_start_matches("http://");
    format!(
        "POST /api/v1{} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: {BYTES}\r\n{framing}\r\n\r\n",
        scene.files("title=Fil&fileName=x.txt"),
        scene.owner.token
    )
}

async fn connect(house: &House) -> TcpStream {
    let address = house.url.trim_start_matches("http://");
    TcpStream::connect(address).await.expect("a connection")
}

/// Everything the server says until it closes or falls silent.
async fn answer_on(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let mut buffer = [0; 4096];
    let wait = std::time::Duration::from_secs(5);
    while let Ok(Ok(count)) = tokio::time::timeout(wait, stream.read(&mut buffer)).await {
        said.extend_from_slice(&buffer[..count]);
        if count == 0 || said.windows(8).any(|window| window == b"traceId\"") {
            break;
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

on_both! {
    async fn a_file_comes_back_as_it_went_in(house) {
        let scene = Scene::of(&house, "0301").await;
        let query = "title=Plan&fileName=..%2F..%2Fetc%2FM%C3%B8te%20%22%E2%80%AEfdp%22%0D%0A.exe&note=Se%20side%203&validUntil=2027-01-01";
        let path = format!("{}&milestoneId={}&itemKey=minutes", scene.files(query), scene.milestone);
        let made = house.post(&path, json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        let view = made.expect(201);
        let hash = stegvis::platform::ledger::hex(&Sha256::digest(PDF));
        assert_eq!((&view["kind"], &view["contentHash"], &view["note"]), (&json!("file"), &json!(hash), &json!("Se side 3")));
        assert_eq!(view["file"], json!({"label": "Møte _fdp_.exe.pdf", "mediaType": "application/pdf", "size": PDF.len()}));
        assert_eq!(view["uses"][0]["itemKey"], "minutes");
        let content = format!("/evidence/{}/content", made.id());
        let got = house.get(&content).by(&scene.member).send().await;
        got.expect(200);
        assert_eq!(got.bytes, PDF);
        let size = PDF.len().to_string();
        let headers = [
            ("content-type", "application/pdf"),
            ("content-length", size.as_str()),
            ("content-disposition", "attachment; filename=\"M_te _fdp_.exe.pdf\"; filename*=UTF-8''M%C3%B8te%20_fdp_.exe.pdf"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
            ("cache-control", "private, no-cache"),
        ];
        for (name, expected) in headers {
            assert_eq!(got.header(name), Some(expected), "{name}");
        }
        let tag = format!("\"{hash}\"");
        assert_eq!(got.header("etag"), Some(tag.as_str()));
        let known = house.get(&content).by(&scene.member).header("if-none-match", &tag).send().await;
        assert_eq!((known.status, known.bytes.len()), (304, 0));
        house.get(&content).send().await.problem(401, "unauthenticated");
        let note = house.post(&scene.path(), note("Referat")).by(&scene.owner).send().await;
        house.get(&format!("/evidence/{}/content", note.id())).by(&scene.owner).send().await.problem(404, "not_found");
    }

    async fn content_decides_what_a_file_is(house) {
        let scene = Scene::of(&house, "1103").await;
        let send = |name: &str, bytes: &[u8]| house.post(&scene.files(&format!("title=Fil&fileName={name}")), json!({})).raw(BYTES, bytes).by(&scene.owner);
        let text = send("rapport.pdf", "Bare tekst, æøå".as_bytes()).send().await;
        assert_eq!(text.expect(201)["file"]["mediaType"], "text/plain");
        assert_eq!(text.json["file"]["label"], "rapport.pdf.txt");
        let table = send("tall.csv", b"enhet;antall\nnord;3\n").send().await;
        assert_eq!(table.expect(201)["file"]["mediaType"], "text/csv");
        let kept = objects(&house.folder.join("blobs"));
        let refused: [(&str, &[u8]); 4] = [
            ("bilde.png", b"<!DOCTYPE html><script>alert(1)</script>"),
            ("tegning.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("rapport.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"),
            ("notat.txt", b"#!/bin/sh\necho hei\n"),
        ];
        for (name, bytes) in refused {
            send(name, bytes).send().await.problem(415, "unsupported_media_type");
        }
        let empty = send("tom.txt", b"").send().await;
        assert_eq!(empty.faults(), [(String::new(), "too_short".to_owned())]);
        let form = house.post(&scene.files("title=Fil&fileName=x.txt"), json!({})).raw("text/plain", "x").by(&scene.owner).send().await;
        form.problem(415, "unsupported_media_type");
        assert_eq!(objects(&house.folder.join("blobs")), kept, "what is refused is not kept");
    }

    async fn equal_bytes_are_stored_once(house) {
        let scene = Scene::of(&house, "4601").await;
        let other = Scene::of(&house, "5001").await;
        let first = house.post(&scene.files("title=En&fileName=a.pdf"), json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        let second = house.post(&scene.files("title=To&fileName=b.pdf"), json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        assert_ne!(first.id(), second.id());
        settles_at(&house, 1).await;
        let once = house.post(&scene.files("title=Tre&fileName=b.pdf"), json!({})).raw(BYTES, PDF).by(&scene.owner).once("k").send().await;
        let again = house.post(&scene.files("title=Tre&fileName=b.pdf"), json!({})).raw(BYTES, PDF).by(&scene.owner).once("k").send().await;
        assert_eq!(once.id(), again.id());
        let reused = house.post(&scene.files("title=Tre&fileName=b.pdf"), json!({})).raw(BYTES, "andre bytes").by(&scene.owner).once("k").send().await;
        reused.problem(422, "idempotency_reused");
        let foreign = house.post(&other.files("title=En&fileName=a.pdf"), json!({})).raw(BYTES, PDF).by(&other.owner).send().await;
        foreign.expect(201);
        house.get(&format!("/evidence/{}/content", foreign.id())).by(&scene.owner).send().await.problem(404, "not_found");
        for made in [&first, &second] {
            let got = house.get(&format!("/evidence/{}/content", made.id())).by(&scene.member).send().await;
            assert_eq!(got.bytes, PDF);
        }
    }

    async fn parameters_and_permissions_are_judged_before_the_bytes(house) {
        let scene = Scene::of(&house, "3301").await;
        let path = format!("/roadmaps/{}/evidence-files?accessLevel=restricted&title=&fileName=x&colour=red", scene.roadmap);
        let refused = house.post(&path, json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        let mut faults = refused.faults();
        faults.sort();
        assert_eq!(faults, [("/query/colour".to_owned(), "unknown".to_owned()), ("/query/title".to_owned(), "too_short".to_owned())]);
        let path = format!("/roadmaps/{}/evidence-files?accessLevel=restricted&title=t&fileName=x&itemKey=minutes&effectiveFrom=2026-02-01&effectiveTo=2026-01-01", scene.roadmap);
        let refused = house.post(&path, json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/query/effectiveTo", "contradicts"), ("/query/legalBasis", "required"), ("/query/milestoneId", "required")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
        house.post(&scene.files("title=t&fileName=x"), json!({})).raw(BYTES, PDF).by(&scene.member).send().await.problem(403, "forbidden");
        assert_eq!(objects(&house.folder.join("blobs")), 0);
    }

    async fn restricted_bytes_are_for_few_and_never_kept_by_caches(house) {
        let scene = Scene::of(&house, "3107").await;
        let path = format!("/roadmaps/{}/evidence-files?accessLevel=restricted&legalBasis=offl&title=t&fileName=x.pdf", scene.roadmap);
        let made = house.post(&path, json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        let content = format!("/evidence/{}/content", made.id());
        house.get(&content).by(&scene.member).send().await.problem(403, "forbidden");
        let got = house.get(&content).by(&scene.reviewer).send().await;
        got.expect(200);
        assert_eq!(got.header("cache-control"), Some("no-store"));
        let hidden = house.get(&format!("/evidence/{}", made.id())).by(&scene.member).send().await;
        assert!(hidden.expect(200)["file"].is_null());
    }

    async fn a_file_is_revised_by_a_file(house) {
        let scene = Scene::of(&house, "3205").await;
        let made = house.post(&scene.files("title=En&fileName=a.pdf"), json!({})).raw(BYTES, PDF).by(&scene.owner).send().await;
        let path = format!("/evidence/{}/revision-files?accessLevel=internal&title=To&fileName=b.txt", made.id());
        house.post(&path, json!({})).raw(BYTES, "ny tekst").by(&scene.owner).if_match(7).send().await.problem(412, "stale");
        assert_eq!(objects(&house.folder.join("blobs")), 1, "a stale revision is refused before its bytes");
        let next = house.post(&path, json!({})).raw(BYTES, "ny tekst").by(&scene.owner).if_match(1).send().await;
        assert_eq!((&next.expect(201)["revision"], &next.json["supersedesId"]), (&json!(2), &made.json["id"]));
        let old = house.get(&format!("/evidence/{}/content", made.id())).by(&scene.owner).send().await;
        assert_eq!(old.bytes, PDF, "what was submitted stays");
        house.post(&path, json!({})).raw(BYTES, "ny tekst").by(&scene.owner).if_match(2).send().await.problem(409, "wrong_state");
    }

    async fn a_client_that_hangs_up_leaves_nothing(house) {
        let scene = Scene::of(&house, "1505").await;
        let mut stream = connect(&house).await;
        stream.write_all(head(&house, &scene, "Content-Length: 1000000").as_bytes()).await.expect("sent");
        stream.write_all(&vec![b'a'; 50_000]).await.expect("sent");
        settles_at(&house, 1).await;
        let entries = house.entries().await;
        drop(stream);
        settles_at(&house, 0).await;
        assert_eq!(house.entries().await, entries);
        let list = house.get(&scene.path()).by(&scene.owner).send().await;
        assert_eq!(list.expect(200)["items"], json!([]));
    }
}

async fn too_large(house: House) {
    let scene = Scene::of(&house, "0301").await;
    let fits = house
        .post(&scene.files("title=Fil&fileName=x.txt"), json!({}))
        .raw(BYTES, vec![b'a'; 20_000])
        .by(&scene.owner)
        .send()
        .await;
    fits.expect(201);
    let mut stream = connect(&house).await;
    stream
        .write_all(head(&house, &scene, "Content-Length: 20001").as_bytes())
        .await
        .expect("sent");
    let said = answer_on(&mut stream).await;
    assert!(
        said.starts_with("HTTP/1.1 413") && said.contains("too_large"),
        "{said}"
    );
    // A length that is not told beforehand is counted on the way.
    let mut stream = connect(&house).await;
    stream
        .write_all(head(&house, &scene, "Transfer-Encoding: chunked").as_bytes())
        .await
        .expect("sent");
    let chunk = format!("1388\r\n{}\r\n", "b".repeat(5000));
    for _ in 0..5 {
        stream.write_all(chunk.as_bytes()).await.expect("sent");
    }
    let said = answer_on(&mut stream).await;
    assert!(
        said.starts_with("HTTP/1.1 413") && said.contains("too_large"),
        "{said}"
    );
    settles_at(&house, 1).await;
}

async fn too_slow(house: House) {
    let scene = Scene::of(&house, "0301").await;
    let mut stream = connect(&house).await;
    stream
        .write_all(head(&house, &scene, "Content-Length: 1000").as_bytes())
        .await
        .expect("sent");
    stream.write_all(b"half of it").await.expect("sent");
    let said = answer_on(&mut stream).await;
    assert!(
        said.starts_with("HTTP/1.1 408") && said.contains("timeout"),
        "{said}"
    );
    settles_at(&house, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_too_large_is_not_kept() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        too_large(House::with(backend, |settings| settings.server.upload_limit = 20_000).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_comes_too_slowly_is_not_kept() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        too_slow(House::with(backend, |settings| settings.server.upload_deadline_seconds = 1).await).await;
    }
}
