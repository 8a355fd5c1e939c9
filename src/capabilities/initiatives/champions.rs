//! Champions: who drives an initiative in a service area, and for how long.

use super::dto::{
    CreateInitiativeChampion, InitiativeChampionList, InitiativeChampionView, UpdateInitiativeChampion,
};
use super::service::{room, target_of};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::{organisation, people, roadmaps};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::{InitiativeChampionId, InitiativeId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use std::collections::HashSet;
use tables::initiative_champion;
use uuid::Uuid;

/// Champions of one initiative.
const MOST: usize = 200;

/// The view on a day; who has left drives nothing.
fn view_of(ctx: &Ctx, row: &initiative_champion::Model, gone: &HashSet<Uuid>) -> InitiativeChampionView {
    let today = ctx.today();
    InitiativeChampionView {
        id: row.id,
        initiative_id: row.initiative_id,
        fields: CreateInitiativeChampion {
            service_area_id: row.service_area_id,
            person_id: row.person_id,
            from: row.from_date,
            to: row.to_date,
        },
        active: row.from_date <= today
            && row.to_date.is_none_or(|to| today <= to)
            && !gone.contains(&row.person_id),
        version: row.version,
    }
}

async fn check<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateInitiativeChampion) -> Result<()> {
    let mut faults = Vec::new();
    let no_such = |pointer: &str, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let areas = organisation::service::service_areas(db, ctx.scope()).await?;
    if !areas.iter().any(|one| one.id == fields.service_area_id) {
        faults.push(no_such("/serviceAreaId", "service area"));
    }
    let gone = people::service::persons_missing(db, ctx.scope(), &[fields.person_id], fields.from).await?;
    if !gone.is_empty() {
        faults.push(no_such("/personId", "person"));
    }
    if fields.to.is_some_and(|to| to < fields.from) {
        let other = "from".to_owned();
        faults.push(Fault::new("/to", FaultCode::Contradicts { other }));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn list_initiative_champions(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let (db, scope) = (read.conn(), ctx.scope());
        let target = roadmaps::service::roadmap_target(db, scope, roadmap.uuid()).await?;
        let all = queries::all(db, scope, Some(&[roadmap.uuid()])).await?;
        let ids: Vec<Uuid> = all.iter().map(|row| row.id).collect();
        let mut found = queries::champions(db, scope, &ids).await?;
        found.sort_by_key(|row| (row.from_date, row.id));
        let persons: Vec<Uuid> = found.iter().map(|row| row.person_id).collect();
        let gone = people::service::persons_missing(db, scope, &persons, ctx.today()).await?;
        let gone: HashSet<Uuid> = gone.into_iter().collect();
        let items = found
            .iter()
            .map(|row| view_of(&ctx, row, &gone))
            .take(500)
            .collect();
        Ok((target, Answer::plain(&InitiativeChampionList { items })?))
    })
    .await
}

pub(super) async fn create_initiative_champion(
    ctx: &Ctx,
    id: InitiativeId,
    body: CreateInitiativeChampion,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        check(tx.conn(), &ctx, &body).await?;
        let own = queries::champions(tx.conn(), ctx.scope(), &[initiative.id]).await?;
        room(own.len(), MOST, "champions of an initiative")?;
        let row = initiative_champion::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            initiative_id: initiative.id,
            service_area_id: body.service_area_id,
            person_id: body.person_id,
            from_date: body.from,
            to_date: body.to,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("initiative_champion", row.id);
        tx.record(events::CHAMPION_CREATED, subject, to_value(&body)?)
            .await?;
        let base = crate::platform::BASE;
        let location = format!("{base}/roadmaps/{}/initiative-champions", initiative.roadmap_id);
        let view = view_of(&ctx, &row, &HashSet::new());
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_initiative_champion(
    ctx: &Ctx,
    id: InitiativeChampionId,
    patch: UpdateInitiativeChampion,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_champion(tx.conn(), ctx.scope(), id.uuid()).await?;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), row.initiative_id).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target.about("initiative_champion", id))?;
        expected.check(row.version)?;
        let before = view_of(&ctx, &row, &HashSet::new()).fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        check(tx.conn(), &ctx, &fields).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = initiative_champion::Model {
            service_area_id: fields.service_area_id,
            person_id: fields.person_id,
            from_date: fields.from,
            to_date: fields.to,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("initiative_champion", id);
        tx.record(events::CHAMPION_UPDATED, subject, changes).await?;
        let view = view_of(&ctx, &row, &HashSet::new());
        Answer::ok(&view, etag::of_version(row.version))
    })
    .await
}
