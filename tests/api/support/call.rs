//! One request, and what came back. The answer is held to the document, a write to its one audit entry.

use super::{House, Login};
use serde_json::Value;
use stegvis::routes;

/// A request in the making.
pub struct Call<'h> {
    house: &'h House,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    checked: bool,
}

/// An answer.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
    pub bytes: Vec<u8>,
}

impl<'h> Call<'h> {
    pub fn new(house: &'h House, method: &'static str, path: &str) -> Self {
        Self {
            house,
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            checked: true,
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "calls read better with the body made in place"
    )]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Some(body.to_string().into_bytes());
        let kind = if self.method == "PATCH" {
            "application/merge-patch+json"
        } else {
            "application/json"
        };
        self.header("content-type", kind)
    }

    /// Sends bytes as they are.
    pub fn raw(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", kind)
    }

    pub fn by(self, login: &Login) -> Self {
        self.header("authorization", &format!("Bearer {}", login.token))
    }

    pub fn with_key(self, key: &str) -> Self {
        self.header("x-api-key", key)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn if_match(self, version: impl std::fmt::Display) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub fn once(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Does not hold the answer to the document: for requests that no operation describes.
    pub fn unchecked(mut self) -> Self {
        self.checked = false;
        self
    }

    pub async fn send(self) -> Got {
        let door = self.door();
        let writes = door.is_some_and(stegvis::access::Door::writes) && self.checked;
        let before = if writes { self.house.entries().await } else { 0 };
        let address = format!("{}{}{}", self.house.url, routes::BASE, self.path);
        let method = reqwest::Method::from_bytes(self.method.as_bytes()).expect("a method");
        let mut request = self.house.client.request(method, address);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = self.body.clone() {
            request = request.body(body);
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.expect("a body").to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let got = Got {
            status,
            headers,
            json,
            bytes,
        };
        if let Some(door) = door.filter(|_| self.checked) {
            self.hold_to_document(door, &got);
        }
        if writes {
            let written = self.house.entries().await - before;
            let replayed = got.headers.contains_key("idempotent-replayed");
            match got.status {
                200..=299 if replayed => assert_eq!(
                    written, 0,
                    "a repeated answer wrote something: {} {}",
                    self.method, self.path
                ),
                200..=299 => assert_eq!(
                    written, 1,
                    "a success leaves exactly one audit entry: {} {}",
                    self.method, self.path
                ),
                403 | 409 => assert!(
                    written <= 1,
                    "a refusal leaves one entry at most: {} {}",
                    self.method,
                    self.path
                ),
                // A login that fails is noted at the account it was tried on; a reused token ends its session.
                401 => assert!(written <= 1),
                _ => assert_eq!(
                    written, 0,
                    "a failure wrote something: {} {} {}",
                    self.method, self.path, got.status
                ),
            }
        }
        got
    }

    fn door(&self) -> Option<&'static stegvis::access::Door> {
        let path = self.path.split('?').next().unwrap_or_default();
        let fits = |pattern: &str| {
            let (steps, parts): (Vec<&str>, Vec<&str>) =
                (pattern.split('/').collect(), path.split('/').collect());
            steps.len() == parts.len()
                && steps
                    .iter()
                    .zip(&parts)
                    .all(|(step, part)| step.starts_with('{') || step == part)
        };
        let mut found: Vec<_> = routes::doors()
            .iter()
            .filter(|door| door.method == self.method && fits(&door.path))
            .collect();
        found.sort_by_key(|door| door.path.matches('{').count());
        found.first().copied()
    }

    fn hold_to_document(&self, door: &stegvis::access::Door, got: &Got) {
        let operation = &self.house.document["paths"][&door.path][door.method.as_str().to_ascii_lowercase()];
        let mut response = &operation["responses"][got.status.to_string()];
        assert!(
            !response.is_null(),
            "{door:?} answers {}, which is not documented: {}",
            got.status,
            got.json
        );
        if let Some(reference) = response["$ref"].as_str() {
            response = &self.house.document["components"]["responses"]
                [reference.rsplit('/').next().expect("a name")];
        }
        let Some(content) = response["content"].as_object() else {
            assert!(got.bytes.is_empty(), "{door:?} {} documents no body", got.status);
            return;
        };
        let kind = got
            .headers
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        let Some(media) = content.get(kind) else {
            panic!(
                "{door:?} {} answers {kind:?}, documented: {:?}",
                got.status,
                content.keys()
            )
        };
        if !kind.ends_with("json") {
            return;
        }
        let schema = media["schema"].clone();
        let name = format!("test {} {}", door.operation, got.status);
        if let Err(error) = self
            .house
            .state
            .schemas
            .check_with(&name, || schema, &got.json, "")
        {
            panic!(
                "{door:?} {} does not answer as documented: {:?}\n{}",
                got.status, error.faults, got.json
            );
        }
    }
}

impl Got {
    /// The body, where the status is the expected one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        &self.json
    }

    /// Holds a problem to its status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> &Value {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        &self.json
    }

    /// The pairs of pointer and code of a problem's faults.
    pub fn faults(&self) -> Vec<(String, String)> {
        let list = self.json["errors"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
        list.iter()
            .map(|fault| (text(fault, "pointer"), text(fault, "code")))
            .collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn id(&self) -> String {
        self.json["id"].as_str().expect("an id").to_owned()
    }

    pub fn version(&self) -> i64 {
        self.json["version"].as_i64().expect("a version")
    }
}
