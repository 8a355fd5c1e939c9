//! Words find the same in both databases, and a gate is told what is measured.

use super::{Scene, text};
use crate::on_both;
use chrono::{TimeZone, Utc};
use serde_json::{Value, json};

/// Words, and the keys of the procedures in which they are found, best first.
const FINDS: &[(&str, &[&str])] = &[
    ("vask", &["hands", "needles"]),
    ("VASK", &["hands", "needles"]),
    ("hånd", &["hands"]),
    ("hand", &[]),
    ("kanyle", &["needles"]),
    ("nål kanyle", &["needles"]),
    ("nål vask", &["needles"]),
    ("nål hånd", &[]),
    ("cafe", &["cafe"]),
    ("café", &["cafe"]),
    ("113", &["needles"]),
    ("70 %", &["hands"]),
    ("covid-19", &["cafe"]),
    ("alvorlig", &[]),
    ("utkast", &[]),
    ("script", &["cafe"]),
    ("AND", &[]),
    ("\"vask\" OR *", &[]),
    ("vask'); DROP TABLE procedure; --", &[]),
    (": & | ! ( )", &[]),
    ("öppna", &[]),
];

on_both! {
    async fn words_find_the_same_in_both_databases(house) {
        let scene = Scene::open(&house, "4601").await;
        let other = Scene::open(&house, "4602").await;
        let bodies = [
            ("hands", "Håndvask", "Vask hendene. Vaskemiddel med 70 % sprit. Vask igjen."),
            ("needles", "Kanyler", "Nåler i boksen; vask såret og ring 113."),
            ("cafe", "Kafé", "Servering i café under covid-19. <script>"),
        ];
        for (key, title, body) in bodies {
            let procedure = scene.procedure(key, "medication", &[]).await;
            if key == "hands" {
                scene.publish(&procedure, false, "Gammel", "En alvorlig tekst.").await;
            }
            scene.publish(&procedure, false, title, body).await;
        }
        let hidden = other.procedure("foreign", "medication", &[]).await;
        other.publish(&hidden, false, "Vask", "Vask hånd nål kanyle.").await;
        let draft = scene.procedure("draft", "medication", &[]).await;
        scene.draft(&draft, false, json!([{"language": "nb", "title": "Utkast", "body": "Utkast om vask."}])).await;
        for (words, keys) in FINDS {
            let query = words.bytes().fold(String::new(), |query, byte| query + &format!("%{byte:02X}"));
            let got = scene.get(&scene.nurse, &format!("/procedure-search?q={query}")).await;
            let mut found = Vec::new();
            for item in got.expect(200)["items"].as_array().expect("a list") {
                let shown = scene.get(&scene.nurse, &format!("/procedures/{}", text(&item["procedureId"]))).await;
                found.push(text(&shown.expect(200)["key"]));
            }
            assert_eq!(found, *keys, "{words}");
        }
        // In the reader's language: what stands in the Swedish text is not found by who gets the Norwegian one.
        let both = scene.procedure("both", "medication", &[]).await;
        let texts = json!([{"language": "nb", "title": "Åpne", "body": "Norsk."}, {"language": "sv", "title": "Öppna", "body": "Svenska."}]);
        let revision = scene.draft(&both, false, texts).await;
        scene.submit(&revision).await;
        scene.decide(&scene.leader, &revision, json!({"outcome": "approve"})).await.expect(200);
        let find = async |language: &str| {
            let got = house.get("/procedure-search?q=%C3%B6ppna").by(&scene.nurse).header("accept-language", language).send().await;
            got.expect(200)["items"].as_array().expect("a list").len()
        };
        assert_eq!((find("sv").await, find("nb").await), (1, 0));
    }

    async fn a_gate_is_told_what_is_measured(house) {
        let scene = Scene::open(&house, "4601").await;
        let names = ["categories_published_share", "units_covered_share", "acknowledged_share", "device_classes_count", "opened_off_hours", "availability_share", "units_from_phone_share", "reviews_overdue_count"];
        let title = json!({"nb": "Målt", "sv": "Mätt", "en": "Measured"});
        let rule: Vec<Value> = names.iter().map(|name| {
            let (operator, target) = if *name == "opened_off_hours" { ("equals", json!(true)) } else { ("atLeast", json!(0.5)) };
            let mut criterion = json!({"key": name.replace('_', "-"), "title": title, "guidance": title, "fact": format!("procedures.{name}"), "operator": operator, "target": target, "required": true, "memory": "live"});
            if *name == "availability_share" {
                criterion["filter"] = json!({"days": "2"});
            }
            criterion
        }).collect();
        house.template_of(&scene.office, "one-step", |content| {
            let stages = content["stages"].as_array_mut().expect("stages");
            stages.truncate(1);
            stages[0]["gate"]["rule"] = json!({"all": rule});
            stages[0]["milestones"] = json!([]);
        }).await;
        let body = json!({"templateKey": "one-step", "title": "Veikart", "purpose": "Trygghet", "unitId": scene.sector, "serviceAreaIds": [], "startDate": "2026-11-02"});
        let areas = scene.get(&scene.office, "/service-areas").await;
        let mut body = body;
        body["serviceAreaIds"] = json!([areas.expect(200)["items"][0]["id"]]);
        let roadmap = house.post("/roadmaps", body).by(&scene.office).send().await;
        roadmap.expect(201);
        let gates = scene.get(&scene.office, &format!("/roadmaps/{}/gates", roadmap.id())).await;
        let gate = text(&gates.expect(200)["items"][0]["id"]);
        let fact = |facts: &Value, name: &str| facts[format!("procedures.{name}")].clone();
        let nothing = scene.facts(&gate).await;
        for name in names {
            assert_eq!(fact(&nothing, name), Value::Null, "{name} without data");
        }

        let north = scene.procedure("north", "medication", &[&scene.north]).await;
        let begun = scene.facts(&gate).await;
        assert_eq!((fact(&begun, "categories_published_share"), fact(&begun, "units_covered_share"), fact(&begun, "acknowledged_share")), (json!(0.0), json!(0.0), Value::Null));
        let revision = scene.publish(&north, true, "Nord", "Les.").await;
        let one = scene.facts(&gate).await;
        assert_eq!((fact(&one, "categories_published_share"), fact(&one, "units_covered_share"), fact(&one, "acknowledged_share")), (json!(0.25), json!(0.5), json!(0.0)));
        scene.acknowledge(&scene.nurse, &north, &revision).await.expect(201);
        let all = scene.procedure("all", "patient_safety", &[]).await;
        let every = scene.publish(&all, true, "Alle", "Les.").await;
        let two = scene.facts(&gate).await;
        assert_eq!((fact(&two, "categories_published_share"), fact(&two, "units_covered_share"), fact(&two, "acknowledged_share")), (json!(0.5), json!(1.0), json!(0.0)));
        scene.acknowledge(&scene.nurse, &all, &every).await.expect(201);
        assert_eq!(fact(&scene.facts(&gate).await, "acknowledged_share"), json!(0.5));

        // Monday morning on a phone, then a Saturday night: each is seen at once, though openings leave no entry of their own.
        scene.read_by(&scene.nurse, &all, "phone").await;
        let day = scene.facts(&gate).await;
        assert_eq!((fact(&day, "device_classes_count"), fact(&day, "opened_off_hours"), fact(&day, "units_from_phone_share")), (json!(1.0), json!(false), json!(0.5)));
        house.clock.set(Utc.with_ymd_and_hms(2026, 11, 7, 1, 0, 0).single().expect("an instant"));
        let nurse = house.login("pleier@4601.example").await;
        let scene = Scene { office: house.login("kontor@4601.example").await, nurse, ..scene };
        scene.read_by(&scene.nurse, &all, "pc").await;
        let night = scene.facts(&gate).await;
        assert_eq!((fact(&night, "device_classes_count"), fact(&night, "opened_off_hours")), (json!(2.0), json!(true)));

        let samples = json!({"source": "outside", "samples": [{"from": "2026-11-05T00:00:00Z", "to": "2026-11-06T12:00:00Z", "up": true}]});
        house.put("/availability-samples", samples).by(&scene.office).send().await.expect(200);
        assert_eq!(fact(&scene.facts(&gate).await, "availability_share"), json!(0.75));
        assert_eq!(fact(&scene.facts(&gate).await, "reviews_overdue_count"), json!(0.0));
        house.patch(&format!("/procedures/{all}"), json!({"reviewOn": "2026-11-06"})).by(&scene.office).header("if-match", "*").send().await.expect(200);
        assert_eq!(fact(&scene.facts(&gate).await, "reviews_overdue_count"), json!(1.0));
    }
}
