//! Doors of accounts.

use super::dto::{ChangePassword, MeView, RefreshSession, SessionList, StartSession, TokensView};
use super::{events, own, sessions};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id};
use crate::access::{Ctx, Door};
use crate::door;
use actix_web::HttpRequest;
use kernel::SessionId;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(start_session, Act, Public, events::SESSION_STARTED),
        door!(refresh_session, Act, Public, events::SESSION_REFRESHED),
        door!(list_sessions, Read, SignedIn),
        door!(end_all_sessions, Act, SignedIn, events::SESSIONS_ENDED),
        door!(end_session, Act, SignedIn, events::SESSION_ENDED),
        door!(read_me, Read, SignedIn),
        door!(change_password, Act, SignedIn, events::PASSWORD_CHANGED),
    ]
}

/// Log in
///
/// Gives an access token for fifteen minutes and a refresh token for the next ones.
/// Attempts are throttled per login and address; nobody can lock somebody else out for good.
#[utoipa::path(post, path = "/sessions", operation_id = "startSession", tag = "accounts", request_body = StartSession,
    responses((status = 201, description = "Logged in.", body = TokensView), (status = 401, description = "Wrong login or password.", body = crate::error::Problem, content_type = "application/problem+json")))]
async fn start_session(ctx: Ctx, body: Body<StartSession>) -> Reply {
    Ok(sessions::start_session(&ctx, body.0).await?)
}

/// Refresh a login
///
/// Trades a refresh token, from the body or the cookie, for new tokens. A token used twice ends the whole session.
#[utoipa::path(post, path = "/sessions/refreshes", operation_id = "refreshSession", tag = "accounts", request_body = RefreshSession,
    responses((status = 200, description = "New tokens.", body = TokensView), (status = 401, description = "The session has ended.", body = crate::error::Problem, content_type = "application/problem+json")))]
async fn refresh_session(ctx: Ctx, request: HttpRequest, body: Body<RefreshSession>) -> Reply {
    let cookie = request
        .cookie(sessions::COOKIE)
        .map(|cookie| cookie.value().to_owned());
    Ok(sessions::refresh_session(&ctx, body.0, cookie).await?)
}

/// List one's own login sessions
///
/// The live ones, the newest first.
#[utoipa::path(get, path = "/sessions", operation_id = "listSessions", tag = "accounts",
    responses((status = 200, description = "One's own sessions.", body = SessionList)))]
async fn list_sessions(ctx: Ctx) -> Reply {
    Ok(sessions::list_sessions(&ctx).await?)
}

/// Log out everywhere
///
/// Ends all of one's own sessions, this one included.
#[utoipa::path(delete, path = "/sessions", operation_id = "endAllSessions", tag = "accounts",
    responses((status = 204, description = "All sessions have ended.")))]
async fn end_all_sessions(ctx: Ctx) -> Reply {
    Ok(sessions::end_all_sessions(&ctx).await?)
}

/// Log out
///
/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/sessions/{sessionId}", operation_id = "endSession", tag = "accounts",
    params(("sessionId" = Uuid, Path, description = "The session.")),
    responses((status = 204, description = "The session has ended.")))]
async fn end_session(ctx: Ctx, id: Id<SessionId>) -> Reply {
    Ok(sessions::end_session(&ctx, id.0).await?)
}

/// Who am I?
///
/// The account or key behind the request, with the roles in force today.
#[utoipa::path(get, path = "/me", operation_id = "readMe", tag = "accounts",
    responses((status = 200, description = "Oneself.", body = MeView)))]
async fn read_me(ctx: Ctx) -> Reply {
    Ok(own::read_me(&ctx)?)
}

/// Change one's own password
///
/// Ends all other sessions of the account.
#[utoipa::path(put, path = "/me/password", operation_id = "changePassword", tag = "accounts", request_body = ChangePassword,
    responses((status = 204, description = "Changed.")))]
async fn change_password(ctx: Ctx, body: Body<ChangePassword>) -> Reply {
    Ok(own::change_password(&ctx, body.0).await?)
}
