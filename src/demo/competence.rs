//! What Fjordvik's leaders can, what they still lack, and how the missing capacity is got.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use crate::access::Role;
use crate::error::Result;
use actix_web::http::Method;
use serde_json::{Value, json};
use std::collections::HashMap;

const SPONSOR: &str = "leder@fjordvik.example";
const SECOND: &str = "leder.to@fjordvik.example";
const KONTOR: &str = "kontor@fjordvik.example";

impl Fjordvik<'_> {
    /// The three fields are covered by all three leaders, as the second gate asks, and capacity is on its way; beyond
    /// them there are gaps, and one field rests on one person.
    pub(super) async fn build_competence(&self, run: &Run) -> Result<()> {
        let people = self.by_login().await?;
        self.name_own_field().await?;
        for (login, field, level) in [
            (SPONSOR, "a", 2),
            (SPONSOR, "a", 3),
            (SPONSOR, "b", 4),
            (SPONSOR, "c", 3),
            (SECOND, "a", 4),
            (SECOND, "b", 3),
            (SECOND, "c", 3),
            (SECOND, "benefits", 3),
            (SPONSOR, "benefits", 1),
            (SPONSOR, "change-leadership", 3),
            (SECOND, "change-leadership", 2),
        ] {
            let note = "Vurdert ut fra ledede tiltak det siste året.";
            let body = json!({"field": field, "source": "manager", "level": level, "assessedOn": self.today(), "note": note});
            self.assess(OFFICE, people.get(login), body).await?;
        }
        // Nobody speaks of themselves but as themselves: what the office has learnt comes from the HR system.
        let course = |field: &str, level: i32, until: Option<i64>| {
            let mut row = json!({
                "employeeNumber": people.get(KONTOR).map(|one| one["employeeNumber"].clone()), "field": field,
                "source": "course", "assessedOn": self.today(), "level": level, "note": "Lederprogram i digital endring",
            });
            if let Some(days) = until {
                row["validUntil"] = json!(self.in_days(days));
            }
            row
        };
        let rows = [
            course("a", 3, None),
            course("b", 3, None),
            course("c", 3, None),
            course("change-leadership", 3, Some(150)),
        ];
        self.client
            .change(
                Role::Administrator,
                Method::PUT,
                "/competence-records",
                json!({"items": rows}),
            )
            .await?;
        let own = json!({"field": "whole-service", "source": "self", "level": 2, "assessedOn": self.today()});
        self.assess(OFFICE, people.get(KONTOR), own).await?;
        let target = json!({"field": "b", "role": "champion", "level": 3});
        self.client
            .change(
                OFFICE,
                Method::PUT,
                "/competence-targets",
                json!({"items": [target]}),
            )
            .await?;
        self.find_capacity(run, &people).await
    }

    async fn assess(&self, role: Role, person: Option<&Value>, body: Value) -> Result<()> {
        let person = person.map(|one| text(one, "id")).unwrap_or_default();
        let path = format!("/persons/{person}/competence-records");
        self.client.post(role, &path, body).await.map(|_| ())
    }

    /// Persons by their e-mail address, which is their login.
    async fn by_login(&self) -> Result<HashMap<String, Value>> {
        let list = self.client.get(Role::Administrator, "/persons?limit=100").await?;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        Ok(items.into_iter().map(|one| (text(&one, "email"), one)).collect())
    }

    /// A field that only an island municipality asks for.
    async fn name_own_field(&self) -> Result<()> {
        let words = |nb: &str, sv: &str, en: &str| json!({"nb": nb, "sv": sv, "en": en});
        let body = json!({
            "key": "island-logistics",
            "title": words("Logistikk på øyene", "Logistik på öarna", "Logistics on the islands"),
            "description": words(
                "Å planlegge tjenester når ferja bestemmer dagen.",
                "Att planera verksamheten när färjan styr dagen.",
                "Planning services when the ferry rules the day.",
            ),
            "levels": [
                words("Har ikke arbeidet på øyene.", "Har inte arbetat på öarna.", "Has not worked on the islands."),
                words("Kjenner rutene og hva de stenger for.", "Känner till turerna och vad de hindrar.", "Knows the routes and what they rule out."),
                words("Planlegger en dag med to øyer.", "Planerar en dag med två öar.", "Plans a day with two islands."),
                words("Planlegger uker, med reserve for uvær.", "Planerar veckor, med reserv för oväder.", "Plans weeks, with a reserve for storms."),
                words("Legger om tjenesten etter årstiden.", "Lägger om verksamheten efter årstiden.", "Rearranges the service by season."),
            ],
        });
        self.client
            .post(OFFICE, "/competence-fields", body)
            .await
            .map(|_| ())
    }

    /// Coaching for two years, a director who is being looked for, and a consultant whose pack is not done yet.
    async fn find_capacity(&self, run: &Run, people: &HashMap<String, Value>) -> Result<()> {
        let roadmap = self.client.get(OFFICE, &format!("/roadmaps/{}", run.id)).await?;
        let unit = &roadmap["unitId"];
        let id = |login: &str| people.get(login).map(|one| one["id"].clone());
        let routes = [
            json!({
                "kind": "coaching_group", "unitId": unit, "fields": ["b", "c"], "external": "Veileder fra Eksempelhøgskolen",
                "need": "Ledergruppen skal lede små tiltak selv, og trenger noen ved siden av i starten.",
                "successorId": id(SECOND), "from": self.today(), "to": self.in_days(730),
                "handover": [{"text": "Metoden er beskrevet i en prosedyre."}, {"text": "To i ledergruppen veileder videre."}],
            }),
            json!({
                "kind": "own_director", "unitId": unit, "fields": ["a", "whole-service"],
                "need": "En egen direktør for digitalisering på tvers av tjenestene.", "from": self.in_days(200),
            }),
            json!({
                "kind": "external_consultant", "unitId": self.area, "fields": ["benefits"], "external": "Rådgiver Oppdiktet",
                "need": "Grunnlinjer for gevinster i hjemmetjenesten.", "from": self.today(), "to": self.in_days(150),
                "handover": [{"text": "Målemetoden er skrevet ned.", "doneOn": self.today()}, {"text": "Regnearket er overlevert."}],
            }),
        ];
        for route in routes {
            self.client.post(OFFICE, "/capacity-routes", route).await?;
        }
        let short = json!({
            "kind": "interim_manager", "unitId": self.area, "fields": ["c"], "external": "Vikar Oppdiktet",
            "need": "En enhetsleder mens den faste er i permisjon.", "from": self.in_days(-30), "to": self.in_days(20),
        });
        let short = self.client.post(OFFICE, "/capacity-routes", short).await?;
        let ending = json!({"needStands": false, "reason": "Den faste lederen kom tilbake før tiden; de gikk gjennom alt sammen."});
        let path = format!("/capacity-routes/{}/ending", text(&short, "id"));
        self.client
            .change(OFFICE, Method::POST, &path, ending)
            .await
            .map(|_| ())
    }
}
