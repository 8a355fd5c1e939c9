//! Told to stop in the middle of writing; several nodes that start together, and beside each other.

use crate::database::Backend;
use crate::load::{Bell, Desk, Heard, missing};
use crate::place::Place;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

async fn finishes(backend: Backend) {
    let place = Place::demonstration(backend).await;
    let service = place.serve().await;
    let desk = Desk::open(&service).await;
    let bell = Arc::new(Bell::default());
    let writers = desk.write(&service, &bell);
    bell.acknowledged(40).await;
    service.terminate();
    let url = service.url.clone();
    let status = service.wait();
    bell.stop.store(true, Ordering::Relaxed);
    assert!(status.success(), "{status}");
    assert!(
        reqwest::get(format!("{url}/livez")).await.is_err(),
        "nobody listens any more"
    );
    let heard = Heard::of(writers).await;
    assert_eq!(heard.odd, Vec::<u16>::new());
    assert!(heard.acknowledged.len() >= 40, "{heard:?}");

    let service = place.serve().await;
    assert_eq!(
        missing(&service, &desk.token, &heard.acknowledged).await,
        Vec::<String>::new()
    );
    // A request that was sent and got no answer may have been refused before it was read; what is stored was answered.
    let written = service.all(&desk.token, "/milestones").await;
    let written = written
        .iter()
        .filter(|one| {
            one["title"]
                .as_str()
                .is_some_and(|title| title.starts_with("Skrevet av"))
        })
        .count();
    let told = heard
        .acknowledged
        .iter()
        .filter(|address| address.starts_with("/milestones/"))
        .count();
    assert_eq!(written, told, "everything that was written was answered");
    service.terminate();
    assert!(service.wait().success());
    place.succeed(&["verify-audit"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_finishes_what_is_in_flight_on_sqlite() {
    finishes(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_finishes_what_is_in_flight_on_postgres() {
    finishes(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once() {
    let place = Place::empty(Backend::Postgres).await;
    let (one, two, three) = futures::future::join3(place.serve(), place.serve(), place.serve()).await;
    for node in [one, two, three] {
        node.terminate();
        assert!(node.wait().success());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_writes_the_other_shows() {
    let place = Place::demonstration(Backend::Postgres).await;
    let (one, two) = (place.serve().await, place.serve().await);
    let desk = Desk::open(&one).await;
    let roadmap = two.get(&desk.token, "/roadmaps").await["items"][0].clone();
    let path = format!("/roadmaps/{}", roadmap["id"].as_str().expect("an id"));
    for number in 0..5 {
        // Kept by the second node, changed through the first.
        let before = two.get(&desk.token, &path).await;
        let title = format!("Helse og omsorg 2030, utgave {number}");
        let change = reqwest::Client::new()
            .patch(format!("{}/api/v1{path}", one.url))
            .bearer_auth(&desk.token)
            .header("if-match", format!("\"{}\"", before["version"]))
            .header("content-type", "application/merge-patch+json")
            .body(json!({"title": title}).to_string());
        assert_eq!(change.send().await.expect("an answer").status(), 200);
        let patience = Instant::now() + Duration::from_secs(5);
        while two.get(&desk.token, &path).await["title"] != title.as_str() {
            assert!(Instant::now() < patience, "the second node still shows what was");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    for node in [one, two] {
        node.terminate();
        assert!(node.wait().success());
    }
}
