//! `{% extends "base.html" %}`: the rest of the template overrides blocks of another one.

use std::sync::Arc;

use downpage_core::Span;

use crate::ast::{Expression, Head, Node};
use crate::error::{Error, Origin, Result};
use crate::lexer::Token;
use crate::parser::{Parser, argument_span, bits};
use crate::render::{Block, Context};
use crate::value::repr;

struct Extends {
    parent: Expression,
    blocks: Vec<Arc<dyn Block>>,
    origin: Arc<Origin>,
    /// Where the name stands.
    span: Span,
}

impl Node for Extends {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let parent = self.parent.resolve(cx)?;
        if !parent.truth() {
            let mut message = format!("Invalid template name in 'extends' tag: {}.", repr(&parent));
            if !self.parent.filters.is_empty() || matches!(self.parent.head, Head::Variable(_)) {
                message.push_str(&format!(" Got this from the '{}' variable.", self.parent.token));
            }
            return Err(Error::syntax(message));
        }
        let name = parent.to_str().into_owned();
        let place = |error: Error| error.at(self.span);
        let parent = cx.find_parent(&name, &self.origin).map_err(place)?;
        cx.render_parent(&*parent, &self.blocks, out).map_err(place)
    }

    fn must_be_first(&self) -> bool {
        true
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let [tag, parent] = &bits[..] else {
        return Err(Error::syntax(format!("'{}' takes one argument", bits[0])));
    };
    let span = argument_span(parser, token, parent);
    let parent = relative_name(parser.origin().name.as_deref(), parent, false)?;
    let parent = parser.expression(&parent)?;
    let first_block = parser.blocks.len();
    let extends_before = parser.extends;
    parser.parse(&[])?;
    if parser.extends > extends_before {
        return Err(Error::syntax(format!("'{tag}' cannot appear more than once in the same template")));
    }
    parser.extends += 1;
    if let (Head::Constant(name), true) = (&parent.head, parent.filters.is_empty()) {
        parser.parent = Some((name.to_str().into(), span));
    }
    let blocks = parser.blocks[first_block..].to_vec();
    Ok(Box::new(Extends { parent, blocks, origin: Arc::clone(parser.origin()), span }))
}

/// A name that begins with `./` or `../`, seen from the template called `current`; other names stay as they are.
pub(crate) fn relative_name(current: Option<&str>, relative: &str, may_recurse: bool) -> Result<String> {
    let bare = relative.trim_matches(['\'', '"']);
    let Some(current) = current.filter(|_| bare.starts_with("./") || bare.starts_with("../")) else {
        return Ok(relative.to_owned());
    };
    let current_path = current.trim_start_matches('/');
    let directory = current_path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let Some(name) = normalized(&format!("{directory}/{bare}")) else {
        return Err(Error::syntax(format!(
            "The relative path '{relative}' points outside the file hierarchy that template '{current}' is in."
        )));
    };
    if !may_recurse && current_path == name {
        return Err(Error::syntax(format!(
            "The relative path '{relative}' was translated to template name '{current}', the same template in \
             which the tag appears."
        )));
    }
    let quote =
        relative.chars().next().filter(|quote| matches!(quote, '\'' | '"') && relative.ends_with(*quote));
    Ok(if quote.is_some() { format!("\"{name}\"") } else { name })
}

/// A path without `.` and `..`, `None` when it leads out.
fn normalized(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
