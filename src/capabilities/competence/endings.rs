//! How a route ends: with its handover done or a written reason, or given up before.

use super::capacity_routes::{target, validator, view};
use super::dto::{CancelCapacityRoute, CapacityRouteStatus, EndCapacityRoute};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use kernel::CapacityRouteId;
use serde_json::json;
use tables::capacity_route;

/// What is over does not end again.
pub(super) fn over(row: &capacity_route::Model, status: CapacityRouteStatus) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", status.as_str())
        .with("needed", "planned, in_place, ending")
        .about(Subject::new("capacity_route", row.id))
}

fn is_over(status: CapacityRouteStatus) -> bool {
    matches!(
        status,
        CapacityRouteStatus::Ended | CapacityRouteStatus::Cancelled
    )
}

pub(super) async fn end_route(ctx: &Ctx, id: CapacityRouteId, body: EndCapacityRoute) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::route(tx.conn(), ctx.scope(), id.uuid(), true).await?;
        let target = target(tx.conn(), ctx.scope(), row.unit_id).await?;
        let permit = ctx.permit(Action::EditCapacityRoutes, &target.about("capacity_route", id))?;
        expected.check(row.version)?;
        let seen = view(&ctx, tx.conn(), &row).await?;
        if is_over(seen.status) {
            return Err(over(&row, seen.status));
        }
        let ended_on = body.on_date.unwrap_or(ctx.today());
        let mut faults = Vec::new();
        if ended_on > ctx.today() {
            let rule = "in_the_future";
            faults.push(Fault::new("/onDate", FaultCode::Rule { rule }));
        }
        if ended_on < row.from_date {
            let other = "from".to_owned();
            faults.push(Fault::new("/onDate", FaultCode::Contradicts { other }));
        }
        if !seen.handed_over && body.reason.is_none() {
            let rule = "not_handed_over";
            let open = seen.fields.handover.iter().filter(|item| item.done_on.is_none());
            let open: Vec<&str> = open.map(|item| item.text.as_str()).collect();
            faults.push(Fault::new("/reason", FaultCode::Rule { rule }).note(open.join("; ")));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let row = capacity_route::Model {
            ended_on: Some(ended_on),
            end_reason: body.reason.clone(),
            need_stands: body.need_stands,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({
            "endedOn": ended_on, "handedOver": seen.handed_over, "reason": body.reason, "needStands": body.need_stands,
        });
        let subject = Subject::new("capacity_route", id);
        tx.record(events::ROUTE_ENDED, subject, changes).await?;
        let view = view(&ctx, tx.conn(), &row).await?;
        let validator = validator(&view);
        Answer::ok(&view, validator)
    })
    .await
}

pub(super) async fn cancel_route(
    ctx: &Ctx,
    id: CapacityRouteId,
    body: CancelCapacityRoute,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::route(tx.conn(), ctx.scope(), id.uuid(), true).await?;
        let target = target(tx.conn(), ctx.scope(), row.unit_id).await?;
        let permit = ctx.permit(Action::EditCapacityRoutes, &target.about("capacity_route", id))?;
        expected.check(row.version)?;
        let seen = view(&ctx, tx.conn(), &row).await?;
        // What has served is ended, with its handover: it cannot be given up as if it had never been.
        if seen.status != CapacityRouteStatus::Planned {
            return Err(AppError::new(Code::WrongState)
                .with("state", seen.status.as_str())
                .with("needed", "planned")
                .about(Subject::new("capacity_route", id)));
        }
        let row = capacity_route::Model {
            cancelled_on: Some(ctx.today()),
            cancel_reason: Some(body.reason.clone()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"cancelledOn": row.cancelled_on, "reason": body.reason});
        let subject = Subject::new("capacity_route", id);
        tx.record(events::ROUTE_CANCELLED, subject, changes).await?;
        let view = view(&ctx, tx.conn(), &row).await?;
        let validator = validator(&view);
        Answer::ok(&view, validator)
    })
    .await
}
