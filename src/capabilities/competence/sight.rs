//! Who may see what one person can: the person, who leads them, and whom the permission table names.

use crate::access::{Action, Ctx, Permit, Sight, Target};
use crate::capabilities::people;
use crate::error::Result;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

/// Asks the permission table about what one person can. The person and who leads them own it; who may not even read the
/// person finds nothing.
///
/// # Errors
/// The refusal, 404 where there is no such person, and what the database says.
pub(super) async fn permit_about<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    person: Uuid,
    action: Action,
) -> Result<(Permit, Target)> {
    if let Some(me) = ctx.actor.person {
        let led = people::service::superiors_of(db, ctx.scope(), &[person], ctx.today()).await?;
        if me == person || led.get(&person) == Some(&me) {
            let target = Target {
                owners: vec![me],
                ..Target::organiser()
            }
            .about("person", person);
            if ctx.allows(action, &target) {
                return Ok((ctx.permit(action, &target)?, target));
            }
        }
    }
    people::service::permit_person(ctx, db, person, action).await
}

/// What a reader may see of what each of several people can.
pub(super) struct Insight {
    sight: Sight,
    /// The reader, where what is their own is shown to them.
    me: Option<Uuid>,
    superiors: HashMap<Uuid, Uuid>,
}

impl Insight {
    pub(super) async fn of<C: ConnectionTrait>(ctx: &Ctx, db: &C, people: &[Uuid]) -> Result<Self> {
        let target = |me| Target {
            owners: vec![me],
            ..Target::organiser()
        };
        let own = ctx.actor.person;
        let me = own.filter(|me| ctx.allows(Action::ReadCompetenceRecords, &target(*me)));
        let superiors = match me {
            Some(_) => people::service::superiors_of(db, ctx.scope(), people, ctx.today()).await?,
            None => HashMap::new(),
        };
        Ok(Self {
            sight: ctx.sight(Action::ReadCompetenceRecords),
            me,
            superiors,
        })
    }

    /// Whether what a person can is shown, who works in units of these paths.
    pub(super) fn shows(&self, person: Uuid, paths: &[String]) -> bool {
        let within = match &self.sight {
            Sight::Everything => true,
            Sight::Only { units, .. } => paths
                .iter()
                .any(|path| units.iter().any(|unit| path.starts_with(unit))),
        };
        let own = |me| me == person || self.superiors.get(&person) == Some(&me);
        within || self.me.is_some_and(own)
    }
}
