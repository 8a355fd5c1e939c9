//! Files in both forms, made by hand for these tests: the figures are invented.

use super::*;
use chrono::NaiveDate;

const KOLADA: &str = include_str!("../../../../tests/api/files/kolada-v3-invented.json");
const JSON_STAT: &str = include_str!("../../../../tests/api/files/json-stat-invented.json");

fn file(source: KpiSource, content: &str) -> ImportKpis {
    ImportKpis {
        source,
        title: "Oppdiktet".to_owned(),
        address: "https://statistics.example/tables/1".to_owned(),
        fetched_on: NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day"),
        licence: "CC0".to_owned(),
        key: Some("test".to_owned()),
        content: content.to_owned(),
    }
}

fn values(lines: &[Line]) -> Vec<(&str, &str, i32, KpiGender, Option<f64>)> {
    let value = |line: &'_ Line| match &line.found {
        Found::Value(one) => Some((one.year, one.gender, one.value)),
        _ => None,
    };
    lines
        .iter()
        .filter_map(|line| {
            let (year, gender, figure) = value(line)?;
            Some((
                line.kpi.as_str(),
                line.municipality.as_str(),
                year,
                gender,
                figure,
            ))
        })
        .collect()
}

#[test]
fn kolada_is_read_value_by_value() {
    let lines = read(&file(KpiSource::Kolada, KOLADA)).expect("readable");
    assert_eq!(
        values(&lines),
        [
            ("X00001", "0114", 2025, KpiGender::All, Some(41.5)),
            ("X00001", "0114", 2025, KpiGender::Women, Some(43.0)),
            ("X00001", "0114", 2025, KpiGender::Men, None),
            ("X00001", "0115", 2025, KpiGender::All, Some(38.25)),
        ]
    );
    let Found::Value(missing) = &lines[2].found else {
        panic!("a value")
    };
    assert_eq!(
        missing.status.as_deref(),
        Some("Missing"),
        "no data is not nought"
    );
    assert_eq!(lines[4].found, Found::Skipped("not a municipality"));
    assert_eq!(lines.len(), 5, "what the source took back is passed over");
}

#[test]
fn json_stat_is_read_in_its_order() {
    let lines = read(&file(KpiSource::JsonStat, JSON_STAT)).expect("readable");
    let found = values(&lines);
    assert_eq!(found.len(), 16);
    assert_eq!(
        found[0],
        ("test.Share", "0301", 2024, KpiGender::Women, Some(40.0))
    );
    assert_eq!(
        found[1],
        ("test.Share", "0301", 2025, KpiGender::Women, Some(41.0))
    );
    assert_eq!(found[15], ("test.Hours", "1103", 2025, KpiGender::Men, None));
    assert_eq!(
        lines
            .iter()
            .filter(|line| matches!(line.found, Found::Skipped(_)))
            .count(),
        8
    );
    // The same values by their place.
    let mut sparse: Value = serde_json::from_str(JSON_STAT).expect("JSON");
    let all = sparse["value"].as_array().cloned().unwrap_or_default();
    let some = all
        .into_iter()
        .enumerate()
        .map(|(at, one)| (at.to_string(), one))
        .collect();
    sparse["value"] = Value::Object(some);
    assert_eq!(read(&file(KpiSource::JsonStat, &sparse.to_string())), Ok(lines));
}

#[test]
fn what_cannot_be_read_is_named() {
    let faults = |source, content: &str| {
        let faults = read(&file(source, content)).expect_err("a fault");
        faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    assert_eq!(faults(KpiSource::Kolada, "{"), ["/content"]);
    assert_eq!(faults(KpiSource::Kolada, "{\"values\": 1}"), ["/content/values"]);
    assert_eq!(
        faults(KpiSource::JsonStat, "{\"class\": \"collection\"}"),
        ["/content/class"]
    );
    let mut short: Value = serde_json::from_str(JSON_STAT).expect("JSON");
    short["value"] = serde_json::json!([1, 2]);
    assert_eq!(
        faults(KpiSource::JsonStat, &short.to_string()),
        ["/content/value"]
    );
    let one = |value: &str| {
        let content = format!(
            "{{\"values\": [{{\"kpi\": \"X1\", \"municipality\": \"0114\", \"period\": 2025, \"values\": [{value}]}}]}}"
        );
        let lines = read(&file(KpiSource::Kolada, &content)).expect("readable");
        lines.into_iter().map(|line| line.found).collect::<Vec<_>>()
    };
    for wrong in [
        r#"{"gender": "X", "value": 1}"#,
        r#"{"gender": "T", "value": "many"}"#,
        r#"{"gender": "T", "value": 1, "count": -1}"#,
        r#"{"gender": "T", "value": 1e200}"#,
    ] {
        assert!(matches!(one(wrong).as_slice(), [Found::Fault(_)]), "{wrong}");
    }
    let twice = one(r#"{"gender": "T", "value": 1}, {"gender": "T", "value": 2}"#);
    assert!(matches!(twice.as_slice(), [Found::Value(_), Found::Fault(_)]));
}
