//! Publishing, over real files: outcomes, all or none, links, pruning, locking, faults, kills.

mod all_or_none;
mod cost;
mod faults;
mod kills;
mod links;
mod locking;
mod outcomes;
mod pruning;
mod support;
