//! The plan of a file of positions, told apart by employee number, unit and first day.

use super::plan::{Bounds, OUTSIDE, Plan, Reading, Seen, differing};
use super::sheet::Sheet;
use crate::access::Ctx;
use crate::capabilities::organisation::dto::UnitView;
use crate::capabilities::organisation::service::all_units;
use crate::capabilities::people::dto::CreatePosition;
use crate::capabilities::people::positions::{MOST, row_of};
use crate::capabilities::people::queries::{persons, positions};
use crate::capabilities::people::service::{has_left, shown_name};
use crate::capabilities::people::superiors::{self, Ladder};
use crate::error::{FaultCode, Result};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json, to_value};
use std::collections::{HashMap, HashSet};
use tables::{person, position};
use uuid::Uuid;

/// The file's names of a position's fields, where they differ.
const NAMES: &[(&str, &str)] = &[("unitId", "unit"), ("superiorId", "superior")];

/// What the organiser has, found by the keys of the file.
struct Known<'k> {
    persons: HashMap<&'k str, &'k person::Model>,
    units: HashMap<&'k str, &'k UnitView>,
    positions: HashMap<(Uuid, Uuid, NaiveDate), Vec<&'k position::Model>>,
    paths: HashMap<Uuid, String>,
    /// The units of each person's positions that have not ended.
    places: HashMap<Uuid, Vec<Uuid>>,
}

/// A row that is to be written, with its place in the report.
type Write = (usize, position::Model);

/// Plans a file of positions.
pub(super) async fn plan<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    sheet: &Sheet,
    bounds: &Bounds,
    lock: bool,
) -> Result<Plan<Vec<position::Model>>> {
    let people = persons::numbered_persons(db, ctx.scope(), lock).await?;
    let units = all_units(db, ctx.scope()).await?;
    let held = positions::all_positions(db, ctx.scope(), lock).await?;
    let known = Known::of(ctx, &people, &units, &held);
    let mut plan = Plan {
        rows: Vec::new(),
        vanished: Vec::new(),
        present: Vec::new(),
        writes: Vec::new(),
    };
    let mut writes: Vec<Write> = Vec::new();
    let mut seen = Seen::default();
    let mut counts: HashMap<Uuid, u64> = HashMap::new();
    for row in &held {
        *counts.entry(row.person_id).or_default() += 1;
    }
    for row in &sheet.rows {
        let mut reading = Reading::of(sheet, row, ctx.language);
        if reading.is_broken() {
            plan.rows.push(reading.outcome(None, false, Vec::new()));
            continue;
        }
        let read = Read::of(&mut reading, &known);
        read.judge_reach(&mut reading, &known, bounds);
        if let (Some(holder), Some(unit), Some(from)) = (read.holder, read.unit, read.from) {
            seen.note(format!("{} {} {from}", holder.id, unit.id), "from", &mut reading);
        }
        let before = read.before(&mut reading, &known);
        plan.present.extend(before.map(|row| row.id));
        if let (None, Some(holder)) = (before, read.holder) {
            let count = counts.entry(holder.id).or_default();
            *count += 1;
            if *count > MOST {
                reading.fault("employeeNumber", &FaultCode::TooMany { limit: MOST });
            }
        }
        let (fields, body) = read.body(ctx, &mut reading, before)?;
        let (Some(fields), Some(holder)) = (fields, read.holder) else {
            plan.rows
                .push(reading.outcome(before.map(|row| row.id), before.is_some(), Vec::new()));
            continue;
        };
        let changed = match before {
            Some(before) => differing(&to_value(CreatePosition::of(before))?, &body),
            None => Vec::new(),
        };
        let write = match before {
            Some(_) if changed.is_empty() => None,
            Some(row) => Some(position::Model {
                version: row.version + 1,
                created_at: row.created_at,
                ..row_of(row.organiser_id, row.id, holder.id, fields, ctx.now)
            }),
            None => Some(row_of(
                ctx.scope().organiser(),
                ctx.new_id(),
                holder.id,
                fields,
                ctx.now,
            )),
        };
        let place = plan.rows.len();
        plan.rows
            .push(reading.outcome(before.map(|row| row.id), before.is_some(), changed));
        writes.extend(write.map(|write| (place, write)));
    }
    judge_circles(ctx, sheet, &mut plan, &writes, &held, &people);
    plan.vanished = known.vanished(ctx, &people, &held, &plan.present, bounds);
    plan.writes = writes.into_iter().map(|(_, write)| write).collect();
    Ok(plan)
}

impl<'k> Known<'k> {
    fn of(
        ctx: &Ctx,
        people: &'k [person::Model],
        units: &'k [UnitView],
        held: &'k [position::Model],
    ) -> Self {
        let today = ctx.today();
        let mut positions: HashMap<_, Vec<_>> = HashMap::new();
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for row in held {
            positions
                .entry((row.person_id, row.unit_id, row.from_date))
                .or_default()
                .push(row);
            if row.to_date.is_none_or(|to| to >= today) {
                places.entry(row.person_id).or_default().push(row.unit_id);
            }
        }
        Self {
            persons: people
                .iter()
                .filter_map(|row| Some((row.employee_number.as_deref()?, row)))
                .collect(),
            units: units
                .iter()
                .filter_map(|unit| Some((unit.fields.external_id.as_deref()?, unit)))
                .collect(),
            paths: units.iter().map(|unit| (unit.id, unit.path_text())).collect(),
            positions,
            places,
        }
    }

    fn holds(&self, bounds: &Bounds, unit: Uuid) -> bool {
        self.paths.get(&unit).is_some_and(|path| bounds.hold(path))
    }

    /// Running positions of people and units that HR knows, which the file has not.
    fn vanished(
        &self,
        ctx: &Ctx,
        people: &[person::Model],
        held: &[position::Model],
        present: &[Uuid],
        bounds: &Bounds,
    ) -> Vec<Uuid> {
        let today = ctx.today();
        let present: HashSet<Uuid> = present.iter().copied().collect();
        let here: HashSet<Uuid> = people
            .iter()
            .filter(|row| !has_left(row, today))
            .map(|row| row.id)
            .collect();
        let of_file: HashSet<Uuid> = self.units.values().map(|unit| unit.id).collect();
        held.iter()
            .filter(|row| {
                row.to_date.is_none() && here.contains(&row.person_id) && of_file.contains(&row.unit_id)
            })
            .filter(|row| !present.contains(&row.id) && self.holds(bounds, row.unit_id))
            .map(|row| row.id)
            .collect()
    }
}

/// The keys of a row, as far as they name something.
struct Read<'k> {
    holder: Option<&'k person::Model>,
    unit: Option<&'k UnitView>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    superior: Option<&'k person::Model>,
}

impl<'k> Read<'k> {
    fn of(reading: &mut Reading<'_>, known: &Known<'k>) -> Self {
        let holder = reading
            .text("employeeNumber")
            .map(|text| known.persons.get(text).copied());
        if holder == Some(None) {
            reading.fault(
                "employeeNumber",
                &FaultCode::NoSuch {
                    what: "person".to_owned(),
                },
            );
        } else if holder.is_none() {
            reading.fault("employeeNumber", &FaultCode::Required);
        }
        let unit = reading.text("unit").map(|text| known.units.get(text).copied());
        if unit.is_some_and(|unit| unit.is_none()) {
            reading.fault(
                "unit",
                &FaultCode::NoSuch {
                    what: "unit".to_owned(),
                },
            );
        }
        let superior = reading
            .text("superior")
            .map(|text| known.persons.get(text).copied());
        if superior == Some(None) {
            reading.fault(
                "superior",
                &FaultCode::NoSuch {
                    what: "person".to_owned(),
                },
            );
        }
        Self {
            holder: holder.flatten(),
            unit: unit.flatten(),
            from: reading.day("from"),
            to: reading.day("to"),
            superior: superior.flatten(),
        }
    }

    /// The unit lies within reach, and so does the person, or holds no running position yet.
    fn judge_reach(&self, reading: &mut Reading<'_>, known: &Known<'k>, bounds: &Bounds) {
        if self.unit.is_some_and(|unit| !known.holds(bounds, unit.id)) {
            reading.rule("unit", "outside_reach", OUTSIDE);
        }
        if let Some(holder) = self.holder
            && let Some(places) = known.places.get(&holder.id)
            && !places.iter().any(|unit| known.holds(bounds, *unit))
        {
            reading.rule("employeeNumber", "outside_reach", OUTSIDE);
        }
    }

    /// The position that the row is about. Of several with the same key the one with the same title is meant.
    fn before(&self, reading: &mut Reading<'_>, known: &Known<'k>) -> Option<&'k position::Model> {
        let found = known
            .positions
            .get(&(self.holder?.id, self.unit?.id, self.from?))?;
        if let [only] = found.as_slice() {
            return Some(only);
        }
        let meant = found
            .iter()
            .find(|row| Some(row.title.as_str()) == reading.text("title"))
            .copied();
        if meant.is_none() {
            reading.rule(
                "title",
                "ambiguous",
                [
                    "Personen har flere stillinger i enheten fra denne dagen, og ingen har denne tittelen.",
                    "Personen har flera befattningar i enheten från denna dag, och ingen har denna titel.",
                    "The person has several positions in the unit from this day, and none has this title.",
                ],
            );
        }
        meant
    }

    /// The position's fields after the row, where they are sound, and the body they were judged as.
    fn body(
        &self,
        ctx: &Ctx,
        reading: &mut Reading<'_>,
        before: Option<&position::Model>,
    ) -> Result<(Option<CreatePosition>, Value)> {
        let mut body = match before {
            Some(row) => to_value(CreatePosition::of(row))?,
            None => json!({}),
        };
        let mut lay = |name: &str, value: Option<Value>| match (value, body.as_object_mut()) {
            (Some(value), Some(body)) => {
                body.insert(name.to_owned(), value);
            }
            (None, Some(body)) => {
                body.remove(name);
            }
            (_, None) => {}
        };
        lay("unitId", self.unit.map(|unit| json!(unit.id)));
        lay("title", reading.text("title").map(Value::from));
        lay("ftePercent", reading.percent("ftePercent").map(Value::from));
        lay("from", self.from.map(|from| json!(from)));
        if reading.has("to") || before.is_none() {
            lay("to", self.last_day().map(|to| json!(to)));
        }
        if reading.has("superior") {
            lay("superiorId", self.superior.map(|superior| json!(superior.id)));
        }
        if reading.has("externalId") {
            lay("externalId", reading.text("externalId").map(Value::from));
        }
        if let Err(refused) = ctx.state.schemas.check("CreatePosition", &body, "") {
            reading.adopt(&refused.faults, NAMES);
        }
        if !reading.faults.is_empty() {
            return Ok((None, body));
        }
        let fields: CreatePosition = serde_json::from_value(body.clone())?;
        self.judge(ctx, reading, before, &fields);
        let sound = reading.faults.is_empty();
        Ok((Some(fields).filter(|_| sound), body))
    }

    /// The file's last day, or that of the person's departure where it comes first.
    fn last_day(&self) -> Option<NaiveDate> {
        let left = self.holder.and_then(|holder| holder.left_on);
        match (self.to, left) {
            (Some(to), Some(left)) => Some(to.min(left)),
            (to, left) => to.or(left),
        }
    }

    /// What the fields contradict.
    fn judge(
        &self,
        ctx: &Ctx,
        reading: &mut Reading<'_>,
        before: Option<&position::Model>,
        fields: &CreatePosition,
    ) {
        let contradicts = |other: &str| FaultCode::Contradicts {
            other: other.to_owned(),
        };
        let left = self.holder.and_then(|holder| holder.left_on);
        if left.is_some_and(|left| fields.from > left) {
            reading.fault("from", &contradicts("leftOn"));
        } else if fields.to.is_some_and(|to| to < fields.from) {
            reading.fault("to", &contradicts("from"));
        }
        let closed = self.unit.and_then(|unit| unit.fields.closed_on);
        if before.is_none() && closed.is_some_and(|closed| closed < fields.from) {
            reading.fault("from", &contradicts("closedOn"));
        }
        let Some(superior) = self.superior else { return };
        if self.holder.is_some_and(|holder| holder.id == superior.id) {
            reading.rule(
                "superior",
                "own_superior",
                [
                    "Ingen er sin egen leder.",
                    "Ingen är sin egen chef.",
                    "Nobody is their own superior.",
                ],
            );
        }
        let same = before.is_some_and(|before| before.superior_id == Some(superior.id));
        if !same && has_left(superior, ctx.today()) {
            reading.rule(
                "superior",
                "has_left",
                [
                    "Denne personen har sluttet.",
                    "Denna person har slutat.",
                    "This person has left.",
                ],
            );
        }
    }
}

/// Nobody may come to lead themselves through others, by all that the file changes together.
fn judge_circles(
    ctx: &Ctx,
    sheet: &Sheet,
    plan: &mut Plan<Vec<position::Model>>,
    writes: &[Write],
    held: &[position::Model],
    people: &[person::Model],
) {
    let replaced: HashSet<Uuid> = writes.iter().map(|(_, write)| write.id).collect();
    let mut ladder = Ladder::default();
    held.iter()
        .filter(|row| !replaced.contains(&row.id))
        .for_each(|row| ladder.add(row));
    for (_, write) in writes {
        ladder.add(write);
    }
    let mut names: Option<HashMap<Uuid, String>> = None;
    for (place, write) in writes {
        let Some(superior) = write.superior_id else {
            continue;
        };
        let days = (write.from_date, write.to_date);
        if let Some(way) = ladder.circle(write.person_id, superior, days) {
            let names =
                names.get_or_insert_with(|| people.iter().map(|row| (row.id, shown_name(row))).collect());
            let note = superiors::named(&way, names);
            let row = &mut plan.rows[*place];
            // The rows of the report and of the sheet stand in the same order until the report is sorted.
            let mut reading = Reading::of(sheet, &sheet.rows[*place], ctx.language);
            reading.rule("superior", "cycle", [&note, &note, &note]);
            *row = reading.outcome(row.subject_id, row.subject_id.is_some(), Vec::new());
        }
    }
}
