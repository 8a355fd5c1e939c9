//! The audit chain: one entry a write, each holding the hash of the one before, per organiser.
//!
//! The hash is SHA-256 over the canonical JSON of the entry (keys sorted, no white space), so that the chain can be
//! verified offline by anybody; `docs/audit.md` has the recipe. The chain doubles as outbox: its sequence has no
//! gaps and follows the order of commits.

use crate::error::Result;
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QuerySelect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tables::{audit_entry, audit_head};
use uuid::Uuid;

/// The name of something that happens, such as `milestone.created`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The name on the wire and in the chain.
    pub name: &'static str,
    /// Whether it changes who may do what: accounts, roles, keys, login sessions or the unit tree.
    pub touches_access: bool,
}

impl Event {
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            touches_access: false,
        }
    }

    /// An event after which no cached actor may be trusted.
    #[must_use]
    pub const fn of_access(name: &'static str) -> Self {
        Self {
            name,
            touches_access: true,
        }
    }
}

/// What an entry is about: a kind such as `milestone` and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Option<Uuid>,
}

impl Subject {
    pub fn new(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self {
            kind,
            id: Some(id.into()),
        }
    }
}

/// Who acted: the kind of actor and its id (a reference, never a name).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorRef {
    pub kind: &'static str,
    pub id: Option<Uuid>,
}

/// Everything an entry says besides its place in the chain.
#[derive(Clone, Debug)]
pub struct Deed {
    pub at: DateTime<Utc>,
    pub actor: ActorRef,
    pub event: Event,
    pub refused: bool,
    pub subject: Subject,
    /// What changed: names of fields, with values where they are not personal data.
    pub changes: Value,
    pub request_id: String,
}

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The canonical text of JSON: keys sorted, no white space, as `serde_json` writes numbers and strings.
pub fn canonical(value: &Value) -> String {
    // `serde_json::Value` keeps its objects sorted, since the feature `preserve_order` is off; a test holds it there.
    value.to_string()
}

/// The fields that the hash covers, as stored: everything but the hash itself.
pub fn covered(entry: &audit_entry::Model) -> Value {
    json!({
        "action": entry.action,
        "actorId": entry.actor_id,
        "actorKind": entry.actor_kind,
        "at": entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "changes": entry.changes,
        "organiserId": entry.organiser_id,
        "outcome": entry.outcome,
        "previousHash": entry.previous_hash,
        "requestId": entry.request_id,
        "sequence": entry.sequence,
        "targetId": entry.target_id,
        "targetKind": entry.target_kind,
    })
}

/// The hash of an entry from its fields as stored.
pub fn hash_of(entry: &audit_entry::Model) -> String {
    hex(&Sha256::digest(canonical(&covered(entry)).as_bytes()))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The chain's head, locked: the lock orders the writers of one organiser. SQLite has a single writer and needs none.
///
/// # Errors
/// What the database says.
pub async fn hold<C: ConnectionTrait>(db: &C, organiser: Uuid) -> Result<Option<audit_head::Model>> {
    Ok(audit_head::Entity::find_by_id(organiser)
        .lock_exclusive()
        .one(db)
        .await?)
}

/// Appends an entry and answers the head after it.
///
/// # Errors
/// What the database says.
pub async fn append<C: ConnectionTrait>(db: &C, organiser: Uuid, deed: Deed) -> Result<audit_head::Model> {
    let found = hold(db, organiser).await?;
    let (count, access_count, previous) = match &found {
        Some(head) => (head.count, head.access_count, head.hash.clone()),
        None => (0, 0, GENESIS.to_owned()),
    };
    let sequence = count + 1;
    let mut entry = audit_entry::Model {
        organiser_id: organiser,
        sequence,
        at: deed.at,
        actor_kind: deed.actor.kind.to_owned(),
        actor_id: deed.actor.id,
        action: deed.event.name.to_owned(),
        outcome: if deed.refused { "refused" } else { "done" }.to_owned(),
        target_kind: deed.subject.kind.to_owned(),
        target_id: deed.subject.id,
        changes: canonical(&deed.changes),
        request_id: deed.request_id,
        previous_hash: previous,
        hash: String::new(),
    };
    entry.hash = hash_of(&entry);
    let head = audit_head::Model {
        organiser_id: organiser,
        count: sequence,
        access_count: if deed.event.touches_access && !deed.refused {
            sequence
        } else {
            access_count
        },
        hash: entry.hash.clone(),
    };
    let row: audit_entry::ActiveModel = entry.into();
    audit_entry::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    let changed = audit_head::ActiveModel {
        organiser_id: Set(organiser),
        count: Set(head.count),
        access_count: Set(head.access_count),
        hash: Set(head.hash.clone()),
    };
    if found.is_some() {
        use sea_orm::{ColumnTrait, QueryFilter};
        audit_head::Entity::update_many()
            .set(changed)
            .filter(audit_head::Column::OrganiserId.eq(organiser))
            .exec(db)
            .await?;
    } else {
        audit_head::Entity::insert(changed)
            .exec_without_returning(db)
            .await?;
    }
    Ok(head)
}

/// What changed between two representations: each differing field with its value before and after.
/// Fields named in `personal` are listed without their values.
pub fn difference(before: &Value, after: &Value, personal: &[&str]) -> Value {
    let empty = serde_json::Map::new();
    let (old, new) = (
        before.as_object().unwrap_or(&empty),
        after.as_object().unwrap_or(&empty),
    );
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut changes = serde_json::Map::new();
    for name in names {
        if name == "version" || name == "updatedAt" {
            continue;
        }
        let (from, to) = (
            old.get(name).unwrap_or(&Value::Null),
            new.get(name).unwrap_or(&Value::Null),
        );
        if from != to {
            let shown = if personal.contains(&name.as_str()) {
                json!("changed")
            } else {
                json!({"from": from, "to": to})
            };
            changes.insert(name.clone(), shown);
        }
    }
    Value::Object(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_has_sorted_keys() {
        let value: Value = serde_json::from_str(r#"{"b":1,"a":{"d":null,"c":[2,1]}}"#).expect("valid JSON");
        assert_eq!(canonical(&value), r#"{"a":{"c":[2,1],"d":null},"b":1}"#);
    }

    #[test]
    fn a_difference_names_personal_fields_without_their_values() {
        let before = json!({"title": "a", "email": "x@example.test", "same": 1, "version": 1});
        let after = json!({"title": "b", "email": "y@example.test", "same": 1, "version": 2, "added": true});
        assert_eq!(
            difference(&before, &after, &["email"]),
            json!({"title": {"from": "a", "to": "b"}, "email": "changed", "added": {"from": null, "to": true}})
        );
    }
}
