//! What a request carries through the house: who asks, for which organiser, when, in which language; and the permits it earns.

use super::actor::{Actor, ActorKind, Sight};
use super::door::Door;
use super::permit::{OwnRow, Permit, SharedScope, Target, TenantScope};
use super::policy::Action;
use super::principal;
use super::state::State;
use crate::error::{AppError, Code, Result, Voice};
use crate::platform::answer::Answer;
use crate::platform::cache::{Kept, Key};
use crate::platform::clock::new_id;
use crate::platform::etag::{self, Expected};
use crate::platform::idempotency::{self, Once};
use crate::platform::language::Language;
use crate::platform::ledger::{ActorRef, Subject};
use crate::platform::tx::{Author, Read, Tx};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// The answer of a creation that shows a secret, and the one without it that may be kept.
#[derive(Clone, Debug)]
pub struct ShownOnce {
    pub answer: Answer,
    pub kept: Answer,
}

/// A request's context. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ctx(Arc<Inner>);

/// What a context holds.
#[derive(Debug)]
pub struct Inner {
    pub state: Arc<State>,
    pub actor: Arc<Actor>,
    pub door: Option<&'static Door>,
    pub now: DateTime<Utc>,
    pub language: Language,
    pub request_id: String,
    pub trace_id: String,
    pub address: String,
    pub client: String,
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub idempotency_key: Option<String>,
    /// The hash of the body, noted when the body is read.
    pub body_hash: Arc<OnceLock<String>>,
}

impl Inner {
    fn copy(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
            actor: Arc::clone(&self.actor),
            door: self.door,
            now: self.now,
            language: self.language,
            request_id: self.request_id.clone(),
            trace_id: self.trace_id.clone(),
            address: self.address.clone(),
            client: self.client.clone(),
            if_match: self.if_match.clone(),
            if_none_match: self.if_none_match.clone(),
            idempotency_key: self.idempotency_key.clone(),
            body_hash: Arc::clone(&self.body_hash),
        }
    }
}

impl Deref for Ctx {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Ctx {
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// A context for the program itself: timers, the command line, the first start.
    pub fn system(state: &Arc<State>, organiser: Uuid) -> Self {
        let now = state.clock.now();
        Self::new(Inner {
            state: Arc::clone(state),
            actor: Arc::new(Actor::system(organiser)),
            door: None,
            now,
            language: Language::En,
            request_id: new_id().simple().to_string(),
            trace_id: new_id().simple().to_string(),
            address: String::new(),
            client: String::new(),
            if_match: None,
            if_none_match: None,
            idempotency_key: None,
            body_hash: Arc::default(),
        })
    }

    /// The organiser that this request is bound to.
    pub fn scope(&self) -> TenantScope {
        TenantScope(self.actor.organiser)
    }

    /// Leave to look at what organisers have published or shared.
    pub fn shared_scope(&self) -> SharedScope {
        SharedScope(())
    }

    /// Today in the calendar of the request: plain dates are compared in UTC.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        new_id()
    }

    /// Who acts, as the ledger names it.
    pub fn actor_ref(&self) -> ActorRef {
        self.actor.reference()
    }

    /// How errors speak to this reader.
    pub fn voice(&self) -> Voice {
        Voice {
            language: self.language,
            trace_id: self.trace_id.clone(),
            instance: self.address.clone(),
        }
    }

    /// Asks the permission table. 403 where the target may be read, else 404. A roadmap that was stopped is stopped for
    /// good: what would move it is refused to everybody.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::NotFound`] or, for a stopped roadmap, [`Code::WrongState`].
    pub fn permit(&self, action: Action, target: &Target) -> Result<Permit> {
        if self.allows(action, target) {
            if target.stopped && action.moves_roadmap() {
                let mut error = AppError::new(Code::WrongState)
                    .with("state", "stopped")
                    .with("needed", "active, completed");
                error.subject = target.subject;
                return Err(error);
            }
            return Ok(Permit {
                action,
                scope: self.scope(),
            });
        }
        // Whoever may read a thing may know that it exists; which reading action it is follows from what it belongs to.
        let reading = if target.roadmap.is_some() {
            Action::ReadRoadmap
        } else {
            Action::ReadOrganisation
        };
        if action != reading && self.allows(reading, target) {
            let mut error = AppError::new(Code::Forbidden).with("action", action.as_str());
            error.subject = target.subject;
            return Err(error);
        }
        Err(AppError::not_found())
    }

    /// Whether the permission table allows it.
    pub fn allows(&self, action: Action, target: &Target) -> bool {
        self.actor.may(action, target, self.today())
    }

    /// Whether the permission table allows it to the user of another account, as the account is now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn another_may<C: ConnectionTrait>(
        &self,
        db: &C,
        account: Uuid,
        action: Action,
        target: &Target,
    ) -> Result<bool> {
        let actor = principal::user_of(db, self.actor.organiser, account).await?;
        Ok(actor.is_some_and(|actor| {
            actor.expires_at.is_none_or(|end| self.now < end) && actor.may(action, target, self.today())
        }))
    }

    /// What lists may show for a reading action.
    pub fn sight(&self, action: Action) -> Sight {
        self.actor.sight(action, self.today())
    }

    /// Opens a snapshot of the organiser's data.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(&self) -> Result<Read> {
        self.state.writer.read(self.actor.organiser).await
    }

    /// Runs a write in a transaction that must leave exactly one ledger entry.
    ///
    /// # Errors
    /// What `work` or the commit says; then nothing was written.
    pub async fn write<T, F, Fut>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(Arc<Tx>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.state.writer.write(self.author(), work).await
    }

    /// Runs a creation: as [`Ctx::write`], and a repeated `Idempotency-Key` answers what the first request did.
    ///
    /// # Errors
    /// What `work` or the commit says, and the refusals of a key.
    pub async fn create<F, Fut>(&self, work: F) -> Result<Answer>
    where
        F: FnOnce(Arc<Tx>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Answer>> + Send + 'static,
    {
        self.create_secret(move |tx| async move {
            let answer = work(tx).await?;
            Ok(ShownOnce {
                kept: answer.clone(),
                answer,
            })
        })
        .await
    }

    /// Runs a creation whose answer holds a secret: what is kept for a repeated `Idempotency-Key` is another answer.
    ///
    /// # Errors
    /// What `work` or the commit says, and the refusals of a key.
    pub async fn create_secret<F, Fut>(&self, work: F) -> Result<Answer>
    where
        F: FnOnce(Arc<Tx>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ShownOnce>> + Send + 'static,
    {
        let Some(key) = self.idempotency_key.clone() else {
            return Ok(self.write(work).await?.answer);
        };
        let once = Once {
            organiser: self.actor.organiser,
            actor: self.actor.id,
            key,
            operation: self.door.map_or("", |door| door.operation),
            body_hash: format!(
                "{}:{}",
                self.address,
                self.body_hash.get().map_or("", String::as_str)
            ),
        };
        // Keyed, since a body may hold a password.
        let once = Once {
            body_hash: self.state.keys.fingerprint(&once.body_hash)?,
            ..once
        };
        let _hold = self.state.running.hold(&once)?;
        self.write(move |tx| async move {
            if let Some(answer) = idempotency::recall(&tx, &once).await? {
                tx.nothing_written();
                return Ok(answer);
            }
            let ShownOnce { answer, kept } = work(Arc::clone(&tx)).await?;
            idempotency::keep(&tx, &once, &kept).await?;
            Ok(answer)
        })
        .await
    }

    fn author(&self) -> Author {
        Author {
            organiser: self.actor.organiser,
            actor: self.actor_ref(),
            now: self.now,
            request_id: self.request_id.clone(),
        }
    }

    /// Notes a refused attempt at a change in the chain.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_refusal(&self, error: &AppError) -> Result<()> {
        let Some(event) = self.door.and_then(|door| door.event) else {
            return Ok(());
        };
        let subject = error.subject.unwrap_or(Subject {
            kind: "operation",
            id: None,
        });
        self.state
            .writer
            .note_refusal(self.author(), event, subject, error.code.entry().code)
            .await
    }

    /// The same request, bound to another organiser: for the operator, who creates organisers and their first administrator.
    #[must_use]
    pub fn within(&self, permit: &Permit, organiser: Uuid) -> Self {
        debug_assert_eq!(permit.action, Action::ManageOrganisers);
        let actor = Actor {
            organiser,
            kind: ActorKind::System,
            ..Actor::clone(&self.actor)
        };
        Self::new(Inner {
            actor: Arc::new(actor),
            ..self.0.copy()
        })
    }

    /// The same request, bound to the account that logs in or refreshes: the only way from a public door to a write.
    #[must_use]
    pub fn for_login(&self, organiser: Uuid, account: Uuid, person: Option<Uuid>) -> Self {
        let system = Actor::system(organiser);
        let kind = if account.is_nil() {
            ActorKind::System
        } else {
            ActorKind::User
        };
        Self::new(Inner {
            actor: Arc::new(Actor {
                kind,
                id: account,
                person,
                ..system
            }),
            ..self.0.copy()
        })
    }

    /// Proof for a write on what is the actor's own: the account behind the request.
    pub fn own(&self) -> OwnRow {
        OwnRow(())
    }

    /// The version that the request expects to change.
    ///
    /// # Errors
    /// [`Code::PreconditionRequired`] without an If-Match.
    pub fn expected(&self) -> Result<Expected> {
        etag::demanded(self.if_match.as_deref())
    }

    /// Answers a read from what is kept, or loads it, keeps it and answers it.
    ///
    /// `load` gives the target (asked for permission on every serving), the validator and the answer's body.
    ///
    /// # Errors
    /// What `load` says, and the refusal of the target.
    pub async fn kept<F, Fut>(&self, action: Action, load: F) -> Result<Answer>
    where
        F: FnOnce(Ctx, Read) -> Fut,
        Fut: Future<Output = Result<(Target, Answer)>>,
    {
        let key = Key {
            organiser: self.actor.organiser,
            address: self
                .body_hash
                .get()
                .map_or_else(|| self.address.clone(), |hash| format!("{}#{hash}", self.address)),
            language: self.language.tag(),
            sight: self.actor.sight_hash(),
            day: self.today().num_days_from_ce(),
        };
        if let Some(epoch) = self.state.epochs.of(self.actor.organiser)
            && let Some(kept) = self.state.answers.get(&key, epoch)
        {
            self.permit(action, &kept.target)?;
            return Ok(self.conditional(Answer {
                status: actix_web::http::StatusCode::OK,
                etag: Some(kept.etag.clone()),
                location: None,
                next: kept.next.clone(),
                body: Some(kept.body.clone()),
                replayed: false,
                cookie: None,
            }));
        }
        let read = self.read().await?;
        let epoch = read.epoch;
        let (target, answer) = load(self.clone(), read).await?;
        self.permit(action, &target)?;
        let tag = answer
            .etag
            .clone()
            .unwrap_or_else(|| etag_of_epoch(epoch.data, &key));
        let answer = Answer {
            etag: Some(tag.clone()),
            ..answer
        };
        if let Some(body) = &answer.body {
            let kept = Kept {
                epoch,
                target,
                etag: tag,
                body: body.clone(),
                next: answer.next.clone(),
            };
            self.state.answers.put(key, Arc::new(kept));
        }
        Ok(self.conditional(answer))
    }

    /// 304 where the reader has it already.
    pub fn conditional(&self, answer: Answer) -> Answer {
        match (&self.if_none_match, &answer.etag) {
            (Some(header), Some(tag)) if etag::none_match_hits(header, tag) => {
                Answer::not_modified(tag.clone())
            }
            _ => answer,
        }
    }
}

/// The validator of a composed answer: it changes with every write of the organiser, the day and the reader's sight.
fn etag_of_epoch(epoch: i64, key: &Key) -> String {
    // The letter tells it from a resource's version, which it must never pass for.
    format!("\"e{epoch}-{}-{}-{:x}\"", key.language, key.day, key.sight)
}
