//! The variable `forloop`.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::value::{Dict, Lookup, Name, Object, Value, lookup, write_repr};

/// Where a `{% for %}` has come to. The loop moves it on; templates read it.
#[derive(Debug)]
pub struct ForLoop {
    /// Tells loops apart, for `{% ifchanged %}`.
    pub(super) serial: u64,
    at: AtomicUsize,
    len: usize,
    parent: Value,
}

impl ForLoop {
    /// A loop over `len` items, inside `parent`.
    #[must_use]
    pub(super) fn new(serial: u64, len: usize, parent: Value) -> Self {
        Self { serial, at: AtomicUsize::new(0), len, parent }
    }

    /// Moves on to the item at `at`.
    pub fn go_to(&self, at: usize) {
        self.at.store(at, Ordering::Relaxed);
    }

    fn field(&self, name: &str) -> Option<Value> {
        let at = self.at.load(Ordering::Relaxed);
        Some(match name {
            "counter0" => at.into(),
            "counter" => (at + 1).into(),
            "revcounter" => (self.len - at).into(),
            "revcounter0" => (self.len - at - 1).into(),
            "first" => (at == 0).into(),
            "last" => (at + 1 == self.len).into(),
            // Django 6.0 has it; in 5.2 nobody can have relied on its absence.
            "length" => self.len.into(),
            _ => return None,
        })
    }

    /// What it is in Python.
    fn to_dict(&self) -> Value {
        let mut dict = Dict::default();
        dict.insert("parentloop".into(), self.parent.clone());
        for name in ["counter0", "counter", "revcounter", "revcounter0", "first", "last"] {
            dict.insert(name.into(), self.field(name).unwrap_or_default());
        }
        dict.into()
    }
}

impl Object for ForLoop {
    fn type_name(&self) -> &'static str {
        "dict"
    }

    fn attribute(&self, name: &Name) -> Lookup<'_> {
        match name.as_str() {
            "parentloop" => Lookup::borrowed(&self.parent),
            "items" | "keys" | "values" => lookup(&self.to_dict(), name).into_owned(),
            field => self.field(field).map_or(Lookup::Missing, Lookup::owned),
        }
    }

    fn write_str(&self, out: &mut String) {
        write_repr(&self.to_dict(), out);
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}
