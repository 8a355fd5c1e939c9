//! Facts: values, suppositions, recorded values, and the registry.

use super::{ProvenanceWord, RecordView, RoleName};
use chrono::{DateTime, NaiveDate, Utc};
use gate::Value;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, OneOfBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

/// A value of a fact: a number, yes or no, or a date. Shares are fractions between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactValue(pub Value);

impl PartialSchema for FactValue {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new()
            .schema_type(Type::Number)
            .minimum(Some(-1e12))
            .maximum(Some(1e12));
        let date = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
        OneOfBuilder::new()
            .item(number)
            .item(ObjectBuilder::new().schema_type(Type::Boolean))
            .item(date)
            .description(Some(
                "A number, true or false, or a date; shares are fractions between 0 and 1.",
            ))
            .examples([serde_json::json!(0.8)])
            .into()
    }
}

impl ToSchema for FactValue {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("FactValue")
    }
}

/// A name and a value that a fact is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactFilter {
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-zA-Z]+$", example = "field")]
    pub name: String,
    #[schema(min_length = 1, max_length = 100, example = "a")]
    pub value: String,
}

/// A value to suppose.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFact {
    #[schema(min_length = 1, max_length = 100, example = "stage.milestones_done_share")]
    pub fact: String,
    #[serde(default)]
    #[schema(max_items = 10)]
    pub filter: Vec<FactFilter>,
    pub value: FactValue,
}

/// What if? Nothing of it is written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewGate {
    /// Values that win over what is known.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub facts: Vec<SupposedFact>,
    /// Submitted evidence that is supposed to be accepted.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub accepted_evidence: Vec<Uuid>,
}

/// A value that the project office records for a fact.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordFact {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[a-z_.]+$",
        example = "leadership.acknowledged_share"
    )]
    pub fact: String,
    #[serde(default)]
    #[schema(max_items = 10)]
    pub filter: Vec<FactFilter>,
    pub value: FactValue,
    /// Evidence of this roadmap that a reviewer has accepted.
    pub evidence_id: Uuid,
    /// The last day on which it holds.
    pub holds_until: NaiveDate,
}

/// A recorded value.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedFactView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[schema(max_length = 100)]
    pub fact: String,
    #[schema(max_items = 10)]
    pub filter: Vec<FactFilter>,
    pub value: FactValue,
    pub evidence_id: Uuid,
    pub holds_until: NaiveDate,
    pub recorded_by: Uuid,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// The recorded values of a roadmap that were not withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedFactList {
    #[schema(max_items = 1000)]
    pub items: Vec<RecordedFactView>,
}

/// Which facts of a roadmap.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ReadingFilter {
    /// Of this capability.
    #[param(max_length = 40, pattern = "^[a-z_]+$", example = "procedures")]
    pub capability: Option<String>,
    /// The facts of this stage of the roadmap as well.
    pub stage_id: Option<Uuid>,
}

/// A fact of a roadmap as it is today.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadingView {
    #[schema(max_length = 100, example = "procedures.units_covered_share")]
    pub fact: String,
    /// `share`, `count`, `flag`, `days` or `date`.
    #[schema(max_length = 10, pattern = "^[a-z]+$", example = "share")]
    pub kind: String,
    #[schema(max_length = 200)]
    pub title: String,
    #[schema(max_length = 1000)]
    pub meaning: String,
    #[schema(max_length = 1000)]
    pub formula: String,
    #[schema(max_items = 10)]
    pub filter: Vec<FactFilter>,
    /// Absent where there is no data, which is never zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<FactValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<ProvenanceWord>,
    /// The records behind the value, at most two hundred of them.
    #[schema(max_items = 200)]
    pub records: Vec<RecordView>,
    /// Roles that can change the value.
    #[schema(max_items = 20)]
    pub changeable_by: Vec<RoleName>,
    /// Where it can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 300,
        example = "/api/v1/roadmaps/0190163d-8694-739b-aea5-966c26f8ad91/milestones"
    )]
    pub link: Option<String>,
    /// The last day on which a recorded value holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_until: Option<NaiveDate>,
}

/// The facts of a roadmap.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingList {
    #[schema(max_items = 1000)]
    pub items: Vec<ReadingView>,
}

/// A fact of the registry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FactView {
    #[schema(max_length = 100)]
    pub name: String,
    /// `share`, `count`, `flag`, `days` or `date`.
    #[schema(max_length = 10, pattern = "^[a-z]+$", example = "share")]
    pub kind: String,
    #[schema(max_length = 200)]
    pub title: String,
    #[schema(max_length = 1000)]
    pub meaning: String,
    /// What is divided by or compared with what, and when there is no value; in English.
    #[schema(max_length = 1000)]
    pub formula: String,
    /// The capability that derives it.
    #[schema(max_length = 40)]
    pub capability: String,
    /// Whether it is derived today; otherwise it is unknown until somebody records it.
    pub derived: bool,
    #[schema(max_items = 10)]
    pub filters: Vec<FactFilterView>,
}

/// What a fact can be narrowed to.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactFilterView {
    #[schema(max_length = 60)]
    pub name: String,
    #[schema(max_length = 300)]
    pub meaning: String,
}

/// The registry of facts.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactList {
    #[schema(max_items = 300)]
    pub items: Vec<FactView>,
}
