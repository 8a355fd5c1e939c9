//! Use cases of leadership groups and their members.

use super::dto::{
    AddLeadershipMember, CreateLeadershipGroup, LeadershipGroupList, LeadershipGroupView,
    LeadershipMemberFields, LeadershipMemberFilter, LeadershipMemberList, LeadershipMemberView,
    UpdateLeadershipGroup, UpdateLeadershipMember,
};
use super::events;
use super::queries::{leadership, persons};
use super::reach::Standing;
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation::service::unit_path;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::{PageFilter, Place};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::{LeadershipGroupId, LeadershipMemberId, Period};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{leadership_group, leadership_member};
use uuid::Uuid;

/// The target of a group: its unit, or the organiser.
async fn target_in<C: ConnectionTrait>(ctx: &Ctx, db: &C, unit: Option<Uuid>) -> Result<Option<Target>> {
    let Some(unit) = unit else {
        return Ok(Some(Target::organiser()));
    };
    Ok(unit_path(db, ctx.scope(), unit).await?.map(Target::unit))
}

async fn target_of<C: ConnectionTrait>(ctx: &Ctx, db: &C, group: &leadership_group::Model) -> Result<Target> {
    let target = target_in(ctx, db, group.unit_id)
        .await?
        .unwrap_or_else(Target::organiser);
    let target = target.about("leadership_group", group.id);
    if ctx.allows(Action::ReadPeople, &target) || ctx.allows(Action::EditLeadershipGroups, &target) {
        Ok(target)
    } else {
        Err(AppError::not_found())
    }
}

pub(super) async fn list_leadership_groups(ctx: &Ctx, filter: &PageFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadPeople);
        let mut found = leadership::groups(read.conn(), ctx.scope(), &sight, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(LeadershipGroupView::of).collect();
        Ok((
            Target::organiser(),
            Answer::list(page, |page| LeadershipGroupList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_leadership_group(ctx: &Ctx, id: LeadershipGroupId) -> Result<Answer> {
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let row = leadership::group(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(&ctx, read.conn(), &row).await?;
        Ok((
            target,
            Answer::ok(&LeadershipGroupView::of(&row), etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_leadership_group(ctx: &Ctx, body: CreateLeadershipGroup) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let place = target_in(&ctx, tx.conn(), body.unit_id).await?;
        let permit = ctx.permit(
            Action::EditLeadershipGroups,
            &place.clone().unwrap_or_else(Target::organiser),
        )?;
        if place.is_none() {
            return Err(AppError::fault(
                "/unitId",
                FaultCode::NoSuch {
                    what: "unit".to_owned(),
                },
            ));
        }
        let row = leadership_group::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            unit_id: body.unit_id,
            name: body.name,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let view = LeadershipGroupView::of(&row);
        let subject = Subject::new("leadership_group", row.id);
        tx.record(events::LEADERSHIP_GROUP_CREATED, subject, to_value(&view.fields)?)
            .await?;
        let address = format!("{}/leadership-groups/{}", crate::platform::BASE, row.id);
        Answer::created(&view, address, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_leadership_group(
    ctx: &Ctx,
    id: LeadershipGroupId,
    patch: UpdateLeadershipGroup,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = leadership::lock_group(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(&ctx, tx.conn(), &row).await?;
        let permit = ctx.permit(Action::EditLeadershipGroups, &target)?;
        expected.check(row.version)?;
        let before = LeadershipGroupView::of(&row);
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        if fields.unit_id != row.unit_id {
            match target_in(&ctx, tx.conn(), fields.unit_id).await? {
                Some(target) => ctx.permit(Action::EditLeadershipGroups, &target)?,
                None => {
                    return Err(AppError::fault(
                        "/unitId",
                        FaultCode::NoSuch {
                            what: "unit".to_owned(),
                        },
                    ));
                }
            };
        }
        let changed = leadership_group::Model {
            unit_id: fields.unit_id,
            name: fields.name,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = LeadershipGroupView::of(&changed);
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(
            events::LEADERSHIP_GROUP_UPDATED,
            Subject::new("leadership_group", changed.id),
            changes,
        )
        .await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}

pub(super) async fn list_leadership_members(
    ctx: &Ctx,
    id: LeadershipGroupId,
    filter: LeadershipMemberFilter,
) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let group = leadership::group(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(&ctx, read.conn(), &group).await?;
        let mut found =
            leadership::members(read.conn(), ctx.scope(), group.id, filter.active_on, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(LeadershipMemberView::of).collect();
        Ok((
            target,
            Answer::list(page, |page| LeadershipMemberList { items, page })?,
        ))
    })
    .await
}

/// What is wrong with the days of a membership.
async fn faults_of<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    group: Uuid,
    person: Uuid,
    known: Option<Uuid>,
    fields: &LeadershipMemberFields,
) -> Result<Vec<Fault>> {
    let contradicts = |other: &str| FaultCode::Contradicts {
        other: other.to_owned(),
    };
    let Ok(period) = Period::new(fields.from, fields.to) else {
        return Ok(vec![Fault::new("/to", contradicts("from"))]);
    };
    let mut faults = Vec::new();
    // Whoever makes somebody a member reads them from then on, so that they must do so before.
    let mut found = persons::persons_by_id(db, ctx.scope(), &[person]).await?.pop();
    if let (Some(row), None) = (&found, known)
        && Standing::of(ctx, db, row)
            .await?
            .target(ctx, Action::ReadPeople)
            .is_none()
    {
        found = None;
    }
    match found {
        None => faults.push(Fault::new(
            "/personId",
            FaultCode::NoSuch {
                what: "person".to_owned(),
            },
        )),
        Some(found) => {
            if let Some(left) = found.left_on {
                if fields.from > left {
                    faults.push(Fault::new("/from", contradicts("leftOn")));
                } else if fields.to.is_none_or(|to| to > left) {
                    faults.push(Fault::new("/to", contradicts("leftOn")));
                }
            } else if found.erased_at.is_some() {
                faults.push(Fault::new("/personId", FaultCode::Rule { rule: "has_left" }));
            }
        }
    }
    let others = leadership::memberships(db, ctx.scope(), group, person).await?;
    let overlapping = others
        .iter()
        .filter(|other| Some(other.id) != known)
        .any(|other| Period::new(other.from_date, other.to_date).is_ok_and(|other| other.overlaps(period)));
    if overlapping {
        let note = "This person is a member on some of these days already.";
        faults.push(Fault::new("/from", FaultCode::Rule { rule: "overlaps" }).note(note));
    }
    Ok(faults)
}

pub(super) async fn add_leadership_member(
    ctx: &Ctx,
    group: LeadershipGroupId,
    body: AddLeadershipMember,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        // The lock keeps two requests from adding the same person for the same days.
        let group = leadership::lock_group(tx.conn(), ctx.scope(), group.uuid()).await?;
        let target = target_of(&ctx, tx.conn(), &group).await?;
        let permit = ctx.permit(Action::EditLeadershipGroups, &target)?;
        let days = LeadershipMemberFields {
            from: body.from,
            to: body.to,
        };
        let faults = faults_of(&ctx, tx.conn(), group.id, body.person_id, None, &days).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let row = leadership_member::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            group_id: group.id,
            person_id: body.person_id,
            from_date: body.from,
            to_date: body.to,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes =
            json!({"groupId": group.id, "personId": row.person_id, "from": row.from_date, "to": row.to_date});
        tx.record(
            events::LEADERSHIP_MEMBER_CREATED,
            Subject::new("leadership_member", row.id),
            changes,
        )
        .await?;
        let address = format!("{}/leadership-members/{}", crate::platform::BASE, row.id);
        Answer::created(&LeadershipMemberView::of(&row), address, etag::of_version(1))
    })
    .await
}

pub(super) async fn read_leadership_member(ctx: &Ctx, id: LeadershipMemberId) -> Result<Answer> {
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let row = leadership::member(read.conn(), ctx.scope(), id.uuid()).await?;
        let group = leadership::group(read.conn(), ctx.scope(), row.group_id).await?;
        let target = target_of(&ctx, read.conn(), &group).await?;
        Ok((
            target,
            Answer::ok(&LeadershipMemberView::of(&row), etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn update_leadership_member(
    ctx: &Ctx,
    id: LeadershipMemberId,
    patch: UpdateLeadershipMember,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = leadership::lock_member(tx.conn(), ctx.scope(), id.uuid()).await?;
        let group = leadership::lock_group(tx.conn(), ctx.scope(), row.group_id).await?;
        let target = target_of(&ctx, tx.conn(), &group)
            .await?
            .about("leadership_member", row.id);
        let permit = ctx.permit(Action::EditLeadershipGroups, &target)?;
        expected.check(row.version)?;
        let before = LeadershipMemberView::of(&row);
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        let faults = faults_of(&ctx, tx.conn(), group.id, row.person_id, Some(row.id), &fields).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let changed = leadership_member::Model {
            from_date: fields.from,
            to_date: fields.to,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = LeadershipMemberView::of(&changed);
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(
            events::LEADERSHIP_MEMBER_UPDATED,
            Subject::new("leadership_member", changed.id),
            changes,
        )
        .await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}
