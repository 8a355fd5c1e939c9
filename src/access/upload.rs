//! A file on its way in: the bytes of a request, as they come, within the limit and the deadline for the whole of them.

use super::ctx::Ctx;
use super::gatehouse::Failure;
use super::input::declared_length;
use crate::error::{AppError, Code, Result};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures::{Stream, StreamExt};
use std::borrow::Cow;
use std::future::Ready;
use std::time::Duration;
use tokio::time::Instant;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat};

/// The media type under which files are sent; what they are is told by their content.
pub const MEDIA_TYPE: &str = "application/octet-stream";

/// The bytes of a file, for the document.
#[derive(Clone, Copy, Debug)]
pub struct FileBytes;

impl utoipa::PartialSchema for FileBytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .max_length(Some(1_000_000_000))
            .description(Some("The bytes of a file, as they are."))
            .into()
    }
}

impl utoipa::ToSchema for FileBytes {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("FileBytes")
    }
}

/// The body of a request that carries a file.
pub struct Upload {
    payload: Payload,
    limit: u64,
    seconds: u64,
    declared: Option<u64>,
}

impl FromRequest for Upload {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let upload = prepare(request, payload.take());
        std::future::ready(upload.map_err(Failure))
    }
}

fn prepare(request: &HttpRequest, payload: Payload) -> Result<Upload> {
    let ctx = request.extensions().get::<Ctx>().cloned();
    let ctx = ctx.ok_or_else(|| AppError::new(Code::Unauthenticated))?;
    if !request.content_type().eq_ignore_ascii_case(MEDIA_TYPE) {
        return Err(AppError::new(Code::UnsupportedMediaType).with("expected", MEDIA_TYPE));
    }
    let settings = &ctx.state.settings.server;
    Ok(Upload {
        payload,
        limit: settings.upload_limit,
        seconds: settings.upload_deadline_seconds,
        declared: declared_length(request),
    })
}

impl Upload {
    /// Refuses an upload that says itself that it is too large, before any byte is read.
    ///
    /// # Errors
    /// [`Code::TooLarge`].
    pub fn check_declared(&self) -> Result<()> {
        match self.declared {
            Some(length) if length > self.limit => Err(too_large(self.limit)),
            _ => Ok(()),
        }
    }

    /// The bytes as they come. Too many of them, or the deadline, end the stream with an error.
    pub fn chunks(self) -> impl Stream<Item = Result<Bytes>> {
        let deadline = Instant::now() + Duration::from_secs(self.seconds);
        let start = Some((self.payload, 0_u64));
        futures::stream::unfold(start, move |state| async move {
            let (mut payload, size) = state?;
            let chunk = match tokio::time::timeout_at(deadline, payload.next()).await {
                Ok(Some(Ok(chunk))) => chunk,
                Ok(None) => return None,
                Ok(Some(Err(error))) => {
                    let error = AppError::new(Code::Malformed).with("reason", error.to_string());
                    return Some((Err(error), None));
                }
                Err(_) => {
                    let error = AppError::new(Code::Timeout).with("seconds", self.seconds.to_string());
                    return Some((Err(error), None));
                }
            };
            let size = size + chunk.len() as u64;
            if size > self.limit {
                return Some((Err(too_large(self.limit)), None));
            }
            Some((Ok(chunk), Some((payload, size))))
        })
    }
}

fn too_large(limit: u64) -> AppError {
    AppError::new(Code::TooLarge).with("limit", limit.to_string())
}
