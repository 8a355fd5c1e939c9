//! Facts about a roadmap's barriers.

use super::rules::{self, Standing};
use crate::platform::BASE;
use gate::{Measures, Need, Reading, Record, Value};
use uuid::Uuid;

/// A roadmap's barriers, ready to be asked.
#[derive(Debug)]
pub struct Measured {
    pub(super) roadmap: Uuid,
    pub(super) all: Vec<Standing>,
}

impl Measured {
    fn records<'m>(&'m self, fits: impl Fn(&Standing) -> bool + 'm) -> Vec<Record> {
        let fitting = self.all.iter().filter(move |one| fits(one));
        fitting
            .map(|one| Record::new("barrier", one.id, &one.title))
            .collect()
    }
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        let link = format!("{BASE}/barriers?roadmapId={}", self.roadmap);
        // Where nobody has named a barrier yet, nobody knows how many there are.
        let counted = |records: Vec<Record>| {
            let value = (!self.all.is_empty()).then(|| Value::count(records.len()));
            Reading::found(value, records, "owner", link.clone())
        };
        let reading = match need.fact.as_str() {
            "barriers.excuses_addressed_count" => {
                let answered = rules::answered(&self.all);
                let records = self.records(|one| answered.contains(one.category.as_str()));
                // Nobody has looked at the excuses yet: that is no data, not five excuses left.
                let value = (!self.all.is_empty()).then(|| Value::count(answered.len()));
                Reading::found(value, records, "project_office", link)
            }
            "barriers.severe_unanswered_count" => {
                counted(self.records(|one| one.is_open() && one.severity >= 4 && !one.countered))
            }
            "barriers.without_owner_count" => counted(self.records(|one| one.is_open() && !one.owned)),
            _ => return None,
        };
        Some(reading)
    }
}
