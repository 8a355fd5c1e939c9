//! Wire shapes of the library of practices.

use crate::capabilities::organisation::dto::LanguageCode;
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What a practice is.
    pub enum PracticeKind { Initiative = "initiative", Procedure = "procedure", WayOfWorking = "way_of_working" }
}

words! {
    /// Under which licence others may use it.
    pub enum PracticeLicence {
        /// Creative Commons Zero 1.0.
        Zero = "cc0",
        /// Creative Commons Attribution 4.0.
        Attribution = "cc_by",
        /// Creative Commons Attribution, share alike, 4.0.
        ShareAlike = "cc_by_sa",
        /// Norwegian Licence for Open Government Data 2.0.
        Nlod = "nlod",
    }
}

/// A practice in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PracticeText {
    #[schema(inline)]
    pub language: LanguageCode,
    #[schema(min_length = 1, max_length = 200, example = "Digitalt førstebesøk")]
    pub title: String,
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Den første samtalen holdes på skjerm, så den kommer to uker tidligere."
    )]
    pub summary: String,
    /// Markdown.
    #[schema(
        min_length = 1,
        max_length = 30_000,
        example = "## Slik gjør vi det\n\nEn fagperson ringer opp på skjerm."
    )]
    pub body: String,
}

/// What a practice says. It names no persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PracticeContent {
    /// Each language once.
    #[schema(min_items = 1, max_items = 3)]
    pub texts: Vec<PracticeText>,
    /// Where it comes from and where it has been tried.
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "Prøvd i to soner i Fjordvik i 2026"
    )]
    pub provenance: String,
    #[schema(inline)]
    pub licence: PracticeLicence,
    /// What is new in this revision.
    #[serde(default)]
    #[schema(max_length = 2000, default = "", example = "Tolk er med fra start.")]
    pub changes: String,
}

/// A practice for the library.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublishPractice {
    #[schema(inline)]
    pub kind: PracticeKind,
    /// The publisher's own record behind it, such as a procedure; it is shown to nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<Uuid>,
    pub content: PracticeContent,
}

/// A further revision.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevisePractice {
    pub content: PracticeContent,
}

/// Why a practice is taken out of the library.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawPractice {
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Erstattet av den nasjonale veilederen."
    )]
    pub reason: String,
}

/// A revision of a practice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PracticeRevisionView {
    #[schema(minimum = 1, maximum = 100_000)]
    pub number: i32,
    #[serde(flatten)]
    #[schema(inline)]
    pub content: PracticeContent,
    /// SHA-256 of the content as JSON with sorted keys and no white space.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: String,
    pub published_at: DateTime<Utc>,
}

/// One's own practice with its revisions, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PracticeView {
    pub id: Uuid,
    #[schema(inline)]
    pub kind: PracticeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub withdrawn_reason: Option<String>,
    #[schema(max_items = 100)]
    pub revisions: Vec<PracticeRevisionView>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A title and what it is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PracticeTitle {
    #[schema(inline)]
    pub language: LanguageCode,
    #[schema(max_length = 200, example = "Digitalt førstebesøk")]
    pub title: String,
    #[schema(max_length = 1000)]
    pub summary: String,
}

/// A practice in the library.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LibraryPracticeView {
    pub id: Uuid,
    #[schema(inline)]
    pub kind: PracticeKind,
    /// Whether one's own organiser has published it.
    pub own: bool,
    /// The newest revision.
    #[schema(minimum = 1, maximum = 100_000)]
    pub revision: i32,
    #[schema(max_items = 3)]
    pub titles: Vec<PracticeTitle>,
    #[schema(max_length = 500)]
    pub provenance: String,
    #[schema(inline)]
    pub licence: PracticeLicence,
    pub published_at: DateTime<Utc>,
}

/// A page of the library.
#[derive(Debug, Serialize, ToSchema)]
pub struct LibraryPracticeList {
    #[schema(max_items = 100)]
    pub items: Vec<LibraryPracticeView>,
    pub page: PageView,
}

/// What to look for in the library.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LibraryFilter {
    /// Words of the title, the summary or the text.
    #[param(min_length = 2, max_length = 100, example = "skjerm")]
    pub text: Option<String>,
    #[param(inline)]
    pub kind: Option<PracticeKind>,
    #[param(inline)]
    pub language: Option<LanguageCode>,
    #[param(inline)]
    pub licence: Option<PracticeLicence>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// Which practice to read.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LibraryRevisionFilter {
    /// A practice of the library.
    #[param(example = "0190163d-8694-739b-aea5-966c26f8ad91")]
    pub practice_id: Uuid,
}

/// A practice's revisions as everybody reads them, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LibraryRevisionList {
    #[schema(max_items = 100)]
    pub items: Vec<PracticeRevisionView>,
}

/// Taking up the newest revision of a practice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdoptPractice {
    pub practice_id: Uuid,
    /// What is done otherwise here, and why.
    #[serde(default)]
    #[schema(
        max_length = 4000,
        default = "",
        example = "Vi ringer på telefon der dekningen er dårlig."
    )]
    pub deviations: String,
}

/// What to do about a newer revision.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideOnRevision {
    /// Take the newest revision; else stay with the one that is there.
    pub take: bool,
    /// Why, where it is not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Vi venter til høstens opplæring."
    )]
    pub reason: Option<String>,
    /// What is done otherwise from now on; as before where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000, example = "Vi ringer på telefon der dekningen er dårlig.")]
    pub deviations: Option<String>,
}

/// A practice that was taken up. Its text stays readable here, whatever happens to it in the library.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAdoptionView {
    pub id: Uuid,
    pub practice_id: Uuid,
    /// The revision that was taken up.
    #[schema(minimum = 1, maximum = 100_000)]
    pub revision: i32,
    #[schema(max_items = 3)]
    pub texts: Vec<PracticeText>,
    #[schema(max_length = 500)]
    pub provenance: String,
    #[schema(inline)]
    pub licence: PracticeLicence,
    #[schema(max_length = 4000)]
    pub deviations: String,
    /// Whether there is a newer one about which nothing was decided.
    pub new_revision_available: bool,
    /// The newest in the library; absent where it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100_000)]
    pub newest_revision: Option<i32>,
    /// Whether its publisher has taken it out of the library.
    pub withdrawn: bool,
    /// Why the newest one was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub kept_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A page of adoptions.
#[derive(Debug, Serialize, ToSchema)]
pub struct PracticeAdoptionList {
    #[schema(max_items = 100)]
    pub items: Vec<PracticeAdoptionView>,
    pub page: PageView,
}
