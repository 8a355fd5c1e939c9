//! The library: what one organiser publishes another takes up, with what differs, and hears of what is new.

use crate::benchmarks::Town;
use crate::on_both;
use serde_json::{Value, json};

fn content(title: &str) -> Value {
    json!({
        "provenance": "Prøvd i to soner", "licence": "cc_by",
        "texts": [{"language": "nb", "title": title, "summary": "Samtalen holdes på skjerm.", "body": "## Slik gjør vi det"}],
    })
}

on_both! {
    async fn a_practice_is_published_found_taken_up_and_followed(house) {
        let operator = house.operator().await;
        let one = Town::open(&house, &operator, "0301", 12_000).await;
        let two = Town::open(&house, &operator, "1103", 12_000).await;
        let made = house.post("/practices", json!({"kind": "initiative", "content": content("Digitalt førstebesøk")})).by(&one.office).send().await;
        made.expect(201);
        house.post("/practices", json!({"kind": "initiative", "content": content("x")})).by(&one.member).send().await.problem(403, "forbidden");
        let path = format!("/practices/{}", made.id());
        // The publisher's own record is its own; the library is everybody's.
        house.get(&path).by(&two.office).send().await.problem(404, "not_found");
        let found = two.get("/library-practices?text=skjerm&language=nb&kind=initiative&licence=cc_by").await;
        assert_eq!((&found["items"][0]["id"], &found["items"][0]["own"]), (&json!(made.id()), &json!(false)));
        assert_eq!(one.get("/library-practices").await["items"][0]["own"], true);
        assert_eq!(two.get("/library-practices?text=ingenting").await["items"], json!([]));
        let read = two.get(&format!("/library-revisions?practiceId={}", made.id())).await;
        assert_eq!(read["items"][0]["texts"][0]["body"], "## Slik gjør vi det");

        let own = house.post("/practice-adoptions", json!({"practiceId": made.id()})).by(&one.office).send().await;
        assert_eq!(own.faults()[0].1, "own_practice");
        let body = json!({"practiceId": made.id(), "deviations": "På telefon der dekningen er dårlig."});
        let adopted = house.post("/practice-adoptions", body.clone()).by(&two.office).send().await;
        assert_eq!((&adopted.expect(201)["revision"], &adopted.json["newRevisionAvailable"]), (&json!(1), &json!(false)));
        house.post("/practice-adoptions", body).by(&two.office).send().await.problem(409, "duplicate");
        let adoption = format!("/practice-adoptions/{}", adopted.id());
        house.get(&adoption).by(&one.office).send().await.problem(404, "not_found");
        let decide = async |version: i64, body: Value| house.post(&format!("{adoption}/decisions"), body).by(&two.office).if_match(version).send().await;
        decide(1, json!({"take": true})).await.problem(409, "wrong_state");

        // A new revision: stay with a reason, then take the next one.
        let revise = async |version: i64, title: &str| house.post(&format!("{path}/revisions"), json!({"content": content(title)})).by(&one.office).if_match(version).send().await;
        revise(1, "Digitalt førstebesøk med tolk").await.expect(200);
        revise(1, "for sent").await.problem(412, "stale");
        let now = two.get(&adoption).await;
        assert_eq!((&now["newRevisionAvailable"], &now["newestRevision"], &now["texts"][0]["title"]), (&json!(true), &json!(2), &json!("Digitalt førstebesøk")));
        assert_eq!(decide(1, json!({"take": false})).await.faults(), [("/reason".to_owned(), "required".to_owned())]);
        let kept = decide(1, json!({"take": false, "reason": "Vi venter til høsten."})).await;
        assert_eq!((&kept.expect(200)["newRevisionAvailable"], &kept.json["revision"]), (&json!(false), &json!(1)));
        revise(2, "Digitalt førstebesøk, tredje utgave").await.expect(200);
        assert_eq!(two.get("/practice-adoptions").await["items"][0]["newRevisionAvailable"], true);
        let taken = decide(2, json!({"take": true, "deviations": ""})).await;
        assert_eq!((&taken.expect(200)["revision"], &taken.json["texts"][0]["title"]), (&json!(3), &json!("Digitalt førstebesøk, tredje utgave")));

        // Withdrawn: gone from the library, still readable for whoever took it up.
        let gone = house.post(&format!("{path}/withdrawal"), json!({"reason": "Erstattet av veilederen."})).by(&one.office).if_match(3).send().await;
        assert_eq!(gone.expect(200)["revisions"].as_array().map(Vec::len), Some(3));
        revise(4, "igjen").await.problem(409, "wrong_state");
        assert_eq!(two.get("/library-practices").await["items"], json!([]));
        house.get(&format!("/library-revisions?practiceId={}", made.id())).by(&two.office).send().await.problem(404, "not_found");
        let left = two.get(&adoption).await;
        assert_eq!((&left["withdrawn"], &left["texts"][0]["title"]), (&json!(true), &json!("Digitalt førstebesøk, tredje utgave")));
    }
}
