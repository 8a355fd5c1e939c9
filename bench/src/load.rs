//! The load generator: keep-alive connections that send one request after another, and what they measured.

use crate::Failed;
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as it goes over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) token: String,
    pub(crate) body: Option<String>,
}

/// What a volley came to.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) errors: usize,
}

impl Shot {
    fn wire(&self, host: &str) -> Vec<u8> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n",
            self.method, self.path, self.token
        );
        let body = self.body.clone().unwrap_or_default();
        if self.method != "GET" {
            text.push_str("If-Match: *\r\n");
        }
        if self.body.is_some() {
            let length = body.len();
            let _ = write!(
                text,
                "Content-Type: application/json\r\nContent-Length: {length}\r\n"
            );
        }
        text.push_str("\r\n");
        text.push_str(&body);
        text.into_bytes()
    }
}

/// One connection with its buffer.
struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    async fn open(host: &str) -> Result<Self, Failed> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(1 << 16),
        })
    }

    /// Sends a request and reads its answer whole: the status and the body.
    async fn shoot(&mut self, wire: &[u8]) -> Result<(u16, Vec<u8>), Failed> {
        self.stream.write_all(wire).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server hung up".into());
            }
            let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
            let status = head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .ok_or("no status")?;
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            let whole = end + 4 + length;
            while self.buffer.len() < whole {
                if self.stream.read_buf(&mut self.buffer).await? == 0 {
                    return Err("the server hung up in the middle".into());
                }
            }
            return Ok((status, self.buffer[end + 4..whole].to_vec()));
        }
    }
}

/// One request by itself, whose status must be a success.
pub(crate) async fn single(host: &str, shot: &Shot) -> Result<Vec<u8>, Failed> {
    let (status, body) = Line::open(host).await?.shoot(&shot.wire(host)).await?;
    if (200..300).contains(&status) {
        Ok(body)
    } else {
        Err(format!(
            "{} {} answered {status}: {}",
            shot.method,
            shot.path,
            String::from_utf8_lossy(&body)
        )
        .into())
    }
}

/// Sends requests one after another over one connection, each to an address of its own, and measures them.
pub(crate) async fn sequence(host: &str, shots: impl Iterator<Item = Shot>) -> Result<Measured, Failed> {
    let mut line = Line::open(host).await?;
    let (mut times, mut errors, begun) = (Vec::new(), 0, Instant::now());
    for shot in shots {
        let wire = shot.wire(host);
        let from = Instant::now();
        let (status, _) = line.shoot(&wire).await?;
        times.push(from.elapsed());
        errors += usize::from(!(200..300).contains(&status));
    }
    Ok(summed(times, errors, begun.elapsed()))
}

fn summed(mut times: Vec<Duration>, errors: usize, whole: Duration) -> Measured {
    times.sort_unstable();
    let at = |percent: usize| {
        times
            .get((times.len() * percent / 100).min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 requests")]
    let per_second = times.len() as f64 / whole.as_secs_f64();
    Measured {
        per_second,
        p50: at(50),
        p99: at(99),
        errors,
    }
}

/// Fires from `lines` connections for a while, after a shorter time to get warm.
pub(crate) async fn volley(
    host: &str,
    shot: &Shot,
    lines: usize,
    time: Duration,
) -> Result<Measured, Failed> {
    let warm = Instant::now() + time / 5;
    let end = warm + time;
    let mut shooters = Vec::new();
    for _ in 0..lines {
        let (host, wire) = (host.to_owned(), shot.wire(host));
        shooters.push(actix_web::rt::spawn(async move {
            let mut line = Line::open(&host).await.map_err(|error| error.to_string())?;
            let (mut times, mut errors) = (Vec::with_capacity(100_000), 0_usize);
            loop {
                let from = Instant::now();
                if from >= end {
                    return Ok::<_, String>((times, errors));
                }
                let (status, _) = line.shoot(&wire).await.map_err(|error| error.to_string())?;
                if from >= warm {
                    times.push(from.elapsed());
                    errors += usize::from(!(200..300).contains(&status));
                }
            }
        }));
    }
    let (mut times, mut errors) = (Vec::new(), 0);
    for shooter in shooters {
        let (mine, wrong) = shooter.await??;
        times.extend(mine);
        errors += wrong;
    }
    Ok(summed(times, errors, time))
}
