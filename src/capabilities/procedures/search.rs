//! Finding published procedures by the words in them, in the language in which the reader gets them.

use super::catalogue::Catalogue;
use super::dto::{FoundProcedure, FoundProcedures, SearchFilter};
use super::states::shown_text;
use super::{fulltext, markdown, queries};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation::dto::LanguageCode;
use crate::error::Result;
use crate::platform::answer::Answer;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use tables::procedure_text;
use uuid::Uuid;

pub(super) async fn search_procedures(ctx: &Ctx, filter: SearchFilter) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let items = found(&ctx, &read, &filter).await?;
        Ok((Target::organiser(), Answer::plain(&FoundProcedures { items })?))
    })
    .await
}

async fn found(
    ctx: &Ctx,
    read: &crate::platform::tx::Read,
    filter: &SearchFilter,
) -> Result<Vec<FoundProcedure>> {
    let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
    let wanted = fulltext::wanted(&filter.q);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let Catalogue { entries, tree } = Catalogue::load(db, scope, today).await?;
    let unit = filter.unit_id.map(|unit| tree.place(unit));
    // Revision to procedure, of what is published and applies.
    let published: HashMap<Uuid, _> = entries
        .iter()
        .filter(|entry| unit.is_none_or(|unit| unit.is_some_and(|unit| entry.applies.covers(unit))))
        .filter_map(|entry| Some((entry.current(today)?.id, entry)))
        .collect();
    let matching = queries::texts_with(db, scope, &wanted).await?;
    let hit: BTreeSet<Uuid> = matching
        .iter()
        .map(|(revision, _)| *revision)
        .filter(|revision| published.contains_key(revision))
        .collect();
    let hit: Vec<Uuid> = hit.into_iter().collect();
    let mut texts: HashMap<Uuid, Vec<procedure_text::Model>> = HashMap::new();
    for row in queries::texts_of(db, scope, &hit).await? {
        texts.entry(row.revision_id).or_default().push(row);
    }
    let mut ranked = Vec::new();
    for (revision, rows) in &texts {
        let (Some(entry), Some(text)) = (published.get(revision), shown_text(ctx.language, rows)) else {
            continue;
        };
        let matches = matching
            .iter()
            .any(|(one, language)| one == revision && *language == text.language);
        if !matches {
            continue;
        }
        let plain = markdown::plain(&text.body);
        let in_title = fulltext::hits(&text.title, &wanted).1;
        let often = fulltext::hits(&plain, &wanted).0;
        let item = FoundProcedure {
            procedure_id: entry.row.id,
            revision_id: *revision,
            category: entry.row.category_key.clone(),
            language: LanguageCode::from_row(&text.language)?,
            title: text.title.clone(),
            excerpt: fulltext::excerpt(&plain, &wanted),
        };
        ranked.push((
            (
                Reverse(in_title),
                Reverse(often),
                item.title.clone(),
                item.procedure_id,
            ),
            item,
        ));
    }
    ranked.sort_by(|(one, _), (other, _)| one.cmp(other));
    let limit = usize::try_from(filter.limit.unwrap_or(20)).unwrap_or(20);
    Ok(ranked.into_iter().take(limit).map(|(_, item)| item).collect())
}
