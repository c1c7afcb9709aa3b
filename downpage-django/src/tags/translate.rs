//! `{% translate "text" context "about" as var %}` and its old name `trans`.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::{Expression, Head, Node, Variable};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::{Context, printed};
use crate::value::{Name, Value};

struct Translate {
    message: Expression,
    noop: bool,
    context: Option<Expression>,
    target: Option<Name>,
}

impl Node for Translate {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let value = self.value(cx)?;
        let shown = printed(&value, cx)?;
        // Per cent signs were doubled for the catalog.
        let text = shown.text.replace("%%", "%");
        match &self.target {
            Some(target) => cx.set(target, Value::marked(text, shown.safe)),
            None => out.push_str(&text),
        }
        Ok(())
    }
}

impl Translate {
    /// The message in the active language, then through its filters.
    fn value(&self, cx: &Context<'_>) -> Result<Value> {
        let context = self.context.as_ref().map(|context| context.resolve(cx)).transpose()?;
        let context = context.filter(|context| context.truth());
        self.message
            .resolve_head(cx, |value| {
                if self.noop {
                    return Ok(value);
                }
                if value.as_str().is_none() {
                    return Err(no_replace(&value));
                }
                let message = value.to_str().replace('%', "%%");
                let context = context.as_ref().map(|context| context.to_str());
                let translated = cx.active().pgettext(context.as_deref(), &message).into_owned();
                Ok(Cow::Owned(Value::Lazy(Arc::new(Value::marked(translated, value.is_safe())))))
            })
            .map(Cow::into_owned)
    }
}

/// What Python says about `value.replace("%", "%%")`.
fn no_replace(value: &Value) -> Error {
    if matches!(value, Value::Date(_) | Value::Time(_) | Value::DateTime(_)) {
        return Error::new(Kind::Type, "'str' object cannot be interpreted as an integer");
    }
    Error::new(Kind::Attribute, format!("'{}' object has no attribute 'replace'", value.type_name()))
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let tag = &bits[0];
    if bits.len() < 2 {
        return Err(Error::syntax(format!("'{tag}' takes at least one argument")));
    }
    let mut message = parser.expression(&bits[1])?;
    // `_("text")` is translated anyway.
    if let Head::Variable(Variable::Translated(inner)) = message.head {
        message.head = Head::Variable(*inner);
    }
    let (mut noop, mut context, mut target) = (false, None, None);
    let mut seen: Vec<&str> = Vec::new();
    let mut rest = bits[2..].iter();
    while let Some(option) = rest.next() {
        if seen.contains(&&**option) {
            let message = format!("The '{option}' option was specified more than once.");
            return Err(Error::syntax(message));
        }
        let lacks = |option: &str| {
            Error::syntax(format!("No argument provided to the '{tag}' tag for the {option} option."))
        };
        match &**option {
            "noop" => noop = true,
            "context" => {
                let value = rest.next().ok_or_else(|| lacks("context"))?;
                if matches!(&**value, "as" | "noop") {
                    return Err(Error::syntax(format!(
                        "Invalid argument '{value}' provided to the '{tag}' tag for the context option"
                    )));
                }
                context = Some(parser.expression(value)?);
            }
            "as" => target = Some(Name::new(&**rest.next().ok_or_else(|| lacks("as"))?)),
            _ => {
                return Err(Error::syntax(format!(
                    "Unknown argument for '{tag}' tag: '{option}'. The only options available are 'noop', \
                     'context' \"xxx\", and 'as VAR'."
                )));
            }
        }
        seen.push(option);
    }
    Ok(Box::new(Translate { message, noop, context, target }))
}
