//! Markdown (`CommonMark` with tables and strikethrough) as HTML that is safe to show, and as plain text to be searched.
//!
//! HTML in the text is shown as text, images as their description, and links lead only where a reader expects.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Whether a link leads to the web, to mail, to a telephone, or within the page or the site.
fn is_safe(link: &str) -> bool {
    let link = link.trim().to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:", "tel:", "#"];
    known.iter().any(|scheme| link.starts_with(scheme))
        || (link.starts_with('/') && !link.starts_with("//") && !link.starts_with("/\\"))
}

/// The page has one heading above those of the text.
fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// A text as HTML.
pub(super) fn html(text: &str) -> String {
    // Links within each other do not exist, but those within the description of an image do.
    let mut links: Vec<bool> = Vec::new();
    let events = parser(text).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let safe = is_safe(&dest_url);
            links.push(safe);
            safe.then_some(Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(lower(level)))),
        other => Some(other),
    });
    let mut page = String::with_capacity(text.len() * 2);
    html::push_html(&mut page, events);
    page
}

/// The words of a text without its markup.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for event in parser(text) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                plain.push_str(&part);
            }
            // Emphasis and links may end within a word.
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) if !plain.ends_with(' ') => plain.push(' '),
            _ => {}
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Text as it may stand in HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_comes_out_and_html_does_not() {
        assert_eq!(
            html("# Hender\n\nVask **før**."),
            "<h2>Hender</h2>\n<p>Vask <strong>før</strong>.</p>\n"
        );
        assert!(html("|a|b|\n|-|-|\n|1|2|").contains("<table>"));
        for text in [
            "<script>alert(1)</script>",
            "tekst <img src=x onerror=alert(1)> tekst",
            "<div onclick=\"x()\">\n\nhei\n\n</div>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html;base64,xx)",
            "[a](vbscript:x)",
            "[a](//evil.example)",
            "<javascript:alert(1)>",
            "![bilde](https://spor.example/x.png)",
            "[![bilde](x)](javascript:alert(1))",
            "[a]: javascript:alert(1)\n\n[a]",
        ] {
            let page = html(text);
            for bad in ["<script", "<img", "<div", "href", "src="] {
                let open = bad.starts_with('<') || page.contains("<a ");
                assert!(!(open && page.contains(bad)), "{text:?} gives {page:?}");
            }
        }
    }

    #[test]
    fn links_that_a_reader_expects_stay() {
        for link in [
            "https://a.example/b",
            "mailto:vakt@a.example",
            "tel:113",
            "#del",
            "/hjelp",
        ] {
            let page = html(&format!("[a]({link})"));
            assert!(page.contains(&format!("<a href=\"{link}\">a</a>")), "{page}");
        }
    }

    #[test]
    fn the_words_are_left() {
        assert_eq!(
            plain("# Hender\n\nVask **før**\nog [etter](https://a.example)."),
            "Hender Vask før og etter."
        );
        assert_eq!(
            escape("<a href='x'>\"&\"</a>"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;"
        );
    }
}
