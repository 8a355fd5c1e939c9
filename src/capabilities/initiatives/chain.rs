//! The chain of small initiatives: what each hands on to later ones, and how far it reaches over areas and time.
//!
//! Earlier is what began earlier, or is planned to; of two that begin on one day, the one that was raised first.

use super::dto::{
    ChainMember, ChainReach, CreateInitiativeLink, Inheritance, InitiativeChain, InitiativeLinkView,
    InitiativeSize, InitiativeState,
};
use super::service::{begins, room, target_of};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::{InitiativeId, InitiativeLinkId, RoadmapId};
use serde_json::{json, to_value};
use std::collections::{BTreeSet, HashMap, HashSet};
use tables::{initiative, initiative_link};
use uuid::Uuid;

/// Links to one initiative.
const MOST: usize = 50;

fn view_of(row: &initiative_link::Model) -> Result<InitiativeLinkView> {
    Ok(InitiativeLinkView {
        id: row.id,
        later_id: row.later_id,
        fields: CreateInitiativeLink {
            earlier_id: row.earlier_id,
            kind: Inheritance::from_row(&row.kind)?,
            handed_on: row.handed_on.clone(),
            inherited: row.inherited.clone(),
        },
        version: row.version,
    })
}

/// Whether a link from `earlier` to `later` would close a circle of links, each of which goes from its first to its second.
fn closes(links: &[(Uuid, Uuid)], earlier: Uuid, later: Uuid) -> bool {
    let (mut seen, mut next) = (HashSet::from([later]), vec![later]);
    while let Some(at) = next.pop() {
        if at == earlier {
            return true;
        }
        let onward = links.iter().filter(|(from, _)| *from == at).map(|(_, to)| *to);
        next.extend(onward.filter(|to| seen.insert(*to)));
    }
    false
}

/// What is wrong with a link.
fn faults_of(
    earlier: Option<&initiative::Model>,
    later: &initiative::Model,
    links: &[initiative_link::Model],
    body: &CreateInitiativeLink,
) -> Result<Vec<Fault>> {
    let pointer = "/earlierId";
    let Some(earlier) = earlier else {
        let what = "initiative of this roadmap".to_owned();
        return Ok(vec![Fault::new(pointer, FaultCode::NoSuch { what })]);
    };
    let mut faults = Vec::new();
    let mut rule = |rule, note: &str| {
        faults.push(Fault::new(pointer, FaultCode::Rule { rule }).note(note.to_owned()));
    };
    if InitiativeSize::from_row(&earlier.size)? != InitiativeSize::Small {
        rule("not_small", "only small initiatives hand on in the chain");
    }
    if (begins(earlier), earlier.id) >= (begins(later), later.id) {
        rule("not_earlier", "it begins later, or is the same");
    }
    let twice = |link: &&initiative_link::Model| {
        link.earlier_id == earlier.id && link.later_id == later.id && link.kind == body.kind.as_str()
    };
    if links.iter().any(|link| twice(&link)) {
        faults.push(Fault::new(pointer, FaultCode::NotUnique));
    }
    Ok(faults)
}

pub(super) async fn create_initiative_link(
    ctx: &Ctx,
    id: InitiativeId,
    body: CreateInitiativeLink,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let later = queries::lock_initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &later).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        let all = queries::all(tx.conn(), ctx.scope(), Some(&[later.roadmap_id])).await?;
        let ids: Vec<Uuid> = all.iter().map(|one| one.id).collect();
        let links = queries::links_to(tx.conn(), ctx.scope(), &ids).await?;
        let own = links.iter().filter(|link| link.later_id == later.id).count();
        room(own, MOST, "links to an initiative")?;
        let earlier = all.iter().find(|one| one.id == body.earlier_id);
        let faults = faults_of(earlier, &later, &links, &body)?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        // Days may have been moved since other links were made.
        let pairs: Vec<(Uuid, Uuid)> = links
            .iter()
            .map(|link| (link.earlier_id, link.later_id))
            .collect();
        if closes(&pairs, body.earlier_id, later.id) {
            let names = earlier.map_or("", |one| one.name.as_str());
            return Err(AppError::new(Code::Cycle)
                .with("path", format!("{} → {names} → {}", later.name, later.name))
                .about(Subject::new("initiative", id)));
        }
        let row = initiative_link::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            earlier_id: body.earlier_id,
            later_id: later.id,
            kind: body.kind.to_string(),
            handed_on: body.handed_on.clone(),
            inherited: body.inherited.clone(),
            version: 1,
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let mut changes = to_value(&body)?;
        changes["laterId"] = json!(later.id);
        let subject = Subject::new("initiative_link", row.id);
        tx.record(events::LINK_CREATED, subject, changes).await?;
        let base = crate::platform::BASE;
        let location = format!("{base}/roadmaps/{}/initiative-chain", later.roadmap_id);
        Answer::created(&view_of(&row)?, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn delete_initiative_link(ctx: &Ctx, id: InitiativeLinkId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_link(tx.conn(), ctx.scope(), id.uuid()).await?;
        let later = queries::initiative(tx.conn(), ctx.scope(), row.later_id).await?;
        let target = target_of(tx.conn(), ctx.scope(), &later).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target.about("initiative_link", id))?;
        expected.check(row.version)?;
        queries::delete_link(tx.conn(), &permit, row.id).await?;
        let changes = to_value(view_of(&row)?)?;
        let subject = Subject::new("initiative_link", id);
        tx.record(events::LINK_DELETED, subject, changes).await?;
        Ok(Answer::done())
    })
    .await
}

/// How far deliveries reached: each with its day, its id and its service areas, in any order.
fn reach_of(mut delivered: Vec<(NaiveDate, Uuid, Vec<Uuid>)>, covered: &[Uuid]) -> Vec<ChainReach> {
    delivered.sort();
    let mut reached: BTreeSet<Uuid> = BTreeSet::new();
    let mut steps = Vec::with_capacity(delivered.len());
    for (on_date, initiative_id, areas) in delivered {
        let own = areas.into_iter().filter(|area| covered.contains(area));
        let new: Vec<Uuid> = own.filter(|area| reached.insert(*area)).collect();
        #[expect(clippy::cast_precision_loss, reason = "an organiser has few service areas")]
        let share = (!covered.is_empty()).then(|| reached.len() as f64 / covered.len() as f64);
        steps.push(ChainReach {
            on_date,
            initiative_id,
            new_service_area_ids: new,
            reached: i32::try_from(reached.len()).unwrap_or(i32::MAX),
            share,
        });
    }
    steps
}

pub(super) async fn read_initiative_chain(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let (db, scope) = (read.conn(), ctx.scope());
        let target = roadmaps::service::roadmap_target(db, scope, roadmap.uuid()).await?;
        let covered = roadmaps::service::overview_rows(db, scope, roadmap.uuid())
            .await?
            .service_areas;
        let mut rows = queries::all(db, scope, Some(&[roadmap.uuid()])).await?;
        rows.sort_by_key(|row| (begins(row), row.id));
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let areas: HashMap<Uuid, Vec<Uuid>> = queries::areas(db, scope, &ids).await?;
        let links = queries::links_to(db, scope, &ids).await?;
        let hands_on = |id: Uuid| links.iter().any(|link| link.earlier_id == id);
        let (mut members, mut delivered) = (Vec::new(), Vec::new());
        for row in &rows {
            let (size, state) = (
                InitiativeSize::from_row(&row.size)?,
                InitiativeState::from_row(&row.state)?,
            );
            let own = areas.get(&row.id).cloned().unwrap_or_default();
            let there = matches!(state, InitiativeState::Delivered | InitiativeState::Realised);
            if let Some(day) = row.delivered_on
                && there
                && size == InitiativeSize::Small
            {
                delivered.push((day, row.id, own.clone()));
            }
            if state == InitiativeState::Stopped && !hands_on(row.id) {
                continue;
            }
            members.push(ChainMember {
                initiative_id: row.id,
                name: row.name.clone(),
                size,
                state,
                begins: begins(row),
                delivered_on: row.delivered_on,
                service_area_ids: own,
            });
        }
        let reached: HashSet<Uuid> = delivered.iter().flat_map(|(_, _, areas)| areas.clone()).collect();
        members.truncate(1000);
        let mut links = links.iter().map(view_of).collect::<Result<Vec<_>>>()?;
        links.truncate(5000);
        let mut reach = reach_of(delivered, &covered);
        reach.truncate(1000);
        let view = InitiativeChain {
            members,
            links,
            reach,
            unreached_service_area_ids: covered
                .into_iter()
                .filter(|area| !reached.contains(area))
                .collect(),
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(id: u8) -> Uuid {
        Uuid::from_u128(u128::from(id))
    }

    #[test]
    fn a_circle_is_seen_over_any_number_of_links() {
        let links = [(id(1), id(2)), (id(2), id(3)), (id(1), id(4))];
        assert!(closes(&links, id(3), id(1)));
        assert!(closes(&links, id(2), id(1)));
        assert!(closes(&links, id(5), id(5)));
        assert!(!closes(&links, id(4), id(3)));
        assert!(!closes(&links, id(1), id(3)));
    }

    proptest! {
        /// Whatever links are asked for in whatever order: what is let in never goes round.
        #[test]
        fn links_never_go_round(wanted in proptest::collection::vec((0_u8..8, 0_u8..8), 0..60)) {
            let mut links: Vec<(Uuid, Uuid)> = Vec::new();
            for (earlier, later) in wanted {
                if !closes(&links, id(earlier), id(later)) {
                    links.push((id(earlier), id(later)));
                }
            }
            // Taken apart from those that nothing leads to, everything comes off.
            let mut left = links.clone();
            loop {
                let heirs: HashSet<Uuid> = left.iter().map(|(_, later)| *later).collect();
                let before = left.len();
                left.retain(|(earlier, _)| heirs.contains(earlier));
                if left.len() == before {
                    break;
                }
            }
            prop_assert!(left.is_empty(), "{left:?}");
        }
    }

    #[test]
    fn reach_grows_with_each_delivery() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        let delivered = vec![
            (day(9), id(2), vec![id(12), id(13), id(99)]),
            (day(2), id(1), vec![id(11), id(12)]),
        ];
        let covered = [id(11), id(12), id(13), id(14)];
        let steps = reach_of(delivered, &covered);
        let shown: Vec<(i32, Option<f64>, usize)> = steps
            .iter()
            .map(|step| (step.reached, step.share, step.new_service_area_ids.len()))
            .collect();
        assert_eq!(shown, [(2, Some(0.5), 2), (3, Some(0.75), 1)]);
        assert_eq!(
            steps[1].new_service_area_ids,
            [id(13)],
            "areas outside the roadmap do not count"
        );
        assert_eq!(reach_of(vec![(day(2), id(1), vec![])], &[])[0].share, None);
    }
}
