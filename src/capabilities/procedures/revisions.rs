//! Revisions: written, submitted, and published or returned by a second pair of eyes. What is approved never changes.

use super::catalogue::{self, Entry};
use super::dto::{
    CreateProcedureRevision, DecideProcedureRevision, DifferenceFilter, ProcedureRevisionList,
    ProcedureRevisionView, RevisionDifferenceView, RevisionOutcome, RevisionState, UpdateProcedureRevision,
};
use super::register::refuse_withdrawn;
use super::states::{revision_item, revision_view, texts_of};
use super::{difference, events, fulltext, markdown, queries, rules};
use crate::access::{Action, Ctx, Permit, Target};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Event, Subject};
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{BASE, rows};
use kernel::{ProcedureId, ProcedureRevisionId};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json, to_value};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tables::{procedure_revision, procedure_text};
use uuid::Uuid;

/// At most so many of one procedure, so that their list stays one answer.
const MOST: usize = 500;

fn subject(id: Uuid) -> Subject {
    Subject::new("procedure_revision", id)
}

fn target(entry: &Entry, revision: Uuid) -> Target {
    entry.target().about("procedure_revision", revision)
}

/// The version, which a change is based on, and the state, which may change by itself with the day.
fn etag_of(view: &ProcedureRevisionView) -> String {
    format!("\"{}-{}\"", view.version, view.state)
}

async fn view_of<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    entry: &Entry,
    row: &procedure_revision::Model,
) -> Result<ProcedureRevisionView> {
    let texts = texts_of(&queries::texts_of(db, ctx.scope(), &[row.id]).await?)?;
    let current = rules::current(&entry.approved, ctx.today()).map(|row| row.number);
    revision_view(row, texts, current, entry.row.withdrawn_at.is_some())
}

/// What is not published is for those who write and approve.
fn refuse_draft(ctx: &Ctx, entry: &Entry, view: &ProcedureRevisionView) -> Result<()> {
    let public = matches!(view.state, RevisionState::Published | RevisionState::Superseded);
    if !public {
        ctx.permit(Action::ReadProcedureDrafts, &target(entry, view.id))?;
    }
    Ok(())
}

pub(super) async fn list_procedure_revisions(ctx: &Ctx, id: ProcedureId) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let entry = catalogue::entry(read.conn(), ctx.scope(), id.uuid()).await?;
        let current = rules::current(&entry.approved, ctx.today()).map(|row| row.number);
        let drafts = ctx.allows(Action::ReadProcedureDrafts, &entry.target());
        let withdrawn = entry.row.withdrawn_at.is_some();
        let mut items = Vec::new();
        for row in queries::revisions_of(read.conn(), ctx.scope(), id.uuid()).await? {
            let item = revision_item(&row, current, withdrawn)?;
            let public = matches!(item.state, RevisionState::Published | RevisionState::Superseded);
            if public || drafts {
                items.push(item);
            }
        }
        Ok((
            Target::organiser(),
            Answer::plain(&ProcedureRevisionList { items })?,
        ))
    })
    .await
}

pub(super) async fn read_procedure_revision(ctx: &Ctx, id: ProcedureRevisionId) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let row = queries::revision(read.conn(), ctx.scope(), id.uuid()).await?;
        let entry = catalogue::entry(read.conn(), ctx.scope(), row.procedure_id).await?;
        let view = view_of(&ctx, read.conn(), &entry, &row).await?;
        refuse_draft(&ctx, &entry, &view)?;
        Ok((Target::organiser(), Answer::ok(&view, etag_of(&view))?))
    })
    .await
}

pub(super) async fn read_revision_difference(
    ctx: &Ctx,
    id: ProcedureRevisionId,
    filter: DifferenceFilter,
) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let db = read.conn();
        let row = queries::revision(db, ctx.scope(), id.uuid()).await?;
        let entry = catalogue::entry(db, ctx.scope(), row.procedure_id).await?;
        let view = view_of(&ctx, db, &entry, &row).await?;
        refuse_draft(&ctx, &entry, &view)?;
        let against = if let Some(other) = filter.against_id {
            Some(queries::revision(db, ctx.scope(), other).await?)
        } else {
            let before = entry.approved.iter().filter(|one| one.number < row.number);
            before.max_by_key(|one| one.number).cloned()
        };
        let mut before = Vec::new();
        if let Some(other) = &against {
            if other.procedure_id != row.procedure_id {
                return Err(AppError::not_found());
            }
            let other = view_of(&ctx, db, &entry, other).await?;
            refuse_draft(&ctx, &entry, &other)?;
            before = other.fields.texts;
        }
        let compared = tokio::task::spawn_blocking(move || difference::of(&before, &view.fields.texts));
        let found = RevisionDifferenceView {
            against_id: against.map(|row| row.id),
            revision_id: row.id,
            languages: compared.await.map_err(AppError::internal)?,
        };
        Ok((Target::organiser(), Answer::plain(&found)?))
    })
    .await
}

/// The rows of a revision's texts, and the hash of what they say.
fn text_rows(
    ctx: &Ctx,
    revision: Uuid,
    fields: &CreateProcedureRevision,
) -> Result<(Vec<procedure_text::Model>, String)> {
    let mut texts = fields.texts.clone();
    texts.sort_by_key(|text| text.language);
    let hash = ledger::hex(&Sha256::digest(ledger::canonical(&to_value(&texts)?)));
    let rows = texts
        .into_iter()
        .map(|text| procedure_text::Model {
            organiser_id: ctx.scope().organiser(),
            revision_id: revision,
            language: text.language.to_string(),
            words: fulltext::words(&format!("{} {}", text.title, markdown::plain(&text.body))),
            title: text.title,
            body: text.body,
        })
        .collect();
    Ok((rows, hash))
}

/// What the chain says of a revision: its texts by their hash.
fn told(row: &procedure_revision::Model, fields: &CreateProcedureRevision) -> Value {
    let languages: Vec<&str> = fields.texts.iter().map(|text| text.language.as_str()).collect();
    json!({
        "procedureId": row.procedure_id, "number": row.number, "changeNote": row.change_note, "languages": languages,
        "asksAcknowledgement": row.asks_acknowledgement, "contentHash": row.content_hash,
    })
}

pub(super) async fn create_procedure_revision(
    ctx: &Ctx,
    id: ProcedureId,
    body: CreateProcedureRevision,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        // Locked, so that the numbers have no gap and no second draft comes beside this one.
        let procedure = queries::lock_procedure(tx.conn(), ctx.scope(), id.uuid()).await?;
        let entry = catalogue::complete(tx.conn(), ctx.scope(), procedure).await?;
        let permit = ctx.permit(Action::EditProcedures, &entry.target())?;
        refuse_withdrawn(&entry.row)?;
        let faults = rules::faults_of_revision(&body);
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let all = queries::revisions_of(tx.conn(), ctx.scope(), id.uuid()).await?;
        if let Some(open) = all
            .iter()
            .find(|row| row.state != RevisionState::Approved.as_str())
        {
            let refused = AppError::new(Code::WrongState)
                .with("state", open.state.clone())
                .with("needed", "published");
            return Err(refused.about(subject(open.id)));
        }
        if all.len() >= MOST {
            return Err(AppError::new(Code::Conflict).with("reason", format!("at most {MOST} revisions")));
        }
        let revision = ctx.new_id();
        let (texts, content_hash) = text_rows(&ctx, revision, &body)?;
        let row = procedure_revision::Model {
            organiser_id: ctx.scope().organiser(),
            id: revision,
            procedure_id: id.uuid(),
            number: all.first().map_or(0, |row| row.number) + 1,
            state: RevisionState::Draft.to_string(),
            change_note: body.change_note.clone(),
            asks_acknowledgement: body.asks_acknowledgement,
            effective_from: None,
            author: Some(ctx.actor.id),
            author_id: ctx.actor.person,
            editors: json!([ctx.actor.id]),
            submitted_by: None,
            submitted_at: None,
            decided_by: None,
            decided_at: None,
            decision_note: None,
            content_hash,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        queries::put_texts(tx.conn(), &permit, row.id, texts).await?;
        tx.record(events::REVISION_CREATED, subject(row.id), told(&row, &body))
            .await?;
        let view = view_of(&ctx, tx.conn(), &entry, &row).await?;
        let location = format!("{BASE}/procedure-revisions/{}", row.id);
        Answer::created(&view, location, etag_of(&view))
    })
    .await
}

/// A revision that is to be changed, with its procedure; both locked, permission asked and the version checked.
async fn held(
    ctx: &Ctx,
    tx: &Tx,
    id: ProcedureRevisionId,
    action: Action,
    expected: &crate::platform::etag::Expected,
) -> Result<(Permit, Entry, procedure_revision::Model)> {
    let found = queries::revision(tx.conn(), ctx.scope(), id.uuid()).await?;
    let procedure = queries::lock_procedure(tx.conn(), ctx.scope(), found.procedure_id).await?;
    let row = queries::lock_revision(tx.conn(), ctx.scope(), id.uuid()).await?;
    let entry = catalogue::complete(tx.conn(), ctx.scope(), procedure).await?;
    let permit = ctx.permit(action, &target(&entry, row.id))?;
    expected.check(row.version)?;
    refuse_withdrawn(&entry.row)?;
    Ok((permit, entry, row))
}

/// Refuses what is not in the state that an act needs; what is approved never changes.
fn needs(row: &procedure_revision::Model, state: RevisionState) -> Result<()> {
    if row.state == state.as_str() {
        return Ok(());
    }
    let refused = if row.state == RevisionState::Approved.as_str() {
        AppError::new(Code::Immutable)
    } else {
        AppError::new(Code::WrongState)
            .with("state", row.state.clone())
            .with("needed", state.as_str())
    };
    Err(refused.about(subject(row.id)))
}

/// Saves a revision's next version and answers it.
async fn save(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    entry: &Entry,
    row: procedure_revision::Model,
    (event, changes): (Event, Value),
) -> Result<Answer> {
    let row = procedure_revision::Model {
        version: row.version + 1,
        updated_at: tx.now(),
        ..row
    };
    rows::replace(tx.conn(), permit, row.clone()).await?;
    tx.record(event, subject(row.id), changes).await?;
    let entry = catalogue::complete(tx.conn(), ctx.scope(), entry.row.clone()).await?;
    let view = view_of(ctx, tx.conn(), &entry, &row).await?;
    Answer::ok(&view, etag_of(&view))
}

pub(super) async fn update_procedure_revision(
    ctx: &Ctx,
    id: ProcedureRevisionId,
    patch: UpdateProcedureRevision,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx: Arc<Tx>| async move {
        let ctx = author;
        let (permit, entry, mut row) = held(&ctx, &tx, id, Action::EditProcedures, &expected).await?;
        needs(&row, RevisionState::Draft)?;
        let before = view_of(&ctx, tx.conn(), &entry, &row).await?.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let faults = rules::faults_of_revision(&fields);
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let was = told(&row, &before);
        let (texts, content_hash) = text_rows(&ctx, row.id, &fields)?;
        queries::put_texts(tx.conn(), &permit, row.id, texts).await?;
        row.change_note.clone_from(&fields.change_note);
        row.asks_acknowledgement = fields.asks_acknowledgement;
        row.content_hash = content_hash;
        let mut editors = editors_of(&row)?;
        if !editors.contains(&ctx.actor.id) {
            editors.push(ctx.actor.id);
        }
        row.editors = json!(editors);
        let changes = ledger::difference(&was, &told(&row, &fields), &[]);
        save(
            &ctx,
            &tx,
            &permit,
            &entry,
            row,
            (events::REVISION_UPDATED, changes),
        )
        .await
    })
    .await
}

fn editors_of(row: &procedure_revision::Model) -> Result<Vec<Uuid>> {
    Ok(serde_json::from_value(row.editors.clone())?)
}

/// Whether the actor has written, edited or submitted a revision.
pub(super) fn wrote(ctx: &Ctx, row: &procedure_revision::Model) -> Result<bool> {
    let (account, person) = (ctx.actor.id, ctx.actor.person);
    Ok(editors_of(row)?.contains(&account)
        || row.submitted_by == Some(account)
        || (person.is_some() && row.author_id == person))
}

pub(super) async fn submit_procedure_revision(ctx: &Ctx, id: ProcedureRevisionId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx: Arc<Tx>| async move {
        let ctx = author;
        let (permit, entry, mut row) = held(&ctx, &tx, id, Action::EditProcedures, &expected).await?;
        needs(&row, RevisionState::Draft)?;
        row.state = RevisionState::Submitted.to_string();
        row.submitted_by = Some(ctx.actor.id);
        row.submitted_at = Some(tx.now());
        let changes = json!({"contentHash": row.content_hash});
        save(
            &ctx,
            &tx,
            &permit,
            &entry,
            row,
            (events::REVISION_SUBMITTED, changes),
        )
        .await
    })
    .await
}

pub(super) async fn decide_procedure_revision(
    ctx: &Ctx,
    id: ProcedureRevisionId,
    body: DecideProcedureRevision,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx: Arc<Tx>| async move {
        let ctx = author;
        let (permit, entry, mut row) = held(&ctx, &tx, id, Action::ApproveProcedures, &expected).await?;
        needs(&row, RevisionState::Submitted)?;
        if wrote(&ctx, &row)? {
            return Err(AppError::new(Code::FourEyes).about(subject(row.id)));
        }
        let faults = faults_of_decision(&ctx, &body);
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let from = body.effective_from.unwrap_or_else(|| ctx.today());
        match body.outcome {
            RevisionOutcome::Approve => {
                row.state = RevisionState::Approved.to_string();
                row.effective_from = Some(from);
            }
            RevisionOutcome::Return => row.state = RevisionState::Draft.to_string(),
        }
        row.decided_by = Some(ctx.actor.id);
        row.decided_at = Some(tx.now());
        row.decision_note.clone_from(&body.note);
        let changes = json!({"outcome": body.outcome, "effectiveFrom": row.effective_from, "contentHash": row.content_hash});
        save(&ctx, &tx, &permit, &entry, row, (events::REVISION_DECIDED, changes)).await
    })
    .await
}

fn faults_of_decision(ctx: &Ctx, body: &DecideProcedureRevision) -> Vec<Fault> {
    let mut faults = Vec::new();
    if body.outcome == RevisionOutcome::Return {
        if body.note.is_none() {
            faults.push(Fault::new("/note", FaultCode::Required));
        }
        if body.effective_from.is_some() {
            let other = "outcome".to_owned();
            faults.push(Fault::new("/effectiveFrom", FaultCode::Contradicts { other }));
        }
    } else if let Some(from) = body.effective_from
        && from < ctx.today()
    {
        let rule = "not_in_the_past";
        faults.push(Fault::new("/effectiveFrom", FaultCode::Rule { rule }));
    }
    faults
}
