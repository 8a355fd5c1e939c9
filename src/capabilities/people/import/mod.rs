//! The import from the HR system: a dry run that reports what each row would do, then all of it or nothing.
//!
//! A file is never kept. Its report holds lines, codes and ids, and no value of the file.

mod columns;
mod persons;
mod plan;
mod positions;
mod sheet;
mod units;

use self::plan::{Bounds, Plan};
use self::sheet::Sheet;
use super::dto::{
    ClosingSubject, ColumnName, DroppedColumn, ImportCounts, ImportKind, ImportList, ImportMode, ImportQuery,
    ImportReportView, ImportRowFilter, ImportRowView, ImportView, ProposalStatus, RowAction,
};
use super::events;
use super::queries::imports::{self, ImportHead};
use super::queries::{positions as position_rows, proposals, save_all};
use crate::access::input::TextKind;
use crate::access::{Action, Ctx, Permit, Sight, Target};
use crate::capabilities::organisation::service::{WishedUnit, save_units};
use crate::config::ServerSettings;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::{PageFilter, Place, Start};
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::ImportId;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::{json, to_value};
use std::collections::HashSet;
use tables::{closing_proposal, import_run, person, position};
use uuid::Uuid;

/// A body in CSV.
#[derive(Clone, Copy, Debug)]
pub(super) struct Csv;

impl TextKind for Csv {
    const MEDIA: &'static str = "text/csv";

    fn limit(settings: &ServerSettings) -> usize {
        settings.import_limit
    }
}

/// What a run keeps beside its rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Summary {
    counts: ImportCounts,
    read: Vec<ColumnName>,
    dropped: Vec<DroppedColumn>,
    ignored: Vec<ColumnName>,
}

/// What the plan of a kind of file writes.
#[derive(Debug)]
enum Writes {
    Persons(Vec<person::Model>),
    Positions(Vec<position::Model>),
    Units(Vec<WishedUnit>),
}

/// The target by which somebody may import at all: the organiser, or a unit that they administer.
pub(super) fn any_target(ctx: &Ctx) -> Target {
    match ctx.sight(Action::ImportPeople) {
        Sight::Only { units, .. } => units.first().map_or_else(Target::organiser, Target::unit),
        Sight::Everything => Target::organiser(),
    }
}

/// Whose runs somebody sees: all, or, with a role in a part of the organisation, one's own.
fn only_of(ctx: &Ctx) -> Option<Uuid> {
    if Bounds::of(ctx).is_whole() {
        None
    } else {
        ctx.actor_ref().id
    }
}

/// Judges a file, or carries it out.
pub(super) async fn create_import(ctx: &Ctx, query: ImportQuery, text: String) -> Result<Answer> {
    let permit = ctx.permit(Action::ImportPeople, &any_target(ctx))?;
    match (query.mode, query.dry_run_id) {
        (ImportMode::Apply, None) => return Err(AppError::fault("/query/dryRunId", FaultCode::Required)),
        (ImportMode::DryRun, Some(_)) => {
            let other = "mode".to_owned();
            return Err(AppError::fault(
                "/query/dryRunId",
                FaultCode::Contradicts { other },
            ));
        }
        _ => {}
    }
    let (kind, language) = (query.kind, ctx.language);
    // Reading a large file takes a while; the other requests of this worker need not wait for it.
    let sheet = actix_web::web::block(move || sheet::read(kind, &text, language))
        .await
        .map_err(AppError::internal)??;
    let author = ctx.clone();
    if query.mode == ImportMode::DryRun {
        let read = ctx.read().await?;
        let (plan, _) = judge(ctx, read.conn(), kind, &sheet, false).await?;
        drop(read);
        let summary = Summary::of(&sheet);
        return ctx
            .create(move |tx| async move {
                let (mut plan, run) = (
                    plan,
                    Run {
                        kind,
                        mode: ImportMode::DryRun,
                    },
                );
                let (counts, rows) = plan.report();
                run.keep(&author, &tx, &permit, Summary { counts, ..summary }, rows)
                    .await
            })
            .await;
    }
    ctx.create(move |tx| async move {
        let ctx = author;
        check_dry_run(&ctx, &tx, kind, query.dry_run_id).await?;
        let (mut plan, writes) = judge(&ctx, tx.conn(), kind, &sheet, true).await?;
        let (vanished, present) = (
            std::mem::take(&mut plan.vanished),
            std::mem::take(&mut plan.present),
        );
        plan.vanished.clone_from(&vanished);
        let (counts, rows) = plan.report();
        if counts.fault > 0 {
            return Err(refusal(&rows));
        }
        write(&tx, &permit, writes).await?;
        let run = Run {
            kind,
            mode: ImportMode::Apply,
        };
        let answer = run
            .keep(
                &ctx,
                &tx,
                &permit,
                Summary {
                    counts,
                    ..Summary::of(&sheet)
                },
                rows,
            )
            .await?;
        let import = answer
            .location
            .as_deref()
            .and_then(|at| at.rsplit('/').next())
            .and_then(|id| Uuid::try_parse(id).ok());
        let import = import.ok_or_else(|| AppError::internal("a kept run has an address"))?;
        propose(&ctx, &tx, &permit, kind, import, vanished, &present).await?;
        Ok(answer)
    })
    .await
}

/// Plans a file of any kind; the writes come apart from what is reported.
async fn judge<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    kind: ImportKind,
    sheet: &Sheet,
    lock: bool,
) -> Result<(Plan<()>, Writes)> {
    fn part<W>(plan: Plan<W>, writes: impl FnOnce(W) -> Writes) -> (Plan<()>, Writes) {
        (
            Plan {
                rows: plan.rows,
                vanished: plan.vanished,
                present: plan.present,
                writes: (),
            },
            writes(plan.writes),
        )
    }
    let bounds = Bounds::of(ctx);
    Ok(match kind {
        ImportKind::Persons => part(
            persons::plan(ctx, db, sheet, &bounds, lock).await?,
            Writes::Persons,
        ),
        ImportKind::Positions => part(
            positions::plan(ctx, db, sheet, &bounds, lock).await?,
            Writes::Positions,
        ),
        ImportKind::Units => part(units::plan(ctx, db, sheet, &bounds).await?, Writes::Units),
    })
}

/// The dry run that an import carries out: of the same kind and the same file, without a fault.
async fn check_dry_run(ctx: &Ctx, tx: &Tx, kind: ImportKind, id: Option<Uuid>) -> Result<()> {
    let Some(id) = id else {
        return Err(AppError::fault("/query/dryRunId", FaultCode::Required));
    };
    let found = imports::import_run(tx.conn(), ctx.scope(), id).await?;
    let found = found.filter(|run| run.mode == ImportMode::DryRun.as_str() && run.kind == kind.as_str());
    let Some(run) = found else {
        return Err(AppError::fault(
            "/query/dryRunId",
            FaultCode::NoSuch {
                what: "dry run".to_owned(),
            },
        ));
    };
    let refused = |rule: &'static str, note: &str| {
        let fault = Fault::new("/query/dryRunId", FaultCode::Rule { rule }).note(note);
        Err(AppError::new(Code::ImportRefused)
            .with_faults(vec![fault])
            .about(Subject::new("import", id)))
    };
    if ctx.body_hash.get() != Some(&run.content_hash) {
        return refused("other_content", "The dry run was of another file.");
    }
    let summary: Summary = serde_json::from_value(run.summary)?;
    if summary.counts.fault > 0 {
        return refused("faulty_dry_run", "The dry run found faults.");
    }
    Ok(())
}

/// The refusal of an import whose rows have faults by now.
fn refusal(rows: &[ImportRowView]) -> AppError {
    let faults = rows
        .iter()
        .filter(|row| row.action == RowAction::Fault)
        .flat_map(|row| {
            let line = row.line.unwrap_or_default();
            row.faults.iter().map(move |fault| {
                let rule = FaultCode::Rule { rule: "row_fault" };
                Fault::new(format!("/rows/{line}/{}", fault.field), rule)
                    .note(format!("{}: {}", fault.code, fault.detail))
            })
        });
    AppError::new(Code::ImportRefused).with_faults(faults.take(200).collect())
}

async fn write(tx: &Tx, permit: &Permit, writes: Writes) -> Result<()> {
    match writes {
        Writes::Persons(rows) => save_all(tx.conn(), permit, rows).await,
        Writes::Positions(rows) => {
            let holders: HashSet<Uuid> = rows.iter().map(|row| row.person_id).collect();
            save_all(tx.conn(), permit, rows).await?;
            let holders: Vec<Uuid> = holders.into_iter().collect();
            position_rows::touch_persons(tx.conn(), permit, &holders, tx.now()).await
        }
        Writes::Units(wished) => save_units(tx, permit, &wished).await,
    }
}

/// Proposes to close what has vanished, unless that was proposed already; takes back proposals about what is there again.
async fn propose(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    kind: ImportKind,
    import: Uuid,
    vanished: Vec<Uuid>,
    present: &[Uuid],
) -> Result<()> {
    proposals::withdraw(tx.conn(), permit, present, tx.now()).await?;
    let subject = match kind {
        ImportKind::Persons => ClosingSubject::Person,
        ImportKind::Positions => ClosingSubject::Position,
        ImportKind::Units => ClosingSubject::Unit,
    };
    let standing = proposals::standing_subjects(tx.conn(), ctx.scope(), subject).await?;
    let standing: HashSet<Uuid> = standing.into_iter().collect();
    let new = vanished
        .into_iter()
        .filter(|id| !standing.contains(id))
        .map(|id| closing_proposal::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            import_id: import,
            subject_kind: subject.to_string(),
            subject_id: id,
            status: ProposalStatus::Pending.to_string(),
            decided_by: None,
            decided_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        });
    save_all(tx.conn(), permit, new.collect()).await
}

impl Summary {
    fn of(sheet: &Sheet) -> Self {
        Self {
            counts: ImportCounts::default(),
            read: sheet.read.clone(),
            dropped: sheet.dropped.clone(),
            ignored: sheet.ignored.clone(),
        }
    }
}

/// A run that is about to be kept.
#[derive(Clone, Copy, Debug)]
struct Run {
    kind: ImportKind,
    mode: ImportMode,
}

impl Run {
    /// Keeps the report, writes the one entry of the chain, and answers the first rows.
    async fn keep(
        self,
        ctx: &Ctx,
        tx: &Tx,
        permit: &Permit,
        summary: Summary,
        rows: Vec<ImportRowView>,
    ) -> Result<Answer> {
        let content_hash = ctx.body_hash.get().cloned().unwrap_or_default();
        let row = import_run::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            kind: self.kind.to_string(),
            mode: self.mode.to_string(),
            content_hash: content_hash.clone(),
            summary: to_value(&summary)?,
            report: to_value(&rows)?,
            created_by: ctx.actor_ref().id,
            created_at: tx.now(),
            version: 1,
        };
        rows::insert(tx.conn(), permit, row.clone()).await?;
        let changes = json!({"kind": self.kind, "mode": self.mode, "contentHash": content_hash, "counts": summary.counts});
        tx.record(events::IMPORT_CREATED, Subject::new("import", row.id), changes)
            .await?;
        let place = Place {
            limit: 100,
            start: Start::Page(1),
        };
        let address = format!("{}/imports/{}", crate::platform::BASE, row.id);
        Answer::created(
            &report(head_of(&row), rows, &place)?,
            address,
            etag::of_version(1),
        )
    }
}

fn head_of(row: &import_run::Model) -> ImportHead {
    ImportHead {
        id: row.id,
        kind: row.kind.clone(),
        mode: row.mode.clone(),
        content_hash: row.content_hash.clone(),
        summary: row.summary.clone(),
        created_by: row.created_by,
        created_at: row.created_at,
    }
}

fn view(head: ImportHead) -> Result<ImportView> {
    let summary: Summary = serde_json::from_value(head.summary)?;
    Ok(ImportView {
        id: head.id,
        kind: ImportKind::from_row(&head.kind)?,
        mode: ImportMode::from_row(&head.mode)?,
        content_hash: head.content_hash,
        created_by: head.created_by,
        created_at: head.created_at,
        counts: summary.counts,
        columns_read: summary.read,
        columns_dropped: summary.dropped,
        columns_ignored: summary.ignored,
    })
}

/// A report with one page of its rows; a cursor holds how many rows came before.
fn report(head: ImportHead, rows: Vec<ImportRowView>, place: &Place) -> Result<ImportReportView> {
    let skipped = match &place.start {
        Start::Page(_) => usize::try_from(place.offset()).unwrap_or(usize::MAX),
        Start::After(key) => key.first().and_then(|count| count.parse().ok()).ok_or_else(|| {
            AppError::fault(
                "/query/cursor",
                FaultCode::Format {
                    expected: "nextCursor".to_owned(),
                },
            )
        })?,
    };
    let most = usize::try_from(place.rows()).unwrap_or(usize::MAX);
    let shown = most.saturating_sub(1).saturating_add(skipped);
    let mut rows: Vec<ImportRowView> = rows.into_iter().skip(skipped).take(most).collect();
    let page = place.finish(&mut rows, |_| vec![shown.to_string()]);
    Ok(ImportReportView {
        run: view(head)?,
        rows,
        page,
    })
}

pub(super) async fn read_import(ctx: &Ctx, id: ImportId, filter: &ImportRowFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    let action = filter.action;
    ctx.kept(Action::ImportPeople, |ctx, read| async move {
        let target = any_target(&ctx).about("import", id);
        ctx.permit(Action::ImportPeople, &target)?;
        let run = imports::import_run(read.conn(), ctx.scope(), id.uuid()).await?;
        let own = only_of(&ctx);
        let run = run
            .filter(|run| own.is_none() || run.created_by == own)
            .ok_or_else(AppError::not_found)?;
        let head = head_of(&run);
        let mut rows: Vec<ImportRowView> = serde_json::from_value(run.report)?;
        rows.retain(|row| action.is_none_or(|action| row.action == action));
        Ok((
            target,
            Answer::ok(&report(head, rows, &place)?, etag::of_version(run.version))?,
        ))
    })
    .await
}

pub(super) async fn list_imports(ctx: &Ctx, filter: &PageFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ImportPeople, |ctx, read| async move {
        let target = any_target(&ctx);
        ctx.permit(Action::ImportPeople, &target)?;
        let mut found = imports::import_runs(read.conn(), ctx.scope(), only_of(&ctx), &place).await?;
        let page = place.finish(&mut found, |head| vec![head.id.to_string()]);
        let items = found.into_iter().map(view).collect::<Result<_>>()?;
        Ok((target, Answer::list(page, |page| ImportList { items, page })?))
    })
    .await
}
