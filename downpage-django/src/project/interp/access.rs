//! What is asked of a value: its truth, its items, its attributes.

use std::sync::Arc;

use super::assign::position;
use super::value::{At, Eval, Item, Key, Known, Object, Unk, Val};
use super::{Interpreter, natives};

impl Interpreter {
    /// The value itself in place of a name that has not been read yet.
    pub(in crate::project) fn force(&mut self, value: &Val) -> Eval<Val> {
        match value {
            Val::Foreign(foreign) => {
                let foreign = Arc::clone(foreign);
                self.foreign(&foreign)
            }
            value => Ok(value.clone()),
        }
    }

    /// Whether Python counts it as true; `None` when that is not known.
    pub(super) fn truth(&mut self, value: &Val) -> Eval<Option<bool>> {
        let value = self.force(value)?;
        Ok(Some(match &value {
            Val::None => false,
            Val::Bool(value) => *value,
            Val::Int(value) => *value != 0,
            Val::Float(value) => *value != 0.0,
            Val::Str(text) => !text.is_empty(),
            Val::Bytes(bytes) => !bytes.is_empty(),
            Val::Tuple(tuple) => return Ok(some(&tuple.items)),
            Val::List(id) | Val::Dict(id) | Val::Set(id) => match self.heap.get(*id) {
                Object::List(items) => return Ok(some(items)),
                Object::Dict(table) => !table.is_empty(),
                Object::Set(items) => !items.is_empty(),
                _ => return Ok(None),
            },
            Val::Path(_)
            | Val::Space(_)
            | Val::Module(_)
            | Val::Function(_)
            | Val::Native(_)
            | Val::Class(_) => true,
            Val::Method(_) => true,
            Val::Foreign(_) | Val::Lazy(..) | Val::Instance(_) | Val::Unknown(_) => return Ok(None),
        }))
    }

    /// The items that a loop over the value sees, or why they are not known.
    pub(in crate::project) fn items(&mut self, value: &Val, at: At) -> Eval<Known<Vec<Item>>> {
        let value = self.force(value)?;
        let items = match &value {
            Val::Tuple(tuple) => tuple.items.clone(),
            Val::Str(text) => {
                text.chars().map(|letter| Item::new(Val::str(letter.to_string()), at)).collect()
            }
            Val::List(id) | Val::Dict(id) | Val::Set(id) => match self.heap.get(*id) {
                Object::List(items) => items.clone(),
                Object::Dict(table) => table.values().map(|(key, _)| key.clone()).collect(),
                Object::Set(items) => items.values().cloned().collect(),
                Object::Lost(why) => return Ok(Err(Arc::clone(why))),
                _ => Vec::new(),
            },
            Val::Space(id) => {
                let names = self.heap.space(*id).names.keys();
                names.map(|name| Item::new(Val::Str(Arc::clone(name)), at)).collect()
            }
            Val::None | Val::Bool(_) | Val::Int(_) | Val::Float(_) | Val::Path(_) | Val::Module(_) => {
                return self.raise("TypeError", "the value has no items", at);
            }
            value => return Ok(Err(self.why_unknown(value, at))),
        };
        self.steps(items.len())?;
        Ok(Ok(items))
    }

    /// Why a value cannot be known; for one that is known, that what is done with it is not.
    pub(in crate::project) fn why_unknown(&self, value: &Val, at: At) -> Arc<Unk> {
        match value {
            Val::Unknown(why) => Arc::clone(why),
            Val::List(id) | Val::Dict(id) | Val::Set(id) => match self.heap.get(*id) {
                Object::Lost(why) => Arc::clone(why),
                _ => self.why_computed(at),
            },
            _ => self.why_computed(at),
        }
    }

    pub(super) fn why_computed(&self, at: At) -> Arc<Unk> {
        Arc::new(Unk { reason: format!("`{}` is computed by Python", self.excerpt(at)), at, readable: false })
    }

    /// Why the object has been lost, if it has.
    pub(super) fn lost(&self, value: &Val) -> Option<Arc<Unk>> {
        match value {
            Val::Unknown(why) => Some(Arc::clone(why)),
            Val::List(id) | Val::Dict(id) | Val::Set(id) => match self.heap.get(*id) {
                Object::Lost(why) => Some(Arc::clone(why)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value as a key of a dictionary; `None` for one that cannot be.
    pub(super) fn key(&mut self, value: &Val) -> Eval<Option<Key>> {
        self.step()?;
        Ok(Some(match value {
            Val::None => Key::None,
            Val::Bool(value) => Key::Int(i64::from(*value)),
            Val::Int(value) => Key::Int(*value),
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
            Val::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => Key::Int(*value as i64),
            Val::Float(value) => Key::Float(value.to_bits()),
            Val::Str(text) => Key::Str(Arc::clone(text)),
            Val::Bytes(bytes) => Key::Bytes(Arc::clone(bytes)),
            Val::Path(path) => Key::Path(Arc::clone(path)),
            Val::Tuple(tuple) => {
                let mut keys = Vec::with_capacity(tuple.items.len());
                for item in &tuple.items {
                    match self.key(&item.val)? {
                        Some(key) if !item.many => keys.push(key),
                        _ => return Ok(None),
                    }
                }
                Key::Tuple(keys)
            }
            Val::Native(name) | Val::Module(name) => Key::Other(name.to_string()),
            Val::Foreign(foreign) => Key::Other(format!("{}.{}", foreign.module, foreign.name)),
            Val::Lazy(message, context) => Key::Other(format!("lazy {context:?} {message}")),
            Val::Class(id) | Val::Instance(id) => Key::Other(format!("object {id}")),
            Val::Function(function) => Key::Other(format!("function {:?} {}", function.at, function.name)),
            Val::List(_) | Val::Dict(_) | Val::Set(_) | Val::Space(_) | Val::Method(_) | Val::Unknown(_) => {
                return Ok(None);
            }
        }))
    }

    /// `value.name`.
    pub(super) fn attribute(&mut self, value: &Val, name: &str, at: At) -> Eval<Val> {
        self.step()?;
        let value = match value {
            Val::Foreign(foreign) => match natives::foreign_attribute(foreign, name) {
                Some(value) => return Ok(value),
                None => self.force(value)?,
            },
            value => value.clone(),
        };
        match &value {
            Val::Unknown(_) => Ok(value),
            Val::Module(module) => self.module_attribute(module, name, at),
            Val::Instance(id) => self.instance_attribute(&value, *id, name, at),
            Val::Class(id) => match self.class_attribute(*id, name)? {
                Some(found) => Ok(unwrapped(self, found)),
                None if name == "__name__" => {
                    let name = self.class_name(&value).unwrap_or_default();
                    Ok(Val::Str(name))
                }
                None => match self.unknown_base(*id, at) {
                    Some(why) => Ok(Val::Unknown(why)),
                    None => self.raise("AttributeError", format!("the class has no `{name}`"), at),
                },
            },
            Val::Path(path) => match natives::path_attribute(path, name) {
                Some(found) => match found {
                    natives::PathPart::Value(value) => Ok(value),
                    natives::PathPart::Many(paths) => {
                        let items = paths.into_iter().map(|path| Item::new(path, at)).collect();
                        self.tuple(items, at)
                    }
                },
                None => Ok(bound(&value, name)),
            },
            Val::Native(path) => {
                Ok(natives::native_attribute(path, name).unwrap_or_else(|| self.computed(at)))
            }
            Val::Function(function) => match name {
                "__name__" => Ok(Val::Str(Arc::clone(&function.name))),
                _ => Ok(self.computed(at)),
            },
            Val::Method(_) | Val::Lazy(..) => Ok(self.computed(at)),
            _ => match self.lost(&value) {
                // A method that changes the object is as good as none: it is lost already.
                Some(why) => Ok(Val::Unknown(why)),
                None if natives::has_method(&value, name) => Ok(bound(&value, name)),
                None => {
                    // Some other method of Python; one that is bound may change the object later.
                    let why = self.why_computed(at);
                    self.lose(&value, &why)?;
                    Ok(Val::Unknown(why))
                }
            },
        }
    }

    fn instance_attribute(&mut self, value: &Val, id: super::value::Id, name: &str, at: At) -> Eval<Val> {
        let Object::Instance(instance) = self.heap.get(id) else { return Ok(self.computed(at)) };
        if let Some(field) = instance.fields.get(name) {
            return Ok(field.val.clone());
        }
        let class = instance.class.clone();
        if name == "urls" && self.is_admin_site(&class) {
            let fields = self.fields(id).cloned().unwrap_or_default();
            return Ok(self.instance("django.contrib.admin.urls", fields));
        }
        match &class {
            Val::Class(class) => match self.class_attribute(*class, name)? {
                Some(Val::Instance(wrapper)) => match self.wrapped(wrapper) {
                    Some((kind, function)) if &*kind == "property" => self
                        .call(&function, super::call::Arguments::of(vec![Item::new(value.clone(), at)], at)),
                    Some((_, function)) => Ok(function),
                    None => Ok(Val::Instance(wrapper)),
                },
                Some(function @ Val::Function(_)) => {
                    Ok(Val::Method(Arc::new((value.clone(), function_name(&function)))))
                }
                Some(found) => Ok(found),
                None => match self.unknown_base(*class, at) {
                    Some(why) => Ok(Val::Unknown(why)),
                    None => self.raise("AttributeError", format!("there is no attribute `{name}`"), at),
                },
            },
            Val::Native(class) if natives::instance_has(class, name) => Ok(bound(value, name)),
            Val::Native(class) => {
                let class = Arc::clone(class);
                self.native_instance_attribute(&class, name, at)
            }
            _ => Ok(self.computed(at)),
        }
    }

    /// Whether instances of the class are sites of Django's admin.
    pub(super) fn is_admin_site(&self, class: &Val) -> bool {
        match class {
            Val::Native(name) => &**name == "django.contrib.admin.site",
            Val::Class(id) => self.base_names(*id).iter().any(|base| &**base == "AdminSite"),
            _ => false,
        }
    }

    /// The function in `property(...)` or `staticmethod(...)`, and which of them it is.
    fn wrapped(&self, id: super::value::Id) -> Option<(Arc<str>, Val)> {
        let Object::Instance(instance) = self.heap.get(id) else { return None };
        let Val::Native(kind) = &instance.class else { return None };
        Some((Arc::clone(kind), instance.fields.get("function")?.val.clone()))
    }

    /// An attribute of a class of the project, or of those it derives from.
    pub(in crate::project) fn class_attribute(
        &mut self,
        id: super::value::Id,
        name: &str,
    ) -> Eval<Option<Val>> {
        let mut open = vec![id];
        let mut seen = 0;
        while let Some(id) = open.pop() {
            self.step()?;
            seen += 1;
            if seen > 50 {
                return Ok(None);
            }
            let Object::Class(class) = self.heap.get(id) else { continue };
            if let Some(found) = self.heap.space(class.space).names.get(name) {
                return Ok(Some(found.val.clone()));
            }
            let bases: Vec<Val> = class.bases.clone();
            for base in bases.iter().rev() {
                if let Val::Class(base) = self.base_class(base)? {
                    open.push(base);
                }
            }
        }
        Ok(None)
    }

    /// The names of the classes that a class derives from, without their modules.
    pub(in crate::project) fn base_names(&self, id: super::value::Id) -> Vec<Arc<str>> {
        let mut open = vec![id];
        let mut names = Vec::new();
        while let Some(id) = open.pop() {
            let Some(class) = self.class(id).filter(|_| names.len() < 50) else { continue };
            names.extend(class.bases.iter().filter_map(|base| self.class_name(base)));
            open.extend(
                class
                    .bases
                    .iter()
                    .filter_map(|base| if let Val::Class(id) = base { Some(*id) } else { None }),
            );
        }
        names
    }

    /// Whether a method writes its argument as `str()` does, by what it makes of two values.
    pub(in crate::project) fn is_plain_text(&mut self, function: &Val) -> Eval<bool> {
        for (value, wanted) in [(Val::str("a-Z 1"), "a-Z 1"), (Val::Int(7), "7")] {
            let nowhere = At::default();
            let arguments = vec![Item::new(Val::None, nowhere), Item::new(value, nowhere)];
            let made = self.call(function, super::call::Arguments::of(arguments, nowhere));
            let Some(made) = Self::calmed(made)? else { return Ok(false) };
            if self.str(&made)?.as_deref() != Some(wanted) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A name of a module that was read.
    pub(in crate::project) fn name_in(&mut self, space: super::value::Id, name: &str) -> Eval<Option<Item>> {
        let Some(item) = self.heap.space(space).names.get(name).cloned() else { return Ok(None) };
        Ok(Some(Item { val: self.force(&item.val)?, ..item }))
    }

    /// A base as a class that was read; those of packages are read only when packages are.
    fn base_class(&mut self, base: &Val) -> Eval<Val> {
        match base {
            Val::Foreign(foreign) if self.is_own(&foreign.module) || self.read_packages => self.force(base),
            base => Ok(base.clone()),
        }
    }

    /// Why a class may have more than what its body says.
    pub(super) fn unknown_base(&self, id: super::value::Id, at: At) -> Option<Arc<Unk>> {
        let mut open = vec![id];
        let mut seen = 0;
        while let Some(id) = open.pop() {
            seen += 1;
            let Object::Class(class) = self.heap.get(id) else { continue };
            if let Some(why) = &class.changed {
                return Some(Arc::clone(why));
            }
            for base in &class.bases {
                match base {
                    Val::Class(base) if seen < 50 => open.push(*base),
                    Val::Native(name) if &**name == "object" => {}
                    _ => return Some(self.why_computed(at)),
                }
            }
        }
        None
    }

    /// The name of a class, without its module.
    pub(super) fn class_name(&self, class: &Val) -> Option<Arc<str>> {
        let last = |name: &str| Arc::from(name.rsplit('.').next().unwrap_or(name));
        match class {
            Val::Class(id) => match self.heap.get(*id) {
                Object::Class(class) => Some(last(&class.name)),
                _ => None,
            },
            Val::Native(name) => Some(last(name)),
            Val::Foreign(foreign) => Some(Arc::clone(&foreign.name)),
            _ => None,
        }
    }

    /// `value[key]`.
    pub(super) fn subscript(&mut self, value: &Val, key: &Val, at: At) -> Eval<Val> {
        self.step()?;
        let value = self.force(value)?;
        if let Some(why) = self.lost(&value).or_else(|| self.lost(key)) {
            return Ok(Val::Unknown(why));
        }
        match (&value, key) {
            (Val::Dict(id), _) => {
                let id = *id;
                let Some(hash) = self.key(key)? else {
                    return self.raise("TypeError", "the key cannot be one of a dictionary", at);
                };
                if let Object::Dict(table) = self.heap.get(id)
                    && let Some((_, item)) = table.get(&hash)
                {
                    return Ok(item.val.clone());
                }
                if id == self.environ {
                    return self.missing_variable(key.as_str().unwrap_or_default(), "KeyError", at);
                }
                let shown = self.repr(key)?.unwrap_or_default();
                self.raise("KeyError", format!("there is no key {shown}"), at)
            }
            (Val::Space(id), Val::Str(name)) => {
                let space = self.heap.space(*id);
                match (space.names.get(&**name), &space.open) {
                    (Some(item), _) => Ok(item.val.clone()),
                    (None, Some(why)) => Ok(Val::Unknown(Arc::clone(why))),
                    (None, None) => self.raise("KeyError", format!("there is no name `{name}`"), at),
                }
            }
            (Val::List(_) | Val::Tuple(_), Val::Int(_) | Val::Bool(_)) => {
                let index = match key {
                    Val::Int(index) => *index,
                    _ => i64::from(matches!(key, Val::Bool(true))),
                };
                let items = match self.items(&value, at)? {
                    Ok(items) => items,
                    Err(why) => return Ok(Val::Unknown(why)),
                };
                // After items of unknown number, no index is sure.
                if let Some(many) = items.iter().position(|item| item.many)
                    && (index < 0 || usize::try_from(index).is_ok_and(|index| index >= many))
                {
                    return Ok(Val::Unknown(self.why_unknown(&items[many].val, at)));
                }
                match position(index, items.len()) {
                    Some(index) => Ok(items[index].val.clone()),
                    None => self.raise("IndexError", "index out of range", at),
                }
            }
            (Val::Str(text), Val::Int(index)) => {
                let letters: Vec<char> = text.chars().collect();
                self.steps(letters.len() / 64)?;
                match position(*index, letters.len()) {
                    Some(index) => Ok(Val::str(letters[index].to_string())),
                    None => self.raise("IndexError", "string index out of range", at),
                }
            }
            (Val::None | Val::Int(_) | Val::Bool(_) | Val::Float(_), _) => {
                self.raise("TypeError", "the value has no items", at)
            }
            (
                Val::List(_) | Val::Tuple(_) | Val::Str(_),
                Val::Str(_)
                | Val::None
                | Val::Float(_)
                | Val::List(_)
                | Val::Dict(_)
                | Val::Tuple(_)
                | Val::Bytes(_),
            ) => self.raise("TypeError", "the index must be a whole number", at),
            // A generic type: `list[str]`.
            (Val::Native(_) | Val::Class(_), _) => Ok(value.clone()),
            _ => Ok(self.computed(at)),
        }
    }

    /// An environment variable that is not set: caught as in Python, else unknown, since most pages need no secrets.
    pub(super) fn missing_variable(&mut self, name: &str, exception: &str, at: At) -> Eval<Val> {
        if self.would_catch(exception) {
            return self.raise(exception, format!("`{name}`"), at);
        }
        Ok(self.unknown(at, format!("the environment variable `{name}` is not set")))
    }
}

fn some(items: &[Item]) -> Option<bool> {
    if items.is_empty() {
        return Some(false);
    }
    items.iter().any(|item| !item.many).then_some(true)
}

fn bound(value: &Val, name: &str) -> Val {
    Val::Method(Arc::new((value.clone(), name.into())))
}

fn function_name(function: &Val) -> Arc<str> {
    match function {
        Val::Function(function) => Arc::clone(&function.name),
        _ => "".into(),
    }
}

/// A static method as the function that it is.
fn unwrapped(interpreter: &Interpreter, value: Val) -> Val {
    match &value {
        Val::Instance(id) => match interpreter.wrapped(*id) {
            Some((kind, function)) if &*kind == "staticmethod" => function,
            _ => value,
        },
        _ => value,
    }
}
