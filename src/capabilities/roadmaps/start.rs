//! Starting a roadmap: one run of a template, with its stages, gates, suggested milestones and their dependencies.

use super::dto::{
    CreateMilestone, CreateRoadmap, Estimate, EvidenceKindWord, RequiredEvidence, RoadmapStatus, RoadmapView,
    StageView,
};
use super::history::{self, Kind, Version};
use super::{events, milestones, plans};
use crate::access::{Ctx, Permit};
use crate::capabilities::templates::content::{MilestoneContent, StageContent, TemplateContent};
use crate::capabilities::{organisation, templates};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use chrono::{Days, NaiveDate};
use gate::stage::StageState;
use kernel::{Language, TemplateVersionId, WorkingCalendar};
use serde_json::{json, to_value};
use std::collections::HashMap;
use tables::{dependency, gate as gate_row, milestone, roadmap, stage};
use uuid::Uuid;

pub(super) async fn create_roadmap(ctx: &Ctx, body: CreateRoadmap) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = plans::permit_in_unit(tx.conn(), &ctx, body.fields.unit_id).await?;
        plans::check(tx.conn(), &ctx, &body.fields).await?;
        let (version, content) = template(&ctx, &tx, &body).await?;
        let mut row = roadmap::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            title: String::new(),
            purpose: String::new(),
            unit_id: body.fields.unit_id,
            template_version_id: version,
            sponsor_id: None,
            leadership_group_id: None,
            status: RoadmapStatus::Active.to_string(),
            start_date: body.fields.start_date,
            target_date: None,
            published: false,
            automatic: false,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        let areas = body.fields.service_area_ids.clone();
        plans::fill(&mut row, body.fields);
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        plans::write_areas(&tx, &permit, row.id, &areas).await?;
        plans::keep_roadmap(&tx, &permit, &row).await?;
        let build = Build::new(&ctx, &tx, &permit, row.start_date).await?;
        build.whole(row.id, &content).await?;
        let changes = json!({"template": content.key, "number": content.number, "unitId": row.unit_id, "stages": content.stages.len()});
        tx.record(events::ROADMAP_CREATED, Subject::new("roadmap", row.id), changes).await?;
        let location = format!("{}/roadmaps/{}", crate::platform::BASE, row.id);
        Answer::created(&RoadmapView::of(&row, &areas)?, location, etag::of_version(1))
    })
    .await
}

/// The template version to run: a certain one, or the newest published one of a key.
async fn template(ctx: &Ctx, tx: &Tx, body: &CreateRoadmap) -> Result<(Uuid, TemplateContent)> {
    let unknown = |pointer: &str| {
        AppError::fault(
            pointer,
            FaultCode::NoSuch {
                what: "published template".to_owned(),
            },
        )
    };
    match (&body.template_key, body.template_version_id) {
        (Some(_), Some(_)) => Err(AppError::fault(
            "/templateVersionId",
            FaultCode::Contradicts {
                other: "templateKey".to_owned(),
            },
        )),
        (None, None) => Err(AppError::invalid(vec![
            Fault::new("/templateKey", FaultCode::Required)
                .note("Name a template by templateKey or templateVersionId."),
        ])),
        (Some(key), None) => match templates::service::newest_published(tx.conn(), ctx.scope(), key).await {
            Err(error) if error.code == Code::NotFound => Err(unknown("/templateKey")),
            found => found,
        },
        (None, Some(id)) => Ok((id, published(ctx, tx, id, "/templateVersionId").await?)),
    }
}

/// The content of a published version; a draft or a deprecated one starts nothing new.
pub(super) async fn published(ctx: &Ctx, tx: &Tx, id: Uuid, pointer: &str) -> Result<TemplateContent> {
    let unknown = || {
        AppError::fault(
            pointer,
            FaultCode::NoSuch {
                what: "published template".to_owned(),
            },
        )
    };
    match templates::service::version_content(tx.conn(), ctx.scope(), TemplateVersionId::from(id)).await {
        Ok((status, content)) if status.as_str() == "published" => Ok(content),
        Ok(_) => Err(unknown()),
        Err(error) if error.code == Code::NotFound => Err(unknown()),
        Err(error) => Err(error),
    }
}

/// Builds parts of a roadmap from a template.
pub(super) struct Build<'b> {
    ctx: &'b Ctx,
    tx: &'b Tx,
    permit: &'b Permit,
    start: NaiveDate,
    calendar: WorkingCalendar,
    language: Language,
}

impl<'b> Build<'b> {
    pub(super) async fn new(ctx: &'b Ctx, tx: &'b Tx, permit: &'b Permit, start: NaiveDate) -> Result<Self> {
        let calendar = organisation::service::working_calendar(tx.conn(), ctx.scope()).await?;
        // A milestone's text is the organiser's own from now on, so it is in one language.
        let language = organisation::service::organiser_language(tx.conn(), ctx.scope()).await?;
        Ok(Self {
            ctx,
            tx,
            permit,
            start,
            calendar,
            language,
        })
    }

    async fn whole(&self, roadmap: Uuid, content: &TemplateContent) -> Result<()> {
        let mut made = HashMap::new();
        for (index, (part, after)) in content.stages_with_predecessors().enumerate() {
            let state = if after.is_empty() {
                StageState::Open
            } else {
                StageState::Locked
            };
            let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
            let stage = self.stage(roadmap, number, part, &after, state).await?;
            for suggested in &part.milestones {
                made.insert(suggested.key.clone(), self.milestone(&stage, suggested).await?.id);
            }
        }
        for (_, suggested) in content.milestones() {
            self.dependencies(roadmap, suggested, &made).await?;
        }
        Ok(())
    }

    /// A stage with its gate.
    pub(super) async fn stage(
        &self,
        roadmap: Uuid,
        number: i32,
        part: &StageContent,
        after: &[&str],
        state: StageState,
    ) -> Result<stage::Model> {
        let now = self.tx.now();
        let row = stage::Model {
            organiser_id: self.permit.scope().organiser(),
            id: self.ctx.new_id(),
            roadmap_id: roadmap,
            number,
            key: part.key.clone(),
            title: to_value(&part.title)?,
            guidance: to_value(&part.guidance)?,
            after: to_value(after)?,
            state: state.as_str().to_owned(),
            owner_id: None,
            target_date: None,
            opened_at: (state == StageState::Open).then_some(now),
            passed_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        rows::insert(self.tx.conn(), self.permit, row.clone()).await?;
        let view = StageView::of(&row)?;
        let version = Version {
            kind: Kind::Stage,
            roadmap,
            subject: row.id,
            number: 1,
            view: &view,
        };
        history::keep(self.tx.conn(), self.permit, now, version).await?;
        let gate = gate_row::Model {
            organiser_id: row.organiser_id,
            id: self.ctx.new_id(),
            roadmap_id: roadmap,
            stage_id: row.id,
            key: part.gate.key.clone(),
            title: to_value(&part.gate.title)?,
            rule: serde_json::to_string(&part.gate.rule)?,
            quorum: part.gate.quorum,
            owner_id: None,
            decided_id: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        rows::insert(self.tx.conn(), self.permit, gate).await?;
        Ok(row)
    }

    /// A suggested milestone, due on the first working day from its distance to the roadmap's start.
    pub(super) async fn milestone(
        &self,
        stage: &stage::Model,
        part: &MilestoneContent,
    ) -> Result<milestone::Model> {
        let due = part.due_after_days.and_then(|days| {
            let day = self
                .start
                .checked_add_days(Days::new(u64::try_from(days).ok()?))?;
            self.calendar.working_day_from(day)
        });
        let kind = |word: &str| {
            word.parse()
                .map_err(|()| AppError::internal(format!("a template with evidence of kind {word}")))
        };
        let required_evidence = part
            .required_evidence
            .iter()
            .map(|item| {
                let kind: EvidenceKindWord = kind(&item.kind)?;
                Ok(RequiredEvidence {
                    key: item.key.clone(),
                    title: item.title.get(self.language).to_owned(),
                    kind,
                })
            })
            .collect::<Result<_>>()?;
        let fields = CreateMilestone {
            title: part.title.get(self.language).to_owned(),
            description: part.guidance.get(self.language).to_owned(),
            owner_id: None,
            due_date: due,
            not_before: None,
            duration: part.duration.map(|one| Estimate {
                optimistic: one.optimistic,
                likely: one.likely,
                pessimistic: one.pessimistic,
            }),
            effort: part.effort,
            required_evidence,
        };
        let row = milestones::new_row(self.ctx, stage, Some(part.key.clone()), fields, self.ctx.new_id())?;
        milestones::insert_milestone(self.tx, self.permit, &row).await?;
        Ok(row)
    }

    /// The dependencies of a suggested milestone on others of the roadmap.
    pub(super) async fn dependencies(
        &self,
        roadmap: Uuid,
        part: &MilestoneContent,
        made: &HashMap<String, Uuid>,
    ) -> Result<()> {
        for link in &part.after {
            let (Some(predecessor), Some(successor)) = (made.get(&link.milestone), made.get(&part.key))
            else {
                continue;
            };
            let row = dependency::Model {
                organiser_id: self.permit.scope().organiser(),
                id: self.ctx.new_id(),
                roadmap_id: roadmap,
                predecessor_id: *predecessor,
                successor_id: *successor,
                kind: link.kind.clone(),
                lag_days: link.lag,
                version: 1,
                created_at: self.tx.now(),
                updated_at: self.tx.now(),
            };
            rows::insert(self.tx.conn(), self.permit, row).await?;
        }
        Ok(())
    }
}
