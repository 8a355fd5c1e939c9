//! What a door hands out: a status, a validator, and bytes that are already JSON; or a file, as a stream.

use crate::error::Result;
use crate::platform::label;
use crate::platform::paging::PageView;
use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures::Stream;
use serde::Serialize;
use std::pin::Pin;

/// The answer of a door.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub location: Option<String>,
    /// The cursor of a list's next page.
    pub next: Option<String>,
    pub body: Option<Bytes>,
    /// Said again from the first time, since the client repeated its Idempotency-Key.
    pub replayed: bool,
    /// A cookie to set.
    pub cookie: Option<String>,
}

impl Answer {
    /// 200 with a view.
    ///
    /// # Errors
    /// A view that cannot be written as JSON: a defect.
    pub fn ok(view: &impl Serialize, etag: String) -> Result<Self> {
        Ok(Self {
            etag: Some(etag),
            ..Self::bare(StatusCode::OK, Some(serde_json::to_vec(view)?.into()))
        })
    }

    /// 200 with a view that has no validator.
    ///
    /// # Errors
    /// A view that cannot be written as JSON: a defect.
    pub fn plain(view: &impl Serialize) -> Result<Self> {
        Ok(Self::bare(StatusCode::OK, Some(serde_json::to_vec(view)?.into())))
    }

    /// 200 with a page of a list, which names the next one.
    ///
    /// # Errors
    /// A view that cannot be written as JSON: a defect.
    pub fn list<V: Serialize>(page: PageView, view: impl FnOnce(PageView) -> V) -> Result<Self> {
        let next = page.next_cursor.clone();
        Ok(Self {
            next,
            ..Self::plain(&view(page))?
        })
    }

    /// 201 with the new resource, its address and its validator.
    ///
    /// # Errors
    /// A view that cannot be written as JSON: a defect.
    pub fn created(view: &impl Serialize, location: String, etag: String) -> Result<Self> {
        Ok(Self {
            status: StatusCode::CREATED,
            location: Some(location),
            ..Self::ok(view, etag)?
        })
    }

    /// 202 with what was begun and where to look for what comes of it.
    ///
    /// # Errors
    /// A view that cannot be written as JSON: a defect.
    pub fn accepted(view: &impl Serialize, location: String) -> Result<Self> {
        Ok(Self {
            location: Some(location),
            ..Self::bare(StatusCode::ACCEPTED, Some(serde_json::to_vec(view)?.into()))
        })
    }

    /// 204.
    pub fn done() -> Self {
        Self::bare(StatusCode::NO_CONTENT, None)
    }

    /// 304 from the validator alone.
    pub fn not_modified(etag: String) -> Self {
        Self {
            etag: Some(etag),
            ..Self::bare(StatusCode::NOT_MODIFIED, None)
        }
    }

    fn bare(status: StatusCode, body: Option<Bytes>) -> Self {
        Self {
            status,
            etag: None,
            location: None,
            next: None,
            body,
            replayed: false,
            cookie: None,
        }
    }
}

impl Responder for Answer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        let caching = if self.etag.is_some() {
            "private, no-cache"
        } else {
            "no-store"
        };
        response.insert_header((header::CACHE_CONTROL, caching));
        if let Some(etag) = self.etag {
            response.insert_header((header::ETAG, etag));
            response.insert_header((header::VARY, "Accept-Language, Authorization, X-Api-Key"));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(cursor) = self.next {
            response.insert_header((header::LINK, link_to_next(request, &cursor)));
        }
        if let Some(cookie) = self.cookie {
            response.insert_header((header::SET_COOKIE, cookie));
        }
        if self.replayed {
            response.insert_header(("Idempotent-Replayed", "true"));
        }
        match self.body {
            Some(body) => response.content_type("application/json").body(body),
            None => response.finish(),
        }
    }
}

/// The link to a list's next page (RFC 8288): the same question with the cursor in the place of the page.
fn link_to_next(request: &HttpRequest, cursor: &str) -> String {
    let kept = request.query_string().split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && name != "cursor" && name != "page"
    });
    let cursor = format!("cursor={cursor}");
    let query: Vec<&str> = kept.chain([cursor.as_str()]).collect();
    format!("<{}?{}>; rel=\"next\"", request.path(), query.join("&"))
}

/// A picture that the service has drawn: SVG without scripts, which may stand in other pages.
pub struct PictureAnswer {
    pub svg: String,
}

impl Responder for PictureAnswer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "private, no-cache"))
            .insert_header((header::VARY, "Accept-Language, Authorization, X-Api-Key"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, DRAWN))
            .content_type("image/svg+xml")
            .body(self.svg)
    }
}

/// What a browser may do with a picture of ours that is opened by itself: show it.
const DRAWN: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// A web page of text without scripts, from an answer whose bytes are HTML.
pub struct PageAnswer(pub Answer);

impl Responder for PageAnswer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let shown = self.0.body.is_some();
        let mut response = self.0.respond_to(request);
        let headers = response.headers_mut();
        if shown {
            let kind = header::HeaderValue::from_static("text/html; charset=utf-8");
            headers.insert(header::CONTENT_TYPE, kind);
        }
        let policy = header::HeaderValue::from_static(READ_ONLY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        let guess = header::HeaderValue::from_static("nosniff");
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, guess);
        response
    }
}

/// What a browser may do with a page of ours: show it with its own style, print it, and follow its links.
const READ_ONLY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file's bytes as they come from the object store.
pub type FileStream = Pin<Box<dyn Stream<Item = Result<Bytes>>>>;

/// A file that a door hands out. Every file leaves the house through this answer: always as an attachment under its
/// label, with a media type that was told by its content and that no browser may guess otherwise, and, where a browser
/// shows it all the same, in a sandbox that loads and runs nothing.
pub struct FileAnswer {
    pub label: String,
    pub media_type: String,
    pub size: u64,
    /// The strong validator: the hash of the bytes.
    pub etag: String,
    /// Whether caches of the reader may keep it, to be asked about each time.
    pub keep: bool,
    /// `None` where the reader has these bytes already.
    pub bytes: Option<FileStream>,
}

/// What a browser may do with a file that it shows: nothing.
const SANDBOX: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

impl Responder for FileAnswer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        let caching = if self.keep {
            "private, no-cache"
        } else {
            "no-store"
        };
        response
            .insert_header((header::CACHE_CONTROL, caching))
            .insert_header((header::VARY, "Authorization, X-Api-Key"))
            .insert_header((header::ETAG, self.etag));
        let Some(bytes) = self.bytes else {
            return response.status(StatusCode::NOT_MODIFIED).finish();
        };
        response
            .insert_header((header::CONTENT_TYPE, self.media_type))
            .insert_header((header::CONTENT_DISPOSITION, label::disposition(&self.label)))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
            // The bytes go out as they are: their hash is the validator, and most kinds are compressed already.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(SizedStream::new(self.size, bytes))
    }
}
