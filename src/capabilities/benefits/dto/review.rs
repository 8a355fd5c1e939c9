//! Days on which a benefit is looked at again, also after its roadmap has ended.

use crate::capabilities::organisation::dto::Branch;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::benefit_review;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// How the benefit was found.
    pub enum ReviewFinding { Holds = "holds", Weaker = "weaker", Lost = "lost" }
}

/// A new day for a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateBenefitReview {
    #[schema(example = "2028-01-15")]
    pub due_on: NaiveDate,
}

/// Another day for a review, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"dueOn": "2028-03-15", "movedReason": "Sonen bytter fagsystem i januar."}))]
pub struct BenefitReviewDay {
    #[schema(example = "2028-03-15")]
    pub due_on: NaiveDate,
    /// Why the review is moved; demanded where it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Sonen bytter fagsystem i januar."
    )]
    pub moved_reason: Option<String>,
}

patch_of! {
    /// Another day for a review.
    UpdateBenefitReview, BenefitReviewDay
}

/// What a review found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishBenefitReview {
    pub outcome: ReviewFinding,
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Kjøretiden er fortsatt under målet i begge soner."
    )]
    pub finding: String,
}

/// A review of a benefit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitReviewView {
    pub id: Uuid,
    pub benefit_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: BenefitReviewDay,
    /// The day that was planned first.
    pub first_due_on: NaiveDate,
    /// Whether the day is past and nobody has looked, and the benefit was not abandoned.
    pub overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ReviewFinding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub finding: Option<String>,
    /// The account that looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl BenefitReviewView {
    pub(in crate::capabilities::benefits) fn of(
        row: &benefit_review::Model,
        abandoned: bool,
        today: NaiveDate,
    ) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            benefit_id: row.benefit_id,
            fields: BenefitReviewDay {
                due_on: row.due_on,
                moved_reason: row.moved_reason.clone(),
            },
            first_due_on: row.first_due_on,
            overdue: !abandoned && row.done_on.is_none() && row.due_on < today,
            done_on: row.done_on,
            outcome: row.outcome.as_deref().map(ReviewFinding::from_row).transpose()?,
            finding: row.finding.clone(),
            done_by: row.done_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of reviews, the one due first first.
#[derive(Debug, Serialize, ToSchema)]
pub struct BenefitReviewList {
    #[schema(max_items = 100)]
    pub items: Vec<BenefitReviewView>,
    pub page: PageView,
}

/// Which reviews.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct BenefitReviewFilter {
    /// Those of one benefit.
    pub benefit_id: Option<Uuid>,
    pub roadmap_id: Option<Uuid>,
    /// Those of benefits of this unit and all below it.
    pub unit_id: Option<Uuid>,
    /// Those of benefits of units of this service area.
    pub service_area_id: Option<Uuid>,
    /// Those of benefits of units whose service area belongs to this branch.
    #[param(inline)]
    pub branch: Option<Branch>,
    /// Those due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Those due on this day or earlier.
    pub due_to: Option<NaiveDate>,
    /// Only those that are overdue, or only those that are not.
    pub overdue: Option<bool>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
