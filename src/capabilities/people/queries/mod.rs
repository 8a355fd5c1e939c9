//! The only place that queries the tables of people, one file a noun.

pub(super) mod imports;
pub(super) mod leadership;
pub(super) mod persons;
pub(super) mod positions;
pub(super) mod proposals;

use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::organisation::service::units_within;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start};
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, Select,
};
use tables::{leadership_group, leadership_member, person, position};
use uuid::Uuid;

fn persons_of(scope: TenantScope) -> Select<person::Entity> {
    person::Entity::find().filter(person::Column::OrganiserId.eq(scope.organiser()))
}

fn positions_of(scope: TenantScope) -> Select<position::Entity> {
    position::Entity::find().filter(position::Column::OrganiserId.eq(scope.organiser()))
}

fn groups_of(scope: TenantScope) -> Select<leadership_group::Entity> {
    leadership_group::Entity::find().filter(leadership_group::Column::OrganiserId.eq(scope.organiser()))
}

fn members_of(scope: TenantScope) -> Select<leadership_member::Entity> {
    leadership_member::Entity::find().filter(leadership_member::Column::OrganiserId.eq(scope.organiser()))
}

/// The ids of the units that a reader may see; `None` where nothing limits the sight.
fn units_in_sight(scope: TenantScope, sight: &Sight) -> Option<SelectStatement> {
    match sight {
        Sight::Everything => None,
        Sight::Only { units, .. } => Some(units_within(scope, units)),
    }
}

/// So many ids at most stand in one query: databases limit the parameters of a statement.
const CHUNK: usize = 5_000;

/// So many rows at most are written by one statement, for the same reason.
const ROWS: usize = 500;

/// Writes many rows at once; a row whose key is there already is replaced as a whole.
pub(super) async fn save_all<M, C>(db: &C, _permit: &Permit, rows: Vec<M>) -> Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
    C: ConnectionTrait,
{
    let keys = <M::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    let replaced = OnConflict::columns(keys)
        .update_columns(<M::Entity as EntityTrait>::Column::iter())
        .to_owned();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(());
        }
        <M::Entity as EntityTrait>::insert_many(some)
            .on_conflict(replaced.clone())
            .exec_without_returning(db)
            .await?;
    }
}

/// The id at the end of a cursor's key, where the reader came with a cursor.
fn after_id(place: &Place) -> Result<Option<Uuid>> {
    match &place.start {
        Start::Page(_) => Ok(None),
        Start::After(key) => key
            .last()
            .and_then(|id| Uuid::try_parse(id).ok())
            .map(Some)
            .ok_or_else(foreign_cursor),
    }
}

/// The fault of a cursor that none of our answers held.
fn foreign_cursor() -> AppError {
    AppError::fault(
        "/query/cursor",
        FaultCode::Format {
            expected: "nextCursor".to_owned(),
        },
    )
}
