//! From an id to an actor: reads the account or key with its grants, or serves them while nothing of access has changed.

use super::actor::{Actor, ActorKind, Grant, Reach};
use super::policy::{Role, Scope};
use super::state::State;
use crate::error::{AppError, Code, Result};
use crate::platform::tx::Read;
use chrono::{DateTime, NaiveTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::sync::Arc;
use tables::{account, api_key, login_session, person, role_grant, unit};
use uuid::Uuid;

/// Who asks: a login session, or a key by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    Session(Uuid),
    Key(String),
}

/// The actor behind a credential of an organiser, as the database has it now.
///
/// # Errors
/// [`Code::Unauthenticated`] where the account, session or key is unknown, ended, disabled or expired.
pub async fn actor_of(state: &Arc<State>, organiser: Uuid, credential: &Credential) -> Result<Arc<Actor>> {
    let now = state.clock.now();
    let name = (organiser, credential.clone());
    let kept = state.epochs.of(organiser).and_then(|epoch| {
        let found = state.actors.get(&name);
        found.filter(|(access, _)| *access == epoch.access)
    });
    if let Some((_, actor)) = state.actor_lookups.count(kept) {
        return alive(actor, now);
    }
    let read = state.writer.read(organiser).await?;
    let actor = Arc::new(match credential {
        Credential::Session(session) => of_session(&read, organiser, *session).await?,
        Credential::Key(hash) => of_key(&read, organiser, hash).await?,
    });
    state.actors.insert(name, (read.epoch.access, Arc::clone(&actor)));
    alive(actor, now)
}

fn alive(actor: Arc<Actor>, now: DateTime<Utc>) -> Result<Arc<Actor>> {
    if actor.expires_at.is_some_and(|end| end <= now) {
        return Err(AppError::new(Code::Unauthenticated));
    }
    Ok(actor)
}

async fn of_session(read: &Read, organiser: Uuid, session: Uuid) -> Result<Actor> {
    let refused = || AppError::new(Code::Unauthenticated);
    let session = login_session::Entity::find_by_id((organiser, session))
        .one(read.conn())
        .await?
        .ok_or_else(refused)?;
    if session.ended_at.is_some() {
        return Err(AppError::new(Code::SessionEnded));
    }
    let user = user_of(read.conn(), organiser, session.account_id).await?;
    let user = user.ok_or_else(refused)?;
    let end = user.expires_at;
    Ok(Actor {
        session: Some(session.id),
        expires_at: Some(end.map_or(session.expires_at, |end| end.min(session.expires_at))),
        ..user
    })
}

/// The user of an account, apart from any login session; `None` where the account is unknown or disabled.
///
/// # Errors
/// What the database says.
pub async fn user_of<C: ConnectionTrait>(db: &C, organiser: Uuid, account: Uuid) -> Result<Option<Actor>> {
    let found = account::Entity::find_by_id((organiser, account)).one(db).await?;
    let Some(account) = found.filter(|account| account.status == "active") else {
        return Ok(None);
    };
    Ok(Some(Actor {
        organiser,
        kind: ActorKind::User,
        id: account.id,
        person: account.person_id,
        session: None,
        grants: grants_of(db, organiser, account.id).await?,
        scopes: Vec::new(),
        language: account
            .language
            .as_deref()
            .and_then(|language| language.parse().ok()),
        must_change_password: account.must_change_password,
        expires_at: end_of_use(db, &account).await?,
    }))
}

/// From when on an account cannot be used because its person has left: the day after the last day, or at once where
/// the person is erased. `None` where that is not so, or nobody stands behind the account.
///
/// # Errors
/// What the database says.
pub async fn end_of_use<C: ConnectionTrait>(
    db: &C,
    account: &account::Model,
) -> Result<Option<DateTime<Utc>>> {
    let Some(id) = account.person_id else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id((account.organiser_id, id))
        .one(db)
        .await?;
    Ok(person.as_ref().and_then(end_of_person))
}

/// As [`end_of_use`], for a person that is at hand.
pub fn end_of_person(person: &person::Model) -> Option<DateTime<Utc>> {
    if person.erased_at.is_some() {
        return Some(DateTime::UNIX_EPOCH);
    }
    let next = person.left_on?.succ_opt()?;
    Some(next.and_time(NaiveTime::MIN).and_utc())
}

async fn of_key(read: &Read, organiser: Uuid, hash: &str) -> Result<Actor> {
    let key = api_key::Entity::find()
        .filter(api_key::Column::OrganiserId.eq(organiser))
        .filter(api_key::Column::Hash.eq(hash))
        .one(read.conn())
        .await?
        .filter(|key| key.revoked_at.is_none())
        .ok_or_else(|| AppError::new(Code::Unauthenticated))?;
    let scopes: Vec<Scope> = serde_json::from_value(key.scopes)?;
    Ok(Actor {
        organiser,
        kind: ActorKind::ApiKey,
        id: key.id,
        person: None,
        session: None,
        grants: Vec::new(),
        scopes,
        language: None,
        must_change_password: false,
        expires_at: Some(key.expires_at),
    })
}

/// The grants of an account, with the paths of their units.
///
/// # Errors
/// What the database says.
pub async fn grants_of<C: ConnectionTrait>(db: &C, organiser: Uuid, account: Uuid) -> Result<Vec<Grant>> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::OrganiserId.eq(organiser))
        .filter(role_grant::Column::AccountId.eq(account))
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.unit_id).collect();
    let units = if ids.is_empty() {
        Vec::new()
    } else {
        unit::Entity::find()
            .filter(unit::Column::OrganiserId.eq(organiser))
            .filter(unit::Column::Id.is_in(ids))
            .all(db)
            .await?
    };
    rows.into_iter()
        .map(|row| {
            let reach = match (row.unit_id, row.roadmap_id) {
                (Some(id), _) => {
                    let path = units
                        .iter()
                        .find(|unit| unit.id == id)
                        .map(|unit| unit.path.clone());
                    Reach::Unit {
                        id,
                        path: path.ok_or_else(|| AppError::internal("a grant without its unit"))?,
                    }
                }
                (None, Some(id)) => Reach::Roadmap(id),
                (None, None) => Reach::Organiser,
            };
            Ok(Grant {
                role: Role::from_row(&row.role)?,
                reach,
                from: row.from_date,
                to: row.to_date,
            })
        })
        .collect()
}
