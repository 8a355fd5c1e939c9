//! Accounts as their administrators handle them: creating, disabling, resetting, and an organiser's first administrator.
//!
//! Only administrators of the whole organiser change accounts. Whoever administers a unit or a roadmap sees the accounts
//! that have to do with it, and gives roles within it (`grants`).

use super::dto::{
    self, AccountFields, AccountFilter, AccountList, AccountStatus, AccountView, AdministratorView,
    AppointAdministrator, CreateAccount, GrantView, ResetPassword, UpdateAccount,
};
use super::queries::{self, Ended};
use super::{events, rules, service};
use crate::access::{Action, Ctx, Role, Sight, Target, TenantScope, password};
use crate::capabilities::people;
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::{OrganiserId, UserId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::account;
use uuid::Uuid;

fn target(id: Uuid) -> Target {
    Target::organiser().about("account", id)
}

pub(super) fn address(id: Uuid) -> String {
    format!("{}/accounts/{id}", crate::platform::BASE)
}

/// The accounts' views with their grants, in the order of the rows.
pub(super) async fn views<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    found: &[account::Model],
) -> Result<Vec<AccountView>> {
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let grants = queries::grants_of_accounts(db, scope, sight, &ids).await?;
    found
        .iter()
        .map(|row| {
            let own = grants.iter().filter(|grant| grant.account_id == row.id);
            AccountView::of(row, own.map(GrantView::of).collect::<Result<_>>()?)
        })
        .collect()
}

async fn view<C: ConnectionTrait>(db: &C, scope: TenantScope, row: &account::Model) -> Result<AccountView> {
    let found = views(db, scope, &Sight::Everything, std::slice::from_ref(row)).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| AppError::internal("one row has one view"))
}

pub(super) async fn list_accounts(ctx: &Ctx, filter: AccountFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadAccess, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadAccess);
        let mut found =
            queries::accounts(read.conn(), ctx.scope(), &sight, &filter, ctx.today(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = views(read.conn(), ctx.scope(), &sight, &found).await?;
        Ok((
            sight.standing(),
            Answer::list(page, |page| AccountList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_account(ctx: &Ctx, id: UserId) -> Result<Answer> {
    ctx.kept(Action::ReadAccess, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadAccess);
        let row = queries::account_in_sight(read.conn(), ctx.scope(), &sight, ctx.today(), id.uuid()).await?;
        let views = views(read.conn(), ctx.scope(), &sight, std::slice::from_ref(&row)).await?;
        let view = views.first().ok_or_else(AppError::not_found)?;
        Ok((
            sight.standing().about("account", id),
            Answer::ok(view, etag::of_version(row.version))?,
        ))
    })
    .await
}

/// Creates an account with an initial password that its owner must change.
///
/// # Errors
/// Faults of the body, a login that the organiser has already, or no permission.
pub async fn create_account(ctx: &Ctx, body: CreateAccount) -> Result<Answer> {
    let permit = ctx.permit(Action::EditAccess, &Target::organiser())?;
    password::judge(&body.password, &body.login, "/password")?;
    let hash = ctx.state.passwords.hash(body.password).await?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        queries::lock_organiser(tx.conn(), ctx.scope()).await?;
        let mut row = service::account_row(&ctx, &tx, &body.login, hash);
        row.person_id = body.person_id;
        row.language = body.language.map(|language| language.to_string());
        let fields = dto::fields_of(&row)?;
        judge_person(&ctx, tx.conn(), row.id, None, &fields).await?;
        service::insert_account(&tx, &permit, row.clone()).await?;
        tx.record(
            events::ACCOUNT_CREATED,
            Subject::new("account", row.id),
            to_value(&fields)?,
        )
        .await?;
        Answer::created(
            &AccountView::of(&row, Vec::new())?,
            address(row.id),
            etag::of_version(1),
        )
    })
    .await
}

/// Refuses a person who is unknown or has left, or who has another account already: two accounts of one person would
/// be four eyes with two. What stays as it was is judged only where the account can be used.
async fn judge_person<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    account: Uuid,
    before: Option<Uuid>,
    fields: &AccountFields,
) -> Result<()> {
    let usable = fields.status == AccountStatus::Active;
    let Some(person) = fields.person_id.filter(|_| usable || fields.person_id != before) else {
        return Ok(());
    };
    let missing = people::service::persons_missing(db, ctx.scope(), &[person], ctx.today()).await?;
    let code = if !missing.is_empty() {
        let what = "person".to_owned();
        FaultCode::NoSuch { what }
    } else if usable && queries::person_has_other_account(db, ctx.scope(), person, account).await? {
        let rule = "one_account_per_person";
        FaultCode::Rule { rule }
    } else {
        return Ok(());
    };
    Err(AppError::fault("/personId", code))
}

/// Disables or enables an account, or changes its language or person.
///
/// # Errors
/// Faults of the body, a stale version, the last administrator, or no permission.
pub async fn update_account(ctx: &Ctx, id: UserId, patch: UpdateAccount) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        queries::lock_organiser(tx.conn(), ctx.scope()).await?;
        let row = queries::lock_account(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::EditAccess, &target(row.id))?;
        expected.check(row.version)?;
        let cover = service::cover(tx.conn(), ctx.scope(), tx.now()).await?;
        let before = dto::fields_of(&row)?;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        if fields.person_id != before.person_id || fields.status != before.status {
            judge_person(&ctx, tx.conn(), row.id, before.person_id, &fields).await?;
        }
        let changed = account::Model {
            status: fields.status.to_string(),
            language: fields.language.map(|language| language.to_string()),
            person_id: fields.person_id,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let subject = Subject::new("account", changed.id);
        service::refuse_less_cover(&ctx, &tx, cover, subject).await?;
        if fields.status == AccountStatus::Disabled {
            // Otherwise they would come to life again with the account.
            queries::end_sessions(
                tx.conn(),
                changed.organiser_id,
                changed.id,
                Ended::AllBut(None),
                "account disabled",
                tx.now(),
            )
            .await?;
        }
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::ACCOUNT_UPDATED, subject, changes).await?;
        let view = view(tx.conn(), ctx.scope(), &changed).await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}

pub(super) async fn reset_password(ctx: &Ctx, id: UserId, body: ResetPassword) -> Result<Answer> {
    let permit = ctx.permit(Action::EditAccess, &target(id.uuid()))?;
    if ctx.actor.id == id.uuid() {
        // Whoever got hold of a token only must not be able to keep the account.
        return Err(AppError::new(Code::Forbidden)
            .with("action", "reset_own_password")
            .about(Subject::new("account", id)));
    }
    let read = ctx.read().await?;
    let found = queries::account(read.conn(), ctx.scope().organiser(), id.uuid())
        .await?
        .ok_or_else(AppError::not_found)?;
    drop(read);
    password::judge(&body.password, &found.login, "/password")?;
    let hash = ctx.state.passwords.hash(body.password).await?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let row = queries::lock_account(tx.conn(), author.scope(), id.uuid()).await?;
        let changed = account::Model {
            password_hash: hash,
            password_changed_at: tx.now(),
            must_change_password: true,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        let organiser = changed.organiser_id;
        rows::replace(tx.conn(), &permit, changed).await?;
        let all = Ended::AllBut(None);
        let ended =
            queries::end_sessions(tx.conn(), organiser, id.uuid(), all, "password reset", tx.now()).await?;
        tx.record(
            events::PASSWORD_RESET,
            Subject::new("account", id),
            json!({"endedSessions": ended}),
        )
        .await?;
        Ok(Answer::done())
    })
    .await
}

pub(super) async fn end_account_sessions(ctx: &Ctx, id: UserId) -> Result<Answer> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let row = queries::lock_account(tx.conn(), author.scope(), id.uuid()).await?;
        author.permit(Action::EditAccess, &target(row.id))?;
        let all = Ended::AllBut(None);
        let ended = queries::end_sessions(
            tx.conn(),
            row.organiser_id,
            row.id,
            all,
            "ended by administrator",
            tx.now(),
        )
        .await?;
        tx.record(
            events::ACCOUNT_SESSIONS_ENDED,
            Subject::new("account", id),
            json!({"ended": ended}),
        )
        .await?;
        Ok(Answer::done())
    })
    .await
}

/// Gives an organiser its first administrator: the operator's one act within it, refused once there is one.
pub(super) async fn appoint_administrator(
    ctx: &Ctx,
    organiser: OrganiserId,
    body: AppointAdministrator,
) -> Result<Answer> {
    let permit = ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
    password::judge(&body.password, &body.login, "/password")?;
    let hash = ctx.state.passwords.hash(body.password).await?;
    let inside = ctx.within(&permit, organiser.uuid());
    let author = inside.clone();
    inside
        .create(move |tx| async move {
            let ctx = author;
            queries::lock_organiser(tx.conn(), ctx.scope()).await?;
            if service::cover(tx.conn(), ctx.scope(), tx.now()).await? > rules::Cover::Nobody {
                return Err(AppError::new(Code::AdministratorExists));
            }
            let permit = ctx.permit(Action::EditAccess, &Target::organiser())?;
            let mut row = service::account_row(&ctx, &tx, &body.login, hash);
            row.language = body.language.map(|language| language.to_string());
            service::insert_account(&tx, &permit, row.clone()).await?;
            let grant = service::grant_row(&ctx, &tx, row.id, Role::Administrator);
            rows::insert(tx.conn(), &permit, grant).await?;
            tx.record(
                events::ADMINISTRATOR_APPOINTED,
                Subject::new("account", row.id),
                json!({"role": Role::Administrator}),
            )
            .await?;
            let view = AdministratorView {
                organiser_id: row.organiser_id,
                account_id: row.id,
                login: row.login,
                must_change_password: row.must_change_password,
            };
            Answer::created(&view, address(row.id), etag::of_version(1))
        })
        .await
}
