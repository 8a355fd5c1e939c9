//! Doors of capacity.

use super::dto::{
    AbsenceList, AbsenceView, CapacityFilter, CapacityShareList, CapacityShareView, ChangeLimitView,
    CreateAbsence, CreateCapacityShare, SetChangeLimit, UpdateAbsence, UpdateCapacityShare,
};
use super::{absences, events, limits, shares};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{AbsenceId, CapacityShareId, PersonId, UnitId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_capacity_shares, Read, Permit(Action::ReadCapacity)),
        door!(read_capacity_share, Read, Permit(Action::ReadCapacity)),
        door!(
            create_capacity_share,
            Create,
            Permit(Action::EditCapacity),
            events::SHARE_CREATED
        ),
        door!(
            update_capacity_share,
            Edit,
            Permit(Action::EditCapacity),
            events::SHARE_UPDATED
        ),
        door!(
            delete_capacity_share,
            Edit,
            Permit(Action::EditCapacity),
            events::SHARE_DELETED
        ),
        door!(list_absences, Read, Permit(Action::ReadCapacity)),
        door!(read_absence, Read, Permit(Action::ReadCapacity)),
        door!(
            create_absence,
            Create,
            Permit(Action::EditCapacity),
            events::ABSENCE_CREATED
        ),
        door!(
            update_absence,
            Edit,
            Permit(Action::EditCapacity),
            events::ABSENCE_UPDATED
        ),
        door!(
            delete_absence,
            Edit,
            Permit(Action::EditCapacity),
            events::ABSENCE_DELETED
        ),
        door!(read_change_limit, Read, Permit(Action::ReadOrganisation)),
        door!(
            set_change_limit,
            Create,
            Permit(Action::EditCapacity),
            events::LIMIT_SET
        ),
        door!(
            remove_change_limit,
            Edit,
            Permit(Action::EditCapacity),
            events::LIMIT_REMOVED
        ),
    ]
}

/// List the shares of time for development
///
/// How much of people's positions is left beside operations: of one person, of a unit's people, or of everybody. Where nobody has said anything, ten percent are assumed.
#[utoipa::path(get, path = "/capacity-shares", operation_id = "listCapacityShares", tag = "capacity",
    params(CapacityFilter), responses((status = 200, description = "A page of shares.", body = CapacityShareList)))]
async fn list_capacity_shares(ctx: Ctx, filter: Query<CapacityFilter>) -> Reply {
    Ok(shares::list_capacity_shares(&ctx, filter.0).await?)
}

/// Read a share
///
/// With whom it is for, and from when to when.
#[utoipa::path(get, path = "/capacity-shares/{capacityShareId}", operation_id = "readCapacityShare", tag = "capacity",
    params(("capacityShareId" = Uuid, Path, description = "The share.")),
    responses((status = 200, description = "The share.", body = CapacityShareView)))]
async fn read_capacity_share(ctx: Ctx, id: Id<CapacityShareId>) -> Reply {
    Ok(shares::read_capacity_share(&ctx, id.0).await?)
}

/// Set aside time for development
///
/// The nearest share counts: a person's own before a unit's, a lower unit's before a higher one's; of two the later.
#[utoipa::path(post, path = "/capacity-shares", operation_id = "createCapacityShare", tag = "capacity",
    request_body = CreateCapacityShare, responses((status = 201, description = "The new share.", body = CapacityShareView)))]
async fn create_capacity_share(ctx: Ctx, body: Body<CreateCapacityShare>) -> Reply {
    Ok(shares::create_capacity_share(&ctx, body.0).await?)
}

/// Change a share
///
/// Plans that are computed from now on count with it.
#[utoipa::path(patch, path = "/capacity-shares/{capacityShareId}", operation_id = "updateCapacityShare", tag = "capacity",
    params(("capacityShareId" = Uuid, Path, description = "The share.")),
    request_body = UpdateCapacityShare, responses((status = 200, description = "The share as it is now.", body = CapacityShareView)))]
async fn update_capacity_share(ctx: Ctx, id: Id<CapacityShareId>, body: Body<UpdateCapacityShare>) -> Reply {
    Ok(shares::update_capacity_share(&ctx, id.0, body.0).await?)
}

/// Delete a share
///
/// The next nearest one counts from now on.
#[utoipa::path(delete, path = "/capacity-shares/{capacityShareId}", operation_id = "deleteCapacityShare", tag = "capacity",
    params(("capacityShareId" = Uuid, Path, description = "The share.")), responses((status = 204, description = "It is gone.")))]
async fn delete_capacity_share(ctx: Ctx, id: Id<CapacityShareId>) -> Reply {
    Ok(shares::delete_capacity_share(&ctx, id.0).await?)
}

/// List a person's absences
///
/// By their first day; those that ended more than a year ago are left out.
#[utoipa::path(get, path = "/persons/{personId}/absences", operation_id = "listAbsences", tag = "capacity",
    params(("personId" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "The absences.", body = AbsenceList)))]
async fn list_absences(ctx: Ctx, id: Id<PersonId>) -> Reply {
    Ok(absences::list_absences(&ctx, id.0).await?)
}

/// Read an absence
///
/// From when to when, and how much of the person's time.
#[utoipa::path(get, path = "/absences/{absenceId}", operation_id = "readAbsence", tag = "capacity",
    params(("absenceId" = Uuid, Path, description = "The absence.")),
    responses((status = 200, description = "The absence.", body = AbsenceView)))]
async fn read_absence(ctx: Ctx, id: Id<AbsenceId>) -> Reply {
    Ok(absences::read_absence(&ctx, id.0).await?)
}

/// Note an absence
///
/// How much of a person's time is away, and never why.
#[utoipa::path(post, path = "/persons/{personId}/absences", operation_id = "createAbsence", tag = "capacity",
    params(("personId" = Uuid, Path, description = "The person.")),
    request_body = CreateAbsence, responses((status = 201, description = "The new absence.", body = AbsenceView)))]
async fn create_absence(ctx: Ctx, id: Id<PersonId>, body: Body<CreateAbsence>) -> Reply {
    Ok(absences::create_absence(&ctx, id.0, body.0).await?)
}

/// Change an absence
///
/// Plans that are computed from now on count with it.
#[utoipa::path(patch, path = "/absences/{absenceId}", operation_id = "updateAbsence", tag = "capacity",
    params(("absenceId" = Uuid, Path, description = "The absence.")),
    request_body = UpdateAbsence, responses((status = 200, description = "The absence as it is now.", body = AbsenceView)))]
async fn update_absence(ctx: Ctx, id: Id<AbsenceId>, body: Body<UpdateAbsence>) -> Reply {
    Ok(absences::update_absence(&ctx, id.0, body.0).await?)
}

/// Delete an absence
///
/// The person is there all the same.
#[utoipa::path(delete, path = "/absences/{absenceId}", operation_id = "deleteAbsence", tag = "capacity",
    params(("absenceId" = Uuid, Path, description = "The absence.")), responses((status = 204, description = "It is gone.")))]
async fn delete_absence(ctx: Ctx, id: Id<AbsenceId>) -> Reply {
    Ok(absences::delete_absence(&ctx, id.0).await?)
}

/// Read a unit's limit of change
///
/// How many milestones may run at once in the unit's roadmaps; 404 where it has no limit.
#[utoipa::path(get, path = "/units/{unitId}/change-limit", operation_id = "readChangeLimit", tag = "capacity",
    params(("unitId" = Uuid, Path, description = "The unit.")),
    responses((status = 200, description = "The limit.", body = ChangeLimitView)))]
async fn read_change_limit(ctx: Ctx, id: Id<UnitId>) -> Reply {
    Ok(limits::read_change_limit(&ctx, id.0).await?)
}

/// Limit the change in a unit
///
/// How many milestones may run at once in the unit's roadmaps. Sets or changes the limit.
#[utoipa::path(post, path = "/units/{unitId}/change-limit", operation_id = "setChangeLimit", tag = "capacity",
    params(("unitId" = Uuid, Path, description = "The unit.")),
    request_body = SetChangeLimit, responses((status = 201, description = "The limit.", body = ChangeLimitView)))]
async fn set_change_limit(ctx: Ctx, id: Id<UnitId>, body: Body<SetChangeLimit>) -> Reply {
    Ok(limits::set_change_limit(&ctx, id.0, body.0).await?)
}

/// Remove a unit's limit of change
///
/// Its roadmaps may run as much at once as their people can take.
#[utoipa::path(delete, path = "/units/{unitId}/change-limit", operation_id = "removeChangeLimit", tag = "capacity",
    params(("unitId" = Uuid, Path, description = "The unit.")), responses((status = 204, description = "It is gone.")))]
async fn remove_change_limit(ctx: Ctx, id: Id<UnitId>) -> Reply {
    Ok(limits::remove_change_limit(&ctx, id.0).await?)
}
