//! Measures every request and writes its one line of log: no query, no body, no name of anybody.

use super::Metrics;
use crate::access::AppState;
use crate::access::gatehouse::Knocked;
use crate::access::trace::Trace;
use crate::platform::BASE;
use crate::platform::telemetry::Finished;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

/// Gives a request its trace, measures it and logs it once its answer begins.
///
/// # Errors
/// What the service behind it says.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let began = Instant::now();
    let state = request.app_data::<web::Data<AppState>>().cloned();
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    let (Some(state), Some(metrics)) = (state, metrics) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let trace = Arc::new(Trace::of(request.headers(), state.traces.are_sent()));
    request.extensions_mut().insert(Arc::clone(&trace));
    let method = request.method().clone();
    let in_flight = metrics.enter();
    let mut response = next.call(request).await?.map_into_boxed_body();
    drop(in_flight);
    trace.stamp(response.headers_mut());

    let operation = operation_of(&response);
    let status = response.status().as_u16();
    let took = began.elapsed();
    metrics.count(operation, status, took);
    tracing::info!(
        target: "stegvis::request",
        method = method.as_str(),
        operation,
        status,
        milliseconds = took.as_secs_f64() * 1000.0,
        request_id = trace.request_id,
        trace_id = trace.id,
    );
    if state.traces.are_sent() && trace.is_sampled() {
        state.traces.tell(&Finished {
            trace_id: &trace.id,
            span_id: &trace.span,
            parent_id: trace.parent.as_deref(),
            operation,
            method: word_of(&method),
            status,
            began: (state.clock.now() - took).into(),
            took,
        });
    }
    Ok(response)
}

/// A closed list of names, so that nobody can make up new series: operations, and two words for the rest.
fn operation_of(response: &ServiceResponse<BoxBody>) -> &'static str {
    let request = response.request();
    match request.extensions().get::<Knocked>() {
        Some(Knocked(door)) => door.operation,
        None if request.path().starts_with(BASE) => "unknown",
        None => "service",
    }
}

fn word_of(method: &Method) -> Cow<'static, str> {
    Cow::Owned(method.as_str().to_owned())
}
