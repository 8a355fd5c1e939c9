//! Wire shapes of accounts, as their administrators see them.

use super::grants::GrantView;
use crate::access::Role;
use crate::capabilities::organisation::dto::LanguageCode;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::account;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Whether an account can be used.
    pub enum AccountStatus { Active = "active", Disabled = "disabled" }
}

/// A new account. Its owner must change the initial password before anything else.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAccount {
    /// The login name, usually the e-mail address; spelling it with other letter cases is the same login.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = "^[^\\u0000-\\u0020\\u007F-\\u00A0\\u00AD\\u200B-\\u200F\\u2028-\\u202F\\u2060-\\u206F\\u3000\\uFEFF]+$",
        example = "leder@fjordvik.example"
    )]
    pub login: String,
    /// The initial password: at least twelve characters, not containing the login.
    #[schema(min_length = 12, max_length = 200, example = "en lang passordsetning")]
    pub password: String,
    /// The person behind the account; needed for owning, reviewing and deciding.
    pub person_id: Option<Uuid>,
    /// The language of texts where a request names none.
    pub language: Option<LanguageCode>,
}

/// The first administrator of an organiser.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppointAdministrator {
    /// The login name, usually the e-mail address.
    #[schema(
        min_length = 3,
        max_length = 254,
        pattern = "^[^\\u0000-\\u0020\\u007F-\\u00A0\\u00AD\\u200B-\\u200F\\u2028-\\u202F\\u2060-\\u206F\\u3000\\uFEFF]+$",
        example = "admin@fjordvik.example"
    )]
    pub login: String,
    /// The initial password: at least twelve characters, not containing the login.
    #[schema(min_length = 12, max_length = 200, example = "en lang passordsetning")]
    pub password: String,
    /// The language of texts where a request names none.
    pub language: Option<LanguageCode>,
}

/// An appointed administrator. The operator sees no more of the organiser.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdministratorView {
    pub organiser_id: Uuid,
    pub account_id: Uuid,
    #[schema(max_length = 254, example = "admin@fjordvik.example")]
    pub login: String,
    pub must_change_password: bool,
}

/// What an administrator may change of an account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountFields {
    /// A disabled account is out at once, and its login sessions end for good.
    pub status: AccountStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageCode>,
    /// The person behind the account. From the day after the person's last day the account cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
}

patch_of! {
    /// Changes of an account.
    UpdateAccount, AccountFields
}

/// A new password for somebody else's account.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetPassword {
    /// At least twelve characters, not containing the login. The owner must change it before anything else.
    #[schema(min_length = 12, max_length = 200, example = "en lang passordsetning")]
    pub password: String,
}

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    pub id: Uuid,
    #[schema(max_length = 254, example = "leder@fjordvik.example")]
    pub login: String,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: AccountFields,
    pub must_change_password: bool,
    pub password_changed_at: DateTime<Utc>,
    /// The roles it holds, also those whose time has not come or is over, as far as the reader may see them.
    #[schema(max_items = 200)]
    pub grants: Vec<GrantView>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

pub(in super::super) fn fields_of(row: &account::Model) -> crate::error::Result<AccountFields> {
    Ok(AccountFields {
        status: AccountStatus::from_row(&row.status)?,
        language: row.language.as_deref().map(LanguageCode::from_row).transpose()?,
        person_id: row.person_id,
    })
}

impl AccountView {
    pub(in super::super) fn of(row: &account::Model, grants: Vec<GrantView>) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            login: row.login.clone(),
            fields: fields_of(row)?,
            must_change_password: row.must_change_password,
            password_changed_at: row.password_changed_at,
            grants,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of accounts, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountList {
    #[schema(max_items = 100)]
    pub items: Vec<AccountView>,
    pub page: PageView,
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AccountFilter {
    #[param(inline)]
    pub status: Option<AccountStatus>,
    /// The account of this person.
    pub person_id: Option<Uuid>,
    /// Accounts that hold this role today, anywhere.
    #[param(inline)]
    pub role: Option<Role>,
    /// The page, counted from 1. `page × limit` is at most 10,000; beyond that read on with `cursor`.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before; reaches any depth.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
