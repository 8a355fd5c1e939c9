//! What a view shows of a revision and of a procedure.

use super::catalogue::Entry;
use super::dto::{
    CreateProcedure, CreateProcedureRevision, ProcedureRevisionItem, ProcedureRevisionView, ProcedureStatus,
    ProcedureText, ProcedureView, PublishedView,
};
use super::rules;
use crate::capabilities::organisation::dto::LanguageCode;
use crate::error::Result;
use crate::platform::language::Language;
use chrono::NaiveDate;
use tables::{procedure_revision, procedure_text};

/// The texts of a revision, in the order of the languages.
pub(super) fn texts_of(rows: &[procedure_text::Model]) -> Result<Vec<ProcedureText>> {
    let mut texts = rows
        .iter()
        .map(|row| {
            Ok(ProcedureText {
                language: LanguageCode::from_row(&row.language)?,
                title: row.title.clone(),
                body: row.body.clone(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    texts.sort_by_key(|text| text.language);
    Ok(texts)
}

pub(super) fn revision_view(
    row: &procedure_revision::Model,
    texts: Vec<ProcedureText>,
    current: Option<i32>,
    withdrawn: bool,
) -> Result<ProcedureRevisionView> {
    Ok(ProcedureRevisionView {
        id: row.id,
        procedure_id: row.procedure_id,
        number: row.number,
        state: rules::shown_state(row, current, withdrawn)?,
        fields: CreateProcedureRevision {
            change_note: row.change_note.clone(),
            asks_acknowledgement: row.asks_acknowledgement,
            texts,
        },
        effective_from: row.effective_from,
        author_id: row.author_id,
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        decision_note: row.decision_note.clone(),
        content_hash: row.content_hash.clone(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

pub(super) fn revision_item(
    row: &procedure_revision::Model,
    current: Option<i32>,
    withdrawn: bool,
) -> Result<ProcedureRevisionItem> {
    Ok(ProcedureRevisionItem {
        id: row.id,
        number: row.number,
        state: rules::shown_state(row, current, withdrawn)?,
        change_note: row.change_note.clone(),
        asks_acknowledgement: row.asks_acknowledgement,
        effective_from: row.effective_from,
        version: row.version,
    })
}

/// What of a revision is shown to a reader: its text in their language, or the next that there is.
pub(super) fn shown_text(
    language: Language,
    rows: &[procedure_text::Model],
) -> Option<&procedure_text::Model> {
    let written: Vec<LanguageCode> = rows.iter().filter_map(|row| row.language.parse().ok()).collect();
    let language = rules::language_for(language, &written)?;
    rows.iter().find(|row| row.language == language.as_str())
}

/// A procedure as readers see it; with `body` in full.
pub(super) fn procedure_view(
    entry: &Entry,
    texts: &[procedure_text::Model],
    language: Language,
    today: NaiveDate,
    body: bool,
) -> Result<ProcedureView> {
    let row = &entry.row;
    let current = entry.current(today);
    let mine: Vec<procedure_text::Model> = texts
        .iter()
        .filter(|text| current.is_some_and(|current| current.id == text.revision_id))
        .cloned()
        .collect();
    let published = match (current, shown_text(language, &mine)) {
        (Some(current), Some(text)) => {
            let mut languages = mine
                .iter()
                .map(|text| LanguageCode::from_row(&text.language))
                .collect::<Result<Vec<_>>>()?;
            languages.sort();
            Some(PublishedView {
                revision_id: current.id,
                number: current.number,
                language: LanguageCode::from_row(&text.language)?,
                languages,
                title: text.title.clone(),
                body: body.then(|| text.body.clone()),
                change_note: current.change_note.clone(),
                effective_from: current.effective_from.unwrap_or(today),
                acknowledged_from: entry.asked_from(today).map(|asked| asked.number),
            })
        }
        _ => None,
    };
    Ok(ProcedureView {
        id: row.id,
        fields: fields_of(entry),
        status: entry.status(today),
        review_overdue: row.withdrawn_at.is_none() && row.review_on.is_some_and(|on| on < today),
        published,
        withdrawn_at: row.withdrawn_at,
        withdrawal_reason: row.withdrawal_reason.clone(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

pub(super) fn fields_of(entry: &Entry) -> CreateProcedure {
    let row = &entry.row;
    CreateProcedure {
        key: row.key.clone(),
        title: row.title.clone(),
        category: row.category_key.clone(),
        owner_id: row.owner_id,
        review_on: row.review_on,
        unit_ids: entry.units.clone(),
        service_area_ids: entry.applies.areas.clone(),
    }
}

impl Entry {
    pub(super) fn status(&self, today: NaiveDate) -> ProcedureStatus {
        if self.row.withdrawn_at.is_some() {
            ProcedureStatus::Withdrawn
        } else if self.current(today).is_some() {
            ProcedureStatus::Published
        } else {
            ProcedureStatus::Draft
        }
    }
}
