//! The legend: what occurs in the picture, each with its sign and its word.

use crate::icons::{self, Icon};
use crate::lettering::Lettering;
use crate::model::{Language, StageState, Status};
use crate::palette::Palette;
use crate::plan::Plan;
use crate::shapes::{self, Extent};
use crate::svg::{Canvas, Element};
use crate::words::{Word, say};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Icon(Icon),
    Bar { critical: bool, progress: f64 },
    Band,
    Baseline,
    Due,
    Gate { passed: bool },
}

#[derive(Debug)]
struct Item {
    sign: Sign,
    text: &'static str,
    /// From the legend's upper left corner.
    x: f64,
    y: f64,
}

#[derive(Debug)]
pub(crate) struct Legend {
    items: Vec<Item>,
    scale: f64,
    /// Zero where there is nothing to explain.
    pub(crate) height: f64,
}

const ROW: f64 = 24.0;
const ABOVE: f64 = 14.0;

impl Legend {
    /// Sets what occurs in a plan into lines of at most `width`.
    pub(crate) fn of(plan: &Plan, width: f64, scale: f64, language: Language) -> Self {
        let lettering = Lettering::new(12.0 * scale, "");
        let mut items = Vec::new();
        let (mut x, mut y) = (0.0, 0.0);
        for group in [statuses(plan), shapes_in(plan)] {
            if x > 0.0 && !group.is_empty() {
                (x, y) = (0.0, y + ROW * scale);
            }
            for (sign, word) in group {
                let text = say(language, word);
                let needs = sign.width() * scale + 8.0 * scale + lettering.width(text);
                if x > 0.0 && x + needs > width {
                    (x, y) = (0.0, y + ROW * scale);
                }
                items.push(Item { sign, text, x, y });
                x += needs + 18.0 * scale;
            }
        }
        let height = if items.is_empty() {
            0.0
        } else {
            y + (ROW + ABOVE) * scale
        };
        Self { items, scale, height }
    }

    pub(crate) fn draw(&self, canvas: &mut Canvas, left: f64, top: f64, p: &Palette) {
        let lettering = Lettering::new(12.0 * self.scale, p.text);
        canvas.open(Element::new("g"));
        for item in &self.items {
            let x = left + item.x;
            let middle = top + item.y + (ABOVE + ROW / 2.0) * self.scale;
            let width = item.sign.width() * self.scale;
            item.sign.draw(canvas, x, middle, width, self.scale, p);
            lettering.write_centred(
                canvas,
                x + width + 8.0 * self.scale,
                middle,
                item.text,
                f64::INFINITY,
            );
        }
        canvas.close();
    }
}

impl Sign {
    fn width(self) -> f64 {
        match self {
            Self::Icon(_) | Self::Gate { .. } => 14.0,
            Self::Due => 10.0,
            Self::Bar { .. } | Self::Band | Self::Baseline => 30.0,
        }
    }

    fn draw(self, canvas: &mut Canvas, x: f64, middle: f64, width: f64, scale: f64, p: &Palette) {
        let at = Extent {
            left: x,
            right: x + width,
            middle,
            height: 12.0 * scale,
            scale,
        };
        let centre = x + width / 2.0;
        match self {
            Self::Icon(icon) => icons::draw(canvas, icon, centre, middle, 7.0 * scale, p),
            Self::Bar { critical, progress } => {
                shapes::body(canvas, at, Status::InProgress, critical, progress, p);
            }
            Self::Band => shapes::band(canvas, at, p),
            Self::Baseline => shapes::baseline(canvas, at, p),
            Self::Due => {
                let at = Extent {
                    left: centre,
                    right: centre,
                    height: 15.0 * scale,
                    ..at
                };
                shapes::due(canvas, at, false, p);
            }
            Self::Gate { passed } => shapes::diamond(canvas, centre, middle, 6.0 * scale, passed, p),
        }
    }
}

fn statuses(plan: &Plan) -> Vec<(Sign, Word)> {
    let statuses = [
        Status::Done,
        Status::InProgress,
        Status::Planned,
        Status::Blocked,
        Status::Cancelled,
    ];
    let mut found: Vec<_> = statuses
        .into_iter()
        .filter(|status| plan.rows().any(|row| row.status == *status))
        .map(|status| (Sign::Icon(Icon::Status(status)), Word::Status(status)))
        .collect();
    if plan.rows().any(|row| row.late.is_some()) {
        found.push((Sign::Icon(Icon::Late), Word::Late));
    }
    if plan.rows().any(|row| row.critical) {
        found.push((Sign::Icon(Icon::Critical), Word::CriticalPath));
    }
    if plan.stages.iter().any(|lane| lane.at_risk) {
        found.push((Sign::Icon(Icon::AtRisk), Word::AtRisk));
    }
    found
}

fn shapes_in(plan: &Plan) -> Vec<(Sign, Word)> {
    let counted = |status: Status| status != Status::Cancelled;
    let gate = |passed: bool| {
        plan.stages
            .iter()
            .any(|lane| lane.gate.is_some() && (lane.state == StageState::Passed) == passed)
    };
    let all = [
        (
            plan.rows().any(|row| counted(row.status) && row.progress > 0.0),
            Sign::Bar {
                critical: false,
                progress: 1.0,
            },
            Word::Performed,
        ),
        (
            plan.rows().any(|row| counted(row.status) && row.progress < 1.0),
            Sign::Bar {
                critical: false,
                progress: 0.0,
            },
            Word::Remaining,
        ),
        (
            plan.rows().any(|row| row.critical),
            Sign::Bar {
                critical: true,
                progress: 0.4,
            },
            Word::CriticalPath,
        ),
        (plan.rows().any(|row| row.band.is_some()), Sign::Band, Word::Band),
        (
            plan.rows().any(|row| row.baseline.is_some()),
            Sign::Baseline,
            Word::Baseline,
        ),
        (plan.rows().any(|row| row.due.is_some()), Sign::Due, Word::Due),
        (gate(true), Sign::Gate { passed: true }, Word::GatePassed),
        (gate(false), Sign::Gate { passed: false }, Word::GateExpected),
    ];
    all.into_iter()
        .filter(|(occurs, ..)| *occurs)
        .map(|(_, sign, word)| (sign, word))
        .collect()
}
