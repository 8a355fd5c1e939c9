//! What others need of benchmarks: how a file between installations is told from other signed texts.

pub use super::exchange::KIND as FILE_KIND;
