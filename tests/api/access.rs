//! Who is in and who is out: at once, on the day, and whatever is kept in memory.

use crate::on_both;
use crate::support::{Backend, House, INITIAL, Login, PASSWORD};
use chrono::{NaiveDate, TimeZone, Utc};
use serde_json::json;
use stegvis::access::Role;

impl House {
    /// Sets the clock within November 2026.
    fn at(&self, day: u32, hour: u32, minute: u32) {
        let now = Utc.with_ymd_and_hms(2026, 11, day, hour, minute, 0).single();
        self.clock.set(now.expect("an instant"));
    }

    /// Asks twice, so that the second answer comes from an actor that is kept in memory.
    async fn is_in(&self, who: &Login) {
        for _ in 0..2 {
            self.get("/units").by(who).send().await.expect(200);
        }
    }

    async fn is_out(&self, who: &Login, code: &str) {
        let unit = json!({"kind": "sector", "name": "Helse"});
        self.get("/units").by(who).send().await.problem(401, code);
        self.get("/me").by(who).send().await.problem(401, code);
        self.post("/units", unit).by(who).send().await.problem(401, code);
    }
}

fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
}

on_both! {
    async fn a_disabled_account_is_out_at_once_and_for_good(house) {
        let admin = house.organiser("NO", "0301").await;
        let user = house.member(admin.organiser, "leder@oslo.example", Role::Leader).await;
        house.is_in(&user).await;
        let path = format!("/accounts/{}", user.account);
        house.patch(&path, json!({"status": "disabled"})).by(&admin).if_match(1).send().await.expect(200);
        house.is_out(&user, "session_ended").await;
        house.post("/sessions/refreshes", json!({"refreshToken": user.refresh})).send().await.problem(401, "session_ended");
        house.patch(&path, json!({"status": "active"})).by(&admin).if_match(2).send().await.expect(200);
        house.is_out(&user, "session_ended").await;
        house.is_in(&house.login("leder@oslo.example").await).await;
    }

    async fn an_ended_session_is_out_at_once(house) {
        let admin = house.organiser("NO", "4601").await;
        let one = house.member(admin.organiser, "leder@bergen.example", Role::Leader).await;
        let two = house.login("leder@bergen.example").await;
        let three = house.login("leder@bergen.example").await;
        for session in [&one, &two, &three] {
            house.is_in(session).await;
        }
        // Somebody else's session is no affair of one's own.
        house.delete(&format!("/sessions/{}", one.session)).by(&admin).send().await.problem(404, "not_found");
        house.delete(&format!("/sessions/{}", one.session)).by(&two).send().await.expect(204);
        house.is_out(&one, "session_ended").await;
        house.is_in(&two).await;
        let path = format!("/accounts/{}/sessions", two.account);
        house.delete(&path).by(&two).send().await.problem(403, "forbidden");
        house.delete(&path).by(&admin).send().await.expect(204);
        house.is_out(&two, "session_ended").await;
        house.is_out(&three, "session_ended").await;
    }

    async fn a_logout_everywhere_ends_all_sessions(house) {
        let admin = house.organiser("NO", "5001").await;
        let other = house.login("admin@5001.example").await;
        house.is_in(&admin).await;
        house.is_in(&other).await;
        assert_eq!(house.get("/sessions").by(&admin).send().await.expect(200)["items"].as_array().map(Vec::len), Some(2));
        house.delete("/sessions").by(&admin).send().await.expect(204);
        house.is_out(&admin, "session_ended").await;
        house.is_out(&other, "session_ended").await;
        for login in [&admin, &other] {
            let refresh = json!({"refreshToken": login.refresh});
            house.post("/sessions/refreshes", refresh).send().await.problem(401, "session_ended");
        }
    }

    async fn a_revoked_or_expired_key_is_out_at_once(house) {
        let admin = house.organiser("SE", "0180").await;
        let (id, secret) = house.key(&admin, &["read"]).await;
        for _ in 0..2 {
            house.get("/units").with_key(&secret).send().await.expect(200);
        }
        let path = format!("/api-keys/{id}/revocations");
        let revoked = house.post(&path, json!({})).by(&admin).send().await;
        assert!(revoked.expect(200)["revokedAt"].is_string());
        house.get("/units").with_key(&secret).send().await.problem(401, "unauthenticated");
        house.post(&path, json!({})).by(&admin).send().await.problem(409, "wrong_state");

        let brief = json!({"name": "Kort", "scopes": ["read"], "expiresAt": "2026-11-02T09:00:00Z"});
        let secret = house.post("/api-keys", brief).by(&admin).send().await.expect(201)["secret"].as_str().expect("a text").to_owned();
        house.at(2, 8, 59);
        for _ in 0..2 {
            house.get("/units").with_key(&secret).send().await.expect(200);
        }
        house.at(2, 9, 0);
        house.get("/units").with_key(&secret).send().await.problem(401, "unauthenticated");
    }

    async fn a_removed_role_is_gone_at_once(house) {
        let admin = house.organiser("SE", "1480").await;
        let user = house.recruit(&admin, "chef@gbg.example", &[]).await;
        let grant = house.grant(&admin, user.account, json!({"role": "leader"})).await;
        house.is_in(&user).await;
        house.delete(&format!("/grants/{}", grant.id())).by(&admin).if_match(1).send().await.expect(204);
        house.get("/units").by(&user).send().await.problem(404, "not_found");
        assert_eq!(house.get("/me").by(&user).send().await.expect(200)["roles"], json!([]));
    }

    async fn who_has_left_is_out_from_the_next_day(house) {
        let admin = house.organiser("DK", "0101").await;
        let person = house.person(admin.organiser).await;
        let account = house.account_of(&admin, "vikar@kbh.example", Some(person)).await;
        house.grant(&admin, account, json!({"role": "member"})).await.expect(201);
        let user = house.take_over("vikar@kbh.example").await;
        house.is_in(&user).await;
        house.leaves(admin.organiser, person, november(2)).await;
        house.is_in(&user).await;
        house.at(2, 23, 50);
        let user = house.login("vikar@kbh.example").await;
        house.is_in(&user).await;
        house.at(3, 0, 0);
        house.is_out(&user, "unauthenticated").await;
        house.post("/sessions/refreshes", json!({"refreshToken": user.refresh})).send().await.problem(401, "session_ended");
        house.post("/sessions", json!({"login": "vikar@kbh.example", "password": PASSWORD})).send().await.problem(401, "wrong_credentials");
    }

    async fn who_is_found_to_have_left_is_out_at_once(house) {
        let admin = house.organiser("DK", "0751").await;
        let person = house.person(admin.organiser).await;
        let account = house.account_of(&admin, "vikar@aarhus.example", Some(person)).await;
        house.grant(&admin, account, json!({"role": "member"})).await.expect(201);
        let user = house.take_over("vikar@aarhus.example").await;
        house.is_in(&user).await;
        house.leaves(admin.organiser, person, november(1)).await;
        house.is_out(&user, "unauthenticated").await;
        // Such an account can be disabled, but not be made usable again.
        let path = format!("/accounts/{account}");
        let version = house.get(&path).by(&admin).send().await.version();
        house.patch(&path, json!({"status": "disabled"})).by(&admin).if_match(version).send().await.expect(200);
        let enabled = house.patch(&path, json!({"status": "active"})).by(&admin).if_match(version + 1).send().await;
        assert_eq!(enabled.faults(), [("/personId".to_owned(), "no_such".to_owned())]);
    }

    async fn a_role_holds_from_its_first_day_to_its_last(house) {
        let admin = house.organiser("FI", "091").await;
        let days = json!({"role": "administrator", "from": "2026-11-03", "to": "2026-11-04"});
        let user = house.recruit(&admin, "sijainen@hki.example", &[days]).await;
        house.at(2, 23, 55);
        let user = Login { account: user.account, ..house.login("sijainen@hki.example").await };
        let unit = |name: &str| json!({"kind": "sector", "name": name});
        house.get("/units").by(&user).send().await.problem(404, "not_found");
        house.post("/units", unit("For tidlig")).by(&user).send().await.problem(404, "not_found");
        house.at(3, 0, 0);
        house.is_in(&user).await;
        house.post("/units", unit("I tide")).by(&user).send().await.expect(201);
        house.at(4, 23, 55);
        let user = house.login("sijainen@hki.example").await;
        house.is_in(&user).await;
        house.at(5, 0, 0);
        house.get("/units").by(&user).send().await.problem(404, "not_found");
        house.post("/units", unit("For sent")).by(&user).send().await.problem(404, "not_found");
    }

    async fn one_login_in_two_organisers_names_one_only_where_it_must(house) {
        let (one, two) = (house.organiser("NO", "1103").await, house.organiser("NO", "3301").await);
        house.member(one.organiser, "begge@region.example", Role::Member).await;
        house.account_of(&two, "begge@region.example", None).await;
        let log_in = |password: &str| json!({"login": "begge@region.example", "password": password});
        let first = house.post("/sessions", log_in(PASSWORD)).send().await;
        assert_eq!(first.expect(201)["organiserId"], json!(one.organiser));
        let second = house.post("/sessions", log_in(INITIAL)).send().await;
        assert_eq!(second.expect(201)["organiserId"], json!(two.organiser));
        let entries = house.entries().await;
        house.post("/sessions", log_in("feil")).unchecked().send().await.problem(401, "wrong_credentials");
        assert_eq!(house.entries().await, entries + 2, "the failed attempt is noted in both");

        house.take_over("begge@region.example").await;
        house.post("/sessions", log_in(PASSWORD)).send().await.problem(401, "wrong_credentials");
        for organiser in [one.organiser, two.organiser] {
            let mut body = log_in(PASSWORD);
            body["organiserId"] = json!(organiser);
            let got = house.post("/sessions", body).send().await;
            assert_eq!(got.expect(201)["organiserId"], json!(organiser));
        }
        let mut elsewhere = log_in(PASSWORD);
        elsewhere["organiserId"] = json!(uuid::Uuid::nil());
        house.post("/sessions", elsewhere).send().await.problem(401, "wrong_credentials");
    }

    async fn addresses_that_a_client_makes_up_do_not_count(house) {
        house.organiser("SE", "1280").await;
        let wrong = json!({"login": "admin@1280.example", "password": "feil"});
        let mut last = 0;
        for number in 0..12 {
            let address = format!("203.0.113.{number}");
            last = house.post("/sessions", wrong.clone()).header("x-forwarded-for", &address).send().await.status;
        }
        assert_eq!(last, 429);
    }
}

/// Behind a proxy the address that it saw counts: whoever guesses passwords locks out their own address only.
async fn guesses_lock_out_their_own_address_only(backend: Backend) {
    let house = House::with(backend, |settings| settings.server.behind_proxy = true).await;
    house.organiser("NO", "0301").await;
    let log_in = async |password: &str, forwarded: &str| {
        let body = json!({"login": "admin@0301.example", "password": password});
        house
            .post("/sessions", body)
            .header("x-forwarded-for", forwarded)
            .send()
            .await
    };
    for _ in 0..10 {
        log_in("feil", "203.0.113.7")
            .await
            .problem(401, "wrong_credentials");
    }
    let throttled = log_in(PASSWORD, "203.0.113.7").await;
    throttled.problem(429, "too_many_requests");
    let wait: u64 = throttled
        .header("retry-after")
        .and_then(|text| text.parse().ok())
        .expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    log_in(PASSWORD, "198.51.100.1, 203.0.113.7")
        .await
        .problem(429, "too_many_requests");
    log_in(PASSWORD, "203.0.113.7, 198.51.100.1").await.expect(201);
    log_in(PASSWORD, "198.51.100.2").await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_lock_out_their_own_address_only_sqlite() {
    guesses_lock_out_their_own_address_only(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_lock_out_their_own_address_only_postgres() {
    guesses_lock_out_their_own_address_only(Backend::Postgres).await;
}
