//! A tag that stands in for one of Python's: it takes whatever arguments there are.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::{Expression, Node, NodeList};
use crate::error::Result;
use crate::lexer::Token;
use crate::parser::{CustomTag, Keyword, Parser, bits, keyword};
use crate::render::{Context, NodeId, write_value};
use crate::stand_in::{Inclusion, StandIn};
use crate::value::{Name, Value};

/// A tag that gives what a [`StandIn`] says. It takes any arguments, `as name` among them, and its body where there is
/// an end tag for it.
#[derive(Clone, Debug)]
pub struct StandInTag {
    name: Arc<str>,
    gives: StandIn,
}

impl StandInTag {
    /// The tag called `name`.
    pub(super) fn new(name: &str, gives: StandIn) -> Self {
        Self { name: name.into(), gives }
    }
}

/// A use of the tag.
struct Given {
    id: NodeId,
    name: Arc<str>,
    /// The tag as it is written, where it matters.
    contents: Arc<str>,
    gives: StandIn,
    /// The first argument, where it matters.
    first: Option<Expression>,
    /// The arguments by name, where they matter.
    arguments: Vec<Keyword>,
    body: Option<NodeList>,
    target: Option<Name>,
}

impl CustomTag for StandInTag {
    fn name(&self) -> &str {
        &self.name
    }

    fn compile(&self, parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
        let bits = bits(token)?;
        let (bits, target) = match &bits[1..] {
            [bits @ .., word, target] if word == "as" => (bits, Some(Name::new(&**target))),
            bits => (bits, None),
        };
        // The arguments may follow a syntax of the tag's own: what cannot be read is left alone.
        let first = bits.first().and_then(|bit| parser.expression(keyword(bit).1).ok());
        let first = first.filter(|_| self.gives.wants_first());
        let arguments = match &self.gives {
            StandIn::Template(inclusion) => by_name(inclusion, parser, bits),
            _ => Vec::new(),
        };
        let end = format!("end{}", self.name);
        let body = if parser.comes_later(&end) { Some(parser.parse_body(&end)?) } else { None };
        let id = NodeId::unique();
        let is_recorded = matches!(self.gives, StandIn::Recorded(_));
        let contents = if is_recorded { token.contents } else { "" }.into();
        let (name, gives) = (Arc::clone(&self.name), self.gives.clone());
        Ok(Box::new(Given { id, name, contents, gives, first, arguments, body, target }))
    }
}

/// The arguments of a tag by their names; those by position have the names that `inclusion` gives them.
fn by_name(inclusion: &Inclusion, parser: &Parser<'_>, bits: &[Cow<'_, str>]) -> Vec<Keyword> {
    let mut positions = inclusion.arguments.iter();
    let mut arguments = Vec::with_capacity(bits.len());
    for bit in bits {
        let (name, value) = match keyword(bit) {
            (Some(name), value) => (Some(Name::new(name)), value),
            (None, value) => (positions.next().cloned(), value),
        };
        if let (Some(name), Ok(value)) = (name, parser.expression(value)) {
            arguments.push((name, value));
        }
    }
    arguments
}

impl Node for Given {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        match (&self.gives, &self.body) {
            (StandIn::Template(inclusion), _) => {
                self.give(cx, out, |cx, out| self.include(inclusion, cx, out))
            }
            (StandIn::Recorded(recorded), _) => {
                let gave = recorded.tag(&self.name, &self.contents, cx)?.clone();
                self.show(gave, cx, out)
            }
            (StandIn::Body, Some(body)) => self.give(cx, out, |cx, out| body.render(cx, out)),
            _ => {
                let first = self.first.as_ref().map(|first| first.resolve_or_none(cx)).transpose()?;
                let value = self.gives.value(first.as_deref());
                self.show(value, cx, out)
            }
        }
    }
}

impl Given {
    /// Appends a value, or keeps it in the variable after `as`.
    fn show(&self, value: Value, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let Some(target) = &self.target else { return write_value(&value, cx, out) };
        cx.set(target, value);
        Ok(())
    }

    /// Appends what `render` appends, or keeps it in the variable after `as`.
    fn give(
        &self,
        cx: &mut Context<'_>,
        out: &mut String,
        render: impl FnOnce(&mut Context<'_>, &mut String) -> Result<()>,
    ) -> Result<()> {
        let Some(target) = &self.target else { return render(cx, out) };
        let mut text = String::new();
        render(cx, &mut text)?;
        cx.set(target, Value::safe(text));
        Ok(())
    }

    fn include(&self, inclusion: &Inclusion, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let template = cx.find_included(self.id, &inclusion.template)?;
        let mut values = inclusion.values.clone();
        for (name, expression) in &self.arguments {
            values.push((name.clone(), expression.resolve_or_none(cx)?.into_owned()));
        }
        if let Some(body) = &self.body {
            values.push((Name::new("body"), Value::safe(body.capture(cx)?)));
        }
        cx.check_output(out)?;
        if !inclusion.takes_context {
            // As an inclusion tag in Django, which hands on this one value.
            let token = Name::new("csrf_token");
            if let Some(value) = cx.get(&token).filter(|value| !value.is_none()) {
                values.push((token, value.clone()));
            }
            return cx.render_isolated(&*template, values, out);
        }
        cx.push();
        for (name, value) in values {
            cx.set(&name, value);
        }
        let rendered = cx.render_template(&*template, out);
        cx.pop();
        rendered
    }
}
