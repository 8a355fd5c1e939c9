//! How a milestone is going, said by its owner, by who acts for them, or by the project office.

use super::dto::{MilestoneStatus, MilestoneView, ReportMilestone};
use super::milestones::{changed, save_milestone};
use super::{automatic, events, queries, rules, service};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use kernel::MilestoneId;
use sea_orm::ConnectionTrait;
use tables::{milestone, stage};

pub(super) async fn report_milestone(ctx: &Ctx, id: MilestoneId, report: ReportMilestone) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (mut row, roadmap) = automatic::lock(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::target_of_milestone(tx.conn(), ctx.scope(), &row, ctx.today()).await?;
        let permit = ctx.permit(Action::ReportMilestone, &target)?;
        expected.check(row.version)?;
        let faults = rules::faults_of_report(&report, row.started_on, ctx.today());
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let before = MilestoneView::of(&row)?;
        if !rules::may_move(before.status, report.status) {
            let needed = format!("→ {}", report.status);
            let error = AppError::new(Code::WrongState)
                .with("state", row.status.clone())
                .with("needed", needed);
            return Err(error.about(Subject::new("milestone", id)));
        }
        if rules::has_begun(report.status) {
            let stage = queries::stage(tx.conn(), ctx.scope(), row.stage_id).await?;
            refuse_if_locked(tx.conn(), &ctx, &stage, Subject::new("milestone", id)).await?;
        }
        apply(&mut row, &report, ctx.today());
        save_milestone(&tx, &permit, &mut row).await?;
        let moved = automatic::follow(&tx, &ctx, &permit, &roadmap).await?;
        changed(&tx, events::MILESTONE_REPORTED, &before, &row, moved).await
    })
    .await
}

/// Work may be planned in a locked stage, but not begun: the reasons are the stages that have not passed.
async fn refuse_if_locked<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    stage: &stage::Model,
    subject: Subject,
) -> Result<()> {
    if service::state_of(stage)?.allows_start() {
        return Ok(());
    }
    let after: Vec<String> = serde_json::from_value(stage.after.clone())?;
    let stages = queries::stages(db, ctx.scope(), stage.roadmap_id).await?;
    let waiting = stages
        .iter()
        .filter(|one| after.contains(&one.key) && one.state != "passed");
    Err(service::locked_behind(ctx.language, waiting).about(subject))
}

fn apply(row: &mut milestone::Model, report: &ReportMilestone, today: chrono::NaiveDate) {
    report.status.as_str().clone_into(&mut row.status);
    row.blocked_reason.clone_from(&report.blocked_reason);
    if let Some(progress) = report.progress {
        row.progress = progress;
    }
    if rules::has_begun(report.status) {
        row.started_on = report
            .started_on
            .or(row.started_on)
            .or(report.finished_on)
            .or(Some(today));
    } else {
        row.started_on = report.started_on.or(row.started_on);
    }
    if report.status == MilestoneStatus::Done {
        row.progress = 100;
        row.finished_on = report.finished_on.or(row.finished_on).or(Some(today));
    } else {
        row.finished_on = None;
    }
}
