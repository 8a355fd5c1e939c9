//! Who may do what: token, actor, policy (the permission table), permit, scope, and the gatehouse before every door.

pub mod actor;
pub mod ctx;
pub mod door;
pub mod gatehouse;
pub mod input;
pub mod keys;
pub mod limits;
pub mod password;
pub mod permit;
pub mod policy;
pub mod principal;
pub mod secret;
pub mod state;
pub mod token;
pub mod trace;
pub mod upload;

pub use actor::{Actor, Grant, Reach, Sight};
pub use ctx::{Ctx, ShownOnce};
pub use door::{Access, Door};
pub use permit::{OwnRow, Permit, SharedScope, Target, TenantScope};
pub use policy::{Action, Role, Scope};
pub use state::{AppState, State};
