//! The indicators: their texts as data (`indicators.json`), and how each is measured, one entry each in [`MEASURES`].

use super::dto::{Counted, DefinitionText, IndicatorUnit};
use super::sources::Sources;
use crate::capabilities::organisation::dto::{Branch, TextInput};
use crate::capabilities::technology;
use crate::platform::suppression::suppress;
use kernel::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use uuid::Uuid;

/// An indicator as the file describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Described {
    key: String,
    unit: IndicatorUnit,
    counted: Counted,
    /// Whether each built-in technology has one of its own beside it.
    #[serde(default)]
    per_technology: bool,
    title: TextInput,
    definition: DefinitionText,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) value: f64,
    /// The counts that the value is a share of, where they are of persons: part and whole. Of things, the whole only.
    pub(super) part: Option<i64>,
    pub(super) whole: i64,
    /// Every count that the value tells of.
    pub(super) cells: Vec<i64>,
}

impl Measured {
    /// Whether a small count stands in it, which never leaves the organiser.
    pub(super) fn is_small(&self) -> bool {
        suppress(&self.cells).cells.iter().any(Option::is_none)
    }
}

type Measure = fn(&Sources, Option<&str>) -> Option<Measured>;

/// How each indicator of the file is measured.
const MEASURES: &[(&str, Measure)] = &[
    ("technology-use", technology_use),
    ("units-without-use", units_without_use),
    ("branch-gap", branch_gap),
    ("stages-passed", |from, _| {
        things(from.progress.days.len(), from.progress.stages)
    }),
    ("months-per-stage", months_per_stage),
    ("procedures-acknowledged", |from, _| {
        people(from.acknowledged.0, from.acknowledged.1)
    }),
    ("benefits-realised", |from, _| {
        things(from.benefits.0, from.benefits.1)
    }),
    ("protected-capacity", protected_capacity),
    ("activity-index", |from, _| {
        things(from.progress.moved, from.progress.milestones)
    }),
];

/// An indicator that can be released and compared.
#[derive(Clone, Debug)]
pub(super) struct Indicator {
    pub(super) key: String,
    pub(super) unit: IndicatorUnit,
    pub(super) counted: Counted,
    pub(super) title: TextInput,
    pub(super) definition: DefinitionText,
    /// The technology that it is narrowed to.
    technology: Option<String>,
    measure: Measure,
}

static ALL: LazyLock<Vec<Indicator>> = LazyLock::new(|| {
    let described: Vec<Described> =
        serde_json::from_str(include_str!("indicators.json")).expect("a test reads the indicators");
    let mut all = Vec::new();
    for one in described {
        let measure = MEASURES.iter().find(|(key, _)| *key == one.key);
        let (_, measure) = measure.expect("a test finds the measure of every indicator");
        let plain = Indicator {
            key: one.key.clone(),
            unit: one.unit,
            counted: one.counted,
            title: one.title.clone(),
            definition: one.definition.clone(),
            technology: None,
            measure: *measure,
        };
        all.push(plain.clone());
        if one.per_technology {
            all.extend(technology::service::built_in().map(|(key, title)| Indicator {
                key: format!("{}.{key}", one.key),
                title: TextInput {
                    nb: format!("{}: {}", one.title.nb, title.nb),
                    sv: format!("{}: {}", one.title.sv, title.sv),
                    en: format!("{}: {}", one.title.en, title.en),
                },
                technology: Some(key.to_owned()),
                ..plain.clone()
            }));
        }
    }
    all
});

/// Every indicator, in the order of the file.
pub(super) fn all() -> &'static [Indicator] {
    &ALL
}

/// The indicator of a key.
pub(super) fn find(key: &str) -> Option<&'static Indicator> {
    ALL.iter().find(|one| one.key == key)
}

impl Indicator {
    /// Its title in one language.
    pub(super) fn title_in(&self, language: Language) -> String {
        match language {
            Language::Nb => self.title.nb.clone(),
            Language::Sv => self.title.sv.clone(),
            Language::En => self.title.en.clone(),
        }
    }

    /// The value in an organiser's own records; `None` where there is nothing to measure.
    pub(super) fn measure(&self, from: &Sources) -> Option<Measured> {
        let mut found = (self.measure)(from, self.technology.as_deref())?;
        found.value = (found.value * 10_000.0).round() / 10_000.0;
        Some(found)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn long(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A share of persons: those who do and those who do not are both counts.
fn people(part: usize, whole: usize) -> Option<Measured> {
    of_people(long(part), long(whole))
}

fn of_people(part: i64, whole: i64) -> Option<Measured> {
    Some(Measured {
        value: ratio(part, whole)?,
        part: Some(part),
        whole,
        cells: vec![part, whole - part],
    })
}

/// A share of things: only how many there are in all goes along.
fn things(part: usize, whole: usize) -> Option<Measured> {
    Some(Measured {
        value: ratio(long(part), long(whole))?,
        part: None,
        whole: long(whole),
        cells: vec![long(whole)],
    })
}

fn technology_use(from: &Sources, technology: Option<&str>) -> Option<Measured> {
    let asked = from
        .technology
        .iter()
        .filter(|one| technology.is_none_or(|key| one.technology == key));
    let counts = asked.filter_map(|one| one.counts);
    let (eligible, in_use) = counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    of_people(in_use, eligible)
}

fn units_without_use(from: &Sources, _: Option<&str>) -> Option<Measured> {
    let mut units: BTreeMap<Uuid, i64> = BTreeMap::new();
    for one in from.technology.iter().filter(|one| one.introduced) {
        // What nobody counted is not nought.
        let (eligible, in_use) = one.counts?;
        if eligible > 0 {
            *units.entry(one.unit).or_default() += in_use;
        }
    }
    things(units.values().filter(|in_use| **in_use == 0).count(), units.len())
}

fn branch_gap(from: &Sources, _: Option<&str>) -> Option<Measured> {
    let of = |branch: Branch| {
        let there = from.technology.iter().filter(|one| one.branch == Some(branch));
        let counts = there.filter_map(|one| one.counts);
        counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let (social, health) = (of(Branch::SocialServices), of(Branch::MunicipalHealthCare));
    let gap = ratio(social.1, social.0)? - ratio(health.1, health.0)?;
    Some(Measured {
        value: gap.abs(),
        part: None,
        whole: social.0 + health.0,
        cells: vec![social.1, social.0 - social.1, health.1, health.0 - health.1],
    })
}

fn months_per_stage(from: &Sources, _: Option<&str>) -> Option<Measured> {
    let passed = long(from.progress.days.len());
    let days: i64 = from.progress.days.iter().sum();
    Some(Measured {
        value: ratio(days, passed)? / (365.25 / 12.0),
        part: None,
        whole: passed,
        cells: vec![passed],
    })
}

fn protected_capacity(from: &Sources, _: Option<&str>) -> Option<Measured> {
    let known = from.protected.iter().filter(|one| one.works > 0);
    let known: Vec<(i64, i64)> = known
        .filter_map(|one| Some((one.set_aside?, one.works)))
        .collect();
    let (aside, works) = known
        .iter()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    Some(Measured {
        value: ratio(aside, works)?,
        part: None,
        whole: long(known.len()),
        cells: vec![long(known.len())],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capabilities::technology::service::Counted as Place;
    use proptest::prelude::*;

    fn place(technology: &str, unit: u128, branch: Branch, counts: Option<(i64, i64)>) -> Place {
        Place {
            technology: technology.to_owned(),
            unit: Uuid::from_u128(unit),
            branch: Some(branch),
            introduced: true,
            counts,
        }
    }

    fn measured(key: &str, from: &Sources) -> Option<Measured> {
        find(key).expect("an indicator").measure(from)
    }

    #[test]
    fn every_indicator_has_a_measure_and_no_data_is_never_nought() {
        assert!(
            all().len() > MEASURES.len(),
            "one for each technology beside them"
        );
        for one in all() {
            assert_eq!(one.measure(&Sources::default()), None, "{}", one.key);
            assert!(one.key.len() <= 100 && one.title.nb.len() <= 200, "{}", one.key);
        }
    }

    #[test]
    fn technology_is_measured_together_and_by_kind() {
        let from = Sources {
            technology: vec![
                place("safety-alarm", 1, Branch::SocialServices, Some((100, 60))),
                place("sensors", 2, Branch::MunicipalHealthCare, Some((50, 10))),
                place("sensors", 3, Branch::MunicipalHealthCare, Some((50, 0))),
            ],
            ..Sources::default()
        };
        let all = measured("technology-use", &from).expect("measured");
        assert_eq!((all.part, all.whole, all.value), (Some(70), 200, 0.35));
        assert_eq!(
            measured("technology-use.sensors", &from).map(|one| one.value),
            Some(0.1)
        );
        assert_eq!(measured("branch-gap", &from).map(|one| one.value), Some(0.5));
        let units = measured("units-without-use", &from).expect("measured");
        assert!(units.is_small(), "three units are few");
        let mut silent = from;
        silent
            .technology
            .push(place("sensors", 4, Branch::SocialServices, None));
        assert_eq!(
            measured("units-without-use", &silent),
            None,
            "what nobody counted is not nought"
        );
    }

    proptest! {
        #[test]
        fn nothing_with_a_count_below_five_may_leave(part in 0_i64..40, rest in 0_i64..40) {
            if let Some(found) = of_people(part, part + rest) {
                prop_assert_eq!(found.is_small(), part < 5 || rest < 5);
            }
        }

        #[test]
        fn few_things_may_not_leave(part in 0_usize..12, rest in 0_usize..12) {
            if let Some(found) = things(part, part + rest) {
                prop_assert_eq!(found.is_small(), part + rest < 5);
                prop_assert_eq!(found.part, None);
            }
        }
    }
}
