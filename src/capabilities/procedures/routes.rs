//! Doors of procedures.

use super::device::Device;
use super::dto::{
    AcknowledgeProcedure, AcknowledgementList, AvailabilityFilter, AvailabilityView, CountOpening,
    CreateProcedure, CreateProcedureCategory, CreateProcedureRevision, DecideProcedureRevision, DeviceClass,
    DifferenceFilter, FoundProcedures, OwnReminders, ProcedureAcknowledgementView, ProcedureCategoryList,
    ProcedureCategoryView, ProcedureFilter, ProcedureList, ProcedurePage, ProcedureRevisionList,
    ProcedureRevisionView, ProcedureView, ReachFilter, ReachList, RecordAvailability, RecordedAvailability,
    ReminderList, RevisionDifferenceView, SearchFilter, StaffFilter, UpdateProcedure,
    UpdateProcedureCategory, UpdateProcedureRevision, WithdrawProcedure,
};
use super::{
    acknowledgements, availability, categories, events, openings, page, register, reminders, revisions,
    search,
};
use crate::access::gatehouse::{Failure, Reply};
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::answer::PageAnswer;
use kernel::{ProcedureCategoryId, ProcedureId, ProcedureRevisionId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    let mut doors = doors_of_documents();
    doors.extend(doors_of_reading());
    doors
}

fn doors_of_documents() -> Vec<Door> {
    use Action::{ApproveProcedures, EditProcedures, ReadProcedures};
    vec![
        door!(list_procedure_categories, Read, Permit(ReadProcedures)),
        door!(read_procedure_category, Read, Permit(ReadProcedures)),
        door!(
            create_procedure_category,
            Create,
            Permit(EditProcedures),
            events::CATEGORY_CREATED
        ),
        door!(
            update_procedure_category,
            Edit,
            Permit(EditProcedures),
            events::CATEGORY_UPDATED
        ),
        door!(list_procedures, Read, Permit(ReadProcedures)),
        door!(read_procedure, Read, Permit(ReadProcedures)),
        door!(read_procedure_page, Read, Permit(ReadProcedures)),
        door!(
            create_procedure,
            Create,
            Permit(EditProcedures),
            events::PROCEDURE_CREATED
        ),
        door!(
            update_procedure,
            Edit,
            Permit(EditProcedures),
            events::PROCEDURE_UPDATED
        ),
        door!(
            withdraw_procedure,
            Edit,
            Permit(ApproveProcedures),
            events::PROCEDURE_WITHDRAWN
        ),
        door!(list_procedure_revisions, Read, Permit(ReadProcedures)),
        door!(read_procedure_revision, Read, Permit(ReadProcedures)),
        door!(read_revision_difference, Read, Permit(ReadProcedures)),
        door!(
            create_procedure_revision,
            Create,
            Permit(EditProcedures),
            events::REVISION_CREATED
        ),
        door!(
            update_procedure_revision,
            Edit,
            Permit(EditProcedures),
            events::REVISION_UPDATED
        ),
        door!(
            submit_procedure_revision,
            Edit,
            Permit(EditProcedures),
            events::REVISION_SUBMITTED
        ),
        door!(
            decide_procedure_revision,
            Edit,
            Permit(ApproveProcedures),
            events::REVISION_DECIDED
        ),
    ]
}

fn doors_of_reading() -> Vec<Door> {
    use Action::{AcknowledgeProcedures, ReadProcedureReach, ReadProcedures, RecordAvailability};
    vec![
        door!(search_procedures, Read, Permit(ReadProcedures)),
        door!(
            acknowledge_procedure,
            Create,
            Permit(AcknowledgeProcedures),
            events::PROCEDURE_ACKNOWLEDGED
        ),
        door!(list_acknowledgements, Read, Permit(ReadProcedureReach)),
        door!(list_own_reminders, Read, Permit(ReadProcedures)),
        door!(list_procedure_reminders, Read, Permit(ReadProcedureReach)),
        door!(count_opening, Ask, Permit(ReadProcedures)),
        door!(list_procedure_reach, Read, Permit(ReadProcedureReach)),
        door!(read_availability, Read, Permit(ReadProcedures)),
        door!(
            record_availability,
            Act,
            Permit(RecordAvailability),
            events::AVAILABILITY_RECORDED
        ),
    ]
}

/// List the categories of procedures
///
/// Those that come with the program, which the gate of shared procedures asks for, and the organiser's own.
#[utoipa::path(get, path = "/procedure-categories", operation_id = "listProcedureCategories", tag = "procedures",
    responses((status = 200, description = "The categories.", body = ProcedureCategoryList)))]
async fn list_procedure_categories(ctx: Ctx) -> Reply {
    Ok(categories::list_procedure_categories(&ctx).await?)
}

/// Read a category of procedures
///
/// One of the organiser's own.
#[utoipa::path(get, path = "/procedure-categories/{procedureCategoryId}", operation_id = "readProcedureCategory", tag = "procedures",
    params(("procedureCategoryId" = Uuid, Path, description = "The category.")),
    responses((status = 200, description = "The category.", body = ProcedureCategoryView)))]
async fn read_procedure_category(ctx: Ctx, id: Id<ProcedureCategoryId>) -> Reply {
    Ok(categories::read_procedure_category(&ctx, id.0).await?)
}

/// Add a category of procedures
///
/// Beside those that come with the program.
#[utoipa::path(post, path = "/procedure-categories", operation_id = "createProcedureCategory", tag = "procedures",
    request_body = CreateProcedureCategory, responses((status = 201, description = "The new category.", body = ProcedureCategoryView)))]
async fn create_procedure_category(ctx: Ctx, body: Body<CreateProcedureCategory>) -> Reply {
    Ok(categories::create_procedure_category(&ctx, body.0).await?)
}

/// Change a category of procedures
///
/// Its key only while no procedure stands in it. One that is not active takes no new procedures.
#[utoipa::path(patch, path = "/procedure-categories/{procedureCategoryId}", operation_id = "updateProcedureCategory", tag = "procedures",
    params(("procedureCategoryId" = Uuid, Path, description = "The category.")),
    request_body = UpdateProcedureCategory, responses((status = 200, description = "The category as it is now.", body = ProcedureCategoryView)))]
async fn update_procedure_category(
    ctx: Ctx,
    id: Id<ProcedureCategoryId>,
    body: Body<UpdateProcedureCategory>,
) -> Reply {
    Ok(categories::update_procedure_category(&ctx, id.0, body.0).await?)
}

/// List procedures
///
/// With what of each is published, in the reader's language; by category, by the unit or service area that they apply to, by owner, or those due to be looked through.
#[utoipa::path(get, path = "/procedures", operation_id = "listProcedures", tag = "procedures",
    params(ProcedureFilter), responses((status = 200, description = "A page of procedures.", body = ProcedureList)))]
async fn list_procedures(ctx: Ctx, filter: Query<ProcedureFilter>) -> Reply {
    Ok(register::list_procedures(&ctx, filter.0).await?)
}

/// Read a procedure
///
/// With the text that is published today, in the reader's language or the next that there is. Readers may keep it and ask with its validator. That it was opened is told with `POST /procedures/{procedureId}/openings`.
#[utoipa::path(get, path = "/procedures/{procedureId}", operation_id = "readProcedure", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    responses((status = 200, description = "The procedure.", body = ProcedureView)))]
async fn read_procedure(ctx: Ctx, id: Id<ProcedureId>) -> Reply {
    Ok(register::read_procedure(&ctx, id.0).await?)
}

/// Read a procedure as a page
///
/// What is published, as HTML without scripts, for a phone as for a wall: its Markdown is rendered with HTML shown as text, and a style of its own for print. 404 where nothing is published.
#[utoipa::path(get, path = "/procedures/{procedureId}/page", operation_id = "readProcedurePage", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    responses((status = 200, description = "The page.", body = ProcedurePage, content_type = "text/html")))]
async fn read_procedure_page(ctx: Ctx, id: Id<ProcedureId>) -> Result<PageAnswer, Failure> {
    Ok(page::read_procedure_page(&ctx, id.0).await?)
}

/// Create a procedure
///
/// What it is about and whom it applies to; its text comes with its first revision. An owner may create what they own themselves.
#[utoipa::path(post, path = "/procedures", operation_id = "createProcedure", tag = "procedures",
    request_body = CreateProcedure, responses((status = 201, description = "The new procedure.", body = ProcedureView)))]
async fn create_procedure(ctx: Ctx, body: Body<CreateProcedure>) -> Reply {
    Ok(register::create_procedure(&ctx, body.0).await?)
}

/// Change a procedure
///
/// Not its text: that is a new revision.
#[utoipa::path(patch, path = "/procedures/{procedureId}", operation_id = "updateProcedure", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    request_body = UpdateProcedure, responses((status = 200, description = "The procedure as it is now.", body = ProcedureView)))]
async fn update_procedure(ctx: Ctx, id: Id<ProcedureId>, body: Body<UpdateProcedure>) -> Reply {
    Ok(register::update_procedure(&ctx, id.0, body.0).await?)
}

/// Withdraw a procedure
///
/// For good: nobody is asked to read it any more, and it counts for nothing. Its revisions stay readable.
#[utoipa::path(post, path = "/procedures/{procedureId}/withdrawals", operation_id = "withdrawProcedure", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    request_body = WithdrawProcedure, responses((status = 200, description = "The procedure as it is now.", body = ProcedureView)))]
async fn withdraw_procedure(ctx: Ctx, id: Id<ProcedureId>, body: Body<WithdrawProcedure>) -> Reply {
    Ok(register::withdraw_procedure(&ctx, id.0, body.0).await?)
}

/// List the revisions of a procedure
///
/// The newest first; those that are not published only to those who may read drafts.
#[utoipa::path(get, path = "/procedures/{procedureId}/revisions", operation_id = "listProcedureRevisions", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    responses((status = 200, description = "The revisions.", body = ProcedureRevisionList)))]
async fn list_procedure_revisions(ctx: Ctx, id: Id<ProcedureId>) -> Reply {
    Ok(revisions::list_procedure_revisions(&ctx, id.0).await?)
}

/// Read a revision of a procedure
///
/// In all its languages.
#[utoipa::path(get, path = "/procedure-revisions/{procedureRevisionId}", operation_id = "readProcedureRevision", tag = "procedures",
    params(("procedureRevisionId" = Uuid, Path, description = "The revision.")),
    responses((status = 200, description = "The revision.", body = ProcedureRevisionView)))]
async fn read_procedure_revision(ctx: Ctx, id: Id<ProcedureRevisionId>) -> Reply {
    Ok(revisions::read_procedure_revision(&ctx, id.0).await?)
}

/// Compare two revisions of a procedure
///
/// Line by line in each language, with the words that changed within a line.
#[utoipa::path(get, path = "/procedure-revisions/{procedureRevisionId}/difference", operation_id = "readRevisionDifference", tag = "procedures",
    params(("procedureRevisionId" = Uuid, Path, description = "The later revision."), DifferenceFilter),
    responses((status = 200, description = "What changed.", body = RevisionDifferenceView)))]
async fn read_revision_difference(
    ctx: Ctx,
    id: Id<ProcedureRevisionId>,
    filter: Query<DifferenceFilter>,
) -> Reply {
    Ok(revisions::read_revision_difference(&ctx, id.0, filter.0).await?)
}

/// Write a revision of a procedure
///
/// As a draft, one at a time.
#[utoipa::path(post, path = "/procedures/{procedureId}/revisions", operation_id = "createProcedureRevision", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    request_body = CreateProcedureRevision, responses((status = 201, description = "The new draft.", body = ProcedureRevisionView)))]
async fn create_procedure_revision(
    ctx: Ctx,
    id: Id<ProcedureId>,
    body: Body<CreateProcedureRevision>,
) -> Reply {
    Ok(revisions::create_procedure_revision(&ctx, id.0, body.0).await?)
}

/// Change a draft
///
/// What was submitted is returned first; what was approved never changes (`immutable`).
#[utoipa::path(patch, path = "/procedure-revisions/{procedureRevisionId}", operation_id = "updateProcedureRevision", tag = "procedures",
    params(("procedureRevisionId" = Uuid, Path, description = "The draft.")),
    request_body = UpdateProcedureRevision, responses((status = 200, description = "The draft as it is now.", body = ProcedureRevisionView)))]
async fn update_procedure_revision(
    ctx: Ctx,
    id: Id<ProcedureRevisionId>,
    body: Body<UpdateProcedureRevision>,
) -> Reply {
    Ok(revisions::update_procedure_revision(&ctx, id.0, body.0).await?)
}

/// Submit a draft
///
/// Somebody else has the next say.
#[utoipa::path(post, path = "/procedure-revisions/{procedureRevisionId}/submissions", operation_id = "submitProcedureRevision", tag = "procedures",
    params(("procedureRevisionId" = Uuid, Path, description = "The draft.")),
    responses((status = 200, description = "The revision as it is now.", body = ProcedureRevisionView)))]
async fn submit_procedure_revision(ctx: Ctx, id: Id<ProcedureRevisionId>) -> Reply {
    Ok(revisions::submit_procedure_revision(&ctx, id.0).await?)
}

/// Publish or return a revision
///
/// Whoever wrote in it or submitted it cannot (`four_eyes`). An approved one holds from the day that is said, and the one before gives way; a returned one is a draft again.
#[utoipa::path(post, path = "/procedure-revisions/{procedureRevisionId}/decisions", operation_id = "decideProcedureRevision", tag = "procedures",
    params(("procedureRevisionId" = Uuid, Path, description = "The revision.")),
    request_body = DecideProcedureRevision, responses((status = 200, description = "The revision as it is now.", body = ProcedureRevisionView)))]
async fn decide_procedure_revision(
    ctx: Ctx,
    id: Id<ProcedureRevisionId>,
    body: Body<DecideProcedureRevision>,
) -> Reply {
    Ok(revisions::decide_procedure_revision(&ctx, id.0, body.0).await?)
}

/// Find procedures by their words
///
/// In what is published, in the language in which the reader gets it. Every word must stand in the title or text, as a word or the beginning of one; letter case and accents do not matter.
#[utoipa::path(get, path = "/procedure-search", operation_id = "searchProcedures", tag = "procedures",
    params(SearchFilter), responses((status = 200, description = "What was found.", body = FoundProcedures)))]
async fn search_procedures(ctx: Ctx, filter: Query<SearchFilter>) -> Reply {
    Ok(search::search_procedures(&ctx, filter.0).await?)
}

/// Acknowledge a procedure
///
/// That one has read the published revision oneself; nobody can say it for another.
#[utoipa::path(post, path = "/procedures/{procedureId}/acknowledgements", operation_id = "acknowledgeProcedure", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure.")),
    request_body = AcknowledgeProcedure, responses((status = 201, description = "Acknowledged.", body = ProcedureAcknowledgementView)))]
async fn acknowledge_procedure(ctx: Ctx, id: Id<ProcedureId>, body: Body<AcknowledgeProcedure>) -> Reply {
    Ok(acknowledgements::acknowledge_procedure(&ctx, id.0, body.0).await?)
}

/// Read who has not acknowledged a procedure
///
/// How many of the active staff it applies to have, and who has not; of the units within sight.
#[utoipa::path(get, path = "/procedures/{procedureId}/acknowledgements", operation_id = "listAcknowledgements", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure."), StaffFilter),
    responses((status = 200, description = "How many have, and a page of those who have not.", body = AcknowledgementList)))]
async fn list_acknowledgements(ctx: Ctx, id: Id<ProcedureId>, filter: Query<StaffFilter>) -> Reply {
    Ok(acknowledgements::list_acknowledgements(&ctx, id.0, filter.0).await?)
}

/// List what one has yet to acknowledge
///
/// Published procedures that apply to one's own positions today, the longest waiting first.
#[utoipa::path(get, path = "/me/procedure-reminders", operation_id = "listOwnReminders", tag = "procedures",
    responses((status = 200, description = "What waits.", body = OwnReminders)))]
async fn list_own_reminders(ctx: Ctx) -> Reply {
    Ok(reminders::list_own_reminders(&ctx).await?)
}

/// List who has yet to acknowledge what
///
/// Of the active staff within sight, those for whom something waits.
#[utoipa::path(get, path = "/procedure-reminders", operation_id = "listProcedureReminders", tag = "procedures",
    params(StaffFilter), responses((status = 200, description = "A page of persons.", body = ReminderList)))]
async fn list_procedure_reminders(ctx: Ctx, filter: Query<StaffFilter>) -> Reply {
    Ok(reminders::list_reminders(&ctx, filter.0).await?)
}

/// Count an opening of a procedure
///
/// That a published procedure was opened adds one to a count of unit, device class, hour of the week and month. Who opened which procedure is not kept, and no audit entry names anybody. The device is told by `Device-Class`, else by the browser's client hint or name.
#[utoipa::path(post, path = "/procedures/{procedureId}/openings", operation_id = "countOpening", tag = "procedures",
    params(("procedureId" = Uuid, Path, description = "The procedure."),
        ("Device-Class" = inline(Option<DeviceClass>), Header, description = "What the device is.", example = "phone")),
    request_body = CountOpening, responses((status = 204, description = "Counted.")))]
async fn count_opening(ctx: Ctx, id: Id<ProcedureId>, device: Device, body: Body<CountOpening>) -> Reply {
    Ok(openings::count_opening(&ctx, id.0, device.0, body.0).await?)
}

/// Read from where and when procedures are opened
///
/// Unit by unit: how often from each kind of device, at night and on weekends, and by hour of the week; which units were never opened from a phone. Hours are left out where fewer than three work.
#[utoipa::path(get, path = "/procedure-reach", operation_id = "listProcedureReach", tag = "procedures",
    params(ReachFilter), responses((status = 200, description = "A page of units.", body = ReachList)))]
async fn list_procedure_reach(ctx: Ctx, filter: Query<ReachFilter>) -> Reply {
    Ok(openings::list_procedure_reach(&ctx, filter.0).await?)
}

/// Read how much of the time the service answered
///
/// As monitors outside of it saw, with how the figure is computed.
#[utoipa::path(get, path = "/availability", operation_id = "readAvailability", tag = "procedures",
    params(AvailabilityFilter), responses((status = 200, description = "The availability.", body = AvailabilityView)))]
async fn read_availability(ctx: Ctx, filter: Query<AvailabilityFilter>) -> Reply {
    Ok(availability::read_availability(&ctx, filter.0).await?)
}

/// Record whether the service answered
///
/// For monitors outside of it. Sending the same again changes nothing; another say of the same beginning takes the place of the earlier, and both stay.
#[utoipa::path(put, path = "/availability-samples", operation_id = "recordAvailability", tag = "procedures",
    request_body = RecordAvailability, responses((status = 200, description = "What became of them.", body = RecordedAvailability)))]
async fn record_availability(ctx: Ctx, body: Body<RecordAvailability>) -> Reply {
    Ok(availability::record_availability(&ctx, body.0).await?)
}
