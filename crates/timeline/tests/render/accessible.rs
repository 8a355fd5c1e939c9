//! The picture for those who do not see it, and for pages that forbid what they do not know.

use std::collections::BTreeSet;

use timeline::Language;

use crate::specimen::{every_way, full, on, roadmap, screen, stage};

#[test]
fn title_and_description_name_the_picture_in_its_language() {
    every_way(&full(5, 5), |svg, _, language| {
        let document = roxmltree::Document::parse(svg).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let tag = match language {
            Language::Nb => "nb",
            Language::Sv => "sv",
            Language::En => "en",
        };
        assert_eq!(root.attribute("lang"), Some(tag));
        let elements: Vec<_> = root.children().filter(roxmltree::Node::is_element).collect();
        assert_eq!(elements[0].tag_name().name(), "title");
        assert_eq!(elements[1].tag_name().name(), "desc");
        let ids: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
        assert_eq!(
            ids,
            [
                elements[0].attribute("id").unwrap(),
                elements[1].attribute("id").unwrap()
            ]
        );
    });
}

#[test]
fn the_description_tells_what_the_picture_shows() {
    let svg = screen(&full(2, 5));
    let document = roxmltree::Document::parse(&svg).unwrap();
    let desc = document
        .descendants()
        .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "desc")));
    // Both stages have one milestone of each status; the second of each is critical and, of these two, both are open.
    assert_eq!(
        desc.unwrap().text().unwrap(),
        "Tidslinje fra 5. jan. 2026 til 31. des. 2029, per 22. nov. 2026. \
         2 trinn med 8 milepæler: 2 ferdig, 6 forsinket, 2 på kritisk sti. \
         Neste beslutningspunkt: Beslutningspunkt 2, Trinn med et navn 1, 24. juni 2026. \
         Prognose: siste milepæl er ferdig innen 7. juli 2026 (50\u{a0}%) eller 1. aug. 2026 (80\u{a0}%). \
         Måldato: 31. des. 2029, 62\u{a0}% sannsynlig."
    );
}

#[test]
fn nothing_runs_loads_or_styles_beyond_the_document() {
    let allowed = [
        "svg", "title", "desc", "defs", "pattern", "g", "rect", "line", "path", "circle", "text", "tspan",
    ];
    every_way(&full(5, 5), |svg, _, _| {
        let document = roxmltree::Document::parse(svg).unwrap();
        let mut ids = BTreeSet::new();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            assert!(allowed.contains(&node.tag_name().name()), "{:?}", node.tag_name());
            for attribute in node.attributes() {
                let name = attribute.name();
                assert!(
                    !name.starts_with("on") && name != "href" && name != "style",
                    "{name}"
                );
                if name == "id" {
                    assert!(
                        ids.insert(attribute.value().to_owned()),
                        "{} twice",
                        attribute.value()
                    );
                }
            }
        }
        for node in document.descendants().filter(|node| node.has_attribute("fill")) {
            let fill = node.attribute("fill").unwrap();
            if let Some(id) = fill.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')) {
                assert!(ids.contains(id), "{id} is not in the document");
            }
        }
        assert_eq!(
            svg.matches("http").count(),
            1,
            "the name space is the only address"
        );
    });
}

#[test]
fn markup_stays_text() {
    let nasty = r#"</text><script>alert("1")</script>&amp;'<![CDATA["#;
    let mut timeline = full(1, 1);
    timeline.title = nasty.into();
    timeline.subtitle = Some(nasty.into());
    timeline.stages[0].title = nasty.into();
    timeline.stages[0].bars[0].title = nasty.into();
    timeline.stages[0].bars[0].owner = Some(nasty.into());
    every_way(&timeline, |svg, _, _| {
        assert!(!svg.contains("<script") && !svg.contains("<![CDATA["));
        let document = roxmltree::Document::parse(svg).unwrap();
        let whole = document
            .descendants()
            .filter_map(|node| node.text())
            .any(|text| text.contains(nasty));
        assert!(whole, "the text is there as it was written");
    });
}

#[test]
fn shortened_text_keeps_its_whole_in_a_title() {
    let long = "Elektroniske dørlåser ".repeat(20);
    let timeline = roadmap(vec![stage(
        long.trim(),
        vec![crate::specimen::bar(long.trim(), on(2026, 1, 1), on(2026, 5, 1))],
    )]);
    let svg = screen(&timeline);
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<_> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text")
        .filter(|node| {
            node.children()
                .any(|part| part.is_text() && part.text().is_some_and(|text| text.ends_with('…')))
        })
        .collect();
    assert_eq!(texts.len(), 2, "the stage and its milestone");
    for text in texts {
        let title = text
            .children()
            .find(|node| node.tag_name().name() == "title")
            .unwrap();
        assert!(title.text().unwrap().ends_with(long.trim()));
    }
}
