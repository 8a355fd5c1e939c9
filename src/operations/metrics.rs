//! The measures of this node. Rooms that count something keep their own counters; here they are gathered and written.

use crate::access::{AppState, Door};
use crate::error::{AppError, Result};
use crate::platform::database::Pool;
use prometheus::{
    Encoder, Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
    Opts, Registry, TextEncoder,
};
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

/// The media type of the text format.
pub const MEDIA: &str = prometheus::TEXT_FORMAT;

/// Upper bounds of the durations, in seconds.
const BUCKETS: &[f64] = &[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// The measures.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    in_flight: IntGauge,
    waiting: IntGauge,
    connections: IntGaugeVec,
    /// The series of each operation, looked up once.
    series: HashMap<&'static str, Series>,
}

/// The series of one operation, made when there is something to count.
#[derive(Debug, Default)]
struct Series {
    classes: [OnceLock<IntCounter>; 5],
    durations: OnceLock<Histogram>,
}

/// Held while a request is in flight.
#[derive(Debug)]
pub struct InFlight<'m>(&'m IntGauge);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Metrics {
    /// The measures of a node with these doors.
    ///
    /// # Errors
    /// Two measures of the same name: a defect.
    pub fn new(state: &AppState, doors: &'static [Door]) -> Result<Self> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new(
                "stegvis_requests_total",
                "Requests by operation and class of status.",
            ),
            &["operation", "class"],
        )?;
        let options = HistogramOpts::new(
            "stegvis_request_seconds",
            "Time until the answer begins, by operation.",
        );
        let durations = HistogramVec::new(options.buckets(BUCKETS.to_vec()), &["operation"])?;
        let in_flight = IntGauge::new("stegvis_requests_in_flight", "Requests that are being answered.")?;
        let waiting = IntGauge::new(
            "stegvis_writes_waiting",
            "Writes that wait for their turn (SQLite).",
        )?;
        let connections = IntGaugeVec::new(
            Opts::new(
                "stegvis_connections",
                "Connections to the database by pool and use.",
            ),
            &["pool", "use"],
        )?;
        let started = Gauge::new(
            "process_start_time_seconds",
            "Start of the process, in seconds since 1970.",
        )?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "exact until the year 2255 in milliseconds"
        )]
        started.set(state.clock.now().timestamp_millis() as f64 / 1000.0);
        let build = IntGauge::with_opts(
            Opts::new("stegvis_build_info", "Always 1; the version is a label.")
                .const_label("version", env!("CARGO_PKG_VERSION")),
        )?;
        build.set(1);
        let answers = state.answers.lookups();
        let actors = &state.actor_lookups;
        let all: Vec<Box<dyn prometheus::core::Collector>> = vec![
            Box::new(requests.clone()),
            Box::new(durations.clone()),
            Box::new(in_flight.clone()),
            Box::new(waiting.clone()),
            Box::new(connections.clone()),
            Box::new(started),
            Box::new(build),
            Box::new(state.limits.refused().clone()),
            Box::new(state.writer.batches().clone()),
            Box::new(state.database.statements().clone()),
            Box::new(answers.hits.clone()),
            Box::new(answers.misses.clone()),
            Box::new(actors.hits.clone()),
            Box::new(actors.misses.clone()),
        ];
        for collector in all {
            registry.register(collector)?;
        }
        let names = doors.iter().map(|door| door.operation);
        let series = names
            .chain(["unknown", "service"])
            .map(|operation| (operation, Series::default()))
            .collect();
        Ok(Self {
            registry,
            requests,
            durations,
            in_flight,
            waiting,
            connections,
            series,
        })
    }

    /// Counts a request in, until what it gives is dropped.
    pub fn enter(&self) -> InFlight<'_> {
        self.in_flight.inc();
        InFlight(&self.in_flight)
    }

    /// Counts an answered request. An operation that is not on the list is not counted.
    pub fn count(&self, operation: &'static str, status: u16, took: Duration) {
        let Some(series) = self.series.get(operation) else {
            return;
        };
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        series.classes[class]
            .get_or_init(|| self.requests.with_label_values(&[operation, CLASSES[class]]))
            .inc();
        series
            .durations
            .get_or_init(|| self.durations.with_label_values(&[operation]))
            .observe(took.as_secs_f64());
    }

    /// All measures in the text format.
    ///
    /// # Errors
    /// A measure that cannot be written: a defect.
    pub fn text(&self, state: &AppState) -> Result<String> {
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.waiting.set(whole(state.writer.waiting()));
        for Pool { name, open, idle } in state.database.pools() {
            let gauge = |usage: &str| self.connections.with_label_values(&[name, usage]);
            gauge("idle").set(whole(idle));
            gauge("busy").set(whole(open.saturating_sub(idle)));
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        String::from_utf8(text).map_err(AppError::internal)
    }
}

impl From<prometheus::Error> for AppError {
    fn from(error: prometheus::Error) -> Self {
        Self::internal(error)
    }
}
