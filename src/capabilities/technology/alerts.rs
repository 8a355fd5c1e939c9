//! What to look into: introduced and hardly used, not measured, no longer broad, decided and not moved, pilots past their
//! end, units without any use.
//! Each is a question. A low share of users may be right where it is; only those who are there can tell.

use super::dto::{AlertFilter, AlertKind, AlertList, AlertView, DecisionOutcome, DeploymentState};
use super::matrix::{after, foreign_cursor};
use super::months::{Month, Span};
use super::queries::{self, InAreas, Within};
use super::register::{Entry, Part, Register};
use super::rules::{FRESH_MONTHS, Figures};
use super::{places, words};
use crate::access::{Action, Ctx};
use crate::capabilities::organisation::dto::{TextInput, UnitKind, UnitView};
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::language::Language;
use crate::platform::paging::Place;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use tables::technology_decision;
use uuid::Uuid;

/// Fewer than one in fifty of those for whom it would suit is next to nobody.
const HARDLY: i64 = 50;

/// Whether next to nobody uses it.
fn hardly_used(figures: Figures) -> bool {
    figures.eligible > 0 && figures.in_use * HARDLY < figures.eligible
}

pub(super) async fn list_alerts(ctx: &Ctx, filter: AlertFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    let last = after(&place).map(<[String]>::to_vec);
    if last.as_ref().is_some_and(|key| key.len() != KEY) {
        return Err(foreign_cursor());
    }
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let asked = (filter.within, filter.service_area_id, filter.branch);
        let mut within = places::within(&ctx, read.conn(), asked).await?;
        let technology = places::technology_of(&ctx, read.conn(), filter.technology.as_deref()).await?;
        // A unit is judged by all that stands in it, whatever of it is asked about.
        let areas = within.areas.take();
        let span = Span::ending(Month::of(ctx.today()), FRESH_MONTHS);
        let part = Part {
            groups: true,
            ..Part::of(&within, None, span, ctx.today())
        };
        let register = Register::load(read.conn(), ctx.scope(), &part)
            .await?
            .open_on(ctx.today());
        let decisions = queries::decisions_within(read.conn(), ctx.scope(), &within).await?;
        let asked = Asked {
            within: &within,
            areas: areas.as_ref(),
            technology,
        };
        let mut found = Finder::new(&register, &decisions, asked, ctx.language, ctx.today())?.find();
        found.sort_by_cached_key(key_of);
        let skip = usize::try_from(place.offset()).unwrap_or(usize::MAX);
        let most = usize::try_from(place.rows()).unwrap_or(usize::MAX);
        let mut items: Vec<AlertView> = found
            .into_iter()
            .filter(|one| last.as_ref().is_none_or(|last| key_of(one) > *last))
            .skip(skip)
            .take(most)
            .collect();
        let page = place.finish(&mut items, key_of);
        let answer = Answer::list(page, |page| AlertList { items, page })?;
        Ok((within.sight.standing(), answer))
    })
    .await
}

/// So many parts has the key of an alert.
const KEY: usize = 4;

/// The order of alerts: by unit, and within it what is about the same thing together.
fn key_of(alert: &AlertView) -> Vec<String> {
    let deployment = alert.deployment_id.map(|id| id.to_string());
    vec![
        alert.unit.clone(),
        alert.unit_id.to_string(),
        deployment.unwrap_or_default(),
        alert.kind.to_string(),
    ]
}

/// What a reader asks about.
#[derive(Clone, Copy)]
struct Asked<'r> {
    within: &'r Within,
    areas: Option<&'r InAreas>,
    technology: Option<Uuid>,
}

impl Asked<'_> {
    fn about(&self, entry: &Entry) -> bool {
        let in_area = |limits: &InAreas| entry.area.is_some_and(|area| limits.areas.contains(&area));
        self.technology.is_none_or(|id| entry.row.technology_id == id) && self.areas.is_none_or(in_area)
    }

    /// Whether a unit with nothing is asked about: it is not about any technology.
    fn empty(&self, unit: &UnitView) -> bool {
        let in_area = |limits: &InAreas| limits.units.contains(&unit.id);
        self.technology.is_none() && self.within.has(unit) && self.areas.is_none_or(in_area)
    }
}

/// Finds what there is to ask.
struct Finder<'r> {
    register: &'r Register,
    asked: Asked<'r>,
    names: HashMap<Uuid, &'r str>,
    titles: HashMap<Uuid, String>,
    /// The latest decision about each deployment.
    decided: HashMap<Uuid, &'r technology_decision::Model>,
    language: Language,
    today: NaiveDate,
}

impl<'r> Finder<'r> {
    fn new(
        register: &'r Register,
        decisions: &'r [technology_decision::Model],
        asked: Asked<'r>,
        language: Language,
        today: NaiveDate,
    ) -> Result<Self> {
        let mut titles = HashMap::new();
        for kind in &register.kinds {
            let title: TextInput = serde_json::from_value(kind.row.title.clone())?;
            let title = match language {
                Language::Nb => title.nb,
                Language::Sv => title.sv,
                Language::En => title.en,
            };
            titles.insert(kind.row.id, title);
        }
        Ok(Self {
            register,
            asked,
            names: register.names(),
            titles,
            decided: decisions.iter().map(|row| (row.deployment_id, row)).collect(),
            language,
            today,
        })
    }

    fn find(&self) -> Vec<AlertView> {
        let mut found: Vec<AlertView> = Vec::new();
        let mut running: BTreeMap<Uuid, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.register.entries {
            if self.asked.about(entry) {
                found.extend(self.of_entry(entry));
            }
            if entry.is_running() {
                running.entry(entry.row.unit_id).or_default().push(entry);
            }
        }
        for (unit, entries) in &running {
            if entries.iter().any(|entry| self.asked.about(entry)) {
                found.extend(self.unused(*unit, entries));
            }
        }
        for unit in &self.register.units {
            let open = unit.fields.closed_on.is_none_or(|last| self.today <= last);
            let bare = unit.fields.kind == UnitKind::Unit && !running.contains_key(&unit.id);
            if open && bare && self.asked.empty(unit) {
                found.push(self.of_unit(unit.id, words::nothing_there(self.language)));
            }
        }
        found
    }

    /// A unit in which nobody uses anything that was measured there.
    fn unused(&self, unit: Uuid, entries: &[&Entry]) -> Option<AlertView> {
        let measured: Vec<Figures> = entries
            .iter()
            .filter_map(|entry| entry.series.newest())
            .map(|(_, figures)| figures)
            .filter(|figures| figures.eligible > 0)
            .collect();
        let nobody = !measured.is_empty() && measured.iter().all(|figures| figures.in_use == 0);
        nobody.then(|| self.of_unit(unit, words::nobody_uses_any(self.language, measured.len())))
    }

    fn of_unit(&self, unit: Uuid, question: String) -> AlertView {
        AlertView {
            kind: AlertKind::UnitWithoutUse,
            unit_id: unit,
            unit: self.name(unit),
            technology_id: None,
            deployment_id: None,
            since: None,
            question,
        }
    }

    fn of_entry(&self, entry: &Entry) -> Vec<AlertView> {
        let title = self
            .titles
            .get(&entry.row.technology_id)
            .map(String::as_str)
            .unwrap_or_default();
        let (language, since) = (self.language, entry.since);
        let newest = entry.series.newest().map(|(_, figures)| figures);
        let mut found = Vec::new();
        if let Some((decision, day)) = self.undone(entry) {
            let question = words::decided_not_moved(language, title, decision, day);
            found.push((AlertKind::DecidedNotMoved, day, question));
        }
        if entry.is_introduced() {
            match newest {
                None => {
                    let question = words::not_measured(language, title);
                    found.push((AlertKind::IntroducedNotMeasured, since, question));
                }
                Some(figures) if hardly_used(figures) => {
                    let question = words::hardly_used(language, title, figures);
                    found.push((AlertKind::IntroducedHardlyUsed, since, question));
                }
                Some(_) => {}
            }
        }
        if entry.state == DeploymentState::BroadAndEqual && !entry.meets_target() {
            found.push((
                AlertKind::NoLongerBroad,
                since,
                words::no_longer_broad(language, title),
            ));
        }
        if let Some(end) = self.stalled(entry) {
            found.push((AlertKind::PilotStalled, end, words::stalled(language, title, end)));
        }
        found
            .into_iter()
            .map(|(kind, since, question)| AlertView {
                kind,
                unit_id: entry.row.unit_id,
                unit: self.name(entry.row.unit_id),
                technology_id: Some(entry.row.technology_id),
                deployment_id: Some(entry.row.id),
                since: Some(since),
                question,
            })
            .collect()
    }

    /// The latest decision, where it is to introduce or to withdraw and nobody has done so.
    fn undone(&self, entry: &Entry) -> Option<(DecisionOutcome, NaiveDate)> {
        let decision = self.decided.get(&entry.row.id)?;
        let outcome: DecisionOutcome = decision.outcome.parse().ok()?;
        let undone = match outcome {
            DecisionOutcome::Introduce => !entry.is_introduced(),
            DecisionOutcome::Withdraw => true,
            DecisionOutcome::ExtendPilot => false,
        };
        undone.then_some((outcome, decision.decided_on))
    }

    /// The planned end of a pilot that has passed without a decision to introduce or to withdraw.
    fn stalled(&self, entry: &Entry) -> Option<NaiveDate> {
        let end = entry.row.pilot_ends_on.filter(|end| *end < self.today)?;
        (entry.state == DeploymentState::Pilot && self.undone(entry).is_none()).then_some(end)
    }

    fn name(&self, unit: Uuid) -> String {
        self.names.get(&unit).copied().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardly_anybody_is_fewer_than_one_in_fifty() {
        let of = |in_use, eligible| {
            hardly_used(Figures {
                eligible,
                offered: eligible,
                in_use,
                declined: 0,
            })
        };
        assert!(of(0, 1) && of(1, 51) && of(0, 500));
        assert!(
            !of(1, 50) && !of(2, 80) && !of(0, 0),
            "nobody it would suit is no question"
        );
    }
}
