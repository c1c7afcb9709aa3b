//! Static files, translations and the time zone, as the settings say them.

use std::path::PathBuf;
use std::sync::Arc;

use downpage_core::jiff::tz::{TimeZone, TimeZoneDatabase};
use downpage_core::surroundings::{StaticFiles, Translations};
use downpage_core::{Config, Error, ErrorKind, Result};

use crate::project::facts::Facts;

/// What Django takes when the settings say nothing.
const TIME_ZONE: &str = "America/Chicago";

/// `TIME_ZONE`.
pub(super) fn time_zone(facts: &Facts) -> Result<TimeZone> {
    let name = facts.time_zone.known("TIME_ZONE")?.map_or(TIME_ZONE, |name| name);
    TimeZoneDatabase::bundled().get(name).map_err(|_| {
        let message = format!("`TIME_ZONE` is `{name}`, and there is no such time zone");
        facts.time_zone.at(Error::new(ErrorKind::Configuration, message))
    })
}

/// `url` after the script's prefix, as Django's settings give it, unless it begins at the root or with a host.
fn after_prefix(facts: &Facts, url: &str) -> String {
    if ["/", "http://", "https://"].iter().any(|start| url.starts_with(start)) {
        return url.to_owned();
    }
    let prefix = facts.force_script_name.value.as_deref().unwrap_or("/");
    format!("{prefix}{}{url}", if prefix.ends_with('/') { "" } else { "/" })
}

/// `MEDIA_URL` as templates see it.
pub(super) fn media_url(facts: &Facts) -> String {
    after_prefix(facts, facts.media_url.value.as_deref().unwrap_or_default())
}

/// URLs of static files, and the manifest that was read for them.
pub(super) fn static_files(facts: &Facts) -> (StaticFiles, Option<PathBuf>) {
    const OUT: &str =
        "say what URLs begin with in `downpage.toml`: `[static]` and below it `url = \"/static/\"`";
    let unknown = |name: &str, error: &Error| {
        let place = error.location().map_or_else(String::new, |place| format!(" ({place})"));
        let reason = format!("{}{place}", error.message());
        let help = format!("{OUT}; or {}", crate::project::facts::way_out(name));
        StaticFiles::default().unless_asked(&reason, &help)
    };
    let url = match facts.static_url.known("STATIC_URL") {
        Ok(Some(url)) => url,
        Ok(None) => {
            let reason = "`STATIC_URL` is not set, so static files have no URLs";
            let files = StaticFiles::default();
            return (files.unless_asked(reason, "write `STATIC_URL = \"static/\"` in the settings"), None);
        }
        Err(error) => return (unknown("STATIC_URL", &error), None),
    };
    let files = StaticFiles::with_prefix(&after_prefix(facts, url));
    let is_installed = facts
        .installed_apps
        .value
        .as_ref()
        .is_none_or(|apps| apps.iter().any(|app| app.name == "django.contrib.staticfiles"));
    if !is_installed {
        return (files, None);
    }
    let storage = match facts.storage.known("STORAGES") {
        Ok(Some(storage)) => storage,
        Ok(None) => return (files, None),
        Err(error) => return (unknown("STORAGES", &error), None),
    };
    let files = match &storage.base_url {
        Some(url) => StaticFiles::with_prefix(&after_prefix(facts, url)),
        None => files,
    };
    match storage.is_hashed() {
        Some(false) => return (files, None),
        Some(true) => {}
        None => {
            let place = facts.storage.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
            let reason = format!("only Python knows what URLs the storage `{}` makes{place}", storage.class);
            return (files.unless_asked(&reason, OUT), None);
        }
    }
    match facts.debug.known("DEBUG") {
        // Names without hashes, as Django has it.
        Ok(Some(true)) => return (files.decoded(), None),
        Ok(_) => {}
        Err(error) => return (unknown("DEBUG", &error), None),
    }
    let root = match (&storage.location, facts.static_root.known("STATIC_ROOT")) {
        (Some(root), _) | (None, Ok(Some(root))) => root,
        (None, Ok(None)) => {
            let reason = "`STATIC_ROOT` is not set, and the manifest of static files is there";
            return (
                files.unless_asked(reason, "set `STATIC_ROOT`, and run `collectstatic` before this"),
                None,
            );
        }
        (None, Err(error)) => return (unknown("STATIC_ROOT", &error), None),
    };
    let path = root.join(storage.manifest_name.as_deref().unwrap_or("staticfiles.json"));
    let shown = path.display().to_string();
    let files = match std::fs::read_to_string(&path) {
        Ok(text) => match files.clone().with_manifest(&text, &shown) {
            Ok(files) => files,
            Err(error) => {
                let reason = format!("{} ({shown})", error.message());
                files.unless_asked(&reason, error.help_text().unwrap_or("run `collectstatic` again"))
            }
        },
        Err(cause) => {
            let cause = Error::io(format!("cannot read the manifest of static files `{shown}`"), cause);
            files.unless_asked(cause.message(), "run `manage.py collectstatic` before this")
        }
    };
    (files, Some(path))
}

/// The catalogs of all languages that pages are in, and where they are: `LOCALE_PATHS`, the applications, Django itself.
pub(super) fn translations(facts: &Facts, config: &Config) -> Result<(Translations, Vec<PathBuf>)> {
    if facts.use_i18n.known("USE_I18N")? == Some(&false) {
        return Ok(Default::default());
    }
    let apps = facts.installed_apps.known("INSTALLED_APPS")?;
    let paths = facts.locale_paths.known("LOCALE_PATHS")?;
    let mut folders: Vec<PathBuf> = paths.into_iter().flatten().cloned().collect();
    let apps = apps.into_iter().flatten().filter_map(|app| app.path.as_ref());
    folders.extend(apps.map(|path| path.join("locale")));
    folders.extend(facts.django_directory.as_ref().map(|path| path.join("conf/locale")));
    folders.retain(|folder| folder.is_dir());
    let site = config.language.as_deref().unwrap_or("en-us");
    let mut languages = vec![site];
    for locale in config.locales.iter().chain(config.pages.iter().flat_map(|page| &page.locales)) {
        if !languages.contains(&&**locale) {
            languages.push(locale);
        }
    }
    let translations = Translations::load(&folders, &["django"], &languages)?;
    Ok((translations.with_fallback(site), folders))
}

/// The languages of `DOWNPAGE_LOCALES`.
pub(super) fn locales(facts: &Facts) -> Result<Vec<Arc<str>>> {
    let locales = facts.downpage_locales.known("DOWNPAGE_LOCALES")?;
    Ok(locales.into_iter().flatten().map(|locale| locale.as_str().into()).collect())
}
