//! Small pure rules of procedures: what applies where, which revision holds, and who is asked to read it.

use super::dto::{CreateProcedure, CreateProcedureRevision, RevisionState};
use crate::capabilities::organisation::dto::LanguageCode;
use crate::error::{Fault, FaultCode};
use crate::platform::language::Language;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use tables::procedure_revision;
use uuid::Uuid;

/// The categories that come with the program: key, nb, sv, en. The gate of shared procedures asks for each of them.
pub(super) const BUILT_IN: &[(&str, &str, &str, &str)] = &[
    (
        "medication",
        "Legemiddelhåndtering",
        "Läkemedelshantering",
        "Medication",
    ),
    (
        "infection_control",
        "Smittevern",
        "Vårdhygien",
        "Infection control",
    ),
    (
        "environmental_health",
        "Miljørettet helsevern",
        "Miljö och hälsoskydd",
        "Environmental health",
    ),
    (
        "patient_safety",
        "Pasientsikkerhet",
        "Patientsäkerhet",
        "Patient safety",
    ),
];

/// A unit, as far as procedures go.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) id: Uuid,
    pub(super) path: String,
    pub(super) name: String,
    /// Its own service area, or that of the nearest unit above which has one.
    pub(super) area: Option<Uuid>,
    /// Whether it is one of those that give services, and not a sector or an area above them.
    pub(super) is_unit: bool,
}

/// Whom a procedure applies to.
#[derive(Clone, Debug, Default)]
pub(super) struct Applies {
    /// The paths of units; all units where there is none.
    pub(super) paths: Vec<String>,
    /// Service areas; all where there is none.
    pub(super) areas: Vec<Uuid>,
}

impl Applies {
    /// Whether it applies to a unit: below one of its units and in one of its service areas.
    pub(super) fn covers(&self, place: &Place) -> bool {
        let below = |path: &String| place.path.starts_with(path.as_str());
        (self.paths.is_empty() || self.paths.iter().any(below))
            && (self.areas.is_empty() || place.area.is_some_and(|area| self.areas.contains(&area)))
    }

    /// Whether it may apply where another does not.
    pub(super) fn reaches_beyond(&self, other: &Self) -> bool {
        let below = |path: &String| other.paths.iter().any(|above| path.starts_with(above.as_str()));
        let paths = other.paths.is_empty() || (!self.paths.is_empty() && self.paths.iter().all(below));
        let areas = other.areas.is_empty()
            || (!self.areas.is_empty() && self.areas.iter().all(|area| other.areas.contains(area)));
        !(paths && areas)
    }

    /// The path of the lowest unit that stands above all of its units; none where it belongs to the organiser.
    pub(super) fn roof(&self) -> Option<String> {
        let mut paths = self.paths.iter();
        let mut roof = paths.next()?.clone();
        for path in paths {
            let same: usize = roof
                .split_inclusive('/')
                .zip(path.split_inclusive('/'))
                .take_while(|(one, other)| one == other)
                .map(|(step, _)| step.len())
                .sum();
            roof.truncate(same);
        }
        (!roof.is_empty()).then_some(roof)
    }
}

/// The revision that holds on a day: of the approved ones that have begun, the one with the highest number.
pub(super) fn current(
    revisions: &[procedure_revision::Model],
    today: NaiveDate,
) -> Option<&procedure_revision::Model> {
    revisions
        .iter()
        .filter(|row| row.state == RevisionState::Approved.as_str())
        .filter(|row| row.effective_from.is_some_and(|from| from <= today))
        .max_by_key(|row| row.number)
}

/// The revision from which on an acknowledgement counts on a day: of those up to the current one, the last that asks.
/// None where nobody is asked.
pub(super) fn asked_from(
    revisions: &[procedure_revision::Model],
    today: NaiveDate,
) -> Option<&procedure_revision::Model> {
    let current = current(revisions, today)?.number;
    revisions
        .iter()
        .filter(|row| row.state == RevisionState::Approved.as_str() && row.asks_acknowledgement)
        .filter(|row| row.effective_from.is_some_and(|from| from <= today))
        .filter(|row| row.number <= current && was_current(revisions, row))
        .max_by_key(|row| row.number)
}

/// Whether an approved revision once holds: none with a higher number begins on its day or before.
fn was_current(revisions: &[procedure_revision::Model], row: &procedure_revision::Model) -> bool {
    let approved = |other: &&procedure_revision::Model| other.state == RevisionState::Approved.as_str();
    let mut others = revisions.iter().filter(approved);
    !others.any(|other| other.number > row.number && other.effective_from <= row.effective_from)
}

/// The state in which a revision is shown.
pub(super) fn shown_state(
    row: &procedure_revision::Model,
    current: Option<i32>,
    withdrawn: bool,
) -> crate::error::Result<RevisionState> {
    let state = RevisionState::from_row(&row.state)?;
    Ok(match (state, current) {
        (RevisionState::Approved, _) if withdrawn => RevisionState::Withdrawn,
        (RevisionState::Approved, Some(current)) if row.number == current => RevisionState::Published,
        (RevisionState::Approved, Some(current)) if row.number < current => RevisionState::Superseded,
        (state, _) => state,
    })
}

/// The language in which a reader gets a text: their own, or the next of bokmål, Swedish and English that there is.
pub(super) fn language_for(reader: Language, written: &[LanguageCode]) -> Option<LanguageCode> {
    let own = written.iter().copied().find(|one| one.as_str() == reader.tag());
    own.or_else(|| {
        LanguageCode::ALL
            .iter()
            .copied()
            .find(|one| written.contains(one))
    })
}

/// What of a procedure's lists stands twice.
pub(super) fn faults_of_procedure(fields: &CreateProcedure) -> Vec<Fault> {
    let lists = [
        ("/unitIds", &fields.unit_ids),
        ("/serviceAreaIds", &fields.service_area_ids),
    ];
    lists
        .into_iter()
        .filter(|(_, ids)| ids.iter().collect::<BTreeSet<_>>().len() < ids.len())
        .map(|(pointer, _)| Fault::new(pointer, FaultCode::NotUnique))
        .collect()
}

/// Which of a revision's texts are in a language that stands before.
pub(super) fn faults_of_revision(fields: &CreateProcedureRevision) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    fields
        .texts
        .iter()
        .enumerate()
        .filter(|(_, text)| !seen.insert(text.language))
        .map(|(index, _)| Fault::new(format!("/texts/{index}/language"), FaultCode::NotUnique))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Days};

    fn day(after: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 2).expect("a date") + Days::new(after)
    }

    fn revision(number: i32, state: &str, from: Option<u64>, asks: bool) -> procedure_revision::Model {
        let now = DateTime::UNIX_EPOCH;
        procedure_revision::Model {
            organiser_id: Uuid::nil(),
            id: Uuid::nil(),
            procedure_id: Uuid::nil(),
            number,
            state: state.to_owned(),
            change_note: String::new(),
            asks_acknowledgement: asks,
            effective_from: from.map(day),
            author: None,
            author_id: None,
            editors: serde_json::json!([]),
            submitted_by: None,
            submitted_at: None,
            decided_by: None,
            decided_at: None,
            decision_note: None,
            content_hash: String::new(),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    fn place(path: &str, area: Option<u128>) -> Place {
        Place {
            id: Uuid::nil(),
            path: path.to_owned(),
            name: String::new(),
            area: area.map(Uuid::from_u128),
            is_unit: true,
        }
    }

    #[test]
    fn the_newest_that_has_begun_holds() {
        let all = [
            revision(1, "approved", Some(0), true),
            revision(2, "approved", Some(5), false),
            revision(3, "approved", Some(10), true),
            revision(4, "submitted", None, true),
        ];
        let at = |after| {
            (
                current(&all, day(after)).map(|row| row.number),
                asked_from(&all, day(after)).map(|row| row.number),
            )
        };
        assert_eq!(at(0), (Some(1), Some(1)));
        // The second does not ask again: what was acknowledged before still counts.
        assert_eq!(at(5), (Some(2), Some(1)));
        assert_eq!(at(10), (Some(3), Some(3)));
        assert_eq!(current(&all[3..], day(20)).map(|row| row.number), None);
        let shown = |row, current| shown_state(row, current, false).expect("known");
        assert_eq!(shown(&all[0], Some(2)), RevisionState::Superseded);
        assert_eq!(shown(&all[1], Some(2)), RevisionState::Published);
        assert_eq!(shown(&all[2], Some(2)), RevisionState::Approved);
        assert_eq!(shown(&all[3], Some(2)), RevisionState::Submitted);
        assert_eq!(
            shown_state(&all[1], Some(2), true).expect("known"),
            RevisionState::Withdrawn
        );
    }

    #[test]
    fn an_older_one_that_begins_later_does_not_come_back() {
        let all = [
            revision(1, "approved", Some(9), true),
            revision(2, "approved", Some(3), true),
        ];
        assert_eq!(current(&all, day(20)).map(|row| row.number), Some(2));
        // Nobody was ever asked for the first, which never held.
        let quiet = [all[0].clone(), revision(2, "approved", Some(3), false)];
        assert!(asked_from(&quiet, day(20)).is_none());
    }

    #[test]
    fn units_and_service_areas_both_narrow() {
        let all = Applies::default();
        assert!(all.covers(&place("a/", None)) && all.roof().is_none());
        let some = Applies {
            paths: vec!["a/b/".to_owned(), "a/c/".to_owned()],
            areas: vec![Uuid::from_u128(7)],
        };
        assert!(some.covers(&place("a/b/x/", Some(7))));
        assert!(!some.covers(&place("a/b/x/", Some(8))));
        assert!(!some.covers(&place("a/b/x/", None)));
        assert!(!some.covers(&place("a/", Some(7))));
        let part = Applies {
            paths: vec!["a/b/x/".to_owned()],
            ..some.clone()
        };
        assert!(all.reaches_beyond(&some) && some.reaches_beyond(&part));
        assert!(!some.reaches_beyond(&all) && !part.reaches_beyond(&some) && !some.reaches_beyond(&some));
        assert_eq!(some.roof().as_deref(), Some("a/"));
        let apart = Applies {
            paths: vec!["a/".to_owned(), "b/".to_owned()],
            areas: Vec::new(),
        };
        assert_eq!(apart.roof(), None);
    }

    #[test]
    fn a_reader_gets_their_language_or_the_next() {
        use LanguageCode::{En, Nb, Sv};
        assert_eq!(language_for(Language::Sv, &[Nb, Sv]), Some(Sv));
        assert_eq!(language_for(Language::Sv, &[En, Nb]), Some(Nb));
        assert_eq!(language_for(Language::Nb, &[En]), Some(En));
        assert_eq!(language_for(Language::Nb, &[]), None);
    }
}
