//! How good and how fast the planner is, beside bare loops, peers and published figures. Absolute times depend on the
//! machine: compare within one run.
//!
//! Every family of measurements is a module of its own and a command here.

mod draw;
mod network;
mod owners;
mod portfolio;
mod psplib;
mod simulation;
mod table;

use clap::{Parser, Subcommand};
use psplib::Refusal;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use table::Table;

/// Measures the planner: all families, or the one that is named.
#[derive(Debug, Parser)]
#[command(
    name = "stegvis-schedule-bench",
    version,
    args_conflicts_with_subcommands = true
)]
struct Line {
    #[command(subcommand)]
    family: Option<Family>,
    /// The folder of PSPLIB's instances, to measure those as well
    #[arg(long)]
    psplib: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Family {
    /// The critical path, beside bare loops
    Network,
    /// Simulated runs, beside a bare loop
    Forecast,
    /// A municipal portfolio, levelled and replanned; tasks with one owner; how the cost grows
    Portfolio,
    /// Plans under scarce resources, on the instances of PSPLIB
    Psplib(psplib::Command),
}

/// The shortest of several runs, in milliseconds.
fn best_of<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..runs {
        let begun = Instant::now();
        std::hint::black_box(work());
        best = best.min(begun.elapsed().as_secs_f64() * 1000.0);
    }
    best
}

fn run(line: &Line, out: &mut impl Write) -> Result<(), Refusal> {
    match &line.family {
        Some(Family::Network) => network::print(out)?,
        Some(Family::Forecast) => simulation::print(out)?,
        Some(Family::Portfolio) => {
            portfolio::print(out)?;
            owners::print(out)?;
        }
        Some(Family::Psplib(command)) => psplib::run(command, out)?,
        None => {
            network::print(out)?;
            simulation::print(out)?;
            portfolio::print(out)?;
            owners::print(out)?;
            match &line.psplib {
                Some(folder) => psplib::run(&psplib::Command::all(folder.clone()), out)?,
                None => writeln!(out, "\n{}", Refusal::Missing(None))?,
            }
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(&Line::parse(), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            // Nothing is left to tell it to when this fails too.
            let _ = writeln!(io::stderr().lock(), "{refusal}");
            ExitCode::from(2)
        }
    }
}
