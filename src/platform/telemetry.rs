//! The log (structured lines on standard error), and traces for an OpenTelemetry collector where one is named.

use crate::config::LogSettings;
use crate::error::{AppError, Result};
use std::borrow::Cow;
use std::io::IsTerminal;
use std::time::{Duration, SystemTime};
use tracing_subscriber::EnvFilter;

/// Starts the log. A second call changes nothing.
pub fn start(settings: &LogSettings) {
    let filter = EnvFilter::try_new(&settings.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let _ = if settings.json {
        lines.json().flatten_event(true).try_init()
    } else {
        lines.compact().try_init()
    };
}

/// A finished request, as a trace shows it.
#[derive(Clone, Debug)]
pub struct Finished<'r> {
    pub trace_id: &'r str,
    pub span_id: &'r str,
    pub parent_id: Option<&'r str>,
    pub operation: &'static str,
    pub method: Cow<'static, str>,
    pub status: u16,
    pub began: SystemTime,
    pub took: Duration,
}

/// Where finished requests are told; nowhere, unless `log.otlp_endpoint` names a collector.
#[derive(Debug, Default)]
pub struct Traces {
    #[cfg(feature = "otlp")]
    exporter: Option<otlp::Exporter>,
}

#[cfg(feature = "otlp")]
impl Traces {
    /// Opens the way to the collector that the settings name.
    ///
    /// # Errors
    /// An address that is not one.
    pub fn open(settings: &LogSettings) -> Result<Self> {
        let exporter = if settings.otlp_endpoint.is_empty() {
            None
        } else {
            let opened = otlp::Exporter::open(&settings.otlp_endpoint, env!("CARGO_PKG_VERSION"));
            Some(opened.map_err(AppError::internal)?)
        };
        Ok(Self { exporter })
    }

    /// Whether anybody is told.
    pub fn are_sent(&self) -> bool {
        self.exporter.is_some()
    }

    /// Tells a finished request.
    pub fn tell(&self, request: &Finished<'_>) {
        if let Some(exporter) = &self.exporter {
            exporter.record(&otlp::Request {
                trace_id: request.trace_id,
                span_id: request.span_id,
                parent_id: request.parent_id,
                operation: request.operation,
                method: request.method.clone(),
                status: request.status,
                began: request.began,
                took: request.took,
            });
        }
    }

    /// Sends what has not been sent yet, for a few seconds at most. It blocks.
    pub fn close(&self) {
        if let Some(exporter) = &self.exporter {
            exporter.close();
        }
    }
}

#[cfg(not(feature = "otlp"))]
impl Traces {
    /// Refuses a collector, since this program was built without the way to it.
    ///
    /// # Errors
    /// A collector that is named.
    pub fn open(settings: &LogSettings) -> Result<Self> {
        if settings.otlp_endpoint.is_empty() {
            Ok(Self::default())
        } else {
            Err(AppError::internal(
                "log.otlp_endpoint is set, but this program was built without the feature `otlp`: use a released \
                 one, build with `cargo build --features otlp`, or leave the setting empty",
            ))
        }
    }

    /// Whether anybody is told.
    pub fn are_sent(&self) -> bool {
        false
    }

    /// Nobody is told.
    pub fn tell(&self, _: &Finished<'_>) {}

    /// Nothing is left to send.
    pub fn close(&self) {}
}
