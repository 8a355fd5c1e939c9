//! What large initiatives owe before they start: the impact in six ways, and how ready leaders and staff are.
//! Both can be said of small ones too.

use super::dto::{
    AssessReadiness, ImpactAssessment, InitiativeState, ReadinessList, ReadinessView, ReadyPeople,
};
use super::service::{impact_of, room, target_of, view, wrong_state};
use super::{events, queries, register};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::{etag, rows};
use kernel::InitiativeId;
use serde_json::{to_string, to_value};
use tables::{initiative, initiative_readiness};

/// Assessments of readiness of one initiative.
const MOST: usize = 500;

/// What is over is assessed no more.
fn alive(row: &initiative::Model) -> Result<()> {
    match InitiativeState::from_row(&row.state)? {
        InitiativeState::Realised | InitiativeState::Stopped => {
            Err(wrong_state(row, "idea, prioritised, started, delivered"))
        }
        _ => Ok(()),
    }
}

pub(super) async fn assess_impact(ctx: &Ctx, id: InitiativeId, body: ImpactAssessment) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        expected.check(row.version)?;
        alive(&row)?;
        let before = impact_of(&row)?.unwrap_or_default();
        let lost = before.ways().into_iter().zip(body.ways());
        let lost: Vec<Fault> = lost
            .filter(|((_, was), (_, is))| was.is_some() && is.is_none())
            .map(|((name, _), _)| {
                let rule = "assessed_before";
                let note = "what was assessed is assessed anew, and not taken away";
                Fault::new(format!("/{name}"), FaultCode::Rule { rule }).note(note)
            })
            .collect();
        if !lost.is_empty() {
            return Err(AppError::invalid(lost));
        }
        let row = initiative::Model {
            impact: Some(to_string(&body)?),
            ..row
        };
        let row = register::save(&tx, &permit, row).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&body)?, &[]);
        let subject = Subject::new("initiative", id);
        tx.record(events::IMPACT_ASSESSED, subject, changes).await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

fn view_of(row: &initiative_readiness::Model) -> Result<ReadinessView> {
    Ok(ReadinessView {
        id: row.id,
        people: ReadyPeople::from_row(&row.people)?,
        level: row.level,
        rationale: row.rationale.clone(),
        on_date: row.on_date,
        assessed_by: row.assessed_by,
        created_at: row.created_at,
    })
}

pub(super) async fn list_readiness(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let row = queries::initiative(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let mut found = queries::readiness(read.conn(), ctx.scope(), &[row.id]).await?;
        found.sort_by_key(|one| std::cmp::Reverse((one.on_date, one.id)));
        let items = found.iter().map(view_of).collect::<Result<_>>()?;
        Ok((target, Answer::plain(&ReadinessList { items })?))
    })
    .await
}

pub(super) async fn assess_readiness(ctx: &Ctx, id: InitiativeId, body: AssessReadiness) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        alive(&initiative)?;
        let on_date = body.on_date.unwrap_or_else(|| ctx.today());
        if on_date > ctx.today() {
            let rule = "in_the_future";
            return Err(AppError::fault("/onDate", FaultCode::Rule { rule }));
        }
        let before = queries::readiness(tx.conn(), ctx.scope(), &[initiative.id]).await?;
        room(before.len(), MOST, "assessments of readiness")?;
        let row = initiative_readiness::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            initiative_id: initiative.id,
            people: body.people.to_string(),
            level: body.level,
            rationale: body.rationale.clone(),
            on_date,
            assessed_by: ctx.actor.person,
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("initiative", id);
        tx.record(events::READINESS_ASSESSED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/initiatives/{id}/readiness", crate::platform::BASE);
        Answer::created(&view_of(&row)?, location, etag::of_version(1))
    })
    .await
}
