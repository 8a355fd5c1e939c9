//! What happens in Fjordvik, month by month, until today.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use super::{cast, procedures};
use crate::access::{AppState, Role};
use crate::error::Result;
use crate::platform::clock::Clock;
use actix_web::http::Method;
use serde_json::json;

/// How long ago the story begins.
pub(super) const DAYS: i64 = 150;

/// Tells the whole story.
pub(super) async fn tell(state: &AppState, clock: &Clock) -> Result<()> {
    cast::operator(state).await?;
    let town = Fjordvik::found(state, clock).await?;
    town.employ().await?;
    let main = town
        .start(
            "five-steps",
            "Helse og omsorg 2030",
            "Tryggere hverdager for innbyggerne og mer tid til mennesker for ansatte.",
            &town.sector,
        )
        .await?;
    town.acknowledge().await?;
    town.first_stage(&main).await?;
    town.benefits_planned(&main).await?;
    let pilot = town
        .start(
            "technology-adoption",
            "Digitalt tilsyn på sykehjem",
            "Bedre nattesøvn for beboerne, færre unødige forstyrrelser.",
            &town.area,
        )
        .await?;
    town.overridden(&pilot).await?;
    town.begin_technology().await?;
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
    town.build_competence(&main).await?;
    town.second_stage(&main).await?;
    town.initiatives_begun(&main).await?;
    town.pass(60);
    let zone = town
        .start(
            "five-steps",
            "Hjemmetjenestene i gang",
            "Små skritt som sonene kjenner nytten av.",
            &town.area,
        )
        .await?;
    town.acknowledge_anew().await?;
    town.initiatives_carried_on(&main).await?;
    town.returned(&zone).await?;
    town.count_technology(&pilot).await?;
    town.reopened(&pilot).await?;
    let procedures = town.write_procedures().await?;
    town.read_procedures(&procedures).await?;
    town.pass(30 - procedures::DAYS);
    town.initiatives_measured(&main).await?;
    town.third_stage(&main).await?;
    town.count_by_hand(&main).await?;
    town.everyday(&zone).await?;
    town.departure(&zone).await?;
    town.name_own_barrier().await?;
    town.meet_barriers(&main).await?;
    town.benefits_measured(&main).await?;
    town.settle_technology().await?;
    town.plan_ahead(&main).await?;
    town.look_again().await?;
    town.meet_others().await?;
    town.pass(DAYS - 120);
    town.watch_procedures().await?;
    Ok(())
}

impl Fjordvik<'_> {
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
        self.attest(run, 0).await?;
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
        self.attest(run, 1).await?;
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

    /// A number that no capability measures: an own template could ask its gates for it.
    async fn count_by_hand(&self, run: &Run) -> Result<()> {
        let counted = json!({
            "kind": "note", "title": "Sykefravær i hjemmetjenesten", "accessLevel": "internal",
            "note": "Andel uten fravær siste kvartal, talt opp i lønnssystemet.",
        });
        let fact = json!({
            "fact": "recorded.share", "filter": [{"name": "name", "value": "at-work"}], "value": 0.91,
            "evidenceId": self.proof(run, counted, true).await?, "holdsUntil": self.in_days(120),
        });
        let path = format!("/roadmaps/{}/recorded-facts", run.id);
        self.client.post(OFFICE, &path, fact).await.map(|_| ())
    }

    /// In review: everything is said, the leaders have not decided.
    async fn third_stage(&self, run: &Run) -> Result<()> {
        self.reach(run, 2).await?;
        self.attest(run, 2).await?;
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
        self.attest(run, 1).await?;
        self.ask(run, 1).await?;
        self.decide(run, 1, json!({"outcome": "go"})).await?;
        let reason = json!({"reason": "Personvernvurderingen må gjøres på nytt etter endret avtale."});
        self.client
            .post(
                Role::Leader,
                &format!("/stages/{}/reopenings", run.stages[1]),
                reason,
            )
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
