//! What a door takes in: a typed id from the path, parameters from the query, a JSON or text body. Each reports all its faults.

use super::ctx::Ctx;
use super::gatehouse::Failure;
use crate::config::ServerSettings;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::json;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures::StreamExt;
use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::any::TypeId;
use std::collections::HashMap;
use std::future::Ready;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, LazyLock, RwLock};
use std::time::Duration;
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};

/// The one id in a path, typed.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<T: std::str::FromStr> FromRequest for Id<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.match_info().iter().next();
        let read = found
            .and_then(|(_, text)| text.parse().ok())
            .map(Self)
            .ok_or_else(|| {
                let name = found.map_or("id", |(name, _)| name);
                Failure(AppError::fault(
                    format!("/path/{name}"),
                    FaultCode::Format {
                        expected: "UUID".to_owned(),
                    },
                ))
            });
        std::future::ready(read)
    }
}

/// The query, judged by the documented parameters.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<T> Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: IntoParams + DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = context(request).and_then(|ctx| query(&ctx, request.query_string()).map(Self));
        std::future::ready(read.map_err(Failure))
    }
}

fn context(request: &HttpRequest) -> Result<Ctx> {
    request
        .extensions()
        .get::<Ctx>()
        .cloned()
        .ok_or_else(|| AppError::new(Code::Unauthenticated))
}

/// Reads a query string: unknown and doubled parameters are faults, values are typed as documented.
fn query<T: IntoParams + DeserializeOwned + 'static>(ctx: &Ctx, text: &str) -> Result<T> {
    let schema = query_schema::<T>()?;
    let mut values = Map::new();
    let mut faults = Vec::new();
    for (name, value) in form(text) {
        if values.contains_key(&name) {
            faults.push(Fault::new(format!("/query/{name}"), FaultCode::DuplicateKey));
        }
        let value = schema["properties"]
            .get(&name)
            .map_or_else(|| Value::String(value.clone()), |schema| typed(&value, schema));
        values.insert(name, value);
    }
    let values = Value::Object(values);
    if let Err(mut error) = ctx.state.schemas.check_with(
        std::any::type_name::<T>(),
        || (*schema).clone(),
        &values,
        "/query",
    ) {
        faults.append(&mut error.faults);
    }
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    serde_json::from_value(values)
        .map_err(|error| AppError::new(Code::Malformed).with("reason", error.to_string()))
}

/// The schemas of query strings by the type that they are read into: made once, since every list asks for its own.
static QUERIES: LazyLock<RwLock<HashMap<TypeId, Arc<Value>>>> = LazyLock::new(RwLock::default);

/// The parameters of a query string as the schema of an object.
fn query_schema<T: IntoParams + 'static>() -> Result<Arc<Value>> {
    let kind = TypeId::of::<T>();
    let known = QUERIES.read().ok().and_then(|known| known.get(&kind).cloned());
    if let Some(known) = known {
        return Ok(known);
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for parameter in &T::into_params(|| Some(ParameterIn::Query)) {
        let parameter = serde_json::to_value(parameter)?;
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        if parameter["required"].as_bool().unwrap_or(false) {
            required.push(Value::String(name.clone()));
        }
        properties.insert(name, parameter["schema"].clone());
    }
    let schema = Arc::new(serde_json::json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    }));
    if let Ok(mut known) = QUERIES.write() {
        known.insert(kind, Arc::clone(&schema));
    }
    Ok(schema)
}

/// The pairs of a query string, percent-decoded.
fn form(text: &str) -> Vec<(String, String)> {
    actix_web::web::Query::<Vec<(String, String)>>::from_query(text)
        .map(actix_web::web::Query::into_inner)
        .unwrap_or_default()
}

/// A parameter's text as the JSON that its schema speaks of.
fn typed(text: &str, schema: &Value) -> Value {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if kinds.contains(&"array") {
        return Value::Array(text.split(',').map(|one| typed(one, &schema["items"])).collect());
    }
    if kinds.contains(&"integer") || kinds.contains(&"number") || kinds.contains(&"boolean") {
        return serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    }
    Value::String(text.to_owned())
}

/// A JSON body, judged by its documented schema.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

impl<T: ToSchema + DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        let prepared = context(request).and_then(|ctx| {
            expect_json(request, &ctx)?;
            refuse_announced(request, ctx.state.settings.server.body_limit)?;
            Ok(ctx)
        });
        Box::pin(async move {
            let ctx = prepared.map_err(Failure)?;
            let bytes = collect(&ctx, payload).await.map_err(Failure)?;
            read_body(&ctx, &bytes).map(Self).map_err(Failure)
        })
    }
}

fn read_body<T: ToSchema + DeserializeOwned>(ctx: &Ctx, bytes: &[u8]) -> Result<T> {
    note_hash(ctx, bytes);
    let value = json::parse(bytes)?;
    ctx.state.schemas.check(&T::name(), &value, "")?;
    serde_json::from_value(value)
        .map_err(|error| AppError::new(Code::Malformed).with("reason", error.to_string()))
}

fn expect_json(request: &HttpRequest, ctx: &Ctx) -> Result<()> {
    let kind = request.content_type().to_ascii_lowercase();
    let merge = ctx
        .door
        .is_some_and(|door| door.method == actix_web::http::Method::PATCH);
    if kind == "application/json" || (merge && kind == "application/merge-patch+json") {
        Ok(())
    } else {
        let expected = if merge {
            "application/merge-patch+json"
        } else {
            "application/json"
        };
        Err(AppError::new(Code::UnsupportedMediaType).with("expected", expected))
    }
}

/// A kind of body that is text and not JSON: its media type and its limit.
pub trait TextKind: 'static {
    /// The media type, without parameters.
    const MEDIA: &'static str;

    /// The longest body, in bytes.
    fn limit(settings: &ServerSettings) -> usize;
}

/// A body of UTF-8 text. A byte order mark is taken away; any other encoding is refused, and never guessed.
#[derive(Clone, Debug)]
pub struct TextBody<K>(pub String, PhantomData<K>);

impl<K: TextKind> FromRequest for TextBody<K> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        let prepared = context(request).and_then(|ctx| {
            expect_text(request, K::MEDIA)?;
            refuse_announced(request, K::limit(&ctx.state.settings.server))?;
            Ok(ctx)
        });
        Box::pin(async move {
            let ctx = prepared.map_err(Failure)?;
            let limit = K::limit(&ctx.state.settings.server);
            let bytes = collect_up_to(&ctx, payload, limit).await.map_err(Failure)?;
            note_hash(&ctx, &bytes);
            read_text(bytes.into())
                .map(|text| Self(text, PhantomData))
                .map_err(Failure)
        })
    }
}

/// The media type fits, and where it names a character set it names UTF-8.
fn expect_text(request: &HttpRequest, media: &str) -> Result<()> {
    let header = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let mut parts = header.unwrap_or_default().split(';').map(str::trim);
    let fits = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case(media));
    let utf_eight = parts.all(|part| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    if fits && utf_eight {
        Ok(())
    } else {
        let expected = format!("{media}; charset=utf-8");
        Err(AppError::new(Code::UnsupportedMediaType).with("expected", expected))
    }
}

fn read_text(bytes: Vec<u8>) -> Result<String> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..good].split(|byte| *byte == b'\n').count();
        let note = format!(
            "Line {line} is not UTF-8; it may be Windows-1252 or Latin-1. Save the file as UTF-8 and send it again."
        );
        AppError::invalid(vec![Fault::new("", FaultCode::Format { expected: "UTF-8".to_owned() }).note(note)])
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The hash by which a repeated creation is recognised.
fn note_hash(ctx: &Ctx, bytes: &[u8]) {
    use sha2::{Digest, Sha256};
    let _ = ctx
        .body_hash
        .set(crate::platform::ledger::hex(&Sha256::digest(bytes)));
}

/// Collects a body within the usual limit and the deadline for the whole of it.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::Timeout`], or a body cut short.
pub async fn collect(ctx: &Ctx, payload: Payload) -> Result<Bytes> {
    collect_up_to(ctx, payload, ctx.state.settings.server.body_limit).await
}

/// Collects a body of at most `limit` bytes, within the deadline for the whole of it.
///
/// # Errors
/// [`Code::TooLarge`], [`Code::Timeout`], or a body cut short.
pub async fn collect_up_to(ctx: &Ctx, payload: Payload, limit: usize) -> Result<Bytes> {
    let seconds = ctx.state.settings.server.body_deadline_seconds;
    let mut payload = payload;
    let read = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk =
                chunk.map_err(|error| AppError::new(Code::Malformed).with("reason", error.to_string()))?;
            if body.len() + chunk.len() > limit {
                return Err(AppError::new(Code::TooLarge).with("limit", limit.to_string()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    tokio::time::timeout(Duration::from_secs(seconds), read)
        .await
        .unwrap_or_else(|_| Err(AppError::new(Code::Timeout).with("seconds", seconds.to_string())))
}

/// Refuses a body that is announced as too large before any of it is read.
///
/// # Errors
/// [`Code::TooLarge`].
pub fn refuse_announced(request: &HttpRequest, limit: usize) -> Result<()> {
    match declared_length(request) {
        Some(length) if usize::try_from(length).is_ok_and(|length| length <= limit) => Ok(()),
        Some(_) => Err(AppError::new(Code::TooLarge).with("limit", limit.to_string())),
        None => Ok(()),
    }
}

/// The declared length of a body, where there is one.
pub fn declared_length(request: &HttpRequest) -> Option<u64> {
    request
        .headers()
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
