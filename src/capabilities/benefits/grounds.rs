//! What benefits stand on today: their evidence, and what their reviews found.

use super::dto::{BenefitRisk, BenefitState, ReviewFinding};
use super::queries;
use super::rules::{self, Found, Proof};
use super::service::adopters_of;
use crate::access::TenantScope;
use crate::capabilities::evidence;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use tables::{benefit, benefit_review};
use uuid::Uuid;

/// What a number of benefits stand on.
pub(super) struct Standing {
    /// Evidence that is accepted and valid, each with its roadmap.
    valid: HashSet<(Uuid, Uuid)>,
    findings: HashMap<Uuid, Found>,
}

impl Standing {
    /// Three queries.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        rows: &[benefit::Model],
        today: NaiveDate,
    ) -> Result<Self> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let reviews = queries::reviews_of(db, scope, &ids).await?;
        Self::with(db, scope, rows, &reviews, today).await
    }

    /// The same where the reviews are known. Two queries.
    pub(super) async fn with<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        rows: &[benefit::Model],
        reviews: &[benefit_review::Model],
        today: NaiveDate,
    ) -> Result<Self> {
        Ok(Self {
            valid: valid_evidence(db, scope, rows, today).await?,
            findings: findings(reviews)?,
        })
    }

    /// Staff, users, partners. Only evidence of the benefit's own roadmap counts.
    pub(super) fn proofs(&self, row: &benefit::Model) -> [Proof; 3] {
        rules::proofs(&adopters_of(row), &|id| {
            self.valid.contains(&(id, row.roadmap_id))
        })
    }

    pub(super) fn risks(&self, row: &benefit::Model) -> Result<Vec<BenefitRisk>> {
        let state = BenefitState::from_row(&row.state)?;
        let found = self.findings.get(&row.id).copied();
        Ok(rules::risks(state, self.proofs(row), row.superseded_at, found))
    }

    /// Whether a benefit is realised, and what it was realised on still holds.
    pub(super) fn realised(&self, row: &benefit::Model) -> Result<bool> {
        Ok(row.state == BenefitState::Realised.as_str() && self.risks(row)?.is_empty())
    }

    pub(super) fn last_finding(&self, row: &benefit::Model) -> Option<ReviewFinding> {
        self.findings.get(&row.id).map(|(finding, _)| *finding)
    }
}

/// The newest finding of each benefit. A review that was done is never changed again.
fn findings(reviews: &[benefit_review::Model]) -> Result<HashMap<Uuid, Found>> {
    let mut done: Vec<&benefit_review::Model> = reviews.iter().filter(|row| row.done_on.is_some()).collect();
    done.sort_by_key(|row| (row.updated_at, row.due_on));
    let mut found = HashMap::new();
    for row in done {
        if let Some(outcome) = &row.outcome {
            found.insert(
                row.benefit_id,
                (ReviewFinding::from_row(outcome)?, row.updated_at),
            );
        }
    }
    Ok(found)
}

/// Of the evidence that benefits stand on, what is accepted and valid on a day.
async fn valid_evidence<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    rows: &[benefit::Model],
    today: NaiveDate,
) -> Result<HashSet<(Uuid, Uuid)>> {
    let mut ids: Vec<Uuid> = rows
        .iter()
        .flat_map(|row| {
            [
                row.staff_evidence_id,
                row.users_evidence_id,
                row.partners_evidence_id,
            ]
        })
        .flatten()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let states = evidence::service::evidence_states(db, scope, &ids, today).await?;
    let valid = states.iter().filter(|state| state.is_valid());
    Ok(valid.map(|state| (state.id, state.roadmap_id)).collect())
}
