//! What gates ask of a leadership group: who has signed, who has answered, and what time is protected.

use super::dto::RoundDates;
use super::protected::share_of;
use crate::capabilities::capacity::service::Protected;
use crate::platform::BASE;
use chrono::{Days, NaiveDate};
use gate::{Measures, Need, Reading, Record, Value};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A round of the leaders, with who has answered it; how they answered is not known here.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) round: Uuid,
    pub(super) days: RoundDates,
    pub(super) answered: BTreeSet<Uuid>,
}

/// What is known of the leadership group of a roadmap.
#[derive(Clone, Debug)]
pub struct Measured {
    pub(super) group: Option<Uuid>,
    /// Today's members.
    pub(super) members: Vec<Uuid>,
    /// The signatures that hold for the text that is asked for now, by person, with the number of their text.
    pub(super) signatures: HashMap<Uuid, (Uuid, i32)>,
    pub(super) rounds: Vec<Asked>,
    pub(super) time: HashMap<Uuid, Protected>,
    pub(super) today: NaiveDate,
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        match need.fact.as_str() {
            "leadership.acknowledged_share" => Some(self.acknowledged()),
            "posture.answered_share" => Some(self.answered(need.filter.get("withinDays"))),
            "leadership.protected_capacity_share" => Some(self.protected()),
            _ => None,
        }
    }
}

impl Measured {
    fn link(&self, what: &str) -> String {
        match self.group {
            Some(group) => format!("{BASE}/leadership-groups/{group}/{what}"),
            None => format!("{BASE}/leadership-groups"),
        }
    }

    fn acknowledged(&self) -> Reading {
        let signed = self.members.iter().filter_map(|one| self.signatures.get(one));
        let records: Vec<Record> = signed
            .map(|(id, number)| Record::new("acknowledgement_signature", id, &number.to_string()))
            .collect();
        let value = Value::share(records.len(), self.members.len());
        Reading::found(value, records, "leader", self.link("acknowledgement"))
    }

    /// How many of today's members have answered one and the same round, of those that opened on one of the last days:
    /// the round that most of them have answered. Where nobody has been asked there is no data.
    fn answered(&self, within: Option<&String>) -> Reading {
        let since = match within.map(|days| days.parse::<u64>()) {
            None => Some(NaiveDate::MIN),
            Some(Ok(days)) => self.today.checked_sub_days(Days::new(days)),
            Some(Err(_)) => None,
        };
        let part = |round: &Asked| {
            let answered = |person: &&Uuid| round.answered.contains(*person);
            self.members.iter().filter(answered).count()
        };
        let best = self
            .rounds
            .iter()
            .filter(|round| {
                round.days.opens <= self.today && since.is_some_and(|since| since <= round.days.opens)
            })
            .max_by_key(|round| (part(round), round.days.closes));
        let value = best.and_then(|round| Value::share(part(round), self.members.len()));
        let record = best.map(|round| {
            let days = format!("{} – {}", round.days.opens, round.days.closes);
            Record::new("posture_round", round.round, &days)
        });
        let link = match self.group {
            Some(group) => format!("{BASE}/posture-rounds?groupId={group}"),
            None => self.link(""),
        };
        Reading::found(value, record.into_iter().collect(), "leader", link)
    }

    fn protected(&self) -> Reading {
        let value = share_of(self.time.values()).map(Value::Number);
        let set = self.members.iter().filter(|person| {
            let time = self.time.get(*person);
            time.is_some_and(|time| time.set_aside.is_some())
        });
        let records = set.map(|person| Record::new("person", person, "")).collect();
        Reading::found(value, records, "project_office", self.link("protected-capacity"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_round_is_answered_and_not_several_together() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a date") };
        let person = Uuid::from_u128;
        let round = |number: u128, opens: &str, closes: &str, answered: &[u128]| Asked {
            round: Uuid::from_u128(number),
            days: RoundDates {
                opens: day(opens),
                closes: day(closes),
            },
            answered: answered.iter().copied().map(person).collect(),
        };
        let measured = Measured {
            group: Some(Uuid::nil()),
            members: (1..=4).map(person).collect(),
            signatures: HashMap::new(),
            rounds: vec![
                // Whoever has left the group does not count.
                round(10, "2026-09-01", "2026-11-20", &[1, 2, 3, 4]),
                round(11, "2026-10-25", "2026-11-01", &[1, 2, 9]),
                round(12, "2026-11-10", "2026-11-20", &[3]),
                round(13, "2026-11-24", "2026-11-30", &[]),
            ],
            time: HashMap::new(),
            today: day("2026-11-23"),
        };
        let cases = [
            (None, Some(1.0), Some(10)),
            // The first round is open within thirty days, but may have been answered before them.
            (Some("30"), Some(0.5), Some(11)),
            (Some("14"), Some(0.25), Some(12)),
            (Some("5"), None, None),
            (Some("soon"), None, None),
        ];
        for (within, share, counted) in cases {
            let found = measured.answered(within.map(str::to_owned).as_ref());
            assert_eq!(found.value, share.map(Value::Number), "{within:?}");
            let ids: Vec<String> = found.records.iter().map(|record| record.id.clone()).collect();
            let expected: Vec<String> = counted
                .map(|id| Uuid::from_u128(id).to_string())
                .into_iter()
                .collect();
            assert_eq!(ids, expected, "{within:?}");
        }
    }
}
