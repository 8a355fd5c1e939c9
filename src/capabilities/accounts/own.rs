//! One's own account.

use super::dto::{ChangePassword, HeldRoleView, MeView};
use super::events;
use super::queries::{self, Ended};
use crate::access::actor::ActorKind;
use crate::access::{Ctx, password};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use serde_json::json;

pub(super) fn read_me(ctx: &Ctx) -> Result<Answer> {
    let view = MeView {
        kind: ctx.actor_ref().kind.to_owned(),
        id: ctx.actor.id,
        organiser_id: ctx.actor.organiser,
        person_id: ctx.actor.person,
        roles: ctx.actor.grants_on(ctx.today()).map(HeldRoleView::of).collect(),
        scopes: ctx.actor.scopes.clone(),
        must_change_password: ctx.actor.must_change_password,
    };
    Answer::plain(&view)
}

/// Refuses keys: what concerns a login is no affair of a machine.
pub(super) fn only_users(ctx: &Ctx, action: &'static str) -> Result<()> {
    if ctx.actor.kind == ActorKind::User {
        Ok(())
    } else {
        Err(AppError::new(Code::Forbidden).with("action", action))
    }
}

pub(super) async fn change_password(ctx: &Ctx, body: ChangePassword) -> Result<Answer> {
    only_users(ctx, "change_password")?;
    let read = ctx.read().await?;
    let found = queries::account(read.conn(), ctx.actor.organiser, ctx.actor.id)
        .await?
        .ok_or_else(AppError::not_found)?;
    drop(read);
    let same = body.new == body.current;
    ctx.state.limits.count_login(&found.login_key, &ctx.client)?;
    if !ctx
        .state
        .passwords
        .check(body.current, Some(found.password_hash))
        .await?
    {
        return Err(AppError::new(Code::WrongCredentials).about(Subject::new("account", found.id)));
    }
    if same {
        let rule = "same_password";
        return Err(AppError::fault("/new", FaultCode::Rule { rule }));
    }
    password::judge(&body.new, &found.login, "/new")?;
    let hash = ctx.state.passwords.hash(body.new).await?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let mut row = queries::lock_account(tx.conn(), author.scope(), author.actor.id).await?;
        row.password_hash = hash;
        row.password_changed_at = tx.now();
        row.must_change_password = false;
        row.version += 1;
        row.updated_at = tx.now();
        let (organiser, id) = (row.organiser_id, row.id);
        rows::replace(tx.conn(), &author.own(), row).await?;
        let others = Ended::AllBut(author.actor.session);
        let ended =
            queries::end_sessions(tx.conn(), organiser, id, others, "password changed", tx.now()).await?;
        tx.record(
            events::PASSWORD_CHANGED,
            Subject::new("account", id),
            json!({"endedSessions": ended}),
        )
        .await?;
        Ok(Answer::done())
    })
    .await
}
