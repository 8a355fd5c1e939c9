//! The colours of each theme. Text reaches a contrast of 4.5 to 1 and what carries meaning 3 to 1 (WCAG 2.2 AA).

use crate::model::{Form, Theme};

/// One theme's colours by what they are used for, as `#RRGGBB`.
#[derive(Debug)]
pub(crate) struct Palette {
    /// Makes the ids of two themes differ when both pictures stand in one page.
    pub(crate) name: &'static str,
    pub(crate) paper: &'static str,
    /// Ground of a stage's heading and of every second tile.
    pub(crate) lane: &'static str,
    pub(crate) weekend: &'static str,
    /// Lines that only order the picture; they carry no meaning of their own.
    pub(crate) grid: &'static str,
    pub(crate) frame: &'static str,
    pub(crate) text: &'static str,
    pub(crate) muted: &'static str,
    /// Work done, and the outline of a bar.
    pub(crate) work: &'static str,
    /// Work that remains.
    pub(crate) rest: &'static str,
    pub(crate) critical: &'static str,
    pub(crate) critical_rest: &'static str,
    pub(crate) late: &'static str,
    pub(crate) done: &'static str,
    pub(crate) gate: &'static str,
    pub(crate) target: &'static str,
    pub(crate) baseline: &'static str,
}

pub(crate) fn palette(theme: Theme, form: Form) -> &'static Palette {
    match (form, theme) {
        (Form::PrintA3, _) => &PAPER,
        (Form::Screen, Theme::Light) => &LIGHT,
        (Form::Screen, Theme::Dark) => &DARK,
    }
}

static LIGHT: Palette = Palette {
    name: "light",
    paper: "#FFFFFF",
    lane: "#F1F4F5",
    weekend: "#F3F5F6",
    grid: "#E1E6E9",
    frame: "#CBD4D9",
    text: "#1F2B33",
    muted: "#56656F",
    work: "#00697F",
    rest: "#B4D8DF",
    critical: "#A5420A",
    critical_rest: "#FBE6D8",
    late: "#B3191C",
    done: "#0B7A20",
    gate: "#6A3E9E",
    target: "#00566A",
    baseline: "#6C7B85",
};

static DARK: Palette = Palette {
    name: "dark",
    paper: "#12181C",
    lane: "#1C252B",
    weekend: "#182026",
    grid: "#27323A",
    frame: "#3B4A54",
    text: "#F1F5F7",
    muted: "#A8B6BF",
    work: "#5FB9CC",
    rest: "#1F4A56",
    critical: "#E88D57",
    critical_rest: "#4A2813",
    late: "#FF9A93",
    done: "#63C873",
    gate: "#BD9FEE",
    target: "#8AD3E2",
    baseline: "#84939D",
};

/// Darker than the screen's, so that shapes and hatching survive a printer without colours.
static PAPER: Palette = Palette {
    name: "print",
    paper: "#FFFFFF",
    lane: "#EFF2F3",
    weekend: "#F3F5F6",
    grid: "#DDE3E6",
    frame: "#A9B5BC",
    text: "#10181D",
    muted: "#44525B",
    work: "#00515F",
    rest: "#D5E9ED",
    critical: "#8A3300",
    critical_rest: "#FDF1E8",
    late: "#9C1216",
    done: "#0A5F1A",
    gate: "#55307F",
    target: "#00414F",
    baseline: "#5A6871",
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: &str) -> f64 {
        let part = |from: usize| {
            let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_measure_of_contrast_is_right() {
        assert!((contrast("#000000", "#FFFFFF") - 21.0).abs() < 0.01);
        assert!((contrast("#777777", "#FFFFFF") - 4.48).abs() < 0.01);
    }

    #[test]
    fn every_pair_in_use_has_enough_contrast() {
        for p in [&LIGHT, &DARK, &PAPER] {
            let text = [
                (p.text, p.paper),
                (p.text, p.lane),
                (p.muted, p.paper),
                (p.muted, p.lane),
                (p.late, p.paper),
                (p.late, p.lane),
                (p.critical, p.paper),
                (p.gate, p.paper),
                (p.gate, p.lane),
                // Turned pills and numbers in circles.
                (p.paper, p.text),
                (p.paper, p.target),
                (p.paper, p.work),
            ];
            for (one, other) in text {
                assert!(
                    contrast(one, other) >= 4.5,
                    "{} {one} on {other}: {}",
                    p.name,
                    contrast(one, other)
                );
            }
            let shapes = [
                (p.work, p.paper),
                (p.work, p.rest),
                (p.work, p.lane),
                (p.critical, p.critical_rest),
                (p.late, p.rest),
                (p.done, p.paper),
                (p.done, p.lane),
                (p.paper, p.done),
                (p.paper, p.late),
                (p.gate, p.lane),
                (p.target, p.paper),
                (p.target, p.lane),
                (p.baseline, p.paper),
                (p.text, p.rest),
                (p.text, p.critical_rest),
                (p.text, p.weekend),
            ];
            for (one, other) in shapes {
                assert!(
                    contrast(one, other) >= 3.0,
                    "{} {one} on {other}: {}",
                    p.name,
                    contrast(one, other)
                );
            }
        }
    }

    #[test]
    fn paper_is_white_whatever_the_theme() {
        for theme in [Theme::Light, Theme::Dark] {
            assert_eq!(palette(theme, Form::PrintA3).paper, "#FFFFFF");
        }
    }
}
