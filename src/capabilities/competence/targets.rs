//! Target levels: what is built in, and what the organiser says instead.

use super::dto::{
    CompetenceRole, CompetenceTarget, CompetenceTargetList, CompetenceTargetView, PutCompetenceTargets,
};
use super::rules::Targets;
use super::{catalogue, events, queries};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use std::collections::{HashMap, HashSet};
use tables::competence_target;

/// The organiser may say at most so many.
const MOST: usize = 4000;

/// What the organiser has said. One query.
pub(super) async fn load<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Targets> {
    let rows = queries::targets(db, scope).await?;
    let of = |row: competence_target::Model| {
        let role = CompetenceRole::from_row(&row.role)?;
        let title = kernel::fold_key(&row.position_title);
        Ok(((row.field, role, title), row.level))
    };
    Ok(Targets(rows.into_iter().map(of).collect::<Result<_>>()?))
}

/// Every level as it holds now: each field with each role, then titles of positions.
async fn everything<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<CompetenceTargetList> {
    let rows = queries::targets(db, scope).await?;
    let said = load(db, scope).await?;
    let mut items = Vec::new();
    for field in catalogue::all(db, scope).await? {
        let key = field.fields.key;
        for role in CompetenceRole::ALL {
            let Some(level) = said.level(field.origin, &key, *role) else {
                continue;
            };
            let own = said.0.contains_key(&(key.clone(), *role, String::new()));
            items.push(CompetenceTargetView {
                target: CompetenceTarget {
                    field: key.clone(),
                    role: *role,
                    position_title: None,
                    level: Some(level),
                },
                own,
            });
        }
        for row in rows
            .iter()
            .filter(|row| row.field == key && !row.position_title.is_empty())
        {
            items.push(CompetenceTargetView {
                target: CompetenceTarget {
                    field: key.clone(),
                    role: CompetenceRole::PositionTitle,
                    position_title: Some(row.position_title.clone()),
                    level: Some(row.level),
                },
                own: true,
            });
        }
    }
    Ok(CompetenceTargetList { items })
}

pub(super) async fn list_targets(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let list = everything(read.conn(), ctx.scope()).await?;
        Ok((Target::organiser(), Answer::plain(&list)?))
    })
    .await
}

type Key = (String, CompetenceRole, String);

fn key_of(one: &CompetenceTarget) -> Key {
    let title = one.position_title.as_deref().unwrap_or_default();
    (one.field.clone(), one.role, kernel::fold_key(title))
}

/// Everything that is wrong with what is said.
fn faults_of(items: &[CompetenceTarget], known: &HashSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (index, one) in items.iter().enumerate() {
        let at = format!("/items/{index}");
        if !known.contains(&one.field) {
            let what = "competence field".to_owned();
            faults.push(Fault::new(format!("{at}/field"), FaultCode::NoSuch { what }));
        }
        match (one.role == CompetenceRole::PositionTitle, &one.position_title) {
            (true, None) => faults.push(Fault::new(format!("{at}/positionTitle"), FaultCode::Required)),
            (false, Some(_)) => {
                let other = "role".to_owned();
                faults.push(Fault::new(
                    format!("{at}/positionTitle"),
                    FaultCode::Contradicts { other },
                ));
            }
            _ => {}
        }
        if !seen.insert(key_of(one)) {
            faults.push(Fault::new(at, FaultCode::NotUnique));
        }
    }
    faults
}

pub(super) async fn put_targets(ctx: &Ctx, body: PutCompetenceTargets) -> Result<Answer> {
    let permit = ctx.permit(Action::EditCompetenceFields, &Target::organiser())?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        tx.hold_still().await?;
        let fields = catalogue::all(tx.conn(), ctx.scope()).await?;
        let known = fields.into_iter().map(|field| field.fields.key).collect();
        let faults = faults_of(&body.items, &known);
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let mut held: HashMap<Key, competence_target::Model> = HashMap::new();
        for row in queries::targets(tx.conn(), ctx.scope()).await? {
            let role = CompetenceRole::from_row(&row.role)?;
            held.insert(
                (row.field.clone(), role, kernel::fold_key(&row.position_title)),
                row,
            );
        }
        if held.len() + body.items.len() > MOST {
            return Err(AppError::fault(
                "/items",
                FaultCode::TooMany { limit: MOST as u64 },
            ));
        }
        let mut taken_back = Vec::new();
        for one in &body.items {
            match (held.remove(&key_of(one)), one.level) {
                (Some(row), None) => taken_back.push(row.id),
                (Some(row), Some(level)) if row.level != level => {
                    let row = competence_target::Model {
                        level,
                        updated_at: tx.now(),
                        ..row
                    };
                    rows::replace(tx.conn(), &permit, row).await?;
                }
                (None, Some(level)) => {
                    let row = competence_target::Model {
                        organiser_id: ctx.scope().organiser(),
                        id: ctx.new_id(),
                        field: one.field.clone(),
                        role: one.role.to_string(),
                        position_title: one.position_title.clone().unwrap_or_default(),
                        level,
                        created_at: tx.now(),
                        updated_at: tx.now(),
                    };
                    rows::insert(tx.conn(), &permit, row).await?;
                }
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        queries::forget_targets(tx.conn(), &permit, &taken_back).await?;
        let subject = Subject::new("organiser", ctx.scope().organiser());
        tx.record(events::TARGETS_SET, subject, to_value(&body)?).await?;
        Answer::plain(&everything(tx.conn(), ctx.scope()).await?)
    })
    .await
}
