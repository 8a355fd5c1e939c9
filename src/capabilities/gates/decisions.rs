//! Deciding a gate: four eyes, quorum, override, and the pinned snapshot.

use super::bundle::Bundle;
use super::derive::Suppositions;
use super::dto::{ChoiceWord, ConditionInput, DecideGate, DecisionList, DecisionView, SayView};
use super::reviews::identity;
use super::{events, queries, service, views};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::{people, roadmaps};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use gate::Verdict;
use gate::decision::{Choice, Condition, Refusal, Say, effective, overrides, refusals};
use gate::pin::{PinnedCondition, PinnedEvidence, Snapshot, fingerprint};
use gate::stage::StageState;
use kernel::{DecisionId, GateId, Language};
use serde_json::json;
use tables::{decision, gate as gate_row, gate_condition, gate_review, gate_vote};
use uuid::Uuid;

pub(super) async fn decide_gate(ctx: &Ctx, id: GateId, body: DecideGate) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_gate(tx.conn(), ctx.scope(), id.uuid()).await?;
        // What is pinned must have stood together.
        tx.hold_still().await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let permit = ctx.permit(Action::DecideGate, &service::about(&bundle, &row))?;
        let Some(review) = bundle.review_of(row.id).cloned() else {
            let state = bundle.stage(row.stage_id)?.state.clone();
            return Err(AppError::new(Code::WrongState).with("state", state).with("needed", "in_review").about(Subject::new("gate", row.id)));
        };
        let verdict = views::judge(&bundle, &row, &Suppositions::default())?;
        check(&ctx, &tx, &bundle, &row, &review, &verdict, &body).await?;
        queries::insert_latches(tx.conn(), &permit, row.id, &verdict.newly_latched, ctx.today(), tx.now()).await?;
        let vote = vote_row(&ctx, &review, &body, &tx)?;
        rows::insert(tx.conn(), &permit, vote.clone()).await?;
        let mut votes: Vec<&gate_vote::Model> = bundle.votes.iter().filter(|cast| cast.review_id == review.id).collect();
        votes.push(&vote);
        let choices = votes.iter().map(|cast| ChoiceWord::from_row(&cast.outcome)).collect::<Result<Vec<_>>>()?;
        let quorum = usize::try_from(row.quorum).unwrap_or(1);
        let choices: Vec<Choice> = choices.into_iter().map(Choice::from).collect();
        let agreeing = choices.iter().filter(|choice| **choice == Choice::from(body.outcome)).count();
        let mut said = SayView {
            review_id: review.id,
            outcome: body.outcome,
            agreeing: i64::try_from(agreeing).unwrap_or(i64::MAX),
            quorum: i64::from(row.quorum),
            decision: None,
        };
        let subject = Subject::new("gate", row.id);
        let Some(choice) = effective(&choices, quorum) else {
            tx.record(events::VOTE_CAST, subject, json!({"review": review.id, "outcome": body.outcome})).await?;
            return Answer::created(&said, format!("{}/gates/{}/reviews", crate::platform::BASE, row.id), etag::of_version(1));
        };
        let agreed: Vec<&gate_vote::Model> = votes.into_iter().filter(|cast| cast.outcome == vote.outcome).collect();
        let made = pin(&ctx, &bundle, &row, &review, &verdict, choice, &agreed)?;
        take_effect(&tx, &permit, &bundle, row, review, &made, &agreed, choice).await?;
        let changes = json!({"decision": made.id, "outcome": made.outcome, "overridden": made.overridden, "fingerprint": made.fingerprint});
        tx.record(events::GATE_DECIDED, subject, changes).await?;
        let location = format!("{}/decisions/{}", crate::platform::BASE, made.id);
        said.decision = Some(decision_view(&made)?);
        Answer::created(&said, location, etag::of_version(1))
    })
    .await
}

/// Every reason against this say, at once.
async fn check(
    ctx: &Ctx,
    tx: &Tx,
    bundle: &Bundle,
    row: &gate_row::Model,
    review: &gate_review::Model,
    verdict: &Verdict,
    body: &DecideGate,
) -> Result<()> {
    let owners: Vec<Uuid> = body
        .conditions
        .iter()
        .map(|condition| condition.owner_id)
        .collect();
    let missing = people::service::persons_missing(tx.conn(), ctx.scope(), &owners, ctx.today()).await?;
    let conditions: Vec<Condition<'_>> = body
        .conditions
        .iter()
        .map(|one| Condition {
            text: &one.text,
            has_owner: !missing.contains(&one.owner_id),
            due: one.due_date,
        })
        .collect();
    let others: Vec<Uuid> = bundle
        .votes
        .iter()
        .filter(|cast| cast.review_id == review.id)
        .map(|cast| cast.cast_by)
        .collect();
    let say = Say {
        decider: identity(ctx),
        choice: body.outcome.into(),
        justification: body.justification.as_deref(),
        conditions: &conditions,
    };
    let found = refusals(&say, verdict.ready, &review.asked_by, &others, bundle.today);
    if found.is_empty() {
        return Ok(());
    }
    let faults: Vec<Fault> = found.iter().map(|refusal| fault(*refusal, body)).collect();
    let code = if found.contains(&Refusal::FourEyes) {
        Code::FourEyes
    } else if found.contains(&Refusal::JustificationMissing) {
        Code::GateNotMet
    } else if found.contains(&Refusal::AlreadyDecided) {
        Code::Duplicate
    } else {
        return Err(AppError::invalid(faults));
    };
    let mut reasons = faults;
    if !verdict.ready {
        reasons.extend(unmet(verdict, ctx.language));
    }
    Err(AppError::new(code)
        .with_faults(reasons)
        .about(Subject::new("gate", row.id)))
}

fn fault(refusal: Refusal, body: &DecideGate) -> Fault {
    let rule = |pointer: &str, rule| Fault::new(pointer, FaultCode::Rule { rule });
    match refusal {
        Refusal::FourEyes => rule("", "four_eyes"),
        Refusal::AlreadyDecided => rule("", "already_decided"),
        Refusal::JustificationMissing => Fault::new(
            "/justification",
            FaultCode::TooShort {
                limit: gate::decision::SHORTEST_JUSTIFICATION as u64,
            },
        ),
        Refusal::ConditionsMissing => Fault::new("/conditions", FaultCode::TooFew { limit: 1 }),
        Refusal::ConditionsUnwanted => Fault::new(
            "/conditions",
            FaultCode::Contradicts {
                other: format!("outcome={}", body.outcome),
            },
        ),
        Refusal::ConditionIncomplete { index } => {
            rule(&format!("/conditions/{index}"), "condition_incomplete")
        }
    }
}

/// The criteria that stand in the way, as reasons of a refusal.
fn unmet(verdict: &Verdict, language: Language) -> Vec<Fault> {
    verdict
        .blocking()
        .into_iter()
        .map(|leaf| {
            let rule = if leaf.outcome == gate::Outcome::Unknown {
                "criterion_unknown"
            } else {
                "criterion_unmet"
            };
            Fault::new(
                format!("/criteria/{}", leaf.criterion.key),
                FaultCode::Rule { rule },
            )
            .note(leaf.criterion.title.get(language))
        })
        .collect()
}

fn vote_row(ctx: &Ctx, review: &gate_review::Model, body: &DecideGate, tx: &Tx) -> Result<gate_vote::Model> {
    Ok(gate_vote::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        review_id: review.id,
        gate_id: review.gate_id,
        outcome: body.outcome.to_string(),
        justification: body.justification.clone(),
        conditions: serde_json::to_value(&body.conditions)?,
        cast_by: identity(ctx),
        cast_at: tx.now(),
    })
}

/// Pins the decision to the criteria, values and evidence as they stand.
fn pin(
    ctx: &Ctx,
    bundle: &Bundle,
    row: &gate_row::Model,
    review: &gate_review::Model,
    verdict: &Verdict,
    choice: Choice,
    agreed: &[&gate_vote::Model],
) -> Result<decision::Model> {
    let own: Vec<Uuid> = bundle
        .milestones
        .iter()
        .filter(|one| one.stage_id == row.stage_id)
        .map(|one| one.id)
        .collect();
    let behind: Vec<String> = verdict
        .criteria()
        .iter()
        .flat_map(|leaf| {
            leaf.records
                .iter()
                .filter(|record| record.kind == "evidence")
                .map(|record| record.id.clone())
        })
        .collect();
    let mut evidence: Vec<PinnedEvidence> = bundle
        .evidence
        .iter()
        .filter(|piece| piece.is_valid())
        .filter(|piece| {
            let here = piece.uses.iter().any(|place| {
                place.stage_id == Some(row.stage_id) || place.milestone_id.is_some_and(|id| own.contains(&id))
            });
            here || behind.contains(&piece.id.to_string())
        })
        .map(|piece| PinnedEvidence {
            id: piece.id.to_string(),
            title: piece.title.clone(),
            content_hash: piece.content_hash.clone(),
            valid_until: piece.valid_until,
        })
        .collect();
    evidence.sort();
    let mut deciders: Vec<String> = agreed.iter().map(|cast| cast.cast_by.to_string()).collect();
    deciders.sort();
    let said: Vec<&str> = agreed
        .iter()
        .filter_map(|cast| cast.justification.as_deref())
        .collect();
    let mut conditions = Vec::new();
    for cast in agreed {
        let set: Vec<ConditionInput> = serde_json::from_value(cast.conditions.clone())?;
        conditions.extend(set.into_iter().map(|one| PinnedCondition {
            text: one.text,
            owner: one.owner_id.to_string(),
            due: one.due_date,
        }));
    }
    let overridden = overrides(choice, verdict.ready);
    let outcome = agreed
        .first()
        .map(|cast| cast.outcome.clone())
        .unwrap_or_default();
    let snapshot = Snapshot {
        gate: row.id.to_string(),
        choice: outcome.clone(),
        overridden,
        decided_at: ctx.now,
        deciders,
        justifications: said.iter().map(|text| (*text).to_owned()).collect(),
        conditions,
        ready: verdict.ready,
        rule: Bundle::rule(row)?,
        criteria: Snapshot::criteria_of(verdict),
        evidence,
    }
    .canonical();
    Ok(decision::Model {
        organiser_id: row.organiser_id,
        id: ctx.new_id(),
        gate_id: row.id,
        roadmap_id: row.roadmap_id,
        review_id: review.id,
        outcome,
        overridden,
        justification: (!said.is_empty()).then(|| said.join("\n\n")),
        decided_by: identity(ctx),
        decided_at: ctx.now,
        fingerprint: fingerprint(&snapshot),
        snapshot,
        superseded_at: None,
        superseded_reason: None,
        version: 1,
    })
}

/// Writes what follows from a decision: conditions, the closed review, the stage and what it opens.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one row of what a decision touches"
)]
async fn take_effect(
    tx: &Tx,
    permit: &Permit,
    bundle: &Bundle,
    mut row: gate_row::Model,
    mut review: gate_review::Model,
    made: &decision::Model,
    agreed: &[&gate_vote::Model],
    choice: Choice,
) -> Result<()> {
    rows::insert(tx.conn(), permit, made.clone()).await?;
    for cast in agreed {
        let conditions: Vec<ConditionInput> = serde_json::from_value(cast.conditions.clone())?;
        for one in conditions {
            let condition = gate_condition::Model {
                organiser_id: made.organiser_id,
                id: crate::platform::clock::new_id(),
                decision_id: made.id,
                gate_id: made.gate_id,
                roadmap_id: made.roadmap_id,
                text: one.text,
                owner_id: one.owner_id,
                due_date: one.due_date,
                fulfilled_at: None,
                fulfilled_by: None,
                evidence_id: None,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
            };
            rows::insert(tx.conn(), permit, condition).await?;
        }
    }
    review.closed_at = Some(tx.now());
    review.version += 1;
    rows::replace(tx.conn(), permit, review).await?;
    let stage = bundle.stage(row.stage_id)?.id;
    let after = if choice.passes() {
        StageState::Passed
    } else {
        StageState::Open
    };
    roadmaps::service::set_stage_state(tx, permit, stage, after).await?;
    if choice == Choice::Stop {
        roadmaps::service::stop_roadmap(tx, permit, row.roadmap_id).await?;
    }
    if choice.passes() {
        row.decided_id = Some(made.id);
    }
    row.version += 1;
    row.updated_at = tx.now();
    rows::replace(tx.conn(), permit, row).await
}

pub(super) async fn list_decisions(ctx: &Ctx, id: GateId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let made = queries::decisions_of_roadmap(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let items = made
            .iter()
            .filter(|one| one.gate_id == row.id)
            .map(decision_view)
            .collect::<Result<_>>()?;
        Ok((target, Answer::plain(&DecisionList { items })?))
    })
    .await
}

pub(super) async fn read_decision(ctx: &Ctx, id: DecisionId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let made = queries::decision(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), made.roadmap_id).await?;
        Ok((
            target,
            Answer::ok(&decision_view(&made)?, etag::of_version(made.version))?,
        ))
    })
    .await
}

fn decision_view(row: &decision::Model) -> Result<DecisionView> {
    Ok(DecisionView {
        id: row.id,
        gate_id: row.gate_id,
        review_id: row.review_id,
        outcome: ChoiceWord::from_row(&row.outcome)?,
        overridden: row.overridden,
        justification: row.justification.clone(),
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        fingerprint: row.fingerprint.clone(),
        intact: fingerprint(&row.snapshot) == row.fingerprint,
        superseded_at: row.superseded_at,
        superseded_reason: row.superseded_reason.clone(),
        snapshot: row.snapshot.clone(),
        version: row.version,
    })
}
