//! A benefit, its baseline, and who has adopted it.

use super::ReviewFinding;
use crate::capabilities::organisation::dto::Branch;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What kind of effect it is, which decides what its amounts are in.
    pub enum BenefitKind {
        /// Costs that do not arise: money.
        AvoidedCost = "avoided_cost",
        /// Working time: hours.
        TimeSaved = "time_saved",
        /// Better quality: points.
        Quality = "quality",
    }
}

words! {
    /// Who has the good of it.
    pub enum Beneficiary {
        Users = "users",
        Staff = "staff",
        Organisation = "organisation",
        Partners = "partners",
        Society = "society",
    }
}

words! {
    /// Which way the indicator is meant to go.
    pub enum Direction { Higher = "higher", Lower = "lower" }
}

words! {
    /// Where the benefit stands.
    pub enum BenefitState {
        Planned = "planned",
        BaselineLocked = "baseline_locked",
        Realised = "realised",
        Abandoned = "abandoned",
    }
}

words! {
    /// Whose adoption counts.
    pub enum AdoptionGroup { Staff = "staff", Users = "users", Partners = "partners" }
}

words! {
    /// What puts a realised benefit at risk.
    pub enum BenefitRisk {
        StaffEvidenceLost = "staff_evidence_lost",
        UsersEvidenceLost = "users_evidence_lost",
        PartnersEvidenceLost = "partners_evidence_lost",
        /// Its baseline was superseded after it was realised, and nobody has looked again since.
        BaselineSuperseded = "baseline_superseded",
        /// The newest review found it lost.
        FoundLost = "found_lost",
    }
}

/// How the indicator stood before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Baseline {
    /// Kept to four decimals.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 420)]
    pub value: f64,
    pub date: NaiveDate,
    /// Where the value comes from, so that somebody else finds it again.
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "Turnusplan og kjørebok, uke 40 til 43"
    )]
    pub source: String,
}

/// How the indicator is to stand, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetValue {
    /// Kept to four decimals.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 300)]
    pub value: f64,
    pub date: NaiveDate,
}

/// A new benefit, and all of its fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "title": "Mindre kjøring i hjemmetjenesten", "kind": "time_saved", "beneficiary": "staff",
    "indicator": "Kjøretid per måned", "measure": "timer", "method": "Summen av kjørebøkene i sonen.",
    "direction": "lower", "worthPerUnit": 1, "from": "2026-11-01", "unitId": "0190163d-8694-739b-aea5-966c26f8ad91",
    "baseline": {"value": 420, "date": "2026-10-31", "source": "Kjørebøker, oktober"},
    "target": {"value": 300, "date": "2027-12-31"}, "tolerancePercent": 10
}))]
pub struct CreateBenefit {
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Mindre kjøring i hjemmetjenesten"
    )]
    pub title: String,
    pub kind: BenefitKind,
    pub beneficiary: Beneficiary,
    /// What is measured. Two benefits with the same one in the same place and time may count one effect twice.
    #[schema(min_length = 1, max_length = 200, example = "Kjøretid per måned")]
    pub indicator: String,
    /// What the indicator is measured in.
    #[schema(min_length = 1, max_length = 60, example = "timer")]
    pub measure: String,
    /// How it is measured, so that somebody else could do it again.
    #[schema(min_length = 1, max_length = 2000, example = "Summen av kjørebøkene i sonen.")]
    pub method: String,
    pub direction: Direction,
    /// What one unit of measure is worth in a month: money in the organiser's currency, hours or points, by the kind.
    /// 1 where the indicator is measured in them. Kept to eight decimals.
    #[serde(default = "one")]
    #[schema(minimum = 0, maximum = 100_000, example = 1)]
    pub worth_per_unit: f64,
    /// The day from which its effect counts.
    pub from: NaiveDate,
    /// The last day on which its effect counts; for ever where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    pub target: TargetValue,
    /// From how many percent of the forecast effect on a deviation needs its cause in words.
    #[serde(default = "ten")]
    #[schema(minimum = 0, maximum = 1000, example = 10)]
    pub tolerance_percent: i32,
    /// The unit in which the effect arises.
    pub unit_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// The key of the initiative behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        example = "ruteplan-sone-nord"
    )]
    pub initiative_key: Option<String>,
}

fn one() -> f64 {
    1.0
}

fn ten() -> i32 {
    10
}

patch_of! {
    /// Changes of a benefit.
    UpdateBenefit, CreateBenefit
}

/// Another benefit that measures the same thing in the same place and time: the effect may be counted twice. So it may
/// where the two are measured in different units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitOverlap {
    pub benefit_id: Uuid,
    pub roadmap_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    pub unit_id: Uuid,
    /// What the other is measured in, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "minutter")]
    pub other_measure: Option<String>,
    /// The first day that both count.
    pub from: NaiveDate,
    /// The last day that both count; absent where neither ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// A benefit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub state: BenefitState,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateBenefit,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_locked_at: Option<DateTime<Utc>>,
    pub adoption: Adopters,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realised_at: Option<DateTime<Utc>>,
    /// The account that asked for it to be realised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realised_by: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abandoned_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub abandoned_reason: Option<String>,
    /// Whether something that it was realised on has been lost since.
    pub at_risk: bool,
    #[schema(max_items = 5)]
    pub risks: Vec<BenefitRisk>,
    /// What the newest review found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_finding: Option<ReviewFinding>,
    /// What may be counted twice; at most twenty of those that the reader may see.
    #[schema(max_items = 20)]
    pub warnings: Vec<BenefitOverlap>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A page of benefits.
#[derive(Debug, Serialize, ToSchema)]
pub struct BenefitList {
    #[schema(max_items = 100)]
    pub items: Vec<BenefitView>,
    pub page: PageView,
}

/// Which benefits.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct BenefitFilter {
    /// Those of this unit and all below it.
    pub unit_id: Option<Uuid>,
    /// Those of units of this service area.
    pub service_area_id: Option<Uuid>,
    /// Those of units whose service area belongs to this branch.
    #[param(inline)]
    pub branch: Option<Branch>,
    pub roadmap_id: Option<Uuid>,
    #[param(inline)]
    pub state: Option<BenefitState>,
    #[param(inline)]
    pub kind: Option<BenefitKind>,
    pub owner_id: Option<Uuid>,
    /// Those whose effect counts on this day or later.
    pub from: Option<NaiveDate>,
    /// Those whose effect counts on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Those of an initiative.
    #[param(
        min_length = 1,
        max_length = 60,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        example = "ruteplan-sone-nord"
    )]
    pub initiative_key: Option<String>,
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

/// A new baseline in the place of the locked one, which stays readable.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SupersedeBaseline {
    pub baseline: Baseline,
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Sonen fikk ti flere brukere; tellingen er gjort om."
    )]
    pub reason: String,
}

/// A baseline that was locked.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitBaselineView {
    /// 1 for the first; the highest counts.
    #[schema(minimum = 1, maximum = 1000)]
    pub number: i32,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: Baseline,
    pub locked_at: DateTime<Utc>,
    /// The account that locked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked_by: Option<Uuid>,
    /// Why it took the place of the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

/// Every baseline that was locked, the first first.
#[derive(Debug, Serialize, ToSchema)]
pub struct BenefitBaselineList {
    #[schema(max_items = 100)]
    pub items: Vec<BenefitBaselineView>,
}

/// How one group has adopted it: accepted and valid evidence, or why the group does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"notApplicableReason": "Gjelder bare intern planlegging."}))]
pub struct Adoption {
    /// Evidence of the same roadmap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_id: Option<Uuid>,
    /// Why this group does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Ingen samarbeidspartnere er berørt."
    )]
    pub not_applicable_reason: Option<String>,
}

/// The three groups whose adoption counts. What is left out is not known yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"partners": {"notApplicableReason": "Ingen samarbeidspartnere er berørt."}}))]
pub struct Adopters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<Adoption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Adoption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partners: Option<Adoption>,
    /// Why one piece of evidence speaks for more than one group; demanded where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Referatet er fra møtet der ansatte og brukere svarte sammen."
    )]
    pub shared_evidence_reason: Option<String>,
}

impl Adopters {
    /// The three groups with what is said of each.
    pub fn each(&self) -> [(AdoptionGroup, Option<&Adoption>); 3] {
        [
            (AdoptionGroup::Staff, self.staff.as_ref()),
            (AdoptionGroup::Users, self.users.as_ref()),
            (AdoptionGroup::Partners, self.partners.as_ref()),
        ]
    }
}

/// Why a benefit is given up.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AbandonBenefit {
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Leverandøren trakk løsningen; effekten kan ikke oppstå."
    )]
    pub reason: String,
}
