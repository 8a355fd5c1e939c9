//! What others call: the first account of an organiser or of the instance, and the shared writes of an account's rows.

use super::{events, queries, rules};
use crate::access::{Ctx, Permit, Role, TenantScope, password, secret};
use crate::error::{AppError, Code, Result};
use crate::platform::ledger::Subject;
use crate::platform::rows;
use crate::platform::tx::Tx;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tables::{account, login_directory, role_grant};
use uuid::Uuid;

pub use super::administration::{create_account, update_account};
pub use super::grants::create_grant;
pub use super::keys::create_api_key;

/// The key under which a login name is found: the hash of its folded form.
pub fn login_key(login: &str) -> String {
    secret::hash(&kernel::fold_key(login))
}

/// A new account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub login: String,
    pub password: String,
    pub person: Option<Uuid>,
    pub role: Role,
    pub must_change_password: bool,
}

/// Creates an account with one role for the whole organiser: the first administrator, the operator, the demonstration.
///
/// # Errors
/// A password that is too weak, or a login that the organiser has already.
pub async fn create_first_account(ctx: &Ctx, permit: &Permit, new: NewAccount) -> Result<Uuid> {
    password::judge(&new.password, &new.login, "/password")?;
    let hash = ctx.state.passwords.hash(new.password.clone()).await?;
    let (author, permit) = (ctx.clone(), permit.clone());
    ctx.write(move |tx| async move {
        let mut row = account_row(&author, &tx, &new.login, hash);
        row.person_id = new.person;
        row.must_change_password = new.must_change_password;
        let id = row.id;
        insert_account(&tx, &permit, row).await?;
        let grant = grant_row(&author, &tx, id, new.role);
        rows::insert(tx.conn(), &permit, grant).await?;
        tx.record(
            events::ACCOUNT_CREATED,
            Subject::new("account", id),
            json!({"role": new.role}),
        )
        .await?;
        Ok(id)
    })
    .await
}

/// An active account without person and language, whose owner must change the password.
pub(super) fn account_row(ctx: &Ctx, tx: &Tx, login: &str, hash: String) -> account::Model {
    account::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        person_id: None,
        login: login.to_owned(),
        login_key: login_key(login),
        password_hash: hash,
        status: "active".to_owned(),
        language: None,
        password_changed_at: tx.now(),
        must_change_password: true,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// A role for the whole organiser and for good.
pub(super) fn grant_row(ctx: &Ctx, tx: &Tx, account: Uuid, role: Role) -> role_grant::Model {
    role_grant::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        account_id: account,
        role: role.to_string(),
        unit_id: None,
        roadmap_id: None,
        from_date: None,
        to_date: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// Writes an account and its place in the directory of logins; the caller records it.
pub(super) async fn insert_account(tx: &Tx, permit: &Permit, row: account::Model) -> Result<()> {
    let entry = login_directory::Model {
        login_key: row.login_key.clone(),
        organiser_id: row.organiser_id,
        account_id: row.id,
    };
    rows::insert(tx.conn(), permit, row).await?;
    rows::insert(tx.conn(), permit, entry).await
}

/// How well the organiser is covered with administrators now. To be asked under the lock of the organiser's row.
pub(super) async fn cover<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<rules::Cover> {
    let administrators = queries::administrators(db, scope, now.date_naive()).await?;
    Ok(rules::cover(&administrators, now))
}

/// Refuses a change that has lowered the cover with administrators; the transaction is then rolled back.
pub(super) async fn refuse_less_cover(
    ctx: &Ctx,
    tx: &Tx,
    before: rules::Cover,
    about: Subject,
) -> Result<()> {
    if cover(tx.conn(), ctx.scope(), tx.now()).await? < before {
        return Err(AppError::new(Code::LastAdministrator).about(about));
    }
    Ok(())
}
