//! The page for reading and trying the interface: it works without any other server.

use crate::support::{Backend, House};
use std::path::Path;

/// A page of the house, read as a browser reads it.
async fn get(house: &House, path: &str) -> (reqwest::header::HeaderMap, String) {
    let answer = reqwest::get(format!("{}{path}", house.url))
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 200, "{path}");
    (answer.headers().clone(), answer.text().await.expect("text"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documentation_needs_nothing_from_elsewhere() {
    let house = House::open(Backend::Sqlite).await;
    let (headers, page) = get(&house, "/docs/").await;
    let policy = headers["content-security-policy"].to_str().expect("a policy");
    assert!(
        policy.contains("script-src 'self';") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("http") && !policy.contains('*'), "{policy}");
    assert!(!page.contains("<script>"), "an inline script would be blocked");
    let is_part = |part: &&str| {
        Path::new(part)
            .extension()
            .is_some_and(|ending| ending == "js" || ending == "css")
    };
    let parts: Vec<&str> = page.split(['"', '\'']).filter(is_part).collect();
    assert!(parts.len() >= 3, "{parts:?}");
    for part in parts {
        assert!(!part.contains("//"), "{part} comes from elsewhere");
        let (headers, text) = get(&house, &format!("/docs/{}", part.trim_start_matches("./"))).await;
        assert!(!text.is_empty() && headers.contains_key("content-type"), "{part}");
    }
    let (_, start) = get(&house, "/docs/swagger-initializer.js").await;
    assert!(
        start.contains("/openapi.json") && start.contains("none"),
        "{start}"
    );
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let client = client.build().expect("a client");
    let short = client
        .get(format!("{}/docs", house.url))
        .send()
        .await
        .expect("an answer");
    assert_eq!(short.headers()["location"], "/docs/");
    let api = client
        .get(format!("{}/api/v1/units", house.url))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        api.headers()["content-security-policy"],
        "default-src 'none'; frame-ancestors 'none'"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let house = House::open(Backend::Sqlite).await;
    let refused = house.get("/units").send().await;
    let kind = refused.problem(401, "unauthenticated")["type"]
        .as_str()
        .expect("a type");
    let (path, anchor) = kind.split_once('#').expect("an anchor");
    let (headers, page) = get(&house, path).await;
    assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    assert_eq!(headers["content-language"], "en");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_created_is_linked_to_what_can_be_done_with_it() {
    let house = House::open(Backend::Sqlite).await;
    let links = &house.document["paths"]["/units"]["post"]["responses"]["201"]["links"];
    for operation in ["readUnit", "updateUnit"] {
        assert_eq!(links[operation]["operationId"], operation, "{links}");
        assert_eq!(links[operation]["parameters"]["unitId"], "$response.body#/id");
    }
}
