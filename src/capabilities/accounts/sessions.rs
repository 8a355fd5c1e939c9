//! Login sessions: starting, refreshing with rotation and detection of reuse, ending.

use super::dto::{RefreshIn, RefreshSession, SessionList, SessionView, StartSession, TokensView};
use super::queries::{self, Ended};
use super::{events, service};
use crate::access::{Ctx, principal, secret, token};
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::clock::new_id;
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::SessionId;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tables::{account, login_session, refresh_token};
use uuid::Uuid;

/// The cookie that carries the refresh token, sent to the refresh address only.
pub(super) const COOKIE: &str = "stegvis_refresh";

pub(super) async fn start_session(ctx: &Ctx, body: StartSession) -> Result<Answer> {
    let key = service::login_key(&body.login);
    ctx.state.limits.count_login(&key, &ctx.client)?;
    let account = authenticate(ctx, &key, &body).await?;
    let inside = ctx.for_login(account.organiser_id, account.id, account.person_id);
    let author = inside.clone();
    let refresh_in = body.refresh_in.unwrap_or(RefreshIn::Body);
    let device = body.device.unwrap_or_default();
    inside
        .write(move |tx| async move {
            let session = login_session::Model {
                organiser_id: account.organiser_id,
                id: new_id(),
                account_id: account.id,
                created_at: tx.now(),
                expires_at: tx.now() + TimeDelta::hours(author.state.settings.access.session_hours),
                ended_at: None,
                end_reason: None,
                device,
                version: 1,
            };
            queries::insert_own(tx.conn(), session.clone()).await?;
            let answer = tokens(&author, &tx, &account, &session, refresh_in).await?;
            tx.record(
                events::SESSION_STARTED,
                Subject::new("session", session.id),
                json!({}),
            )
            .await?;
            Ok(Answer {
                status: actix_web::http::StatusCode::CREATED,
                ..answer
            })
        })
        .await
}

/// The account that a login and password belong to. An unknown login takes as long as a wrong password.
async fn authenticate(ctx: &Ctx, key: &str, body: &StartSession) -> Result<account::Model> {
    let entries = queries::directory(ctx.state.database.readers(), key).await?;
    let mut right = Vec::new();
    let wanted = entries.iter().filter(|entry| {
        body.organiser_id
            .is_none_or(|organiser| organiser == entry.organiser_id)
    });
    let mut known = Vec::new();
    for entry in wanted {
        let read = ctx.state.writer.read(entry.organiser_id).await?;
        if let Some(account) = queries::account(read.conn(), entry.organiser_id, entry.account_id).await? {
            let usable = is_usable(read.conn(), &account, ctx.now).await?;
            known.push((account, usable));
        }
    }
    if known.is_empty() {
        ctx.state.passwords.check(body.password.clone(), None).await?;
    }
    let mut wrong = Vec::new();
    for (account, usable) in known {
        let stored = Some(account.password_hash.clone());
        if ctx.state.passwords.check(body.password.clone(), stored).await? && usable {
            right.push(account);
        } else {
            wrong.push(account);
        }
    }
    // Whoever is a user of several organisers and logs in to one of them has failed nowhere.
    if right.is_empty() {
        for account in wrong {
            let inside = ctx.for_login(account.organiser_id, account.id, account.person_id);
            let refusal = AppError::new(Code::WrongCredentials).about(Subject::new("account", account.id));
            inside.note_refusal(&refusal).await?;
        }
    }
    match <[_; 1]>::try_from(right) {
        Ok([account]) => Ok(account),
        // Several organisers with the same login and password: the client must name one.
        Err(_) => Err(AppError::new(Code::WrongCredentials)),
    }
}

/// Whether an account may be used now: not disabled, and its person has not left.
async fn is_usable<C: ConnectionTrait>(db: &C, account: &account::Model, now: DateTime<Utc>) -> Result<bool> {
    let end = principal::end_of_use(db, account).await?;
    Ok(account.status == "active" && end.is_none_or(|end| now < end))
}

/// Makes the two tokens of a session.
async fn tokens(
    ctx: &Ctx,
    tx: &Tx,
    account: &account::Model,
    session: &login_session::Model,
    refresh_in: RefreshIn,
) -> Result<Answer> {
    let settings = &ctx.state.settings.access;
    let refresh = secret::fresh("svr", account.organiser_id);
    let row = refresh_token::Model {
        organiser_id: account.organiser_id,
        id: new_id(),
        session_id: session.id,
        hash: secret::hash(&refresh),
        issued_at: tx.now(),
        used_at: None,
    };
    queries::insert_own(tx.conn(), row).await?;
    let in_cookie = refresh_in == RefreshIn::Cookie;
    let view = TokensView {
        access_token: token::issue(
            &ctx.state.keys,
            account.organiser_id,
            account.id,
            session.id,
            tx.now(),
            settings.token_seconds,
        )?,
        token_type: "Bearer".to_owned(),
        expires_in: settings.token_seconds,
        refresh_token: (!in_cookie).then(|| refresh.clone()),
        session_id: session.id,
        organiser_id: account.organiser_id,
        account_id: account.id,
        must_change_password: account.must_change_password,
    };
    let cookie = in_cookie.then(|| cookie(ctx, &refresh, settings.session_hours * 3600));
    Ok(Answer {
        cookie,
        ..Answer::plain(&view)?
    })
}

fn cookie(ctx: &Ctx, value: &str, seconds: i64) -> String {
    let secure = if ctx.state.settings.access.secure_cookie {
        "; Secure"
    } else {
        ""
    };
    let path = format!("{}/sessions/refreshes", crate::platform::BASE);
    format!("{COOKIE}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// What a refresh came to inside its transaction; a reuse must be committed although it is refused.
enum Refreshed {
    Fresh(Answer),
    Reused,
}

pub(super) async fn refresh_session(
    ctx: &Ctx,
    body: RefreshSession,
    cookie: Option<String>,
) -> Result<Answer> {
    let refused = || AppError::new(Code::SessionEnded);
    let refresh_in = if body.refresh_token.is_some() {
        RefreshIn::Body
    } else {
        RefreshIn::Cookie
    };
    let presented = body
        .refresh_token
        .or(cookie)
        .ok_or_else(|| AppError::new(Code::Unauthenticated))?;
    let organiser = secret::organiser_of("svr", &presented).ok_or_else(refused)?;
    let hash = secret::hash(&presented);
    let inside = ctx.for_login(organiser, Uuid::nil(), None);
    let author = inside.clone();
    let refreshed = inside
        .write(move |tx| async move {
            let token = queries::lock_refresh_token(tx.conn(), organiser, &hash)
                .await?
                .ok_or_else(refused)?;
            let session = queries::lock_session(tx.conn(), organiser, token.session_id)
                .await?
                .ok_or_else(refused)?;
            let account = queries::account(tx.conn(), organiser, session.account_id)
                .await?
                .ok_or_else(refused)?;
            let usable = is_usable(tx.conn(), &account, tx.now()).await?;
            if session.ended_at.is_some() || session.expires_at <= tx.now() || !usable {
                return Err(refused());
            }
            let subject = Subject::new("session", session.id);
            if token.used_at.is_some() {
                queries::end_sessions(
                    tx.conn(),
                    organiser,
                    account.id,
                    Ended::One(session.id),
                    "reuse",
                    tx.now(),
                )
                .await?;
                tx.record(events::SESSION_REUSED, subject, json!({})).await?;
                return Ok(Refreshed::Reused);
            }
            queries::use_refresh_token(tx.conn(), &token, tx.now()).await?;
            let until = tx.now() + TimeDelta::hours(author.state.settings.access.session_hours);
            queries::prolong_session(tx.conn(), &session, until).await?;
            let answer = tokens(&author, &tx, &account, &session, refresh_in).await?;
            tx.record(events::SESSION_REFRESHED, subject, json!({})).await?;
            Ok(Refreshed::Fresh(answer))
        })
        .await?;
    match refreshed {
        Refreshed::Fresh(answer) => Ok(answer),
        Refreshed::Reused => Err(refused()),
    }
}

pub(super) async fn list_sessions(ctx: &Ctx) -> Result<Answer> {
    let read = ctx.read().await?;
    let rows = queries::live_sessions(read.conn(), ctx.scope(), ctx.actor.id, ctx.now).await?;
    Answer::plain(&SessionList {
        items: rows
            .iter()
            .map(|row| SessionView::of(row, ctx.actor.session))
            .collect(),
    })
}

pub(super) async fn end_session(ctx: &Ctx, id: SessionId) -> Result<Answer> {
    super::own::only_users(ctx, "end_session")?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let (organiser, account) = (author.scope().organiser(), author.actor.id);
        let ended = queries::end_sessions(
            tx.conn(),
            organiser,
            account,
            Ended::One(id.uuid()),
            "logout",
            tx.now(),
        )
        .await?;
        if ended == 0 {
            return Err(AppError::not_found());
        }
        tx.record(events::SESSION_ENDED, Subject::new("session", id), json!({}))
            .await?;
        Ok(Answer {
            cookie: Some(cookie(&author, "", 0)),
            ..Answer::done()
        })
    })
    .await
}

pub(super) async fn end_all_sessions(ctx: &Ctx) -> Result<Answer> {
    super::own::only_users(ctx, "end_session")?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let (organiser, account) = (author.scope().organiser(), author.actor.id);
        let ended = queries::end_sessions(
            tx.conn(),
            organiser,
            account,
            Ended::AllBut(None),
            "logout",
            tx.now(),
        )
        .await?;
        tx.record(
            events::SESSIONS_ENDED,
            Subject::new("account", account),
            json!({"ended": ended}),
        )
        .await?;
        Ok(Answer {
            cookie: Some(cookie(&author, "", 0)),
            ..Answer::done()
        })
    })
    .await
}
