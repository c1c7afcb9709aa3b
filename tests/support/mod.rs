//! The site around a test's pages, from a JSON file.

use std::path::Path;
use std::sync::Arc;

use downpage::surroundings::{Catalog, StaticFiles, Surroundings, Translations, Urls};
use downpage::{Context, Error, ErrorKind, Limits, Map, OptionSpec, Options, Result, Value};

const KEYS: [&str; 12] = [
    "shared",
    "own",
    "dates",
    "language",
    "clock",
    "time_zone",
    "static",
    "urls",
    "catalogs",
    "limits",
    "options",
    "page",
];

/// All that a page is rendered with, as `context.json` describes it.
pub(crate) struct Site {
    json: Map,
}

impl Site {
    /// Reads `text`, which is JSON.
    pub(crate) fn read(text: &str) -> Self {
        let json: Value = serde_json::from_str(text).expect("context.json is JSON");
        let json = json.as_map().expect("context.json is a table").clone();
        let unknown = json.keys().find(|key| !KEYS.contains(&&***key));
        assert_eq!(unknown, None, "an unknown key in context.json");
        Self { json }
    }

    /// The values of `shared`, and over them those of `own` and `dates`.
    pub(crate) fn context(&self) -> Context {
        let mut context = Context::from_map(self.table("shared").clone()).shared();
        for (name, value) in self.table("own") {
            context.insert(Arc::clone(name), value.clone());
        }
        for (name, value) in self.table("dates") {
            context.insert(Arc::clone(name), date(value.as_text().expect("a date is written as text")));
        }
        context
    }

    /// Language, clock, static files, URLs and catalogs; the files of the last ones lie in `folder`.
    pub(crate) fn surroundings(&self, folder: &Path) -> Result<Surroundings> {
        let read =
            |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|cause| Error::io(name, cause));
        let mut site = Surroundings::default();
        if let Some(language) = self.text("language") {
            site = site.in_language(language);
        }
        if let Some(clock) = self.text("clock") {
            site.clock = Some(clock.parse().map_err(|cause| wrong("clock", &cause))?);
        }
        if let Some(zone) = self.text("time_zone") {
            site.time_zone =
                downpage::jiff::tz::TimeZone::get(zone).map_err(|cause| wrong("time_zone", &cause))?;
        }
        let table = self.table("static");
        if let Some(prefix) = table.get("prefix").and_then(Value::as_text) {
            site.static_files = Arc::new(StaticFiles::with_prefix(prefix));
        }
        if let Some(name) = table.get("manifest").and_then(Value::as_text) {
            let files = (*site.static_files).clone();
            site.static_files = Arc::new(files.with_manifest(&read(name)?, name)?);
        }
        let mut urls = Urls::new();
        for (name, pattern) in self.table("urls") {
            urls.insert(Arc::clone(name), pattern.as_text().unwrap_or_default())?;
        }
        site.urls = Arc::new(urls);
        let mut translations = Translations::default();
        for (language, file) in self.table("catalogs") {
            let name = file.as_text().unwrap_or_default();
            translations.add(language, Catalog::from_po(&read(name)?, name)?);
        }
        site.translations = Arc::new(translations);
        Ok(site)
    }

    /// The limits, those that are not given as usual.
    pub(crate) fn limits(&self) -> Limits {
        let number = |name: &str| {
            self.table("limits")
                .get(name)
                .and_then(Value::as_int)
                .and_then(|number| usize::try_from(number).ok())
        };
        let usual = Limits::default();
        Limits {
            output: number("output").unwrap_or(usual.output),
            depth: number("depth").unwrap_or(usual.depth),
            ..usual
        }
    }

    /// The options of `engine`.
    pub(crate) fn options(&self, engine: &str, known: &[OptionSpec]) -> Result<Options> {
        let table = self.table("options").get(engine).and_then(Value::as_map).cloned();
        Options::checked(table.unwrap_or_default(), known)
    }

    /// A text of the file.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.json.get(key).and_then(Value::as_text)
    }

    fn table(&self, key: &str) -> &Map {
        static NONE: std::sync::LazyLock<Map> = std::sync::LazyLock::new(Map::new);
        self.json.get(key).map_or(&NONE, |value| value.as_map().expect("a table in context.json"))
    }
}

/// A date-time with a zone, one without, or a day: JSON has none of them.
fn date(text: &str) -> Value {
    let zoned = text.parse().map(|date: downpage::jiff::ZonedDateTime| date.into());
    let civil = |_| text.parse().map(|date: downpage::jiff::civil::DateTime| date.into());
    let day = |date: downpage::jiff::civil::Date| date.into();
    if text.contains('T') {
        zoned.or_else(civil).expect("a date and time")
    } else {
        day(text.parse().expect("a day"))
    }
}

fn wrong(key: &str, cause: &downpage::jiff::Error) -> Error {
    Error::new(ErrorKind::Configuration, format!("`{key}` of context.json: {cause}"))
}
