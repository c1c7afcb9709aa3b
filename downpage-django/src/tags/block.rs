//! `{% block name %}…{% endblock %}`: a part that a template which extends this one may override.

use std::sync::Arc;

use crate::ast::{Folds, Node, NodeList};
use crate::error::{Error, Origin, Result};
use crate::lexer::Token;
use crate::parser::Parser;
use crate::render::{self, Context};
use crate::text::space;
use crate::value::Name;

struct Block {
    name: Name,
    body: NodeList,
    folds: Folds,
    origin: Arc<Origin>,
}

/// The place where a block stands; the block itself is also known to the template.
struct Place(Arc<Block>);

impl render::Block for Block {
    fn name(&self) -> &Name {
        &self.name
    }

    fn render_contents(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        self.body.render_folded(&self.folds, cx, out).map_err(|error| error.of(&self.origin))
    }
}

impl Node for Place {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        cx.render_block(&self.0.name, Some(&*self.0), out)
    }
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits: Vec<&str> = space::words(token.contents).collect();
    let [tag, name] = bits[..] else {
        return Err(Error::syntax(format!("'{}' tag takes only one argument", bits[0])));
    };
    if parser.block_names.iter().any(|known| known == name) {
        return Err(Error::syntax(format!("'{tag}' tag with name '{name}' appears more than once")));
    }
    parser.block_names.push(name.to_owned());
    let body = parser.parse(&["endblock"])?;
    let named_end = format!("endblock {name}");
    if let Some(end) = parser.next()
        && end.contents != "endblock"
        && end.contents != named_end
    {
        return Err(parser.invalid_tag(end, "endblock", &["endblock", &named_end]));
    }
    let block = Arc::new(Block {
        name: Name::new(name),
        body,
        folds: Folds::default(),
        origin: Arc::clone(parser.origin()),
    });
    parser.blocks.push(Arc::<Block>::clone(&block));
    Ok(Box::new(Place(block)))
}
