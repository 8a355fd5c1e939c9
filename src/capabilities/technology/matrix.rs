//! The matrix of reach: units by technologies, each cell with its state, its reach and its use.

use super::dto::{MatrixCell, MatrixColumn, MatrixFilter, MatrixRow, MatrixView};
use super::months::{Month, Span};
use super::places;
use super::register::{Part, Register, reach_view, use_view};
use super::rules::FRESH_MONTHS;
use crate::access::{Action, Ctx};
use crate::capabilities::organisation::dto::UnitView;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::paging::{Place, Start};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The months that a report is about.
pub(super) fn span_of(month: Option<&str>, months: Option<i32>, today: NaiveDate) -> Result<Span> {
    let to = match month {
        Some(text) => Month::read(text).ok_or_else(|| {
            let expected = "YYYY-MM".to_owned();
            AppError::fault("/query/month", FaultCode::Format { expected })
        })?,
        None => Month::of(today),
    };
    Ok(Span::ending(to, months.unwrap_or(FRESH_MONTHS)))
}

/// The key of a cursor, where the reader came with one.
pub(super) fn after(place: &Place) -> Option<&[String]> {
    match &place.start {
        Start::After(key) => Some(key),
        Start::Page(_) => None,
    }
}

/// The refusal of a cursor of another list.
pub(super) fn foreign_cursor() -> AppError {
    let expected = "nextCursor".to_owned();
    AppError::fault("/query/cursor", FaultCode::Format { expected })
}

pub(super) async fn read_matrix(ctx: &Ctx, filter: MatrixFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    let after = match after(&place) {
        None => String::new(),
        Some([path]) if path.ends_with('/') => path.clone(),
        Some(_) => return Err(foreign_cursor()),
    };
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let asked = (filter.within, filter.service_area_id, filter.branch);
        let within = places::within(&ctx, read.conn(), asked).await?;
        let technology = places::technology_of(&ctx, read.conn(), filter.technology.as_deref()).await?;
        let span = span_of(filter.month.as_deref(), filter.months, ctx.today())?;
        let part = Part::of(&within, technology, span, ctx.today());
        let register = Register::load(read.conn(), ctx.scope(), &part).await?;
        let cells = cells(&register);
        let placed: HashSet<Uuid> = register.entries.iter().map(|entry| entry.row.unit_id).collect();
        let shown = |unit: &&UnitView| {
            let open = unit.fields.closed_on.is_none_or(|last| part.on <= last);
            placed.contains(&unit.id) || (open && within.has(unit))
        };
        let skip = usize::try_from(place.offset()).unwrap_or(usize::MAX);
        let most = usize::try_from(place.rows()).unwrap_or(usize::MAX);
        let mut found: Vec<&UnitView> = register
            .units
            .iter()
            .filter(shown)
            .filter(|unit| unit.path_text() > after)
            .skip(skip)
            .take(most)
            .collect();
        let page = place.finish(&mut found, |unit| vec![unit.path_text()]);
        let items = found
            .into_iter()
            .map(|unit| MatrixRow {
                unit_id: unit.id,
                name: unit.fields.name.clone(),
                branch: register.areas.branch(unit.id, None),
                cells: cells.get(&unit.id).cloned().unwrap_or_default(),
            })
            .collect();
        let technologies = columns(&register, technology)?;
        let month = span.to.to_string();
        let answer = Answer::list(page, |page| MatrixView {
            month,
            technologies,
            items,
            page,
        })?;
        Ok((within.sight.standing(), answer))
    })
    .await
}

/// The technologies that stand somewhere, and those that can be chosen.
fn columns(register: &Register, technology: Option<Uuid>) -> Result<Vec<MatrixColumn>> {
    let used: HashSet<Uuid> = register
        .entries
        .iter()
        .map(|entry| entry.row.technology_id)
        .collect();
    register
        .kinds
        .iter()
        .filter(|kind| technology.is_none_or(|id| kind.row.id == id))
        .filter(|kind| kind.row.active || used.contains(&kind.row.id))
        .map(|kind| {
            Ok(MatrixColumn {
                technology_id: kind.row.id,
                key: kind.row.key.clone(),
                title: serde_json::from_value(kind.row.title.clone())?,
            })
        })
        .collect()
}

/// The cells of each unit.
fn cells(register: &Register) -> HashMap<Uuid, Vec<MatrixCell>> {
    let mut cells: HashMap<Uuid, Vec<MatrixCell>> = HashMap::new();
    for entry in &register.entries {
        let newest = entry.series.newest();
        cells.entry(entry.row.unit_id).or_default().push(MatrixCell {
            technology_id: entry.row.technology_id,
            deployment_id: entry.row.id,
            service_area_id: entry.row.service_area_id,
            state: entry.state,
            reach: newest.map(reach_view),
            in_use: newest.map(use_view),
        });
    }
    cells
}
