//! Access tokens: forged ones open nothing, and rotated keys lock nobody out.

use crate::on_both;
use crate::support::{House, Login};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use stegvis::access::keys::Keys;

/// Header and claims of a token.
fn parts(token: &str) -> (Value, Value) {
    let read =
        |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON");
    let mut parts = token.split('.');
    (
        read(parts.next().expect("a header")),
        read(parts.next().expect("claims")),
    )
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn hs256(header: &Value, claims: &Value, key: &[u8]) -> String {
    let text = format!("{}.{}", encoded(header), encoded(claims));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key);
    let tag = aws_lc_rs::hmac::sign(&key, text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

impl House {
    async fn refuses(&self, token: &str, why: &str) {
        let got = self
            .get("/me")
            .header("authorization", &format!("Bearer {token}"))
            .send()
            .await;
        assert_eq!(
            (got.status, got.json["code"].as_str()),
            (401, Some("unauthenticated")),
            "{why}: {}",
            got.json
        );
        assert!(got.header("www-authenticate").is_some());
    }

    async fn jwks(&self) -> Value {
        let got = reqwest::get(format!("{}/.well-known/jwks.json", self.url))
            .await
            .expect("an answer");
        assert_eq!(got.status(), 200);
        serde_json::from_slice(&got.bytes().await.expect("a body")).expect("JSON")
    }
}

on_both! {
    async fn forged_tokens_open_nothing(house) {
        let admin = house.organiser("NO", "0301").await;
        let (header, claims) = parts(&admin.token);
        let with = |name: &str, value: Value| {
            let mut claims = claims.clone();
            claims[name] = value;
            claims
        };
        let keys = &house.state.keys;
        let again = keys.sign("at+jwt", &claims).expect("signed");
        house.get("/me").header("authorization", &format!("Bearer {again}")).send().await.expect(200);

        for algorithm in ["none", "None", "NONE"] {
            let header = json!({"alg": algorithm, "typ": "at+jwt", "kid": header["kid"]});
            house.refuses(&format!("{}.{}.", encoded(&header), encoded(&claims)), "no signature").await;
        }
        let published = house.jwks().await["keys"][0]["x"].as_str().expect("a key").to_owned();
        let confused = json!({"alg": "HS256", "typ": "at+jwt", "kid": header["kid"]});
        for key in [URL_SAFE_NO_PAD.decode(&published).expect("bytes"), published.into_bytes()] {
            house.refuses(&hs256(&confused, &claims, &key), "signed with the public key").await;
        }

        let foreign = Keys::open(&house.folder.join("foreign"), keys.issuer()).expect("other keys");
        let stolen = foreign.sign("at+jwt", &claims).expect("signed");
        house.refuses(&stolen, "another key under its own name").await;
        let mut pieces = stolen.split('.').map(str::to_owned).collect::<Vec<_>>();
        pieces[0] = encoded(&header);
        house.refuses(&pieces.join("."), "another key under our name").await;
        let nameless = json!({"alg": "EdDSA", "typ": "at+jwt"});
        let own = admin.token.split('.').collect::<Vec<_>>();
        house.refuses(&format!("{}.{}.{}", encoded(&nameless), own[1], own[2]), "no key named").await;

        house.refuses(&keys.sign("JWT", &claims).expect("signed"), "another type").await;
        house.refuses(&keys.sign("at+jwt", &with("iss", json!("https://elsewhere.example"))).expect("signed"), "another issuer").await;
        house.refuses(&keys.sign("at+jwt", &with("aud", json!("another-api"))).expect("signed"), "another audience").await;
        house.refuses(&keys.sign("at+jwt", &with("exp", json!(house.clock.now().timestamp()))).expect("signed"), "expired").await;
        let mut endless = claims.clone();
        endless.as_object_mut().expect("claims").remove("exp");
        house.refuses(&keys.sign("at+jwt", &endless).expect("signed"), "without an end").await;
        house.refuses(&format!("{}.{}.{}", own[0], encoded(&with("exp", json!(9_999_999_999_i64))), own[2]), "changed claims").await;
        for nonsense in ["", "a", "a.b.c", "....", &"x".repeat(5000)] {
            house.refuses(nonsense, "nonsense").await;
        }
        for scheme in ["Basic", "Token"] {
            house.get("/me").header("authorization", &format!("{scheme} {}", admin.token)).send().await.problem(401, "unauthenticated");
        }
    }

    async fn a_session_holds_in_its_own_organiser_only(house) {
        let admin = house.organiser("NO", "4601").await;
        let other = house.organiser("NO", "5001").await;
        let (_, mut claims) = parts(&admin.token);
        claims["org"] = json!(other.organiser);
        let own = admin.token.split('.').collect::<Vec<_>>();
        house.refuses(&format!("{}.{}.{}", own[0], encoded(&claims), own[2]), "a changed organiser").await;
        // Even signed with our own key a session of another organiser leads nowhere.
        house.refuses(&house.state.keys.sign("at+jwt", &claims).expect("signed"), "a session elsewhere").await;
        claims["org"] = json!(uuid::Uuid::nil());
        house.refuses(&house.state.keys.sign("at+jwt", &claims).expect("signed"), "a session of the instance").await;
    }

    async fn rotated_keys_lock_nobody_out(house) {
        let admin = house.organiser("SE", "0180").await;
        let before = house.jwks().await;
        assert_eq!(before["keys"].as_array().map(Vec::len), Some(1));
        let key = &before["keys"][0];
        assert_eq!((key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str(), key.get("d")), (Some("OKP"), Some("Ed25519"), Some("EdDSA"), None));
        assert_eq!(parts(&admin.token).0["kid"], key["kid"]);

        let fresh = Keys::rotate(&house.state.settings.access.key_folder).expect("a new key");
        let node = house.second_node().await;
        let after = node.jwks().await;
        assert_eq!(after["keys"].as_array().map(Vec::len), Some(2));
        assert!(after["keys"].as_array().expect("a list").contains(key), "the older key is still published");
        node.get("/me").by(&admin).send().await.expect(200);
        let renewed = node.post("/sessions/refreshes", json!({"refreshToken": admin.refresh})).send().await;
        let renewed = Login::of(renewed.expect(200));
        assert_eq!(parts(&renewed.token).0["kid"], json!(fresh));
        node.get("/me").by(&renewed).send().await.expect(200);
    }
}
