//! `{% load i18n static %}` and `{% load trans from i18n %}`.

use crate::ast::Node;
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::Parser;
use crate::tags::comment::Nothing;
use crate::text::space;

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits: Vec<&str> = space::words(token.contents).collect();
    match &bits[1..] {
        [names @ .., word, library] if *word == "from" && !names.is_empty() => {
            parser.load(library, Some(names))?;
        }
        libraries => {
            for library in libraries {
                parser.load(library, None)?;
            }
        }
    }
    Ok(Box::new(Nothing))
}
