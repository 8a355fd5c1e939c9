//! Deciding a gate: four eyes, quorum, override, and the pinned snapshot.

use super::bundle::Bundle;
use super::dto::{ChoiceWord, DecideGate, DecisionList, DecisionView, SayView};
use super::reviews::refuse_before_earlier;
use super::votes::{self, Ground, Identity, Vote};
use super::{events, queries, service, views};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use gate::Verdict;
use gate::decision::{Choice, Refusal, Say, effective, overrides, refusals};
use gate::pin::{PinnedCondition, Snapshot, fingerprint};
use gate::stage::StageState;
use kernel::{DecisionId, GateId, Language};
use serde_json::json;
use tables::{decision, gate as gate_row, gate_condition, gate_review, gate_vote};

pub(super) async fn decide_gate(ctx: &Ctx, id: GateId, body: DecideGate) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_gate(tx.conn(), ctx.scope(), id.uuid()).await?;
        // What is pinned must have stood together.
        tx.hold_still().await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let permit = ctx.permit(Action::DecideGate, &service::about(&bundle, &row))?;
        let subject = Subject::new("gate", row.id);
        let Some(review) = bundle.review_of(row.id).cloned() else {
            let state = bundle.stage(row.stage_id)?.state.clone();
            let error = AppError::new(Code::WrongState).with("state", state);
            return Err(error.with("needed", "in_review").about(subject));
        };
        refuse_before_earlier(&ctx, &bundle, &row)?;
        let ground = Ground::of(&bundle, &row)?;
        let standing = votes::counting(tx.conn(), &ctx, &bundle, &row, review.id, &ground.basis).await?;
        check(&ctx, &tx, &row, &review, &ground, &standing, &body).await?;
        let met = &ground.verdict.newly_latched;
        queries::insert_latches(tx.conn(), &permit, &row, met, ctx.today(), tx.now()).await?;
        let vote = vote_row(&ctx, &review, &ground, &body, &tx)?;
        rows::insert(tx.conn(), &permit, vote.clone()).await?;
        // A decider's new say takes the place of the earlier one.
        let own = Identity::of(&ctx);
        let mut votes: Vec<Vote> = standing.into_iter().filter(|vote| !own.cast(&vote.row)).collect();
        votes.push(Vote::of(vote)?);
        let choices = votes.iter().map(Vote::choice).collect::<Result<Vec<Choice>>>()?;
        let agreeing = choices.iter().filter(|choice| **choice == body.outcome.into()).count();
        let mut said = SayView {
            review_id: review.id,
            outcome: body.outcome,
            agreeing: i64::try_from(agreeing).unwrap_or(i64::MAX),
            quorum: i64::from(row.quorum),
            decision: None,
        };
        let quorum = usize::try_from(row.quorum).unwrap_or(1);
        let Some(choice) = effective(&choices, quorum) else {
            let changes = json!({"review": review.id, "outcome": body.outcome});
            tx.record(events::VOTE_CAST, subject, changes).await?;
            let location = format!("{}/reviews/{}", crate::platform::BASE, review.id);
            return Answer::created(&said, location, etag::of_version(1));
        };
        let mut agreed = Vec::new();
        for vote in votes {
            if vote.choice()? == choice {
                agreed.push(vote);
            }
        }
        let made = pin(&ctx, &row, &review, ground, choice, &agreed)?;
        take_effect(&tx, &permit, row, review, &made, &agreed, choice).await?;
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
    row: &gate_row::Model,
    review: &gate_review::Model,
    ground: &Ground,
    standing: &[Vote],
    body: &DecideGate,
) -> Result<()> {
    let conditions = votes::with_owners(tx.conn(), ctx, &body.conditions).await?;
    let own = Identity::of(ctx);
    // The same say once more changes nothing, unless it comes with other words or conditions.
    let repeated = standing.iter().any(|vote| {
        own.cast(&vote.row)
            && vote.row.outcome == body.outcome.as_str()
            && vote.row.justification == body.justification
            && vote.conditions == body.conditions
    });
    let say = Say {
        choice: body.outcome.into(),
        justification: body.justification.as_deref(),
        conditions: &conditions,
    };
    let ready = ground.verdict.ready;
    let found = refusals(&say, ready, own.asked(review), repeated, ctx.today());
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
    if !ready {
        reasons.extend(unmet(&ground.verdict, ctx.language));
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

fn vote_row(
    ctx: &Ctx,
    review: &gate_review::Model,
    ground: &Ground,
    body: &DecideGate,
    tx: &Tx,
) -> Result<gate_vote::Model> {
    let own = Identity::of(ctx);
    Ok(gate_vote::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        review_id: review.id,
        gate_id: review.gate_id,
        outcome: body.outcome.to_string(),
        justification: body.justification.clone(),
        conditions: serde_json::to_value(&body.conditions)?,
        basis: ground.basis.clone(),
        cast_by: own.who,
        cast_account: own.account,
        cast_at: tx.now(),
    })
}

/// Pins the decision to the criteria, values and evidence as they stand.
fn pin(
    ctx: &Ctx,
    row: &gate_row::Model,
    review: &gate_review::Model,
    ground: Ground,
    choice: Choice,
    agreed: &[Vote],
) -> Result<decision::Model> {
    let mut deciders: Vec<String> = agreed.iter().map(|vote| vote.row.cast_by.to_string()).collect();
    deciders.sort();
    let said: Vec<String> = agreed
        .iter()
        .filter_map(|vote| vote.row.justification.clone())
        .collect();
    let conditions = agreed.iter().flat_map(|vote| &vote.conditions);
    let overridden = overrides(choice, ground.verdict.ready);
    let outcome = ChoiceWord::from(choice).to_string();
    let snapshot = Snapshot {
        gate: row.id.to_string(),
        choice: outcome.clone(),
        overridden,
        asked_by: review.asked_by.to_string(),
        decided_at: ctx.now,
        deciders,
        justifications: said.clone(),
        conditions: conditions
            .map(|one| PinnedCondition {
                text: one.text.clone(),
                owner: one.owner_id.to_string(),
                due: one.due_date,
            })
            .collect(),
        ready: ground.verdict.ready,
        rule: Bundle::rule(row)?,
        criteria: Snapshot::criteria_of(&ground.verdict),
        evidence: ground.evidence,
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
        decided_by: Identity::of(ctx).who,
        decided_at: ctx.now,
        fingerprint: fingerprint(&snapshot),
        snapshot,
        superseded_at: None,
        superseded_reason: None,
        version: 1,
    })
}

/// Writes what follows from a decision: conditions, the closed review, the stage and what it opens.
async fn take_effect(
    tx: &Tx,
    permit: &Permit,
    mut row: gate_row::Model,
    mut review: gate_review::Model,
    made: &decision::Model,
    agreed: &[Vote],
    choice: Choice,
) -> Result<()> {
    rows::insert(tx.conn(), permit, made.clone()).await?;
    for vote in agreed {
        for one in &vote.conditions {
            let condition = gate_condition::Model {
                organiser_id: made.organiser_id,
                id: crate::platform::clock::new_id(),
                decision_id: made.id,
                gate_id: made.gate_id,
                roadmap_id: made.roadmap_id,
                text: one.text.clone(),
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
    let after = if choice.passes() {
        StageState::Passed
    } else {
        StageState::Open
    };
    roadmaps::service::set_stage_state(tx, permit, row.stage_id, after).await?;
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
        intact: views::is_intact(row),
        superseded_at: row.superseded_at,
        superseded_reason: row.superseded_reason.clone(),
        snapshot: row.snapshot.clone(),
        version: row.version,
    })
}
