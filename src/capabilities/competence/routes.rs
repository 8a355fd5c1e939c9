//! Doors of fields, target levels, records, coverage and gaps.

use super::dto::{
    CompetenceFieldList, CompetenceFieldView, CompetenceGapList, CompetenceRecordFilter,
    CompetenceRecordList, CompetenceRecordView, CompetenceRowsReport, CompetenceTargetList, CoverageFilter,
    CoverageView, CreateCompetenceField, CreateCompetenceRecord, GapFilter, PutCompetenceRecords,
    PutCompetenceTargets, UpdateCompetenceField, WithdrawCompetenceRecord,
};
use super::{bulk, coverage, events, fields, gaps, records, targets};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{CompetenceFieldId, CompetenceRecordId, PersonId};

pub(super) fn doors() -> Vec<Door> {
    let kinds = || Action::EditCompetenceFields;
    vec![
        door!(list_competence_fields, Read, Permit(Action::ReadOrganisation)),
        door!(read_competence_field, Read, Permit(Action::ReadOrganisation)),
        door!(
            create_competence_field,
            Create,
            Permit(kinds()),
            events::FIELD_CREATED
        ),
        door!(
            update_competence_field,
            Edit,
            Permit(kinds()),
            events::FIELD_UPDATED
        ),
        door!(
            close_competence_field,
            Edit,
            Permit(kinds()),
            events::FIELD_CLOSED
        ),
        door!(list_competence_targets, Read, Permit(Action::ReadOrganisation)),
        door!(put_competence_targets, Act, Permit(kinds()), events::TARGETS_SET),
        door!(
            list_competence_records,
            Read,
            Permit(Action::ReadCompetenceRecords)
        ),
        door!(
            read_competence_record,
            Read,
            Permit(Action::ReadCompetenceRecords)
        ),
        door!(
            create_competence_record,
            Create,
            Permit(Action::RecordCompetence),
            events::RECORDED
        ),
        door!(
            withdraw_competence_record,
            Edit,
            Permit(Action::RecordCompetence),
            events::WITHDRAWN
        ),
        door!(
            put_competence_records,
            Act,
            Permit(Action::ImportCompetence),
            events::RECORDS_PUT
        ),
        door!(check_competence_records, Ask, Permit(Action::ImportCompetence)),
        door!(read_competence_coverage, Read, Permit(Action::ReadCompetence)),
        door!(list_competence_gaps, Read, Permit(Action::ReadCompetenceRecords)),
    ]
}

/// List fields of competence
///
/// What technology makes possible, what it takes to carry measures out, what hinders good change; the leadership competences of national research; and the organiser's own. Each describes five levels, 0 to 4.
#[utoipa::path(get, path = "/competence-fields", operation_id = "listCompetenceFields", tag = "competence",
    responses((status = 200, description = "Every field.", body = CompetenceFieldList)))]
async fn list_competence_fields(ctx: Ctx) -> Reply {
    Ok(fields::list_fields(&ctx).await?)
}

/// Read a field of competence
///
/// One of the organiser's own.
#[utoipa::path(get, path = "/competence-fields/{competenceFieldId}", operation_id = "readCompetenceField", tag = "competence",
    params(("competenceFieldId" = Uuid, Path, description = "The field.")),
    responses((status = 200, description = "The field.", body = CompetenceFieldView)))]
async fn read_competence_field(ctx: Ctx, id: Id<CompetenceFieldId>) -> Reply {
    Ok(fields::read_field(&ctx, id.0).await?)
}

/// Add a field of competence
///
/// Beside the built-in ones, with the meaning of its five levels; its key stays.
#[utoipa::path(post, path = "/competence-fields", operation_id = "createCompetenceField", tag = "competence",
    request_body = CreateCompetenceField, responses((status = 201, description = "The new field.", body = CompetenceFieldView)))]
async fn create_competence_field(ctx: Ctx, body: Body<CreateCompetenceField>) -> Reply {
    Ok(fields::create_field(&ctx, body.0).await?)
}

/// Change a field of competence
///
/// Its title, its description and the meaning of its levels, while it is open.
#[utoipa::path(patch, path = "/competence-fields/{competenceFieldId}", operation_id = "updateCompetenceField", tag = "competence",
    params(("competenceFieldId" = Uuid, Path, description = "The field.")),
    request_body = UpdateCompetenceField, responses((status = 200, description = "The field as it is now.", body = CompetenceFieldView)))]
async fn update_competence_field(
    ctx: Ctx,
    id: Id<CompetenceFieldId>,
    body: Body<UpdateCompetenceField>,
) -> Reply {
    Ok(fields::update_field(&ctx, id.0, body.0).await?)
}

/// Close a field of competence
///
/// From today on nothing is recorded or counted in it; what was recorded stays.
#[utoipa::path(post, path = "/competence-fields/{competenceFieldId}/closing", operation_id = "closeCompetenceField", tag = "competence",
    params(("competenceFieldId" = Uuid, Path, description = "The field.")),
    responses((status = 200, description = "The field as it is now.", body = CompetenceFieldView)))]
async fn close_competence_field(ctx: Ctx, id: Id<CompetenceFieldId>) -> Reply {
    Ok(fields::close_field(&ctx, id.0).await?)
}

/// List target levels
///
/// By field and role, as they hold now: what the organiser says, else what is built in.
#[utoipa::path(get, path = "/competence-targets", operation_id = "listCompetenceTargets", tag = "competence",
    responses((status = 200, description = "Every level.", body = CompetenceTargetList)))]
async fn list_competence_targets(ctx: Ctx) -> Reply {
    Ok(targets::list_targets(&ctx).await?)
}

/// Set target levels
///
/// For roles and titles of positions; one without a level goes back to what is built in. What is not named stays.
#[utoipa::path(put, path = "/competence-targets", operation_id = "putCompetenceTargets", tag = "competence",
    request_body = PutCompetenceTargets, responses((status = 200, description = "Every level as it holds now.", body = CompetenceTargetList)))]
async fn put_competence_targets(ctx: Ctx, body: Body<PutCompetenceTargets>) -> Reply {
    Ok(targets::put_targets(&ctx, body.0).await?)
}

/// List a person's records
///
/// The newest first, each with whether it counts today: of what is valid the weightiest source counts (manager, course, HR, self), of one source the newest. For the person, who leads them, the project office and the administrator.
#[utoipa::path(get, path = "/persons/{personId}/competence-records", operation_id = "listCompetenceRecords", tag = "competence",
    params(("personId" = Uuid, Path, description = "The person."), CompetenceRecordFilter),
    responses((status = 200, description = "A page of records.", body = CompetenceRecordList)))]
async fn list_competence_records(ctx: Ctx, id: Id<PersonId>, filter: Query<CompetenceRecordFilter>) -> Reply {
    Ok(records::list_records(&ctx, id.0, filter.0).await?)
}

/// Read a record
///
/// As it was made, with whether it counts today.
#[utoipa::path(get, path = "/competence-records/{competenceRecordId}", operation_id = "readCompetenceRecord", tag = "competence",
    params(("competenceRecordId" = Uuid, Path, description = "The record.")),
    responses((status = 200, description = "The record.", body = CompetenceRecordView)))]
async fn read_competence_record(ctx: Ctx, id: Id<CompetenceRecordId>) -> Reply {
    Ok(records::read_record(&ctx, id.0).await?)
}

/// Record what somebody can
///
/// As `self` about oneself; as `manager` or `course` about somebody whom one leads, or as the project office, and never about oneself. A second one of the same field, source and day corrects the first; both stay.
#[utoipa::path(post, path = "/persons/{personId}/competence-records", operation_id = "createCompetenceRecord", tag = "competence",
    params(("personId" = Uuid, Path, description = "The person.")),
    request_body = CreateCompetenceRecord, responses((status = 201, description = "The new record.", body = CompetenceRecordView)))]
async fn create_competence_record(ctx: Ctx, id: Id<PersonId>, body: Body<CreateCompetenceRecord>) -> Reply {
    Ok(records::create_record(&ctx, id.0, body.0).await?)
}

/// Withdraw a record
///
/// With the reason; it stays to be read and counts no more. Of oneself only what one said oneself.
#[utoipa::path(post, path = "/competence-records/{competenceRecordId}/withdrawal", operation_id = "withdrawCompetenceRecord", tag = "competence",
    params(("competenceRecordId" = Uuid, Path, description = "The record.")),
    request_body = WithdrawCompetenceRecord, responses((status = 200, description = "The record as it is now.", body = CompetenceRecordView)))]
async fn withdraw_competence_record(
    ctx: Ctx,
    id: Id<CompetenceRecordId>,
    body: Body<WithdrawCompetenceRecord>,
) -> Reply {
    Ok(records::withdraw_record(&ctx, id.0, body.0).await?)
}

/// Record many at once
///
/// Courses and what HR knows, by employee number, field, source and day. All or nothing, with every fault named; sent again, nothing changes.
#[utoipa::path(put, path = "/competence-records", operation_id = "putCompetenceRecords", tag = "competence",
    request_body = PutCompetenceRecords, responses((status = 200, description = "What became of each row.", body = CompetenceRowsReport)))]
async fn put_competence_records(ctx: Ctx, body: Body<PutCompetenceRecords>) -> Reply {
    Ok(bulk::put_records(&ctx, body.0).await?)
}

/// Check many records
///
/// What would become of each row, with every fault; nothing is stored.
#[utoipa::path(post, path = "/competence-record-checks", operation_id = "checkCompetenceRecords", tag = "competence",
    request_body = PutCompetenceRecords, responses((status = 200, description = "What would become of each row.", body = CompetenceRowsReport)))]
async fn check_competence_records(ctx: Ctx, body: Body<PutCompetenceRecords>) -> Reply {
    Ok(bulk::check_records(&ctx, body.0).await?)
}

/// Read how fields are covered
///
/// Of a leadership group, of a unit with all below it, or of the whole staff: counts only. Of fewer than three people nothing is shown to those who may not see what each can.
#[utoipa::path(get, path = "/competence-coverage", operation_id = "readCompetenceCoverage", tag = "competence",
    params(CoverageFilter), responses((status = 200, description = "The counts of each field.", body = CoverageView)))]
async fn read_competence_coverage(ctx: Ctx, filter: Query<CoverageFilter>) -> Reply {
    Ok(coverage::read_coverage(&ctx, filter.0).await?)
}

/// List gaps
///
/// Who is below target in which field, with a suggested route, of those whose levels the reader may see. Nothing known: an assessment. Two levels or more missing where fewer than two are at target: a colleague who has it, or somebody external. Below level 2: a course. Else: coaching.
#[utoipa::path(get, path = "/competence-gaps", operation_id = "listCompetenceGaps", tag = "competence",
    params(GapFilter), responses((status = 200, description = "A page of gaps.", body = CompetenceGapList)))]
async fn list_competence_gaps(ctx: Ctx, filter: Query<GapFilter>) -> Reply {
    Ok(gaps::list_gaps(&ctx, filter.0).await?)
}
