//! What is seen: words and dates of each language, the legend, flags, and the empty state.

use chrono::Days;
use timeline::{Form, Language, Status, Target, Theme, render};

use crate::specimen::{bar, every_way, full, on, roadmap, screen, seen, sees, stage};

#[test]
fn words_and_dates_follow_the_language() {
    let timeline = full(5, 5);
    let expected = [
        (
            Language::Nb,
            [
                "Neste beslutningspunkt",
                "I dag 22. nov. 2026",
                "Måldato 31. des. 2029 · 62\u{a0}%",
            ],
        ),
        (
            Language::Sv,
            [
                "Nästa beslutspunkt",
                "I dag 22 nov. 2026",
                "Måldatum 31 dec. 2029 · 62\u{a0}%",
            ],
        ),
        (
            Language::En,
            ["Next gate", "Today 22 Nov 2026", "Target date 31 Dec 2029 · 62%"],
        ),
    ];
    for (language, texts) in expected {
        for form in [Form::Screen, Form::PrintA3] {
            let svg = render(&timeline, Theme::Dark, form, language);
            for text in texts {
                assert!(sees(&svg, text), "{text} in {language:?}, {form:?}");
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_picture() {
    let timeline = full(5, 9);
    let mut first = Vec::new();
    every_way(&timeline, |svg, _, _| first.push(svg.to_owned()));
    let mut place = 0;
    every_way(&timeline, |svg, _, _| {
        assert_eq!(svg, first[place]);
        place += 1;
    });
}

#[test]
fn the_legend_explains_what_occurs_and_nothing_else() {
    let everything = [
        "Ferdig",
        "Pågår",
        "Planlagt",
        "Blokkert",
        "Avlyst",
        "Forsinket",
        "Kritisk sti",
        "I fare",
        "Utført",
        "Gjenstår",
        "Prognose 50–80 %",
        "Opprinnelig plan",
        "Frist",
        "Beslutningspunkt, passert",
        "Beslutningspunkt, ventet",
    ];
    let has = |svg: &str, word: &str| seen(svg).iter().any(|text| text == word);
    let svg = screen(&full(5, 5));
    for word in everything {
        assert!(has(&svg, word), "{word} is missing");
    }
    let one = roadmap(vec![stage(
        "Erkjennelse",
        vec![bar("Sponsor utpekt", on(2027, 1, 1), on(2027, 5, 1))],
    )]);
    let svg = screen(&one);
    for word in everything {
        // The header counts what is late, be it none.
        let expected = matches!(word, "Planlagt" | "Gjenstår" | "Forsinket");
        assert_eq!(has(&svg, word), expected, "{word}");
    }
    assert_eq!(seen(&svg).iter().filter(|text| *text == "Forsinket").count(), 1);
}

#[test]
fn a_late_milestone_says_how_late() {
    let mut late = bar("Tilsyn", on(2026, 9, 1), on(2026, 12, 18));
    late.due = Some(on(2026, 11, 13));
    late.status = Status::InProgress;
    assert!(sees(
        &screen(&roadmap(vec![stage("Trinn", vec![late])])),
        "35 dager over frist"
    ));
}

#[test]
fn pictures_without_owners_name_nobody() {
    let mut timeline = full(3, 4);
    assert!(sees(&screen(&timeline), "Enhetsleder"));
    for bar in timeline.stages.iter_mut().flat_map(|stage| &mut stage.bars) {
        bar.owner = None;
    }
    every_way(&timeline, |svg, _, _| {
        assert!(!svg.contains("Enhetsleder") && !svg.contains("Ansvarlig"));
    });
}

#[test]
fn an_empty_roadmap_says_so() {
    for timeline in [
        roadmap(Vec::new()),
        roadmap(vec![stage("Erkjennelse", Vec::new())]),
    ] {
        assert!(sees(&screen(&timeline), "Ingen milepæler ennå"));
        every_way(&timeline, |svg, _, _| crate::specimen::assert_on_page(svg));
    }
    assert!(!sees(&screen(&full(1, 1)), "Ingen milepæler ennå"));
}

#[test]
fn today_far_from_the_plan_has_no_line_but_stands_in_the_header() {
    let mut timeline = roadmap(vec![stage(
        "Trinn",
        vec![bar("M", on(2020, 1, 1), on(2020, 9, 1))],
    )]);
    timeline.stages[0].bars[0].status = Status::Done;
    let svg = screen(&timeline);
    assert!(!sees(&svg, "I dag") && sees(&svg, "Per 22. nov. 2026"));
}

#[test]
fn a_target_on_the_day_of_today_has_a_flag_of_its_own() {
    let mut timeline = full(1, 3);
    let plain = height(&screen(&timeline));
    timeline.target = Some(Target {
        date: timeline.today + Days::new(1),
        probability: None,
    });
    let svg = screen(&timeline);
    assert!(height(&svg) > plain, "the flags stand in two rows");
    assert!(sees(&svg, "Måldato 23. nov. 2026") && sees(&svg, "I dag 22. nov. 2026"));
}

#[test]
fn the_screen_grows_with_the_rows() {
    let (few, many) = (height(&screen(&full(5, 4))), height(&screen(&full(5, 80))));
    assert!((many - few - 5.0 * 76.0 * 40.0).abs() < 1.0, "{few} {many}");
}

#[test]
fn probabilities_outside_their_range_are_clamped_and_what_is_no_number_is_left_out() {
    let mut timeline = full(1, 1);
    for (given, shown) in [
        (Some(7.0), "· 100\u{a0}%"),
        (Some(-1.0), "· 0\u{a0}%"),
        (Some(f64::NAN), "2029"),
    ] {
        timeline.target = Some(Target {
            date: on(2029, 12, 31),
            probability: given,
        });
        let flag = seen(&screen(&timeline))
            .into_iter()
            .find(|text| text.starts_with("Måldato 31"))
            .unwrap();
        assert!(flag.ends_with(shown), "{flag}");
    }
}

fn height(svg: &str) -> f64 {
    let document = roxmltree::Document::parse(svg).expect("the picture is well-formed");
    let height = document
        .root_element()
        .attribute("height")
        .expect("the picture has a height");
    height.parse().expect("the height of a screen is a number")
}
