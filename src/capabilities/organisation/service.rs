//! Use cases of organisers and units. Service areas and the calendar stand in `areas` and `days`.

use super::dto::{
    CreateOrganiser, CreateUnit, LanguageCode, MunicipalityFilter, MunicipalityList, MunicipalityView,
    OrganiserFields, OrganiserList, OrganiserView, UnitFilter, UnitList, UnitView, UpdateOrganiser,
    UpdateUnit,
};
use super::{events, queries, register, rules};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::templates;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::{Country, OrganisationNumber, OrganiserId, UnitId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{organiser, unit};
use uuid::Uuid;

pub use super::areas::{effective_areas, service_areas};
pub use super::bulk::{Tree, WishedUnit, close_unit, find_unit, save_units, unit_names, unit_paths};
pub use super::days::{country_of, profile, working_calendar};
pub use super::queries::units_within;

/// The official list of a country.
pub fn list_municipalities(filter: &MunicipalityFilter) -> Result<Answer> {
    let country = Country::from(filter.country);
    let items = register::register()
        .iter()
        .filter(|entry| entry.country == country)
        .map(|entry| MunicipalityView {
            country: filter.country,
            code: entry.code.clone(),
            name: entry.name.clone(),
            name_secondary: entry.name_secondary.clone(),
        })
        .collect();
    Answer::ok(&MunicipalityList { items }, etag::of_version(1))
}

/// Creates an organiser with its first service areas. The operator does this and sees nothing of what follows.
pub async fn create_organiser(ctx: &Ctx, body: CreateOrganiser) -> Result<Answer> {
    let permit = ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
    let country = Country::from(body.country);
    let mut faults = Vec::new();
    let official = register::find(country, &body.code);
    if official.is_none() {
        faults.push(Fault::new(
            "/code",
            FaultCode::NoSuch {
                what: format!("{} {}", body.country, body.code),
            },
        ));
    }
    let number = organisation_number(country, body.organisation_number.as_deref(), &mut faults);
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let now = ctx.now;
    let row = organiser::Model {
        id: ctx.new_id(),
        country: body.country.to_string(),
        code: body.code,
        organisation_number: number,
        name: body
            .name
            .or_else(|| official.map(|entry| entry.name.clone()))
            .unwrap_or_default(),
        language: body.language.map_or_else(
            || country.default_language().tag().to_owned(),
            |language| language.to_string(),
        ),
        time_zone: country.time_zone().to_owned(),
        population: body.population,
        working_weekdays: "12345".to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let inside = ctx.within(&permit, row.id);
    let author = inside.clone();
    inside
        .create(move |tx| async move {
            let permit = author.permit(Action::EditOrganisation, &Target::organiser())?;
            rows::insert(tx.conn(), &permit, row.clone()).await?;
            super::areas::seed(&author, &tx, &permit).await?;
            templates::service::install_builtin(&author, &tx, &permit).await?;
            let view = OrganiserView::of(&row)?;
            tx.record(
                events::ORGANISER_CREATED,
                Subject::new("organiser", row.id),
                json!({"code": row.code}),
            )
            .await?;
            Answer::created(
                &view,
                format!("{}/organisers/{}", crate::platform::BASE, row.id),
                etag::of_version(1),
            )
        })
        .await
}

fn organisation_number(country: Country, text: Option<&str>, faults: &mut Vec<Fault>) -> Option<String> {
    let text = text?;
    match OrganisationNumber::parse(country, text) {
        Ok(number) => Some(number.as_str().to_owned()),
        Err(error) => {
            let fault = Fault::new("/organisationNumber", FaultCode::Rule { rule: "check_digit" });
            faults.push(fault.note(error.to_string()));
            None
        }
    }
}

/// The organisers of the instance, for the operator.
pub async fn list_organisers(
    ctx: &Ctx,
    page: Option<i64>,
    limit: Option<i64>,
    cursor: Option<&str>,
) -> Result<Answer> {
    let permit = ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
    let place = Place::new(page, limit, cursor)?;
    let read = ctx.read().await?;
    let mut found = queries::organisers(read.conn(), &permit, &place).await?;
    let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
    let items = found.iter().map(OrganiserView::of).collect::<Result<_>>()?;
    Answer::list(page, |page| OrganiserList { items, page })
}

/// One organiser: one's own, or any for the operator.
pub async fn read_organiser(ctx: &Ctx, id: OrganiserId) -> Result<Answer> {
    if id.uuid() == ctx.scope().organiser() {
        ctx.permit(Action::ReadOrganisation, &Target::organiser())?;
    } else if ctx
        .permit(Action::ManageOrganisers, &Target::organiser())
        .is_err()
    {
        return Err(AppError::not_found());
    }
    let read = ctx.read().await?;
    let row = queries::organiser(read.conn(), id.uuid()).await?;
    Ok(ctx.conditional(Answer::ok(
        &OrganiserView::of(&row)?,
        etag::of_version(row.version),
    )?))
}

/// Changes one's own organiser.
pub async fn update_organiser(ctx: &Ctx, id: OrganiserId, patch: UpdateOrganiser) -> Result<Answer> {
    if id.uuid() != ctx.scope().organiser() {
        return Err(AppError::not_found());
    }
    let permit = ctx.permit(
        Action::EditOrganisation,
        &Target::organiser().about("organiser", id),
    )?;
    let expected = ctx.expected()?;
    let ctx = ctx.clone();
    ctx.clone()
        .write(move |tx| async move {
            let mut row = queries::lock_organiser(tx.conn(), &permit).await?;
            expected.check(row.version)?;
            let before = to_value(OrganiserView::of(&row)?)?;
            let current = OrganiserFields {
                name: row.name.clone(),
                language: LanguageCode::from_row(&row.language)?,
                organisation_number: row.organisation_number.clone(),
                population: row.population,
                working_weekdays: row.working_weekdays.clone(),
            };
            let fields = patch.apply(&ctx.state.schemas, &current)?;
            let mut faults = Vec::new();
            let country = row.country.parse().map_err(AppError::internal)?;
            row.organisation_number =
                organisation_number(country, fields.organisation_number.as_deref(), &mut faults);
            if !faults.is_empty() {
                return Err(AppError::invalid(faults));
            }
            row.name = fields.name;
            row.language = fields.language.to_string();
            row.population = fields.population;
            row.working_weekdays = fields.working_weekdays;
            row.version += 1;
            row.updated_at = tx.now();
            rows::replace(tx.conn(), &permit, row.clone()).await?;
            let view = OrganiserView::of(&row)?;
            let changes = ledger::difference(&before, &to_value(&view)?, &[]);
            tx.record(
                events::ORGANISER_UPDATED,
                Subject::new("organiser", row.id),
                changes,
            )
            .await?;
            Answer::ok(&view, etag::of_version(row.version))
        })
        .await
}

/// The target that permissions on a unit are asked for.
fn target(row: &unit::Model) -> Target {
    Target::unit(&row.path).about("unit", row.id)
}

/// The target of a unit named by another capability; 404 where it is unknown.
pub async fn unit_target<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Target> {
    Ok(target(&queries::unit(db, scope, id).await?))
}

/// A unit's path, for another capability; `None` where it is unknown.
pub async fn unit_path<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Option<String>> {
    match queries::unit(db, scope, id).await {
        Ok(row) => Ok(Some(row.path)),
        Err(error) if error.code == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The units of a subtree as a condition on the table `unit`, for other capabilities' sub-selects.
pub fn subtree_condition(path: &str) -> sea_orm::Condition {
    queries::below(path)
}

/// The organiser's own language.
pub async fn organiser_language<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<kernel::Language> {
    queries::organiser(db, scope.organiser())
        .await?
        .language
        .parse()
        .map_err(AppError::internal)
}

/// The time zone that the organiser lives in, by its name in the IANA database.
pub async fn time_zone<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<String> {
    Ok(queries::organiser(db, scope.organiser()).await?.time_zone)
}

/// Every unit of the organiser, for other capabilities.
pub async fn all_units<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<UnitView>> {
    queries::all_units(db, scope)
        .await?
        .iter()
        .map(UnitView::of)
        .collect()
}

/// Units in the order of the tree.
pub async fn list_units(ctx: &Ctx, filter: UnitFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let within = match filter.within {
            Some(id) => Some(queries::unit(read.conn(), ctx.scope(), id).await?.path),
            None => None,
        };
        let sight = ctx.sight(Action::ReadOrganisation);
        let mut found = queries::units(
            read.conn(),
            ctx.scope(),
            &sight,
            within.as_deref(),
            &filter,
            &place,
        )
        .await?;
        let page = place.finish(&mut found, |row| vec![row.path.clone()]);
        let items = found.iter().map(UnitView::of).collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| UnitList { items, page })?,
        ))
    })
    .await
}

/// One unit.
pub async fn read_unit(ctx: &Ctx, id: UnitId) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let row = queries::unit(read.conn(), ctx.scope(), id.uuid()).await?;
        Ok((
            target(&row),
            Answer::ok(&UnitView::of(&row)?, etag::of_version(row.version))?,
        ))
    })
    .await
}

/// Creates a unit.
pub async fn create_unit(ctx: &Ctx, body: CreateUnit) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let parent = match body.parent_id {
            Some(id) => queries::unit(tx.conn(), ctx.scope(), id).await.ok(),
            None => None,
        };
        let aim = parent.as_ref().map_or_else(Target::organiser, target);
        let permit = ctx.permit(Action::EditUnits, &aim)?;
        let mut faults = rules::faults_of_unit(&body);
        if body.parent_id.is_some() && parent.is_none() {
            faults.push(Fault::new(
                "/parentId",
                FaultCode::NoSuch {
                    what: "unit".to_owned(),
                },
            ));
        }
        let id = ctx.new_id();
        let path = rules::path_below(parent.as_ref().map(|parent| parent.path.as_str()), id);
        check_unit(&ctx, tx.conn(), &body, &path, &mut faults).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let row = unit_row(ctx.scope().organiser(), id, path, body, tx.now());
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let view = UnitView::of(&row)?;
        tx.record(
            events::UNIT_CREATED,
            Subject::new("unit", id),
            to_value(&view.fields)?,
        )
        .await?;
        Answer::created(
            &view,
            format!("{}/units/{id}", crate::platform::BASE),
            etag::of_version(1),
        )
    })
    .await
}

pub(super) fn unit_row(
    organiser: Uuid,
    id: Uuid,
    path: String,
    body: CreateUnit,
    now: chrono::DateTime<chrono::Utc>,
) -> unit::Model {
    unit::Model {
        organiser_id: organiser,
        id,
        parent_id: body.parent_id,
        path,
        kind: body.kind.to_string(),
        name: body.name,
        external_id: body.external_id,
        service_area_id: body.service_area_id,
        head_count: body.head_count,
        responsible_id: body.responsible_id,
        opened_on: body.opened_on,
        closed_on: body.closed_on,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// What only the database can tell about a unit's fields.
async fn check_unit<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    body: &CreateUnit,
    path: &str,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    if let Some(area) = body.service_area_id
        && queries::find_service_area(db, ctx.scope(), area).await?.is_none()
    {
        faults.push(Fault::new(
            "/serviceAreaId",
            FaultCode::NoSuch {
                what: "service area".to_owned(),
            },
        ));
    }
    if let Some(person) = body.responsible_id
        && !queries::person_exists(db, ctx.scope(), person).await?
    {
        faults.push(Fault::new(
            "/responsibleId",
            FaultCode::NoSuch {
                what: "person".to_owned(),
            },
        ));
    }
    if path.matches('/').count() > rules::DEEPEST {
        faults.push(Fault::new(
            "/parentId",
            FaultCode::TooDeep {
                limit: rules::DEEPEST as u64,
            },
        ));
    }
    Ok(())
}

/// Changes, moves or closes a unit.
pub async fn update_unit(ctx: &Ctx, id: UnitId, patch: UpdateUnit) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_unit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::EditUnits, &target(&row))?;
        expected.check(row.version)?;
        let before = UnitView::of(&row)?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        let mut faults = rules::faults_of_unit(&fields);
        let mut path = row.path.clone();
        if fields.parent_id != row.parent_id {
            let parent = match fields.parent_id {
                Some(parent) => queries::unit(tx.conn(), ctx.scope(), parent).await.ok(),
                None => None,
            };
            if fields.parent_id.is_some() && parent.is_none() {
                faults.push(Fault::new(
                    "/parentId",
                    FaultCode::NoSuch {
                        what: "unit".to_owned(),
                    },
                ));
            }
            if let Some(parent) = &parent {
                ctx.permit(Action::EditUnits, &target(parent))?;
                if parent.path.starts_with(&row.path) {
                    return Err(
                        AppError::new(Code::Cycle).with("path", cycle(tx.conn(), &ctx, &row, parent).await?)
                    );
                }
            } else {
                ctx.permit(Action::EditUnits, &Target::organiser())?;
            }
            path = rules::path_below(parent.as_ref().map(|parent| parent.path.as_str()), row.id);
        }
        let below = queries::subtree(tx.conn(), ctx.scope(), &row.path).await?;
        let deepest = below
            .iter()
            .map(|unit| unit.path.len() - row.path.len())
            .max()
            .unwrap_or(0)
            + path.len();
        check_unit(&ctx, tx.conn(), &fields, &"/".repeat(deepest / 37), &mut faults).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        if let Some(day) = fields.closed_on {
            let open: Vec<Fault> = below
                .iter()
                .filter(|unit| unit.id != row.id && rules::outlives(unit.closed_on, day))
                .map(|unit| {
                    Fault::new("/closedOn", FaultCode::Rule { rule: "open_below" }).note(unit.name.clone())
                })
                .collect();
            if !open.is_empty() {
                return Err(AppError::new(Code::InUse)
                    .with_faults(open)
                    .about(Subject::new("unit", row.id)));
            }
        }
        if path != row.path {
            queries::move_subtree(tx.conn(), &permit, &row.path, &path).await?;
        }
        let changed = unit::Model {
            version: row.version + 1,
            created_at: row.created_at,
            ..unit_row(row.organiser_id, row.id, path, fields, tx.now())
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = UnitView::of(&changed)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(events::UNIT_UPDATED, Subject::new("unit", changed.id), changes)
            .await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}

/// The names from the moved unit down to the wished parent, for the refusal of a circle.
async fn cycle<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    moved: &unit::Model,
    parent: &unit::Model,
) -> Result<String> {
    let below = queries::subtree(db, ctx.scope(), &moved.path).await?;
    let mut names: Vec<&str> = below
        .iter()
        .filter(|unit| parent.path.starts_with(&unit.path))
        .map(|unit| unit.name.as_str())
        .collect();
    names.push(&moved.name);
    Ok(names.join(" → "))
}
