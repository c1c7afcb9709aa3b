//! The values of one page over those of all pages.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::value::{Map, Value};

/// What a template sees: values shared by all pages, and the page's own over them.
///
/// The shared ones stand behind an [`Arc`]: an engine may convert them once and know them again by their address.
///
/// ```
/// use downpage_core::Context;
///
/// let mut site = Context::new();
/// site.insert("name", "Example");
/// let mut page = site.shared();
/// page.insert("status", 502);
/// assert_eq!(page.get("name").and_then(|name| name.as_text()), Some("Example"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    shared: Arc<Map>,
    own: Map,
}

impl Context {
    /// A context without values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The values of `map`, all of them the page's own.
    #[must_use]
    pub fn from_map(map: Map) -> Self {
        Self { shared: Arc::default(), own: map }
    }

    /// A context whose values are `shared` with other pages.
    #[must_use]
    pub fn over(shared: Arc<Map>) -> Self {
        Self { shared, own: Map::new() }
    }

    /// A new context in which all values of this one are shared.
    #[must_use]
    pub fn shared(self) -> Self {
        if self.own.is_empty() {
            return self;
        }
        let mut all = Arc::unwrap_or_clone(self.shared);
        all.extend(self.own);
        Self::over(Arc::new(all))
    }

    /// Sets a value of the page's own.
    pub fn insert(&mut self, name: impl Into<Arc<str>>, value: impl Into<Value>) {
        self.own.insert(name.into(), value.into());
    }

    /// The value of `name`; the page's own goes before the shared one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.own.get(name).or_else(|| self.shared.get(name))
    }

    /// The page's own values.
    #[must_use]
    pub fn own(&self) -> &Map {
        &self.own
    }

    /// The values that other pages see too, some of them perhaps hidden by the page's own.
    #[must_use]
    pub fn site(&self) -> &Arc<Map> {
        &self.shared
    }

    /// Every name once with the value that counts: shared ones first, then the page's own.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        let shared = self.shared.iter().filter(|(name, _)| !self.own.contains_key(name));
        shared.chain(&self.own)
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<K: Into<Arc<str>>, V: Into<Value>> FromIterator<(K, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(values: I) -> Self {
        Self::from_map(values.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
