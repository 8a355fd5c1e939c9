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
    /// Texts to sign and questionnaires with their dates: whoever may be asked reads them.
    ReadSurveys = "read_surveys", READ,                           [A A A A A A A N];
    /// Who of a leadership group has signed the acknowledgement.
    ReadAcknowledgement = "read_acknowledgement", READ,           [W W W W W W W N];
    EditAcknowledgementTexts = "edit_acknowledgement_texts", None, [N W N N N N N N];
    /// In person, as a member of the group; never for somebody else, and never by a machine.
    SignAcknowledgement = "sign_acknowledgement", None,           [O O O O O O N N];
    /// The posture of a leadership group, never of a person.
    ReadPosture = "read_posture", READ,                           [W W W N N N W N];
    ManagePostureRounds = "manage_posture_rounds", None,          [N W N N N N N N];
    /// In person, where one belongs to those who are asked.
    AnswerPosture = "answer_posture", None,                       [O O O O O O N N];
    /// How far a leadership group or a unit covers the fields of competence: counts, never what one person can.
    ReadCompetence = "read_competence", READ,                     [W W W W W W W N];
    /// What one person can: the person, who leads them, project office and administrator; no machine, and no auditor.
    ReadCompetenceRecords = "read_competence_records", None,      [W W O O O O N N];
    /// In person about oneself, and about those whom one leads.
    RecordCompetence = "record_competence", None,                 [O W O O O O N N];
    /// Courses and what HR knows, by employee number.
    ImportCompetence = "import_competence", PEOPLE,               [W W N N N N N N];
    /// The organiser's own fields and the levels that are aimed at.
    EditCompetenceFields = "edit_competence_fields", None,        [W W N N N N N N];
    /// How missing capacity is got; who is coached is nobody else's business.
    ReadCapacityRoutes = "read_capacity_routes", READ,            [W W W W N N W N];
    EditCapacityRoutes = "edit_capacity_routes", None,            [N W W N N N N N];
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
    /// Benefits with their baselines, series, adoption and reviews, the ledger and the cost of delay.
    ReadBenefits = "read_benefits", READ,                         [W W W W W W W N];
    EditBenefits = "edit_benefits", None,                         [N W N O N N N N];
    /// Forecast and realised values by month.
    RecordBenefits = "record_benefits", MEASURES,                 [N W N O N N N N];
    /// Welfare technology: where it stands, how far it reaches, who uses it, how equally. Counts only.
    ReadTechnology = "read_technology", READ,                     [W W W W W W W N];
    /// The catalogue, deployments with their targets, engagement and maturity; an owner those of units they answer for.
    EditTechnology = "edit_technology", None,                     [N W N O N N N N];
    /// Recording who decided what, and moving a technology to introduced, to broad and equal, or out.
    DecideTechnology = "decide_technology", None,                 [N W W N N N N N];
    /// Monthly counts of service users.
    MeasureTechnology = "measure_technology", MEASURES,           [N W N O N N N N];
    /// Published procedures: reading, finding and opening them.
    ReadProcedures = "read_procedures", READ,                     [A A A A A A A N];
    /// Revisions of procedures that are not published.
    ReadProcedureDrafts = "read_procedure_drafts", READ,          [W W W O W N W N];
    EditProcedures = "edit_procedures", None,                     [N W W O N N N N];
    /// Publishing or returning a revision that somebody else wrote.
    ApproveProcedures = "approve_procedures", None,               [N W W N N N N N];
    /// For oneself and nobody else.
    AcknowledgeProcedures = "acknowledge_procedures", None,       [A A A A A A N N];
    /// Who has acknowledged what, and from where procedures are reached.
    ReadProcedureReach = "read_procedure_reach", READ,            [W W W N N N W N];
    RecordAvailability = "record_availability", MEASURES,         [N W N N N N N N];
    /// Initiatives with their selection, chain, value, lessons, impact, readiness, workload and conflicts.
    ReadInitiatives = "read_initiatives", READ,                   [W W W W W W W N];
    /// What is planned and known of them, and their delivery or stop; an owner their own.
    EditInitiatives = "edit_initiatives", ROADMAPS,               [N W N O N N N N];
    /// Choosing, starting and enlarging them, and how large a small one may be.
    SelectInitiatives = "select_initiatives", None,               [N W W N N N N N];
    /// Measured value for users and staff.
    MeasureInitiatives = "measure_initiatives", MEASURES,         [N W N O N N N N];
    /// Deciding a conflict between units.
    SettleInitiativeConflicts = "settle_initiative_conflicts", None, [N N W N N N N N];
    /// Indicators with comparisons, public series and the library: figures of groups, and what was published.
    ReadBenchmarks = "read_benchmarks", READ,                     [A A A A A A A N];
    /// Letting an aggregate out for comparison, and taking it back: somebody's say, never a machine's.
    ReleaseBenchmarks = "release_benchmarks", None,               [N W W N N N N N];
    /// Public figures of other sources.
    ImportKpis = "import_kpis", MEASURES,                         [N W N N N N N N];
    /// Publishing and withdrawing practices, taking up those of others.
    EditPractices = "edit_practices", None,                       [N W N N N N N N];
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
                | Self::SelectInitiatives
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
