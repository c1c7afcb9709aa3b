//! From a project's settings, as the static reader knows them, to facts.

mod apps;
mod environment;
mod formats;
mod pages;
mod simple;
mod storage;
mod templates;

use std::path::Path;

use downpage_core::Result;

use crate::project::{Reader, Settings};

use super::{Fact, Facts};

impl Facts {
    /// What `settings` say, with what the project's own modules add to them: applications, storages, formats.
    ///
    /// What cannot be known is part of the facts, and no error here.
    ///
    /// # Errors
    /// None as yet; a module that cannot be read makes the settings that it is for unknown.
    pub fn read(reader: &mut Reader, settings: &Settings) -> Result<Self> {
        let root = reader.found().root.clone();
        let version = reader.found().site_packages.iter().find_map(|folder| django_version(folder));
        let installed_apps = apps::installed_apps(reader, settings);
        let mut templates = templates::templates(settings, &installed_apps, &root);
        environment::say(reader, templates.value.as_deref_mut().unwrap_or_default());
        let django_directory = reader.module_path("django");
        let django_directory = django_directory.and_then(|path| folder_of(&path));
        let (module, place) = match &reader.found().settings {
            Some((name, place)) => (Some(name.clone()), place.clone()),
            None => (None, None),
        };
        Ok(Self {
            settings_module: Fact { value: module, unknown: None, help: None, place: place.map(Into::into) },
            downpage_pages: pages::downpage_pages(settings),
            downpage_locales: simple::texts(settings, "DOWNPAGE_LOCALES"),
            static_root: simple::path(settings, "STATIC_ROOT", &root),
            static_url: simple::text(settings, "STATIC_URL"),
            storage: storage::storage(reader, settings, version.as_deref(), &root),
            media_url: simple::text(settings, "MEDIA_URL"),
            force_script_name: simple::text(settings, "FORCE_SCRIPT_NAME"),
            templates,
            language_code: simple::text(settings, "LANGUAGE_CODE"),
            languages: formats::languages(settings),
            time_zone: simple::text(settings, "TIME_ZONE"),
            use_tz: simple::flag(settings, "USE_TZ"),
            use_i18n: simple::flag(settings, "USE_I18N"),
            use_l10n: simple::flag(settings, "USE_L10N"),
            use_thousand_separator: simple::flag(settings, "USE_THOUSAND_SEPARATOR"),
            number_grouping: formats::number_grouping(settings),
            formats: formats::texts(settings),
            format_modules: formats::modules(reader, settings),
            locale_paths: simple::paths(settings, "LOCALE_PATHS", &root),
            root_urlconf: simple::text(settings, "ROOT_URLCONF"),
            debug: simple::flag(settings, "DEBUG"),
            installed_apps,
            django_directory,
            django_version: version,
            files: reader.files(),
            reach: [&reader.found().home].into_iter().chain(&reader.found().site_packages).cloned().collect(),
            root,
        })
    }
}

/// The folder of a package whose folder or `__init__.py` is at `path`.
fn folder_of(path: &Path) -> Option<std::path::PathBuf> {
    if path.is_dir() { Some(path.to_owned()) } else { path.parent().map(Path::to_owned) }
}

/// The version of the Django in a folder of packages, by the name of its metadata.
fn django_version(site_packages: &Path) -> Option<String> {
    let entries = std::fs::read_dir(site_packages).ok()?;
    entries.flatten().find_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?.strip_suffix(".dist-info")?;
        let (package, version) = name.split_once('-')?;
        package.eq_ignore_ascii_case("django").then(|| version.to_owned())
    })
}
