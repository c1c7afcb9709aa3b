//! The stack of dicts that variables live in.

use std::sync::Arc;

use crate::value::{Dict, Name, Value, key_bit};

/// The values of the caller at the bottom, and over them what tags have set, innermost last.
#[derive(Clone)]
pub struct Scopes<'a> {
    root: &'a Dict,
    /// What lies under the values of the caller: those that all pages share.
    shared: Option<Arc<Dict>>,
    /// The bits of the names in `root`: most names are in `shared` and need not be looked for in both.
    root_bits: u64,
    entries: Vec<(Name, Value)>,
    /// Where each dict on the stack begins in `entries`.
    starts: Vec<usize>,
    /// What lies below is hidden: `{% include … only %}`.
    floor: usize,
}

/// What [`Scopes::isolate`] hid.
pub struct Hidden {
    floor: usize,
}

impl<'a> Scopes<'a> {
    /// The scopes over the values of the caller.
    #[must_use]
    pub fn new(root: &'a Dict) -> Self {
        Self {
            root,
            shared: None,
            root_bits: u64::MAX,
            entries: Vec::with_capacity(8),
            starts: Vec::with_capacity(8),
            floor: 0,
        }
    }

    /// Puts `shared` under the values of the caller.
    pub fn share(&mut self, shared: Arc<Dict>) {
        self.shared = Some(shared);
        self.root_bits = self.root.keys().fold(0, |bits, key| bits | key_bit(key));
    }

    /// The values that all pages share, unless they are hidden.
    #[must_use]
    pub(super) fn shared(&self) -> Option<&Arc<Dict>> {
        self.shared.as_ref().filter(|_| self.floor == 0)
    }

    /// The bits of the names that the caller gave for this page, or a tag has set.
    #[must_use]
    pub(super) fn set_names(&self) -> u64 {
        self.entries.iter().fold(self.root_bits, |bits, (name, _)| bits | name.bit())
    }

    /// The value of `name`, in the innermost dict that has it.
    #[inline]
    #[must_use]
    pub fn get(&self, name: &Name) -> Option<&Value> {
        let set = self.entries.get(self.floor..).unwrap_or_default();
        match set.iter().rev().find(|(key, _)| key == name) {
            Some((_, value)) => Some(value),
            None => self.given(name),
        }
    }

    /// What the caller gave under `name`, or one of Python's constants.
    #[inline(never)]
    fn given(&self, name: &Name) -> Option<&Value> {
        let mut found = None;
        if self.floor == 0 {
            if self.root_bits & name.bit() != 0 {
                found = name.find_in(self.root);
            }
            found = found.or_else(|| name.find_in(self.shared.as_ref()?));
        }
        found.or_else(|| constant(name.as_str()))
    }

    /// Begins a new dict.
    pub fn push(&mut self) {
        self.starts.push(self.entries.len());
    }

    /// Ends the innermost dict.
    pub fn pop(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.entries.truncate(start);
        }
    }

    /// Sets `name` in the innermost dict, and says where it was put.
    pub fn set(&mut self, name: &Name, value: Value) -> usize {
        let start = self.starts.last().copied().unwrap_or(0);
        match self.entries[start..].iter().position(|(key, _)| key == name) {
            Some(at) => {
                self.entries[start + at].1 = value;
                start + at
            }
            None => {
                self.entries.push((name.clone(), value));
                self.entries.len() - 1
            }
        }
    }

    /// Sets `name` in the innermost dict once more; `slot` is where it was put before.
    pub fn set_again(&mut self, slot: usize, name: &Name, value: Value) -> usize {
        let start = self.starts.last().copied().unwrap_or(0);
        match self.entries.get_mut(slot) {
            Some((known, old)) if slot >= start && known == name => {
                *old = value;
                slot
            }
            _ => self.set(name, value),
        }
    }

    /// Sets `name` in the innermost dict that has it, or in the innermost one.
    pub fn set_upward(&mut self, name: &Name, value: Value) {
        let given = self.floor == 0 && self.is_given(name);
        match self.entries[self.floor..].iter_mut().rev().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            // A value of the caller is covered from the very bottom, and so comes back nowhere.
            None if given => {
                self.entries.insert(0, (name.clone(), value));
                self.starts.iter_mut().for_each(|start| *start += 1);
            }
            None => {
                self.set(name, value);
            }
        }
    }

    fn is_given(&self, name: &Name) -> bool {
        self.root.contains_key(name) || self.shared.as_ref().is_some_and(|shared| shared.contains_key(name))
    }

    /// Hides everything there is. Goes with [`reveal`](Self::reveal).
    #[must_use]
    pub fn isolate(&mut self) -> Hidden {
        let hidden = Hidden { floor: self.floor };
        self.push();
        // One entry that no name finds keeps the floor above zero, which hides the caller's values.
        self.entries.push((Name::new(""), Value::None));
        self.floor = self.entries.len();
        hidden
    }

    /// Shows again what [`isolate`](Self::isolate) hid.
    pub fn reveal(&mut self, hidden: &Hidden) {
        self.floor = hidden.floor;
        self.pop();
    }

    /// All dicts, outermost first, for `{% debug %}`.
    #[must_use]
    pub fn dicts(&self) -> Vec<Value> {
        let mut dicts = self.base_dicts();
        let begun = if self.floor == 0 { 0 } else { self.first_isolated() + 1 };
        for (at, start) in self.starts.iter().enumerate().skip(begun) {
            dicts.push(as_dict(&self.entries[*start..self.end_of(at)], Dict::default()));
        }
        dicts
    }

    /// The dicts that no tag has begun: Python's constants, and the values of the caller, or of the include that hides
    /// those.
    #[must_use]
    pub fn base_dicts(&self) -> Vec<Value> {
        let mut builtins = Dict::default();
        for (name, value) in
            [("True", Value::Bool(true)), ("False", Value::Bool(false)), ("None", Value::None)]
        {
            builtins.insert(name.into(), value);
        }
        let mut dicts = vec![builtins.into()];
        if self.floor > 0 {
            let end = self.end_of(self.first_isolated());
            dicts.push(as_dict(&self.entries[self.floor..end], Dict::default()));
        } else {
            let mut given = self.shared.as_deref().cloned().unwrap_or_default();
            given.extend(self.root.iter().map(|(key, value)| (key.clone(), value.clone())));
            let end = self.starts.first().copied().unwrap_or(self.entries.len());
            dicts.push(as_dict(&self.entries[..end], given));
        }
        dicts
    }
}

impl Scopes<'_> {
    /// Which dict is the first that is not hidden.
    fn first_isolated(&self) -> usize {
        self.starts.iter().position(|start| *start >= self.floor).unwrap_or(self.starts.len())
    }

    /// Where the dict that was begun as number `at` ends.
    fn end_of(&self, at: usize) -> usize {
        self.starts.get(at + 1).copied().unwrap_or(self.entries.len())
    }
}

fn as_dict(entries: &[(Name, Value)], mut dict: Dict) -> Value {
    dict.extend(entries.iter().map(|(key, value)| (key.to_text().into(), value.clone())));
    dict.into()
}

fn constant(name: &str) -> Option<&'static Value> {
    match name {
        "True" => Some(&Value::Bool(true)),
        "False" => Some(&Value::Bool(false)),
        "None" => Some(&Value::None),
        _ => None,
    }
}
