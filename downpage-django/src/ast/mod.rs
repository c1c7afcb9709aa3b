//! What a template is once it is parsed: expressions and nodes.

mod excerpt;
mod expression;
mod fold;
mod node;

pub use excerpt::Excerpt;
pub use expression::{Argument, Expression, FilterCall, Head, Path, Variable};
pub use fold::{Folds, Inputs};
pub(crate) use node::Joined;
pub use node::{Node, NodeList};
