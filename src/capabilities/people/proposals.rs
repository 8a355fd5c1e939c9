//! What an HR file no longer had, and whether to close it.

use super::dto::{
    ClosingProposalFilter, ClosingProposalList, ClosingProposalView, ClosingSubject, DecideClosingProposal,
    ProposalStatus,
};
use super::queries::{persons, positions, proposals};
use super::reach::Standing;
use super::service::person_names;
use super::{departures, events};
use crate::access::{Action, Ctx, Permit, TenantScope};
use crate::capabilities::organisation::service::{close_unit, unit_names, unit_target};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::Place;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::ClosingProposalId;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::HashMap;
use tables::{closing_proposal, position};
use uuid::Uuid;

/// Describes proposals, with three queries for the names however many there are.
async fn views<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    rows: &[closing_proposal::Model],
) -> Result<Vec<ClosingProposalView>> {
    let of = |kind: ClosingSubject| -> Vec<Uuid> {
        rows.iter()
            .filter(|row| row.subject_kind == kind.as_str())
            .map(|row| row.subject_id)
            .collect()
    };
    let mut labels: HashMap<Uuid, String> = person_names(db, scope, &of(ClosingSubject::Person)).await?;
    labels.extend(unit_names(db, scope, &of(ClosingSubject::Unit)).await?);
    let titles = positions::positions_by_id(db, scope, &of(ClosingSubject::Position)).await?;
    labels.extend(titles.into_iter().map(|row| (row.id, row.title)));
    rows.iter()
        .map(|row| {
            Ok(ClosingProposalView {
                id: row.id,
                import_id: row.import_id,
                subject_kind: ClosingSubject::from_row(&row.subject_kind)?,
                subject_id: row.subject_id,
                label: labels.get(&row.subject_id).cloned().unwrap_or_default(),
                status: ProposalStatus::from_row(&row.status)?,
                decided_by: row.decided_by,
                decided_at: row.decided_at,
                version: row.version,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

pub(super) async fn list_closing_proposals(ctx: &Ctx, filter: ClosingProposalFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ImportPeople, |ctx, read| async move {
        let target = super::import::any_target(&ctx);
        ctx.permit(Action::ImportPeople, &target)?;
        let sight = ctx.sight(Action::ImportPeople);
        let mut found =
            proposals::proposals(read.conn(), ctx.scope(), &sight, &filter, ctx.today(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = views(read.conn(), ctx.scope(), &found).await?;
        Ok((
            target,
            Answer::list(page, |page| ClosingProposalList { items, page })?,
        ))
    })
    .await
}

/// Leave to decide about the subject of a proposal.
async fn permit(ctx: &Ctx, tx: &Tx, kind: ClosingSubject, subject: Uuid) -> Result<Permit> {
    let unit = match kind {
        ClosingSubject::Person => {
            let row = persons::person(tx.conn(), ctx.scope(), subject).await?;
            return Ok(Standing::of(ctx, tx.conn(), &row)
                .await?
                .permit(ctx, Action::ImportPeople)?
                .0);
        }
        ClosingSubject::Position => {
            positions::position(tx.conn(), ctx.scope(), subject)
                .await?
                .unit_id
        }
        ClosingSubject::Unit => subject,
    };
    let target = unit_target(tx.conn(), ctx.scope(), unit).await?;
    ctx.permit(Action::ImportPeople, &target)
}

pub(super) async fn decide_closing_proposal(
    ctx: &Ctx,
    id: ClosingProposalId,
    body: DecideClosingProposal,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = proposals::lock_proposal(tx.conn(), ctx.scope(), id.uuid()).await?;
        let kind = ClosingSubject::from_row(&row.subject_kind)?;
        let permit = permit(&ctx, &tx, kind, row.subject_id).await?;
        expected.check(row.version)?;
        let subject = Subject::new("closing_proposal", row.id);
        if row.status != ProposalStatus::Pending.as_str() {
            let needed = ProposalStatus::Pending.as_str();
            let refused = AppError::new(Code::WrongState)
                .with("state", row.status)
                .with("needed", needed);
            return Err(refused.about(subject));
        }
        if !body.accept && body.closed_on.is_some() {
            let other = "accept".to_owned();
            return Err(AppError::fault("/closedOn", FaultCode::Contradicts { other }));
        }
        if body.accept {
            let last_day = body.closed_on.unwrap_or_else(|| ctx.today());
            close(&ctx, &tx, &permit, kind, row.subject_id, last_day).await?;
        }
        let status = if body.accept {
            ProposalStatus::Accepted
        } else {
            ProposalStatus::Rejected
        };
        let changed = closing_proposal::Model {
            status: status.to_string(),
            decided_by: ctx.actor_ref().id,
            decided_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let changes = json!({"status": status, "subjectKind": kind, "subjectId": changed.subject_id});
        tx.record(events::CLOSING_PROPOSAL_DECIDED, subject, changes)
            .await?;
        let view = views(tx.conn(), ctx.scope(), std::slice::from_ref(&changed)).await?;
        let view = view
            .first()
            .ok_or_else(|| AppError::internal("one row gives one view"))?;
        Answer::ok(view, etag::of_version(changed.version))
    })
    .await
}

async fn close(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    kind: ClosingSubject,
    id: Uuid,
    last_day: NaiveDate,
) -> Result<()> {
    match kind {
        ClosingSubject::Person => {
            let row = persons::lock_person(tx.conn(), ctx.scope(), id).await?;
            departures::leave(ctx, tx, permit, row, last_day)
                .await
                .map_err(|error| rename(error, "/leftOn"))?;
        }
        ClosingSubject::Position => {
            let row = positions::lock_position(tx.conn(), ctx.scope(), id).await?;
            if last_day < row.from_date {
                let other = "from".to_owned();
                return Err(AppError::fault("/closedOn", FaultCode::Contradicts { other }));
            }
            let ended = position::Model {
                to_date: Some(last_day),
                version: row.version + 1,
                updated_at: tx.now(),
                ..row
            };
            let holder = ended.person_id;
            rows::replace(tx.conn(), permit, ended).await?;
            positions::touch_persons(tx.conn(), permit, &[holder], tx.now()).await?;
        }
        ClosingSubject::Unit => close_unit(tx, permit, id, last_day).await?,
    }
    Ok(())
}

/// The departure's field is called differently in this body.
fn rename(error: AppError, pointer: &str) -> AppError {
    let renamed = |fault: Fault| {
        let pointer = if fault.pointer == pointer {
            "/closedOn".to_owned()
        } else {
            fault.pointer
        };
        Fault { pointer, ..fault }
    };
    let faults = error.faults.iter().cloned().map(renamed).collect();
    error.with_faults(faults)
}
