//! A bare connection, for what no client would send.

use super::House;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Duration, timeout};

/// Nothing at the edge may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a house.
pub struct Socket {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub struct Wire {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Socket {
    pub async fn open(house: &House) -> Self {
        let address = house.url.strip_prefix("http://").expect("an address");
        let stream = TcpStream::connect(address).await.expect("a connection");
        Self {
            stream,
            read: Vec::new(),
        }
    }

    /// Sends text as it is. A service that has already refused the message may hang up meanwhile.
    pub async fn send(&mut self, text: &str) {
        let _ = timeout(PATIENCE, self.stream.write_all(text.as_bytes())).await;
    }

    /// Reads until the service closes the connection.
    pub async fn read_to_end(&mut self) -> String {
        let mut part = [0; 4096];
        loop {
            match timeout(PATIENCE, self.stream.read(&mut part))
                .await
                .expect("closed in time")
            {
                // A reset after the answer closes the connection as well.
                Ok(0) | Err(_) => break,
                Ok(count) => self.read.extend_from_slice(&part[..count]),
            }
        }
        String::from_utf8_lossy(&std::mem::take(&mut self.read)).into_owned()
    }

    /// Reads the head of the next answer, which has no body.
    pub async fn read_head(&mut self) -> Wire {
        let end = loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            self.more().await;
        };
        let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
        self.read.drain(..end + 4);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Wire {
            status: status.expect("a status"),
            head,
            body: String::new(),
        }
    }

    /// Reads the next answer, whose length is told.
    pub async fn read_answer(&mut self) -> Wire {
        let mut wire = self.read_head().await;
        let length = wire
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        while self.read.len() < length {
            self.more().await;
        }
        wire.body = String::from_utf8_lossy(&self.read[..length]).into_owned();
        self.read.drain(..length);
        wire
    }

    async fn more(&mut self) {
        let mut part = vec![0; 65_536];
        let read = timeout(PATIENCE, self.stream.read(&mut part)).await;
        let count = read.expect("an answer in time").expect("a connection");
        assert!(count > 0, "closed after {}", String::from_utf8_lossy(&self.read));
        self.read.extend_from_slice(&part[..count]);
    }
}

impl Wire {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        json["code"].as_str().unwrap_or_default().to_owned()
    }
}
