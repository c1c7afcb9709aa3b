//! What was evaluated, as values that stand for themselves.

use std::sync::Arc;

use super::Interpreter;
use super::value::{At, Eval, Item, Object, Unk, Val};
use crate::project::py::{Class, Py, Traced, Unknown};

impl Interpreter {
    /// A value with all that is in it, and where each part comes from.
    pub(in crate::project) fn freeze(&mut self, item: &Item) -> Eval<Traced> {
        self.freeze_within(item, 0)
    }

    fn freeze_within(&mut self, item: &Item, depth: usize) -> Eval<Traced> {
        const DEEPEST: usize = 60;
        self.step()?;
        let place = self.placed(item.at);
        let deeper = depth + 1;
        if depth > DEEPEST {
            let reason = "it is nested too deeply".to_owned();
            return Ok(Traced {
                value: Py::Unknown(Arc::new(Unknown { reason, place: place.clone(), readable: false })),
                place,
            });
        }
        let value = match &item.val {
            Val::None => Py::None,
            Val::Bool(value) => Py::Bool(*value),
            Val::Int(value) => Py::Int(*value),
            Val::Float(value) => Py::Float(*value),
            Val::Str(text) => Py::Str(Arc::clone(text)),
            Val::Bytes(bytes) => Py::Bytes(Arc::clone(bytes)),
            Val::Path(path) => Py::Path(Arc::clone(path)),
            Val::Lazy(message, context) => {
                Py::Translatable { message: Arc::clone(message), context: context.clone() }
            }
            Val::Tuple(tuple) => Py::Tuple(self.freeze_items(&tuple.items, deeper)?),
            Val::List(id) | Val::Dict(id) | Val::Set(id) => match self.heap.get(*id) {
                Object::List(items) => {
                    let items = items.clone();
                    Py::List(self.freeze_items(&items, deeper)?)
                }
                Object::Set(items) => {
                    let items: Vec<Item> = items.values().cloned().collect();
                    Py::Set(self.freeze_items(&items, deeper)?)
                }
                Object::Dict(table) => {
                    let pairs: Vec<(Item, Item)> = table.values().cloned().collect();
                    let mut frozen = Vec::with_capacity(pairs.len());
                    for (key, value) in &pairs {
                        frozen.push((self.freeze_within(key, deeper)?, self.freeze_within(value, deeper)?));
                    }
                    Py::Dict(frozen)
                }
                Object::Lost(why) => {
                    let why = Arc::clone(why);
                    self.frozen_unknown(&why)
                }
                _ => self.not_a_value(item.at),
            },
            Val::Module(name) => Py::Module(Arc::clone(name)),
            Val::Native(name) => Py::Function(Arc::clone(name)),
            Val::Function(function) => Py::Function(format!("{}.{}", function.module, function.name).into()),
            Val::Class(id) => self.freeze_class(*id, deeper)?,
            Val::Foreign(foreign) => {
                let reason = format!("`{}` is imported from `{}`", foreign.name, foreign.module);
                self.frozen_unknown(&Arc::new(Unk { reason, at: foreign.at, readable: true }))
            }
            Val::Unknown(why) => {
                let why = Arc::clone(why);
                self.frozen_unknown(&why)
            }
            Val::Instance(_) => match self.path_of(&item.val) {
                Some(path) => Py::Str(path),
                None => self.not_a_value(item.at),
            },
            Val::Space(_) | Val::Method(_) => self.not_a_value(item.at),
        };
        Ok(Traced { value, place })
    }

    fn freeze_items(&mut self, items: &[Item], depth: usize) -> Eval<Vec<Traced>> {
        items.iter().map(|item| self.freeze_within(item, depth)).collect()
    }

    fn freeze_class(&mut self, id: super::value::Id, depth: usize) -> Eval<Py> {
        let Some(class) = self.class(id).cloned() else { return Ok(Py::None) };
        let mut bases = Vec::new();
        let mut attributes: Vec<(Arc<str>, Traced)> = Vec::new();
        let mut open = vec![Val::Class(id)];
        let mut seen = 0;
        while let Some(next) = open.pop() {
            seen += 1;
            if seen > 50 {
                break;
            }
            let dotted = match &next {
                Val::Class(id) => {
                    let Some(class) = self.class(*id).cloned() else { continue };
                    let names = self.heap.space(class.space).names.clone();
                    for (name, item) in &names {
                        if !attributes.iter().any(|(known, _)| known == name) {
                            let value = self.freeze_within(item, depth)?;
                            attributes.push((Arc::clone(name), value));
                        }
                    }
                    open.extend(class.bases.iter().rev().cloned());
                    class.name
                }
                Val::Foreign(foreign) => {
                    if self.is_own(&foreign.module) {
                        let value = self.force(&next)?;
                        if matches!(value, Val::Class(_)) {
                            open.push(value);
                            continue;
                        }
                    }
                    format!("{}.{}", foreign.module, foreign.name).into()
                }
                Val::Native(name) => Arc::clone(name),
                _ => continue,
            };
            if seen > 1 {
                bases.push(dotted);
            }
        }
        Ok(Py::Class(Arc::new(Class { name: class.name, bases, attributes })))
    }

    fn path_of(&self, value: &Val) -> Option<Arc<str>> {
        let (class, id) = self.native_class(value)?;
        match (&*class, self.field_of(id, "__root__").map(|item| &item.val)) {
            ("environ.Path", Some(Val::Str(path))) => Some(Arc::clone(path)),
            _ => None,
        }
    }

    fn not_a_value(&self, at: At) -> Py {
        let reason = format!("`{}` is an object of Python", self.excerpt(at));
        Py::Unknown(Arc::new(Unknown { reason, place: self.placed(at), readable: false }))
    }

    fn frozen_unknown(&self, why: &Arc<Unk>) -> Py {
        let unknown =
            Unknown { reason: why.reason.clone(), place: self.placed(why.at), readable: why.readable };
        Py::Unknown(Arc::new(unknown))
    }

    /// The place; `None` for nowhere.
    fn placed(&self, at: At) -> Option<crate::project::Place> {
        (at.file > 0).then(|| self.place(at))
    }

    /// The settings of a module, or all of its names.
    pub(in crate::project) fn names(
        &mut self,
        space: super::value::Id,
        wanted: impl Fn(&str) -> bool,
    ) -> Eval<indexmap::IndexMap<Arc<str>, Traced>> {
        let names = self.heap.space(space).names.clone();
        let mut frozen = indexmap::IndexMap::with_capacity(names.len());
        for (name, item) in &names {
            if wanted(name) {
                let item = match &item.val {
                    Val::Foreign(_) => Item { val: self.force(&item.val)?, ..item.clone() },
                    _ => item.clone(),
                };
                frozen.insert(Arc::clone(name), self.freeze(&item)?);
            }
        }
        Ok(frozen)
    }

    /// Why a module may have more names than it shows.
    pub(in crate::project) fn open(&self, space: super::value::Id) -> Option<Arc<Unk>> {
        self.heap.space(space).open.clone()
    }
}
