//! Queries of logins: the directory of login names, sessions and refresh tokens.

use crate::access::TenantScope;
use crate::error::Result;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use tables::{login_directory, login_session, refresh_token};
use uuid::Uuid;

/// Where a login name may log in. Read before any organiser is known.
pub(crate) async fn directory<C: ConnectionTrait>(
    db: &C,
    login_key: &str,
) -> Result<Vec<login_directory::Model>> {
    Ok(login_directory::Entity::find()
        .filter(login_directory::Column::LoginKey.eq(login_key))
        .limit(20)
        .all(db)
        .await?)
}

/// Inserts a row that belongs to the actor's own login, or to an account that a permit stood for at the desk.
pub(crate) async fn insert_own<M, C>(db: &C, row: M) -> Result<()>
where
    M: sea_orm::ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: sea_orm::ActiveModelTrait<Entity = M::Entity> + Send,
    C: ConnectionTrait,
{
    <M::Entity as EntityTrait>::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(crate) async fn lock_session<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    id: Uuid,
) -> Result<Option<login_session::Model>> {
    Ok(login_session::Entity::find_by_id((organiser, id))
        .lock_exclusive()
        .one(db)
        .await?)
}

pub(crate) async fn live_sessions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    account: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<login_session::Model>> {
    Ok(login_session::Entity::find()
        .filter(login_session::Column::OrganiserId.eq(scope.organiser()))
        .filter(login_session::Column::AccountId.eq(account))
        .filter(login_session::Column::EndedAt.is_null())
        .filter(login_session::Column::ExpiresAt.gt(now))
        .order_by_desc(login_session::Column::Id)
        .limit(100)
        .all(db)
        .await?)
}

pub(crate) async fn lock_refresh_token<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    hash: &str,
) -> Result<Option<refresh_token::Model>> {
    Ok(refresh_token::Entity::find()
        .filter(refresh_token::Column::OrganiserId.eq(organiser))
        .filter(refresh_token::Column::Hash.eq(hash))
        .lock_exclusive()
        .one(db)
        .await?)
}

pub(crate) async fn use_refresh_token<C: ConnectionTrait>(
    db: &C,
    token: &refresh_token::Model,
    now: DateTime<Utc>,
) -> Result<()> {
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::OrganiserId.eq(token.organiser_id))
        .filter(refresh_token::Column::Id.eq(token.id))
        .exec(db)
        .await?;
    Ok(())
}

pub(crate) async fn prolong_session<C: ConnectionTrait>(
    db: &C,
    session: &login_session::Model,
    until: DateTime<Utc>,
) -> Result<()> {
    login_session::Entity::update_many()
        .col_expr(login_session::Column::ExpiresAt, Expr::value(until))
        .filter(login_session::Column::OrganiserId.eq(session.organiser_id))
        .filter(login_session::Column::Id.eq(session.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Ends sessions of an account: one, or all but one. Answers how many were live.
pub(crate) async fn end_sessions<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    account: Uuid,
    which: Ended,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut query = login_session::Entity::update_many()
        .col_expr(login_session::Column::EndedAt, Expr::value(now))
        .col_expr(login_session::Column::EndReason, Expr::value(reason))
        .filter(login_session::Column::OrganiserId.eq(organiser))
        .filter(login_session::Column::AccountId.eq(account))
        .filter(login_session::Column::EndedAt.is_null());
    match which {
        Ended::One(id) => query = query.filter(login_session::Column::Id.eq(id)),
        Ended::AllBut(Some(id)) => query = query.filter(login_session::Column::Id.ne(id)),
        Ended::AllBut(None) => {}
    }
    Ok(query.exec(db).await?.rows_affected)
}

/// Which sessions end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ended {
    One(Uuid),
    AllBut(Option<Uuid>),
}
