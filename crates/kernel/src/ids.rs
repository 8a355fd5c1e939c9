//! Typed ids: one type for each kind of row, so that a gate's id can never be handed over as a stage's.
//!
//! On the wire and in the database an id is a plain UUID.
//! Text is read in the canonical form only (RFC 9562 section 4: 36 characters, hyphenated, either case), and written in lower case,
//! so that one row has one address.
//! Making new ids is not done here, because it needs a clock and randomness.
//!
//! ```
//! use kernel::{GateId, IdError};
//!
//! let id: GateId = "0190163D-8694-739B-AEA5-966C26F8AD91".parse()?;
//! assert_eq!(id.to_string(), "0190163d-8694-739b-aea5-966c26f8ad91");
//! assert_eq!(GateId::from(id.uuid()), id);
//! assert_eq!("0190163d8694739baea5966c26f8ad91".parse::<GateId>(), Err(IdError));
//! # Ok::<(), IdError>(())
//! ```

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

/// The text is not a UUID in canonical hyphenated form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id in the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")]
pub struct IdError;

/// Reads the canonical form; `Uuid` itself would also take the braced, the URN and the unhyphenated one.
fn read_canonical(text: &str) -> Result<Uuid, IdError> {
    if text.len() != uuid::fmt::Hyphenated::LENGTH {
        return Err(IdError);
    }
    Uuid::try_parse(text).map_err(|_| IdError)
}

/// Reads an id from a text format as strictly as `FromStr`, and from a binary one as a UUID.
fn deserialize_canonical<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    if deserializer.is_human_readable() {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        read_canonical(&text).map_err(serde::de::Error::custom)
    } else {
        Uuid::deserialize(deserializer)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The bare UUID, for a table's column.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, formatter)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                read_canonical(text).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize_canonical(deserializer).map(Self)
            }
        }
    )+};
}

ids! {
    /// The tenant: a municipality or a wellbeing county.
    OrganiserId;
    /// A node in an organiser's tree.
    UnitId;
    /// A service area, such as home care.
    ServiceAreaId;
    /// An employee or external, as HR knows them.
    PersonId;
    /// A person's position in a unit.
    PositionId;
    /// The group whose stance decides success.
    LeadershipGroupId;
    /// One person's time as a member of a leadership group.
    LeadershipMemberId;
    /// Someone who can log in.
    UserId;
    /// A role given to a user within a scope.
    GrantId;
    /// A login session.
    SessionId;
    /// A key with which another system calls the API.
    ApiKeyId;
    /// One run of an import.
    ImportId;
    /// A process template across its versions.
    TemplateId;
    /// One version of a process template.
    TemplateVersionId;
    /// One run of a template for a sector or unit.
    RoadmapId;
    /// One step in a roadmap.
    StageId;
    /// A result to be reached, with its work.
    MilestoneId;
    /// A dependency between two milestones.
    DependencyId;
    /// A comment.
    CommentId;
    /// A frozen copy of a plan's dates.
    BaselineId;
    /// The decision at a stage's end.
    GateId;
    /// A review of a gate.
    ReviewId;
    /// A signed outcome of a gate.
    DecisionId;
    /// A condition that a decision set.
    ConditionId;
    /// What proves a milestone, criterion, benefit or coverage.
    EvidenceId;
    /// A place where evidence is used.
    EvidenceUseId;
    /// A fact that was recorded by hand.
    RecordedFactId;
    /// Someone who stands in for an owner for a while.
    ActingOwnerId;
    /// An organiser's own day in the calendar.
    CalendarDayId;
    /// A proposal to close a roadmap or stage.
    ClosingProposalId;
    /// How much time is left for development.
    CapacityShareId;
    /// When somebody is away.
    AbsenceId;
    /// A levelling, forecast or scenario.
    ComputationId;
    /// Something that blocks.
    BarrierId;
    /// A kind of barrier that an organiser has added.
    BarrierCategoryId;
    /// A version of the acknowledgement's text.
    AcknowledgementTextId;
    /// A member's signature under the acknowledgement.
    SignatureId;
    /// One asking of the posture questionnaire.
    PostureRoundId;
    /// A field of competence that an organiser has added.
    CompetenceFieldId;
    /// What somebody was found able to do, in a field, on a day.
    CompetenceRecordId;
    /// A way to get the capacity that a leadership lacks.
    CapacityRouteId;
    /// A measured effect with baseline and target.
    BenefitId;
    /// A day on which a benefit is looked at again.
    BenefitReviewId;
    /// A kind of welfare technology.
    TechnologyId;
    /// A technology in a unit.
    TechnologyDeploymentId;
    /// An activity with those whom a technology concerns.
    TechnologyEngagementId;
    /// A branch's maturity in an indicator in a year.
    MaturityRoundId;
    /// An organiser's own category of procedures.
    ProcedureCategoryId;
    /// A procedure that staff read.
    ProcedureId;
    /// A revision of a procedure.
    ProcedureRevisionId;
    /// A project or a larger measure.
    InitiativeId;
    /// Who drives an initiative in a service area.
    InitiativeChampionId;
    /// What one initiative hands on to a later one.
    InitiativeLinkId;
    /// What an initiative asks of a unit.
    InitiativeWorkloadId;
    /// Where units disagree in an initiative.
    InitiativeConflictId;
    /// An aggregate that was released for comparison.
    BenchmarkReleaseId;
    /// A public key whose files are taken in.
    TrustedKeyId;
    /// A file of public figures.
    KpiImportId;
    /// A practice of the library.
    PracticeId;
    /// A practice that was taken up.
    PracticeAdoptionId;
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0190163d-8694-739b-aea5-966c26f8ad91";

    #[test]
    fn only_the_canonical_form_is_read() {
        let id: UnitId = TEXT.parse().unwrap();
        assert_eq!(TEXT.to_uppercase().parse(), Ok(id));
        for text in [
            "",
            "0190163d8694739baea5966c26f8ad91",
            "{0190163d-8694-739b-aea5-966c26f8ad91}",
            "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91",
            " 0190163d-8694-739b-aea5-966c26f8ad91",
            "0190163d-8694-739b-aea5-966c26f8ad9g",
            "0190163d-8694-739b-aea5966c-26f8ad91",
            "0190163d-8694-739b-aea5-966c26f8adé",
        ] {
            assert_eq!(text.parse::<UnitId>(), Err(IdError), "{text}");
        }
    }

    #[test]
    fn json_is_the_bare_text_and_as_strict() {
        let id: UnitId = TEXT.parse().unwrap();
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{TEXT}\""));
        assert_eq!(serde_json::from_str::<UnitId>(&json).unwrap(), id);
        assert_eq!(serde_json::from_reader::<_, UnitId>(json.as_bytes()).unwrap(), id);
        assert!(serde_json::from_str::<UnitId>("\"0190163d8694739baea5966c26f8ad91\"").is_err());
        assert!(serde_json::from_str::<UnitId>("7").is_err());
    }

    #[test]
    fn order_follows_the_uuid() {
        let earlier = UnitId::from(Uuid::from_u128(1));
        let later = UnitId::from(Uuid::from_u128(2));
        assert!(earlier < later);
        assert_eq!(Uuid::from(later), later.uuid());
    }
}
