//! The measurements themselves.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use schedule::rcpsp::{End, Generator, Options, Solution, Times, Timetable, rules, solve};

use super::Refusal;
use super::checker::check;
use super::read::Case;

/// Averages over instances, in %.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Deviation {
    /// Of our plans from the best known.
    pub(super) of_best: f64,
    /// Of our plans from the critical path.
    pub(super) of_path: f64,
    /// Of the best known plans from the critical path.
    pub(super) floor: f64,
}

/// What a limit of time came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed {
    /// Mean gap to the best known length, in %.
    pub(super) gap: f64,
    /// Plans that our own bounds prove to be the best.
    pub(super) proven: usize,
}

fn checked(case: &Case, solution: &Solution) -> Result<i32, Refusal> {
    let length = solution.outcome.makespan;
    let fault = |reason| Refusal::Plan {
        case: case.name.clone(),
        reason,
    };
    check(&case.problem, &solution.outcome.times, length).map_err(fault)?;
    if solution.lower > case.best {
        return Err(fault(format!(
            "a plan of {} is known, the bound says {}",
            case.best, solution.lower
        )));
    }
    Ok(length)
}

fn over(length: i32, base: i32) -> f64 {
    100.0 * f64::from(length - base) / f64::from(base.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "hundreds of instances")]
fn mean(sum: f64, count: usize) -> f64 {
    sum / count.max(1) as f64
}

/// Average deviations after so many schedules; the instances are spread over threads.
pub(super) fn quality(
    cases: &[&Case],
    schedules: u64,
    seed: u64,
    threads: u32,
) -> Result<Deviation, Refusal> {
    let next = AtomicUsize::new(0);
    let lengths = Mutex::new(vec![0; cases.len()]);
    let work = || -> Result<(), Refusal> {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(place) else {
                return Ok(());
            };
            let solution = solve(&case.problem, &Options::new(seed, schedules), &mut |_| true);
            lengths.lock().unwrap_or_else(PoisonError::into_inner)[place] = checked(case, &solution)?;
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().expect("a thread that does not panic"))
    })?;
    // Added up in order, so that the threads do not show in the last digit.
    let mut sum = Deviation::default();
    for (case, &length) in cases
        .iter()
        .zip(&*lengths.lock().unwrap_or_else(PoisonError::into_inner))
    {
        sum.of_best += over(length, case.best);
        sum.of_path += over(length, case.path);
        sum.floor += over(case.best, case.path);
    }
    Ok(Deviation {
        of_best: mean(sum.of_best, cases.len()),
        of_path: mean(sum.of_path, cases.len()),
        floor: mean(sum.floor, cases.len()),
    })
}

/// Per second; 0 when nothing was measured.
#[expect(clippy::cast_precision_loss, reason = "millions of schedules")]
fn rate(count: u64, time: Duration) -> f64 {
    if time.is_zero() {
        0.0
    } else {
        count as f64 / time.as_secs_f64()
    }
}

/// Passes per second, forwards and backwards in turn, each by the times of the other.
pub(super) fn passes(cases: &[&Case], each: Duration) -> f64 {
    let (mut count, mut time) = (0u64, Duration::ZERO);
    for case in cases {
        let mut timetable = Timetable::new(&case.problem);
        let mut ahead = Times::new(case.problem.size());
        let mut back = ahead.clone();
        back.start = rules::keys(&case.problem, rules::Rule::Lft);
        let start = Instant::now();
        while start.elapsed() < each {
            for _ in 0..100 {
                black_box(timetable.forwards(&back.start, &mut ahead));
                black_box(timetable.backwards(&ahead.finish, 0, &mut back));
            }
            count += 200;
        }
        time += start.elapsed();
    }
    rate(count, time)
}

/// Schedules per second of the whole search, on the instances that no bound ends early.
pub(super) fn search(cases: &[&Case], schedules: u64, seed: u64) -> f64 {
    let (mut count, mut time) = (0, Duration::ZERO);
    for case in cases {
        let start = Instant::now();
        let outcome = solve(&case.problem, &Options::new(seed, schedules), &mut |_| true).outcome;
        if outcome.end == End::Spent {
            count += outcome.schedules;
            time += start.elapsed();
        }
    }
    rate(count, time)
}

/// The mean gap when every instance has so much time on one thread, all preparation included.
pub(super) fn timed(cases: &[&Case], limit: Duration, seed: u64) -> Result<Timed, Refusal> {
    let (mut sum, mut proven) = (0.0, 0);
    for case in cases {
        let start = Instant::now();
        let expected = expected(case, limit, start);
        let options = Options {
            expected: Some(expected),
            ..Options::new(seed, u64::MAX)
        };
        // The clock is asked only now and then: asking costs a hundredth of a schedule.
        let solution = solve(&case.problem, &options, &mut |told| {
            told.schedules % 16 != 0 || start.elapsed() < limit
        });
        sum += over(checked(case, &solution)?, case.best);
        proven += usize::from(solution.outcome.end == End::Floor);
    }
    Ok(Timed {
        gap: mean(sum, cases.len()),
        proven,
    })
}

/// How many schedules the time allows, by a try of a hundredth of it.
fn expected(case: &Case, limit: Duration, start: Instant) -> u64 {
    let mut made = 0;
    let options = Options {
        expected: Some(1000),
        ..Options::new(0, u64::MAX)
    };
    solve(&case.problem, &options, &mut |told| {
        made = told.schedules;
        start.elapsed() < limit / 100
    });
    made.saturating_mul(99)
}
