//! What an import would do, row by row, before any of it is done.

use super::sheet::{Row, Sheet, row_fault};
use crate::access::{Ctx, Sight};
use crate::capabilities::people::dto::{FieldName, ImportCounts, ImportRowView, RowAction, RowFault};
use crate::error::{Fault, FaultCode};
use crate::platform::language::Language;
use chrono::NaiveDate;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// What an import would do.
#[derive(Debug)]
pub(super) struct Plan<W> {
    pub(super) rows: Vec<ImportRowView>,
    /// What the organiser has and the file has not.
    pub(super) vanished: Vec<Uuid>,
    /// What the file has.
    pub(super) present: Vec<Uuid>,
    /// What is to be written.
    pub(super) writes: W,
}

impl<W> Plan<W> {
    /// The rows as they are reported: faults first, then in the order of the file, what vanished last.
    pub(super) fn report(&mut self) -> (ImportCounts, Vec<ImportRowView>) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by_key(|row| (row.action != RowAction::Fault, row.line));
        rows.extend(self.vanished.iter().map(|id| ImportRowView {
            line: None,
            action: RowAction::Vanished,
            subject_id: Some(*id),
            fields: Vec::new(),
            faults: Vec::new(),
        }));
        let mut counts = ImportCounts::default();
        for row in &rows {
            match row.action {
                RowAction::Create => counts.create += 1,
                RowAction::Update => counts.update += 1,
                RowAction::Unchanged => counts.unchanged += 1,
                RowAction::Fault => counts.fault += 1,
                RowAction::Vanished => counts.vanished += 1,
            }
            counts.rows += u32::from(row.line.is_some());
        }
        (counts, rows)
    }
}

/// How far the import reaches: the whole organiser, or some subtrees by their paths.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    sight: Sight,
}

impl Bounds {
    pub(super) fn of(ctx: &Ctx) -> Self {
        Self {
            sight: ctx.sight(crate::access::Action::ImportPeople),
        }
    }

    /// Whether nothing limits it.
    pub(super) fn is_whole(&self) -> bool {
        self.sight == Sight::Everything
    }

    /// Whether a unit lies within.
    pub(super) fn hold(&self, path: &str) -> bool {
        match &self.sight {
            Sight::Everything => true,
            Sight::Only { units, .. } => units.iter().any(|unit| path.starts_with(unit.as_str())),
        }
    }
}

/// One row on its way to a report: gathers every fault, and the values that passed.
#[derive(Debug)]
pub(super) struct Reading<'s> {
    sheet: &'s Sheet,
    row: &'s Row,
    language: Language,
    pub(super) faults: Vec<RowFault>,
}

impl<'s> Reading<'s> {
    pub(super) fn of(sheet: &'s Sheet, row: &'s Row, language: Language) -> Self {
        Self {
            sheet,
            row,
            language,
            faults: row.faults.clone(),
        }
    }

    /// Whether the row could not even be read.
    pub(super) fn is_broken(&self) -> bool {
        !self.row.faults.is_empty()
    }

    /// The value of a field that is not empty.
    pub(super) fn text(&self, field: &str) -> Option<&'s str> {
        self.sheet.value(self.row, field).filter(|text| !text.is_empty())
    }

    /// Whether the file has the column at all: without it the field stays as it is.
    pub(super) fn has(&self, field: &str) -> bool {
        self.sheet.fields.contains(&field)
    }

    pub(super) fn fault(&mut self, field: &str, code: &FaultCode) {
        self.faults.push(row_fault(field, code, None, self.language));
    }

    pub(super) fn rule(&mut self, field: &str, rule: &'static str, texts: [&str; 3]) {
        let [nb, sv, en] = texts;
        let note = match self.language {
            Language::Nb => nb,
            Language::Sv => sv,
            Language::En => en,
        };
        self.faults.push(row_fault(
            field,
            &FaultCode::Rule { rule },
            Some(note.to_owned()),
            self.language,
        ));
    }

    /// Takes over the faults of a body that was made from the row. `names` leads from the body's fields to the file's.
    pub(super) fn adopt(&mut self, faults: &[Fault], names: &[(&str, &'static str)]) {
        for fault in faults {
            let field = fault
                .pointer
                .trim_start_matches('/')
                .split('/')
                .next()
                .unwrap_or_default();
            let field = names
                .iter()
                .find(|(body, _)| *body == field)
                .map_or(field, |(_, file)| *file);
            let field = if field.is_empty() { "row" } else { field };
            let repeated = self.faults.iter().any(|known| known.field == field);
            if !repeated {
                self.faults
                    .push(row_fault(field, &fault.code, fault.note.clone(), self.language));
            }
        }
    }

    /// A day as ISO 8601 or as people in the four countries write it: `2026-11-23`, `23.11.2026`.
    pub(super) fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.text(field)?;
        let read = day_of(text);
        if read.is_none() {
            self.fault(
                field,
                &FaultCode::Format {
                    expected: "YYYY-MM-DD".to_owned(),
                },
            );
        }
        read
    }

    /// A percentage with a decimal point or comma, with or without its sign.
    pub(super) fn percent(&mut self, field: &str) -> Option<f64> {
        let text = self.text(field)?;
        let read = percent_of(text);
        if read.is_none() {
            self.fault(
                field,
                &FaultCode::WrongType {
                    expected: "number".to_owned(),
                },
            );
        }
        read
    }

    /// Yes or no in four languages.
    pub(super) fn yes(&mut self, field: &str) -> Option<bool> {
        let text = self.text(field)?;
        let read = match kernel::fold_key(text).as_str() {
            "1" | "x" | "true" | "yes" | "y" | "ja" | "j" | "kyllä" => Some(true),
            "0" | "false" | "no" | "n" | "nei" | "nej" | "ei" => Some(false),
            _ => None,
        };
        if read.is_none() {
            self.fault(
                field,
                &FaultCode::NotOneOf {
                    allowed: "true, false".to_owned(),
                },
            );
        }
        read
    }

    /// What becomes of the row, where the fields before and after are known.
    pub(super) fn outcome(self, subject: Option<Uuid>, known: bool, fields: Vec<FieldName>) -> ImportRowView {
        let action = match (self.faults.is_empty(), known, fields.is_empty()) {
            (false, ..) => RowAction::Fault,
            (true, false, _) => RowAction::Create,
            (true, true, true) => RowAction::Unchanged,
            (true, true, false) => RowAction::Update,
        };
        let changes = matches!(action, RowAction::Update);
        ImportRowView {
            line: Some(self.row.line),
            action,
            // A row that creates has no subject before it is carried out, and one with faults never may.
            subject_id: subject.filter(|_| known),
            fields: if changes { fields } else { Vec::new() },
            faults: self.faults,
        }
    }
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let long = text.len() == 10 && text.is_ascii();
    ["%Y-%m-%d", "%d.%m.%Y"]
        .into_iter()
        .filter(|_| long)
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

fn percent_of(text: &str) -> Option<f64> {
    let text = text.trim_end_matches('%').trim_end().replace(',', ".");
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse::<f64>()
        .ok()
        .filter(|number| plain && number.is_finite())
}

/// The names of the fields in which two bodies differ.
pub(super) fn differing(before: &Value, after: &Value) -> Vec<FieldName> {
    let empty = Map::new();
    let (before, after) = (
        before.as_object().unwrap_or(&empty),
        after.as_object().unwrap_or(&empty),
    );
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .map(FieldName)
        .collect()
}

/// Tells a key that came before.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<String>);

impl Seen {
    /// Notes a key; a repeated one is a fault of its row.
    pub(super) fn note(&mut self, key: String, field: &str, reading: &mut Reading<'_>) {
        if !self.0.insert(key) {
            reading.rule(
                field,
                "duplicate_row",
                [
                    "En tidligere rad i filen har samme nøkkel.",
                    "En tidigare rad i filen har samma nyckel.",
                    "An earlier row of the file has the same key.",
                ],
            );
        }
    }
}

/// The texts of a fault for what the importer's role does not reach.
pub(super) const OUTSIDE: [&str; 3] = [
    "Rollen din rekker ikke hit.",
    "Din roll räcker inte hit.",
    "Your role does not reach this.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_percentages_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3);
        assert_eq!((day_of("2026-11-03"), day_of("03.11.2026")), (day, day));
        for wrong in [
            "3.11.2026",
            "2026-13-01",
            "11/03/2026",
            "20261103",
            "2026-11-3",
            "",
        ] {
            assert_eq!(day_of(wrong), None, "{wrong}");
        }
        assert_eq!(percent_of("80,5 %"), Some(80.5));
        assert_eq!(percent_of("100"), Some(100.0));
        for wrong in ["1e2", "-5", "80.5.1", "", "inf", "åtti"] {
            assert_eq!(percent_of(wrong), None, "{wrong}");
        }
    }
}
