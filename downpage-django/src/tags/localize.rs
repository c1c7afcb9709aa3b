//! `{% localize on %}…{% endlocalize %}`: numbers and dates in the formats of the language, or not.

use crate::ast::{Node, NodeList};
use crate::error::{Error, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::value::text_repr;

struct Localize {
    on: bool,
    body: NodeList,
}

impl Node for Localize {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let outside = cx.use_l10n.replace(self.on);
        let rendered = self.body.render(cx, out);
        cx.use_l10n = outside;
        rendered
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let on = switch(token)?;
    let body = parser.parse_body("endlocalize")?;
    Ok(Box::new(Localize { on, body }))
}

/// The `on` or `off` of a tag; nothing means `on`.
pub(super) fn switch(token: Token<'_>) -> Result<bool> {
    let bits = bits(token)?;
    match &bits[..] {
        [_] => Ok(true),
        [_, word] if word == "on" => Ok(true),
        [_, word] if word == "off" => Ok(false),
        _ => Err(Error::syntax(format!("{} argument should be 'on' or 'off'", text_repr(&bits[0])))),
    }
}
