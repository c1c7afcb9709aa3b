//! Values while they are made: small, shared, with what can change in a heap.

use std::sync::Arc;

use indexmap::IndexMap;
use ruff_python_ast::{Expr, Parameters, StmtFunctionDef};

/// A place: the number of a file, and bytes of its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::project) struct At {
    pub(in crate::project) file: u32,
    pub(in crate::project) start: u32,
    pub(in crate::project) end: u32,
}

/// The number of an object in the heap.
pub(in crate::project) type Id = u32;

/// Why a value cannot be known.
#[derive(Debug, PartialEq)]
pub(in crate::project) struct Unk {
    pub(in crate::project) reason: String,
    pub(in crate::project) at: At,
    /// Whether reading the package that computes it may tell.
    pub(in crate::project) readable: bool,
}

/// A value.
#[derive(Clone, Debug)]
pub(in crate::project) enum Val {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
    Path(Arc<str>),
    /// A text to translate, and its context.
    Lazy(Arc<str>, Option<Arc<str>>),
    Tuple(Arc<Tuple>),
    List(Id),
    Dict(Id),
    Set(Id),
    /// The names of a module, as `globals()` gives them.
    Space(Id),
    /// A module, by its dotted name.
    Module(Arc<str>),
    /// A name of a module that has not been read yet.
    Foreign(Arc<Foreign>),
    /// A function or class that is built in here, by its dotted name.
    Native(Arc<str>),
    Function(Arc<Function>),
    Class(Id),
    Instance(Id),
    /// A method of a value.
    Method(Arc<(Val, Arc<str>)>),
    Unknown(Arc<Unk>),
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(in crate::project) struct Item {
    pub(in crate::project) val: Val,
    pub(in crate::project) at: At,
    /// Any number of items, of which nothing is known: `*unknown`.
    pub(in crate::project) many: bool,
}

impl Item {
    pub(in crate::project) const fn new(val: Val, at: At) -> Self {
        Self { val, at, many: false }
    }
}

/// Items that do not change, and how deep tuples in them go.
#[derive(Debug)]
pub(in crate::project) struct Tuple {
    pub(in crate::project) items: Vec<Item>,
    pub(in crate::project) depth: usize,
}

/// `name` of the module `module`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::project) struct Foreign {
    pub(in crate::project) module: Arc<str>,
    pub(in crate::project) name: Arc<str>,
    pub(in crate::project) at: At,
}

/// A function of the project.
#[derive(Debug)]
pub(in crate::project) struct Function {
    pub(in crate::project) name: Arc<str>,
    pub(in crate::project) code: Code,
    pub(in crate::project) at: At,
    /// Values of the parameters that have defaults, by name.
    pub(in crate::project) defaults: Vec<(Arc<str>, Item)>,
    pub(in crate::project) module: Arc<str>,
    pub(in crate::project) globals: Id,
    /// The names of the functions around it, the nearest first.
    pub(in crate::project) enclosing: Vec<Id>,
}

#[derive(Debug)]
pub(in crate::project) enum Code {
    Def(Arc<StmtFunctionDef>),
    Lambda(Option<Box<Parameters>>, Box<Expr>),
}

impl Code {
    pub(in crate::project) fn parameters(&self) -> Option<&Parameters> {
        match self {
            Self::Def(def) => Some(&def.parameters),
            Self::Lambda(parameters, _) => parameters.as_deref(),
        }
    }
}

/// A key of a dictionary: what Python compares and hashes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::project) enum Key {
    None,
    /// Whole numbers; `True` is 1.
    Int(i64),
    Float(u64),
    Str(Arc<str>),
    Bytes(Arc<[u8]>),
    Path(Arc<str>),
    Tuple(Vec<Key>),
    /// What is equal only to itself: modules, functions, classes.
    Other(String),
}

pub(in crate::project) type Table = IndexMap<Key, (Item, Item)>;
pub(in crate::project) type Names = IndexMap<Arc<str>, Item>;

/// What can change.
#[derive(Clone, Debug)]
pub(in crate::project) enum Object {
    List(Vec<Item>),
    Dict(Table),
    /// Each item by its key.
    Set(IndexMap<Key, Item>),
    Space(Space),
    Class(Class),
    Instance(Instance),
    /// What it holds cannot be known any more.
    Lost(Arc<Unk>),
}

impl Object {
    /// How many items it has.
    pub(in crate::project) fn size(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Dict(table) => table.len(),
            Self::Set(items) => items.len(),
            Self::Space(space) => space.names.len(),
            Self::Instance(instance) => instance.fields.len(),
            Self::Class(_) | Self::Lost(_) => 1,
        }
    }
}

/// The names of a module, a class or a call.
#[derive(Clone, Debug, Default)]
pub(in crate::project) struct Space {
    pub(in crate::project) names: Names,
    /// Set when there may be any other names: after `from unknown import *`.
    pub(in crate::project) open: Option<Arc<Unk>>,
}

#[derive(Clone, Debug)]
pub(in crate::project) struct Class {
    pub(in crate::project) name: Arc<str>,
    pub(in crate::project) bases: Vec<Val>,
    pub(in crate::project) space: Id,
    /// A decorator or metaclass that may change what it is.
    pub(in crate::project) changed: Option<Arc<Unk>>,
}

/// An instance of a class of the project, or of one that is built in here.
#[derive(Clone, Debug)]
pub(in crate::project) struct Instance {
    pub(in crate::project) class: Val,
    pub(in crate::project) fields: Names,
}

/// An exception on its way.
#[derive(Debug)]
pub(in crate::project) struct Raised {
    pub(in crate::project) class: Val,
    /// The name of the class, without its module.
    pub(in crate::project) name: Arc<str>,
    pub(in crate::project) message: String,
    pub(in crate::project) at: At,
}

/// Why an evaluation stopped.
#[derive(Debug)]
pub(in crate::project) enum Stop {
    Raised(Box<Raised>),
    /// A limit, or a file that cannot be read: nothing more is evaluated.
    Failed(downpage_core::Error),
}

impl From<downpage_core::Error> for Stop {
    fn from(error: downpage_core::Error) -> Self {
        Self::Failed(error)
    }
}

/// What is known, or why it is not.
pub(in crate::project) type Known<T> = std::result::Result<T, Arc<Unk>>;

pub(in crate::project) type Eval<T = Val> = std::result::Result<T, Stop>;

impl Val {
    pub(in crate::project) fn str(text: impl Into<Arc<str>>) -> Self {
        Self::Str(text.into())
    }

    pub(in crate::project) const fn unknown(&self) -> Option<&Arc<Unk>> {
        match self {
            Self::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    pub(in crate::project) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string or a path.
    pub(in crate::project) fn as_path(&self) -> Option<&str> {
        match self {
            Self::Str(text) | Self::Path(text) => Some(text),
            _ => None,
        }
    }
}
