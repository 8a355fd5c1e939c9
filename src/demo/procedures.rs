//! Fjordvik's shared procedures: written by one, approved by another, read at all hours from what is at hand, and one
//! of them revised, so that it is to be read again.

use super::client::text;
use super::town::{Fjordvik, OFFICE};
use crate::access::Role;
use crate::error::Result;
use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Who reads, from what.
const READERS: &[(Role, &str)] = &[
    (Role::Member, "phone"),
    (Role::Owner, "tablet"),
    (Role::Member, "pc"),
    (Role::Reviewer, "phone"),
];

/// Hours between two readings, so that they fall on nights and weekends as well.
const HOURS: i64 = 19;

/// Readings; with their hours between, a little more than nine days.
const READINGS: usize = 12;

/// Days that the readings take of the story, and what is left of the last one.
pub(super) const DAYS: i64 = 10;

/// Key, category, title and text of each.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "hand-hygiene",
        "infection_control",
        "Håndhygiene",
        "# Når\n\n1. Før og etter hver kontakt med en bruker\n2. Etter bruk av hansker\n\n# Hvordan\n\nGni hendene til de er **helt tørre**. Ser du at de er skitne, vask med såpe og vann først.\n\n| Hvor | Hva |\n|---|---|\n| Hjemme hos bruker | Flasken i vesken |\n| På sykehjemmet | Dispenseren ved døren |\n",
    ),
    (
        "double-check",
        "medication",
        "Dobbeltkontroll av medisiner",
        "# Hvem\n\nTo medarbeidere med gyldig delegering, ikke samme person to ganger.\n\n# Slik gjør dere\n\n- Den ene leser høyt, den andre kontrollerer mot medisinlisten.\n- Begge signerer **før** dosen deles ut.\n- Stemmer noe ikke, stopp og ring ansvarlig sykepleier.\n",
    ),
    (
        "indoor-climate",
        "environmental_health",
        "Inneklima i omsorgsboliger",
        "# Hver uke\n\nSe etter fukt, lukt og trekk. Meld fra samme dag.\n\n# Hver måned\n\nLes av måleren i fellesrommet og skriv verdien i loggen.\n",
    ),
    (
        "falls",
        "patient_safety",
        "Etter et fall",
        "# Først\n\nBli hos personen. Løft ikke før du vet at det er trygt.\n\n# Deretter\n\n1. Tilkall hjelp\n2. Varsle ansvarlig sykepleier\n3. Meld hendelsen samme vakt\n\n> Spør alltid: hva kunne hindret dette fallet?\n",
    ),
];

impl Fjordvik<'_> {
    /// One procedure in each of the built-in categories, and a category and a draft of the municipality's own.
    pub(super) async fn write_procedures(&self) -> Result<Vec<String>> {
        let category = json!({
            "key": "night-work", "active": true, "title": {"nb": "Nattarbeid", "sv": "Nattarbete", "en": "Night work"},
        });
        self.client
            .post(OFFICE, "/procedure-categories", category)
            .await?;
        let mut written = Vec::new();
        for (key, category, title, body) in TEXTS {
            let texts = json!([{"language": "nb", "title": title, "body": body}]);
            let id = self.procedure(key, category, title).await?;
            let revision = self.revise(&id, "Første utgave.", texts).await?;
            self.approve(&revision).await?;
            written.push(id);
        }
        let quiet = self
            .procedure("quiet-nights", "night-work", "Rolige netter")
            .await?;
        let texts = json!([{"language": "nb", "title": "Rolige netter", "body": "Bruk digitalt tilsyn før du går inn."}]);
        self.revise(&quiet, "Utkast etter piloten.", texts).await?;
        Ok(written)
    }

    async fn procedure(&self, key: &str, category: &str, title: &str) -> Result<String> {
        let body = json!({
            "key": key, "category": category, "title": title, "ownerId": self.owner, "reviewOn": self.in_days(365),
            "unitIds": [], "serviceAreaIds": [],
        });
        let made = self.client.post(OFFICE, "/procedures", body).await?;
        Ok(text(&made, "id"))
    }

    async fn revise(&self, procedure: &str, note: &str, texts: Value) -> Result<String> {
        let body = json!({"changeNote": note, "asksAcknowledgement": true, "texts": texts});
        let path = format!("/procedures/{procedure}/revisions");
        let made = self.client.post(OFFICE, &path, body).await?;
        Ok(text(&made, "id"))
    }

    async fn approve(&self, revision: &str) -> Result<()> {
        let path = format!("/procedure-revisions/{revision}");
        self.client
            .change(OFFICE, Method::POST, &format!("{path}/submissions"), Value::Null)
            .await?;
        let verdict = json!({"outcome": "approve", "note": "Lest sammen med to nattevakter."});
        self.client
            .change(Role::Leader, Method::POST, &format!("{path}/decisions"), verdict)
            .await
            .map(|_| ())
    }

    /// Staff read at all hours and confirm what they have read; then one procedure is revised.
    pub(super) async fn read_procedures(&self, procedures: &[String]) -> Result<()> {
        for (turn, (role, device)) in READERS.iter().cycle().take(READINGS).enumerate() {
            let procedure = &procedures[turn % procedures.len()];
            self.client.open(*role, procedure, device).await?;
            self.wait(TimeDelta::hours(HOURS));
        }
        let spent = i64::try_from(READINGS).unwrap_or_default() * HOURS;
        self.wait(TimeDelta::hours(DAYS * 24 - spent));
        for role in [Role::Member, Role::Owner, Role::Reviewer, Role::Leader] {
            for procedure in procedures {
                let shown = self.client.get(role, &format!("/procedures/{procedure}")).await?;
                let read = json!({"revisionId": shown["published"]["revisionId"]});
                self.client
                    .post(role, &format!("/procedures/{procedure}/acknowledgements"), read)
                    .await?;
            }
        }
        let [hygiene, ..] = procedures else {
            return Ok(());
        };
        let (.., title, body) = TEXTS[0];
        let texts = json!([
            {"language": "nb", "title": title, "body": format!("{body}\n# Hansker\n\nHansker erstatter **ikke** ren hud.\n")},
            {"language": "sv", "title": "Handhygien", "body": "# När\n\n1. Före och efter varje kontakt med en brukare\n2. Efter användning av handskar\n\n# Handskar\n\nHandskar ersätter **inte** ren hud.\n"},
            {"language": "en", "title": "Hand hygiene", "body": "# When\n\n1. Before and after every contact with a user\n2. After using gloves\n\n# Gloves\n\nGloves do **not** replace clean skin.\n"},
        ]);
        let revision = self.revise(hygiene, "Nytt avsnitt om hansker.", texts).await?;
        self.approve(&revision).await?;
        let again = json!({"revisionId": revision});
        self.client
            .post(
                Role::Member,
                &format!("/procedures/{hygiene}/acknowledgements"),
                again,
            )
            .await
            .map(|_| ())
    }

    /// What the outside monitor saw of the last hundred days: all well, but for a night of maintenance.
    pub(super) async fn watch_procedures(&self) -> Result<()> {
        let midnight = |days: i64| format!("{}T00:00:00Z", self.in_days(days));
        let samples = json!({"source": "outside-monitor", "samples": [
            {"from": midnight(-100), "to": format!("{}T01:00:00Z", self.in_days(-40)), "up": true},
            {"from": format!("{}T01:00:00Z", self.in_days(-40)), "to": format!("{}T05:30:00Z", self.in_days(-40)), "up": false},
            {"from": format!("{}T05:30:00Z", self.in_days(-40)), "to": midnight(0), "up": true},
        ]});
        self.client
            .change(OFFICE, Method::PUT, "/availability-samples", samples)
            .await
            .map(|_| ())
    }
}
