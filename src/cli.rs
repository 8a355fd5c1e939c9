//! The command line.

use std::process::ExitCode;

/// Runs the command line.
pub async fn run() -> ExitCode {
    ExitCode::SUCCESS
}
