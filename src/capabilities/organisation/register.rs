//! The official municipalities and wellbeing counties, from the lists in `data/`.

use kernel::Country;
use std::sync::LazyLock;

/// An entry of an official list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    pub country: Country,
    /// The official code as text: leading zeros count. Finnish wellbeing counties have two digits and a `W` before them.
    pub code: String,
    pub name: String,
    /// Other official names, joined with ` - `.
    pub name_secondary: Option<String>,
}

static REGISTER: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    let lists = [
        (
            Country::No,
            "",
            include_str!("../../../data/municipalities-no.csv"),
        ),
        (
            Country::Se,
            "",
            include_str!("../../../data/municipalities-se.csv"),
        ),
        (
            Country::Dk,
            "",
            include_str!("../../../data/municipalities-dk.csv"),
        ),
        (
            Country::Fi,
            "",
            include_str!("../../../data/municipalities-fi.csv"),
        ),
        (
            Country::Fi,
            "W",
            include_str!("../../../data/wellbeing-counties-fi.csv"),
        ),
    ];
    lists
        .into_iter()
        .flat_map(|(country, prefix, text)| read(country, prefix, text))
        .collect()
});

/// All entries, by country and code as in the lists.
pub fn register() -> &'static [Municipality] {
    &REGISTER
}

/// The entry with a code.
pub fn find(country: Country, code: &str) -> Option<&'static Municipality> {
    register()
        .iter()
        .find(|entry| entry.country == country && entry.code == code)
}

/// The lists hold no quotes and no commas within fields (a test holds them to it), so a split reads them.
fn read(country: Country, prefix: &str, text: &'static str) -> Vec<Municipality> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split(',');
            let (code, name, secondary) = (fields.next()?, fields.next()?, fields.next()?);
            Some(Municipality {
                country,
                code: format!("{prefix}{code}"),
                name: name.to_owned(),
                name_secondary: Some(secondary.to_owned()).filter(|secondary| !secondary.is_empty()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        let count = |country, wellbeing| {
            register()
                .iter()
                .filter(|entry| entry.country == country && entry.code.starts_with('W') == wellbeing)
                .count()
        };
        assert_eq!(count(Country::No, false), 357);
        assert_eq!(count(Country::Se, false), 290);
        assert_eq!(count(Country::Dk, false), 98);
        assert_eq!(count(Country::Fi, false), 308);
        assert_eq!(count(Country::Fi, true), 22);
    }

    #[test]
    fn codes_are_unique_and_names_are_undamaged() {
        let mut seen = std::collections::HashSet::new();
        for entry in register() {
            assert!(seen.insert((entry.country, &entry.code)), "{entry:?}");
            assert!(
                !entry.name.is_empty() && !entry.name.contains(['"', '\u{fffd}', '?']),
                "{entry:?}"
            );
        }
        assert_eq!(
            find(Country::No, "0301").map(|entry| entry.name.as_str()),
            Some("Oslo")
        );
        assert_eq!(
            find(Country::Se, "0120").map(|entry| entry.name.as_str()),
            Some("Värmdö")
        );
        assert_eq!(find(Country::No, "9999"), None);
    }
}
