//! A plan as a picture: the timeline of a roadmap as SVG, for reports, intranet pages and print.
//!
//! Pure: the caller hands dates and texts, and gets the text of an SVG document.
//!
//! - [`Timeline`], [`Stage`] and [`Bar`]: what is to be shown.
//! - [`Theme`], [`Form`] and [`Language`]: how.
//! - [`render`]: the picture.
//!
//! The document stands alone. It has no scripts, style sheets, fonts or images of its own or of others,
//! only presentation attributes, so that it shows in an `img` element and under the strictest content policy.
//! Whatever has a colour also has a shape, a hatching or a word.

mod axis;
mod bars;
mod chart;
mod date;
mod description;
mod flags;
mod header;
mod icons;
mod lanes;
mod legend;
mod lettering;
mod model;
mod page;
mod palette;
mod plan;
mod scene;
mod selection;
mod shapes;
mod svg;
mod words;

pub use model::{Bar, Form, Language, Stage, StageState, Status, Target, Theme, Timeline};

/// Renders a timeline as one SVG document.
///
/// The same input always gives the same text. No input makes it fail: dates in the wrong order are swapped,
/// shares outside their range are clamped, and what has no room is shortened or counted.
pub fn render(timeline: &Timeline, theme: Theme, form: Form, language: Language) -> String {
    let plan = plan::Plan::of(timeline);
    let page = page::Page::lay_out(&plan, form, language);
    let scene = scene::Scene {
        plan: &plan,
        page: &page,
        p: palette::palette(theme, form),
        language,
        canvas: svg::Canvas::default(),
    };
    scene.draw()
}
