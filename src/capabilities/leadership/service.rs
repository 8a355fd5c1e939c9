//! What other capabilities ask about leadership.

use super::acknowledgement::{editions, holding_signatures};
use super::dto::Audience;
use super::facts::Asked;
use super::queries;
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::roadmaps::service::Reach;
use crate::capabilities::{capacity, people};
use crate::error::{AppError, Result};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use tables::leadership_group;
use uuid::Uuid;

pub use super::facts::Measured;

/// A group with the target that permissions on it are asked for; 404 where the reader sees nothing of it.
pub(super) async fn seen_group<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    id: Uuid,
) -> Result<(Target, leadership_group::Model)> {
    let (target, group) = people::service::leadership_group_target(db, ctx.scope(), id).await?;
    if ctx.allows(Action::ReadPeople, &target) || ctx.allows(Action::ReadPosture, &target) {
        Ok((target, group))
    } else {
        Err(AppError::not_found())
    }
}

/// A part of a whole, 0 to 1; nothing where there is no whole.
#[expect(clippy::cast_precision_loss, reason = "a group has a few dozen members")]
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What gates ask of a roadmap's leadership group. A fixed number of queries.
///
/// # Errors
/// What the database says.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let mut found = Measured {
        group: reach.group,
        members: reach.members.clone(),
        signatures: HashMap::new(),
        rounds: Vec::new(),
        time: capacity::service::protected(db, scope, &reach.members, reach.today, &[]).await?,
        today: reach.today,
    };
    let Some(group) = reach.group else {
        return Ok(found);
    };
    let asked = editions(db, scope, group).await?;
    let since = people::service::leadership_members_since(db, scope, group, reach.today).await?;
    found.signatures = holding_signatures(db, scope, group, &asked, &since)
        .await?
        .into_iter()
        .map(|row| (row.person_id, (row.id, row.text_number)))
        .collect();
    let mut answered = queries::participants_for(db, scope, group, Audience::Leaders).await?;
    found.rounds = queries::rounds_for(db, scope, group, Audience::Leaders)
        .await?
        .into_iter()
        .map(|(round, days)| Asked {
            round,
            days,
            answered: answered.remove(&round).unwrap_or_default(),
        })
        .collect();
    Ok(found)
}
