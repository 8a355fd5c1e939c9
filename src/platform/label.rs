//! File names as labels: what a person sees and what a download is called; never a path in any store.

use crate::platform::media::Media;
use std::fmt::Write;

/// The longest label, in bytes: what common file systems take as one name.
pub const LONGEST: usize = 255;

/// A label from whatever a client calls its file: the last step of a path, without control characters, direction
/// overrides and invisible characters, with an ending that fits the content, at most [`LONGEST`] bytes.
///
/// The ending matters on the reader's machine, which goes by it: a text called `x.bat` becomes `x.bat.txt`.
pub fn label(name: &str, media: Media) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last
        .chars()
        .filter(|character| !is_hidden(*character))
        .map(|character| {
            if r#"<>:"|?*"#.contains(character) {
                '_'
            } else {
                character
            }
        })
        .collect();
    let cleaned = cleaned.trim_matches(|character: char| character.is_whitespace() || character == '.');
    let (stem, ending) = match cleaned.rsplit_once('.') {
        Some((stem, ending)) if fits(ending, media) => (stem, ending.to_owned()),
        _ => (
            cleaned,
            media.endings.first().copied().unwrap_or("bin").to_owned(),
        ),
    };
    let stem = if stem.is_empty() { "file" } else { stem };
    // Windows opens devices under these names, whatever their ending.
    let device = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    let guard = if is_device(&device) { "_" } else { "" };
    let room = LONGEST - ending.len() - 1 - guard.len();
    format!("{guard}{}.{ending}", cut(stem, room))
}

fn fits(ending: &str, media: Media) -> bool {
    media
        .endings
        .iter()
        .any(|known| known.eq_ignore_ascii_case(ending))
}

/// Control characters, and those that change how the rest is read or are not seen at all (Unicode TR 36, 2.10).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_device(stem: &str) -> bool {
    matches!(stem, "con" | "prn" | "aux" | "nul")
        || stem
            .strip_prefix("com")
            .or_else(|| stem.strip_prefix("lpt"))
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// At most `room` bytes, never half a character.
fn cut(text: &str, room: usize) -> &str {
    let mut end = room.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end()
}

/// The `Content-Disposition` under which a file is handed out: an attachment with its label, in ASCII for old clients and
/// in full after RFC 6266 and RFC 8187 (which took RFC 5987's place).
pub fn disposition(label: &str) -> String {
    let ascii: String = label
        .chars()
        .map(|character| match character {
            '"' | '\\' | '%' => '_',
            ' '..='~' => character,
            _ => '_',
        })
        .collect();
    let mut header = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in label.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            header.push(char::from(byte));
        } else {
            let _ = write!(header, "%{byte:02X}");
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::media;

    fn text() -> Media {
        media::tell(b"text", true).expect("text")
    }

    fn pdf() -> Media {
        media::tell(b"%PDF-1.7", true).expect("a PDF")
    }

    #[test]
    fn a_name_is_a_label_and_not_a_path() {
        let cases = [
            ("rapport.txt", "rapport.txt"),
            ("../../etc/passwd", "passwd.txt"),
            (r"C:\Users\x\Møte.TXT", "Møte.TXT"),
            ("x.bat", "x.bat.txt"),
            ("cod\u{202e}txt.exe", "codtxt.exe.txt"),
            ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"),
            ("", "file.txt"),
            ("../..", "file.txt"),
            (".htaccess", "htaccess.txt"),
            ("CON.txt", "_CON.txt"),
            ("com1", "_com1.txt"),
            ("compass.txt", "compass.txt"),
            ("  \u{200b}plan . txt ", "plan . txt.txt"),
        ];
        for (name, expected) in cases {
            assert_eq!(label(name, text()), expected, "{name:?}");
        }
        assert_eq!(label("bilde.png", pdf()), "bilde.png.pdf");
    }

    #[test]
    fn a_label_is_never_too_long_and_keeps_its_ending() {
        let long = format!("{}.pdf", "å".repeat(300));
        let label = label(&long, pdf());
        assert!(label.len() <= LONGEST && label.ends_with("å.pdf"), "{label}");
    }

    #[test]
    fn the_header_holds_any_label() {
        assert_eq!(
            disposition("Møte \"1\" 50%.txt"),
            "attachment; filename=\"M_te _1_ 50_.txt\"; filename*=UTF-8''M%C3%B8te%20%221%22%2050%25.txt"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_name_gives_a_label_and_a_header(name in "\\PC{0,400}|.{0,100}") {
            let label = label(&name, pdf());
            assert!(label.len() <= LONGEST && !label.contains(['/', '\\', '\0', '\n']), "{label:?}");
            assert!(label.to_lowercase().ends_with(".pdf"), "{label:?}");
            let header = disposition(&label);
            assert!(actix_web::http::header::HeaderValue::from_str(&header).is_ok());
        }
    }
}
