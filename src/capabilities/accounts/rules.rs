//! Small pure rules of accounts.

use super::dto::CreateGrant;
use crate::access::principal::end_of_person;
use crate::access::{Role, Target};
use crate::error::{Fault, FaultCode};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tables::{person, role_grant};
use uuid::Uuid;

/// The longest life of an API key.
pub(super) const LONGEST_KEY_LIFE: TimeDelta = TimeDelta::days(400);

/// At most so many grants an account, so that they stay one answer.
pub(super) const MOST_GRANTS: usize = 200;

/// How well an organiser is covered with administrators. A change may not lower it: that is the last administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cover {
    Nobody,
    /// Every administrator's time will end.
    ForNow,
    /// Somebody is administrator without an end.
    ForGood,
}

/// The cover by administrators of the whole organiser whose grants are in force and whose accounts are active.
pub(super) fn cover(
    administrators: &[(role_grant::Model, Option<person::Model>)],
    now: DateTime<Utc>,
) -> Cover {
    administrators
        .iter()
        .map(
            |(grant, person)| match (person.as_ref().and_then(end_of_person), grant.to_date) {
                (Some(end), _) if end <= now => Cover::Nobody,
                (None, None) => Cover::ForGood,
                _ => Cover::ForNow,
            },
        )
        .max()
        .unwrap_or(Cover::Nobody)
}

/// What a grant's own fields may contradict; `instance` says whether it is given in the instance instead of an organiser.
pub(super) fn faults_of_grant(grant: &CreateGrant, instance: bool) -> Vec<Fault> {
    let mut faults = faults_of_days(grant.from, grant.to);
    if grant.unit_id.is_some() && grant.roadmap_id.is_some() {
        let other = "unitId".to_owned();
        faults.push(Fault::new("/roadmapId", FaultCode::Contradicts { other }));
    }
    if grant.role == Role::Operator && !instance {
        let rule = "operator_in_instance_only";
        faults.push(Fault::new("/role", FaultCode::Rule { rule }));
    }
    faults
}

/// A last day before the first one.
pub(super) fn faults_of_days(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Vec<Fault> {
    match (from, to) {
        (Some(first), Some(last)) if last < first => {
            let other = "from".to_owned();
            vec![Fault::new("/to", FaultCode::Contradicts { other })]
        }
        _ => Vec::new(),
    }
}

/// Whether a role is held twice: the same one in the same place, on a day that both grants cover.
pub(super) fn repeats(known: &role_grant::Model, new: &role_grant::Model) -> bool {
    let begins_before_end = |one: &role_grant::Model, other: &role_grant::Model| {
        one.from_date
            .zip(other.to_date)
            .is_none_or(|(from, to)| from <= to)
    };
    known.id != new.id
        && (&known.role, known.unit_id, known.roadmap_id) == (&new.role, new.unit_id, new.roadmap_id)
        && begins_before_end(known, new)
        && begins_before_end(new, known)
}

/// When a key may end: after now, and not too far ahead.
pub(super) fn faults_of_expiry(expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Fault> {
    let latest = now + LONGEST_KEY_LIFE;
    let code = if expires_at <= now {
        let limit = now.to_rfc3339();
        FaultCode::TooSmall { limit }
    } else if expires_at > latest {
        let limit = latest.to_rfc3339();
        FaultCode::TooLarge { limit }
    } else {
        return Vec::new();
    };
    vec![Fault::new("/expiresAt", code)]
}

/// The target of a grant in a place whose path is known.
pub(super) fn target_of_grant(path: Option<String>, roadmap: Option<Uuid>) -> Target {
    Target {
        unit_path: path,
        roadmap,
        ..Target::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, number).expect("a day")
    }

    fn noon(number: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, number, 12, 0, 0)
            .single()
            .expect("an instant")
    }

    fn grant(from: Option<u32>, to: Option<u32>) -> role_grant::Model {
        role_grant::Model {
            organiser_id: Uuid::from_u128(1),
            id: crate::platform::clock::new_id(),
            account_id: Uuid::from_u128(2),
            role: "administrator".to_owned(),
            unit_id: None,
            roadmap_id: None,
            from_date: from.map(day),
            to_date: to.map(day),
            version: 1,
            created_at: noon(1),
            updated_at: noon(1),
        }
    }

    fn person(left_on: Option<u32>) -> person::Model {
        person::Model {
            organiser_id: Uuid::from_u128(1),
            id: Uuid::from_u128(3),
            given_name: "Admin".to_owned(),
            family_name: "Oppdiktet".to_owned(),
            given_key: "oppdiktet".to_owned(),
            family_key: "oppdiktet".to_owned(),
            email: None,
            employee_number: None,
            external: false,
            language: None,
            left_on: left_on.map(day),
            erased_at: None,
            version: 1,
            created_at: noon(1),
            updated_at: noon(1),
        }
    }

    #[test]
    fn cover_counts_the_end_of_grants_and_of_persons() {
        let open = || grant(None, None);
        assert_eq!(cover(&[], noon(2)), Cover::Nobody);
        assert_eq!(cover(&[(open(), None)], noon(2)), Cover::ForGood);
        assert_eq!(cover(&[(open(), Some(person(None)))], noon(2)), Cover::ForGood);
        assert_eq!(cover(&[(grant(None, Some(9)), None)], noon(2)), Cover::ForNow);
        assert_eq!(cover(&[(open(), Some(person(Some(9))))], noon(9)), Cover::ForNow);
        assert_eq!(cover(&[(open(), Some(person(Some(8))))], noon(9)), Cover::Nobody);
        let both = [(grant(None, Some(9)), None), (open(), None)];
        assert_eq!(cover(&both, noon(2)), Cover::ForGood);
    }

    #[test]
    fn a_role_is_held_twice_only_on_days_that_both_cover() {
        let cases = [
            ((None, None), (None, None), true),
            ((None, Some(5)), (Some(6), None), false),
            ((None, Some(5)), (Some(5), None), true),
            ((Some(6), None), (None, Some(5)), false),
            ((Some(3), Some(4)), (Some(1), Some(9)), true),
        ];
        for ((a, b), (c, d), expected) in cases {
            assert_eq!(
                repeats(&grant(a, b), &grant(c, d)),
                expected,
                "{a:?} {b:?} {c:?} {d:?}"
            );
        }
        let elsewhere = role_grant::Model {
            unit_id: Some(Uuid::from_u128(9)),
            ..grant(None, None)
        };
        assert!(!repeats(&grant(None, None), &elsewhere));
        let same = grant(None, None);
        assert!(!repeats(&same, &same), "a grant does not repeat itself");
    }

    #[test]
    fn a_key_lives_four_hundred_days_at_most() {
        let now = noon(2);
        let codes = |at: DateTime<Utc>| -> Vec<&str> {
            faults_of_expiry(at, now)
                .iter()
                .map(|fault| fault.code.word())
                .collect()
        };
        assert_eq!(codes(now), ["too_small"]);
        assert!(codes(now + TimeDelta::seconds(1)).is_empty());
        assert!(codes(now + TimeDelta::days(400)).is_empty());
        assert_eq!(
            codes(now + TimeDelta::days(400) + TimeDelta::seconds(1)),
            ["too_large"]
        );
    }
}
