//! What is measured of procedures for a roadmap, within the subtree of its unit.

use super::availability::{self, Sample, Uptime};
use super::catalogue::{Catalogue, Entry};
use super::dto::{DeviceClass, Due};
use super::openings::{is_night, is_weekend};
use super::rules::{BUILT_IN, Place};
use crate::capabilities::roadmaps::service::Reach;
use crate::platform::BASE;
use chrono::NaiveDate;
use gate::{Measures, Need, Reading, Record, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tables::procedure_reach;
use uuid::Uuid;

/// What is known of a roadmap's procedures on a day.
#[derive(Debug)]
pub struct Measured {
    pub(super) catalogue: Catalogue,
    pub(super) unit_path: String,
    pub(super) today: NaiveDate,
    /// What each of the subtree's active staff who is asked for anything has yet to acknowledge.
    pub(super) due: BTreeMap<Uuid, Vec<Due>>,
    /// What was counted in the last twelve months, by unit.
    pub(super) counts: HashMap<Uuid, Vec<procedure_reach::Model>>,
    /// The samples of as many days as anybody may ask for.
    pub(super) samples: Vec<Sample>,
}

/// The most days that availability is measured over.
pub(super) const MOST_DAYS: u64 = 366;

impl Measured {
    pub(super) fn new(catalogue: Catalogue, reach: &Reach) -> Self {
        Self {
            catalogue,
            unit_path: reach.unit_path.clone(),
            today: reach.today,
            due: BTreeMap::new(),
            counts: HashMap::new(),
            samples: Vec::new(),
        }
    }

    fn units(&self) -> Vec<&Place> {
        self.catalogue.tree.giving(&self.unit_path)
    }

    /// What was counted in the subtree, in closed units too, which are gone from the tree but were read from.
    fn openings(&self) -> impl Iterator<Item = &procedure_reach::Model> {
        let here: BTreeSet<Uuid> = self.catalogue.tree.below(&self.unit_path).into_iter().collect();
        self.counts
            .iter()
            .filter(move |(unit, _)| here.contains(unit))
            .flat_map(|(_, rows)| rows)
    }

    /// Of each built-in category, whether a published procedure in it applies anywhere in the subtree.
    fn categories(&self) -> Reading {
        let units = self.units();
        let applies = |entry: &&Entry| units.iter().any(|unit| entry.applies.covers(unit));
        let published: Vec<&Entry> = self.catalogue.published(self.today).filter(applies).collect();
        let met = BUILT_IN
            .iter()
            .filter(|(key, ..)| published.iter().any(|entry| entry.row.category_key == *key))
            .count();
        let records = published
            .iter()
            .map(|entry| Record::new("procedure", entry.row.id, &entry.row.title))
            .collect();
        let value = Value::share(met, BUILT_IN.len()).filter(|_| self.has_procedures());
        Reading::found(value, records, "owner", format!("{BASE}/procedures"))
    }

    /// Without a single procedure nobody has begun, and there is nothing to measure.
    fn has_procedures(&self) -> bool {
        !self.catalogue.entries.is_empty()
    }

    fn units_covered(&self) -> Reading {
        let units = self.units();
        let bare: Vec<&&Place> = units
            .iter()
            .filter(|unit| {
                let mut published = self.catalogue.published(self.today);
                !published.any(|entry| entry.applies.covers(unit))
            })
            .collect();
        let value = Value::share(units.len() - bare.len(), units.len()).filter(|_| self.has_procedures());
        let records = bare
            .iter()
            .map(|unit| Record::new("unit", unit.id, &unit.name))
            .collect();
        Reading::found(value, records, "owner", format!("{BASE}/procedures"))
    }

    fn acknowledged(&self) -> Reading {
        let done = self.due.values().filter(|due| due.is_empty()).count();
        // How much is left of each procedure, and not of each person: a decision pins what it saw.
        let mut open: BTreeMap<(Uuid, &str), usize> = BTreeMap::new();
        for due in self.due.values().flatten() {
            *open.entry((due.procedure_id, due.title.as_str())).or_default() += 1;
        }
        let records = open
            .into_iter()
            .map(|((id, title), left)| Record::new("procedure", id, &format!("{title} ({left})")))
            .collect();
        let link = format!("{BASE}/procedure-reminders");
        Reading::found(Value::share(done, self.due.len()), records, "member", link)
    }

    fn devices(&self) -> Reading {
        let seen: BTreeSet<&str> = self.openings().map(|row| row.device.as_str()).collect();
        let value = (!seen.is_empty()).then(|| Value::count(seen.len()));
        let records = DeviceClass::ALL
            .iter()
            .filter(|device| seen.contains(device.as_str()))
            .map(|device| Record::new("device", device, device.as_str()))
            .collect();
        Reading::found(value, records, "member", format!("{BASE}/procedure-reach"))
    }

    fn off_hours(&self) -> Reading {
        let mut any = false;
        let (mut night, mut weekend) = (false, false);
        for row in self.openings() {
            any = true;
            night |= is_night(row.hour);
            weekend |= is_weekend(row.hour);
        }
        let value = any.then_some(Value::Flag(night && weekend));
        Reading::found(value, Vec::new(), "member", format!("{BASE}/procedure-reach"))
    }

    fn units_from_phone(&self) -> Reading {
        let units = self.units();
        let none = Vec::new();
        let never: Vec<&&Place> = units
            .iter()
            .filter(|unit| {
                let rows = self.counts.get(&unit.id).unwrap_or(&none);
                !rows.iter().any(|row| row.device == DeviceClass::Phone.as_str())
            })
            .collect();
        let any = self.openings().next().is_some();
        let value = Value::share(units.len() - never.len(), units.len()).filter(|_| any);
        let records = never
            .iter()
            .map(|unit| Record::new("unit", unit.id, &unit.name))
            .collect();
        let link = format!("{BASE}/procedure-reach?neverFrom=phone");
        Reading::found(value, records, "member", link)
    }

    fn availability(&self, need: &Need) -> Reading {
        let days = need.filter.get("days").map(|days| days.parse::<u64>());
        let days = match days {
            None => Some(availability::DAYS),
            Some(days) => days.ok().filter(|days| (1..=MOST_DAYS).contains(days)),
        };
        let share = days.and_then(|days| Uptime::share(availability::over(self.today, days, &self.samples)));
        let days = days.unwrap_or(availability::DAYS);
        let link = format!("{BASE}/availability?days={days}");
        Reading::found(share.map(Value::Number), Vec::new(), "project_office", link)
    }

    fn reviews_overdue(&self) -> Reading {
        let units = self.units();
        let applies = |entry: &&Entry| units.iter().any(|unit| entry.applies.covers(unit));
        let published: Vec<&Entry> = self.catalogue.published(self.today).filter(applies).collect();
        let late: Vec<Record> = published
            .iter()
            .filter(|entry| entry.row.review_on.is_some_and(|on| on < self.today))
            .map(|entry| Record::new("procedure", entry.row.id, &entry.row.title))
            .collect();
        // The list's filter takes the day in, and what is due today is not overdue.
        let before = self.today.pred_opt().unwrap_or(self.today);
        let link = format!("{BASE}/procedures?status=published&reviewBy={before}");
        let value = (!published.is_empty()).then(|| Value::count(late.len()));
        Reading::found(value, late, "owner", link)
    }
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        Some(match need.fact.as_str() {
            "procedures.categories_published_share" => self.categories(),
            "procedures.units_covered_share" => self.units_covered(),
            "procedures.acknowledged_share" => self.acknowledged(),
            "procedures.device_classes_count" => self.devices(),
            "procedures.opened_off_hours" => self.off_hours(),
            "procedures.availability_share" => self.availability(need),
            "procedures.units_from_phone_share" => self.units_from_phone(),
            "procedures.reviews_overdue_count" => self.reviews_overdue(),
            _ => return None,
        })
    }
}
