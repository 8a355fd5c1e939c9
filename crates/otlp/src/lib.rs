//! Sends one span per request to an OpenTelemetry collector, over OTLP in protobuf over HTTP.
//!
//! The service hands finished requests in; a thread of its own sends them in batches, so that a slow collector slows no
//! request down. When the queue is full, spans are dropped and the number of them is logged.
//!
//! Not here: metrics, which `/metrics` serves to be fetched, and logs.

use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor};
use std::borrow::Cow;
use std::time::{Duration, SystemTime};

/// A finished request.
///
/// The names of the attributes follow the semantic conventions for HTTP spans,
/// <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// The trace, in 32 hexadecimal digits.
    pub trace_id: &'r str,
    /// The request's own span, in 16 hexadecimal digits.
    pub span_id: &'r str,
    /// The caller's span, where the caller named one.
    pub parent_id: Option<&'r str>,
    /// What was asked for, such as `readMilestone`; it names the span.
    pub operation: &'static str,
    pub method: Cow<'static, str>,
    pub status: u16,
    pub began: SystemTime,
    pub took: Duration,
}

/// Sends what is recorded.
#[derive(Debug)]
pub struct Exporter {
    processor: BatchSpanProcessor,
    scope: InstrumentationScope,
}

impl Exporter {
    /// An exporter to the collector at `endpoint`, such as `http://collector:4318`; where the address has no path, it
    /// gets the usual one, `/v1/traces`.
    ///
    /// # Errors
    /// An address that is not one, as a sentence.
    ///
    /// ```
    /// let exporter = stegvis_otlp::Exporter::open("http://127.0.0.1:4318", "0.1.0").unwrap();
    /// exporter.close();
    /// ```
    pub fn open(endpoint: &str, version: &'static str) -> Result<Self, String> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(address(endpoint))
            .with_timeout(Duration::from_secs(10))
            .build()
            .map_err(|error| format!("Traces cannot be sent to {endpoint}: {error}."))?;
        let mut processor = BatchSpanProcessor::builder(exporter).build();
        processor.set_resource(
            &Resource::builder()
                .with_service_name("stegvis")
                .with_attribute(KeyValue::new("service.version", version))
                .build(),
        );
        Ok(Self {
            processor,
            scope: InstrumentationScope::builder("stegvis").build(),
        })
    }

    /// Puts a finished request into the queue. An id that is not hexadecimal becomes zeros, which collectors drop.
    pub fn record(&self, request: &Request<'_>) {
        let trace = TraceId::from_hex(request.trace_id).unwrap_or(TraceId::INVALID);
        let span = |text: &str| SpanId::from_hex(text).unwrap_or(SpanId::INVALID);
        self.processor.on_end(SpanData {
            span_context: SpanContext::new(
                trace,
                span(request.span_id),
                TraceFlags::SAMPLED,
                false,
                TraceState::default(),
            ),
            parent_span_id: request.parent_id.map_or(SpanId::INVALID, span),
            parent_span_is_remote: request.parent_id.is_some(),
            span_kind: SpanKind::Server,
            name: Cow::Borrowed(request.operation),
            start_time: request.began,
            end_time: request.began + request.took,
            attributes: vec![
                KeyValue::new("http.request.method", request.method.clone()),
                KeyValue::new("http.response.status_code", i64::from(request.status)),
                KeyValue::new("stegvis.operation", request.operation),
            ],
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            // By the conventions, a server's span is an error from 500 on only.
            status: if request.status >= 500 {
                Status::error("")
            } else {
                Status::Unset
            },
            instrumentation_scope: self.scope.clone(),
        });
    }

    /// Sends what is still in the queue, for at most five seconds.
    pub fn close(&self) {
        // A collector that is away must not keep the service from ending.
        let _ = self.processor.shutdown();
    }
}

/// The address with the path that collectors listen on, where it has none.
fn address(endpoint: &str) -> String {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    match rest.split_once('/') {
        None => format!("{endpoint}/v1/traces"),
        Some((_, "")) => format!("{endpoint}v1/traces"),
        Some(_) => endpoint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_without_a_path_gets_the_usual_one() {
        for (given, used) in [
            ("http://c:4318", "http://c:4318/v1/traces"),
            ("http://c:4318/", "http://c:4318/v1/traces"),
            ("https://c/otel/v1/traces", "https://c/otel/v1/traces"),
        ] {
            assert_eq!(super::address(given), used);
        }
    }
}
