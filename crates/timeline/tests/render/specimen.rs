//! Roadmaps to draw, and what the tests read from a picture.

use chrono::{Days, NaiveDate};
use timeline::{Bar, Form, Language, Stage, StageState, Status, Target, Theme, Timeline, render};

pub const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
pub const FORMS: [Form; 2] = [Form::Screen, Form::PrintA3];
pub const LANGUAGES: [Language; 3] = [Language::Nb, Language::Sv, Language::En];
pub const STATUSES: [Status; 5] = [
    Status::Planned,
    Status::InProgress,
    Status::Blocked,
    Status::Done,
    Status::Cancelled,
];
pub const STATES: [StageState; 4] = [
    StageState::Passed,
    StageState::InReview,
    StageState::Open,
    StageState::Locked,
];

pub fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date of the calendar")
}

pub fn bar(title: &str, start: NaiveDate, finish: NaiveDate) -> Bar {
    Bar {
        title: title.into(),
        owner: None,
        start,
        finish,
        due: None,
        status: Status::Planned,
        progress: 0,
        critical: false,
        band: None,
        baseline: None,
    }
}

pub fn stage(title: &str, bars: Vec<Bar>) -> Stage {
    Stage {
        title: title.into(),
        state: StageState::Open,
        at_risk: false,
        gate: None,
        bars,
    }
}

pub fn roadmap(stages: Vec<Stage>) -> Timeline {
    Timeline {
        title: "Helse og omsorg".into(),
        subtitle: None,
        today: on(2026, 11, 22),
        stages,
        target: None,
    }
}

/// A roadmap in which everything occurs, with so many milestones in each of so many stages.
pub fn full(stages: usize, each: usize) -> Timeline {
    let first = on(2026, 1, 5);
    let days = |count: usize| Days::new(u64::try_from(count).expect("a small count"));
    let bars = |stage: usize| {
        let made = (0..each).map(|place| {
            let start = first + days(stage * 90 + place * 11);
            let finish = start + days(40 + place % 5);
            let mut bar = bar(&format!("Milepæl {stage}.{place}"), start, finish);
            bar.owner = Some(format!("Enhetsleder {place}"));
            bar.due = Some(finish + days(place % 7 * 5));
            bar.status = STATUSES[(stage + place) % 5];
            bar.progress = u8::try_from(place * 13 % 101).expect("at most 100");
            bar.critical = place % 4 == 1;
            bar.band = Some((finish + days(5), finish + days(30)));
            bar.baseline = Some((start, start + days(30)));
            bar
        });
        made.collect()
    };
    let stages = (0..stages)
        .map(|number| Stage {
            state: STATES[number % 4],
            at_risk: number == 1,
            gate: Some(first + days(number * 90 + 80)),
            ..stage(&format!("Trinn med et navn {number}"), bars(number))
        })
        .collect();
    Timeline {
        subtitle: Some("Fjordvik kommune".into()),
        target: Some(Target {
            date: on(2029, 12, 31),
            probability: Some(0.62),
        }),
        ..roadmap(stages)
    }
}

/// Draws a timeline in each theme, form and language.
pub fn every_way(timeline: &Timeline, mut look: impl FnMut(&str, Form, Language)) {
    for theme in THEMES {
        for form in FORMS {
            for language in LANGUAGES {
                look(&render(timeline, theme, form, language), form, language);
            }
        }
    }
}

pub fn screen(timeline: &Timeline) -> String {
    render(timeline, Theme::Light, Form::Screen, Language::Nb)
}

pub fn print(timeline: &Timeline) -> String {
    render(timeline, Theme::Light, Form::PrintA3, Language::Nb)
}

/// All texts that are seen, titles left out.
pub fn seen(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("the picture is well-formed");
    let texts = document
        .descendants()
        .filter(|node| matches!(node.tag_name().name(), "text" | "tspan"));
    texts
        .map(|node| {
            node.children()
                .filter(roxmltree::Node::is_text)
                .filter_map(|node| node.text())
                .collect()
        })
        .collect()
}

pub fn sees(svg: &str, text: &str) -> bool {
    seen(svg).iter().any(|one| one.contains(text))
}

/// Panics unless every number is finite, every shape has a size, and all stand on the page.
pub fn assert_on_page(svg: &str) {
    let document = roxmltree::Document::parse(svg).expect("the picture is well-formed");
    let root = document.root_element();
    let view: Vec<f64> = root
        .attribute("viewBox")
        .expect("the picture has a view box")
        .split(' ')
        .map(|number| number.parse().expect("a number"))
        .collect();
    let (width, height) = (view[2], view[3]);
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        if node
            .ancestors()
            .any(|up| up.tag_name().name() == "defs" || up.has_attribute("transform"))
        {
            continue;
        }
        for (names, most) in [
            (["x", "x1", "x2", "cx"], width),
            (["y", "y1", "y2", "cy"], height),
        ] {
            for value in names.iter().filter_map(|name| node.attribute(*name)) {
                let value: f64 = value.parse().expect("a number");
                assert!(
                    (-0.5..=most + 0.5).contains(&value),
                    "{value} is off the page in {node:?}"
                );
            }
        }
        for (from, size, most) in [("x", "width", width), ("y", "height", height)] {
            let (Some(from), Some(size)) = (node.attribute(from), node.attribute(size)) else {
                continue;
            };
            let (from, size): (f64, f64) = (from.parse().expect("a number"), size.parse().expect("a number"));
            assert!(
                size >= 0.0 && from + size <= most + 0.5,
                "{node:?} runs off the page"
            );
        }
    }
}
