//! What is done with an initiative: chosen, started, delivered, realised, stopped with a lesson, made a large one.
//! An act that is refused says everything that is in its way.

use super::dto::{ConvertInitiative, InitiativeSize, InitiativeState, PrioritiseInitiative, StopInitiative};
use super::locks::Place;
use super::rules::{Act, Refusal, refusals};
use super::service::{standing_of, target_of, view};
use super::{events, queries, register, selection};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{Event, Subject};
use crate::platform::rows;
use crate::platform::tx::Tx;
use gate::stage::StageState;
use kernel::InitiativeId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tables::{initiative, initiative_lesson, stage};
use uuid::Uuid;

/// A roadmap's stages in order, each with its state and the rule of its gate.
struct Stages(Vec<(stage::Model, StageState, String)>);

impl Stages {
    async fn of<C: ConnectionTrait>(ctx: &Ctx, db: &C, roadmap: Uuid) -> Result<Self> {
        let rows = roadmaps::service::overview_rows(db, ctx.scope(), roadmap).await?;
        let mut all = Vec::with_capacity(rows.stages.len());
        for stage in rows.stages {
            let own = rows.gates.iter().find(|gate| gate.stage_id == stage.id);
            let rule = own.map(|gate| gate.rule.clone()).unwrap_or_default();
            let state = roadmaps::service::state_of(&stage)?;
            all.push((stage, state, rule));
        }
        all.sort_by_key(|(stage, ..)| stage.number);
        Ok(Self(all))
    }

    fn places(&self) -> Vec<Place<'_>> {
        let each = self.0.iter();
        each.map(|(_, state, rule)| Place { state: *state, rule })
            .collect()
    }
}

/// Refuses an act with everything that is in its way.
async fn judge<C: ConnectionTrait>(ctx: &Ctx, db: &C, row: &initiative::Model, act: Act) -> Result<()> {
    let now = standing_of(db, ctx.scope(), row).await?;
    let stages = Stages::of(ctx, db, row.roadmap_id).await?;
    let found = refusals(act, &now, &stages.places());
    if found.is_empty() {
        return Ok(());
    }
    let mut faults = Vec::new();
    let mut code = Code::WrongState;
    let states: Vec<&str> = act.from().iter().map(|state| state.as_str()).collect();
    let needed = states.join(", ");
    for refusal in &found {
        match refusal {
            Refusal::State(_) => {
                let rule = "wrong_state";
                let note = format!("{}; {needed}", row.state);
                faults.push(Fault::new("/state", FaultCode::Rule { rule }).note(note));
            }
            Refusal::Locked(places) => {
                let waiting = places
                    .iter()
                    .filter_map(|at| stages.0.get(*at))
                    .map(|(stage, ..)| stage);
                faults.extend(
                    roadmaps::service::locked_behind(ctx.language, waiting)
                        .faults
                        .clone(),
                );
                code = Code::StageLocked;
            }
            Refusal::Missing(pointer, rule) => {
                faults.push(Fault::new(*pointer, FaultCode::Rule { rule }));
                if code == Code::WrongState {
                    code = Code::InitiativeNotReady;
                }
            }
        }
    }
    Err(AppError::new(code)
        .with("state", row.state.clone())
        .with("needed", needed)
        .with_faults(faults)
        .about(Subject::new("initiative", row.id)))
}

/// Moves an initiative on by an act that was judged, and says when.
fn moved(ctx: &Ctx, act: Act, row: initiative::Model) -> Result<initiative::Model> {
    let from = InitiativeState::from_row(&row.state)?;
    let today = Some(ctx.today());
    let mut row = initiative::Model {
        state: act.to(from).to_string(),
        ..row
    };
    match act {
        Act::Prioritise => row.prioritised_on = today,
        Act::Start => row.started_on = today,
        Act::Deliver => row.delivered_on = today,
        Act::Realise => row.realised_on = today,
        Act::Stop => row.stopped_on = today,
        Act::Convert => InitiativeSize::Large.as_str().clone_into(&mut row.size),
    }
    Ok(row)
}

/// What an act brings with it.
enum With {
    Nothing,
    Choice(PrioritiseInitiative),
    End(StopInitiative),
    Growth(ConvertInitiative),
}

impl With {
    /// Writes what the act leaves beside the initiative, and says what the chain shall hold of it.
    async fn write(&self, ctx: &Ctx, tx: &Tx, permit: &Permit, row: &mut initiative::Model) -> Result<Value> {
        Ok(match self {
            Self::Nothing => json!({}),
            Self::Choice(body) => selection::keep(ctx, tx, permit, row, body).await?,
            Self::End(body) => {
                row.reason = Some(body.reason.clone());
                let lesson = initiative_lesson::Model {
                    organiser_id: ctx.scope().organiser(),
                    id: ctx.new_id(),
                    initiative_id: row.id,
                    text: body.lesson.clone(),
                    recorded_by: ctx.actor.person,
                    created_at: tx.now(),
                };
                rows::insert(tx.conn(), permit, lesson).await?;
                json!({"reason": body.reason, "lesson": body.lesson})
            }
            Self::Growth(body) => {
                row.reason = Some(body.reason.clone());
                json!({"reason": body.reason, "size": {"from": "small", "to": "large"}})
            }
        })
    }
}

async fn act(
    ctx: &Ctx,
    id: InitiativeId,
    act: Act,
    (action, event): (Action, Event),
    with: With,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(action, &target)?;
        expected.check(row.version)?;
        judge(&ctx, tx.conn(), &row, act).await?;
        let before = row.state.clone();
        let mut row = row;
        let mut changes = with.write(&ctx, &tx, &permit, &mut row).await?;
        let row = register::save(&tx, &permit, moved(&ctx, act, row)?).await?;
        if row.state != before {
            changes["state"] = json!({"from": before, "to": row.state});
        }
        tx.record(event, Subject::new("initiative", id), changes).await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

pub(super) async fn prioritise_initiative(
    ctx: &Ctx,
    id: InitiativeId,
    body: PrioritiseInitiative,
) -> Result<Answer> {
    let which = (Action::SelectInitiatives, events::PRIORITISED);
    act(ctx, id, Act::Prioritise, which, With::Choice(body)).await
}

pub(super) async fn start_initiative(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    let which = (Action::SelectInitiatives, events::STARTED);
    act(ctx, id, Act::Start, which, With::Nothing).await
}

pub(super) async fn deliver_initiative(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    let which = (Action::EditInitiatives, events::DELIVERED);
    act(ctx, id, Act::Deliver, which, With::Nothing).await
}

pub(super) async fn realise_initiative(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    let which = (Action::EditInitiatives, events::REALISED);
    act(ctx, id, Act::Realise, which, With::Nothing).await
}

pub(super) async fn stop_initiative(ctx: &Ctx, id: InitiativeId, body: StopInitiative) -> Result<Answer> {
    let which = (Action::EditInitiatives, events::STOPPED);
    act(ctx, id, Act::Stop, which, With::End(body)).await
}

pub(super) async fn convert_initiative(
    ctx: &Ctx,
    id: InitiativeId,
    body: ConvertInitiative,
) -> Result<Answer> {
    let which = (Action::SelectInitiatives, events::CONVERTED);
    act(ctx, id, Act::Convert, which, With::Growth(body)).await
}
