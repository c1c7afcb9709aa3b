//! Objects that change, and what two ways through the code leave of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::value::{Id, Instance, Item, Names, Object, Space, Stop, Unk, Val};
use super::{Eval, Interpreter};

/// The objects of one reading.
#[derive(Debug, Default)]
pub(in crate::project) struct Heap {
    objects: Vec<Object>,
    /// For each fork that is under way, what the objects were that have changed since.
    journals: Vec<BTreeMap<Id, Object>>,
}

impl Heap {
    pub(in crate::project) fn add(&mut self, object: Object) -> Id {
        self.objects.push(object);
        Id::try_from(self.objects.len() - 1).unwrap_or(Id::MAX)
    }

    pub(in crate::project) fn get(&self, id: Id) -> &Object {
        &self.objects[id as usize]
    }

    /// The object, to be changed.
    pub(in crate::project) fn change(&mut self, id: Id) -> &mut Object {
        if let Some(journal) = self.journals.last_mut() {
            journal.entry(id).or_insert_with(|| self.objects[id as usize].clone());
        }
        &mut self.objects[id as usize]
    }

    pub(in crate::project) fn space(&self, id: Id) -> &Space {
        static EMPTY: std::sync::OnceLock<Space> = std::sync::OnceLock::new();
        match self.get(id) {
            Object::Space(space) => space,
            _ => EMPTY.get_or_init(Space::default),
        }
    }

    /// The names, to be changed; what was no space becomes one.
    pub(in crate::project) fn change_space(&mut self, id: Id) -> &mut Space {
        let object = self.change(id);
        if !matches!(object, Object::Space(_)) {
            *object = Object::Space(Space::default());
        }
        match object {
            Object::Space(space) => space,
            _ => unreachable!("it was made a space above"),
        }
    }
}

impl Interpreter {
    /// Goes both ways from one state, and keeps what they agree in; the rest becomes unknown, for the reason `why`.
    pub(super) fn fork<A, B>(
        &mut self,
        why: &Arc<Unk>,
        one: impl FnOnce(&mut Self) -> Eval<A>,
        other: impl FnOnce(&mut Self) -> Eval<B>,
    ) -> Eval<(Eval<A>, Eval<B>)> {
        let (first, before) = self.journaled(one);
        // Only a failure of everything ends the fork; an exception is a way through as well.
        let first = fatal(first)?;
        let mut after: Vec<(Id, Object)> = Vec::with_capacity(before.len());
        for (id, old) in before {
            after.push((id, std::mem::replace(self.heap.change(id), old)));
        }
        let (second, mut before) = self.journaled(other);
        let second = fatal(second)?;
        for (id, changed) in after {
            before.remove(&id);
            self.merge(id, changed, why)?;
        }
        for (id, old) in before {
            self.merge(id, old, why)?;
        }
        Ok((first, second))
    }

    /// Goes a way that Python may or may not go.
    pub(super) fn perhaps<T>(
        &mut self,
        why: &Arc<Unk>,
        way: impl FnOnce(&mut Self) -> Eval<T>,
    ) -> Eval<Eval<T>> {
        Ok(self.fork(why, way, |_| Ok(()))?.0)
    }

    /// Goes a way that Python goes any number of times: all that it changes becomes unknown.
    pub(super) fn any_times<T>(
        &mut self,
        why: &Arc<Unk>,
        way: impl FnOnce(&mut Self) -> Eval<T>,
    ) -> Eval<Eval<T>> {
        let (result, before) = self.journaled(way);
        let result = fatal(result)?;
        for (id, old) in before {
            self.blur(id, &old, why);
        }
        Ok(result)
    }

    fn journaled<T>(&mut self, way: impl FnOnce(&mut Self) -> Eval<T>) -> (Eval<T>, BTreeMap<Id, Object>) {
        self.heap.journals.push(BTreeMap::new());
        let mut result = way(self);
        let before = self.heap.journals.pop().unwrap_or_default();
        // Copies are work as well: many forks over large objects must not be free.
        if let Err(stop) = self.steps(before.values().map(Object::size).sum()) {
            result = Err(stop);
        }
        if let Some(outer) = self.heap.journals.last_mut() {
            for (id, old) in &before {
                outer.entry(*id).or_insert_with(|| old.clone());
            }
        }
        (result, before)
    }

    /// Lets the object `id` be what it is now and `other` agree in.
    fn merge(&mut self, id: Id, other: Object, why: &Arc<Unk>) -> Eval<()> {
        let now = self.heap.get(id).clone();
        let merged = match (now, other) {
            (Object::Space(a), Object::Space(b)) => {
                let open = a.open.clone().or_else(|| b.open.clone());
                Object::Space(Space { names: self.merge_names(a.names, b.names, why)?, open })
            }
            (Object::Instance(a), Object::Instance(b)) => {
                let fields = self.merge_names(a.fields, b.fields, why)?;
                Object::Instance(Instance { class: a.class, fields })
            }
            (Object::Dict(a), Object::Dict(b)) => {
                let mut merged = IndexMap::with_capacity(a.len());
                for (key, (name, value)) in a {
                    let value = match b.get(&key) {
                        Some((_, other)) => self.agree(value, other, why)?,
                        None => doubtful(&value, why),
                    };
                    merged.insert(key, (name, value));
                }
                for (key, (name, value)) in b {
                    merged.entry(key).or_insert_with(|| (name, doubtful(&value, why)));
                }
                Object::Dict(merged)
            }
            (Object::List(a), Object::List(b)) if a.len() == b.len() => {
                let mut merged = Vec::with_capacity(a.len());
                for (one, other) in a.into_iter().zip(&b) {
                    merged.push(self.agree(one, other, why)?);
                }
                Object::List(merged)
            }
            (Object::Set(a), Object::Set(b))
                if a.len() == b.len() && a.keys().all(|key| b.contains_key(key)) =>
            {
                Object::Set(a)
            }
            (Object::Class(class), Object::Class(_)) => Object::Class(class),
            (Object::Lost(lost), _) | (_, Object::Lost(lost)) => Object::Lost(lost),
            _ => Object::Lost(Arc::clone(why)),
        };
        *self.heap.change(id) = merged;
        Ok(())
    }

    fn merge_names(&mut self, a: Names, b: Names, why: &Arc<Unk>) -> Eval<Names> {
        let mut merged = Names::with_capacity(a.len());
        for (name, value) in a {
            let value = match b.get(&name) {
                Some(other) => self.agree(value, other, why)?,
                None => doubtful(&value, why),
            };
            merged.insert(name, value);
        }
        for (name, value) in b {
            merged.entry(name).or_insert_with(|| doubtful(&value, why));
        }
        Ok(merged)
    }

    fn agree(&mut self, one: Item, other: &Item, why: &Arc<Unk>) -> Eval<Item> {
        if one.many == other.many && self.same(&one.val, &other.val)? {
            return Ok(one);
        }
        Ok(doubtful(&one, why))
    }

    /// What of an object has changed since it was `old` becomes unknown.
    fn blur(&mut self, id: Id, old: &Object, why: &Arc<Unk>) {
        let now = self.heap.get(id).clone();
        let blurred = match (now, old) {
            (Object::Space(mut space), Object::Space(old)) => {
                for (name, value) in &mut space.names {
                    let kept = old
                        .names
                        .get(name)
                        .is_some_and(|old| old.at == value.at && identical(&old.val, &value.val));
                    if !kept {
                        *value = doubtful(value, why);
                    }
                }
                Object::Space(space)
            }
            (Object::Instance(mut instance), Object::Instance(_)) => {
                for value in instance.fields.values_mut() {
                    *value = doubtful(value, why);
                }
                Object::Instance(instance)
            }
            (Object::Class(class), _) => Object::Class(class),
            _ => Object::Lost(Arc::clone(why)),
        };
        *self.heap.change(id) = blurred;
    }

    /// Whether two values are the same for whoever looks at them, places aside.
    pub(super) fn same(&mut self, one: &Val, other: &Val) -> Eval<bool> {
        if identical(one, other) {
            return Ok(true);
        }
        let (one, other) = match (one, other) {
            (Val::Unknown(_), _) | (_, Val::Unknown(_)) => return Ok(false),
            pair => pair,
        };
        if std::mem::discriminant(one) != std::mem::discriminant(other) {
            return Ok(false);
        }
        Ok(self.equal(one, other)? == Some(true))
    }
}

/// Whether two values are one and the same, without a look inside.
pub(super) fn identical(one: &Val, other: &Val) -> bool {
    match (one, other) {
        (Val::List(a), Val::List(b))
        | (Val::Dict(a), Val::Dict(b))
        | (Val::Set(a), Val::Set(b))
        | (Val::Space(a), Val::Space(b))
        | (Val::Class(a), Val::Class(b))
        | (Val::Instance(a), Val::Instance(b)) => a == b,
        (Val::Tuple(a), Val::Tuple(b)) => Arc::ptr_eq(a, b),
        (Val::Function(a), Val::Function(b)) => Arc::ptr_eq(a, b),
        (Val::Unknown(a), Val::Unknown(b)) => Arc::ptr_eq(a, b),
        (Val::Module(a), Val::Module(b)) | (Val::Native(a), Val::Native(b)) => a == b,
        (Val::Foreign(a), Val::Foreign(b)) => a.module == b.module && a.name == b.name,
        (Val::Str(a), Val::Str(b)) | (Val::Path(a), Val::Path(b)) => Arc::ptr_eq(a, b) || a == b,
        (Val::Bytes(a), Val::Bytes(b)) => Arc::ptr_eq(a, b),
        (Val::Lazy(a, x), Val::Lazy(b, y)) => a == b && x == y,
        (Val::Bool(a), Val::Bool(b)) => a == b,
        (Val::Int(a), Val::Int(b)) => a == b,
        (Val::Float(a), Val::Float(b)) => a.to_bits() == b.to_bits() && !a.is_nan(),
        (Val::None, Val::None) => true,
        _ => false,
    }
}

/// A value that is there or not, or this or another.
fn doubtful(item: &Item, why: &Arc<Unk>) -> Item {
    // What was unknown before has its own, nearer reason.
    let why = item.val.unknown().unwrap_or(why);
    Item { val: Val::Unknown(Arc::clone(why)), at: item.at, many: item.many }
}

fn fatal<T>(result: Eval<T>) -> Eval<Eval<T>> {
    match result {
        Err(Stop::Failed(error)) => Err(Stop::Failed(error)),
        other => Ok(other),
    }
}
