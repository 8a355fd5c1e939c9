//! The one shape of an error on the wire: RFC 9457 `application/problem+json`.

use super::AppError;
use crate::platform::language::Language;
use actix_web::{HttpResponse, HttpResponseBuilder, http::StatusCode, http::header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who reads the answer, and under which trace it is found in the log.
#[derive(Clone, Debug)]
pub struct Voice {
    pub language: Language,
    pub trace_id: String,
    pub instance: String,
}

/// An error: what was wrong, where, and what to do.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Problem {
    /// An address that explains the code.
    #[serde(rename = "type")]
    #[schema(
        format = "uri-reference",
        max_length = 300,
        example = "https://stegvis.example/docs/errors#not_found"
    )]
    pub kind: String,
    /// A short summary of the kind of problem, in the reader's language.
    #[schema(max_length = 200)]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: i32,
    /// What went wrong this time and what to do, in the reader's language.
    #[schema(max_length = 2000)]
    pub detail: String,
    /// The path of the request.
    #[schema(max_length = 2000)]
    pub instance: String,
    /// The stable code.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "not_found")]
    pub code: String,
    /// The trace under which the operator finds the request.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]*$",
        example = "4bf92f3577b34da6a3ce929d0e0e4736"
    )]
    pub trace_id: String,
    /// Every fault of the input, or every reason of the refusal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub errors: Vec<ProblemFault>,
    /// Values that the text speaks of, for clients that translate by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub parameters: Vec<ProblemParameter>,
}

/// A value that the text of a problem speaks of.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemParameter {
    /// The placeholder's name.
    #[schema(max_length = 60, pattern = "^[a-zA-Z]+$", example = "limit")]
    pub name: String,
    /// Its value.
    #[schema(max_length = 2000)]
    pub value: String,
}

/// One fault of the input or one reason of a refusal.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemFault {
    /// A JSON Pointer into the body; `/query/…`, `/path/…` and `/header/…` name the other places.
    #[schema(max_length = 500)]
    pub pointer: String,
    /// The stable code of the fault.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "required")]
    pub code: String,
    /// What to do, in the reader's language.
    #[schema(max_length = 2000)]
    pub detail: String,
}

/// At most so many faults are listed; a body with more is refused all the same.
const MOST_FAULTS: usize = 200;

/// Turns an error into its answer, and logs its cause once.
pub fn render(error: &AppError, voice: &Voice) -> HttpResponse {
    let entry = error.code.entry();
    if entry.status >= 500 && error.retry_after.is_none() {
        tracing::error!(code = entry.code, trace_id = %voice.trace_id, cause = ?error.cause(), "request failed");
    } else if let Some(cause) = error.cause() {
        tracing::debug!(code = entry.code, trace_id = %voice.trace_id, ?cause, "request refused");
    }
    let mut detail = entry.detail.get(voice.language).to_owned();
    for (name, value) in &error.parameters {
        detail = detail.replace(&format!("{{{name}}}"), value);
    }
    let problem = Problem {
        kind: format!("/docs/errors#{}", entry.code),
        title: entry.title.get(voice.language).to_owned(),
        status: i32::from(entry.status),
        detail,
        instance: voice.instance.chars().take(2000).collect(),
        code: entry.code.to_owned(),
        trace_id: voice.trace_id.clone(),
        errors: error
            .faults
            .iter()
            .take(MOST_FAULTS)
            .map(|fault| ProblemFault {
                pointer: fault.pointer.chars().take(500).collect(),
                code: fault.code.word().to_owned(),
                detail: fault
                    .note
                    .clone()
                    .unwrap_or_else(|| fault.code.explain(voice.language)),
            })
            .collect(),
        parameters: error
            .parameters
            .iter()
            .map(|(name, value)| ProblemParameter {
                name: (*name).to_owned(),
                value: value.chars().take(2000).collect(),
            })
            .collect(),
    };
    let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponseBuilder::new(status);
    response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(etag) = &error.etag {
        response.insert_header((header::ETAG, etag.as_str()));
    }
    if let Some(seconds) = error.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if let Some(allow) = &error.allow {
        response.insert_header((header::ALLOW, allow.as_str()));
    }
    if entry.status == 401 {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer realm=\"stegvis\""));
    }
    response.body(serde_json::to_vec(&problem).unwrap_or_default())
}
