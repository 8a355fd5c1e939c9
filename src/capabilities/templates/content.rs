//! The content of a template version as types, in the format of `templates/*.yaml` and of the wire.
//!
//! Reading content into these types never judges it: `shape` does that by the JSON Schema, `rules` by meaning.

use kernel::Text;
use serde::{Deserialize, Serialize};

/// One version of a process template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateContent {
    /// The same in all versions of the template.
    pub key: String,
    /// The version's number.
    pub number: i32,
    pub title: Text,
    pub summary: Text,
    /// Where the method comes from, and whose wording the texts are.
    pub source: String,
    /// In the order in which they are shown.
    pub stages: Vec<StageContent>,
}

/// One step, ending in a gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageContent {
    /// Unique among the template's stages.
    pub key: String,
    pub title: Text,
    pub guidance: Text,
    /// The stages that must have passed before this one opens. `None`: the stage before it. Empty: it opens at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<String>>,
    pub gate: GateContent,
    #[serde(default)]
    pub milestones: Vec<MilestoneContent>,
}

/// The decision at a stage's end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GateContent {
    /// Unique among the template's gates.
    pub key: String,
    pub title: Text,
    /// How many deciders must agree before a decision takes effect; at least 1.
    pub quorum: i32,
    /// What the gate asks.
    pub rule: gate::Rule,
}

/// A suggested milestone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MilestoneContent {
    /// Unique among the milestones of the whole template.
    pub key: String,
    pub title: Text,
    pub guidance: Text,
    /// The due date, in calendar days after the roadmap's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_after_days: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<DurationContent>,
    /// Work in person-days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<f64>,
    #[serde(default)]
    pub required_evidence: Vec<RequiredEvidenceContent>,
    /// Dependencies on other milestones of the template, in any stage.
    #[serde(default)]
    pub after: Vec<DependencyContent>,
}

/// A three-point estimate in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurationContent {
    pub optimistic: i32,
    pub likely: i32,
    pub pessimistic: i32,
}

/// One piece of evidence that a milestone needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredEvidenceContent {
    /// Unique within the milestone.
    pub key: String,
    pub title: Text,
    /// `file`, `link`, `note`, `measurement` or `attestation`.
    pub kind: String,
}

/// How a milestone hangs on another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DependencyContent {
    /// The key of the predecessor.
    pub milestone: String,
    /// `FS`, `SS`, `FF` or `SF`.
    #[serde(default = "finish_to_start")]
    pub kind: String,
    /// Working days to wait; negative overlaps.
    #[serde(default)]
    pub lag: i32,
}

fn finish_to_start() -> String {
    "FS".to_owned()
}

impl StageContent {
    /// The keys of the stages that must pass first; `previous` is the stage before this one in the template.
    pub fn after_keys<'c>(&'c self, previous: Option<&'c Self>) -> Vec<&'c str> {
        match &self.after {
            Some(keys) => keys.iter().map(String::as_str).collect(),
            None => previous.map(|stage| stage.key.as_str()).into_iter().collect(),
        }
    }
}

impl TemplateContent {
    /// Every stage with the keys of those that must pass first.
    pub fn stages_with_predecessors(&self) -> impl Iterator<Item = (&StageContent, Vec<&str>)> {
        self.stages.iter().enumerate().map(|(index, stage)| {
            let previous = index.checked_sub(1).map(|before| &self.stages[before]);
            (stage, stage.after_keys(previous))
        })
    }

    /// Every suggested milestone with its stage.
    pub fn milestones(&self) -> impl Iterator<Item = (&StageContent, &MilestoneContent)> {
        self.stages
            .iter()
            .flat_map(|stage| stage.milestones.iter().map(move |milestone| (stage, milestone)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::builtin;

    #[test]
    fn a_stage_without_after_waits_for_the_one_before_it() {
        let mut template = builtin::all()[0].content.clone();
        template.stages.truncate(3);
        template.stages[0].after = None;
        template.stages[1].after = None;
        template.stages[2].after = Some(vec!["acknowledge".to_owned()]);
        let waits: Vec<Vec<&str>> = template
            .stages_with_predecessors()
            .map(|(_, keys)| keys)
            .collect();
        assert_eq!(waits, [vec![], vec!["acknowledge"], vec!["acknowledge"]]);
        template.stages[2].after = Some(Vec::new());
        assert!(
            template.stages[2]
                .after_keys(Some(&template.stages[1]))
                .is_empty()
        );
    }
}
