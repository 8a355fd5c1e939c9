//! A place in a chain as it stands in a path: a whole number from 1.

use crate::access::gatehouse::Failure;
use crate::error::{AppError, FaultCode};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// The number in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence(pub i64);

/// Numbers above this are no exact integers in JSON.
const MOST: i64 = 9_007_199_254_740_991;

impl FromRequest for Sequence {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.match_info().iter().next();
        let read = found
            .and_then(|(_, text)| text.parse().ok())
            .filter(|number| (1..=MOST).contains(number))
            .map(Self)
            .ok_or_else(|| {
                let name = found.map_or("sequence", |(name, _)| name);
                Failure(AppError::fault(
                    format!("/path/{name}"),
                    FaultCode::Format {
                        expected: format!("1–{MOST}"),
                    },
                ))
            });
        ready(read)
    }
}
