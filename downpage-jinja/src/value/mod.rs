//! Values as templates see them where minijinja's own are not Python's: lists and tables that change, ranges, and how
//! everything prints.

mod depth;
mod dict;
pub(crate) mod display;
mod list;
mod range;

use downpage_core::Value as CoreValue;
use minijinja::Value;

pub(crate) use depth::check as check_depth;
pub(crate) use dict::Dict;
pub(crate) use list::List;
pub(crate) use range::Range;

/// A list that a template can change.
///
/// ```
/// use downpage_jinja::value;
/// assert_eq!(value::list(vec!["a".into(), 1.5.into()]).to_string(), "['a', 1.5]");
/// ```
#[must_use]
pub fn list(items: Vec<Value>) -> Value {
    Value::from_object(List::from(items))
}

/// A table that a template can change, with its keys in this order.
///
/// ```
/// use downpage_jinja::value;
/// assert_eq!(value::dict([("a".into(), true.into())]).to_string(), "{'a': True}");
/// ```
#[must_use]
pub fn dict(pairs: impl IntoIterator<Item = (Value, Value)>) -> Value {
    Value::from_object(pairs.into_iter().collect::<Dict>())
}

/// Python's `range(start, stop, step)`; empty when `step` is 0.
///
/// ```
/// use downpage_jinja::value;
/// assert_eq!(value::range(0, 3, 1).to_string(), "range(0, 3)");
/// ```
#[must_use]
#[expect(clippy::similar_names, reason = "they are Python's names for them")]
pub fn range(start: i64, stop: i64, step: i64) -> Value {
    Value::from_object(Range { start, stop, step })
}

/// A value of a configuration, as a template can change it.
///
/// ```
/// use downpage_jinja::value;
/// assert_eq!(value::from_core(&"a".into()).to_string(), "a");
/// ```
#[must_use]
pub fn from_core(value: &CoreValue) -> Value {
    crate::convert::to_changeable(value)
}
