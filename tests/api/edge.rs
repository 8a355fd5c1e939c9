//! The edge of the service: what arrives over a bare socket, however malformed, slow or large, gets a short and safe
//! answer.

use crate::support::{Backend, House, Login, Socket};
use serde_json::json;
use std::time::{Duration, Instant};

async fn house() -> House {
    House::open(Backend::Sqlite).await
}

/// A request for `path` as text, with these header lines and this body.
fn request(method: &str, path: &str, headers: &[&str], body: &str) -> String {
    let head = format!("{method} {path} HTTP/1.1\r\nhost: localhost");
    [&[head.as_str()], headers, &["", body]].concat().join("\r\n")
}

fn bearer(login: &Login) -> String {
    format!("authorization: Bearer {}", login.token)
}

const JSON: &str = "content-type: application/json";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_with_two_lengths_is_refused_and_the_connection_closed() {
    let house = house().await;
    let cases: &[&[&str]] = &[
        &["content-length: 2", "content-length: 3"],
        &["content-length: 2", "content-length: 2"],
        &["content-length: 2", "transfer-encoding: chunked"],
        &["transfer-encoding: chunked", "content-length: 2"],
        &["transfer-encoding: chunked", "transfer-encoding: chunked"],
        &["transfer-encoding: gzip, chunked, identity"],
        &["content-length: +2"],
        &["content-length: 2, 2"],
    ];
    for lengths in cases {
        let headers: Vec<&str> = [&[JSON][..], lengths].concat();
        let smuggled = request("GET", "/livez", &[], "");
        let body = format!("{{}}{smuggled}");
        let mut socket = Socket::open(&house).await;
        socket
            .send(&request("POST", "/api/v1/sessions", &headers, &body))
            .await;
        let answer = socket.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{lengths:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{lengths:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_headers_are_cut() {
    let house = House::with(Backend::Sqlite, |settings| {
        settings.server.head_deadline_seconds = 1;
    })
    .await;
    for start in ["G", "GET /livez HTTP/1.1\r\nhost: local"] {
        let mut socket = Socket::open(&house).await;
        let began = Instant::now();
        socket.send(start).await;
        let answer = socket.read_to_end().await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        let took = began.elapsed();
        assert!(
            took > Duration::from_millis(500) && took < Duration::from_secs(5),
            "{took:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_half_sent_body_is_answered_at_its_deadline() {
    let house = House::with(Backend::Sqlite, |settings| {
        settings.server.body_deadline_seconds = 1;
    })
    .await;
    let mut socket = Socket::open(&house).await;
    let half = request(
        "POST",
        "/api/v1/sessions",
        &[JSON, "content-length: 100"],
        "{\"login\":",
    );
    socket.send(&half).await;
    let began = Instant::now();
    let answer = socket.read_to_end().await;
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(
        answer.starts_with("HTTP/1.1 408 ") && answer.contains("\"timeout\""),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_over_the_limit_is_refused_however_it_comes() {
    let house = House::with(Backend::Sqlite, |settings| settings.server.body_limit = 1000).await;
    let long = format!("{{\"login\":\"{}\"}}", "x".repeat(2000));
    let whole = request(
        "POST",
        "/api/v1/sessions",
        &[JSON, &format!("content-length: {}", long.len())],
        &long,
    );
    let chunk = format!("{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
    let chunked = request(
        "POST",
        "/api/v1/sessions",
        &[JSON, "transfer-encoding: chunked"],
        &chunk,
    );
    // Announced only: the answer does not wait for bytes that are too many anyway.
    let announced = request(
        "POST",
        "/api/v1/sessions",
        &[JSON, "content-length: 999999999999"],
        "",
    );
    for text in [whole, chunked, announced] {
        let mut socket = Socket::open(&house).await;
        let began = Instant::now();
        socket.send(&text).await;
        let answer = socket.read_answer().await;
        assert_eq!(
            (answer.status, answer.code()),
            (413, "too_large".to_owned()),
            "{text}"
        );
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strange_bodies_are_refused_with_a_pointer() {
    let house = house().await;
    let admin = house.organiser("NO", "0301").await;
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    let abyss = "[".repeat(100_000);
    let cases = [
        (deep.as_str(), "invalid_input", Some("too_deep")),
        (abyss.as_str(), "invalid_input", Some("too_deep")),
        (
            r#"{"kind":"sector","name":"a\u0000b"}"#,
            "invalid_input",
            Some("pattern"),
        ),
        ("{\"kind\":\"sector\",\"name\":\"a\u{0}b\"}", "malformed", None),
        (r#"{"kind":"sector","name":"\ud800"}"#, "malformed", None),
        (
            r#"{"kind":"sector","name":"a","name":"b"}"#,
            "invalid_input",
            Some("duplicate_key"),
        ),
        ("{\"kind\":\"sector\",\"name\":NaN}", "malformed", None),
        ("", "malformed", None),
        ("\u{feff}{}", "malformed", None),
        ("[]", "invalid_input", Some("wrong_type")),
    ];
    for (body, code, fault) in cases {
        let got = house
            .post("/units", json!({}))
            .raw("application/json", body)
            .by(&admin)
            .send()
            .await;
        got.problem(400, code);
        assert_eq!(
            got.faults().first().map(|(_, code)| code.as_str()),
            fault,
            "{}",
            got.json
        );
    }
    for path in [
        "/units?cursor=%00",
        "/units?limit=%ff",
        "/units/%00",
        "/units?within=%ud800",
    ] {
        house
            .get(path)
            .by(&admin)
            .send()
            .await
            .problem(400, "invalid_input");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_requests_at_once_than_allowed_are_asked_to_come_back() {
    let house = House::with(Backend::Sqlite, |settings| settings.server.concurrency = 1).await;
    let mut slow = Socket::open(&house).await;
    let half = request("POST", "/api/v1/sessions", &[JSON, "content-length: 30"], "{");
    slow.send(&half).await;
    let mut refused = None;
    for _ in 0..100 {
        let got = house.get("/api-info").unchecked().send().await;
        if got.status == 503 {
            refused = Some(got);
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let refused = refused.expect("a refusal while the only place is taken");
    refused.problem(503, "overloaded");
    assert!(refused.header("retry-after").is_some() && refused.header("ratelimit-policy").is_some());
    drop(slow);
    for _ in 0..100 {
        if house.get("/api-info").unchecked().send().await.status != 503 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the place was not given back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_paths_and_wrong_methods_are_problems() {
    let house = house().await;
    let admin = house.organiser("NO", "0301").await;
    let by = bearer(&admin);
    let cases: &[(&str, &str, bool, u16, &str)] = &[
        ("GET", "/api/v1/nothing", true, 404, "not_found"),
        ("GET", "/api/v1/nothing", false, 401, "unauthenticated"),
        ("GET", "/api/v2/units", false, 404, "not_found"),
        ("GET", "/api", false, 404, "not_found"),
        ("GET", "/nothing", false, 404, "not_found"),
        ("DELETE", "/api/v1/units", true, 405, "method_not_allowed"),
        ("TRACE", "/api/v1/units", true, 405, "method_not_allowed"),
        ("BREW", "/api/v1/units", true, 405, "method_not_allowed"),
        ("POST", "/livez", false, 405, "method_not_allowed"),
    ];
    for (method, path, logged_in, status, code) in cases {
        let headers: &[&str] = if *logged_in { &[&by] } else { &[] };
        let mut socket = Socket::open(&house).await;
        socket.send(&request(method, path, headers, "")).await;
        let answer = socket.read_answer().await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (*status, *code),
            "{method} {path}"
        );
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{method} {path}"
        );
        if *status == 405 {
            let allow = answer.header("allow").expect("methods");
            assert!(allow.contains("GET") && allow.contains("HEAD"), "{allow}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn head_is_get_without_its_body() {
    let house = house().await;
    let admin = house.organiser("NO", "0301").await;
    for (path, headers) in [
        ("/api/v1/units", vec![bearer(&admin)]),
        ("/livez", vec![]),
        ("/openapi.json", vec![]),
    ] {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let mut socket = Socket::open(&house).await;
        socket.send(&request("GET", path, &headers, "")).await;
        let whole = socket.read_answer().await;
        // On the same connection, where a body would be read as the next answer.
        socket.send(&request("HEAD", path, &headers, "")).await;
        let head = socket.read_head().await;
        assert_eq!((head.status, whole.status), (200, 200), "{path}");
        for name in ["content-length", "etag", "content-type"] {
            assert_eq!(head.header(name), whole.header(name), "{path} {name}");
        }
        socket.send(&request("GET", "/livez", &[], "")).await;
        assert_eq!(socket.read_answer().await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_its_trace_and_what_is_left_of_the_quota() {
    let house = House::with(Backend::Sqlite, |settings| {
        settings.server.requests_per_minute = 100;
    })
    .await;
    let admin = house.organiser("NO", "0301").await;
    let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let taken = house
        .get("/units")
        .by(&admin)
        .header("traceparent", given)
        .send()
        .await;
    let answered = taken.header("traceparent").expect("a trace").to_owned();
    assert!(
        answered.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && answered.ends_with("-01"),
        "{answered}"
    );
    assert_ne!(answered, given, "the span is our own");
    for bad in [
        "00-zz-00-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "x",
    ] {
        let got = house
            .get("/units")
            .by(&admin)
            .header("traceparent", bad)
            .send()
            .await;
        let answered = got.header("traceparent").expect("a trace");
        assert_eq!((answered.len(), &answered[..3]), (55, "00-"), "{bad}");
        assert!(
            !answered.contains("-00000000000000000000000000000000-"),
            "{answered}"
        );
    }
    let mut left = 101;
    for expected in [200, 401, 404] {
        let call = match expected {
            401 => house.get("/units"),
            404 => house.get("/nothing").by(&admin),
            _ => house.get("/units").by(&admin),
        };
        let got = call.send().await;
        assert_eq!(got.status, expected);
        assert_eq!(got.header("ratelimit-policy"), Some("\"default\";q=100;w=60"));
        let limit = got.header("ratelimit").expect("what is left");
        let now: u32 = limit
            .strip_prefix("\"default\";r=")
            .and_then(|rest| rest.split(';').next())
            .and_then(|count| count.parse().ok())
            .expect("a number");
        if expected != 401 {
            // It grows again meanwhile.
            assert!(now <= left && now < 100, "{limit}");
            left = now;
        }
    }
    let mut last = None;
    // It grows again while it is spent, so that a slow machine needs more.
    for _ in 0..2_000 {
        let got = house.get("/units").by(&admin).send().await;
        if got.status == 429 {
            last = Some(got);
            break;
        }
    }
    let last = last.expect("the quota ends");
    last.problem(429, "too_many_requests");
    assert!(last.header("retry-after").is_some());
    assert!(
        last.header("ratelimit")
            .is_some_and(|limit| limit.starts_with("\"default\";r=0;t=")),
        "{last:?}"
    );
    for path in ["/livez", "/nothing", "/docs/"] {
        let mut socket = Socket::open(&house).await;
        socket.send(&request("GET", path, &[], "")).await;
        assert!(
            socket.read_answer().await.header("traceparent").is_some(),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_configured_origins_may_call() {
    let house = House::with(Backend::Sqlite, |settings| {
        settings.server.cors_origins = vec!["https://plan.example".to_owned()];
    })
    .await;
    let ask = [
        "access-control-request-method: PATCH",
        "access-control-request-headers: authorization,if-match,content-type",
    ];
    for (origin, allowed) in [("https://plan.example", true), ("https://evil.example", false)] {
        let origin_line = format!("origin: {origin}");
        let headers = [&[origin_line.as_str()][..], &ask].concat();
        let mut socket = Socket::open(&house).await;
        socket
            .send(&request("OPTIONS", "/api/v1/units", &headers, ""))
            .await;
        let answer = socket.read_answer().await;
        let expected = allowed.then_some(origin);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            expected,
            "{answer:?}"
        );
        assert_eq!(answer.status == 200, allowed, "{answer:?}");
        assert!(answer.header("access-control-allow-credentials").is_none());
        let mut socket = Socket::open(&house).await;
        socket
            .send(&request("GET", "/api/v1/units", &[&origin_line], ""))
            .await;
        let answer = socket.read_answer().await;
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            expected,
            "{answer:?}"
        );
    }
    let closed = self::house().await;
    let mut socket = Socket::open(&closed).await;
    socket
        .send(&request(
            "OPTIONS",
            "/api/v1/units",
            &[&["origin: https://plan.example"][..], &ask].concat(),
            "",
        ))
        .await;
    assert!(
        socket
            .read_answer()
            .await
            .header("access-control-allow-origin")
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_addresses_and_many_headers_are_refused() {
    let house = house().await;
    let long = format!("/api/v1/units?filter={}", "x".repeat(300_000));
    let many: Vec<String> = (0..500).map(|number| format!("x-header-{number}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let wide = format!("x-wide: {}", "x".repeat(300_000));
    let cases = [
        request("GET", &long, &[], ""),
        request("GET", "/livez", &many, ""),
        request("GET", "/livez", &[&wide], ""),
        request("GET", "/livez", &["host: other"], ""),
        "GET /livez HTTP/1.1\r\n\r\n".to_owned(),
        "GARBAGE\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nhost: a\r\nx y: 1\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nhost: a\r\nx: 1\u{0}2\r\n\r\n".to_owned(),
    ];
    for text in cases {
        let mut socket = Socket::open(&house).await;
        socket.send(&text).await;
        let answer = socket.read_to_end().await;
        let shown: String = text.chars().take(60).collect();
        let refused = ["400", "414", "431"]
            .iter()
            .any(|status| answer.starts_with(&format!("HTTP/1.1 {status} ")));
        assert!(refused, "{shown}: {answer}");
    }
    // And the service goes on.
    let mut socket = Socket::open(&house).await;
    socket.send(&request("GET", "/livez", &[], "")).await;
    assert_eq!(socket.read_answer().await.status, 200);
}
