//! `{% include "part.html" with a=b only %}`: another template, loaded when it is rendered.

use std::sync::Arc;

use downpage_core::Span;

use crate::ast::{Expression, Head, Inputs, Node};
use crate::error::{Error, Kind, Origin, Result};
use crate::lexer::Token;
use crate::parser::{Keyword, Parser, argument_span, assignments, bits};
use crate::render::{Context, NodeId, Template};
use crate::tags::extends::relative_name;
use crate::value::{Name, Value, text_repr};

struct Include {
    id: NodeId,
    name: Expression,
    /// The name, when it is written out.
    constant: Option<Arc<str>>,
    values: Vec<Keyword>,
    only: bool,
    origin: Arc<Origin>,
    /// Where the name stands.
    span: Span,
}

impl Node for Include {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let template = self.template(cx).map_err(|error| error.at(self.span))?;
        let mut values: Vec<(Name, Value)> = Vec::with_capacity(self.values.len());
        for (name, expression) in &self.values {
            values.push((name.clone(), expression.resolve(cx)?.into_owned()));
        }
        cx.check_output(out)?;
        if self.only {
            let rendered = cx.render_isolated(&*template, values, out);
            return rendered.map_err(|error| error.at(self.span));
        }
        cx.push();
        for (name, value) in values {
            cx.set(&name, value);
        }
        let rendered = cx.render_template(&*template, out);
        cx.pop();
        rendered.map_err(|error| error.at(self.span))
    }

    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        let Some(name) = &self.constant else { return false };
        self.values.iter().all(|(_, value)| value.add_inputs(inputs)) && inputs.add_template(name)
    }
}

impl Include {
    fn template(&self, cx: &mut Context<'_>) -> Result<Arc<dyn Template>> {
        if let Some(name) = &self.constant {
            return cx.find_included(self.id, name);
        }
        let value = self.name.resolve(cx)?.into_owned();
        // A text to be translated is no str: its letters are a list of names.
        if let Some(name) = value.as_plain_str().filter(|name| !name.is_empty()) {
            let name = relative_name(self.origin.name.as_deref(), name, false)?;
            return cx.find_included(self.id, &name.into());
        }
        let names = match &value {
            value if !value.truth() => Vec::new(),
            value => match value.items() {
                Some(names) => names.iter().map(|name| name.to_str().into_owned()).collect(),
                None => {
                    let message = format!("'{}' object is not iterable", value.type_name());
                    return Err(Error::new(Kind::Type, message));
                }
            },
        };
        self.select(cx, &names)
    }

    /// The first of these templates that there is.
    fn select(&self, cx: &mut Context<'_>, names: &[String]) -> Result<Arc<dyn Template>> {
        if names.is_empty() {
            return Err(Error::new(Kind::TemplateMissing, "No template names provided"));
        }
        let mut missing: Vec<String> = Vec::new();
        for name in names {
            match cx.find_included(self.id, &name.as_str().into()) {
                Err(error) if *error.kind() == Kind::TemplateMissing => {
                    if !missing.iter().any(|known| known == error.message()) {
                        missing.push(error.message().to_owned());
                    }
                }
                found => return found,
            }
        }
        Err(Error::new(Kind::TemplateMissing, missing.join(", ")))
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let tag = text_repr(&bits[0]);
    if bits.len() < 2 {
        return Err(Error::syntax(format!(
            "{tag} tag takes at least one argument: the name of the template to be included."
        )));
    }
    let (mut values, mut only) = (None, false);
    let mut rest = &bits[2..];
    while let Some((option, after)) = rest.split_first() {
        rest = after;
        let repeated = match &**option {
            "with" => values.is_some(),
            "only" => only,
            _ => false,
        };
        if repeated {
            let message = format!("The {} option was specified more than once.", text_repr(option));
            return Err(Error::syntax(message));
        }
        match &**option {
            "with" => {
                let found = assignments(parser, &mut rest, false)?;
                if found.is_empty() {
                    let message = format!("\"with\" in {tag} tag needs at least one keyword argument.");
                    return Err(Error::syntax(message));
                }
                values = Some(found);
            }
            "only" => only = true,
            _ => {
                let message = format!("Unknown argument for {tag} tag: {}.", text_repr(option));
                return Err(Error::syntax(message));
            }
        }
    }
    let span = argument_span(parser, token, &bits[1]);
    let name = relative_name(parser.origin().name.as_deref(), &bits[1], true)?;
    let name = parser.expression(&name)?;
    let origin = Arc::clone(parser.origin());
    let constant = match &name.head {
        Head::Constant(text) if name.filters.is_empty() => text.as_str().filter(|text| !text.is_empty()),
        _ => None,
    };
    let constant = constant.map(|text| relative_name(origin.name.as_deref(), text, false)).transpose();
    Ok(Box::new(Include {
        id: NodeId::unique(),
        constant: constant.ok().flatten().map(Arc::from),
        name,
        values: values.unwrap_or_default(),
        only,
        origin,
        span,
    }))
}
