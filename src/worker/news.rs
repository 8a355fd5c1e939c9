//! News between the nodes on one PostgreSQL: each tells its commits with NOTIFY and learns of the others' with LISTEN.
//!
//! Telling happens after the commit and for many commits at once, since every NOTIFY takes a lock of the whole server.
//! A lost notification is made good by the poll; while we cannot listen, nothing kept is served.

use super::Bell;
use crate::access::AppState;
use crate::access::state::News;
use crate::platform::epochs::{Doubt, Epoch};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

const CHANNEL: &str = "stegvis_epoch";
/// Commits within this time are told together.
const GATHER: Duration = Duration::from_millis(5);
/// Between two tries to listen.
const AGAIN: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells the other nodes of our commits.
pub(super) async fn tell(state: AppState, mut news: News, mut bell: Bell) {
    loop {
        let first = tokio::select! {
            () = bell.rung() => return,
            first = news.recv() => first,
        };
        let Some((organiser, epoch)) = first else { return };
        tokio::time::sleep(GATHER).await;
        let mut newest = HashMap::from([(organiser, epoch)]);
        while let Ok((organiser, epoch)) = news.try_recv() {
            newest.insert(organiser, epoch);
        }
        let words: Vec<String> = newest
            .into_iter()
            .map(|(organiser, epoch)| payload(organiser, epoch))
            .collect();
        let statement = Statement::from_sql_and_values(
            DbBackend::Postgres,
            format!("SELECT pg_notify('{CHANNEL}', word) FROM unnest($1::text[]) AS word"),
            [words.into()],
        );
        if let Err(error) = state.database.writer().query_all_raw(statement).await {
            tracing::warn!(%error, "the other nodes were not told of a commit; they learn of it by asking");
        }
    }
}

/// Learns of the other nodes' commits.
pub(super) async fn listen(state: AppState, mut bell: Bell) {
    loop {
        tokio::select! {
            () = bell.rung() => return,
            () = hear(&state) => {}
        }
        state.epochs.doubt(Doubt::Deaf);
        tokio::select! {
            () = bell.rung() => return,
            () = tokio::time::sleep(AGAIN) => {}
        }
    }
}

/// Listens until the connection is lost.
async fn hear(state: &AppState) {
    let connected = tokio::time::timeout(PATIENCE, async {
        let mut listener = PgListener::connect(&state.settings.database.url).await?;
        // Otherwise a lost connection would be replaced before we hear of it.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    })
    .await;
    let mut listener = match connected {
        Ok(Ok(listener)) => listener,
        Ok(Err(error)) => return tracing::warn!(%error, "cannot listen to the other nodes; trying again"),
        Err(_) => return tracing::warn!("cannot listen to the other nodes in time; trying again"),
    };
    state.epochs.trust(Doubt::Deaf);
    loop {
        match listener.try_recv().await {
            Ok(Some(heard)) => {
                if let Some((organiser, epoch)) = read(heard.payload()) {
                    // Also for an organiser not met yet: a read of it may be on its way with an older answer.
                    state.epochs.advance(organiser, epoch);
                } else {
                    tracing::warn!(
                        payload = heard.payload(),
                        "a notification that nobody understands"
                    );
                }
            }
            Ok(None) => {
                return tracing::warn!("the connection to the other nodes was lost; connecting again");
            }
            Err(error) => return tracing::warn!(%error, "cannot hear the other nodes; connecting again"),
        }
    }
}

fn payload(organiser: Uuid, epoch: Epoch) -> String {
    format!("{organiser}:{}:{}", epoch.data, epoch.access)
}

fn read(payload: &str) -> Option<(Uuid, Epoch)> {
    let mut parts = payload.split(':');
    let organiser = parts.next()?.parse().ok()?;
    let data = parts.next()?.parse().ok()?;
    let access = parts.next()?.parse().ok()?;
    parts
        .next()
        .is_none()
        .then_some((organiser, Epoch { data, access }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood() {
        let epoch = Epoch { data: 7, access: 3 };
        assert_eq!(read(&payload(Uuid::nil(), epoch)), Some((Uuid::nil(), epoch)));
        for strange in [
            "",
            "x:1:2",
            "00000000-0000-0000-0000-000000000000:1",
            "00000000-0000-0000-0000-000000000000:1:2:3",
        ] {
            assert_eq!(read(strange), None, "{strange}");
        }
    }
}
