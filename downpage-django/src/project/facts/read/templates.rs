//! `TEMPLATES`: each backend, and where it finds its templates.

use std::path::{Path, PathBuf};

use crate::project::facts::{App, Backend, BackendKind, Fact, Library, TemplatePlace};
use crate::project::{Py, Settings, Traced};

use super::simple::{fact, place_of};

const DJANGO: &str = "django.template.backends.django.DjangoTemplates";
const JINJA2: &str = "django.template.backends.jinja2.Jinja2";

/// The backends, in order.
pub(super) fn templates(settings: &Settings, apps: &Fact<Vec<App>>, root: &Path) -> Fact<Vec<Backend>> {
    let Some(value) = settings.get("TEMPLATES") else { return Fact::default() };
    let place = place_of(value);
    if let Py::Unknown(_) = value.value {
        return fact(value, |_| Ok(None));
    }
    let Some(entries) = value.as_sequence() else {
        return Fact::unknown(format!("expected a list, found {}", value.value.describe()), place);
    };
    let mut backends = Vec::new();
    for entry in entries {
        if !matches!(entry.value, Py::Dict(_)) {
            return fact(entry, |_| Err("a dictionary for each backend"));
        }
        let class = entry.item("BACKEND");
        let Some(class) = class.and_then(Traced::as_str) else {
            return match class {
                Some(class) => fact(class, |_| Err("the path of a class as `BACKEND`")),
                None => Fact::unknown("a backend has no `BACKEND`", place_of(entry)),
            };
        };
        backends.push(Reading { entry, apps, root }.backend(class));
    }
    Fact::said(backends, place)
}

/// One entry of `TEMPLATES` that is read.
struct Reading<'r> {
    entry: &'r Traced,
    apps: &'r Fact<Vec<App>>,
    root: &'r Path,
}

impl Reading<'_> {
    fn backend(&self, class: &str) -> Backend {
        let kind = match class {
            DJANGO => BackendKind::Django,
            JINJA2 => BackendKind::Jinja2,
            _ => BackendKind::Other,
        };
        let default_name = class.rsplit('.').nth(1).unwrap_or(class);
        let name = self.entry.item("NAME").and_then(Traced::as_str).unwrap_or(default_name);
        let mut backend = Backend {
            name: name.to_owned(),
            class: class.to_owned(),
            kind,
            place: place_of(self.entry),
            ..Backend::default()
        };
        let options = self.entry.item("OPTIONS");
        for (name, value) in options.and_then(Traced::as_dict).into_iter().flatten() {
            if let Some(name) = name.as_str().filter(|name| !matches!(*name, "loaders" | "loader")) {
                let value = fact(value, |value| {
                    value.to_value(&|_, text| text.to_owned()).map(Some).ok_or("a plain value")
                });
                backend.options.push((name.to_owned(), value));
            }
        }
        let loaders = options.and_then(|options| options.item("loaders"));
        match (kind, loaders) {
            (BackendKind::Other, _) => {}
            (BackendKind::Django, Some(loaders)) if loaders.value != Py::None => {
                self.loaders(loaders, &mut backend.places);
            }
            _ => self.usual(kind, &mut backend.places),
        }
        if let Some(loader) = options.and_then(|options| options.item("loader"))
            && kind == BackendKind::Jinja2
        {
            backend.places = vec![fact(loader, |_| Err("no loader of the project's own"))];
        }
        if kind == BackendKind::Django {
            backend.libraries = self.libraries(options);
        }
        backend
    }

    /// `DIRS`, then the folders of the applications.
    fn usual(&self, kind: BackendKind, places: &mut Vec<Fact<TemplatePlace>>) {
        self.dirs(self.entry.item("DIRS"), places);
        let app_dirs = self.entry.item("APP_DIRS");
        match app_dirs.map(Traced::truth) {
            Some(Some(true)) => {
                self.apps(if kind == BackendKind::Jinja2 { "jinja2" } else { "templates" }, places);
            }
            Some(None) => places.extend(app_dirs.map(|value| fact(value, |_| Err("a boolean")))),
            _ => {}
        }
    }

    fn dirs(&self, dirs: Option<&Traced>, places: &mut Vec<Fact<TemplatePlace>>) {
        let Some(dirs) = dirs else { return };
        let (Py::List(items) | Py::Tuple(items) | Py::Set(items)) = &dirs.value else {
            return places.push(fact(dirs, |_| Err("a list of paths")));
        };
        places.extend(items.iter().map(|item| {
            fact(item, |item| {
                let path = item.as_str().map(|path| self.root.join(path));
                path.map(|path| Some(TemplatePlace::Directory { path, app: None })).ok_or("a path")
            })
        }));
    }

    /// The folders called `folder` of the applications.
    fn apps(&self, folder: &str, places: &mut Vec<Fact<TemplatePlace>>) {
        if let Some(reason) = &self.apps.unknown {
            return places
                .push(Fact::unknown(format!("`INSTALLED_APPS`: {reason}"), self.apps.place.clone()));
        }
        for app in self.apps.value.iter().flatten() {
            let path = app.path.as_ref().map(|path| path.join(folder)).filter(|path| path.is_dir());
            places.extend(path.map(|path| {
                Fact::said(TemplatePlace::Directory { path, app: Some(app.name.clone()) }, app.place.clone())
            }));
        }
    }

    /// What a list of loaders finds, in its order.
    fn loaders(&self, loaders: &Traced, places: &mut Vec<Fact<TemplatePlace>>) {
        let Some(items) = loaders.as_sequence() else {
            return places.push(fact(loaders, |_| Err("a list of loaders")));
        };
        for item in items {
            match (item.as_str(), item.as_sequence()) {
                (Some(class), _) => self.loader(class, item, &[], places),
                (None, Some([class, arguments @ ..])) if class.as_str().is_some() => {
                    self.loader(class.as_str().unwrap_or_default(), item, arguments, places);
                }
                _ => places.push(fact(item, |_| Err("a loader, or a tuple of one and its arguments"))),
            }
        }
    }

    fn loader(
        &self,
        class: &str,
        item: &Traced,
        arguments: &[Traced],
        places: &mut Vec<Fact<TemplatePlace>>,
    ) {
        match (class.strip_prefix("django.template.loaders."), arguments) {
            (Some("cached.Loader"), [loaders]) => self.loaders(loaders, places),
            (Some("filesystem.Loader"), []) => self.dirs(self.entry.item("DIRS"), places),
            (Some("filesystem.Loader"), [dirs]) => self.dirs(Some(dirs), places),
            (Some("app_directories.Loader"), _) => self.apps("templates", places),
            (Some("locmem.Loader"), [templates]) => places.push(fact(templates, |templates| {
                let pairs = templates.as_dict().into_iter().flatten();
                let texts =
                    pairs.map(|(name, text)| Some((name.as_str()?.to_owned(), text.as_str()?.to_owned())));
                let texts = texts.collect::<Option<Vec<_>>>();
                texts.map(|texts| Some(TemplatePlace::Memory(texts))).ok_or("a dictionary of templates")
            })),
            _ => places.push(Fact::unknown(
                format!("only Python has the template loader `{class}`"),
                place_of(item),
            )),
        }
    }

    /// The tag libraries that `{% load %}` finds, besides Django's own.
    fn libraries(&self, options: Option<&Traced>) -> Vec<Library> {
        let mut libraries = Vec::new();
        for app in self.apps.value.iter().flatten() {
            let Some(folder) = app.path.as_ref().map(|path| path.join("templatetags")) else { continue };
            find_libraries(&folder, "", &format!("{}.templatetags", app.name), 0, &mut libraries);
        }
        let named = options.and_then(|options| options.item("libraries")).and_then(Traced::as_dict);
        for (name, module) in named.into_iter().flatten() {
            if let (Some(name), Some(module)) = (name.as_str(), module.as_str()) {
                libraries.push(Library { name: name.to_owned(), module: module.to_owned(), file: None });
            }
        }
        // The last one of a name counts.
        let mut kept: Vec<Library> = Vec::new();
        for library in libraries {
            kept.retain(|known| known.name != library.name);
            kept.push(library);
        }
        kept
    }
}

fn find_libraries(folder: &Path, prefix: &str, package: &str, depth: usize, found: &mut Vec<Library>) {
    const DEEPEST: usize = 8;
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if path.is_dir() && path.join("__init__.py").is_file() && depth < DEEPEST {
            find_libraries(
                &path,
                &format!("{prefix}{stem}."),
                &format!("{package}.{stem}"),
                depth + 1,
                found,
            );
        } else if path.extension().is_some_and(|extension| extension == "py") && stem != "__init__" {
            found.push(Library {
                name: format!("{prefix}{stem}"),
                module: format!("{package}.{stem}"),
                file: Some(path),
            });
        }
    }
}
