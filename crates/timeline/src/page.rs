//! The page: its size, the scale of its text, and where each line of the chart stands.

use crate::axis::Axis;
use crate::flags::Flags;
use crate::legend::Legend;
use crate::model::{Form, Language};
use crate::plan::Plan;
use crate::selection;

/// What a line of the chart shows. Numbers are places in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    Stage(usize),
    /// Stage, milestone.
    Row(usize, usize),
    /// So many milestones of the stage above have no room.
    MoreRows(usize),
    MoreStages(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    pub(crate) top: f64,
    pub(crate) height: f64,
}

/// Heights of the chart's lines, in user units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heights {
    pub(crate) stage: f64,
    pub(crate) row: f64,
    pub(crate) more: f64,
    /// Above each stage but the first.
    pub(crate) gap: f64,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) form: Form,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) margin: f64,
    /// Scale of header, axis and legend; 1 on a screen.
    pub(crate) scale: f64,
    /// Scale of the chart's lines; 1 on a screen.
    pub(crate) row_scale: f64,
    /// How much higher than needed the lines are, to fill a printed page; 1 to `LOOSEST`.
    pub(crate) pitch: f64,
    /// The owner stands under the title, else behind it.
    pub(crate) two_lines: bool,
    pub(crate) axis: Axis,
    pub(crate) flags: Flags,
    pub(crate) legend: Legend,
    pub(crate) figures_top: f64,
    /// The frame around axis and lines.
    pub(crate) frame_top: f64,
    pub(crate) lines_top: f64,
    pub(crate) lines: Vec<Line>,
    pub(crate) lines_bottom: f64,
}

/// User units per millimetre on paper.
const PER_MM: f64 = 4.0;
/// 6 pt in user units of paper: the smallest text that is still read.
pub(crate) const SMALLEST_PRINT: f64 = 6.0 * 25.4 / 72.0 * PER_MM;
/// The smallest text of a line at scale 1.
const SMALLEST_TEXT: f64 = 11.0;
const FIGURES: f64 = 66.0;
const AXIS_ROW: f64 = 24.0;
const FLAG_ROW: f64 = 30.0;
const LOOSEST: f64 = 1.5;
const EMPTY: f64 = 150.0;

impl Page {
    pub(crate) fn lay_out(plan: &Plan, form: Form, language: Language) -> Self {
        let (width, margin, scale, label_width) = match form {
            Form::Screen => (1200.0, 32.0, 1.0, 352.0),
            Form::PrintA3 => (420.0 * PER_MM, 12.0 * PER_MM, 1.2, 440.0),
        };
        let left = margin + label_width;
        let axis = Axis::fit(
            plan.span,
            plan.today,
            (left, width - margin - left),
            scale,
            language,
        );
        let flags = Flags::place(plan, &axis, scale, language);
        let legend = Legend::of(plan, width - 2.0 * margin, scale, language);

        let title = if plan.subtitle.is_some() || plan.span.is_some() {
            62.0
        } else {
            42.0
        };
        let figures_top = margin + title * scale;
        let frame_top = figures_top + (FIGURES + 18.0) * scale;
        let axis_rows = if axis.minors.is_empty() { 1.0 } else { 2.0 };
        let lines_top = frame_top + (axis_rows * AXIS_ROW + flags.rows() * FLAG_ROW) * scale;
        let below = legend.height + margin + if form == Form::PrintA3 { 34.0 * scale } else { 0.0 };

        let mut page = Self {
            form,
            width,
            height: 297.0 * PER_MM,
            margin,
            scale,
            row_scale: 1.0,
            pitch: 1.0,
            two_lines: plan.rows().any(|row| row.owner.is_some()),
            axis,
            flags,
            legend,
            figures_top,
            frame_top,
            lines_top,
            lines: Vec::new(),
            lines_bottom: lines_top,
        };
        let kinds = match form {
            Form::Screen => selection::everything(plan),
            Form::PrintA3 => page.fit_lines(plan, page.height - below - lines_top),
        };
        page.stack(&kinds);
        if plan.rows().next().is_none() {
            page.lines_bottom += EMPTY * scale;
        }
        if form == Form::Screen {
            page.height = page.lines_bottom + below;
        }
        page
    }

    /// Chooses the largest scale at which everything fits, and what to show if nothing legible does.
    fn fit_lines(&mut self, plan: &Plan, room: f64) -> Vec<LineKind> {
        let all = selection::everything(plan);
        let room = if plan.rows().next().is_none() {
            room - EMPTY * self.scale
        } else {
            room
        };
        let smallest = SMALLEST_PRINT / SMALLEST_TEXT + 0.005;
        let owners = self.two_lines;
        // In steps of a twentieth; owners stand under the titles as long as they are not too small.
        let steps = |from: i32, to: i32| (to..=from).rev().map(|twentieths| f64::from(twentieths) / 20.0);
        let two_line_scales = steps(26, 18).map(|scale| (owners, scale));
        let one_line_scales = steps(26, 16).chain([smallest]).map(|scale| (false, scale));
        for (two_lines, scale) in two_line_scales.chain(one_line_scales) {
            (self.two_lines, self.row_scale) = (two_lines, scale);
            let needed = self.stacked_height(&all);
            if needed <= room {
                self.pitch = (room / needed.max(1.0)).clamp(1.0, LOOSEST);
                return all;
            }
        }
        // The last line needs its own air.
        selection::most_important(plan, room - self.heights().gap, &self.heights())
    }

    pub(crate) fn heights(&self) -> Heights {
        let scale = self.row_scale * self.pitch;
        let row = if self.two_lines { 40.0 } else { 26.0 };
        Heights {
            stage: 36.0 * scale,
            row: row * scale,
            more: 24.0 * scale,
            gap: 8.0 * scale,
        }
    }

    fn stacked_height(&self, kinds: &[LineKind]) -> f64 {
        let heights = self.heights();
        kinds
            .iter()
            .map(|kind| heights.above(*kind) + heights.of(*kind))
            .sum::<f64>()
            + heights.gap
    }

    fn stack(&mut self, kinds: &[LineKind]) {
        let heights = self.heights();
        let mut top = self.lines_top;
        for (index, &kind) in kinds.iter().enumerate() {
            if index > 0 {
                top += heights.above(kind);
            }
            let height = heights.of(kind);
            self.lines.push(Line { kind, top, height });
            top += height;
        }
        self.lines_bottom = if kinds.is_empty() { top } else { top + heights.gap };
    }

    /// Where a stage's lane ends, given the place of its heading among the lines.
    pub(crate) fn lane_bottom(&self, heading: usize) -> f64 {
        let next = self.lines[heading + 1..]
            .iter()
            .find(|line| matches!(line.kind, LineKind::Stage(_) | LineKind::MoreStages(_)));
        next.map_or(self.lines_bottom, |line| line.top)
    }

    pub(crate) fn inner_width(&self) -> f64 {
        self.width - 2.0 * self.margin
    }

    pub(crate) fn right(&self) -> f64 {
        self.width - self.margin
    }

    pub(crate) fn axis_row(&self) -> f64 {
        AXIS_ROW * self.scale
    }

    pub(crate) fn flag_row(&self) -> f64 {
        FLAG_ROW * self.scale
    }

    pub(crate) fn figures_height(&self) -> f64 {
        FIGURES * self.scale
    }
}

impl Heights {
    fn of(&self, kind: LineKind) -> f64 {
        match kind {
            LineKind::Stage(_) => self.stage,
            LineKind::Row(..) => self.row,
            LineKind::MoreRows(_) | LineKind::MoreStages(_) => self.more,
        }
    }

    fn above(&self, kind: LineKind) -> f64 {
        match kind {
            LineKind::Stage(_) | LineKind::MoreStages(_) => self.gap,
            LineKind::Row(..) | LineKind::MoreRows(_) => 0.0,
        }
    }
}
