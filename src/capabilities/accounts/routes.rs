//! Doors of accounts.

use super::dto::{
    AccountFilter, AccountList, AccountView, AdministratorView, ApiKeyList, ApiKeyView, AppointAdministrator,
    ChangePassword, CreateAccount, CreateApiKey, CreateGrant, CreatedApiKeyView, GrantList, GrantView,
    MeView, RefreshSession, ResetPassword, SessionList, StartSession, TokensView, UpdateAccount,
    UpdateApiKey, UpdateGrant,
};
use super::{administration, events, grants, keys, own, sessions};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::paging::{PageFilter, Place};
use actix_web::HttpRequest;
use kernel::{ApiKeyId, GrantId, OrganiserId, SessionId, UserId};

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
        door!(
            appoint_administrator,
            Create,
            Permit(Action::ManageOrganisers),
            events::ADMINISTRATOR_APPOINTED
        ),
        door!(list_accounts, Read, Permit(Action::ReadAccess)),
        door!(
            create_account,
            Create,
            Permit(Action::EditAccess),
            events::ACCOUNT_CREATED
        ),
        door!(read_account, Read, Permit(Action::ReadAccess)),
        door!(
            update_account,
            Edit,
            Permit(Action::EditAccess),
            events::ACCOUNT_UPDATED
        ),
        door!(
            reset_password,
            Act,
            Permit(Action::EditAccess),
            events::PASSWORD_RESET
        ),
        door!(
            end_account_sessions,
            Act,
            Permit(Action::EditAccess),
            events::ACCOUNT_SESSIONS_ENDED
        ),
        door!(list_grants, Read, Permit(Action::ReadAccess)),
        door!(
            create_grant,
            Create,
            Permit(Action::EditAccess),
            events::GRANT_CREATED
        ),
        door!(read_grant, Read, Permit(Action::ReadAccess)),
        door!(
            update_grant,
            Edit,
            Permit(Action::EditAccess),
            events::GRANT_UPDATED
        ),
        door!(
            delete_grant,
            Edit,
            Permit(Action::EditAccess),
            events::GRANT_DELETED
        ),
        door!(list_api_keys, Read, Permit(Action::ReadAccess)),
        door!(
            create_api_key,
            Create,
            Permit(Action::EditAccess),
            events::API_KEY_CREATED
        ),
        door!(read_api_key, Read, Permit(Action::ReadAccess)),
        door!(
            update_api_key,
            Edit,
            Permit(Action::EditAccess),
            events::API_KEY_UPDATED
        ),
        door!(
            revoke_api_key,
            Act,
            Permit(Action::EditAccess),
            events::API_KEY_REVOKED
        ),
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

/// Appoint the first administrator of an organiser
///
/// The operator's one act within an organiser: an account that is administrator of all of it and must change its password.
/// Refused while there is an active administrator, who then creates further accounts.
#[utoipa::path(post, path = "/organisers/{organiserId}/administrators", operation_id = "appointAdministrator", tag = "accounts",
    params(("organiserId" = Uuid, Path, description = "The organiser.")),
    request_body = AppointAdministrator, responses((status = 201, description = "The new administrator.", body = AdministratorView)))]
async fn appoint_administrator(ctx: Ctx, id: Id<OrganiserId>, body: Body<AppointAdministrator>) -> Reply {
    Ok(administration::appoint_administrator(&ctx, id.0, body.0).await?)
}

/// List accounts
///
/// The oldest first. Whoever administers a unit or a roadmap only sees the accounts that hold a role or a position in it.
#[utoipa::path(get, path = "/accounts", operation_id = "listAccounts", tag = "accounts",
    params(AccountFilter), responses((status = 200, description = "A page of accounts.", body = AccountList)))]
async fn list_accounts(ctx: Ctx, filter: Query<AccountFilter>) -> Reply {
    Ok(administration::list_accounts(&ctx, filter.0).await?)
}

/// Create an account
///
/// With an initial password that its owner must change before anything else. Next: `POST /accounts/{accountId}/grants`.
#[utoipa::path(post, path = "/accounts", operation_id = "createAccount", tag = "accounts",
    request_body = CreateAccount, responses((status = 201, description = "The new account.", body = AccountView)))]
async fn create_account(ctx: Ctx, body: Body<CreateAccount>) -> Reply {
    Ok(administration::create_account(&ctx, body.0).await?)
}

/// Read an account
///
/// With the roles it holds.
#[utoipa::path(get, path = "/accounts/{accountId}", operation_id = "readAccount", tag = "accounts",
    params(("accountId" = Uuid, Path, description = "The account.")),
    responses((status = 200, description = "The account.", body = AccountView)))]
async fn read_account(ctx: Ctx, id: Id<UserId>) -> Reply {
    Ok(administration::read_account(&ctx, id.0).await?)
}

/// Change an account
///
/// Disables or enables it, or changes its language or the person behind it. A disabled account is out at once.
/// The last administrator of an organiser cannot be disabled.
#[utoipa::path(patch, path = "/accounts/{accountId}", operation_id = "updateAccount", tag = "accounts",
    params(("accountId" = Uuid, Path, description = "The account.")),
    request_body = UpdateAccount, responses((status = 200, description = "The account as it is now.", body = AccountView)))]
async fn update_account(ctx: Ctx, id: Id<UserId>, body: Body<UpdateAccount>) -> Reply {
    Ok(administration::update_account(&ctx, id.0, body.0).await?)
}

/// Reset somebody's password
///
/// Ends all login sessions of the account; its owner must change the new password before anything else.
/// One's own password is changed with `PUT /me/password`.
#[utoipa::path(post, path = "/accounts/{accountId}/password-resets", operation_id = "resetPassword", tag = "accounts",
    params(("accountId" = Uuid, Path, description = "The account.")),
    request_body = ResetPassword, responses((status = 204, description = "Reset.")))]
async fn reset_password(ctx: Ctx, id: Id<UserId>, body: Body<ResetPassword>) -> Reply {
    Ok(administration::reset_password(&ctx, id.0, body.0).await?)
}

/// Log somebody out everywhere
///
/// Ends all login sessions of an account.
#[utoipa::path(delete, path = "/accounts/{accountId}/sessions", operation_id = "endAccountSessions", tag = "accounts",
    params(("accountId" = Uuid, Path, description = "The account.")),
    responses((status = 204, description = "All sessions of the account have ended.")))]
async fn end_account_sessions(ctx: Ctx, id: Id<UserId>) -> Reply {
    Ok(administration::end_account_sessions(&ctx, id.0).await?)
}

/// List the roles of an account
///
/// Also those whose time has not come or is over, as far as the reader may see them.
#[utoipa::path(get, path = "/accounts/{accountId}/grants", operation_id = "listGrants", tag = "accounts",
    params(("accountId" = Uuid, Path, description = "The account.")),
    responses((status = 200, description = "The roles of the account.", body = GrantList)))]
async fn list_grants(ctx: Ctx, id: Id<UserId>) -> Reply {
    Ok(grants::list_grants(&ctx, id.0).await?)
}

/// Give an account a role
///
/// For the whole organiser, a unit with all below it, or one roadmap; from one day to another, or for good.
/// Whoever administers a unit gives roles within it, never beyond.
#[utoipa::path(post, path = "/accounts/{accountId}/grants", operation_id = "createGrant", tag = "accounts",
    params(("accountId" = Uuid, Path, description = "The account.")),
    request_body = CreateGrant, responses((status = 201, description = "The new grant.", body = GrantView)))]
async fn create_grant(ctx: Ctx, id: Id<UserId>, body: Body<CreateGrant>) -> Reply {
    Ok(grants::create_grant(&ctx, id.0, body.0).await?)
}

/// Read a grant
///
/// One role of one account.
#[utoipa::path(get, path = "/grants/{grantId}", operation_id = "readGrant", tag = "accounts",
    params(("grantId" = Uuid, Path, description = "The grant.")),
    responses((status = 200, description = "The grant.", body = GrantView)))]
async fn read_grant(ctx: Ctx, id: Id<GrantId>) -> Reply {
    Ok(grants::read_grant(&ctx, id.0).await?)
}

/// Change the days of a grant
///
/// Its first and last day. The role of the last administrator cannot be given an end.
#[utoipa::path(patch, path = "/grants/{grantId}", operation_id = "updateGrant", tag = "accounts",
    params(("grantId" = Uuid, Path, description = "The grant.")),
    request_body = UpdateGrant, responses((status = 200, description = "The grant as it is now.", body = GrantView)))]
async fn update_grant(ctx: Ctx, id: Id<GrantId>, body: Body<UpdateGrant>) -> Reply {
    Ok(grants::update_grant(&ctx, id.0, body.0).await?)
}

/// Take a role away
///
/// At once. The role of the last administrator cannot be taken away.
#[utoipa::path(delete, path = "/grants/{grantId}", operation_id = "deleteGrant", tag = "accounts",
    params(("grantId" = Uuid, Path, description = "The grant.")),
    responses((status = 204, description = "Taken away.")))]
async fn delete_grant(ctx: Ctx, id: Id<GrantId>) -> Reply {
    Ok(grants::delete_grant(&ctx, id.0).await?)
}

/// List API keys
///
/// The oldest first, also those that are revoked or expired. Secrets are never shown again.
#[utoipa::path(get, path = "/api-keys", operation_id = "listApiKeys", tag = "accounts",
    params(PageFilter), responses((status = 200, description = "A page of keys.", body = ApiKeyList)))]
async fn list_api_keys(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    Ok(keys::list_api_keys(&ctx, place).await?)
}

/// Make an API key
///
/// For a machine, with scopes and an expiry at most 400 days ahead. The secret is in this answer only:
/// repeated with the same `Idempotency-Key` the answer names the same key, without its secret.
#[utoipa::path(post, path = "/api-keys", operation_id = "createApiKey", tag = "accounts",
    request_body = CreateApiKey, responses((status = 201, description = "The new key with its secret.", body = CreatedApiKeyView)))]
async fn create_api_key(ctx: Ctx, body: Body<CreateApiKey>) -> Reply {
    Ok(keys::create_api_key(&ctx, body.0).await?)
}

/// Read an API key
///
/// Without its secret.
#[utoipa::path(get, path = "/api-keys/{apiKeyId}", operation_id = "readApiKey", tag = "accounts",
    params(("apiKeyId" = Uuid, Path, description = "The key.")),
    responses((status = 200, description = "The key.", body = ApiKeyView)))]
async fn read_api_key(ctx: Ctx, id: Id<ApiKeyId>) -> Reply {
    Ok(keys::read_api_key(&ctx, id.0).await?)
}

/// Rename an API key
///
/// Scopes and expiry never change; make another key for that.
#[utoipa::path(patch, path = "/api-keys/{apiKeyId}", operation_id = "updateApiKey", tag = "accounts",
    params(("apiKeyId" = Uuid, Path, description = "The key.")),
    request_body = UpdateApiKey, responses((status = 200, description = "The key as it is now.", body = ApiKeyView)))]
async fn update_api_key(ctx: Ctx, id: Id<ApiKeyId>, body: Body<UpdateApiKey>) -> Reply {
    Ok(keys::update_api_key(&ctx, id.0, body.0).await?)
}

/// Revoke an API key
///
/// At once and for good.
#[utoipa::path(post, path = "/api-keys/{apiKeyId}/revocations", operation_id = "revokeApiKey", tag = "accounts",
    params(("apiKeyId" = Uuid, Path, description = "The key.")),
    responses((status = 200, description = "The revoked key.", body = ApiKeyView)))]
async fn revoke_api_key(ctx: Ctx, id: Id<ApiKeyId>) -> Reply {
    Ok(keys::revoke_api_key(&ctx, id.0).await?)
}
