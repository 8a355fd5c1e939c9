//! Kinds of barriers that every organiser starts with, and what counts as an answer to an excuse. Pure.

use super::dto::BarrierState;
use kernel::Text;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A kind of barrier: its key, whether it is one of the five standard excuses, and its title in nb, sv and en.
pub(super) struct Kind {
    pub(super) key: &'static str,
    pub(super) excuse: bool,
    title: [&'static str; 3],
}

impl Kind {
    pub(super) fn title(&self) -> Text {
        let [nb, sv, en] = self.title;
        Text::new(nb, sv, en)
    }
}

const fn excuse(key: &'static str, title: [&'static str; 3]) -> Kind {
    Kind {
        key,
        excuse: true,
        title,
    }
}

const fn kind(key: &'static str, title: [&'static str; 3]) -> Kind {
    Kind {
        key,
        excuse: false,
        title,
    }
}

/// The five excuses of the source text, and what research on welfare technology finds in the way.
pub(super) const KINDS: &[Kind] = &[
    excuse(
        "no-time",
        ["Vi har ikke tid", "Vi har inte tid", "We have no time"],
    ),
    excuse(
        "operations-overshadow",
        [
            "Driften overskygger alt",
            "Driften överskuggar allt",
            "Operations overshadow everything",
        ],
    ),
    excuse(
        "development-later",
        [
            "Utviklingen får komme senere",
            "Utvecklingen får komma senare",
            "Development must come later",
        ],
    ),
    excuse(
        "competence-is-operations",
        [
            "Vår kompetanse er drift",
            "Vår kompetens är drift",
            "Our competence is operations",
        ],
    ),
    excuse(
        "finances-forbid",
        [
            "Økonomien tillater det ikke",
            "Ekonomin tillåter det inte",
            "Finances forbid it",
        ],
    ),
    kind(
        "no-shared-direction",
        [
            "Lederne trekker i hver sin retning",
            "Cheferna drar åt olika håll",
            "Leaders pull in different directions",
        ],
    ),
    kind(
        "unclear-responsibility",
        [
            "Uklart hvem som har ansvaret mellom tjenestene",
            "Oklart vem som ansvarar mellan verksamheterna",
            "Unclear who is responsible between services",
        ],
    ),
    kind(
        "benefit-elsewhere",
        [
            "Gevinsten kommer et annet sted enn innsatsen",
            "Nyttan hamnar någon annanstans än insatsen",
            "The benefit falls elsewhere than the effort",
        ],
    ),
    kind(
        "systems-do-not-talk",
        [
            "Systemene snakker ikke sammen",
            "Systemen pratar inte med varandra",
            "Systems do not talk to each other",
        ],
    ),
    kind(
        "supplier-dependence",
        [
            "Bundet til leverandøren",
            "Inlåst hos leverantören",
            "Locked in with the supplier",
        ],
    ),
    kind(
        "procurement",
        [
            "Anskaffelsen tar for lang tid",
            "Upphandlingen tar för lång tid",
            "Procurement takes too long",
        ],
    ),
    kind(
        "law-and-privacy",
        [
            "Uavklart jus, personvern eller informasjonssikkerhet",
            "Oklar juridik, dataskydd eller informationssäkerhet",
            "Unsettled law, privacy or information security",
        ],
    ),
    kind(
        "infrastructure",
        [
            "Nett, dekning eller utstyr holder ikke",
            "Nät, täckning eller utrustning räcker inte till",
            "Network, coverage or equipment is not good enough",
        ],
    ),
    kind(
        "digital-skills",
        [
            "Ansatte mangler digitale ferdigheter",
            "Personalen saknar digitala färdigheter",
            "Staff lack digital skills",
        ],
    ),
    kind(
        "users-left-out",
        [
            "Brukere eller pårørende blir stående utenfor",
            "Brukare eller anhöriga hamnar utanför",
            "Users or relatives are left out",
        ],
    ),
    kind(
        "fear-of-loss",
        [
            "Frykt for at omsorg blir borte eller jobben endres",
            "Oro för att omsorg försvinner eller jobbet förändras",
            "Fear that care is lost or the job changes",
        ],
    ),
    kind(
        "turnover",
        [
            "Nøkkelpersoner slutter eller vikarene er mange",
            "Nyckelpersoner slutar eller vikarierna är många",
            "Key people leave or many are temporary",
        ],
    ),
    kind(
        "pilot-without-end",
        [
            "Prøveprosjekter blir aldri vanlig drift",
            "Pilotprojekt blir aldrig ordinarie drift",
            "Pilots never become ordinary operations",
        ],
    ),
];

/// What a barrier is, as far as an answer to an excuse goes.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) id: Uuid,
    pub(super) category: String,
    pub(super) title: String,
    pub(super) state: BarrierState,
    /// It has a countermeasure, and an owner who has not left.
    pub(super) countered: bool,
    pub(super) severity: i32,
    pub(super) owned: bool,
}

impl Standing {
    /// An answer: ruled out, solved, or with a countermeasure and somebody who sees to it.
    pub(super) fn answers(&self) -> bool {
        !self.is_open() || self.countered
    }

    /// Still in the way.
    pub(super) fn is_open(&self) -> bool {
        self.state == BarrierState::Open
    }
}

/// The excuses that are answered. Every barrier that was raised under an excuse must be answered: one that is ruled out
/// does not hide another that nobody looks after.
pub(super) fn answered(all: &[Standing]) -> BTreeSet<&'static str> {
    let excuses = KINDS.iter().filter(|kind| kind.excuse).map(|kind| kind.key);
    excuses
        .filter(|key| {
            let mut raised = all.iter().filter(|one| one.category == *key).peekable();
            raised.peek().is_some() && raised.all(Standing::answers)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(category: &str, ruled_out: bool, countered: bool) -> Standing {
        Standing {
            id: Uuid::nil(),
            category: category.to_owned(),
            title: String::new(),
            state: if ruled_out {
                BarrierState::RuledOut
            } else {
                BarrierState::Open
            },
            countered,
            severity: 3,
            owned: countered,
        }
    }

    #[test]
    fn there_are_five_excuses_and_every_text_is_there() {
        assert_eq!(KINDS.iter().filter(|kind| kind.excuse).count(), 5);
        let keys: BTreeSet<_> = KINDS.iter().map(|kind| kind.key).collect();
        assert_eq!(keys.len(), KINDS.len(), "keys are unique");
        for kind in KINDS {
            assert!(kind.title.iter().all(|text| !text.is_empty()), "{}", kind.key);
        }
    }

    #[test]
    fn an_excuse_counts_when_all_that_was_raised_under_it_is_answered() {
        let mut all = vec![
            standing("no-time", true, false),
            standing("finances-forbid", false, true),
            standing("development-later", false, false),
            standing("turnover", true, false),
        ];
        let found: Vec<_> = answered(&all).into_iter().collect();
        assert_eq!(found, ["finances-forbid", "no-time"]);
        all.push(standing("no-time", false, false));
        let found: Vec<_> = answered(&all).into_iter().collect();
        assert_eq!(found, ["finances-forbid"], "a second one that nobody looks after");
    }
}
