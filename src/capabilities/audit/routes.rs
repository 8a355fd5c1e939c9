//! Doors of the audit chain.

use super::dto::{
    CheckpointFilter, CheckpointList, CheckpointView, EntryFilter, EntryList, ExportFilter, ExportLines,
    VerificationView, VerifyAudit,
};
use super::{checkpoints, events, export, service};
use crate::access::gatehouse::{Failure, Reply};
use crate::access::input::{Body, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use actix_web::{HttpRequest, HttpResponse};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_audit_entries, Read, Permit(Action::ReadAudit)),
        door!(export_audit, Read, Permit(Action::ReadAudit)),
        door!(list_audit_checkpoints, Read, Permit(Action::ReadAudit)),
        door!(
            create_audit_checkpoint,
            Create,
            Permit(Action::PublishCheckpoint),
            events::CHECKPOINT_PUBLISHED
        ),
        door!(verify_audit, Ask, Permit(Action::ReadAudit)),
    ]
}

/// List audit entries
///
/// Who did what to what, and when: one entry a write, refused attempts included. Newest first, or in the chain's order with `order=oldest`; one entry by its place with `sequence`.
#[utoipa::path(get, path = "/audit-entries", operation_id = "listAuditEntries", tag = "audit",
    params(EntryFilter), responses((status = 200, description = "A page of the chain.", body = EntryList)))]
async fn list_audit_entries(ctx: Ctx, filter: Query<EntryFilter>) -> Reply {
    Ok(service::list_audit_entries(&ctx, filter.0).await?)
}

/// Export the audit chain
///
/// JSON Lines in the chain's order: each line holds exactly the fields that the hash covers, and the hash. `stegvis verify-audit --export` checks the file without the database; `docs/audit.md` says how to do it with other tools.
#[utoipa::path(get, path = "/audit-export", operation_id = "exportAudit", tag = "audit",
    params(ExportFilter), responses((status = 200, description = "The chain, or the part that was asked for.", body = ExportLines, content_type = "application/jsonl")))]
async fn export_audit(
    ctx: Ctx,
    filter: Query<ExportFilter>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    Ok(export::export_audit(&ctx, &request, filter.from, filter.to).await?)
}

/// List the signed checkpoints
///
/// Newest first. Keep some where nobody who can change the database can reach them: they prove later that the chain was neither cut nor written anew.
#[utoipa::path(get, path = "/audit-checkpoints", operation_id = "listAuditCheckpoints", tag = "audit",
    params(CheckpointFilter), responses((status = 200, description = "A page of checkpoints.", body = CheckpointList)))]
async fn list_audit_checkpoints(ctx: Ctx, filter: Query<CheckpointFilter>) -> Reply {
    Ok(checkpoints::list_audit_checkpoints(&ctx, &filter).await?)
}

/// Publish a signed checkpoint
///
/// Leaves its own entry, then signs the chain's length and last hash and publishes that outside the database. It also happens by itself, every hour and every 1,000 entries.
#[utoipa::path(post, path = "/audit-checkpoints", operation_id = "createAuditCheckpoint", tag = "audit",
    responses((status = 201, description = "The new checkpoint.", body = CheckpointView)))]
async fn create_audit_checkpoint(ctx: Ctx) -> Reply {
    Ok(checkpoints::create_audit_checkpoint(&ctx).await?)
}

/// Verify the audit chain
///
/// Recomputes every hash, follows every link and compares the chain with every published checkpoint, and with those that you kept. Names the first broken entry.
#[utoipa::path(post, path = "/audit-verifications", operation_id = "verifyAudit", tag = "audit",
    request_body = VerifyAudit, responses((status = 200, description = "Whether the chain is whole.", body = VerificationView)))]
async fn verify_audit(ctx: Ctx, body: Body<VerifyAudit>) -> Reply {
    Ok(service::verify_audit(&ctx, body.0).await?)
}
