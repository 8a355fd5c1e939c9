//! What happens in Fjordvik, month by month, until today.

use super::cast;
use super::client::{Client, text};
use crate::access::{AppState, Role};
use crate::error::{AppError, Result};
use crate::platform::clock::Clock;
use actix_web::http::Method;
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

/// How long ago the story begins.
pub(super) const DAYS: i64 = 150;

pub(super) const OFFICE: Role = Role::ProjectOffice;
const LEADER: Role = Role::Leader;

pub(super) struct Fjordvik<'s> {
    pub(super) client: Client,
    clock: &'s Clock,
    pub(super) sector: String,
    area: String,
    pub(super) owner: String,
    pub(super) sponsor: String,
    /// Who leaves before today.
    leaver: String,
    group: String,
    service_areas: Vec<Value>,
}

/// A roadmap with the ids of its stages and gates, in order.
pub(super) struct Run {
    pub(super) id: String,
    pub(super) stages: Vec<String>,
    gates: Vec<String>,
}

/// Tells the whole story.
pub(super) async fn tell(state: &AppState, clock: &Clock) -> Result<()> {
    cast::operator(state).await?;
    let town = Fjordvik::found(state, clock).await?;
    let main = town
        .start(
            "five-steps",
            "Helse og omsorg 2030",
            "Tryggere hverdager for innbyggerne og mer tid til mennesker for ansatte.",
            &town.sector,
        )
        .await?;
    town.first_stage(&main).await?;
    let pilot = town
        .start(
            "technology-adoption",
            "Digitalt tilsyn på sykehjem",
            "Bedre nattesøvn for beboerne, færre unødige forstyrrelser.",
            &town.area,
        )
        .await?;
    town.overridden(&pilot).await?;
    let dropped = town
        .start(
            "project-gates",
            "Felles bookingløsning",
            "Enklere timebestilling for innbyggerne.",
            &town.sector,
        )
        .await?;
    town.stopped(&dropped).await?;
    town.pass(30);
    town.second_stage(&main).await?;
    town.pass(60);
    let zone = town
        .start(
            "five-steps",
            "Hjemmetjenestene i gang",
            "Små skritt som sonene kjenner nytten av.",
            &town.area,
        )
        .await?;
    town.returned(&zone).await?;
    town.reopened(&pilot).await?;
    town.pass(30);
    town.third_stage(&main).await?;
    town.everyday(&zone).await?;
    town.departure(&zone).await?;
    town.name_own_barrier().await?;
    town.meet_barriers(&main).await?;
    town.plan_ahead(&main).await?;
    town.pass(DAYS - 120);
    Ok(())
}

impl<'s> Fjordvik<'s> {
    /// The organiser, its organisation from HR files, its accounts and its leadership group.
    async fn found(state: &AppState, clock: &'s Clock) -> Result<Self> {
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

    fn pass(&self, days: i64) {
        self.clock.set(self.clock.now() + TimeDelta::days(days));
        self.client.forget();
    }

    async fn start(&self, template: &str, title: &str, purpose: &str, unit: &str) -> Result<Run> {
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
    async fn proof(&self, run: &Run, content: Value, accept: bool) -> Result<String> {
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
    async fn hand_out(&self, run: &Run, stage: usize) -> Result<()> {
        for milestone in self.milestones(run, stage).await? {
            let path = format!("/milestones/{}", text(&milestone, "id"));
            self.client
                .change(OFFICE, Method::PATCH, &path, json!({"ownerId": self.owner}))
                .await?;
        }
        Ok(())
    }

    /// Reaches every milestone of a stage, with what each asks for handed in and accepted.
    async fn reach(&self, run: &Run, stage: usize) -> Result<()> {
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

    async fn report(&self, role: Role, milestone: &str, report: Value) -> Result<Value> {
        self.client
            .change(
                role,
                Method::POST,
                &format!("/milestones/{milestone}/reports"),
                report,
            )
            .await
    }

    /// Records or attests what still blocks a gate, each with accepted evidence.
    async fn record(&self, run: &Run, stage: usize) -> Result<()> {
        let gate = self
            .client
            .get(OFFICE, &format!("/gates/{}", run.gates[stage]))
            .await?;
        for criterion in gate["criteria"].as_array().into_iter().flatten() {
            if criterion["outcome"] == "met" || criterion["required"] == false {
                continue;
            }
            if criterion["fact"] == "stage.criterion_attested" {
                let attested = json!({
                    "kind": "attestation", "title": criterion["title"], "attestation": {"text": "Bekreftet av ledergruppen."},
                    "accessLevel": "internal", "uses": [{"stageId": run.stages[stage], "criterionKey": criterion["key"]}],
                });
                self.proof(run, attested, true).await?;
                continue;
            }
            let note = json!({"kind": "note", "title": criterion["title"], "note": "Talt opp av prosjektkontoret.", "accessLevel": "internal"});
            let proof = self.proof(run, note, true).await?;
            let value = match criterion["operator"].as_str() {
                Some("greaterThan") => json!(criterion["target"].as_f64().unwrap_or(0.0) + 0.1),
                _ => criterion["target"].clone(),
            };
            let fact = json!({
                "fact": criterion["fact"], "filter": criterion["filter"], "value": value, "evidenceId": proof,
                "holdsUntil": self.in_days(720),
            });
            self.client
                .post(OFFICE, &format!("/roadmaps/{}/recorded-facts", run.id), fact)
                .await?;
        }
        Ok(())
    }

    async fn ask(&self, run: &Run, stage: usize) -> Result<()> {
        let note = json!({"note": "Klar til beslutning; se dokumentasjonen."});
        self.client
            .post(OFFICE, &format!("/gates/{}/reviews", run.gates[stage]), note)
            .await
            .map(|_| ())
    }

    async fn decide(&self, run: &Run, stage: usize, body: Value) -> Result<()> {
        self.client
            .post(LEADER, &format!("/gates/{}/decisions", run.gates[stage]), body)
            .await
            .map(|_| ())
    }

    /// Passed by the rule; one piece of its evidence expires before today, so it is at risk.
    async fn first_stage(&self, run: &Run) -> Result<()> {
        self.answer_excuses(run).await?;
        self.reach(run, 0).await?;
        let short = json!({
            "kind": "measurement", "title": "Tid til utvikling i ledergruppen", "accessLevel": "internal", "validUntil": self.in_days(90),
            "measurement": {"value": 6.0, "unit": "prosent av arbeidstiden", "measuredAt": self.clock.now(), "method": "Kalendertelling i fire uker"},
            "uses": [{"stageId": run.stages[0], "criterionKey": "capacity-protected"}],
        });
        self.proof(run, short, true).await?;
        self.record(run, 0).await?;
        self.client
            .post(
                OFFICE,
                &format!("/roadmaps/{}/baselines", run.id),
                json!({"name": "Vedtatt plan"}),
            )
            .await?;
        self.ask(run, 0).await?;
        self.decide(run, 0, json!({"outcome": "go"})).await
    }

    /// Passed with two conditions: one fulfilled, one missed.
    async fn second_stage(&self, run: &Run) -> Result<()> {
        self.reach(run, 1).await?;
        self.record(run, 1).await?;
        self.ask(run, 1).await?;
        let condition =
            |text: &str, days| json!({"text": text, "ownerId": self.owner, "dueDate": self.in_days(days)});
        let conditions = [
            condition("Vikar for fagansvarlig er på plass", 30),
            condition("Opplæring i digital endring i alle soner", 45),
        ];
        self.decide(
            run,
            1,
            json!({"outcome": "go_with_conditions", "conditions": conditions}),
        )
        .await?;
        let list = self
            .client
            .get(OFFICE, &format!("/gates/{}/conditions", run.gates[1]))
            .await?;
        let path = format!("/conditions/{}/fulfilments", text(&list["items"][0], "id"));
        self.client
            .change(OFFICE, Method::POST, &path, json!({}))
            .await
            .map(|_| ())
    }

    /// In review: everything is said, the leaders have not decided.
    async fn third_stage(&self, run: &Run) -> Result<()> {
        self.reach(run, 2).await?;
        self.record(run, 2).await?;
        self.ask(run, 2).await
    }

    /// Passed against the verdict, with its justification.
    async fn overridden(&self, run: &Run) -> Result<()> {
        self.ask(run, 0).await?;
        let justification =
            "Leverandøren kan bare starte nå; risikoen er liten, og vi kan stanse etter seks uker.";
        self.decide(run, 0, json!({"outcome": "go", "justification": justification}))
            .await
    }

    /// Passed, and opened again when its ground shifted.
    async fn reopened(&self, run: &Run) -> Result<()> {
        self.reach(run, 1).await?;
        self.record(run, 1).await?;
        self.ask(run, 1).await?;
        self.decide(run, 1, json!({"outcome": "go"})).await?;
        let reason = json!({"reason": "Personvernvurderingen må gjøres på nytt etter endret avtale."});
        self.client
            .post(LEADER, &format!("/stages/{}/reopenings", run.stages[1]), reason)
            .await
            .map(|_| ())
    }

    /// Somebody leaves; what they answered for is an orphan until somebody else takes over.
    async fn departure(&self, run: &Run) -> Result<()> {
        let milestones = self.milestones(run, 1).await?;
        for milestone in milestones.iter().take(2) {
            let path = format!("/milestones/{}", text(milestone, "id"));
            self.client
                .change(OFFICE, Method::PATCH, &path, json!({"ownerId": self.leaver}))
                .await?;
        }
        let path = format!("/persons/{}/departures", self.leaver);
        let last_day = json!({"leftOn": self.in_days(20)});
        self.client
            .change(Role::Administrator, Method::POST, &path, last_day)
            .await
            .map(|_| ())
    }

    /// A stopped attempt with a written lesson is a success too.
    async fn stopped(&self, run: &Run) -> Result<()> {
        self.ask(run, 0).await?;
        self.decide(run, 0, json!({"outcome": "stop", "justification": "Nabokommunens løsning dekker behovet; vi lærte hva vi ikke trenger."})).await
    }

    /// Returned for more work.
    async fn returned(&self, run: &Run) -> Result<()> {
        self.hand_out(run, 0).await?;
        self.ask(run, 0).await?;
        self.decide(
            run,
            0,
            json!({"outcome": "return", "justification": "To medlemmer av ledergruppen har ikke signert."}),
        )
        .await
    }

    /// Milestones in every status, evidence in most, comments and somebody who acts for the owner.
    async fn everyday(&self, run: &Run) -> Result<()> {
        let milestones = self.milestones(run, 0).await?;
        let id = |index: usize| {
            milestones
                .get(index)
                .map(|one| text(one, "id"))
                .unwrap_or_default()
        };
        self.report(Role::Owner, &id(0), json!({"status": "done"}))
            .await?;
        self.report(
            Role::Owner,
            &id(1),
            json!({"status": "in_progress", "progress": 40}),
        )
        .await?;
        self.report(Role::Owner, &id(2), json!({"status": "blocked", "progress": 20, "blockedReason": "Venter på svar fra to tillitsvalgte."})).await?;
        self.report(OFFICE, &id(3), json!({"status": "cancelled"}))
            .await?;
        let comment = json!({"text": "Tillitsvalgte har fått saken på møtet neste uke."});
        self.client
            .post(Role::Owner, &format!("/milestones/{}/comments", id(2)), comment)
            .await?;
        let acting = json!({"personId": self.sponsor, "fromDate": self.today(), "toDate": self.in_days(60)});
        self.client
            .post(OFFICE, &format!("/milestones/{}/acting-owners", id(1)), acting)
            .await?;
        let waiting = json!({
            "kind": "link", "title": "Oppslag om erkjennelsen", "link": "https://intranett.fjordvik.example/erkjennelsen",
            "accessLevel": "open", "uses": [{"milestoneId": id(1)}],
        });
        self.proof(run, waiting, false).await?;
        let refused = json!({"kind": "note", "title": "Referat uten deltakere", "note": "Kort møte.", "accessLevel": "internal", "uses": [{"milestoneId": id(2)}]});
        let refused = self.proof(run, refused, false).await?;
        let verdict = json!({"outcome": "reject", "note": "Skriv hvem som var til stede."});
        self.client
            .change(
                Role::Reviewer,
                Method::POST,
                &format!("/evidence/{refused}/reviews"),
                verdict,
            )
            .await
            .map(|_| ())
    }
}
