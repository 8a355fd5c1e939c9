//! The picture as a whole: what is drawn in which order, and the document around it.

use crate::date::Day;
use crate::description;
use crate::model::{Form, Language};
use crate::page::{LineKind, Page};
use crate::palette::Palette;
use crate::plan::{Lane, Plan, Row};
use crate::shapes;
use crate::svg::{Canvas, Element, rect, tidy};
use crate::words::{self, Word, say};

/// What every part of the drawing needs.
pub(crate) struct Scene<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) page: &'a Page,
    pub(crate) p: &'static Palette,
    pub(crate) language: Language,
    pub(crate) canvas: Canvas,
}

/// Sans-serif faces that are likely to be there; nothing is fetched.
const FONTS: &str = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans', sans-serif";

impl<'a> Scene<'a> {
    pub(crate) fn draw(mut self) -> String {
        self.open_document();
        shapes::patterns(&mut self.canvas, self.page.scale, self.p);
        let (width, height) = (self.page.width, self.page.height);
        self.canvas.leaf(rect(0.0, 0.0, width, height).fill(self.p.paper));
        self.header();
        self.grid();
        self.lane_grounds();
        self.upright_lines(crate::flags::FlagKind::Target);
        self.lanes();
        self.bars();
        self.upright_lines(crate::flags::FlagKind::Today);
        self.gates();
        self.labels();
        self.frame();
        self.flags();
        if self.plan.rows().next().is_none() {
            self.empty_state();
        }
        self.page
            .legend
            .draw(&mut self.canvas, self.page.margin, self.page.lines_bottom, self.p);
        if self.page.form == Form::PrintA3 {
            self.footer();
        }
        self.canvas.finish()
    }

    fn open_document(&mut self) {
        let (width, height) = (tidy(self.page.width), tidy(self.page.height));
        let (shown_width, shown_height) = match self.page.form {
            Form::Screen => (width.clone(), height.clone()),
            Form::PrintA3 => ("420mm".to_owned(), "297mm".to_owned()),
        };
        let name = self.p.name;
        let tag = words::tag(self.language);
        self.canvas.open(
            Element::new("svg")
                .word("xmlns", "http://www.w3.org/2000/svg")
                .word("width", &shown_width)
                .word("height", &shown_height)
                .word("viewBox", &format!("0 0 {width} {height}"))
                .word("lang", tag)
                .word("xml:lang", tag)
                .word("role", "img")
                .word(
                    "aria-labelledby",
                    &format!("stegvis-{name}-title stegvis-{name}-desc"),
                )
                .word("font-family", FONTS)
                .word("font-weight", "400"),
        );
        let title = if self.plan.title.is_empty() {
            say(self.language, Word::Timeline).to_owned()
        } else {
            format!("{}: {}", say(self.language, Word::Timeline), self.plan.title)
        };
        self.canvas.text(
            Element::new("title").word("id", &format!("stegvis-{name}-title")),
            &title,
            None,
        );
        let description = description::of_plan(self.plan, self.language);
        self.canvas.text(
            Element::new("desc").word("id", &format!("stegvis-{name}-desc")),
            &description,
            None,
        );
    }

    /// The rows on the page, each with the middle of its line.
    pub(crate) fn shown_rows(&self) -> Vec<(&'a Row, f64, f64)> {
        let plan = self.plan;
        let rows = self.page.lines.iter().filter_map(|line| match line.kind {
            LineKind::Row(stage, row) => Some((&plan.stages[stage].rows[row], line.top, line.height)),
            _ => None,
        });
        rows.collect()
    }

    /// The stages on the page, each with the top of its heading and the bottom of its lane.
    pub(crate) fn shown_lanes(&self) -> Vec<(&'a Lane, f64, f64)> {
        let plan = self.plan;
        let lanes = self
            .page
            .lines
            .iter()
            .enumerate()
            .filter_map(|(place, line)| match line.kind {
                LineKind::Stage(stage) => Some((&plan.stages[stage], line.top, self.page.lane_bottom(place))),
                _ => None,
            });
        lanes.collect()
    }

    pub(crate) fn long(&self, day: Day) -> String {
        crate::date::long(day, self.language)
    }

    pub(crate) fn say(&self, word: Word) -> &'static str {
        say(self.language, word)
    }
}
