//! All procedures of an organiser with whom they apply to and what of them is published, and the tree that they apply
//! in; in a fixed number of queries.

use super::queries;
use super::rules::{self, Applies, Place};
use crate::access::{Target, TenantScope};
use crate::capabilities::organisation;
use crate::capabilities::organisation::dto::{Branch, UnitKind, UnitView};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use tables::{procedure, procedure_revision};
use uuid::Uuid;

/// A procedure with its approved revisions.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) row: procedure::Model,
    pub(super) units: Vec<Uuid>,
    pub(super) applies: Applies,
    /// The approved ones, by their number.
    pub(super) approved: Vec<procedure_revision::Model>,
}

impl Entry {
    /// The revision that holds on a day; none of a procedure that was withdrawn.
    pub(super) fn current(&self, today: NaiveDate) -> Option<&procedure_revision::Model> {
        let holds = self.row.withdrawn_at.is_none();
        holds.then(|| rules::current(&self.approved, today)).flatten()
    }

    /// The revision from which on an acknowledgement counts.
    pub(super) fn asked_from(&self, today: NaiveDate) -> Option<&procedure_revision::Model> {
        let holds = self.row.withdrawn_at.is_none();
        holds.then(|| rules::asked_from(&self.approved, today)).flatten()
    }

    /// The revisions whose acknowledgement counts on a day.
    pub(super) fn counting(&self, today: NaiveDate) -> Vec<Uuid> {
        let (Some(first), Some(last)) = (self.asked_from(today), self.current(today)) else {
            return Vec::new();
        };
        let counts = |row: &&procedure_revision::Model| (first.number..=last.number).contains(&row.number);
        self.approved.iter().filter(counts).map(|row| row.id).collect()
    }

    /// What permissions on it are asked for.
    pub(super) fn target(&self) -> Target {
        target_of(&self.applies, self.row.owner_id).about("procedure", self.row.id)
    }
}

/// What permissions on something that applies to some units are asked for: the unit above them all, and the owner.
pub(super) fn target_of(applies: &Applies, owner: Option<Uuid>) -> Target {
    Target {
        unit_path: applies.roof(),
        owners: owner.into_iter().collect(),
        ..Target::organiser()
    }
}

/// The open units of an organiser, and the branches of its service areas.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) places: Vec<Place>,
    /// Where in `places` a unit stands.
    at: HashMap<Uuid, usize>,
    paths: HashMap<Uuid, String>,
    branches: HashMap<Uuid, Branch>,
}

impl Tree {
    /// Two queries.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        today: NaiveDate,
    ) -> Result<Self> {
        let units = organisation::service::all_units(db, scope).await?;
        let areas = organisation::service::service_areas(db, scope).await?;
        let open = |unit: &&UnitView| {
            unit.fields.opened_on.is_none_or(|day| day <= today)
                && unit.fields.closed_on.is_none_or(|day| today <= day)
        };
        let area_of = organisation::service::effective_areas(&units);
        let place = |unit: &UnitView| Place {
            id: unit.id,
            path: unit.path_text(),
            name: unit.fields.name.clone(),
            area: area_of.get(&unit.id).copied(),
            is_unit: unit.fields.kind == UnitKind::Unit,
        };
        let places: Vec<Place> = units.iter().filter(open).map(place).collect();
        let numbered = places.iter().enumerate();
        Ok(Self {
            at: numbered.map(|(index, place)| (place.id, index)).collect(),
            places,
            paths: units.iter().map(|unit| (unit.id, unit.path_text())).collect(),
            branches: areas.iter().map(|area| (area.id, area.fields.branch)).collect(),
        })
    }

    /// The path of any unit, open or not.
    pub(super) fn path(&self, unit: Uuid) -> Result<&str> {
        let path = self.paths.get(&unit).map(String::as_str);
        path.ok_or_else(|| AppError::internal("a unit that the tree does not have"))
    }

    /// The path of a unit that a filter names; 404 where it is unknown.
    pub(super) fn named(&self, unit: Option<Uuid>) -> Result<Option<&str>> {
        unit.map(|unit| {
            self.paths
                .get(&unit)
                .map(String::as_str)
                .ok_or_else(AppError::not_found)
        })
        .transpose()
    }

    pub(super) fn place(&self, unit: Uuid) -> Option<&Place> {
        self.at.get(&unit).and_then(|index| self.places.get(*index))
    }

    /// Every unit of a subtree, open or not.
    pub(super) fn below(&self, path: &str) -> Vec<Uuid> {
        let below = self.paths.iter().filter(|(_, one)| one.starts_with(path));
        below.map(|(unit, _)| *unit).collect()
    }

    /// Whether a unit's service area is of a branch.
    pub(super) fn is_of(&self, place: &Place, branch: Branch) -> bool {
        place
            .area
            .is_some_and(|area| self.branches.get(&area) == Some(&branch))
    }

    /// The open units of a subtree that give services; all of its nodes where none is of that kind.
    pub(super) fn giving<'t>(&'t self, path: &'t str) -> Vec<&'t Place> {
        let below = || {
            self.places
                .iter()
                .filter(move |place| place.path.starts_with(path))
        };
        let units: Vec<&Place> = below().filter(|place| place.is_unit).collect();
        if units.is_empty() {
            below().collect()
        } else {
            units
        }
    }
}

/// All procedures, withdrawn ones included, and the tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalogue {
    pub(super) entries: Vec<Entry>,
    pub(super) tree: Tree,
}

impl Catalogue {
    /// Six queries.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        today: NaiveDate,
    ) -> Result<Self> {
        let tree = Tree::load(db, scope, today).await?;
        let mut units: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for row in queries::units_of_all(db, scope).await? {
            units.entry(row.procedure_id).or_default().push(row.unit_id);
        }
        let mut areas: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for row in queries::areas_of_all(db, scope).await? {
            areas
                .entry(row.procedure_id)
                .or_default()
                .push(row.service_area_id);
        }
        let mut approved: HashMap<Uuid, Vec<procedure_revision::Model>> = HashMap::new();
        for row in queries::approved_of_all(db, scope).await? {
            approved.entry(row.procedure_id).or_default().push(row);
        }
        let entries = queries::all_procedures(db, scope)
            .await?
            .into_iter()
            .map(|row| {
                let units = units.remove(&row.id).unwrap_or_default();
                let paths = units.iter().map(|unit| tree.path(*unit).map(str::to_owned));
                Ok(Entry {
                    applies: Applies {
                        paths: paths.collect::<Result<_>>()?,
                        areas: areas.remove(&row.id).unwrap_or_default(),
                    },
                    units,
                    approved: approved.remove(&row.id).unwrap_or_default(),
                    row,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { entries, tree })
    }

    /// What holds on a day.
    pub(super) fn published(&self, today: NaiveDate) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.current(today).is_some())
    }
}

/// One procedure, in five queries; 404 where it is unknown.
pub(super) async fn entry<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Entry> {
    let row = queries::procedure(db, scope, id).await?;
    complete(db, scope, row).await
}

/// A procedure's row with the rest of it.
pub(super) async fn complete<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: procedure::Model,
) -> Result<Entry> {
    let units = queries::units_of(db, scope, row.id).await?;
    let mut paths = organisation::service::unit_paths(db, scope, &units).await?;
    let paths = units.iter().filter_map(|unit| paths.remove(unit)).collect();
    Ok(Entry {
        applies: Applies {
            paths,
            areas: queries::areas_of(db, scope, row.id).await?,
        },
        units,
        approved: queries::approved_of(db, scope, row.id).await?,
        row,
    })
}
