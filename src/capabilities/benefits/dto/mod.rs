//! Wire shapes of benefits.

mod benefit;
mod ledger;
mod review;
mod values;

pub use benefit::{
    AbandonBenefit, Adopters, Adoption, AdoptionGroup, Baseline, Beneficiary, BenefitBaselineList,
    BenefitBaselineView, BenefitFilter, BenefitKind, BenefitList, BenefitOverlap, BenefitRisk, BenefitState,
    BenefitView, CreateBenefit, Direction, SupersedeBaseline, TargetValue, UpdateBenefit,
};
pub use ledger::{
    Amount, BenefitShare, CostAt, CostOfDelayView, DelayFilter, LedgerFilter, LedgerKind, LedgerLine,
    LedgerTotal, LedgerView, MonthCost, OverlapFilter, OverlapList, OverlapPair, ScheduleCost,
};
pub use review::{
    BenefitReviewDay, BenefitReviewFilter, BenefitReviewList, BenefitReviewView, CreateBenefitReview,
    FinishBenefitReview, ReviewFinding, UpdateBenefitReview,
};
pub use values::{
    BenefitMonth, BenefitReading, BenefitSeries, BenefitValueItem, BenefitValues, EarlierValue,
    RecordBenefitValues, RecordedValues, Series, ValueFilter,
};
