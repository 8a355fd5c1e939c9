//! Which lessons are close to an initiative. Pure.
//!
//! Half of the similarity comes from shared service areas (shared ones over all of both), a fifth from the tag (a tenth for
//! each half of it), and the rest from words: the share of the initiative's own words that stand in the lesson or in the
//! name of what it was learned from. Words of fewer than four letters do not count.

use super::dto::{InitiativeSubject, InitiativeWay};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face<'f> {
    pub(super) areas: &'f [Uuid],
    pub(super) way: InitiativeWay,
    pub(super) subject: InitiativeSubject,
    pub(super) text: &'f str,
}

/// The words of a text that count, in lower case.
pub(super) fn words_of(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_lowercase)
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and areas are small")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// 0 to 1.
pub(super) fn similarity(one: &Face<'_>, other: &Face<'_>) -> f64 {
    let (mine, theirs): (BTreeSet<_>, BTreeSet<_>) =
        (one.areas.iter().collect(), other.areas.iter().collect());
    let areas = share(mine.intersection(&theirs).count(), mine.union(&theirs).count());
    let same = |same: bool| if same { 0.1 } else { 0.0 };
    let tag = same(one.way == other.way) + same(one.subject == other.subject);
    let (mine, theirs) = (words_of(one.text), words_of(other.text));
    let words = share(mine.intersection(&theirs).count(), mine.len());
    let value = 0.5 * areas + tag + 0.3 * words;
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_for_the_same_and_nothing_for_the_foreign() {
        let (here, there) = ([Uuid::from_u128(1)], [Uuid::from_u128(2)]);
        let one = Face {
            areas: &here,
            way: InitiativeWay::Renew,
            subject: InitiativeSubject::Services,
            text: "Digitale tilsyn om natten",
        };
        assert!((similarity(&one, &one) - 1.0).abs() < 1e-9);
        let other = Face {
            areas: &there,
            way: InitiativeWay::Improve,
            subject: InitiativeSubject::Processes,
            text: "Felles vaktliste",
        };
        assert!(similarity(&one, &other).abs() < 1e-9);
        let near = Face {
            text: "Spør om tilsyn først",
            areas: &here,
            ..other
        };
        // Half for the area, and one of three words.
        assert!(
            (similarity(&one, &near) - 0.6).abs() < 1e-9,
            "{}",
            similarity(&one, &near)
        );
        let nothing = Face {
            areas: &[],
            text: "",
            ..other
        };
        assert!(similarity(&nothing, &one).abs() < 1e-9);
    }
}
