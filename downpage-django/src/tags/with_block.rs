//! `{% with a=b c=d %}…{% endwith %}`: names for values.

use crate::ast::{Inputs, Node, NodeList};
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::parser::{Keyword, Parser, assignments, bits};
use crate::render::Context;
use crate::value::text_repr;

struct With {
    values: Vec<Keyword>,
    body: NodeList,
}

impl Node for With {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let mut values = Vec::with_capacity(self.values.len());
        for (name, expression) in &self.values {
            values.push((name, expression.resolve(cx)?.into_owned()));
        }
        cx.push();
        for (name, value) in values {
            cx.set(name, value);
        }
        let rendered = self.body.render(cx, out);
        cx.pop();
        rendered
    }

    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        self.values.iter().all(|(_, value)| value.add_inputs(inputs)) && self.body.add_inputs(inputs)
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let tag = text_repr(&bits[0]);
    let mut rest = &bits[1..];
    let values = assignments(parser, &mut rest, true)?;
    if values.is_empty() {
        return Err(Error::syntax(format!("{tag} expected at least one variable assignment")));
    }
    if let Some(wrong) = rest.first() {
        return Err(Error::syntax(format!("{tag} received an invalid token: {}", text_repr(wrong))));
    }
    let body = parser.parse_body("endwith")?;
    Ok(Box::new(With { values, body }))
}
