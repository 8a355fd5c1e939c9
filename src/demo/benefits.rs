//! What Fjordvik wants to gain: benefits with their baselines, what was forecast and measured, and who has adopted them.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use crate::error::Result;
use actix_web::http::Method;
use chrono::{Datelike, Months, NaiveDate};
use serde_json::{Value, json};

/// What is planned, each by a name of its own.
const DRIVING: &str = "Mindre kjøring i hjemmetjenesten";
const PAPER: &str = "Mindre papir og porto";
const SAFETY: &str = "Færre avvik i legemiddelhåndteringen";
const EVERYWHERE: &str = "Mindre kjøring i hele sektoren";
const AGENCY: &str = "Færre innleide vikarer";

impl Fjordvik<'_> {
    fn month(&self, later: u32) -> NaiveDate {
        let today = self.today();
        let first = today.with_day(1).unwrap_or(today);
        first + Months::new(later)
    }

    fn readings(&self, id: &str, series: &str, first: u32, values: &[f64]) -> Vec<Value> {
        let each = (first..).zip(values);
        each.map(|(month, value)| json!({"benefitId": id, "series": series, "month": self.month(month), "value": value}))
            .collect()
    }

    async fn happens(&self, method: Method, id: &str, what: &str, body: Value) -> Result<Value> {
        let path = format!("/benefits/{id}/{what}");
        self.client.change(OFFICE, method, &path, body).await
    }

    /// Five benefits with what they stand on; three of them locked and forecast.
    pub(super) async fn benefits_planned(&self, run: &Run) -> Result<()> {
        let start = self.month(0);
        let baseline = |value: f64, source: &str| json!({"value": value, "date": start, "source": source});
        let target = |value: f64| json!({"value": value, "date": self.in_days(700)});
        let plan = |title: &str, kind: &str, beneficiary: &str, indicator: &str, measure: &str| {
            json!({
                "title": title, "kind": kind, "beneficiary": beneficiary, "indicator": indicator, "measure": measure,
                "method": "Telles i fagsystemet siste virkedag i måneden.", "direction": "lower", "worthPerUnit": 1,
                "from": start, "unitId": self.sector, "ownerId": self.owner,
            })
        };
        let mut driving = plan(DRIVING, "time_saved", "staff", "Kjøretid per måned", "timer");
        driving["unitId"] = json!(self.area);
        driving["baseline"] = baseline(1840.0, "Kjørebøker, tre måneder");
        driving["target"] = target(1500.0);
        let mut paper = plan(
            PAPER,
            "avoided_cost",
            "organisation",
            "Utgifter til papir og porto",
            "kroner",
        );
        paper["baseline"] = baseline(62_000.0, "Regnskapet, snitt av siste halvår");
        paper["target"] = target(38_000.0);
        let mut safety = plan(SAFETY, "quality", "users", "Meldte avvik", "avvik");
        safety["baseline"] = baseline(31.0, "Avvikssystemet, snitt av siste halvår");
        safety["target"] = target(18.0);
        safety["worthPerUnit"] = json!(2);
        // The same hours once more, from above: the service warns of it.
        let mut everywhere = plan(EVERYWHERE, "time_saved", "staff", "Kjøretid per måned", "timer");
        everywhere["target"] = target(1600.0);
        let mut agency = plan(
            AGENCY,
            "avoided_cost",
            "organisation",
            "Kjøp av vikartimer",
            "timer",
        );
        agency["baseline"] = baseline(240.0, "Fakturaer fra vikarbyrået");
        agency["target"] = target(120.0);
        agency["worthPerUnit"] = json!(780);
        let mut items = Vec::new();
        let forecasts: [&[f64]; 3] = [
            &[
                1840.0, 1820.0, 1780.0, 1730.0, 1680.0, 1640.0, 1600.0, 1570.0, 1540.0, 1520.0, 1500.0,
                1500.0,
            ],
            &[
                62_000.0, 60_000.0, 56_000.0, 52_000.0, 48_000.0, 45_000.0, 42_000.0, 40_000.0, 38_000.0,
                38_000.0, 38_000.0, 38_000.0,
            ],
            &[
                31.0, 31.0, 30.0, 28.0, 26.0, 24.0, 22.0, 21.0, 20.0, 19.0, 18.0, 18.0,
            ],
        ];
        let path = format!("/roadmaps/{}/benefits", run.id);
        for (body, forecast) in [driving, paper, safety].into_iter().zip(forecasts) {
            let made = self.client.post(OFFICE, &path, body).await?;
            let id = text(&made, "id");
            self.happens(Method::POST, &id, "baseline-locks", Value::Null)
                .await?;
            items.extend(self.readings(&id, "forecast", 0, forecast));
        }
        for body in [everywhere, agency] {
            self.client.post(OFFICE, &path, body).await?;
        }
        self.measure(items).await
    }

    async fn measure(&self, items: Vec<Value>) -> Result<()> {
        let body = json!({"items": items});
        self.client
            .change(OFFICE, Method::PUT, "/benefit-values", body)
            .await
            .map(|_| ())
    }

    /// Four months later: one benefit is realised, one lags behind for a stated cause, one was given up; and there are
    /// days on which somebody shall look again, of which one will pass unseen.
    pub(super) async fn benefits_measured(&self, run: &Run) -> Result<()> {
        let path = format!("/benefits?roadmapId={}&limit=100", run.id);
        let list = self.client.get(OFFICE, &path).await?;
        let of = |title: &str| {
            let mut all = list["items"].as_array().into_iter().flatten();
            all.find(|one| one["title"] == title)
                .map(|one| (text(one, "id"), one["from"].clone()))
                .unwrap_or_default()
        };
        let ((driving, from), (paper, _), (agency, _)) = (of(DRIVING), of(PAPER), of(AGENCY));
        // The months are counted from the day on which the benefits were planned.
        let start: NaiveDate = serde_json::from_value(from)?;
        let month = |later: u32| start + Months::new(later);
        let reading = |id: &str, later: u32, value: f64| json!({"benefitId": id, "series": "realised", "month": month(later), "value": value});
        let mut behind = reading(&paper, 3, 58_500.0);
        behind["cause"] = json!("Avtalen om digital post begynte å gjelde to måneder senere enn planlagt.");
        let items = vec![
            reading(&driving, 1, 1821.0),
            reading(&driving, 2, 1776.0),
            reading(&driving, 3, 1728.0),
            reading(&paper, 1, 60_100.0),
            behind,
        ];
        self.measure(items).await?;
        let staff = json!({"kind": "note", "title": "Sonene bruker ruteplanen", "note": "Alle ruter i begge soner legges i planen; 54 av 58 ansatte har brukt den siste uke.", "accessLevel": "internal"});
        let users = json!({"kind": "note", "title": "Brukerne merker det", "note": "Brukerrådet: færre forsinkede besøk enn før sommeren.", "accessLevel": "internal"});
        let adoption = json!({
            "staff": {"evidenceId": self.proof(run, staff, true).await?},
            "users": {"evidenceId": self.proof(run, users, true).await?},
            "partners": {"notApplicableReason": "Ingen samarbeidspartnere er berørt av ruteplanen."},
        });
        self.happens(Method::PUT, &driving, "adoption", adoption).await?;
        self.happens(Method::POST, &driving, "realisation", Value::Null)
            .await?;
        let reason = json!({"reason": "Vikarbehovet følger sykefraværet og ikke ruteplanen; effekten lot seg ikke skille ut."});
        self.happens(Method::POST, &agency, "abandonment", reason).await?;
        for (id, days) in [(&driving, 200), (&driving, 565), (&paper, 15)] {
            let path = format!("/benefits/{id}/benefit-reviews");
            let review = json!({"dueOn": self.in_days(days)});
            self.client.post(OFFICE, &path, review).await?;
        }
        Ok(())
    }
}
