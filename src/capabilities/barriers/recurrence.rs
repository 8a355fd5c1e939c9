//! What comes up again and again across units and roadmaps, and where it was solved.

use super::dto::{BarrierCategoryView, Recurrence, RecurrenceFilter, RecurrenceList, SolvedBarrier};
use super::{categories, queries, register};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::language::Language;
use std::collections::BTreeSet;
use tables::barrier;

/// Examples of each kind.
const EXAMPLES: usize = 10;

pub(super) async fn list_barrier_recurrences(ctx: &Ctx, filter: RecurrenceFilter) -> Result<Answer> {
    ctx.kept(Action::ReadBarriers, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadBarriers);
        let roadmaps = roadmaps::service::visible_roadmaps(read.conn(), ctx.scope(), &sight).await?;
        let path = match filter.unit_id {
            Some(unit) => Some(register::unit_path(read.conn(), &ctx, unit).await?),
            None => None,
        };
        let rows = queries::all(read.conn(), ctx.scope(), roadmaps.as_deref(), path.as_deref()).await?;
        let kinds = categories::all(read.conn(), ctx.scope()).await?;
        let wanted =
            |kind: &&BarrierCategoryView| filter.category.as_ref().is_none_or(|key| *key == kind.fields.key);
        let mut items: Vec<Recurrence> = kinds
            .iter()
            .filter(wanted)
            .filter_map(|kind| recurrence(kind, &rows, ctx.language))
            .collect();
        items.sort_by_key(|one| std::cmp::Reverse((one.units, one.roadmaps)));
        Ok((sight.standing(), Answer::plain(&RecurrenceList { items })?))
    })
    .await
}

fn count<T>(set: &BTreeSet<T>) -> i32 {
    i32::try_from(set.len()).unwrap_or(i32::MAX)
}

/// How often one kind came up; nothing where it never did.
fn recurrence(kind: &BarrierCategoryView, rows: &[barrier::Model], language: Language) -> Option<Recurrence> {
    let raised: Vec<&barrier::Model> = rows
        .iter()
        .filter(|row| row.category == kind.fields.key && row.state != "ruled_out")
        .collect();
    let units: BTreeSet<_> = raised.iter().map(|row| row.unit_id).collect();
    let open: BTreeSet<_> = raised
        .iter()
        .filter(|row| row.state == "open")
        .map(|row| row.unit_id)
        .collect();
    let roadmaps: BTreeSet<_> = raised.iter().map(|row| row.roadmap_id).collect();
    let solved: BTreeSet<_> = units.difference(&open).copied().collect();
    let mut examples: Vec<SolvedBarrier> = raised
        .iter()
        .filter(|row| row.state == "solved")
        .filter_map(|row| {
            Some(SolvedBarrier {
                barrier_id: row.id,
                roadmap_id: row.roadmap_id,
                unit_id: row.unit_id,
                title: row.title.clone(),
                countermeasure: row.countermeasure.clone()?,
                closed_on: row.closed_on?,
            })
        })
        .collect();
    examples.sort_by_key(|one| std::cmp::Reverse(one.closed_on));
    examples.truncate(EXAMPLES);
    (!units.is_empty()).then(|| Recurrence {
        category: kind.fields.key.clone(),
        title: title(kind, language),
        units: count(&units),
        roadmaps: count(&roadmaps),
        units_solved: count(&solved),
        summary: summary(units.len(), solved.len(), language),
        solved: examples,
    })
}

fn title(kind: &BarrierCategoryView, language: Language) -> String {
    let title = &kind.fields.title;
    match language {
        Language::Nb => title.nb.clone(),
        Language::Sv => title.sv.clone(),
        Language::En => title.en.clone(),
    }
}

fn summary(units: usize, solved: usize, language: Language) -> String {
    match (language, solved) {
        (Language::Nb, 0) => format!("Kom opp i {} og er ikke løst noe sted ennå.", nb_units(units)),
        (Language::Nb, _) => format!(
            "Kom opp i {} og ble løst i {solved}: se hvordan.",
            nb_units(units)
        ),
        (Language::Sv, 0) => format!("Kom upp i {} och är inte löst någonstans ännu.", sv_units(units)),
        (Language::Sv, _) => format!("Kom upp i {} och löstes i {solved}: se hur.", sv_units(units)),
        (Language::En, 0) => format!("Came up in {} and is not solved anywhere yet.", en_units(units)),
        (Language::En, _) => format!(
            "Came up in {} and was solved in {solved}: see how.",
            en_units(units)
        ),
    }
}

fn nb_units(count: usize) -> String {
    if count == 1 {
        "1 enhet".to_owned()
    } else {
        format!("{count} enheter")
    }
}

fn sv_units(count: usize) -> String {
    if count == 1 {
        "1 enhet".to_owned()
    } else {
        format!("{count} enheter")
    }
}

fn en_units(count: usize) -> String {
    if count == 1 {
        "1 unit".to_owned()
    } else {
        format!("{count} units")
    }
}
