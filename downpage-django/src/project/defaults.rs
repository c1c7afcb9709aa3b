//! Django's own settings, for a project without an installed Django: facts of Django 5.2.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::py::{Py, Traced};

/// The settings that pages depend on.
pub(super) const USED: [&str; 37] = [
    "DATETIME_FORMAT",
    "DATE_FORMAT",
    "DEBUG",
    "DECIMAL_SEPARATOR",
    "DOWNPAGE_LOCALES",
    "DOWNPAGE_PAGES",
    "FIRST_DAY_OF_WEEK",
    "FORCE_SCRIPT_NAME",
    "FORMAT_MODULE_PATH",
    "INSTALLED_APPS",
    "LANGUAGES",
    "LANGUAGES_BIDI",
    "LANGUAGE_CODE",
    "LOCALE_PATHS",
    "MEDIA_URL",
    "MONTH_DAY_FORMAT",
    "NUMBER_GROUPING",
    "ROOT_URLCONF",
    "SHORT_DATETIME_FORMAT",
    "SHORT_DATE_FORMAT",
    "STATICFILES_DIRS",
    "STATICFILES_STORAGE",
    "STATIC_ROOT",
    "STATIC_URL",
    "STORAGES",
    "TEMPLATES",
    "THOUSAND_SEPARATOR",
    "TIME_FORMAT",
    "TIME_ZONE",
    "USE_I18N",
    "USE_L10N",
    "USE_THOUSAND_SEPARATOR",
    "USE_TZ",
    "YEAR_MONTH_FORMAT",
    "BASE_DIR",
    "CACHES",
    "APPEND_SLASH",
];

/// Whether the table is of the release whose `django/__init__.py` this is.
pub(super) fn is_table_of(init: &str) -> bool {
    init.contains("VERSION = (5, 2,")
}

/// The settings, by name; `LANGUAGES` is not among them, since the language has its own list.
pub(super) fn table() -> &'static IndexMap<Arc<str>, Traced> {
    static TABLE: OnceLock<IndexMap<Arc<str>, Traced>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = |text: &str| Py::Str(text.into());
        let list = || Py::List(Vec::new());
        let backend = |name: &str| {
            let key = |key: &str| Traced::new(text(key));
            Traced::new(Py::Dict(vec![(key("BACKEND"), Traced::new(text(name)))]))
        };
        let storages = Py::Dict(vec![
            (Traced::new(text("default")), backend("django.core.files.storage.FileSystemStorage")),
            (
                Traced::new(text("staticfiles")),
                backend("django.contrib.staticfiles.storage.StaticFilesStorage"),
            ),
        ]);
        let caches = Py::Dict(vec![(
            Traced::new(text("default")),
            backend("django.core.cache.backends.locmem.LocMemCache"),
        )]);
        let bidi = ["he", "ar", "ar-dz", "ckb", "fa", "ug", "ur"];
        let rows = [
            ("APPEND_SLASH", Py::Bool(true)),
            ("CACHES", caches),
            ("DATETIME_FORMAT", text("N j, Y, P")),
            ("DATE_FORMAT", text("N j, Y")),
            ("DEBUG", Py::Bool(false)),
            ("DECIMAL_SEPARATOR", text(".")),
            ("FIRST_DAY_OF_WEEK", Py::Int(0)),
            ("FORCE_SCRIPT_NAME", Py::None),
            ("FORMAT_MODULE_PATH", Py::None),
            ("INSTALLED_APPS", list()),
            ("LANGUAGES_BIDI", Py::List(bidi.iter().map(|code| Traced::new(text(code))).collect())),
            ("LANGUAGE_CODE", text("en-us")),
            ("LOCALE_PATHS", list()),
            ("MEDIA_ROOT", text("")),
            ("MEDIA_URL", text("")),
            ("MONTH_DAY_FORMAT", text("F j")),
            ("NUMBER_GROUPING", Py::Int(0)),
            ("SHORT_DATETIME_FORMAT", text("m/d/Y P")),
            ("SHORT_DATE_FORMAT", text("m/d/Y")),
            ("STATICFILES_DIRS", list()),
            ("STATIC_ROOT", Py::None),
            ("STATIC_URL", Py::None),
            ("STORAGES", storages),
            ("TEMPLATES", list()),
            ("THOUSAND_SEPARATOR", text(",")),
            ("TIME_FORMAT", text("P")),
            ("TIME_ZONE", text("America/Chicago")),
            ("USE_I18N", Py::Bool(true)),
            ("USE_THOUSAND_SEPARATOR", Py::Bool(false)),
            ("USE_TZ", Py::Bool(true)),
            ("YEAR_MONTH_FORMAT", text("F Y")),
        ];
        rows.into_iter().map(|(name, value)| (Arc::from(name), Traced::new(value))).collect()
    })
}
