//! Input at and beyond what is sensible: nothing panics, and every picture is well-formed and on its page.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use timeline::{Bar, Form, Language, Stage, Target, Theme, Timeline, render};

use crate::specimen::{
    FORMS, LANGUAGES, STATES, STATUSES, assert_on_page, bar, every_way, full, on, roadmap, stage,
};

#[test]
fn spans_from_a_day_to_the_whole_calendar() {
    let ends = [
        (on(2026, 11, 22), on(2026, 11, 22)),
        (on(2026, 11, 22), on(2026, 11, 23)),
        (on(2026, 12, 31), on(2020, 1, 1)),
        (on(2026, 1, 1), on(2066, 1, 1)),
        (on(1, 1, 1), on(9999, 12, 31)),
        (NaiveDate::MIN, NaiveDate::MIN),
        (NaiveDate::MAX, NaiveDate::MAX),
        (NaiveDate::MIN, NaiveDate::MAX),
        (NaiveDate::MAX, NaiveDate::MIN),
    ];
    for (start, finish) in ends {
        for today in [on(2026, 11, 22), NaiveDate::MIN, NaiveDate::MAX] {
            let mut one = bar("Milepæl", start, finish);
            one.due = Some(start);
            one.band = Some((finish, start));
            one.baseline = Some((finish, start));
            let mut timeline = roadmap(vec![stage("Trinn", vec![one])]);
            timeline.today = today;
            timeline.stages[0].gate = Some(finish);
            timeline.target = Some(Target {
                date: start,
                probability: Some(f64::INFINITY),
            });
            every_way(&timeline, |svg, _, _| assert_on_page(svg));
        }
    }
}

#[test]
fn forty_years_of_four_hundred_milestones() {
    let mut timeline = full(5, 80);
    timeline.stages[4].bars[79].finish = timeline.today + Days::new(365 * 40);
    every_way(&timeline, |svg, _, _| assert_on_page(svg));
}

#[test]
fn texts_of_any_kind() {
    let texts = [
        "",
        " \n\t ",
        "\u{0}\u{1}\u{8}\u{b}\u{1f}\u{7f}\u{fffe}\u{ffff}",
        "👩‍👩‍👧‍👦🇳🇴🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "שלום עולם مرحبا بالعالم",
        "\u{202e}snu\u{2066}",
        "e\u{301}\u{301}\u{301}\u{301}",
        "]]>",
        "漢字かな交じり文",
    ];
    for text in texts {
        for repeat in [1, 60] {
            let text = text.repeat(repeat);
            let mut timeline = full(2, 3);
            timeline.title.clone_from(&text);
            timeline.subtitle = Some(text.clone());
            for stage in &mut timeline.stages {
                stage.title.clone_from(&text);
                for bar in &mut stage.bars {
                    bar.title.clone_from(&text);
                    bar.owner = Some(text.clone());
                }
            }
            every_way(&timeline, |svg, _, _| {
                assert_on_page(svg);
                assert!(
                    !svg.contains('\u{202e}') && !svg.contains('\u{2066}'),
                    "the reading direction is ours"
                );
            });
        }
    }
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    let calendar = (-95_746_162_i32..=95_745_426)
        .prop_filter_map("outside the calendar", NaiveDate::from_num_days_from_ce_opt);
    let decade =
        (738_000_i32..745_000).prop_filter_map("outside the calendar", NaiveDate::from_num_days_from_ce_opt);
    prop_oneof![1 => calendar, 6 => decade, 1 => Just(NaiveDate::MIN), 1 => Just(NaiveDate::MAX)]
}

fn any_bar() -> impl Strategy<Value = Bar> {
    let pair = || proptest::option::of((any_date(), any_date()));
    (
        (any::<String>(), proptest::option::of(any::<String>())),
        (any_date(), any_date(), proptest::option::of(any_date())),
        (0_usize..5, any::<u8>(), any::<bool>()),
        (pair(), pair()),
    )
        .prop_map(
            |((title, owner), (start, finish, due), (status, progress, critical), (band, baseline))| Bar {
                title,
                owner,
                start,
                finish,
                due,
                status: STATUSES[status],
                progress,
                critical,
                band,
                baseline,
            },
        )
}

fn any_stage() -> impl Strategy<Value = Stage> {
    let bars = proptest::collection::vec(any_bar(), 0..12);
    (
        any::<String>(),
        0_usize..4,
        any::<bool>(),
        proptest::option::of(any_date()),
        bars,
    )
        .prop_map(|(title, state, at_risk, gate, bars)| Stage {
            title,
            state: STATES[state],
            at_risk,
            gate,
            bars,
        })
}

fn any_timeline() -> impl Strategy<Value = Timeline> {
    let target = (any_date(), proptest::option::of(any::<f64>()));
    (
        any::<String>(),
        proptest::option::of(any::<String>()),
        any_date(),
        proptest::collection::vec(any_stage(), 0..8),
        proptest::option::of(target),
    )
        .prop_map(|(title, subtitle, today, stages, target)| Timeline {
            title,
            subtitle,
            today,
            stages,
            target: target.map(|(date, probability)| Target { date, probability }),
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_timeline_becomes_a_picture(timeline in any_timeline(), form in 0_usize..2, language in 0_usize..3) {
        let (form, language): (Form, Language) = (FORMS[form], LANGUAGES[language]);
        let svg = render(&timeline, Theme::Dark, form, language);
        assert_on_page(&svg);
    }
}
