//! `{% csrf_token %}`: the hidden field of a form; nothing without a request.

use crate::ast::Node;
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::text::escape::escape_value_into;
use crate::value::Name;

struct CsrfToken {
    variable: Name,
}

impl Node for CsrfToken {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let Some(token) = cx.get(&self.variable).filter(|token| token.truth()) else { return Ok(()) };
        if token.as_str() != Some("NOTPROVIDED") {
            out.push_str("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"");
            escape_value_into(token, out);
            out.push_str("\">");
        }
        Ok(())
    }
}

pub(super) fn compile(_: &mut Parser<'_>, _: Token<'_>) -> Result<Box<dyn Node>> {
    Ok(Box::new(CsrfToken { variable: Name::new("csrf_token") }))
}
