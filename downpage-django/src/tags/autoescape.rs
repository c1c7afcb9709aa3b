//! `{% autoescape on %}…{% endautoescape %}`.

use crate::ast::{Node, NodeList};
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::text::space;

struct AutoEscape {
    on: bool,
    body: NodeList,
}

impl Node for AutoEscape {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let outside = std::mem::replace(&mut cx.autoescape, self.on);
        let rendered = self.body.render(cx, out);
        cx.autoescape = outside;
        rendered
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits: Vec<&str> = space::words(token.contents).collect();
    let [_, argument] = bits[..] else {
        return Err(Error::syntax("'autoescape' tag requires exactly one argument."));
    };
    if !matches!(argument, "on" | "off") {
        return Err(Error::syntax("'autoescape' argument should be 'on' or 'off'"));
    }
    let body = parser.parse_body("endautoescape")?;
    Ok(Box::new(AutoEscape { on: argument == "on", body }))
}
