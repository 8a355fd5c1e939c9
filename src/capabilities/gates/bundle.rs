//! Everything that a roadmap's gates are judged by, loaded in a fixed number of queries whatever its size.

use super::{measured, queries};
use crate::access::{Target, TenantScope};
use crate::capabilities::{evidence, people, roadmaps, schedule};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap, HashSet};
use tables::{
    decision, gate as gate_row, gate_condition, gate_latch, gate_review, gate_vote, milestone, recorded_fact,
    roadmap, stage,
};
use uuid::Uuid;

/// A roadmap with all that bears on its gates.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) roadmap: roadmap::Model,
    pub(super) target: Target,
    pub(super) service_areas: Vec<Uuid>,
    pub(super) stages: Vec<stage::Model>,
    pub(super) gates: Vec<gate_row::Model>,
    pub(super) milestones: Vec<milestone::Model>,
    pub(super) evidence: Vec<evidence::service::EvidenceState>,
    pub(super) members: Vec<Uuid>,
    /// What the planner says, where a gate asks for it.
    pub(super) plan: schedule::service::PlanFacts,
    /// What other capabilities have measured, of those that a gate asks.
    pub(super) measured: Vec<Box<dyn ::gate::Measures>>,
    /// The names of those who lead, for readers; what is pinned refers to persons by id alone.
    pub(super) names: HashMap<Uuid, String>,
    /// Of the persons named in the plan, those who have left.
    pub(super) departed: HashSet<Uuid>,
    pub(super) latches: Vec<gate_latch::Model>,
    pub(super) reviews: Vec<gate_review::Model>,
    pub(super) votes: Vec<gate_vote::Model>,
    pub(super) decisions: Vec<decision::Model>,
    pub(super) conditions: Vec<gate_condition::Model>,
    pub(super) recorded: Vec<recorded_fact::Model>,
    pub(super) today: NaiveDate,
}

impl Bundle {
    /// Loads a roadmap's bundle with what its gates ask for; 404 where the roadmap is unknown.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        id: Uuid,
        today: NaiveDate,
    ) -> Result<Self> {
        Self::load_with(db, scope, id, today, &[]).await
    }

    /// Loads a roadmap's bundle with what its gates ask for, and with facts of these names.
    pub(super) async fn load_with<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        id: Uuid,
        today: NaiveDate,
        facts: &[&str],
    ) -> Result<Self> {
        let target = roadmaps::service::roadmap_target(db, scope, id).await?;
        let rows = roadmaps::service::overview_rows(db, scope, id).await?;
        let evidence = evidence::service::evidence_of_roadmap(db, scope, id, today).await?;
        let members = match rows.roadmap.leadership_group_id {
            Some(group) => people::service::leadership_members_on(db, scope, group, today).await?,
            None => Vec::new(),
        };
        // Planning costs more than a look: only where a gate asks for it.
        let rules = rows.gates.iter().map(|gate| gate.rule.as_str());
        let asked: Vec<&str> = rules.chain(facts.iter().copied()).collect();
        let plan = if measured::any_asks(&asked, "schedule") {
            schedule::service::plan_facts(db, scope, id, today).await?
        } else {
            schedule::service::PlanFacts::default()
        };
        let reach = roadmaps::service::Reach {
            roadmap: id,
            unit: rows.roadmap.unit_id,
            unit_path: target.unit_path.clone().unwrap_or_default(),
            service_areas: rows.service_areas.clone(),
            group: rows.roadmap.leadership_group_id,
            members: members.clone(),
            today,
        };
        let measured = measured::load(db, scope, &reach, &asked).await?;
        let leading = members.iter().copied().chain(rows.roadmap.sponsor_id);
        let leading: Vec<Uuid> = leading.chain(plan.overloaded.iter().copied()).collect();
        let names = people::service::person_names(db, scope, &leading).await?;
        let mut named: Vec<Uuid> = rows.milestones.iter().filter_map(|row| row.owner_id).collect();
        named.extend(rows.gates.iter().filter_map(|row| row.owner_id));
        named.extend(rows.roadmap.sponsor_id);
        named.sort_unstable();
        named.dedup();
        let departed = people::service::persons_missing(db, scope, &named, today)
            .await?
            .into_iter()
            .collect();
        Ok(Self {
            target,
            service_areas: rows.service_areas,
            evidence,
            members,
            plan,
            measured,
            names,
            departed,
            latches: queries::latches(db, scope, &rows.gates).await?,
            reviews: queries::reviews_of_roadmap(db, scope, id).await?,
            votes: queries::votes_of_roadmap(db, scope, &rows.gates).await?,
            decisions: queries::decisions_of_roadmap(db, scope, id).await?,
            conditions: queries::conditions_of_roadmap(db, scope, id).await?,
            recorded: queries::recorded_of_roadmap(db, scope, id).await?,
            roadmap: rows.roadmap,
            stages: rows.stages,
            gates: rows.gates,
            milestones: rows.milestones,
            today,
        })
    }

    pub(super) fn gate(&self, id: Uuid) -> Result<&gate_row::Model> {
        self.gates
            .iter()
            .find(|row| row.id == id)
            .ok_or_else(AppError::not_found)
    }

    pub(super) fn stage(&self, id: Uuid) -> Result<&stage::Model> {
        self.stages
            .iter()
            .find(|row| row.id == id)
            .ok_or_else(AppError::not_found)
    }

    /// The gate's rule. It was judged when its template was published, so a broken one is a damaged row.
    pub(super) fn rule(gate: &gate_row::Model) -> Result<::gate::Rule> {
        serde_json::from_str(&gate.rule).map_err(AppError::internal)
    }

    /// Since when the gate's criteria with memory are remembered as met. What was remembered of a criterion that has
    /// changed since is no memory of this one.
    pub(super) fn latches_of(&self, gate: Uuid, rule: &::gate::Rule) -> Result<BTreeMap<String, NaiveDate>> {
        let mut found = BTreeMap::new();
        for latch in self.latches.iter().filter(|latch| latch.gate_id == gate) {
            let criteria = rule.criteria();
            let criterion = criteria.iter().find(|one| one.key == latch.criterion_key);
            if let Some(criterion) = criterion
                && basis_of(criterion)? == latch.basis
            {
                found.insert(latch.criterion_key.clone(), latch.met_on);
            }
        }
        Ok(found)
    }

    /// The decision in force.
    pub(super) fn decision_of(&self, gate: &gate_row::Model) -> Option<&decision::Model> {
        self.decisions.iter().find(|row| Some(row.id) == gate.decided_id)
    }

    /// Whether a condition is fulfilled today: evidence that was named as its proof must still hold.
    pub(super) fn fulfils(&self, condition: &gate_condition::Model) -> bool {
        let proof = |id| self.evidence.iter().find(|piece| piece.id == id);
        condition.fulfilled_at.is_some()
            && condition
                .evidence_id
                .is_none_or(|id| proof(id).is_some_and(evidence::service::EvidenceState::is_valid))
    }

    /// The review that is open.
    pub(super) fn review_of(&self, gate: Uuid) -> Option<&gate_review::Model> {
        self.reviews
            .iter()
            .find(|row| row.gate_id == gate && row.closed_at.is_none())
    }

    /// Stages that this one builds on, directly or through others.
    pub(super) fn before<'b>(&'b self, stage: &'b stage::Model) -> Vec<&'b stage::Model> {
        let mut found: Vec<&stage::Model> = Vec::new();
        let mut open = vec![stage];
        while let Some(one) = open.pop() {
            let keys: Vec<String> = serde_json::from_value(one.after.clone()).unwrap_or_default();
            for earlier in self.stages.iter().filter(|earlier| keys.contains(&earlier.key)) {
                if !found.iter().any(|known| known.id == earlier.id) {
                    found.push(earlier);
                    open.push(earlier);
                }
            }
        }
        found.sort_by_key(|stage| stage.number);
        found
    }
}

/// SHA-256 of what a criterion asks, whatever its wording, by which a memory of it is known again.
pub(super) fn basis_of(criterion: &::gate::Criterion) -> Result<String> {
    let asked = serde_json::json!([criterion.need(), criterion.operator, criterion.target]);
    Ok(::gate::pin::fingerprint(&serde_json::to_string(&asked)?))
}
