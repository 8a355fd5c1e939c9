//! Submitting evidence and revising it, as JSON or as a file.
//!
//! A file's permission and parameters are judged before its first byte is read, and again in the transaction that
//! writes its rows; in between its bytes go to the object store.

use super::dto::{EvidenceContent, ReviseFile, SubmitEvidence, SubmitFile, UsePlace};
use super::rules::Draft;
use super::service::{evidence_target, target_within, view, wrong_state};
use super::{events, queries, rules, uses};
use crate::access::upload::Upload;
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::people;
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::label::label;
use crate::platform::ledger::{Event, Subject};
use crate::platform::media::{self, Media};
use crate::platform::tx::Tx;
use crate::platform::{blobs::Stored, rows};
use kernel::{EvidenceId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tables::{blob, evidence, evidence_use};
use uuid::Uuid;

/// The bytes behind a file, as they lie in the store.
#[derive(Clone, Debug)]
struct FileFacts {
    hash: String,
    size: i64,
    label: String,
    media: Media,
}

/// Submits evidence that is not a file.
pub(super) async fn submit_evidence(ctx: &Ctx, roadmap: RoadmapId, body: SubmitEvidence) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = roadmap_target(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        let permit = ctx.permit(Action::SubmitEvidence, &target)?;
        let (draft, faults) = Draft::of_content(body.content, ctx.now)?;
        check(&ctx, tx.conn(), roadmap.uuid(), &draft, &body.uses, faults).await?;
        let row = row_of(&ctx, roadmap.uuid(), draft, None);
        insert_new(&ctx, &tx, &permit, &target, row, body.uses, None).await
    })
    .await
}

/// Submits a file.
pub(super) async fn submit_evidence_file(
    ctx: &Ctx,
    roadmap: RoadmapId,
    parameters: SubmitFile,
    upload: Upload,
) -> Result<Answer> {
    let (parameters, places) = parameters.split();
    let draft = Draft::of_file(&parameters);
    {
        let read = ctx.read().await?;
        let target = roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        ctx.permit(Action::SubmitEvidence, &target)?;
        check(ctx, read.conn(), roadmap.uuid(), &draft, &places, Vec::new()).await?;
    }
    let file = take_in(ctx, upload, &parameters.file_name).await?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = roadmap_target(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        let permit = ctx.permit(Action::SubmitEvidence, &target)?;
        check(&ctx, tx.conn(), roadmap.uuid(), &draft, &places, Vec::new()).await?;
        let row = row_of(&ctx, roadmap.uuid(), draft, Some(&file));
        insert_new(&ctx, &tx, &permit, &target, row, places, Some(file)).await
    })
    .await
}

/// Puts a new revision that is not a file in the place of evidence that stands.
pub(super) async fn revise_evidence(ctx: &Ctx, id: EvidenceId, body: EvidenceContent) -> Result<Answer> {
    let (draft, faults) = Draft::of_content(body, ctx.now)?;
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let old = queries::lock_evidence(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(tx.conn(), ctx.scope(), &old).await?;
        let permit = ctx.permit(Action::ReviseEvidence, &target)?;
        expected.check(old.version)?;
        check(&ctx, tx.conn(), old.roadmap_id, &draft, &[], faults).await?;
        supersede(&ctx, &tx, &permit, &target, old, draft, None).await
    })
    .await
}

/// Puts a new revision that is a file in the place of evidence that stands.
pub(super) async fn revise_evidence_file(
    ctx: &Ctx,
    id: EvidenceId,
    parameters: ReviseFile,
    upload: Upload,
) -> Result<Answer> {
    let draft = Draft::of_file(&parameters);
    let expected = ctx.expected()?;
    {
        let read = ctx.read().await?;
        let old = queries::evidence(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(read.conn(), ctx.scope(), &old).await?;
        ctx.permit(Action::ReviseEvidence, &target)?;
        expected.check(old.version)?;
        check(ctx, read.conn(), old.roadmap_id, &draft, &[], Vec::new()).await?;
        demand_standing(&old)?;
    }
    let file = take_in(ctx, upload, &parameters.file_name).await?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let old = queries::lock_evidence(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(tx.conn(), ctx.scope(), &old).await?;
        let permit = ctx.permit(Action::ReviseEvidence, &target)?;
        expected.check(old.version)?;
        check(&ctx, tx.conn(), old.roadmap_id, &draft, &[], Vec::new()).await?;
        supersede(&ctx, &tx, &permit, &target, old, draft, Some(file)).await
    })
    .await
}

/// Streams a file into the object store and tells what it is.
async fn take_in(ctx: &Ctx, upload: Upload, name: &str) -> Result<FileFacts> {
    upload.check_declared()?;
    let organiser = ctx.scope().organiser();
    let taken = ctx
        .state
        .blobs
        .take_in(organiser, ctx.new_id(), upload.chunks(), tell);
    let (stored, media) = taken.await?;
    // A repeated creation is recognised by the hash of its body.
    let _ = ctx.body_hash.set(stored.hash.clone());
    Ok(FileFacts {
        size: i64::try_from(stored.size).unwrap_or(i64::MAX),
        label: label(name, media),
        hash: stored.hash,
        media,
    })
}

fn tell(stored: &Stored) -> Result<Media> {
    if stored.size == 0 {
        return Err(AppError::fault("", FaultCode::TooShort { limit: 1 }));
    }
    media::tell(&stored.head, stored.head.len() as u64 == stored.size)
}

/// Refuses with every fault of the draft at once: `faults` found so far, its dates, its owner and its places.
async fn check<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    roadmap: Uuid,
    draft: &Draft,
    places: &[UsePlace],
    mut faults: Vec<Fault>,
) -> Result<()> {
    faults.extend(draft.faults());
    if let Some(owner) = draft.owner_id {
        let missing = people::service::persons_missing(db, ctx.scope(), &[owner], ctx.today()).await?;
        if !missing.is_empty() {
            let what = "person".to_owned();
            faults.push(Fault::new(
                format!("{}/ownerId", draft.place),
                FaultCode::NoSuch { what },
            ));
        }
    }
    let places: Vec<(String, UsePlace)> = places
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let at = if draft.place.is_empty() {
                format!("/uses/{index}")
            } else {
                draft.place.to_owned()
            };
            (at, place.clone())
        })
        .collect();
    faults.extend(uses::faults_of_places(db, ctx.scope(), roadmap, draft.kind.as_str(), &places).await?);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

fn demand_standing(old: &evidence::Model) -> Result<()> {
    if rules::stands(&old.status) {
        Ok(())
    } else {
        Err(wrong_state(old, "submitted, accepted, rejected"))
    }
}

fn row_of(ctx: &Ctx, roadmap: Uuid, draft: Draft, file: Option<&FileFacts>) -> evidence::Model {
    let content_hash = file.map_or_else(|| draft.content_hash(), |file| file.hash.clone());
    evidence::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        roadmap_id: roadmap,
        kind: draft.kind.to_string(),
        title: draft.title,
        note: draft.note,
        link: draft.link,
        measurement: draft.measurement,
        blob_hash: file.map(|file| file.hash.clone()),
        file_label: file.map(|file| file.label.clone()),
        media_type: file.map(|file| file.media.name.to_owned()),
        size: file.map(|file| file.size),
        effective_from: draft.effective_from,
        effective_to: draft.effective_to,
        valid_until: draft.valid_until,
        case_reference: draft.case_reference,
        access_level: draft.access_level.to_string(),
        legal_basis: draft.legal_basis,
        status: "submitted".to_owned(),
        content_hash,
        supersedes_id: None,
        superseded_by_id: None,
        revision: 1,
        submitted_by: ctx.actor_ref().id,
        submitter_id: ctx.actor.person,
        submitted_at: ctx.now,
        reviewed_by: None,
        reviewer_id: None,
        reviewed_at: None,
        review_note: None,
        withdrawn_at: None,
        withdrawal_reason: None,
        owner_id: draft.owner_id.or(ctx.actor.person),
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

async fn insert_new(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    target: &Target,
    row: evidence::Model,
    places: Vec<UsePlace>,
    file: Option<FileFacts>,
) -> Result<Answer> {
    let uses: Vec<_> = places
        .into_iter()
        .map(|place| uses::row_of(ctx, &row, place))
        .collect();
    insert(ctx, tx, permit, &row, &uses, file).await?;
    finish(ctx, tx, target, events::EVIDENCE_SUBMITTED, &row, &uses).await
}

/// Writes the new revision with the uses of the old one, which it supersedes from now on.
async fn supersede(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    target: &Target,
    old: evidence::Model,
    draft: Draft,
    file: Option<FileFacts>,
) -> Result<Answer> {
    demand_standing(&old)?;
    // A revision by somebody else does not take the evidence over.
    let owner = draft.owner_id.or(old.owner_id);
    let row = row_of(ctx, old.roadmap_id, draft, file.as_ref());
    let row = evidence::Model {
        supersedes_id: Some(old.id),
        revision: old.revision + 1,
        owner_id: owner.or(row.owner_id),
        ..row
    };
    let uses = queries::uses_of(tx.conn(), ctx.scope(), [old.id]).await?;
    let uses: Vec<_> = uses
        .iter()
        .map(|place| uses::row_of(ctx, &row, UsePlace::of(place)))
        .collect();
    insert(ctx, tx, permit, &row, &uses, file).await?;
    let old = evidence::Model {
        status: "superseded".to_owned(),
        superseded_by_id: Some(row.id),
        version: old.version + 1,
        updated_at: ctx.now,
        ..old
    };
    rows::replace(tx.conn(), permit, old).await?;
    finish(ctx, tx, target, events::EVIDENCE_REVISED, &row, &uses).await
}

async fn insert(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    row: &evidence::Model,
    uses: &[evidence_use::Model],
    file: Option<FileFacts>,
) -> Result<()> {
    if let Some(file) = file {
        let row = blob::Model {
            organiser_id: row.organiser_id,
            hash: file.hash,
            size: file.size,
            media_type: file.media.name.to_owned(),
            created_at: ctx.now,
        };
        queries::keep_blob(tx.conn(), permit, row).await?;
    }
    rows::insert(tx.conn(), permit, row.clone()).await?;
    queries::insert_uses(tx.conn(), permit, uses).await
}

/// Records what happened, without the title and the content: they may be restricted, and the chain is read by others.
async fn finish(
    ctx: &Ctx,
    tx: &Tx,
    roadmap: &Target,
    event: Event,
    row: &evidence::Model,
    uses: &[evidence_use::Model],
) -> Result<Answer> {
    let changes = json!({
        "roadmapId": row.roadmap_id,
        "kind": row.kind,
        "accessLevel": row.access_level,
        "contentHash": row.content_hash,
        "revision": row.revision,
        "supersedesId": row.supersedes_id,
        "validUntil": row.valid_until,
        "ownerId": row.owner_id,
        "uses": uses.iter().map(UsePlace::of).collect::<Vec<_>>(),
    });
    tx.record(event, Subject::new("evidence", row.id), changes)
        .await?;
    let (view, tag) = view(ctx, &target_within(roadmap, row), row, uses)?;
    Answer::created(
        &view,
        format!("{}/evidence/{}", crate::platform::BASE, row.id),
        tag,
    )
}
