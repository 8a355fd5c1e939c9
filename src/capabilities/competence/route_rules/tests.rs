//! Tables and properties of the rules of capacity routes.

use super::*;
use proptest::prelude::*;

fn day(offset: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 1).expect("a day") + chrono::TimeDelta::days(offset)
}

fn way() -> Way {
    Way {
        id: Uuid::from_u128(1),
        path: "top/unit/".to_owned(),
        fields: vec!["b".to_owned()],
        found: true,
        left_on: None,
        successor: false,
        from: day(-100),
        to: Some(day(200)),
        need_stands: true,
        handed_over: false,
        ended_on: None,
        cancelled: false,
    }
}

fn check(
    name: &str,
    change: impl Fn(&mut Way),
    status: CapacityRouteStatus,
    alert: Option<(CapacityAlertKind, bool)>,
) {
    let mut one = way();
    change(&mut one);
    assert_eq!(one.status(day(0)), status, "{name}");
    let found = alerts(&[one], day(0));
    assert_eq!(found.first().map(|one| (one.kind, one.vacant)), alert, "{name}");
}

#[test]
fn where_a_route_stands_by_its_dates() {
    use CapacityAlertKind as A;
    use CapacityRouteStatus as S;
    check("in place", |_| {}, S::InPlace, None);
    check("open end", |one| one.to = None, S::InPlace, None);
    check("before its first day", |one| one.from = day(1), S::Planned, None);
    check(
        "nobody found",
        |one| one.found = false,
        S::Planned,
        Some((A::NobodyFound, true)),
    );
    check(
        "sixty-one days left",
        |one| one.to = Some(day(61)),
        S::InPlace,
        None,
    );
    check(
        "sixty days left",
        |one| one.to = Some(day(60)),
        S::Ending,
        Some((A::EndingUnprepared, false)),
    );
    let prepared = |one: &mut Way| (one.to, one.successor) = (Some(day(60)), true);
    check("with a successor", prepared, S::Ending, None);
    let packed = |one: &mut Way| (one.to, one.handed_over) = (Some(day(60)), true);
    check("handed over", packed, S::Ending, None);
    let last = |one: &mut Way| (one.to, one.successor) = (Some(day(0)), true);
    check("on its last day", last, S::Ending, None);
    let past = |one: &mut Way| (one.to, one.successor) = (Some(day(-1)), true);
    check("past its last day", past, S::Ending, Some((A::Overdue, true)));
}

#[test]
fn where_a_route_stands_by_what_was_said() {
    use CapacityAlertKind as A;
    use CapacityRouteStatus as S;
    check(
        "its person leaves later",
        |one| one.left_on = Some(day(1)),
        S::InPlace,
        None,
    );
    check(
        "its person has left",
        |one| one.left_on = Some(day(0)),
        S::InPlace,
        Some((A::PersonLeft, true)),
    );
    let ended = |one: &mut Way| one.ended_on = Some(day(-3));
    check(
        "ended while the need stands",
        ended,
        S::Ended,
        Some((A::Ended, true)),
    );
    let over = |one: &mut Way| (one.ended_on, one.need_stands) = (Some(day(-3)), false);
    check("ended, and not needed any more", over, S::Ended, None);
    let cancelled = |one: &mut Way| (one.cancelled, one.to) = (true, Some(day(-9)));
    check("cancelled", cancelled, S::Cancelled, None);
}

#[test]
fn another_route_takes_the_need_over_where_it_reaches() {
    let ended = Way {
        ended_on: Some(day(-3)),
        ..way()
    };
    let other = Way {
        id: Uuid::from_u128(2),
        ..way()
    };
    let covers = |other: Way| alerts(&[ended.clone(), other], day(0)).is_empty();
    assert!(covers(other.clone()));
    assert!(
        covers(Way {
            path: "top/".to_owned(),
            ..other.clone()
        }),
        "from above"
    );
    assert!(
        !covers(Way {
            path: "top/unit/below/".to_owned(),
            ..other.clone()
        }),
        "only a part"
    );
    assert!(
        !covers(Way {
            fields: vec!["a".to_owned()],
            ..other.clone()
        }),
        "another field"
    );
    assert!(
        !covers(Way {
            from: day(1),
            ..other
        }),
        "not yet"
    );
}

#[test]
fn an_empty_pack_hands_nothing_over() {
    let item = |done| HandoverItem {
        text: "Avtaler".to_owned(),
        done_on: done,
    };
    assert!(!handed_over(&[]));
    assert!(!handed_over(&[item(Some(day(0))), item(None)]));
    assert!(handed_over(&[item(Some(day(0)))]));
}

proptest! {
    #[test]
    fn what_serves_is_no_vacancy(
        found in any::<bool>(), left in prop::option::of(-90i64..90), from in -90i64..90, to in prop::option::of(-90i64..90),
        ended in prop::option::of(-90i64..1), cancelled in any::<bool>(), need_stands in any::<bool>(), successor in any::<bool>(), handed_over in any::<bool>(),
    ) {
        let one = Way {
            found, left_on: left.map(day), from: day(from), to: to.map(day), ended_on: ended.map(day), cancelled, need_stands, successor, handed_over, ..way()
        };
        let found = alerts(std::slice::from_ref(&one), day(0));
        prop_assert!(found.len() <= 1);
        let vacant = found.iter().any(|alert| alert.vacant);
        prop_assert!(!(vacant && one.serves(day(0))));
        prop_assert!(!vacant || one.need_stands);
        prop_assert!(!cancelled || found.is_empty());
        let begun = day(from) <= day(0);
        if need_stands && !cancelled && begun && !one.serves(day(0)) {
            prop_assert!(vacant, "{one:?}");
        }
    }
}
