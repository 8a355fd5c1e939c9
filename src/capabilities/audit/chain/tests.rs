//! What a verification notices, in memory.

use super::*;
use chrono::{TimeZone, Utc};

const ORGANISER: Uuid = Uuid::from_u128(7);

fn entries(count: i64) -> Vec<audit_entry::Model> {
    let mut previous = GENESIS.to_owned();
    (1..=count)
        .map(|sequence| {
            let mut entry = audit_entry::Model {
                organiser_id: ORGANISER,
                sequence,
                at: Utc
                    .timestamp_opt(1_790_000_000 + sequence, 1000)
                    .single()
                    .expect("valid"),
                actor_kind: "user".to_owned(),
                actor_id: Some(Uuid::from_u128(1)),
                action: "unit.updated".to_owned(),
                outcome: "done".to_owned(),
                target_kind: "unit".to_owned(),
                target_id: Some(Uuid::from_u128(2)),
                changes: format!("{{\"headCount\":{sequence}}}"),
                request_id: "r".to_owned(),
                previous_hash: previous.clone(),
                hash: String::new(),
            };
            entry.hash = hash_of(&entry);
            previous.clone_from(&entry.hash);
            entry
        })
        .collect()
}

fn mark(entries: &[audit_entry::Model], count: i64) -> Mark {
    Mark {
        count,
        head_hash: entries[usize::try_from(count).expect("small") - 1].hash.clone(),
        source: "a checkpoint".to_owned(),
    }
}

fn judge(mut chain: Chain, entries: &[audit_entry::Model]) -> Result<Whole, Break> {
    for entry in entries {
        chain.take(entry)?;
    }
    chain.finish_complete(None)
}

#[track_caller]
fn names(outcome: Result<Whole, Break>, kind: BreakKind, sequence: i64) -> Break {
    let found = outcome.expect_err("a fault is found");
    assert_eq!((found.kind, found.sequence), (kind, sequence), "{found:?}");
    found
}

#[test]
fn a_whole_chain_is_confirmed_up_to_its_last_checkpoint() {
    let all = entries(10);
    let whole = judge(Chain::new(ORGANISER, vec![mark(&all, 4), mark(&all, 7)]), &all).expect("whole");
    assert_eq!(
        (whole.first, whole.last, whole.checkpoints, whole.confirmed),
        (1, 10, 2, 7)
    );
    assert_eq!(whole.head_hash, all[9].hash);
    assert_eq!(judge(Chain::new(ORGANISER, vec![]), &[]).expect("empty").last, 0);
}

#[test]
fn every_field_of_an_entry_is_covered() {
    let changes: [fn(&mut audit_entry::Model); 11] = [
        |e| e.at += chrono::TimeDelta::microseconds(1),
        |e| e.at += chrono::TimeDelta::nanoseconds(1),
        |e| e.actor_kind.push('x'),
        |e| e.actor_id = None,
        |e| e.action.push('x'),
        |e| e.outcome = "refused".to_owned(),
        |e| e.target_kind.push('x'),
        |e| e.target_id = None,
        |e| e.changes.push(' '),
        |e| e.request_id.push('x'),
        |e| {
            let other = if e.hash.starts_with('0') { "1" } else { "0" };
            e.hash.replace_range(0..1, other);
        },
    ];
    for change in changes {
        let mut all = entries(5);
        change(&mut all[2]);
        names(
            judge(Chain::new(ORGANISER, vec![]), &all),
            BreakKind::ChangedContent,
            3,
        );
    }
}

#[test]
fn gaps_doubles_and_replaced_entries_are_named() {
    let mut gap = entries(5);
    gap.remove(2);
    names(
        judge(Chain::new(ORGANISER, vec![]), &gap),
        BreakKind::MissingEntry,
        3,
    );
    let mut doubled = entries(5);
    doubled.insert(2, doubled[1].clone());
    names(
        judge(Chain::new(ORGANISER, vec![]), &doubled),
        BreakKind::BrokenLink,
        3,
    );
    let mut replaced = entries(5);
    replaced[2].changes.push(' ');
    replaced[2].hash = hash_of(&replaced[2]);
    names(
        judge(Chain::new(ORGANISER, vec![]), &replaced),
        BreakKind::BrokenLink,
        4,
    );
    names(
        judge(Chain::new(Uuid::nil(), vec![]), &entries(2)),
        BreakKind::BrokenLink,
        1,
    );
}

#[test]
fn a_cut_tail_and_a_chain_hashed_anew_contradict_a_checkpoint() {
    let all = entries(10);
    let marks = vec![mark(&all, 4), mark(&all, 8)];
    let cut = names(
        judge(Chain::new(ORGANISER, marks.clone()), &all[..6]),
        BreakKind::CheckpointDiffers,
        8,
    );
    assert_eq!(cut.confirmed, 4);
    let mut anew = all.clone();
    anew[5].changes.push(' ');
    for index in 5..10 {
        anew[index].previous_hash = anew[index - 1].hash.clone();
        anew[index].hash = hash_of(&anew[index]);
    }
    let anew = names(
        judge(Chain::new(ORGANISER, marks), &anew),
        BreakKind::CheckpointDiffers,
        8,
    );
    assert_eq!(anew.confirmed, 4);
}

#[test]
fn the_head_must_be_the_last_entry() {
    let all = entries(3);
    let ends = |count: i64, hash: &str| {
        let mut chain = Chain::new(ORGANISER, vec![]);
        for entry in &all {
            chain.take(entry)?;
        }
        chain.finish_complete(Some((count, hash)))
    };
    assert!(ends(3, &all[2].hash).is_ok());
    names(ends(4, &all[2].hash), BreakKind::MissingEntry, 4);
    names(ends(2, &all[1].hash), BreakKind::HeadDiffers, 3);
    names(ends(3, &all[1].hash), BreakKind::HeadDiffers, 3);
}

#[test]
fn a_part_is_compared_with_the_checkpoints_that_it_covers() {
    let all = entries(10);
    let marks = vec![mark(&all, 2), mark(&all, 4), mark(&all, 7), mark(&all, 9)];
    let mut chain = Chain::part(ORGANISER, marks.clone());
    for entry in &all[4..8] {
        chain.take(entry).expect("in order");
    }
    let whole = chain.finish(None).expect("whole");
    assert_eq!(
        (whole.first, whole.last, whole.checkpoints, whole.confirmed),
        (5, 8, 2, 7)
    );
    let mut other = marks;
    other[1].head_hash = GENESIS.to_owned();
    let found = Chain::part(ORGANISER, other)
        .take(&all[4])
        .expect_err("another history");
    assert_eq!((found.kind, found.sequence), (BreakKind::CheckpointDiffers, 4));
}
