//! Under which names a request is found again: its W3C trace, its own span in it, and its request id.

use crate::platform::clock::new_id;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// The trace context of a request: the caller's where it is valid, else a new one.
/// <https://www.w3.org/TR/trace-context/#traceparent-header-field-values>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The trace, in 32 hexadecimal digits.
    pub id: String,
    /// The caller's span, where the caller sent one.
    pub parent: Option<String>,
    /// Our span, in 16 hexadecimal digits.
    pub span: String,
    /// The caller's flags; for a new trace, whether it is sent to a collector.
    pub flags: String,
    /// The caller's `X-Request-Id` where it is usable, else a new one; it stands in the log and in the audit chain.
    pub request_id: String,
}

impl Trace {
    /// The trace of a request with these headers; a new one is marked as `sampled` or not.
    pub fn of(headers: &HeaderMap, sampled: bool) -> Self {
        let text = |name: &'static str| {
            headers
                .get(HeaderName::from_static(name))
                .and_then(|value| value.to_str().ok())
        };
        let fresh = new_id().simple().to_string();
        let request_id = text("x-request-id")
            .filter(|id| !id.is_empty() && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic()))
            .map_or_else(|| fresh.clone(), str::to_owned);
        // The last half of a UUIDv7 is random.
        let span = fresh[16..].to_owned();
        match text("traceparent").and_then(parse) {
            Some((id, parent, flags)) => Self {
                id: id.to_owned(),
                parent: Some(parent.to_owned()),
                span,
                flags: flags.to_owned(),
                request_id,
            },
            None => Self {
                id: fresh,
                parent: None,
                span,
                flags: if sampled { "01" } else { "00" }.to_owned(),
                request_id,
            },
        }
    }

    /// Whether a collector wants to hear of the request.
    pub fn is_sampled(&self) -> bool {
        // The last bit of the flags.
        self.flags
            .bytes()
            .last()
            .is_some_and(|digit| matches!(digit, b'1' | b'3' | b'5' | b'7' | b'9' | b'b' | b'd' | b'f'))
    }

    /// Puts the trace on an answer.
    pub fn stamp(&self, headers: &mut HeaderMap) {
        let text = format!("00-{}-{}-{}", self.id, self.span, self.flags);
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(HeaderName::from_static("traceparent"), value);
        }
    }
}

/// Trace, parent and flags of a valid header.
fn parse(header: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = header.trim().split('-').collect();
    let hex = |text: &str, length: usize| {
        text.len() == length
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let [version, id, parent, flags, ..] = parts[..] else {
        return None;
    };
    let valid = hex(version, 2) && version != "ff" && hex(id, 32) && hex(parent, 16) && hex(flags, 2);
    let zero = id.bytes().all(|byte| byte == b'0') || parent.bytes().all(|byte| byte == b'0');
    (valid && !zero && (version != "00" || parts.len() == 4)).then_some((id, parent, flags))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_trace_is_taken_over_and_any_other_ignored() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let cases = [
            (good, true),
            (
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                true,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                false,
            ),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
            ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", false),
            ("", false),
        ];
        for (header, taken) in cases {
            let mut headers = HeaderMap::new();
            let value = HeaderValue::from_str(header).expect("a header");
            headers.insert(HeaderName::from_static("traceparent"), value);
            let trace = Trace::of(&headers, false);
            assert_eq!(trace.parent.is_some(), taken, "{header}");
            assert_eq!(trace.id == "4bf92f3577b34da6a3ce929d0e0e4736", taken, "{header}");
            assert_eq!((trace.id.len(), trace.span.len()), (32, 16));
        }
    }
}
