//! What stands for a Python object that is none of the plain values.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use crate::value::{Lookup, Name, Value};

/// An object in a context: it says how it prints and what a dot finds in it.
///
/// ```
/// use std::sync::Arc;
/// use downpage_django::value::{Lookup, Name, Object, Value};
///
/// #[derive(Debug)]
/// struct Version;
///
/// impl Object for Version {
///     fn type_name(&self) -> &str {
///         "Version"
///     }
///     fn attribute(&self, name: &Name) -> Lookup<'_> {
///         match name.as_str() {
///             "major" => Lookup::owned(Value::Int(5)),
///             _ => Lookup::Missing,
///         }
///     }
///     fn write_str(&self, out: &mut String) {
///         out.push_str("5.2");
///     }
/// }
///
/// assert_eq!(Value::Object(Arc::new(Version)).to_str(), "5.2");
/// ```
pub trait Object: Debug + Send + Sync {
    /// The name of its class.
    fn type_name(&self) -> &str;

    /// What a dot and `name` find: an attribute, a key, or what a method without arguments returns.
    fn attribute(&self, name: &Name) -> Lookup<'_>;

    /// Writes what `str()` gives.
    fn write_str(&self, out: &mut String);

    /// Writes what `repr()` gives. Default: as [`write_str`](Self::write_str).
    fn write_repr(&self, out: &mut String) {
        self.write_str(out);
    }

    /// Whether it counts as true. Default: yes.
    fn truth(&self) -> bool {
        true
    }

    /// How many items it has, if it is a container. Default: it is none.
    fn len(&self) -> Option<usize> {
        self.items().map(|items| items.len())
    }

    /// Whether it has no items, if it is a container.
    fn is_empty(&self) -> Option<bool> {
        self.len().map(|len| len == 0)
    }

    /// What iterating gives, if it can be iterated. Default: it cannot.
    fn items(&self) -> Option<Arc<Vec<Value>>> {
        None
    }

    /// The item at a place, counted from 0. Default: of [`items`](Self::items).
    fn subscript(&self, at: usize) -> Option<Value> {
        self.items().and_then(|items| items.get(at).cloned())
    }

    /// Whether it has items by place. Default: when it has items.
    fn is_subscriptable(&self) -> bool {
        self.len().is_some()
    }

    /// The number it can be taken for. Default: none.
    fn number(&self) -> Option<Value> {
        None
    }

    /// Whether its text is HTML that must not be escaped. Default: no.
    fn is_html(&self) -> bool {
        false
    }

    /// The object as `Any`, for tags that know its type. Default: nothing.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }
}
