//! `{% now "Y-m-d" as today %}`: the time, by the letters of the `date` filter.

use std::sync::Arc;

use crate::ast::Node;
use crate::error::{Error, Result};
use crate::formats::format_date;
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::value::{Name, Value};

struct Now {
    format: String,
    target: Option<Name>,
}

impl Node for Now {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let now = Value::DateTime(Arc::new(cx.now()?));
        let formats = cx.formats();
        let key = if self.format.is_empty() { "DATE_FORMAT" } else { &self.format };
        let text = format_date(&now, &formats.get(key, true), formats)?;
        match &self.target {
            Some(target) => cx.set(target, text.into()),
            None => out.push_str(&text),
        }
        Ok(())
    }
}

pub(super) fn compile(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let (format, target) = match &bits[..] {
        [_, format, word, target] if word == "as" => (format, Some(Name::new(&**target))),
        [_, format] => (format, None),
        _ => return Err(Error::syntax("'now' statement takes one argument")),
    };
    // The quotes go without a look at them, as in Django.
    let mut letters = format.chars();
    letters.next();
    letters.next_back();
    Ok(Box::new(Now { format: letters.as_str().to_owned(), target }))
}
