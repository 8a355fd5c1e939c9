//! What is known: values of facts with the records behind them, and who can change them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value or a target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Flag(bool),
    Number(f64),
    Date(NaiveDate),
}

/// A fact with what it is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Need {
    pub fact: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<String, String>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Recorded by the project office, with accepted evidence and an end date.
    Recorded,
    /// Derived by the system from its own records.
    Derived,
    /// Supposed, in a preview.
    Hypothetical,
}

/// A record behind a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// What it is, such as `milestone` or `evidence`.
    pub kind: String,
    pub id: String,
    pub label: String,
}

/// One reading of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// `None` is "no data", which is never zero.
    pub value: Option<Value>,
    pub provenance: Provenance,
    pub records: Vec<Record>,
    /// The last day on which a recorded value holds.
    pub holds_until: Option<NaiveDate>,
    /// Roles and persons who can change the value.
    pub who: Vec<String>,
    /// A link into the API where it can be changed.
    pub link: Option<String>,
}

impl Reading {
    /// A derived value without records.
    pub fn derived(value: Option<Value>) -> Self {
        Self {
            value,
            provenance: Provenance::Derived,
            records: Vec::new(),
            holds_until: None,
            who: Vec::new(),
            link: None,
        }
    }

    /// A derived value with the records behind it, the role that can change it, and the link where.
    pub fn found(value: Option<Value>, records: Vec<Record>, who: &str, link: String) -> Self {
        Self {
            records,
            who: vec![who.to_owned()],
            link: Some(link),
            ..Self::derived(value)
        }
    }

    /// A derived value that counts its records.
    pub fn counted(records: Vec<Record>, who: &str, link: String) -> Self {
        Self::found(Some(Value::count(records.len())), records, who, link)
    }

    /// The same, hypothetical where something that is only supposed stands behind it.
    #[must_use]
    pub fn supposed(self, supposed: bool) -> Self {
        if supposed {
            Self {
                provenance: Provenance::Hypothetical,
                ..self
            }
        } else {
            self
        }
    }
}

impl Record {
    /// A record of a kind, such as `milestone`.
    pub fn new(kind: &str, id: impl ToString + Copy, label: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            id: id.to_string(),
            label: label.to_owned(),
        }
    }
}

impl Value {
    /// A number of things.
    #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
    pub fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }

    /// A part of a whole, 0 to 1; nothing where there is no whole.
    #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
    pub fn share(part: usize, whole: usize) -> Option<Self> {
        (whole > 0).then(|| Self::Number(part as f64 / whole as f64))
    }
}

/// What a capability has measured of a roadmap, ready to be asked for facts.
pub trait Measures: std::fmt::Debug + Send + Sync {
    /// The reading of a fact; `None` where this capability does not derive it.
    fn read(&self, need: &Need) -> Option<Reading>;
}

/// All readings that a rule is judged by. Several readings of one need may be added; the best one counts.
#[derive(Clone, Debug, Default)]
pub struct Facts(BTreeMap<Need, Vec<Reading>>);

impl Facts {
    /// Adds a reading.
    pub fn add(&mut self, need: Need, reading: Reading) {
        self.0.entry(need).or_default().push(reading);
    }

    /// The reading that counts on a day: a supposed value before a derived one before a recorded one that still holds.
    /// Readings without a value count only where no other has one, for who can change it and where.
    pub fn best(&self, need: &Need, today: NaiveDate) -> Option<&Reading> {
        let readings = self.0.get(need)?;
        readings
            .iter()
            .filter(|reading| reading.holds_until.is_none_or(|until| today <= until))
            .max_by_key(|reading| (reading.value.is_some(), reading.provenance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a date")
    }

    #[test]
    fn derived_wins_over_recorded_and_no_data_over_nothing() {
        let need = Need {
            fact: "people.orphans_count".to_owned(),
            filter: BTreeMap::new(),
        };
        let mut facts = Facts::default();
        assert!(facts.best(&need, day(1)).is_none());
        facts.add(need.clone(), Reading::derived(None));
        let recorded = Reading {
            provenance: Provenance::Recorded,
            holds_until: Some(day(10)),
            ..Reading::derived(Some(Value::Number(3.0)))
        };
        facts.add(need.clone(), recorded);
        assert_eq!(
            facts.best(&need, day(10)).and_then(|reading| reading.value),
            Some(Value::Number(3.0))
        );
        assert_eq!(facts.best(&need, day(11)).and_then(|reading| reading.value), None);
        facts.add(need.clone(), Reading::derived(Some(Value::Number(0.0))));
        assert_eq!(
            facts.best(&need, day(10)).and_then(|reading| reading.value),
            Some(Value::Number(0.0))
        );
        facts.add(
            need.clone(),
            Reading {
                provenance: Provenance::Hypothetical,
                ..Reading::derived(Some(Value::Number(7.0)))
            },
        );
        assert_eq!(
            facts.best(&need, day(10)).and_then(|reading| reading.value),
            Some(Value::Number(7.0))
        );
    }
}
