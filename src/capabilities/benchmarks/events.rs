//! What happens to benchmarks, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const RELEASED: Event = Event::new("benchmark.released");
pub(super) const KPIS_IMPORTED: Event = Event::new("kpi.imported");
pub(super) const FILE_IMPORTED: Event = Event::new("benchmark_file.imported");
pub(super) const KEY_TRUSTED: Event = Event::new("benchmark_trusted_key.created");
pub(super) const KEY_REVOKED: Event = Event::new("benchmark_trusted_key.revoked");
pub(super) const PRACTICE_PUBLISHED: Event = Event::new("practice.published");
pub(super) const PRACTICE_REVISED: Event = Event::new("practice.revised");
pub(super) const PRACTICE_WITHDRAWN: Event = Event::new("practice.withdrawn");
pub(super) const PRACTICE_ADOPTED: Event = Event::new("practice_adoption.created");
pub(super) const REVISION_DECIDED: Event = Event::new("practice_adoption.decided");
pub(super) const WITHDRAWN: Event = Event::new("benchmark.withdrawn");
