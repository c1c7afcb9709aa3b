//! `{% templatetag openblock %}`: a bracket of the template language as text.

use crate::ast::Node;
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::text::space;
use crate::value::{Value, repr};

const BRACKETS: [(&str, &str); 8] = [
    ("openblock", "{%"),
    ("closeblock", "%}"),
    ("openvariable", "{{"),
    ("closevariable", "}}"),
    ("openbrace", "{"),
    ("closebrace", "}"),
    ("opencomment", "{#"),
    ("closecomment", "#}"),
];

struct TemplateTag(&'static str);

impl Node for TemplateTag {
    fn render(&self, _: &mut Context<'_>, out: &mut String) -> Result<()> {
        out.push_str(self.0);
        Ok(())
    }
}

pub(super) fn compile(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits: Vec<&str> = space::words(token.contents).collect();
    let [_, wanted] = bits[..] else {
        return Err(Error::syntax("'templatetag' statement takes one argument"));
    };
    match BRACKETS.iter().find(|(name, _)| *name == wanted) {
        Some((_, bracket)) => Ok(Box::new(TemplateTag(bracket))),
        None => {
            let known = Value::list(BRACKETS.iter().map(|(name, _)| Value::from(*name)).collect());
            let message =
                format!("Invalid templatetag argument: '{wanted}'. Must be one of: {}", repr(&known));
            Err(Error::syntax(message))
        }
    }
}
