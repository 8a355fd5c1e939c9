//! The only place that queries the tables of people, one file a noun.

pub(super) mod leadership;
pub(super) mod persons;
pub(super) mod positions;

use crate::access::TenantScope;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use tables::{leadership_member, person, position};

fn persons_of(scope: TenantScope) -> Select<person::Entity> {
    person::Entity::find().filter(person::Column::OrganiserId.eq(scope.organiser()))
}

fn positions_of(scope: TenantScope) -> Select<position::Entity> {
    position::Entity::find().filter(position::Column::OrganiserId.eq(scope.organiser()))
}

fn members_of(scope: TenantScope) -> Select<leadership_member::Entity> {
    leadership_member::Entity::find().filter(leadership_member::Column::OrganiserId.eq(scope.organiser()))
}

/// So many ids at most stand in one query: databases limit the parameters of a statement.
const CHUNK: usize = 5_000;
