//! Blocks of templates that extend each other: who overrides whom.

use std::any::Any;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::render::Context;
use crate::value::{Lookup, Name, Object};

/// A `{% block %}`.
pub trait Block: Send + Sync {
    /// Its name.
    fn name(&self) -> &Name;

    /// Appends what stands in it.
    ///
    /// # Errors
    /// Whatever a node does wrong.
    fn render_contents(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()>;
}

/// For each name the blocks that wait for their turn: the parent's first, the most derived last.
#[derive(Clone, Default)]
pub(super) struct Blocks(Vec<(Name, Vec<Arc<dyn Block>>)>);

impl Blocks {
    fn queue(&mut self, name: &Name) -> Option<&mut Vec<Arc<dyn Block>>> {
        self.0.iter_mut().find(|(known, _)| known == name).map(|(_, queue)| queue)
    }

    /// Adds the blocks of a parent, which come after all that are there.
    pub(super) fn add(&mut self, blocks: &[Arc<dyn Block>]) {
        for block in blocks {
            match self.queue(block.name()) {
                Some(queue) => queue.insert(0, Arc::clone(block)),
                None => self.0.push((block.name().clone(), vec![Arc::clone(block)])),
            }
        }
    }
}

/// The variable `block` inside a block.
#[derive(Debug)]
pub struct BlockObject {
    name: Name,
    /// Whether the template extends another or is extended; only then there is a `super`.
    in_chain: bool,
}

impl Object for BlockObject {
    fn type_name(&self) -> &'static str {
        "BlockNode"
    }

    fn attribute(&self, name: &Name) -> Lookup<'_> {
        match name.as_str() {
            "name" => Lookup::owned(self.name.to_text()),
            _ => Lookup::Missing,
        }
    }

    fn write_str(&self, out: &mut String) {
        out.push_str("<Block Node: ");
        out.push_str(self.name.as_str());
        out.push('>');
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl Context<'_> {
    /// Renders the most derived block of that name; `own` when there is none.
    ///
    /// # Errors
    /// Whatever a node does wrong.
    pub fn render_block(&mut self, name: &Name, own: Option<&dyn Block>, out: &mut String) -> Result<()> {
        let blocks = self.frame().blocks.as_mut();
        let in_chain = blocks.is_some();
        let taken = blocks.and_then(|blocks| blocks.queue(name)).and_then(Vec::pop);
        let object = BlockObject { name: name.clone(), in_chain };
        self.push();
        self.set_block(Arc::new(object));
        let rendered = match (&taken, own) {
            (Some(block), _) => block.render_contents(self, out),
            (None, Some(own)) => own.render_contents(self, out),
            (None, None) => Ok(()),
        };
        self.pop();
        // After an error the block stays away, as in Django: a second `block.super` gives nothing.
        if rendered.is_ok()
            && let Some(block) = taken
            && let Some(queue) = self.frame().blocks.as_mut().and_then(|blocks| blocks.queue(name))
        {
            queue.push(block);
        }
        rendered
    }

    /// Renders `{{ block.super }}`: the block that this one overrides.
    ///
    /// # Errors
    /// Outside of a template that extends or is extended; and whatever a node does wrong.
    pub fn render_super(&mut self, block: &BlockObject, out: &mut String) -> Result<()> {
        if !block.in_chain {
            return Err(Error::syntax(
                "'BlockNode' object has no attribute 'context'. Did you use {{ block.super }} in a base template?",
            ));
        }
        let queue = self.frame().blocks.as_mut().and_then(|blocks| blocks.queue(&block.name));
        if queue.is_none_or(|queue| queue.is_empty()) {
            return Ok(());
        }
        self.nested(|cx| cx.render_block(&block.name, None, out))
    }
}
