//! From the text of a CSV file to rows of the columns that are read. What is sensitive ends here.

use super::columns::{self, Meaning};
use crate::capabilities::people::dto::{ColumnName, DroppedColumn, ImportKind, RowFault};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::language::Language;
use csv::{ReaderBuilder, StringRecord, Trim};
use kernel::national_id::holds_national_id;

/// The most rows of one file.
pub(super) const MOST_ROWS: usize = 50_000;

/// The most columns of one file.
const MOST_COLUMNS: usize = 200;

/// The longest value, in characters.
const LONGEST_VALUE: usize = 1_000;

/// A file's rows with the columns that are read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) fields: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    pub(super) read: Vec<ColumnName>,
    pub(super) dropped: Vec<DroppedColumn>,
    pub(super) ignored: Vec<ColumnName>,
}

/// A row: the line on which it begins, its values in the order of [`Sheet::fields`], and what is wrong with it already.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) line: u64,
    values: Vec<String>,
    pub(super) faults: Vec<RowFault>,
}

impl Sheet {
    /// A row's value: `None` where the file has no such column, empty where the row has nothing in it.
    pub(super) fn value<'r>(&self, row: &'r Row, field: &str) -> Option<&'r str> {
        let place = self.fields.iter().position(|known| *known == field)?;
        row.values.get(place).map(String::as_str)
    }
}

/// A fault of a row, explained to whoever sent the file.
pub(super) fn row_fault(field: &str, code: &FaultCode, note: Option<String>, language: Language) -> RowFault {
    RowFault {
        field: field.to_owned(),
        code: code.word().to_owned(),
        detail: note.unwrap_or_else(|| code.explain(language)),
    }
}

/// The delimiter of the header: whichever of comma and semicolon stands there more often outside quotes.
fn delimiter(text: &str) -> u8 {
    let (mut quoted, mut commas, mut semicolons) = (false, 0, 0);
    for sign in text.chars() {
        match sign {
            '"' => quoted = !quoted,
            ',' if !quoted => commas += 1,
            ';' if !quoted => semicolons += 1,
            '\n' if !quoted => break,
            _ => {}
        }
    }
    if semicolons > commas { b';' } else { b',' }
}

/// Counts lines up to a record. The reader's own count stands where the record before ended, which is not where this one
/// begins after blank lines or a line end of two characters.
struct Lines<'t> {
    text: &'t [u8],
    counted: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    const fn of(text: &'t str) -> Self {
        Self {
            text: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// The line, from 1, of the first character at or after `byte` that is no line end. Asked for growing places only.
    fn at(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(self.text.len());
        let ends = self
            .text
            .iter()
            .skip(from)
            .take_while(|sign| matches!(sign, b'\r' | b'\n'));
        let begin = (from + ends.count()).min(self.text.len());
        let between = self.text.get(self.counted..begin).unwrap_or_default();
        self.line += between.split(|sign| *sign == b'\n').skip(1).count() as u64;
        self.counted = self.counted.max(begin);
        self.line
    }
}

/// Reads a file.
///
/// # Errors
/// What is wrong with the file as a whole: its header, its length, quotes that never close.
pub(super) fn read(kind: ImportKind, text: &str, language: Language) -> Result<Sheet> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let broken = |error: csv::Error| {
        AppError::invalid(vec![
            Fault::new(
                "",
                FaultCode::Format {
                    expected: "CSV".to_owned(),
                },
            )
            .note(error.to_string()),
        ])
    };
    if !reader.read_record(&mut record).map_err(broken)? {
        return Err(AppError::fault("/columns", FaultCode::Required));
    }
    let (mut sheet, meanings) = header(kind, &record)?;
    // Where each field stands in a record; the rest of a record is looked at for national ids at most.
    let places: Vec<usize> = meanings
        .iter()
        .enumerate()
        .filter(|(_, meaning)| matches!(meaning, Meaning::Field(_)))
        .map(|(place, _)| place)
        .collect();
    let mut lines = Lines::of(text);
    while reader.read_record(&mut record).map_err(broken)? {
        if record.iter().all(str::is_empty) {
            continue;
        }
        if sheet.rows.len() >= MOST_ROWS {
            return Err(AppError::fault(
                "/rows",
                FaultCode::TooMany {
                    limit: MOST_ROWS as u64,
                },
            ));
        }
        let line = record.position().map_or(0, |position| lines.at(position.byte()));
        let mut row = Row {
            line,
            ..Row::default()
        };
        if record.len() == meanings.len() {
            row.faults = faults_of(&record, &meanings, kind, language);
            if row.faults.is_empty() {
                row.values = places.iter().map(|place| record[*place].to_owned()).collect();
            }
        } else {
            let note = match language {
                Language::Nb => format!(
                    "Raden har {} felt, overskriften {}.",
                    record.len(),
                    meanings.len()
                ),
                Language::Sv => format!("Raden har {} fält, rubriken {}.", record.len(), meanings.len()),
                Language::En => format!(
                    "The row has {} fields, the header {}.",
                    record.len(),
                    meanings.len()
                ),
            };
            row.faults.push(row_fault(
                "row",
                &FaultCode::Rule { rule: "ragged" },
                Some(note),
                language,
            ));
        }
        sheet.rows.push(row);
    }
    Ok(sheet)
}

/// Reads the header; every fault of it at once.
fn header(kind: ImportKind, record: &StringRecord) -> Result<(Sheet, Vec<Meaning>)> {
    if record.len() > MOST_COLUMNS {
        return Err(AppError::fault(
            "/columns",
            FaultCode::TooMany {
                limit: MOST_COLUMNS as u64,
            },
        ));
    }
    let mut sheet = Sheet::default();
    let mut faults = Vec::new();
    let mut meanings = Vec::with_capacity(record.len());
    for name in record {
        let shown: String = name.chars().filter(|sign| !sign.is_control()).take(200).collect();
        let meaning = columns::meaning(kind, name);
        match meaning {
            Meaning::Field(place) => {
                let field = columns::columns(kind)[place].field;
                if sheet.fields.contains(&field) {
                    faults.push(Fault::new(format!("/columns/{field}"), FaultCode::DuplicateKey));
                }
                sheet.fields.push(field);
                sheet.read.push(ColumnName(shown));
            }
            Meaning::Dropped(reason) => sheet.dropped.push(DroppedColumn {
                column: shown,
                reason,
            }),
            Meaning::Ignored => sheet.ignored.push(ColumnName(shown)),
        }
        meanings.push(meaning);
    }
    for column in columns::columns(kind).iter().filter(|column| column.required) {
        if !sheet.fields.contains(&column.field) {
            faults.push(Fault::new(
                format!("/columns/{}", column.field),
                FaultCode::Required,
            ));
        }
    }
    if faults.is_empty() {
        Ok((sheet, meanings))
    } else {
        Err(AppError::invalid(faults))
    }
}

/// What is wrong with the values of a row before they mean anything.
fn faults_of(
    record: &StringRecord,
    meanings: &[Meaning],
    kind: ImportKind,
    language: Language,
) -> Vec<RowFault> {
    let mut faults = Vec::new();
    for (value, meaning) in record.iter().zip(meanings) {
        let field = match meaning {
            Meaning::Field(place) => columns::columns(kind)[*place].field,
            Meaning::Ignored => "row",
            Meaning::Dropped(_) => continue,
        };
        if value.chars().nth(LONGEST_VALUE).is_some() {
            faults.push(row_fault(
                field,
                &FaultCode::TooLong {
                    limit: LONGEST_VALUE as u64,
                },
                None,
                language,
            ));
            continue;
        }
        if holds_national_id(value) {
            let note = match language {
                Language::Nb => "Her står noe som ligner et fødselsnummer. Ta det bort; det lagres aldri.",
                Language::Sv => "Här står något som liknar ett personnummer. Ta bort det; det sparas aldrig.",
                Language::En => "This looks like a national identity number. Remove it; it is never kept.",
            };
            faults.push(row_fault(
                field,
                &FaultCode::Rule { rule: "national_id" },
                Some(note.to_owned()),
                language,
            ));
        }
        if value
            .chars()
            .any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t'))
        {
            faults.push(row_fault(field, &FaultCode::Pattern, None, language));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(text: &str) -> Result<Sheet> {
        read(ImportKind::Persons, text, Language::En)
    }

    fn table(sheet: &Sheet, field: &str) -> Vec<Option<String>> {
        sheet
            .rows
            .iter()
            .map(|row| sheet.value(row, field).map(str::to_owned))
            .collect()
    }

    #[test]
    fn quotes_semicolons_and_blank_lines() {
        let text = "Ansattnummer;\"Fornavn\";Etternavn;E-post\r\n1;\"Anne; \"\"Lita\"\"\";Eksempel;\r\n\r\n2; Ola ;\"To\nlinjer\";ola@fjordvik.example\r\n";
        let sheet = persons(text).expect("readable");
        assert_eq!(
            sheet.fields,
            ["employeeNumber", "givenName", "familyName", "email"]
        );
        assert_eq!(
            table(&sheet, "givenName"),
            [Some("Anne; \"Lita\"".to_owned()), Some("Ola".to_owned())]
        );
        assert_eq!(table(&sheet, "familyName")[1], Some("To\nlinjer".to_owned()));
        assert_eq!(table(&sheet, "email")[0], Some(String::new()));
        assert_eq!(table(&sheet, "language"), [None, None]);
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn what_is_sensitive_never_leaves_the_parser() {
        let text = "employeeNumber,givenName,familyName,Fødselsnummer,Lønn,Telefon\n1,Anne,Eksempel,131052-308T,500000,22334455\n";
        let sheet = persons(text).expect("readable");
        assert!(
            sheet.rows[0].faults.is_empty(),
            "a dropped column is not looked at"
        );
        assert_eq!(sheet.rows[0].values, ["1", "Anne", "Eksempel"]);
        assert_eq!(
            sheet
                .dropped
                .iter()
                .map(|column| column.column.as_str())
                .collect::<Vec<_>>(),
            ["Fødselsnummer", "Lønn"]
        );
        assert_eq!(sheet.ignored, [ColumnName("Telefon".to_owned())]);
        for field in [
            "131052-308T,Anne,Eksempel,",
            "1,Anne,131052-308T,",
            "1,Anne,Eksempel,ring 131052-308T",
        ] {
            let sheet =
                persons(&format!("employeeNumber,givenName,familyName,Notat\n{field}\n")).expect("readable");
            let faults = &sheet.rows[0].faults;
            assert_eq!(faults.len(), 1, "{field}");
            assert_eq!(faults[0].code, "national_id");
            assert!(
                !format!("{sheet:?}").contains("131052"),
                "the value is never repeated"
            );
        }
    }

    #[test]
    fn faults_of_the_header_come_at_once() {
        let refused = persons("Fornavn,Given name,Epost\n").expect_err("refused");
        let faults: Vec<_> = refused
            .faults
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code.word()))
            .collect();
        assert_eq!(
            faults,
            [
                ("/columns/givenName", "duplicate_key"),
                ("/columns/employeeNumber", "required"),
                ("/columns/familyName", "required")
            ]
        );
        assert_eq!(
            persons("").expect_err("refused").faults[0].code.word(),
            "required"
        );
    }

    #[test]
    fn ragged_rows_and_too_many_rows() {
        let sheet =
            persons("employeeNumber,givenName,familyName\n1,Anne\n2,Ola,Eksempel,mer\n3,Kim,Eksempel\n")
                .expect("readable");
        let codes: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| row.faults.first().map(|fault| fault.code.as_str()))
            .collect();
        assert_eq!(codes, [Some("ragged"), Some("ragged"), None]);
        let many = format!(
            "employeeNumber,givenName,familyName\n{}",
            "1,a,b\n".repeat(MOST_ROWS + 1)
        );
        assert_eq!(
            persons(&many).expect_err("refused").faults[0].code.word(),
            "too_many"
        );
    }

    #[test]
    fn an_unclosed_quote_swallows_the_rest_and_is_a_fault() {
        let sheet = persons("employeeNumber,givenName,familyName\n1,\"Anne,Eksempel\n2,Ola,Eksempel\n")
            .expect("readable");
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(sheet.rows[0].faults[0].code, "ragged");
    }
}
