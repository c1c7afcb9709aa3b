//! The settings themselves.

use std::path::{Path, PathBuf};

use downpage_core::Value;
use serde::{Deserialize, Serialize};

use super::templates::{Backend, TemplatePlace};
use super::{Fact, Place};

/// All that is known of a project.
///
/// Settings keep the names they have in Django, in lower case. Paths are absolute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The directory of `manage.py`.
    pub root: PathBuf,
    /// The settings module, such as `mysite.settings`, and where it was named.
    pub settings_module: Fact<String>,
    /// Folders that links to templates may lead into: the project's outermost one, and those of installed packages.
    pub reach: Vec<PathBuf>,
    /// Every file that was read to know this.
    pub files: Vec<PathBuf>,
    /// The version of Django that the project has, as in `5.2.19`.
    pub django_version: Option<String>,
    /// Django's own directory, with its catalogs in `conf/locale`; `None` when it is not installed here.
    pub django_directory: Option<PathBuf>,

    /// `DOWNPAGE_PAGES`.
    pub downpage_pages: Fact<Vec<Page>>,
    /// `DOWNPAGE_LOCALES`, which the original does not have: the languages to make each page in.
    pub downpage_locales: Fact<Vec<String>>,

    /// `STATIC_ROOT`, absolute as Django makes it: relative to where `manage.py` is run.
    pub static_root: Fact<PathBuf>,
    /// `STATIC_URL`, as it was set.
    pub static_url: Fact<String>,
    /// `STORAGES["staticfiles"]`, or `STATICFILES_STORAGE`.
    pub storage: Fact<Storage>,
    /// `MEDIA_URL`, as it was set.
    pub media_url: Fact<String>,
    /// `FORCE_SCRIPT_NAME`.
    pub force_script_name: Fact<String>,

    /// `TEMPLATES`, in order.
    pub templates: Fact<Vec<Backend>>,
    /// `INSTALLED_APPS`, in order.
    pub installed_apps: Fact<Vec<App>>,

    /// `LANGUAGE_CODE`.
    pub language_code: Fact<String>,
    /// `LANGUAGES`: code and name in English.
    pub languages: Fact<Vec<(String, String)>>,
    /// `TIME_ZONE`.
    pub time_zone: Fact<String>,
    /// `USE_TZ`.
    pub use_tz: Fact<bool>,
    /// `USE_I18N`.
    pub use_i18n: Fact<bool>,
    /// `USE_L10N`, which Django before 5.0 honours.
    pub use_l10n: Fact<bool>,
    /// `USE_THOUSAND_SEPARATOR`.
    pub use_thousand_separator: Fact<bool>,
    /// `NUMBER_GROUPING`.
    pub number_grouping: Fact<Vec<i64>>,
    /// `DATE_FORMAT`, `DECIMAL_SEPARATOR` and the like, by their names in Django; only those that were set.
    pub formats: Vec<(String, Fact<String>)>,
    /// What the modules of `FORMAT_MODULE_PATH` say, in the order of their search.
    pub format_modules: Fact<Vec<Formats>>,
    /// `LOCALE_PATHS`.
    pub locale_paths: Fact<Vec<PathBuf>>,

    /// `ROOT_URLCONF`.
    pub root_urlconf: Fact<String>,
    /// `DEBUG`.
    pub debug: Fact<bool>,
}

/// One entry of `DOWNPAGE_PAGES`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// Where it lands in `STATIC_ROOT`.
    pub path: String,
    /// The template; the first of several that is found, as in `select_template()`.
    pub templates: Vec<String>,
    /// The extra context: a table.
    #[serde(default)]
    pub context: Fact<Value>,
    /// What of the context is to be translated into the page's language: `gettext_lazy("...")`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lazy: Vec<LazyText>,
    /// Where the entry stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A text in a context that is translated when a page is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LazyText {
    /// Keys and indexes from the context to the text.
    pub path: Vec<String>,
    /// The message.
    pub message: String,
    /// gettext's message context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// What stores static files, and so makes their URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Storage {
    /// The class, as it was set.
    pub class: String,
    /// The class of Django's or of a known package that it is, or that it extends; the same as `class` mostly. `None` when
    /// that is not known.
    pub base: Option<String>,
    /// `base_url` of its options.
    pub base_url: Option<String>,
    /// `location` of its options.
    pub location: Option<PathBuf>,
    /// `manifest_strict`: whether a file that the manifest lacks is an error. Default: yes.
    pub manifest_strict: Option<bool>,
    /// `manifest_name`. Default: `staticfiles.json`.
    pub manifest_name: Option<String>,
}

/// One entry of `INSTALLED_APPS`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct App {
    /// As it was written: the path of a module, or of an `AppConfig`.
    pub entry: String,
    /// The module of the application.
    pub name: String,
    /// Its directory; `None` when it is not installed here.
    pub path: Option<PathBuf>,
    /// Where the entry stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The formats of one language, from a module of the project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Formats {
    /// The locale, as in `de` or `pt_BR`.
    pub locale: String,
    /// The formats that it sets, by their names in Django.
    pub values: Vec<(String, Value)>,
}

impl Facts {
    /// Names what is below the directory `here` from there, as messages are shorter then.
    pub fn relative_to(&mut self, here: &Path) {
        let near = |path: &mut PathBuf| {
            if let Ok(inside) = path.strip_prefix(here)
                && !inside.as_os_str().is_empty()
            {
                *path = inside.to_owned();
            }
        };
        let places = self.templates.value.iter_mut().flatten().flat_map(|backend| &mut backend.places);
        for place in places.filter_map(|place| place.value.as_mut()) {
            if let TemplatePlace::Directory { path, .. } = place {
                near(path);
            }
        }
        self.installed_apps.value.iter_mut().flatten().filter_map(|app| app.path.as_mut()).for_each(near);
        self.storage.value.iter_mut().filter_map(|storage| storage.location.as_mut()).for_each(near);
        self.static_root.value.iter_mut().for_each(near);
        self.locale_paths.value.iter_mut().flatten().for_each(near);
        self.django_directory.iter_mut().for_each(near);
        self.files.iter_mut().for_each(near);
    }
}
