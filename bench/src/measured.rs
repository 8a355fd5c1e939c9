//! Reads of what capabilities measure, in an organiser of 200 units and 5,000 staff with 300 procedures and 40 technologies
//! that were counted for 36 months in 50 units each.

use crate::Failed;
use crate::load::{Shot, single};
use crate::rows::{House, say, text};
use crate::staff::month;
use serde_json::{Value, json};
use stegvis::platform::clock::Clock;

const PROCEDURES: usize = 300;
const TECHNOLOGIES: usize = 40;
/// Units in which each technology is in use.
const PLACES: usize = 50;
const MONTHS: u32 = 36;
/// Rows that one request takes.
const BATCH: usize = 1_000;

/// Words of which the procedures are made, and which are looked for.
const WORDS: [&str; 16] = [
    "håndhygiene",
    "medisinliste",
    "fallforebygging",
    "nattevakt",
    "pårørende",
    "dobbeltkontroll",
    "smittevern",
    "inneklima",
    "delegering",
    "trygghetsalarm",
    "hjemmebesøk",
    "ernæring",
    "samtykke",
    "avvik",
    "legevakt",
    "vaktskifte",
];

impl House {
    async fn done(&self, who: &str, method: &'static str, path: &str, body: Value) -> Result<Value, Failed> {
        let shot = Shot {
            token: text(&self.ids, who),
            ..self.shot(method, path, Some(body))
        };
        let answer = single(&self.host, &shot).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// Fills the registers through their own doors, and reads them.
    pub(crate) async fn measured(&self) -> Result<(), Failed> {
        let units: Vec<String> = self.ids["units"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect();
        self.write_procedures().await?;
        let keys = self.count_technology(&units).await?;
        let now = Clock::System.now();
        let each = |path: &'static str| {
            let months = (1..=MONTHS).map(move |back| month(now, back));
            let units = units.iter();
            months.flat_map(move |month| {
                units
                    .clone()
                    .take(20)
                    .map(move |unit| format!("{path}?within={unit}&month={month}"))
            })
        };
        self.first_times(
            "reach matrix, one unit and month",
            each("/technology-matrix").map(|path| self.shot("GET", &path, None)),
        )
        .await?;
        let whole = |path: &'static str| {
            let keys = keys.iter();
            (1..=12_u32).flat_map(move |back| {
                keys.clone()
                    .map(move |key| format!("{path}?technology={key}&month={}", month(now, back)))
            })
        };
        self.first_times(
            "reach matrix, all units of a technology",
            whole("/technology-matrix").map(|path| self.shot("GET", &path, None)),
        )
        .await?;
        self.first_times(
            "equity report of a technology",
            whole("/technology-equity").map(|path| self.shot("GET", &path, None)),
        )
        .await?;
        let months = (1..=MONTHS).map(|back| {
            self.shot(
                "GET",
                &format!("/technology-equity?month={}", month(now, back)),
                None,
            )
        });
        self.first_times("equity report, all technologies", months)
            .await?;
        let pairs = WORDS.iter().enumerate().flat_map(|(at, one)| {
            WORDS[at..].iter().flat_map(move |two| {
                (1..=4).map(move |page| {
                    format!(
                        "/procedure-search?q={}%20{}&page={page}",
                        escaped(one),
                        escaped(two)
                    )
                })
            })
        });
        self.first_times(
            "full-text search, two words",
            pairs.map(|path| self.shot("GET", &path, None)),
        )
        .await?;
        let months = (0..24).map(|back| {
            self.shot(
                "GET",
                &format!(
                    "/benchmark-comparisons?indicator=technology-use&period={}",
                    month(now, back)
                ),
                None,
            )
        });
        self.first_times("benchmark page, 60 others", months).await?;
        Ok(())
    }

    async fn write_procedures(&self) -> Result<(), Failed> {
        let categories = [
            "infection_control",
            "medication",
            "environmental_health",
            "patient_safety",
        ];
        for number in 0..PROCEDURES {
            let body = json!({
                "key": format!("procedure-{number}"), "title": format!("Prosedyre {number}"), "category": categories[number % 4],
                "unitIds": [], "serviceAreaIds": [],
            });
            let made = self.done("token", "POST", "/procedures", body).await?;
            let words: Vec<&str> = (0..400)
                .map(|at| WORDS[(at * at + number * 7 + at) % WORDS.len()])
                .collect();
            let draft = json!({
                "changeNote": "Første utgave.", "asksAcknowledgement": true,
                "texts": [{"language": "nb", "title": format!("Prosedyre {number}"), "body": words.join(" ")}],
            });
            let draft = self
                .done(
                    "token",
                    "POST",
                    &format!("/procedures/{}/revisions", text(&made, "id")),
                    draft,
                )
                .await?;
            let path = format!("/procedure-revisions/{}", text(&draft, "id"));
            self.done("token", "POST", &format!("{path}/submissions"), Value::Null)
                .await?;
            self.done(
                "leader",
                "POST",
                &format!("{path}/decisions"),
                json!({"outcome": "approve"}),
            )
            .await?;
        }
        say(&format!("<!-- {PROCEDURES} procedures -->"));
        Ok(())
    }

    /// Answers the keys of the technologies.
    async fn count_technology(&self, units: &[String]) -> Result<Vec<String>, Failed> {
        let now = Clock::System.now();
        let (mut keys, mut rows) = (Vec::new(), Vec::new());
        for number in 0..TECHNOLOGIES {
            let key = format!("technology-{number}");
            let title = format!("Teknologi {number}");
            let body = json!({"key": key, "title": {"nb": title, "sv": title, "en": title}, "family": "welfare_technology", "active": true});
            let made = self.done("token", "POST", "/technologies", body).await?;
            for place in 0..PLACES {
                let unit = &units[(number * 13 + place * 4) % units.len()];
                let body = json!({"technologyId": made["id"], "unitId": unit});
                let made = self
                    .done("token", "POST", "/technology-deployments", body)
                    .await?;
                let pilot = json!({"state": "pilot", "pilotEndsOn": "2040-01-01"});
                self.done(
                    "token",
                    "POST",
                    &format!("/technology-deployments/{}/states", text(&made, "id")),
                    pilot,
                )
                .await?;
                for back in 1..=MONTHS {
                    let eligible = 40 + (number * 7 + place * 3) % 90;
                    let offered = eligible * 3 / 4;
                    let in_use = offered * (usize::try_from(MONTHS - back).unwrap_or_default() + 4) / 60;
                    rows.push(json!({
                        "technology": key, "unitId": unit, "month": month(now, back),
                        "eligible": eligible, "offered": offered, "inUse": in_use, "declined": 2,
                    }));
                }
            }
            keys.push(key);
        }
        for some in rows.chunks(BATCH) {
            self.done("token", "PUT", "/technology-measures", json!({"items": some}))
                .await?;
        }
        say(&format!(
            "<!-- {} counts of {TECHNOLOGIES} technologies -->",
            rows.len()
        ));
        Ok(keys)
    }
}

/// A word as it stands in an address.
fn escaped(word: &str) -> String {
    word.bytes().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        if byte.is_ascii_alphanumeric() {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}
