//! How Fjordvik's leaders sign, answer and set time aside.

use super::client::text;
use super::town::{Fjordvik, OFFICE};
use crate::access::Role;
use crate::error::Result;
use serde_json::{Value, json};

/// The leadership group by their logins.
const LEADERS: [&str; 3] = [
    "leder@fjordvik.example",
    "leder.to@fjordvik.example",
    "kontor@fjordvik.example",
];

/// Staff with logins who work in the sector.
const STAFF: [&str; 3] = [
    "eier@fjordvik.example",
    "vurderer@fjordvik.example",
    "ansatt@fjordvik.example",
];

impl Fjordvik<'_> {
    /// The staff who log in get the positions that they work in.
    pub(super) async fn employ(&self) -> Result<()> {
        let person = self.persons().await?;
        for login in STAFF {
            let position = json!({"unitId": self.sector, "title": "Fagarbeider", "ftePercent": 100, "from": self.today()});
            let path = format!("/persons/{}/positions", person(login));
            self.client.post(Role::Administrator, &path, position).await?;
        }
        Ok(())
    }

    /// Everybody signs, answers the first questionnaire, and has time set aside until the plan of the stages ahead.
    pub(super) async fn acknowledge(&self) -> Result<()> {
        self.sign_all(&LEADERS).await?;
        self.ask_posture("leaders", &LEADERS, [2, 3, 2]).await?;
        let person = self.persons().await?;
        for login in LEADERS {
            let share = json!({"personId": person(login), "percent": 8, "from": self.today(), "to": self.in_days(119)});
            self.client.post(OFFICE, "/capacity-shares", share).await?;
        }
        Ok(())
    }

    /// A sharper wording asks everybody again; so far only the sponsor has signed it.
    pub(super) async fn acknowledge_anew(&self) -> Result<()> {
        let words = |nb: &str, sv: &str, en: &str| json!({"nb": nb, "sv": sv, "en": en});
        let body = json!({
            "groupId": self.group, "signAgain": true,
            "title": words("Drift og utvikling, hver uke", "Drift och utveckling, varje vecka", "Operations and development, every week"),
            "body": words(
                "Jeg erkjenner at driften er avgjørende og utviklingen nødvendig, og at det vises i kalenderen min hver uke.",
                "Jag inser att driften är avgörande och utvecklingen nödvändig, och att det syns i min kalender varje vecka.",
                "I acknowledge that operations are crucial and development necessary, and that my calendar shows it every week.",
            ),
        });
        self.client.post(OFFICE, "/acknowledgement-texts", body).await?;
        self.sign_all(&LEADERS[..1]).await
    }

    /// The others have signed as well, and leaders and staff answer side by side.
    pub(super) async fn look_again(&self) -> Result<()> {
        self.sign_all(&LEADERS[1..]).await?;
        self.ask_posture("leaders", &LEADERS, [4, 3, 4]).await?;
        self.ask_posture("staff", &STAFF, [3, 2, 3]).await
    }

    /// Persons by their e-mail address, which is their login.
    async fn persons(&self) -> Result<impl Fn(&str) -> String> {
        let list = self.client.get(Role::Administrator, "/persons?limit=100").await?;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        Ok(move |login: &str| {
            let found = items.iter().find(|one| one["email"] == login);
            found.map(|one| text(one, "id")).unwrap_or_default()
        })
    }

    async fn sign_all(&self, logins: &[&str]) -> Result<()> {
        let path = format!("/leadership-groups/{}", self.group);
        let asked = self
            .client
            .get(OFFICE, &format!("{path}/acknowledgement"))
            .await?;
        let body = json!({"fingerprint": asked["text"]["fingerprint"]});
        for login in logins {
            self.client
                .post_as(login, &format!("{path}/signatures"), body.clone())
                .await?;
        }
        Ok(())
    }

    /// A round of two weeks, answered on its first day; each leans another way.
    async fn ask_posture(&self, audience: &str, logins: &[&str], leans: [i32; 3]) -> Result<()> {
        let days = json!({"audience": audience, "opens": self.today(), "closes": self.in_days(14)});
        let path = format!("/leadership-groups/{}/posture-rounds", self.group);
        let round = self.client.post(OFFICE, &path, days).await?;
        for (login, lean) in logins.iter().zip(leans) {
            let items = round["questions"].as_array().into_iter().flatten();
            let answers: Vec<Value> = items
                .map(|item| {
                    let value = if item["reversed"] == true { 6 - lean } else { lean };
                    json!({"key": item["key"], "value": value})
                })
                .collect();
            let path = format!("/posture-rounds/{}/answers", text(&round, "id"));
            self.client
                .post_as(login, &path, json!({"answers": answers}))
                .await?;
        }
        Ok(())
    }
}
