//! Units for other capabilities: looked up, closed, and many saved at once by an import.

use super::dto::{CreateUnit, UnitView};
use super::{queries, rules, service};
use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::ledger::Subject;
use crate::platform::rows;
use crate::platform::tx::Tx;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A unit as an import wants it, known here or new.
#[derive(Clone, Debug)]
pub struct WishedUnit {
    pub id: Uuid,
    pub fields: CreateUnit,
}

/// The tree as it would stand after an import.
#[derive(Debug, Default)]
pub struct Tree {
    parents: HashMap<Uuid, Option<Uuid>>,
    names: HashMap<Uuid, String>,
    closed: HashMap<Uuid, Option<NaiveDate>>,
}

impl Tree {
    /// The known units, with the wished ones in their place or beside them.
    pub fn after(known: &[UnitView], wished: &[WishedUnit]) -> Self {
        let mut tree = Self::default();
        for unit in known {
            tree.put(unit.id, &unit.fields);
        }
        for unit in wished {
            tree.put(unit.id, &unit.fields);
        }
        tree
    }

    fn put(&mut self, id: Uuid, fields: &CreateUnit) {
        self.parents.insert(id, fields.parent_id);
        self.names.insert(id, fields.name.clone());
        self.closed.insert(id, fields.closed_on);
    }

    /// The ids from a unit up to its root; a circle comes back to its first id and ends there.
    fn way_up(&self, id: Uuid) -> Vec<Uuid> {
        let (mut way, mut seen) = (vec![id], HashSet::from([id]));
        let mut at = id;
        while let Some(Some(parent)) = self.parents.get(&at) {
            way.push(*parent);
            if !seen.insert(*parent) {
                break;
            }
            at = *parent;
        }
        way
    }

    /// The path of a unit, as it is stored.
    pub fn path(&self, id: Uuid) -> String {
        self.way_up(id)
            .iter()
            .rev()
            .fold(String::new(), |path, id| rules::path_below(Some(&path), *id))
    }

    /// What is wrong with each of the wished units. Pointers are those of a unit's body.
    pub fn judge(&self, wished: &[WishedUnit]) -> HashMap<Uuid, Vec<Fault>> {
        let mut open_below: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (id, parent) in &self.parents {
            if let Some(parent) = parent {
                open_below.entry(*parent).or_default().push(*id);
            }
        }
        let mut found = HashMap::new();
        for unit in wished {
            let mut faults = rules::faults_of_unit(&unit.fields);
            let way = self.way_up(unit.id);
            let circular = way.len() > 1 && way[..way.len() - 1].contains(&way[way.len() - 1]);
            if circular {
                let names: Vec<&str> = way
                    .iter()
                    .filter_map(|id| self.names.get(id))
                    .map(String::as_str)
                    .collect();
                faults
                    .push(Fault::new("/parentId", FaultCode::Rule { rule: "cycle" }).note(names.join(" → ")));
            } else if way.len() > rules::DEEPEST {
                faults.push(Fault::new(
                    "/parentId",
                    FaultCode::TooDeep {
                        limit: rules::DEEPEST as u64,
                    },
                ));
            }
            if let Some(day) = unit.fields.closed_on {
                // Below a circle everything is wrong already, and there would be no end.
                let children = open_below.get(&unit.id).map(Vec::as_slice).unwrap_or_default();
                let open = children
                    .iter()
                    .filter(|id| rules::outlives(self.closed.get(id).copied().flatten(), day))
                    .filter_map(|id| self.names.get(id));
                faults.extend(open.map(|name| {
                    Fault::new("/closedOn", FaultCode::Rule { rule: "open_below" }).note(name.clone())
                }));
            }
            if !faults.is_empty() {
                found.insert(unit.id, faults);
            }
        }
        found
    }
}

/// One unit, for other capabilities.
pub async fn find_unit<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Option<UnitView>> {
    match queries::unit(db, scope, id).await {
        Ok(row) => Ok(Some(UnitView::of(&row)?)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The paths of units, for other capabilities; unknown ids are left out.
pub async fn unit_paths<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>> {
    Ok(queries::units_by_id(db, scope, ids)
        .await?
        .into_iter()
        .map(|row| (row.id, row.path))
        .collect())
}

/// The names of units, for other capabilities; unknown ids are left out.
pub async fn unit_names<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>> {
    Ok(queries::units_by_id(db, scope, ids)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect())
}

/// Saves units that an import created or changed, and moves what stands below them. The caller records it.
///
/// # Errors
/// What the database says.
pub async fn save_units(tx: &Tx, permit: &Permit, wished: &[WishedUnit]) -> Result<()> {
    let scope = permit.scope();
    let known = queries::all_units(tx.conn(), scope).await?;
    let views: Vec<UnitView> = known.iter().map(UnitView::of).collect::<Result<_>>()?;
    let tree = Tree::after(&views, wished);
    let fields: HashMap<Uuid, &CreateUnit> = wished.iter().map(|unit| (unit.id, &unit.fields)).collect();
    for row in &known {
        let path = tree.path(row.id);
        let changed = match fields.get(&row.id) {
            Some(fields) => tables::unit::Model {
                version: row.version + 1,
                created_at: row.created_at,
                ..service::unit_row(row.organiser_id, row.id, path, (*fields).clone(), tx.now())
            },
            None if path != row.path => tables::unit::Model { path, ..row.clone() },
            None => continue,
        };
        rows::replace(tx.conn(), permit, changed).await?;
    }
    let here: HashSet<Uuid> = known.iter().map(|row| row.id).collect();
    let mut new: Vec<_> = wished.iter().filter(|unit| !here.contains(&unit.id)).collect();
    // A parent must be there before its children point at it.
    new.sort_by_key(|unit| tree.way_up(unit.id).len());
    for unit in new {
        let path = tree.path(unit.id);
        let row = service::unit_row(scope.organiser(), unit.id, path, unit.fields.clone(), tx.now());
        rows::insert(tx.conn(), permit, row).await?;
    }
    Ok(())
}

/// Closes a unit on a day. The caller records it.
///
/// # Errors
/// [`Code::InUse`] where something below is still open, a fault where it opened later.
pub async fn close_unit(tx: &Tx, permit: &Permit, id: Uuid, last_day: NaiveDate) -> Result<()> {
    let row = queries::lock_unit(tx.conn(), permit.scope(), id).await?;
    let below = queries::subtree(tx.conn(), permit.scope(), &row.path).await?;
    let open: Vec<Fault> = below
        .iter()
        .filter(|unit| unit.id != id && rules::outlives(unit.closed_on, last_day))
        .map(|unit| Fault::new("/closedOn", FaultCode::Rule { rule: "open_below" }).note(unit.name.clone()))
        .collect();
    if !open.is_empty() {
        return Err(AppError::new(Code::InUse)
            .with_faults(open)
            .about(Subject::new("unit", id)));
    }
    if row.opened_on.is_some_and(|opened| last_day < opened) {
        let other = "openedOn".to_owned();
        return Err(AppError::fault("/closedOn", FaultCode::Contradicts { other }));
    }
    let closed = tables::unit::Model {
        closed_on: Some(last_day),
        version: row.version + 1,
        updated_at: tx.now(),
        ..row
    };
    rows::replace(tx.conn(), permit, closed).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capabilities::organisation::dto::UnitKind;

    fn wished(id: u128, parent: Option<u128>) -> WishedUnit {
        let fields = CreateUnit {
            kind: if parent.is_none() {
                UnitKind::Sector
            } else {
                UnitKind::Unit
            },
            name: format!("Enhet {id}"),
            parent_id: parent.map(Uuid::from_u128),
            external_id: None,
            service_area_id: None,
            head_count: None,
            responsible_id: None,
            opened_on: None,
            closed_on: None,
        };
        WishedUnit {
            id: Uuid::from_u128(id),
            fields,
        }
    }

    fn codes(units: &[WishedUnit]) -> Vec<(u128, String)> {
        let judged = Tree::after(&[], units).judge(units);
        let mut found: Vec<_> = judged
            .iter()
            .flat_map(|(id, faults)| {
                faults
                    .iter()
                    .map(|fault| (id.as_u128(), format!("{} {}", fault.pointer, fault.code.word())))
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn a_path_leads_from_the_root() {
        let units = [wished(2, Some(1)), wished(1, None)];
        let tree = Tree::after(&[], &units);
        assert_eq!(
            tree.path(units[0].id),
            format!("{}/{}/", Uuid::from_u128(1), Uuid::from_u128(2))
        );
        assert!(codes(&units).is_empty());
    }

    #[test]
    fn circles_depth_and_open_children_are_found() {
        let circle = [
            wished(1, Some(3)),
            wished(2, Some(1)),
            wished(3, Some(2)),
            wished(4, Some(3)),
        ];
        let all = codes(&circle);
        assert_eq!(
            all.iter().filter(|(_, code)| code == "/parentId cycle").count(),
            4,
            "{all:?}"
        );
        let deep: Vec<_> = (1..=14).map(|id| wished(id, (id > 1).then(|| id - 1))).collect();
        assert_eq!(codes(&deep), [(14, "/parentId too_deep".to_owned())]);
        let mut closed = [wished(1, None), wished(2, Some(1))];
        closed[0].fields.closed_on = NaiveDate::from_ymd_opt(2026, 12, 31);
        assert_eq!(codes(&closed), [(1, "/closedOn open_below".to_owned())]);
        closed[1].fields.closed_on = NaiveDate::from_ymd_opt(2026, 12, 31);
        assert!(codes(&closed).is_empty());
    }
}
