//! The four countries whose rules the system knows, and what follows from the country alone.
//!
//! Deliberately not here: regions and municipality codes, which are data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::language::{Language, Text};

/// A country, written as its ISO 3166-1 alpha-2 code.
///
/// ```
/// use kernel::{Country, Language};
///
/// let country: Country = "FI".parse()?;
/// assert_eq!(country.time_zone(), "Europe/Helsinki");
/// assert_eq!(country.default_language(), Language::Sv);
/// # Ok::<(), kernel::UnknownCountry>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Country {
    /// Norway.
    No,
    /// Sweden.
    Se,
    /// Denmark.
    Dk,
    /// Finland.
    Fi,
}

/// The text is none of the four country codes in capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the country codes NO, SE, DK, FI")]
pub struct UnknownCountry;

impl Country {
    /// All four, in the order in which they are listed to people.
    pub const ALL: [Self; 4] = [Self::No, Self::Se, Self::Dk, Self::Fi];

    /// The ISO 3166-1 alpha-2 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::No => "NO",
            Self::Se => "SE",
            Self::Dk => "DK",
            Self::Fi => "FI",
        }
    }

    /// The name in the IANA time zone database of the capital's time.
    pub const fn time_zone(self) -> &'static str {
        match self {
            Self::No => "Europe/Oslo",
            Self::Se => "Europe/Stockholm",
            Self::Dk => "Europe/Copenhagen",
            Self::Fi => "Europe/Helsinki",
        }
    }

    /// The language an organiser starts with: of the three the system has, the one closest to the country's
    /// (bokmål for Danish readers, and Finland's second official language, Swedish).
    pub const fn default_language(self) -> Language {
        match self {
            Self::No | Self::Dk => Language::Nb,
            Self::Se | Self::Fi => Language::Sv,
        }
    }

    /// The ISO 4217 code of the currency in which costs and benefits are given.
    pub const fn currency(self) -> &'static str {
        match self {
            Self::No => "NOK",
            Self::Se => "SEK",
            Self::Dk => "DKK",
            Self::Fi => "EUR",
        }
    }

    /// The country's name.
    ///
    /// ```
    /// use kernel::{Country, Language};
    /// assert_eq!(Country::No.name().get(Language::Sv), "Norge");
    /// ```
    pub fn name(self) -> Text {
        match self {
            Self::No => Text::new("Norge", "Norge", "Norway"),
            Self::Se => Text::new("Sverige", "Sverige", "Sweden"),
            Self::Dk => Text::new("Danmark", "Danmark", "Denmark"),
            Self::Fi => Text::new("Finland", "Finland", "Finland"),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        Self::ALL
            .into_iter()
            .find(|country| country.code() == text)
            .ok_or(UnknownCountry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_text_and_json_agree() {
        for (country, code) in [
            (Country::No, "NO"),
            (Country::Se, "SE"),
            (Country::Dk, "DK"),
            (Country::Fi, "FI"),
        ] {
            assert_eq!(country.to_string(), code);
            assert_eq!(code.parse(), Ok(country));
            assert_eq!(serde_json::to_value(country).unwrap(), code);
            assert_eq!(serde_json::from_value::<Country>(code.into()).unwrap(), country);
            assert!(Country::ALL.contains(&country));
        }
        for text in ["", "no", "NOR", "IS", " NO"] {
            assert_eq!(text.parse::<Country>(), Err(UnknownCountry));
        }
    }

    #[test]
    fn what_follows_from_the_country() {
        let rows = [
            (Country::No, "Europe/Oslo", Language::Nb, "NOK", "Norway"),
            (Country::Se, "Europe/Stockholm", Language::Sv, "SEK", "Sweden"),
            (Country::Dk, "Europe/Copenhagen", Language::Nb, "DKK", "Denmark"),
            (Country::Fi, "Europe/Helsinki", Language::Sv, "EUR", "Finland"),
        ];
        for (country, zone, language, currency, name) in rows {
            assert_eq!(country.time_zone(), zone);
            assert_eq!(country.default_language(), language);
            assert_eq!(country.currency(), currency);
            assert_eq!(country.name().en, name);
        }
    }
}
