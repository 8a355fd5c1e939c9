//! The chain: what earlier small initiatives hand on to later ones, and how far it has reached.

use super::{InitiativeSize, InitiativeState};
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What is handed on.
    pub enum Inheritance {
        /// Something that was made: a solution, a routine, an agreement.
        Asset = "asset",
        Learning = "learning",
        /// Somebody who has done it before.
        People = "people",
    }
}

/// What an initiative inherits from an earlier small one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateInitiativeLink {
    /// The earlier one, a small initiative of the same roadmap.
    pub earlier_id: Uuid,
    pub kind: Inheritance,
    /// What the earlier one hands on.
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Malen for vaktlisten og opplæringen til den."
    )]
    pub handed_on: String,
    /// What this one takes over of it.
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Samme mal, med nattjenesten lagt til."
    )]
    pub inherited: String,
}

/// A link of the chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeLinkView {
    pub id: Uuid,
    pub later_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateInitiativeLink,
    pub version: i64,
}

/// An initiative in the chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChainMember {
    pub initiative_id: Uuid,
    #[schema(max_length = 200)]
    pub name: String,
    pub size: InitiativeSize,
    pub state: InitiativeState,
    /// When it began, or is planned to.
    pub begins: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<NaiveDate>,
    #[schema(max_items = 100)]
    pub service_area_ids: Vec<Uuid>,
}

/// How far the chain had reached on a day.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChainReach {
    pub on_date: NaiveDate,
    /// The initiative that was delivered.
    pub initiative_id: Uuid,
    /// The roadmap's service areas that were reached for the first time.
    #[schema(max_items = 100)]
    pub new_service_area_ids: Vec<Uuid>,
    /// The roadmap's service areas reached until then.
    #[schema(minimum = 0, maximum = 1000)]
    pub reached: i32,
    /// Of the roadmap's service areas; absent where it covers none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1)]
    pub share: Option<f64>,
}

/// The chain of a roadmap.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeChain {
    /// Every initiative that has not been stopped or hands something on, by the day on which it begins.
    #[schema(max_items = 1000)]
    pub members: Vec<ChainMember>,
    #[schema(max_items = 5000)]
    pub links: Vec<InitiativeLinkView>,
    /// After each delivery of a small one, the earliest first.
    #[schema(max_items = 1000)]
    pub reach: Vec<ChainReach>,
    /// Service areas of the roadmap that nothing delivered has reached.
    #[schema(max_items = 1000)]
    pub unreached_service_area_ids: Vec<Uuid>,
}
