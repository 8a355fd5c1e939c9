//! The list of what has no owner: a fixed number of queries, whatever there is.

use super::dto::{OrphanFilter, OrphanKind, OrphanList, OrphanView};
use super::rules::{self, Leavers, Owned};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::{barriers, benefits, evidence, gates, organisation, people, roadmaps};
use crate::error::Result;
use crate::platform::BASE;
use crate::platform::answer::Answer;
use crate::platform::language::Language;
use crate::platform::paging::Place;
use kernel::Text;
use sea_orm::ConnectionTrait;
use serde_json::from_value;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) async fn list_orphans(ctx: &Ctx, filter: OrphanFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadOrphans, |ctx, read| async move {
        let orphans = orphans(&ctx, read.conn(), &filter).await?;
        let mut items = rules::cut(orphans, &place);
        let page = place.finish(&mut items, rules::key);
        let standing = ctx.sight(Action::ReadOrphans).standing();
        Ok((standing, Answer::list(page, |page| OrphanList { items, page })?))
    })
    .await
}

/// Every orphan that the reader may see and the filter lets through.
async fn orphans<C: ConnectionTrait>(ctx: &Ctx, db: &C, filter: &OrphanFilter) -> Result<Vec<OrphanView>> {
    let scope = ctx.scope();
    let left = people::service::departed_persons(db, scope, ctx.today()).await?;
    let gone: Vec<Uuid> = left.keys().copied().collect();
    let units = organisation::service::all_units(db, scope).await?;
    let paths: HashMap<Uuid, String> = units.iter().map(|unit| (unit.id, unit.path_text())).collect();
    let plan = roadmaps::service::without_owner(db, scope, &gone).await?;
    let evidence = evidence::service::evidence_without_owner(db, scope, &gone, ctx.today()).await?;
    let superiors = people::service::superiors_of(db, scope, &gone, ctx.today()).await?;

    // An active roadmap's target decides who sees what is in it.
    let mine: HashMap<Uuid, Target> = plan
        .active
        .iter()
        .filter_map(|row| {
            let target = Target {
                roadmap: Some(row.id),
                ..Target::unit(paths.get(&row.unit_id)?.clone())
            };
            ctx.allows(Action::ReadOrphans, &target)
                .then_some((row.id, target))
        })
        .collect();
    let mut things = of_plan(&plan, ctx.language)?;
    for row in gates::service::conditions_of(db, scope, &gone).await? {
        let text = row.text.chars().take(200).collect();
        let roadmap = Some(row.roadmap_id);
        things.push(owned(
            OrphanKind::Condition,
            row.id,
            text,
            roadmap,
            Some(row.owner_id),
        ));
    }
    for piece in evidence {
        things.push(owned(
            OrphanKind::Evidence,
            piece.id,
            piece.title_in(ctx.language).to_owned(),
            Some(piece.roadmap_id),
            piece.owner_id,
        ));
    }
    for row in barriers::service::without_owner(db, scope, &gone).await? {
        let kind = OrphanKind::Barrier;
        things.push(owned(kind, row.id, row.title, Some(row.roadmap_id), row.owner_id));
    }
    for row in benefits::service::without_owner(db, scope, &gone).await? {
        let kind = OrphanKind::Benefit;
        things.push(owned(kind, row.id, row.title, Some(row.roadmap_id), row.owner_id));
    }
    things.retain(|thing| thing.roadmap.is_some_and(|id| mine.contains_key(&id)));
    for unit in units {
        let closed = unit.fields.closed_on.is_some_and(|day| day < ctx.today());
        if !closed && ctx.allows(Action::ReadOrphans, &Target::unit(unit.path_text())) {
            let responsible = unit.fields.responsible_id;
            things.push(owned(
                OrphanKind::Unit,
                unit.id,
                unit.fields.name,
                None,
                responsible,
            ));
        }
    }
    let leavers = Leavers {
        left: &left,
        superiors: &superiors,
    };
    let orphans = things.into_iter().filter_map(|thing| leavers.orphan(thing));
    Ok(orphans.filter(|orphan| rules::fits(filter, orphan)).collect())
}

fn owned(kind: OrphanKind, id: Uuid, title: String, roadmap: Option<Uuid>, owner: Option<Uuid>) -> Owned {
    let folder = match kind {
        OrphanKind::Roadmap => "roadmaps",
        OrphanKind::Stage => "stages",
        OrphanKind::Gate => "gates",
        OrphanKind::Milestone => "milestones",
        OrphanKind::Evidence => "evidence",
        OrphanKind::Condition => "conditions",
        OrphanKind::Unit => "units",
        OrphanKind::Barrier => "barriers",
        OrphanKind::Benefit => "benefits",
    };
    Owned {
        kind,
        id,
        title,
        roadmap,
        owner,
        link: format!("{BASE}/{folder}/{id}"),
    }
}

/// What stands in the plans of active roadmaps.
fn of_plan(plan: &roadmaps::service::WithoutOwner, language: Language) -> Result<Vec<Owned>> {
    let text = |value: &serde_json::Value| -> Result<String> {
        Ok(from_value::<Text>(value.clone())?.get(language).to_owned())
    };
    let mut things = Vec::new();
    for row in &plan.active {
        things.push(owned(
            OrphanKind::Roadmap,
            row.id,
            row.title.clone(),
            Some(row.id),
            row.sponsor_id,
        ));
    }
    for row in &plan.stages {
        things.push(owned(
            OrphanKind::Stage,
            row.id,
            text(&row.title)?,
            Some(row.roadmap_id),
            row.owner_id,
        ));
    }
    for row in &plan.gates {
        things.push(owned(
            OrphanKind::Gate,
            row.id,
            text(&row.title)?,
            Some(row.roadmap_id),
            row.owner_id,
        ));
    }
    for row in &plan.milestones {
        let title = row.title.clone();
        things.push(owned(
            OrphanKind::Milestone,
            row.id,
            title,
            Some(row.roadmap_id),
            row.owner_id,
        ));
    }
    Ok(things)
}
