//! Load benchmark: a server in a process of its own, a load generator in this one, both on loopback.
//!
//! Each row compares an operation with a static handler of the same server that returns the same bytes, in the same run:
//! absolute figures depend on the machine, ratios hardly do.
//! `make bench` runs it on SQLite and, where `STEGVIS_TEST_POSTGRES_URL` is set, on PostgreSQL.

mod load;
mod measured;
mod rows;
mod seed;
mod server;
mod staff;

use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", url, folder, milestones] => server::run(url, folder, milestones.parse().unwrap_or(0)).await,
        [] => rows::run().await,
        _ => Err("usage: stegvis-bench".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stegvis-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whatever went wrong, in words.
pub(crate) type Failed = Box<dyn std::error::Error>;
