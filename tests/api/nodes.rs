//! Several processes on one database: what one writes, the others show within a bounded time, although they keep answers.

use crate::support::{Backend, House, Login};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::time::{Duration, Instant};

/// Longer than the slowest way to learn of a commit, which is to ask every second.
const BOUND: Duration = Duration::from_secs(10);

async fn rename(house: &House, admin: &Login, path: &str, version: i64, name: &str) {
    let change = house
        .patch(path, json!({"name": name}))
        .by(admin)
        .if_match(version)
        .send()
        .await;
    change.expect(200);
}

/// How long it takes until a house shows a name.
async fn shown_after(house: &House, admin: &Login, path: &str, name: &str) -> Duration {
    let began = Instant::now();
    loop {
        let got = house.get(path).by(admin).send().await;
        if got.expect(200)["name"] == name {
            return began.elapsed();
        }
        assert!(began.elapsed() < BOUND, "{name} is not shown: {}", got.json);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < BOUND, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_on_one_postgres_tell_each_other_of_their_commits() {
    let one = House::open(Backend::Postgres).await;
    let two = one.beside(Backend::Postgres).await;
    let workers = [one.keep_fresh(), two.keep_fresh()];
    let admin = one.organiser("NO", "0301").await;
    let unit = one
        .post("/units", json!({"kind": "sector", "name": "0"}))
        .by(&admin)
        .send()
        .await;
    let path = format!("/units/{}", unit.id());
    let mut fastest = BOUND;
    for version in 1..=5 {
        // Seen twice, the second time from what is kept.
        shown_after(&two, &admin, &path, &(version - 1).to_string()).await;
        until("the node hears the others and keeps answers", || {
            two.state.epochs.of(admin.organiser).is_some()
        })
        .await;
        let hits = two.state.answers.lookups().hits.get();
        two.get(&path).by(&admin).send().await;
        two.get(&path).by(&admin).send().await.expect(200);
        assert!(two.state.answers.lookups().hits.get() > hits, "nothing was kept");
        rename(&one, &admin, &path, version, &version.to_string()).await;
        fastest = fastest.min(shown_after(&two, &admin, &path, &version.to_string()).await);
    }
    assert!(
        fastest < Duration::from_millis(500),
        "only asking brought the news: {fastest:?}"
    );

    // Whoever is logged out at one node is out at the other.
    let session = format!("/sessions/{}", admin.session);
    one.delete(&session).by(&admin).send().await.expect(204);
    let began = Instant::now();
    while two.get(&path).by(&admin).send().await.status != 401 {
        assert!(began.elapsed() < BOUND, "a session outlives its end");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for worker in workers {
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_hears_nothing_trusts_nothing() {
    let one = House::open(Backend::Postgres).await;
    let admin = one.organiser("NO", "0301").await;
    let unit = one
        .post("/units", json!({"kind": "sector", "name": "0"}))
        .by(&admin)
        .send()
        .await;
    let path = format!("/units/{}", unit.id());
    let two = one.beside(Backend::Postgres).await;
    let worker = two.keep_fresh();
    shown_after(&two, &admin, &path, "0").await;
    let trusts = || {
        let (house, organiser) = (&two, admin.organiser);
        house.state.epochs.of(organiser).is_some()
    };
    let began = Instant::now();
    while !trusts() {
        assert!(began.elapsed() < BOUND);
        two.get(&path).by(&admin).send().await.expect(200);
    }
    // The worker of the first node is not running: only the second one listens.
    one.state
        .database
        .writer()
        .execute_unprepared(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND query LIKE 'LISTEN%'",
        )
        .await
        .expect("the listener is cut off");
    until("the loss is noticed", || !trusts()).await;
    rename(&one, &admin, &path, 1, "1").await;
    let first = two.get(&path).by(&admin).send().await;
    assert_eq!(
        first.expect(200)["name"],
        "1",
        "a deaf node answers from the database"
    );
    let began = Instant::now();
    while !trusts() {
        assert!(began.elapsed() < BOUND, "the node does not listen again");
        two.get(&path).by(&admin).send().await.expect(200);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_beside_the_service_is_noticed() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let service = House::open(backend).await;
        let worker = service.keep_fresh();
        let admin = service.organiser("NO", "0301").await;
        let unit = service
            .post("/units", json!({"kind": "sector", "name": "0"}))
            .by(&admin)
            .send()
            .await;
        let path = format!("/units/{}", unit.id());
        shown_after(&service, &admin, &path, "0").await;
        // It tells nobody, as it has no worker.
        let command = service.beside(backend).await;
        rename(&command, &admin, &path, 1, "1").await;
        shown_after(&service, &admin, &path, "1").await;
        worker.stop().await;
    }
}
