//! `{% firstof a b 'fallback' %}`: the first value that is true.

use crate::ast::{Expression, Node};
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::{Context, printed, write_value};
use crate::value::{Name, Value};

struct FirstOf {
    values: Vec<Expression>,
    target: Option<Name>,
}

impl Node for FirstOf {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let mut kept = Value::from("");
        for expression in &self.values {
            let value = expression.resolve_or_none(cx)?;
            if !value.truth() {
                continue;
            }
            if self.target.is_none() {
                return write_value(&value, cx, out);
            }
            let shown = printed(&value, cx)?;
            kept = Value::marked(shown.text, shown.safe);
            break;
        }
        if let Some(target) = &self.target {
            cx.set(target, kept);
        }
        Ok(())
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let (values, target) = match &bits[1..] {
        [] => return Err(Error::syntax("'firstof' statement requires at least one argument")),
        [values @ .., word, target] if word == "as" => (values, Some(Name::new(&**target))),
        values => (values, None),
    };
    Ok(Box::new(FirstOf { values: parser.expressions(values)?, target }))
}
