//! Every built-in template is valid; broken ones are told exactly what is wrong with them.

use crate::capabilities::templates::{builtin, check, schema};
use crate::error::Code;
use crate::platform::schema::Schemas;
use serde_json::{Value, json};

fn schemas() -> Schemas {
    Schemas::of_document(&json!({}))
}

#[test]
fn every_built_in_template_is_valid() {
    let schemas = schemas();
    assert_eq!(builtin::all().len(), 3);
    for template in builtin::all() {
        let found = check::examine(&schemas, &template.value).expect("a usable schema");
        assert!(
            found.faults.is_empty(),
            "{}: {:?}",
            template.content.key,
            found.faults
        );
        let read = found.content.expect("a right shape");
        assert_eq!(read, template.content);
        // What is typed and written again is the same template.
        let again = serde_json::to_value(&read).expect("JSON");
        assert_eq!(check::judge(&schemas, &again, "").expect("valid"), read);
    }
}

/// A small template with three stages, each with a milestone.
fn sound() -> Value {
    let mut template = schema::example();
    let first = template["stages"][0].clone();
    for (index, name) in ["try", "spread"].into_iter().enumerate() {
        let mut stage = first.clone();
        stage["key"] = json!(name);
        stage["gate"]["key"] = json!(format!("{name}-done"));
        stage["gate"]["rule"]["all"][0]["key"] = json!(format!("{name}-sponsor"));
        stage["milestones"][0]["key"] = json!(format!("{name}-milestone"));
        stage["milestones"][0]["after"] =
            json!([{"milestone": if index == 0 { "consent-settled" } else { "try-milestone" }}]);
        template["stages"].as_array_mut().expect("a list").push(stage);
    }
    template
}

/// Puts a value at a pointer; `null` takes away what is there.
fn put(template: &mut Value, pointer: &str, value: &Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = template
        .pointer_mut(parent)
        .and_then(Value::as_object_mut)
        .expect("an object");
    if value.is_null() {
        parent.remove(name);
    } else {
        parent.insert(name.to_owned(), value.clone());
    }
}

/// `C` stands for the first criterion, `M` for the first milestone.
fn spelt_out(place: &str) -> String {
    match place.split_at(1) {
        ("C", rest) => format!("/stages/0/gate/rule/all/0{rest}"),
        ("M", rest) => format!("/stages/0/milestones/0{rest}"),
        _ => place.to_owned(),
    }
}

#[test]
fn a_broken_template_is_told_every_fault() {
    let schemas = schemas();
    let cases: Vec<Value> = serde_json::from_str(include_str!("broken.json")).expect("a table");
    for case in &cases {
        let mut template = sound();
        for (place, value) in case["put"].as_object().expect("changes") {
            put(&mut template, &spelt_out(place), value);
        }
        let found = check::examine(&schemas, &template).expect("a usable schema");
        let mut faults: Vec<String> = found
            .faults
            .iter()
            .map(|fault| format!("{} {}", fault.pointer, fault.code.word()))
            .collect();
        faults.sort();
        let expected = case["faults"]
            .as_array()
            .expect("faults")
            .iter()
            .filter_map(Value::as_str);
        let mut expected: Vec<String> = expected.map(spelt_out).collect();
        expected.sort();
        assert_eq!(faults, expected, "{}", case["name"]);
    }
}

#[test]
fn faults_say_what_to_do() {
    let mut template = sound();
    template["stages"][0]["gate"]["rule"]["all"][0]["fact"] = json!("roadmap.sponsor_asigned");
    template["stages"][0]["after"] = json!(["spread"]);
    let error = check::judge(&schemas(), &template, "/content").expect_err("faults");
    assert_eq!(error.code, Code::InvalidInput);
    let notes: Vec<&str> = error
        .faults
        .iter()
        .filter_map(|fault| fault.note.as_deref())
        .collect();
    assert!(
        notes[0].contains("did you mean roadmap.sponsor_assigned?"),
        "{notes:?}"
    );
    assert_eq!(notes[1], "prepare → spread → try → prepare");
    assert!(
        error
            .faults
            .iter()
            .all(|fault| fault.pointer.starts_with("/content/stages/0"))
    );
}
