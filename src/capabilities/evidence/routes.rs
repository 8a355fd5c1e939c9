//! Doors of evidence.

use super::dto::{
    EvidenceContent, EvidenceFilter, EvidenceList, EvidenceUseList, EvidenceUseView, EvidenceView,
    ReviewEvidence, ReviseFile, SubmitEvidence, SubmitFile, UsePlace, WithdrawEvidence,
};
use super::{events, reading, reviews, submissions, uses};
use crate::access::gatehouse::{Failure, Reply};
use crate::access::input::{Body, Id, Query};
use crate::access::upload::{FileBytes, Upload};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::answer::FileAnswer;
use kernel::{EvidenceId, EvidenceUseId, RoadmapId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_evidence, Read, Permit(Action::ReadEvidence)),
        door!(
            submit_evidence,
            Create,
            Permit(Action::SubmitEvidence),
            events::EVIDENCE_SUBMITTED
        ),
        door!(
            submit_evidence_file,
            Create,
            Permit(Action::SubmitEvidence),
            events::EVIDENCE_SUBMITTED
        ),
        door!(read_evidence, Read, Permit(Action::ReadEvidence)),
        door!(download_evidence, Read, Permit(Action::ReadEvidence)),
        door!(
            revise_evidence,
            Edit,
            Permit(Action::ReviseEvidence),
            events::EVIDENCE_REVISED
        ),
        door!(
            revise_evidence_file,
            Edit,
            Permit(Action::ReviseEvidence),
            events::EVIDENCE_REVISED
        ),
        door!(
            review_evidence,
            Edit,
            Permit(Action::ReviewEvidence),
            events::EVIDENCE_REVIEWED
        ),
        door!(
            withdraw_evidence,
            Edit,
            Permit(Action::WithdrawEvidence),
            events::EVIDENCE_WITHDRAWN
        ),
        door!(list_evidence_uses, Read, Permit(Action::ReadEvidence)),
        door!(
            add_evidence_use,
            Create,
            Permit(Action::SubmitEvidence),
            events::EVIDENCE_USE_ADDED
        ),
        door!(read_evidence_use, Read, Permit(Action::ReadEvidence)),
        door!(
            confirm_evidence_use,
            Edit,
            Permit(Action::ReviewEvidence),
            events::EVIDENCE_USE_CONFIRMED
        ),
        door!(
            remove_evidence_use,
            Edit,
            Permit(Action::WithdrawEvidence),
            events::EVIDENCE_USE_REMOVED
        ),
    ]
}

/// List a roadmap's evidence
///
/// The newest first, every revision; filtered by state, kind, place of use, owner or validity. Restricted content is hidden from those who may not read it.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/evidence", operation_id = "listEvidence", tag = "evidence",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), EvidenceFilter),
    responses((status = 200, description = "A page of evidence.", body = EvidenceList)))]
async fn list_evidence(ctx: Ctx, id: Id<RoadmapId>, filter: Query<EvidenceFilter>) -> Reply {
    Ok(reading::list_evidence(&ctx, id.0, filter.0).await?)
}

/// Submit evidence
///
/// A link, a note, a measurement or an attestation; a file goes to `POST /roadmaps/{roadmapId}/evidence-files`. Somebody else reviews it. Evidence is never edited: a revision supersedes it.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/evidence", operation_id = "submitEvidence", tag = "evidence",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = SubmitEvidence, responses((status = 201, description = "The new evidence.", body = EvidenceView)))]
async fn submit_evidence(ctx: Ctx, id: Id<RoadmapId>, body: Body<SubmitEvidence>) -> Reply {
    Ok(submissions::submit_evidence(&ctx, id.0, body.0).await?)
}

/// Submit a file as evidence
///
/// The body is the file's bytes as they are; what is said of it stands in the query. What kind of file it is, is told by its content: PDF, office documents without macros (DOCX, XLSX, PPTX, ODT, ODS, ODP), plain text and CSV, images, sound and video come in; programs, scripts, HTML, SVG, other markup and archives are answered 415. Equal bytes are stored once.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/evidence-files", operation_id = "submitEvidenceFile", tag = "evidence",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), SubmitFile),
    request_body(content = FileBytes, content_type = "application/octet-stream", description = "The bytes of the file."),
    responses((status = 201, description = "The new evidence.", body = EvidenceView)))]
async fn submit_evidence_file(
    ctx: Ctx,
    id: Id<RoadmapId>,
    parameters: Query<SubmitFile>,
    upload: Upload,
) -> Reply {
    Ok(submissions::submit_evidence_file(&ctx, id.0, parameters.0, upload).await?)
}

/// Read evidence
///
/// With its uses, its review, and whether its validity has run out. Restricted content is hidden from those who may not read it.
#[utoipa::path(get, path = "/evidence/{evidenceId}", operation_id = "readEvidence", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence.")),
    responses((status = 200, description = "The evidence.", body = EvidenceView)))]
async fn read_evidence(ctx: Ctx, id: Id<EvidenceId>) -> Reply {
    Ok(reading::read_evidence(&ctx, id.0).await?)
}

/// Download the file of evidence
///
/// The bytes as they were submitted, always as an attachment and never to be shown or run by a browser. The validator is the hash of the bytes. Evidence that is not a file answers 404.
#[utoipa::path(get, path = "/evidence/{evidenceId}/content", operation_id = "downloadEvidence", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence.")),
    responses((status = 200, description = "The bytes of the file.", body = FileBytes, content_type = "application/octet-stream",
        headers(
            ("Content-Disposition" = String, description = "`attachment` with the file's label (RFC 6266)."),
            ("Content-Security-Policy" = String, description = "A sandbox that loads and runs nothing."),
            ("X-Content-Type-Options" = String, description = "`nosniff`.")))))]
async fn download_evidence(ctx: Ctx, id: Id<EvidenceId>) -> Result<FileAnswer, Failure> {
    Ok(reading::download_evidence(&ctx, id.0).await?)
}

/// Revise evidence
///
/// A new revision that is not a file, with the uses of the old one, which it supersedes from now on; it needs a review of its own.
#[utoipa::path(post, path = "/evidence/{evidenceId}/revisions", operation_id = "reviseEvidence", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence that is superseded.")),
    request_body = EvidenceContent, responses((status = 201, description = "The new revision.", body = EvidenceView)))]
async fn revise_evidence(ctx: Ctx, id: Id<EvidenceId>, body: Body<EvidenceContent>) -> Reply {
    Ok(submissions::revise_evidence(&ctx, id.0, body.0).await?)
}

/// Revise evidence with a file
///
/// As `POST /evidence/{evidenceId}/revisions`, with a file as at `POST /roadmaps/{roadmapId}/evidence-files`.
#[utoipa::path(post, path = "/evidence/{evidenceId}/revision-files", operation_id = "reviseEvidenceFile", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence that is superseded."), ReviseFile),
    request_body(content = FileBytes, content_type = "application/octet-stream", description = "The bytes of the file."),
    responses((status = 201, description = "The new revision.", body = EvidenceView)))]
async fn revise_evidence_file(
    ctx: Ctx,
    id: Id<EvidenceId>,
    parameters: Query<ReviseFile>,
    upload: Upload,
) -> Reply {
    Ok(submissions::revise_evidence_file(&ctx, id.0, parameters.0, upload).await?)
}

/// Review evidence
///
/// Accepts or rejects it; a rejection says why. Whoever submitted it cannot review it (`four_eyes`).
#[utoipa::path(post, path = "/evidence/{evidenceId}/reviews", operation_id = "reviewEvidence", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence.")),
    request_body = ReviewEvidence, responses((status = 200, description = "The evidence as it is now.", body = EvidenceView)))]
async fn review_evidence(ctx: Ctx, id: Id<EvidenceId>, body: Body<ReviewEvidence>) -> Reply {
    Ok(reviews::review_evidence(&ctx, id.0, body.0).await?)
}

/// Withdraw evidence
///
/// It no longer counts anywhere; it stays readable with the reason.
#[utoipa::path(post, path = "/evidence/{evidenceId}/withdrawals", operation_id = "withdrawEvidence", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence.")),
    request_body = WithdrawEvidence, responses((status = 200, description = "The evidence as it is now.", body = EvidenceView)))]
async fn withdraw_evidence(ctx: Ctx, id: Id<EvidenceId>, body: Body<WithdrawEvidence>) -> Reply {
    Ok(reviews::withdraw_evidence(&ctx, id.0, body.0).await?)
}

/// List the uses of evidence
///
/// The milestones and criteria that it proves.
#[utoipa::path(get, path = "/evidence/{evidenceId}/uses", operation_id = "listEvidenceUses", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence.")),
    responses((status = 200, description = "The uses.", body = EvidenceUseList)))]
async fn list_evidence_uses(ctx: Ctx, id: Id<EvidenceId>) -> Reply {
    Ok(uses::list_evidence_uses(&ctx, id.0).await?)
}

/// Use evidence again
///
/// For another milestone of the roadmap, perhaps for one of the items it asks for, or for a criterion of a gate.
#[utoipa::path(post, path = "/evidence/{evidenceId}/uses", operation_id = "addEvidenceUse", tag = "evidence",
    params(("evidenceId" = Uuid, Path, description = "The evidence.")),
    request_body = UsePlace, responses((status = 201, description = "The new use.", body = EvidenceUseView)))]
async fn add_evidence_use(ctx: Ctx, id: Id<EvidenceId>, body: Body<UsePlace>) -> Reply {
    Ok(uses::add_evidence_use(&ctx, id.0, body.0).await?)
}

/// Read a use of evidence
///
/// The milestone or criterion that it proves, and who added it.
#[utoipa::path(get, path = "/evidence-uses/{evidenceUseId}", operation_id = "readEvidenceUse", tag = "evidence",
    params(("evidenceUseId" = Uuid, Path, description = "The use.")),
    responses((status = 200, description = "The use.", body = EvidenceUseView)))]
async fn read_evidence_use(ctx: Ctx, id: Id<EvidenceUseId>) -> Reply {
    Ok(uses::read_evidence_use(&ctx, id.0).await?)
}

/// Confirm a use of accepted evidence
///
/// A use that was added after the evidence was accepted counts from here on. Neither who submitted the evidence nor who added the use can confirm it.
#[utoipa::path(post, path = "/evidence-uses/{evidenceUseId}/confirmations", operation_id = "confirmEvidenceUse", tag = "evidence",
    params(("evidenceUseId" = Uuid, Path, description = "The use.")),
    responses((status = 200, description = "The use as it is now.", body = EvidenceUseView)))]
async fn confirm_evidence_use(ctx: Ctx, id: Id<EvidenceUseId>) -> Reply {
    Ok(uses::confirm_evidence_use(&ctx, id.0).await?)
}

/// End a use of evidence
///
/// The evidence itself stays; it no longer counts in this place.
#[utoipa::path(delete, path = "/evidence-uses/{evidenceUseId}", operation_id = "removeEvidenceUse", tag = "evidence",
    params(("evidenceUseId" = Uuid, Path, description = "The use.")),
    responses((status = 204, description = "Removed.")))]
async fn remove_evidence_use(ctx: Ctx, id: Id<EvidenceUseId>) -> Reply {
    Ok(uses::remove_evidence_use(&ctx, id.0).await?)
}
