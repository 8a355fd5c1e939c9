//! The gatehouse before every door below the base path: limits, trace, and who asks.
//!
//! It is a middleware on the whole scope, so it runs before any path, query or body is looked at; actix would poll a
//! handler's extractors together. Public doors pass without a token; a door that nobody declared does not exist.

use super::ctx::{Ctx, Inner};
use super::door::{Access, Door};
use super::limits::Left;
use super::principal;
use super::state::AppState;
use super::token;
use super::trace::Trace;
use super::{Actor, ctx};
use crate::error::{AppError, Code, Result, Voice, render};
use crate::platform::language::Language;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// The doors by method and pattern.
#[derive(Debug)]
pub struct Directory(HashMap<(Method, String), &'static Door>);

impl Directory {
    /// Lists the doors below `base`.
    pub fn new(base: &str, doors: &'static [Door]) -> Self {
        Self(
            doors
                .iter()
                .map(|door| ((door.method.clone(), format!("{base}{}", door.path)), door))
                .collect(),
        )
    }

    /// The door that a request knocks at.
    pub fn find(&self, method: &Method, pattern: &str) -> Option<&'static Door> {
        // HEAD is GET without its body.
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        self.0.get(&(method.clone(), pattern.to_owned())).copied()
    }
}

/// The door that a request knocked at, for whoever measures; absent where nobody declared one.
#[derive(Clone, Copy, Debug)]
pub struct Knocked(pub &'static Door);

/// Lets a request in, or answers why not.
///
/// # Errors
/// None of its own: every failure is a rendered answer.
pub async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let trace = request.extensions().get::<Arc<Trace>>().map(Arc::clone);
    let trace = trace.unwrap_or_else(|| Arc::new(Trace::of(request.headers(), false)));
    let fallback = Voice {
        language: Language::negotiate(
            text(request.headers(), &header::ACCEPT_LANGUAGE).unwrap_or_default(),
            Language::En,
        ),
        trace_id: trace.id.clone(),
        instance: request.path().to_owned(),
    };
    let per_minute = request
        .app_data::<web::Data<AppState>>()
        .map_or(0, |state| state.limits.per_minute());
    let mut left = None;
    let mut response = match admit(&request, &trace, &mut left).await {
        Ok((ctx, place)) => {
            let _place = place;
            if awaits_new_password(&ctx) {
                let refused = Failure(AppError::new(Code::PasswordChangeRequired));
                settle(&ctx, request.error_response(refused)).await
            } else {
                request.extensions_mut().insert(ctx.clone());
                let response = next.call(request).await;
                match response {
                    Ok(response) => settle(&ctx, response.map_into_boxed_body()).await,
                    Err(error) => return Err(error),
                }
            }
        }
        Err(error) => request.into_response(render(&error, &fallback)),
    };
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("ratelimit-policy"),
        value(&format!("\"default\";q={per_minute};w=60")),
    );
    if let Some(Left { requests, seconds }) = left {
        headers.insert(
            HeaderName::from_static("ratelimit"),
            value(&format!("\"default\";r={requests};t={seconds}")),
        );
    }
    Ok(response)
}

/// The doors that open although the password must be changed first.
const BEFORE_NEW_PASSWORD: &[&str] = &["readMe", "changePassword", "endSession", "endAllSessions"];

fn awaits_new_password(ctx: &Ctx) -> bool {
    ctx.actor.must_change_password
        && ctx
            .door
            .is_some_and(|door| !BEFORE_NEW_PASSWORD.contains(&door.operation))
}

/// Gives the answer its language and shape, and the chain its refused attempts.
async fn settle(ctx: &Ctx, response: ServiceResponse) -> ServiceResponse {
    let mut response = match response
        .response()
        .error()
        .and_then(|error| error.as_error::<Failure>())
    {
        Some(Failure(error)) => {
            if error.is_refusal()
                && let Err(lost) = ctx.note_refusal(error).await
            {
                tracing::error!(trace_id = %ctx.trace_id, cause = ?lost, "a refused attempt could not be noted");
            }
            let answer = render(error, &ctx.voice());
            response.into_response(answer)
        }
        None => response,
    };
    response.headers_mut().insert(
        HeaderName::from_static("content-language"),
        value(ctx.language.tag()),
    );
    response
}

async fn admit(
    request: &ServiceRequest,
    trace: &Trace,
    left: &mut Option<Left>,
) -> Result<(Ctx, tokio::sync::OwnedSemaphorePermit)> {
    let broken = || AppError::internal("the state is missing from the application");
    let state = request
        .app_data::<web::Data<AppState>>()
        .ok_or_else(broken)?
        .as_ref()
        .clone();
    let directory = request.app_data::<web::Data<Directory>>().ok_or_else(broken)?;
    let headers = request.headers();
    let door = request
        .match_pattern()
        .and_then(|pattern| directory.find(request.method(), &pattern));
    if let Some(door) = door {
        request.extensions_mut().insert(Knocked(door));
    }
    let client = client_of(request, state.settings.server.behind_proxy);
    let mut count = |who: &str| {
        let (now_left, counted) = state.limits.count(who);
        *left = Some(now_left);
        counted
    };
    let place = match state.limits.enter() {
        Ok(place) => place,
        // Whoever keeps knocking while we are full uses up the quota of the address.
        Err(full) => return count(&client).and(Err(full)),
    };
    let now = state.clock.now();
    let public = door.is_some_and(|door| door.access == Access::Public);
    let credential = token::read(
        &state.verified,
        &state.keys,
        text(headers, &header::AUTHORIZATION),
        text(headers, &HeaderName::from_static("x-api-key")),
        now,
    );
    let identified = match credential {
        // A public door opens whatever the token is: a client with a stale one must be able to log in.
        _ if public => Ok(Arc::new(Actor::system(Uuid::nil()))),
        Ok(Some((organiser, credential))) => principal::actor_of(&state, organiser, &credential).await,
        Ok(None) => Err(AppError::new(Code::Unauthenticated)),
        Err(error) => Err(error),
    };
    let actor = match identified {
        Ok(actor) if public => count(&client).map(|()| actor)?,
        Ok(actor) => count(&actor.id.to_string()).map(|()| actor)?,
        // Whoever cannot be identified is counted by address, so that nobody can try out keys without end.
        Err(error) => return count(&client).and(Err(error)),
    };
    let language = language_of(headers, &actor);
    let ctx = Ctx::new(Inner {
        now,
        language,
        request_id: trace.request_id.clone(),
        trace_id: trace.id.clone(),
        address: request
            .uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string),
        client,
        if_match: text(headers, &header::IF_MATCH).map(str::to_owned),
        if_none_match: text(headers, &header::IF_NONE_MATCH).map(str::to_owned),
        idempotency_key: idempotency_key(headers)?,
        body_hash: Arc::new(OnceLock::new()),
        door,
        actor,
        state,
    });
    Ok((ctx, place))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = text(headers, &HeaderName::from_static("idempotency-key")) else {
        return Ok(None);
    };
    let key = key.trim().trim_matches('"');
    if key.is_empty() || key.len() > 200 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let expected = "1–200 visible ASCII characters".to_owned();
        return Err(AppError::fault(
            "/header/Idempotency-Key",
            crate::error::FaultCode::Format { expected },
        ));
    }
    Ok(Some(key.to_owned()))
}

fn language_of(headers: &HeaderMap, actor: &Actor) -> Language {
    let own = actor.language.unwrap_or(Language::En);
    text(headers, &header::ACCEPT_LANGUAGE).map_or(own, |wish| Language::negotiate(wish, own))
}

fn client_of(request: &ServiceRequest, behind_proxy: bool) -> String {
    let forwarded = text(request.headers(), &HeaderName::from_static("x-forwarded-for"))
        .and_then(|list| list.rsplit(',').next())
        .map(|one| one.trim().to_owned());
    let peer = || {
        request
            .peer_addr()
            .map_or_else(|| "unknown".to_owned(), |address| address.ip().to_string())
    };
    if behind_proxy {
        forwarded.unwrap_or_else(peer)
    } else {
        peer()
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// How an [`AppError`] travels through actix until the gatehouse renders it.
#[derive(Debug)]
pub struct Failure(pub AppError);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl actix_web::ResponseError for Failure {
    fn status_code(&self) -> actix_web::http::StatusCode {
        actix_web::http::StatusCode::from_u16(self.0.status())
            .unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

/// What a door returns.
pub type Reply = std::result::Result<crate::platform::answer::Answer, Failure>;

impl actix_web::FromRequest for ctx::Ctx {
    type Error = Failure;
    type Future = std::future::Ready<std::result::Result<Self, Failure>>;

    fn from_request(request: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let found = request.extensions().get::<Self>().cloned();
        std::future::ready(found.ok_or_else(|| Failure(AppError::new(Code::Unauthenticated))))
    }
}
