//! `{% verbatim %}…{% endverbatim %}`: text that looks like tags. The lexer has made it text already.

use crate::ast::{Node, NodeList};
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;

struct Verbatim {
    body: NodeList,
}

impl Node for Verbatim {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        self.body.render(cx, out)
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, _: Token<'_>) -> Result<Box<dyn Node>> {
    Ok(Box::new(Verbatim { body: parser.parse_body("endverbatim")? }))
}
