//! `{% ifchanged a b %}…{% else %}…{% endifchanged %}`: only when something differs from the last time.

use crate::ast::{Expression, Node, NodeList};
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::{Context, NodeId};
use crate::value::Value;

struct IfChanged {
    id: NodeId,
    values: Vec<Expression>,
    body: NodeList,
    otherwise: Option<NodeList>,
}

impl Node for IfChanged {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let mut rendered = None;
        let compared = if self.values.is_empty() {
            let text = self.body.capture(cx)?;
            rendered = Some(text.clone()).filter(|text| !text.is_empty());
            Value::from(text)
        } else {
            let mut seen = Vec::with_capacity(self.values.len());
            for expression in &self.values {
                seen.push(expression.resolve_or_none(cx)?.into_owned());
            }
            Value::list(seen)
        };
        if !cx.has_changed(self.id, compared) {
            return self.otherwise.as_ref().map_or(Ok(()), |body| body.render(cx, out));
        }
        match rendered {
            Some(text) => {
                out.push_str(&text);
                Ok(())
            }
            None => self.body.render(cx, out),
        }
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let body = parser.parse(&["else", "endifchanged"])?;
    let mut otherwise = None;
    if parser.next().is_some_and(|end| end.contents == "else") {
        otherwise = Some(parser.parse_body("endifchanged")?);
    }
    let values = parser.expressions(&bits[1..])?;
    Ok(Box::new(IfChanged { id: NodeId::unique(), values, body, otherwise }))
}
