//! Where a person stands in the tree, and who may therefore read and change them.
//!
//! A person belongs to the units of the positions that have not ended, so that several administrators may share one.
//! Who has left belongs to the units of all former positions; who never had one belongs to the organiser alone.

use super::queries::positions;
use super::service::has_left;
use crate::access::{Action, Ctx, Permit, Target};
use crate::error::{AppError, Code, Result};
use crate::platform::ledger::Subject;
use sea_orm::ConnectionTrait;
use tables::person;
use uuid::Uuid;

/// The targets that permissions on a person may be asked for.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    person: Uuid,
    paths: Vec<String>,
}

impl Standing {
    pub(super) async fn of<C: ConnectionTrait>(ctx: &Ctx, db: &C, person: &person::Model) -> Result<Self> {
        let today = ctx.today();
        let left = has_left(person, today);
        let places = positions::unit_paths(db, ctx.scope(), person.id).await?;
        let running = |end: Option<chrono::NaiveDate>| end.is_none_or(|end| end >= today);
        let paths = places
            .into_iter()
            .filter(|(_, end)| left || running(*end))
            .map(|(path, _)| path)
            .collect();
        Ok(Self {
            person: person.id,
            paths,
        })
    }

    /// Whether the person belongs to no unit.
    pub(super) fn is_nowhere(&self) -> bool {
        self.paths.is_empty()
    }

    fn targets(&self) -> impl Iterator<Item = Target> {
        let units = self.paths.iter().map(Target::unit);
        units
            .chain([Target::organiser()])
            .map(|target| target.about("person", self.person))
    }

    /// The target through which the actor may do this, where there is one.
    pub(super) fn target(&self, ctx: &Ctx, action: Action) -> Option<Target> {
        self.targets().find(|target| ctx.allows(action, target))
    }

    /// Asks the permission table: 403 where the person may be read, else 404.
    pub(super) fn permit(&self, ctx: &Ctx, action: Action) -> Result<(Permit, Target)> {
        if let Some(target) = self.target(ctx, action) {
            return Ok((ctx.permit(action, &target)?, target));
        }
        if action != Action::ReadPeople && self.target(ctx, Action::ReadPeople).is_some() {
            let refused = AppError::new(Code::Forbidden).with("action", action.as_str());
            return Err(refused.about(Subject::new("person", self.person)));
        }
        Err(AppError::not_found())
    }
}
