//! What other capabilities ask about evidence, and what the use cases beside this file share.

use super::dto::{EvidenceView, HIDDEN_TITLE, Reader};
use super::{queries, rules};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::error::{AppError, Code, Result};
use crate::platform::etag;
use crate::platform::language::Language;
use crate::platform::ledger::Subject;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use tables::{evidence, evidence_use};
use uuid::Uuid;

/// A place where evidence counts: a milestone (and perhaps which of its required items), or a criterion of a stage's gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub milestone_id: Option<Uuid>,
    pub item_key: Option<String>,
    pub stage_id: Option<Uuid>,
    pub criterion_key: Option<String>,
}

/// A piece of evidence as a gate looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceState {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    /// `file`, `link`, `note`, `measurement` or `attestation`.
    pub kind: String,
    /// The title; a neutral English one where the content is restricted, since a gate is read by more people than its
    /// evidence. For readers: [`EvidenceState::title_in`].
    pub title: String,
    pub restricted: bool,
    /// `submitted`, `accepted`, `rejected`, `withdrawn` or `superseded`.
    pub status: String,
    pub content_hash: String,
    pub valid_until: Option<NaiveDate>,
    /// Whether its validity has run out on the day that was asked about.
    pub expired: bool,
    pub superseded_by: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    pub uses: Vec<Use>,
}

impl EvidenceState {
    /// The title for a reader of a language.
    pub fn title_in(&self, language: Language) -> &str {
        if self.restricted {
            HIDDEN_TITLE.get(language)
        } else {
            &self.title
        }
    }

    /// Accepted and not expired: only this counts.
    pub fn is_valid(&self) -> bool {
        self.status == "accepted" && !self.expired
    }

    fn of(row: evidence::Model, uses: Vec<Use>, today: NaiveDate) -> Self {
        let restricted = is_restricted(&row);
        Self {
            id: row.id,
            roadmap_id: row.roadmap_id,
            kind: row.kind,
            title: if restricted {
                HIDDEN_TITLE.get(Language::En).to_owned()
            } else {
                row.title
            },
            restricted,
            status: row.status,
            content_hash: row.content_hash,
            valid_until: row.valid_until,
            expired: rules::is_expired(row.valid_until, today),
            superseded_by: row.superseded_by_id,
            owner_id: row.owner_id,
            uses,
        }
    }
}

/// Whether a kind of evidence proves an item that asks for another: a measured value and an attestation only by their
/// own kind; a document as a file, or by a link to where it is archived; a note by anything written.
pub fn proves(asked: &str, given: &str) -> bool {
    match asked {
        "file" | "link" => matches!(given, "file" | "link"),
        "note" => matches!(given, "note" | "file" | "link"),
        _ => asked == given,
    }
}

/// All evidence of a roadmap with its uses, the oldest first: two queries, whatever its size.
///
/// # Errors
/// What the database says.
pub async fn evidence_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    today: NaiveDate,
) -> Result<Vec<EvidenceState>> {
    let rows = queries::evidence_of_roadmap(db, scope, roadmap).await?;
    let uses = queries::uses_of_roadmap(db, scope, roadmap).await?;
    Ok(states(rows, uses, today))
}

/// Evidence by ids with its uses, the oldest first; unknown ids are left out. Two queries, whatever their number.
///
/// # Errors
/// What the database says.
pub async fn evidence_states<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
    today: NaiveDate,
) -> Result<Vec<EvidenceState>> {
    let rows = queries::evidence_by_ids(db, scope, ids).await?;
    let uses = queries::uses_of(db, scope, ids.iter().copied()).await?;
    Ok(states(rows, uses, today))
}

/// Whether a piece of evidence exists, is accepted, and is valid on a day.
///
/// # Errors
/// What the database says.
pub async fn accepted_and_valid<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
    today: NaiveDate,
) -> Result<bool> {
    let row = queries::find_evidence(db, scope, id).await?;
    Ok(row.is_some_and(|row| EvidenceState::of(row, Vec::new(), today).is_valid()))
}

/// Evidence that is submitted or accepted and has no owner, or one of `gone`: what has lost its owner.
///
/// # Errors
/// What the database says.
pub async fn evidence_without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
    today: NaiveDate,
) -> Result<Vec<EvidenceState>> {
    let rows = queries::unowned(db, scope, gone).await?;
    Ok(states(rows, Vec::new(), today))
}

fn states(
    rows: Vec<evidence::Model>,
    uses: Vec<evidence_use::Model>,
    today: NaiveDate,
) -> Vec<EvidenceState> {
    let mut places: HashMap<Uuid, Vec<Use>> = HashMap::new();
    let accepted: HashSet<Uuid> = rows
        .iter()
        .filter(|row| row.status == "accepted")
        .map(|row| row.id)
        .collect();
    // What was accepted proves what its reviewer saw it used for, and nothing else until a reviewer confirms that too.
    let uses = uses
        .into_iter()
        .filter(|row| row.confirmed_at.is_some() || !accepted.contains(&row.evidence_id));
    for row in uses {
        places.entry(row.evidence_id).or_default().push(Use {
            milestone_id: row.milestone_id,
            item_key: row.item_key,
            stage_id: row.stage_id,
            criterion_key: row.criterion_key,
        });
    }
    rows.into_iter()
        .map(|row| {
            let uses = places.remove(&row.id).unwrap_or_default();
            EvidenceState::of(row, uses, today)
        })
        .collect()
}

/// What a permission on a piece of evidence is asked for: its roadmap, and the persons whose own it is.
pub(super) async fn evidence_target<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &evidence::Model,
) -> Result<Target> {
    Ok(target_within(
        &roadmap_target(db, scope, row.roadmap_id).await?,
        row,
    ))
}

/// The same, where the roadmap's target is known.
pub(super) fn target_within(roadmap: &Target, row: &evidence::Model) -> Target {
    Target {
        owners: row.owner_id.into_iter().chain(row.submitter_id).collect(),
        ..roadmap.clone()
    }
    .about("evidence", row.id)
}

pub(super) fn is_restricted(row: &evidence::Model) -> bool {
    row.access_level == "restricted"
}

/// How this request's reader sees a piece of evidence.
pub(super) fn reader(ctx: &Ctx, target: &Target, row: &evidence::Model) -> Reader {
    Reader {
        hidden: is_restricted(row) && !ctx.allows(Action::ReadRestrictedEvidence, target),
        language: ctx.language,
        today: ctx.today(),
    }
}

/// A view for this request's reader with its validator, which changes with the day and with what the reader may see.
pub(super) fn view(
    ctx: &Ctx,
    target: &Target,
    row: &evidence::Model,
    uses: &[evidence_use::Model],
) -> Result<(EvidenceView, String)> {
    let reader = reader(ctx, target, row);
    let view = EvidenceView::of(row, uses, reader)?;
    let mut tag = etag::of_version(row.version);
    tag.pop();
    if view.expired {
        tag.push_str("-expired");
    }
    if reader.hidden {
        tag.push_str("-hidden-");
        tag.push_str(reader.language.tag());
    }
    tag.push('"');
    Ok((view, tag))
}

/// Whether the same account submitted it, or another account of the same person.
pub(super) fn is_submitter(ctx: &Ctx, row: &evidence::Model) -> bool {
    let account = ctx.actor_ref().id;
    (account.is_some() && account == row.submitted_by)
        || (ctx.actor.person.is_some() && ctx.actor.person == row.submitter_id)
}

/// The refusal of an act that evidence in this state does not allow.
pub(super) fn wrong_state(row: &evidence::Model, needed: &str) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", row.status.clone())
        .with("needed", needed)
        .about(Subject::new("evidence", row.id))
}
