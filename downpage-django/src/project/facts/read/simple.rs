//! Settings of one plain value.

use std::path::{Path, PathBuf};

use crate::project::facts::{Fact, Place};
use crate::project::{Py, Settings, Traced};

/// Where a value comes from.
pub(super) fn place_of(value: &Traced) -> Option<Place> {
    value.place.as_ref().map(|place| place.location().into())
}

/// The fact that `read` makes of a value; it gives what it expected when the value is something else.
pub(super) fn fact<T>(
    value: &Traced,
    read: impl FnOnce(&Traced) -> Result<Option<T>, &'static str>,
) -> Fact<T> {
    let place = place_of(value);
    if let Some(unknown) = value.unknown() {
        let at = unknown.place.as_ref().map(|place| place.location().into());
        return Fact::unknown(unknown.reason.clone(), at.or(place));
    }
    match read(value) {
        Ok(value) => Fact { value, unknown: None, help: None, place },
        Err(expected) => {
            Fact::unknown(format!("expected {expected}, found {}", value.value.describe()), place)
        }
    }
}

/// The fact of a setting that may be `None`.
fn setting<T>(
    settings: &Settings,
    name: &str,
    read: impl FnOnce(&Traced) -> Result<Option<T>, &'static str>,
) -> Fact<T> {
    match settings.get(name) {
        None => Fact::default(),
        Some(value) => fact(value, |value| if value.value == Py::None { Ok(None) } else { read(value) }),
    }
}

/// A text.
pub(super) fn text(settings: &Settings, name: &str) -> Fact<String> {
    setting(settings, name, |value| match &value.value {
        Py::Str(text) | Py::Path(text) => Ok(Some(text.to_string())),
        Py::Translatable { message, .. } => Ok(Some(message.to_string())),
        _ => Err("text"),
    })
}

/// A flag: whatever Python counts as true.
pub(super) fn flag(settings: &Settings, name: &str) -> Fact<bool> {
    setting(settings, name, |value| value.truth().map(Some).ok_or("a boolean"))
}

/// A path; one that is relative begins where `manage.py` is.
pub(super) fn path(settings: &Settings, name: &str, root: &Path) -> Fact<PathBuf> {
    let known =
        setting(settings, name, |value| value.as_str().map(|path| Some(root.join(path))).ok_or("a path"));
    // An empty one is none: Django says that it is not set.
    match &known.value {
        Some(path) if path.as_os_str() == root.join("").as_os_str() => Fact { value: None, ..known },
        _ => known,
    }
}

/// A list of paths.
pub(super) fn paths(settings: &Settings, name: &str, root: &Path) -> Fact<Vec<PathBuf>> {
    setting(settings, name, |value| {
        text_list(value)
            .map(|paths| Some(paths.iter().map(|path| root.join(path)).collect()))
            .ok_or("a list of paths")
    })
}

/// A list of text.
pub(super) fn texts(settings: &Settings, name: &str) -> Fact<Vec<String>> {
    setting(settings, name, |value| text_list(value).map(Some).ok_or("a list of text"))
}

/// The items of a list, tuple or set of text.
pub(super) fn text_list(value: &Traced) -> Option<Vec<String>> {
    let (Py::List(items) | Py::Tuple(items) | Py::Set(items)) = &value.value else { return None };
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
