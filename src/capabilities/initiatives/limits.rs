//! How large a small initiative may be here before it is warned of. Each setting stays; the newest counts.

use super::dto::{InitiativeLimitsView, SetInitiativeLimits};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Target};
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::initiative_limit;

/// What counts now: what the organiser has set, or the defaults with their reason in the reader's language.
pub(super) async fn current<C: ConnectionTrait>(ctx: &Ctx, db: &C) -> Result<InitiativeLimitsView> {
    Ok(if let Some(row) = queries::limits(db, ctx.scope()).await? {
        InitiativeLimitsView {
            limits: SetInitiativeLimits {
                max_days: row.max_days,
                max_effort: row.max_effort,
                max_units: row.max_units,
                reason: row.reason,
            },
            is_default: false,
            set_at: Some(row.created_at),
        }
    } else {
        let [nb, sv, en] = rules::DEFAULT_REASON;
        let reason = crate::platform::language::Text3::new(nb, sv, en).get(ctx.language);
        InitiativeLimitsView {
            limits: rules::default_limits(reason),
            is_default: true,
            set_at: None,
        }
    })
}

pub(super) async fn read_initiative_limits(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let view = current(&ctx, read.conn()).await?;
        Ok((super::service::standing(&ctx), Answer::plain(&view)?))
    })
    .await
}

pub(super) async fn set_initiative_limits(ctx: &Ctx, body: SetInitiativeLimits) -> Result<Answer> {
    let permit = ctx.permit(Action::SelectInitiatives, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let before = current(&ctx, tx.conn()).await?;
        let row = initiative_limit::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            max_days: body.max_days,
            max_effort: body.max_effort,
            max_units: body.max_units,
            reason: body.reason.clone(),
            recorded_by: ctx.actor.person,
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = serde_json::json!({"from": to_value(&before.limits)?, "to": to_value(&body)?});
        let subject = Subject::new("initiative_limits", row.id);
        tx.record(events::LIMITS_SET, subject, changes).await?;
        let view = InitiativeLimitsView {
            limits: body,
            is_default: false,
            set_at: Some(row.created_at),
        };
        let location = format!("{}/initiative-limits", crate::platform::BASE);
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}
