//! How good and how fast the planner is, beside bare loops and published figures. Absolute times depend on the machine:
//! compare within one run.

mod draw;
mod network;
mod portfolio;
mod simulation;
mod table;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;
use table::Table;

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

fn run(args: &[String], out: &mut impl Write) -> io::Result<ExitCode> {
    let asked = |name: &str| args.is_empty() || args.iter().any(|arg| arg == name);
    if asked("network") {
        network::print(out)?;
    }
    if asked("forecast") {
        simulation::print(out)?;
    }
    if asked("portfolio") {
        portfolio::print(out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args, &mut io::stdout().lock()) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
