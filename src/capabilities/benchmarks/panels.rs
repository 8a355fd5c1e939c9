//! Which organisers a figure rests on, so that no figure and no difference of figures tells of fewer than five. Pure.
//!
//! The rule, in the order in which it is applied:
//!
//! 1. **Ended periods only.** Releases are made for the running period; what is shown is how it stood when it ended, so
//!    nobody watches organisers come one by one.
//! 2. **Batches of five.** Who comes to an ended period later (by an import) waits until five have come. Who withdraws
//!    from it is gone at once: the figures of a group are withheld until five have gone.
//! 3. **Nested groups.** All, each country within all, each band within its country, always as parts of the panel above.
//!    A group has at least [`FEWEST`] members, and what is left of the group above beside all its parts that are shown is
//!    nobody or at least five; else the smallest part is withheld.
//! 4. **No small difference to anything shown.** Two panels of an indicator, of any groups and periods, share nobody, or
//!    differ in either direction by nobody or by at least five. Newcomers to a group wait for a batch of five; where few
//!    have left, so many others sit out that five are missing. Where that does not help, the period is withheld.
//! 5. **Figures rest on everybody** in the panel (`statistics::quantile`), are rounded to the step of their unit, and are
//!    withheld where the quartiles lie closer than two steps: alike values are told by any figure of theirs.
//!
//! Why a group is withheld is never said.

use super::bands::Group;
use super::periods::Period;
use super::statistics::quantile;
use chrono::{DateTime, NaiveTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The fewest organisers that a figure, or a difference of figures, may tell of.
pub(super) const FEWEST: usize = 5;

/// A period's aggregate of an organiser. The value is gone where it was withdrawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Who, by a word that means nothing outside.
    pub(super) member: String,
    pub(super) period: Period,
    pub(super) country: String,
    pub(super) band: Option<String>,
    pub(super) value: Option<f64>,
    pub(super) came: DateTime<Utc>,
    pub(super) went: Option<DateTime<Utc>>,
}

impl Entry {
    fn is_in(&self, group: &Group) -> bool {
        match group {
            Group::All => true,
            Group::Country(country) => self.country == *country,
            Group::Band(country, band) => self.country == *country && self.band.as_ref() == Some(band),
        }
    }
}

/// The figures of a group in a period.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) group: Group,
    pub(super) period: Period,
    pub(super) panel: BTreeSet<String>,
    pub(super) lower: f64,
    pub(super) median: f64,
    pub(super) upper: f64,
}

type Panel = BTreeSet<String>;

/// Rounds to a step, such as 0.01.
pub(super) fn rounded(value: f64, step: f64) -> f64 {
    let steps = (value / step).round();
    // Once more, since 0.1 + 0.2 is not 0.3.
    (steps * step * 1e9).round() / 1e9
}

/// Everything that may be shown of an indicator: the one list that all answers are taken from. Months and quarters are
/// given together, since the same organisers stand behind both.
pub(super) fn shown(entries: &[Entry], now: DateTime<Utc>, step: f64) -> Vec<Cell> {
    let mut periods: BTreeMap<(chrono::NaiveDate, Period), Vec<&Entry>> = BTreeMap::new();
    for entry in entries
        .iter()
        .filter(|one| one.period.has_ended(now.date_naive()))
    {
        if let Some(end) = entry.period.ends_before() {
            periods.entry((end, entry.period)).or_default().push(entry);
        }
    }
    let mut told = Told {
        step,
        cells: Vec::new(),
    };
    for ((end, period), entries) in periods {
        let end = end.and_time(NaiveTime::MIN).and_utc();
        told.add(period, end, &entries);
    }
    told.cells
}

struct Told {
    step: f64,
    cells: Vec<Cell>,
}

impl Told {
    fn add(&mut self, period: Period, end: DateTime<Utc>, entries: &[&Entry]) {
        let Some(all) = self.cell(&Group::All, period, end, entries, None) else {
            return;
        };
        let countries: BTreeSet<&String> = entries.iter().map(|one| &one.country).collect();
        let groups = countries.into_iter().map(|one| Group::Country(one.clone()));
        let parts = self.parts(&all, groups.collect(), end, entries);
        self.cells.push(all);
        for country in parts {
            let Group::Country(name) = &country.group else {
                continue;
            };
            let bands: BTreeSet<&String> = entries.iter().filter_map(|one| one.band.as_ref()).collect();
            let groups = bands
                .into_iter()
                .map(|band| Group::Band(name.clone(), band.clone()));
            let groups = groups.collect();
            let bands = self.parts(&country, groups, end, entries);
            self.cells.push(country);
            self.cells.extend(bands);
        }
    }

    /// The parts of a group that may be shown beside it.
    fn parts(&self, whole: &Cell, groups: Vec<Group>, end: DateTime<Utc>, entries: &[&Entry]) -> Vec<Cell> {
        let mut parts: Vec<Cell> = Vec::new();
        for group in groups {
            let found = self.cell(&group, whole.period, end, entries, Some(&whole.panel));
            parts.extend(found.filter(|part| differ_enough(&part.panel, &whole.panel)));
        }
        loop {
            let inside: usize = parts.iter().map(|part| part.panel.len()).sum();
            let rest = whole.panel.len().saturating_sub(inside);
            if parts.is_empty() || rest == 0 || rest >= FEWEST {
                return parts;
            }
            let smallest = (0..parts.len()).min_by_key(|at| (parts[*at].panel.len(), *at));
            if let Some(at) = smallest {
                parts.remove(at);
            }
        }
    }

    /// A group's figures, where a panel can be found that tells of nobody.
    fn cell(
        &self,
        group: &Group,
        period: Period,
        end: DateTime<Utc>,
        entries: &[&Entry],
        within: Option<&Panel>,
    ) -> Option<Cell> {
        let of_group: Vec<&Entry> = entries.iter().copied().filter(|one| one.is_in(group)).collect();
        let mut here = settled(&of_group, end)?;
        if let Some(within) = within {
            here.retain(|member| within.contains(member));
        }
        let panel = self.panel(group, &here)?;
        let mut values: Vec<f64> = of_group
            .iter()
            .filter(|one| panel.contains(&one.member))
            .filter_map(|one| one.value)
            .collect();
        values.sort_by(f64::total_cmp);
        let figure = |p| quantile(&values, p).map(|value| rounded(value, self.step));
        let (lower, median, upper) = (figure(0.25)?, figure(0.5)?, figure(0.75)?);
        (upper - lower > 1.5 * self.step).then(|| Cell {
            group: group.clone(),
            period,
            panel,
            lower,
            median,
            upper,
        })
    }

    /// Of those who are there, a panel that stands to every panel shown as the rule asks.
    fn panel(&self, group: &Group, here: &Panel) -> Option<Panel> {
        let last = self.cells.iter().rev().find(|cell| cell.group == *group);
        let mut ways = vec![here.clone()];
        if let Some(last) = last {
            let stayed: Panel = here.intersection(&last.panel).cloned().collect();
            let gone = last.panel.len() - stayed.len();
            let sitting_out = stayed.iter().skip(FEWEST.saturating_sub(gone)).cloned().collect();
            ways.push(stayed);
            ways.push(sitting_out);
        }
        ways.into_iter().find(|panel| {
            panel.len() >= FEWEST && self.cells.iter().all(|cell| differ_enough(panel, &cell.panel))
        })
    }
}

/// Whether two panels share nobody, or each has nobody or at least five that the other has not.
pub(super) fn differ_enough(one: &Panel, other: &Panel) -> bool {
    let enough = |count: usize| count == 0 || count >= FEWEST;
    one.is_disjoint(other) || (enough(one.difference(other).count()) && enough(other.difference(one).count()))
}

/// Who is in a period after it has ended: those of its end, and batches of who came or went since. `None` while some
/// have gone and no batch of them is full.
fn settled(entries: &[&Entry], end: DateTime<Utc>) -> Option<Panel> {
    let mut panel = Panel::new();
    // Somebody who comes and goes at one instant has come before.
    let mut later: Vec<(DateTime<Utc>, bool, &String)> = Vec::new();
    for entry in entries {
        if entry.went.is_some_and(|went| went < end) {
            continue;
        }
        if entry.came < end {
            panel.insert(entry.member.clone());
        } else {
            later.push((entry.came, true, &entry.member));
        }
        if let Some(went) = entry.went {
            later.push((went, false, &entry.member));
        }
    }
    later.sort_by_key(|(at, comes, member)| (*at, !comes, *member));
    let (mut coming, mut going) = (Panel::new(), Panel::new());
    // What one file brings comes at one instant, and together.
    for together in later.chunk_by(|one, other| one.0 == other.0) {
        let of = |comes: bool| together.iter().filter(move |one| one.1 == comes).map(|one| one.2);
        coming.extend(of(true).cloned());
        if coming.len() >= FEWEST {
            panel.append(&mut coming);
        }
        for member in of(false) {
            if !coming.remove(member) {
                going.insert(member.clone());
            }
        }
        if going.len() >= FEWEST {
            panel.retain(|one| !going.contains(one));
            going.clear();
        }
    }
    going.is_empty().then_some(panel)
}

/// Where a value stands in a panel, in percent and in steps of ten: the share that lies below, those alike counting half.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "organisers are far fewer than 2^53"
)]
pub(super) fn percentile(values: &[f64], own: f64) -> i64 {
    let below = values.iter().filter(|value| **value < own).count() as f64;
    let alike = values
        .iter()
        .filter(|value| (**value - own).abs() < 1e-12)
        .count() as f64;
    let percent = 100.0 * (below + alike / 2.0) / (values.len().max(1) as f64);
    (percent / 10.0).round() as i64 * 10
}

#[cfg(test)]
mod tests;
