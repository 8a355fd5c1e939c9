//! How wide a text is likely to be, and how it is shortened to its room.
//!
//! A picture carries no font, so nobody knows the true width before it is shown.
//! The estimate follows the face `DejaVu Sans`, the widest of the usual fallbacks: with a narrower font there is only more air.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::svg::{Canvas, Element};

/// Where a text stands relative to its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Size in user units, weight, colour and anchor of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lettering {
    pub(crate) size: f64,
    pub(crate) bold: bool,
    pub(crate) colour: &'static str,
    pub(crate) anchor: Anchor,
    pub(crate) struck: bool,
}

impl Lettering {
    pub(crate) fn new(size: f64, colour: &'static str) -> Self {
        Self {
            size,
            bold: false,
            colour,
            anchor: Anchor::Start,
            struck: false,
        }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(crate) fn weight(self, bold: bool) -> Self {
        Self { bold, ..self }
    }

    pub(crate) fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(crate) fn struck(self, struck: bool) -> Self {
        Self { struck, ..self }
    }

    /// The estimated width of a text in this lettering, in user units.
    pub(crate) fn width(self, text: &str) -> f64 {
        let ems: f64 = text.graphemes(true).map(ems).sum();
        ems * self.size * if self.bold { 1.13 } else { 1.0 }
    }

    /// The text as it fits into `room`, with an ellipsis where it had to be cut between two letters.
    pub(crate) fn fit(self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let room = room - self.width("…");
        let mut kept = String::new();
        let mut used = 0.0;
        for letter in text.graphemes(true) {
            used += self.width(letter);
            if used > room {
                break;
            }
            kept.push_str(letter);
        }
        format!("{}…", kept.trim_end())
    }

    /// Writes a text on its baseline, shortened to `room`; the full text is then its title.
    /// Returns the estimated width of what was written.
    pub(crate) fn write(self, canvas: &mut Canvas, x: f64, y: f64, text: &str, room: f64) -> f64 {
        let fitted = self.fit(text, room);
        let title = (fitted != text).then_some(text);
        canvas.text(self.element("text").number("x", x).number("y", y), &fitted, title);
        self.width(&fitted)
    }

    /// Writes two texts in one line from their start, the second in a lettering of its own and `gap` behind the first.
    pub(crate) fn write_pair(
        self,
        canvas: &mut Canvas,
        (x, y): (f64, f64),
        text: &str,
        (other, gap, second): (Self, f64, &str),
    ) {
        canvas.open_text(self.element("text").number("x", x).number("y", y), text);
        canvas.text(other.element("tspan").number("dx", gap), second, None);
        canvas.close();
    }

    fn element(self, name: &'static str) -> Element {
        let mut element = Element::new(name)
            .number("font-size", self.size)
            .fill(self.colour);
        if self.bold || name == "tspan" {
            element = element.word("font-weight", if self.bold { "600" } else { "400" });
        }
        match self.anchor {
            Anchor::Start => {}
            Anchor::Middle => element = element.word("text-anchor", "middle"),
            Anchor::End => element = element.word("text-anchor", "end"),
        }
        if self.struck {
            element = element.word("text-decoration", "line-through");
        }
        element
    }

    /// Writes a text whose small letters are centred on `middle`.
    pub(crate) fn write_centred(
        self,
        canvas: &mut Canvas,
        x: f64,
        middle: f64,
        text: &str,
        room: f64,
    ) -> f64 {
        self.write(canvas, x, middle + self.size * 0.36, text, room)
    }
}

/// Text of a user on one line: without control characters, without marks that turn the reading direction of
/// what follows, and with single spaces.
pub(crate) fn clean(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Width of one letter as a share of the font size.
fn ems(letter: &str) -> f64 {
    let mut characters = letter.chars();
    let (Some(first), None) = (characters.next(), characters.next()) else {
        // Several code points in one letter: an accent on a Latin letter, a flag, a family.
        return if letter.width() > 1 { 1.4 } else { 0.65 };
    };
    match first {
        'i' | 'j' | 'l' | '\'' | '|' => 0.29,
        ' ' | '\u{a0}' | '.' | ',' | ':' | ';' | '·' | 'I' | 'J' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '/' | '-' | '!' | '[' | ']' => 0.42,
        'c' | 's' | 'z' | '–' | '?' | '*' | '"' => 0.54,
        'a' | 'e' | 'k' | 'o' | 'v' | 'x' | 'y' | 'å' | 'ä' | 'ö' | 'ø' | '«' | '»' => 0.615,
        'b' | 'd' | 'g' | 'h' | 'n' | 'p' | 'q' | 'u' | '0'..='9' => 0.64,
        'w' | 'D' | 'G' | 'H' | 'M' | 'N' | 'O' | 'Q' | 'U' | 'Ö' | 'Ø' => 0.82,
        'm' | 'W' | '%' | '@' | '…' | '—' | 'æ' | 'œ' | 'Æ' | 'Œ' => 1.0,
        'A'..='Z' | 'Å' | 'Ä' => 0.7,
        _ if letter.width() > 1 => 1.4,
        _ if letter.width() == 0 => 0.0,
        _ => 0.85,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Lettering = Lettering {
        size: 10.0,
        bold: false,
        colour: "#000000",
        anchor: Anchor::Start,
        struck: false,
    };

    #[test]
    fn what_fits_stays_and_what_does_not_ends_in_an_ellipsis() {
        assert_eq!(PLAIN.fit("Kort", 100.0), "Kort");
        let cut = PLAIN.fit("Elektroniske dørlåser i alle hjemmetjenestens soner", 100.0);
        assert!(cut.ends_with('…') && PLAIN.width(&cut) <= 100.0, "{cut}");
        assert_eq!(PLAIN.fit("abc", 0.0), "…");
    }

    #[test]
    fn a_letter_of_several_code_points_is_never_cut_in_two() {
        let family = "👩\u{200d}👩\u{200d}👧";
        for room in 0..80 {
            let cut = PLAIN.fit(&family.repeat(4), f64::from(room));
            assert_eq!(cut.trim_end_matches('…').replace(family, ""), "", "at {room}");
        }
    }

    #[test]
    fn bold_is_wider() {
        assert!(PLAIN.bold().width("Milepæl") > PLAIN.width("Milepæl"));
    }

    #[test]
    fn cleaning_leaves_one_line_that_reads_in_one_direction() {
        assert_eq!(clean(" a\n\tb\u{0}c \u{202e}d\u{2066} "), "a b c d");
        assert_eq!(clean("שלום"), "שלום");
    }
}
