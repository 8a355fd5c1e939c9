//! Tables and properties of the rules of competence.

use super::*;
use proptest::prelude::*;

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1)
        .and_then(|first| first.checked_add_days(Days::new(offset)))
        .expect("a day")
}

fn held(number: u128, source: CompetenceSource, on: u64, until: Option<u64>, level: i32) -> Held {
    Held {
        id: Uuid::from_u128(number),
        level,
        source,
        assessed_on: day(on),
        valid_until: until.map(day),
        gone: false,
    }
}

#[test]
fn which_record_counts() {
    use CompetenceSource::{Course, HrImport, Manager, SelfAssessed};
    let one = |source, on, until, level| (source, on, until, level, false);
    let cases = [
        ("nothing is known", vec![], None),
        (
            "the newest of a source",
            vec![one(SelfAssessed, 1, None, 1), one(SelfAssessed, 5, None, 2)],
            Some(2),
        ),
        (
            "a manager before a newer self",
            vec![one(Manager, 1, None, 2), one(SelfAssessed, 9, None, 4)],
            Some(2),
        ),
        (
            "a course before HR before self",
            vec![
                one(HrImport, 9, None, 1),
                one(Course, 1, None, 3),
                one(SelfAssessed, 9, None, 4),
            ],
            Some(3),
        ),
        (
            "HR before self",
            vec![one(SelfAssessed, 9, None, 4), one(HrImport, 2, None, 1)],
            Some(1),
        ),
        (
            "its last day still counts",
            vec![one(Manager, 1, Some(10), 3), one(SelfAssessed, 2, None, 1)],
            Some(3),
        ),
        (
            "after its last day the next one does",
            vec![one(Manager, 1, Some(9), 3), one(SelfAssessed, 2, None, 1)],
            Some(1),
        ),
        (
            "what is to come does not count",
            vec![one(Manager, 11, None, 3)],
            None,
        ),
        (
            "what is gone does not count",
            vec![(Manager, 1, None, 3, true), one(SelfAssessed, 1, None, 1)],
            Some(1),
        ),
        (
            "of one day the one made last",
            vec![one(Manager, 3, None, 1), one(Manager, 3, None, 2)],
            Some(2),
        ),
        ("level 0 is known", vec![one(Manager, 3, None, 0)], Some(0)),
    ];
    for (name, records, expected) in cases {
        let records: Vec<Held> = records
            .into_iter()
            .zip(1u128..)
            .map(|((source, on, until, level, gone), number)| Held {
                gone,
                ..held(number, source, on, until, level)
            })
            .collect();
        assert_eq!(
            counting(&records, day(10)).map(|one| one.level),
            expected,
            "{name}"
        );
    }
}

prop_compose! {
    fn any_held()(
        number in 1u128..1000, source in 0usize..4, on in 0u64..40, until in prop::option::of(0u64..40), level in 0i32..5, gone in any::<bool>(),
    ) -> Held {
        Held { gone, ..held(number, CompetenceSource::ALL[source], on, until, level) }
    }
}

proptest! {
    #[test]
    fn what_counts_is_valid_and_nothing_valid_outweighs_it(mut records in prop::collection::vec(any_held(), 0..12), on in 0u64..40) {
        let today = day(on);
        let valid = |one: &Held| !one.gone && one.assessed_on <= today && one.valid_until.is_none_or(|last| today <= last);
        let counts = counting(&records, today).copied();
        prop_assert_eq!(counts.is_some(), records.iter().any(valid));
        if let Some(counts) = counts {
            prop_assert!(valid(&counts));
            for other in records.iter().filter(|one| valid(one)) {
                prop_assert!(other.source <= counts.source);
                prop_assert!(other.source < counts.source || other.assessed_on <= counts.assessed_on);
            }
            // What does not count may be taken away, and the order in which records stand says nothing.
            records.reverse();
            prop_assert_eq!(counting(&records, today).map(|one| one.level), {
                let same: Vec<Held> = records.iter().rev().copied().filter(valid).collect();
                counting(&same, today).map(|one| one.level)
            });
        }
    }

    #[test]
    fn somebody_of_whom_nothing_is_known_is_never_at_target(levels in prop::collection::vec(prop::option::of(0i32..5), 0..12), target in 0i32..5) {
        let places: Vec<Place> = levels.iter().map(|have| Place { have: *have, soon: *have, target }).collect();
        let counts = Counts::of(&places);
        prop_assert!(counts.at_target <= counts.known && counts.known <= counts.persons);
        prop_assert_eq!(counts.known, levels.iter().flatten().count());
        prop_assert_eq!(counts.share().is_none(), counts.known == 0);
        prop_assert_eq!(counts.expiring, 0);
        for one in places.iter().filter(|one| one.have.is_none()) {
            prop_assert!(!one.at_target());
            prop_assert_eq!(route(one, counts.at_target, 3), GapRoute::Assessment);
        }
    }
}

#[test]
fn nobody_speaks_as_a_manager_of_themselves() {
    let about = |source, oneself| unsaid(source, oneself).is_none();
    assert!(about(CompetenceSource::SelfAssessed, true) && !about(CompetenceSource::SelfAssessed, false));
    assert!(about(CompetenceSource::Manager, false) && !about(CompetenceSource::Manager, true));
    assert!(about(CompetenceSource::Course, false) && !about(CompetenceSource::Course, true));
    assert!(!about(CompetenceSource::HrImport, false) && !about(CompetenceSource::HrImport, true));
}

#[test]
fn the_highest_fitting_target_counts() {
    let post = |roles: &[CompetenceRole], titles: &[&str]| Post {
        roles: roles.iter().copied().collect(),
        titles: titles.iter().map(|title| (*title).to_owned()).collect(),
    };
    use CompetenceRole::{Champion, Default, LeadershipMember, PositionTitle, UnitManager};
    let mut said = Targets::default();
    said.0.insert(("b".to_owned(), UnitManager, String::new()), 4);
    said.0
        .insert(("b".to_owned(), PositionTitle, "fagsykepleier".to_owned()), 0);
    said.0.insert(("c".to_owned(), Default, String::new()), 2);
    let cases = [
        ("a", post(&[], &[]), 1),
        ("a", post(&[LeadershipMember], &[]), 3),
        ("a", post(&[UnitManager], &[]), 2),
        ("a", post(&[LeadershipMember, Champion], &[]), 3),
        ("b", post(&[LeadershipMember, UnitManager], &[]), 4),
        ("b", post(&[], &["fagsykepleier"]), 0),
        ("b", post(&[Champion], &["fagsykepleier"]), 2),
        ("c", post(&[], &["fagsykepleier"]), 2),
        ("c", post(&[Champion], &[]), 2),
    ];
    for (field, post, expected) in cases {
        let found = said.of(CompetenceOrigin::Source, field, &post);
        assert_eq!(found, expected, "{field} {post:?}");
    }
    assert_eq!(said.of(CompetenceOrigin::Own, "ferry", &post(&[], &[])), 0);
    assert!(is_champion(&kernel::fold_key("Eldsjäl i hemtjänsten")));
}

#[test]
fn each_gap_has_its_route() {
    let cases = [
        // have, target, others at target, colleagues elsewhere
        (None, 3, 0, 0, GapRoute::Assessment),
        (None, 3, 5, 5, GapRoute::Assessment),
        (Some(1), 3, 0, 2, GapRoute::CoOption),
        (Some(1), 3, 1, 1, GapRoute::CoOption),
        (Some(0), 2, 1, 0, GapRoute::External),
        (Some(1), 3, 2, 2, GapRoute::Course),
        (Some(0), 1, 0, 2, GapRoute::Course),
        (Some(1), 2, 0, 0, GapRoute::Course),
        (Some(2), 3, 0, 2, GapRoute::Coaching),
        (Some(3), 4, 0, 0, GapRoute::Coaching),
        (Some(2), 4, 2, 0, GapRoute::Coaching),
    ];
    for (have, target, at_target, colleagues, expected) in cases {
        let place = Place {
            have,
            soon: have,
            target,
        };
        assert_eq!(
            route(&place, at_target, colleagues),
            expected,
            "{have:?} of {target}"
        );
    }
}

#[test]
fn what_falls_below_the_target_soon_is_counted_once() {
    let place = |have, soon| Place {
        have,
        soon,
        target: 3,
    };
    let counts = Counts::of(&[
        place(Some(3), Some(3)),
        place(Some(4), Some(2)),
        place(Some(3), None),
        place(Some(2), None),
        place(None, None),
    ]);
    assert_eq!(
        counts,
        Counts {
            persons: 5,
            known: 4,
            at_target: 3,
            expiring: 2
        }
    );
    assert_eq!(counts.share(), Some(0.6));
}
