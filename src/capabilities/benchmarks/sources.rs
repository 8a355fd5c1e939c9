//! What indicators are computed from: an organiser's own records, asked of the capabilities that hold them.

use crate::access::TenantScope;
use crate::capabilities::capacity::service::Protected;
use crate::capabilities::roadmaps::service::Progress;
use crate::capabilities::technology::service::Counted;
use crate::capabilities::{benefits, capacity, people, procedures, roadmaps, technology};
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Everything that an indicator may look at.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    pub(super) technology: Vec<Counted>,
    pub(super) progress: Progress,
    /// Realised, all.
    pub(super) benefits: (usize, usize),
    /// Done, asked.
    pub(super) acknowledged: (usize, usize),
    /// Of each member of a leadership group.
    pub(super) protected: Vec<Protected>,
}

impl Sources {
    /// A fixed number of queries.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        today: NaiveDate,
    ) -> Result<Self> {
        let leaders: Vec<Uuid> = people::service::leaders_on(db, scope, today)
            .await?
            .into_iter()
            .collect();
        let protected = capacity::service::protected(db, scope, &leaders, today, &[]).await?;
        Ok(Self {
            technology: technology::service::counted(db, scope, today).await?,
            progress: roadmaps::service::progress(db, scope, today).await?,
            benefits: benefits::service::realised(db, scope, today).await?,
            acknowledged: procedures::service::acknowledged(db, scope, today).await?,
            protected: protected.into_values().collect(),
        })
    }
}
