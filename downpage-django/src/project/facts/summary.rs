//! The facts as a list that a person can read: name, value, place.

use super::{Backend, Fact, Facts, Place, Storage};

/// One setting, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'f> {
    /// Its name in Django.
    pub name: &'f str,
    /// Its value in short; `None` when it cannot be known.
    pub value: Option<String>,
    /// Why it cannot be known.
    pub unknown: Option<&'f str>,
    /// Where it was set; `None` for Django's default.
    pub place: Option<&'f Place>,
    /// Whether it is Django's default.
    pub is_default: bool,
}

impl Facts {
    /// The settings that pages depend on, in the order in which they matter.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown<'_>> {
        let mut shown = vec![
            row("DOWNPAGE_PAGES", &self.downpage_pages, |pages| count(pages.len(), "page")),
            row("STATIC_ROOT", &self.static_root, |path| path.display().to_string()),
            row("STATIC_URL", &self.static_url, String::clone),
            row("STORAGES", &self.storage, storage),
            row("TEMPLATES", &self.templates, |backends| {
                backends.iter().map(|backend| backend.name.as_str()).collect::<Vec<_>>().join(", ")
            }),
            row("INSTALLED_APPS", &self.installed_apps, |apps| count(apps.len(), "application")),
            row("ROOT_URLCONF", &self.root_urlconf, String::clone),
            row("LANGUAGE_CODE", &self.language_code, String::clone),
            row("TIME_ZONE", &self.time_zone, String::clone),
            row("USE_I18N", &self.use_i18n, python),
            row("USE_TZ", &self.use_tz, python),
            row("DEBUG", &self.debug, python),
        ];
        let rare = [
            row("DOWNPAGE_LOCALES", &self.downpage_locales, |locales| locales.join(", ")),
            row("LANGUAGES", &self.languages, |languages| {
                languages.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join(", ")
            }),
            row("LOCALE_PATHS", &self.locale_paths, |paths| {
                paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
            }),
            row("MEDIA_URL", &self.media_url, String::clone),
            row("FORCE_SCRIPT_NAME", &self.force_script_name, String::clone),
            row("USE_L10N", &self.use_l10n, python),
            row("USE_THOUSAND_SEPARATOR", &self.use_thousand_separator, python),
            row("NUMBER_GROUPING", &self.number_grouping, |sizes| {
                sizes.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
            }),
            row("FORMAT_MODULE_PATH", &self.format_modules, |modules| count(modules.len(), "locale")),
        ];
        shown.extend(rare.into_iter().filter(|row| row.place.is_some() || row.unknown.is_some()));
        shown.extend(self.formats.iter().map(|(name, fact)| row(name, fact, String::clone)));
        shown
    }
}

fn row<'f, T>(name: &'f str, fact: &'f Fact<T>, show: impl FnOnce(&T) -> String) -> Shown<'f> {
    Shown {
        name,
        value: match (&fact.value, &fact.unknown) {
            (Some(value), _) => Some(show(value)),
            (None, None) => Some("not set".to_owned()),
            (None, Some(_)) => None,
        },
        unknown: fact.unknown.as_deref(),
        place: fact.place.as_ref(),
        is_default: fact.place.is_none() && fact.unknown.is_none(),
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as the others")]
fn python(value: &bool) -> String {
    if *value { "True" } else { "False" }.to_owned()
}

fn storage(storage: &Storage) -> String {
    let names = match storage.is_hashed() {
        Some(true) => "hashed names",
        Some(false) => "plain names",
        None => "names that only Python knows",
    };
    let class = storage.class.rsplit('.').next().unwrap_or_default();
    format!("{class}: {names}")
}

impl Backend {
    /// What kind of backend it is, in a word.
    #[must_use]
    pub fn title(&self) -> &str {
        self.class.rsplit('.').next().unwrap_or(&self.class)
    }
}
