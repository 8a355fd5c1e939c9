//! What an orphan is, apart from any database.

use super::dto::{OrphanCause, OrphanFilter, OrphanKind, OrphanView};
use crate::platform::paging::{Place, Start};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Something that should have an owner.
pub(super) struct Owned {
    pub(super) kind: OrphanKind,
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) roadmap: Option<Uuid>,
    pub(super) owner: Option<Uuid>,
    pub(super) link: String,
}

/// The persons who have left with their last day, and the superiors who could take over from them.
pub(super) struct Leavers<'l> {
    pub(super) left: &'l BTreeMap<Uuid, NaiveDate>,
    pub(super) superiors: &'l HashMap<Uuid, Uuid>,
}

impl Leavers<'_> {
    /// The thing as an orphan; `None` where its owner is still there.
    pub(super) fn orphan(&self, owned: Owned) -> Option<OrphanView> {
        let left_on = owned.owner.and_then(|id| self.left.get(&id)).copied();
        let cause = match (owned.owner, left_on) {
            (None, _) => OrphanCause::NoOwner,
            (Some(_), Some(_)) => OrphanCause::OwnerLeft,
            (Some(_), None) => return None,
        };
        Some(OrphanView {
            kind: owned.kind,
            id: owned.id,
            title: owned.title,
            roadmap_id: owned.roadmap,
            cause,
            former_owner_id: owned.owner,
            left_on,
            proposed_owner_id: owned.owner.and_then(|id| self.superiors.get(&id)).copied(),
            link: owned.link,
        })
    }
}

/// Whether a filter lets an orphan through.
pub(super) fn fits(filter: &OrphanFilter, orphan: &OrphanView) -> bool {
    filter.kind.is_none_or(|kind| kind == orphan.kind)
        && filter.cause.is_none_or(|cause| cause == orphan.cause)
        && filter
            .former_owner_id
            .is_none_or(|id| orphan.former_owner_id == Some(id))
        && filter.roadmap_id.is_none_or(|id| orphan.roadmap_id == Some(id))
}

/// The sort key, which is the cursor as well: what was left behind first, then by kind and age.
pub(super) fn key(orphan: &OrphanView) -> Vec<String> {
    let rank = |place: usize| format!("{place:02}");
    vec![
        rank(orphan.cause as usize),
        rank(orphan.kind as usize),
        orphan.id.to_string(),
    ]
}

/// The rows of a page, and one more where the list goes on.
pub(super) fn cut(mut orphans: Vec<OrphanView>, place: &Place) -> Vec<OrphanView> {
    orphans.sort_by_cached_key(key);
    if let Start::After(last) = &place.start {
        orphans.retain(|orphan| key(orphan) > *last);
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    orphans
        .into_iter()
        .skip(count(place.offset()))
        .take(count(place.rows()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(id: u128, kind: OrphanKind, owner: Option<u128>) -> Owned {
        Owned {
            kind,
            id: Uuid::from_u128(id),
            title: format!("Number {id}"),
            roadmap: None,
            owner: owner.map(Uuid::from_u128),
            link: String::new(),
        }
    }

    #[test]
    fn who_left_comes_first_with_a_successor() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a day");
        let left = BTreeMap::from([(Uuid::from_u128(70), day), (Uuid::from_u128(71), day)]);
        let superiors = HashMap::from([(Uuid::from_u128(70), Uuid::from_u128(80))]);
        let leavers = Leavers {
            left: &left,
            superiors: &superiors,
        };
        let things = [
            owned(1, OrphanKind::Unit, None),
            owned(2, OrphanKind::Milestone, Some(71)),
            owned(3, OrphanKind::Milestone, Some(99)),
            owned(4, OrphanKind::Roadmap, Some(70)),
        ];
        let orphans: Vec<OrphanView> = things.into_iter().filter_map(|one| leavers.orphan(one)).collect();
        let first = Place::new(None, Some(2), None).expect("a place");
        let mut rows = cut(orphans.clone(), &first);
        let page = first.finish(&mut rows, key);
        let told = |row: &OrphanView| {
            (
                row.id.as_u128(),
                row.cause,
                row.proposed_owner_id.map(|id| id.as_u128()),
            )
        };
        let told_all: Vec<_> = rows.iter().map(told).collect();
        assert_eq!(
            told_all,
            [
                (4, OrphanCause::OwnerLeft, Some(80)),
                (2, OrphanCause::OwnerLeft, None)
            ]
        );
        let next = Place::new(None, Some(2), page.next_cursor.as_deref()).expect("a cursor");
        let rest = cut(orphans, &next);
        assert_eq!(
            rest.iter().map(told).collect::<Vec<_>>(),
            [(1, OrphanCause::NoOwner, None)]
        );
    }
}
