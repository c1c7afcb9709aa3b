//! Nodes: what a template is made of, and the lists that they stand in.

use std::sync::Arc;

use downpage_core::Span;

use crate::ast::fold::{Folding, Part};
use crate::ast::{Expression, Folds, Inputs};
use crate::error::{self, Error, Result};
use crate::render::{BlockObject, Context, write_value};
use crate::value::{Name, Value};

/// What a tag becomes.
pub trait Node: Send + Sync {
    /// Appends what it gives.
    ///
    /// # Errors
    /// Whatever goes wrong; the list that it stands in adds the place.
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()>;

    /// Adds what it looks at to `inputs`; `false` when it does more than write, or may write something else next time.
    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        let _ = inputs;
        false
    }

    /// Whether nothing but text may stand before it: `extends`.
    fn must_be_first(&self) -> bool {
        false
    }
}

/// One node and its place.
struct Placed {
    node: Kind,
    span: Span,
}

impl Placed {
    fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        match &self.node {
            Kind::Text => true,
            Kind::Variable(expression) => expression.add_inputs(inputs),
            Kind::Tag(node) => node.add_inputs(inputs),
        }
    }
}

/// The two most frequent nodes are rendered without a call through a table.
enum Kind {
    /// The bytes of the source that the span says.
    Text,
    Variable(Expression),
    Tag(Box<dyn Node>),
}

/// Nodes in a row.
pub struct NodeList {
    source: Arc<str>,
    nodes: Vec<Placed>,
    /// Whether there is anything but text in it.
    has_tags: bool,
    /// Whether its first node but text is one that must be first.
    extends: bool,
}

impl NodeList {
    /// A list without nodes, of a template with that text.
    #[must_use]
    pub fn new(source: Arc<str>) -> Self {
        Self { source, nodes: Vec::new(), has_tags: false, extends: false }
    }

    /// Adds text.
    pub fn push_text(&mut self, span: Span) {
        self.nodes.push(Placed { node: Kind::Text, span });
    }

    /// Adds `{{ … }}`.
    pub fn push_variable(&mut self, expression: Expression, span: Span) {
        self.has_tags = true;
        self.nodes.push(Placed { node: Kind::Variable(expression), span });
    }

    /// Adds what a tag became.
    pub fn push_tag(&mut self, node: Box<dyn Node>, span: Span) {
        if !self.has_tags {
            self.extends = node.must_be_first();
        }
        self.has_tags = true;
        self.nodes.push(Placed { node: Kind::Tag(node), span });
    }

    /// Whether it has no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether there is anything but text in it.
    #[must_use]
    pub fn has_tags(&self) -> bool {
        self.has_tags
    }

    /// Whether its first node but text is one that must be first.
    #[must_use]
    pub fn extends(&self) -> bool {
        self.extends
    }

    /// Appends what its nodes give.
    ///
    /// # Errors
    /// Whatever a node does wrong, with its place.
    pub fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        cx.nested(|cx| self.render_unnested(cx, out))
    }

    /// The same for one who has asked [`nested`](Context::nested) already: a loop, which asks once.
    #[inline]
    pub(crate) fn render_unnested(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let mut joined = Joined::default();
        self.render_nodes(&self.nodes, cx, out, &mut joined)?;
        joined.finish()
    }

    /// The same for a round of a loop, whose rounds Python joins when all are done.
    #[inline]
    pub(crate) fn render_round(
        &self,
        cx: &mut Context<'_>,
        out: &mut String,
        joined: &mut Joined,
    ) -> Result<()> {
        self.render_nodes(&self.nodes, cx, out, joined)?;
        joined.before += self.nodes.len();
        Ok(())
    }

    /// The same, where the parts that depend on nothing but what all pages share are rendered once and kept in `folds`.
    ///
    /// # Errors
    /// As for [`render`](Self::render).
    pub fn render_folded(&self, folds: &Folds, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let Some(shared) = cx.foldable() else { return self.render(cx, out) };
        match folds.find(&shared, cx) {
            Some(parts) => cx.nested(|cx| self.render_parts(&parts, cx, out)),
            None if folds.has_room() => {
                let parts = cx.nested(|cx| self.fold(cx, out))?;
                folds.keep(&shared, cx, parts);
                Ok(())
            }
            None => self.render(cx, out),
        }
    }

    fn render_parts(&self, parts: &[Part], cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let mut joined = Joined::default();
        let mut at = 0;
        for part in parts {
            let before = self.nodes.get(at..part.nodes.start).unwrap_or_default();
            self.render_nodes(before, cx, out, &mut joined)?;
            at = part.nodes.start;
            // This page may have a name of its own that those before had not.
            if part.names & cx.set_names() == 0 {
                cx.charge(part.steps)?;
                out.push_str(&part.text);
                cx.check_output(out)?;
                at = part.nodes.end;
            }
        }
        self.render_nodes(self.nodes.get(at..).unwrap_or_default(), cx, out, &mut joined)?;
        joined.finish()
    }

    fn fold(&self, cx: &mut Context<'_>, out: &mut String) -> Result<Vec<Part>> {
        let mut joined = Joined::default();
        let mut folding = Folding::default();
        for (at, placed) in self.nodes.iter().enumerate() {
            let mut inputs = Inputs::new(cx.templates);
            let names = placed.add_inputs(&mut inputs).then(|| inputs.names());
            folding.before(at, names, matches!(placed.node, Kind::Text), cx, out);
            self.render_nodes(std::slice::from_ref(placed), cx, out, &mut joined)?;
        }
        joined.finish()?;
        Ok(folding.finish(self.nodes.len(), cx, out))
    }

    /// Adds what its nodes look at to `inputs`; `false` when one of them does more than write.
    pub fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        self.nodes.iter().all(|placed| placed.add_inputs(inputs))
    }

    /// Appends what `nodes` give, which are some of the list's.
    #[inline]
    fn render_nodes(
        &self,
        nodes: &[Placed],
        cx: &mut Context<'_>,
        out: &mut String,
        joined: &mut Joined,
    ) -> Result<()> {
        cx.charge(nodes.len())?;
        for placed in nodes {
            let rendered = match &placed.node {
                Kind::Text => {
                    out.push_str(&self.source[placed.span.start..placed.span.end]);
                    continue;
                }
                Kind::Variable(expression) => match expression.plain(cx) {
                    Some(value) => write_value(value, cx, out),
                    None => render_variable(expression, cx, out),
                },
                Kind::Tag(node) => node.render(cx, out),
            };
            if let Err(error) = rendered {
                self.note(error, placed, joined)?;
            }
        }
        Ok(())
    }

    /// Gives `error` its place. That a node gave no text Python notices only when it joins what all nodes gave.
    #[cold]
    fn note(&self, error: Error, placed: &Placed, joined: &mut Joined) -> Result<()> {
        if !error.is_no_text() {
            return Err(error.at(placed.span));
        }
        let at = self.nodes.iter().position(|node| std::ptr::eq(node, placed)).unwrap_or(0);
        joined.error.get_or_insert_with(|| error.numbered(joined.before + at).at(placed.span));
        Ok(())
    }

    /// What its nodes give, by itself.
    ///
    /// # Errors
    /// As for [`render`](Self::render).
    pub fn capture(&self, cx: &mut Context<'_>) -> Result<String> {
        let mut out = String::new();
        self.render(cx, &mut out)?;
        Ok(out)
    }
}

/// What becomes of the texts of some nodes, which Python joins once all are there: an error if one is no text.
#[derive(Default)]
pub(crate) struct Joined {
    /// The nodes of earlier rounds of a loop.
    before: usize,
    error: Option<Error>,
}

impl Joined {
    /// The error of the first node that gave no text.
    pub(crate) fn finish(self) -> Result<()> {
        self.error.map_or(Ok(()), Err)
    }
}

fn render_variable(expression: &Expression, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
    if let Some(path) = expression.plain_path()
        && let [first, second] = &*path.names
        && second.as_str() == "super"
        && let Some(object) = block_object(first, cx)
        && let Some(block) = object.as_any().and_then(|any| any.downcast_ref::<BlockObject>())
    {
        let start = out.len();
        return match cx.render_super(block, out) {
            // Django takes it for a variable that is not there, which prints nothing.
            Err(error) if *error.kind() == error::Kind::VariableMissing => {
                out.truncate(start);
                let text = cx.settings.string_if_invalid.replacen("%s", path.text.as_str(), 1);
                write_value(&Value::text(text), cx, out)
            }
            rendered => rendered,
        };
    }
    let value = expression.resolve(cx)?;
    write_value(&value, cx, out)?;
    cx.check_output(out)
}

fn block_object(name: &Name, cx: &Context<'_>) -> Option<Arc<dyn crate::value::Object>> {
    match cx.get(name) {
        Some(Value::Object(object)) => Some(Arc::clone(object)),
        _ => None,
    }
}
