//! The series: counts of service users by month, appended and never rewritten; a correction takes an earlier value's
//! place, and both stay.

use super::dto::{
    CreateTechnologyMeasure, DeploymentState, MeasureFilter, MeasureList, MeasureRow, MeasureView,
    MeasuresSummary, PutTechnologyMeasures,
};
use super::months::{Month, Span};
use super::places::Areas;
use super::queries::Within;
use super::rules::{Figures, Stay};
use super::{catalogue, deployments, events, places, queries, register, rules};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::organisation;
use crate::capabilities::organisation::dto::Branch;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::etag;
use crate::platform::ledger::Subject;
use crate::platform::paging::Place;
use crate::platform::tx::Tx;
use chrono::NaiveDate;
use kernel::TechnologyDeploymentId;
use serde_json::{json, to_value};
use std::collections::{BTreeMap, HashMap, HashSet};
use tables::technology_measure;
use uuid::Uuid;

pub(super) async fn list_measures(ctx: &Ctx, filter: MeasureFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let asked = (filter.within, filter.service_area_id, filter.branch);
        let within = places::within(&ctx, read.conn(), asked).await?;
        let technology = places::technology_of(&ctx, read.conn(), filter.technology.as_deref()).await?;
        let mut found =
            queries::measures(read.conn(), ctx.scope(), &within, technology, &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(MeasureView::of).collect();
        let answer = Answer::list(page, |page| MeasureList { items, page })?;
        Ok((within.sight.standing(), answer))
    })
    .await
}

/// Counts of a deployment, ready to be compared with what is known.
struct Wanted<'w> {
    /// Where they stand in the body.
    at: String,
    deployment: Uuid,
    /// The branch of the place.
    branch: Option<Branch>,
    counts: &'w CreateTechnologyMeasure,
}

impl Wanted<'_> {
    fn key(&self) -> (Uuid, &str, &str) {
        let group = self.counts.group.as_deref().unwrap_or_default();
        (self.deployment, &self.counts.month, group)
    }
}

fn says_the_same(row: &technology_measure::Model, counts: &CreateTechnologyMeasure) -> bool {
    Figures::of(row) == Figures::counted(counts)
}

/// What in force a month would have groups that cannot be parts of everybody.
fn faults_of_groups(known: &[technology_measure::Model], wanted: &[Wanted<'_>]) -> Vec<Fault> {
    let mut places: HashMap<(Uuid, &str), &str> = HashMap::new();
    for one in wanted {
        places.insert((one.deployment, &one.counts.month), &one.at);
    }
    let mut after: BTreeMap<(Uuid, &str), BTreeMap<&str, Figures>> = BTreeMap::new();
    let before = known.iter().map(|row| {
        let group = row.group_key.as_str();
        ((row.deployment_id, row.month.as_str(), group), Figures::of(row))
    });
    let new = wanted.iter().map(|one| (one.key(), Figures::counted(one.counts)));
    for ((deployment, month, group), figures) in before.chain(new) {
        let groups = after.entry((deployment, month)).or_default();
        groups.insert(group, figures);
    }
    let mut faults = Vec::new();
    for (place, mut groups) in after {
        let (Some(at), Some(everybody)) = (places.get(&place), groups.remove("")) else {
            continue;
        };
        for kind in rules::beyond_everybody(everybody, groups) {
            let other = "everybody".to_owned();
            let note = format!(
                "in {} the groups of {kind} together cannot be parts of everybody",
                place.1
            );
            faults.push(Fault::new(format!("{at}/eligible"), FaultCode::Contradicts { other }).note(note));
        }
    }
    faults
}

/// Appends what is new and what corrects; answers how many of each, and the rows that hold now, in the order asked.
/// Whoever calls holds the organiser still: two that say the same at once would both be new.
async fn append(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    wanted: &[Wanted<'_>],
) -> Result<(MeasuresSummary, Vec<technology_measure::Model>)> {
    let places: HashSet<Uuid> = wanted.iter().map(|one| one.deployment).collect();
    let places: Vec<Uuid> = places.into_iter().collect();
    let months = wanted.iter().filter_map(|one| Month::read(&one.counts.month));
    let (Some(from), Some(to)) = (months.clone().min(), months.max()) else {
        return Ok((MeasuresSummary::default(), Vec::new()));
    };
    let known = queries::measures_in_force(tx.conn(), ctx.scope(), &places, Span { from, to }).await?;
    let faults = faults_of_groups(&known, wanted);
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let known: HashMap<(Uuid, &str, &str), &technology_measure::Model> = known
        .iter()
        .map(|row| {
            (
                (row.deployment_id, row.month.as_str(), row.group_key.as_str()),
                row,
            )
        })
        .collect();
    let mut summary = MeasuresSummary::default();
    let (mut gone, mut new, mut held) = (Vec::new(), Vec::new(), Vec::new());
    for one in wanted {
        let before = known.get(&one.key()).copied();
        if let Some(row) = before.filter(|row| says_the_same(row, one.counts)) {
            summary.unchanged += 1;
            held.push(row.clone());
            continue;
        }
        match before {
            Some(row) => {
                summary.corrected += 1;
                gone.push(row.id);
            }
            None => summary.created += 1,
        }
        let row = technology_measure::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            deployment_id: one.deployment,
            month: one.counts.month.clone(),
            group_key: one.counts.group.clone().unwrap_or_default(),
            branch: one.branch.map(|branch| branch.to_string()),
            revision: before.map_or(0, |row| row.revision) + 1,
            eligible: one.counts.eligible,
            offered: one.counts.offered,
            in_use: one.counts.in_use,
            declined: one.counts.declined,
            reason: one.counts.reason.clone(),
            recorded_by: register::recorder(ctx),
            superseded_at: None,
            created_at: tx.now(),
        };
        new.push(row.clone());
        held.push(row);
    }
    queries::supersede(tx.conn(), permit, &gone, tx.now()).await?;
    queries::insert_measures(tx.conn(), permit, new).await?;
    Ok((summary, held))
}

pub(super) async fn create_measure(
    ctx: &Ctx,
    id: TechnologyDeploymentId,
    body: CreateTechnologyMeasure,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_deployment(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = deployments::target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::MeasureTechnology, &target)?;
        tx.hold_still().await?;
        let month = Month::read(&body.month);
        if month.is_some_and(|month| month > Month::of(row.state_since)) {
            // What was counted until then can still be corrected.
            deployments::check_standing(&row)?;
        }
        let faults = rules::faults_of_counts("", &body, Month::of(ctx.today()));
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let units = organisation::service::all_units(tx.conn(), ctx.scope()).await?;
        let areas = Areas::load(tx.conn(), ctx.scope(), &units).await?;
        let wanted = [Wanted {
            at: String::new(),
            deployment: row.id,
            branch: areas.branch(row.unit_id, row.service_area_id),
            counts: &body,
        }];
        let (summary, held) = append(&ctx, &tx, &permit, &wanted).await?;
        let held = held
            .first()
            .ok_or_else(|| AppError::internal("nothing was measured"))?;
        let subject = Subject::new("technology_deployment", id);
        let changes = if summary.unchanged > 0 {
            json!({"unchanged": body.month})
        } else {
            to_value(&body)?
        };
        tx.record(events::MEASURE_RECORDED, subject, changes).await?;
        let location = format!("{}/technology-measures?deploymentId={id}", crate::platform::BASE);
        Answer::created(
            &MeasureView::of(held),
            location,
            etag::of_version(held.revision.into()),
        )
    })
    .await
}

fn no_such(pointer: String, what: &str) -> Fault {
    let what = what.to_owned();
    Fault::new(pointer, FaultCode::NoSuch { what })
}

/// Where counts belong: the place and the technology of each row, each with the permission that it needs.
struct Places {
    units: HashMap<Uuid, Target>,
    areas: Areas,
    /// When each technology stood in each place, by technology and slot.
    stays: HashMap<(Uuid, String), Vec<Stay>>,
    technologies: HashMap<String, Uuid>,
}

impl Places {
    async fn load(ctx: &Ctx, tx: &Tx) -> Result<Self> {
        let (db, scope) = (tx.conn(), ctx.scope());
        let units = organisation::service::all_units(db, scope).await?;
        let kinds = catalogue::catalogue(db, scope).await?;
        let first_days = queries::first_days(db, scope).await?;
        let mut stays: HashMap<(Uuid, String), Vec<Stay>> = HashMap::new();
        for row in queries::all_deployments(db, scope, &Within::everywhere(), None).await? {
            let slot = deployments::slot(row.unit_id, row.service_area_id);
            let since = Month::of(row.state_since);
            stays.entry((row.technology_id, slot)).or_default().push(Stay {
                deployment: row.id,
                from: first_days.get(&row.id).copied().map_or(since, Month::of),
                to: (row.state == DeploymentState::Withdrawn.as_str()).then_some(since),
            });
        }
        Ok(Self {
            areas: Areas::load(db, scope, &units).await?,
            units: units
                .into_iter()
                .map(|unit| {
                    let target = Target {
                        owners: unit.fields.responsible_id.into_iter().collect(),
                        ..Target::unit(unit.path_text())
                    };
                    (unit.id, target)
                })
                .collect(),
            stays,
            technologies: kinds
                .into_iter()
                .map(|kind| (kind.row.key, kind.row.id))
                .collect(),
        })
    }

    /// The deployment of a row, or what is wrong with where it is said to be.
    fn find<'w>(&self, at: &str, row: &'w MeasureRow) -> std::result::Result<Wanted<'w>, Vec<Fault>> {
        let technology = self.technologies.get(&row.technology);
        let mut faults = Vec::new();
        if technology.is_none() {
            faults.push(no_such(format!("{at}/technology"), "technology"));
        }
        if !self.units.contains_key(&row.unit_id) {
            faults.push(no_such(format!("{at}/unitId"), "unit"));
        }
        let Some(technology) = technology.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let slot = deployments::slot(row.unit_id, row.service_area_id);
        let stays = self.stays.get(&(*technology, slot));
        // A month that cannot be read is a fault of its own.
        let month = Month::read(&row.counts.month).unwrap_or(Month::of(NaiveDate::MIN));
        let found = stays.and_then(|stays| rules::stay_of(stays, month));
        let stay = found.ok_or_else(|| vec![no_such(at.to_owned(), "technology deployment")])?;
        Ok(Wanted {
            at: at.to_owned(),
            deployment: stay.deployment,
            branch: self.areas.branch(row.unit_id, row.service_area_id),
            counts: &row.counts,
        })
    }
}

/// Many counts at once, all or nothing.
pub(super) async fn put_measures(ctx: &Ctx, body: PutTechnologyMeasures) -> Result<Answer> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        tx.hold_still().await?;
        let places = Places::load(&ctx, &tx).await?;
        let mut permit = None;
        let named: HashSet<Uuid> = body.items.iter().map(|row| row.unit_id).collect();
        for target in named.iter().filter_map(|unit| places.units.get(unit)) {
            permit = Some(ctx.permit(Action::MeasureTechnology, target)?);
        }
        // Where no unit is known, nobody is asked about any: every row is refused below.
        let permit = match permit {
            Some(permit) => permit,
            None => ctx.permit(Action::MeasureTechnology, &Target::organiser())?,
        };
        let (mut wanted, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (index, row) in body.items.iter().enumerate() {
            let at = format!("/items/{index}");
            faults.extend(rules::faults_of_counts(&at, &row.counts, Month::of(ctx.today())));
            match places.find(&at, row) {
                Ok(one) => {
                    let (place, month, group) = one.key();
                    if !seen.insert((place, month.to_owned(), group.to_owned())) {
                        faults.push(Fault::new(at, FaultCode::NotUnique));
                    }
                    wanted.push(one);
                }
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let (summary, _) = append(&ctx, &tx, &permit, &wanted).await?;
        let subject = Subject::new("organiser", ctx.scope().organiser());
        tx.record(events::MEASURES_PUT, subject, to_value(summary)?)
            .await?;
        Answer::plain(&summary)
    })
    .await
}
