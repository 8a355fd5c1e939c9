//! API keys: shown once, bound to scopes, gone when revoked or expired.

use crate::on_both;
use chrono::TimeDelta;
use sea_orm::EntityTrait;
use serde_json::json;

on_both! {
    async fn a_key_is_shown_once(house) {
        let admin = house.organiser("NO", "0301").await;
        let body = json!({"name": "Lønnssystemet", "scopes": ["read"], "expiresAt": "2027-06-30T00:00:00Z"});
        let made = house.post("/api-keys", body.clone()).by(&admin).once("key-1").send().await;
        let secret = made.expect(201)["secret"].as_str().expect("a secret").to_owned();
        assert!(secret.starts_with("svk_") && secret.len() == 80, "{secret}");
        assert_eq!(made.json["hint"], format!("…{}", &secret[76..]));
        house.get("/units").with_key(&secret).send().await.expect(200);

        let again = house.post("/api-keys", body).by(&admin).once("key-1").send().await;
        assert_eq!((again.expect(201)["id"].clone(), again.json.get("secret")), (made.json["id"].clone(), None));
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let read = house.state.writer.read(admin.organiser).await.expect("a snapshot");
        let kept = tables::idempotency::Entity::find().all(read.conn()).await.expect("rows");
        assert_eq!(kept.len(), 1);
        let keys = tables::api_key::Entity::find().all(read.conn()).await.expect("rows");
        drop(read);
        assert!(!format!("{kept:?}{keys:?}").contains(&secret[37..]), "the secret is stored nowhere");

        let path = format!("/api-keys/{}", made.id());
        assert!(house.get(&path).by(&admin).send().await.expect(200).get("secret").is_none());
        let listed = house.get("/api-keys").by(&admin).send().await;
        assert_eq!(listed.expect(200)["items"].as_array().map(Vec::len), Some(1));
        let renamed = house.patch(&path, json!({"name": "HR-systemet"})).by(&admin).if_match(1).send().await;
        assert_eq!(renamed.expect(200)["name"], "HR-systemet");
        let wider = house.patch(&path, json!({"scopes": ["people_write"]})).by(&admin).if_match(2).send().await;
        assert_eq!(wider.faults(), [("/scopes".to_owned(), "unknown".to_owned())]);
        let foreign = house.organiser("NO", "4601").await;
        house.get(&path).by(&foreign).send().await.problem(404, "not_found");
        house.post(&format!("{path}/revocations"), json!({})).by(&foreign).send().await.problem(404, "not_found");
    }

    async fn a_key_ends_within_four_hundred_days(house) {
        let admin = house.organiser("SE", "0180").await;
        let key = async |at: String, scopes: serde_json::Value| {
            let body = json!({"name": "Mätare", "scopes": scopes, "expiresAt": at});
            house.post("/api-keys", body).by(&admin).send().await
        };
        let now = house.clock.now();
        let text = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let late = key(text(now + TimeDelta::days(400) + TimeDelta::microseconds(1)), json!(["read", "read"])).await;
        assert_eq!(late.faults(), [("/expiresAt".to_owned(), "too_large".to_owned()), ("/scopes".to_owned(), "not_unique".to_owned())]);
        assert_eq!(key(text(now), json!(["read"])).await.faults(), [("/expiresAt".to_owned(), "too_small".to_owned())]);
        assert_eq!(key(text(now + TimeDelta::days(1)), json!([])).await.faults(), [("/scopes".to_owned(), "too_few".to_owned())]);
        key(text(now + TimeDelta::days(400)), json!(["read", "people_write"])).await.expect(201);
    }

    async fn scopes_bind_a_key(house) {
        let admin = house.organiser("DK", "0101").await;
        let reader = house.key(&admin, &["read"]).await.1;
        let writer = house.key(&admin, &["people_write"]).await.1;
        let unit = json!({"kind": "sector", "name": "Sundhed"});
        house.post("/units", unit.clone()).with_key(&reader).send().await.problem(403, "forbidden");
        let made = house.post("/units", unit).with_key(&writer).send().await;
        made.expect(201);
        let path = format!("/units/{}", made.id());
        house.get(&path).with_key(&reader).send().await.expect(200);
        house.get(&path).with_key(&writer).send().await.problem(404, "not_found");
        // No key handles access, whatever its scopes.
        let all = house.key(&admin, &["read", "people_write", "roadmaps_write", "evidence_write", "measures_write", "audit_read", "scim"]).await.1;
        house.get("/accounts").with_key(&all).send().await.problem(403, "forbidden");
        house.post("/accounts", json!({"login": "a@b.example", "password": "en lang passordsetning"})).with_key(&all).send().await.problem(403, "forbidden");
        house.get("/api-keys").with_key(&all).send().await.problem(403, "forbidden");
        house.delete("/sessions").with_key(&all).send().await.problem(403, "forbidden");
        house.put("/me/password", json!({"current": "x", "new": "en lang passordsetning"})).with_key(&all).send().await.problem(403, "forbidden");
        let me = house.get("/me").with_key(&reader).send().await;
        assert_eq!((me.expect(200)["kind"].as_str(), me.json["scopes"].clone()), (Some("api_key"), json!(["read"])));
    }

    async fn a_key_that_is_not_ours_opens_nothing(house) {
        let admin = house.organiser("FI", "091").await;
        let other = house.organiser("FI", "049").await;
        let (_, secret) = house.key(&admin, &["read"]).await;
        let (kind, random) = (&secret[..4], &secret[36..]);
        let elsewhere = format!("{kind}{}{random}", other.organiser.simple());
        let changed = format!("{}{}", &secret[..79], if secret.ends_with('A') { 'Q' } else { 'A' });
        for forged in [elsewhere, changed, secret[..79].to_owned(), "svk_".to_owned(), String::new(), secret.replace("svk_", "svr_")] {
            house.get("/units").with_key(&forged).send().await.problem(401, "unauthenticated");
        }
    }
}
