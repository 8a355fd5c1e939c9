//! The stages: their headings, states and gates, and the lines that stand for what has no room.

use crate::icons::{self, Icon};
use crate::lettering::{Anchor, Lettering};
use crate::model::StageState;
use crate::page::LineKind;
use crate::plan::Lane;
use crate::scene::Scene;
use crate::shapes;
use crate::svg::{line, rect};
use crate::words::{self, Word};

impl Scene<'_> {
    /// The tinted strips of the headings, and the gates' lines through their lanes.
    pub(crate) fn lane_grounds(&mut self) {
        let (page, p, k) = (self.page, self.p, self.page.row_scale);
        let heading = page.heights().stage;
        for (lane, top, bottom) in self.shown_lanes() {
            let strip = rect(page.margin, top, page.inner_width(), heading);
            self.canvas.leaf(strip.fill(p.lane));
            let Some(gate) = lane.gate else { continue };
            let x = page.axis.x_end(gate);
            self.canvas
                .leaf(line(x, top + heading / 2.0, x, bottom).stroke(p.gate, 1.4 * k));
        }
    }

    /// The headings themselves.
    pub(crate) fn lanes(&mut self) {
        let heading = self.page.heights().stage;
        for (lane, top, _) in self.shown_lanes() {
            self.heading(lane, top + heading / 2.0);
        }
        for place in 0..self.page.lines.len() {
            let line = self.page.lines[place];
            let text = match line.kind {
                LineKind::MoreRows(count) => words::more_milestones(self.language, count),
                LineKind::MoreStages(count) => words::more_stages(self.language, count),
                LineKind::Stage(_) | LineKind::Row(..) => continue,
            };
            let k = self.page.row_scale;
            let lettering = Lettering::new(12.0 * k, self.p.muted);
            let x = self.page.margin + 40.0 * k;
            let room = self.page.axis.edge() - x - 8.0 * k;
            lettering.write_centred(&mut self.canvas, x, line.top + line.height / 2.0, &text, room);
        }
    }

    fn heading(&mut self, lane: &Lane, middle: f64) {
        let (page, p, k) = (self.page, self.p, self.page.row_scale);
        let canvas = &mut self.canvas;
        let icon_x = page.margin + 22.0 * k;
        icons::draw(canvas, Icon::State(lane.state), icon_x, middle, 10.0 * k, p);
        if lane.state == StageState::Open {
            let lettering = Lettering::new(11.5 * k, p.paper).bold().anchor(Anchor::Middle);
            lettering.write_centred(canvas, icon_x, middle, &lane.number.to_string(), 18.0 * k);
        }
        let mut right = page.axis.edge() - 12.0 * k;
        let state = words::say(self.language, Word::State(lane.state));
        let lettering = Lettering::new(11.0 * k, p.muted).anchor(Anchor::End);
        right -= lettering.write_centred(canvas, right, middle, state, 140.0 * k) + 8.0 * k;
        if lane.at_risk {
            let word = words::say(self.language, Word::AtRisk);
            let lettering = Lettering::new(11.0 * k, p.late).bold();
            right -= lettering.width(word) + 4.0 * k;
            lettering.write_centred(canvas, right, middle, word, 100.0 * k);
            right -= 11.0 * k;
            icons::draw(canvas, Icon::AtRisk, right, middle, 6.0 * k, p);
            right -= 14.0 * k;
        }
        let x = page.margin + 40.0 * k;
        let title = format!("{}. {}", lane.number, lane.title);
        Lettering::new(13.5 * k, p.text)
            .bold()
            .write_centred(canvas, x, middle, &title, right - x);
        self.lane_span(lane, middle);
    }

    /// The span of a stage's milestones up to its gate.
    fn lane_span(&mut self, lane: &Lane, middle: f64) {
        let (axis, k) = (&self.page.axis, self.page.row_scale);
        let first = lane.rows.iter().map(|row| row.start).min();
        let last = lane.rows.iter().map(|row| row.finish).max().max(lane.gate);
        let Some((first, last)) = first.zip(last) else {
            return;
        };
        let (from, to) = (axis.x(first), axis.x_end(last));
        if to > from {
            let span = rect(from, middle - 1.5 * k, to - from, 3.0 * k).number("rx", 1.5 * k);
            self.canvas.leaf(span.fill(self.p.frame));
        }
    }

    /// The diamonds of the gates with their dates, over every line that crosses them.
    pub(crate) fn gates(&mut self) {
        let (page, p, k) = (self.page, self.p, self.page.row_scale);
        for (lane, top, _) in self.shown_lanes() {
            let Some(gate) = lane.gate else { continue };
            let (axis, middle) = (&page.axis, top + page.heights().stage / 2.0);
            let x = axis.x_end(gate);
            let text = format!(
                "{} {} · {}",
                self.say(Word::GateShort),
                lane.number,
                self.long(gate)
            );
            let lettering = Lettering::new(11.0 * k, p.gate).bold();
            let (width, gap) = (lettering.width(&text), 12.0 * k);
            let right_side = x + gap + width <= axis.right() - 4.0 * k;
            let (from, anchor) = if right_side {
                (x + gap, Anchor::Start)
            } else {
                (x - gap, Anchor::End)
            };
            let left = if right_side { from } else { from - width };
            let ground = rect(left - 4.0 * k, middle - 8.0 * k, width + 8.0 * k, 16.0 * k);
            self.canvas.leaf(ground.fill(p.lane));
            lettering
                .anchor(anchor)
                .write_centred(&mut self.canvas, from, middle, &text, width + 1.0);
            shapes::diamond(
                &mut self.canvas,
                x,
                middle,
                7.0 * k,
                lane.state == StageState::Passed,
                p,
            );
        }
    }
}
