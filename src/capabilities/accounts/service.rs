//! Use cases of accounts that others call.

use super::{events, queries};
use crate::access::{Ctx, Permit, Role, password, secret};
use crate::error::Result;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use crate::platform::tx::Tx;
use serde_json::json;
use tables::{account, login_directory, role_grant};
use uuid::Uuid;

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
        let id = insert_account(&author, &tx, &permit, &new, hash).await?;
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

/// Writes the rows of an account; the caller records it.
pub(super) async fn insert_account(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    new: &NewAccount,
    hash: String,
) -> Result<Uuid> {
    let (organiser, id, now) = (ctx.scope().organiser(), ctx.new_id(), tx.now());
    let key = login_key(&new.login);
    let row = account::Model {
        organiser_id: organiser,
        id,
        person_id: new.person,
        login: new.login.clone(),
        login_key: key.clone(),
        password_hash: hash,
        status: "active".to_owned(),
        language: None,
        password_changed_at: now,
        must_change_password: new.must_change_password,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    rows::insert(tx.conn(), permit, row).await?;
    queries::insert_own(
        tx.conn(),
        login_directory::Model {
            login_key: key,
            organiser_id: organiser,
            account_id: id,
        },
    )
    .await?;
    let grant = role_grant::Model {
        organiser_id: organiser,
        id: ctx.new_id(),
        account_id: id,
        role: new.role.to_string(),
        unit_id: None,
        roadmap_id: None,
        from_date: None,
        to_date: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    rows::insert(tx.conn(), permit, grant).await?;
    Ok(id)
}
