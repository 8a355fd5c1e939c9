//! Doors of capacity routes.

use super::dto::{
    CancelCapacityRoute, CapacityAlertFilter, CapacityAlertList, CapacityRouteFilter, CapacityRouteList,
    CapacityRouteView, CreateCapacityRoute, EndCapacityRoute, UpdateCapacityRoute,
};
use super::{alerts, capacity_routes, endings, events};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::CapacityRouteId;

pub(super) fn doors() -> Vec<Door> {
    let read = || Action::ReadCapacityRoutes;
    let edit = || Action::EditCapacityRoutes;
    vec![
        door!(list_capacity_routes, Read, Permit(read())),
        door!(read_capacity_route, Read, Permit(read())),
        door!(
            create_capacity_route,
            Create,
            Permit(edit()),
            events::ROUTE_CREATED
        ),
        door!(update_capacity_route, Edit, Permit(edit()), events::ROUTE_UPDATED),
        door!(end_capacity_route, Edit, Permit(edit()), events::ROUTE_ENDED),
        door!(
            cancel_capacity_route,
            Edit,
            Permit(edit()),
            events::ROUTE_CANCELLED
        ),
        door!(list_capacity_route_alerts, Read, Permit(read())),
    ]
}

/// List capacity routes
///
/// How missing capacity is got: own director, hire, consultant, interim manager or coaching; the newest first, by unit with all below it, kind, status or field.
#[utoipa::path(get, path = "/capacity-routes", operation_id = "listCapacityRoutes", tag = "competence",
    params(CapacityRouteFilter), responses((status = 200, description = "A page of routes.", body = CapacityRouteList)))]
async fn list_capacity_routes(ctx: Ctx, filter: Query<CapacityRouteFilter>) -> Reply {
    Ok(capacity_routes::list_routes(&ctx, filter.0).await?)
}

/// Read a capacity route
///
/// With its handover, and its status as it is today.
#[utoipa::path(get, path = "/capacity-routes/{capacityRouteId}", operation_id = "readCapacityRoute", tag = "competence",
    params(("capacityRouteId" = Uuid, Path, description = "The route.")),
    responses((status = 200, description = "The route.", body = CapacityRouteView)))]
async fn read_capacity_route(ctx: Ctx, id: Id<CapacityRouteId>) -> Reply {
    Ok(capacity_routes::read_route(&ctx, id.0).await?)
}

/// Plan a capacity route
///
/// For a need of a unit, with the fields that it is to cover; who fills it may be found later.
#[utoipa::path(post, path = "/capacity-routes", operation_id = "createCapacityRoute", tag = "competence",
    request_body = CreateCapacityRoute, responses((status = 201, description = "The new route.", body = CapacityRouteView)))]
async fn create_capacity_route(ctx: Ctx, body: Body<CreateCapacityRoute>) -> Reply {
    Ok(capacity_routes::create_route(&ctx, body.0).await?)
}

/// Change a capacity route
///
/// Who fills it, its dates, its successor, its handover. Of one that is over, only the need and the handover.
#[utoipa::path(patch, path = "/capacity-routes/{capacityRouteId}", operation_id = "updateCapacityRoute", tag = "competence",
    params(("capacityRouteId" = Uuid, Path, description = "The route.")),
    request_body = UpdateCapacityRoute, responses((status = 200, description = "The route as it is now.", body = CapacityRouteView)))]
async fn update_capacity_route(ctx: Ctx, id: Id<CapacityRouteId>, body: Body<UpdateCapacityRoute>) -> Reply {
    Ok(capacity_routes::update_route(&ctx, id.0, body.0).await?)
}

/// End a capacity route
///
/// With every item of its handover done, or with a written reason.
#[utoipa::path(post, path = "/capacity-routes/{capacityRouteId}/ending", operation_id = "endCapacityRoute", tag = "competence",
    params(("capacityRouteId" = Uuid, Path, description = "The route.")),
    request_body = EndCapacityRoute, responses((status = 200, description = "The route as it is now.", body = CapacityRouteView)))]
async fn end_capacity_route(ctx: Ctx, id: Id<CapacityRouteId>, body: Body<EndCapacityRoute>) -> Reply {
    Ok(endings::end_route(&ctx, id.0, body.0).await?)
}

/// Give a capacity route up
///
/// Before it has begun, with the reason.
#[utoipa::path(post, path = "/capacity-routes/{capacityRouteId}/cancellation", operation_id = "cancelCapacityRoute", tag = "competence",
    params(("capacityRouteId" = Uuid, Path, description = "The route.")),
    request_body = CancelCapacityRoute, responses((status = 200, description = "The route as it is now.", body = CapacityRouteView)))]
async fn cancel_capacity_route(ctx: Ctx, id: Id<CapacityRouteId>, body: Body<CancelCapacityRoute>) -> Reply {
    Ok(endings::cancel_route(&ctx, id.0, body.0).await?)
}

/// List alerts of capacity routes
///
/// Needs that are vacant: the route ended, ran out, lost its person or found nobody, and no other covers it. And routes that end within sixty days, neither handed over nor with a successor.
#[utoipa::path(get, path = "/capacity-route-alerts", operation_id = "listCapacityRouteAlerts", tag = "competence",
    params(CapacityAlertFilter), responses((status = 200, description = "Every alert, vacant needs first.", body = CapacityAlertList)))]
async fn list_capacity_route_alerts(ctx: Ctx, filter: Query<CapacityAlertFilter>) -> Reply {
    Ok(alerts::list_alerts(&ctx, filter.0).await?)
}
