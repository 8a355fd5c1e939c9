//! Roles given and taken. Whoever administers a unit or a roadmap gives roles within it, never beyond.

use super::dto::{CreateGrant, GrantFields, GrantList, GrantView, UpdateGrant};
use super::{events, queries, rules, service};
use crate::access::{Action, Ctx, Permit, Target, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::{GrantId, UserId};
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::{account, role_grant};
use uuid::Uuid;

pub(super) async fn list_grants(ctx: &Ctx, id: UserId) -> Result<Answer> {
    ctx.kept(Action::ReadAccess, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadAccess);
        let row = queries::account_in_sight(read.conn(), ctx.scope(), &sight, ctx.today(), id.uuid()).await?;
        let found = queries::grants_of_accounts(read.conn(), ctx.scope(), &sight, &[row.id]).await?;
        let items = found.iter().map(GrantView::of).collect::<Result<_>>()?;
        Ok((
            sight.standing().about("account", id),
            Answer::plain(&GrantList { items })?,
        ))
    })
    .await
}

pub(super) async fn read_grant(ctx: &Ctx, id: GrantId) -> Result<Answer> {
    ctx.kept(Action::ReadAccess, |ctx, read| async move {
        let row = queries::grant(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        if !ctx.allows(Action::ReadAccess, &target) {
            // Roles beyond the reader's own part of the organiser are as good as unknown.
            return Err(AppError::not_found());
        }
        Ok((
            target,
            Answer::ok(&GrantView::of(&row)?, etag::of_version(row.version))?,
        ))
    })
    .await
}

/// The target of a grant that is stored: where it reaches.
async fn target_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &role_grant::Model,
) -> Result<Target> {
    let path = match (row.unit_id, row.roadmap_id) {
        (Some(unit), _) => organisation::service::unit_path(db, scope, unit).await?,
        (None, Some(roadmap)) => queries::unit_path_of_roadmap(db, scope, roadmap).await?,
        (None, None) => None,
    };
    Ok(rules::target_of_grant(path, row.roadmap_id).about("grant", row.id))
}

/// The target of a grant that is wished for, or the faults of its place.
async fn target_of_wish<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    body: &CreateGrant,
    faults: &mut Vec<Fault>,
) -> Result<Target> {
    let mut missing = |pointer: &str, what: &str| {
        let what = what.to_owned();
        faults.push(Fault::new(pointer, FaultCode::NoSuch { what }));
    };
    if let Some(unit) = body.unit_id {
        let path = organisation::service::unit_path(db, scope, unit).await?;
        if path.is_none() {
            missing("/unitId", "unit");
        }
        return Ok(rules::target_of_grant(path, None));
    }
    if let Some(roadmap) = body.roadmap_id {
        let path = queries::unit_path_of_roadmap(db, scope, roadmap).await?;
        if path.is_none() {
            missing("/roadmapId", "roadmap");
            return Ok(Target::organiser());
        }
        return Ok(rules::target_of_grant(path, Some(roadmap)));
    }
    Ok(Target::organiser())
}

/// Gives an account a role.
///
/// # Errors
/// Faults of the body, an account out of sight, a place beyond the giver's own, or no permission.
pub async fn create_grant(ctx: &Ctx, id: UserId, body: CreateGrant) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        queries::lock_organiser(tx.conn(), ctx.scope()).await?;
        let sight = ctx.sight(Action::EditAccess);
        ctx.permit(Action::EditAccess, &sight.standing().about("account", id))?;
        queries::account_in_sight(tx.conn(), ctx.scope(), &sight, ctx.today(), id.uuid()).await?;
        let holder = queries::lock_account(tx.conn(), ctx.scope(), id.uuid()).await?;
        let mut faults = rules::faults_of_grant(&body, ctx.scope().organiser().is_nil());
        let target = target_of_wish(tx.conn(), ctx.scope(), &body, &mut faults).await?;
        let permit = ctx.permit(Action::EditAccess, &target.about("account", id))?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let row = role_grant::Model {
            unit_id: body.unit_id,
            roadmap_id: body.roadmap_id,
            from_date: body.from,
            to_date: body.to,
            ..service::grant_row(&ctx, &tx, holder.id, body.role)
        };
        judge_beside_others(&ctx, &tx, &row).await?;
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        touch_holder(&tx, &permit, holder).await?;
        tx.record(
            events::GRANT_CREATED,
            Subject::new("grant", row.id),
            changes_of(&row, &to_value(&body)?),
        )
        .await?;
        Answer::created(
            &GrantView::of(&row)?,
            format!("{}/grants/{}", crate::platform::BASE, row.id),
            etag::of_version(1),
        )
    })
    .await
}

/// What the chain keeps of a grant: its fields and whose it is.
fn changes_of(row: &role_grant::Model, fields: &serde_json::Value) -> serde_json::Value {
    let mut changes = fields.clone();
    if let Some(changes) = changes.as_object_mut() {
        changes.insert("accountId".to_owned(), row.account_id.to_string().into());
    }
    changes
}

/// The account's representation shows its grants, so its version rises with them.
async fn touch_holder(tx: &Tx, permit: &Permit, holder: account::Model) -> Result<()> {
    let touched = account::Model {
        version: holder.version + 1,
        updated_at: tx.now(),
        ..holder
    };
    rows::replace(tx.conn(), permit, touched).await
}

/// Refuses a role that the account holds there already, and more grants than one answer shows.
async fn judge_beside_others(ctx: &Ctx, tx: &Tx, row: &role_grant::Model) -> Result<()> {
    let everything = crate::access::Sight::Everything;
    let others = queries::grants_of_accounts(tx.conn(), ctx.scope(), &everything, &[row.account_id]).await?;
    if others.iter().any(|known| rules::repeats(known, row)) {
        return Err(AppError::new(Code::Duplicate).about(Subject::new("account", row.account_id)));
    }
    let others = others.iter().filter(|known| known.id != row.id).count();
    if others >= rules::MOST_GRANTS {
        let reason = format!("at most {} roles", rules::MOST_GRANTS);
        return Err(AppError::new(Code::Conflict).with("reason", reason));
    }
    Ok(())
}

pub(super) async fn update_grant(ctx: &Ctx, id: GrantId, patch: UpdateGrant) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (row, holder, permit) = load_for_change(&ctx, &tx, id.uuid()).await?;
        expected.check(row.version)?;
        let cover = service::cover(tx.conn(), ctx.scope(), tx.now()).await?;
        let before = GrantFields {
            from: row.from_date,
            to: row.to_date,
        };
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let faults = rules::faults_of_days(fields.from, fields.to);
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let changed = role_grant::Model {
            from_date: fields.from,
            to_date: fields.to,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        judge_beside_others(&ctx, &tx, &changed).await?;
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        touch_holder(&tx, &permit, holder).await?;
        let subject = Subject::new("grant", changed.id);
        service::refuse_less_cover(&ctx, &tx, cover, subject).await?;
        let difference = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::GRANT_UPDATED, subject, changes_of(&changed, &difference))
            .await?;
        Answer::ok(&GrantView::of(&changed)?, etag::of_version(changed.version))
    })
    .await
}

pub(super) async fn delete_grant(ctx: &Ctx, id: GrantId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (row, holder, permit) = load_for_change(&ctx, &tx, id.uuid()).await?;
        expected.check(row.version)?;
        let cover = service::cover(tx.conn(), ctx.scope(), tx.now()).await?;
        queries::delete_grant(tx.conn(), &permit, row.id).await?;
        touch_holder(&tx, &permit, holder).await?;
        let subject = Subject::new("grant", row.id);
        service::refuse_less_cover(&ctx, &tx, cover, subject).await?;
        let fields = to_value(GrantView::of(&row)?.fields)?;
        tx.record(events::GRANT_DELETED, subject, changes_of(&row, &fields))
            .await?;
        Ok(Answer::done())
    })
    .await
}

/// A grant with its holder, locked in the order in which all changes of access lock: organiser, account, grant.
async fn load_for_change(
    ctx: &Ctx,
    tx: &Tx,
    id: Uuid,
) -> Result<(role_grant::Model, account::Model, Permit)> {
    queries::lock_organiser(tx.conn(), ctx.scope()).await?;
    let seen = queries::grant(tx.conn(), ctx.scope(), id).await?;
    let holder = queries::lock_account(tx.conn(), ctx.scope(), seen.account_id).await?;
    let row = queries::lock_grant(tx.conn(), ctx.scope(), id).await?;
    let target = target_of(tx.conn(), ctx.scope(), &row).await?;
    let permit = ctx.permit(Action::EditAccess, &target)?;
    Ok((row, holder, permit))
}
