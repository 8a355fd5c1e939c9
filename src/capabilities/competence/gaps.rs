//! Who lacks what, and how it may be closed: for those who may see what each person can.

use super::coverage::{self, Crowd};
use super::dto::{CompetenceGap, CompetenceGapList, GapFilter, GapRoute};
use super::rules::{self, Place as Standing};
use super::sight::Insight;
use crate::access::{Action, Ctx, Target};
use crate::capabilities::people;
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::paging::{Place, Start};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Colleagues named for one gap.
const NAMED: usize = 3;

/// What a gap is found in.
struct Search<'s> {
    crowd: &'s Crowd,
    /// Whom the filter asks about.
    asked: &'s BTreeSet<Uuid>,
    workplaces: &'s BTreeMap<Uuid, Vec<String>>,
    insight: &'s Insight,
}

impl Search<'_> {
    fn shows(&self, person: Uuid) -> bool {
        let paths = self.workplaces.get(&person);
        self.insight
            .shows(person, paths.map(Vec::as_slice).unwrap_or_default())
    }

    /// The gaps in a field, of those whom the reader may see, the widest first and unknown ones before all others.
    fn in_field(
        &self,
        field: &crate::capabilities::competence::dto::CompetenceFieldView,
    ) -> Vec<CompetenceGap> {
        let key = &field.fields.key;
        let among: Vec<Uuid> = self.asked.iter().copied().collect();
        let at_target = self.crowd.counts(field, &among).at_target;
        let gap = |person: &Uuid| -> Option<(Standing, Uuid)> {
            let place = self.crowd.place(*person, field);
            // Level 0 is what everybody has: nothing has to be known of whom nothing is asked.
            let open = !place.at_target() && place.target > 0;
            (open && self.shows(*person)).then_some((place, *person))
        };
        let mut found: Vec<(Standing, Uuid)> = among.iter().filter_map(gap).collect();
        found.sort_by_key(|(place, person)| (place.have.map(|have| have - place.target), *person));
        let of = |(place, person): (Standing, Uuid)| {
            let able = |one: &&Uuid| {
                let level = self.crowd.place(**one, field).have;
                !self.asked.contains(*one) && level.is_some_and(|level| level >= place.target)
            };
            let colleagues: Vec<Uuid> = self.crowd.people.iter().filter(able).copied().collect();
            let route = rules::route(&place, at_target, colleagues.len());
            let named = colleagues.into_iter().filter(|one| self.shows(*one)).take(NAMED);
            CompetenceGap {
                person_id: person,
                name: String::new(),
                field: key.clone(),
                have: place.have,
                target: place.target,
                colleague_ids: if route == GapRoute::CoOption {
                    named.collect()
                } else {
                    Vec::new()
                },
                route,
            }
        };
        found.into_iter().map(of).collect()
    }
}

/// A page of what was computed in one order: after the gap that the cursor names, or by counting.
fn page_of(all: Vec<CompetenceGap>, place: &Place) -> Vec<CompetenceGap> {
    let rows = usize::try_from(place.rows()).unwrap_or(usize::MAX);
    let skipped = match &place.start {
        Start::Page(_) => usize::try_from(place.offset()).unwrap_or(usize::MAX),
        Start::After(key) => {
            let before = all.iter().position(|gap| cursor(gap) == *key);
            before.map_or(all.len(), |before| before + 1)
        }
    };
    all.into_iter().skip(skipped).take(rows).collect()
}

fn cursor(gap: &CompetenceGap) -> Vec<String> {
    vec![gap.field.clone(), gap.person_id.to_string()]
}

pub(super) async fn list_gaps(ctx: &Ctx, filter: GapFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadCompetenceRecords, |ctx, read| async move {
        let db = read.conn();
        let asked = coverage::asked(&ctx, db, filter.group_id, filter.unit_id).await?;
        let leaders = people::service::leaders_on(db, ctx.scope(), ctx.today()).await?;
        let everybody: Vec<Uuid> = asked.workplaces.keys().chain(&asked.people).copied().collect();
        let crowd = Crowd::load(db, ctx.scope(), &everybody, &leaders, ctx.today()).await?;
        coverage::known_field(&crowd, filter.field.as_deref())?;
        let insight = Insight::of(&ctx, db, &crowd.people).await?;
        let search = Search {
            crowd: &crowd,
            asked: &asked.people.iter().copied().collect(),
            workplaces: &asked.workplaces,
            insight: &insight,
        };
        let all: Vec<CompetenceGap> = crowd
            .open_fields(filter.field.as_deref())
            .flat_map(|field| search.in_field(field))
            .filter(|gap| filter.route.is_none_or(|route| gap.route == route))
            .collect();
        let mut items = page_of(all, &place);
        let page = place.finish(&mut items, cursor);
        let ids: Vec<Uuid> = items.iter().map(|gap| gap.person_id).collect();
        let names = people::service::person_names(db, ctx.scope(), &ids).await?;
        for gap in &mut items {
            gap.name = names.get(&gap.person_id).cloned().unwrap_or_default();
        }
        // What the reader may not see is not in the list.
        let target = Target {
            owners: ctx.actor.person.into_iter().collect(),
            ..ctx.sight(Action::ReadCompetenceRecords).standing()
        };
        Ok((
            target,
            Answer::list(page, |page| CompetenceGapList { items, page })?,
        ))
    })
    .await
}
