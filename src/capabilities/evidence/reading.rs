//! Reading evidence: lists, one piece, and the bytes of a file.

use super::dto::{EvidenceFilter, EvidenceList};
use super::queries;
use super::service::{evidence_target, is_restricted, target_within, view};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::error::{AppError, Result};
use crate::platform::answer::{Answer, FileAnswer};
use crate::platform::etag::none_match_hits;
use crate::platform::paging::Place;
use kernel::{EvidenceId, RoadmapId};

/// The evidence of a roadmap, the newest first.
pub(super) async fn list_evidence(ctx: &Ctx, roadmap: RoadmapId, filter: EvidenceFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadEvidence, |ctx, read| async move {
        let target = roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let mut rows =
            queries::evidence_page(read.conn(), ctx.scope(), roadmap.uuid(), &filter, &place).await?;
        let page = place.finish(&mut rows, |row| vec![row.id.to_string()]);
        let uses = queries::uses_of(read.conn(), ctx.scope(), rows.iter().map(|row| row.id)).await?;
        let items = rows
            .iter()
            .map(|row| Ok(view(&ctx, &target_within(&target, row), row, &uses)?.0))
            .collect::<Result<_>>()?;
        Ok((target, Answer::list(page, |page| EvidenceList { items, page })?))
    })
    .await
}

/// One piece of evidence.
pub(super) async fn read_evidence(ctx: &Ctx, id: EvidenceId) -> Result<Answer> {
    ctx.kept(Action::ReadEvidence, |ctx, read| async move {
        let row = queries::evidence(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(read.conn(), ctx.scope(), &row).await?;
        let uses = queries::uses_of(read.conn(), ctx.scope(), [row.id]).await?;
        let (view, tag) = view(&ctx, &target, &row, &uses)?;
        Ok((target, Answer::ok(&view, tag)?))
    })
    .await
}

/// The bytes of a file. Whoever may read the evidence may read them, unless it is restricted.
pub(super) async fn download_evidence(ctx: &Ctx, id: EvidenceId) -> Result<FileAnswer> {
    let row = {
        let read = ctx.read().await?;
        let row = queries::evidence(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(read.conn(), ctx.scope(), &row).await?;
        ctx.permit(Action::ReadEvidence, &target)?;
        if is_restricted(&row) {
            ctx.permit(Action::ReadRestrictedEvidence, &target)?;
        }
        row
    };
    let (Some(hash), Some(label), Some(media_type), Some(size)) =
        (&row.blob_hash, &row.file_label, &row.media_type, row.size)
    else {
        return Err(AppError::not_found());
    };
    let etag = format!("\"{hash}\"");
    let known = ctx
        .if_none_match
        .as_ref()
        .is_some_and(|header| none_match_hits(header, &etag));
    let bytes = if known {
        None
    } else {
        let found = ctx.state.blobs.hand_out(row.organiser_id, hash).await?;
        let found =
            found.ok_or_else(|| AppError::internal(format!("the object store lacks the bytes {hash}")))?;
        Some(Box::pin(found) as _)
    };
    Ok(FileAnswer {
        label: label.clone(),
        media_type: media_type.clone(),
        size: u64::try_from(size).unwrap_or(0),
        etag,
        keep: !is_restricted(&row),
        bytes,
    })
}
