//! The catalogue: built-in kinds as data (`catalogue.json`), which every organiser has from the first day, and
//! what each organiser changed or added.
//!
//! A built-in kind has its own id in each organiser, made from its key; its row is written when it is first used or
//! changed.

use super::dto::{CreateTechnology, TechnologyFilter, TechnologyList, TechnologyView, UpdateTechnology};
use super::{events, queries};
use crate::access::{Action, Ctx, Permit, Target, TenantScope};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use chrono::{DateTime, Utc};
use kernel::TechnologyId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::LazyLock;
use tables::technology;
use uuid::Uuid;

/// At most so many of an organiser's own, so that the catalogue stays one answer.
const MOST: usize = 200;

static BUILT_IN: LazyLock<Vec<CreateTechnology>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("catalogue.json")).expect("a test reads the built-in catalogue")
});

/// The kinds that every organiser has.
pub(super) fn built_in() -> &'static [CreateTechnology] {
    &BUILT_IN
}

/// A kind of an organiser's catalogue.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) row: technology::Model,
    pub(super) built_in: bool,
    /// Whether its row is in the database already.
    stored: bool,
}

impl Kind {
    fn view(&self) -> Result<TechnologyView> {
        TechnologyView::of(&self.row, self.built_in)
    }
}

/// The id of a built-in kind in an organiser: the same each time, and another one in each organiser.
fn id_of(organiser: Uuid, key: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(organiser.as_bytes());
    hash.update(key.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn row_of(
    organiser: Uuid,
    id: Uuid,
    fields: &CreateTechnology,
    now: DateTime<Utc>,
) -> Result<technology::Model> {
    Ok(technology::Model {
        organiser_id: organiser,
        id,
        key: fields.key.clone(),
        title: to_value(&fields.title)?,
        family: fields.family.to_string(),
        active: fields.active,
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// The whole catalogue by key. One query.
pub(super) async fn catalogue<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<Kind>> {
    let stored = queries::technologies(db, scope).await?;
    let known: HashSet<Uuid> = stored.iter().map(|row| row.id).collect();
    let built_in: HashSet<Uuid> = BUILT_IN
        .iter()
        .map(|fields| id_of(scope.organiser(), &fields.key))
        .collect();
    let mut all: Vec<Kind> = stored
        .into_iter()
        .map(|row| Kind {
            built_in: built_in.contains(&row.id),
            stored: true,
            row,
        })
        .collect();
    for fields in BUILT_IN.iter() {
        let id = id_of(scope.organiser(), &fields.key);
        if !known.contains(&id) {
            all.push(Kind {
                row: row_of(scope.organiser(), id, fields, DateTime::UNIX_EPOCH)?,
                built_in: true,
                stored: false,
            });
        }
    }
    all.sort_by(|one, other| one.row.key.cmp(&other.row.key));
    Ok(all)
}

async fn find<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Kind> {
    let mut all = catalogue(db, scope).await?.into_iter();
    all.find(|kind| kind.row.id == id).ok_or_else(AppError::not_found)
}

/// A kind of the catalogue to be referred to: its row is written where it was only built in until now.
pub(super) async fn take(tx: &Tx, permit: &Permit, id: Uuid) -> Result<Option<Kind>> {
    let kind = match find(tx.conn(), permit.scope(), id).await {
        Ok(kind) => kind,
        Err(error) if error.code == Code::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    store(tx, permit, &kind).await?;
    Ok(Some(kind))
}

async fn store(tx: &Tx, permit: &Permit, kind: &Kind) -> Result<()> {
    if kind.stored {
        return Ok(());
    }
    let row = technology::Model {
        created_at: tx.now(),
        updated_at: tx.now(),
        ..kind.row.clone()
    };
    queries::store_technology(tx.conn(), permit, row).await
}

pub(super) async fn list_technologies(ctx: &Ctx, filter: TechnologyFilter) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let items = catalogue(read.conn(), ctx.scope())
            .await?
            .iter()
            .filter(|kind| filter.active.is_none_or(|active| kind.row.active == active))
            .filter(|kind| {
                filter
                    .family
                    .is_none_or(|family| kind.row.family == family.as_str())
            })
            .map(Kind::view)
            .collect::<Result<_>>()?;
        let target = ctx.sight(Action::ReadTechnology).standing();
        Ok((target, Answer::plain(&TechnologyList { items })?))
    })
    .await
}

pub(super) async fn read_technology(ctx: &Ctx, id: TechnologyId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let kind = find(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = ctx
            .sight(Action::ReadTechnology)
            .standing()
            .about("technology", id);
        Ok((
            target,
            Answer::ok(&kind.view()?, etag::of_version(kind.row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_technology(ctx: &Ctx, body: CreateTechnology) -> Result<Answer> {
    let permit = ctx.permit(Action::EditTechnology, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        // Two that come at once would both find room.
        tx.hold_still().await?;
        let known = catalogue(tx.conn(), ctx.scope()).await?;
        if known.iter().any(|kind| kind.row.key == body.key) {
            return Err(AppError::new(Code::Duplicate));
        }
        if known.iter().filter(|kind| !kind.built_in).count() >= MOST {
            return Err(AppError::new(Code::Conflict).with("reason", format!("at most {MOST} of one's own")));
        }
        let row = row_of(ctx.scope().organiser(), ctx.new_id(), &body, tx.now())?;
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("technology", row.id);
        tx.record(events::TECHNOLOGY_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/technologies/{}", crate::platform::BASE, row.id);
        Answer::created(&TechnologyView::of(&row, false)?, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_technology(
    ctx: &Ctx,
    id: TechnologyId,
    patch: UpdateTechnology,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        // A built-in kind may have no row yet that could be locked.
        tx.hold_still().await?;
        let kind = find(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = Target::organiser().about("technology", id);
        let permit = ctx.permit(Action::EditTechnology, &target)?;
        expected.check(kind.row.version)?;
        let before = kind.view()?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        if fields.key != kind.row.key {
            // Gates and other systems name it.
            let rule = "fixed_key";
            return Err(AppError::fault("/key", FaultCode::Rule { rule }));
        }
        store(&tx, &permit, &kind).await?;
        let changed = technology::Model {
            version: kind.row.version + 1,
            created_at: if kind.stored {
                kind.row.created_at
            } else {
                tx.now()
            },
            ..row_of(ctx.scope().organiser(), kind.row.id, &fields, tx.now())?
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let changes = ledger::difference(&to_value(&before.fields)?, &to_value(&fields)?, &[]);
        tx.record(
            events::TECHNOLOGY_UPDATED,
            Subject::new("technology", id),
            changes,
        )
        .await?;
        let view = TechnologyView::of(&changed, kind.built_in)?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capabilities::technology::dto::Family;

    #[test]
    fn the_built_in_kinds_are_whole_and_unique() {
        let keys: HashSet<&str> = BUILT_IN.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys.len(), BUILT_IN.len());
        for family in Family::ALL {
            assert!(BUILT_IN.iter().any(|one| one.family == *family), "{family}");
        }
        for one in BUILT_IN.iter() {
            for text in [&one.title.nb, &one.title.sv, &one.title.en] {
                assert!(!text.is_empty(), "{}", one.key);
            }
        }
    }

    #[test]
    fn ids_are_the_same_each_time_and_differ_between_organisers() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(id_of(one, "sensors"), id_of(one, "sensors"));
        assert_ne!(id_of(one, "sensors"), id_of(other, "sensors"));
        assert_ne!(id_of(one, "sensors"), id_of(one, "gps-alarm"));
    }
}
