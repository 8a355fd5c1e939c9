//! The page for reading and trying the interface: it works without any other server.

use crate::support::{Backend, House, Socket};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documentation_needs_nothing_from_elsewhere() {
    let house = House::open(Backend::Sqlite).await;
    let get = async |path: &str| {
        let mut socket = Socket::open(&house).await;
        socket
            .send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"))
            .await;
        socket.read_answer().await
    };
    let page = get("/docs/").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("script-src 'self';") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("http") && !policy.contains('*'), "{policy}");
    assert!(
        !page.body.contains("<script>"),
        "an inline script would be blocked"
    );
    let parts = page
        .body
        .split(['"', '\''])
        .filter(|part| part.strip_prefix("./").unwrap_or(part).ends_with(".js") || part.ends_with(".css"));
    let parts: Vec<&str> = parts.collect();
    assert!(parts.len() >= 3, "{parts:?}");
    for part in parts {
        assert!(!part.contains("//"), "{part} comes from elsewhere");
        let answer = get(&format!("/docs/{}", part.trim_start_matches("./"))).await;
        assert_eq!(answer.status, 200, "{part}");
        assert!(
            !answer.body.is_empty() && answer.header("content-type").is_some(),
            "{part}"
        );
    }
    let start = get("/docs/swagger-initializer.js").await;
    assert!(
        start.body.contains("/openapi.json") && start.body.contains("none"),
        "{}",
        start.body
    );
    assert_eq!(get("/docs").await.header("location"), Some("/docs/"));
    let api = get("/api/v1/units").await;
    assert_eq!(
        api.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'")
    );
}
