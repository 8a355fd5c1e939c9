//! Texts that ship with the product, as data in `data/`: the acknowledgement and the posture questionnaire.

use crate::error::Result;
use crate::words;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use utoipa::ToSchema;

/// A longer text in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Norwegian bokmål.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Drift er avgjørende, og utvikling er nødvendig."
    )]
    pub nb: String,
    /// Swedish.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Driften är avgörande och utvecklingen är nödvändig."
    )]
    pub sv: String,
    /// English.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Operations are crucial, and development is necessary."
    )]
    pub en: String,
}

words! {
    /// Who is asked: the members of the group about themselves, or the staff of its unit about their leaders.
    pub enum Audience { Leaders = "leaders", Staff = "staff" }
}

words! {
    /// What a statement tells of: the stance towards shaping the future, or the action that follows.
    pub enum Axis { Stance = "stance", Action = "action" }
}

words! {
    /// The posture of a group: waiting, step by step, or shaping.
    pub enum Posture { A = "a", B = "b", C = "c" }
}

/// The acknowledgement as it ships.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acknowledgement {
    pub(super) title: Wording,
    pub(super) body: Wording,
}

/// A statement of the questionnaire.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) key: String,
    pub(super) axis: Axis,
    /// Whether agreeing speaks against the axis.
    pub(super) reversed: bool,
    pub(super) leaders: Wording,
    pub(super) staff: Wording,
}

/// What is said about a posture.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PostureText {
    pub(super) posture: Posture,
    pub(super) title: Wording,
    /// What is to be expected where nothing changes.
    pub(super) expectation: Wording,
    pub(super) next_actions: Vec<Wording>,
}

/// The questionnaire: statements on two axes, answered from 1 to 5, and what is said about each posture.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Questionnaire {
    pub(super) key: String,
    pub(super) number: i32,
    pub(super) title: Wording,
    pub(super) introduction: Wording,
    /// The words for 1 to 5.
    pub(super) scale: Vec<Wording>,
    pub(super) items: Vec<Item>,
    pub(super) postures: Vec<PostureText>,
}

impl Questionnaire {
    /// A questionnaire as a round keeps it.
    pub(super) fn of_round(text: &str) -> Result<Self> {
        Ok(serde_json::from_str(text)?)
    }

    /// How many statements an axis has.
    pub(super) fn items_on(&self, axis: Axis) -> i32 {
        let count = self.items.iter().filter(|item| item.axis == axis).count();
        i32::try_from(count).unwrap_or(i32::MAX)
    }

    pub(super) fn text_of(&self, posture: Posture) -> Option<&PostureText> {
        self.postures.iter().find(|text| text.posture == posture)
    }
}

static ACKNOWLEDGEMENT: LazyLock<Acknowledgement> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../data/acknowledgement.json"))
        .expect("a test reads the built-in text")
});

static QUESTIONNAIRE: LazyLock<Questionnaire> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../data/posture-questionnaire.json"))
        .expect("a test reads the built-in questionnaire")
});

pub(super) fn acknowledgement() -> &'static Acknowledgement {
    &ACKNOWLEDGEMENT
}

pub(super) fn questionnaire() -> &'static Questionnaire {
    &QUESTIONNAIRE
}

/// SHA-256 of a text in all its languages, by which a signature knows it again.
pub(super) fn fingerprint(title: &Wording, body: &Wording) -> Result<String> {
    Ok(gate::pin::fingerprint(&serde_json::to_string(&(title, body))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_built_in_texts_are_whole() {
        let text = acknowledgement();
        assert_eq!(fingerprint(&text.title, &text.body).expect("JSON").len(), 64);
        let asked = questionnaire();
        let keys: BTreeSet<&str> = asked.items.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(
            (keys.len(), asked.scale.len(), asked.postures.len()),
            (asked.items.len(), 5, 3)
        );
        for axis in Axis::ALL {
            assert!(asked.items_on(*axis) >= 5, "{axis}");
            assert!(
                asked.items.iter().any(|item| item.axis == *axis && item.reversed),
                "{axis}"
            );
        }
        for posture in Posture::ALL {
            assert!(
                asked
                    .text_of(*posture)
                    .is_some_and(|text| text.next_actions.len() >= 3),
                "{posture}"
            );
        }
    }

    #[test]
    fn a_text_that_differs_in_one_language_is_another() {
        let text = acknowledgement();
        let mut other = text.body.clone();
        other.sv.push('.');
        assert_ne!(
            fingerprint(&text.title, &text.body).expect("JSON"),
            fingerprint(&text.title, &other).expect("JSON")
        );
    }
}
