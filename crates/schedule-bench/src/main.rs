//! How good and how fast the planner is, beside its peers.
//!
//! Every family of measurements is a module of its own and a command here.

mod psplib;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measures the planner.
#[derive(Debug, Parser)]
#[command(name = "stegvis-schedule-bench", version)]
struct Line {
    #[command(subcommand)]
    family: Family,
}

#[derive(Debug, Subcommand)]
enum Family {
    /// Plans under scarce resources, on the instances of PSPLIB
    Psplib(psplib::Command),
}

fn main() -> ExitCode {
    let line = Line::parse();
    let done = match line.family {
        Family::Psplib(command) => psplib::run(&command, &mut io::stdout().lock()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            // Nothing is left to tell it to when this fails too.
            let _ = writeln!(io::stderr().lock(), "{refusal}");
            ExitCode::from(2)
        }
    }
}
