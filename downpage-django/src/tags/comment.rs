//! `{% comment %}…{% endcomment %}`: nothing in it is looked at.

use crate::ast::{Inputs, Node};
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;

/// A node that gives nothing.
pub(super) struct Nothing;

impl Node for Nothing {
    fn render(&self, _: &mut Context<'_>, _: &mut String) -> Result<()> {
        Ok(())
    }

    fn add_inputs(&self, _: &mut Inputs<'_>) -> bool {
        true
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, _: Token<'_>) -> Result<Box<dyn Node>> {
    parser.skip_past("endcomment")?;
    Ok(Box::new(Nothing))
}
