//! Wire shapes of roadmaps: the roadmap with its stages, milestones, and what belongs to the plan around them.

mod milestone;
mod plan;
mod roadmap;

pub use milestone::*;
pub use plan::*;
pub use roadmap::*;

use crate::error::{AppError, FaultCode, Result};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

/// As it stood then.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AsOf {
    /// The state at the end of this day (UTC), or at this instant; not later than now.
    #[param(
        min_length = 10,
        max_length = 32,
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{8,15}(Z|[+-][0-9]{2}:[0-9]{2}))?$",
        example = "2026-11-23"
    )]
    pub as_of: Option<String>,
}

impl AsOf {
    /// The instant that is asked for; `None` is now.
    ///
    /// # Errors
    /// A text that is no date, or an instant later than now.
    pub fn instant(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let Some(text) = &self.as_of else { return Ok(None) };
        let format = || {
            AppError::fault(
                "/query/asOf",
                FaultCode::Format {
                    expected: "YYYY-MM-DD".to_owned(),
                },
            )
        };
        let instant = if text.len() == 10 {
            let day: NaiveDate = text.parse().map_err(|_| format())?;
            if day > now.date_naive() {
                return Err(AppError::fault(
                    "/query/asOf",
                    FaultCode::TooLarge {
                        limit: now.date_naive().to_string(),
                    },
                ));
            }
            let last = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap_or_default();
            day.and_time(last).and_utc()
        } else {
            let instant = DateTime::parse_from_rfc3339(text)
                .map_err(|_| format())?
                .with_timezone(&Utc);
            if instant > now {
                return Err(AppError::fault(
                    "/query/asOf",
                    FaultCode::TooLarge {
                        limit: now.to_rfc3339(),
                    },
                ));
            }
            instant
        };
        Ok(Some(instant))
    }
}
