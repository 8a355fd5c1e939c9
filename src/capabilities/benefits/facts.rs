//! What gates ask about a roadmap's benefits.

use crate::platform::BASE;
use chrono::NaiveDate;
use gate::{Measures, Need, Reading, Record, Value};
use uuid::Uuid;

/// A benefit as its facts need it. Abandoned ones are left out before.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) locked: bool,
    /// Realised, and what it was realised on still holds today.
    pub(super) realised: bool,
}

/// A review that somebody has planned.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) id: Uuid,
    pub(super) due_on: NaiveDate,
    pub(super) done: bool,
    /// The title of its benefit.
    pub(super) title: String,
}

/// What is measured of a roadmap's benefits.
#[derive(Clone, Debug)]
pub struct Measured {
    pub(super) roadmap: Uuid,
    pub(super) benefits: Vec<Known>,
    pub(super) reviews: Vec<Planned>,
    pub(super) today: NaiveDate,
}

impl Measured {
    fn share(&self, which: impl Fn(&Known) -> bool) -> Reading {
        let found: Vec<&Known> = self.benefits.iter().filter(|one| which(one)).collect();
        let value = Value::share(found.len(), self.benefits.len());
        let records = found
            .iter()
            .map(|one| Record::new("benefit", one.id, &one.title))
            .collect();
        let link = format!("{BASE}/benefits?roadmapId={}", self.roadmap);
        Reading::found(value, records, "owner", link)
    }

    fn overdue(&self) -> Reading {
        let overdue = self
            .reviews
            .iter()
            .filter(|one| !one.done && one.due_on < self.today);
        let records: Vec<Record> = overdue
            .map(|one| Record::new("benefit_review", one.id, &one.title))
            .collect();
        // Where no review was ever planned, nobody knows whether one is late.
        let value = (!self.reviews.is_empty()).then(|| Value::count(records.len()));
        let link = format!("{BASE}/benefit-reviews?roadmapId={}&overdue=true", self.roadmap);
        Reading::found(value, records, "owner", link)
    }
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        match need.fact.as_str() {
            "benefits.realised_with_adoption_share" => Some(self.share(|one| one.realised)),
            "benefits.baseline_locked_share" => Some(self.share(|one| one.locked)),
            "benefits.reviews_overdue_count" => Some(self.overdue()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn read(measured: &Measured, fact: &str) -> (Option<Value>, usize) {
        let need = Need {
            fact: fact.to_owned(),
            filter: BTreeMap::new(),
        };
        let reading = measured.read(&need).expect("derived");
        (reading.value, reading.records.len())
    }

    #[test]
    fn no_data_is_not_zero() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day");
        let mut measured = Measured {
            roadmap: Uuid::nil(),
            benefits: Vec::new(),
            reviews: Vec::new(),
            today,
        };
        for fact in [
            "benefits.realised_with_adoption_share",
            "benefits.baseline_locked_share",
            "benefits.reviews_overdue_count",
        ] {
            assert_eq!(read(&measured, fact), (None, 0), "{fact}");
        }
        let known = |locked, realised| Known {
            id: Uuid::nil(),
            title: "Gevinst".to_owned(),
            locked,
            realised,
        };
        measured.benefits = vec![
            known(true, true),
            known(true, false),
            known(false, false),
            known(true, false),
        ];
        let planned = |due_on: NaiveDate, done| Planned {
            id: Uuid::nil(),
            due_on,
            done,
            title: "Gevinst".to_owned(),
        };
        let yesterday = today.pred_opt().expect("a day");
        measured.reviews = vec![
            planned(today, false),
            planned(yesterday, true),
            planned(yesterday, false),
        ];
        assert_eq!(
            read(&measured, "benefits.realised_with_adoption_share"),
            (Some(Value::Number(0.25)), 1)
        );
        assert_eq!(
            read(&measured, "benefits.baseline_locked_share"),
            (Some(Value::Number(0.75)), 3)
        );
        assert_eq!(
            read(&measured, "benefits.reviews_overdue_count"),
            (Some(Value::Number(1.0)), 1)
        );
        measured.reviews.truncate(1);
        assert_eq!(
            read(&measured, "benefits.reviews_overdue_count"),
            (Some(Value::Number(0.0)), 0)
        );
    }
}
