//! Signed files between installations: trust, whole state, and every way in which a file is refused.

use crate::benchmarks::{Town, towns};
use crate::on_both;
use crate::support::{Got, House, Login};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use serde_json::{Value, json};
use stegvis::access::keys::Keys;
use stegvis::capabilities::benchmarks::service::FILE_KIND;

/// Another installation.
struct Partner {
    keys: Keys,
}

impl Partner {
    fn new(house: &House, name: &str) -> Self {
        let keys = Keys::open(&house.folder.join(name), "https://partner.example").expect("keys");
        Self { keys }
    }

    fn key(&self) -> Value {
        self.keys.jwks()["keys"][0].clone()
    }

    /// A file made so many days ago of so many organisers for a period that has ended.
    fn file(&self, house: &House, days: i64, organisers: std::ops::Range<i64>, kind: &str) -> String {
        let made = house.clock.now() - TimeDelta::days(days);
        let entries: Vec<Value> = organisers.map(|at| entry(at, "2026-Q3", 10 + 7 * at)).collect();
        self.signed(made.timestamp(), &entries, kind)
    }

    fn signed(&self, made: i64, entries: &[Value], kind: &str) -> String {
        let claims = json!({"iss": "https://partner.example", "iat": made, "exp": made + 30 * 86_400, "entries": entries});
        self.keys.sign(kind, &claims).expect("signed")
    }
}

fn entry(at: i64, period: &str, part: i64) -> Value {
    json!({"member": format!("{at:064x}"), "aggregate": {
        "format": "stegvis-benchmark/1", "indicator": "technology-use", "period": period, "country": "NO", "partners": true,
        "value": f64::from(i32::try_from(part).expect("few")) / 100.0, "part": part, "whole": 100,
    }})
}

async fn trust(house: &House, operator: &Login, partner: &Partner) -> Got {
    let key = partner.key();
    let body = json!({"name": "Partner", "kid": key["kid"], "publicKey": key["x"]});
    house
        .post("/benchmark-trusted-keys", body)
        .by(operator)
        .send()
        .await
}

async fn send(house: &House, operator: &Login, jws: &str) -> Got {
    house
        .post("/benchmark-files", json!({"jws": jws}))
        .by(operator)
        .send()
        .await
}

/// The rule by which a file was refused.
fn rule(got: &Got) -> String {
    got.problem(409, "import_refused");
    got.faults()[0].1.clone()
}

async fn shown(town: &Town<'_>) -> Value {
    town.get("/benchmark-comparisons?indicator=technology-use&period=2026-Q3")
        .await["groups"][0]
        .clone()
}

on_both! {
    async fn a_trusted_file_is_taken_in_once_and_tells_the_whole_state(house) {
        let operator = house.operator().await;
        let town = Town::open(&house, &operator, "0301", 12_000).await;
        let partner = Partner::new(&house, "partner");
        let first = partner.file(&house, 2, 0..6, FILE_KIND);
        assert_eq!(rule(&send(&house, &operator, &first).await), "not_trusted");
        let trusted = trust(&house, &operator, &partner).await;
        assert_eq!(trusted.expect(201)["fingerprint"].as_str().map(str::len), Some(64));
        trust(&house, &operator, &partner).await.problem(409, "duplicate");
        assert_eq!(shown(&town).await["shown"], false);
        let got = send(&house, &operator, &first).await;
        assert_eq!(got.expect(201)["entries"], 6);
        let group = shown(&town).await;
        assert_eq!((&group["shown"], &group["organisers"], &group["ownIncluded"]), (&json!(true), &json!(6), &json!(false)));
        // The same again changes nothing.
        assert_eq!(send(&house, &operator, &first).await.expect(201)["id"], got.json["id"]);
        assert_eq!(shown(&town).await, group);

        // An older one, a changed past, a tampered and an expired one, one of another kind, one from tomorrow.
        assert_eq!(rule(&send(&house, &operator, &partner.file(&house, 3, 0..6, FILE_KIND)).await), "older");
        let now = house.clock.now().timestamp();
        let changed: Vec<Value> = (0..6).map(|at| entry(at, "2026-Q3", 11 + 7 * at)).collect();
        assert_eq!(rule(&send(&house, &operator, &partner.signed(now, &changed, FILE_KIND)).await), "ended_period_changed");
        assert_eq!(rule(&send(&house, &operator, &partner.file(&house, 31, 0..6, FILE_KIND)).await), "expired");
        assert_eq!(rule(&send(&house, &operator, &partner.file(&house, -1, 0..6, FILE_KIND)).await), "from_the_future");
        assert_eq!(rule(&send(&house, &operator, &partner.file(&house, 1, 0..6, "at+jwt")).await), "not_a_file");
        let parts: Vec<&str> = first.split('.').collect();
        let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap().replace("\"whole\":100", "\"whole\":101");
        let forged = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims), parts[2]);
        assert_eq!(rule(&send(&house, &operator, &forged).await), "not_trusted");
        let small: Vec<Value> = (0..6).map(|at| entry(at, "2026-Q3", 4)).collect();
        assert_eq!(rule(&send(&house, &operator, &partner.signed(now, &small, FILE_KIND)).await), "not_acceptable");
        assert_eq!(shown(&town).await, group, "nothing of what was refused is there");

        // One withdraws there, and so does their group here; the rest go when the key is no longer trusted.
        send(&house, &operator, &partner.file(&house, 1, 1..6, FILE_KIND)).await.expect(201);
        assert_eq!(shown(&town).await["shown"], false);
        let path = format!("/benchmark-trusted-keys/{}/revocation", trusted.id());
        house.post(&path, json!({})).by(&operator).if_match(1).send().await.expect(200);
        assert_eq!(rule(&send(&house, &operator, &partner.file(&house, 0, 0..6, FILE_KIND)).await), "not_trusted");
        // Only the operator.
        send(&house, &town.admin, &first).await.problem(403, "forbidden");
        house.get("/benchmark-exports").by(&town.admin).send().await.problem(403, "forbidden");
    }

    async fn an_export_holds_what_was_let_go_on_and_nobody_by_name(house) {
        let towns = towns(&house, 2).await;
        let operator = house.login("drift@stegvis.example").await;
        let file = house.get("/benchmark-exports").by(&operator).send().await;
        assert_eq!(file.expect(200)["entries"], 2);
        let jws = file.json["jws"].as_str().expect("a file").to_owned();
        let payload = URL_SAFE_NO_PAD.decode(jws.split('.').nth(1).expect("a payload")).unwrap();
        let text = String::from_utf8(payload).unwrap();
        let claims: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(claims.to_string(), text, "canonical JSON");
        for town in &towns {
            assert!(!text.contains(&town.admin.organiser.to_string()));
        }
        assert_eq!(rule(&send(&house, &operator, &jws).await), "own_file");
        // Withdrawn is gone from the next file.
        let releases = towns[0].get("/benchmark-releases").await;
        let path = format!("/benchmark-releases/{}/withdrawal", releases["items"][0]["id"].as_str().expect("an id"));
        house.post(&path, json!({})).by(&towns[0].office).if_match(1).send().await.expect(200);
        let file = house.get("/benchmark-exports").by(&operator).send().await;
        assert_eq!(file.expect(200)["entries"], 1);
    }
}
