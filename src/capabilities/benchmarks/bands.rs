//! Bands of population, the same in every country, and the nested groups that organisers are compared in:
//! all, within them each country, within each country its bands. There are no other groups.

use super::dto::Band;

/// The band of a population.
pub(super) fn band_of(population: Option<i64>) -> Option<Band> {
    Some(match population? {
        ..5_000 => Band::UpToFiveThousand,
        5_000..20_000 => Band::FromFiveThousand,
        20_000..50_000 => Band::FromTwentyThousand,
        50_000..100_000 => Band::FromFiftyThousand,
        _ => Band::FromHundredThousand,
    })
}

/// A group of organisers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Group {
    All,
    Country(String),
    Band(String, String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_begin_where_they_say() {
        for (population, band) in [
            (0, Band::UpToFiveThousand),
            (4_999, Band::UpToFiveThousand),
            (5_000, Band::FromFiveThousand),
            (19_999, Band::FromFiveThousand),
            (20_000, Band::FromTwentyThousand),
            (50_000, Band::FromFiftyThousand),
            (99_999, Band::FromFiftyThousand),
            (100_000, Band::FromHundredThousand),
        ] {
            assert_eq!(band_of(Some(population)), Some(band), "{population}");
        }
        assert_eq!(band_of(None), None);
    }
}
