//! Welfare technology in Fjordvik: an alarm that has come far, a night supervision that is tried out, sensors that hardly
//! anybody uses, and what was done together with those concerned.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use crate::access::Role;
use crate::error::Result;
use actix_web::http::Method;
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

/// The units of the HR files that technology stands in.
const SOUTH: &str = "4110";
const NORTH: &str = "4120";
const NURSING_HOME: &str = "4200";

/// The counts of a month: eligible, offered, in use, declined.
type Counts = [i32; 4];

/// A month so many months before a day, as the series write it.
fn month(day: NaiveDate, back: i32) -> String {
    let months = day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default() - back;
    format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
}

impl Fjordvik<'_> {
    /// The id of a unit or a technology by its key in the other system.
    async fn id_of(&self, list: &str, field: &str, key: &str) -> Result<String> {
        let found = self.client.get(OFFICE, list).await?;
        let mut all = found["items"].as_array().into_iter().flatten();
        Ok(all
            .find(|one| one[field] == key)
            .map(|one| text(one, "id"))
            .unwrap_or_default())
    }

    async fn unit(&self, number: &str) -> Result<String> {
        self.id_of("/units?limit=100", "externalId", number).await
    }

    /// A technology taken up in a unit and piloted.
    async fn pilot(&self, technology: &str, unit: &str, days: i64) -> Result<String> {
        let body = json!({
            "technologyId": self.id_of("/technologies", "key", technology).await?, "unitId": self.unit(unit).await?,
        });
        let made = self.client.post(OFFICE, "/technology-deployments", body).await?;
        let id = text(&made, "id");
        self.step(&id, json!({"state": "pilot", "pilotEndsOn": self.in_days(days)}))
            .await?;
        Ok(id)
    }

    async fn step(&self, deployment: &str, body: Value) -> Result<()> {
        let path = format!("/technology-deployments/{deployment}/states");
        self.client
            .change(OFFICE, Method::POST, &path, body)
            .await
            .map(|_| ())
    }

    /// Decided by the leaders, and introduced.
    async fn introduce(&self, deployment: &str) -> Result<()> {
        let decision = json!({
            "outcome": "introduce", "decidedBy": "Ledergruppen helse og omsorg", "decidedOn": self.today(),
            "rationale": "Piloten viste tryggere netter og færre unødige turer.", "reference": "Sak 2026/118",
        });
        let path = format!("/technology-deployments/{deployment}/decisions");
        self.client.post(Role::Leader, &path, decision).await?;
        self.step(deployment, json!({"state": "introduced"})).await
    }

    async fn count(&self, rows: &[(&str, &str, i32, Counts)]) -> Result<()> {
        let mut items = Vec::new();
        for (technology, unit, back, [eligible, offered, in_use, declined]) in rows {
            items.push(json!({
                "technology": technology, "unitId": self.unit(unit).await?, "month": month(self.today(), *back),
                "eligible": eligible, "offered": offered, "inUse": in_use, "declined": declined,
            }));
        }
        let body = json!({"items": items});
        self.client
            .change(OFFICE, Method::PUT, "/technology-measures", body)
            .await
            .map(|_| ())
    }

    /// The alarm is introduced in home care; digital supervision and sensors are tried out.
    pub(super) async fn begin_technology(&self) -> Result<()> {
        for unit in [SOUTH, NORTH] {
            let alarm = self.pilot("safety-alarm", unit, 30).await?;
            self.introduce(&alarm).await?;
            self.pilot("digital-supervision", unit, 100).await?;
        }
        let sensors = self.pilot("sensors", NURSING_HOME, 60).await?;
        self.introduce(&sensors).await?;
        self.pilot("medication-dispenser", NURSING_HOME, 90).await?;
        let evening = json!({
            "technologyId": self.id_of("/technologies", "key", "digital-supervision").await?, "unitId": self.unit(SOUTH).await?,
            "audience": "relatives", "activity": "dialogue", "title": "Pårørendekveld om digitalt tilsyn",
            "heldOn": self.today(), "participants": 24,
        });
        self.client
            .post(OFFICE, "/technology-engagements", evening)
            .await?;
        let course = json!({
            "unitId": self.unit(NORTH).await?, "audience": "staff", "activity": "training",
            "title": "Opplæring i trygghetsteknologi for nattvakter", "heldOn": self.today(), "participants": 17,
        });
        self.client
            .post(OFFICE, "/technology-engagements", course)
            .await
            .map(|_| ())
    }

    /// What was counted until the pilots are judged; one count is corrected.
    pub(super) async fn count_technology(&self, run: &Run) -> Result<()> {
        self.count(&[
            ("safety-alarm", SOUTH, 3, [120, 96, 70, 14]),
            ("safety-alarm", NORTH, 3, [110, 70, 44, 12]),
            ("safety-alarm", SOUTH, 1, [124, 108, 82, 16]),
            ("safety-alarm", NORTH, 1, [112, 78, 46, 15]),
            ("digital-supervision", SOUTH, 2, [36, 20, 9, 5]),
            ("digital-supervision", NORTH, 2, [31, 18, 6, 7]),
            ("digital-supervision", SOUTH, 1, [36, 26, 14, 6]),
            ("digital-supervision", NORTH, 1, [31, 24, 3, 8]),
            ("sensors", NURSING_HOME, 1, [90, 12, 1, 3]),
        ])
        .await?;
        self.count(&[("digital-supervision", NORTH, 1, [31, 24, 11, 8])])
            .await?;
        // What the roadmap's gates read is there.
        self.client
            .get(OFFICE, &format!("/roadmaps/{}/gates", run.id))
            .await
            .map(|_| ())
    }

    /// The alarm has reached its local target in the south; the year's levels of maturity.
    pub(super) async fn settle_technology(&self) -> Result<()> {
        let south = self.unit(SOUTH).await?;
        let list = format!("/technology-deployments?technology=safety-alarm&within={south}");
        let found = self.client.get(OFFICE, &list).await?;
        let alarm = text(&found["items"][0], "id");
        let target = json!({"target": {
            "usePercent": 60, "reachPercent": 80, "groupGapPoints": 15,
            "rationale": "Hver fjerde takker nei av grunner vi respekterer; alle skal ha fått tilbudet.",
        }});
        let path = format!("/technology-deployments/{alarm}");
        self.client.change(OFFICE, Method::PATCH, &path, target).await?;
        let month = month(self.today(), 1);
        let whole = [("safety-alarm", SOUTH, 1, [126, 112, 86, 17])];
        self.count(&whole).await?;
        for (group, [eligible, offered, in_use, declined]) in
            [("gender:women", [78, 70, 55, 9]), ("gender:men", [48, 42, 31, 8])]
        {
            let counts = json!({
                "month": month, "group": group, "eligible": eligible, "offered": offered, "inUse": in_use, "declined": declined,
            });
            self.client
                .post(OFFICE, &format!("{path}/measures"), counts)
                .await?;
        }
        self.step(&alarm, json!({"state": "broad_and_equal"})).await?;
        let year = self.today().year();
        for (branch, indicator, level, explanation) in [
            (
                "social_services",
                "governance",
                3,
                "Ansvar er fordelt og følges opp hvert kvartal.",
            ),
            (
                "social_services",
                "information_security",
                2,
                "Risiko er vurdert for alarmene, ikke for resten.",
            ),
            (
                "municipal_health_care",
                "governance",
                2,
                "Ansvaret ligger hos én enhet.",
            ),
            (
                "municipal_health_care",
                "quality_management",
                2,
                "Avvik meldes, men samles ikke.",
            ),
        ] {
            let round = json!({"year": year, "branch": branch, "indicator": indicator, "level": level, "explanation": explanation});
            self.client.post(OFFICE, "/maturity-rounds", round).await?;
        }
        Ok(())
    }
}
