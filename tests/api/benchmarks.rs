//! Benchmarks over HTTP: what leaves an organiser and how it comes back as figures of groups.

use crate::on_both;
use crate::support::{Backend, Got, House, Login};
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use stegvis::access::Role;

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Municipalities of the official list.
pub(crate) const TOWNS: [&str; 13] = [
    "0301", "1101", "1103", "1106", "1108", "1111", "1112", "1114", "1119", "1120", "1121", "1122", "1124",
];

/// An organiser in which somebody has counted who uses safety alarms.
pub(crate) struct Town<'h> {
    pub(crate) house: &'h House,
    pub(crate) code: &'static str,
    pub(crate) admin: Login,
    pub(crate) office: Login,
    pub(crate) member: Login,
    unit: String,
}

impl<'h> Town<'h> {
    pub(crate) async fn open(
        house: &'h House,
        operator: &Login,
        code: &'static str,
        population: i64,
    ) -> Self {
        let body = json!({"country": "NO", "code": code, "population": population});
        let made = house.post("/organisers", body).by(operator).send().await;
        let id = text(&made.expect(201)["id"]).parse().expect("an id");
        let admin = house
            .member(id, &format!("admin@{code}.example"), Role::Administrator)
            .await;
        let login = |name: &str| format!("{name}@{code}.example");
        let office = house
            .member(admin.organiser, &login("kontor"), Role::ProjectOffice)
            .await;
        let member = house
            .member(admin.organiser, &login("ansatt"), Role::Member)
            .await;
        let sector = json!({"kind": "sector", "name": "Helse og omsorg"});
        let unit = house.post("/units", sector).by(&admin).send().await.id();
        let list = house.get("/technologies").by(&office).send().await;
        let mut all = list.expect(200)["items"].as_array().into_iter().flatten();
        let alarm = text(
            &all.find(|one| one["key"] == "safety-alarm")
                .expect("in the catalogue")["id"],
        );
        let body = json!({"technologyId": alarm, "unitId": unit});
        let deployment = house
            .post("/technology-deployments", body)
            .by(&office)
            .send()
            .await;
        deployment.expect(201);
        let step = house.post(
            &format!("/technology-deployments/{}/states", deployment.id()),
            json!({"state": "pilot", "pilotEndsOn": "2026-12-01"}),
        );
        step.by(&office).if_match(1).send().await.expect(200);
        Self {
            house,
            code,
            admin,
            office,
            member,
            unit,
        }
    }

    /// Counts so many users of a hundred in October.
    pub(crate) async fn count(&self, in_use: i64) {
        let row = json!({"technology": "safety-alarm", "unitId": self.unit, "month": "2026-10", "eligible": 100, "offered": 100, "inUse": in_use, "declined": 0});
        let sent = self
            .house
            .put("/technology-measures", json!({"items": [row]}))
            .by(&self.office);
        sent.send().await.expect(200);
    }

    pub(crate) async fn preview(&self, period: &str) -> Value {
        let path = format!("/benchmark-previews?indicator=technology-use&period={period}&partners=true");
        self.house
            .get(&path)
            .by(&self.office)
            .send()
            .await
            .expect(200)
            .clone()
    }

    pub(crate) async fn release(&self, period: &str) -> Got {
        let shown = self.preview(period).await;
        let body = json!({"aggregate": shown["aggregate"], "sha256": shown["sha256"]});
        self.house
            .post("/benchmark-releases", body)
            .by(&self.office)
            .send()
            .await
    }

    /// Logged in again, since the clock has moved on.
    pub(crate) async fn again(mut self) -> Self {
        self.office = self.house.login(&format!("kontor@{}.example", self.code)).await;
        self.admin = self.house.login(&format!("admin@{}.example", self.code)).await;
        self.member = self.house.login(&format!("ansatt@{}.example", self.code)).await;
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.house
            .get(path)
            .by(&self.office)
            .send()
            .await
            .expect(200)
            .clone()
    }

    async fn compare(&self, period: &str) -> Value {
        let path = format!("/benchmark-comparisons?indicator=technology-use&period={period}");
        self.get(&path).await
    }
}

/// Several organisers that have released the running quarter: share of users 0.10, 0.16 and so on.
pub(crate) async fn towns(house: &House, count: usize) -> Vec<Town<'_>> {
    let operator = house.operator().await;
    let mut all = Vec::new();
    for (at, code) in TOWNS.iter().take(count).enumerate() {
        let town = Town::open(house, &operator, code, if at % 2 == 0 { 3_000 } else { 30_000 }).await;
        town.count(10 + 6 * i64::try_from(at).expect("few")).await;
        town.release("2026-Q4").await.expect(201);
        all.push(town);
    }
    all
}

/// The first day of the next year: the quarter has ended.
async fn next_year<'h>(house: &House, towns: Vec<Town<'h>>) -> Vec<Town<'h>> {
    house.pass_days(62);
    let mut all = Vec::new();
    for town in towns {
        all.push(town.again().await);
    }
    all
}

on_both! {
    async fn exactly_what_was_shown_leaves_or_nothing_does(house) {
        let operator = house.operator().await;
        let town = Town::open(&house, &operator, "0301", 12_000).await;
        assert_eq!(town.preview("2026-Q4").await, json!({"state": "no_data"}), "no data is not nought");
        town.count(3).await;
        assert_eq!(town.preview("2026-Q4").await["state"], "suppressed", "three users are too few");
        town.count(98).await;
        assert_eq!(town.preview("2026-Q4").await["state"], "suppressed", "and so are two who do not use it");
        town.count(40).await;
        let shown = town.preview("2026-Q4").await;
        let wanted = json!({
            "format": "stegvis-benchmark/1", "indicator": "technology-use", "period": "2026-Q4", "country": "NO",
            "band": "5000_to_19999", "partners": true, "value": 0.4, "part": 40, "whole": 100,
        });
        assert_eq!((&shown["state"], &shown["aggregate"]), (&json!("ready"), &wanted));
        assert_eq!(serde_json::from_str::<Value>(&text(&shown["text"])).expect("JSON"), wanted);

        // It is another one by now: nothing leaves, and it is said what changed.
        town.count(55).await;
        let body = json!({"aggregate": shown["aggregate"], "sha256": shown["sha256"]});
        let late = house.post("/benchmark-releases", body.clone()).by(&town.office).send().await;
        late.problem(409, "aggregate_changed");
        let at: BTreeSet<String> = late.faults().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(at, BTreeSet::from(["/aggregate/part".to_owned(), "/aggregate/value".to_owned()]));
        assert_eq!(town.get("/benchmark-releases").await["items"], json!([]));
        // A hash of something else.
        let mut forged = body;
        forged["aggregate"]["value"] = json!(0.9);
        let got = house.post("/benchmark-releases", forged).by(&town.office).send().await;
        assert_eq!(got.faults(), [("/sha256".to_owned(), "contradicts".to_owned())]);
        // A period that is not running, and what does not exist.
        let path = "/benchmark-previews?indicator=technology-use&period=2026-Q3";
        assert_eq!(house.get(path).by(&town.office).send().await.faults()[0].1, "not_running");
        let path = "/benchmark-previews?indicator=no-such&period=2026-Q4";
        assert_eq!(house.get(path).by(&town.office).send().await.faults()[0].1, "no_such");

        let first = town.release("2026-Q4").await;
        first.expect(201);
        // A further release of the period stands in its place; both stay.
        town.count(60).await;
        let second = town.release("2026-Q4").await;
        assert_eq!((&second.expect(201)["revision"], &second.json["aggregate"]["value"]), (&json!(2), &json!(0.6)));
        let list = town.get("/benchmark-releases").await;
        assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
        let standing = town.get("/benchmark-releases?standing=true").await;
        assert_eq!((standing["items"].as_array().map(Vec::len), &standing["items"][0]["id"]), (Some(1), &json!(second.id())));

        // Withdrawn: nothing of it is left but that it was there.
        let path = format!("/benchmark-releases/{}", second.id());
        let stale = house.post(&format!("{path}/withdrawal"), json!({})).by(&town.office).if_match(9).send().await;
        stale.problem(412, "stale");
        let gone = house.post(&format!("{path}/withdrawal"), json!({})).by(&town.office).if_match(1).send().await;
        assert_eq!((&gone.expect(200)["aggregate"], gone.json["withdrawnAt"].is_null()), (&Value::Null, false));
        let again = house.post(&format!("{path}/withdrawal"), json!({})).by(&town.office).if_match(2).send().await;
        again.problem(409, "wrong_state");
    }

    async fn others_are_told_of_in_groups_of_five_only(house) {
        let towns = towns(&house, 11).await;
        // The quarter is still running: nobody watches others come.
        let early = towns[0].compare("2026-Q4").await;
        assert!(early["groups"].as_array().into_iter().flatten().all(|group| group["shown"] == false), "{early}");
        assert_eq!(early["ownValue"], 0.1);
        let towns = next_year(&house, towns).await;
        let found = towns[5].compare("2026-Q4").await;
        let groups = found["groups"].as_array().cloned().unwrap_or_default();
        assert_eq!(groups.len(), 3);
        for group in &groups {
            assert_eq!((&group["shown"], &group["ownIncluded"]), (&json!(true), &json!(true)), "{group}");
        }
        assert_eq!((&groups[0]["organisers"], &groups[2]["organisers"], &groups[2]["band"]), (&json!(11), &json!(5), &json!("20000_to_49999")));
        assert_eq!((&groups[0]["median"], &groups[0]["ownPercentile"], &found["ownValue"]), (&json!(0.4), &json!(50), &json!(0.4)));
        // Nothing of what is answered is a name, an id or a value of somebody else.
        let said = found.to_string();
        for town in &towns {
            assert!(!said.contains(&town.admin.organiser.to_string()) && !said.contains(&format!("\"{}\"", town.code)));
        }

        // One withdraws: the group is withheld at once, and no kept answer shows it.
        let releases = towns[1].get("/benchmark-releases").await;
        let path = format!("/benchmark-releases/{}/withdrawal", text(&releases["items"][0]["id"]));
        house.post(&path, json!({})).by(&towns[1].office).if_match(1).send().await.expect(200);
        let after = towns[5].compare("2026-Q4").await;
        let shown: Vec<&Value> = after["groups"].as_array().into_iter().flatten().map(|group| &group["shown"]).collect();
        assert_eq!(shown, [&json!(false); 3]);
        assert!(after["groups"][0].get("organisers").is_none(), "nothing is said of how many are missing");
    }

    async fn four_organisers_are_told_nothing_of_each_other(house) {
        let towns = towns(&house, 4).await;
        let towns = next_year(&house, towns).await;
        let found = towns[0].compare("2026-Q4").await;
        for group in found["groups"].as_array().into_iter().flatten() {
            let fields: BTreeSet<&str> = group.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            assert!(fields.is_subset(&BTreeSet::from(["group", "country", "band", "shown"])), "{group}");
        }
        let divergence = towns[0].get("/benchmark-divergence?indicator=technology-use&group=country").await;
        assert_eq!((&divergence["points"], &divergence["verdict"]), (&json!([]), &json!("too_few_periods")));
    }

    async fn who_may_release_and_what_a_stranger_finds(house) {
        let operator = house.operator().await;
        let town = Town::open(&house, &operator, "0301", 12_000).await;
        town.count(40).await;
        let shown = town.preview("2026-11").await;
        let body = json!({"aggregate": shown["aggregate"], "sha256": shown["sha256"]});
        let path = "/benchmark-previews?indicator=technology-use&period=2026-11";
        house.get(path).by(&town.member).send().await.problem(403, "forbidden");
        house.post("/benchmark-releases", body.clone()).by(&town.member).send().await.problem(403, "forbidden");
        house.post("/benchmark-releases", body.clone()).by(&town.admin).send().await.problem(403, "forbidden");
        let made = house.post("/benchmark-releases", body).by(&town.office).send().await;
        made.expect(201);
        let other = Town::open(&house, &operator, "1103", 12_000).await;
        let path = format!("/benchmark-releases/{}", made.id());
        house.get(&path).by(&other.office).send().await.problem(404, "not_found");
        house.post(&format!("{path}/withdrawal"), json!({})).by(&other.office).if_match(1).send().await.problem(404, "not_found");
        let indicators = town.get("/benchmark-indicators").await;
        let keys: BTreeSet<String> = indicators["items"].as_array().into_iter().flatten().map(|one| text(&one["key"])).collect();
        assert!(keys.contains("technology-use.safety-alarm") && keys.contains("activity-index"));
    }
}

/// On PostgreSQL the database itself keeps the released tables shut until a transaction asks for what was released, and
/// never lets anybody write there for another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn released_rows_are_seen_by_who_asks_for_them_and_written_by_nobody_else() {
    let house = House::open(Backend::Postgres).await;
    let operator = house.operator().await;
    let town = Town::open(&house, &operator, "0301", 12_000).await;
    town.count(40).await;
    town.release("2026-Q4").await.expect(201);
    let stranger = stegvis::platform::clock::new_id();
    let txn = house
        .state
        .database
        .writer()
        .begin()
        .await
        .expect("a transaction");
    let count = async || {
        let sql = "SELECT count(*) FROM benchmark_release".to_owned();
        let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = txn
            .query_one_raw(statement)
            .await
            .expect("an answer")
            .expect("a row");
        row.try_get_by_index::<i64>(0).expect("a number")
    };
    let set = async |name: &str, value: &str| {
        let sql = format!("SELECT set_config('app.{name}', '{value}', true)");
        txn.execute_unprepared(&sql).await.expect("set");
    };
    set("organiser", &stranger.to_string()).await;
    assert_eq!(count().await, 0);
    set("shared", "released").await;
    assert_eq!(count().await, 1);
    let touched = txn
        .execute_unprepared("UPDATE benchmark_release SET value = 0")
        .await;
    assert_eq!(touched.expect("an answer").rows_affected(), 0);
    let touched = txn.execute_unprepared("DELETE FROM benchmark_release").await;
    assert_eq!(touched.expect("an answer").rows_affected(), 0);
    txn.rollback().await.expect("rolled back");
}
