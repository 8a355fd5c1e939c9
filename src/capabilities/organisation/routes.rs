//! Doors of the organisation.

use super::dto::{
    ApiInfoView, CalendarDayView, CalendarFilter, CalendarView, CreateCalendarDay, CreateOrganiser,
    CreateServiceArea, CreateUnit, MunicipalityFilter, MunicipalityList, OrganiserList, OrganiserView,
    ServiceAreaList, ServiceAreaView, UnitFilter, UnitList, UnitView, UpdateCalendarDay, UpdateOrganiser,
    UpdateServiceArea, UpdateUnit,
};
use super::{areas, days, events, service};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::answer::Answer;
use crate::platform::paging::PageFilter;
use kernel::{CalendarDayId, OrganiserId, ServiceAreaId, UnitId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(read_api_info, Read, Public),
        door!(list_municipalities, Read, SignedIn),
        door!(list_organisers, Read, Permit(Action::ManageOrganisers)),
        door!(
            create_organiser,
            Create,
            Permit(Action::ManageOrganisers),
            events::ORGANISER_CREATED
        ),
        door!(read_organiser, Read, Permit(Action::ReadOrganisation)),
        door!(
            update_organiser,
            Edit,
            Permit(Action::EditOrganisation),
            events::ORGANISER_UPDATED
        ),
        door!(list_units, Read, Permit(Action::ReadOrganisation)),
        door!(
            create_unit,
            Create,
            Permit(Action::EditUnits),
            events::UNIT_CREATED
        ),
        door!(read_unit, Read, Permit(Action::ReadOrganisation)),
        door!(update_unit, Edit, Permit(Action::EditUnits), events::UNIT_UPDATED),
        door!(list_service_areas, Read, Permit(Action::ReadOrganisation)),
        door!(
            create_service_area,
            Create,
            Permit(Action::EditServiceAreas),
            events::SERVICE_AREA_CREATED
        ),
        door!(read_service_area, Read, Permit(Action::ReadOrganisation)),
        door!(
            update_service_area,
            Edit,
            Permit(Action::EditServiceAreas),
            events::SERVICE_AREA_UPDATED
        ),
        door!(read_calendar, Read, Permit(Action::ReadOrganisation)),
        door!(
            create_calendar_day,
            Create,
            Permit(Action::EditCalendar),
            events::CALENDAR_DAY_CREATED
        ),
        door!(
            update_calendar_day,
            Edit,
            Permit(Action::EditCalendar),
            events::CALENDAR_DAY_UPDATED
        ),
        door!(
            delete_calendar_day,
            Edit,
            Permit(Action::EditCalendar),
            events::CALENDAR_DAY_DELETED
        ),
    ]
}

/// What this API is
///
/// Name, version and status, as Sweden's national REST API profile asks.
#[utoipa::path(get, path = "/api-info", operation_id = "readApiInfo", tag = "organisation",
    responses((status = 200, description = "The API.", body = ApiInfoView)))]
async fn read_api_info(ctx: Ctx) -> Reply {
    let view = ApiInfoView {
        api_name: "stegvis".to_owned(),
        api_version: env!("CARGO_PKG_VERSION").to_owned(),
        api_released: chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default(),
        api_documentation: format!(
            "{}/docs/",
            ctx.state.settings.server.public_url.trim_end_matches('/')
        ),
        api_status: "active".to_owned(),
    };
    Ok(ctx.conditional(Answer::ok(&view, crate::platform::etag::of_version(1))?))
}

/// List the official municipalities of a country
///
/// Codes and names for creating an organiser. Finland's wellbeing counties carry a `W` before their code.
#[utoipa::path(get, path = "/municipalities", operation_id = "listMunicipalities", tag = "organisation",
    params(MunicipalityFilter), responses((status = 200, description = "The official list.", body = MunicipalityList)))]
async fn list_municipalities(ctx: Ctx, filter: Query<MunicipalityFilter>) -> Reply {
    Ok(ctx.conditional(service::list_municipalities(&filter)?))
}

/// List organisers
///
/// All organisers of this installation, for its operator.
#[utoipa::path(get, path = "/organisers", operation_id = "listOrganisers", tag = "organisation",
    params(PageFilter), responses((status = 200, description = "A page of organisers.", body = OrganiserList)))]
async fn list_organisers(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    Ok(service::list_organisers(&ctx, filter.page, filter.limit, filter.cursor.as_deref()).await?)
}

/// Create an organiser
///
/// Takes its name from the official list and gives it its first service areas. Next: `POST /organisers/{organiserId}/administrators`.
#[utoipa::path(post, path = "/organisers", operation_id = "createOrganiser", tag = "organisation",
    request_body = CreateOrganiser, responses((status = 201, description = "The new organiser.", body = OrganiserView)))]
async fn create_organiser(ctx: Ctx, body: Body<CreateOrganiser>) -> Reply {
    Ok(service::create_organiser(&ctx, body.0).await?)
}

/// Read an organiser
///
/// One's own organiser; the operator reads any.
#[utoipa::path(get, path = "/organisers/{organiserId}", operation_id = "readOrganiser", tag = "organisation",
    params(("organiserId" = Uuid, Path, description = "The organiser.")),
    responses((status = 200, description = "The organiser.", body = OrganiserView)))]
async fn read_organiser(ctx: Ctx, id: Id<OrganiserId>) -> Reply {
    Ok(service::read_organiser(&ctx, id.0).await?)
}

/// Change the organiser
///
/// Name, language, organisation number, population and working week.
#[utoipa::path(patch, path = "/organisers/{organiserId}", operation_id = "updateOrganiser", tag = "organisation",
    params(("organiserId" = Uuid, Path, description = "The organiser.")),
    request_body = UpdateOrganiser, responses((status = 200, description = "The organiser as it is now.", body = OrganiserView)))]
async fn update_organiser(ctx: Ctx, id: Id<OrganiserId>, body: Body<UpdateOrganiser>) -> Reply {
    Ok(service::update_organiser(&ctx, id.0, body.0).await?)
}

/// List units
///
/// In the order of the tree, a parent before its children; filtered by subtree, service area or day.
#[utoipa::path(get, path = "/units", operation_id = "listUnits", tag = "organisation",
    params(UnitFilter), responses((status = 200, description = "A page of units.", body = UnitList)))]
async fn list_units(ctx: Ctx, filter: Query<UnitFilter>) -> Reply {
    Ok(service::list_units(&ctx, filter.0).await?)
}

/// Create a unit
///
/// A sector may stand at the root; everything else stands below another unit.
#[utoipa::path(post, path = "/units", operation_id = "createUnit", tag = "organisation",
    request_body = CreateUnit, responses((status = 201, description = "The new unit.", body = UnitView)))]
async fn create_unit(ctx: Ctx, body: Body<CreateUnit>) -> Reply {
    Ok(service::create_unit(&ctx, body.0).await?)
}

/// Read a unit
///
/// One node of the tree with its path.
#[utoipa::path(get, path = "/units/{unitId}", operation_id = "readUnit", tag = "organisation",
    params(("unitId" = Uuid, Path, description = "The unit.")),
    responses((status = 200, description = "The unit.", body = UnitView)))]
async fn read_unit(ctx: Ctx, id: Id<UnitId>) -> Reply {
    Ok(service::read_unit(&ctx, id.0).await?)
}

/// Change, move or close a unit
///
/// Another `parentId` moves the unit with all below it; `closedOn` closes it once everything below is closed.
#[utoipa::path(patch, path = "/units/{unitId}", operation_id = "updateUnit", tag = "organisation",
    params(("unitId" = Uuid, Path, description = "The unit.")),
    request_body = UpdateUnit, responses((status = 200, description = "The unit as it is now.", body = UnitView)))]
async fn update_unit(ctx: Ctx, id: Id<UnitId>, body: Body<UpdateUnit>) -> Reply {
    Ok(service::update_unit(&ctx, id.0, body.0).await?)
}

/// List service areas
///
/// All service areas of the organiser with their branch.
#[utoipa::path(get, path = "/service-areas", operation_id = "listServiceAreas", tag = "organisation",
    responses((status = 200, description = "The service areas.", body = ServiceAreaList)))]
async fn list_service_areas(ctx: Ctx) -> Reply {
    Ok(areas::list_service_areas(&ctx).await?)
}

/// Create a service area
///
/// The key is stable and unique in the organiser.
#[utoipa::path(post, path = "/service-areas", operation_id = "createServiceArea", tag = "organisation",
    request_body = CreateServiceArea, responses((status = 201, description = "The new service area.", body = ServiceAreaView)))]
async fn create_service_area(ctx: Ctx, body: Body<CreateServiceArea>) -> Reply {
    Ok(areas::create_service_area(&ctx, body.0).await?)
}

/// Read a service area
///
/// Its texts in the three languages and its branch.
#[utoipa::path(get, path = "/service-areas/{serviceAreaId}", operation_id = "readServiceArea", tag = "organisation",
    params(("serviceAreaId" = Uuid, Path, description = "The service area.")),
    responses((status = 200, description = "The service area.", body = ServiceAreaView)))]
async fn read_service_area(ctx: Ctx, id: Id<ServiceAreaId>) -> Reply {
    Ok(areas::read_service_area(&ctx, id.0).await?)
}

/// Change a service area
///
/// An inactive one stays where it is used and cannot be chosen anew.
#[utoipa::path(patch, path = "/service-areas/{serviceAreaId}", operation_id = "updateServiceArea", tag = "organisation",
    params(("serviceAreaId" = Uuid, Path, description = "The service area.")),
    request_body = UpdateServiceArea, responses((status = 200, description = "The service area as it is now.", body = ServiceAreaView)))]
async fn update_service_area(ctx: Ctx, id: Id<ServiceAreaId>, body: Body<UpdateServiceArea>) -> Reply {
    Ok(areas::update_service_area(&ctx, id.0, body.0).await?)
}

/// Read the working calendar
///
/// Holidays by the country's rules, local days, and how many days are worked.
#[utoipa::path(get, path = "/calendar", operation_id = "readCalendar", tag = "organisation",
    params(CalendarFilter), responses((status = 200, description = "The calendar.", body = CalendarView)))]
async fn read_calendar(ctx: Ctx, filter: Query<CalendarFilter>) -> Reply {
    Ok(days::read_calendar(&ctx, filter.0).await?)
}

/// Create a local day
///
/// A day that is worked, or not, against the rules of the country.
#[utoipa::path(post, path = "/calendar-days", operation_id = "createCalendarDay", tag = "organisation",
    request_body = CreateCalendarDay, responses((status = 201, description = "The new local day.", body = CalendarDayView)))]
async fn create_calendar_day(ctx: Ctx, body: Body<CreateCalendarDay>) -> Reply {
    Ok(days::create_calendar_day(&ctx, body.0).await?)
}

/// Change a local day
///
/// Its date, name, or whether it is worked.
#[utoipa::path(patch, path = "/calendar-days/{calendarDayId}", operation_id = "updateCalendarDay", tag = "organisation",
    params(("calendarDayId" = Uuid, Path, description = "The local day.")),
    request_body = UpdateCalendarDay, responses((status = 200, description = "The local day as it is now.", body = CalendarDayView)))]
async fn update_calendar_day(ctx: Ctx, id: Id<CalendarDayId>, body: Body<UpdateCalendarDay>) -> Reply {
    Ok(days::update_calendar_day(&ctx, id.0, body.0).await?)
}

/// Delete a local day
///
/// The rules of the country apply again.
#[utoipa::path(delete, path = "/calendar-days/{calendarDayId}", operation_id = "deleteCalendarDay", tag = "organisation",
    params(("calendarDayId" = Uuid, Path, description = "The local day.")),
    responses((status = 204, description = "Deleted.")))]
async fn delete_calendar_day(ctx: Ctx, id: Id<CalendarDayId>) -> Reply {
    Ok(days::delete_calendar_day(&ctx, id.0).await?)
}
