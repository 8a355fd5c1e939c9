//! What a query has to show: whose rows it may see, and the proof that a write was allowed. Values that only a request's
//! context makes, so that a query without them does not compile.

use super::policy::Action;
use crate::platform::ledger::Subject;
use uuid::Uuid;

/// The organiser that a query is bound to. Only a request's context ([`super::Ctx`]) can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TenantScope(pub(super) Uuid);

impl TenantScope {
    /// The organiser's id.
    pub fn organiser(self) -> Uuid {
        self.0
    }
}

/// The right to look across organisers, at published or shared rows only.
#[derive(Clone, Copy, Debug)]
pub struct SharedScope(pub(super) ());

/// Proof that an action on a target was allowed. Every query that writes demands one.
#[derive(Clone, Debug)]
pub struct Permit {
    pub action: Action,
    pub(super) scope: TenantScope,
}

impl crate::platform::rows::Proof for Permit {}

/// Proof that a write concerns the actor's own account or login session only.
#[derive(Clone, Copy, Debug)]
pub struct OwnRow(pub(super) ());

impl crate::platform::rows::Proof for OwnRow {}

impl Permit {
    /// The organiser that the permit is for.
    pub fn scope(&self) -> TenantScope {
        self.scope
    }
}

/// What an action is aimed at, as far as permissions care.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// The path of the unit it belongs to; `None` is the organiser itself.
    pub unit_path: Option<String>,
    pub roadmap: Option<Uuid>,
    /// Whether its roadmap was stopped.
    pub stopped: bool,
    /// The persons whose own it is.
    pub owners: Vec<Uuid>,
    pub subject: Option<Subject>,
}

impl Target {
    /// The organiser itself.
    pub fn organiser() -> Self {
        Self::default()
    }

    /// Something of a unit.
    pub fn unit(path: impl Into<String>) -> Self {
        Self {
            unit_path: Some(path.into()),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn about(mut self, kind: &'static str, id: impl Into<Uuid>) -> Self {
        self.subject = Some(Subject::new(kind, id));
        self
    }
}
