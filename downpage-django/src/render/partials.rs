//! The parts of a template that have names.

use std::sync::{Arc, PoisonError, RwLock};

use crate::render::Template;

/// The named parts of one template. A `{% partial %}` may stand before its definition, hence the lock.
#[derive(Default)]
pub struct Partials(RwLock<Vec<(String, Arc<dyn Template>)>>);

impl Partials {
    /// The part called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Arc<dyn Template>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(known, _)| known == name).map(|(_, partial)| Arc::clone(partial))
    }

    /// Adds a part; `false` when there is one of that name.
    #[must_use]
    pub fn add(&self, name: &str, partial: Arc<dyn Template>) -> bool {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let fresh = !known.iter().any(|(known, _)| known == name);
        if fresh {
            known.push((name.to_owned(), partial));
        }
        fresh
    }
}
