//! `{% debug %}`: all variables, with `DEBUG` on; nothing otherwise.

use crate::ast::Node;
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::text::escape::escape_into;
use crate::value::pretty;

struct Debug;

impl Node for Debug {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        if !cx.settings.debug {
            return Ok(());
        }
        // Django lists the modules of the Python process after the variables; there is no such thing here.
        for dict in cx.dicts().iter().rev() {
            escape_into(&pretty(dict), out);
        }
        out.push_str("\n\n{}");
        Ok(())
    }
}

pub(super) fn compile(_: &mut Parser<'_>, _: Token<'_>) -> Result<Box<dyn Node>> {
    Ok(Box::new(Debug))
}
