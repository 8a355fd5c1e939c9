//! The printed page: always one, always legible, the most important first.

use timeline::{Status, Theme, Timeline};

use crate::specimen::{assert_on_page, bar, full, on, print, roadmap, seen, sees, stage};

/// 6 pt on a page whose unit is a quarter of a millimetre.
const SIX_POINTS: f64 = 6.0 * 25.4 / 72.0 * 4.0;

fn many() -> Vec<Timeline> {
    [
        (0, 0),
        (1, 0),
        (1, 1),
        (5, 5),
        (5, 12),
        (5, 80),
        (1, 400),
        (40, 10),
        (400, 1),
        (120, 0),
    ]
    .map(|(stages, each)| full(stages, each))
    .into()
}

#[test]
fn however_much_there_is_it_is_one_page_of_legible_text() {
    for timeline in many() {
        let svg = print(&timeline);
        assert_on_page(&svg);
        let document = roxmltree::Document::parse(&svg).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("width"), Some("420mm"));
        assert_eq!(root.attribute("height"), Some("297mm"));
        assert_eq!(root.attribute("viewBox"), Some("0 0 1680 1188"));
        for size in document
            .descendants()
            .filter_map(|node| node.attribute("font-size"))
        {
            assert!(size.parse::<f64>().unwrap() >= SIX_POINTS, "{size}");
        }
    }
}

#[test]
fn the_chart_ends_above_the_footer() {
    for timeline in many() {
        let svg = print(&timeline);
        let document = roxmltree::Document::parse(&svg).unwrap();
        let mut lowest = document
            .descendants()
            .filter(|node| node.tag_name().name() == "text")
            .map(|node| node.attribute("y").unwrap().parse::<f64>().unwrap())
            .collect::<Vec<_>>();
        lowest.sort_by(f64::total_cmp);
        lowest.reverse();
        // The footer is two texts on one line; what comes next keeps clear of it.
        assert!((lowest[0] - lowest[1]).abs() < 0.01);
        assert!(lowest[0] - lowest[2] > 25.0, "{} {}", lowest[0], lowest[2]);
    }
}

#[test]
fn what_has_no_room_is_counted() {
    for timeline in many() {
        let texts = seen(&print(&timeline));
        let number = |text: &str| text.split(' ').nth(1).unwrap().parse::<usize>().unwrap();
        let left_out: usize = texts
            .iter()
            .filter(|text| text.starts_with("+ ") && text.contains("milep"))
            .map(|text| number(text))
            .sum();
        let stages_left_out: usize = texts
            .iter()
            .filter(|text| text.starts_with("+ ") && text.contains("trinn"))
            .map(|text| number(text))
            .sum();
        let shown = texts.iter().filter(|text| text.starts_with("Milepæl ")).count();
        let stages: Vec<_> = timeline
            .stages
            .iter()
            .enumerate()
            .filter(|(place, stage)| texts.contains(&format!("{}. {}", place + 1, stage.title)))
            .collect();
        let expected: usize = stages.iter().map(|(_, stage)| stage.bars.len()).sum();
        assert_eq!(shown + left_out, expected);
        assert_eq!(stages.len() + stages_left_out, timeline.stages.len());
        assert!(timeline.stages.is_empty() || !stages.is_empty());
    }
}

#[test]
fn critical_and_late_milestones_come_before_the_others() {
    let mut bars: Vec<_> = (0..200)
        .map(|place| bar(&format!("Vanlig {place}"), on(2027, 1, 1), on(2028, 1, 1)))
        .collect();
    bars[150].title = "Kritisk".into();
    bars[150].critical = true;
    bars[190].title = "Sen".into();
    bars[190].due = Some(on(2027, 6, 1));
    bars[120].title = "Ferdig".into();
    bars[120].status = Status::Done;
    let svg = print(&roadmap(vec![stage("Trinn", bars)]));
    assert!(sees(&svg, "Kritisk") && sees(&svg, "Sen"));
    assert!(sees(&svg, "milepæler til"));
}

#[test]
fn paper_does_not_follow_the_theme() {
    let timeline = full(5, 5);
    let draw = |theme| timeline::render(&timeline, theme, timeline::Form::PrintA3, timeline::Language::Sv);
    assert_eq!(draw(Theme::Light), draw(Theme::Dark));
}
