//! Who leads whom, and that nobody is led by themselves through others.

use super::queries::positions;
use super::service::person_names;
use crate::access::TenantScope;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use tables::position;
use uuid::Uuid;

/// Days from … to, both included; without an end they go on.
pub(super) type Days = (NaiveDate, Option<NaiveDate>);

fn overlap(one: Days, other: Days) -> bool {
    one.1.is_none_or(|end| other.0 <= end) && other.1.is_none_or(|end| one.0 <= end)
}

/// Superiors of persons, each with the days for which they lead.
#[derive(Debug, Default)]
pub(super) struct Ladder(HashMap<Uuid, Vec<(Uuid, Days)>>);

impl Ladder {
    pub(super) fn add(&mut self, position: &position::Model) {
        if let Some(superior) = position.superior_id {
            let days = (position.from_date, position.to_date);
            self.0
                .entry(position.person_id)
                .or_default()
                .push((superior, days));
        }
    }

    /// The superiors of a person on some of the days.
    fn above(&self, person: Uuid, days: Days) -> impl Iterator<Item = Uuid> {
        let rungs = self.0.get(&person).map(Vec::as_slice).unwrap_or_default();
        rungs
            .iter()
            .filter(move |(_, led)| overlap(*led, days))
            .map(|(superior, _)| *superior)
    }

    /// The shortest way from `superior` up to `person` on some of the days: with it the two would lead each other.
    /// Begins and ends with `person`.
    pub(super) fn circle(&self, person: Uuid, superior: Uuid, days: Days) -> Option<Vec<Uuid>> {
        let mut came_from: HashMap<Uuid, Uuid> = HashMap::from([(superior, person)]);
        let mut next = VecDeque::from([superior]);
        while let Some(at) = next.pop_front() {
            for above in self.above(at, days) {
                if above == person {
                    let mut way = vec![person, at];
                    while let Some(before) = way
                        .last()
                        .filter(|last| **last != person)
                        .and_then(|last| came_from.get(last))
                    {
                        way.push(*before);
                    }
                    way.reverse();
                    return Some(way);
                }
                if let Entry::Vacant(entry) = came_from.entry(above) {
                    entry.insert(at);
                    next.push_back(above);
                }
            }
        }
        None
    }
}

/// The names along the circle that a position would close, where it would close one. Asks once for each level.
pub(super) async fn circle<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
    superior: Uuid,
    days: Days,
) -> Result<Option<String>> {
    let mut ladder = Ladder::default();
    let (mut asked, mut level) = (HashSet::new(), vec![superior]);
    while !level.is_empty() {
        asked.extend(level.iter().copied());
        let rungs = positions::led_positions(db, scope, &level).await?;
        for rung in &rungs {
            ladder.add(rung);
        }
        let above: HashSet<Uuid> = rungs
            .iter()
            .filter_map(|rung| rung.superior_id)
            .filter(|id| *id != person && !asked.contains(id))
            .collect();
        level = above.into_iter().collect();
    }
    let Some(way) = ladder.circle(person, superior, days) else {
        return Ok(None);
    };
    Ok(Some(named(&way, &person_names(db, scope, &way).await?)))
}

/// A way by the names of those on it.
pub(super) fn named(way: &[Uuid], names: &HashMap<Uuid, String>) -> String {
    let names: Vec<&str> = way
        .iter()
        .map(|id| names.get(id).map_or("?", String::as_str))
        .collect();
    names.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a day in November")
    }

    fn ladder(rungs: &[(u128, u128, Days)]) -> Ladder {
        let mut ladder = Ladder::default();
        for (person, superior, days) in rungs {
            let rung = (Uuid::from_u128(*superior), *days);
            ladder.0.entry(Uuid::from_u128(*person)).or_default().push(rung);
        }
        ladder
    }

    fn circle(ladder: &Ladder, person: u128, superior: u128, days: Days) -> Option<Vec<u128>> {
        let way = ladder.circle(Uuid::from_u128(person), Uuid::from_u128(superior), days)?;
        Some(way.into_iter().map(|id| id.as_u128()).collect())
    }

    #[test]
    fn a_circle_is_found_with_its_way() {
        let always = (day(1), None);
        let led = ladder(&[(2, 3, always), (3, 4, always), (3, 9, always), (4, 1, always)]);
        assert_eq!(circle(&led, 1, 2, always), Some(vec![1, 2, 3, 4, 1]));
        assert_eq!(circle(&led, 1, 4, always), Some(vec![1, 4, 1]));
        assert_eq!(circle(&led, 9, 2, always), Some(vec![9, 2, 3, 9]));
        assert_eq!(circle(&led, 5, 2, always), None);
    }

    #[test]
    fn leading_each_other_at_different_times_is_no_circle() {
        let led = ladder(&[(2, 1, (day(1), Some(day(10))))]);
        assert_eq!(circle(&led, 1, 2, (day(11), None)), None);
        assert_eq!(circle(&led, 1, 2, (day(10), None)), Some(vec![1, 2, 1]));
    }

    #[test]
    fn an_old_circle_among_others_does_not_trap_the_search() {
        let always = (day(1), None);
        let led = ladder(&[(2, 3, always), (3, 2, always)]);
        assert_eq!(circle(&led, 1, 2, always), None);
    }
}
