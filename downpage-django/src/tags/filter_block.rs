//! `{% filter upper|cut:" " %}…{% endfilter %}`.

use crate::ast::{Expression, Node, NodeList};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::text::space;
use crate::value::{Name, Value};

struct FilterBlock {
    filters: Expression,
    variable: Name,
    body: NodeList,
}

impl Node for FilterBlock {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let text = self.body.capture(cx)?;
        cx.push();
        cx.set(&self.variable, Value::safe(text));
        let filtered = self.filters.resolve(cx).map(std::borrow::Cow::into_owned);
        cx.pop();
        let filtered = filtered?;
        let Some(text) = filtered.as_str() else {
            return Err(Error::no_text(filtered.type_name()));
        };
        out.push_str(text);
        Ok(())
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let Some((_, rest)) = token.contents.split_once(space::is_space) else {
        return Err(Error::new(Kind::Value, "not enough values to unpack (expected 2, got 1)"));
    };
    let filters = parser.expression(&format!("var|{}", space::trim_start(rest)))?;
    for call in &filters.filters {
        let name = call.filter.name();
        if matches!(name, "escape" | "safe") {
            return Err(Error::syntax(format!(
                "\"filter {name}\" is not permitted.  Use the \"autoescape\" tag instead."
            )));
        }
    }
    let body = parser.parse_body("endfilter")?;
    Ok(Box::new(FilterBlock { filters, variable: Name::new("var"), body }))
}
