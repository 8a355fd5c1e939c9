//! A collector that listens on loopback receives what was recorded.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, SystemTime};
use stegvis_otlp::{Exporter, Request};

/// Reads one request and answers it; gives its head and its body.
fn receive(mut stream: TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = head_end {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .expect("a length")
                .parse()
                .expect("a number");
            if bytes.len() >= end + 4 + length {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    .expect("answered");
                return (head, bytes[end + 4..].to_vec());
            }
        }
        let read = stream.read(&mut part).expect("bytes");
        assert!(read > 0, "the exporter hung up");
        bytes.extend_from_slice(&part[..read]);
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_finished_request_arrives_as_protobuf() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let collector = thread::spawn(move || receive(listener.accept().expect("a connection").0));
    let exporter = Exporter::open(&endpoint, "1.2.3").expect("an exporter");
    exporter.record(&Request {
        trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
        span_id: "00f067aa0ba902b7",
        parent_id: Some("1111111111111111"),
        operation: "readMilestone",
        method: Cow::Borrowed("GET"),
        status: 200,
        began: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        took: Duration::from_millis(12),
    });
    exporter.close();
    let (head, body) = collector.join().expect("the collector");
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    let ids = [
        &[
            0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36,
        ][..],
        &[0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7][..],
        &[0x11; 8][..],
    ];
    for part in ids.into_iter().chain([
        &b"readMilestone"[..],
        b"stegvis",
        b"1.2.3",
        b"http.request.method",
    ]) {
        assert!(contains(&body, part), "{part:x?} is missing in {body:x?}");
    }
}
