//! Use cases of rounds: the project office plans them, everybody who may be asked reads them.

use super::dto::{
    Audience, Axis, CreatePostureRound, PostureRoundFilter, PostureRoundList, PostureRoundView,
    PostureTextView, QuestionView, QuestionnaireView, RoundDates, RoundState, UpdatePostureRound,
};
use super::rules;
use super::texts::{PostureText, Questionnaire};
use super::{events, queries, texts};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::rows;
use chrono::NaiveDate;
use kernel::{LeadershipGroupId, PostureRoundId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{posture_round, posture_tally};
use uuid::Uuid;

fn questions(asked: &Questionnaire, audience: Audience) -> Vec<QuestionView> {
    let one = |item: &super::texts::Item| QuestionView {
        key: item.key.clone(),
        axis: item.axis,
        reversed: item.reversed,
        text: match audience {
            Audience::Leaders => item.leaders.clone(),
            Audience::Staff => item.staff.clone(),
        },
    };
    asked.items.iter().map(one).collect()
}

pub(super) fn posture_view(text: &PostureText) -> PostureTextView {
    PostureTextView {
        posture: text.posture,
        title: text.title.clone(),
        expectation: text.expectation.clone(),
        next_actions: text.next_actions.clone(),
    }
}

/// The target that permissions on a round are asked for: the unit that it was made for.
pub(super) async fn round_target<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &posture_round::Model,
) -> Result<Target> {
    let path = match row.unit_id {
        Some(unit) => organisation::service::unit_path(db, scope, unit).await?,
        None => None,
    };
    let target = path.map_or_else(Target::organiser, Target::unit);
    Ok(target.about("posture_round", row.id))
}

/// A round with its target; 404 where the reader sees nothing of its unit.
pub(super) async fn seen_round<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    id: Uuid,
) -> Result<(Target, posture_round::Model)> {
    let row = queries::round(db, ctx.scope(), id).await?;
    let target = round_target(db, ctx.scope(), &row).await?;
    if ctx.allows(Action::ReadPeople, &target) || ctx.allows(Action::ReadPosture, &target) {
        Ok((target, row))
    } else {
        Err(AppError::not_found())
    }
}

fn view_of(ctx: &Ctx, row: &posture_round::Model) -> Result<PostureRoundView> {
    PostureRoundView::of(row, rules::state_of(row.opens_on, row.closes_on, ctx.today()))
}

fn whole_view(ctx: &Ctx, row: &posture_round::Model) -> Result<PostureRoundView> {
    let asked = Questionnaire::of_round(&row.questionnaire)?;
    let view = view_of(ctx, row)?;
    Ok(PostureRoundView {
        questions: Some(questions(&asked, view.audience)),
        ..view
    })
}

pub(super) async fn read_posture_questionnaire(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadSurveys, |_, _| async move {
        let asked = texts::questionnaire();
        let view = QuestionnaireView {
            key: asked.key.clone(),
            number: asked.number,
            title: asked.title.clone(),
            introduction: asked.introduction.clone(),
            scale: asked.scale.clone(),
            leaders: questions(asked, Audience::Leaders),
            staff: questions(asked, Audience::Staff),
            postures: asked.postures.iter().map(posture_view).collect(),
        };
        Ok((Target::organiser(), Answer::plain(&view)?))
    })
    .await
}

pub(super) async fn list_posture_rounds(ctx: &Ctx, filter: PostureRoundFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadSurveys, |ctx, read| async move {
        if let Some(area) = filter.service_area_id {
            let areas = organisation::service::service_areas(read.conn(), ctx.scope()).await?;
            if areas.iter().all(|one| one.id != area) {
                let what = "service area".to_owned();
                return Err(AppError::fault(
                    "/query/serviceAreaId",
                    FaultCode::NoSuch { what },
                ));
            }
        }
        let path = match filter.unit_id {
            Some(unit) => {
                let path = organisation::service::unit_path(read.conn(), ctx.scope(), unit).await?;
                let what = "unit".to_owned();
                Some(path.ok_or_else(|| AppError::fault("/query/unitId", FaultCode::NoSuch { what }))?)
            }
            None => None,
        };
        let mut found = queries::rounds(read.conn(), ctx.scope(), &filter, path.as_deref(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found
            .iter()
            .map(|row| view_of(&ctx, row))
            .collect::<Result<Vec<_>>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| PostureRoundList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_posture_round(ctx: &Ctx, id: PostureRoundId) -> Result<Answer> {
    ctx.kept(Action::ReadSurveys, |ctx, read| async move {
        let row = queries::round(read.conn(), ctx.scope(), id.uuid()).await?;
        // The state goes with the day, so the version alone is no validator.
        Ok((
            Target::organiser(),
            Answer::ok(&whole_view(&ctx, &row)?, validator(&ctx, &row))?,
        ))
    })
    .await
}

/// The version with the state, which changes with the day.
fn validator(ctx: &Ctx, row: &posture_round::Model) -> String {
    let state = rules::state_of(row.opens_on, row.closes_on, ctx.today());
    format!("\"{}-{state}\"", row.version)
}

/// What is wrong with the days of a round, beside other rounds and the life of its unit.
async fn faults_of<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    row: &posture_round::Model,
    before: Option<NaiveDate>,
    days: &RoundDates,
) -> Result<Vec<Fault>> {
    // The time now, and not when the request came: it may have waited for the round over midnight.
    let today = ctx.state.clock.now().date_naive();
    let mut faults = rules::faults_of_days(before, days.opens, days.closes, today);
    let audience = Audience::from_row(&row.audience)?;
    let others = queries::rounds_for(db, ctx.scope(), row.group_id, audience).await?;
    if others
        .iter()
        .any(|(id, other)| *id != row.id && other.opens <= days.closes && days.opens <= other.closes)
    {
        let overlap = Fault::new("/opens", FaultCode::Rule { rule: "overlaps" });
        faults.push(overlap.note("Another round asks the same people on some of these days."));
    }
    if let Some(unit) = row.unit_id {
        let unit = organisation::service::find_unit(db, ctx.scope(), unit).await?;
        let last = unit.and_then(|unit| unit.fields.closed_on);
        if last.is_some_and(|last| last < days.closes) {
            let closed = Fault::new("/closes", FaultCode::Rule { rule: "unit_closed" });
            faults.push(closed.note("The unit that the group leads closes before the round does."));
        }
    }
    Ok(faults)
}

pub(super) async fn create_posture_round(
    ctx: &Ctx,
    group: LeadershipGroupId,
    body: CreatePostureRound,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let (target, group) =
            people::service::leadership_group_target(tx.conn(), ctx.scope(), group.uuid()).await?;
        let permit = ctx.permit(Action::ManagePostureRounds, &target)?;
        // Two rounds at once could overlap.
        tx.hold_still().await?;
        let asked = texts::questionnaire();
        let questionnaire = serde_json::to_string(asked)?;
        let row = posture_round::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            group_id: group.id,
            unit_id: group.unit_id,
            audience: body.audience.to_string(),
            opens_on: body.opens,
            closes_on: body.closes,
            fingerprint: gate::pin::fingerprint(&questionnaire),
            questionnaire,
            verdict: None,
            answered: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        let days = RoundDates {
            opens: body.opens,
            closes: body.closes,
        };
        let faults = faults_of(tx.conn(), &ctx, &row, None, &days).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        queries::make_tallies(tx.conn(), &permit, counters(&row, asked)).await?;
        let changes = json!({
            "groupId": row.group_id, "unitId": row.unit_id, "audience": row.audience, "opens": row.opens_on, "closes": row.closes_on,
            "fingerprint": row.fingerprint,
        });
        tx.record(
            events::ROUND_CREATED,
            Subject::new("posture_round", row.id),
            changes,
        )
        .await?;
        let address = format!("{}/posture-rounds/{}", crate::platform::BASE, row.id);
        Answer::created(&whole_view(&ctx, &row)?, address, validator(&ctx, &row))
    })
    .await
}

/// A counter for every number of points that can be reached.
fn counters(row: &posture_round::Model, asked: &Questionnaire) -> Vec<posture_tally::Model> {
    let on = |axis: &Axis| {
        let (axis, items) = (*axis, asked.items_on(*axis));
        (items..=items * 5).map(move |points| posture_tally::Model {
            organiser_id: row.organiser_id,
            round_id: row.id,
            axis: axis.to_string(),
            points,
            answers: 0,
        })
    };
    Axis::ALL.iter().flat_map(on).collect()
}

pub(super) async fn update_posture_round(
    ctx: &Ctx,
    id: PostureRoundId,
    patch: UpdatePostureRound,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_round(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = round_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::ManagePostureRounds, &target)?;
        expected.check(row.version)?;
        // A round that is over is never opened again: whatever was read of it would be told apart from what came later.
        let today = ctx.state.clock.now().date_naive();
        if rules::state_of(row.opens_on, row.closes_on, today) == RoundState::Closed {
            return Err(AppError::new(Code::Immutable).about(Subject::new("posture_round", id)));
        }
        let before = RoundDates {
            opens: row.opens_on,
            closes: row.closes_on,
        };
        let days = patch.apply(&ctx.state.schemas, &before)?;
        tx.hold_still().await?;
        let faults = faults_of(tx.conn(), &ctx, &row, Some(before.opens), &days).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let changes = ledger::difference(&to_value(&before)?, &to_value(&days)?, &[]);
        let row = posture_round::Model {
            opens_on: days.opens,
            closes_on: days.closes,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::ROUND_UPDATED, Subject::new("posture_round", id), changes)
            .await?;
        Answer::ok(&whole_view(&ctx, &row)?, validator(&ctx, &row))
    })
    .await
}

pub(super) async fn cancel_posture_round(ctx: &Ctx, id: PostureRoundId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_round(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = round_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::ManagePostureRounds, &target)?;
        expected.check(row.version)?;
        let state = rules::state_of(row.opens_on, row.closes_on, ctx.state.clock.now().date_naive());
        if state != RoundState::Planned {
            return Err(wrong_state(id, state, RoundState::Planned));
        }
        queries::delete_round(tx.conn(), &permit, row.id).await?;
        let changes = json!({
            "groupId": row.group_id, "audience": row.audience, "opens": row.opens_on, "closes": row.closes_on,
        });
        let subject = Subject::new("posture_round", id);
        tx.record(events::ROUND_CANCELLED, subject, changes).await?;
        Ok(Answer::done())
    })
    .await
}

/// The refusal of what a round is not in the state for.
pub(super) fn wrong_state(id: PostureRoundId, state: RoundState, needed: RoundState) -> AppError {
    let error = AppError::new(Code::WrongState)
        .with("state", state.as_str())
        .with("needed", needed.as_str());
    error.about(Subject::new("posture_round", id))
}
