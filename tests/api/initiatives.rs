//! Initiatives: small ones before large ones, the chain, selection, value, lessons, conflicts, and what gates count of it.

use crate::on_both;
use crate::support::{Got, House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

struct Scene<'h> {
    house: &'h House,
    office: Login,
    leader: Login,
    owner: Login,
    member: Login,
    person: String,
    roadmap: String,
    areas: Vec<String>,
    units: [String; 2],
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn items(got: &Got) -> Vec<Value> {
    got.expect(200)["items"].as_array().cloned().unwrap_or_default()
}

impl<'h> Scene<'h> {
    async fn open(house: &'h House, code: &str) -> Self {
        let admin = house.organiser("NO", code).await;
        let name = |role: &str| format!("{role}@{code}.example");
        let office = house
            .member(admin.organiser, &name("kontor"), Role::ProjectOffice)
            .await;
        let leader = house.member(admin.organiser, &name("leder"), Role::Leader).await;
        let member = house.member(admin.organiser, &name("medlem"), Role::Member).await;
        let person = house.person(admin.organiser).await;
        let account = house.account_of(&admin, &name("eier"), Some(person)).await;
        house
            .grant(&admin, account, json!({"role": "owner"}))
            .await
            .expect(201);
        let owner = house.take_over(&name("eier")).await;
        let roadmap = house.roadmap_of(&admin, &office, "five-steps").await;
        let north = house.unit(&admin, "Sone nord", None).await;
        let inner = house.unit(&admin, "Natt nord", Some(&north)).await;
        let areas = house.get("/service-areas").by(&office).send().await;
        let areas = items(&areas).iter().map(|area| text(&area["id"])).collect();
        Self {
            house,
            office,
            leader,
            owner,
            member,
            person: person.to_string(),
            roadmap,
            areas,
            units: [north, inner],
        }
    }

    fn body(&self, size: &str, name: &str, more: &Value) -> Value {
        let mut body = json!({
            "size": size, "name": name, "purpose": "Pårørende får svar samme dag.", "sponsorId": self.person,
            "ownerId": self.person, "way": "simplify", "subject": "processes", "plannedStart": "2026-11-02",
            "plannedEnd": "2027-01-29", "effortDays": 20, "serviceAreaIds": [self.areas[0], self.areas[1]],
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    }

    async fn raise(&self, by: &Login, body: Value) -> Got {
        let path = format!("/roadmaps/{}/initiatives", self.roadmap);
        self.house.post(&path, body).by(by).send().await
    }

    async fn raised(&self, size: &str, name: &str, more: Value) -> String {
        let made = self.raise(&self.office, self.body(size, name, &more)).await;
        made.expect(201);
        made.id()
    }

    async fn get(&self, path: &str) -> Got {
        self.house.get(path).by(&self.office).send().await
    }

    async fn post(&self, by: &Login, path: &str, body: Value) -> Got {
        self.house.post(path, body).by(by).send().await
    }

    /// Something that changes an initiative, at the version that it has.
    async fn act(&self, by: &Login, method: &'static str, id: &str, what: &str, body: Value) -> Got {
        let path = format!("/initiatives/{id}");
        let version = self.get(&path).await.version();
        let path = format!("{path}/{what}");
        let call = match method {
            "PUT" => self.house.put(&path, body),
            _ => self.house.post(&path, body),
        };
        call.by(by).if_match(version).send().await
    }

    async fn assess(&self, id: &str, marks: [i32; 5]) {
        let mark = |at: usize| json!({"mark": marks[at], "rationale": "Anslått sammen"});
        let body = json!({
            "valueForUsers": mark(0), "valueForStaff": mark(1), "effort": mark(2), "risk": mark(3), "readiness": mark(4),
        });
        self.act(&self.office, "PUT", id, "assessment", body)
            .await
            .expect(200);
    }

    async fn choose(&self, id: &str) -> Got {
        let body = json!({"reason": "Gir mest for begge parter."});
        self.act(&self.office, "POST", id, "prioritisation", body).await
    }

    async fn step(&self, id: &str, what: &str) -> Got {
        self.act(&self.office, "POST", id, what, Value::Null).await
    }

    /// Raised, assessed, chosen and started.
    async fn running(&self, name: &str, more: Value) -> String {
        let id = self.raised("small", name, more).await;
        self.assess(&id, [4, 4, 2, 2, 4]).await;
        self.choose(&id).await.expect(200);
        self.step(&id, "start").await.expect(200);
        id
    }

    async fn value(&self, id: &str, group: &str, value: f64) -> Value {
        let body = json!({"items": [{
            "group": group, "indicator": "Svar samme dag", "measure": "prosent", "from": "2026-10-01", "to": "2026-10-31", "value": value,
        }]});
        let path = format!("/initiatives/{id}/values");
        let got = self.house.put(&path, body).by(&self.office).send().await;
        got.expect(200).clone()
    }

    /// The next stages pass, against the verdict.
    async fn pass(&self, stages: std::ops::Range<usize>) {
        let gates = self.get(&format!("/roadmaps/{}/gates", self.roadmap)).await;
        for gate in &items(&gates)[stages] {
            let path = format!("/gates/{}", text(&gate["id"]));
            let note = json!({"note": "Klar til beslutning."});
            self.post(&self.office, &format!("{path}/reviews"), note)
                .await
                .expect(201);
            let go = json!({"outcome": "go", "justification": "Vi tar risikoen og følger med hver uke."});
            self.post(&self.leader, &format!("{path}/decisions"), go)
                .await
                .expect(201);
        }
    }

    /// What a gate's criterion about a fact says.
    async fn asked(&self, stage: usize, fact: &str) -> Value {
        let gates = self.get(&format!("/roadmaps/{}/gates", self.roadmap)).await;
        let gate = text(&items(&gates)[stage]["id"]);
        let gate = self.get(&format!("/gates/{gate}")).await;
        let criteria = gate.expect(200)["criteria"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let asks = |one: &&Value| one["fact"] == format!("initiatives.{fact}");
        criteria.iter().find(asks).expect("the criterion").clone()
    }
}

fn pointers(got: &Got) -> Vec<String> {
    got.faults().into_iter().map(|(pointer, _)| pointer).collect()
}

on_both! {
    async fn small_ones_come_before_large_ones_and_stages_in_order(house) {
        let scene = Scene::open(&house, "0301").await;
        let small = scene.raised("small", "Vaktliste", json!({})).await;
        let unready = scene.choose(&small).await;
        unready.problem(409, "initiative_not_ready");
        assert_eq!(unready.faults(), [("/assessment".to_owned(), "not_assessed".to_owned())]);
        scene.assess(&small, [4, 4, 2, 2, 4]).await;
        scene.choose(&small).await.expect(200);
        let locked = scene.step(&small, "start").await;
        locked.problem(409, "stage_locked");
        assert_eq!(locked.faults().len(), 2, "the two stages before it");

        let large = scene.raised("large", "Én planlegging", json!({"ownerId": null})).await;
        scene.assess(&large, [5, 5, 5, 4, 2]).await;
        let refused = scene.choose(&large).await;
        refused.problem(409, "stage_locked");
        assert_eq!(refused.faults().len(), 3);
        scene.pass(0..2).await;
        scene.step(&small, "start").await.expect(200);
        scene.choose(&large).await.problem(409, "stage_locked");
        let grown = json!({"reason": "Turnusen må legges om."});
        let grown = scene.act(&scene.office, "POST", &small, "conversion", grown).await;
        grown.problem(409, "stage_locked");
        scene.step(&small, "start").await.problem(409, "wrong_state");

        scene.pass(2..3).await;
        scene.choose(&large).await.expect(200);
        let refused = scene.step(&large, "start").await;
        refused.problem(409, "stage_locked");
        assert_eq!(pointers(&refused)[1..], ["/ownerId", "/impact", "/readiness/leaders", "/readiness/staff"], "all at once");
        scene.pass(3..4).await;
        scene.step(&large, "start").await.problem(409, "initiative_not_ready");
        let way = json!({"level": "low", "description": "Lite endres her."});
        let five = json!({"workProcesses": way, "services": way, "structures": way, "managementSystems": way, "leadership": way});
        scene.act(&scene.office, "PUT", &large, "impact", five.clone()).await.expect(200);
        assert_eq!(scene.asked(4, "large_impact_assessed_share").await["value"], 0.0, "five of six are not all");
        let mut six = five;
        six["organisation"] = way.clone();
        scene.act(&scene.office, "PUT", &large, "impact", six).await.expect(200);
        assert_eq!(scene.asked(4, "large_impact_assessed_share").await["value"], 1.0);
        let lost = scene.act(&scene.office, "PUT", &large, "impact", json!({"services": way})).await;
        assert_eq!(lost.expect(400)["errors"].as_array().map(Vec::len), Some(5));
        for people in ["leaders", "staff"] {
            assert_eq!(scene.asked(4, "readiness_assessed_share").await["value"], 0.0);
            let ready = json!({"people": people, "level": 4, "rationale": "Alle har satt av tid."});
            scene.post(&scene.office, &format!("/initiatives/{large}/readiness"), ready).await.expect(201);
        }
        assert_eq!(scene.asked(4, "readiness_assessed_share").await["value"], 1.0);
        let path = format!("/initiatives/{large}");
        let version = scene.get(&path).await.version();
        house.patch(&path, json!({"ownerId": scene.person})).by(&scene.office).if_match(version).send().await.expect(200);
        assert_eq!(scene.step(&large, "start").await.expect(200)["state"], "started");
    }

    async fn the_third_gate_counts_what_was_delivered(house) {
        let scene = Scene::open(&house, "0301").await;
        for fact in ["small_delivered_count", "service_area_coverage_share", "with_user_and_staff_value_share", "links_with_inheritance_share", "champion_area_share"] {
            let asked = scene.asked(2, fact).await;
            assert_eq!((&asked["outcome"], &asked["value"]), (&json!("unknown"), &Value::Null), "{fact}: no data is not zero");
        }
        scene.pass(0..2).await;
        let mut ids = Vec::new();
        for (name, areas) in [("Første", 0..2), ("Andre", 0..2), ("Tredje", 0..1)] {
            let id = scene.running(name, json!({"serviceAreaIds": scene.areas[areas]})).await;
            ids.push(id);
        }
        assert_eq!(scene.asked(2, "small_delivered_count").await["value"], 0.0);
        for id in &ids {
            scene.step(id, "delivery").await.expect(200);
        }
        assert_eq!(scene.asked(2, "small_delivered_count").await["value"], 2.0, "the third spans one area");
        assert_eq!(scene.asked(2, "service_area_coverage_share").await["value"], 1.0);
        assert_eq!(scene.asked(2, "with_user_and_staff_value_share").await["value"], 0.0);
        let early = scene.step(&ids[0], "realisation").await;
        early.problem(409, "initiative_not_ready");
        assert_eq!(pointers(&early), ["/values/users", "/values/staff"]);
        for id in &ids {
            scene.value(id, "users", 80.0).await;
            scene.value(id, "staff", 4.0).await;
        }
        assert_eq!(scene.asked(2, "with_user_and_staff_value_share").await["value"], 1.0);
        scene.step(&ids[0], "realisation").await.expect(200);

        let link = |earlier: &str| json!({"earlierId": earlier, "kind": "learning", "handedOn": "Malen", "inherited": "Samme mal"});
        let to = |later: &str| format!("/initiatives/{later}/links");
        assert_eq!(scene.asked(2, "links_with_inheritance_share").await["value"], 0.0);
        scene.post(&scene.office, &to(&ids[1]), link(&ids[0])).await.expect(201);
        let made = scene.post(&scene.office, &to(&ids[2]), link(&ids[0])).await;
        made.expect(201);
        let asked = scene.asked(2, "links_with_inheritance_share").await;
        assert_eq!((&asked["value"], &asked["outcome"]), (&json!(1.0), &json!("met")));
        let back = scene.post(&scene.office, &to(&ids[0]), link(&ids[2])).await;
        assert_eq!(back.expect(400)["errors"][0]["code"], "not_earlier");
        let twice = scene.post(&scene.office, &to(&ids[1]), link(&ids[0])).await;
        assert_eq!(twice.expect(400)["errors"][0]["code"], "not_unique");
        let chain = scene.get(&format!("/roadmaps/{}/initiative-chain", scene.roadmap)).await;
        let chain = chain.expect(200);
        assert_eq!((chain["members"].as_array().map(Vec::len), chain["links"].as_array().map(Vec::len)), (Some(3), Some(2)));
        assert_eq!((&chain["reach"][0]["reached"], &chain["reach"][0]["share"]), (&json!(1), &json!(1.0)));
        let path = format!("/initiative-links/{}", made.id());
        house.delete(&path).by(&scene.office).if_match(1).send().await.expect(204);
        assert_eq!(scene.asked(2, "links_with_inheritance_share").await["value"], 0.5);

        let champion = json!({"serviceAreaId": scene.areas[0], "personId": scene.person, "from": "2026-10-01"});
        let path = format!("/initiatives/{}/champions", ids[0]);
        let made = scene.post(&scene.office, &path, champion).await;
        made.expect(201);
        assert_eq!(scene.asked(2, "champion_area_share").await["value"], 1.0);
        let path = format!("/initiative-champions/{}", made.id());
        house.patch(&path, json!({"to": "2026-10-02"})).by(&scene.office).if_match(1).send().await.expect(200);
        assert_eq!(scene.asked(2, "champion_area_share").await["value"], 0.0);
    }

    async fn a_stopped_one_teaches_and_is_found_again(house) {
        let scene = Scene::open(&house, "0301").await;
        let id = scene.raised("small", "Robotkatter på dagsenteret", json!({})).await;
        let stop = json!({"reason": "Brukerne ble urolige."});
        let refused = scene.act(&scene.office, "POST", &id, "stop", stop.clone()).await;
        assert_eq!(pointers(&refused), ["/lesson"], "without a lesson nothing was learned");
        let mut stop = stop;
        stop["lesson"] = json!("Prøv hjelpemidler i to uker før innkjøp.");
        let stopped = scene.act(&scene.office, "POST", &id, "stop", stop.clone()).await;
        assert_eq!((&stopped.expect(200)["state"], &stopped.json["hasResult"]), (&json!("stopped"), &json!(true)));
        scene.act(&scene.office, "POST", &id, "stop", stop).await.problem(409, "wrong_state");
        let path = format!("/initiatives/{id}/lessons");
        scene.post(&scene.office, &path, json!({"text": "Spør kollegaene underveis."})).await.expect(201);
        assert_eq!(items(&scene.get("/initiative-lessons").await).len(), 2);
        assert_eq!(items(&scene.get("/initiative-lessons?words=INNKJØP%20robot").await).len(), 1);
        assert_eq!(items(&scene.get("/initiative-lessons?way=renew").await).len(), 0);
        let first = scene.get("/initiative-lessons?limit=1").await;
        let cursor = text(&first.expect(200)["page"]["nextCursor"]);
        let second = items(&scene.get(&format!("/initiative-lessons?limit=1&cursor={cursor}")).await);
        assert_eq!(second[0]["text"], "Prøv hjelpemidler i to uker før innkjøp.");

        let alike = scene.raised("small", "Hjelpemidler på dagsenteret", json!({})).await;
        let similar = items(&scene.get(&format!("/initiatives/{alike}/similar-lessons")).await);
        assert_eq!(similar.len(), 2);
        assert!(similar[0]["similarity"].as_f64() > similar[1]["similarity"].as_f64(), "{similar:?}");
        assert_eq!(similar[0]["text"], "Prøv hjelpemidler i to uker før innkjøp.");
    }

    async fn any_weights_may_be_tried_and_a_choice_stays_readable(house) {
        let scene = Scene::open(&house, "0301").await;
        let users = scene.raised("small", "For brukere", json!({})).await;
        let staff = scene.raised("small", "For ansatte", json!({})).await;
        let bare = scene.raised("small", "Uvurdert", json!({})).await;
        scene.assess(&users, [5, 2, 3, 3, 3]).await;
        scene.assess(&staff, [2, 4, 3, 3, 3]).await;
        let path = format!("/roadmaps/{}/initiative-ranking", scene.roadmap);
        let entries = house.entries().await;
        let ranked = scene.get(&path).await;
        assert_eq!((&ranked.expect(200)["items"][0]["initiativeId"], &ranked.json["weights"]["valueForUsers"]), (&json!(users), &json!(3.0)));
        assert_eq!(ranked.json["items"][0]["tipping"]["change"], -1.0, "a third less for users and they are level");
        assert_eq!(ranked.json["unassessedIds"], json!([bare]));
        let other = scene.get(&format!("{path}?valueForUsers=0.5&valueForStaff=4")).await;
        assert_eq!(other.expect(200)["items"][0]["initiativeId"], json!(staff));
        let none = "?valueForUsers=0&valueForStaff=0&effort=0&risk=0&readiness=0";
        scene.get(&format!("{path}{none}")).await.expect(400);
        assert_eq!(house.entries().await, entries, "nothing was written");

        scene.choose(&staff).await.expect(200);
        scene.assess(&users, [1, 1, 5, 5, 1]).await;
        let kept = items(&scene.get(&format!("/roadmaps/{}/initiative-selections", scene.roadmap)).await);
        assert_eq!((&kept[0]["initiativeId"], &kept[0]["ranking"][0]["initiativeId"]), (&json!(staff), &json!(users)));
        assert_eq!(kept[0]["ranking"].as_array().map(Vec::len), Some(2), "as it stood");
        let late = json!({"mark": 3, "rationale": "For sent"});
        let late = json!({"valueForUsers": late, "valueForStaff": late, "effort": late, "risk": late, "readiness": late});
        scene.act(&scene.office, "PUT", &staff, "assessment", late).await.problem(409, "wrong_state");
    }

    async fn values_are_corrected_and_never_overwritten(house) {
        let scene = Scene::open(&house, "0301").await;
        let idea = scene.raised("small", "Bare en idé", json!({})).await;
        let item = json!({"group": "users", "indicator": "Svar", "measure": "prosent", "from": "2026-10-01", "to": "2026-10-31", "value": 80});
        let sent = async |id: &str, item: &Value| {
            let path = format!("/initiatives/{id}/values");
            house.put(&path, json!({"items": [item]})).by(&scene.office).send().await
        };
        sent(&idea, &item).await.problem(409, "wrong_state");
        scene.pass(0..2).await;
        let id = scene.running("Vaktliste", json!({})).await;
        assert_eq!(sent(&id, &item).await.expect(200)["recorded"], 1);
        assert_eq!(sent(&id, &item).await.expect(200)["unchanged"], 1, "the same again changes nothing");
        let mut corrected = item.clone();
        corrected["value"] = json!(78.5);
        corrected["indicator"] = json!("svar");
        assert_eq!(sent(&id, &corrected).await.expect(200)["corrected"], 1);
        let all = scene.get(&format!("/initiatives/{id}/values")).await;
        let shown: Vec<(Value, Value)> = items(&all).iter().map(|one| (one["value"].clone(), one["superseded"].clone())).collect();
        assert_eq!(shown, [(json!(80.0), json!(true)), (json!(78.5), json!(false))], "both stay");
        assert_eq!(all.json["forBoth"], false);
        let mut wrong = item;
        wrong["to"] = json!("2099-01-01");
        wrong["evidenceId"] = json!("0190163d-8694-739b-aea5-966c26f8ad91");
        assert_eq!(pointers(&sent(&id, &wrong).await), ["/items/0/to", "/items/0/evidenceId"]);
    }

    async fn small_ones_are_warned_of_and_lists_are_narrowed(house) {
        let scene = Scene::open(&house, "0301").await;
        let limits = scene.get("/initiative-limits").await;
        assert_eq!((&limits.expect(200)["maxDays"], &limits.json["isDefault"]), (&json!(120), &json!(true)));
        let wide = json!({"plannedEnd": "2027-06-30", "unitIds": [scene.units[1]], "serviceAreaIds": [scene.areas[2]]});
        let id = scene.raised("small", "Vokser", wide).await;
        let path = format!("/initiatives/{id}");
        let seen = scene.get(&path).await;
        assert_eq!(seen.expect(200)["warnings"], json!([{"limit": "days", "value": 241, "most": 120}]));
        let wider = json!({"maxDays": 300, "maxEffort": 60, "maxUnits": 6, "reason": "Vi er få."});
        scene.post(&scene.member, "/initiative-limits", wider.clone()).await.expect(403);
        scene.post(&scene.leader, "/initiative-limits", wider).await.expect(201);
        let now = scene.get(&path).await;
        assert_eq!(now.expect(200)["warnings"], json!([]));
        assert_ne!(now.header("etag"), seen.header("etag"), "the warning went without the row");
        let resized = house.patch(&path, json!({"size": "large"})).by(&scene.office).if_match(1).send().await;
        assert_eq!(pointers(&resized), ["/size"]);
        let grown = json!({"reason": "Alle enheter må med."});
        let grown = scene.act(&scene.office, "POST", &id, "conversion", grown.clone()).await;
        assert_eq!((&grown.expect(200)["size"], &grown.json["reason"]), (&json!("large"), &json!("Alle enheter må med.")));

        scene.raised("small", "Liten", json!({})).await;
        let count = async |query: &str| items(&scene.get(&format!("/initiatives?{query}")).await).len();
        assert_eq!(count("").await, 2);
        assert_eq!(count("size=small").await, 1);
        assert_eq!(count("state=started").await, 0);
        assert_eq!(count(&format!("unitId={}", scene.units[0])).await, 1, "a unit above it");
        assert_eq!(count(&format!("serviceAreaId={}", scene.areas[2])).await, 1);
        let both = count("branch=social_services").await + count("branch=municipal_health_care").await;
        assert!(both >= 2, "each has a branch");
        let own = items(&scene.get(&format!("/roadmaps/{}/initiatives?limit=1", scene.roadmap)).await);
        assert_eq!(own.len(), 1);
    }

    async fn conflicts_are_logged_escalated_and_settled_by_a_leader(house) {
        let scene = Scene::open(&house, "0301").await;
        let id = scene.raised("small", "Vaktliste", json!({})).await;
        let about = json!({"unitIds": [scene.units[0], scene.units[1]], "description": "Hvem følger opp varslene om natten?"});
        let logged = scene.post(&scene.office, &format!("/initiatives/{id}/conflicts"), about).await;
        logged.expect(201);
        let path = format!("/initiative-conflicts/{}", logged.id());
        let act = async |by: &Login, what: &str, body: Value, version: i64| {
            house.post(&format!("{path}/{what}"), body).by(by).if_match(version).send().await
        };
        let asked = json!({"personId": scene.person, "note": "Ikke enige etter to møter."});
        act(&scene.office, "escalations", asked.clone(), 7).await.problem(412, "stale");
        act(&scene.office, "escalations", asked, 1).await.expect(200);
        let settled = json!({"decision": "Natt nord følger opp."});
        act(&scene.office, "decision", settled.clone(), 2).await.expect(403);
        let done = act(&scene.leader, "decision", settled.clone(), 2).await;
        let history = done.expect(200)["history"].as_array().cloned().unwrap_or_default();
        let states: Vec<&str> = history.iter().filter_map(|one| one["state"].as_str()).collect();
        assert_eq!(states, ["open", "escalated", "decided"]);
        act(&scene.leader, "decision", settled, 3).await.problem(409, "wrong_state");
        assert_eq!(items(&scene.get("/initiative-conflicts?state=decided").await).len(), 1);
        assert_eq!(items(&scene.get("/initiative-conflicts?state=open").await).len(), 0);
        assert_eq!(items(&scene.get(&format!("/initiative-conflicts?unitId={}", scene.units[1])).await).len(), 1);
    }

    async fn the_burden_of_a_unit_is_summed_over_initiatives(house) {
        let scene = Scene::open(&house, "0301").await;
        for (name, hours) in [("Første", 7.0), ("Andre", 3.5)] {
            let id = scene.raised("large", name, json!({})).await;
            let load = json!({
                "unitId": scene.units[1], "hoursPerWeek": hours, "from": "2027-02-01", "to": "2027-02-28", "mitigation": "Vikar to dager.",
            });
            let path = format!("/initiatives/{id}/workloads");
            let made = scene.post(&scene.office, &path, load).await;
            made.expect(201);
            let path = format!("/initiative-workloads/{}", made.id());
            house.patch(&path, json!({"to": "2027-01-01"})).by(&scene.office).if_match(1).send().await.expect(400);
        }
        let burden = items(&scene.get(&format!("/initiative-burdens?unitId={}", scene.units[0])).await);
        assert_eq!(burden.len(), 1);
        assert_eq!((&burden[0]["month"], &burden[0]["hours"]), (&json!("2027-02-01"), &json!(42.0)));
        assert_eq!(burden[0]["initiativeIds"].as_array().map(Vec::len), Some(2));
        assert!(items(&scene.get("/initiative-burdens?to=2027-01-31").await).is_empty());
    }

    async fn every_fault_is_named_and_each_role_reaches_what_it_may(house) {
        let scene = Scene::open(&house, "0301").await;
        let nobody = "0190163d-8694-739b-aea5-966c26f8ad91";
        let wrong = json!({
            "sponsorId": nobody, "ownerId": nobody, "plannedEnd": "2026-01-01", "serviceAreaIds": [nobody], "unitIds": [nobody],
        });
        let refused = scene.raise(&scene.office, scene.body("small", "Feil", &wrong)).await;
        refused.expect(400);
        assert_eq!(pointers(&refused), ["/plannedEnd", "/sponsorId", "/ownerId", "/serviceAreaIds/0", "/unitIds/0"]);

        let own = scene.raise(&scene.owner, scene.body("small", "Mitt eget", &json!({}))).await;
        own.expect(201);
        let others = scene.body("small", "Andres", &json!({"ownerId": null}));
        scene.raise(&scene.owner, others.clone()).await.expect(403);
        scene.raise(&scene.member, others).await.expect(403);
        let stop = json!({"reason": "Ble for dyrt.", "lesson": "Spør om prisen først."});
        scene.act(&scene.member, "POST", &own.id(), "stop", stop.clone()).await.expect(403);
        let start = scene.act(&scene.owner, "POST", &own.id(), "start", Value::Null).await;
        start.expect(403);
        let path = format!("/initiatives/{}", own.id());
        let stale = house.patch(&path, json!({"name": "Nytt navn"})).by(&scene.owner).if_match(9).send().await;
        stale.problem(412, "stale");
        scene.act(&scene.owner, "POST", &own.id(), "stop", stop).await.expect(200);
        let over = house.patch(&path, json!({"name": "Nytt navn"})).by(&scene.owner).if_match(2).send().await;
        over.problem(409, "wrong_state");
        house.get("/initiatives").by(&scene.member).send().await.expect(200);

        let stranger = house.organiser("NO", "4601").await;
        house.get(&path).by(&stranger).send().await.expect(404);
        let roadmap = format!("/roadmaps/{}/initiatives", scene.roadmap);
        house.get(&roadmap).by(&stranger).send().await.expect(404);
        assert!(items(&house.get("/initiatives").by(&stranger).send().await).is_empty());
    }
}
