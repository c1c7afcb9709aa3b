//! Parts of a template that depend on nothing but what all pages share: they are rendered once and kept as text.
//!
//! A part may be kept when all it looks at has names that neither the page nor a tag around it has set, and when it does
//! nothing but write: no state of a `{% cycle %}`, no clock, no block that another template may override. Names are
//! told apart by one bit of 64 each, so that a few parts are not kept though they could be, and never the other way
//! round.

use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use crate::ast::{Argument, Expression, Head, Variable};
use crate::filter::FoundFilter;
use crate::render::{Context, Templates};
use crate::value::{Dict, Name, Zone};

/// Filters whose result is not always the same.
const CHANGING: [&str; 5] = ["naturalday", "naturaltime", "random", "timesince", "timeuntil"];

/// Templates included in each other that are looked through.
const DEEPEST: usize = 8;

/// Bytes of text that are kept of one part.
const LARGEST: usize = 256 << 10;

/// Sets of shared values whose texts are kept: one for each language of a site, say.
const MOST_SETS: usize = 8;

/// What a node looks at.
pub struct Inputs<'a> {
    names: u64,
    templates: &'a dyn Templates,
    depth: usize,
}

impl<'a> Inputs<'a> {
    pub(super) fn new(templates: &'a dyn Templates) -> Self {
        Self { names: 0, templates, depth: 0 }
    }

    /// The bits of the names.
    pub(super) fn names(&self) -> u64 {
        self.names
    }

    /// Adds a name.
    pub fn add(&mut self, name: &Name) {
        self.names |= name.bit();
    }

    /// Adds what the template called `name` looks at; `false` when it does more than write.
    #[must_use]
    pub fn add_template(&mut self, name: &str) -> bool {
        // One that cannot be found or parsed fails when it is rendered, if it is.
        let Ok(template) = self.templates.find(name, &[]) else { return false };
        self.depth += 1;
        let pure = self.depth <= DEEPEST && template.add_inputs(self);
        self.depth -= 1;
        pure
    }
}

impl Expression {
    /// Adds what it looks at to `inputs`; `false` when its value may change by itself.
    pub fn add_inputs(&self, inputs: &mut Inputs<'_>) -> bool {
        if let Head::Variable(variable) = &self.head {
            variable.add_inputs(inputs);
        }
        self.filters.iter().all(|call| {
            if let Some(Argument::Variable(variable)) = &call.argument {
                variable.add_inputs(inputs);
            }
            matches!(&call.filter, FoundFilter::Own(filter) if !CHANGING.contains(&filter.name))
        })
    }
}

impl Variable {
    fn add_inputs(&self, inputs: &mut Inputs<'_>) {
        match self {
            Self::Literal(_) => {}
            Self::Path(path) => path.names.first().into_iter().for_each(|name| inputs.add(name)),
            Self::Translated(inner) => inner.add_inputs(inputs),
        }
    }
}

/// What the texts were made under.
struct Key {
    shared: Arc<Dict>,
    autoescape: bool,
    use_l10n: Option<bool>,
    use_tz: Option<bool>,
    language: Option<Arc<str>>,
    zone: Zone,
}

impl Key {
    fn of(shared: &Arc<Dict>, cx: &Context<'_>) -> Self {
        let Context { autoescape, use_l10n, use_tz, .. } = *cx;
        let (language, zone) = (cx.language.clone(), cx.zone.clone());
        Self { shared: Arc::clone(shared), autoescape, use_l10n, use_tz, language, zone }
    }

    fn fits(&self, shared: &Arc<Dict>, cx: &Context<'_>) -> bool {
        Arc::ptr_eq(&self.shared, shared)
            && (self.autoescape, self.use_l10n, self.use_tz) == (cx.autoescape, cx.use_l10n, cx.use_tz)
            && self.language == cx.language
            && self.zone == cx.zone
    }
}

/// Some nodes of a list, as text.
pub(super) struct Part {
    /// Which nodes.
    pub(super) nodes: Range<usize>,
    /// The bits of the names that they look at.
    pub(super) names: u64,
    /// The steps that rendering them takes.
    pub(super) steps: usize,
    /// What they give.
    pub(super) text: Box<str>,
}

/// The texts of one list of nodes.
#[derive(Default)]
pub struct Folds(RwLock<Vec<(Key, Arc<[Part]>)>>);

impl Folds {
    /// The parts that were made under what holds now.
    pub(super) fn find(&self, shared: &Arc<Dict>, cx: &Context<'_>) -> Option<Arc<[Part]>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(key, _)| key.fits(shared, cx)).map(|(_, parts)| Arc::clone(parts))
    }

    /// Whether there is room for more.
    pub(super) fn has_room(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len() < MOST_SETS
    }

    /// Keeps `parts`.
    pub(super) fn keep(&self, shared: &Arc<Dict>, cx: &Context<'_>, parts: Vec<Part>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_SETS {
            known.push((Key::of(shared, cx), parts.into()));
        }
    }
}

/// Collects parts while their nodes are rendered one after the other.
#[derive(Default)]
pub(super) struct Folding {
    parts: Vec<Part>,
    open: Option<Open>,
}

/// A part that may become longer.
struct Open {
    first: usize,
    /// Where its text begins in the output.
    start: usize,
    names: u64,
    steps_left: u64,
    /// Whether it is more than text, which is quick as it is.
    worthwhile: bool,
}

impl Folding {
    /// Notes, before the node at `at` is rendered, that it looks at `names`; `None` when it does more than write.
    pub(super) fn before(
        &mut self,
        at: usize,
        names: Option<u64>,
        is_text: bool,
        cx: &Context<'_>,
        out: &str,
    ) {
        match names.filter(|names| names & cx.set_names() == 0) {
            None => self.close(at, cx, out),
            Some(names) => {
                let (start, steps_left) = (out.len(), cx.steps_left());
                let fresh = || Open { first: at, start, names: 0, steps_left, worthwhile: false };
                let open = self.open.get_or_insert_with(fresh);
                open.names |= names;
                open.worthwhile |= !is_text;
            }
        }
    }

    fn close(&mut self, end: usize, cx: &Context<'_>, out: &str) {
        let Some(Open { first, start, names, steps_left, worthwhile }) = self.open.take() else { return };
        let Some(text) = out.get(start..).filter(|text| worthwhile && text.len() <= LARGEST) else { return };
        let steps = usize::try_from(steps_left.saturating_sub(cx.steps_left())).unwrap_or(usize::MAX);
        self.parts.push(Part { nodes: first..end, names, steps, text: text.into() });
    }

    /// All parts, once `end` nodes are rendered.
    pub(super) fn finish(mut self, end: usize, cx: &Context<'_>, out: &str) -> Vec<Part> {
        self.close(end, cx, out);
        self.parts
    }
}
