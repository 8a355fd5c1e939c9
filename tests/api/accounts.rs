//! Logging in and out.

use crate::on_both;
use crate::support::PASSWORD;
use serde_json::json;

on_both! {
    async fn a_token_lives_fifteen_minutes_and_rotates(house) {
        let admin = house.organiser("NO", "0301").await;
        assert_eq!(house.get("/me").by(&admin).send().await.expect(200)["roles"][0]["role"], "administrator");
        house.clock.set(house.clock.now() + chrono::TimeDelta::minutes(16));
        house.get("/me").by(&admin).send().await.problem(401, "unauthenticated");
        let fresh = house.post("/sessions/refreshes", json!({"refreshToken": admin.refresh})).send().await;
        let fresh = crate::support::Login::of(fresh.expect(200));
        house.get("/me").by(&fresh).send().await.expect(200);
        let reused = house.post("/sessions/refreshes", json!({"refreshToken": admin.refresh})).send().await;
        reused.problem(401, "session_ended");
        house.get("/me").by(&fresh).send().await.problem(401, "session_ended");
        house.post("/sessions/refreshes", json!({"refreshToken": fresh.refresh})).send().await.problem(401, "session_ended");
    }

    async fn a_wrong_password_and_an_unknown_login_look_alike(house) {
        let admin = house.organiser("NO", "0301").await;
        let wrong = house.post("/sessions", json!({"login": "admin@0301.example", "password": "feil"})).send().await;
        let unknown = house.post("/sessions", json!({"login": "ingen@0301.example", "password": "feil"})).send().await;
        assert_eq!(wrong.problem(401, "wrong_credentials")["detail"], unknown.problem(401, "wrong_credentials")["detail"]);
        for _ in 0..10 {
            house.post("/sessions", json!({"login": "admin@0301.example", "password": "feil"})).send().await;
        }
        let throttled = house.post("/sessions", json!({"login": "admin@0301.example", "password": PASSWORD})).send().await;
        throttled.problem(429, "too_many_requests");
        assert!(throttled.header("retry-after").is_some());
        house.get("/me").by(&admin).send().await.expect(200);
    }

    async fn a_changed_password_ends_the_other_sessions(house) {
        let admin = house.organiser("FI", "091").await;
        let other = house.login("admin@091.example").await;
        let weak = house.put("/me/password", json!({"current": PASSWORD, "new": "admin@091.example!"})).by(&admin).send().await;
        assert_eq!(weak.faults(), [("/new".to_owned(), "guessable_password".to_owned())]);
        let new = json!({"current": PASSWORD, "new": "en helt annen setning"});
        house.put("/me/password", new).by(&admin).send().await.expect(204);
        house.get("/me").by(&admin).send().await.expect(200);
        house.get("/me").by(&other).send().await.problem(401, "session_ended");
    }

    async fn the_cookie_carries_the_refresh_token_for_pages(house) {
        house.organiser("SE", "1280").await;
        let body = json!({"login": "admin@1280.example", "password": PASSWORD, "refreshIn": "cookie"});
        let got = house.post("/sessions", body).send().await;
        assert!(got.expect(201)["refreshToken"].is_null());
        let cookie = got.header("set-cookie").expect("a cookie").to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let pair = cookie.split(';').next().expect("a pair");
        let fresh = house.post("/sessions/refreshes", json!({})).header("cookie", pair).send().await;
        let fresh = crate::support::Login::of(fresh.expect(200));
        house.delete(&format!("/sessions/{}", fresh.session)).by(&fresh).send().await.expect(204);
        house.get("/me").by(&fresh).send().await.problem(401, "session_ended");
    }
}
