//! What other capabilities ask of technology.

use super::catalogue;
use super::facts::Measured;
use super::months::{Month, Span};
use super::queries::Within;
use super::register::{Part, Register};
use super::rules::FRESH_MONTHS;
use crate::access::TenantScope;
use crate::capabilities::organisation::dto::{Branch, TextInput};
use crate::capabilities::roadmaps::service::Reach;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

/// What was measured of technology where a roadmap reaches: its unit and all below. Six queries.
///
/// # Errors
/// What the database says.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let within = Within::subtree(&reach.unit_path);
    let span = Span::ending(Month::of(reach.today), FRESH_MONTHS);
    let part = Part {
        groups: true,
        withdrawn: true,
        ..Part::of(&within, None, span, reach.today)
    };
    let register = Register::load(db, scope, &part).await?.open_on(reach.today);
    Ok(Measured::new(reach, &register))
}

/// The newest counts of a technology in a place, for comparisons.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The key of the technology.
    pub technology: String,
    pub unit: Uuid,
    pub branch: Option<Branch>,
    /// The decision to introduce it was carried out there.
    pub introduced: bool,
    /// Whom it would suit and who uses it; nothing where nobody counted in the last twelve months.
    pub counts: Option<(i64, i64)>,
}

/// Every technology that runs in the organiser, place by place. Six queries.
///
/// # Errors
/// What the database says.
pub async fn counted<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: NaiveDate,
) -> Result<Vec<Counted>> {
    let within = Within::everywhere();
    let span = Span::ending(Month::of(today), FRESH_MONTHS);
    let part = Part::of(&within, None, span, today);
    let register = Register::load(db, scope, &part).await?.open_on(today);
    let keys: HashMap<Uuid, &str> = register
        .kinds
        .iter()
        .map(|kind| (kind.row.id, kind.row.key.as_str()))
        .collect();
    let running = register.entries.iter().filter(|entry| entry.is_running());
    Ok(running
        .map(|entry| Counted {
            technology: keys
                .get(&entry.row.technology_id)
                .copied()
                .unwrap_or_default()
                .to_owned(),
            unit: entry.row.unit_id,
            branch: entry.branch,
            introduced: entry.is_introduced(),
            counts: entry
                .series
                .newest()
                .map(|(_, figures)| (figures.eligible, figures.in_use)),
        })
        .collect())
}

/// The built-in technologies, which every organiser has: their keys and titles.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static TextInput)> {
    catalogue::built_in()
        .iter()
        .map(|one| (one.key.as_str(), &one.title))
}
