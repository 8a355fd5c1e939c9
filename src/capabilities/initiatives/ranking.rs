//! Ranking by weighted marks, and how firm each place is. Pure.
//!
//! A score is the weighted mean of five marks; effort and risk count the other way round (6 minus the mark).
//! For each pair the difference of scores is linear in each weight, so the change of one weight at which the two would
//! change places follows by division; the smallest over all pairs and weights says how firm a place is.

use super::dto::{Assessment, Contribution, Quality, RankedInitiative, Tipping, Weights};
use std::cmp::Ordering;
use uuid::Uuid;

/// Scores closer than this share a place.
const ALIKE: f64 = 1e-9;
/// A weight is at most this.
const MOST: f64 = 100.0;

impl Assessment {
    /// The marks in the order of [`Quality::ALL`], as given.
    fn marks(&self) -> [i32; 5] {
        [
            self.value_for_users.mark,
            self.value_for_staff.mark,
            self.effort.mark,
            self.risk.mark,
            self.readiness.mark,
        ]
    }

    /// The same, with effort and risk turned round: 5 is always good.
    fn goodness(&self) -> [f64; 5] {
        let [users, staff, effort, risk, readiness] = self.marks();
        [users, staff, 6 - effort, 6 - risk, readiness].map(f64::from)
    }
}

impl Weights {
    fn each(&self) -> [f64; 5] {
        [
            self.value_for_users,
            self.value_for_staff,
            self.effort,
            self.risk,
            self.readiness,
        ]
    }

    /// Whether any mark counts at all.
    pub(super) fn count(&self) -> bool {
        self.each().iter().sum::<f64>() > 0.0
    }
}

/// Something to be ranked.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) assessment: Assessment,
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn weighed(goodness: [f64; 5], weights: [f64; 5]) -> f64 {
    goodness
        .iter()
        .zip(weights)
        .map(|(good, weight)| good * weight)
        .sum()
}

/// The smallest change of one weight at which `one` and `other` are level, where there is any.
fn tipping(one: [f64; 5], other: [f64; 5], weights: [f64; 5]) -> Option<(Quality, f64)> {
    let ahead = weighed(one, weights) - weighed(other, weights);
    let mut best: Option<(Quality, f64)> = None;
    for (at, quality) in Quality::ALL.iter().enumerate() {
        let differ = one[at] - other[at];
        if differ == 0.0 {
            continue;
        }
        let change = -ahead / differ;
        let weight = weights[at] + change;
        if !(-ALIKE..=MOST + ALIKE).contains(&weight) {
            continue;
        }
        if best.is_none_or(|(_, least)| change.abs() < least.abs()) {
            best = Some((*quality, change));
        }
    }
    best
}

/// The candidates in order: the best first, and among equals by id. Nothing where no mark counts.
pub(super) fn rank(candidates: &[Candidate], weights: &Weights) -> Vec<RankedInitiative> {
    let each = weights.each();
    let whole: f64 = each.iter().sum();
    if whole <= 0.0 {
        return Vec::new();
    }
    let mut order: Vec<(f64, &Candidate)> = candidates
        .iter()
        .map(|one| (weighed(one.assessment.goodness(), each) / whole, one))
        .collect();
    order.sort_by(|one, other| {
        let by_score = other.0.partial_cmp(&one.0).unwrap_or(Ordering::Equal);
        by_score.then(one.1.id.cmp(&other.1.id))
    });
    let mut ranked: Vec<RankedInitiative> = Vec::with_capacity(order.len());
    for (at, (score, one)) in order.iter().enumerate() {
        let level = at > 0 && (order[at - 1].0 - score).abs() < ALIKE;
        let place = match ranked.last() {
            Some(above) if level => above.place,
            _ => i32::try_from(at + 1).unwrap_or(i32::MAX),
        };
        let goodness = one.assessment.goodness();
        let contributions = Quality::ALL
            .iter()
            .enumerate()
            .map(|(which, quality)| Contribution {
                quality: *quality,
                mark: one.assessment.marks()[which],
                points: rounded(goodness[which] * each[which] / whole),
            });
        // The neighbours are the nearest in score, but a weight may bring another past first: all are asked.
        let others = order.iter().filter(|(_, other)| other.id != one.id);
        let nearest = others
            .filter_map(|(_, other)| {
                let found = tipping(goodness, other.assessment.goodness(), each)?;
                Some((found, other.id))
            })
            .min_by(|one, other| {
                let by_change = one.0.1.abs().partial_cmp(&other.0.1.abs());
                by_change.unwrap_or(Ordering::Equal)
            });
        ranked.push(RankedInitiative {
            place,
            initiative_id: one.id,
            name: one.name.clone(),
            score: rounded(*score),
            contributions: contributions.collect(),
            tipping: nearest.map(|((quality, change), initiative_id)| Tipping {
                quality,
                change: rounded(change),
                initiative_id,
            }),
        });
    }
    ranked
}

#[cfg(test)]
mod tests {
    use super::super::dto::Mark;
    use super::*;
    use proptest::prelude::*;

    fn candidate(id: u128, marks: [i32; 5]) -> Candidate {
        let mark = |at: usize| Mark {
            mark: marks[at],
            rationale: "Sett i tall".to_owned(),
        };
        Candidate {
            id: Uuid::from_u128(id),
            name: id.to_string(),
            assessment: Assessment {
                value_for_users: mark(0),
                value_for_staff: mark(1),
                effort: mark(2),
                risk: mark(3),
                readiness: mark(4),
            },
        }
    }

    fn places(ranked: &[RankedInitiative]) -> Vec<(u128, i32)> {
        ranked
            .iter()
            .map(|one| (one.initiative_id.as_u128(), one.place))
            .collect()
    }

    #[test]
    fn much_value_for_little_effort_comes_first() {
        let all = [
            candidate(1, [3, 3, 3, 3, 3]),
            candidate(2, [5, 5, 1, 1, 5]),
            candidate(3, [1, 1, 5, 5, 1]),
            candidate(4, [3, 3, 3, 3, 3]),
        ];
        let ranked = rank(&all, &Weights::default());
        assert_eq!(places(&ranked), [(2, 1), (1, 2), (4, 2), (3, 4)]);
        assert_eq!((ranked[0].score, ranked[3].score), (5.0, 1.0));
        assert!(
            ranked[0].tipping.is_none(),
            "better in every mark: no weight can change that"
        );
        assert_eq!(ranked[1].tipping.as_ref().map(|one| one.change), None);
        let none = Weights {
            value_for_users: 0.0,
            value_for_staff: 0.0,
            effort: 0.0,
            risk: 0.0,
            readiness: 0.0,
        };
        assert!(rank(&all, &none).is_empty() && !none.count());
    }

    #[test]
    fn a_place_is_as_firm_as_the_smallest_change_says() {
        // Users 5 against 3 at weight 3, staff 2 against 4 at weight 2: ahead by 2; one more for staff and they are level.
        let all = [candidate(1, [5, 2, 3, 3, 3]), candidate(2, [3, 4, 3, 3, 3])];
        let weights = Weights {
            value_for_staff: 2.0,
            ..Weights::default()
        };
        let ranked = rank(&all, &weights);
        let tipping = ranked[0].tipping.clone().expect("one");
        assert!((tipping.change.abs() - 1.0).abs() < 1e-9, "{tipping:?}");
        assert_eq!(tipping.initiative_id, Uuid::from_u128(2));
    }

    fn marks() -> impl Strategy<Value = [i32; 5]> {
        proptest::array::uniform5(1..=5)
    }

    proptest! {
        #[test]
        fn contributions_are_the_score_and_a_changed_weight_tips_exactly_there(
            all in proptest::collection::vec(marks(), 2..6), weights in proptest::array::uniform5(0_i32..=10),
        ) {
            let [users, staff, effort, risk, readiness] = weights.map(f64::from);
            let weights = Weights { value_for_users: users, value_for_staff: staff, effort, risk, readiness };
            let all: Vec<Candidate> = (1..).zip(&all).map(|(id, marks)| candidate(id, *marks)).collect();
            let ranked = rank(&all, &weights);
            prop_assert_eq!(ranked.is_empty(), !weights.count());
            for pair in ranked.windows(2) {
                prop_assert!(pair[0].score >= pair[1].score && pair[0].place <= pair[1].place);
            }
            for one in &ranked {
                let sum: f64 = one.contributions.iter().map(|part| part.points).sum();
                prop_assert!((sum - one.score).abs() < 0.001);
                let Some(tipping) = &one.tipping else { continue };
                let goodness = |id: Uuid| all.iter().find(|one| one.id == id).expect("known").assessment.goodness();
                let mut changed = weights.each();
                let at = Quality::ALL.iter().position(|quality| *quality == tipping.quality).expect("a quality");
                changed[at] += tipping.change;
                let level = weighed(goodness(one.initiative_id), changed) - weighed(goodness(tipping.initiative_id), changed);
                prop_assert!(level.abs() < 0.01, "{level}");
            }
        }
    }
}
