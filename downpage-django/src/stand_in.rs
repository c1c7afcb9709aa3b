//! What stands in for tags and filters of libraries that only exist in Python.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::{Expression, Node, NodeList};
use crate::error::Result;
use crate::filter::{Arity, CustomFilter};
use crate::lexer::Token;
use crate::parser::{CustomTag, Fallback, Parser, bits, keyword};
use crate::render::{Context, write_value};
use crate::value::{Name, Value};

/// What a foreign tag or filter gives instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// Nothing. A filter gives nothing as well.
    Nothing,
    /// This text, escaped like any other.
    Text(Arc<str>),
    /// This HTML.
    Html(Arc<str>),
    /// What stands between the tag and its end tag. A filter gives its input.
    Body,
    /// The input of the filter. A tag gives its first argument.
    Input,
    /// A URL made from the first argument: `{}` in the text is its place.
    Url(Arc<str>),
}

impl StandIn {
    /// The stand-in that a word of the configuration names.
    ///
    /// ```
    /// use downpage_django::stand_in::StandIn;
    ///
    /// assert_eq!(StandIn::named("body"), Some(StandIn::Body));
    /// assert_eq!(StandIn::named("what"), None);
    /// ```
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "nothing" => Some(Self::Nothing),
            "body" => Some(Self::Body),
            "input" | "first" => Some(Self::Input),
            _ => None,
        }
    }

    /// A tag called `name` that gives this.
    #[must_use]
    pub fn tag(&self, name: &str) -> StandInTag {
        StandInTag { name: name.into(), gives: self.clone() }
    }

    /// A filter called `name` that gives this.
    #[must_use]
    pub fn filter(&self, name: &str) -> CustomFilter {
        let gives = self.clone();
        CustomFilter {
            name: name.into(),
            function: Arc::new(move |call| {
                Ok(match &gives {
                    Self::Body | Self::Input => call.value,
                    other => Cow::Owned(other.value(Some(&call.value))),
                })
            }),
            arity: Arity::Optional,
            is_safe: true,
        }
    }

    fn value(&self, first: Option<&Value>) -> Value {
        match self {
            Self::Nothing | Self::Body => Value::from(""),
            Self::Text(text) => Value::Str(Arc::clone(text)),
            Self::Html(html) => Value::Safe(Arc::clone(html)),
            Self::Input => first.cloned().unwrap_or_else(|| Value::from("")),
            Self::Url(pattern) => {
                let first = first.map(|first| first.to_str().into_owned()).unwrap_or_default();
                Value::from(pattern.replace("{}", &first))
            }
        }
    }
}

impl Fallback for StandIn {
    fn tag(&self, name: &str) -> Arc<dyn CustomTag> {
        Arc::new(Self::tag(self, name))
    }

    fn filter(&self, name: &str) -> CustomFilter {
        Self::filter(self, name)
    }
}

/// A tag that gives what a [`StandIn`] says. It takes any arguments, `as name` among them, and its body where there is
/// an end tag for it.
#[derive(Clone, Debug)]
pub struct StandInTag {
    name: Arc<str>,
    gives: StandIn,
}

struct Given {
    gives: StandIn,
    first: Option<Expression>,
    body: Option<NodeList>,
    target: Option<Name>,
}

impl CustomTag for StandInTag {
    fn name(&self) -> &str {
        &self.name
    }

    fn compile(&self, parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
        let bits = bits(token)?;
        let (arguments, target) = match &bits[1..] {
            [arguments @ .., word, target] if word == "as" => (arguments, Some(Name::new(&**target))),
            arguments => (arguments, None),
        };
        // The arguments may follow a syntax of the tag's own: what cannot be read is left alone.
        let first = arguments.first().and_then(|bit| parser.expression(keyword(bit).1).ok());
        let end = format!("end{}", self.name);
        let body = if parser.comes_later(&end) { Some(parser.parse_body(&end)?) } else { None };
        Ok(Box::new(Given { gives: self.gives.clone(), first, body, target }))
    }
}

impl Node for Given {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        if let (StandIn::Body, Some(body)) = (&self.gives, &self.body) {
            let Some(target) = &self.target else { return body.render(cx, out) };
            let text = body.capture(cx)?;
            cx.set(target, Value::safe(text));
            return Ok(());
        }
        // What is not asked for must not fail: arguments of foreign tags name things that are not there.
        let asked = matches!(self.gives, StandIn::Input | StandIn::Url(_));
        let first =
            self.first.as_ref().filter(|_| asked).map(|first| first.resolve_or_none(cx)).transpose()?;
        let value = self.gives.value(first.as_deref());
        match &self.target {
            Some(target) => {
                cx.set(target, value);
                Ok(())
            }
            None => write_value(&value, cx, out),
        }
    }
}
