//! The chain as JSON Lines, and its verification from such a file alone.
//!
//! A line is the canonical JSON of an entry: the fields that the hash covers, and the hash; keys sorted, no white space.

use super::chain::Chain;
use super::queries;
use super::seal::{PublicKeys, Sealed};
use super::verify::{Judge, Verification};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{canonical, covered};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::io::BufRead;
use tables::audit_entry;
use uuid::Uuid;

/// Entries that are read and sent at once.
const PAGE: u64 = 500;

/// An entry as a line, without the line break.
pub fn line_of(entry: &audit_entry::Model) -> String {
    let mut fields = covered(entry);
    fields["hash"] = entry.hash.clone().into();
    canonical(&fields)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    organiser_id: Uuid,
    sequence: i64,
    at: DateTime<Utc>,
    actor_kind: String,
    actor_id: Option<Uuid>,
    action: String,
    outcome: String,
    target_kind: String,
    target_id: Option<Uuid>,
    changes: String,
    request_id: String,
    previous_hash: String,
    hash: String,
}

/// The entry of a line; `None` where it is not exactly as [`line_of`] writes it.
pub fn entry_of(line: &[u8]) -> Option<audit_entry::Model> {
    let read: Line = serde_json::from_slice(line).ok()?;
    let entry = audit_entry::Model {
        organiser_id: read.organiser_id,
        sequence: read.sequence,
        at: read.at,
        actor_kind: read.actor_kind,
        actor_id: read.actor_id,
        action: read.action,
        outcome: read.outcome,
        target_kind: read.target_kind,
        target_id: read.target_id,
        changes: read.changes,
        request_id: read.request_id,
        previous_hash: read.previous_hash,
        hash: read.hash,
    };
    (line_of(&entry).as_bytes() == line).then_some(entry)
}

/// Verifies an export without the database.
///
/// `checkpoints` is the text of a file of checkpoints with its name; `part` says that the export may begin anywhere and end anywhere.
/// `progress` is told how many bytes have been read.
///
/// # Errors
/// A file that cannot be read, or one without a single readable line.
pub fn verify_export(
    mut export: impl BufRead,
    keys: &PublicKeys,
    checkpoints: Option<(&str, &str)>,
    part: bool,
    progress: &mut dyn FnMut(u64),
) -> Result<Verification> {
    let mut line = Vec::new();
    let mut judge: Option<Judge> = None;
    let mut read = 0;
    loop {
        line.clear();
        let size = export.read_until(b'\n', &mut line).map_err(AppError::internal)?;
        if size == 0 {
            break;
        }
        read += size as u64;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let entry = entry_of(text);
        // A damaged first line may still say whose chain it is.
        let organiser = || {
            entry
                .as_ref()
                .map_or_else(|| organiser_in(text), |entry| entry.organiser_id)
        };
        let judge = judge.get_or_insert_with(|| {
            let organiser = organiser();
            let sealed: Vec<Sealed> =
                checkpoints.map_or_else(Vec::new, |(name, text)| super::seal::lines(organiser, name, text));
            if part {
                Judge::of_part(organiser, keys, sealed)
            } else {
                Judge::new(organiser, keys, sealed)
            }
        });
        let in_order = if let Some(entry) = &entry {
            judge.take(entry)
        } else {
            judge.unreadable(judge.chain.last() + 1);
            false
        };
        progress(read);
        if !in_order {
            break;
        }
    }
    let judge = judge.ok_or_else(|| AppError::internal("the export is empty"))?;
    Ok(judge.end(|chain: Chain| {
        if part {
            chain.finish(None)
        } else {
            chain.finish_complete(None)
        }
    }))
}

fn organiser_in(line: &[u8]) -> Uuid {
    serde_json::from_slice::<serde_json::Value>(line)
        .ok()
        .and_then(|value| value["organiserId"].as_str()?.parse().ok())
        .unwrap_or_default()
}

/// Streams the chain, or the part between two instants.
pub(super) async fn export_audit(
    ctx: &Ctx,
    request: &HttpRequest,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> Result<HttpResponse> {
    ctx.permit(Action::ReadAudit, &Target::organiser())?;
    let read = ctx.read().await?;
    let range = queries::range(read.conn(), ctx.scope().organiser(), from, to).await?;
    drop(read);
    let (first, last) = range.unwrap_or((1, 0));
    let tag = format!("\"{first}-{last}\"");
    let answer = ctx.conditional(Answer::plain(&()).map(|answer| Answer {
        etag: Some(tag.clone()),
        ..answer
    })?);
    if answer.status == actix_web::http::StatusCode::NOT_MODIFIED {
        return Ok(answer.respond_to(request));
    }
    let pages = futures::stream::try_unfold((ctx.clone(), first - 1), move |(ctx, after)| async move {
        if after >= last {
            return Ok::<_, actix_web::Error>(None);
        }
        let (text, reached) = page(&ctx, after, last).await.map_err(|error| {
            tracing::error!(trace_id = %ctx.trace_id, %error, "an export was broken off");
            crate::access::gatehouse::Failure(error)
        })?;
        Ok(Some((Bytes::from(text), (ctx, reached))))
    });
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Authorization"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"audit.jsonl\"",
        ))
        .streaming(pages))
}

async fn page(ctx: &Ctx, after: i64, last: i64) -> Result<(String, i64)> {
    let read = ctx.read().await?;
    let rows = queries::after(read.conn(), ctx.scope().organiser(), after, last, PAGE).await?;
    // A chain with a gap ends the export where its last readable entry is; the gap shows in the file.
    let reached = rows
        .last()
        .filter(|_| rows.len() as u64 == PAGE)
        .map_or(last, |row| row.sequence);
    let mut text = String::with_capacity(rows.len() * 500);
    for row in &rows {
        text.push_str(&line_of(row));
        text.push('\n');
    }
    Ok((text, reached))
}
