//! The three languages of the product, the choice among them for a reader, and text that has all three.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that every text of the product exists in, written as its IETF tag.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål.
    Nb,
    /// Swedish.
    Sv,
    /// English.
    En,
}

/// The text is none of the three language tags in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the languages nb, sv, en")]
pub struct UnknownLanguage;

impl Language {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Sv, Self::En];

    /// The IETF language tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// Chooses for the value of an `Accept-Language` header (RFC 9110 section 12.5.4).
    ///
    /// The highest weight wins, and among equals the one named first.
    /// Regions are ignored, and readers of related languages get the one they read most easily:
    /// `no`, `nn` and `da` get bokmål, `fi` gets Swedish.
    /// `*` stands for the fallback.
    /// Entries with weight 0, with a malformed weight or of other languages count for nothing;
    /// if none is left, the fallback is the answer.
    ///
    /// ```
    /// use kernel::Language;
    /// assert_eq!(Language::negotiate("de, sv-FI;q=0.9, en;q=0.8", Language::Nb), Language::Sv);
    /// assert_eq!(Language::negotiate("", Language::Nb), Language::Nb);
    /// ```
    #[must_use]
    pub fn negotiate(header: &str, fallback: Self) -> Self {
        let mut best = (0, fallback);
        for entry in header.split(',') {
            let Some(offer) = offer(entry, fallback) else {
                continue;
            };
            // Strictly greater, so that the first among equals stays.
            if offer.0 > best.0 {
                best = offer;
            }
        }
        best.1
    }

    /// The language for readers of an IETF tag, whatever its region and letter case.
    fn for_reader_of(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "nb" | "no" | "nn" | "da" => Some(Self::Nb),
            "sv" | "fi" => Some(Self::Sv),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// Reads one entry of the header: its weight in thousandths and the language it leads to.
fn offer(entry: &str, fallback: Language) -> Option<(u16, Language)> {
    let mut parts = entry.split(';');
    let range = parts.next()?.trim();
    let language = if range == "*" {
        fallback
    } else {
        Language::for_reader_of(range)?
    };
    let weight = match parts.next() {
        None => 1000,
        Some(parameter) => {
            let (name, value) = parameter.split_once('=')?;
            if !name.trim().eq_ignore_ascii_case("q") {
                return None;
            }
            thousandths(value.trim())?
        }
    };
    parts.next().is_none().then_some((weight, language))
}

/// Reads a weight as RFC 9110 section 12.4.2 writes it: 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1000),
        _ => None,
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == text)
            .ok_or(UnknownLanguage)
    }
}

/// A text in all three languages; none may be missing, though this type does not refuse an empty one.
///
/// ```
/// use kernel::{Language, Text};
/// let text = Text::new("veikart", "färdplan", "roadmap");
/// assert_eq!(text.get(Language::Sv), "färdplan");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Norwegian bokmål.
    pub nb: String,
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Puts the three together.
    pub fn new(nb: impl Into<String>, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            nb: nb.into(),
            sv: sv.into(),
            en: en.into(),
        }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.nb,
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Nb, Sv};

    #[test]
    fn tag_text_and_json_agree() {
        for (language, tag) in [(Nb, "nb"), (Sv, "sv"), (En, "en")] {
            assert_eq!(language.to_string(), tag);
            assert_eq!(tag.parse(), Ok(language));
            assert_eq!(serde_json::to_value(language).unwrap(), tag);
            assert_eq!(serde_json::from_value::<Language>(tag.into()).unwrap(), language);
        }
        assert_eq!("NB".parse::<Language>(), Err(UnknownLanguage));
    }

    #[test]
    fn negotiation() {
        // Header, fallback, answer.
        let cases = [
            ("nb", En, Nb),
            ("no", En, Nb),
            ("nn-NO", En, Nb),
            ("da-DK", En, Nb),
            ("sv", En, Sv),
            ("fi-FI", En, Sv),
            ("en-GB,en;q=0.9", Nb, En),
            ("SV-se", En, Sv),
            ("en;q=0.5, sv;q=0.501", Nb, Sv),
            ("sv;q=0.5, en;q=0.5", Nb, Sv),
            ("en ; q=0.3 , nb ; Q=0.4", Sv, Nb),
            ("de, fr;q=0.9, en;q=0.1", Sv, En),
            ("de, fr", Sv, Sv),
            ("", Sv, Sv),
            (" , ,", Sv, Sv),
            ("en;q=0", Nb, Nb),
            ("en;q=0.000, sv;q=0.001", Nb, Sv),
            ("*", Sv, Sv),
            ("en;q=0.5, *;q=0.8", Sv, Sv),
            ("en;q=0.8, *;q=0.5", Sv, En),
            ("en;q=1.000", Nb, En),
            ("en;q=1.", Nb, En),
            // Malformed entries count for nothing.
            ("en;q=1.001", Nb, Nb),
            ("en;q=2", Nb, Nb),
            ("en;q=", Nb, Nb),
            ("en;q=.5", Nb, Nb),
            ("en;q=-1", Nb, Nb),
            ("en;q=0.1234", Nb, Nb),
            ("en;q=0.5;x=1", Nb, Nb),
            ("en;level=1", Nb, Nb),
            ("en;q", Nb, Nb),
            ("english", Nb, Nb),
            ("é-en", Nb, Nb),
        ];
        for (header, fallback, answer) in cases {
            assert_eq!(Language::negotiate(header, fallback), answer, "{header:?}");
        }
    }

    #[test]
    fn text_needs_all_three_and_nothing_else() {
        let text: Text = serde_json::from_str(r#"{"nb":"trinn","sv":"steg","en":"stage"}"#).unwrap();
        assert_eq!(
            Language::ALL.map(|language| text.get(language)),
            ["trinn", "steg", "stage"]
        );
        assert!(serde_json::from_str::<Text>(r#"{"nb":"trinn","sv":"steg"}"#).is_err());
        assert!(serde_json::from_str::<Text>(r#"{"nb":"a","sv":"b","en":"c","da":"d"}"#).is_err());
    }
}
