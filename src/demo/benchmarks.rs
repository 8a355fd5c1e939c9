//! Fjordvik among others: what it has let out, a file of an installation that does not exist, invented public figures,
//! and a practice for the library.

use super::client::text;
use super::town::{Fjordvik, OFFICE};
use crate::access::Role;
use crate::access::keys::Keys;
use crate::capabilities::benchmarks::service::FILE_KIND;
use crate::error::{AppError, Result};
use crate::platform::clock::new_id;
use crate::platform::ledger::hex;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The installation that does not exist.
const PARTNER: &str = "https://stegvis.samarbeidet.example";

/// So many months of the partner's organisers are told.
const MONTHS: i32 = 8;

fn month(day: NaiveDate, back: i32) -> String {
    let months = day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default() - back;
    format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
}

/// An organiser of the partner in a month: of so many alarms and sensors, so many are used. Those ahead pull further away.
fn aggregate(organiser: i32, month: &str, at: i32) -> Value {
    let share = 24 + 4 * organiser + at * (organiser - 4) / 2;
    let whole = 200;
    let part = (share.clamp(5, 95) * whole) / 100;
    let band = if organiser % 12 < 7 {
        "5000_to_19999"
    } else {
        "20000_to_49999"
    };
    let member = hex(&Sha256::digest(
        format!("Oppdiktet kommune {organiser}").as_bytes(),
    ));
    json!({"member": member, "aggregate": {
        "format": "stegvis-benchmark/1", "indicator": "technology-use", "period": month, "country": "NO", "band": band,
        "partners": true, "value": f64::from(part) / f64::from(whole), "part": part, "whole": whole,
    }})
}

/// Everything that the partner's organisers let go on: twelve for all months, four more from the running one.
fn entries(today: NaiveDate) -> Vec<Value> {
    let mut all = Vec::new();
    for at in 0..MONTHS {
        let month = month(today, MONTHS - 1 - at);
        all.extend((0..12).map(|organiser| aggregate(organiser, &month, at)));
        if at == MONTHS - 1 {
            all.extend((12..16).map(|organiser| aggregate(organiser, &month, 0)));
        }
    }
    all
}

/// A key of the partner in a folder of its own, which is gone afterwards, and what it signs.
fn signed(now: DateTime<Utc>, entries: &[Value]) -> Result<(Value, String)> {
    let folder = std::env::temp_dir().join(format!("stegvis-demo-{}", new_id().simple()));
    let keys = Keys::open(&folder, PARTNER)?;
    let claims = json!({
        "iss": PARTNER, "iat": now.timestamp(), "exp": (now + TimeDelta::days(30)).timestamp(), "entries": entries,
    });
    let jws = keys.sign(FILE_KIND, &claims);
    let key = keys.jwks()["keys"][0].clone();
    std::fs::remove_dir_all(&folder).map_err(AppError::internal)?;
    Ok((key, jws?))
}

impl Fjordvik<'_> {
    /// Lets the running month of some indicators out, each after a look at exactly what leaves.
    async fn let_out(&self) -> Result<()> {
        for indicator in ["technology-use", "stages-passed", "activity-index"] {
            let month = month(self.today(), 0);
            let path = format!("/benchmark-previews?indicator={indicator}&period={month}&partners=true");
            let shown = self.client.get(OFFICE, &path).await?;
            if shown["state"] == "ready" {
                let consent = json!({"aggregate": shown["aggregate"], "sha256": shown["sha256"]});
                self.client.post(OFFICE, "/benchmark-releases", consent).await?;
            }
        }
        Ok(())
    }

    /// The operator trusts the partner's key and takes its file in.
    async fn hear_of_partners(&self) -> Result<()> {
        let (key, jws) = signed(self.clock.now(), &entries(self.today()))?;
        let trust = json!({
            "name": "Samarbeidet (oppdiktet)", "kid": key["kid"], "publicKey": text(&key, "x"),
        });
        self.client
            .post(Role::Operator, "/benchmark-trusted-keys", trust)
            .await?;
        let file = json!({"jws": jws});
        self.client
            .post(Role::Operator, "/benchmark-files", file)
            .await
            .map(|_| ())
    }

    /// Figures that nobody has measured, in the form in which statistics are published.
    async fn invented_figures(&self) -> Result<()> {
        let year = self.today().year();
        let places = ["1151", "1101", "1103", "1106", "1108", "1111"];
        let values: Vec<Value> = (0..places.len() * 2)
            .map(|at| json!(31 + (at * 7) % 23))
            .collect();
        let names: Value = places
            .iter()
            .map(|code| ((*code).to_owned(), json!(code)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let content = json!({
            "version": "2.0", "class": "dataset", "label": "Oppdiktede tall for demonstrasjonen",
            "id": ["Region", "Tid"], "size": [places.len(), 2], "role": {"geo": ["Region"], "time": ["Tid"]},
            "dimension": {
                "Region": {"category": {"index": places, "label": names}},
                "Tid": {"category": {"index": [(year - 2).to_string(), (year - 1).to_string()]}},
            },
            "value": values,
        });
        let file = json!({
            "source": "json_stat", "title": "Oppdiktede tall for demonstrasjonen", "address": "https://statistikk.example/oppdiktet",
            "fetchedOn": self.today(), "licence": "CC0 1.0; tallene er oppdiktet", "key": "demo-home-care",
            "content": content.to_string(),
        });
        self.client.post(OFFICE, "/kpi-imports", file).await.map(|_| ())
    }

    /// What has worked in Fjordvik, for others.
    async fn share_practice(&self) -> Result<()> {
        let content = json!({
            "provenance": "Prøvd i to soner i Fjordvik, som er en oppdiktet kommune", "licence": "cc_by",
            "texts": [
                {"language": "nb", "title": "Trygghetsalarm med to besøk", "summary": "Alarmen tas i bruk over to besøk, så ingen står alene med den.",
                 "body": "## Første besøk\n\nVi viser alarmen og prøver den sammen.\n\n## Andre besøk\n\nEtter en uke går vi gjennom hva som hendte."},
                {"language": "sv", "title": "Trygghetslarm med två besök", "summary": "Larmet tas i bruk under två besök, så att ingen står ensam med det.",
                 "body": "## Första besöket\n\nVi visar larmet och provar det tillsammans.\n\n## Andra besöket\n\nEfter en vecka går vi igenom vad som hände."},
            ],
        });
        let practice = json!({"kind": "way_of_working", "content": content});
        self.client.post(OFFICE, "/practices", practice).await.map(|_| ())
    }

    /// Fjordvik among others.
    pub(super) async fn meet_others(&self) -> Result<()> {
        self.hear_of_partners().await?;
        self.let_out().await?;
        self.invented_figures().await?;
        self.share_practice().await
    }
}
