//! The one place where markup is written: elements, attributes, text, and their escaping.

use std::fmt::Write as _;

/// A start tag in the making.
pub(crate) struct Element {
    name: &'static str,
    tag: String,
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            tag: format!("<{name}"),
        }
    }

    /// Adds an attribute with any text.
    pub(crate) fn word(mut self, attribute: &str, value: &str) -> Self {
        let _ = write!(self.tag, " {attribute}=\"{}\"", escape(value));
        self
    }

    /// Adds an attribute with a number, to a hundredth.
    pub(crate) fn number(mut self, attribute: &str, value: f64) -> Self {
        let _ = write!(self.tag, " {attribute}=\"{}\"", tidy(value));
        self
    }

    /// The tag with its end.
    fn tag(self, end: &str) -> String {
        self.tag + end
    }

    pub(crate) fn fill(self, colour: &str) -> Self {
        self.word("fill", colour)
    }

    pub(crate) fn stroke(self, colour: &str, width: f64) -> Self {
        self.word("stroke", colour).number("stroke-width", width)
    }
}

/// A rectangle by its upper left corner and size.
pub(crate) fn rect(x: f64, y: f64, width: f64, height: f64) -> Element {
    Element::new("rect")
        .number("x", x)
        .number("y", y)
        .number("width", width)
        .number("height", height)
}

/// A straight line; its stroke is the caller's.
pub(crate) fn line(x1: f64, y1: f64, x2: f64, y2: f64) -> Element {
    Element::new("line")
        .number("x1", x1)
        .number("y1", y1)
        .number("x2", x2)
        .number("y2", y2)
}

pub(crate) fn path(d: &str) -> Element {
    Element::new("path").word("d", d)
}

pub(crate) fn circle(x: f64, y: f64, radius: f64) -> Element {
    Element::new("circle")
        .number("cx", x)
        .number("cy", y)
        .number("r", radius)
}

/// A document in the making; what is opened is closed in order.
#[derive(Default)]
pub(crate) struct Canvas {
    text: String,
    open: Vec<&'static str>,
}

impl Canvas {
    /// Writes an element without content.
    pub(crate) fn leaf(&mut self, element: Element) {
        self.text.push_str(&element.tag("/>\n"));
    }

    pub(crate) fn open(&mut self, element: Element) {
        self.open.push(element.name);
        self.text.push_str(&element.tag(">\n"));
    }

    pub(crate) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            let _ = writeln!(self.text, "</{name}>");
        }
    }

    /// Writes an element that holds text only. A `title`, where given, is the full text behind a shortened one.
    pub(crate) fn text(&mut self, element: Element, text: &str, title: Option<&str>) {
        let name = element.name;
        self.text.push_str(&element.tag(">"));
        if let Some(title) = title {
            let _ = write!(self.text, "<title>{}</title>", escape(title));
        }
        let _ = writeln!(self.text, "{}</{name}>", escape(text));
    }

    /// Opens an element of text whose further parts follow, without a break that would show as a space.
    pub(crate) fn open_text(&mut self, element: Element, text: &str) {
        self.open.push(element.name);
        self.text.push_str(&element.tag(">"));
        self.text.push_str(&escape(text));
    }

    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }
}

/// Text as it may stand in content and in attributes of XML 1.0.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // XML 1.0 has no way to write these, not even as a reference.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => safe.push(other),
        }
    }
    safe
}

/// A number with at most two decimals and no needless ones.
pub(crate) fn tidy(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_dropped() {
        assert_eq!(
            escape("<a href=\"x\">&'\0\u{b}\u{ffff}é"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;é"
        );
    }

    #[test]
    fn numbers_are_short_and_never_exponents() {
        let written: Vec<String> = [1.0, 1.5, 0.005, -0.001, 12.345_6, f64::NAN, f64::INFINITY, 1e7]
            .map(tidy)
            .into();
        assert_eq!(written, ["1", "1.5", "0.01", "0", "12.35", "0", "0", "10000000"]);
    }

    #[test]
    fn what_is_left_open_is_closed_in_order() {
        let mut canvas = Canvas::default();
        canvas.open(Element::new("svg"));
        canvas.open(Element::new("g"));
        canvas.text(Element::new("text"), "a", Some("b"));
        assert_eq!(
            canvas.finish(),
            "<svg>\n<g>\n<text><title>b</title>a</text>\n</g>\n</svg>\n"
        );
    }
}
