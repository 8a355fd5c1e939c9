//! The ground floor: typed ids, countries, languages, dates, periods, calendars and check digits.
//!
//! Everything here is a pure function of its arguments: no input or output, no clock, no randomness.
//! Whoever needs today's date or a fresh id hands it in.

pub mod calendar;
pub mod check_digit;
pub mod country;
pub mod fold;
pub mod ids;
pub mod language;
pub mod national_id;
pub mod period;

pub use calendar::easter::easter_sunday;
pub use calendar::holidays::{Holiday, HolidayKind, holidays, is_holiday};
pub use calendar::working_calendar::{LocalDay, WorkingCalendar, WorkingWeekdays};
pub use check_digit::{OrganisationNumber, OrganisationNumberError};
pub use country::{Country, UnknownCountry};
pub use fold::fold_key;
pub use ids::*;
pub use language::{Language, Text, UnknownLanguage};
pub use period::{Period, PeriodError};
