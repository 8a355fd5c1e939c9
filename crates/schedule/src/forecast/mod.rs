//! How sure a plan is: Monte Carlo simulation of the network (van Slyke, Operations Research 11, 1963).
//!
//! Every pass draws all durations, so that the delay where paths meet is counted (merge bias). The same seed and number
//! of passes give the same answer on any number of threads.

mod run;
mod shapes;
mod tally;

use crate::network::Network;
use crate::plan::{Estimate, Plan};
use run::{BLOCK, Course, DAY};
use tally::Tally;

pub use shapes::Shape;

/// Something that may happen and would cost time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Risk {
    /// Between 0 and 1.
    pub probability: f64,
    /// Working days that it adds to each of its activities.
    pub impact: Estimate,
    pub activities: Vec<u32>,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    pub shape: Shape,
    /// How much the durations within one unit go together, 0 to 1 (a Gaussian copula with one factor for each unit).
    pub correlation: f32,
    pub risks: &'q [Risk],
    pub seed: u64,
    /// Passes at the most.
    pub most: u32,
    /// Good enough: half the confidence interval of every group's P80, in working days. Zero asks for `most` passes.
    pub precision: f64,
    /// Threads; the answer does not depend on them.
    pub threads: usize,
}

impl Default for Question<'_> {
    fn default() -> Self {
        Self {
            shape: Shape::Pert,
            correlation: 0.0,
            risks: &[],
            seed: 1,
            most: 10_000,
            precision: 0.0,
            threads: 1,
        }
    }
}

/// A number with the interval in which it lies with 95 per cent confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Within<T> {
    pub value: T,
    pub low: T,
    pub high: T,
}

/// When something ends, as boundaries of working days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outlook {
    pub p10: Within<i32>,
    pub p50: Within<i32>,
    pub p80: Within<i32>,
    pub p95: Within<i32>,
    /// The probability of ending by the deadline, where there is one.
    pub on_time: Option<Within<f64>>,
    /// The share of passes in which it lay on the path that decided the end of its group.
    pub criticality: f64,
    /// How much the end of its group goes with its duration: the correlation, −1 to 1; 0 where one of them is certain.
    pub sensitivity: f64,
}

/// A forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// By activity.
    pub activities: Vec<Outlook>,
    /// The end of each group; `None` where a group has no activity.
    pub groups: Vec<Option<Outlook>>,
    pub passes: u32,
    /// Whether the precision that was asked for is reached.
    pub precise: bool,
}

/// How far a forecast has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub passes: u32,
    pub most: u32,
}

/// Forecasts a plan. `go_on` is asked between batches; a forecast that was stopped tells what it has.
pub fn forecast(
    plan: &Plan,
    network: &Network,
    question: &Question<'_>,
    mut go_on: impl FnMut(&Progress) -> bool,
) -> Forecast {
    let course = Course::new(plan, network, question);
    let mut tally = Tally::new(&course);
    let most_blocks = (question.most.max(1) as usize).div_ceil(BLOCK);
    let (mut done, mut batch) = (0, 4);
    loop {
        let upto = most_blocks.min(done + batch);
        run_blocks(&course, done, upto, question.threads.max(1), &mut tally);
        done = upto;
        // Each batch doubles what there is.
        batch = done;
        let passes = u32::try_from(done * BLOCK).unwrap_or(u32::MAX);
        let progress = Progress {
            passes,
            most: question.most,
        };
        let told = groups(network, &course, &tally, passes);
        let precise = question.precision > 0.0
            && told
                .iter()
                .flatten()
                .all(|group| f64::from(group.p80.high - group.p80.low) / 2.0 <= question.precision);
        if done >= most_blocks || precise || !go_on(&progress) {
            return Forecast {
                activities: outlooks(plan, network, &course, &tally, passes),
                groups: told,
                passes,
                precise: precise || (question.precision <= 0.0 && done >= most_blocks),
            };
        }
    }
}

fn run_blocks(course: &Course<'_>, from: usize, upto: usize, threads: usize, tally: &mut Tally) {
    let threads = threads.min(upto - from).max(1);
    let work = |thread: usize| {
        let mut own = Tally::new(course);
        for block in (from + thread..upto).step_by(threads) {
            course.block(block as u64, &mut own);
        }
        own
    };
    if threads == 1 {
        tally.add(&work(0));
        return;
    }
    std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || work(thread)))
            .collect();
        for one in running {
            tally.add(&one.join().expect("a pass does not panic"));
        }
    });
}

fn groups(network: &Network, course: &Course<'_>, tally: &Tally, passes: u32) -> Vec<Option<Outlook>> {
    (0..course.groups)
        .map(|group| {
            let row = Row::of(course, tally, network.len() + group);
            (row.count() == u64::from(passes)).then(|| row.outlook(None))
        })
        .collect()
}

fn outlooks(plan: &Plan, network: &Network, course: &Course<'_>, tally: &Tally, passes: u32) -> Vec<Outlook> {
    let count = f64::from(passes);
    let one = |activity: usize| {
        let position = network.place[activity] as usize;
        let group = plan.activities[activity].group as usize;
        let row = Row::of(course, tally, position);
        // Sums are of whole steps, which a float of 64 bits holds well enough for a correlation.
        let (sum, squared) = (
            days(tally.duration[position]),
            days(tally.duration_squared[position]) / DAY,
        );
        let (end, end_squared) = (days(tally.end[group]), days(tally.end_squared[group]) / DAY);
        let together = days(tally.duration_end[position]) / DAY / count - sum / count * (end / count);
        let spread = |sum: f64, squared: f64| (squared / count - (sum / count).powi(2)).max(0.0).sqrt();
        let both = spread(sum, squared) * spread(end, end_squared);
        Outlook {
            criticality: f64::from(tally.critical[position]) / count,
            sensitivity: if both > 1e-6 {
                (together / both).clamp(-1.0, 1.0)
            } else {
                0.0
            },
            ..row.outlook(plan.activities[activity].deadline)
        }
    };
    (0..plan.activities.len()).map(one).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of steps; a correlation needs no more"
)]
fn days(steps: i64) -> f64 {
    steps as f64 / DAY
}

/// The ends of one activity or group, counted by day.
struct Row<'t> {
    base: i32,
    width: i32,
    bins: &'t [u32],
}

/// The normal quantile of a two-sided interval of 95 per cent.
const Z: f64 = 1.959_964;

impl<'t> Row<'t> {
    fn of(course: &Course<'_>, tally: &'t Tally, row: usize) -> Self {
        Self {
            base: course.base[row],
            width: course.width[row],
            bins: &tally.bins[course.first_bin[row]..course.first_bin[row + 1]],
        }
    }

    fn count(&self) -> u64 {
        self.bins.iter().map(|count| u64::from(*count)).sum()
    }

    /// The boundary by which the pass of a rank, counted from 1, has ended.
    fn rank(&self, rank: u64) -> i32 {
        let mut below = 0;
        for (bin, count) in (0i32..).zip(self.bins) {
            below += u64::from(*count);
            if below >= rank {
                return self.base + bin * self.width + self.width - 1;
            }
        }
        self.base
    }

    /// A quantile with the interval of its order statistics (David and Nagaraja, "Order Statistics", 2003, section 7.1).
    #[expect(clippy::cast_precision_loss, reason = "passes are far below 2^53")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the number of passes"
    )]
    fn quantile(&self, count: u64, share: f64) -> Within<i32> {
        let passes = count as f64;
        let off = Z * (passes * share * (1.0 - share)).sqrt();
        let at = |rank: f64| self.rank((rank.ceil().clamp(1.0, passes)) as u64);
        Within {
            value: at(passes * share),
            low: at(passes * share - off),
            high: at(passes * share + off + 1.0),
        }
    }

    fn outlook(&self, deadline: Option<i32>) -> Outlook {
        let count = self.count();
        Outlook {
            p10: self.quantile(count, 0.1),
            p50: self.quantile(count, 0.5),
            p80: self.quantile(count, 0.8),
            p95: self.quantile(count, 0.95),
            on_time: deadline.map(|deadline| self.by(count, deadline)),
            criticality: 0.0,
            sensitivity: 0.0,
        }
    }

    /// The share of passes that end by a boundary, with Wilson's interval (Journal of the American Statistical
    /// Association 22, 1927).
    fn by(&self, count: u64, deadline: i32) -> Within<f64> {
        let within = (0i32..)
            .zip(self.bins)
            .take_while(|(bin, _)| self.base + bin * self.width + self.width - 1 <= deadline)
            .map(|(_, count)| u64::from(*count))
            .sum::<u64>();
        share_of(within, count)
    }
}

#[expect(clippy::cast_precision_loss, reason = "passes are far below 2^53")]
fn share_of(part: u64, whole: u64) -> Within<f64> {
    let (count, share) = (whole as f64, part as f64 / whole as f64);
    let weight = 1.0 + Z * Z / count;
    let centre = (share + Z * Z / (2.0 * count)) / weight;
    let half = Z / weight * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    Within {
        value: share,
        low: (centre - half).clamp(0.0, share),
        high: (centre + half).clamp(share, 1.0),
    }
}

impl Forecast {
    /// The probability that a group ends by a boundary is asked of the activities that end it: give such an activity a
    /// deadline. This is the outlook of a group, where it has activities.
    pub fn group(&self, group: usize) -> Option<&Outlook> {
        self.groups.get(group).and_then(Option::as_ref)
    }
}
