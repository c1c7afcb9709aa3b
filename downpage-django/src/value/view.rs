//! What `dict.items`, `dict.keys` and `dict.values` give: something to iterate, not a list.

use std::sync::Arc;

use crate::value::{Lookup, Name, Object, Value, write_repr};

/// A view of a dict.
#[derive(Debug)]
pub(super) struct View {
    pub(super) class: &'static str,
    pub(super) items: Arc<Vec<Value>>,
}

impl View {
    /// The view of that class over `items`.
    pub(super) fn value(class: &'static str, items: Vec<Value>) -> Value {
        Value::Object(Arc::new(Self { class, items: Arc::new(items) }))
    }
}

impl Object for View {
    fn type_name(&self) -> &str {
        self.class
    }

    fn attribute(&self, _: &Name) -> Lookup<'_> {
        Lookup::Missing
    }

    fn write_str(&self, out: &mut String) {
        out.push_str(self.class);
        out.push('(');
        write_repr(&Value::List(Arc::clone(&self.items)), out);
        out.push(')');
    }

    fn truth(&self) -> bool {
        !self.items.is_empty()
    }

    fn items(&self) -> Option<Arc<Vec<Value>>> {
        Some(Arc::clone(&self.items))
    }

    fn is_subscriptable(&self) -> bool {
        false
    }

    fn subscript(&self, _: usize) -> Option<Value> {
        None
    }
}
