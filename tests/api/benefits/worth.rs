//! What benefits come to: the ledger, what is counted twice, the cost of delay, and who sees and changes what.

use super::{Scene, pointers, reading, text};
use crate::on_both;
use serde_json::{Value, json};
use stegvis::access::Role;

/// Readings of months in a row, from a first one in 2026.
fn course(id: &str, series: &str, first: u32, values: &[f64]) -> Vec<Value> {
    let months = (first..).map(|month| {
        let (year, month) = (2026 + (month - 1) / 12, (month - 1) % 12 + 1);
        format!("{year}-{month:02}-01")
    });
    let each = months.zip(values);
    each.map(|(month, value)| reading(id, series, &month, *value))
        .collect()
}

/// The totals of a ledger by kind: forecast, realised, difference, and how many benefits are behind.
fn totals(ledger: &Value) -> Vec<(String, Value, Value, Value, usize)> {
    let all = ledger["totals"].as_array().into_iter().flatten();
    all.map(|one| {
        let behind = one["benefits"].as_array().map_or(0, Vec::len);
        (
            text(&one["kind"]),
            one["forecast"].clone(),
            one["realised"].clone(),
            one["difference"].clone(),
            behind,
        )
    })
    .collect()
}

on_both! {
    async fn the_ledger_adds_money_hours_and_points_each_for_itself(house) {
        let scene = Scene::open(&house, "1101").await;
        let mut fields = scene.fields("Kjøretid nord");
        fields["tolerancePercent"] = json!(1000);
        let north = scene.locked(fields.clone()).await;
        fields["title"] = json!("Kjøretid sør");
        fields["unitId"] = json!(scene.units[1]);
        let south = scene.locked(fields.clone()).await;
        // Ten reams of paper fewer a month, at 55 each.
        fields["title"] = json!("Mindre papir");
        fields["kind"] = json!("avoided_cost");
        fields["worthPerUnit"] = json!(55);
        fields["baseline"]["value"] = json!(40);
        fields["target"]["value"] = json!(20);
        let paper = scene.locked(fields.clone()).await;
        fields["title"] = json!("Trygghet");
        fields["kind"] = json!("quality");
        fields["direction"] = json!("higher");
        fields["worthPerUnit"] = json!(1);
        fields["target"]["value"] = json!(60);
        fields.as_object_mut().expect("fields").remove("baseline");
        let safety = scene.benefit(fields).await;
        let mut items = course(&north, "forecast", 9, &[410.0, 400.0, 390.0]);
        items.extend(course(&north, "realised", 9, &[412.0, 401.0]));
        items.extend(course(&south, "forecast", 10, &[415.0]));
        items.extend(course(&paper, "forecast", 10, &[30.0, 30.0]));
        items.extend(course(&paper, "realised", 10, &[33.5]));
        items.extend(course(&safety, "forecast", 10, &[50.0]));
        scene.record(json!(items)).send().await.expect(200);

        let ledger = scene.get("/benefit-ledger").await;
        let expected = [
            ("money".to_owned(), json!(1100.0), json!(357.5), json!(-192.5), 1),
            ("hours".to_owned(), json!(65.0), json!(27.0), json!(-3.0), 2),
            ("points".to_owned(), Value::Null, Value::Null, Value::Null, 0),
        ];
        assert_eq!(totals(&ledger), expected, "{ledger}");
        assert_eq!((&ledger["totals"][0]["currency"], &ledger["totals"][1]["currency"]), (&json!("NOK"), &Value::Null));
        assert_eq!(ledger["totals"][1]["overlapping"], 0, "in units beside each other nothing is counted twice");
        assert_eq!(ledger["withoutBaseline"], json!([safety]), "nobody can tell an effect without a baseline");
        let line = &ledger["totals"][1]["benefits"][0];
        assert_eq!((&line["benefitId"], &line["forecast"], &line["forecastOfMeasured"]), (&json!(north), &json!(60.0), &json!(30.0)));

        let of = async |filter: &str| totals(&scene.get(&format!("/benefit-ledger?{filter}")).await)[1].clone();
        let hours = |forecast: Value, realised: Value, difference: Value, behind| ("hours".to_owned(), forecast, realised, difference, behind);
        assert_eq!(of("from=2026-10-20&to=2026-10-20").await, hours(json!(25.0), json!(19.0), json!(-1.0), 2));
        assert_eq!(of(&format!("unitId={}", scene.units[1])).await, hours(json!(5.0), Value::Null, Value::Null, 1));
        assert_eq!(of(&format!("unitId={}&roadmapId={}", scene.sector, scene.roadmap)).await, hours(json!(65.0), json!(27.0), json!(-3.0), 2));
        assert_eq!(of("branch=social_services").await.4, 0);
        // The same hours once more from above, in minutes: it overlaps both of those below.
        let mut above = scene.fields("Kjøretid nord");
        above["measure"] = json!("minutter");
        above["worthPerUnit"] = json!(0.016_666_67);
        above["unitId"] = json!(scene.sector);
        let above = scene.benefit(above).await;
        scene.record(json!(course(&above, "forecast", 9, &[300.0]))).send().await.expect(200);
        assert_eq!(scene.get("/benefit-ledger").await["totals"][1]["overlapping"], 3);
        assert_eq!(of("to=2026-08-31").await.4, 0);
        scene.act(&above, "abandonment", json!({"reason": "Talt to ganger."})).await.expect(200);
        let wrong = scene.house.get("/benefit-ledger?from=2026-10-01&to=2026-09-01").by(&scene.office).send().await;
        assert_eq!(pointers(&wrong), ["/query/to"]);
        scene.act(&south, "abandonment", json!({"reason": "Sonen er lagt ned."})).await.expect(200);
        assert_eq!(of("").await, hours(json!(60.0), json!(27.0), json!(-3.0), 1));
    }

    async fn what_a_later_date_costs_by_month_and_by_the_forecast_of_the_plan(house) {
        let scene = Scene::open(&house, "1103").await;
        let mut fields = scene.fields("Kjøretid");
        let hours = scene.locked(fields.clone()).await;
        fields["title"] = json!("Papir");
        fields["kind"] = json!("avoided_cost");
        fields["worthPerUnit"] = json!(100);
        let money = scene.benefit(fields.clone()).await;
        fields["title"] = json!("Uten anslag");
        let without = scene.benefit(fields).await;
        // A ramp to 40 hours over six months; September is past and does not count. Money is even, for a year.
        let mut items = course(&hours, "forecast", 9, &[400.0]);
        items.extend(course(&hours, "forecast", 11, &[410.0, 400.0, 390.0, 380.0, 380.0, 380.0]));
        items.extend(course(&money, "forecast", 11, &[419.0; 12]));
        scene.record(json!(items)).send().await.expect(200);
        let path = format!("/roadmaps/{}/cost-of-delay", scene.roadmap);
        let view = scene.get(&format!("{path}?months=4")).await;
        let cost = |view: &Value, months: usize, kind: usize| view["byMonth"][months - 1]["costs"][kind].clone();
        assert_eq!((&cost(&view, 1, 0)["kind"], &cost(&view, 1, 0)["cost"], &cost(&view, 1, 0)["currency"]), (&json!("money"), &json!(100.0), &json!("NOK")), "{view}");
        let lost: Vec<Value> = (1..=4).map(|months| cost(&view, months, 1)["cost"].clone()).collect();
        assert_eq!(lost, [40.0, 80.0, 120.0, 150.0].map(|hours| json!(hours)));
        assert_eq!(cost(&view, 4, 1)["benefits"], json!([{"benefitId": hours, "title": "Kjøretid", "cost": 150.0}]));
        assert_eq!((view["byMonth"].as_array().map(Vec::len), &view["withoutForecast"], &view["fromMonth"]), (Some(4), &json!([without]), &json!("2026-11-01")));
        assert!(text(&view["method"]).len() > 200 && view["byForecast"] == json!([]), "no target, no lateness");
        // A year late with 21 percent growth: all of an even year is lost, at what it is worth by then.
        let grown = scene.get(&format!("{path}?months=12&growthPercentPerYear=21")).await;
        let expected: f64 = (0..12).map(|month| 100.0 * 1.21_f64.powf(f64::from(month) / 12.0)).sum();
        let found = cost(&grown, 12, 0)["cost"].as_f64().expect("a cost");
        assert!((found - expected).abs() < 0.001 && grown["growthPercentPerYear"] == 21.0, "{found} {expected}");

        // A target that the plan cannot hold: the work takes ten weeks, the target lies in one.
        let stages = scene.get(&format!("/roadmaps/{}/stages", scene.roadmap)).await;
        let milestone = json!({"title": "Utprøving", "duration": {"optimistic": 40, "likely": 50, "pessimistic": 90}});
        let made = scene.house.post(&format!("/stages/{}/milestones", text(&stages["items"][0]["id"])), milestone);
        made.by(&scene.office).send().await.expect(201);
        let target = scene.house.patch(&format!("/roadmaps/{}", scene.roadmap), json!({"targetDate": "2026-11-09"}));
        target.by(&scene.office).if_match(1).send().await.expect(200);
        let view = scene.get(&path).await;
        let plan = scene.get(&format!("/roadmaps/{}/schedule", scene.roadmap)).await;
        let by = &view["byForecast"];
        assert_eq!((&by[0]["date"], &by[1]["date"]), (&plan["forecast"]["p50"]["date"], &plan["forecast"]["p80"]["date"]), "the dates that the plan shows");
        assert_eq!((&view["targetDate"], &by[0]["percent"], &by[1]["percent"]), (&json!("2026-11-09"), &json!(50), &json!(80)));
        let late = |at: usize| by[at]["monthsLate"].as_f64().expect("months");
        assert!(late(0) > 1.0 && late(1) > late(0) && late(1) < 12.0, "{by}");
        for at in 0..2 {
            let found = by[at]["costs"][0]["cost"].as_f64().expect("a cost");
            assert!((found - 100.0 * late(at)).abs() < 0.02, "even money is lost evenly: {by}");
        }
        let far = scene.house.get(&format!("{path}?months=61")).by(&scene.office).send().await;
        assert_eq!(pointers(&far), ["/query/months"]);
    }

    async fn owners_have_their_own_and_strangers_nothing(house) {
        let scene = Scene::open(&house, "1106").await;
        let mut fields = scene.fields("Kjøretid");
        let create = |body: Value| scene.house.post(&format!("/roadmaps/{}/benefits", scene.roadmap), body).by(&scene.owner);
        create(fields.clone()).send().await.problem(403, "forbidden");
        fields["ownerId"] = json!(scene.person);
        fields["initiativeKey"] = json!("ruteplan");
        let mine = create(fields.clone()).send().await;
        mine.expect(201);
        let other = scene.locked(scene.fields("Noe annet")).await;
        let by_owner = |id: &str, what: &str| scene.house.post(&format!("/benefits/{id}/{what}"), json!(null)).by(&scene.owner).if_match(1);
        by_owner(&other, "baseline-locks").send().await.problem(403, "forbidden");
        by_owner(&mine.id(), "baseline-locks").send().await.expect(200);
        let record = |id: &str| scene.house.put("/benefit-values", json!({"items": [reading(id, "realised", "2026-10-01", 400.0)]})).by(&scene.owner);
        record(&mine.id()).send().await.expect(200);
        record(&other).send().await.problem(403, "forbidden");
        // Who may record nothing is told so before anything is looked for; who may is told what is not there.
        assert_eq!(pointers(&record(&scene.roadmap).send().await), ["/items/0/benefitId"]);
        let nothing = json!({"items": [reading(&scene.roadmap, "realised", "2026-10-01", 400.0)]});
        scene.house.put("/benefit-values", nothing).by(&scene.leader).send().await.problem(403, "forbidden");
        let lead = scene.house.post(&format!("/benefits/{}/baseline-locks", mine.id()), json!(null)).by(&scene.leader);
        lead.if_match(1).send().await.problem(403, "forbidden");

        // Faults of the fields and of what they name, at once.
        let mut wrong = scene.fields("Feil");
        wrong["unitId"] = json!(scene.roadmap);
        wrong["ownerId"] = json!(scene.roadmap);
        wrong["to"] = json!("2026-08-01");
        wrong["target"]["value"] = json!(500);
        let refused = scene.create(wrong).send().await;
        refused.problem(400, "invalid_input");
        assert_eq!(pointers(&refused), ["/to", "/target/value", "/unitId", "/ownerId"]);

        let listed = async |filter: &str| {
            let list = scene.get(&format!("/benefits?{filter}")).await;
            list["items"].as_array().into_iter().flatten().map(|one| text(&one["id"])).collect::<Vec<_>>()
        };
        let both = vec![mine.id(), other.clone()];
        assert_eq!(listed("").await, both);
        assert_eq!(listed(&format!("unitId={}", scene.sector)).await, both);
        assert_eq!(listed(&format!("unitId={}", scene.units[1])).await, Vec::<String>::new());
        assert_eq!(listed(&format!("ownerId={}&initiativeKey=ruteplan&state=baseline_locked&kind=time_saved", scene.person)).await, [mine.id()]);
        assert_eq!(listed("branch=municipal_health_care").await, Vec::<String>::new());
        assert_eq!(listed("to=2026-08-31").await, Vec::<String>::new());
        assert_eq!(listed("from=2030-01-01&to=2030-12-31").await, both);
        let wrong = scene.house.get("/benefits?from=2030-01-01&to=2029-01-01").by(&scene.office).send().await;
        assert_eq!(pointers(&wrong), ["/query/to"]);
        let page = scene.get("/benefits?limit=1").await;
        let rest = scene.get(&format!("/benefits?limit=1&cursor={}", text(&page["page"]["nextCursor"]))).await;
        assert_eq!((&page["items"][0]["id"], &rest["items"][0]["id"], &rest["page"]["nextCursor"]), (&json!(mine.id()), &json!(other), &Value::Null));

        // Who belongs to another unit sees nothing of this sector, a stranger nothing at all.
        let far = scene.house.unit(&scene.admin, "Teknisk", None).await;
        // Naming oneself the owner is no way in: neither into the roadmap, nor from it into a unit out of reach.
        let named = async |name: &str, unit: &str| {
            let person = scene.house.person(scene.admin.organiser).await;
            let login = format!("{name}@1106.example");
            let account = scene.house.account_of(&scene.admin, &login, Some(person)).await;
            scene.house.grant(&scene.admin, account, json!({"role": "owner", "unitId": unit})).await.expect(201);
            let mut own = scene.fields("Mitt eget");
            own["ownerId"] = json!(person.to_string());
            (scene.house.take_over(&login).await, own)
        };
        let path = format!("/roadmaps/{}/benefits", scene.roadmap);
        let (outside, own) = named("utenfor", &far).await;
        scene.house.post(&path, own).by(&outside).send().await.problem(404, "not_found");
        let (inside, mut own) = named("innenfor", &scene.sector).await;
        own["unitId"] = json!(far);
        let refused = scene.house.post(&path, own.clone()).by(&inside).send().await;
        assert_eq!(refused.faults(), [("/unitId".to_owned(), "no_such".to_owned())]);
        own["unitId"] = json!(scene.units[1]);
        scene.house.post(&path, own).by(&inside).send().await.expect(201);
        let shut = scene.house.unit(&scene.admin, "Nedlagt", Some(&scene.sector)).await;
        let closed = scene.house.patch(&format!("/units/{shut}"), json!({"closedOn": "2026-10-31"}));
        closed.by(&scene.admin).if_match(1).send().await.expect(200);
        let mut there = scene.fields("For sent");
        there["unitId"] = json!(shut);
        assert_eq!(scene.create(there).send().await.faults(), [("/unitId".to_owned(), "contradicts".to_owned())]);
        let grant = json!({"role": "project_office", "unitId": far});
        let narrow = scene.house.recruit(&scene.admin, "teknisk@1106.example", &[grant]).await;
        for path in ["/benefits", "/benefit-overlaps", "/benefit-reviews"] {
            let list = scene.house.get(path).by(&narrow).send().await;
            assert_eq!(list.expect(200)["items"], json!([]), "{path}");
        }
        let ledger = scene.house.get("/benefit-ledger").by(&narrow).send().await;
        assert_eq!(totals(ledger.expect(200))[1].4, 0);
        let values = json!({"items": [reading(&other, "forecast", "2026-10-01", 400.0)]});
        let refused = scene.house.put("/benefit-values", values.clone()).by(&narrow).send().await;
        assert_eq!(pointers(&refused), ["/items/0/benefitId"]);
        scene.house.get(&format!("/benefits/{other}")).by(&narrow).send().await.problem(404, "not_found");
        let stranger = scene.house.organiser_of("drift@stegvis.example", crate::support::PASSWORD, "NO", "0301").await;
        let stranger = scene.house.member(stranger.organiser, "kontor@0301.example", Role::ProjectOffice).await;
        for path in [format!("/benefits/{other}"), format!("/benefits/{other}/values"), format!("/roadmaps/{}/cost-of-delay", scene.roadmap)] {
            scene.house.get(&path).by(&stranger).send().await.problem(404, "not_found");
        }
        let refused = scene.house.put("/benefit-values", values).by(&stranger).send().await;
        assert_eq!(refused.faults(), [("/items/0/benefitId".to_owned(), "no_such".to_owned())]);
    }

    async fn what_may_be_counted_twice_is_said(house) {
        let scene = Scene::open(&house, "1112").await;
        let mut fields = scene.fields("Kjøretid");
        fields["to"] = json!("2026-12-31");
        let first = scene.benefit(fields.clone()).await;
        // Another spelling, in the sector above, over a period that begins before the first ends.
        fields["indicator"] = json!("  kjøretid ");
        fields["measure"] = json!("TIMER");
        fields["title"] = json!("Kjøring i hele sektoren");
        fields["unitId"] = json!(scene.sector);
        fields["from"] = json!("2026-12-01");
        fields.as_object_mut().expect("fields").remove("to");
        let second = scene.create(fields.clone()).send().await;
        let warning = json!({"benefitId": first, "roadmapId": scene.roadmap, "title": "Kjøretid", "unitId": scene.units[0], "from": "2026-12-01", "to": "2026-12-31"});
        assert_eq!(second.expect(201)["warnings"], json!([warning]));
        assert_eq!(scene.read(&first).await["warnings"][0]["benefitId"], json!(second.id()));
        // In the unit beside or later it is another effect; in another measure it is the same, and that is said.
        let mut beside = scene.fields("Kjøretid");
        beside["unitId"] = json!(scene.units[1]);
        beside["to"] = json!("2026-11-30");
        let other = scene.create(beside.clone()).send().await;
        assert_eq!(other.expect(201)["warnings"], json!([]));
        beside["unitId"] = json!(scene.units[0]);
        beside["measure"] = json!("minutter");
        let minutes = scene.create(beside).send().await;
        let warnings = &minutes.expect(201)["warnings"];
        assert_eq!((&warnings[0]["benefitId"], &warnings[0]["otherMeasure"], &warnings[1]), (&json!(first), &json!("timer"), &Value::Null));
        let pairs = scene.get("/benefit-overlaps").await;
        assert_eq!((pairs["items"].as_array().map(Vec::len), &pairs["truncated"]), (Some(2), &json!(false)), "{pairs}");
        let each: Vec<_> = pairs["items"].as_array().into_iter().flatten()
            .map(|one| [&one["benefitId"], &one["other"]["benefitId"]].map(text)).collect();
        for other in [second.id(), minutes.id()] {
            assert!(each.iter().any(|pair| pair.contains(&first) && pair.contains(&other)), "{pairs}");
        }
        assert_eq!(scene.get(&format!("/benefit-overlaps?unitId={}", scene.units[1])).await["items"], json!([]));
        // A change of its period ends it, and one of its unit begins another.
        let patch = |id: String, body: Value| scene.house.patch(&format!("/benefits/{id}"), body).by(&scene.office).if_match(1);
        assert_eq!(patch(second.id(), json!({"from": "2027-01-01"})).send().await.expect(200)["warnings"], json!([]));
        let moved = patch(other.id(), json!({"unitId": scene.units[0]})).send().await;
        assert_eq!(moved.expect(200)["warnings"].as_array().map(Vec::len), Some(2));
        scene.act(&first, "abandonment", json!({"reason": "Talt to ganger."})).await.expect(200);
        assert_eq!(scene.get("/benefit-overlaps").await["items"].as_array().map(Vec::len), Some(1));
        scene.act(&minutes.id(), "abandonment", json!({"reason": "Talt tre ganger."})).await.expect(200);
        assert_eq!(scene.get("/benefit-overlaps").await["items"], json!([]));
    }
}
