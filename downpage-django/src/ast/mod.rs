//! What a template is once it is parsed: expressions and nodes.

mod expression;
mod fold;
mod node;

pub use expression::{Argument, Expression, FilterCall, Head, Path, Variable};
pub use fold::{Folds, Inputs};
pub use node::{Node, NodeList};
