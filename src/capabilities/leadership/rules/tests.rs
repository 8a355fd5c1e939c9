//! What the rules say, case by case.

use super::*;
use crate::capabilities::leadership::texts::questionnaire;
use kernel::{Country, WorkingWeekdays};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn answers(value: impl Fn(usize) -> i32) -> Vec<PostureAnswer> {
    let items = questionnaire().items.iter().enumerate();
    items
        .map(|(index, item)| PostureAnswer {
            key: item.key.clone(),
            value: value(index),
        })
        .collect()
}

fn words(faults: &[Fault]) -> Vec<(&str, &str)> {
    let of = |fault: &'_ Fault| (fault.pointer.clone(), fault.code.word());
    let all: Vec<(String, &'static str)> = faults.iter().map(of).collect();
    all.into_iter()
        .map(|(pointer, word)| (&*pointer.leak(), word))
        .collect()
}

#[test]
fn the_weaker_axis_decides_the_posture() {
    let cases = [
        (1.0, 1.0, Posture::A),
        (2.4, 5.0, Posture::A),
        (5.0, 2.4, Posture::A),
        (2.5, 2.5, Posture::B),
        (5.0, 3.9, Posture::B),
        (3.9, 5.0, Posture::B),
        (4.0, 4.0, Posture::C),
        (5.0, 5.0, Posture::C),
    ];
    for (stance, action, expected) in cases {
        assert_eq!(posture(stance, action), expected, "{stance} {action}");
    }
}

#[test]
fn a_reversed_statement_counts_from_the_other_end() {
    let asked = questionnaire();
    let (all, five) = (asked.items_on(Axis::Stance), answers(|_| 5));
    let reversed = asked
        .items
        .iter()
        .filter(|item| item.axis == Axis::Stance && item.reversed)
        .count();
    let reversed = i32::try_from(reversed).expect("a few");
    assert_eq!(
        points(asked, &five, Axis::Stance),
        (all - reversed) * 5 + reversed
    );
    assert_eq!(
        points(asked, &answers(|_| 3), Axis::Action),
        asked.items_on(Axis::Action) * 3
    );
}

#[test]
fn a_score_is_coarser_the_fewer_have_answered_and_open_towards_the_ends() {
    type Case = (&'static [(i32, i32)], f64, Bound, Option<Spread>);
    use Bound::{About, AtLeast, AtMost};
    let cases: [Case; 9] = [
        // 2, 3, 4, 4 on five statements: a mean of 3.25, of four answers.
        (&[(10, 1), (15, 1), (20, 2)], 3.5, About, None),
        (&[(15, 3)], 3.0, About, None),
        (&[(5, 3)], 1.5, AtMost, None),
        (&[(25, 4)], 4.5, AtLeast, None),
        // 2, 3, 4, 4, 4: a mean of 3.4, and a deviation of 0.8.
        (&[(10, 1), (15, 1), (20, 3)], 3.4, About, Some(Spread::Middle)),
        (&[(15, 5)], 3.0, About, Some(Spread::Narrow)),
        (&[(5, 3), (25, 3)], 3.0, About, Some(Spread::Wide)),
        (&[(5, 4), (20, 1)], 1.6, About, None),
        (&[(25, 9)], 4.5, AtLeast, None),
    ];
    for (counts, mean, bound, spread) in cases {
        let expected = AxisScore { mean, bound, spread };
        assert_eq!(
            score(&counts.iter().copied().collect(), 5),
            Some(expected),
            "{counts:?}"
        );
    }
    assert_eq!(score(&BTreeMap::new(), 5), None);
}

/// Every way in which so many can answer five statements, by the points of each, the lowest first.
fn every_answer(answers: usize, from: i32, points: &mut Vec<i32>, told: &mut impl FnMut(&[i32])) {
    if points.len() == answers {
        return told(points);
    }
    for next in from..=25 {
        points.push(next);
        every_answer(answers, next, points, told);
        points.pop();
    }
}

#[test]
fn what_is_shown_of_few_answers_leaves_open_what_each_of_them_was() {
    for answers in 3..8 {
        // By what is shown: which points the lowest answer can have had, the one above it, and so on.
        let mut possible = BTreeMap::new();
        every_answer(answers, 5, &mut Vec::new(), &mut |points| {
            let mut counts = BTreeMap::new();
            for one in points {
                *counts.entry(*one).or_insert(0) += 1;
            }
            let shown = score(&counts, 5).map(|score| (score.mean.to_bits(), score.bound, score.spread));
            let each = possible.entry(shown);
            let each = each.or_insert_with(|| vec![0u32; answers]);
            for (known, one) in each.iter_mut().zip(points) {
                *known |= 1 << one;
            }
        });
        assert!(possible.len() > 5, "something is told of {answers}");
        for (shown, each) in possible {
            // Even of the lowest and the highest, several values; of a person whose place is not known, many more.
            let fewest = each.iter().map(|values| values.count_ones()).min();
            let of_anybody = each.iter().fold(0, |all, values| all | values).count_ones();
            assert!(
                fewest >= Some(3) && of_anybody >= 10,
                "{answers}: {shown:?} {each:?}"
            );
        }
    }
}

#[test]
fn a_round_is_read_from_the_second_day_after_its_last() {
    let before = read_before(day("2026-11-22"));
    let is_read = ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"].map(|last| day(last) < before);
    assert_eq!(is_read, [true, true, false, false]);
    assert!(comparable(day("2026-11-22"), day("2026-05-26")));
    assert!(!comparable(day("2026-05-25"), day("2026-11-22")));
}

#[test]
fn a_signature_counts_from_the_first_day_of_the_membership_on() {
    let since = day("2026-11-20");
    let counted = ["2026-11-19", "2026-11-20", "2026-11-21"].map(|signed| counts(day(signed), Some(&since)));
    assert_eq!(counted, [false, true, true]);
    assert!(!counts(since, None));
}

#[test]
fn every_statement_is_answered_once() {
    let asked = questionnaire();
    assert!(faults_of_answers(asked, &answers(|_| 1)).is_empty());
    let mut wrong = answers(|_| 1);
    wrong[1].key = wrong[0].key.clone();
    wrong[2].key = "weather".to_owned();
    let expected = [
        ("/answers/1/key", "not_unique"),
        ("/answers/2/key", "no_such"),
        ("/answers", "required"),
    ];
    assert_eq!(words(&faults_of_answers(asked, &wrong)), expected);
}

#[test]
fn a_round_never_ends_in_the_past_and_keeps_its_first_day() {
    let today = day("2026-11-23");
    let cases: [(Option<&str>, &str, &str, &[&str]); 10] = [
        (None, "2026-11-23", "2026-11-23", &[]),
        (None, "2026-11-22", "2026-11-24", &["/opens"]),
        (None, "2026-11-24", "2026-11-23", &["/closes"]),
        (None, "2026-11-20", "2026-11-22", &["/opens", "/closes"]),
        (None, "2026-11-23", "2027-02-24", &["/closes"]),
        (None, "2026-11-23", "2027-02-23", &[]),
        (Some("2026-11-20"), "2026-11-20", "2026-11-23", &[]),
        (Some("2026-11-20"), "2026-11-21", "2026-11-25", &["/opens"]),
        (Some("2026-11-20"), "2026-11-20", "2026-11-22", &["/closes"]),
        (Some("2026-12-01"), "2026-11-25", "2026-11-30", &[]),
    ];
    for (before, opens, closes, expected) in cases {
        let faults = faults_of_days(before.map(day), day(opens), day(closes), today);
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, expected, "{before:?} {opens} {closes}");
    }
}

#[test]
fn a_round_is_closed_from_the_day_after_its_last() {
    let state = |today| state_of(day("2026-11-10"), day("2026-11-20"), day(today)).as_str();
    let states = ["2026-11-09", "2026-11-10", "2026-11-20", "2026-11-21"].map(state);
    assert_eq!(states, ["planned", "open", "open", "closed"]);
}

#[test]
fn signatures_hold_back_to_the_last_text_that_asked_again() {
    let edition = |number: u128, sign_again| Edition {
        text: Some(Uuid::from_u128(number)),
        fingerprint: number.to_string(),
        sign_again,
    };
    let all = [
        edition(0, true),
        edition(1, false),
        edition(2, true),
        edition(3, false),
    ];
    assert_eq!(holding(&all), &all[2..]);
    assert_eq!(holding(&all[..2]), &all[..2]);
    assert_eq!(holding(&all[..3]), &all[2..3]);
}

#[test]
fn work_falls_into_the_window_by_its_working_days() {
    let calendar = WorkingCalendar::new(Country::No, WorkingWeekdays::default(), []);
    let (today, until) = (day("2026-11-02"), day("2026-11-13"));
    let row = |due: Option<&str>, not_before: Option<&str>, progress| milestone::Model {
        organiser_id: Uuid::nil(),
        id: Uuid::nil(),
        roadmap_id: Uuid::nil(),
        stage_id: Uuid::nil(),
        key: None,
        title: String::new(),
        description: String::new(),
        owner_id: None,
        due_date: due.map(day),
        not_before: not_before.map(day),
        optimistic_days: None,
        likely_days: None,
        pessimistic_days: None,
        effort_hundredths: Some(800),
        status: "planned".to_owned(),
        progress,
        blocked_reason: None,
        required_evidence: serde_json::Value::Null,
        started_on: None,
        finished_on: None,
        version: 1,
        created_at: chrono::DateTime::UNIX_EPOCH,
        updated_at: chrono::DateTime::UNIX_EPOCH,
    };
    let cases = [
        (row(None, None, 0), 8.0),
        (row(Some("2026-10-01"), None, 50), 4.0),
        (row(Some("2026-11-13"), None, 0), 8.0),
        // Two of four weeks, and one of three from the second week on.
        (row(Some("2026-11-27"), None, 0), 4.0),
        (row(Some("2026-11-27"), Some("2026-11-09"), 25), 2.0),
        (row(Some("2026-12-24"), Some("2026-11-16"), 0), 0.0),
    ];
    for (row, expected) in cases {
        let found = booked(&row, today, until, &calendar);
        assert!((found - expected).abs() < 1e-9, "{:?}: {found}", row.due_date);
    }
}
