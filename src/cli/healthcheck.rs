//! `stegvis healthcheck`: what a container's health check runs, since its image has no other program.

use super::{Done, Refusal, say};
use crate::config;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const HELP: &str = "\
Ask the service on this machine whether it is ready

Sends GET /readyz to the address of server.bind (to the loopback address, where it listens on all) and ends with 0
when the database, its schema and the object store are there, else with 1.

Example, in a container file:
  HEALTHCHECK CMD [\"/usr/bin/stegvis\", \"healthcheck\"]";

/// Ask the service on this machine whether it is ready
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {
    /// How long to wait for the answer, in seconds
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
}

pub(super) async fn run(arguments: &Arguments) -> Done {
    let address = loopback(&config::load()?.server.bind);
    let answer = tokio::time::timeout(Duration::from_secs(arguments.timeout), ask(&address))
        .await
        .map_err(|_| {
            Refusal::failed(format!(
                "No answer from {address} within {} seconds.",
                arguments.timeout
            ))
        })?
        .map_err(|error| Refusal::failed(format!("{address} does not answer: {error}.")))?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body).trim();
    if status == "200" {
        say(format!("{address} is ready: {body}"));
        Ok(())
    } else {
        Err(Refusal::failed(format!(
            "{address} is not ready ({status}): {body}"
        )))
    }
}

async fn ask(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(65_536).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Where to knock, for a service that listens on `bind`.
fn loopback(bind: &str) -> String {
    let (host, port) = bind.rsplit_once(':').unwrap_or((bind, "8080"));
    let host = match host {
        "0.0.0.0" | "" => "127.0.0.1",
        "[::]" => "[::1]",
        other => other,
    };
    format!("{host}:{port}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_service_on_all_addresses_is_asked_on_loopback() {
        for (bind, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:80", "[::1]:80"),
            ("10.0.0.1:8080", "10.0.0.1:8080"),
            ("localhost:1", "localhost:1"),
        ] {
            assert_eq!(super::loopback(bind), asked);
        }
    }
}
