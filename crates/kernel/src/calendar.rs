//! Which days are worked: Easter, the public holidays that hang on it, and an organiser's own calendar.

pub mod easter;
mod holiday_rules;
pub mod holidays;
pub mod working_calendar;
