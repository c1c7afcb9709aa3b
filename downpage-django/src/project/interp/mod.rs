//! Evaluates modules, as far as the text tells: statements, expressions, and the parts of Python and Django that
//! settings and URLconfs are written with.
//!
//! Three rules keep what comes out true. Where something cannot be known, the value is unknown and says why. Where a
//! condition is unknown, both ways are gone and only what they agree in is kept. What is given to code that is not
//! evaluated may have been changed by it.
//!
//! One rule makes it useful where secrets are missing: an exception that nothing catches ends its statement, not the
//! module. Python would have stopped; but a page seldom needs what the missing secret is for.

#![allow(clippy::match_same_arms, reason = "arms stand in the order in which Python tries them")]

mod access;
mod assign;
mod call;
mod compare;
mod comprehension;
mod display;
mod exceptions;
mod expression;
mod freeze;
mod heap;
mod imports;
mod loops;
mod natives;
mod operators;
mod statement;
mod text;
pub(super) mod value;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Span};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::TextRange;

use super::files::Files;
use super::place::{Place, SourceFile};
use super::settings::Settings;
use heap::Heap;
use value::{At, Eval, Id, Item, Object, Raised, Space, Stop, Table, Unk, Val};

/// Evaluates the modules of one project.
#[derive(Debug)]
pub(super) struct Interpreter {
    pub(super) files: Files,
    heap: Heap,
    sources: Vec<Arc<SourceFile>>,
    modules: HashMap<Arc<str>, Loaded>,
    located: HashMap<Arc<str>, Option<imports::Located>>,
    /// How many entries `sys.path` had when modules were looked for.
    located_with: usize,
    /// `sys.path`: a list.
    path: Id,
    /// `os.environ`: a dictionary.
    environ: Id,
    site_packages: Vec<PathBuf>,
    /// Where the program counts as started: the folder of `manage.py`.
    root: PathBuf,
    /// Steps done.
    done: u64,
    depth: usize,
    /// Calls of which nobody knows whether they fail.
    doubts: u64,
    /// Imports that are being followed from one to the next.
    hops: usize,
    /// The names of the exceptions that are caught around the place that is evaluated.
    caught: Vec<Vec<Arc<str>>>,
    /// What `django.conf.settings` has, once the settings are known.
    pub(super) settings: Option<Settings>,
    /// Whether functions of packages are evaluated when they are called.
    pub(super) read_packages: bool,
    /// Whether modules of the project are read only when one of their names is needed.
    pub(super) lazy: bool,
    /// Converters that were registered for `path()`: name and class.
    pub(super) converters: Vec<(Arc<str>, Val)>,
}

/// Stack that must be left before more of it is taken, and how much more.
const RED_ZONE: usize = 128 << 10;
const STACK: usize = 1 << 20;

/// A module that is being read, or was.
#[derive(Clone, Debug)]
struct Loaded {
    space: Id,
}

/// Where code runs: the module, and the names it sees.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    module: Arc<str>,
    file: u32,
    package: bool,
    globals: Id,
    locals: Id,
    enclosing: Vec<Id>,
    /// Names that `global` or `nonlocal` give to another scope.
    elsewhere: Vec<(Arc<str>, Id)>,
    /// Whether `locals` are those of a class.
    of_class: bool,
}

/// How a statement ended.
#[derive(Debug)]
enum Flow {
    Next,
    Return(Item),
    Break,
    Continue,
    /// It may have ended like this, for the reason given.
    Perhaps(Box<Flow>, Arc<Unk>),
}

impl Interpreter {
    pub(super) fn new(
        files: Files,
        root: PathBuf,
        import_roots: &[PathBuf],
        site_packages: Vec<PathBuf>,
        environment: &super::Environment,
    ) -> Self {
        let mut heap = Heap::default();
        let nowhere = At::default();
        let text = |text: &str| Item::new(Val::str(text), nowhere);
        let path = import_roots.iter().map(|folder| text(&folder.to_string_lossy())).collect();
        let path = heap.add(Object::List(path));
        let environ: Table = environment
            .iter()
            .map(|(name, value)| (value::Key::Str(name.as_str().into()), (text(name), text(value))))
            .collect();
        let environ = heap.add(Object::Dict(environ));
        Self {
            files,
            heap,
            sources: vec![Arc::new(SourceFile { name: String::new(), text: String::new() })],
            modules: HashMap::new(),
            located: HashMap::new(),
            located_with: 0,
            path,
            environ,
            site_packages,
            root,
            done: 0,
            depth: 0,
            doubts: 0,
            hops: 0,
            caught: Vec::new(),
            settings: None,
            read_packages: false,
            lazy: false,
            converters: Vec::new(),
        }
    }

    /// Runs a module's statements with `names` already there, under the name `module`; gives its names.
    pub(super) fn run(
        &mut self,
        module: &str,
        file: &Arc<SourceFile>,
        package: bool,
        path: &str,
    ) -> Eval<Id> {
        let syntax = super::syntax::parse(file)?;
        self.steps(file.text.len() / 64)?;
        self.sources.push(Arc::clone(file));
        let number = u32::try_from(self.sources.len() - 1).unwrap_or(u32::MAX);
        let space = self.heap.add(Object::Space(Space::default()));
        let module: Arc<str> = module.into();
        self.modules.insert(Arc::clone(&module), Loaded { space });
        let at = At { file: number, start: 0, end: 0 };
        let doc = match syntax.body.first() {
            Some(Stmt::Expr(statement)) => match &*statement.value {
                Expr::StringLiteral(text) => Val::str(text.value.to_str()),
                _ => Val::None,
            },
            _ => Val::None,
        };
        let names = &mut self.heap.change_space(space).names;
        names.insert("__doc__".into(), Item::new(doc, at));
        names.insert("__name__".into(), Item::new(Val::Str(Arc::clone(&module)), at));
        names.insert("__file__".into(), Item::new(Val::str(path), at));
        let frame = Frame {
            module,
            file: number,
            package,
            globals: space,
            locals: space,
            enclosing: Vec::new(),
            elsewhere: Vec::new(),
            of_class: false,
        };
        self.deeper(at, |this| this.module_body(syntax.body.into_iter(), &frame))?;
        Ok(space)
    }

    /// The statements of a module: an exception that nothing catches ends one statement only.
    fn module_body(&mut self, body: impl Iterator<Item = Stmt>, frame: &Frame) -> Eval<()> {
        let mut frame = frame.clone();
        for statement in body {
            match self.owned_statement(statement, &mut frame)? {
                Flow::Next => {}
                // `return` outside of a function is no Python; `break` neither.
                _ => break,
            }
        }
        Ok(())
    }

    /// What `os.environ` has after the modules that were read, as far as it is known.
    pub(super) fn environment(&self) -> Vec<(String, Item)> {
        let Object::Dict(table) = self.heap.get(self.environ) else { return Vec::new() };
        let names =
            table.values().filter_map(|(name, value)| Some((name.val.as_str()?.to_owned(), value.clone())));
        names.collect()
    }

    /// The folders of `sys.path` that belong to the project.
    pub(super) fn import_roots(&self) -> Vec<PathBuf> {
        self.path_entries()
    }

    /// One step further.
    fn step(&mut self) -> Eval<()> {
        self.steps(1)
    }

    fn steps(&mut self, count: usize) -> Eval<()> {
        self.done = self.done.saturating_add(count as u64);
        if self.done > self.files.limits().steps {
            let message = format!("reading the project takes more than {} steps", self.files.limits().steps);
            return Err(Stop::Failed(
                Error::new(ErrorKind::LimitExceeded, message)
                    .help("settings that compute that much are read with `--python`"),
            ));
        }
        Ok(())
    }

    /// Refuses a text or list that grows past the limit; counts what it copies.
    fn sized(&mut self, size: usize, at: At) -> Eval<()> {
        if size > self.files.limits().size {
            let message = format!("a value is larger than {} bytes or items", self.files.limits().size);
            return Err(Stop::Failed(
                Error::new(ErrorKind::LimitExceeded, message).at(self.place(at).location()),
            ));
        }
        self.steps(1 + size / 64)
    }

    /// One level down: calls, modules, statements and expressions within each other.
    fn deeper<T>(&mut self, at: At, inside: impl FnOnce(&mut Self) -> Eval<T>) -> Eval<T> {
        if self.depth >= self.files.limits().depth {
            let message = format!("calls and modules go more than {} levels deep", self.files.limits().depth);
            return Err(Stop::Failed(
                Error::new(ErrorKind::LimitExceeded, message).at(self.place(at).location()),
            ));
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }

    /// The place, for people.
    pub(super) fn place(&self, at: At) -> Place {
        let file = self.sources.get(at.file as usize).unwrap_or(&self.sources[0]);
        Place { file: Arc::clone(file), span: Span::new(at.start as usize, at.end as usize) }
    }

    /// The text of a place, for messages: its first line, shortened.
    fn excerpt(&self, at: At) -> String {
        const SHORT: usize = 50;
        let text = self
            .sources
            .get(at.file as usize)
            .map_or("", |source| source.text.get(at.start as usize..at.end as usize).unwrap_or_default());
        let line = text.lines().next().unwrap_or_default();
        let cut = line.chars().count() > SHORT || line.len() < text.len();
        let line: String = line.chars().take(SHORT).collect();
        if cut { format!("{line}...") } else { line }
    }

    fn at(frame: &Frame, range: TextRange) -> At {
        At { file: frame.file, start: range.start().into(), end: range.end().into() }
    }

    /// A value that cannot be known.
    #[expect(clippy::unused_self, reason = "reads as what the interpreter says")]
    fn unknown(&self, at: At, reason: impl Into<String>) -> Val {
        Val::Unknown(Arc::new(Unk { reason: reason.into(), at, readable: false }))
    }

    /// A value that only running the code at `at` can tell.
    fn computed(&self, at: At) -> Val {
        self.unknown(at, format!("`{}` is computed by Python", self.excerpt(at)))
    }

    /// An exception of Python.
    fn raise<T>(&self, name: &str, message: impl Into<String>, at: At) -> Eval<T> {
        let _ = self;
        Err(Stop::Raised(Box::new(Raised {
            class: Val::Native(name.into()),
            name: name.into(),
            message: message.into(),
            at,
        })))
    }

    fn list(&mut self, items: Vec<Item>) -> Val {
        Val::List(self.heap.add(Object::List(items)))
    }

    fn dict(&mut self, table: Table) -> Val {
        Val::Dict(self.heap.add(Object::Dict(table)))
    }

    fn tuple(&mut self, items: Vec<Item>, at: At) -> Eval<Val> {
        const DEEPEST: usize = 100;
        let depth = items.iter().map(|item| match &item.val {
            Val::Tuple(tuple) => tuple.depth,
            Val::Method(bound) if matches!(bound.0, Val::Tuple(_)) => DEEPEST,
            _ => 0,
        });
        let depth = 1 + depth.max().unwrap_or(0);
        if depth > DEEPEST {
            let message = format!("tuples are nested more than {DEEPEST} levels deep");
            return Err(Stop::Failed(
                Error::new(ErrorKind::LimitExceeded, message).at(self.place(at).location()),
            ));
        }
        Ok(Val::Tuple(Arc::new(value::Tuple { items, depth })))
    }
}
