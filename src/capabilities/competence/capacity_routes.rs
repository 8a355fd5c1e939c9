//! The register of capacity routes: planned, filled, changed.

use super::dto::{
    CapacityRouteFilter, CapacityRouteList, CapacityRouteView, CreateCapacityRoute, UpdateCapacityRoute,
};
use super::route_rules::{self, Way};
use super::{catalogue, events, queries};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::{Place, Start, last_id};
use crate::platform::patch::Patch;
use crate::platform::rows;
use kernel::CapacityRouteId;
use sea_orm::ConnectionTrait;
use serde_json::{from_str, to_string, to_value};
use std::collections::HashMap;
use tables::capacity_route;
use uuid::Uuid;

/// What rules ask of routes: with the paths of their units, and with the last days of their persons. Two queries.
pub(super) async fn ways<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    rows: &[capacity_route::Model],
) -> Result<Vec<Way>> {
    let paths: HashMap<Uuid, String> = organisation::service::all_units(db, scope)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit.path_text()))
        .collect();
    let persons: Vec<Uuid> = rows
        .iter()
        .flat_map(|row| [row.person_id, row.successor_id])
        .flatten()
        .collect();
    let last_days = people::service::last_days(db, scope, &persons).await?;
    let way = |row: &capacity_route::Model| {
        let pack: Vec<_> = from_str(&row.handover).map_err(AppError::internal)?;
        Ok(Way {
            id: row.id,
            path: paths.get(&row.unit_id).cloned().unwrap_or_default(),
            fields: from_str(&row.fields).map_err(AppError::internal)?,
            found: row.person_id.is_some() || row.external.is_some(),
            left_on: row.person_id.and_then(|person| last_days.get(&person).copied()),
            // Who leaves takes nothing over.
            successor: row.successor_id.is_some_and(|one| !last_days.contains_key(&one)),
            from: row.from_date,
            to: row.to_date,
            need_stands: row.need_stands,
            handed_over: route_rules::handed_over(&pack),
            ended_on: row.ended_on,
            cancelled: row.cancelled_on.is_some(),
        })
    };
    rows.iter().map(way).collect()
}

pub(super) async fn view<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    row: &capacity_route::Model,
) -> Result<CapacityRouteView> {
    let ways = ways(db, ctx.scope(), std::slice::from_ref(row)).await?;
    let way = ways
        .first()
        .ok_or_else(|| AppError::internal("a route without its way"))?;
    CapacityRouteView::of(row, way.status(ctx.today()), way.handed_over)
}

pub(super) async fn target<C: ConnectionTrait>(db: &C, scope: TenantScope, unit: Uuid) -> Result<Target> {
    organisation::service::unit_target(db, scope, unit).await
}

/// The path of a unit that a filter names.
pub(super) async fn filter_path<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    unit: Option<Uuid>,
) -> Result<Option<String>> {
    let Some(unit) = unit else { return Ok(None) };
    let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
    let what = "unit".to_owned();
    path.map(Some)
        .ok_or_else(|| AppError::fault("/query/unitId", FaultCode::NoSuch { what }))
}

pub(super) async fn list_routes(ctx: &Ctx, filter: CapacityRouteFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadCapacityRoutes, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadCapacityRoutes);
        let path = filter_path(&ctx, read.conn(), filter.unit_id).await?;
        let path = path.as_deref();
        let found = queries::routes(read.conn(), ctx.scope(), &sight, path, filter.kind).await?;
        let ways = ways(read.conn(), ctx.scope(), &found).await?;
        // A status is derived, so it is the rules that choose, not the database.
        let after = match &place.start {
            Start::After(key) => Some(last_id(key)?),
            Start::Page(_) => None,
        };
        let fits = |(row, way): &(capacity_route::Model, Way)| {
            let status = way.status(ctx.today());
            filter.status.is_none_or(|wanted| status == wanted)
                && filter
                    .field
                    .as_ref()
                    .is_none_or(|field| way.fields.contains(field))
                && after.is_none_or(|after| row.id < after)
        };
        let skipped = usize::try_from(place.offset()).unwrap_or(usize::MAX);
        let shown = usize::try_from(place.rows()).unwrap_or(usize::MAX);
        let mut found: Vec<_> = found
            .into_iter()
            .zip(ways)
            .filter(fits)
            .skip(skipped)
            .take(shown)
            .collect();
        let page = place.finish(&mut found, |(row, _)| vec![row.id.to_string()]);
        let items = found
            .iter()
            .map(|(row, way)| CapacityRouteView::of(row, way.status(ctx.today()), way.handed_over))
            .collect::<Result<_>>()?;
        Ok((
            sight.standing(),
            Answer::list(page, |page| CapacityRouteList { items, page })?,
        ))
    })
    .await
}

/// The validator of a route: the version, and the status, which the calendar and departures may change.
pub(super) fn validator(view: &CapacityRouteView) -> String {
    format!("\"{}-{}\"", view.version, view.status)
}

pub(super) async fn read_route(ctx: &Ctx, id: CapacityRouteId) -> Result<Answer> {
    ctx.kept(Action::ReadCapacityRoutes, |ctx, read| async move {
        let row = queries::route(read.conn(), ctx.scope(), id.uuid(), false).await?;
        let target = target(read.conn(), ctx.scope(), row.unit_id).await?;
        if !ctx.allows(Action::ReadCapacityRoutes, &target) {
            return Err(AppError::not_found());
        }
        let view = view(&ctx, read.conn(), &row).await?;
        let answer = Answer::ok(&view, validator(&view))?;
        Ok((target.about("capacity_route", id), answer))
    })
    .await
}

/// Everything that is wrong with a route.
async fn check<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    fields: &CreateCapacityRoute,
    before: Option<&CreateCapacityRoute>,
) -> Result<()> {
    let no_such = |pointer: String, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let mut faults: Vec<Fault> = route_rules::contradictions(fields)
        .into_iter()
        .map(|(pointer, other)| {
            let other = other.to_owned();
            Fault::new(pointer, FaultCode::Contradicts { other })
        })
        .collect();
    let known = catalogue::all(db, ctx.scope()).await?;
    for (place, key) in fields.fields.iter().enumerate() {
        if !known.iter().any(|field| field.fields.key == key.0) {
            faults.push(no_such(format!("/fields/{place}"), "competence field"));
        }
    }
    // Who has left since stays named; nobody who has left is named anew.
    let named = [
        (
            "/personId",
            fields.person_id,
            before.and_then(|one| one.person_id),
        ),
        (
            "/successorId",
            fields.successor_id,
            before.and_then(|one| one.successor_id),
        ),
    ];
    let new: Vec<(&str, Uuid)> = named
        .into_iter()
        .filter(|(_, now, then)| now != then)
        .filter_map(|(pointer, now, _)| Some((pointer, now?)))
        .collect();
    let ids: Vec<Uuid> = new.iter().map(|(_, person)| *person).collect();
    let missing = people::service::persons_missing(db, ctx.scope(), &ids, ctx.today()).await?;
    for (pointer, person) in new {
        if missing.contains(&person) {
            faults.push(no_such(pointer.to_owned(), "person"));
        }
    }
    for (place, item) in fields.handover.iter().enumerate() {
        if item.done_on.is_some_and(|done| ctx.today() < done) {
            let rule = "in_the_future";
            faults.push(Fault::new(
                format!("/handover/{place}/doneOn"),
                FaultCode::Rule { rule },
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// The unit that a body names, as a target; a fault of the body where there is none.
async fn unit_of_body<C: ConnectionTrait>(db: &C, ctx: &Ctx, unit: Uuid) -> Result<Target> {
    match target(db, ctx.scope(), unit).await {
        Err(error) if error.code == Code::NotFound => {
            // Who may do this nowhere is refused before anything is said of units.
            ctx.permit(
                Action::EditCapacityRoutes,
                &ctx.sight(Action::EditCapacityRoutes).standing(),
            )?;
            let what = "unit".to_owned();
            Err(AppError::fault("/unitId", FaultCode::NoSuch { what }))
        }
        found => found,
    }
}

pub(super) async fn create_route(ctx: &Ctx, body: CreateCapacityRoute) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = unit_of_body(tx.conn(), &ctx, body.unit_id).await?;
        let permit = ctx.permit(Action::EditCapacityRoutes, &target)?;
        check(tx.conn(), &ctx, &body, None).await?;
        let row = capacity_route::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            unit_id: body.unit_id,
            kind: body.kind.to_string(),
            need: body.need.clone(),
            fields: to_string(&body.fields)?,
            person_id: body.person_id,
            external: body.external.clone(),
            successor_id: body.successor_id,
            from_date: body.from,
            to_date: body.to,
            need_stands: body.need_stands,
            handover: to_string(&body.handover)?,
            ended_on: None,
            end_reason: None,
            cancelled_on: None,
            cancel_reason: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("capacity_route", row.id);
        let changes = ledger::difference(&serde_json::json!({}), &to_value(&body)?, PERSONAL);
        tx.record(events::ROUTE_CREATED, subject, changes).await?;
        let view = view(&ctx, tx.conn(), &row).await?;
        let location = format!("{}/capacity-routes/{}", crate::platform::BASE, row.id);
        let validator = validator(&view);
        Answer::created(&view, location, validator)
    })
    .await
}

/// Who somebody external is may be a name.
const PERSONAL: &[&str] = &["external"];

pub(super) async fn update_route(
    ctx: &Ctx,
    id: CapacityRouteId,
    patch: UpdateCapacityRoute,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::route(tx.conn(), ctx.scope(), id.uuid(), true).await?;
        let target = target(tx.conn(), ctx.scope(), row.unit_id).await?;
        let permit = ctx.permit(Action::EditCapacityRoutes, &target.about("capacity_route", id))?;
        expected.check(row.version)?;
        let seen = view(&ctx, tx.conn(), &row).await?;
        let before = seen.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        // Of what is over, only the need and the handover can still change.
        if row.ended_on.is_some() || row.cancelled_on.is_some() {
            let allowed = CreateCapacityRoute {
                need_stands: fields.need_stands,
                handover: fields.handover.clone(),
                ..before.clone()
            };
            if allowed != fields {
                return Err(super::endings::over(&row, seen.status));
            }
        }
        if fields.unit_id != before.unit_id {
            let to = unit_of_body(tx.conn(), &ctx, fields.unit_id).await?;
            ctx.permit(Action::EditCapacityRoutes, &to)?;
        }
        check(tx.conn(), &ctx, &fields, Some(&before)).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, PERSONAL);
        let row = capacity_route::Model {
            unit_id: fields.unit_id,
            kind: fields.kind.to_string(),
            need: fields.need,
            fields: to_string(&fields.fields)?,
            person_id: fields.person_id,
            external: fields.external,
            successor_id: fields.successor_id,
            from_date: fields.from,
            to_date: fields.to,
            need_stands: fields.need_stands,
            handover: to_string(&fields.handover)?,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("capacity_route", id);
        tx.record(events::ROUTE_UPDATED, subject, changes).await?;
        let view = view(&ctx, tx.conn(), &row).await?;
        let validator = validator(&view);
        Answer::ok(&view, validator)
    })
    .await
}
