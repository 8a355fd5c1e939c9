//! The milestones: title and signs on the left, bar with forecast, baseline and due date on the right.

use crate::description;
use crate::icons::{self, Icon};
use crate::lettering::{Anchor, Lettering};
use crate::model::Status;
use crate::plan::Row;
use crate::scene::Scene;
use crate::shapes::{self, Extent};
use crate::svg::{Element, line, rect};
use crate::words;

/// The narrowest bar, in units at scale 1: a day on an axis of years is still seen.
const NARROWEST: f64 = 4.0;

impl Scene<'_> {
    /// Bars and names, one group per milestone.
    pub(crate) fn bars(&mut self) {
        for (row, top, height) in self.shown_rows() {
            let sentence = description::of_row(row, self.language);
            self.canvas.open(Element::new("g"));
            self.canvas.text(Element::new("title"), &sentence, None);
            self.name(row, top, height);
            self.bar(row, top + height / 2.0);
            self.canvas.close();
        }
    }

    fn name(&mut self, row: &Row, top: f64, height: f64) {
        let (page, p, k) = (self.page, self.p, self.page.row_scale);
        let canvas = &mut self.canvas;
        let middle = top + height / 2.0;
        icons::draw(
            canvas,
            Icon::Status(row.status),
            page.margin + 22.0 * k,
            middle,
            7.0 * k,
            p,
        );
        let mut right = page.axis.edge() - 18.0 * k;
        let signs = [(row.critical, Icon::Critical), (row.late.is_some(), Icon::Late)];
        for (_, icon) in signs.into_iter().filter(|(shown, _)| *shown) {
            icons::draw(canvas, icon, right, middle, 7.0 * k, p);
            right -= 19.0 * k;
        }
        let x = page.margin + 40.0 * k;
        let room = right + 5.0 * k - x;
        let cancelled = row.status == Status::Cancelled;
        let colour = if cancelled { p.muted } else { p.text };
        let title = Lettering::new(13.0 * k, colour)
            .weight(row.critical)
            .struck(cancelled);
        let owner = Lettering::new(11.0 * k, p.muted);
        match &row.owner {
            Some(name) if page.two_lines => {
                title.write(canvas, x, middle - 2.5 * k, &row.title, room);
                owner.write(canvas, x, middle + 12.5 * k, name, room);
            }
            Some(name) => {
                let used = title.write_centred(canvas, x, middle, &row.title, room);
                let left = room - used - 12.0 * k;
                // A few letters of a name are worse than none.
                if owner.width(name).min(70.0 * k) <= left {
                    owner
                        .anchor(Anchor::End)
                        .write_centred(canvas, x + room, middle, name, left);
                }
            }
            None => {
                title.write_centred(canvas, x, middle, &row.title, room);
            }
        }
        self.canvas
            .leaf(line(page.axis.edge(), top + height, page.right(), top + height).stroke(p.grid, 0.6 * k));
    }

    fn bar(&mut self, row: &Row, middle: f64) {
        let (p, k) = (self.p, self.page.row_scale);
        let axis = &self.page.axis;
        let at = self.body(row, middle);
        if let Some((from, to)) = row.baseline {
            let line = Extent {
                left: axis.x(from),
                right: axis.x_end(to),
                middle: middle + 11.0 * k,
                ..at
            };
            shapes::baseline(&mut self.canvas, line, p);
        }
        if let Some((likely, surely)) = row.band {
            let (left, right) = (axis.x_end(likely), axis.x_end(surely));
            if left > at.right {
                self.canvas
                    .leaf(line(at.right, middle, left, middle).stroke(p.baseline, 1.4 * k));
            }
            shapes::band(&mut self.canvas, Extent { left, right, ..at }, p);
        }
        shapes::body(&mut self.canvas, at, row.status, row.critical, row.progress, p);
        if let Some(due) = row.due {
            let x = axis.x_end(due);
            let tick = Extent {
                left: x,
                right: x,
                height: 20.0 * k,
                ..at
            };
            shapes::due(&mut self.canvas, tick, row.late.is_some(), p);
        }
    }

    fn body(&self, row: &Row, middle: f64) -> Extent {
        let (axis, k) = (&self.page.axis, self.page.row_scale);
        let left = axis.x(row.start).min(axis.right() - NARROWEST * k);
        let right = axis.x_end(row.finish).max(left + NARROWEST * k);
        let height = if self.page.two_lines { 14.0 } else { 12.0 } * k;
        Extent {
            left,
            right,
            middle,
            height,
            scale: k,
        }
    }

    /// The dates beside the bars, over every line that crosses them.
    pub(crate) fn labels(&mut self) {
        for (row, top, height) in self.shown_rows() {
            self.label(row, top + height / 2.0);
        }
    }

    fn label(&mut self, row: &Row, middle: f64) {
        if row.status == Status::Cancelled {
            return;
        }
        let (p, k) = (self.p, self.page.row_scale);
        let axis = &self.page.axis;
        let date = match row.band {
            Some((_, surely)) => format!("{}: {}", words::percent(self.language, 0.8), self.long(surely)),
            None => self.long(row.finish),
        };
        let late = row.late.map(|days| words::days_late(self.language, days));
        let plain = Lettering::new(11.0 * k, p.muted);
        let alarm = Lettering::new(11.0 * k, p.late).bold();
        let width = plain.width(&date) + late.as_ref().map_or(0.0, |text| 8.0 * k + alarm.width(text));

        let body = self.body(row, middle);
        let due = row.due.map(|due| axis.x_end(due));
        let gap = 9.0 * k;
        let limit = axis.right() - 4.0 * k;
        let after_bar = row
            .band
            .map_or(body.right, |band| body.right.max(axis.x_end(band.1)));
        let after_due = due.map_or(after_bar, |due| after_bar.max(due));
        let before = due.map_or(body.left, |due| body.left.min(due));
        let clear = |from: f64| due.is_none_or(|due| due < from - 6.0 * k || due > from + width + 6.0 * k);
        let right_side = [after_bar + gap, after_due + gap];
        let right_side = right_side
            .into_iter()
            .find(|&from| from + width <= limit && clear(from));
        let left_side = before - gap;
        // Where neither side has room, the label stands over the bar's end.
        let (x, anchor) = match right_side {
            Some(x) => (x, Anchor::Start),
            None if left_side - width >= axis.edge() + 4.0 * k => (left_side, Anchor::End),
            None => (limit, Anchor::End),
        };
        let left = if anchor == Anchor::Start { x } else { x - width };
        let ground = rect(left - 3.0 * k, middle - 7.5 * k, width + 6.0 * k, 15.0 * k);
        // Lines shine through a little; a bar must not.
        let over_bar = right_side.is_none() && x > left_side;
        let opacity = if over_bar { 1.0 } else { 0.88 };
        self.canvas
            .leaf(ground.fill(p.paper).number("fill-opacity", opacity));
        match late {
            Some(text) => {
                let baseline = middle + 11.0 * k * 0.36;
                plain.write_pair(&mut self.canvas, (left, baseline), &date, (alarm, 8.0 * k, &text));
            }
            None => {
                plain
                    .anchor(anchor)
                    .write_centred(&mut self.canvas, x, middle, &date, width + 1.0);
            }
        }
    }
}
