//! Publishing, over real files: outcomes, all or none, links, pruning, locking, faults, kills.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod all_or_none;
#[cfg(feature = "compress")]
mod compressed;
mod cost;
mod faults;
mod kills;
mod links;
mod locking;
mod outcomes;
mod pruning;
mod support;
