//! Logging in and out, accounts and their administration.

use crate::on_both;
use crate::support::{INITIAL, Login, PASSWORD};
use serde_json::json;
use stegvis::access::Role;
use stegvis::platform::clock::new_id;

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

    async fn the_operator_appoints_the_first_administrator_only(house) {
        let operator = house.operator().await;
        let made = house.post("/organisers", json!({"country": "NO", "code": "1577"})).by(&operator).send().await;
        let organiser = made.id();
        let path = format!("/organisers/{organiser}/administrators");
        let weak = house.post(&path, json!({"login": "admin@volda.example", "password": "aaaaaaaaaaaaaaa"})).by(&operator).send().await;
        assert_eq!(weak.faults(), [("/password".to_owned(), "guessable_password".to_owned())]);
        let body = json!({"login": "admin@volda.example", "password": INITIAL});
        let first = house.post(&path, body.clone()).by(&operator).once("first").send().await;
        assert_eq!(first.expect(201)["mustChangePassword"], true);
        let again = house.post(&path, body).by(&operator).once("first").send().await;
        assert_eq!((again.status, again.json["accountId"].clone()), (201, first.json["accountId"].clone()));
        let second = json!({"login": "nummer.to@volda.example", "password": INITIAL});
        house.post(&path, second.clone()).by(&operator).send().await.problem(409, "administrator_exists");
        let unknown = format!("/organisers/{}/administrators", new_id());
        house.post(&unknown, second.clone()).by(&operator).send().await.problem(404, "not_found");

        let admin = house.take_over("admin@volda.example").await;
        assert_eq!(admin.organiser.to_string(), organiser);
        house.post(&path, second.clone()).by(&admin).send().await.problem(403, "forbidden");
        house.get("/accounts").by(&operator).send().await.problem(404, "not_found");

        // Once nobody can administer the organiser any more, the operator may help again.
        let person = house.person(admin.organiser).await;
        let account = format!("/accounts/{}", admin.account);
        house.patch(&account, json!({"personId": person})).by(&admin).if_match("2").send().await.expect(200);
        house.leaves(admin.organiser, person, house.clock.now().date_naive()).await;
        house.post(&path, second.clone()).by(&operator).send().await.problem(409, "administrator_exists");
        house.pass_days(1);
        let operator = house.login("drift@stegvis.example").await;
        house.post(&path, second).by(&operator).send().await.expect(201);
    }

    async fn a_new_account_must_change_its_password_first(house) {
        let admin = house.organiser("NO", "0301").await;
        let account = house.account_of(&admin, "ny@oslo.example", None).await;
        house.grant(&admin, account, json!({"role": "administrator"})).await.expect(201);
        let got = house.post("/sessions", json!({"login": "NY@Oslo.example", "password": INITIAL})).send().await;
        assert_eq!(got.expect(201)["mustChangePassword"], true);
        let new = Login::of(&got.json);
        assert_eq!(house.get("/me").by(&new).send().await.expect(200)["mustChangePassword"], true);
        for path in ["/units", "/accounts", "/sessions", "/municipalities?country=NO"] {
            house.get(path).by(&new).send().await.problem(403, "password_change_required");
        }
        let entries = house.entries().await;
        let unit = json!({"kind": "sector", "name": "Helse"});
        house.post("/units", unit.clone()).by(&new).send().await.problem(403, "password_change_required");
        assert_eq!(house.entries().await, entries + 1, "the refused attempt is noted");
        let got = house.post("/sessions/refreshes", json!({"refreshToken": new.refresh})).send().await;
        let new = Login::of(got.expect(200));
        let same = house.put("/me/password", json!({"current": INITIAL, "new": INITIAL})).by(&new).send().await;
        assert_eq!(same.faults(), [("/new".to_owned(), "same_password".to_owned())]);
        house.put("/me/password", json!({"current": INITIAL, "new": PASSWORD})).by(&new).send().await.expect(204);
        assert_eq!(house.get("/me").by(&new).send().await.expect(200)["mustChangePassword"], false);
        house.post("/units", unit).by(&new).send().await.expect(201);
    }

    async fn accounts_are_made_found_and_changed(house) {
        let admin = house.organiser("SE", "0180").await;
        let person = house.person(admin.organiser).await;
        let body = json!({"login": "chef@stockholm.example", "password": INITIAL, "personId": person, "language": "sv"});
        let made = house.post("/accounts", body).by(&admin).send().await;
        assert_eq!(made.expect(201)["status"], "active");
        assert!(!String::from_utf8_lossy(&made.bytes).contains(INITIAL));
        let path = format!("/accounts/{}", made.id());
        let twice = json!({"login": "CHEF@stockholm.example", "password": INITIAL});
        house.post("/accounts", twice).by(&admin).send().await.problem(409, "duplicate");
        let other = json!({"login": "annan@stockholm.example", "password": INITIAL, "personId": person});
        let other = house.post("/accounts", other).by(&admin).send().await;
        assert_eq!(other.faults(), [("/personId".to_owned(), "one_account_per_person".to_owned())]);
        let nobody = json!({"login": "annan@stockholm.example", "password": INITIAL, "personId": new_id()});
        let nobody = house.post("/accounts", nobody).by(&admin).send().await;
        assert_eq!(nobody.faults(), [("/personId".to_owned(), "no_such".to_owned())]);
        let wrong = json!({"login": "a b\u{200B}c", "password": "kort", "language": "fi", "status": "active"});
        let wrong = house.post("/accounts", wrong).by(&admin).send().await;
        let mut faults = wrong.faults();
        faults.sort();
        let expected = [("/language", "not_one_of"), ("/login", "pattern"), ("/password", "too_short"), ("/status", "unknown")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));

        house.grant(&admin, made.id().parse().expect("an id"), json!({"role": "leader"})).await.expect(201);
        let read = house.get(&path).by(&admin).send().await;
        assert_eq!((read.expect(200)["grants"][0]["role"].as_str(), read.version()), (Some("leader"), 2));
        let found = async |query: &str| {
            let list = house.get(&format!("/accounts{query}")).by(&admin).send().await;
            let items = list.expect(200)["items"].as_array().cloned().unwrap_or_default();
            items.iter().map(|item| item["login"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("").await, ["admin@0180.example", "chef@stockholm.example"]);
        assert_eq!(found("?role=leader").await, ["chef@stockholm.example"]);
        assert_eq!(found(&format!("?personId={person}")).await, ["chef@stockholm.example"]);
        assert_eq!(found("?status=disabled").await, Vec::<String>::new());
        let first = house.get("/accounts?limit=1").by(&admin).send().await;
        let cursor = first.json["page"]["nextCursor"].as_str().expect("a cursor").to_owned();
        assert_eq!(found(&format!("?limit=1&cursor={cursor}")).await, ["chef@stockholm.example"]);

        house.patch(&path, json!({"status": "disabled"})).by(&admin).if_match(1).send().await.problem(412, "stale");
        let off = house.patch(&path, json!({"status": "disabled", "language": null})).by(&admin).if_match(2).send().await;
        assert_eq!((off.expect(200)["status"].as_str(), off.json["language"].is_null()), (Some("disabled"), true));
        assert_eq!(found("?status=disabled").await, ["chef@stockholm.example"]);
        house.post("/sessions", json!({"login": "chef@stockholm.example", "password": INITIAL})).send().await.problem(401, "wrong_credentials");

        let foreign = house.organiser("SE", "1480").await;
        house.get(&path).by(&foreign).send().await.problem(404, "not_found");
        house.patch(&path, json!({"status": "active"})).by(&foreign).if_match(3).send().await.problem(404, "not_found");
        let member = house.member(admin.organiser, "anstalld@stockholm.example", Role::Member).await;
        house.get("/accounts").by(&member).send().await.problem(403, "forbidden");
        house.patch(&path, json!({"status": "active"})).by(&member).if_match(3).send().await.problem(403, "forbidden");
        let auditor = house.member(admin.organiser, "revisor@stockholm.example", Role::Auditor).await;
        house.get(&path).by(&auditor).send().await.expect(200);
        house.post("/accounts", json!({"login": "x@y.example", "password": INITIAL})).by(&auditor).send().await.problem(403, "forbidden");
    }

    async fn a_reset_ends_every_session_and_is_for_others_only(house) {
        let admin = house.organiser("DK", "0101").await;
        let user = house.member(admin.organiser, "leder@kbh.example", Role::Leader).await;
        house.get("/me").by(&user).send().await.expect(200);
        let path = format!("/accounts/{}/password-resets", user.account);
        let reset = json!({"password": INITIAL});
        house.post(&path, reset.clone()).by(&user).send().await.problem(403, "forbidden");
        let own = format!("/accounts/{}/password-resets", admin.account);
        house.post(&own, reset.clone()).by(&admin).send().await.problem(403, "forbidden");
        house.post(&path, reset).by(&admin).send().await.expect(204);
        house.get("/me").by(&user).send().await.problem(401, "session_ended");
        house.post("/sessions/refreshes", json!({"refreshToken": user.refresh})).send().await.problem(401, "session_ended");
        house.post("/sessions", json!({"login": "leder@kbh.example", "password": PASSWORD})).send().await.problem(401, "wrong_credentials");
        let user = house.take_over("leder@kbh.example").await;
        house.get("/units").by(&user).send().await.expect(200);
    }
}
