//! What a file is, told by its content and never by its name, and the closed list of what may come in.
//!
//! Let in are documents, images, sound, video and plain text, which people can look at and judge.
//! Kept out is whatever runs or may run where it is opened: programs, scripts, HTML, SVG and other markup, office files
//! with macros; and what hides its content from a first look: archives, and the compound files of old office programs,
//! which installers use too. What is let in is still served as an attachment only (`platform::answer`).

use crate::error::{AppError, Code, Result};

/// A kind of file that may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    /// The media type, under which it is served.
    pub name: &'static str,
    /// The endings that fit it, the usual one first.
    pub endings: &'static [&'static str],
}

macro_rules! media {
    ($($constant:ident = $name:literal, [$($ending:literal),*];)*) => {
        $(const $constant: Media = Media { name: $name, endings: &[$($ending),*] };)*

        /// Everything that may come in.
        pub const ALLOWED: &[Media] = &[$($constant),*];
    };
}

media! {
    PDF = "application/pdf", ["pdf"];
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"];
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"];
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"];
    ODT = "application/vnd.oasis.opendocument.text", ["odt"];
    ODS = "application/vnd.oasis.opendocument.spreadsheet", ["ods"];
    ODP = "application/vnd.oasis.opendocument.presentation", ["odp"];
    TEXT = "text/plain", ["txt", "text", "md", "log"];
    CSV = "text/csv", ["csv", "tsv", "txt"];
    JPEG = "image/jpeg", ["jpg", "jpeg"];
    PNG = "image/png", ["png"];
    GIF = "image/gif", ["gif"];
    WEBP = "image/webp", ["webp"];
    TIFF = "image/tiff", ["tif", "tiff"];
    HEIF = "image/heif", ["heif", "heic"];
    AVIF = "image/avif", ["avif"];
    MP3 = "audio/mpeg", ["mp3"];
    M4A = "audio/m4a", ["m4a"];
    OGG = "audio/ogg", ["ogg", "oga"];
    MP4 = "video/mp4", ["mp4", "m4v"];
    WEBM = "video/webm", ["webm"];
    MOV = "video/quicktime", ["mov"];
}

/// What people read in the refusal.
const EXPECTED: &str = "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, CSV, JPEG, PNG, GIF, WebP, TIFF, HEIF, AVIF, MP3, M4A, OGG, MP4, WebM, MOV";

/// The kind of a file that begins with `head`; `whole` says whether that is all of it.
///
/// # Errors
/// [`Code::UnsupportedMediaType`] for everything that is not on the list.
pub fn tell(head: &[u8], whole: bool) -> Result<Media> {
    let known = infer::get(head).map(|kind| kind.mime_type());
    if let Some(media) = ALLOWED.iter().find(|media| Some(media.name) == known) {
        // An office file told by its first entries may still carry macros.
        return if head.starts_with(ZIP) && has_macros(head) {
            Err(refused())
        } else {
            Ok(*media)
        };
    }
    if head.starts_with(ZIP) {
        return office(head).ok_or_else(refused);
    }
    match text(head, whole) {
        Some(text) if !is_active(&text) => Ok(if is_table(&text, whole) { CSV } else { TEXT }),
        _ => Err(refused()),
    }
}

fn refused() -> AppError {
    AppError::new(Code::UnsupportedMediaType).with("expected", EXPECTED)
}

/// The signature before each file in a ZIP archive (PKWARE APPNOTE, 4.3.7).
const ZIP: &[u8] = b"PK\x03\x04";

/// The names of the files that a ZIP archive begins with.
fn names(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.windows(ZIP.len())
        .enumerate()
        .filter(|(_, window)| *window == ZIP)
        .filter_map(|(at, _)| {
            let length = head.get(at + 26..at + 28)?;
            let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
            head.get(at + 30..at + 30 + length)
        })
}

/// An Office Open XML file, whatever the order of its parts; one with macros is none.
fn office(head: &[u8]) -> Option<Media> {
    let of_package = |name: &[u8]| name == b"[Content_Types].xml" || name == b"_rels/.rels";
    if !names(head).any(of_package) || has_macros(head) {
        return None;
    }
    names(head).find_map(|name| match name {
        name if name.starts_with(b"word/") => Some(DOCX),
        name if name.starts_with(b"xl/") => Some(XLSX),
        name if name.starts_with(b"ppt/") => Some(PPTX),
        _ => None,
    })
}

fn has_macros(head: &[u8]) -> bool {
    names(head).any(|name| name.ends_with(b"vbaProject.bin"))
}

/// The head as text, where it is text: UTF-8, or else one byte a character; without control characters.
fn text(head: &[u8], whole: bool) -> Option<String> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text.to_owned(),
        // The cut may have gone through a character.
        Err(error) if !whole && error.error_len().is_none() => {
            String::from_utf8_lossy(&head[..error.valid_up_to()]).into_owned()
        }
        Err(_) => head.iter().map(|byte| char::from(*byte)).collect(),
    };
    let plain = |character: char| !character.is_ascii_control() || "\t\n\r\u{c}".contains(character);
    text.chars().all(plain).then_some(text)
}

/// Text that does something where it is opened: markup, and scripts that name their interpreter.
fn is_active(text: &str) -> bool {
    let start =
        text.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
    if start.starts_with("#!") {
        return true;
    }
    // A page or drawing may hide behind some harmless words.
    let lower = start.to_ascii_lowercase();
    start.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(|next: char| next.is_ascii_alphabetic() || next == '!' || next == '?')
    }) || ["<!doctype", "<html", "<script", "<svg", "<iframe", "<body"]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// Rows with the same number of separators, at least two of them.
fn is_table(text: &str, whole: bool) -> bool {
    let mut lines: Vec<&str> = text.lines().collect();
    if !whole && !text.ends_with('\n') {
        lines.pop();
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.truncate(20);
    lines.len() > 1
        && [';', ',', '\t'].iter().any(|separator| {
            let mut counts = lines.iter().map(|line| separators(line, *separator));
            let first = counts.next().unwrap_or(0);
            first > 0 && counts.all(|count| count == first)
        })
}

/// How many separators a line has outside quotes (RFC 4180, 2).
fn separators(line: &str, separator: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|character| {
            quoted ^= *character == '"';
            !quoted && *character == separator
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(head: &[u8]) -> Option<&'static str> {
        tell(head, true).ok().map(|media| media.name)
    }

    /// A ZIP archive's beginning with files of these names.
    fn zip(files: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for file in files {
            bytes.extend_from_slice(ZIP);
            bytes.extend_from_slice(&[0; 22]);
            let length = u16::try_from(file.len()).expect("short");
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(&[0; 2]);
            bytes.extend_from_slice(file.as_bytes());
            bytes.extend_from_slice(b"content");
        }
        bytes
    }

    #[test]
    fn content_tells_what_may_come_in() {
        let cases: &[(&[u8], &str)] = &[
            (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
            ("Møtereferat\nTo linjer, og så en til.\n".as_bytes(), "text/plain"),
            (b"BMI er vekt delt p\xe5 h\xf8yde", "text/plain"),
            (b"enhet;antall\nSone nord;4\n\"Sone; s\xf8r\";5\n", "text/csv"),
            (b"a,b\n1,2\n", "text/csv"),
            (b"A question of < and >.", "text/plain"),
        ];
        for (head, expected) in cases {
            assert_eq!(name(head), Some(*expected), "{}", String::from_utf8_lossy(head));
        }
        let word = zip(&[
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/app.xml",
            "customXml/a",
            "word/document.xml",
        ]);
        assert_eq!(name(&word), Some(DOCX.name));
        assert_eq!(
            name(&zip(&["[Content_Types].xml", "xl/workbook.xml"])),
            Some(XLSX.name)
        );
    }

    #[test]
    fn what_runs_or_hides_stays_out() {
        let page = b"\xef\xbb\xbf \n<!DOCTYPE html><html><script>alert(1)</script></html>";
        let cases: &[&[u8]] = &[
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"#!/bin/sh\nrm -rf /\n",
            page,
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"harmless words\n<ScRiPt>alert(1)</script>",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
            b"Rar!\x1a\x07\0",
            b"\0\x01\x02\x03",
            b"text with \x00 in it",
        ];
        for head in cases {
            assert_eq!(name(head), None, "{}", String::from_utf8_lossy(head));
        }
        assert_eq!(name(&zip(&["readme.txt", "setup.exe"])), None);
        assert_eq!(
            name(&zip(&["word/document.xml", "evil.exe"])),
            name(&zip(&["word/document.xml"]))
        );
        let macros = zip(&[
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/vbaProject.bin",
        ]);
        assert_eq!(name(&macros), None);
    }

    #[test]
    fn a_cut_through_a_character_is_still_text() {
        let text = "blåbær".as_bytes();
        assert_eq!(tell(&text[..3], false).expect("text").name, "text/plain");
        assert_eq!(tell(b"a;b\n1;2\n3", false).expect("text").name, "text/csv");
    }
}
