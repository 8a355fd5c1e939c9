//! A door: one operation, declared once, from which its route, its documentation, its permission and its audit event follow.

use super::policy::Action;
use crate::platform::ledger::Event;
use actix_web::Route;
use actix_web::http::Method;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::{RefOr, Schema};

/// Who may knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody. The list of these may only shrink (`routes.rs`).
    Public,
    /// Anybody who is logged in, for what is their own.
    SignedIn,
    /// Whoever the permission table allows the action.
    Permit(Action),
}

/// What kind of request it takes, which decides its headers and documented answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Changes nothing; honours If-None-Match.
    Read,
    /// Makes something new; honours Idempotency-Key.
    Create,
    /// Changes what is there; demands If-Match.
    Edit,
    /// Computes an answer from a body and changes nothing.
    Ask,
    /// Acts on logins and keys whatever their version is: logging in and out, resetting, revoking; neither header.
    Act,
}

/// One operation.
pub struct Door {
    /// The operation's id in the document.
    pub operation: &'static str,
    pub method: Method,
    /// The path below the base, as in the document.
    pub path: String,
    pub access: Access,
    pub kind: Kind,
    /// What a success writes into the chain.
    pub event: Option<Event>,
    pub route: fn() -> Route,
    pub describe: fn() -> Operation,
    pub schemas: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({})", self.method, self.path, self.operation)
    }
}

impl Door {
    /// A door from what utoipa knows of its handler.
    ///
    /// # Panics
    /// At start, where a handler has no operation id or several methods: a defect that no test run survives.
    pub fn of<P: utoipa::Path + utoipa::__dev::SchemaReferences + utoipa::__dev::Tags<'static>>(
        access: Access,
        kind: Kind,
        event: Option<Event>,
        route: fn() -> Route,
    ) -> Self {
        let method = match P::methods().first().expect("a handler has a method") {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
            HttpMethod::Patch => Method::PATCH,
            HttpMethod::Delete => Method::DELETE,
            _ => panic!("{} has a method that no door uses", P::path()),
        };
        let operation = P::operation()
            .operation_id
            .expect("a handler has an operation id");
        Self {
            operation: operation.leak(),
            method,
            path: P::path(),
            access,
            kind,
            event,
            route,
            describe: described::<P>,
            schemas: <P as utoipa::__dev::SchemaReferences>::schemas,
        }
    }

    /// Whether a success changes something.
    pub fn writes(&self) -> bool {
        self.event.is_some()
    }
}

/// A handler's operation with its tag, which utoipa keeps apart.
fn described<P: utoipa::Path + utoipa::__dev::Tags<'static>>() -> Operation {
    let mut operation = P::operation();
    operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
    operation
}

/// Declares a door: `door!(create_unit, Create, Permit(Action::EditUnits), UNIT_CREATED)`; readers have no event.
#[macro_export]
macro_rules! door {
    ($handler:ident, $kind:ident, $access:expr) => {
        $crate::door!(@ $handler, $kind, $access, None)
    };
    ($handler:ident, $kind:ident, $access:expr, $event:expr) => {
        $crate::door!(@ $handler, $kind, $access, Some($event))
    };
    (@ $handler:ident, $kind:ident, $access:expr, $event:expr) => {
        pastey::paste! {
            $crate::access::Door::of::<[<__path_ $handler>]>(
                { use $crate::access::Access::*; $access },
                $crate::access::door::Kind::$kind,
                $event,
                || actix_web::web::to($handler),
            )
        }
    };
}
