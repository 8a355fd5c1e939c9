//! Who is asking: the account or key behind a request, with the grants that the database holds for it now.

use super::permit::Target;
use super::policy::{Action, Far, Role, Scope};
use crate::platform::language::Language;
use crate::platform::ledger::ActorRef;
use chrono::{DateTime, NaiveDate, Utc};
use std::hash::{DefaultHasher, Hash, Hasher};
use uuid::Uuid;

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    User,
    ApiKey,
    /// The program itself: timers, the first start.
    System,
}

/// How far a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    Organiser,
    /// A unit and all below it, by the unit's path.
    Unit {
        id: Uuid,
        path: String,
    },
    Roadmap(Uuid),
}

/// A role held, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Grant {
    pub role: Role,
    pub reach: Reach,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// Somebody or something that acts for an organiser.
#[derive(Clone, Debug)]
pub struct Actor {
    pub organiser: Uuid,
    pub kind: ActorKind,
    /// The account or the key.
    pub id: Uuid,
    pub person: Option<Uuid>,
    pub session: Option<Uuid>,
    pub grants: Vec<Grant>,
    pub scopes: Vec<Scope>,
    pub language: Option<Language>,
    /// Nothing but a change of the password is answered until it is done.
    pub must_change_password: bool,
    /// When the key or login session ends by itself, or the person's last day is over.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What a list may show to an actor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    Everything,
    /// Only these units' subtrees (by path) and roadmaps.
    Only {
        units: Vec<String>,
        roadmaps: Vec<Uuid>,
    },
}

impl Sight {
    /// Where somebody with this sight stands: for asking permission for what their sight has already been applied to.
    pub fn standing(&self) -> Target {
        match self {
            Self::Everything => Target::organiser(),
            Self::Only { units, roadmaps } => Target {
                unit_path: units.first().cloned(),
                roadmap: roadmaps.first().copied().filter(|_| units.is_empty()),
                ..Target::default()
            },
        }
    }
}

impl Actor {
    /// The program itself, acting for an organiser.
    pub fn system(organiser: Uuid) -> Self {
        Self {
            organiser,
            kind: ActorKind::System,
            id: Uuid::nil(),
            person: None,
            session: None,
            grants: Vec::new(),
            scopes: Vec::new(),
            language: None,
            must_change_password: false,
            expires_at: None,
        }
    }

    /// How the ledger names the actor.
    pub fn reference(&self) -> ActorRef {
        match self.kind {
            ActorKind::User => ActorRef {
                kind: "user",
                id: Some(self.id),
            },
            ActorKind::ApiKey => ActorRef {
                kind: "api_key",
                id: Some(self.id),
            },
            // An operator acts as the system within an organiser, but under their own id.
            ActorKind::System => ActorRef {
                kind: "system",
                id: Some(self.id).filter(|id| !id.is_nil()),
            },
        }
    }

    /// The grants in force on a day.
    pub fn grants_on(&self, day: NaiveDate) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| {
            grant.from.is_none_or(|from| from <= day) && grant.to.is_none_or(|to| day <= to)
        })
    }

    /// Whether a role is held anywhere on a day.
    pub fn holds(&self, role: Role, day: NaiveDate) -> bool {
        self.grants_on(day).any(|grant| grant.role == role)
    }

    /// Whether the permission table allows an action on a target on a day.
    pub fn may(&self, action: Action, target: &Target, day: NaiveDate) -> bool {
        match self.kind {
            ActorKind::System => true,
            ActorKind::ApiKey => action.scope().is_some_and(|scope| self.scopes.contains(&scope)),
            ActorKind::User => self.grants_on(day).any(|grant| match action.far(grant.role) {
                Far::No => false,
                Far::Anywhere => true,
                Far::Own => self.person.is_some_and(|person| target.owners.contains(&person)),
                Far::Within => covers(&grant.reach, target),
            }),
        }
    }

    /// What lists may show for a reading action.
    pub fn sight(&self, action: Action, day: NaiveDate) -> Sight {
        if self.kind == ActorKind::System || action.scope().is_some_and(|scope| self.scopes.contains(&scope))
        {
            return Sight::Everything;
        }
        let (mut units, mut roadmaps) = (Vec::new(), Vec::new());
        for grant in self.grants_on(day) {
            match (action.far(grant.role), &grant.reach) {
                (Far::Anywhere, _) | (Far::Within, Reach::Organiser) => return Sight::Everything,
                (Far::Within, Reach::Unit { path, .. }) => units.push(path.clone()),
                (Far::Within, Reach::Roadmap(id)) => roadmaps.push(*id),
                (Far::No | Far::Own, _) => {}
            }
        }
        units.sort();
        units.dedup();
        roadmaps.sort();
        roadmaps.dedup();
        Sight::Only { units, roadmaps }
    }

    /// A fingerprint of all that decides what the actor may see, for the key of kept answers.
    pub fn sight_hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.grants.hash(&mut hasher);
        self.scopes.hash(&mut hasher);
        self.person.hash(&mut hasher);
        hasher.finish()
    }
}

fn covers(reach: &Reach, target: &Target) -> bool {
    match reach {
        Reach::Organiser => true,
        Reach::Unit { path, .. } => target
            .unit_path
            .as_ref()
            .is_some_and(|unit| unit.starts_with(path.as_str())),
        Reach::Roadmap(id) => target.roadmap == Some(*id),
    }
}
