//! What about capacity routes somebody has to act on.

use super::capacity_routes::{filter_path, ways};
use super::dto::{CapacityAlert, CapacityAlertFilter, CapacityAlertList, CapacityRouteKind};
use super::{queries, route_rules};
use crate::access::{Action, Ctx, Sight};
use crate::error::Result;
use crate::platform::answer::Answer;

/// Alerts of one answer.
const MOST: usize = 1000;

pub(super) async fn list_alerts(ctx: &Ctx, filter: CapacityAlertFilter) -> Result<Answer> {
    ctx.kept(Action::ReadCapacityRoutes, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadCapacityRoutes);
        let path = filter_path(&ctx, read.conn(), filter.unit_id).await?;
        // What covers a need may lie outside of what is asked about, so all routes are judged and some are shown.
        let all = queries::routes(read.conn(), ctx.scope(), &Sight::Everything, None, None).await?;
        let ways = ways(read.conn(), ctx.scope(), &all).await?;
        let shown = |place: usize| {
            let unit = &ways[place].path;
            let in_sight = match &sight {
                Sight::Everything => true,
                Sight::Only { units, .. } => units.iter().any(|one| unit.starts_with(one)),
            };
            in_sight && path.as_ref().is_none_or(|path| unit.starts_with(path))
        };
        let mut items = Vec::new();
        for alert in route_rules::alerts(&ways, ctx.today()) {
            let Some(place) = ways.iter().position(|way| way.id == alert.id) else {
                continue;
            };
            if !shown(place) {
                continue;
            }
            let row = &all[place];
            items.push(CapacityAlert {
                route_id: row.id,
                unit_id: row.unit_id,
                kind: CapacityRouteKind::from_row(&row.kind)?,
                alert: alert.kind,
                vacant: alert.vacant,
                on_date: alert.on_date,
                need: row.need.clone(),
            });
        }
        items.sort_by_key(|one| (!one.vacant, one.on_date, one.route_id));
        items.truncate(MOST);
        Ok((sight.standing(), Answer::plain(&CapacityAlertList { items })?))
    })
    .await
}
