//! Lists: pages for people, an opaque keyset cursor for machines.

use crate::error::{AppError, Fault, FaultCode, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// `page × limit` beyond this is refused and points to the cursor.
pub const DEEPEST: u64 = 10_000;

/// Where in a list the reader is.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub limit: u64,
    pub start: Start,
}

/// A page is found by counting, a cursor by the last row's sort key.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    Page(u64),
    After(Vec<String>),
}

/// The parameters of a list without filters of its own.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PageFilter {
    /// The page, counted from 1. `page × limit` is at most 10,000; beyond that read on with `cursor`.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before; reaches any depth.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// What every list answers beside its items.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PageView {
    /// At most so many items an answer.
    #[schema(minimum = 1, maximum = 100)]
    pub limit: i64,
    /// The page number, where pages were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Hand this back as `cursor` to read on; absent at the end of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub next_cursor: Option<String>,
}

impl Place {
    /// Reads the three parameters of every list.
    ///
    /// # Errors
    /// A cursor that is not ours, a cursor beside a page, or a page too deep.
    pub fn new(page: Option<i64>, limit: Option<i64>, cursor: Option<&str>) -> Result<Self> {
        let limit = u64::try_from(limit.unwrap_or(20)).unwrap_or(20);
        let start = match (page, cursor) {
            (Some(_), Some(_)) => {
                let other = "cursor".to_owned();
                return Err(AppError::fault("/query/page", FaultCode::Contradicts { other }));
            }
            (None, Some(cursor)) => Start::After(decode(cursor)?),
            (page, None) => Start::Page(u64::try_from(page.unwrap_or(1)).unwrap_or(1)),
        };
        if let Start::Page(page) = start
            && page * limit > DEEPEST
        {
            let note =
                format!("page × limit is at most {DEEPEST}; read on with the cursor of the answer before");
            let fault = Fault::new("/query/page", FaultCode::Rule { rule: "too_deep" }).note(note);
            return Err(AppError::invalid(vec![fault]));
        }
        Ok(Self { limit, start })
    }

    /// How many rows to skip, where pages are counted.
    pub fn offset(&self) -> u64 {
        match self.start {
            Start::Page(page) => (page - 1) * self.limit,
            Start::After(_) => 0,
        }
    }

    /// One row more than the limit tells whether the list goes on.
    pub fn rows(&self) -> u64 {
        self.limit + 1
    }

    /// Cuts the extra row off and describes the page; `key` gives a row's sort key, its id last.
    pub fn finish<T>(&self, rows: &mut Vec<T>, key: impl FnOnce(&T) -> Vec<String>) -> PageView {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        PageView {
            limit: i64::try_from(self.limit).unwrap_or(i64::MAX),
            page: match self.start {
                Start::Page(page) => i64::try_from(page).ok(),
                Start::After(_) => None,
            },
            next_cursor: rows.last().filter(|_| more).map(|last| encode(&key(last))),
        }
    }
}

/// The id at the end of a cursor's key.
///
/// # Errors
/// A cursor that is not ours.
pub fn last_id(key: &[String]) -> Result<Uuid> {
    let id = key.last().and_then(|id| Uuid::try_parse(id).ok());
    id.ok_or_else(|| {
        let expected = "nextCursor".to_owned();
        AppError::fault("/query/cursor", FaultCode::Format { expected })
    })
}

fn encode(key: &[String]) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode(cursor: &str) -> Result<Vec<String>> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| {
            AppError::fault(
                "/query/cursor",
                FaultCode::Format {
                    expected: "nextCursor".to_owned(),
                },
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let place = Place::new(None, Some(2), None).expect("valid");
        let mut rows = vec!["a", "b", "c"];
        let page = place.finish(&mut rows, |row| vec![(*row).to_owned()]);
        assert_eq!(rows, ["a", "b"]);
        let next = Place::new(None, Some(2), page.next_cursor.as_deref()).expect("ours");
        assert_eq!(next.start, Start::After(vec!["b".to_owned()]));
    }

    #[test]
    fn depth_and_foreign_cursors_are_refused() {
        assert!(Place::new(Some(101), Some(100), None).is_err());
        assert!(Place::new(Some(100), Some(100), None).is_ok());
        assert!(Place::new(None, None, Some("not ours")).is_err());
        assert!(Place::new(Some(1), None, Some("WyJhIl0")).is_err());
    }
}
