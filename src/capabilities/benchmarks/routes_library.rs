//! Doors of the library of practices.

use super::dto::{
    AdoptPractice, DecideOnRevision, LibraryFilter, LibraryPracticeList, LibraryRevisionFilter,
    LibraryRevisionList, PracticeAdoptionList, PracticeAdoptionView, PracticeView, PublishPractice,
    RevisePractice, WithdrawPractice,
};
use super::{adoptions, events, library};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::paging::PageFilter;
use kernel::{PracticeAdoptionId, PracticeId};

pub(super) fn doors() -> Vec<Door> {
    let read = || Action::ReadBenchmarks;
    let edit = || Action::EditPractices;
    vec![
        door!(list_library_practices, Read, Permit(read())),
        door!(list_library_revisions, Read, Permit(read())),
        door!(
            publish_practice,
            Create,
            Permit(edit()),
            events::PRACTICE_PUBLISHED
        ),
        door!(read_practice, Read, Permit(read())),
        door!(revise_practice, Edit, Permit(edit()), events::PRACTICE_REVISED),
        door!(
            withdraw_practice,
            Edit,
            Permit(edit()),
            events::PRACTICE_WITHDRAWN
        ),
        door!(adopt_practice, Create, Permit(edit()), events::PRACTICE_ADOPTED),
        door!(list_practice_adoptions, Read, Permit(read())),
        door!(read_practice_adoption, Read, Permit(read())),
        door!(decide_on_revision, Edit, Permit(edit()), events::REVISION_DECIDED),
    ]
}

/// Look into the library
///
/// The practices that organisers of this installation have published, the newest first; by words, kind, language or licence.
#[utoipa::path(get, path = "/library-practices", operation_id = "listLibraryPractices", tag = "benchmarks",
    params(LibraryFilter), responses((status = 200, description = "A page of the library.", body = LibraryPracticeList)))]
async fn list_library_practices(ctx: Ctx, filter: Query<LibraryFilter>) -> Reply {
    Ok(library::list_library_practices(&ctx, filter.0).await?)
}

/// Read a practice of the library
///
/// All its revisions with their texts, the newest first.
#[utoipa::path(get, path = "/library-revisions", operation_id = "listLibraryRevisions", tag = "benchmarks",
    params(LibraryRevisionFilter), responses((status = 200, description = "The revisions.", body = LibraryRevisionList)))]
async fn list_library_revisions(ctx: Ctx, filter: Query<LibraryRevisionFilter>) -> Reply {
    Ok(library::list_library_revisions(&ctx, filter.0).await?)
}

/// Publish a practice
///
/// Every organiser of the installation can read it from now on. It names no persons.
#[utoipa::path(post, path = "/practices", operation_id = "publishPractice", tag = "benchmarks",
    request_body = PublishPractice, responses((status = 201, description = "The practice.", body = PracticeView)))]
async fn publish_practice(ctx: Ctx, body: Body<PublishPractice>) -> Reply {
    Ok(library::publish_practice(&ctx, body.0).await?)
}

/// Read one's own practice
///
/// With its revisions, also where it was withdrawn.
#[utoipa::path(get, path = "/practices/{practiceId}", operation_id = "readPractice", tag = "benchmarks",
    params(("practiceId" = Uuid, Path, description = "The practice.")),
    responses((status = 200, description = "The practice.", body = PracticeView)))]
async fn read_practice(ctx: Ctx, id: Id<PracticeId>) -> Reply {
    Ok(library::read_practice(&ctx, id.0).await?)
}

/// Publish a new revision
///
/// Those who have taken the practice up are told that there is one.
#[utoipa::path(post, path = "/practices/{practiceId}/revisions", operation_id = "revisePractice", tag = "benchmarks",
    params(("practiceId" = Uuid, Path, description = "The practice.")),
    request_body = RevisePractice, responses((status = 200, description = "The practice as it is now.", body = PracticeView)))]
async fn revise_practice(ctx: Ctx, id: Id<PracticeId>, body: Body<RevisePractice>) -> Reply {
    Ok(library::revise_practice(&ctx, id.0, body.0).await?)
}

/// Withdraw a practice
///
/// It leaves the library; those who have taken it up keep the text that they took.
#[utoipa::path(post, path = "/practices/{practiceId}/withdrawal", operation_id = "withdrawPractice", tag = "benchmarks",
    params(("practiceId" = Uuid, Path, description = "The practice.")),
    request_body = WithdrawPractice, responses((status = 200, description = "The practice as it is now.", body = PracticeView)))]
async fn withdraw_practice(ctx: Ctx, id: Id<PracticeId>, body: Body<WithdrawPractice>) -> Reply {
    Ok(library::withdraw_practice(&ctx, id.0, body.0).await?)
}

/// Take up a practice
///
/// The newest revision of somebody else's, with what is done otherwise here.
#[utoipa::path(post, path = "/practice-adoptions", operation_id = "adoptPractice", tag = "benchmarks",
    request_body = AdoptPractice, responses((status = 201, description = "What was taken up.", body = PracticeAdoptionView)))]
async fn adopt_practice(ctx: Ctx, body: Body<AdoptPractice>) -> Reply {
    Ok(adoptions::adopt_practice(&ctx, body.0).await?)
}

/// List what was taken up
///
/// With whether there is a newer revision, or none any more.
#[utoipa::path(get, path = "/practice-adoptions", operation_id = "listPracticeAdoptions", tag = "benchmarks",
    params(PageFilter), responses((status = 200, description = "A page of adoptions.", body = PracticeAdoptionList)))]
async fn list_practice_adoptions(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    Ok(adoptions::list_practice_adoptions(&ctx, filter.0).await?)
}

/// Read what was taken up
///
/// With the text as it was taken, also where its publisher has withdrawn it since.
#[utoipa::path(get, path = "/practice-adoptions/{practiceAdoptionId}", operation_id = "readPracticeAdoption", tag = "benchmarks",
    params(("practiceAdoptionId" = Uuid, Path, description = "The adoption.")),
    responses((status = 200, description = "The adoption.", body = PracticeAdoptionView)))]
async fn read_practice_adoption(ctx: Ctx, id: Id<PracticeAdoptionId>) -> Reply {
    Ok(adoptions::read_practice_adoption(&ctx, id.0).await?)
}

/// Decide on a newer revision
///
/// Take it, or stay with the one that is there and say why.
#[utoipa::path(post, path = "/practice-adoptions/{practiceAdoptionId}/decisions", operation_id = "decideOnRevision", tag = "benchmarks",
    params(("practiceAdoptionId" = Uuid, Path, description = "The adoption.")),
    request_body = DecideOnRevision, responses((status = 200, description = "The adoption as it is now.", body = PracticeAdoptionView)))]
async fn decide_on_revision(ctx: Ctx, id: Id<PracticeAdoptionId>, body: Body<DecideOnRevision>) -> Reply {
    Ok(adoptions::decide_on_revision(&ctx, id.0, body.0).await?)
}
