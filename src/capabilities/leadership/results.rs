//! What rounds came to: of the group as a whole, by the one rule of what is shown.

use super::dto::{Audience, Axis, Divergence, PostureChange, PostureResultView, PostureTrendView, Withheld};
use super::queries::Tallies;
use super::rounds::{posture_view, seen_round};
use super::service::seen_group;
use super::texts::Questionnaire;
use super::{queries, release, rules};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use crate::platform::tx::{Read, Tx};
use kernel::{LeadershipGroupId, PostureRoundId};
use std::collections::HashMap;
use std::sync::Arc;
use tables::posture_round;
use uuid::Uuid;

/// The newest so many rounds of a group stand in its trend.
const MOST: u64 = 100;

/// The verdict on a round that is shown; any other is why it is withheld.
const SHOWN: &str = "shown";

/// Judges the rounds that are over and were not judged yet, once and for good, and opens a snapshot that has the verdicts.
async fn settled(ctx: &Ctx, read: Read) -> Result<Read> {
    let before = rules::read_before(ctx.today());
    let due = queries::due(read.conn(), ctx.scope(), before).await?;
    if due.is_empty() {
        return Ok(read);
    }
    let known = queries::participants_judged(read.conn(), ctx.scope(), SHOWN).await?;
    let mut answered = queries::participants_of_due(read.conn(), ctx.scope(), before).await?;
    drop(read);
    let known: Vec<_> = known.into_values().collect();
    let rounds: Vec<_> = due
        .into_iter()
        .map(|id| (id, answered.remove(&id).unwrap_or_default()))
        .collect();
    let counts: Vec<usize> = rounds.iter().map(|(_, persons)| persons.len()).collect();
    let verdicts = tokio::task::spawn_blocking(move || release::judge(&known, &rounds)).await;
    let verdicts = verdicts.map_err(AppError::internal)?.into_iter().zip(counts);
    let program = Ctx::system(&ctx.state, ctx.scope().organiser());
    let permit = program.permit(Action::ManagePostureRounds, &Target::organiser())?;
    let keep = |tx: Arc<Tx>| async move {
        for ((round, withheld), answered) in verdicts {
            let verdict = withheld.map_or(SHOWN, Withheld::as_str);
            let answered = i32::try_from(answered).unwrap_or(i32::MAX);
            queries::keep_verdict(tx.conn(), &permit, round, verdict, answered).await?;
        }
        Ok(())
    };
    let (writer, organiser) = (&ctx.state.writer, ctx.scope().organiser());
    writer.housekeep(organiser, ctx.now, keep).await?;
    ctx.read().await
}

/// Why a round is withheld: one that was not judged always is.
fn withheld(row: &posture_round::Model) -> Result<Option<Withheld>> {
    match row.verdict.as_deref() {
        None => Ok(Some(Withheld::NotClosed)),
        Some(SHOWN) => Ok(None),
        Some(word) => Withheld::from_row(word).map(Some),
    }
}

/// What rounds came to. Most of them share one questionnaire, which is read once.
fn results_of(rows: &[posture_round::Model], tallies: &Tallies) -> Result<Vec<PostureResultView>> {
    let mut asked: HashMap<&str, Questionnaire> = HashMap::new();
    for row in rows {
        if !asked.contains_key(row.fingerprint.as_str()) {
            asked.insert(&row.fingerprint, Questionnaire::of_round(&row.questionnaire)?);
        }
    }
    rows.iter()
        .filter_map(|row| Some((row, asked.get(row.fingerprint.as_str())?)))
        .map(|(row, asked)| result_of(row, asked, tallies))
        .collect()
}

fn result_of(
    row: &posture_round::Model,
    asked: &Questionnaire,
    tallies: &Tallies,
) -> Result<PostureResultView> {
    let withheld = withheld(row)?;
    let mut view = PostureResultView {
        round_id: row.id,
        group_id: row.group_id,
        audience: Audience::from_row(&row.audience)?,
        opens: row.opens_on,
        closes: row.closes_on,
        answered: row.answered.filter(|_| withheld != Some(Withheld::TooFewAnswers)),
        withheld,
        stance: None,
        action: None,
        posture: None,
    };
    if withheld.is_some() {
        return Ok(view);
    }
    let score = |axis: Axis| rules::score(tallies.get(&(row.id, axis))?, asked.items_on(axis));
    view.stance = score(Axis::Stance);
    view.action = score(Axis::Action);
    // By what is shown, so that it tells nothing more.
    if let Some((stance, action)) = view.stance.zip(view.action) {
        let posture = rules::posture(stance.mean, action.mean);
        view.posture = asked.text_of(posture).map(posture_view);
    }
    Ok(view)
}

/// Those of some rounds that are shown.
fn shown(rows: &[posture_round::Model]) -> Vec<Uuid> {
    let shown = rows.iter().filter(|row| row.verdict.as_deref() == Some(SHOWN));
    shown.map(|row| row.id).collect()
}

pub(super) async fn read_posture_result(ctx: &Ctx, id: PostureRoundId) -> Result<Answer> {
    ctx.kept(Action::ReadPosture, |ctx, read| async move {
        let read = settled(&ctx, read).await?;
        let db = read.conn();
        let (target, row) = seen_round(&ctx, db, id.uuid()).await?;
        ctx.permit(Action::ReadPosture, &target)?;
        let rows = [row];
        let tallies = queries::tallies(db, ctx.scope(), &shown(&rows)).await?;
        let view = results_of(&rows, &tallies)?.pop();
        let view = view.ok_or_else(|| AppError::internal("a round without a result"))?;
        Ok((target, Answer::plain(&view)?))
    })
    .await
}

/// The newest result that is shown, and the one before it.
fn newest(results: &[PostureResultView]) -> (Option<&PostureResultView>, Option<&PostureResultView>) {
    let mut shown = results.iter().rev().filter(|one| one.withheld.is_none());
    (shown.next(), shown.next())
}

/// By how much the scores of one result lie above those of another.
fn above(one: &PostureResultView, other: &PostureResultView) -> Option<(f64, f64)> {
    let stance = one.stance?.mean - other.stance?.mean;
    let action = one.action?.mean - other.action?.mean;
    Some((rules::tenths(stance), rules::tenths(action)))
}

pub(super) async fn read_posture_trend(ctx: &Ctx, group: LeadershipGroupId) -> Result<Answer> {
    ctx.kept(Action::ReadPosture, |ctx, read| async move {
        let read = settled(&ctx, read).await?;
        let db = read.conn();
        let (target, group) = seen_group(&ctx, db, group.uuid()).await?;
        ctx.permit(Action::ReadPosture, &target)?;
        let sight = ctx.sight(Action::ReadPosture);
        let mut rows = queries::judged_rounds(db, ctx.scope(), group.id, &sight, MOST).await?;
        rows.reverse();
        let tallies = queries::tallies(db, ctx.scope(), &shown(&rows)).await?;
        let results = results_of(&rows, &tallies)?;
        let (leaders, staff): (Vec<_>, Vec<_>) = results
            .into_iter()
            .partition(|one| one.audience == Audience::Leaders);
        let (last, before) = newest(&leaders);
        let (pulse, _) = newest(&staff);
        let change = last.zip(before).and_then(|(to, from)| {
            let (stance, action) = above(to, from)?;
            Some(PostureChange {
                from_round_id: from.round_id,
                to_round_id: to.round_id,
                stance,
                action,
            })
        });
        let pair = last.zip(pulse);
        let pair = pair.filter(|(leaders, staff)| rules::comparable(leaders.closes, staff.closes));
        let divergence = pair.and_then(|(leaders, staff)| {
            let (stance, action) = above(leaders, staff)?;
            Some(Divergence {
                leaders_round_id: leaders.round_id,
                staff_round_id: staff.round_id,
                stance,
                action,
            })
        });
        let view = PostureTrendView {
            group_id: group.id,
            posture: last.and_then(|one| one.posture.clone()),
            posture_on: last.map(|one| one.closes),
            change,
            divergence,
            leaders,
            staff,
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}
