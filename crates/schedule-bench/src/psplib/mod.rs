//! Plans under scarce resources: the instances of PSPLIB, beside the published figures.

mod checker;
mod measure;
mod published;
mod read;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use thiserror::Error;

use measure::Deviation;
use read::{Case, Set};

/// What to measure, and where the instances are.
#[derive(Debug, Args)]
pub struct Command {
    /// The folder of the instances
    folder: Option<PathBuf>,
    /// Measure quality on every so many-th instance only
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    every: u32,
    /// Seed of the search
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads that share the instances where only quality is measured
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=256))]
    threads: u32,
    /// The largest number of schedules in the table of quality
    #[arg(long, default_value_t = 50_000)]
    most: u64,
}

impl Command {
    /// Everything that there is to measure on the instances of a folder.
    pub fn all(folder: PathBuf) -> Self {
        Self {
            folder: Some(folder),
            every: 1,
            seed: 1,
            threads: 2,
            most: 50_000,
        }
    }
}

/// Why nothing was measured.
#[derive(Debug, Error)]
pub enum Refusal {
    /// There is no folder.
    #[error(
        "{}: pass the folder that holds j30.txt, j60.txt, j120.txt and best_known.csv.\n\n{WHERE}",
        .0.as_ref().map_or("No folder of instances was given".to_owned(), |folder| format!("No folder {}", folder.display()))
    )]
    Missing(Option<PathBuf>),
    /// A file that cannot be read.
    #[error("{file}: {reason}\n\n{WHERE}")]
    File {
        /// Its name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A plan that breaks its problem: a fault of the planner.
    #[error("the plan of {case} is not one: {reason}")]
    Plan {
        /// The instance.
        case: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The table cannot be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

/// Where the instances can be had, and how they are written.
const WHERE: &str = "\
The instances are the single-mode sets J30, J60 and J120 of the project scheduling problem library PSPLIB:
R. Kolisch, A. Sprecher, \"PSPLIB - A project scheduling problem library\", EJOR 96 (1996) 205-216.
The library is on the internet under its name; Ghent University's operations research group offers the same
instances in Patterson's format with the best known lengths.

One file per set, in Patterson's format, one block per instance:
  @ j301_1                            the name: set, parameter set, number
  activities resources                the first and the last activity are dummies
  capacity of each resource
  then for every activity: duration, demand of each resource, number of successors, successors from 1

best_known.csv has a line of names and then, per instance:
  set,instance,cpm,lower_bound,best_known,proven_optimal";

const SETS: [Set; 3] = [Set::J30, Set::J60, Set::J120];
const BUDGETS: [u64; 3] = [1_000, 5_000, 50_000];

/// Prints quality, speed and the gap after one second.
pub fn run(command: &Command, out: &mut impl Write) -> Result<(), Refusal> {
    let folder = command.folder.as_ref().filter(|folder| folder.is_dir());
    let folder = folder.ok_or_else(|| Refusal::Missing(command.folder.clone()))?;
    let sets: Vec<(Set, Vec<Case>)> = SETS
        .iter()
        .map(|&set| Ok((set, read::set(folder, set)?)))
        .collect::<Result<_, Refusal>>()?;

    writeln!(
        out,
        "Quality: average deviation in % (J30 from the best known, J60 and J120 from the critical path)"
    )?;
    writeln!(
        out,
        "seed {}, every {}. instance; plans checked one by one\n",
        command.seed, command.every
    )?;
    writeln!(
        out,
        "{:5} {:>9} {:>9} {:>10} {:>10} {:>10} {:>12}",
        "set", "instances", "schedules", "deviation", "aim", "floor", "to best known"
    )?;
    for (set, cases) in &sets {
        let chosen: Vec<&Case> = cases.iter().step_by(command.every as usize).collect();
        for (column, &budget) in BUDGETS
            .iter()
            .enumerate()
            .filter(|(_, budget)| **budget <= command.most)
        {
            let found = measure::quality(&chosen, budget, command.seed, command.threads)?;
            let Deviation {
                of_best,
                of_path,
                floor,
            } = found;
            let (shown, floor) = if *set == Set::J30 {
                (of_best, 0.0)
            } else {
                (of_path, floor)
            };
            let aim = published::aim(*set, column);
            writeln!(
                out,
                "{:5} {:9} {budget:9} {shown:10.3} {aim:10.2} {floor:10.3} {of_best:12.3}",
                set.name(),
                chosen.len()
            )?;
            out.flush()?;
        }
    }
    published::quality(out)?;

    writeln!(out, "\nSpeed: schedules per second on one thread")?;
    writeln!(out, "{:5} {:>12} {:>12} {:>12}", "set", "passes", "search", "aim")?;
    for (set, cases) in &sets {
        let ones: Vec<&Case> = cases.iter().filter(|case| case.is_first()).collect();
        let passes = measure::passes(&ones, Duration::from_millis(50));
        let search = measure::search(&ones, 5_000, command.seed);
        writeln!(
            out,
            "{:5} {passes:12.0} {search:12.0} {:12}",
            set.name(),
            published::speed(*set)
        )?;
        out.flush()?;
    }
    published::speeds(out)?;

    writeln!(
        out,
        "\nOne second on one core, instances ending in _1: mean gap to the best known length in %"
    )?;
    for (set, cases) in &sets {
        let ones: Vec<&Case> = cases.iter().filter(|case| case.is_first()).collect();
        let found = measure::timed(&ones, Duration::from_secs(1), command.seed)?;
        writeln!(
            out,
            "{:5} {:3} instances: {:.3} % ({} proven by our own bounds)",
            set.name(),
            ones.len(),
            found.gap,
            found.proven
        )?;
        out.flush()?;
    }
    published::timed(out)?;
    Ok(())
}
