//! Decisions about a technology in a place: who, when, why, and where it is archived. Recording one moves nothing.

use super::dto::{CreateTechnologyDecision, TechnologyDecisionList, TechnologyDecisionView};
use super::{deployments, events, queries, register};
use crate::access::{Action, Ctx};
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::TechnologyDeploymentId;
use serde_json::to_value;
use tables::technology_decision;

pub(super) async fn list_technology_decisions(ctx: &Ctx, id: TechnologyDeploymentId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let row = queries::deployment(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = deployments::target_of(read.conn(), ctx.scope(), &row).await?;
        let found = queries::decisions(read.conn(), ctx.scope(), row.id).await?;
        let items = found
            .iter()
            .map(TechnologyDecisionView::of)
            .collect::<Result<_>>()?;
        Ok((target, Answer::plain(&TechnologyDecisionList { items })?))
    })
    .await
}

pub(super) async fn create_technology_decision(
    ctx: &Ctx,
    id: TechnologyDeploymentId,
    body: CreateTechnologyDecision,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let deployment = queries::lock_deployment(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = deployments::target_of(tx.conn(), ctx.scope(), &deployment).await?;
        let permit = ctx.permit(Action::DecideTechnology, &target)?;
        deployments::check_standing(&deployment)?;
        if body.decided_on > ctx.today() {
            let rule = "in_the_future";
            return Err(AppError::fault("/decidedOn", FaultCode::Rule { rule }));
        }
        let row = technology_decision::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            deployment_id: deployment.id,
            outcome: body.outcome.to_string(),
            decided_by: body.decided_by.clone(),
            decided_on: body.decided_on,
            rationale: body.rationale.clone(),
            reference: body.reference.clone(),
            recorded_by: register::recorder(&ctx),
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("technology_decision", row.id);
        tx.record(events::DECISION_RECORDED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/technology-deployments/{id}/decisions", crate::platform::BASE);
        Answer::created(&TechnologyDecisionView::of(&row)?, location, etag::of_version(1))
    })
    .await
}
