//! Any bytes, read as a plan: whatever they say, the planner answers faults or a plan that holds, and comes to an end.

use crate::faults;
use schedule::{
    Activity, Calendar, Capacity, Estimate, Freedom, Link, LinkKind, Network, Person, Plan, Progress,
    Question, Risk, Unit, critical, drag, forecast, level, load, repair,
};

/// Reads bytes one after the other; zeros when they have run out.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    fn below(&mut self, bound: u8) -> u8 {
        self.byte() % bound.max(1)
    }

    fn chance(&mut self, of: u8) -> bool {
        self.below(of) == 1
    }

    /// Mostly a small number, sometimes one from the edge of what there is.
    fn time(&mut self) -> i32 {
        match self.below(250) {
            247 => i32::MAX - i32::from(self.byte()),
            248 => i32::MIN + i32::from(self.byte()),
            249 => 300_000 - i32::from(self.byte()) + i32::from(self.byte()),
            _ => i32::from(self.byte()) / 3 - 10,
        }
    }

    fn days(&mut self) -> f64 {
        match self.below(240) {
            237 => f64::NAN,
            238 => f64::INFINITY,
            239 => -1.0,
            _ => f64::from(self.byte()) / 16.0,
        }
    }

    fn maybe<T>(&mut self, of: u8, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(of).then(|| value(self))
    }

    fn activity(&mut self) -> Activity {
        let (low, more, most) = (self.days(), self.days(), self.days());
        Activity {
            duration: Estimate {
                low,
                likely: low + more,
                high: low + more + most,
            },
            effort: self.days(),
            owner: self.maybe(2, |bytes| u32::from(bytes.below(5))),
            unit: self.maybe(3, |bytes| u32::from(bytes.below(3))),
            calendar: self.maybe(4, |bytes| u32::from(bytes.below(3))),
            group: u32::from(self.below(3)),
            not_before: self.maybe(5, Self::time),
            deadline: self.maybe(4, Self::time),
            progress: match self.below(8) {
                6 => Progress::Started {
                    start: self.time(),
                    left: self.time(),
                },
                7 => Progress::Done {
                    start: self.time(),
                    finish: self.time(),
                },
                _ => Progress::Planned,
            },
            told: self.maybe(3, Self::time),
        }
    }

    fn plan(&mut self) -> Plan {
        let count = self.below(14) + 1;
        let kinds = [
            LinkKind::FinishStart,
            LinkKind::StartStart,
            LinkKind::FinishFinish,
            LinkKind::StartFinish,
        ];
        let activities: Vec<Activity> = (0..count).map(|_| self.activity()).collect();
        let links = (0..self.below(24))
            .map(|_| {
                // Mostly forwards, so that most plans are not refused for a circle.
                let (one, two) = (self.below(count), self.below(count));
                let back = self.chance(250);
                let (from, to) = if back {
                    (one.max(two), one.min(two))
                } else {
                    (one.min(two), one.max(two))
                };
                Link {
                    from: u32::from(from) + u32::from(self.chance(250)) * 90,
                    to: u32::from(to),
                    kind: kinds[usize::from(self.below(4))],
                    lag: self.time() / 4,
                }
            })
            .collect();
        let capacity = |bytes: &mut Self| {
            let steps = (0..bytes.below(4)).map(|_| (bytes.time(), u32::from(bytes.byte()) * 8));
            Capacity::new(steps.collect())
        };
        Plan {
            activities,
            links,
            calendars: (0..3)
                .map(|_| {
                    let off = (0..self.below(4)).map(|_| {
                        let from = self.time();
                        (from, from.saturating_add(i32::from(self.byte()) / 8))
                    });
                    Calendar::new(off.collect())
                })
                .collect(),
            persons: (0..5)
                .map(|_| Person {
                    capacity: capacity(self),
                })
                .collect(),
            units: (0..3)
                .map(|_| Unit {
                    parallel: self.maybe(2, |bytes| u32::from(bytes.below(3))),
                })
                .collect(),
            today: self.time() / 8,
        }
    }
}

/// Plans whatever the bytes say.
///
/// # Panics
/// Where the planner panics, or where a plan that it made does not hold: that is what is looked for.
pub fn anything(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let plan = bytes.plan();
    let Ok(network) = Network::new(&plan) else {
        return;
    };
    let early = critical(&plan, &network);
    let _ = drag(&plan, &early);
    for freedom in [
        Freedom::Free,
        Freedom::Within(i32::from(bytes.byte())),
        Freedom::Keep,
    ] {
        let found = level(&plan, &network, freedom, 12, u64::from(bytes.byte()), |_| true);
        let wrong = faults(&plan, &found.placement);
        assert!(wrong.is_empty(), "{freedom:?}: {wrong:?}\n{plan:?}");
        let _ = load(&plan, &found.placement, &[-20, 0, 5, 10, 15, 20, 40]);
    }
    let wrong = faults(&plan, &repair(&plan, &network));
    assert!(wrong.is_empty(), "{wrong:?}\n{plan:?}");
    let risk = Risk {
        probability: f64::from(bytes.byte()) / 200.0,
        impact: Estimate::certain(f64::from(bytes.byte())),
        activities: vec![0, 99],
    };
    let question = Question {
        most: 64,
        correlation: f32::from(bytes.byte()) / 200.0,
        risks: &[risk],
        ..Question::default()
    };
    let _ = forecast(&plan, &network, &question, |_| true);
}
