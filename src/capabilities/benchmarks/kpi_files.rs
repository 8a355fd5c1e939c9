//! Reading public figures: Kolada's answers (versions 2 and 3) and datasets of JSON-stat 2. Pure.
//!
//! Both are read by the fields that they document; fields that are not needed are passed over. Every value leads to a
//! line, also one that cannot be read, so that a report can name each.

mod json_stat;

use super::dto::{ImportKpis, KpiGender, KpiSource};
use crate::error::{Fault, FaultCode};
use serde_json::Value;

/// At most so many values a file.
pub(super) const MOST: usize = 50_000;

/// A value of a file with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) pointer: String,
    pub(super) kpi: String,
    pub(super) municipality: String,
    pub(super) period: String,
    pub(super) found: Found,
}

/// What stands there.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    Value(Reading),
    /// Not of a municipality.
    Skipped(&'static str),
    Fault(String),
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) year: i32,
    pub(super) gender: KpiGender,
    pub(super) value: Option<f64>,
    pub(super) count: Option<i32>,
    pub(super) status: Option<String>,
}

/// Reads a file; the faults are those of the file as a whole.
pub(super) fn read(file: &ImportKpis) -> Result<Vec<Line>, Vec<Fault>> {
    let content = crate::platform::json::parse(file.content.as_bytes()).map_err(|mut error| {
        let mut faults = std::mem::take(&mut error.faults);
        if faults.is_empty() {
            let expected = "JSON".to_owned();
            faults.push(Fault::new("", FaultCode::Format { expected }));
        }
        for fault in &mut faults {
            fault.pointer = format!("/content{}", fault.pointer);
        }
        faults
    })?;
    let lines = match file.source {
        KpiSource::Kolada => kolada(&content),
        KpiSource::JsonStat => json_stat::read(&content, file.key.as_deref()),
    }
    .map_err(|fault| vec![fault])?;
    if lines.len() > MOST {
        let fault = Fault::new("/content", FaultCode::TooMany { limit: MOST as u64 });
        return Err(vec![fault]);
    }
    Ok(marked_doubles(lines))
}

fn wrong(pointer: &str, expected: &str) -> Fault {
    let expected = expected.to_owned();
    Fault::new(format!("/content{pointer}"), FaultCode::WrongType { expected })
}

/// A second value for the same municipality, year and gender contradicts the first.
fn marked_doubles(mut lines: Vec<Line>) -> Vec<Line> {
    let mut seen = std::collections::HashSet::new();
    for line in &mut lines {
        if let Found::Value(reading) = &line.found {
            let key = (
                line.kpi.clone(),
                line.municipality.clone(),
                reading.year,
                reading.gender,
            );
            if !seen.insert(key) {
                line.found = Found::Fault("the same municipality, year and gender stands twice".to_owned());
            }
        }
    }
    lines
}

/// Whether it is the key of a series.
fn is_key(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    (1..=60).contains(&text.len()) && text.chars().all(fits)
}

/// Municipalities have codes of three or four digits; nought in all of them stands for a country.
fn is_municipality(code: &str) -> bool {
    (3..=4).contains(&code.len())
        && code.chars().all(|digit| digit.is_ascii_digit())
        && code.chars().any(|digit| digit != '0')
}

/// A year as a number or as text.
fn year_of(period: &str) -> Option<i32> {
    let year = Some(period).filter(|text| text.len() == 4)?.parse().ok()?;
    (1900..=2200).contains(&year).then_some(year)
}

/// A number as it stands, such as a period that is written either way.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
    .chars()
    .take(100)
    .collect()
}

/// A figure, none, or something else.
fn number(value: &Value) -> Result<Option<f64>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => match number.as_f64() {
            Some(value) if value.abs() <= 1e15 => Ok(Some(value)),
            _ => Err("the value is too large".to_owned()),
        },
        _ => Err("the value is no number".to_owned()),
    }
}

fn kolada(content: &Value) -> Result<Vec<Line>, Fault> {
    let all = content["values"]
        .as_array()
        .ok_or_else(|| wrong("/values", "array"))?;
    let mut lines = Vec::new();
    for (at, group) in all.iter().enumerate() {
        let (kpi, municipality) = (written(&group["kpi"]), written(&group["municipality"]));
        let period = written(&group["period"]);
        let Some(values) = group["values"].as_array() else {
            return Err(wrong(&format!("/values/{at}/values"), "array"));
        };
        for (place, one) in values.iter().enumerate() {
            // Version 3 says which values its source took back.
            if one["isdeleted"] == true {
                continue;
            }
            lines.push(Line {
                pointer: format!("/values/{at}/values/{place}"),
                found: of_kolada(&kpi, &municipality, &period, one),
                kpi: kpi.clone(),
                municipality: municipality.clone(),
                period: period.clone(),
            });
        }
    }
    Ok(lines)
}

fn of_kolada(kpi: &str, municipality: &str, period: &str, one: &Value) -> Found {
    if !is_key(kpi) {
        return Found::Fault("kpi: letters, digits, '.', '_' and '-', at most 60".to_owned());
    }
    if !is_municipality(municipality) {
        return Found::Skipped("not a municipality");
    }
    let Some(year) = year_of(period) else {
        return Found::Fault("period: a year is expected".to_owned());
    };
    let gender = match one["gender"].as_str() {
        Some("T") => KpiGender::All,
        Some("K") => KpiGender::Women,
        Some("M") => KpiGender::Men,
        _ => return Found::Fault("gender: T, K or M is expected".to_owned()),
    };
    let count = match &one["count"] {
        Value::Null => None,
        other => match other.as_i64().and_then(|count| i32::try_from(count).ok()) {
            Some(count) if count >= 0 => Some(count),
            _ => return Found::Fault("count: a whole number is expected".to_owned()),
        },
    };
    match number(&one["value"]) {
        Ok(value) => Found::Value(Reading {
            year,
            gender,
            value,
            count,
            status: status_of(&one["status"]),
        }),
        Err(why) => Found::Fault(why),
    }
}

fn status_of(value: &Value) -> Option<String> {
    let text: String = value.as_str()?.trim().chars().take(40).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
