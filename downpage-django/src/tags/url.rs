//! `{% url 'name' arg key=value as var %}`: the URL of a view.

use std::sync::Arc;

use crate::ast::{Expression, Node};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits, keyword};
use crate::render::{Context, Reverse};
use crate::text::escape::escape_into;
use crate::value::{Lookup, Name, Value, lookup};

struct Url {
    view: Expression,
    positional: Vec<Expression>,
    named: Vec<(Arc<str>, Expression)>,
    target: Option<Name>,
}

impl Node for Url {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let mut positional = Vec::with_capacity(self.positional.len());
        for expression in &self.positional {
            positional.push(expression.resolve(cx)?.into_owned());
        }
        let mut named = Vec::with_capacity(self.named.len());
        for (name, expression) in &self.named {
            named.push((Arc::clone(name), expression.resolve(cx)?.into_owned()));
        }
        let view = self.view.resolve(cx)?.into_owned();
        let app = current_app(cx);
        let asked = Reverse {
            name: &view,
            positional: &positional,
            named: &named,
            current_app: app.as_ref(),
            language: cx.language.as_deref(),
        };
        let url = match (cx.site.reverse(&asked), &self.target) {
            (Err(error), Some(_)) if *error.kind() == Kind::NoReverseMatch => String::new(),
            (url, _) => url?,
        };
        match &self.target {
            Some(target) => cx.set(target, url.into()),
            None if cx.autoescape => escape_into(&url, out),
            None => out.push_str(&url),
        }
        Ok(())
    }
}

/// `request.current_app`, or the namespace of the view that answers the request.
fn current_app(cx: &Context<'_>) -> Option<Value> {
    let request = cx.request?;
    let find = |value: &Value, name: &str| match lookup(value, &Name::new(name)) {
        Lookup::Found(found) => Some(found.into_owned()),
        _ => None,
    };
    find(request, "current_app")
        .or_else(|| find(&find(request, "resolver_match")?, "namespace"))
        .filter(|app| !app.is_none())
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    if bits.len() < 2 {
        let message = format!("'{}' takes at least one argument, a URL pattern name.", bits[0]);
        return Err(Error::syntax(message));
    }
    let view = parser.expression(&bits[1])?;
    let (arguments, target) = match &bits[2..] {
        [arguments @ .., word, target] if word == "as" => (arguments, Some(Name::new(&**target))),
        arguments => (arguments, None),
    };
    let (mut positional, mut named) = (Vec::new(), Vec::new());
    for argument in arguments {
        match keyword(argument) {
            (Some(name), value) => named.push((Arc::from(name), parser.expression(value)?)),
            (None, value) => positional.push(parser.expression(value)?),
        }
    }
    Ok(Box::new(Url { view, positional, named, target }))
}
