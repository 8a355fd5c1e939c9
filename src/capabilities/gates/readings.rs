//! What is measured of a roadmap, whether a gate asks for it or not.

use super::bundle::Bundle;
use super::dto::{FactValue, ReadingFilter, ReadingList, ReadingView, RoleName};
use super::{derive, views};
use crate::access::{Action, Ctx};
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use gate::{FactDefinition, Need};
use kernel::RoadmapId;
use std::collections::BTreeSet;

/// Every fact of the registry as it is today, with the records behind it.
pub(super) async fn list_readings(ctx: &Ctx, roadmap: RoadmapId, filter: &ReadingFilter) -> Result<Answer> {
    let filter = filter.clone();
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let wanted: Vec<&FactDefinition> = gate::facts()
            .filter(|fact| {
                filter
                    .capability
                    .as_ref()
                    .is_none_or(|one| one == fact.capability)
            })
            .filter(|fact| filter.stage_id.is_some() || !fact.name.starts_with("stage."))
            .collect();
        let names: Vec<&str> = wanted.iter().map(|fact| fact.name).collect();
        let bundle = Bundle::load_with(read.conn(), ctx.scope(), roadmap.uuid(), ctx.today(), &names).await?;
        ctx.permit(Action::ReadGate, &bundle.target)?;
        let stage = match filter.stage_id {
            Some(id) => Some(bundle.stage(id).map_err(|_| {
                let what = "stage".to_owned();
                AppError::fault("/query/stageId", FaultCode::NoSuch { what })
            })?),
            None => None,
        };
        let needs = needs(&bundle, &wanted)?;
        let known = derive::known(&bundle, stage, needs.iter().cloned(), &[]);
        let mut items = Vec::new();
        for fact in wanted {
            for need in needs.iter().filter(|need| need.fact == fact.name) {
                let Some(reading) = known.best(need, bundle.today) else {
                    continue;
                };
                let language = ctx.language as usize;
                items.push(ReadingView {
                    fact: fact.name.to_owned(),
                    kind: fact.kind.as_str().to_owned(),
                    title: fact.title[language].to_owned(),
                    meaning: fact.meaning[language].to_owned(),
                    formula: fact.formula.to_owned(),
                    filter: views::filter_views(need),
                    value: reading.value.map(FactValue),
                    provenance: reading.value.map(|_| reading.provenance.into()),
                    records: views::record_views(&bundle, &reading.records, ctx.language),
                    changeable_by: reading.who.iter().cloned().map(RoleName).collect(),
                    link: reading.link.clone(),
                    holds_until: reading.holds_until,
                });
            }
        }
        Ok((bundle.target, Answer::plain(&ReadingList { items })?))
    })
    .await
}

/// Each fact as it is, and as the roadmap's gates and recorded values narrow it. One that is read for a criterion alone
/// stands only as a gate asks for it.
fn needs(bundle: &Bundle, wanted: &[&FactDefinition]) -> Result<BTreeSet<Need>> {
    let mut needs: BTreeSet<Need> = BTreeSet::new();
    for gate in &bundle.gates {
        needs.extend(Bundle::rule(gate)?.needs());
    }
    needs.extend(bundle.recorded.iter().map(|row| Need {
        fact: row.fact.clone(),
        filter: derive::filter_of(&row.filter),
    }));
    needs.retain(|need| wanted.iter().any(|fact| fact.name == need.fact));
    for fact in wanted {
        let narrowed = needs.iter().any(|need| need.fact == fact.name);
        if !narrowed && !fact.per_criterion {
            needs.insert(Need {
                fact: fact.name.to_owned(),
                filter: std::collections::BTreeMap::new(),
            });
        }
    }
    Ok(needs)
}
