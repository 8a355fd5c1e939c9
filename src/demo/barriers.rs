//! What stands in the way in Fjordvik, and what is done about it.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use crate::error::Result;
use actix_web::http::Method;
use serde_json::{Value, json};

impl Fjordvik<'_> {
    /// The five excuses, each answered in one of the two ways that there are; and a barrier that the plan counts with.
    pub(super) async fn answer_excuses(&self, run: &Run) -> Result<()> {
        let answers = [
            (
                "no-time",
                "Ingen får fri til opplæring på dagtid",
                4,
                "To faste timer annenhver onsdag, dekket av vikar.",
            ),
            (
                "operations-overshadow",
                "Utviklingsmøter avlyses når noen er syke",
                3,
                "Møtene ledes av virksomhetslederen og flyttes aldri mer enn én uke.",
            ),
            (
                "competence-is-operations",
                "Få har ledet et prosjekt før",
                3,
                "Coaching i gruppe gjennom to år, med overlevering.",
            ),
        ];
        for (category, title, severity, countermeasure) in answers {
            let barrier = json!({
                "category": category, "title": title, "severity": severity, "countermeasure": countermeasure, "ownerId": self.owner,
            });
            self.raise(run, barrier).await?;
        }
        let ruled_out = [
            (
                "development-later",
                "«Etter turnusomleggingen»",
                "Omleggingen er ferdig; ledergruppen vil ikke vente på en roligere tid.",
            ),
            (
                "finances-forbid",
                "«Det er ikke penger»",
                "Utgiftene er lagt inn i økonomiplanen for fire år.",
            ),
        ];
        for (category, title, reason) in ruled_out {
            let raised = self
                .raise(run, json!({"category": category, "title": title, "severity": 2}))
                .await?;
            let path = format!("/barriers/{}/ruling-out", text(&raised, "id"));
            self.client
                .change(OFFICE, Method::POST, &path, json!({"reason": reason}))
                .await?;
        }
        Ok(())
    }

    /// A kind of barrier that only an island municipality knows.
    pub(super) async fn name_own_barrier(&self) -> Result<()> {
        let own = json!({
            "key": "ferry-timetable", "active": true,
            "title": {"nb": "Ferja går for sjelden", "sv": "Färjan går för sällan", "en": "The ferry sails too seldom"},
        });
        self.client
            .post(OFFICE, "/barrier-categories", own)
            .await
            .map(|_| ())
    }

    /// A barrier was solved in one unit; the same kind is open in another, and may cost the plan time.
    pub(super) async fn meet_barriers(&self, run: &Run) -> Result<()> {
        let solved = json!({
            "category": "infrastructure", "title": "Nettet faller ut i kjelleretasjen", "severity": 4, "unitId": self.sector,
            "countermeasure": "Tre nye aksesspunkter og en rutine for å melde fra om hull i dekningen.", "ownerId": self.owner,
        });
        let raised = self.raise(run, solved).await?;
        let effect = json!({"severity": 0, "note": "Ingen utfall de siste seks ukene.", "solved": true});
        self.client
            .post(
                OFFICE,
                &format!("/barriers/{}/effects", text(&raised, "id")),
                effect,
            )
            .await?;
        let milestones = self.milestones(run, 3).await?;
        let ahead: Vec<String> = milestones.iter().take(2).map(|one| text(one, "id")).collect();
        let open = json!({
            "category": "systems-do-not-talk", "title": "Nettbrettene får ikke logget inn i journalen", "severity": 4,
            "countermeasure": "Felles pålogging bestilles sammen med nabokommunene.", "ownerId": self.owner,
            "risk": {"probability": 0.35, "optimistic": 5, "likely": 15, "pessimistic": 40, "milestoneIds": ahead},
        });
        self.raise(run, open).await.map(|_| ())
    }

    async fn raise(&self, run: &Run, barrier: Value) -> Result<Value> {
        self.client
            .post(OFFICE, &format!("/roadmaps/{}/barriers", run.id), barrier)
            .await
    }
}
