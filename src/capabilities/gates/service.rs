//! Use cases of gates that read: the registry of facts, verdicts, previews; and the gate's own fields.

use super::bundle::Bundle;
use super::derive::Suppositions;
use super::dto::{
    FactFilter, FactFilterView, FactList, FactView, GateFields, GateList, GateView, PreviewGate, UpdateGate,
};
use super::{events, queries, recorded, views};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::people;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::rows;
use gate::Need;
use kernel::{GateId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use std::collections::BTreeMap;
use tables::{gate as gate_row, gate_condition};
use uuid::Uuid;

/// The registry of facts, for template authors.
pub(super) async fn list_facts(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadTemplates, |ctx, _| async move {
        let language = ctx.language as usize;
        let items = gate::facts()
            .map(|fact| FactView {
                name: fact.name.to_owned(),
                kind: fact.kind.as_str().to_owned(),
                title: fact.title[language].to_owned(),
                meaning: fact.meaning[language].to_owned(),
                formula: fact.formula.to_owned(),
                capability: fact.capability.to_owned(),
                derived: fact.derived,
                filters: fact
                    .filters
                    .iter()
                    .map(|filter| FactFilterView {
                        name: filter.name.to_owned(),
                        meaning: filter.meaning.to_owned(),
                    })
                    .collect(),
            })
            .collect();
        Ok((Target::organiser(), Answer::plain(&FactList { items })?))
    })
    .await
}

/// The gates of a roadmap, each with its verdict.
pub(super) async fn list_gates(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let bundle = Bundle::load(read.conn(), ctx.scope(), roadmap.uuid(), ctx.today()).await?;
        let items = gate_views(&bundle, ctx.language)?;
        Ok((bundle.target, Answer::plain(&GateList { items })?))
    })
    .await
}

/// The views of all gates of a bundle, in the order of the stages.
pub(super) fn gate_views(bundle: &Bundle, language: kernel::Language) -> Result<Vec<GateView>> {
    let number = |row: &gate_row::Model| bundle.stage(row.stage_id).map_or(i32::MAX, |stage| stage.number);
    let mut gates: Vec<&gate_row::Model> = bundle.gates.iter().collect();
    gates.sort_by_key(|row| number(row));
    gates
        .into_iter()
        .map(|row| {
            views::gate_view(
                bundle,
                row,
                &views::judge(bundle, row, &Suppositions::default())?,
                language,
            )
        })
        .collect()
}

/// The validator of a gate: its version first, for If-Match, and what else its verdict depends on.
pub(super) fn gate_tag(ctx: &Ctx, version: i64, epoch: i64) -> String {
    format!("\"{version}-{epoch}-{}-{}\"", ctx.language.tag(), ctx.today())
}

/// One gate with its verdict.
pub(super) async fn read_gate(ctx: &Ctx, id: GateId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(read.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let view = views::gate_view(
            &bundle,
            &row,
            &views::judge(&bundle, &row, &Suppositions::default())?,
            ctx.language,
        )?;
        let tag = gate_tag(&ctx, row.version, read.epoch.data);
        Ok((bundle.target, Answer::ok(&view, tag)?))
    })
    .await
}

/// What the verdict would be. Nothing is written; the answer is kept by its body as well.
pub(super) async fn preview_gate(ctx: &Ctx, id: GateId, body: PreviewGate) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(read.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        ctx.permit(Action::ReadGate, &bundle.target)?;
        let supposed = supposed(&bundle, body)?;
        let verdict = views::judge(&bundle, &row, &supposed)?;
        let view = views::gate_view(&bundle, &row, &verdict, ctx.language)?;
        Ok((bundle.target, Answer::plain(&view)?))
    })
    .await
}

fn supposed(bundle: &Bundle, body: PreviewGate) -> Result<Suppositions> {
    let mut faults = Vec::new();
    let mut values = Vec::new();
    for (index, fact) in body.facts.into_iter().enumerate() {
        let at = format!("/facts/{index}");
        faults.extend(recorded::faults_of_value(
            &at,
            &fact.fact,
            &fact.filter,
            fact.value,
        ));
        values.push((
            Need {
                fact: fact.fact,
                filter: filter_map(fact.filter),
            },
            fact.value.0,
        ));
    }
    for (index, id) in body.accepted_evidence.iter().enumerate() {
        if !bundle.evidence.iter().any(|piece| piece.id == *id) {
            faults.push(Fault::new(
                format!("/acceptedEvidence/{index}"),
                FaultCode::NoSuch {
                    what: "evidence".to_owned(),
                },
            ));
        }
    }
    if faults.is_empty() {
        Ok(Suppositions {
            values,
            accepted: body.accepted_evidence,
        })
    } else {
        Err(AppError::invalid(faults))
    }
}

/// A filter from the wire.
pub(super) fn filter_map(filter: Vec<FactFilter>) -> BTreeMap<String, String> {
    filter.into_iter().map(|one| (one.name, one.value)).collect()
}

/// Changes who owns a gate and how many must agree.
pub(super) async fn update_gate(ctx: &Ctx, id: GateId, patch: UpdateGate) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_gate(tx.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &about(&bundle, &row))?;
        expected.check(row.version)?;
        let before = GateFields {
            quorum: row.quorum,
            owner_id: row.owner_id,
        };
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let owner: Vec<Uuid> = fields.owner_id.into_iter().collect();
        if !people::service::persons_missing(tx.conn(), ctx.scope(), &owner, ctx.today())
            .await?
            .is_empty()
        {
            return Err(AppError::fault(
                "/ownerId",
                FaultCode::NoSuch {
                    what: "person".to_owned(),
                },
            ));
        }
        if fields.quorum != before.quorum && bundle.review_of(row.id).is_some() {
            let error = AppError::new(Code::WrongState).with("state", "in_review");
            return Err(error.with("needed", "open").about(Subject::new("gate", row.id)));
        }
        row.quorum = fields.quorum;
        row.owner_id = fields.owner_id;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::GATE_UPDATED, Subject::new("gate", row.id), changes)
            .await?;
        let view = views::gate_view(
            &bundle,
            &row,
            &views::judge(&bundle, &row, &Suppositions::default())?,
            ctx.language,
        )?;
        Answer::ok(&view, gate_tag(&ctx, row.version, tx.sequence()))
    })
    .await
}

/// Conditions of decisions in force that are not fulfilled and that one of `owners` has.
///
/// # Errors
/// What the database says.
pub async fn conditions_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: &[Uuid],
) -> Result<Vec<gate_condition::Model>> {
    queries::open_conditions(db, scope, owners).await
}

/// The target that permissions on a gate are asked for.
pub(super) fn about(bundle: &Bundle, row: &gate_row::Model) -> Target {
    bundle.target.clone().about("gate", row.id)
}
