//! The key under which e-mail addresses and login names are compared and kept unique.

/// Folds a name so that two spellings of one login get the same key.
///
/// White space around it goes, full-width forms of ASCII (U+FF01–U+FF5E) become ASCII, and each character becomes its
/// lower case by the Unicode table that the standard library carries, without regard to its neighbours.
/// The final sigma, which has no capital of its own, becomes the ordinary one.
/// Folding a key again changes nothing.
///
/// The key is for comparing and must not be shown or mailed to: mail systems may tell letter cases apart.
///
/// Limits: it neither composes nor decomposes, so `å` as one character and as `a` with a ring are different keys;
/// `ß` and `ss` are different; look-alikes of other scripts and invisible characters stay as they are.
/// Whoever accepts new names should refuse control and format characters before folding.
///
/// ```
/// use kernel::fold_key;
/// assert_eq!(fold_key(" Åse.Ødegård@Example.ORG "), "åse.ødegård@example.org");
/// assert_eq!(fold_key("ｋａｒｉ"), "kari");
/// ```
#[must_use]
pub fn fold_key(name: &str) -> String {
    name.trim()
        .chars()
        .map(narrow)
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == 'ς' { 'σ' } else { letter })
        .collect()
}

/// Turns a full-width form of a printing ASCII character into that character.
fn narrow(character: char) -> char {
    /// How far the full-width forms stand from ASCII: U+FF01 is `!`, U+0021.
    const DISTANCE: u32 = 0xFF01 - 0x21;
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - DISTANCE).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_login() {
        let cases = [
            ("kari@example.org", "kari@example.org"),
            ("\tKARI@EXAMPLE.ORG\u{a0}\n", "kari@example.org"),
            ("\u{3000}ＫＡＲＩ＠ｅｘａｍｐｌｅ．ｏｒｇ", "kari@example.org"),
            ("ÆØÅÄÖÉŠŽ", "æøåäöéšž"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("οδυσσευς", "οδυσσευσ"),
            ("a b", "a b"),
            ("～！", "~!"),
            ("", ""),
        ];
        for (name, key) in cases {
            assert_eq!(fold_key(name), key, "{name:?}");
        }
    }

    #[test]
    fn stated_limits() {
        assert_ne!(fold_key("å"), fold_key("a\u{30a}"));
        assert_ne!(fold_key("ß"), fold_key("ss"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(name in any::<String>()) {
            let key = fold_key(&name);
            prop_assert_eq!(fold_key(&key), key);
        }

        #[test]
        fn case_of_nordic_names_is_ignored(name in "[a-zA-ZæøåäöÆØÅÄÖéÉ0-9.@_-]{0,40}") {
            prop_assert_eq!(fold_key(&name.to_uppercase()), fold_key(&name));
            prop_assert_eq!(fold_key(&name.to_lowercase()), fold_key(&name));
        }
    }
}
