//! `{% partialdef name inline %}…{% endpartialdef %}` and `{% partial name %}`, of Django 6.0.

use std::sync::{Arc, Weak};

use crate::ast::{Node, NodeList};
use crate::error::{Error, Origin, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::{Block, Context, Partials, Template};

/// A named part of a template, rendered like an included template.
struct Partial {
    body: NodeList,
    origin: Arc<Origin>,
}

impl Template for Partial {
    fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    fn blocks(&self) -> &[Arc<dyn Block>] {
        &[]
    }

    fn defers_blocks(&self) -> bool {
        true
    }

    fn render_nodes(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        self.body.render(cx, out).map_err(|error| error.of(&self.origin))
    }
}

/// Where a partial is defined.
struct Definition {
    partial: Arc<Partial>,
    inline: bool,
}

impl Node for Definition {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        if self.inline { self.partial.body.render(cx, out) } else { Ok(()) }
    }
}

/// Where a partial is rendered. The template owns its partials, and one may render another: so this does not own them.
struct Place {
    name: String,
    partials: Weak<Partials>,
}

impl Node for Place {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let partial = self.partials.upgrade().and_then(|partials| partials.find(&self.name));
        let Some(partial) = partial else {
            let message = format!("Partial '{}' is not defined in the current template.", self.name);
            return Err(Error::syntax(message));
        };
        cx.render_template(&*partial, out)
    }
}

pub(super) fn compile_definition(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let (name, inline) = match &bits[..] {
        [_, name, word] if word == "inline" => (name, true),
        [_, _, _] => {
            return Err(Error::syntax(
                "The 'inline' argument does not have any parameters; either use 'inline' or remove it completely.",
            ));
        }
        [_, name] => (name, false),
        [_] => return Err(Error::syntax("'partialdef' tag requires a name")),
        _ => return Err(Error::syntax("'partialdef' tag takes at most 2 arguments")),
    };
    let body = parser.parse(&["endpartialdef"])?;
    let named_end = format!("endpartialdef {name}");
    if let Some(end) = parser.next()
        && end.contents != "endpartialdef"
        && end.contents != named_end
    {
        return Err(parser.invalid_tag(end, "endpartialdef", &["endpartialdef", &named_end]));
    }
    let partial = Arc::new(Partial { body, origin: Arc::clone(parser.origin()) });
    if !parser.partials.add(name, Arc::<Partial>::clone(&partial)) {
        let template = parser.origin().name.as_deref().unwrap_or("<unknown source>");
        let message = format!("Partial '{name}' is already defined in the '{template}' template.");
        return Err(Error::syntax(message));
    }
    Ok(Box::new(Definition { partial, inline }))
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let [_, name] = &bits[..] else {
        return Err(Error::syntax("'partial' tag requires a single argument"));
    };
    Ok(Box::new(Place { name: name.clone().into_owned(), partials: Arc::downgrade(&parser.partials) }))
}
