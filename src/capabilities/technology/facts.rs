//! The facts of technology for a roadmap's unit and all below it.

use super::dto::DeploymentState;
use super::register::Register;
use super::rules::Figures;
use crate::capabilities::roadmaps::service::Reach;
use crate::platform::BASE;
use gate::{Measures, Need, Reading, Record, Value};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// A technology in a place, as facts see it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Standing {
    technology: String,
    deployment: Uuid,
    unit: Uuid,
    label: String,
    introduced: bool,
    /// Broad and equal, as fresh figures still bear out.
    broad: bool,
    /// At least piloted, and not withdrawn.
    running: bool,
    /// Is or was piloted.
    piloted: bool,
    /// The newest counts of the last twelve months.
    newest: Option<Figures>,
}

/// What was measured of technology where a roadmap reaches.
#[derive(Clone, Debug)]
pub struct Measured {
    unit: Uuid,
    all: Vec<Standing>,
}

impl Measured {
    pub(super) fn new(reach: &Reach, register: &Register) -> Self {
        let names = register.names();
        let keys: HashMap<Uuid, &str> = register
            .kinds
            .iter()
            .map(|kind| (kind.row.id, kind.row.key.as_str()))
            .collect();
        let all = register
            .entries
            .iter()
            .map(|entry| {
                let technology = keys.get(&entry.row.technology_id).copied().unwrap_or_default();
                let unit = names.get(&entry.row.unit_id).copied().unwrap_or_default();
                let newest = entry.series.newest().map(|(_, figures)| figures);
                Standing {
                    technology: technology.to_owned(),
                    deployment: entry.row.id,
                    unit: entry.row.unit_id,
                    label: format!("{unit}: {technology}"),
                    introduced: entry.is_introduced(),
                    broad: entry.state == DeploymentState::BroadAndEqual && entry.meets_target(),
                    running: entry.is_running(),
                    piloted: entry.piloted,
                    newest,
                }
            })
            .collect();
        Self {
            unit: reach.unit,
            all,
        }
    }

    fn found(&self, value: Option<Value>, behind: &[&Standing], who: &str) -> Reading {
        let records = behind
            .iter()
            .map(|one| Record::new("technology_deployment", one.deployment, &one.label))
            .collect();
        let link = format!("{BASE}/technology-matrix?within={}", self.unit);
        Reading::found(value, records, who, link)
    }
}

impl Standing {
    /// The newest counts, where it would suit anybody.
    fn figures(&self) -> Option<Figures> {
        self.newest.filter(|figures| figures.eligible > 0)
    }
}

/// In use of those for whom it would suit, over all places that were measured.
fn use_of<'s>(all: impl IntoIterator<Item = &'s Standing>) -> Option<Value> {
    let figures = all.into_iter().filter_map(Standing::figures);
    let sum = figures.fold(Figures::default(), Figures::and);
    sum.use_share().map(Value::Number)
}

/// The share of units without a single user, among those in which it would suit anybody. Unknown as long as a place was
/// not measured: what nobody counted is not nought.
fn without_use(introduced: &[&Standing]) -> Option<Value> {
    if introduced.iter().any(|one| one.newest.is_none()) {
        return None;
    }
    let mut units: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (one, figures) in introduced.iter().filter_map(|one| Some((one, one.figures()?))) {
        *units.entry(one.unit).or_default() += figures.in_use;
    }
    let without = units.values().filter(|in_use| **in_use == 0).count();
    Value::share(without, units.len())
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        let name = need.fact.strip_prefix("technology.")?;
        let wanted = need.filter.get("technology");
        let asked: Vec<&Standing> = self
            .all
            .iter()
            .filter(|one| wanted.is_none_or(|key| one.technology == *key))
            .collect();
        let of = |fits: fn(&Standing) -> bool| -> Vec<&Standing> {
            asked.iter().copied().filter(|one| fits(one)).collect()
        };
        Some(match name {
            "broad_and_equal_share" => {
                let introduced = of(|one| one.introduced);
                let broad = introduced.iter().filter(|one| one.broad).count();
                let value = Value::share(broad, introduced.len());
                self.found(value, &introduced, "project_office")
            }
            "pilot_units_count" => {
                let piloted = of(|one| one.piloted);
                let units: HashSet<Uuid> = piloted.iter().map(|one| one.unit).collect();
                let value = (!asked.is_empty()).then(|| Value::count(units.len()));
                self.found(value, &piloted, "project_office")
            }
            "in_use_share" => {
                let running = of(|one| one.running);
                self.found(use_of(running.iter().copied()), &running, "owner")
            }
            "units_without_use_share" => {
                let introduced = of(|one| one.introduced);
                self.found(without_use(&introduced), &introduced, "owner")
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(unit: u128, introduced: bool, counts: Option<(i64, i64)>) -> Standing {
        let figures = counts.map(|(in_use, eligible)| Figures {
            eligible,
            offered: eligible,
            in_use,
            declined: 0,
        });
        Standing {
            technology: if unit < 10 { "sensors" } else { "gps-alarm" }.to_owned(),
            deployment: Uuid::from_u128(unit),
            unit: Uuid::from_u128(unit),
            label: String::new(),
            introduced,
            broad: introduced && unit.is_multiple_of(2),
            running: true,
            piloted: !introduced,
            newest: figures,
        }
    }

    fn value(all: Vec<Standing>, fact: &str, technology: Option<&str>) -> Option<Value> {
        let measured = Measured {
            unit: Uuid::nil(),
            all,
        };
        let filter = technology.map(|key| ("technology".to_owned(), key.to_owned()));
        let need = Need {
            fact: format!("technology.{fact}"),
            filter: filter.into_iter().collect(),
        };
        measured.read(&need).expect("derived").value
    }

    #[test]
    fn no_data_is_never_nought() {
        for fact in [
            "broad_and_equal_share",
            "pilot_units_count",
            "in_use_share",
            "units_without_use_share",
        ] {
            assert_eq!(value(Vec::new(), fact, None), None, "{fact}");
        }
        let silent = vec![standing(1, true, None), standing(2, true, Some((4, 8)))];
        assert_eq!(
            value(silent.clone(), "in_use_share", None),
            Some(Value::Number(0.5))
        );
        assert_eq!(
            value(silent, "units_without_use_share", None),
            None,
            "one was not measured"
        );
        assert_eq!(
            value(
                vec![standing(1, true, Some((0, 0)))],
                "units_without_use_share",
                None
            ),
            None
        );
    }

    #[test]
    fn facts_count_what_they_say_and_hear_the_filter() {
        let all = vec![
            standing(1, true, Some((0, 10))),
            standing(2, true, Some((5, 10))),
            standing(12, true, Some((10, 20))),
            standing(3, false, Some((5, 10))),
        ];
        let share = |fact: &str, key: Option<&str>| value(all.clone(), fact, key);
        assert_eq!(
            share("broad_and_equal_share", Some("sensors")),
            Some(Value::Number(0.5))
        );
        assert_eq!(share("in_use_share", None), Some(Value::Number(0.4)));
        assert_eq!(share("in_use_share", Some("gps-alarm")), Some(Value::Number(0.5)));
        assert_eq!(
            share("units_without_use_share", Some("sensors")),
            Some(Value::Number(0.5))
        );
        assert_eq!(share("pilot_units_count", None), Some(Value::count(1)));
        assert_eq!(share("pilot_units_count", Some("sensors")), Some(Value::count(1)));
        assert_eq!(
            share("pilot_units_count", Some("gps-alarm")),
            Some(Value::count(0))
        );
        assert_eq!(share("pilot_units_count", Some("video-visit")), None);
    }
}
