//! The flags above the chart that name its upright lines: today and the target date.

use crate::axis::Axis;
use crate::date::{self, Day};
use crate::lettering::Lettering;
use crate::model::Language;
use crate::plan::Plan;
use crate::words::{self, Word, say};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlagKind {
    Today,
    Target,
}

#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) kind: FlagKind,
    /// Where its line stands.
    pub(crate) at: f64,
    pub(crate) left: f64,
    pub(crate) width: f64,
    /// 0 is the upper one.
    pub(crate) row: u8,
    pub(crate) text: String,
}

/// The flags of a picture, none over another.
#[derive(Debug)]
pub(crate) struct Flags(pub(crate) Vec<Flag>);

impl Flags {
    pub(crate) fn place(plan: &Plan, axis: &Axis, scale: f64, language: Language) -> Self {
        let mut flags = Vec::new();
        if axis.contains(plan.today) {
            let text = format!(
                "{} {}",
                say(language, Word::Today),
                date::long(plan.today, language)
            );
            flags.push(Flag::new(FlagKind::Today, plan.today, text, axis, scale));
        }
        if let Some(target) = plan.target {
            let text = target_text(target, plan.probability, language);
            let mut flag = Flag::new(FlagKind::Target, target, text, axis, scale);
            let near = |other: &Flag| {
                flag.left < other.left + other.width + 4.0 && other.left < flag.left + flag.width + 4.0
            };
            if flags.iter().any(near) {
                flag.row = 1;
            }
            flags.push(flag);
        }
        Self(flags)
    }

    /// How many rows the flags need.
    pub(crate) fn rows(&self) -> f64 {
        self.0
            .iter()
            .map(|flag| f64::from(flag.row) + 1.0)
            .fold(0.0, f64::max)
    }
}

impl Flag {
    fn new(kind: FlagKind, day: Day, text: String, axis: &Axis, scale: f64) -> Self {
        let at = if kind == FlagKind::Today {
            axis.middle(day)
        } else {
            axis.x_end(day)
        };
        let icon = if kind == FlagKind::Target { 16.0 } else { 0.0 };
        let width = Lettering::new(11.0 * scale, "").bold().width(&text) + (14.0 + icon) * scale;
        let left = (at - width / 2.0)
            .min(axis.right() - width - 2.0)
            .max(axis.edge() + 2.0);
        Self {
            kind,
            at,
            left,
            width,
            row: 0,
            text,
        }
    }
}

/// `Måldato 31. des. 2029 · 62 %`.
fn target_text(target: Day, probability: Option<f64>, language: Language) -> String {
    let mut text = format!("{} {}", say(language, Word::Target), date::long(target, language));
    if let Some(share) = probability {
        text.push_str(" · ");
        text.push_str(&words::percent(language, share));
    }
    text
}
