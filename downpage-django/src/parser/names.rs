//! The texts that the nodes of one template share: its source, and the names in it.

use std::cell::RefCell;
use std::sync::Arc;

use crate::ast::Excerpt;
use crate::value::Name;

/// How many names are known at a time: as many as six bits of a hash tell apart.
const PLACES: usize = 64;

/// The source of a template and the names in it. A name that comes again shares its text, so that comparing the two looks
/// at no text.
pub struct Names {
    source: Arc<str>,
    known: RefCell<Vec<Option<Name>>>,
}

impl Names {
    /// The names of the template with that text.
    #[must_use]
    pub fn of(source: Arc<str>) -> Self {
        Self { source, known: RefCell::default() }
    }

    /// The name `text`.
    #[must_use]
    pub fn name(&self, text: &str) -> Name {
        let mut known = self.known.borrow_mut();
        known.resize_with(PLACES, || None);
        let hash = Name::hash_of(text);
        // Of two names in one place the later one stays.
        let place = &mut known[(hash >> 58) as usize % PLACES];
        match place {
            Some(name) if name.is(text, hash) => name.clone(),
            _ => place.insert(Name::new(text)).clone(),
        }
    }

    /// The piece of the source that `text` is.
    #[must_use]
    pub fn excerpt(&self, text: &str) -> Excerpt {
        Excerpt::of(&self.source, text)
    }
}
