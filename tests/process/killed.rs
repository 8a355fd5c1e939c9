//! Killed in the middle of writing, again and again: whatever was acknowledged is there, and the chain is whole.
//!
//! Killing a process loses nothing that the operating system has taken, so a PostgreSQL of the tests that does not flush
//! is as good as one that does; what a power cut loses is a matter of `synchronous` and `fsync`, which other tests pin.

use crate::database::Backend;
use crate::load::{Bell, Desk, Heard, missing};
use crate::place::{Place, Service};
use std::sync::Arc;
use std::time::Duration;

const ROUNDS: usize = 20;

/// How many milestones there are, and how many entries tell of one that was created.
async fn counted(service: &Service, office: &str, admin: &str) -> (usize, usize) {
    let milestones = service.all(office, "/milestones").await.len();
    let entries = service
        .all(admin, "/audit-entries?action=milestone.created")
        .await
        .len();
    (milestones, entries)
}

async fn survives(backend: Backend) {
    let place = Place::demonstration(backend).await;
    let service = place.serve().await;
    let desk = Desk::open(&service).await;
    let admin = service.token("admin@fjordvik.example").await;
    let before = counted(&service, &desk.token, &admin).await;
    service.terminate();
    assert!(service.wait().success());

    let mut acknowledged = Vec::new();
    let mut last = Vec::new();
    let mut cut = 0;
    for round in 0..ROUNDS {
        let service = place.serve().await;
        assert_eq!(
            missing(&service, &desk.token, &last).await,
            Vec::<String>::new(),
            "after kill {round}"
        );
        let bell = Arc::new(Bell::default());
        let writers = desk.write(&service, &bell);
        // Somewhere in the middle: after so many acknowledged writes, and a little later.
        bell.acknowledged(5 + round * 7 % 30).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
        service.kill();
        let heard = Heard::of(writers).await;
        assert_eq!(heard.odd, Vec::<u16>::new(), "round {round}");
        cut += heard.cut;
        acknowledged.append(&mut last);
        last = heard.acknowledged;
    }
    acknowledged.append(&mut last);

    let service = place.serve().await;
    assert!(
        cut > 50 && acknowledged.len() > 200,
        "{cut} requests were cut, {} acknowledged: too little load",
        acknowledged.len()
    );
    assert_eq!(
        missing(&service, &desk.token, &acknowledged).await,
        Vec::<String>::new()
    );
    let after = counted(&service, &desk.token, &admin).await;
    assert_eq!(
        after.0 - before.0,
        after.1 - before.1,
        "each milestone has its entry and each entry its milestone"
    );
    let said = place.succeed(&["verify-audit"]);
    assert!(!said.is_empty());
    eprintln!(
        "{backend:?}: {} writes acknowledged over {ROUNDS} kills, {cut} requests cut, none lost",
        acknowledged.len()
    );
    service.terminate();
    assert!(service.wait().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_write_survives_on_sqlite() {
    survives(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_write_survives_on_postgres() {
    survives(Backend::Postgres).await;
}
