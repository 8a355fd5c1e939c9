//! Doors of people.

use super::dto::{
    AddLeadershipMember, ClosingProposalFilter, ClosingProposalList, ClosingProposalView,
    CreateLeadershipGroup, CreatePerson, CreatePosition, CsvText, DecideClosingProposal, ImportList,
    ImportQuery, ImportReportView, ImportRowFilter, LeadershipGroupList, LeadershipGroupView,
    LeadershipMemberFilter, LeadershipMemberList, LeadershipMemberView, PersonDetailView, PersonFilter,
    PersonList, PersonView, PositionFilter, PositionList, PositionView, RecordDeparture,
    UpdateLeadershipGroup, UpdateLeadershipMember, UpdatePerson, UpdatePosition,
};
use super::{departures, events, import, leadership, persons, positions, proposals};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query, TextBody};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::paging::PageFilter;
use kernel::{
    ClosingProposalId, ImportId, LeadershipGroupId, LeadershipMemberId, PersonId, PositionId, UnitId,
};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_persons, Read, Permit(Action::ReadPeople)),
        door!(
            create_person,
            Create,
            Permit(Action::EditPeople),
            events::PERSON_CREATED
        ),
        door!(read_person, Read, Permit(Action::ReadPeople)),
        door!(
            update_person,
            Edit,
            Permit(Action::EditPeople),
            events::PERSON_UPDATED
        ),
        door!(
            record_departure,
            Edit,
            Permit(Action::EditPeople),
            events::PERSON_LEFT
        ),
        door!(
            withdraw_departure,
            Edit,
            Permit(Action::EditPeople),
            events::DEPARTURE_WITHDRAWN
        ),
        door!(
            erase_person,
            Edit,
            Permit(Action::EditPeople),
            events::PERSON_ERASED
        ),
        door!(list_person_positions, Read, Permit(Action::ReadPeople)),
        door!(
            create_position,
            Create,
            Permit(Action::EditPeople),
            events::POSITION_CREATED
        ),
        door!(read_position, Read, Permit(Action::ReadPeople)),
        door!(
            update_position,
            Edit,
            Permit(Action::EditPeople),
            events::POSITION_UPDATED
        ),
        door!(list_unit_positions, Read, Permit(Action::ReadPeople)),
        door!(list_leadership_groups, Read, Permit(Action::ReadPeople)),
        door!(
            create_leadership_group,
            Create,
            Permit(Action::EditLeadershipGroups),
            events::LEADERSHIP_GROUP_CREATED
        ),
        door!(read_leadership_group, Read, Permit(Action::ReadPeople)),
        door!(
            update_leadership_group,
            Edit,
            Permit(Action::EditLeadershipGroups),
            events::LEADERSHIP_GROUP_UPDATED
        ),
        door!(list_leadership_members, Read, Permit(Action::ReadPeople)),
        door!(
            add_leadership_member,
            Create,
            Permit(Action::EditLeadershipGroups),
            events::LEADERSHIP_MEMBER_CREATED
        ),
        door!(read_leadership_member, Read, Permit(Action::ReadPeople)),
        door!(
            update_leadership_member,
            Edit,
            Permit(Action::EditLeadershipGroups),
            events::LEADERSHIP_MEMBER_UPDATED
        ),
        door!(list_imports, Read, Permit(Action::ImportPeople)),
        door!(
            create_import,
            Create,
            Permit(Action::ImportPeople),
            events::IMPORT_CREATED
        ),
        door!(read_import, Read, Permit(Action::ImportPeople)),
        door!(list_closing_proposals, Read, Permit(Action::ImportPeople)),
        door!(
            decide_closing_proposal,
            Edit,
            Permit(Action::ImportPeople),
            events::CLOSING_PROPOSAL_DECIDED
        ),
    ]
}

/// List persons
///
/// By family name. Whoever has a role in a part of the organisation only sees those with a position there.
#[utoipa::path(get, path = "/persons", operation_id = "listPersons", tag = "people",
    params(PersonFilter), responses((status = 200, description = "A page of persons.", body = PersonList)))]
async fn list_persons(ctx: Ctx, filter: Query<PersonFilter>) -> Reply {
    Ok(persons::list_persons(&ctx, filter.0).await?)
}

/// Create a person
///
/// With a first position where wished; whoever administers a part of the organisation only must give one there.
#[utoipa::path(post, path = "/persons", operation_id = "createPerson", tag = "people",
    request_body = CreatePerson, responses((status = 201, description = "The new person.", body = PersonView)))]
async fn create_person(ctx: Ctx, body: Body<CreatePerson>) -> Reply {
    Ok(persons::create_person(&ctx, body.0).await?)
}

/// Read a person
///
/// With all positions, the latest first.
#[utoipa::path(get, path = "/persons/{personId}", operation_id = "readPerson", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "The person.", body = PersonDetailView)))]
async fn read_person(ctx: Ctx, id: Id<PersonId>) -> Reply {
    Ok(persons::read_person(&ctx, id.0).await?)
}

/// Change a person
///
/// Names, e-mail, employee number, language. Leaving is a departure, not a change.
#[utoipa::path(patch, path = "/persons/{personId}", operation_id = "updatePerson", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    request_body = UpdatePerson, responses((status = 200, description = "The person as it is now.", body = PersonView)))]
async fn update_person(ctx: Ctx, id: Id<PersonId>, body: Body<UpdatePerson>) -> Reply {
    Ok(persons::update_person(&ctx, id.0, body.0).await?)
}

/// Record a departure
///
/// Positions and memberships in leadership groups end with the last day; what the person owned then waits for a new owner.
#[utoipa::path(post, path = "/persons/{personId}/departures", operation_id = "recordDeparture", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    request_body = RecordDeparture, responses((status = 200, description = "The person as it is now.", body = PersonView)))]
async fn record_departure(ctx: Ctx, id: Id<PersonId>, body: Body<RecordDeparture>) -> Reply {
    Ok(departures::record_departure(&ctx, id.0, body.0).await?)
}

/// Withdraw a departure
///
/// For a mistake or a return. Positions and memberships that ended stay ended; give them new days where needed.
#[utoipa::path(delete, path = "/persons/{personId}/departures", operation_id = "withdrawDeparture", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "The person as it is now.", body = PersonView)))]
async fn withdraw_departure(ctx: Ctx, id: Id<PersonId>) -> Reply {
    Ok(departures::withdraw_departure(&ctx, id.0).await?)
}

/// Erase a person
///
/// Of somebody who has left: a pseudonym takes the name's place, e-mail and employee number are emptied. What points at the person stays.
#[utoipa::path(post, path = "/persons/{personId}/erasures", operation_id = "erasePerson", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "The person as it is now.", body = PersonView)))]
async fn erase_person(ctx: Ctx, id: Id<PersonId>) -> Reply {
    Ok(departures::erase_person(&ctx, id.0).await?)
}

/// List the positions of a person
///
/// All of them, the latest first.
#[utoipa::path(get, path = "/persons/{personId}/positions", operation_id = "listPersonPositions", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "The positions.", body = PositionList)))]
async fn list_person_positions(ctx: Ctx, id: Id<PersonId>) -> Reply {
    Ok(positions::list_person_positions(&ctx, id.0).await?)
}

/// Give a person a position
///
/// Several at once are possible. A superior is a person; nobody leads themselves, not even through others.
#[utoipa::path(post, path = "/persons/{personId}/positions", operation_id = "createPosition", tag = "people",
    params(("personId" = Uuid, Path, description = "The person.")),
    request_body = CreatePosition, responses((status = 201, description = "The new position.", body = PositionView)))]
async fn create_position(ctx: Ctx, id: Id<PersonId>, body: Body<CreatePosition>) -> Reply {
    Ok(positions::create_position(&ctx, id.0, body.0).await?)
}

/// Read a position
///
/// Its unit, title, share, days and superior.
#[utoipa::path(get, path = "/positions/{positionId}", operation_id = "readPosition", tag = "people",
    params(("positionId" = Uuid, Path, description = "The position.")),
    responses((status = 200, description = "The position.", body = PositionView)))]
async fn read_position(ctx: Ctx, id: Id<PositionId>) -> Reply {
    Ok(positions::read_position(&ctx, id.0).await?)
}

/// Change or end a position
///
/// `to` ends it.
#[utoipa::path(patch, path = "/positions/{positionId}", operation_id = "updatePosition", tag = "people",
    params(("positionId" = Uuid, Path, description = "The position.")),
    request_body = UpdatePosition, responses((status = 200, description = "The position as it is now.", body = PositionView)))]
async fn update_position(ctx: Ctx, id: Id<PositionId>, body: Body<UpdatePosition>) -> Reply {
    Ok(positions::update_position(&ctx, id.0, body.0).await?)
}

/// List the positions of a unit
///
/// Of this unit alone, the one made last first.
#[utoipa::path(get, path = "/units/{unitId}/positions", operation_id = "listUnitPositions", tag = "people",
    params(("unitId" = Uuid, Path, description = "The unit."), PositionFilter),
    responses((status = 200, description = "A page of positions.", body = PositionList)))]
async fn list_unit_positions(ctx: Ctx, id: Id<UnitId>, filter: Query<PositionFilter>) -> Reply {
    Ok(positions::list_unit_positions(&ctx, id.0, filter.0).await?)
}

/// List leadership groups
///
/// The oldest first.
#[utoipa::path(get, path = "/leadership-groups", operation_id = "listLeadershipGroups", tag = "people",
    params(PageFilter), responses((status = 200, description = "A page of groups.", body = LeadershipGroupList)))]
async fn list_leadership_groups(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    Ok(leadership::list_leadership_groups(&ctx, &filter.0).await?)
}

/// Create a leadership group
///
/// Of a unit, or of the whole organiser.
#[utoipa::path(post, path = "/leadership-groups", operation_id = "createLeadershipGroup", tag = "people",
    request_body = CreateLeadershipGroup, responses((status = 201, description = "The new group.", body = LeadershipGroupView)))]
async fn create_leadership_group(ctx: Ctx, body: Body<CreateLeadershipGroup>) -> Reply {
    Ok(leadership::create_leadership_group(&ctx, body.0).await?)
}

/// Read a leadership group
///
/// Its members stand at `/leadership-groups/{groupId}/members`.
#[utoipa::path(get, path = "/leadership-groups/{groupId}", operation_id = "readLeadershipGroup", tag = "people",
    params(("groupId" = Uuid, Path, description = "The group.")),
    responses((status = 200, description = "The group.", body = LeadershipGroupView)))]
async fn read_leadership_group(ctx: Ctx, id: Id<LeadershipGroupId>) -> Reply {
    Ok(leadership::read_leadership_group(&ctx, id.0).await?)
}

/// Change a leadership group
///
/// Its name or unit.
#[utoipa::path(patch, path = "/leadership-groups/{groupId}", operation_id = "updateLeadershipGroup", tag = "people",
    params(("groupId" = Uuid, Path, description = "The group.")),
    request_body = UpdateLeadershipGroup, responses((status = 200, description = "The group as it is now.", body = LeadershipGroupView)))]
async fn update_leadership_group(
    ctx: Ctx,
    id: Id<LeadershipGroupId>,
    body: Body<UpdateLeadershipGroup>,
) -> Reply {
    Ok(leadership::update_leadership_group(&ctx, id.0, body.0).await?)
}

/// List the members of a leadership group
///
/// With their days, in the order in which they were added.
#[utoipa::path(get, path = "/leadership-groups/{groupId}/members", operation_id = "listLeadershipMembers", tag = "people",
    params(("groupId" = Uuid, Path, description = "The group."), LeadershipMemberFilter),
    responses((status = 200, description = "A page of memberships.", body = LeadershipMemberList)))]
async fn list_leadership_members(
    ctx: Ctx,
    id: Id<LeadershipGroupId>,
    filter: Query<LeadershipMemberFilter>,
) -> Reply {
    Ok(leadership::list_leadership_members(&ctx, id.0, filter.0).await?)
}

/// Add a member to a leadership group
///
/// From a day, until another where it is known.
#[utoipa::path(post, path = "/leadership-groups/{groupId}/members", operation_id = "addLeadershipMember", tag = "people",
    params(("groupId" = Uuid, Path, description = "The group.")),
    request_body = AddLeadershipMember, responses((status = 201, description = "The new membership.", body = LeadershipMemberView)))]
async fn add_leadership_member(
    ctx: Ctx,
    id: Id<LeadershipGroupId>,
    body: Body<AddLeadershipMember>,
) -> Reply {
    Ok(leadership::add_leadership_member(&ctx, id.0, body.0).await?)
}

/// Read a membership
///
/// Who is a member of which group, and on which days.
#[utoipa::path(get, path = "/leadership-members/{memberId}", operation_id = "readLeadershipMember", tag = "people",
    params(("memberId" = Uuid, Path, description = "The membership.")),
    responses((status = 200, description = "The membership.", body = LeadershipMemberView)))]
async fn read_leadership_member(ctx: Ctx, id: Id<LeadershipMemberId>) -> Reply {
    Ok(leadership::read_leadership_member(&ctx, id.0).await?)
}

/// Change or end a membership
///
/// `to` ends it.
#[utoipa::path(patch, path = "/leadership-members/{memberId}", operation_id = "updateLeadershipMember", tag = "people",
    params(("memberId" = Uuid, Path, description = "The membership.")),
    request_body = UpdateLeadershipMember, responses((status = 200, description = "The membership as it is now.", body = LeadershipMemberView)))]
async fn update_leadership_member(
    ctx: Ctx,
    id: Id<LeadershipMemberId>,
    body: Body<UpdateLeadershipMember>,
) -> Reply {
    Ok(leadership::update_leadership_member(&ctx, id.0, body.0).await?)
}

/// List imports
///
/// Dry runs and imports carried out, the latest first. Whoever administers a part of the organisation only sees their own.
#[utoipa::path(get, path = "/imports", operation_id = "listImports", tag = "people",
    params(PageFilter), responses((status = 200, description = "A page of imports.", body = ImportList)))]
async fn list_imports(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    Ok(import::list_imports(&ctx, &filter.0).await?)
}

/// Import HR data
///
/// A file in CSV (UTF-8, a header, comma or semicolon) of persons, positions or units; `samples/` has one of each and the names of columns in three languages.
/// First `mode=dry_run`, which reports what every row would do; then the same file with `mode=apply` and the dry run's id, which does all of it or nothing.
/// Columns that look like national ids, salary, absence or health are dropped unread.
/// What the file no longer has is proposed for closing and never deleted.
#[utoipa::path(post, path = "/imports", operation_id = "createImport", tag = "people",
    params(ImportQuery), request_body(content = inline(CsvText), content_type = "text/csv", description = "The file."),
    responses((status = 201, description = "The report with its first rows.", body = ImportReportView)))]
async fn create_import(ctx: Ctx, query: Query<ImportQuery>, body: TextBody<import::Csv>) -> Reply {
    Ok(import::create_import(&ctx, query.0, body.0).await?)
}

/// Read the report of an import
///
/// Counts, columns, and the rows in pages: faults first, what vanished last.
#[utoipa::path(get, path = "/imports/{importId}", operation_id = "readImport", tag = "people",
    params(("importId" = Uuid, Path, description = "The import."), ImportRowFilter),
    responses((status = 200, description = "The report.", body = ImportReportView)))]
async fn read_import(ctx: Ctx, id: Id<ImportId>, filter: Query<ImportRowFilter>) -> Reply {
    Ok(import::read_import(&ctx, id.0, &filter.0).await?)
}

/// List closing proposals
///
/// Persons, positions and units that an HR file no longer had, the oldest first.
#[utoipa::path(get, path = "/closing-proposals", operation_id = "listClosingProposals", tag = "people",
    params(ClosingProposalFilter), responses((status = 200, description = "A page of proposals.", body = ClosingProposalList)))]
async fn list_closing_proposals(ctx: Ctx, filter: Query<ClosingProposalFilter>) -> Reply {
    Ok(proposals::list_closing_proposals(&ctx, filter.0).await?)
}

/// Decide a closing proposal
///
/// Accepting it records the departure, or the last day of the position or unit; rejecting it keeps everything as it is.
#[utoipa::path(post, path = "/closing-proposals/{proposalId}/decisions", operation_id = "decideClosingProposal", tag = "people",
    params(("proposalId" = Uuid, Path, description = "The proposal.")),
    request_body = DecideClosingProposal, responses((status = 200, description = "The proposal as it is now.", body = ClosingProposalView)))]
async fn decide_closing_proposal(
    ctx: Ctx,
    id: Id<ClosingProposalId>,
    body: Body<DecideClosingProposal>,
) -> Reply {
    Ok(proposals::decide_closing_proposal(&ctx, id.0, body.0).await?)
}
