//! Readings of benefits.

use super::CHUNK;
use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use tables::benefit_value;
use uuid::Uuid;

/// Rows of one insert: the parameters of a statement are limited.
const ROWS: usize = 500;

/// Readings of benefits between two months, the earlier before what corrects it.
pub(in crate::capabilities::benefits) async fn values<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    benefits: &[Uuid],
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Vec<benefit_value::Model>> {
    let mut found = Vec::new();
    for benefits in benefits.chunks(CHUNK) {
        let mut query = benefit_value::Entity::find()
            .filter(benefit_value::Column::OrganiserId.eq(scope.organiser()))
            .filter(benefit_value::Column::BenefitId.is_in(benefits.iter().copied()));
        if let Some(from) = from {
            query = query.filter(benefit_value::Column::Month.gte(from));
        }
        if let Some(to) = to {
            query = query.filter(benefit_value::Column::Month.lte(to));
        }
        let rows = query
            .order_by_asc(benefit_value::Column::Month)
            .order_by_asc(benefit_value::Column::Revision)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Readings of benefits in some months, the earlier before what corrects it.
pub(in crate::capabilities::benefits) async fn values_in<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    benefits: &[Uuid],
    months: &[NaiveDate],
) -> Result<Vec<benefit_value::Model>> {
    Ok(benefit_value::Entity::find()
        .filter(benefit_value::Column::OrganiserId.eq(scope.organiser()))
        .filter(benefit_value::Column::BenefitId.is_in(benefits.iter().copied()))
        .filter(benefit_value::Column::Month.is_in(months.iter().copied()))
        .order_by_asc(benefit_value::Column::Month)
        .order_by_asc(benefit_value::Column::Revision)
        .all(db)
        .await?)
}

/// Inserts readings of benefits, of each of which there is a permit.
pub(in crate::capabilities::benefits) async fn insert_values<C: ConnectionTrait>(
    db: &C,
    permits: &HashMap<Uuid, Permit>,
    rows: Vec<benefit_value::Model>,
) -> Result<()> {
    if rows.iter().any(|row| !permits.contains_key(&row.benefit_id)) {
        return Err(AppError::internal("a reading without a permit"));
    }
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(());
        }
        benefit_value::Entity::insert_many(some)
            .exec_without_returning(db)
            .await?;
    }
}

/// The months in which a benefit was measured, the first first.
pub(in crate::capabilities::benefits) async fn measured_months<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    benefit: Uuid,
) -> Result<Vec<NaiveDate>> {
    Ok(benefit_value::Entity::find()
        .select_only()
        .column(benefit_value::Column::Month)
        .filter(benefit_value::Column::OrganiserId.eq(scope.organiser()))
        .filter(benefit_value::Column::BenefitId.eq(benefit))
        .filter(benefit_value::Column::Series.eq("realised"))
        .filter(benefit_value::Column::Revision.eq(1))
        .order_by_asc(benefit_value::Column::Month)
        .into_tuple()
        .all(db)
        .await?)
}
