//! Everything that a roadmap's plan follows from, loaded in a fixed number of queries.

use crate::access::{Target, TenantScope};
use crate::capabilities::roadmaps::network::Draft;
use crate::capabilities::{capacity, organisation, people, roadmaps};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use schedule::{Capacity, Fault, Network};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use tables::{milestone, roadmap};
use uuid::Uuid;

/// A roadmap as the planner sees it.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) target: Target,
    pub(super) roadmap: roadmap::Model,
    pub(super) draft: Draft,
    /// Names of the owners.
    pub(super) names: HashMap<Uuid, String>,
    pub(super) today: NaiveDate,
    /// SHA-256 of what the plan follows from: a computed plan is adopted only while this is the same.
    pub(super) snapshot: String,
}

impl Setting {
    /// Loads a roadmap; 404 where it is unknown.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        id: Uuid,
        today: NaiveDate,
    ) -> Result<Self> {
        let target = roadmaps::service::roadmap_target(db, scope, id).await?;
        let rows = roadmaps::service::overview_rows(db, scope, id).await?;
        let dependencies = roadmaps::service::dependencies_of(db, scope, id).await?;
        let calendar = organisation::service::working_calendar(db, scope).await?;
        let roadmap = rows.roadmap.clone();
        let mut lines = vec![format!("{} {}", roadmap.id, roadmap.version)];
        lines.extend(
            rows.milestones
                .iter()
                .map(|row| format!("{} {}", row.id, row.version)),
        );
        lines.extend(
            dependencies
                .iter()
                .map(|row| format!("{} {}", row.id, row.version)),
        );
        lines.extend(rows.stages.iter().map(|row| format!("{} {}", row.id, row.state)));
        lines.sort();
        let draft = Draft::new(rows, &dependencies, &calendar, today)?;
        let mut setting = Self {
            names: people::service::person_names(db, scope, &draft.owners).await?,
            target,
            roadmap,
            draft,
            today,
            snapshot: gate::pin::fingerprint(&lines.join("\n")),
        };
        let unit = setting.roadmap.unit_id;
        setting.draft.plan.units[0].parallel = capacity::service::change_limit(db, scope, unit).await?;
        setting.give_time(db, scope).await?;
        Ok(setting)
    }

    /// What people have, less what they do in other roadmaps.
    async fn give_time<C: ConnectionTrait>(&mut self, db: &C, scope: TenantScope) -> Result<()> {
        let owners = self.draft.owners.clone();
        let time = capacity::service::capacities(db, scope, &owners, self.today).await?;
        let elsewhere = roadmaps::service::booked_elsewhere(db, scope, &owners, self.roadmap.id).await?;
        for (person, id) in self.draft.plan.persons.iter_mut().zip(&owners) {
            let axis = &self.draft.axis;
            let steps: Vec<(i32, u32)> = time
                .get(id)
                .into_iter()
                .flatten()
                .map(|(day, permille)| {
                    (
                        if *day <= self.today {
                            i32::MIN
                        } else {
                            axis.before(*day)
                        },
                        *permille,
                    )
                })
                .collect();
            let mut changes: Vec<(i32, f64)> = Vec::new();
            for row in elsewhere.iter().filter(|row| row.owner_id == Some(*id)) {
                if let Some((from, to, permille)) = booking(row, axis, self.draft.plan.today) {
                    changes.push((from, permille));
                    changes.push((to, -permille));
                }
            }
            person.capacity = less(&Capacity::new(steps), &mut changes);
        }
        Ok(())
    }

    /// The network of a plan of this roadmap.
    pub(super) fn network(plan: &schedule::Plan) -> Result<Network> {
        Network::new(plan).map_err(|faults| {
            // Cycles and dates are refused where they are entered; the rest is bounded there.
            let reason = match faults.first() {
                Some(Fault::Cycle { .. }) => "dependencies go round",
                _ => "the plan's dates lie too far apart",
            };
            AppError::new(crate::error::Code::Conflict).with("reason", reason)
        })
    }
}

/// When a milestone of another roadmap takes its owner's time, and how much of a day: where its due date has it.
fn booking(row: &milestone::Model, axis: &roadmaps::network::Axis, today: i32) -> Option<(i32, i32, f64)> {
    let (due, days) = (axis.after(row.due_date?), row.likely_days?.max(1));
    let effort =
        f64::from(row.effort_hundredths?) / 100.0 * f64::from(100 - row.progress.clamp(0, 100)) / 100.0;
    let from = (due - days).max(today);
    (effort > 0.0 && due > from).then(|| (from, due, effort / f64::from(due - from) * 1000.0))
}

/// A capacity less what is taken of it over time, never below nothing.
fn less(capacity: &Capacity, changes: &mut [(i32, f64)]) -> Capacity {
    if changes.is_empty() {
        return capacity.clone();
    }
    changes.sort_by_key(|one| one.0);
    let mut days: Vec<i32> = capacity.steps().iter().map(|(day, _)| *day).collect();
    days.extend(changes.iter().map(|(day, _)| *day));
    days.sort_unstable();
    days.dedup();
    let (mut taken, mut next) = (0.0, 0);
    let mut steps = Vec::with_capacity(days.len());
    for day in days {
        while let Some((_, change)) = changes.get(next).filter(|(from, _)| *from <= day) {
            taken += change;
            next += 1;
        }
        steps.push((day, capacity.on(day).saturating_sub(permille(taken))));
    }
    Capacity::new(steps)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn permille(value: f64) -> u32 {
    value.round().clamp(0.0, 1e6) as u32
}
