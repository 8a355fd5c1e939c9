//! Wire shapes of API keys. The secret itself is shown once, when the key is made.

use crate::access::Scope;
use crate::patch_of;
use crate::platform::paging::PageView;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::api_key;
use utoipa::ToSchema;
use uuid::Uuid;

/// A new key for a machine.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateApiKey {
    /// Which system uses it.
    #[schema(min_length = 1, max_length = 200, example = "Lønns- og personalsystemet")]
    pub name: String,
    /// What it may be used for, in the whole organiser.
    #[schema(min_items = 1, max_items = 10)]
    pub scopes: Vec<Scope>,
    /// At most 400 days ahead.
    pub expires_at: DateTime<Utc>,
}

/// What can be changed of a key. For other scopes or a later expiry make another key.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKeyFields {
    /// Which system uses it.
    #[schema(min_length = 1, max_length = 200, example = "Lønns- og personalsystemet")]
    pub name: String,
}

patch_of! {
    /// Changes of a key.
    UpdateApiKey, ApiKeyFields
}

/// A key, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyView {
    pub id: Uuid,
    #[schema(max_length = 200, example = "Lønns- og personalsystemet")]
    pub name: String,
    #[schema(max_items = 10)]
    pub scopes: Vec<Scope>,
    /// The secret's last characters, to tell keys apart.
    #[schema(max_length = 20, pattern = "^…[A-Za-z0-9_-]{4}$", example = "…x7Qk")]
    pub hint: String,
    /// From this instant on it opens nothing.
    pub expires_at: DateTime<Utc>,
    /// Since when it has been revoked; a revoked key never comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The account that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ApiKeyView {
    pub(in super::super) fn of(row: &api_key::Model) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name.clone(),
            scopes: serde_json::from_value(row.scopes.clone())?,
            hint: row.hint.clone(),
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            created_by_id: row.created_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A key that was just made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedApiKeyView {
    #[serde(flatten)]
    #[schema(inline)]
    pub key: ApiKeyView,
    /// Send it as `X-Api-Key`. Shown this once and stored nowhere: an answer repeated for an `Idempotency-Key` leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 80,
        pattern = "^svk_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$",
        example = "svk_0190163d8694739baea5966c26f8ad91_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    pub secret: Option<String>,
}

/// A page of keys, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeyList {
    #[schema(max_items = 100)]
    pub items: Vec<ApiKeyView>,
    pub page: PageView,
}
