//! THE PERMISSION TABLE, pure: which role may do what, and how far.
//!
//! `docs/permissions.md` is generated from it; a change of it is reviewed as a difference of that page.

use crate::words;

words! {
    /// A role of domain.md, section 8. `operator` exists in the instance only: it creates organisers and sees none of their content.
    pub enum Role {
        Administrator = "administrator",
        ProjectOffice = "project_office",
        Leader = "leader",
        Owner = "owner",
        Reviewer = "reviewer",
        Member = "member",
        Auditor = "auditor",
        Operator = "operator",
    }
}

words! {
    /// What an API key may be used for.
    pub enum Scope {
        /// Read what the organiser's members read.
        Read = "read",
        /// Persons, positions, units and their import.
        PeopleWrite = "people_write",
        /// Roadmaps, milestones and their plan.
        RoadmapsWrite = "roadmaps_write",
        /// Evidence.
        EvidenceWrite = "evidence_write",
        /// Recorded facts and measured series.
        MeasuresWrite = "measures_write",
        /// The audit chain.
        AuditRead = "audit_read",
        /// SCIM provisioning.
        Scim = "scim",
    }
}

/// How far a role reaches for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Far {
    /// Not at all.
    No,
    /// Only what the actor is named for: own milestones, own evidence, own conditions.
    Own,
    /// Whatever lies within the grant: the organiser, a unit's subtree, or one roadmap.
    Within,
    /// Anywhere in the organiser, however narrow the grant is: what everybody needs, such as the unit tree.
    Anywhere,
}

use Far::{Anywhere as A, No as N, Own as O, Within as W};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $scope:expr, [$($cell:ident)*];)*) => {
        /// Something that needs a permission.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        /// Every action with its word, the API key scope that allows it, and the roles in the order of [`Role::ALL`].
        pub const TABLE: &[(Action, &str, Option<Scope>, [Far; 8])] = &[
            $((Action::$name, $word, $scope, [$($cell),*]),)*
        ];
    };
}

const READ: Option<Scope> = Some(Scope::Read);
const PEOPLE: Option<Scope> = Some(Scope::PeopleWrite);
const ROADMAPS: Option<Scope> = Some(Scope::RoadmapsWrite);
const EVIDENCE: Option<Scope> = Some(Scope::EvidenceWrite);
const MEASURES: Option<Scope> = Some(Scope::MeasuresWrite);

//                                                                admin office leader owner review member audit operator
actions! {
    /// The organiser, its unit tree, service areas and calendar.
    ReadOrganisation = "read_organisation", READ,                 [A A A A A A A N];
    EditOrganisation = "edit_organisation", None,                 [W N N N N N N N];
    EditUnits = "edit_units", PEOPLE,                             [W N N N N N N N];
    EditServiceAreas = "edit_service_areas", None,                [W W N N N N N N];
    EditCalendar = "edit_calendar", None,                         [W W N N N N N N];
    /// Persons, positions and leadership groups.
    ReadPeople = "read_people", READ,                             [W W W W W W W N];
    EditPeople = "edit_people", PEOPLE,                           [W N N N N N N N];
    ImportPeople = "import_people", PEOPLE,                       [W N N N N N N N];
    EditLeadershipGroups = "edit_leadership_groups", None,        [W W N N N N N N];
    /// Whose time is left for development, how much of it is booked, and absences as percent.
    ReadCapacity = "read_capacity", READ,                         [W W W N N N W N];
    EditCapacity = "edit_capacity", PEOPLE,                       [W W N N N N N N];
    /// What has lost its owner.
    ReadOrphans = "read_orphans", READ,                           [W W N N N N W N];
    /// Accounts, grants and API keys.
    ReadAccess = "read_access", None,                             [W N N N N N W N];
    EditAccess = "edit_access", None,                             [W N N N N N N N];
    ReadTemplates = "read_templates", READ,                       [A A A A A A A N];
    EditTemplates = "edit_templates", None,                       [W W N N N N N N];
    /// Roadmaps with stages, milestones, dependencies, comments and baselines.
    ReadRoadmap = "read_roadmap", READ,                           [W W W W W W W N];
    PlanRoadmap = "plan_roadmap", ROADMAPS,                       [N W N N N N N N];
    /// Levellings, forecasts and scenarios, which change nothing.
    Simulate = "simulate", ROADMAPS,                              [N W W N N N N N];
    /// Status, progress and dates of a milestone.
    ReportMilestone = "report_milestone", ROADMAPS,               [N W N O N N N N];
    CommentRoadmap = "comment_roadmap", None,                     [N W W W W W N N];
    ReadGate = "read_gate", READ,                                 [W W W W W W W N];
    AskReview = "ask_review", None,                               [N W N N N N N N];
    DecideGate = "decide_gate", None,                             [N N W N N N N N];
    ReopenStage = "reopen_stage", None,                           [N N W N N N N N];
    FulfilCondition = "fulfil_condition", None,                   [N W W O N N N N];
    RecordFact = "record_fact", MEASURES,                         [N W N N N N N N];
    ReadEvidence = "read_evidence", READ,                         [W W W W W W W N];
    /// The content of evidence whose access level is restricted.
    ReadRestrictedEvidence = "read_restricted_evidence", None,    [N W W O W N W N];
    SubmitEvidence = "submit_evidence", EVIDENCE,                 [N W W W N N N N];
    ReviewEvidence = "review_evidence", None,                     [N N N N W N N N];
    /// A new revision in the place of evidence that stands.
    ReviseEvidence = "revise_evidence", EVIDENCE,                 [N W O O N N N N];
    WithdrawEvidence = "withdraw_evidence", None,                 [N W O O N N N N];
    /// Barriers with their countermeasures, and what recurs across units.
    ReadBarriers = "read_barriers", READ,                         [W W W W W W W N];
    EditBarriers = "edit_barriers", ROADMAPS,                     [N W W O N N N N];
    EditBarrierCategories = "edit_barrier_categories", None,      [W W N N N N N N];
    ReadAudit = "read_audit", Some(Scope::AuditRead),             [W N N N N N W N];
    PublishCheckpoint = "publish_checkpoint", None,               [W N N N N N W N];
    /// Organisers of the instance; not their content.
    ManageOrganisers = "manage_organisers", None,                 [N N N N N N N W];
}

impl Action {
    /// The word in texts and documents.
    pub const fn as_str(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// The API key scope that allows it; `None` means that no key can.
    pub const fn scope(self) -> Option<Scope> {
        TABLE[self as usize].2
    }

    /// Whether it moves a roadmap on, which a stopped one does not take.
    pub const fn moves_roadmap(self) -> bool {
        matches!(
            self,
            Self::PlanRoadmap
                | Self::ReportMilestone
                | Self::AskReview
                | Self::DecideGate
                | Self::ReopenStage
                | Self::RecordFact
                | Self::FulfilCondition
        )
    }

    /// How far a role reaches.
    pub const fn far(self, role: Role) -> Far {
        TABLE[self as usize].3[role as usize]
    }
}

/// The table as a Markdown page.
pub fn matrix() -> String {
    use std::fmt::Write;
    let mut page = String::from(
        "# Permissions\n\nGenerated from `src/access/policy.rs`; do not edit.\n\n\
         `anywhere`: in the whole organiser, however narrow the grant is.\n\
         `within`: in the grant's organiser, unit subtree or roadmap.\n\
         `own`: only where the person is named as owner, acting owner or submitter.\n\n| Action |",
    );
    for role in Role::ALL {
        let _ = write!(page, " {role} |");
    }
    page.push_str(" API key scope |\n|---|");
    page.push_str(&"---|".repeat(Role::ALL.len() + 1));
    page.push('\n');
    for (_, word, scope, cells) in TABLE {
        let _ = write!(page, "| {word} |");
        for far in cells {
            let text = match far {
                N => "–",
                O => "own",
                W => "within",
                A => "anywhere",
            };
            let _ = write!(page, " {text} |");
        }
        let _ = writeln!(page, " {} |", scope.map_or("–", Scope::as_str));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_decides_what_they_run_and_the_operator_sees_nothing() {
        assert_eq!(Action::DecideGate.far(Role::ProjectOffice), N);
        assert_eq!(Action::DecideGate.scope(), None);
        for (action, ..) in TABLE {
            assert_eq!(
                action.far(Role::Operator) != N,
                *action == Action::ManageOrganisers,
                "{action:?}"
            );
        }
    }
}
