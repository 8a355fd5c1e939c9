//! Values that the project office records for facts which nothing derives yet: with accepted evidence and an end date.
//! They are shown as recorded, never as derived, and a derived value wins over them.

use super::dto::{FactFilter, FactValue, RecordFact, RecordedFactList, RecordedFactView};
use super::{derive, events, queries, service};
use crate::access::{Action, Ctx};
use crate::capabilities::{evidence, roadmaps};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use gate::{FactKind, Value};
use kernel::{RecordedFactId, RoadmapId};
use serde_json::{json, to_value};
use tables::recorded_fact;

pub(super) async fn list_recorded_facts(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let all = queries::recorded_of_roadmap(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let items = all.iter().map(view).collect::<Result<_>>()?;
        Ok((target, Answer::plain(&RecordedFactList { items })?))
    })
    .await
}

pub(super) async fn record_fact(ctx: &Ctx, roadmap: RoadmapId, body: RecordFact) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = roadmaps::service::roadmap_target(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        let permit = ctx.permit(Action::RecordFact, &target.about("roadmap", roadmap))?;
        let mut faults = faults_of(&body, ctx.today());
        let pieces = evidence::service::evidence_of_roadmap(tx.conn(), ctx.scope(), roadmap.uuid(), ctx.today()).await?;
        match pieces.iter().find(|piece| piece.id == body.evidence_id) {
            None => faults.push(Fault::new("/evidenceId", FaultCode::NoSuch { what: "evidence".to_owned() })),
            Some(piece) if !piece.is_valid() => faults.push(Fault::new("/evidenceId", FaultCode::Rule { rule: "evidence_not_accepted" })),
            Some(_) => {}
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let row = recorded_fact::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: roadmap.uuid(),
            fact: body.fact,
            filter: to_value(service::filter_map(body.filter))?.to_string(),
            value: to_value(body.value)?,
            evidence_id: body.evidence_id,
            holds_until: body.holds_until,
            recorded_by: super::votes::Identity::of(&ctx).who,
            withdrawn_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"fact": row.fact, "filter": row.filter, "value": row.value, "evidence": row.evidence_id, "holdsUntil": row.holds_until});
        tx.record(events::FACT_RECORDED, Subject::new("recorded_fact", row.id), changes).await?;
        let location = format!("{}/roadmaps/{roadmap}/recorded-facts", crate::platform::BASE);
        Answer::created(&view(&row)?, location, etag::of_version(1))
    })
    .await
}

fn faults_of(body: &RecordFact, today: chrono::NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if body.holds_until < today {
        faults.push(Fault::new("/holdsUntil", FaultCode::Rule { rule: "in_the_past" }));
    }
    // A stage's facts are about one stage, which a recorded value does not name, and are always derived.
    if body.fact.starts_with("stage.") {
        let rule = "always_derived";
        faults.push(Fault::new("/fact", FaultCode::Rule { rule }));
    }
    faults.extend(faults_of_value("", &body.fact, &body.filter, body.value));
    faults
}

/// What is wrong with a value for a fact: an unknown fact or filter, or a value of another type. `at` is where it stands
/// in the body.
pub(super) fn faults_of_value(at: &str, name: &str, filter: &[FactFilter], value: FactValue) -> Vec<Fault> {
    let no_such = |pointer: String, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let Some(fact) = gate::fact(name) else {
        return vec![no_such(format!("{at}/fact"), name)];
    };
    let mut faults = Vec::new();
    for (index, filter) in filter.iter().enumerate() {
        if !fact.filters.iter().any(|known| known.name == filter.name) {
            faults.push(no_such(format!("{at}/filter/{index}/name"), &filter.name));
        }
    }
    let fits = match (fact.kind, value.0) {
        (FactKind::Share, Value::Number(share)) => (0.0..=1.0).contains(&share),
        (FactKind::Count | FactKind::Days, Value::Number(count)) => count >= 0.0 && count.fract() == 0.0,
        (FactKind::Flag, Value::Flag(_)) | (FactKind::Date, Value::Date(_)) => true,
        _ => false,
    };
    if !fits {
        let expected = fact.kind.as_str().to_owned();
        faults.push(Fault::new(
            format!("{at}/value"),
            FaultCode::WrongType { expected },
        ));
    }
    faults
}

pub(super) async fn withdraw_recorded_fact(ctx: &Ctx, id: RecordedFactId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_recorded(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::RecordFact, &target.about("recorded_fact", id))?;
        expected.check(row.version)?;
        if row.withdrawn_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(Subject::new("recorded_fact", id)));
        }
        row.withdrawn_at = Some(tx.now());
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::FACT_WITHDRAWN,
            Subject::new("recorded_fact", id),
            json!({"fact": row.fact}),
        )
        .await?;
        Answer::ok(&view(&row)?, etag::of_version(row.version))
    })
    .await
}

fn view(row: &recorded_fact::Model) -> Result<RecordedFactView> {
    Ok(RecordedFactView {
        id: row.id,
        roadmap_id: row.roadmap_id,
        fact: row.fact.clone(),
        filter: derive::filter_of(&row.filter)
            .into_iter()
            .map(|(name, value)| FactFilter { name, value })
            .collect(),
        value: FactValue(serde_json::from_value(row.value.clone())?),
        evidence_id: row.evidence_id,
        holds_until: row.holds_until,
        recorded_by: row.recorded_by,
        version: row.version,
        created_at: row.created_at,
    })
}
