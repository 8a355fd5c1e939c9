//! Wire shapes of logins and of one's own account.

use super::grants::HeldRoleView;
use crate::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::login_session;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Where the refresh token travels.
    pub enum RefreshIn {
        /// In an `HttpOnly` cookie with SameSite=Strict, for pages.
        Cookie = "cookie",
        /// In the body, for other clients.
        Body = "body",
    }
}

/// A login.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartSession {
    /// The login name, usually the e-mail address.
    #[schema(min_length = 1, max_length = 254, example = "kontor@fjordvik.example")]
    pub login: String,
    #[schema(min_length = 1, max_length = 200, example = "en lang passordsetning")]
    pub password: String,
    /// Needed only by those who are users of several organisers.
    pub organiser_id: Option<Uuid>,
    /// Where the refresh token goes; `body` where not said.
    pub refresh_in: Option<RefreshIn>,
    /// What the user calls the device, for the list of sessions.
    #[schema(max_length = 200, example = "Nettbrett på vaktrommet")]
    pub device: Option<String>,
}

/// A refresh. Without a token in the body the cookie is read.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefreshSession {
    #[schema(
        min_length = 80,
        max_length = 80,
        pattern = "^svr_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$",
        example = "svr_0190163d8694739baea5966c26f8ad91_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    pub refresh_token: Option<String>,
}

/// A change of one's own password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePassword {
    #[schema(min_length = 1, max_length = 200, example = "en lang passordsetning")]
    pub current: String,
    /// At least twelve characters, not containing the login.
    #[schema(min_length = 12, max_length = 200, example = "en ny og lengre passordsetning")]
    pub new: String,
}

/// The tokens of a login session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokensView {
    /// Send it as `Authorization: Bearer …`.
    #[schema(
        max_length = 2000,
        pattern = "^[A-Za-z0-9_.-]+$",
        example = "eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln"
    )]
    pub access_token: String,
    #[schema(max_length = 10, example = "Bearer")]
    pub token_type: String,
    /// Seconds that the access token lives.
    #[schema(minimum = 1, maximum = 86400, example = 900)]
    pub expires_in: i64,
    /// For the next refresh, once; absent where it travels in the cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 80,
        pattern = "^svr_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$",
        example = "svr_0190163d8694739baea5966c26f8ad91_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    pub refresh_token: Option<String>,
    pub session_id: Uuid,
    pub organiser_id: Uuid,
    pub account_id: Uuid,
    pub must_change_password: bool,
}

/// A login session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub id: Uuid,
    #[schema(max_length = 200)]
    pub device: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Whether the request came with this session.
    pub current: bool,
}

impl SessionView {
    pub(in super::super) fn of(row: &login_session::Model, current: Option<Uuid>) -> Self {
        Self {
            id: row.id,
            device: row.device.clone(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            current: current == Some(row.id),
        }
    }
}

/// One's own live sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    #[schema(max_items = 100)]
    pub items: Vec<SessionView>,
}

/// Who one is here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeView {
    /// `user` or `api_key`.
    #[schema(max_length = 20, pattern = "^[a-z_]+$", example = "user")]
    pub kind: String,
    pub id: Uuid,
    pub organiser_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
    /// The roles in force today.
    #[schema(max_items = 200)]
    pub roles: Vec<HeldRoleView>,
    /// The scopes of an API key.
    #[schema(max_items = 20)]
    pub scopes: Vec<crate::access::Scope>,
    /// Whether the password must be changed before anything else is answered.
    pub must_change_password: bool,
}
