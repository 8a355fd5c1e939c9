//! The small signs for states and statuses: each has a shape of its own, so that none needs its colour.

use crate::model::{StageState, Status};
use crate::palette::Palette;
use crate::svg::{Canvas, Element, circle, path, rect, tidy};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Status(Status),
    /// An open stage is a filled disc; the caller writes its number on it.
    State(StageState),
    Late,
    Critical,
    AtRisk,
    Flag,
}

/// Draws a sign of the given radius around a point.
pub(crate) fn draw(canvas: &mut Canvas, icon: Icon, x: f64, y: f64, radius: f64, p: &Palette) {
    let place = format!(
        "translate({} {}) scale({})",
        tidy(x),
        tidy(y),
        tidy(radius / 10.0)
    );
    canvas.open(Element::new("g").word("transform", &place).fill("none"));
    match icon {
        Icon::Status(status) => draw_status(canvas, status, p),
        Icon::State(state) => draw_state(canvas, state, p),
        Icon::Late => {
            canvas.leaf(circle(0.0, 0.0, 8.6).fill(p.paper).stroke(p.late, 2.4));
            canvas.leaf(open_path("M0 -5V0.6L3.8 3", p.late, 2.4));
        }
        Icon::Critical => {
            canvas.leaf(path("M2.5 -10L-6.5 2H-0.8L-2.5 10L6.5 -2.4H0.6Z").fill(p.critical));
        }
        Icon::AtRisk => {
            canvas.leaf(
                path("M0 -9L10 8.5H-10Z")
                    .fill(p.late)
                    .stroke(p.late, 1.5)
                    .word("stroke-linejoin", "round"),
            );
            canvas.leaf(open_path("M0 -3.5V2.2", p.paper, 2.4));
            canvas.leaf(circle(0.0, 5.6, 1.4).fill(p.paper));
        }
        Icon::Flag => {
            canvas.leaf(open_path("M-6 -9V9", p.target, 2.2));
            canvas.leaf(path("M-6 -9H8L4.5 -4L8 1H-6Z").fill(p.target));
        }
    }
    canvas.close();
}

fn draw_status(canvas: &mut Canvas, status: Status, p: &Palette) {
    match status {
        Status::Planned => canvas.leaf(circle(0.0, 0.0, 8.6).stroke(p.muted, 2.0)),
        Status::InProgress => {
            canvas.leaf(circle(0.0, 0.0, 8.6).stroke(p.work, 2.2));
            canvas.leaf(path("M0 -8.6A8.6 8.6 0 0 1 0 8.6Z").fill(p.work));
        }
        Status::Blocked => {
            canvas.leaf(path("M-4 -9.7H4L9.7 -4V4L4 9.7H-4L-9.7 4V-4Z").fill(p.late));
            canvas.leaf(rect(-5.5, -1.6, 11.0, 3.2).fill(p.paper));
        }
        Status::Done => {
            canvas.leaf(circle(0.0, 0.0, 9.6).fill(p.done));
            canvas.leaf(open_path("M-4.4 0.3L-1.2 3.6L4.6 -3.2", p.paper, 2.6));
        }
        Status::Cancelled => {
            canvas.leaf(
                circle(0.0, 0.0, 8.6)
                    .stroke(p.muted, 2.0)
                    .word("stroke-dasharray", "3.4 2"),
            );
            canvas.leaf(open_path("M-3.6 -3.6L3.6 3.6M3.6 -3.6L-3.6 3.6", p.muted, 2.2));
        }
    }
}

fn draw_state(canvas: &mut Canvas, state: StageState, p: &Palette) {
    match state {
        StageState::Passed => {
            canvas.leaf(circle(0.0, 0.0, 10.0).fill(p.done));
            canvas.leaf(open_path("M-4.4 0.3L-1.2 3.6L4.6 -3.2", p.paper, 2.4));
        }
        StageState::Open => canvas.leaf(circle(0.0, 0.0, 10.0).fill(p.work)),
        StageState::InReview => {
            canvas.leaf(circle(0.0, 0.0, 9.0).fill(p.paper).stroke(p.work, 2.0));
            canvas.leaf(circle(-1.0, -1.0, 3.4).stroke(p.work, 1.9));
            canvas.leaf(open_path("M1.5 1.5L5 5", p.work, 2.2));
        }
        StageState::Locked => {
            canvas.leaf(circle(0.0, 0.0, 9.2).fill(p.paper).stroke(p.muted, 1.5));
            canvas.leaf(rect(-4.0, -1.0, 8.0, 6.0).number("rx", 1.2).fill(p.muted));
            canvas.leaf(open_path("M-2.5 -1V-2.8A2.5 2.5 0 0 1 2.5 -2.8V-1", p.muted, 1.6));
        }
    }
}

fn open_path(d: &str, colour: &str, width: f64) -> Element {
    path(d)
        .stroke(colour, width)
        .word("stroke-linecap", "round")
        .word("stroke-linejoin", "round")
}
