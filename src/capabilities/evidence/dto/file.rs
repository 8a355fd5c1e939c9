//! What is said of a file beside its bytes: query parameters, since the body is the file itself.

use super::{AccessLevel, UsePlace};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Declares the parameters that come with a file's bytes: what JSON says of other evidence, as query parameters.
macro_rules! file_parameters {
    ($(#[$meta:meta])* $name:ident { $($extra:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, IntoParams)]
        #[serde(rename_all = "camelCase")]
        #[into_params(parameter_in = Query, rename_all = "camelCase")]
        pub struct $name {
            #[param(min_length = 1, max_length = 200, example = "Opplæringsplan")]
            pub title: String,
            /// What the file is called: a label, of which only the last step of a path is kept.
            #[param(min_length = 1, max_length = 1000, pattern = "^[^\\u0000]*$", example = "plan.pdf")]
            pub file_name: String,
            /// A text that explains the file.
            #[param(min_length = 1, max_length = 10_000)]
            pub note: Option<String>,
            /// The first day of the period that it proves.
            pub effective_from: Option<NaiveDate>,
            /// The last day of the period that it proves.
            pub effective_to: Option<NaiveDate>,
            /// The last day on which it counts.
            pub valid_until: Option<NaiveDate>,
            /// The case in the organiser's archive.
            #[param(min_length = 1, max_length = 200, example = "2026/1234-5")]
            pub case_reference: Option<String>,
            /// Who may see the content.
            #[param(inline)]
            pub access_level: AccessLevel,
            /// The provision that restricts access; demanded for `restricted`.
            #[param(min_length = 1, max_length = 300, example = "offl. § 13")]
            pub legal_basis: Option<String>,
            /// The person who answers for it; the submitter where not said.
            pub owner_id: Option<Uuid>,
            $($extra)*
        }
    };
}

file_parameters! {
    /// What is said of a new revision that is a file.
    ReviseFile {}
}

file_parameters! {
    /// What is said of a new file, and where it is used.
    SubmitFile {
        /// A milestone that it proves; more uses can be added later.
        pub milestone_id: Option<Uuid>,
        /// The key of an item of the milestone's required evidence.
        #[param(max_length = 60, pattern = "^[a-zA-Z0-9_.-]+$", example = "minutes")]
        pub item_key: Option<String>,
        /// The stage to whose gate the criterion belongs.
        pub stage_id: Option<Uuid>,
        /// The key of a criterion of the stage's gate.
        #[param(max_length = 60, pattern = "^[a-zA-Z0-9_.-]+$", example = "sponsor-attested")]
        pub criterion_key: Option<String>,
    }
}

impl SubmitFile {
    /// What is said of the file, and its use where one is named.
    pub(in super::super) fn split(self) -> (ReviseFile, Vec<UsePlace>) {
        let place = UsePlace {
            milestone_id: self.milestone_id,
            item_key: self.item_key,
            stage_id: self.stage_id,
            criterion_key: self.criterion_key,
        };
        let file = ReviseFile {
            title: self.title,
            file_name: self.file_name,
            note: self.note,
            effective_from: self.effective_from,
            effective_to: self.effective_to,
            valid_until: self.valid_until,
            case_reference: self.case_reference,
            access_level: self.access_level,
            legal_basis: self.legal_basis,
            owner_id: self.owner_id,
        };
        let uses = if place == UsePlace::default() {
            Vec::new()
        } else {
            vec![place]
        };
        (file, uses)
    }
}
