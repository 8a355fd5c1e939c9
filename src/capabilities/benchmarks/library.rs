//! The library of practices: publishing, revising, withdrawing, finding.

use super::comparison::fresh;
use super::dto::{
    LibraryFilter, LibraryPracticeList, LibraryPracticeView, LibraryRevisionFilter, LibraryRevisionList,
    PracticeContent, PracticeKind, PracticeLicence, PracticeRevisionView, PracticeText, PracticeTitle,
    PracticeView, PublishPractice, RevisePractice, WithdrawPractice,
};
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::people;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject, hex};
use crate::platform::paging::{Place, Start, last_id};
use crate::platform::{BASE, etag, rows};
use chrono::{DateTime, Utc};
use kernel::PracticeId;
use sea_orm::ConnectionTrait;
use serde_json::{from_value, json, to_value};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use tables::{practice, practice_revision};
use uuid::Uuid;

/// The texts of a row.
pub(super) fn texts_of(texts: &serde_json::Value) -> Result<Vec<PracticeText>> {
    from_value(texts.clone()).map_err(AppError::internal)
}

fn revision_view(row: &practice_revision::Model) -> Result<PracticeRevisionView> {
    Ok(PracticeRevisionView {
        number: row.number,
        content: PracticeContent {
            texts: texts_of(&row.texts)?,
            provenance: row.provenance.clone(),
            licence: PracticeLicence::from_row(&row.licence)?,
            changes: row.changes.clone(),
        },
        sha256: row.sha256.clone(),
        published_at: row.created_at,
    })
}

fn view(row: &practice::Model, revisions: &[practice_revision::Model]) -> Result<PracticeView> {
    Ok(PracticeView {
        id: row.id,
        kind: PracticeKind::from_row(&row.kind)?,
        reference_id: row.reference_id,
        withdrawn_at: row.withdrawn_at,
        withdrawn_reason: row.withdrawn_reason.clone(),
        revisions: revisions.iter().map(revision_view).collect::<Result<_>>()?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Everything that others would read.
fn words_of(content: &PracticeContent) -> String {
    let mut all = vec![content.provenance.as_str(), content.changes.as_str()];
    for text in &content.texts {
        all.extend([text.title.as_str(), text.summary.as_str(), text.body.as_str()]);
    }
    all.join("\n").to_lowercase()
}

/// A language that stands twice, and names of persons who work here: they do not leave the organiser.
fn faults_of(content: &PracticeContent, names: &[String]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (at, text) in content.texts.iter().enumerate() {
        if !seen.insert(text.language) {
            faults.push(Fault::new(
                format!("/content/texts/{at}/language"),
                FaultCode::NotUnique,
            ));
        }
    }
    let words = words_of(content);
    if names.iter().any(|name| words.contains(&name.to_lowercase())) {
        let fault = Fault::new(
            "/content",
            FaultCode::Rule {
                rule: "names_a_person",
            },
        );
        faults.push(fault.note("say the role instead of the name: names of staff stay inside"));
    }
    faults
}

async fn check<C: ConnectionTrait>(ctx: &Ctx, db: &C, content: &PracticeContent) -> Result<()> {
    let staff = people::service::active_staff(db, ctx.scope(), ctx.today()).await?;
    // One word alone is a first name or a role, and says nothing of whom it means.
    let names: Vec<String> = staff
        .into_iter()
        .map(|one| one.name)
        .filter(|name| name.contains(' '))
        .collect();
    let faults = faults_of(content, &names);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

fn revision_row(
    ctx: &Ctx,
    practice: Uuid,
    number: i32,
    content: PracticeContent,
    now: DateTime<Utc>,
) -> Result<practice_revision::Model> {
    let text = ledger::canonical(&to_value(&content)?);
    Ok(practice_revision::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        practice_id: practice,
        number,
        search_text: words_of(&content),
        texts: to_value(&content.texts)?,
        provenance: content.provenance,
        licence: content.licence.to_string(),
        changes: content.changes,
        sha256: hex(&Sha256::digest(text.as_bytes())),
        created_at: now,
    })
}

pub(super) async fn publish_practice(ctx: &Ctx, body: PublishPractice) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::EditPractices, &Target::organiser())?;
        check(&ctx, tx.conn(), &body.content).await?;
        let row = practice::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            kind: body.kind.to_string(),
            reference_id: body.reference_id,
            revision: 1,
            withdrawn_at: None,
            withdrawn_reason: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        let revision = revision_row(&ctx, row.id, 1, body.content, tx.now())?;
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        rows::insert(tx.conn(), &permit, revision.clone()).await?;
        let changes = json!({"kind": row.kind, "licence": revision.licence, "sha256": revision.sha256});
        tx.record(
            events::PRACTICE_PUBLISHED,
            Subject::new("practice", row.id),
            changes,
        )
        .await?;
        let address = format!("{BASE}/practices/{}", row.id);
        Answer::created(&view(&row, &[revision])?, address, etag::of_version(1))
    })
    .await
}

fn withdrawn(row: &practice::Model) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", "withdrawn")
        .with("needed", "published")
        .about(Subject::new("practice", row.id))
}

pub(super) async fn revise_practice(ctx: &Ctx, id: PracticeId, body: RevisePractice) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_practice(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::EditPractices, &Target::organiser().about("practice", id))?;
        expected.check(row.version)?;
        if row.withdrawn_at.is_some() {
            return Err(withdrawn(&row));
        }
        check(&ctx, tx.conn(), &body.content).await?;
        let row = practice::Model {
            revision: row.revision + 1,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        let revision = revision_row(&ctx, row.id, row.revision, body.content, tx.now())?;
        let changes =
            json!({"revision": row.revision, "licence": revision.licence, "sha256": revision.sha256});
        rows::insert(tx.conn(), &permit, revision).await?;
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::PRACTICE_REVISED, Subject::new("practice", id), changes)
            .await?;
        let revisions = queries::revisions(tx.conn(), ctx.scope(), row.id).await?;
        Answer::ok(&view(&row, &revisions)?, etag::of_version(row.version))
    })
    .await
}

pub(super) async fn withdraw_practice(ctx: &Ctx, id: PracticeId, body: WithdrawPractice) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_practice(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::EditPractices, &Target::organiser().about("practice", id))?;
        expected.check(row.version)?;
        if row.withdrawn_at.is_some() {
            return Err(withdrawn(&row));
        }
        let row = practice::Model {
            withdrawn_at: Some(tx.now()),
            withdrawn_reason: Some(body.reason.clone()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"reason": body.reason});
        tx.record(events::PRACTICE_WITHDRAWN, Subject::new("practice", id), changes)
            .await?;
        let revisions = queries::revisions(tx.conn(), ctx.scope(), row.id).await?;
        Answer::ok(&view(&row, &revisions)?, etag::of_version(row.version))
    })
    .await
}

pub(super) async fn read_practice(ctx: &Ctx, id: PracticeId) -> Result<Answer> {
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let row = queries::practice(read.conn(), ctx.scope(), id.uuid()).await?;
        let revisions = queries::revisions(read.conn(), ctx.scope(), row.id).await?;
        let answer = Answer::ok(&view(&row, &revisions)?, etag::of_version(row.version))?;
        Ok((Target::organiser().about("practice", id), answer))
    })
    .await
}

pub(super) async fn list_library_practices(ctx: &Ctx, filter: LibraryFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.permit(Action::ReadBenchmarks, &Target::organiser())?;
    let read = ctx.read().await?;
    let wanted = filter.text.as_ref().map(|text| text.to_lowercase());
    let after = match &place.start {
        Start::After(key) => Some(last_id(key)?),
        Start::Page(_) => None,
    };
    let mut found = Vec::new();
    for (row, revision) in queries::library(read.conn(), ctx.shared_scope()).await? {
        let texts = texts_of(&revision.texts)?;
        let fits = filter.kind.is_none_or(|kind| row.kind == kind.as_str())
            && filter
                .licence
                .is_none_or(|licence| revision.licence == licence.as_str())
            && filter
                .language
                .is_none_or(|tag| texts.iter().any(|text| text.language == tag))
            && wanted
                .as_ref()
                .is_none_or(|text| revision.search_text.contains(text))
            && after.is_none_or(|last| row.id < last);
        if fits {
            found.push((row, revision, texts));
        }
    }
    let skip = usize::try_from(place.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(place.rows()).unwrap_or(usize::MAX);
    let mut found: Vec<_> = found.into_iter().skip(skip).take(take).collect();
    let page = place.finish(&mut found, |(row, ..)| vec![row.id.to_string()]);
    let mut items = Vec::with_capacity(found.len());
    for (row, revision, texts) in found {
        items.push(LibraryPracticeView {
            id: row.id,
            kind: PracticeKind::from_row(&row.kind)?,
            own: row.organiser_id == ctx.scope().organiser(),
            revision: row.revision,
            titles: texts
                .into_iter()
                .map(|text| PracticeTitle {
                    language: text.language,
                    title: text.title,
                    summary: text.summary,
                })
                .collect(),
            provenance: revision.provenance,
            licence: PracticeLicence::from_row(&revision.licence)?,
            published_at: revision.created_at,
        });
    }
    let next = page.next_cursor.clone();
    let answer = fresh(ctx, &LibraryPracticeList { items, page })?;
    Ok(Answer { next, ..answer })
}

pub(super) async fn list_library_revisions(ctx: &Ctx, filter: LibraryRevisionFilter) -> Result<Answer> {
    ctx.permit(Action::ReadBenchmarks, &Target::organiser())?;
    let read = ctx.read().await?;
    let found = queries::library_revisions(read.conn(), ctx.shared_scope(), filter.practice_id).await?;
    let items = found.iter().map(revision_view).collect::<Result<_>>()?;
    fresh(ctx, &LibraryRevisionList { items })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capabilities::organisation::dto::LanguageCode;

    #[test]
    fn names_of_staff_stay_inside_and_each_language_stands_once() {
        let text = |title: &str| PracticeText {
            language: LanguageCode::Nb,
            title: title.to_owned(),
            summary: "Kort sagt".to_owned(),
            body: "Lengre sagt".to_owned(),
        };
        let content = |texts| PracticeContent {
            texts,
            provenance: "Fjordvik".to_owned(),
            licence: PracticeLicence::Zero,
            changes: String::new(),
        };
        let names = ["Eva Eksempel".to_owned()];
        assert_eq!(faults_of(&content(vec![text("Første besøk")]), &names), []);
        let named = faults_of(&content(vec![text("Slik gjør EVA EKSEMPEL det")]), &names);
        assert_eq!(named[0].code.word(), "names_a_person");
        let twice = faults_of(&content(vec![text("a"), text("b")]), &[]);
        assert_eq!(twice[0].pointer, "/content/texts/1/language");
    }
}
