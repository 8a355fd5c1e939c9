//! Where evidence is used, and using it again elsewhere.

use super::dto::{EvidenceUseList, EvidenceUseView, UsePlace};
use super::rules::MOST_USES;
use super::service::{evidence_target, is_submitter, proves, wrong_state};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, TenantScope};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::{EvidenceId, EvidenceUseId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use std::collections::HashMap;
use tables::{evidence, evidence_use};
use uuid::Uuid;

/// What is wrong with places: their shape, and what they name. Two queries, whatever their number.
pub(super) async fn faults_of_places<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    kind: &str,
    places: &[(String, UsePlace)],
) -> Result<Vec<Fault>> {
    let mut faults: Vec<Fault> = places
        .iter()
        .flat_map(|(at, place)| rules::faults_of_place(place, at))
        .collect();
    let milestone_ids = places.iter().filter_map(|(_, place)| place.milestone_id);
    let mut asked: HashMap<(Uuid, String), String> = HashMap::new();
    let mut milestones: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in queries::milestones(db, scope, roadmap, milestone_ids.collect()).await? {
        for item in row.required_evidence.as_array().into_iter().flatten() {
            let word = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
            asked.insert((row.id, word("key")), word("kind"));
        }
        milestones.insert(row.id, item_keys(&row.required_evidence));
    }
    let stages = places.iter().filter_map(|(_, place)| place.stage_id);
    let mut gates: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in queries::gates(db, scope, roadmap, stages.collect()).await? {
        let rule: gate::Rule = serde_json::from_str(&row.rule)?;
        let keys = rule.criteria().into_iter().map(|criterion| criterion.key.clone());
        gates.insert(row.stage_id, keys.collect());
    }
    for (index, (at, place)) in places.iter().enumerate() {
        let named = [
            (
                place.milestone_id,
                &milestones,
                "milestone",
                "milestoneId",
                &place.item_key,
                "required item",
                "itemKey",
            ),
            (
                place.stage_id,
                &gates,
                "stage",
                "stageId",
                &place.criterion_key,
                "criterion",
                "criterionKey",
            ),
        ];
        for (id, known, what, field, key, key_what, key_field) in named {
            let Some(id) = id else { continue };
            let no_such = |what: &str, field: &str| {
                let what = what.to_owned();
                Fault::new(format!("{at}/{field}"), FaultCode::NoSuch { what })
            };
            match (known.get(&id), key) {
                (None, _) => faults.push(no_such(what, field)),
                (Some(keys), Some(key)) if !keys.contains(key) => faults.push(no_such(key_what, key_field)),
                _ => {}
            }
        }
        if let (Some(milestone), Some(key)) = (place.milestone_id, &place.item_key)
            && let Some(asked) = asked.get(&(milestone, key.clone()))
            && !proves(asked, kind)
        {
            let rule = "other_kind_asked";
            let fault = Fault::new(format!("{at}/itemKey"), FaultCode::Rule { rule });
            faults.push(fault.note(format!("{key}: {asked}, not {kind}")));
        }
        if places[..index].iter().any(|(_, earlier)| earlier == place) {
            faults.push(Fault::new(at.clone(), FaultCode::NotUnique));
        }
    }
    Ok(faults)
}

/// The keys of what a milestone asks for.
fn item_keys(required: &serde_json::Value) -> Vec<String> {
    let items = required.as_array().into_iter().flatten();
    items
        .filter_map(|item| item["key"].as_str().map(str::to_owned))
        .collect()
}

/// The row of a use.
pub(super) fn row_of(ctx: &Ctx, evidence: &evidence::Model, place: UsePlace) -> evidence_use::Model {
    evidence_use::Model {
        organiser_id: evidence.organiser_id,
        id: ctx.new_id(),
        evidence_id: evidence.id,
        roadmap_id: evidence.roadmap_id,
        milestone_id: place.milestone_id,
        stage_id: place.stage_id,
        item_key: place.item_key,
        criterion_key: place.criterion_key,
        confirmed_at: None,
        confirmed_by: None,
        created_by: ctx.actor_ref().id,
        created_at: ctx.now,
        version: 1,
    }
}

pub(super) async fn list_evidence_uses(ctx: &Ctx, id: EvidenceId) -> Result<Answer> {
    ctx.kept(Action::ReadEvidence, |ctx, read| async move {
        let row = queries::evidence(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(read.conn(), ctx.scope(), &row).await?;
        let uses = queries::uses_of(read.conn(), ctx.scope(), [row.id]).await?;
        let items = uses.iter().map(EvidenceUseView::of).collect();
        Ok((target, Answer::plain(&EvidenceUseList { items })?))
    })
    .await
}

pub(super) async fn read_evidence_use(ctx: &Ctx, id: EvidenceUseId) -> Result<Answer> {
    ctx.kept(Action::ReadEvidence, |ctx, read| async move {
        let place = queries::evidence_use(read.conn(), ctx.scope(), id.uuid()).await?;
        let row = queries::evidence(read.conn(), ctx.scope(), place.evidence_id).await?;
        let target = evidence_target(read.conn(), ctx.scope(), &row).await?;
        let answer = Answer::ok(&EvidenceUseView::of(&place), etag::of_version(place.version))?;
        Ok((target, answer))
    })
    .await
}

/// Uses evidence in one place more.
pub(super) async fn add_evidence_use(ctx: &Ctx, id: EvidenceId, place: UsePlace) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_evidence(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::SubmitEvidence, &target)?;
        if !matches!(row.status.as_str(), "submitted" | "accepted") {
            return Err(wrong_state(&row, "submitted, accepted"));
        }
        let places = [(String::new(), place)];
        let faults = faults_of_places(tx.conn(), ctx.scope(), row.roadmap_id, &row.kind, &places).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let [(_, place)] = places;
        let known = queries::uses_of(tx.conn(), ctx.scope(), [row.id]).await?;
        let about = Subject::new("evidence", row.id);
        if known.iter().any(|one| UsePlace::of(one) == place) {
            return Err(AppError::new(Code::Duplicate).about(about));
        }
        if known.len() >= MOST_USES {
            let reason = format!("at most {MOST_USES} uses");
            return Err(AppError::new(Code::Conflict).with("reason", reason).about(about));
        }
        let changes = to_value(&place)?;
        let added = row_of(&ctx, &row, place);
        rows::insert(tx.conn(), &permit, added.clone()).await?;
        rows::replace(tx.conn(), &permit, touched(&ctx, row)).await?;
        tx.record(events::EVIDENCE_USE_ADDED, about, changes).await?;
        Answer::created(
            &EvidenceUseView::of(&added),
            format!("{}/evidence-uses/{}", crate::platform::BASE, added.id),
            etag::of_version(1),
        )
    })
    .await
}

/// Confirms that accepted evidence proves what it was later used for as well: somebody else's word than that of who
/// submitted it or added the use.
pub(super) async fn confirm_evidence_use(ctx: &Ctx, id: EvidenceUseId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let found = queries::evidence_use(tx.conn(), ctx.scope(), id.uuid()).await?;
        let row = queries::lock_evidence(tx.conn(), ctx.scope(), found.evidence_id).await?;
        // Read again under the lock: somebody may have removed it meanwhile.
        let found = queries::evidence_use(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::ReviewEvidence, &target)?;
        expected.check(found.version)?;
        let about = Subject::new("evidence_use", found.id);
        if row.status != "accepted" {
            return Err(wrong_state(&row, "accepted"));
        }
        if found.confirmed_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(about));
        }
        let account = ctx.actor_ref().id;
        if is_submitter(&ctx, &row) || (account.is_some() && account == found.created_by) {
            return Err(AppError::new(Code::FourEyes).about(about));
        }
        let confirmed = evidence_use::Model {
            confirmed_at: Some(ctx.now),
            confirmed_by: account,
            version: found.version + 1,
            ..found
        };
        rows::replace(tx.conn(), &permit, confirmed.clone()).await?;
        rows::replace(tx.conn(), &permit, touched(&ctx, row)).await?;
        let changes = json!({"evidence": confirmed.evidence_id, "place": UsePlace::of(&confirmed)});
        tx.record(events::EVIDENCE_USE_CONFIRMED, about, changes).await?;
        Answer::ok(
            &EvidenceUseView::of(&confirmed),
            etag::of_version(confirmed.version),
        )
    })
    .await
}

/// Ends a use. Evidence that no longer stands keeps its uses, which say what it was for.
pub(super) async fn remove_evidence_use(ctx: &Ctx, id: EvidenceUseId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let found = queries::evidence_use(tx.conn(), ctx.scope(), id.uuid()).await?;
        let row = queries::lock_evidence(tx.conn(), ctx.scope(), found.evidence_id).await?;
        // Read again under the lock: somebody may have removed it meanwhile.
        let found = queries::evidence_use(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::WithdrawEvidence, &target)?;
        expected.check(found.version)?;
        if !rules::stands(&row.status) {
            return Err(wrong_state(&row, "submitted, accepted, rejected"));
        }
        queries::delete_use(tx.conn(), &permit, found.id).await?;
        let about = Subject::new("evidence", row.id);
        rows::replace(tx.conn(), &permit, touched(&ctx, row)).await?;
        let changes = json!({"use": found.id, "place": UsePlace::of(&found)});
        tx.record(events::EVIDENCE_USE_REMOVED, about, changes).await?;
        Ok(Answer::done())
    })
    .await
}

/// The evidence one version on: its view shows its uses.
fn touched(ctx: &Ctx, row: evidence::Model) -> evidence::Model {
    evidence::Model {
        version: row.version + 1,
        updated_at: ctx.now,
        ..row
    }
}
