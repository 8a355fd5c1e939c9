//! The chain of small initiatives in Fjordvik: three that were delivered one after the other, one that was stopped and
//! taught something, and a large one that is planned and has to wait.

use super::client::text;
use super::town::{Fjordvik, OFFICE, Run};
use crate::access::Role;
use crate::error::Result;
use actix_web::http::Method;
use serde_json::{Value, json};

const SHIFTS: &str = "Felles vaktliste på nett";
const ANSWERS: &str = "Svar til pårørende samme dag";
const SHOPPING: &str = "Varebestilling fra bruker til butikk";
const ROBOTS: &str = "Robotkatter på dagsenteret";
const PLANNING: &str = "Én planlegging av alle hjemmebesøk";

impl Fjordvik<'_> {
    async fn raise_initiative(&self, run: &Run, areas: &[usize], mut body: Value) -> Result<String> {
        body["sponsorId"] = json!(self.sponsor);
        body["ownerId"] = json!(self.owner);
        body["unitIds"] = json!([self.area]);
        let chosen = areas.iter().filter_map(|at| self.service_areas.get(*at));
        body["serviceAreaIds"] = chosen.cloned().collect();
        let path = format!("/roadmaps/{}/initiatives", run.id);
        Ok(text(&self.client.post(OFFICE, &path, body).await?, "id"))
    }

    async fn do_with(&self, id: &str, method: Method, what: &str, body: Value) -> Result<Value> {
        let path = format!("/initiatives/{id}/{what}");
        self.client.change(OFFICE, method, &path, body).await
    }

    async fn add_to(&self, id: &str, what: &str, body: Value) -> Result<Value> {
        self.client
            .post(OFFICE, &format!("/initiatives/{id}/{what}"), body)
            .await
    }

    /// Five marks with their reasons, as the project office and the champions gave them.
    async fn mark(&self, id: &str, marks: [i32; 5]) -> Result<()> {
        let mark = |at: usize, rationale: &str| json!({"mark": marks[at], "rationale": rationale});
        let body = json!({
            "valueForUsers": mark(0, "Anslått sammen med brukerrådet."),
            "valueForStaff": mark(1, "Anslått av de tillitsvalgte og ildsjelene."),
            "effort": mark(2, "Timer etter erfaring fra forrige gang."),
            "risk": mark(3, "Gjennomgått med personvernombudet."),
            "readiness": mark(4, "Enhetslederne har sagt hvor de står."),
        });
        self.do_with(id, Method::PUT, "assessment", body)
            .await
            .map(|_| ())
    }

    async fn choose(&self, id: &str, reason: &str) -> Result<()> {
        let body = json!({"reason": reason});
        self.do_with(id, Method::POST, "prioritisation", body)
            .await
            .map(|_| ())
    }

    async fn initiative(&self, run: &Run, name: &str) -> Result<String> {
        let path = format!("/roadmaps/{}/initiatives?limit=100", run.id);
        let list = self.client.get(OFFICE, &path).await?;
        let mut all = list["items"].as_array().into_iter().flatten();
        let found = all.find(|one| one["name"] == name);
        Ok(found.map(|one| text(one, "id")).unwrap_or_default())
    }

    /// Ideas, marks and the first choice, when the stage of the small ones has opened.
    pub(super) async fn initiatives_begun(&self, run: &Run) -> Result<()> {
        let idea = |size: &str,
                    name: &str,
                    purpose: &str,
                    way: &str,
                    subject: &str,
                    days: (i64, i64),
                    effort: i32| {
            json!({
                "size": size, "name": name, "purpose": purpose, "way": way, "subject": subject, "effortDays": effort,
                "plannedStart": self.in_days(days.0), "plannedEnd": self.in_days(days.1),
            })
        };
        let shifts = idea(
            "small",
            SHIFTS,
            "Alle ser ledige vakter på telefonen, og ringerunden faller bort.",
            "simplify",
            "processes",
            (0, 55),
            18,
        );
        let shifts = self.raise_initiative(run, &[0, 1], shifts).await?;
        let answers = idea(
            "small",
            ANSWERS,
            "Pårørende får svar samme dag uten å ringe tre steder.",
            "improve",
            "services",
            (60, 88),
            22,
        );
        let answers = self.raise_initiative(run, &[1, 2], answers).await?;
        let shopping = idea(
            "small",
            SHOPPING,
            "Brukeren bestiller selv, og de ansatte slipper butikken.",
            "renew",
            "services",
            (61, 89),
            16,
        );
        let shopping = self.raise_initiative(run, &[0, 3], shopping).await?;
        let robots = idea(
            "small",
            ROBOTS,
            "Ro og samtale for brukere med demens.",
            "renew",
            "services",
            (0, 60),
            12,
        );
        let robots = self.raise_initiative(run, &[2, 4], robots).await?;
        let planning = idea(
            "large",
            PLANNING,
            "Færre ulike ansikter hjemme hos den enkelte.",
            "renew",
            "processes",
            (150, 420),
            340,
        );
        self.raise_initiative(run, &[0, 1, 2], planning).await?;
        for (id, marks) in [
            (&shifts, [3, 5, 2, 1, 5]),
            (&answers, [5, 3, 2, 2, 4]),
            (&shopping, [4, 4, 3, 2, 3]),
            (&robots, [4, 2, 1, 3, 4]),
        ] {
            self.mark(id, marks).await?;
        }
        self.choose(&shifts, "Ansatte merker det først; da får vi følge på de neste.")
            .await?;
        self.choose(&robots, "Lite arbeid, og dagsenteret har bedt om det.")
            .await?;
        for id in [&shifts, &robots] {
            self.do_with(id, Method::POST, "start", Value::Null).await?;
        }
        let path = format!("/roadmaps/{}/initiative-ranking?valueForUsers=5", run.id);
        self.client.get(OFFICE, &path).await?;
        for (id, area) in [(&shifts, 0), (&shifts, 1), (&answers, 2), (&shopping, 3)] {
            let champion = json!({
                "serviceAreaId": self.service_areas.get(area), "personId": self.owner, "from": self.today(),
            });
            self.add_to(id, "champions", champion).await?;
        }
        Ok(())
    }

    /// The first one is in use; one is stopped with what it taught; two more begin, and inherit.
    pub(super) async fn initiatives_carried_on(&self, run: &Run) -> Result<()> {
        let (shifts, answers) = (
            self.initiative(run, SHIFTS).await?,
            self.initiative(run, ANSWERS).await?,
        );
        let (shopping, robots) = (
            self.initiative(run, SHOPPING).await?,
            self.initiative(run, ROBOTS).await?,
        );
        self.do_with(&shifts, Method::POST, "delivery", Value::Null)
            .await?;
        let stop = json!({
            "reason": "Tre av fire brukere ble urolige av dem etter to uker.",
            "lesson": "Prøv nye hjelpemidler med fire brukere i to uker før enheten kjøper inn, og spør pårørende underveis.",
        });
        self.do_with(&robots, Method::POST, "stop", stop).await?;
        self.choose(&answers, "Best for brukerne av dem som er klare nå.")
            .await?;
        self.choose(&shopping, "Frigjør tid i sonene, og når et nytt område.")
            .await?;
        for id in [&answers, &shopping] {
            self.do_with(id, Method::POST, "start", Value::Null).await?;
        }
        let links = [
            (
                &answers,
                &shifts,
                "asset",
                "Malen for vaktlisten, med telefonnumre.",
                "Samme liste viser nå hvem som svarer pårørende.",
            ),
            (
                &shopping,
                &robots,
                "learning",
                "Prøv med få brukere i to uker først.",
                "Fire brukere prøvde bestillingen i to uker før sonen ble med.",
            ),
            (
                &shopping,
                &shifts,
                "people",
                "Ildsjelen som lærte opp kollegaene.",
                "Hun holder opplæringen i nabosonen.",
            ),
        ];
        for (later, earlier, kind, handed_on, inherited) in links {
            let link =
                json!({"earlierId": earlier, "kind": kind, "handedOn": handed_on, "inherited": inherited});
            self.add_to(later, "links", link).await?;
        }
        Ok(())
    }

    /// Measured for users and for staff, and one of them realised; the large one is prepared.
    pub(super) async fn initiatives_measured(&self, run: &Run) -> Result<()> {
        let from = self.in_days(-30);
        let value = |group: &str, indicator: &str, measure: &str, value: f64| json!({"group": group, "indicator": indicator, "measure": measure, "from": from, "to": self.today(), "value": value});
        let measured = [
            (
                SHIFTS,
                value("users", "Besøk uten vikar som er ukjent", "prosent", 86.0),
                value("staff", "Tid til ringerunder", "timer i uken", -9.5),
            ),
            (
                ANSWERS,
                value("users", "Svar samme dag", "prosent", 82.0),
                value("staff", "Avbrudd i stell og måltid", "per dag", -4.0),
            ),
            (
                SHOPPING,
                value(
                    "users",
                    "Bestiller selv eller med hjelp av pårørende",
                    "brukere",
                    31.0,
                ),
                value("staff", "Handleturer", "per uke", -26.0),
            ),
        ];
        for (name, users, staff) in measured {
            let id = self.initiative(run, name).await?;
            if name != SHIFTS {
                self.do_with(&id, Method::POST, "delivery", Value::Null).await?;
            }
            let items = json!({"items": [users, staff]});
            self.do_with(&id, Method::PUT, "values", items).await?;
        }
        let shifts = self.initiative(run, SHIFTS).await?;
        self.do_with(&shifts, Method::POST, "realisation", Value::Null)
            .await?;
        let lesson =
            json!({"text": "Ta med nattevaktene fra første dag; de finner feilene som ingen andre ser."});
        self.add_to(&shifts, "lessons", lesson).await?;
        self.large_initiative_prepared(run).await
    }

    async fn large_initiative_prepared(&self, run: &Run) -> Result<()> {
        let planning = self.initiative(run, PLANNING).await?;
        let way = |level: &str, description: &str, measures: &str| json!({"level": level, "description": description, "measures": measures});
        let impact = json!({
            "workProcesses": way("high", "Besøkene planlegges samlet og ikke i hver sone.", "Prøvetid på åtte uker i én sone."),
            "services": way("medium", "Færre ulike ansatte hos den enkelte.", "Brukerne får velge mellom to faste tider."),
            "structures": way("medium", "Tre planleggere blir ett team.", "Samlokalisering på rådhuset."),
            "managementSystems": way("low", "Ett mål for kontinuitet i stedet for tre.", ""),
            "leadership": way("medium", "Soneledere gir fra seg planleggingen.", "Coaching i gruppe."),
            "organisation": way("low", "Ingen stillinger faller bort.", "Drøftet med tillitsvalgte."),
        });
        self.do_with(&planning, Method::PUT, "impact", impact).await?;
        for (people, level, rationale) in [
            ("leaders", 4, "Alle soneledere har sagt hva de slutter med."),
            (
                "staff",
                3,
                "To av tre team vil prøve; det tredje venter på ny turnus.",
            ),
        ] {
            let found = json!({"people": people, "level": level, "rationale": rationale});
            self.add_to(&planning, "readiness", found).await?;
        }
        let load = json!({
            "unitId": self.area, "hoursPerWeek": 14.5, "from": self.in_days(60), "to": self.in_days(180),
            "mitigation": "Vikar to dager i uken i opplæringsperioden.",
        });
        self.add_to(&planning, "workloads", load).await?;
        let conflict = json!({
            "unitIds": [self.sector, self.area],
            "description": "Sektoren og hjemmetjenesten er uenige om hvem som eier planleggerne i prøvetiden.",
        });
        let logged = self.add_to(&planning, "conflicts", conflict).await?;
        let path = format!("/initiative-conflicts/{}", text(&logged, "id"));
        let asked = json!({"personId": self.sponsor, "note": "Ikke enige etter to møter."});
        self.client
            .change(OFFICE, Method::POST, &format!("{path}/escalations"), asked)
            .await?;
        let settled =
            json!({"decision": "Hjemmetjenesten eier dem i prøvetiden; sektoren betaler vikarene."});
        self.client
            .change(Role::Leader, Method::POST, &format!("{path}/decision"), settled)
            .await
            .map(|_| ())
    }
}
