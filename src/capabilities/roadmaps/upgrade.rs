//! Taking a running roadmap to a newer version of its template: previewed first, and keeping its state.
//!
//! Stages that have passed keep their gate as it was decided. Nothing is removed: what the new version no longer has
//! stays in the roadmap, and the preview says so.

use super::dto::{UpgradeChange, UpgradeRoadmap, UpgradeStep, UpgradeView};
use super::start::{Build, published};
use super::{events, plans, queries, service};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::templates;
use crate::capabilities::templates::content::{StageContent, TemplateContent};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use gate::stage::StageState;
use kernel::{RoadmapId, TemplateVersionId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use std::collections::HashMap;
use tables::{gate as gate_row, stage};
use uuid::Uuid;

/// The running plan, as far as an upgrade compares it.
struct Running {
    /// The template version that it was started or last upgraded from.
    before: TemplateContent,
    stages: Vec<stage::Model>,
    gates: Vec<gate_row::Model>,
    /// Keys of milestones with their ids.
    milestones: HashMap<String, Uuid>,
}

impl Running {
    async fn load<C: ConnectionTrait>(
        db: &C,
        ctx: &Ctx,
        roadmap: Uuid,
        before: TemplateContent,
    ) -> Result<Self> {
        let rows = queries::milestones_of(db, ctx.scope(), roadmap).await?;
        Ok(Self {
            before,
            stages: queries::stages(db, ctx.scope(), roadmap).await?,
            gates: queries::gates(db, ctx.scope(), roadmap).await?,
            milestones: rows
                .into_iter()
                .filter_map(|row| Some((row.key?, row.id)))
                .collect(),
        })
    }

    fn stage(&self, key: &str) -> Option<(&stage::Model, &gate_row::Model)> {
        let stage = self.stages.iter().find(|one| one.key == key)?;
        Some((stage, self.gates.iter().find(|gate| gate.stage_id == stage.id)?))
    }

    /// The quorum after the upgrade: the new template's, unless the project office has set another one itself.
    fn quorum(&self, row: &gate_row::Model, part: &StageContent) -> i32 {
        let before = self.before.stages.iter().find(|one| one.key == part.key);
        if before.is_some_and(|before| before.gate.quorum == row.quorum) {
            part.gate.quorum
        } else {
            row.quorum
        }
    }

    fn gate_differs(&self, row: &gate_row::Model, part: &StageContent) -> Result<bool> {
        let same = serde_json::from_str::<gate::Rule>(&row.rule)? == part.gate.rule;
        Ok(!same || row.title != to_value(&part.gate.title)? || row.quorum != self.quorum(row, part))
    }
}

fn stage_differs(row: &stage::Model, part: &StageContent, after: &[&str]) -> Result<bool> {
    Ok(row.title != to_value(&part.title)?
        || row.guidance != to_value(&part.guidance)?
        || row.after != to_value(after)?)
}

/// What an upgrade changes, in the order of the template; what it keeps comes last.
fn changes(running: &Running, content: &TemplateContent) -> Result<Vec<UpgradeChange>> {
    let change = |step, stage: &str, milestone: Option<&str>| UpgradeChange {
        step,
        stage: stage.to_owned(),
        milestone: milestone.map(str::to_owned),
    };
    let mut found = Vec::new();
    for (part, after) in content.stages_with_predecessors() {
        match running.stage(&part.key) {
            None => found.push(change(UpgradeStep::StageAdded, &part.key, None)),
            Some((stage, gate)) => {
                if stage_differs(stage, part, &after)? {
                    found.push(change(UpgradeStep::StageChanged, &part.key, None));
                }
                if running.gate_differs(gate, part)? {
                    let passed = stage.state == StageState::Passed.as_str();
                    found.push(change(
                        if passed {
                            UpgradeStep::GateKept
                        } else {
                            UpgradeStep::GateChanged
                        },
                        &part.key,
                        None,
                    ));
                }
            }
        }
        for one in part
            .milestones
            .iter()
            .filter(|one| !running.milestones.contains_key(&one.key))
        {
            found.push(change(UpgradeStep::MilestoneAdded, &part.key, Some(&one.key)));
        }
    }
    for stage in running
        .stages
        .iter()
        .filter(|stage| !content.stages.iter().any(|part| part.key == stage.key))
    {
        found.push(change(UpgradeStep::StageKept, &stage.key, None));
    }
    let mut kept: Vec<&String> = running
        .milestones
        .keys()
        .filter(|key| !content.milestones().any(|(_, one)| one.key == **key))
        .collect();
    kept.sort();
    found.extend(
        kept.into_iter()
            .map(|key| change(UpgradeStep::MilestoneKept, "", Some(key))),
    );
    Ok(found)
}

pub(super) async fn preview_upgrade(ctx: &Ctx, id: RoadmapId, body: UpgradeRoadmap) -> Result<Answer> {
    let read = ctx.read().await?;
    let row = queries::roadmap(read.conn(), ctx.scope(), id.uuid()).await?;
    ctx.permit(
        Action::ReadRoadmap,
        &service::target_of(read.conn(), ctx.scope(), &row).await?,
    )?;
    let no_such = || {
        AppError::fault(
            "/templateVersionId",
            FaultCode::NoSuch {
                what: "template version".to_owned(),
            },
        )
    };
    let version = TemplateVersionId::from(body.template_version_id);
    let content = match templates::service::version_content(read.conn(), ctx.scope(), version).await {
        Ok((_, content)) => content,
        Err(error) if error.code == Code::NotFound => return Err(no_such()),
        Err(error) => return Err(error),
    };
    let before =
        templates::service::version_content(read.conn(), ctx.scope(), row.template_version_id.into());
    let running = Running::load(read.conn(), ctx, id.uuid(), before.await?.1).await?;
    let changes = changes(&running, &content)?;
    Answer::plain(&UpgradeView {
        roadmap_id: id.uuid(),
        template_version_id: body.template_version_id,
        changes,
    })
}

pub(super) async fn upgrade_roadmap(ctx: &Ctx, id: RoadmapId, body: UpgradeRoadmap) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        // In the order in which a decision locks them: nothing may be decided while the plan changes.
        queries::lock_gates(tx.conn(), ctx.scope(), id.uuid()).await?;
        let mut row = queries::lock_roadmap(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(
            Action::PlanRoadmap,
            &service::target_of(tx.conn(), ctx.scope(), &row).await?,
        )?;
        let content = published(&ctx, &tx, body.template_version_id, "/templateVersionId").await?;
        let before =
            templates::service::version_content(tx.conn(), ctx.scope(), row.template_version_id.into())
                .await?
                .1;
        if before.key != content.key {
            let reason = format!(
                "the roadmap runs the template {}, not {}",
                before.key, content.key
            );
            return Err(AppError::new(Code::Conflict)
                .with("reason", reason)
                .about(Subject::new("roadmap", id)));
        }
        tx.hold_still().await?;
        let running = Running::load(tx.conn(), &ctx, id.uuid(), before).await?;
        let changes = changes(&running, &content)?;
        carry_out(&ctx, &tx, &permit, &row, &running, &content).await?;
        let stages = number_by(&tx, &permit, row.id, &content).await?;
        row.template_version_id = body.template_version_id;
        // A stage that was added makes a complete roadmap active again.
        row.status = service::status_by(&stages).to_string();
        plans::save_roadmap(&tx, &permit, &mut row).await?;
        let view = UpgradeView {
            roadmap_id: row.id,
            template_version_id: body.template_version_id,
            changes,
        };
        let noted = json!({"templateVersionId": body.template_version_id, "changes": view.changes.len()});
        tx.record(events::ROADMAP_UPGRADED, Subject::new("roadmap", id), noted)
            .await?;
        Answer::created(
            &view,
            format!("{}/roadmaps/{id}", crate::platform::BASE),
            etag::of_version(row.version),
        )
    })
    .await
}

async fn carry_out(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    roadmap: &tables::roadmap::Model,
    running: &Running,
    content: &TemplateContent,
) -> Result<()> {
    let build = Build::new(ctx, tx, permit, roadmap.start_date).await?;
    let mut made = running.milestones.clone();
    // Numbers in the order of the template follow when all stages are there.
    let mut number = running.stages.iter().map(|stage| stage.number).max().unwrap_or(0);
    for (part, after) in content.stages_with_predecessors() {
        let stage = if let Some((stage, gate)) = running.stage(&part.key) {
            let mut stage = stage.clone();
            if stage_differs(&stage, part, &after)? {
                stage.title = to_value(&part.title)?;
                stage.guidance = to_value(&part.guidance)?;
                stage.after = to_value(&after)?;
                service::save_stage(tx, permit, &mut stage).await?;
            }
            if stage.state != StageState::Passed.as_str() && running.gate_differs(gate, part)? {
                let changed = gate_row::Model {
                    title: to_value(&part.gate.title)?,
                    rule: serde_json::to_string(&part.gate.rule)?,
                    quorum: running.quorum(gate, part),
                    version: gate.version + 1,
                    updated_at: tx.now(),
                    ..gate.clone()
                };
                rows::replace(tx.conn(), permit, changed).await?;
            }
            stage
        } else {
            number += 1;
            let passed = |key: &&str| {
                running
                    .stages
                    .iter()
                    .any(|one| one.key == **key && one.state == "passed")
            };
            let state = if after.iter().all(passed) {
                StageState::Open
            } else {
                StageState::Locked
            };
            build.stage(roadmap.id, number, part, &after, state).await?
        };
        for one in part
            .milestones
            .iter()
            .filter(|one| !running.milestones.contains_key(&one.key))
        {
            made.insert(one.key.clone(), build.milestone(&stage, one).await?.id);
        }
    }
    for (_, one) in content
        .milestones()
        .filter(|(_, one)| !running.milestones.contains_key(&one.key))
    {
        build.dependencies(roadmap.id, one, &made).await?;
    }
    Ok(())
}

/// Numbers the stages in the order of the template; those that it no longer has come last. Answers them in that order.
async fn number_by(
    tx: &Tx,
    permit: &Permit,
    roadmap: Uuid,
    content: &TemplateContent,
) -> Result<Vec<stage::Model>> {
    let mut stages = queries::stages(tx.conn(), permit.scope(), roadmap).await?;
    let place = |key: &str| content.stages.iter().position(|part| part.key == key);
    stages.sort_by_key(|stage| (place(&stage.key).unwrap_or(usize::MAX), stage.number));
    let mut moved: Vec<(&mut stage::Model, i32)> = stages.iter_mut().zip(1..).collect();
    moved.retain(|(stage, number)| stage.number != *number);
    // Out of each other's way first: no two stages may have one number at any time.
    for (stage, number) in &mut moved {
        stage.number = -*number;
        rows::replace(tx.conn(), permit, stage.clone()).await?;
    }
    for (stage, number) in moved {
        stage.number = number;
        service::save_stage(tx, permit, stage).await?;
    }
    Ok(stages)
}
