//! Use cases: reading the chain, and having it verified. Checkpoints and the export stand in rooms of their own.

use super::dto::{EntryFilter, EntryList, EntryView, VerificationView, VerifyAudit};
use super::seal::Sealed;
use super::{queries, verify};
use crate::access::{Action, Ctx, Target};
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::paging::Place;

pub use super::checkpoints::{publish_again, publish_due, published};

pub(super) async fn list_audit_entries(ctx: &Ctx, filter: EntryFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadAudit, |ctx, read| async move {
        let mut rows = queries::entries(read.conn(), ctx.scope(), &filter, &place).await?;
        let page = place.finish(&mut rows, |row| vec![row.sequence.to_string()]);
        let items = rows.into_iter().map(EntryView::of).collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| EntryList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn verify_audit(ctx: &Ctx, body: VerifyAudit) -> Result<Answer> {
    ctx.permit(Action::ReadAudit, &Target::organiser())?;
    let kept = body
        .checkpoints
        .into_iter()
        .enumerate()
        .map(|(index, kept)| Sealed {
            source: format!("/checkpoints/{index}"),
            jws: kept.jws,
        })
        .collect();
    let found = verify::verify_organiser(ctx, kept, &mut |_, _| {}).await?;
    Answer::plain(&VerificationView::of(
        &found.outcome,
        found.checked,
        found.checkpoints,
        ctx.language,
    ))
}
