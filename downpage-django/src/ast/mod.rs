//! What a template is once it is parsed: expressions and nodes.

mod expression;
mod node;

pub use expression::{Argument, Expression, FilterCall, Head, Path, Variable};
pub use node::{Node, NodeList};
