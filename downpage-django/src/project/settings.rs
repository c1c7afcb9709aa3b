//! The settings of a project, over Django's own defaults.

use std::sync::Arc;

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, Result};
use indexmap::IndexMap;

use super::defaults;
use super::py::{Py, Traced, Unknown};

/// What the settings module says, and what Django takes where it says nothing.
///
/// A name is one in capitals, as Django takes no others.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    own: IndexMap<Arc<str>, Traced>,
    defaults: IndexMap<Arc<str>, Traced>,
    /// What any setting that the project does not name is: set when all names of an unknown module are imported.
    open: Option<Traced>,
}

impl Settings {
    /// The values of a settings module over Django's defaults.
    pub(super) fn new(
        own: IndexMap<Arc<str>, Traced>,
        defaults: IndexMap<Arc<str>, Traced>,
        open: Option<Arc<Unknown>>,
    ) -> Self {
        let open = open.map(|unknown| Traced { place: unknown.place.clone(), value: Py::Unknown(unknown) });
        Self { own, defaults, open }
    }

    /// The value of a setting: the project's, else Django's default. It may be, or hold, something unknown.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Traced> {
        let known = self.own.get(name).or(self.open.as_ref()).or_else(|| self.defaults.get(name));
        known.or_else(|| defaults::table().get(name))
    }

    /// Whether the project sets `name` itself.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// The project's own settings, in the order in which they were first set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Traced)> {
        self.own.iter().map(|(name, value)| (&**name, value))
    }

    /// Gives a setting a value in place of the project's: from the configuration or the command line.
    pub fn set(&mut self, name: impl Into<Arc<str>>, value: Traced) {
        self.own.insert(name.into(), value);
    }

    /// A setting that is needed, and known in all of its parts.
    ///
    /// # Errors
    /// When it is not set, or when a part of it is unknown: then with the line that makes it so.
    pub fn need(&self, name: &str) -> Result<&Traced> {
        let Some(value) = self.get(name) else {
            let known = self.own.keys().map(|name| &**name);
            return Err(Error::new(ErrorKind::Configuration, format!("the setting `{name}` is not set"))
                .maybe_help(suggest(name, known).filter(|help| help.starts_with("did"))));
        };
        match value.unknown() {
            Some(unknown) => Err(Self::unknown(name, value, unknown)),
            None => Ok(value),
        }
    }

    /// The error for a setting of which a part is unknown, with the ways out.
    #[must_use]
    pub fn unknown(name: &str, value: &Traced, unknown: &Unknown) -> Error {
        let part = if matches!(value.value, Py::Unknown(_)) { "" } else { "a part of " };
        let message = format!("{part}the setting `{name}` cannot be known: {}", unknown.reason);
        let error = Error::new(ErrorKind::Configuration, message).help(format!(
            "write `{name} = ...` below `[django]` in downpage.toml, give `--set django.{name}=...`, or ask the project \
             itself with `--python`"
        ));
        let error = match &unknown.place {
            Some(place) => error.at(place.location()),
            None => error,
        };
        match &value.place {
            Some(place) if Some(place) != unknown.place.as_ref() => {
                error.note(format!("`{name}` is set at {place}"))
            }
            _ => error,
        }
    }
}
