//! `{% cache 600 name vary %}…{% endcache %}`: renders its body; there is nothing to keep a fragment in.

use crate::ast::{Expression, Head, Node, NodeList, Variable};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::value::{int_of, repr, text_repr};

struct Cache {
    timeout: Expression,
    vary_on: Vec<Expression>,
    using: Option<Expression>,
    body: NodeList,
}

impl Node for Cache {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let timeout = known(&self.timeout, cx)?;
        if !timeout.is_none() {
            int_of(&timeout).map_err(|error| match error.kind() {
                Kind::Value | Kind::Type => {
                    let message =
                        format!("\"cache\" tag got a non-integer timeout value: {}", repr(&timeout));
                    Error::syntax(message)
                }
                _ => error,
            })?;
        }
        if let Some(using) = &self.using {
            let name = known(using, cx)?;
            if !cx.settings.caches.iter().any(|known| name.as_str() == Some(known)) {
                let message = format!("Invalid cache name specified for cache tag: {}", repr(&name));
                return Err(Error::syntax(message));
            }
        }
        for expression in &self.vary_on {
            expression.resolve(cx)?;
        }
        self.body.render(cx, out)
    }
}

fn known<'v>(expression: &'v Expression, cx: &'v Context<'v>) -> Result<crate::value::Val<'v>> {
    expression.resolve(cx).map_err(|error| match (error.kind(), &expression.head) {
        (Kind::VariableMissing, Head::Variable(Variable::Path(path))) => {
            Error::syntax(format!("\"cache\" tag got an unknown variable: {}", text_repr(path.text.as_str())))
        }
        _ => error,
    })
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let body = parser.parse_body("endcache")?;
    let bits = bits(token)?;
    if bits.len() < 3 {
        let message = format!("'{}' tag requires at least 2 arguments.", text_repr(&bits[0]));
        return Err(Error::syntax(message));
    }
    let mut vary_on = &bits[3..];
    let mut using = None;
    if let [rest @ .., last] = vary_on
        && let Some(name) = last.strip_prefix("using=")
    {
        using = Some(parser.expression(name)?);
        vary_on = rest;
    }
    let timeout = parser.expression(&bits[1])?;
    Ok(Box::new(Cache { timeout, vary_on: parser.expressions(vary_on)?, using, body }))
}
