//! The state of one render: variables, what is active, how deep it is.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, LazyLock};

use crate::error::{Error, Kind, Origin, Result};
use crate::formats::Formats;
use crate::i18n::Active;
use crate::render::blocks::Blocks;
use crate::render::{ForLoop, Frame, NodeId, Scopes, Settings, Site, Template, Templates};
use crate::value::{DateTime, Dict, Name, Object, Val, Value, Zone};

static FORLOOP: LazyLock<Name> = LazyLock::new(|| Name::new("forloop"));
static BLOCK: LazyLock<Name> = LazyLock::new(|| Name::new("block"));

/// Node lists inside each other at one time, includes counted in: keeps the stack within bounds.
const DEEPEST_NESTING: usize = 400;

/// Everything that a node sees while it renders.
#[derive(Clone)]
pub struct Context<'a> {
    scopes: Scopes<'a>,
    /// Whether values are escaped here.
    pub autoescape: bool,
    /// Whether `{% localize %}` forces or forbids local formats here.
    pub use_l10n: Option<bool>,
    /// Whether `{% localtime %}` forces or forbids the current zone here.
    pub use_tz: Option<bool>,
    /// The active language.
    pub language: Option<Arc<str>>,
    /// The current time zone.
    pub zone: Zone,
    /// The settings of the site.
    pub settings: &'a Settings,
    /// Clock, URLs, translations.
    pub site: &'a dyn Site,
    /// Other templates.
    pub templates: &'a dyn Templates,
    /// What `context.request` is in Django, if there is a request.
    pub request: Option<&'a Value>,
    /// What the nodes of each template that is being rendered remember; most remember nothing.
    frames: Vec<Option<Box<Frame>>>,
    /// What each `{% ifchanged %}` saw last in each loop that is running.
    seen_in_loops: Vec<(u64, NodeId, Value)>,
    /// What nodes remember since an expression rendered some of them; it takes the place of the two above.
    remembered_aside: RefCell<Option<Memory>>,
    included: Vec<(NodeId, Arc<str>, Arc<dyn Template>)>,
    loops: u64,
    depth: usize,
    nesting: usize,
    /// The steps that are left. A cell, since an expression takes some of them too.
    pub(super) steps_left: Cell<u64>,
}

/// What nodes remember.
#[derive(Clone)]
struct Memory {
    frames: Vec<Option<Box<Frame>>>,
    seen_in_loops: Vec<(u64, NodeId, Value)>,
    loops: u64,
}

impl<'a> Context<'a> {
    /// The state in which a render begins.
    #[must_use]
    pub fn new(
        root: &'a Dict,
        settings: &'a Settings,
        site: &'a dyn Site,
        templates: &'a dyn Templates,
    ) -> Self {
        Self {
            scopes: Scopes::new(root),
            autoescape: settings.autoescape,
            use_l10n: None,
            use_tz: None,
            language: settings.language.clone(),
            zone: settings.current_zone.clone(),
            settings,
            site,
            templates,
            request: None,
            frames: vec![None],
            seen_in_loops: Vec::new(),
            remembered_aside: RefCell::new(None),
            included: Vec::new(),
            loops: 0,
            depth: 0,
            nesting: 0,
            steps_left: Cell::new(settings.steps),
        }
    }

    /// The value of a variable.
    #[inline]
    #[must_use]
    pub fn get(&self, name: &Name) -> Option<&Value> {
        self.scopes.get(name)
    }

    /// Puts values that all pages share under those of this one.
    pub fn share(&mut self, shared: Arc<Dict>) {
        self.scopes.share(shared);
    }

    /// The values that all pages share, where what depends on them alone may be kept: not in a loop, which has done it
    /// for all it contains.
    pub(crate) fn foldable(&self) -> Option<Arc<Dict>> {
        let shared = self.scopes.shared().filter(|_| self.settings.fold)?;
        self.get(&FORLOOP).is_none().then(|| Arc::clone(shared))
    }

    /// The bits of the names that the caller gave for this page, or a tag has set.
    pub(crate) fn set_names(&self) -> u64 {
        self.scopes.set_names()
    }

    /// Begins a scope.
    pub fn push(&mut self) {
        self.scopes.push();
    }

    /// Ends the innermost scope.
    pub fn pop(&mut self) {
        self.scopes.pop();
    }

    /// Sets a variable in the innermost scope.
    pub fn set(&mut self, name: &Name, value: Value) {
        self.scopes.set(name, value);
    }

    /// Sets a variable in the innermost scope once more; `slot` is where it was put before.
    pub fn set_again(&mut self, slot: usize, name: &Name, value: Value) -> usize {
        self.scopes.set_again(slot, name, value)
    }

    /// Sets a variable where it is, or in the innermost scope.
    pub fn set_upward(&mut self, name: &Name, value: Value) {
        self.scopes.set_upward(name, value);
    }

    pub(super) fn set_block(&mut self, block: Arc<dyn Object>) {
        self.set(&BLOCK, Value::Object(block));
    }

    /// Sets `forloop`.
    pub fn set_loop(&mut self, forloop: Arc<ForLoop>) {
        self.set(&FORLOOP, Value::Object(forloop));
    }

    /// Forgets what `{% ifchanged %}` saw in a loop that is over.
    pub fn end_loop(&mut self, forloop: &ForLoop) {
        self.recall();
        self.seen_in_loops.retain(|(serial, _, _)| *serial != forloop.serial);
    }

    /// The outermost scopes: what is left of them when Django makes the text of an error.
    #[must_use]
    pub fn base_dicts(&self) -> Vec<Value> {
        self.scopes.base_dicts()
    }

    /// All scopes as dicts, outermost first.
    #[must_use]
    pub fn dicts(&self) -> Vec<Value> {
        self.scopes.dicts()
    }

    /// The variable as an aware date-time is shown here: in the current zone, unless that is switched off.
    #[must_use]
    pub fn localtime<'v>(&self, value: Val<'v>) -> Val<'v> {
        match value.as_ref() {
            Value::DateTime(moment)
                if moment.zone.is_some() && moment.convert && self.use_tz.unwrap_or(self.settings.use_tz) =>
            {
                // A time in UTC is there already, as most are.
                if moment.is_utc() && self.zone.is_utc() {
                    return value;
                }
                Val::Owned(Value::DateTime(Arc::new(moment.in_zone(&self.zone))))
            }
            _ => value,
        }
    }

    /// The time now, in the current zone; naive when the site does without zones.
    ///
    /// # Errors
    /// When the site has no clock.
    pub fn now(&self) -> Result<DateTime> {
        let instant = self.now_instant()?;
        if self.settings.use_tz {
            return Ok(DateTime::from_instant(instant, &self.zone));
        }
        // Without zones Python reads the clock of the process, which Django sets to TIME_ZONE.
        Ok(DateTime::naive(DateTime::from_instant(instant, &self.settings.default_zone).local))
    }

    /// The instant now.
    ///
    /// # Errors
    /// When the site has no clock.
    pub fn now_instant(&self) -> Result<jiff::Timestamp> {
        self.site.now().ok_or_else(|| {
            Error::new(Kind::NoClock, "the time is not known here").help("give the site a clock with `now`")
        })
    }

    /// The active language and its translations.
    #[must_use]
    pub fn active(&self) -> Active<'_> {
        Active { language: self.language.as_deref(), translator: self.site }
    }

    /// How numbers and dates are written here.
    #[must_use]
    pub fn formats(&self) -> Formats<'_> {
        Formats {
            active: self.active(),
            settings: &self.settings.formats,
            default_zone: &self.settings.default_zone,
        }
    }

    /// What the nodes of the template that is being rendered remember.
    pub(super) fn frame(&mut self) -> &mut Frame {
        self.recall();
        if self.frames.is_empty() {
            self.frames.push(None);
        }
        let last = self.frames.len() - 1;
        self.frames[last].get_or_insert_default()
    }

    /// Runs `render` one level deeper.
    ///
    /// # Errors
    /// When that is too deep; and whatever `render` says.
    pub fn nested<T>(&mut self, render: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.nesting >= DEEPEST_NESTING {
            return Err(too_deep());
        }
        self.nesting += 1;
        let rendered = render(self);
        self.nesting -= 1;
        rendered
    }

    fn deeper<T>(&mut self, render: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= self.settings.depth {
            let message = format!("more than {} templates are inside each other", self.settings.depth);
            return Err(Error::new(Kind::Limit, message).help("look for a template that includes itself"));
        }
        self.depth += 1;
        let rendered = self.nested(render);
        self.depth -= 1;
        rendered
    }

    /// Renders another template as a whole: it has its own memory.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn render_template(&mut self, template: &dyn Template, out: &mut String) -> Result<()> {
        self.deeper(|cx| {
            cx.recall();
            cx.frames.push(None);
            let rendered = template.render_nodes(cx, out);
            cx.recall();
            cx.frames.pop();
            rendered
        })
    }

    /// Renders another template that sees only `values`.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn render_isolated(
        &mut self,
        template: &dyn Template,
        values: Vec<(Name, Value)>,
        out: &mut String,
    ) -> Result<()> {
        let hidden = self.scopes.isolate();
        self.push();
        for (name, value) in values {
            self.set(&name, value);
        }
        let rendered = self.render_template(template, out);
        self.pop();
        self.scopes.reveal(&hidden);
        rendered
    }

    /// The template that the include `node` wants: loaded once in a render, so that what its nodes remember lasts.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_included(&mut self, node: NodeId, name: &Arc<str>) -> Result<Arc<dyn Template>> {
        const MOST: usize = 64;
        let known = self
            .included
            .iter()
            .find(|(id, known, _)| *id == node && (Arc::ptr_eq(known, name) || *known == *name));
        if let Some((_, _, template)) = known {
            return Ok(Arc::clone(template));
        }
        let template = self.templates.find(name, &[])?;
        if self.included.len() < MOST {
            self.included.push((node, Arc::clone(name), Arc::clone(&template)));
        }
        Ok(template)
    }

    /// The template that one with `origin` and `blocks` extends, under `name`; never one that is in the chain already.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_parent(&mut self, name: &str, origin: &Arc<Origin>) -> Result<Arc<dyn Template>> {
        let templates = self.templates;
        let history = &mut self.frame().history;
        if history.is_empty() {
            history.push(Arc::clone(origin));
        }
        let parent = templates.find(name, history)?;
        history.push(Arc::clone(parent.origin()));
        Ok(parent)
    }

    /// Renders `parent` with the blocks of the template that extends it.
    ///
    /// # Errors
    /// Whatever is wrong in it.
    pub fn render_parent(
        &mut self,
        parent: &dyn Template,
        blocks: &[Arc<dyn super::Block>],
        out: &mut String,
    ) -> Result<()> {
        let chain = self.frame().blocks.get_or_insert_with(Blocks::default);
        chain.add(blocks);
        if !parent.defers_blocks() {
            chain.add(parent.blocks());
        }
        self.deeper(|cx| parent.render_nodes(cx, out))
    }

    /// A new `forloop` over `len` items, inside the one that is there.
    #[must_use]
    pub fn new_loop(&mut self, len: usize) -> Arc<ForLoop> {
        self.recall();
        self.loops += 1;
        let parent = self.get(&FORLOOP).cloned().unwrap_or_else(|| Dict::default().into());
        Arc::new(ForLoop::new(self.loops, len, parent))
    }

    /// How often the cycle `node` has been asked here; counts this time.
    pub fn advance_cycle(&mut self, node: NodeId) -> usize {
        let cycles = &mut self.frame().cycles;
        match cycles.iter_mut().find(|(id, _)| *id == node) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                cycles.push((node, 0));
                0
            }
        }
    }

    /// Sets the cycle `node` back to its beginning.
    pub fn reset_cycle(&mut self, node: NodeId) {
        self.frame().cycles.retain(|(id, _)| *id != node);
    }

    /// Whether `value` differs from what `node` saw last in this loop, or in this template outside of loops.
    pub fn has_changed(&mut self, node: NodeId, value: Value) -> bool {
        self.recall();
        let serial = match self.get(&FORLOOP) {
            Some(Value::Object(object)) => object
                .as_any()
                .and_then(|any| any.downcast_ref::<ForLoop>())
                .map_or(0, |forloop| forloop.serial),
            _ => 0,
        };
        // In a loop the memory is the loop's, also for templates that are included in it.
        let seen = if serial > 0 { &mut self.seen_in_loops } else { &mut self.frame().seen };
        match seen.iter_mut().find(|(in_loop, id, _)| (*in_loop, *id) == (serial, node)) {
            Some((_, _, last)) if *last == value => false,
            Some((_, _, last)) => {
                *last = value;
                true
            }
            // Django begins with None: a value of None has not changed.
            None => {
                let changed = !value.is_none();
                seen.push((serial, node, value));
                changed
            }
        }
    }

    /// What `render` makes on a copy of this state, since an expression does not hold it alone. The steps it takes and
    /// what nodes remember of it are kept.
    ///
    /// # Errors
    /// Whatever `render` says.
    pub fn aside<T>(&self, render: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut copy = self.clone();
        copy.recall();
        let made = render(&mut copy);
        copy.recall();
        self.steps_left.set(copy.steps_left.get());
        let Self { frames, seen_in_loops, loops, .. } = copy;
        *self.remembered_aside.borrow_mut() = Some(Memory { frames, seen_in_loops, loops });
        made
    }

    /// Takes over what nodes remember since an expression rendered some of them.
    #[inline]
    fn recall(&mut self) {
        if self.remembered_aside.get_mut().is_some() {
            self.recall_from_aside();
        }
    }

    #[cold]
    fn recall_from_aside(&mut self) {
        if let Some(Memory { frames, seen_in_loops, loops }) = self.remembered_aside.get_mut().take() {
            self.frames = frames;
            self.seen_in_loops = seen_in_loops;
            self.loops = loops;
        }
    }

    /// Refuses output that has grown too large.
    ///
    /// # Errors
    /// When it has.
    #[inline]
    pub fn check_output(&self, out: &str) -> Result<()> {
        if out.len() <= self.settings.output {
            return Ok(());
        }
        Err(self.too_much_output())
    }

    #[cold]
    fn too_much_output(&self) -> Error {
        let message = format!("the page has grown beyond {} bytes", self.settings.output);
        Error::new(Kind::Output, message).help("raise the limit of output, or look for a loop without end")
    }
}

#[cold]
fn too_deep() -> Error {
    Error::new(Kind::Limit, "templates, blocks and tags are nested too deeply")
        .help("look for a template that includes itself")
}
