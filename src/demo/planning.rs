//! What Fjordvik plans with: the time that its people have, and what the planner says of it.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use crate::access::Role;
use crate::error::Result;
use actix_web::http::Method;
use serde_json::json;

impl Fjordvik<'_> {
    /// Time set aside, an absence, a limit of change; the stages ahead handed out to people of whom one has too
    /// little time; a target, a forecast and two scenarios.
    pub(super) async fn plan_ahead(&self, run: &Run) -> Result<()> {
        for share in [
            json!({"percent": 50, "from": self.today()}),
            json!({"personId": self.owner, "percent": 15, "from": self.today()}),
        ] {
            self.client.post(OFFICE, "/capacity-shares", share).await?;
        }
        let away = json!({"from": self.in_days(40), "to": self.in_days(60), "percent": 100});
        self.client
            .post(
                Role::Administrator,
                &format!("/persons/{}/absences", self.owner),
                away,
            )
            .await?;
        let limit = json!({"parallel": 4});
        self.client
            .post(OFFICE, &format!("/units/{}/change-limit", self.sector), limit)
            .await?;
        let persons = self.client.get(Role::Administrator, "/persons?limit=100").await?;
        let named = |name: &str| {
            let mut all = persons["items"].as_array().into_iter().flatten();
            all.find(|one| one["familyName"] == name)
                .map_or_else(|| self.sponsor.clone(), |one| text(one, "id"))
        };
        let hands = [
            self.owner.clone(),
            named("Fagsykepleier"),
            self.owner.clone(),
            named("Virksomhetsleder"),
            self.sponsor.clone(),
        ];
        for stage in 3..run.stages.len() {
            for (index, milestone) in self.milestones(run, stage).await?.iter().enumerate() {
                let owner = &hands[index % hands.len()];
                // Who leads a large change does a part of it; the units do the rest.
                let effort = milestone["effort"].as_f64().unwrap_or(5.0).min(60.0);
                let path = format!("/milestones/{}", text(milestone, "id"));
                self.client
                    .change(
                        OFFICE,
                        Method::PATCH,
                        &path,
                        json!({"ownerId": owner, "effort": effort}),
                    )
                    .await?;
            }
        }
        let path = format!("/roadmaps/{}", run.id);
        self.client
            .change(
                OFFICE,
                Method::PATCH,
                &path,
                json!({"targetDate": self.in_days(1_000)}),
            )
            .await?;
        self.client
            .post(
                OFFICE,
                &format!("{path}/baselines"),
                json!({"name": "Plan for trinn 4 og 5"}),
            )
            .await?;
        self.client
            .post(
                OFFICE,
                &format!("{path}/forecasts"),
                json!({"levelled": true, "passes": 2048, "withBarriers": true}),
            )
            .await?;
        let more = |percent: i32| json!({"name": format!("{percent} prosent til den overbookede"), "shares": [{"personId": self.owner, "percent": percent}]});
        let compared = json!({"variants": [more(30), more(45)], "schedules": 60, "passes": 2048});
        self.client
            .post(OFFICE, &format!("{path}/scenarios"), compared)
            .await
            .map(|_| ())
    }
}
