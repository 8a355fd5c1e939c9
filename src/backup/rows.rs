//! A row as JSON, typed by its columns, so that what one database stored the other can take.

use crate::error::{AppError, Result};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sea_orm::sea_query::{ColumnType, Value as Cell};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A row by the names of its columns.
pub(super) type Row = Map<String, Value>;

/// Reads a model into a row.
pub(super) fn row_of<E: EntityTrait>(model: &E::Model) -> Result<Row>
where
    E::Model: ModelTrait<Entity = E>,
{
    E::Column::iter()
        .map(|column| {
            let name = column.as_str();
            let value = to_json(model.get(column)).ok_or_else(|| unknown(name))?;
            Ok((name.to_owned(), value))
        })
        .collect()
}

/// Reads a row into an active model with every column set; those `later` are left empty.
pub(super) fn model_of<E: EntityTrait>(row: &Row, later: &[&str]) -> Result<E::ActiveModel>
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut model = <E::ActiveModel as ActiveModelTrait>::default();
    let mut columns = 0;
    for column in E::Column::iter() {
        let name = column.as_str();
        let value = row.get(name).ok_or_else(|| unknown(name))?;
        let value = if later.contains(&name) {
            &Value::Null
        } else {
            value
        };
        let cell = from_json(column.def().get_column_type(), value).ok_or_else(|| unknown(name))?;
        model.try_set(column, cell)?;
        columns += 1;
    }
    if columns == row.len() {
        Ok(model)
    } else {
        Err(AppError::internal(
            "the backup holds a row with columns that this version does not know",
        ))
    }
}

/// An active model of a row's key and its columns `later`.
pub(super) fn link_of<E: EntityTrait>(row: &Row, key: &[E::Column], later: &[&str]) -> Result<E::ActiveModel>
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let mut model = <E::ActiveModel as ActiveModelTrait>::default();
    for column in E::Column::iter() {
        let name = column.as_str();
        if later.contains(&name) || key.iter().any(|one| one.as_str() == name) {
            let value = row.get(name).ok_or_else(|| unknown(name))?;
            let cell = from_json(column.def().get_column_type(), value).ok_or_else(|| unknown(name))?;
            model.try_set(column, cell)?;
        }
    }
    Ok(model)
}

fn unknown(column: &str) -> AppError {
    AppError::internal(format!("the column {column} holds what a backup cannot carry"))
}

/// `None` where the type is one that no table of ours has.
fn to_json(cell: Cell) -> Option<Value> {
    Some(match cell {
        Cell::Bool(value) => json!(value),
        Cell::Int(value) => json!(value),
        Cell::BigInt(value) => json!(value),
        Cell::String(value) => json!(value),
        Cell::Uuid(value) => json!(value),
        Cell::ChronoDate(value) => json!(value),
        Cell::ChronoDateTimeUtc(value) => {
            json!(value.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
        }
        // Wrapped, so that the JSON value `null` is not taken for a column without value.
        Cell::Json(value) => value.map_or(Value::Null, |value| json!([*value])),
        _ => return None,
    })
}

/// `None` where the value does not fit the column.
fn from_json(kind: &ColumnType, value: &Value) -> Option<Cell> {
    macro_rules! cell {
        ($variant:ident, $read:expr) => {
            Cell::$variant(if value.is_null() { None } else { Some($read?) })
        };
    }
    Some(match kind {
        ColumnType::Boolean => cell!(Bool, value.as_bool()),
        ColumnType::Integer => cell!(Int, i32::try_from(value.as_i64()?).ok()),
        ColumnType::BigInteger => cell!(BigInt, value.as_i64()),
        ColumnType::String(_) | ColumnType::Text => cell!(String, value.as_str().map(str::to_owned)),
        ColumnType::Uuid => cell!(Uuid, Uuid::try_parse(value.as_str()?).ok()),
        ColumnType::Date => cell!(ChronoDate, value.as_str()?.parse::<NaiveDate>().ok()),
        ColumnType::TimestampWithTimeZone => {
            cell!(ChronoDateTimeUtc, value.as_str()?.parse::<DateTime<Utc>>().ok())
        }
        ColumnType::Json | ColumnType::JsonBinary => {
            cell!(Json, value.as_array()?.first().cloned().map(Box::new))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_column_holds_comes_back_as_it_was() {
        let at = DateTime::from_timestamp(1_790_000_000, 123_456_000).expect("valid");
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("valid");
        let cells = [
            (ColumnType::Boolean, Cell::Bool(Some(true))),
            (ColumnType::Integer, Cell::Int(Some(-5))),
            (ColumnType::BigInteger, Cell::BigInt(Some(i64::MAX))),
            (ColumnType::Text, Cell::String(Some("Ærlig\n\"tale\"".to_owned()))),
            (ColumnType::Uuid, Cell::Uuid(Some(Uuid::from_u128(7)))),
            (ColumnType::Date, Cell::ChronoDate(Some(day))),
            (
                ColumnType::TimestampWithTimeZone,
                Cell::ChronoDateTimeUtc(Some(at)),
            ),
            (
                ColumnType::JsonBinary,
                Cell::Json(Some(Box::new(json!({"a": [null, 0.5]})))),
            ),
            (ColumnType::JsonBinary, Cell::Json(Some(Box::new(Value::Null)))),
            (ColumnType::JsonBinary, Cell::Json(None)),
            (ColumnType::Text, Cell::String(None)),
            (ColumnType::TimestampWithTimeZone, Cell::ChronoDateTimeUtc(None)),
        ];
        for (kind, cell) in cells {
            let text = to_json(cell.clone()).expect("a known type").to_string();
            let read = serde_json::from_str(&text).expect("JSON");
            assert_eq!(from_json(&kind, &read), Some(cell), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (kind, value) in [
            (ColumnType::Integer, json!(5_000_000_000_i64)),
            (ColumnType::Uuid, json!("7")),
            (ColumnType::Date, json!("2026-02-30")),
            (ColumnType::Boolean, json!(1)),
            (ColumnType::JsonBinary, json!({"bare": true})),
            (ColumnType::Double, json!(0.5)),
        ] {
            assert_eq!(from_json(&kind, &value), None, "{value}");
        }
    }
}
