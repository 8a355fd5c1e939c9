//! The only place that queries the tables of leadership, one file a noun.

mod acknowledgement;
mod posture;

pub(super) use acknowledgement::*;
pub(super) use posture::*;

use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start};
use uuid::Uuid;

/// The id at the end of a cursor's key, where the reader came with a cursor.
fn after_id(place: &Place) -> Result<Option<Uuid>> {
    let Start::After(key) = &place.start else {
        return Ok(None);
    };
    let id = key.last().and_then(|id| Uuid::try_parse(id).ok());
    id.map(Some).ok_or_else(|| {
        let expected = "nextCursor".to_owned();
        AppError::fault("/query/cursor", FaultCode::Format { expected })
    })
}
