//! `{% spaceless %}…{% endspaceless %}`: no blanks between tags.

use crate::ast::{Node, NodeList};
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::Context;
use crate::text::space::{is_space, trim};

struct Spaceless {
    body: NodeList,
}

impl Node for Spaceless {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let text = self.body.capture(cx)?;
        push_without_spaces(trim(&text), out);
        Ok(())
    }
}

/// Writes `text` without the blanks that stand between `>` and `<` alone.
fn push_without_spaces(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('>') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let trimmed = after.trim_start_matches(is_space);
        rest = if trimmed.starts_with('<') { trimmed } else { after };
    }
    out.push_str(rest);
}

pub(super) fn compile(parser: &mut Parser<'_>, _: Token<'_>) -> Result<Box<dyn Node>> {
    Ok(Box::new(Spaceless { body: parser.parse_body("endspaceless")? }))
}
