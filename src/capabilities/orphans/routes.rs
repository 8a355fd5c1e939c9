//! The door of the orphan list.

use super::dto::{OrphanFilter, OrphanList};
use super::service;
use crate::access::gatehouse::Reply;
use crate::access::input::Query;
use crate::access::{Action, Ctx, Door};
use crate::door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![door!(list_orphans, Read, Permit(Action::ReadOrphans))]
}

/// List what has no owner
///
/// Active roadmaps (their sponsor), stages and gates, open milestones, evidence that stands, and open units (their responsible person). What somebody left behind comes first, each with a proposed successor: the former owner's nearest superior who is still there.
#[utoipa::path(get, path = "/orphans", operation_id = "listOrphans", tag = "orphans",
    params(OrphanFilter), responses((status = 200, description = "A page of what has no owner.", body = OrphanList)))]
async fn list_orphans(ctx: Ctx, filter: Query<OrphanFilter>) -> Reply {
    Ok(service::list_orphans(&ctx, filter.0).await?)
}
