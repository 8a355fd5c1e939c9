//! The ground of the chart: axis, grid, weekends, flags with their lines, frame, and the empty state.

use crate::flags::FlagKind;
use crate::icons::{self, Icon};
use crate::lettering::{Anchor, Lettering};
use crate::model::Status;
use crate::scene::Scene;
use crate::svg::{line, rect, tidy};
use crate::words::Word;

impl Scene<'_> {
    /// Weekends, grid lines and the names of the axis.
    pub(crate) fn grid(&mut self) {
        let (page, p, k) = (self.page, self.p, self.page.scale);
        let (axis, bottom) = (&page.axis, page.lines_bottom);
        for &saturday in &axis.weekends {
            let (from, to) = (axis.x(saturday), axis.x(saturday.saturating_add(2)));
            if to > from {
                let ground = rect(from, page.lines_top, to - from, bottom - page.lines_top);
                self.canvas.leaf(ground.fill(p.weekend));
            }
        }
        let fine_top = page.frame_top + page.axis_row();
        for (marks, top, colour) in [
            (&axis.minors, fine_top, p.grid),
            (&axis.majors, page.frame_top, p.frame),
        ] {
            for mark in marks {
                let x = axis.x(mark.from);
                if mark.from == marks[0].from {
                    continue;
                }
                let within_a_week =
                    !axis.minors.is_empty() && axis.minors.iter().all(|minor| minor.from != mark.from);
                if within_a_week {
                    // A month that begins within a week leaves the week's name alone.
                    self.canvas.leaf(line(x, top, x, fine_top).stroke(colour, k));
                    self.canvas
                        .leaf(line(x, fine_top + page.axis_row(), x, bottom).stroke(colour, k));
                } else {
                    self.canvas.leaf(line(x, top, x, bottom).stroke(colour, k));
                }
            }
        }
        let heading = self.say(Word::StagesAndMilestones);
        let caption = Lettering::new(12.0 * k, p.muted);
        let (x, middle) = (page.margin + 15.0 * k, page.lines_top - 16.0 * k);
        let room = axis.edge() - x - 8.0 * k;
        caption.write_centred(&mut self.canvas, x, middle, heading, room);
        for mark in &axis.majors {
            let (from, to) = (axis.x(mark.from), axis.x(mark.end));
            let lettering = Lettering::new(12.0 * k, p.text).bold();
            if lettering.width(&mark.label) + 8.0 * k <= to - from {
                let middle = page.frame_top + page.axis_row() / 2.0;
                lettering.write_centred(&mut self.canvas, from + 7.0 * k, middle, &mark.label, to - from);
            }
        }
        for mark in &axis.minors {
            let (from, to) = (axis.x(mark.from), axis.x(mark.end));
            let lettering = Lettering::new(11.0 * k, p.muted).anchor(Anchor::Middle);
            if lettering.width(&mark.label) <= to - from {
                let middle = fine_top + page.axis_row() / 2.0;
                let centre = f64::midpoint(from, to);
                lettering.write_centred(&mut self.canvas, centre, middle, &mark.label, to - from);
            }
        }
    }

    /// The lines of today or of the target date, from their flag to the bottom.
    pub(crate) fn upright_lines(&mut self, kind: FlagKind) {
        let (page, p, k) = (self.page, self.p, self.page.scale);
        for flag in page.flags.0.iter().filter(|flag| flag.kind == kind) {
            let (top, height) = self.flag_box(flag.row);
            let (colour, width, dashes) = match kind {
                FlagKind::Today => (p.text, 1.5 * k, [2.0 * k, 2.5 * k]),
                FlagKind::Target => (p.target, 1.8 * k, [9.0 * k, 4.0 * k]),
            };
            let dashes = dashes.map(tidy).join(" ");
            let upright = line(flag.at, top + height, flag.at, page.lines_bottom);
            self.canvas
                .leaf(upright.stroke(colour, width).word("stroke-dasharray", &dashes));
        }
    }

    pub(crate) fn flags(&mut self) {
        let (p, k) = (self.p, self.page.scale);
        for flag in &self.page.flags.0 {
            let (top, height) = self.flag_box(flag.row);
            let middle = top + height / 2.0;
            let shape = rect(flag.left, top, flag.width, height).number("rx", 3.0 * k);
            // The room beyond the estimate is shared by both sides.
            let mut centre = flag.left + flag.width / 2.0;
            let colour = match flag.kind {
                FlagKind::Today => {
                    self.canvas.leaf(shape.fill(p.text));
                    p.paper
                }
                FlagKind::Target => {
                    self.canvas.leaf(shape.fill(p.paper).stroke(p.target, 1.4 * k));
                    icons::draw(
                        &mut self.canvas,
                        Icon::Flag,
                        flag.left + 13.0 * k,
                        middle,
                        6.0 * k,
                        p,
                    );
                    centre += 5.0 * k;
                    p.text
                }
            };
            let lettering = Lettering::new(11.0 * k, colour).bold().anchor(Anchor::Middle);
            lettering.write_centred(&mut self.canvas, centre, middle, &flag.text, f64::INFINITY);
        }
    }

    /// Top and height of the flags of a row.
    fn flag_box(&self, row: u8) -> (f64, f64) {
        let page = self.page;
        let first = page.lines_top - page.flags.rows() * page.flag_row();
        (
            first + f64::from(row) * page.flag_row() + 4.0 * page.scale,
            page.flag_row() - 8.0 * page.scale,
        )
    }

    /// The outline of the chart, over everything that touches it.
    pub(crate) fn frame(&mut self) {
        let (page, p, k) = (self.page, self.p, self.page.scale);
        let (left, right, top, bottom) = (page.margin, page.right(), page.frame_top, page.lines_bottom);
        let column = page.axis.edge();
        self.canvas
            .leaf(line(column, top, column, bottom).stroke(p.frame, k));
        let outline = rect(left, top, right - left, bottom - top).number("rx", 6.0 * k);
        self.canvas.leaf(outline.word("fill", "none").stroke(p.frame, k));
    }

    pub(crate) fn empty_state(&mut self) {
        let (page, p, k) = (self.page, self.p, self.page.scale);
        let centre = f64::midpoint(page.axis.edge(), page.axis.right());
        let middle = page.lines_bottom - 75.0 * k;
        let room = page.axis.right() - page.axis.edge() - 40.0 * k;
        let (heading, hint) = (self.say(Word::NoMilestones), self.say(Word::NoMilestonesHint));
        let (left, top) = (page.axis.edge() + k, middle - 74.0 * k);
        let shade = rect(
            left,
            top,
            page.axis.right() - left - k,
            page.lines_bottom - top - k,
        );
        self.canvas.leaf(shade.number("rx", 6.0 * k).fill(p.paper));
        icons::draw(
            &mut self.canvas,
            Icon::Status(Status::Planned),
            centre,
            middle - 26.0 * k,
            11.0 * k,
            p,
        );
        let lettering = Lettering::new(16.0 * k, p.text).bold().anchor(Anchor::Middle);
        lettering.write_centred(&mut self.canvas, centre, middle + 6.0 * k, heading, room);
        let lettering = Lettering::new(13.0 * k, p.muted).anchor(Anchor::Middle);
        lettering.write_centred(&mut self.canvas, centre, middle + 30.0 * k, hint, room);
    }
}
