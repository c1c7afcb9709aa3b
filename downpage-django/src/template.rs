//! A parsed template.

use std::sync::Arc;

use downpage_core::Span;

use crate::ast::{Folds, Inputs, NodeList};
use crate::error::{Origin, Result};
use crate::lexer::tokenize;
use crate::parser::Library;
use crate::parser::Parser;
use crate::render::{Block, Context, Partials, Template};

/// A template that was parsed, and what others need to know of it.
pub struct Compiled {
    origin: Arc<Origin>,
    nodes: NodeList,
    folds: Folds,
    blocks: Vec<Arc<dyn Block>>,
    parent: Option<(Arc<str>, Span)>,
    partials: Arc<Partials>,
}

impl Compiled {
    /// Parses the template that `origin` holds.
    ///
    /// # Errors
    /// What is wrong in it, with the place.
    pub fn parse(origin: Arc<Origin>, builtins: &[Library], libraries: &[Library]) -> Result<Self> {
        let source = Arc::clone(&origin.source);
        let mut parser = Parser::new(Arc::clone(&origin), tokenize(&source), builtins, libraries);
        let nodes = parser.parse(&[]).map_err(|error| error.of(&origin))?;
        let blocks = std::mem::take(&mut parser.blocks);
        let parent = parser.parent.take();
        Ok(Self { origin, nodes, folds: Folds::default(), blocks, parent, partials: parser.partials })
    }

    /// Its part called `name`.
    #[must_use]
    pub fn partial(&self, name: &str) -> Option<Arc<dyn Template>> {
        self.partials.find(name)
    }

    /// The template that it extends, when its name is written out; and where it says so.
    #[must_use]
    pub fn parent(&self) -> Option<(&str, Span)> {
        self.parent.as_ref().map(|(name, span)| (&**name, *span))
    }
}

impl Template for Compiled {
    fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    fn blocks(&self) -> &[Arc<dyn Block>] {
        &self.blocks
    }

    fn defers_blocks(&self) -> bool {
        self.nodes.extends() || !self.nodes.has_tags()
    }

    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        self.nodes.add_inputs(inputs)
    }

    fn render_nodes(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        self.nodes.render_folded(&self.folds, cx, out).map_err(|error| error.of(&self.origin))
    }
}
