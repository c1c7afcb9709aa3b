//! `{% lorem 3 p random %}`: Latin to fill a page with.

use crate::ast::{Expression, Node};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::text::lorem;
use crate::value::{Value, int_of, text_repr};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Words,
    Paragraphs,
    Blocks,
}

struct Lorem {
    count: Expression,
    method: Method,
    common: bool,
}

impl Node for Lorem {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let count = match int_of(&*self.count.resolve(cx)?) {
            Ok(Value::Int(count)) => usize::try_from(count).unwrap_or(0),
            Ok(Value::Wide(wide)) if wide.negative => 0,
            Ok(_) => usize::MAX,
            Err(error) if matches!(error.kind(), Kind::Value | Kind::Type) => 1,
            Err(error) => return Err(error),
        };
        if count > cx.settings.width {
            return Err(Error::new(
                Kind::Limit,
                format!("`lorem` may not make more than {}", cx.settings.width),
            ));
        }
        match self.method {
            Method::Words => out.push_str(&lorem::words(count, self.common)),
            method => {
                for at in 0..count {
                    let text = lorem::paragraph(at, self.common);
                    out.push_str(if at > 0 { "\n\n" } else { "" });
                    out.push_str(&if method == Method::Paragraphs { format!("<p>{text}</p>") } else { text });
                }
            }
        }
        Ok(())
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let mut rest = &bits[..];
    let mut last = |wanted: &[&str]| match rest {
        [before @ .., last] if wanted.contains(&&**last) => {
            rest = before;
            Some(last.clone())
        }
        _ => None,
    };
    let common = last(&["random"]).is_none();
    let method = match last(&["w", "p", "b"]).as_deref() {
        Some("w") => Method::Words,
        Some("p") => Method::Paragraphs,
        _ => Method::Blocks,
    };
    let count = match rest {
        [before @ .., count] if !before.is_empty() => {
            rest = before;
            parser.expression(count)?
        }
        _ => parser.expression("1")?,
    };
    if rest.len() != 1 {
        return Err(Error::syntax(format!("Incorrect format for {} tag", text_repr(&bits[0]))));
    }
    Ok(Box::new(Lorem { count, method, common }))
}
