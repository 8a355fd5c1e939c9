//! What capacity's fields contradict, and what a person's time comes to.

use super::dto::{CreateAbsence, CreateCapacityShare};
use crate::capabilities::people::service::Post;
use crate::error::{Fault, FaultCode};
use chrono::NaiveDate;
use tables::{absence, capacity_share};
use uuid::Uuid;

/// Percent of the working time that is left for development where nobody has said anything else: an assumption, shown as
/// such, until the organiser sets its own.
pub(super) const ASSUMED: i32 = 10;

pub(super) fn faults_of_share(fields: &CreateCapacityShare) -> Vec<Fault> {
    let contradicts = |pointer: &str, other: &str| {
        let other = other.to_owned();
        Fault::new(pointer, FaultCode::Contradicts { other })
    };
    let mut faults = Vec::new();
    if fields.person_id.is_some() && fields.unit_id.is_some() {
        faults.push(contradicts("/unitId", "personId"));
    }
    if fields.to.is_some_and(|to| to < fields.from) {
        faults.push(contradicts("/to", "from"));
    }
    faults
}

pub(super) fn faults_of_absence(fields: &CreateAbsence) -> Vec<Fault> {
    let other = "from".to_owned();
    if fields.to < fields.from {
        vec![Fault::new("/to", FaultCode::Contradicts { other })]
    } else {
        Vec::new()
    }
}

/// What bears on one person's time.
pub(super) struct Time<'t> {
    pub(super) person: Uuid,
    pub(super) posts: &'t [Post],
    pub(super) left_on: Option<NaiveDate>,
    /// Shares with the path of their unit, if they are of one.
    pub(super) shares: &'t [(capacity_share::Model, Option<String>)],
    pub(super) absences: &'t [absence::Model],
}

fn holds(from: NaiveDate, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}

impl Time<'_> {
    /// The days on which the time may change, from `today` on, the first being today.
    pub(super) fn changes(&self, today: NaiveDate) -> Vec<NaiveDate> {
        let after = |day: Option<NaiveDate>| day.and_then(|day| day.succ_opt());
        let posts = self
            .posts
            .iter()
            .flat_map(|post| [Some(post.from), after(post.to)]);
        let shares = self
            .shares
            .iter()
            .flat_map(|(share, _)| [Some(share.from_date), after(share.to_date)]);
        let absences = self
            .absences
            .iter()
            .flat_map(|one| [Some(one.from_date), after(Some(one.to_date))]);
        let mut days: Vec<NaiveDate> = posts
            .chain(shares)
            .chain(absences)
            .chain([after(self.left_on)])
            .flatten()
            .filter(|day| *day > today)
            .chain([today])
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The positions that count on a day. Whoever has no position at all, such as somebody from outside, is counted with a
    /// full day; whoever has left with none.
    fn posts_on(&self, day: NaiveDate) -> Vec<Post> {
        if self.left_on.is_some_and(|left| left < day) {
            return Vec::new();
        }
        let outside = Post {
            path: String::new(),
            fte_hundredths: 10_000,
            from: NaiveDate::MIN,
            to: None,
        };
        let posts = if self.posts.is_empty() {
            std::slice::from_ref(&outside)
        } else {
            self.posts
        };
        let running = posts.iter().filter(|post| holds(post.from, post.to, day));
        running.cloned().collect()
    }

    /// Percent of the time that is there on a day.
    fn there(&self, day: NaiveDate) -> i64 {
        let away: i32 = self
            .absences
            .iter()
            .filter(|one| holds(one.from_date, Some(one.to_date), day))
            .map(|one| one.percent)
            .sum();
        i64::from(100 - away.clamp(0, 100))
    }

    /// Permille of a working day that are left for development on a day.
    pub(super) fn on(&self, day: NaiveDate) -> u32 {
        let free: i64 = self
            .posts_on(day)
            .iter()
            .map(|post| i64::from(post.fte_hundredths) * i64::from(self.share(post, day)))
            .sum();
        // A position of 100.00 percent is 10,000 hundredths, and a share of 100 all of it: 1,000,000.
        u32::try_from(free * self.there(day) / 100_000).unwrap_or(0)
    }

    /// Hundredths of a percent of a full position that are worked on a day, absence or not.
    pub(super) fn works(&self, day: NaiveDate) -> i64 {
        let posts = self.posts_on(day);
        posts.iter().map(|post| i64::from(post.fte_hundredths)).sum()
    }

    /// How much of it somebody has set aside for development; nothing where nobody has said anything, since what is
    /// assumed is not set aside.
    pub(super) fn set_aside(&self, day: NaiveDate) -> Option<i64> {
        let posts = self.posts_on(day);
        let said = posts
            .iter()
            .filter_map(|post| Some(i64::from(post.fte_hundredths) * i64::from(self.said(post, day)?)));
        said.reduce(|one, other| one + other).map(|sum| sum / 100)
    }

    /// The same without the time of absences, in hundredths of a percent of a working day.
    pub(super) fn set_aside_there(&self, day: NaiveDate) -> i64 {
        self.set_aside(day).unwrap_or(0) * self.there(day) / 100
    }

    fn share(&self, post: &Post, day: NaiveDate) -> i32 {
        self.said(post, day).unwrap_or(ASSUMED)
    }

    /// The share that somebody has said for a position.
    fn said(&self, post: &Post, day: NaiveDate) -> Option<i32> {
        let depth = |(share, path): &&(capacity_share::Model, Option<String>)| match (share.person_id, path) {
            (Some(person), _) => (person == self.person).then_some(usize::MAX),
            (None, Some(path)) => post.path.starts_with(path.as_str()).then_some(path.len()),
            (None, None) => Some(0),
        };
        let valid = self
            .shares
            .iter()
            .filter(|(share, _)| holds(share.from_date, share.to_date, day));
        let nearest = valid
            .filter_map(|one| Some((depth(&one)?, one.0.from_date, one.0.percent)))
            .max();
        nearest.map(|(.., percent)| percent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn share(
        person: Option<u128>,
        path: Option<&str>,
        percent: i32,
        from: &str,
    ) -> (capacity_share::Model, Option<String>) {
        let row = capacity_share::Model {
            organiser_id: Uuid::nil(),
            id: Uuid::nil(),
            person_id: person.map(Uuid::from_u128),
            unit_id: path.map(|_| Uuid::nil()),
            percent,
            from_date: day(from),
            to_date: None,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        };
        (row, path.map(str::to_owned))
    }

    #[test]
    fn the_nearest_share_counts_and_absence_takes_its_part() {
        let posts = [
            Post {
                path: "/a/b/".to_owned(),
                fte_hundredths: 8000,
                from: day("2026-01-01"),
                to: None,
            },
            Post {
                path: "/c/".to_owned(),
                fte_hundredths: 2000,
                from: day("2026-01-01"),
                to: Some(day("2026-12-31")),
            },
        ];
        let shares = [
            share(None, None, 10, "2026-01-01"),
            share(None, Some("/a/"), 20, "2026-01-01"),
            share(Some(7), None, 50, "2027-02-01"),
            share(Some(8), None, 90, "2026-01-01"),
        ];
        let absences = [absence::Model {
            organiser_id: Uuid::nil(),
            id: Uuid::nil(),
            person_id: Uuid::from_u128(7),
            from_date: day("2026-07-01"),
            to_date: day("2026-07-31"),
            percent: 50,
            external_id: None,
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }];
        let time = Time {
            person: Uuid::from_u128(7),
            posts: &posts,
            left_on: Some(day("2027-06-30")),
            shares: &shares,
            absences: &absences,
        };
        // 80 % · 20 % + 20 % · 10 % = 18 %.
        assert_eq!(
            (time.on(day("2026-06-30")), time.on(day("2026-07-01"))),
            (180, 90)
        );
        assert_eq!(
            (time.on(day("2027-01-01")), time.on(day("2027-02-01"))),
            (160, 400)
        );
        assert_eq!(time.on(day("2027-07-01")), 0);
        let changes = time.changes(day("2026-06-01"));
        let expected = [
            "2026-06-01",
            "2026-07-01",
            "2026-08-01",
            "2027-01-01",
            "2027-02-01",
            "2027-07-01",
        ];
        assert_eq!(changes, expected.map(day));
        // What is set aside is what was said: of the second position nothing but the share of everybody.
        assert_eq!(
            (time.works(day("2026-06-30")), time.set_aside(day("2026-06-30"))),
            (10_000, Some(1_800))
        );
        assert_eq!(time.set_aside_there(day("2026-07-01")), 900);
        let silent = Time { shares: &[], ..time };
        assert_eq!(
            (silent.set_aside(day("2026-06-30")), silent.on(day("2026-06-30"))),
            (None, 100)
        );
        // Somebody from outside has a share of a full day, of their own or of everybody.
        let outside = Time {
            posts: &[],
            left_on: None,
            absences: &[],
            ..time
        };
        assert_eq!(
            (outside.on(day("2026-06-30")), outside.on(day("2027-02-01"))),
            (100, 500)
        );
    }
}
