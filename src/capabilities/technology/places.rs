//! Where a technology stands: which places a reader asks about, and the service area and the branch of each.

use super::catalogue;
use super::queries::{InAreas, Within};
use crate::access::{Action, Ctx, TenantScope};
use crate::capabilities::organisation;
use crate::capabilities::organisation::dto::{Branch, UnitView};
use crate::error::{AppError, FaultCode, Result};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

/// The service areas of an organiser's units, and their branches.
#[derive(Debug)]
pub(super) struct Areas {
    of_unit: HashMap<Uuid, Uuid>,
    branches: HashMap<Uuid, Branch>,
}

impl Areas {
    /// One query.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        units: &[UnitView],
    ) -> Result<Self> {
        let areas = organisation::service::service_areas(db, scope).await?;
        Ok(Self {
            of_unit: organisation::service::effective_areas(units),
            branches: areas
                .into_iter()
                .map(|area| (area.id, area.fields.branch))
                .collect(),
        })
    }

    /// The service area of a place: its own within a unit, else that which counts for the unit.
    pub(super) fn of(&self, unit: Uuid, own: Option<Uuid>) -> Option<Uuid> {
        own.or_else(|| self.of_unit.get(&unit).copied())
    }

    pub(super) fn branch(&self, unit: Uuid, own: Option<Uuid>) -> Option<Branch> {
        self.branches.get(&self.of(unit, own)?).copied()
    }

    fn limits(&self, area: Option<Uuid>, branch: Option<Branch>) -> InAreas {
        let fits = |(id, of): &(&Uuid, &Branch)| {
            area.is_none_or(|wanted| wanted == **id) && branch.is_none_or(|wanted| wanted == **of)
        };
        let areas: Vec<Uuid> = self.branches.iter().filter(fits).map(|(id, _)| *id).collect();
        let units = self.of_unit.iter().filter(|(_, area)| areas.contains(area));
        InAreas {
            units: units.map(|(unit, _)| *unit).collect(),
            areas,
        }
    }
}

/// What a reader asks about: a unit's subtree, a service area, a branch; within what they may see.
pub(super) async fn within<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    (unit, area, branch): (Option<Uuid>, Option<Uuid>, Option<Branch>),
) -> Result<Within> {
    let path = match unit {
        Some(unit) => {
            let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
            Some(path.ok_or_else(|| no_such("/query/within", "unit"))?)
        }
        None => None,
    };
    let areas = if area.is_some() || branch.is_some() {
        let units = organisation::service::all_units(db, ctx.scope()).await?;
        let areas = Areas::load(db, ctx.scope(), &units).await?;
        Some(areas.limits(area, branch))
    } else {
        None
    };
    Ok(Within {
        sight: ctx.sight(Action::ReadTechnology),
        path,
        areas,
    })
}

fn no_such(pointer: &str, what: &str) -> AppError {
    let what = what.to_owned();
    AppError::fault(pointer, FaultCode::NoSuch { what })
}

/// The technology of a key in a query.
pub(super) async fn technology_of<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    key: Option<&str>,
) -> Result<Option<Uuid>> {
    let Some(key) = key else { return Ok(None) };
    let all = catalogue::catalogue(db, ctx.scope()).await?;
    let found = all.iter().find(|kind| kind.row.key == key);
    found
        .map(|kind| Some(kind.row.id))
        .ok_or_else(|| no_such("/query/technology", "technology"))
}
