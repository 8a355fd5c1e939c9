//! What deciders have said in a review, and whose say counts.

use super::bundle::Bundle;
use super::dto::{ChoiceWord, ConditionInput};
use super::{derive, service, views};
use crate::access::{Action, Ctx};
use crate::capabilities::people;
use crate::error::Result;
use gate::Verdict;
use gate::decision::{Choice, Condition, complete};
use gate::pin::{PinnedEvidence, fingerprint};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::HashSet;
use tables::{gate as gate_row, gate_review, gate_vote};
use uuid::Uuid;

/// Who acts at a gate: the person, or the account where no person stands behind it, so that two accounts of one person
/// are one pair of eyes. The account is kept as well, since persons can be tied to accounts later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) who: Uuid,
    pub(super) account: Uuid,
}

impl Identity {
    pub(super) fn of(ctx: &Ctx) -> Self {
        Self {
            who: ctx.actor.person.unwrap_or(ctx.actor.id),
            account: ctx.actor.id,
        }
    }

    fn is(self, who: Uuid, account: Uuid) -> bool {
        self.who == who || self.account == account
    }

    /// Whether it asked for the review.
    pub(super) fn asked(self, review: &gate_review::Model) -> bool {
        self.is(review.asked_by, review.asked_account)
    }

    /// Whether it cast the vote.
    pub(super) fn cast(self, vote: &gate_vote::Model) -> bool {
        self.is(vote.cast_by, vote.cast_account)
    }
}

/// What a decision on a gate is made on today.
pub(super) struct Ground {
    pub(super) verdict: Verdict,
    pub(super) evidence: Vec<PinnedEvidence>,
    /// SHA-256 of the rule, the outcomes and the evidence: a say counts as long as this stays the same.
    pub(super) basis: String,
}

impl Ground {
    pub(super) fn of(bundle: &Bundle, row: &gate_row::Model) -> Result<Self> {
        let verdict = views::judge(bundle, row, &derive::Suppositions::default())?;
        let evidence = evidence_behind(bundle, row, &verdict);
        let outcomes: Vec<_> = verdict
            .criteria()
            .iter()
            .map(|leaf| json!([leaf.criterion.key, leaf.outcome]))
            .collect();
        let basis = json!({"rule": Bundle::rule(row)?, "outcomes": outcomes, "evidence": evidence});
        Ok(Self {
            verdict,
            evidence,
            basis: fingerprint(&basis.to_string()),
        })
    }
}

/// The accepted and valid evidence that is used in the gate's stage or stands behind one of its values.
fn evidence_behind(bundle: &Bundle, row: &gate_row::Model, verdict: &Verdict) -> Vec<PinnedEvidence> {
    let own: HashSet<Uuid> = bundle
        .milestones
        .iter()
        .filter(|one| one.stage_id == row.stage_id)
        .map(|one| one.id)
        .collect();
    let behind: HashSet<&str> = verdict
        .criteria()
        .into_iter()
        .flat_map(|leaf| &leaf.records)
        .filter(|record| record.kind == "evidence")
        .map(|record| record.id.as_str())
        .collect();
    let mut evidence: Vec<PinnedEvidence> = bundle
        .evidence
        .iter()
        .filter(|piece| piece.is_valid())
        .filter(|piece| {
            let here = piece.uses.iter().any(|place| {
                place.stage_id == Some(row.stage_id) || place.milestone_id.is_some_and(|id| own.contains(&id))
            });
            here || behind.contains(piece.id.to_string().as_str())
        })
        .map(|piece| PinnedEvidence {
            id: piece.id.to_string(),
            title: piece.title.clone(),
            content_hash: piece.content_hash.clone(),
            valid_until: piece.valid_until,
        })
        .collect();
    evidence.sort();
    evidence
}

/// One decider's say as it stands.
#[derive(Clone, Debug)]
pub(super) struct Vote {
    pub(super) row: gate_vote::Model,
    pub(super) conditions: Vec<ConditionInput>,
}

impl Vote {
    pub(super) fn of(row: gate_vote::Model) -> Result<Self> {
        let conditions = serde_json::from_value(row.conditions.clone())?;
        Ok(Self { row, conditions })
    }

    pub(super) fn choice(&self) -> Result<Choice> {
        Ok(ChoiceWord::from_row(&self.row.outcome)?.into())
    }
}

/// The votes of a review that count today, each decider's last one: cast on what still stands, by somebody who may
/// still decide, with conditions that can still be met.
pub(super) async fn counting<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    bundle: &Bundle,
    row: &gate_row::Model,
    review: Uuid,
    basis: &str,
) -> Result<Vec<Vote>> {
    let mut latest: Vec<&gate_vote::Model> = Vec::new();
    for vote in bundle.votes.iter().filter(|vote| vote.review_id == review) {
        latest.retain(|one| one.cast_by != vote.cast_by && one.cast_account != vote.cast_account);
        latest.push(vote);
    }
    let target = service::about(bundle, row);
    let mut counting = Vec::new();
    for vote in latest.into_iter().filter(|vote| vote.basis == basis) {
        let vote = Vote::of(vote.clone())?;
        if conditions_hold(db, ctx, &vote.conditions).await?
            && ctx
                .another_may(db, vote.row.cast_account, Action::DecideGate, &target)
                .await?
        {
            counting.push(vote);
        }
    }
    Ok(counting)
}

async fn conditions_hold<C: ConnectionTrait>(db: &C, ctx: &Ctx, set: &[ConditionInput]) -> Result<bool> {
    let known = with_owners(db, ctx, set).await?;
    Ok(known.iter().all(|condition| complete(condition, ctx.today())))
}

/// Conditions as the engine looks at them: whether each one's owner is there.
pub(super) async fn with_owners<'c, C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    set: &'c [ConditionInput],
) -> Result<Vec<Condition<'c>>> {
    let owners: Vec<Uuid> = set.iter().map(|one| one.owner_id).collect();
    let missing = people::service::persons_missing(db, ctx.scope(), &owners, ctx.today()).await?;
    Ok(set
        .iter()
        .map(|one| Condition {
            text: &one.text,
            has_owner: !missing.contains(&one.owner_id),
            due: one.due_date,
        })
        .collect())
}
