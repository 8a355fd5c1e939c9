//! The plan of a file of units, told apart by their ids in the HR system.

use super::plan::{Bounds, OUTSIDE, Plan, Reading, Seen, differing};
use super::sheet::Sheet;
use crate::access::Ctx;
use crate::capabilities::organisation::dto::{CreateUnit, UnitKind, UnitView};
use crate::capabilities::organisation::service::{Tree, WishedUnit, all_units, service_areas};
use crate::capabilities::people::queries::persons;
use crate::capabilities::people::service::has_left;
use crate::error::{FaultCode, Result};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json, to_value};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The file's names of a unit's fields, where they differ.
const NAMES: &[(&str, &str)] = &[
    ("parentId", "parent"),
    ("serviceAreaId", "serviceArea"),
    ("responsibleId", "responsible"),
];

/// What the organiser has, found by the keys of the file.
struct Known {
    /// Units here and in the file by their ids in the HR system.
    ids: HashMap<String, Uuid>,
    areas: HashMap<String, Uuid>,
    people: HashMap<String, Uuid>,
}

/// A row on its way to a unit.
struct Wish<'s> {
    reading: Reading<'s>,
    id: Option<Uuid>,
    before: Option<CreateUnit>,
    body: Value,
    fields: Option<CreateUnit>,
}

/// Plans a file of units.
pub(super) async fn plan<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    sheet: &Sheet,
    bounds: &Bounds,
) -> Result<Plan<Vec<WishedUnit>>> {
    let units = all_units(db, ctx.scope()).await?;
    let by_id: HashMap<Uuid, &UnitView> = units.iter().map(|unit| (unit.id, unit)).collect();
    let known = Known::of(ctx, db, sheet, &units).await?;
    let mut plan = Plan {
        rows: Vec::new(),
        vanished: Vec::new(),
        present: Vec::new(),
        writes: Vec::new(),
    };
    let mut seen = Seen::default();
    let mut wishes = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut reading = Reading::of(sheet, row, ctx.language);
        let id = reading
            .text("externalId")
            .and_then(|text| known.ids.get(text))
            .copied();
        let before = id.and_then(|id| by_id.get(&id)).map(|unit| unit.fields.clone());
        plan.present.extend(id.filter(|id| by_id.contains_key(id)));
        let (mut body, mut fields) = (Value::Null, None);
        if !reading.is_broken() {
            match reading.text("externalId") {
                Some(text) => seen.note(text.to_owned(), "externalId", &mut reading),
                None => reading.fault("externalId", &FaultCode::Required),
            }
            body = known.body(&mut reading, before.as_ref())?;
            if let Err(refused) = ctx.state.schemas.check("CreateUnit", &body, "") {
                reading.adopt(&refused.faults, NAMES);
            }
            if reading.faults.is_empty() {
                fields = Some(serde_json::from_value(body.clone())?);
            }
        }
        wishes.push(Wish {
            reading,
            id,
            before,
            body,
            fields,
        });
    }
    let wished: Vec<WishedUnit> = wishes
        .iter()
        .filter_map(|wish| {
            Some(WishedUnit {
                id: wish.id?,
                fields: wish.fields.clone()?,
            })
        })
        .collect();
    let tree = Tree::after(&units, &wished);
    let mut judged = tree.judge(&wished);
    for mut wish in wishes {
        if let Some(faults) = wish.id.and_then(|id| judged.remove(&id)) {
            wish.reading.adopt(&faults, NAMES);
        }
        if let Some(id) = wish.id.filter(|_| wish.fields.is_some()) {
            let from = by_id.get(&id).is_none_or(|unit| bounds.hold(&unit.path_text()));
            if !from || !bounds.hold(&tree.path(id)) {
                wish.reading.rule("externalId", "outside_reach", OUTSIDE);
            }
        }
        let changed = match &wish.before {
            Some(before) => differing(&to_value(before)?, &wish.body),
            None => Vec::new(),
        };
        let sound = wish.reading.faults.is_empty();
        if let (true, Some(id), Some(fields)) = (sound, wish.id, wish.fields)
            && (wish.before.is_none() || !changed.is_empty())
        {
            plan.writes.push(WishedUnit { id, fields });
        }
        plan.rows
            .push(wish.reading.outcome(wish.id, wish.before.is_some(), changed));
    }
    let present: HashSet<Uuid> = plan.present.iter().copied().collect();
    plan.vanished = units
        .iter()
        .filter(|unit| unit.fields.external_id.is_some() && unit.fields.closed_on.is_none())
        .filter(|unit| !present.contains(&unit.id) && bounds.hold(&unit.path_text()))
        .map(|unit| unit.id)
        .collect();
    Ok(plan)
}

impl Known {
    async fn of<C: ConnectionTrait>(ctx: &Ctx, db: &C, sheet: &Sheet, units: &[UnitView]) -> Result<Self> {
        let mut ids: HashMap<String, Uuid> = units
            .iter()
            .filter_map(|unit| Some((unit.fields.external_id.clone()?, unit.id)))
            .collect();
        // A parent may stand below its children in the file, so that every row has its id before any is read.
        for row in &sheet.rows {
            if let Some(text) = sheet.value(row, "externalId").filter(|text| !text.is_empty()) {
                ids.entry(text.to_owned()).or_insert_with(|| ctx.new_id());
            }
        }
        let mut areas = HashMap::new();
        for area in service_areas(db, ctx.scope())
            .await?
            .into_iter()
            .filter(|area| area.fields.active)
        {
            let title = &area.fields.title;
            for name in [&area.fields.key, &title.nb, &title.sv, &title.en] {
                areas.insert(kernel::fold_key(name), area.id);
            }
        }
        let people = persons::numbered_persons(db, ctx.scope(), false).await?;
        let here = people.into_iter().filter(|row| !has_left(row, ctx.today()));
        let people = here
            .filter_map(|row| Some((row.employee_number?, row.id)))
            .collect();
        Ok(Self { ids, areas, people })
    }

    /// The body of a unit after the row: an empty value empties the field, a missing column leaves it.
    fn body(&self, reading: &mut Reading<'_>, before: Option<&CreateUnit>) -> Result<Value> {
        let mut body = before.map(to_value).transpose()?.unwrap_or_else(|| json!({}));
        let mut values: Vec<(&str, &str, Option<Value>)> = Vec::new();
        for field in ["externalId", "name"] {
            values.push((field, field, reading.text(field).map(Value::from)));
        }
        values.push(("kind", "kind", reading.text("kind").map(kind_of).map(Value::from)));
        for (field, name, table, what) in [
            ("parent", "parentId", &self.ids, "unit"),
            ("serviceArea", "serviceAreaId", &self.areas, "service area"),
            ("responsible", "responsibleId", &self.people, "person"),
        ] {
            let found = reading.text(field).map(|text| {
                let key = if field == "serviceArea" {
                    kernel::fold_key(text)
                } else {
                    text.to_owned()
                };
                table.get(&key).copied()
            });
            if found == Some(None) {
                reading.fault(
                    field,
                    &FaultCode::NoSuch {
                        what: what.to_owned(),
                    },
                );
            }
            values.push((field, name, found.flatten().map(|id| json!(id))));
        }
        let count = reading.text("headCount").map(str::parse::<i64>);
        if matches!(count, Some(Err(_))) {
            reading.fault(
                "headCount",
                &FaultCode::WrongType {
                    expected: "integer".to_owned(),
                },
            );
        }
        values.push((
            "headCount",
            "headCount",
            count.and_then(std::result::Result::ok).map(Value::from),
        ));
        for field in ["openedOn", "closedOn"] {
            values.push((field, field, reading.day(field).map(|day| json!(day))));
        }
        if let Some(body) = body.as_object_mut() {
            for (_, name, value) in values.into_iter().filter(|(field, ..)| reading.has(field)) {
                match value {
                    Some(value) => body.insert(name.to_owned(), value),
                    None => body.remove(name),
                };
            }
        }
        Ok(body)
    }
}

/// The kinds of units by the words of three languages.
fn kind_of(text: &str) -> String {
    let text = kernel::fold_key(text);
    let kind = match text.as_str() {
        "sektor" | "kommunalområde" | "förvaltning" => UnitKind::Sector,
        "område" | "tjenesteområde" | "verksamhetsområde" => UnitKind::Area,
        "enhet" | "avdeling" | "avdelning" | "sone" => UnitKind::Unit,
        _ => return text,
    };
    kind.to_string()
}
