//! Process templates: the built-in ones, drafts, publishing, checks and comparisons.

use crate::on_both;
use crate::support::{House, Login};
use serde_json::{Value, json};
use stegvis::access::{Ctx, Role};
use stegvis::capabilities::templates::service;

/// The content of a built-in template's newest version, and that version's id.
async fn built_in(house: &House, by: &Login, key: &str) -> (String, Value) {
    let list = house.get("/templates").by(by).send().await;
    let items = list.expect(200)["items"].as_array().cloned().expect("items");
    let template = items.iter().find(|one| one["key"] == key).expect("built in");
    assert_eq!(template["origin"], "built_in");
    let id = template["newestPublished"]["id"]
        .as_str()
        .expect("published")
        .to_owned();
    let version = house.get(&format!("/template-versions/{id}")).by(by).send().await;
    (id, version.expect(200)["content"].clone())
}

/// An own template made from `technology-adoption`, with its first draft's id.
async fn own(house: &House, by: &Login) -> (String, String, Value) {
    let (_, mut content) = built_in(house, by, "technology-adoption").await;
    content["key"] = json!("our-adoption");
    let made = house
        .post("/templates", json!({"content": content}))
        .by(by)
        .send()
        .await;
    let draft = made.expect(201)["draft"]["id"]
        .as_str()
        .expect("a draft")
        .to_owned();
    (made.id(), draft, content)
}

on_both! {
    async fn every_organiser_has_the_built_in_templates(house) {
        let admin = house.organiser("NO", "4601").await;
        let list = house.get("/templates").by(&admin).send().await;
        let items = list.expect(200)["items"].as_array().expect("items");
        let keys: Vec<_> = items.iter().map(|one| one["key"].as_str().unwrap()).collect();
        assert_eq!(keys, ["five-steps", "project-gates", "technology-adoption"]);
        assert_eq!(items[0]["title"]["sv"], "Fem steg till digital omställning");
        let (id, content) = built_in(&house, &admin, "five-steps").await;
        assert_eq!(content["stages"].as_array().map(Vec::len), Some(5));
        assert_eq!(content["stages"][0]["milestones"][0]["dueAfterDays"], 21);

        let path = format!("/template-versions/{id}");
        let read = house.get(&path).by(&admin).send().await;
        let tag = read.header("etag").expect("a validator").to_owned();
        assert_eq!(house.get(&path).by(&admin).header("if-none-match", &tag).send().await.status, 304);
        house.put(&path, json!({"content": content})).by(&admin).if_match(1).send().await.problem(409, "immutable");
        let template = items[0]["id"].as_str().unwrap();
        let next = house.post(&format!("/templates/{template}/versions"), json!({"content": content})).by(&admin).send().await;
        next.problem(409, "immutable");
        house.post("/templates", json!({"content": {"key": "five-steps"}})).by(&admin).send().await.problem(400, "invalid_input");
        house.post("/templates", json!({"content": content})).by(&admin).send().await.problem(409, "duplicate");
        let page = house.get("/templates?limit=2").by(&admin).send().await;
        let cursor = page.expect(200)["page"]["nextCursor"].as_str().expect("a cursor").to_owned();
        let rest = house.get(&format!("/templates?limit=2&cursor={cursor}")).by(&admin).send().await;
        assert_eq!(rest.expect(200)["items"][0]["key"], "technology-adoption");
    }

    async fn a_template_of_ones_own_is_drafted_published_and_deprecated(house) {
        let admin = house.organiser("SE", "0180").await;
        let office = house.member(admin.organiser, "kontor@fjordvik.example", Role::ProjectOffice).await;
        let (template, draft, mut content) = own(&house, &office).await;
        let path = format!("/template-versions/{draft}");
        content["stages"][0]["gate"]["quorum"] = json!(2);
        let changed = house.put(&path, json!({"content": content})).by(&office).if_match(1).send().await;
        assert_eq!(changed.expect(200)["content"]["stages"][0]["gate"]["quorum"], 2);
        house.put(&path, json!({"content": content})).by(&office).if_match(1).send().await.problem(412, "stale");
        house.put(&path, json!({"content": content})).by(&office).send().await.problem(428, "precondition_required");

        let mut other = content.clone();
        other["key"] = json!("another");
        other["number"] = json!(7);
        let refused = house.put(&path, json!({"content": other})).by(&office).if_match(2).send().await;
        assert_eq!(refused.faults(), [("/content/key".to_owned(), "not_one_of".to_owned()), ("/content/number".to_owned(), "not_one_of".to_owned())]);

        let versions = format!("/templates/{template}/versions");
        content["number"] = json!(2);
        house.post(&versions, json!({"content": content})).by(&office).send().await.problem(409, "conflict");
        house.post(&format!("{path}/deprecations"), json!({})).by(&office).if_match(2).send().await.problem(409, "wrong_state");
        let published = house.post(&format!("{path}/publications"), json!({})).by(&office).if_match(2).send().await;
        assert_eq!(published.expect(200)["status"], "published");
        assert!(published.json["publishedAt"].is_string());
        house.post(&format!("{path}/publications"), json!({})).by(&office).if_match(3).send().await.problem(409, "wrong_state");
        content["number"] = json!(1);
        house.put(&path, json!({"content": content})).by(&office).if_match(3).send().await.problem(409, "immutable");

        content["number"] = json!(2);
        content["title"]["en"] = json!("Adoption, our way");
        let second = house.post(&versions, json!({"content": content})).by(&office).once("v-2").send().await;
        assert_eq!(second.expect(201)["number"], 2);
        let again = house.post(&versions, json!({"content": content})).by(&office).once("v-2").send().await;
        assert_eq!((again.status, again.id()), (201, second.id()));
        let seen = house.get(&format!("/templates/{template}")).by(&office).send().await;
        assert_eq!((&seen.expect(200)["newestPublished"]["number"], &seen.json["draft"]["number"]), (&json!(1), &json!(2)));
        house.post(&format!("/template-versions/{}/publications", second.id()), json!({})).by(&office).if_match(1).send().await.expect(200);
        let gone = house.post(&format!("{path}/deprecations"), json!({})).by(&office).if_match(3).send().await;
        assert_eq!(gone.expect(200)["status"], "deprecated");
        let list = house.get(&versions).by(&office).send().await;
        let states: Vec<_> = list.expect(200)["items"].as_array().unwrap().iter().map(|one| (one["number"].clone(), one["status"].clone())).collect();
        assert_eq!(states, [(json!(2), json!("published")), (json!(1), json!("deprecated"))]);
        let after = house.get(&format!("/templates/{template}")).by(&office).send().await;
        assert_eq!(after.expect(200)["title"]["en"], "Adoption, our way");

        let ctx = Ctx::system(&house.state, admin.organiser);
        let read = ctx.read().await.expect("a snapshot");
        let (id, newest) = service::newest_published(read.conn(), ctx.scope(), "our-adoption").await.expect("published");
        assert_eq!((id.to_string(), newest.number), (second.id(), 2));
        let first = draft.parse().expect("an id");
        let (status, _) = service::version_content(read.conn(), ctx.scope(), first).await.expect("a version");
        assert_eq!(status.as_str(), "deprecated");
    }

    async fn only_the_office_edits_and_only_its_own_organiser(house) {
        let admin = house.organiser("NO", "1103").await;
        let (template, draft, content) = own(&house, &admin).await;
        let member = house.member(admin.organiser, "ansatt@fjordvik.example", Role::Member).await;
        house.get(&format!("/template-versions/{draft}")).by(&member).send().await.expect(200);
        let entries = house.entries().await;
        house.post("/templates", json!({"content": content})).by(&member).send().await.problem(403, "forbidden");
        house.put(&format!("/template-versions/{draft}"), json!({"content": content})).by(&member).if_match(1).send().await.problem(403, "forbidden");
        house.post(&format!("/template-versions/{draft}/publications"), json!({})).by(&member).if_match(1).send().await.problem(403, "forbidden");
        assert_eq!(house.entries().await, entries + 3, "refused attempts at a change are entries");
        let other = house.organiser("NO", "5001").await;
        for path in [format!("/templates/{template}"), format!("/templates/{template}/versions"), format!("/template-versions/{draft}")] {
            house.get(&path).by(&other).send().await.problem(404, "not_found");
            house.get(&path).send().await.problem(401, "unauthenticated");
        }
        house.put(&format!("/template-versions/{draft}"), json!({"content": content})).by(&other).if_match(1).send().await.problem(404, "not_found");
        let (theirs, _) = built_in(&house, &other, "five-steps").await;
        let compared = house.get(&format!("/template-versions/{theirs}/differences?against={draft}")).by(&other).send().await;
        assert_eq!(compared.faults(), [("/query/against".to_owned(), "no_such".to_owned())]);
    }

    async fn a_draft_is_told_every_fault(house) {
        let admin = house.organiser("DK", "0101").await;
        let (_, mut content) = built_in(&house, &admin, "technology-adoption").await;
        content["key"] = json!("Our adoption");
        content["colour"] = json!("red");
        content["stages"][0]["gate"]["quorum"] = json!(0);
        content["stages"][0]["title"].as_object_mut().unwrap().remove("sv");
        content["stages"][1]["gate"]["rule"]["all"][0]["operator"] = json!("about");
        let refused = house.post("/templates", json!({"content": content})).by(&admin).send().await;
        refused.problem(400, "invalid_input");
        let mut faults = refused.faults();
        faults.sort();
        let expected = [
            ("/content/colour", "unknown"), ("/content/key", "pattern"), ("/content/stages/0/gate/quorum", "too_small"),
            ("/content/stages/0/title/sv", "required"), ("/content/stages/1/gate/rule/all/0/operator", "not_one_of"),
        ];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));

        let (_, mut content) = built_in(&house, &admin, "technology-adoption").await;
        content["key"] = json!("our-adoption");
        content["stages"][1]["key"] = content["stages"][0]["key"].clone();
        content["stages"][0]["gate"]["rule"]["all"][0]["fact"] = json!("no.such_fact");
        let refused = house.post("/templates", json!({"content": content})).by(&admin).send().await;
        let mut faults = refused.faults();
        faults.sort();
        let expected = [("/content/stages/0/gate/rule/all/0/fact", "unknown_fact"), ("/content/stages/1/key", "not_unique")];
        assert_eq!(faults, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    }

    async fn a_source_is_checked_and_stores_nothing(house) {
        let admin = house.organiser("FI", "091").await;
        let entries = house.entries().await;
        let source = include_str!("../../templates/project-gates.yaml");
        let checked = house.post("/template-checks", json!({"source": source})).by(&admin).send().await;
        assert_eq!((&checked.expect(200)["valid"], &checked.json["faults"]), (&json!(true), &json!([])));
        let (_, content) = built_in(&house, &admin, "project-gates").await;
        assert_eq!(checked.json["content"], content);

        let broken = source.replacen("quorum: 1", "quorum: 0", 1).replacen("fact: stage.", "fact: steg.", 1);
        let checked = house.post("/template-checks", json!({"source": broken})).by(&admin).header("accept-language", "sv").send().await;
        let codes: Vec<_> = checked.expect(200)["faults"].as_array().unwrap().iter().map(|fault| fault["code"].clone()).collect();
        assert_eq!((&checked.json["valid"], codes), (&json!(false), vec![json!("too_small"), json!("unknown_fact")]));
        assert!(checked.json["content"].is_null());
        let unreadable = house.post("/template-checks", json!({"source": "key: [\n"})).by(&admin).send().await;
        assert_eq!(unreadable.expect(200)["faults"][0]["code"], "format");
        let schema = house.get("/template-schema").by(&admin).send().await;
        assert_eq!(schema.expect(200)["$defs"]["criterion"]["properties"]["filter"]["additionalProperties"], false);
        assert_eq!(house.entries().await, entries);
    }

    async fn two_versions_are_compared(house) {
        let admin = house.organiser("NO", "3301").await;
        let (built, original) = built_in(&house, &admin, "technology-adoption").await;
        let (_, draft, mut content) = own(&house, &admin).await;
        let path = format!("/template-versions/{draft}/differences?against={built}");
        let same = house.get(&path).by(&admin).send().await;
        let changes = same.expect(200)["changes"].as_array().expect("changes");
        assert_eq!((changes.len(), &changes[0]["fields"][0]["path"]), (1, &json!("/key")));

        content["stages"][0]["gate"]["quorum"] = json!(3);
        let gone = content["stages"][0]["milestones"].as_array_mut().unwrap().pop().expect("a milestone");
        for stage in content["stages"].as_array_mut().unwrap() {
            for milestone in stage["milestones"].as_array_mut().unwrap() {
                if let Some(after) = milestone.get_mut("after").and_then(Value::as_array_mut) {
                    after.retain(|link| link["milestone"] != gone["key"]);
                }
            }
        }
        house.put(&format!("/template-versions/{draft}"), json!({"content": content})).by(&admin).if_match(1).send().await.expect(200);
        let compared = house.get(&path).by(&admin).send().await;
        let changes = compared.expect(200)["changes"].as_array().expect("changes");
        let quorum = json!({"part": "gate", "key": original["stages"][0]["gate"]["key"], "stage": original["stages"][0]["key"], "happened": "changed", "fields": [{"path": "/quorum", "from": original["stages"][0]["gate"]["quorum"], "to": 3}]});
        assert!(changes.contains(&quorum), "{changes:?}");
        let removed = json!({"part": "milestone", "key": gone["key"], "stage": original["stages"][0]["key"], "happened": "removed", "fields": []});
        assert!(changes.contains(&removed), "{changes:?}");
    }

    async fn a_start_gives_what_is_lacking_once(house) {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let admin = house.organiser("NO", "4601").await;
        let entries = house.entries().await;
        service::refresh_builtin(&house.state).await.expect("refreshed");
        assert_eq!(house.entries().await, entries, "nothing lacks, nothing is written");
        let ctx = Ctx::system(&house.state, admin.organiser);
        ctx.write(move |tx| async move {
            use tables::{template, template_version};
            let lost = template::Entity::find().filter(template::Column::Key.eq("five-steps")).one(tx.conn()).await?.expect("built in");
            template_version::Entity::delete_many().filter(template_version::Column::TemplateId.eq(lost.id)).exec(tx.conn()).await?;
            let older = template_version::Entity::update_many().col_expr(template_version::Column::Number, 0.into());
            older.filter(template_version::Column::TemplateId.ne(lost.id)).exec(tx.conn()).await?;
            template::Entity::delete_many().filter(template::Column::Id.eq(lost.id)).exec(tx.conn()).await?;
            tx.nothing_written();
            Ok(())
        }).await.expect("taken away");
        service::refresh_builtin(&house.state).await.expect("refreshed");
        assert_eq!(house.entries().await, entries + 1, "one entry for all that lacked");
        let list = house.get("/templates").by(&admin).send().await;
        let items = list.expect(200)["items"].as_array().expect("items");
        assert_eq!(items.len(), 3);
        assert!(items.iter().all(|one| one["newestPublished"]["number"] == 1), "{items:?}");
        let versions = house.get(&format!("/templates/{}/versions", items[1]["id"].as_str().unwrap())).by(&admin).unchecked().send().await;
        assert_eq!(versions.expect(200)["items"].as_array().map(Vec::len), Some(2));
    }
}
