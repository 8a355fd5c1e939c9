//! Facts about a roadmap's initiatives.
//!
//! Delivered means delivered or realised. A stopped one is neither for nor against: what it taught stays, and no share
//! counts it.

use super::dto::{InitiativeSize, InitiativeState};
use crate::platform::BASE;
use chrono::NaiveDate;
use gate::{Measures, Need, Reading, Record, Value};
use uuid::Uuid;

/// An initiative with what facts are told by.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that is there or missing"
)]
pub(super) struct Known {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) size: InitiativeSize,
    pub(super) state: InitiativeState,
    pub(super) begins: NaiveDate,
    pub(super) areas: Vec<Uuid>,
    pub(super) value_for_users: bool,
    pub(super) value_for_staff: bool,
    /// Whether it names what it inherits from an earlier one.
    pub(super) inherits: bool,
    pub(super) impact_assessed: bool,
    pub(super) readiness_assessed: bool,
}

impl Known {
    fn is_delivered_small(&self) -> bool {
        self.size == InitiativeSize::Small
            && matches!(self.state, InitiativeState::Delivered | InitiativeState::Realised)
    }
}

/// Who drives an initiative in a service area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Champion {
    pub(super) id: Uuid,
    pub(super) area: Uuid,
    pub(super) active: bool,
}

/// A roadmap's initiatives, ready to be asked.
#[derive(Debug)]
pub struct Measured {
    pub(super) roadmap: Uuid,
    pub(super) service_areas: Vec<Uuid>,
    pub(super) all: Vec<Known>,
    pub(super) champions: Vec<Champion>,
    /// Each with its description.
    pub(super) open_conflicts: Vec<(Uuid, String)>,
}

impl Measured {
    fn link(&self) -> String {
        format!("{BASE}/roadmaps/{}/initiatives", self.roadmap)
    }

    fn has_small(&self) -> bool {
        self.all.iter().any(|one| one.size == InitiativeSize::Small)
    }

    /// Small ones that were delivered, in the order in which they began.
    fn delivered(&self) -> Vec<&Known> {
        let mut found: Vec<&Known> = self.all.iter().filter(|one| one.is_delivered_small()).collect();
        found.sort_by_key(|one| (one.begins, one.id));
        found
    }

    /// The share of `of` that fits, with those that fit as records.
    fn share(&self, of: &[&Known], fits: impl Fn(&Known) -> bool) -> Reading {
        let fitting: Vec<&&Known> = of.iter().filter(|one| fits(one)).collect();
        let records = fitting.iter().map(|one| record(one)).collect();
        Reading::found(
            Value::share(fitting.len(), of.len()),
            records,
            "owner",
            self.link(),
        )
    }

    fn delivered_count(&self, need: &Need) -> Reading {
        let least = need.filter.get("minServiceAreas");
        let least: usize = least.and_then(|text| text.parse().ok()).unwrap_or(0);
        let delivered = self.delivered();
        let wide = delivered.iter().filter(|one| one.areas.len() >= least);
        let records: Vec<Record> = wide.map(|one| record(one)).collect();
        let value = self.has_small().then(|| Value::count(records.len()));
        Reading::found(value, records, "project_office", self.link())
    }

    fn coverage(&self) -> Reading {
        let delivered = self.delivered();
        let reaches = |area: &Uuid| delivered.iter().any(|one| one.areas.contains(area));
        let reached = self.service_areas.iter().filter(|area| reaches(area)).count();
        let behind = delivered
            .iter()
            .filter(|one| one.areas.iter().any(|area| self.service_areas.contains(area)));
        let records = behind.map(|one| record(one)).collect();
        let value = Value::share(reached, self.service_areas.len()).filter(|_| self.has_small());
        Reading::found(value, records, "project_office", self.link())
    }

    fn champions(&self) -> Reading {
        let active = |area: &Uuid| self.champions.iter().any(|one| one.active && one.area == *area);
        let driven = self.service_areas.iter().filter(|area| active(area)).count();
        let behind = self.champions.iter().filter(|one| one.active);
        let records = behind
            .map(|one| Record::new("initiative_champion", one.id, ""))
            .collect();
        let known = !self.champions.is_empty();
        let value = Value::share(driven, self.service_areas.len()).filter(|_| known);
        let link = format!("{BASE}/roadmaps/{}/initiative-champions", self.roadmap);
        Reading::found(value, records, "project_office", link)
    }

    fn large(&self) -> Vec<&Known> {
        let large = |one: &&Known| one.size == InitiativeSize::Large && one.state != InitiativeState::Stopped;
        self.all.iter().filter(large).collect()
    }

    fn conflicts(&self) -> Reading {
        let each = self.open_conflicts.iter();
        let records: Vec<Record> = each
            .map(|(id, about)| {
                let label: String = about.chars().take(100).collect();
                Record::new("initiative_conflict", *id, &label)
            })
            .collect();
        // Without initiatives there is nothing that units could disagree about.
        let value = (!self.all.is_empty()).then(|| Value::count(records.len()));
        Reading::found(value, records, "leader", format!("{BASE}/initiative-conflicts"))
    }
}

fn record(one: &Known) -> Record {
    Record::new("initiative", one.id, &one.name)
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        let reading = match need.fact.as_str() {
            "initiatives.small_delivered_count" => self.delivered_count(need),
            "initiatives.service_area_coverage_share" => self.coverage(),
            "initiatives.with_user_and_staff_value_share" => self.share(&self.delivered(), |one| {
                one.value_for_users && one.value_for_staff
            }),
            "initiatives.links_with_inheritance_share" => {
                let delivered = self.delivered();
                // The first has nobody to inherit from.
                self.share(delivered.get(1..).unwrap_or_default(), |one| one.inherits)
            }
            "initiatives.champion_area_share" => self.champions(),
            "initiatives.large_impact_assessed_share" => self.share(&self.large(), |one| one.impact_assessed),
            "initiatives.readiness_assessed_share" => self.share(&self.large(), |one| one.readiness_assessed),
            "initiatives.open_conflicts_count" => self.conflicts(),
            _ => return None,
        };
        Some(reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn read(measured: &Measured, fact: &str, filter: &[(&str, &str)]) -> Option<f64> {
        let filter: BTreeMap<String, String> = filter
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let fact = format!("initiatives.{fact}");
        let reading = measured.read(&Need { fact, filter }).expect("derived");
        match reading.value? {
            Value::Number(value) => Some(value),
            other => panic!("{other:?}"),
        }
    }

    const FACTS: [&str; 8] = [
        "small_delivered_count",
        "service_area_coverage_share",
        "with_user_and_staff_value_share",
        "links_with_inheritance_share",
        "champion_area_share",
        "large_impact_assessed_share",
        "readiness_assessed_share",
        "open_conflicts_count",
    ];

    fn known(id: u128, size: InitiativeSize, state: InitiativeState, areas: &[u128]) -> Known {
        Known {
            id: Uuid::from_u128(id),
            name: id.to_string(),
            size,
            state,
            begins: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day"),
            areas: areas.iter().copied().map(Uuid::from_u128).collect(),
            value_for_users: true,
            value_for_staff: true,
            inherits: false,
            impact_assessed: false,
            readiness_assessed: false,
        }
    }

    #[test]
    fn no_data_is_not_zero_and_every_fact_of_the_registry_is_answered() {
        let nothing = Measured {
            roadmap: Uuid::nil(),
            service_areas: vec![Uuid::from_u128(1)],
            all: Vec::new(),
            champions: Vec::new(),
            open_conflicts: Vec::new(),
        };
        for fact in FACTS {
            assert_eq!(read(&nothing, fact, &[]), None, "{fact}");
        }
        let listed = gate::facts().filter(|fact| fact.capability == "initiatives");
        let mut count = 0;
        for fact in listed {
            let name = fact.name.trim_start_matches("initiatives.");
            assert!(FACTS.contains(&name) && fact.derived, "{name}");
            count += 1;
        }
        assert_eq!(count, FACTS.len());
    }

    #[test]
    fn each_fact_counts_what_it_says() {
        use InitiativeSize::{Large, Small};
        use InitiativeState::{Delivered, Idea, Realised, Started, Stopped};
        let mut all = vec![
            known(1, Small, Delivered, &[1, 2]),
            known(2, Small, Realised, &[2, 3]),
            known(3, Small, Delivered, &[3]),
            known(4, Small, Started, &[4]),
            known(5, Small, Stopped, &[4]),
            known(6, Large, Idea, &[4]),
            known(7, Large, Idea, &[4]),
            known(8, Large, Stopped, &[4]),
        ];
        all[1].inherits = true;
        all[2].value_for_staff = false;
        all[5].impact_assessed = true;
        all[6].readiness_assessed = true;
        let champion = |area, active| Champion {
            id: Uuid::from_u128(9),
            area: Uuid::from_u128(area),
            active,
        };
        let measured = Measured {
            roadmap: Uuid::nil(),
            service_areas: (1..=4).map(Uuid::from_u128).collect(),
            all,
            champions: vec![champion(1, true), champion(2, false), champion(7, true)],
            open_conflicts: vec![(Uuid::from_u128(3), "Hvem følger opp?".to_owned())],
        };
        let wide = [("minServiceAreas", "2")];
        assert_eq!(read(&measured, "small_delivered_count", &wide), Some(2.0));
        assert_eq!(read(&measured, "small_delivered_count", &[]), Some(3.0));
        assert_eq!(read(&measured, "service_area_coverage_share", &[]), Some(0.75));
        let two_of_three = read(&measured, "with_user_and_staff_value_share", &[]).expect("a share");
        assert!((two_of_three - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(read(&measured, "links_with_inheritance_share", &[]), Some(0.5));
        assert_eq!(read(&measured, "champion_area_share", &[]), Some(0.25));
        assert_eq!(read(&measured, "large_impact_assessed_share", &[]), Some(0.5));
        assert_eq!(read(&measured, "readiness_assessed_share", &[]), Some(0.5));
        assert_eq!(read(&measured, "open_conflicts_count", &[]), Some(1.0));
    }
}
