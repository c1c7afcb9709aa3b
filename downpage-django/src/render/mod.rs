//! What a render needs at hand: the scopes of variables, what nodes remember, the site around, and the writing.

mod blocks;
mod budget;
mod context;
mod forloop;
mod output;
mod partials;
mod scopes;
mod site;
mod state;

pub use blocks::{Block, BlockObject};
pub use context::Context;
pub use forloop::ForLoop;
pub use output::{Printed, printed, write_value};
pub use partials::Partials;
pub use scopes::Scopes;
pub use site::{NoSite, Reverse, Settings, Site};
pub use state::{Frame, NodeId, Template, Templates};
