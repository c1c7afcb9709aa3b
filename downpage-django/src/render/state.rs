//! What nodes remember during one render, and how they reach other templates.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::ast::Inputs;
use crate::error::{Origin, Result};
use crate::render::blocks::Blocks;
use crate::render::{Block, Context};
use crate::value::Value;

/// The identity of a node that remembers something; no two nodes of a program have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(u64);

impl NodeId {
    /// One that no other node has.
    #[must_use]
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// What the nodes of one template remember while it is rendered. An included template has its own.
#[derive(Clone, Default)]
pub struct Frame {
    /// How far each `{% cycle %}` has come.
    pub(super) cycles: Vec<(NodeId, usize)>,
    /// What each `{% ifchanged %}` outside of loops saw last.
    pub(super) seen: Vec<(u64, NodeId, Value)>,
    /// The blocks of the templates that extend each other.
    pub(super) blocks: Option<Blocks>,
    /// The templates that extend each other, so that one does not extend itself.
    pub(super) history: Vec<Arc<Origin>>,
}

/// A template that is ready to render.
pub trait Template: Send + Sync {
    /// Where it came from.
    fn origin(&self) -> &Arc<Origin>;

    /// Its blocks, in the order in which they end.
    fn blocks(&self) -> &[Arc<dyn Block>];

    /// Whether it extends another template, or has nothing but text: then its blocks wait.
    fn defers_blocks(&self) -> bool;

    /// Adds what its nodes look at to `inputs`; `false` when one of them does more than write.
    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        let _ = inputs;
        false
    }

    /// Appends what its nodes give, in the state that is there.
    ///
    /// # Errors
    /// Whatever a node does wrong.
    fn render_nodes(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()>;
}

/// Whoever loads templates.
pub trait Templates: Send + Sync {
    /// The first template called `name` that does not come from one of `skip`.
    ///
    /// # Errors
    /// `TemplateDoesNotExist`, or whatever is wrong with it.
    fn find(&self, name: &str, skip: &[Arc<Origin>]) -> Result<Arc<dyn Template>>;
}
