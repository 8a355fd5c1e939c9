//! Composed answers come from a fixed number of queries, whatever the size of what they show.

use crate::on_both;
use crate::roadmaps::text;
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::Role;

/// How many statements an answer takes that was not kept, and how many milestones it shows.
async fn cost(house: &House, login: &Login, path: &str) -> (u64, usize) {
    let before = house.state.database.statements().get_sample_count();
    let answer = house.get(path).by(login).unchecked().send().await;
    let view: &Value = answer.expect(200);
    let stages = view["stages"].as_array().into_iter().flatten();
    let shown = stages
        .map(|stage| stage["milestones"].as_array().map_or(0, Vec::len))
        .sum();
    (
        house.state.database.statements().get_sample_count() - before,
        shown,
    )
}

on_both! {
    async fn an_overview_costs_the_same_with_5_and_with_500_milestones(house) {
        let admin = house.organiser("NO", "4601").await;
        let office = house.member(admin.organiser, "kontor@4601.example", Role::ProjectOffice).await;
        house.template_of(&office, "one-each", |content| {
            for stage in content["stages"].as_array_mut().into_iter().flatten() {
                let milestones = stage["milestones"].as_array_mut().expect("milestones");
                milestones.truncate(1);
                milestones[0].as_object_mut().expect("a milestone").remove("after");
            }
        }).await;
        let id = house.roadmap_of(&admin, &office, "one-each").await;
        let stages = house.get(&format!("/roadmaps/{id}/stages")).by(&office).send().await;
        let stages: Vec<String> = stages.expect(200)["items"].as_array().into_iter().flatten().map(|stage| text(stage, "id")).collect();
        let paths = ["overview", "gates"].map(|part| format!("/roadmaps/{id}/{part}"));
        let few = [cost(&house, &office, &paths[0]).await, cost(&house, &office, &paths[1]).await];
        assert_eq!(few[0].1, 5);
        for number in 0..495 {
            let body = json!({"title": format!("Milepæl {number}"), "requiredEvidence": [{"key": "minutes", "title": "Referat", "kind": "note"}]});
            let path = format!("/stages/{}/milestones", stages[number % stages.len()]);
            house.post(&path, body).by(&office).unchecked().send().await.expect(201);
        }
        let many = [cost(&house, &office, &paths[0]).await, cost(&house, &office, &paths[1]).await];
        assert_eq!(many[0].1, 500);
        assert_eq!((few[0].0, few[1].0), (many[0].0, many[1].0), "queries with 5 and with 500 milestones");
        assert!(many[0].0 < 60, "{} queries", many[0].0);

        // What is kept costs nothing but the look at the session.
        let (kept, _) = cost(&house, &office, &paths[0]).await;
        assert!(kept <= 1, "{kept} queries for a kept answer");
    }

    async fn a_list_links_to_its_next_page_now_and_as_it_stood(house) {
        let admin = house.organiser("NO", "4601").await;
        let office = house.member(admin.organiser, "kontor@4601.example", Role::ProjectOffice).await;
        let id = house.roadmap_of(&admin, &office, "five-steps").await;
        let whole = house.get(&format!("/roadmaps/{id}/milestones?limit=100")).by(&office).send().await;
        assert_eq!(whole.header("link"), None, "nothing comes after everything");
        let whole = whole.expect(200)["items"].as_array().cloned().unwrap_or_default();
        for question in ["limit=7", "limit=7&asOf=2026-11-02"] {
            let (mut seen, mut next) = (Vec::new(), format!("/roadmaps/{id}/milestones?{question}"));
            loop {
                let page = house.get(&next).by(&office).send().await;
                seen.extend(page.expect(200)["items"].as_array().cloned().unwrap_or_default());
                let Some(link) = page.header("link") else { break };
                let address = link.strip_prefix("</api/v1").and_then(|link| link.strip_suffix(">; rel=\"next\"")).expect("a link");
                address.clone_into(&mut next);
            }
            assert_eq!(seen, whole, "{question}");
        }
        let path = format!("/roadmaps/{id}/milestones?asOf=2026-11-02&status=done");
        house.get(&path).by(&office).send().await.problem(400, "invalid_input");
    }
}
