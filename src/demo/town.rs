//! Fjordvik: its organisation, and what the story's people do again and again.

use super::cast;
use super::client::{Client, text};
use super::story::DAYS;
use crate::access::{AppState, Role};
use crate::error::{AppError, Result};
use crate::platform::clock::Clock;
use actix_web::http::Method;
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) const OFFICE: Role = Role::ProjectOffice;

pub(super) struct Fjordvik<'s> {
    pub(super) client: Client,
    pub(super) clock: &'s Clock,
    pub(super) sector: String,
    pub(super) area: String,
    pub(super) owner: String,
    pub(super) sponsor: String,
    /// Who leaves before today.
    pub(super) leaver: String,
    pub(super) group: String,
    pub(super) service_areas: Vec<Value>,
}

/// A roadmap with the ids of its stages and gates, in order.
pub(super) struct Run {
    pub(super) id: String,
    pub(super) stages: Vec<String>,
    pub(super) gates: Vec<String>,
}
impl<'s> Fjordvik<'s> {
    /// The organiser, its organisation from HR files, its accounts and its leadership group.
    pub(super) async fn found(state: &AppState, clock: &'s Clock) -> Result<Self> {
        let client = Client::new(state).await;
        // The official list has no Fjordvik, so it borrows the code of the smallest municipality.
        let body = json!({"country": "NO", "code": "1151", "name": cast::ORGANISER, "population": 12_400});
        let organiser = client.post(Role::Operator, "/organisers", body).await?;
        let organiser: Uuid = text(&organiser, "id").parse().map_err(AppError::internal)?;
        cast::administrator(state, organiser).await?;
        let persons = cast::import(&client).await?;
        cast::accounts(state, organiser, &persons).await?;
        let person = |login: &str| persons.get(login).map(Uuid::to_string).unwrap_or_default();
        let units = client.get(Role::Administrator, "/units?limit=100").await?;
        let units = units["items"].as_array().cloned().unwrap_or_default();
        let first = |kind: &str| {
            units
                .iter()
                .find(|unit| unit["kind"] == kind)
                .map(|unit| text(unit, "id"))
                .unwrap_or_default()
        };
        let (sector, area) = (first("sector"), first("area"));
        let group = client
            .post(
                Role::Administrator,
                "/leadership-groups",
                json!({"name": "Ledergruppen helse og omsorg", "unitId": sector}),
            )
            .await?;
        let group = text(&group, "id");
        let today = clock.now().date_naive();
        for login in [
            "leder@fjordvik.example",
            "leder.to@fjordvik.example",
            "kontor@fjordvik.example",
        ] {
            let member = json!({"personId": person(login), "from": today});
            client
                .post(
                    Role::Administrator,
                    &format!("/leadership-groups/{group}/members"),
                    member,
                )
                .await?;
        }
        let day = json!({"date": today + TimeDelta::days(DAYS + 14), "name": "Kommunens planleggingsdag", "working": false});
        client.post(Role::Administrator, "/calendar-days", day).await?;
        let areas = client.get(OFFICE, "/service-areas").await?;
        let service_areas = areas["items"]
            .as_array()
            .into_iter()
            .flatten()
            .take(5)
            .map(|area| area["id"].clone())
            .collect();
        let (owner, sponsor) = (person("eier@fjordvik.example"), person("leder@fjordvik.example"));
        let leaver = person("enhetsleder.nord@fjordvik.example");
        Ok(Self {
            client,
            clock,
            sector,
            area,
            owner,
            sponsor,
            leaver,
            group,
            service_areas,
        })
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.clock.now().date_naive()
    }

    pub(super) fn in_days(&self, days: i64) -> NaiveDate {
        self.today() + TimeDelta::days(days)
    }

    pub(super) fn pass(&self, days: i64) {
        self.wait(TimeDelta::days(days));
    }

    pub(super) fn wait(&self, time: TimeDelta) {
        self.clock.set(self.clock.now() + time);
        self.client.forget();
    }

    pub(super) async fn start(&self, template: &str, title: &str, purpose: &str, unit: &str) -> Result<Run> {
        let body = json!({
            "templateKey": template, "title": title, "purpose": purpose, "unitId": unit, "sponsorId": self.sponsor,
            "leadershipGroupId": self.group, "serviceAreaIds": self.service_areas, "startDate": self.today(),
        });
        let roadmap = self.client.post(OFFICE, "/roadmaps", body).await?;
        let id = text(&roadmap, "id");
        let overview = self
            .client
            .get(OFFICE, &format!("/roadmaps/{id}/overview"))
            .await?;
        let parts = overview["stages"].as_array().cloned().unwrap_or_default();
        Ok(Run {
            stages: parts.iter().map(|part| text(&part["stage"], "id")).collect(),
            gates: parts.iter().map(|part| text(&part["gate"], "id")).collect(),
            id,
        })
    }

    /// Evidence handed in by the owner and, where `accept`, accepted by the reviewer.
    pub(super) async fn proof(&self, run: &Run, content: Value, accept: bool) -> Result<String> {
        let made = self
            .client
            .post(Role::Owner, &format!("/roadmaps/{}/evidence", run.id), content)
            .await?;
        let id = text(&made, "id");
        if accept {
            let verdict = json!({"outcome": "accept", "note": "Viser det som kreves."});
            self.client
                .change(
                    Role::Reviewer,
                    Method::POST,
                    &format!("/evidence/{id}/reviews"),
                    verdict,
                )
                .await?;
        }
        Ok(id)
    }

    pub(super) async fn milestones(&self, run: &Run, stage: usize) -> Result<Vec<Value>> {
        let path = format!(
            "/roadmaps/{}/milestones?stageId={}&limit=100",
            run.id, run.stages[stage]
        );
        Ok(self.client.get(OFFICE, &path).await?["items"]
            .as_array()
            .cloned()
            .unwrap_or_default())
    }

    /// Gives every milestone of a stage its owner.
    pub(super) async fn hand_out(&self, run: &Run, stage: usize) -> Result<()> {
        for milestone in self.milestones(run, stage).await? {
            let path = format!("/milestones/{}", text(&milestone, "id"));
            self.client
                .change(OFFICE, Method::PATCH, &path, json!({"ownerId": self.owner}))
                .await?;
        }
        Ok(())
    }

    /// Reaches every milestone of a stage, with what each asks for handed in and accepted.
    pub(super) async fn reach(&self, run: &Run, stage: usize) -> Result<()> {
        self.hand_out(run, stage).await?;
        for milestone in self.milestones(run, stage).await? {
            let id = text(&milestone, "id");
            for item in milestone["requiredEvidence"].as_array().into_iter().flatten() {
                let mut proof = self.content(&text(item, "kind"));
                proof["title"] = item["title"].clone();
                proof["accessLevel"] = json!("internal");
                proof["uses"] = json!([{"milestoneId": id, "itemKey": item["key"]}]);
                self.proof(run, proof, true).await?;
            }
            self.report(Role::Owner, &id, json!({"status": "done"})).await?;
        }
        Ok(())
    }

    /// Evidence of a kind; a document is handed in as a link to where it is archived.
    fn content(&self, kind: &str) -> Value {
        match kind {
            "attestation" => json!({"kind": kind, "attestation": {"text": "Bekreftet av ledergruppen."}}),
            "measurement" => json!({"kind": kind, "measurement": {
                "value": 72.0, "unit": "prosent", "measuredAt": self.clock.now(), "method": "Opptelling i enhetene",
            }}),
            "note" => json!({"kind": kind, "note": "Vedtatt i ledergruppen; referatet ligger i arkivet."}),
            _ => json!({"kind": "link", "link": "https://arkiv.example/sak/2026-118"}),
        }
    }

    pub(super) async fn report(&self, role: Role, milestone: &str, report: Value) -> Result<Value> {
        self.client
            .change(
                role,
                Method::POST,
                &format!("/milestones/{milestone}/reports"),
                report,
            )
            .await
    }

    /// Attests what a gate leaves to people's word; everything else it asks is derived from records.
    pub(super) async fn attest(&self, run: &Run, stage: usize) -> Result<()> {
        let gate = self
            .client
            .get(OFFICE, &format!("/gates/{}", run.gates[stage]))
            .await?;
        for criterion in gate["criteria"].as_array().into_iter().flatten() {
            let asked = criterion["required"] == true && criterion["outcome"] != "met";
            if asked && criterion["fact"] == "stage.criterion_attested" {
                let attested = json!({
                    "kind": "attestation", "title": criterion["title"], "attestation": {"text": "Bekreftet av ledergruppen."},
                    "accessLevel": "internal", "uses": [{"stageId": run.stages[stage], "criterionKey": criterion["key"]}],
                });
                self.proof(run, attested, true).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn ask(&self, run: &Run, stage: usize) -> Result<()> {
        let note = json!({"note": "Klar til beslutning; se dokumentasjonen."});
        self.client
            .post(OFFICE, &format!("/gates/{}/reviews", run.gates[stage]), note)
            .await
            .map(|_| ())
    }

    pub(super) async fn decide(&self, run: &Run, stage: usize, body: Value) -> Result<()> {
        self.client
            .post(
                Role::Leader,
                &format!("/gates/{}/decisions", run.gates[stage]),
                body,
            )
            .await
            .map(|_| ())
    }
}
