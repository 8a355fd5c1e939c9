//! What operators look at: health, readiness, measures, keys.

use crate::support::{Backend, House, Socket};
use std::sync::atomic::Ordering;

async fn get(house: &House, path: &str) -> crate::support::Wire {
    let mut socket = Socket::open(house).await;
    socket
        .send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
        .await;
    socket.read_answer().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_names_what_is_missing() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let house = House::open(backend).await;
        assert_eq!(get(&house, "/livez").await.status, 200);
        let ready = get(&house, "/readyz").await;
        assert_eq!(ready.status, 200, "{}", ready.body);
        std::fs::remove_dir_all(&house.state.settings.blobs.folder).expect("the object store is taken away");
        let unready = get(&house, "/readyz").await;
        assert_eq!(unready.status, 503);
        assert!(
            unready.body.contains("\"objectStore\":false") && unready.body.contains("\"database\":true"),
            "{}",
            unready.body
        );
        std::fs::create_dir_all(&house.state.settings.blobs.folder).expect("and given back");
        assert_eq!(get(&house, "/readyz").await.status, 200);
        house.state.stopping.store(true, Ordering::Relaxed);
        let stopping = get(&house, "/readyz").await;
        assert_eq!(stopping.status, 503);
        assert!(stopping.body.contains("\"stopping\":true"), "{}", stopping.body);
        house.state.stopping.store(false, Ordering::Relaxed);
        house.state.database.clone().close().await;
        let closed = get(&house, "/readyz").await;
        assert_eq!(closed.status, 503);
        assert!(closed.body.contains("\"database\":false"), "{}", closed.body);
        assert_eq!(
            get(&house, "/livez").await.status,
            200,
            "a lost database is no reason to be killed"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn measures_speak_of_operations_and_of_nobody() {
    let house = House::open(Backend::Sqlite).await;
    let admin = house.organiser("NO", "0301").await;
    for _ in 0..3 {
        house.get("/units?limit=7").by(&admin).send().await.expect(200);
    }
    house.get("/units?limit=0").by(&admin).send().await.expect(400);
    house.get("/units").send().await.expect(401);
    for number in 0..50 {
        house.get(&format!("/made-up-{number}")).by(&admin).send().await;
    }
    let answer = get(&house, "/metrics").await;
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4"));
    let text = answer.body;
    for line in [
        "stegvis_requests_total{class=\"2xx\",operation=\"listUnits\"} 3",
        "stegvis_requests_total{class=\"4xx\",operation=\"listUnits\"} 2",
        "stegvis_requests_total{class=\"4xx\",operation=\"unknown\"} 50",
        "stegvis_request_seconds_count{operation=\"listUnits\"} 5",
        "stegvis_requests_in_flight 1",
        "stegvis_writes_waiting 0",
        "stegvis_cache_lookups_total{cache=\"answers\",result=\"hit\"} 2",
        "stegvis_refused_total{limit=\"concurrency\"} 0",
        "stegvis_connections{pool=\"writer\",use=\"idle\"} 1",
        "stegvis_build_info{version=\"0.1.0\"} 1",
    ] {
        assert!(
            text.lines().any(|known| known == line),
            "{line} is missing in\n{text}"
        );
    }
    for name in [
        "stegvis_write_batch_size_count",
        "process_start_time_seconds",
        "stegvis_cache_lookups_total{cache=\"actors\"",
    ] {
        assert!(
            text.lines().any(|line| line.starts_with(name)),
            "{name} is missing"
        );
    }
    // What is measured of, without the numbers: a time may well end in the digits of a municipality.
    let text: Vec<&str> = text
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(of, _)| of)
        .collect();
    let text = text.join("\n");
    for private in [
        "limit=7",
        "made-up",
        "0301",
        &admin.organiser.to_string(),
        "/units",
    ] {
        assert!(!text.contains(private), "{private} is in the measures");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_keys_are_published_and_nothing_more() {
    let house = House::open(Backend::Sqlite).await;
    let keys = get(&house, "/.well-known/jwks.json").await;
    let keys: serde_json::Value = serde_json::from_str(&keys.body).expect("JSON");
    assert_eq!(keys["keys"][0]["crv"], "Ed25519");
    assert!(keys["keys"][0]["d"].is_null(), "a private key was published");
}

#[cfg(not(feature = "otlp"))]
#[tokio::test]
async fn a_collector_needs_a_program_that_can_speak_to_it() {
    let mut settings = stegvis::config::defaults();
    let folder = std::env::temp_dir().join(format!(
        "stegvis-test-{}",
        stegvis::platform::clock::new_id().simple()
    ));
    settings.database.url = format!("sqlite:{}", folder.join("x.db").display());
    settings.blobs.folder = folder.join("blobs");
    settings.access.key_folder = folder.join("keys");
    settings.log.otlp_endpoint = "http://127.0.0.1:4318".to_owned();
    let opened = stegvis::app::open(settings, stegvis::platform::clock::Clock::System).await;
    let why = opened.expect_err("refused").to_string();
    assert!(
        why.contains("log.otlp_endpoint") && why.contains("--features otlp"),
        "{why}"
    );
    std::fs::remove_dir_all(&folder).expect("cleared");
}

#[cfg(feature = "otlp")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_is_sent_the_spans_of_requests() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let collector = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(10)))
            .expect("set");
        let (mut got, mut part) = (Vec::new(), [0; 65_536]);
        while !got.windows(8).any(|eight| eight == b"readUnit")
            && !got.windows(8).any(|eight| eight == b"listUnit")
        {
            let count = stream.read(&mut part).expect("bytes");
            assert!(count > 0, "the service hung up");
            got.extend_from_slice(&part[..count]);
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        got
    });
    let house = House::with(Backend::Sqlite, |settings| settings.log.otlp_endpoint = endpoint).await;
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    house
        .get("/units?limit=7")
        .header("traceparent", trace)
        .send()
        .await
        .expect(401);
    let state = house.state.clone();
    tokio::task::spawn_blocking(move || state.traces.close())
        .await
        .expect("sent");
    let got = collector.join().expect("the collector");
    let head = String::from_utf8_lossy(&got).to_ascii_lowercase();
    assert!(head.starts_with("post /v1/traces ") && head.contains("application/x-protobuf"));
    let id = [
        0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36,
    ];
    assert!(got.windows(16).any(|sixteen| sixteen == id), "the caller's trace");
    assert!(!head.contains("limit=7"), "no query leaves the house");
}
