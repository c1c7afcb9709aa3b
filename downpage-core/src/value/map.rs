//! A table of values that keeps the order in which they were written.

use std::fmt;
use std::sync::Arc;

use crate::value::Value;

/// Tables with no more entries are looked through from one end to the other.
const FEW: usize = 8;

/// A table of values, in the order in which they were written.
///
/// Ten thousand pages have ten thousand of these with an entry or two: such a one is a single list. A large one has an index
/// besides. Nothing is hashed.
///
/// ```
/// use downpage_core::{Map, Value};
///
/// let mut map = Map::new();
/// map.insert("name".into(), "Example".into());
/// map.insert("code".into(), 502.into());
/// assert_eq!(map.get("code").and_then(Value::as_int), Some(502));
/// assert!(map.keys().map(|key| &**key).eq(["name", "code"]));
/// ```
#[derive(Clone, Default)]
pub struct Map {
    entries: Vec<(Arc<str>, Value)>,
    /// The positions of the entries in the order of their keys, when there are many.
    #[expect(clippy::box_collection, reason = "most maps have none, and it then takes a third of the space")]
    index: Option<Box<Vec<u32>>>,
}

impl Map {
    /// A table without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), index: None }
    }

    /// A table with room for `count` entries.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self { entries: Vec::with_capacity(count), index: None }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sets the value of a key, which keeps its place if it is there already; gives back the value that it had.
    pub fn insert(&mut self, key: Arc<str>, value: Value) -> Option<Value> {
        match self.find(&key) {
            Ok(position) => Some(std::mem::replace(&mut self.entries[position].1, value)),
            Err(rank) => {
                self.push(key, value, rank);
                None
            }
        }
    }

    /// Adds an entry whose key is not there; `rank` is what [`find`](Self::find) gave.
    fn push(&mut self, key: Arc<str>, value: Value, rank: usize) {
        let position = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push((key, value));
        if let Some(index) = &mut self.index {
            index.insert(rank, position);
        } else if self.entries.len() > FEW {
            let mut index: Vec<u32> = (0..=position).collect();
            index.sort_unstable_by_key(|position| &*self.entries[*position as usize].0);
            self.index = Some(Box::new(index));
        }
    }

    /// The position of a key, or where it would stand in the index.
    fn find(&self, key: &str) -> Result<usize, usize> {
        let Some(index) = &self.index else {
            return self.entries.iter().position(|(known, _)| **known == *key).ok_or(0);
        };
        let rank = index.binary_search_by(|position| (*self.entries[*position as usize].0).cmp(key))?;
        Ok(index[rank] as usize)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.find(key).ok().map(|position| &self.entries[position].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.find(key).ok().map(|position| &mut self.entries[position].1)
    }

    /// The value of a key, after `default` was set where it had none.
    pub fn get_or_insert(&mut self, key: Arc<str>, default: impl Into<Value>) -> &mut Value {
        let position = self.find(&key).unwrap_or_else(|rank| {
            self.push(key, default.into(), rank);
            self.entries.len() - 1
        });
        &mut self.entries[position].1
    }

    /// Whether there is a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// The entries, in order.
    pub fn iter(&self) -> Entries<'_> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> + DoubleEndedIterator {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values, in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + DoubleEndedIterator {
        self.entries.iter().map(|(_, value)| value)
    }
}

/// The entries of a [`Map`], borrowed.
pub type Entries<'m> =
    std::iter::Map<std::slice::Iter<'m, (Arc<str>, Value)>, fn(&(Arc<str>, Value)) -> (&Arc<str>, &Value)>;

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m Arc<str>, &'m Value);
    type IntoIter = Entries<'m>;

    fn into_iter(self) -> Entries<'m> {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = (Arc<str>, Value);
    type IntoIter = std::vec::IntoIter<(Arc<str>, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl Extend<(Arc<str>, Value)> for Map {
    fn extend<I: IntoIterator<Item = (Arc<str>, Value)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.entries.reserve(entries.size_hint().0);
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl FromIterator<(Arc<str>, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<const N: usize> From<[(Arc<str>, Value); N]> for Map {
    fn from(entries: [(Arc<str>, Value); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl std::ops::Index<&str> for Map {
    type Output = Value;

    /// The value of a key that is there; [`get`](Map::get) asks first.
    fn index(&self, key: &str) -> &Value {
        self.get(key).expect("the key is in the map")
    }
}

/// Two tables are equal when each key has the same value in both, in whatever order.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Map};
    use crate::value::Value;

    fn map(keys: impl IntoIterator<Item = u32>) -> Map {
        keys.into_iter().map(|key| (key.to_string().into(), key.into())).collect()
    }

    #[test]
    fn few_and_many_entries_are_found_and_keep_their_order() {
        let few = u32::try_from(FEW).unwrap();
        for count in [0, 1, few, few + 1, 300] {
            // An order that is not the keys' own.
            let keys = || (0..count).map(|number| number * 7 % 307);
            let mut map = map(keys());
            assert_eq!(map.len(), count as usize);
            assert!(map.keys().map(|key| key.parse::<u32>().unwrap()).eq(keys()));
            assert!(keys().all(|key| map.get(&key.to_string()) == Some(&key.into())));
            assert_eq!(map.get("none"), None);
            if count > 0 {
                assert_eq!(map.insert("0".into(), Value::Null), Some(Value::Int(0)));
                assert_eq!((map.len(), map.get("0")), (count as usize, Some(&Value::Null)));
            }
        }
    }

    #[test]
    fn a_default_is_set_only_where_there_is_no_value() {
        for count in [1, 9] {
            let mut map = map(0..count);
            assert_eq!(map.get_or_insert("0".into(), Value::Null), &Value::Int(0));
            assert_eq!(map.get_or_insert("none".into(), 5), &Value::Int(5));
            assert_eq!(map.get("none"), Some(&Value::Int(5)));
        }
    }

    #[test]
    fn the_order_does_not_matter_when_tables_are_compared() {
        assert_eq!(map([1, 2]), map([2, 1]));
        assert_ne!(map([1, 2]), map([1, 3]));
        assert_ne!(map([1]), map([1, 2]));
    }
}
