//! `INSTALLED_APPS`: which applications there are, and where.

use crate::project::facts::{App, Fact};
use crate::project::{Py, Reader, Settings};

use super::simple::{fact, place_of};

/// The applications, in order; unknown as a whole when one of them is.
pub(super) fn installed_apps(reader: &mut Reader, settings: &Settings) -> Fact<Vec<App>> {
    let Some(value) = settings.get("INSTALLED_APPS") else { return Fact::default() };
    let entries = fact(value, |value| match &value.value {
        Py::List(items) | Py::Tuple(items) => items
            .iter()
            .map(|item| item.as_str().map(|entry| (entry.to_owned(), place_of(item))))
            .collect::<Option<Vec<_>>>()
            .map(Some)
            .ok_or("a list of text"),
        _ => Err("a list of text"),
    });
    let mut apps = Vec::new();
    for (entry, place) in entries.value.iter().flatten() {
        match reader.app(entry) {
            Ok(app) => {
                apps.push(App { entry: entry.clone(), name: app.name, path: app.path, place: place.clone() });
            }
            Err(error) => {
                let at = error.location().cloned().map(Into::into).or_else(|| place.clone());
                return Fact::unknown(format!("the application `{entry}`: {}", error.message()), at);
            }
        }
    }
    entries.map(|_| apps)
}
