//! Signed files between installations: everything that organisers here let go on, under pseudonyms, and what trusted
//! installations have sent. A file tells the whole state, so that a withdrawal there is one here with the next file.

use super::dto::{
    Aggregate, BenchmarkExportView, BenchmarkFileList, BenchmarkFileView, FORMAT, FileClaims, FileEntry,
    ImportBenchmarks,
};
use super::indicators;
use super::periods::Period;
use super::releases::{scaled, sealed};
use super::trusted_keys::{fingerprint_of, refused};
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{Subject, hex};
use crate::platform::suppression::suppress;
use crate::platform::{BASE, etag, rows};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use tables::{benchmark_file, benchmark_imported, benchmark_trusted_key};
use uuid::Uuid;

/// The type in a file's header, so that no token of another kind passes for one.
pub const KIND: &str = "stegvis-benchmarks+jwt";

/// How long a file may be taken in.
const VALID: TimeDelta = TimeDelta::days(30);

/// A file from the future is a clock that goes wrong; so much is forgiven.
const SKEW: TimeDelta = TimeDelta::minutes(5);

pub(super) async fn export_benchmarks(ctx: &Ctx) -> Result<Answer> {
    ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
    let read = ctx.read().await?;
    let mut entries = Vec::new();
    for row in queries::for_partners(read.conn(), ctx.shared_scope()).await? {
        let Some(text) = &row.payload else { continue };
        let text_of_member = format!("benchmark member {}", row.organiser_id);
        entries.push(FileEntry {
            member: ctx.state.keys.fingerprint(&text_of_member)?,
            aggregate: serde_json::from_str(text)?,
        });
    }
    // In an order that tells nothing of who came when.
    entries.sort_by(|one, other| {
        let key = |entry: &FileEntry| {
            (
                entry.aggregate.indicator.clone(),
                entry.aggregate.period.clone(),
                entry.member.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    let claims = FileClaims {
        iss: ctx.state.keys.issuer().to_owned(),
        iat: ctx.now.timestamp(),
        exp: (ctx.now + VALID).timestamp(),
        entries,
    };
    // As a value, whose keys are sorted: the payload is canonical JSON.
    let jws = ctx.state.keys.sign(KIND, &serde_json::to_value(&claims)?)?;
    let header = decode_header(&jws).map_err(AppError::internal)?;
    let kid = header.kid.unwrap_or_default();
    let set = ctx.state.keys.jwks();
    let mut keys = set["keys"].as_array().into_iter().flatten();
    let key = keys.find(|key| key["kid"] == kid.as_str());
    let public_key = key
        .and_then(|key| key["x"].as_str())
        .unwrap_or_default()
        .to_owned();
    let view = BenchmarkExportView {
        fingerprint: fingerprint_of(&public_key).unwrap_or_default(),
        entries: i64::try_from(claims.entries.len()).unwrap_or(i64::MAX),
        exported_at: instant(claims.iat)?,
        expires_at: instant(claims.exp)?,
        jws,
        kid,
        public_key,
    };
    // What it holds belongs to many organisers: no version stands for it, and nothing keeps it.
    Answer::plain(&view)
}

fn instant(seconds: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| AppError::internal("an instant out of reach"))
}

pub(super) async fn list_benchmark_files(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ManageOrganisers, |ctx, read| async move {
        let found = queries::files(read.conn(), ctx.scope()).await?;
        let items = found.iter().map(BenchmarkFileView::of).collect();
        Ok((Target::organiser(), Answer::plain(&BenchmarkFileList { items })?))
    })
    .await
}

/// What a file says, where a trusted key signed it and its time has not passed.
async fn open<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    jws: &str,
) -> Result<(benchmark_trusted_key::Model, FileClaims)> {
    let header = decode_header(jws).map_err(|_| refused("not_a_file", "this is no signed file"))?;
    if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(KIND) {
        return Err(refused("not_a_file", "this is no file of benchmarks"));
    }
    let kid = header.kid.unwrap_or_default();
    let own = ctx.state.keys.jwks();
    if own["keys"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|key| key["kid"] == kid.as_str())
    {
        return Err(refused(
            "own_file",
            "this installation signed it: its organisers would count twice",
        ));
    }
    let keys = queries::trusted_keys(db, ctx.scope()).await?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    // The times are compared with the request's own instant below.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.set_required_spec_claims(&["iss", "exp"]);
    for key in keys
        .into_iter()
        .filter(|key| key.kid == kid && key.revoked_at.is_none())
    {
        let decoding = DecodingKey::from_ed_components(&key.public_key).map_err(AppError::internal)?;
        if let Ok(found) = decode::<FileClaims>(jws, &decoding, &validation) {
            let claims = found.claims;
            if instant(claims.exp)? <= ctx.now {
                return Err(refused("expired", "ask for a new file"));
            }
            if instant(claims.iat)? > ctx.now + SKEW {
                return Err(refused(
                    "from_the_future",
                    "compare the clocks of the two installations",
                ));
            }
            return Ok((key, claims));
        }
    }
    Err(refused("not_trusted", "no trusted key has signed it as it is"))
}

/// What is wrong with an aggregate of a file, so that a faulty or hostile installation brings nothing small in.
fn fault_of(entry: &FileEntry) -> Option<&'static str> {
    let one: &Aggregate = &entry.aggregate;
    let fits = |text: &str| text.len() == 64 && text.chars().all(|letter| letter.is_ascii_hexdigit());
    let cells = match one.part {
        Some(part) => vec![part, one.whole - part],
        None => vec![one.whole],
    };
    if one.format != FORMAT {
        Some("another version of the form")
    } else if !fits(&entry.member) {
        Some("a member is a pseudonym of 64 hexadecimal digits")
    } else if Period::read(&one.period).is_none() {
        Some("a period is a month or a quarter")
    } else if !(one.country.len() == 2 && one.country.chars().all(|letter| letter.is_ascii_uppercase())) {
        Some("a country has two letters")
    } else if !one.partners {
        Some("its organiser has not let it go on")
    } else if !(one.value.is_finite() && (0.0..=100_000.0).contains(&one.value)) {
        Some("a value lies from 0 to 100,000")
    } else if suppress(&cells).cells.iter().any(Option::is_none) {
        Some("it tells of a count below five")
    } else {
        None
    }
}

/// What a file brings beside what there is: what is new or other, and what is gone.
#[derive(Debug, Default)]
struct Changes {
    new: Vec<benchmark_imported::Model>,
    other: Vec<benchmark_imported::Model>,
    gone: Vec<Uuid>,
}

impl Changes {
    fn of(
        ctx: &Ctx,
        key: &benchmark_trusted_key::Model,
        entries: Vec<FileEntry>,
        known: Vec<benchmark_imported::Model>,
        today: NaiveDate,
    ) -> Result<Self> {
        let mut changes = Self::default();
        let name =
            |member: &str, one: &str, period: &str| (member.to_owned(), one.to_owned(), period.to_owned());
        let mut known: HashMap<_, _> = known
            .into_iter()
            .map(|row| (name(&row.member, &row.indicator, &row.period), row))
            .collect();
        let mut seen = HashSet::new();
        for entry in entries {
            if let Some(why) = fault_of(&entry) {
                return Err(refused("not_acceptable", why));
            }
            let one = &entry.aggregate;
            let key_of = name(&entry.member, &one.indicator, &one.period);
            if !seen.insert(key_of.clone()) {
                return Err(refused("not_acceptable", "an aggregate stands twice"));
            }
            // A newer installation may measure more than this one knows.
            if indicators::find(&one.indicator).is_none() {
                continue;
            }
            let (_, sha256) = sealed(one)?;
            match known.remove(&key_of) {
                Some(row) if row.sha256 == sha256 || row.withdrawn_at.is_some() => {}
                Some(row) => {
                    if Period::read(&one.period).is_some_and(|period| period.has_ended(today)) {
                        return Err(refused(
                            "ended_period_changed",
                            "what was true of a period that has ended stays",
                        ));
                    }
                    changes.other.push(benchmark_imported::Model {
                        country: one.country.clone(),
                        band: one.band.map(|band| band.to_string()),
                        value: Some(scaled(one.value)),
                        sha256,
                        ..row
                    });
                }
                None => changes.new.push(benchmark_imported::Model {
                    organiser_id: ctx.scope().organiser(),
                    id: ctx.new_id(),
                    key_id: key.id,
                    member: entry.member.clone(),
                    indicator: one.indicator.clone(),
                    period: one.period.clone(),
                    country: one.country.clone(),
                    band: one.band.map(|band| band.to_string()),
                    value: Some(scaled(one.value)),
                    sha256,
                    withdrawn_at: None,
                    created_at: ctx.now,
                }),
            }
        }
        let gone = known.into_values().filter(|row| row.withdrawn_at.is_none());
        changes.gone = gone.map(|row| row.id).collect();
        Ok(changes)
    }
}

pub(super) async fn import_benchmarks(ctx: &Ctx, body: ImportBenchmarks) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
        tx.hold_still().await?;
        let (key, claims) = open(&ctx, tx.conn(), &body.jws).await?;
        let sha256 = hex(&Sha256::digest(body.jws.as_bytes()));
        let (exported_at, expires_at) = (instant(claims.iat)?, instant(claims.exp)?);
        let last = queries::last_file(tx.conn(), ctx.scope(), key.id).await?;
        if let Some(last) = last {
            let subject = Subject::new("benchmark_file", last.id);
            if last.sha256 == sha256 {
                tx.record(events::FILE_IMPORTED, subject, json!({"repeated": true}))
                    .await?;
                return answer(&last);
            }
            if exported_at <= last.exported_at {
                return Err(refused("older", "a newer file of the same key was taken in"));
            }
        }
        let entries = i32::try_from(claims.entries.len()).unwrap_or(i32::MAX);
        let known = queries::imported_by(tx.conn(), ctx.scope(), key.id).await?;
        let changes = Changes::of(&ctx, &key, claims.entries, known, ctx.today())?;
        let row = benchmark_file::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            key_id: key.id,
            issuer: claims.iss.chars().take(300).collect(),
            sha256,
            exported_at,
            expires_at,
            entries,
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let said = json!({
            "fingerprint": key.fingerprint, "sha256": row.sha256, "added": changes.new.len(),
            "changed": changes.other.len(), "withdrawn": changes.gone.len(),
        });
        queries::withdraw_imported(tx.conn(), &permit, &changes.gone, tx.now()).await?;
        for one in changes.new {
            rows::insert(tx.conn(), &permit, one).await?;
        }
        for one in changes.other {
            rows::replace(tx.conn(), &permit, one).await?;
        }
        tx.record(
            events::FILE_IMPORTED,
            Subject::new("benchmark_file", row.id),
            said,
        )
        .await?;
        answer(&row)
    })
    .await
}

fn answer(row: &benchmark_file::Model) -> Result<Answer> {
    let address = format!("{BASE}/benchmark-files");
    Answer::created(&BenchmarkFileView::of(row), address, etag::of_version(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(part: Option<i64>, whole: i64) -> FileEntry {
        FileEntry {
            member: "a".repeat(64),
            aggregate: Aggregate {
                format: FORMAT.to_owned(),
                indicator: "technology-use".to_owned(),
                period: "2026-Q3".to_owned(),
                country: "NO".to_owned(),
                band: None,
                partners: true,
                value: 0.5,
                part,
                whole,
            },
        }
    }

    #[test]
    fn nothing_small_and_nothing_without_consent_comes_in() {
        assert_eq!(fault_of(&entry(Some(20), 40)), None);
        assert_eq!(fault_of(&entry(None, 5)), None);
        assert!(fault_of(&entry(Some(4), 40)).is_some());
        assert!(fault_of(&entry(Some(38), 40)).is_some());
        assert!(fault_of(&entry(None, 4)).is_some());
        let wrong: [fn(&mut FileEntry); 6] = [
            |one| one.aggregate.partners = false,
            |one| one.aggregate.value = f64::NAN,
            |one| one.aggregate.period = "2026".to_owned(),
            |one| one.aggregate.country = "Norge".to_owned(),
            |one| one.member = "Oslo".to_owned(),
            |one| one.aggregate.format = "other".to_owned(),
        ];
        for change in wrong {
            let mut one = entry(Some(20), 40);
            change(&mut one);
            assert!(fault_of(&one).is_some());
        }
    }
}
