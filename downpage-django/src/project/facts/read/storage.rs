//! What stores static files: `STORAGES`, or `STATICFILES_STORAGE` of older Django.

use std::path::Path;

use crate::project::facts::{Fact, Storage};
use crate::project::{Class, Py, Reader, Settings, Traced};

use super::simple::{fact, place_of};

/// Storages that keep the names of files.
const PLAIN: [&str; 2] = [
    "django.contrib.staticfiles.storage.StaticFilesStorage",
    "whitenoise.storage.CompressedStaticFilesStorage",
];

/// Storages with hashed names, and a manifest of them.
const HASHED: [&str; 3] = [
    "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    "django.contrib.staticfiles.storage.ManifestFilesMixin",
    "whitenoise.storage.CompressedManifestStaticFilesStorage",
];

/// The storage of static files.
pub(super) fn storage(
    reader: &mut Reader,
    settings: &Settings,
    django: Option<&str>,
    root: &Path,
) -> Fact<Storage> {
    let is_new = django.and_then(version).is_some_and(|version| version >= (5, 1));
    let old =
        settings.get("STATICFILES_STORAGE").filter(|_| settings.is_set("STATICFILES_STORAGE") && !is_new);
    if let Some(class) = old {
        let name = fact(class, |class| {
            class.as_str().map(|name| Some(name.to_owned())).ok_or("the path of a class")
        });
        return described(reader, settings, name, None, root);
    }
    let Some(storages) = settings.get("STORAGES").filter(|_| settings.is_set("STORAGES")) else {
        return Fact::default();
    };
    if let Py::Unknown(_) = storages.value {
        return fact(storages, |_| Ok(None));
    }
    let Some(entry) = storages.item("staticfiles") else {
        return Fact::unknown("it has no entry `staticfiles`, which Django asks for", place_of(storages));
    };
    if let Py::Unknown(_) = entry.value {
        return fact(entry, |_| Ok(None));
    }
    let Some(class) = entry.item("BACKEND") else {
        return Fact::unknown("its entry `staticfiles` has no `BACKEND`", place_of(entry));
    };
    let name =
        fact(class, |class| class.as_str().map(|name| Some(name.to_owned())).ok_or("the path of a class"));
    described(reader, settings, name, entry.item("OPTIONS"), root)
}

/// Major and minor version.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn described(
    reader: &mut Reader,
    settings: &Settings,
    name: Fact<String>,
    options: Option<&Traced>,
    root: &Path,
) -> Fact<Storage> {
    let Some(class) = name.value.clone() else { return name.map(|_| Storage::default()) };
    let mut storage = Storage { class: class.clone(), ..Storage::default() };
    let known = PLAIN.iter().chain(&HASHED).find(|known| **known == class);
    storage.base = known.map(|known| (*known).to_owned());
    if known.is_none()
        && let Some(class) = class_at(reader, &class)
    {
        let bases = class.bases.iter().map(|base| &**base);
        let base = bases
            .clone()
            .find(|base| HASHED.contains(base))
            .or_else(|| bases.clone().find(|base| PLAIN.contains(base)));
        storage.base = base.map(str::to_owned);
        let attribute =
            |name: &str| class.attributes.iter().find(|(known, _)| **known == *name).map(|(_, value)| value);
        storage.manifest_strict = attribute("manifest_strict").and_then(Traced::truth);
        storage.manifest_name = attribute("manifest_name").and_then(Traced::as_str).map(str::to_owned);
        // What makes URLs of its own cannot be known without running it.
        if ["url", "_url", "stored_name", "hashed_name"].iter().any(|method| attribute(method).is_some()) {
            storage.base = None;
        }
    }
    if storage.base.as_deref().is_some_and(|base| base.starts_with("whitenoise.")) {
        let strict = settings.get("WHITENOISE_MANIFEST_STRICT").and_then(Traced::truth);
        storage.manifest_strict = strict.or(storage.manifest_strict);
    }
    let option = |name: &str| options.and_then(|options| options.item(name)).and_then(Traced::as_str);
    storage.base_url = option("base_url").map(str::to_owned);
    storage.location = option("location").map(|path| root.join(path));
    name.map(|_| storage)
}

/// The class at a dotted path, if it can be read.
pub(super) fn class_at(reader: &mut Reader, path: &str) -> Option<std::sync::Arc<Class>> {
    let (module, name) = path.rsplit_once('.')?;
    let module = reader.module(module).ok()?;
    match &module.get(name)?.value {
        Py::Class(class) => Some(std::sync::Arc::clone(class)),
        _ => None,
    }
}

impl Storage {
    /// Whether URLs come from a manifest of hashed names; `None` when it is a storage that nobody here knows.
    #[must_use]
    pub fn is_hashed(&self) -> Option<bool> {
        let base = self.base.as_deref()?;
        Some(HASHED.contains(&base))
    }
}
