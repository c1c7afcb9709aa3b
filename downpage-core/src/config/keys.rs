//! Every key of the configuration, once: the strict reader, the JSON Schema and the starter file all go by this list.

use crate::encoding::Levels;

/// One table of the configuration.
#[derive(Debug)]
pub(super) struct Table {
    /// As messages call it: "`[publish]`".
    pub(super) name: &'static str,
    pub(super) keys: &'static [Key],
}

/// One key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// One sentence.
    pub(super) summary: &'static str,
    /// What counts when the key is not there, as JSON; empty when nothing does.
    pub(super) default: &'static str,
    pub(super) required: bool,
}

/// What the value of a key must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Text that is not empty.
    Text,
    /// A language code: letters, digits, `-` and `_`.
    Language,
    /// Several language codes.
    Languages,
    /// `true` or `false`.
    Flag,
    /// A whole number from 1 to this one.
    Count(i64),
    /// Bytes: a whole number, or text such as `16 MiB`.
    Size,
    /// A list of text, or one text.
    Texts,
    /// A table of anything.
    Values,
    /// A table of text.
    TextTable,
    /// Status codes.
    Status,
    /// A table of this content.
    Table(&'static Table),
    /// Formats of pages.
    Formats,
    /// Encodings of compressed pages.
    Encodings,
    /// The name of a template, or a table of one for each format.
    Template,
    /// The list of pages.
    Pages,
    /// The tables of the engines.
    Engines,
}

impl Kind {
    /// What is expected, for messages.
    pub(super) fn expected(self) -> String {
        match self {
            Self::Text | Self::Language => "text".to_owned(),
            Self::Languages => "a list of languages".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Count(_) => "a whole number".to_owned(),
            Self::Size => "a number of bytes or text such as `\"16 MiB\"`".to_owned(),
            Self::Texts => "text or a list of text".to_owned(),
            Self::Values | Self::Table(_) | Self::Engines => "a table".to_owned(),
            Self::TextTable => "a table of text".to_owned(),
            Self::Status => "a status code, or a list of them".to_owned(),
            Self::Formats => "a list of formats".to_owned(),
            Self::Encodings => "a list of encodings".to_owned(),
            Self::Template => "text, or a table with a template for each format".to_owned(),
            Self::Pages => "a list of pages".to_owned(),
        }
    }
}

const fn key(name: &'static str, kind: Kind, summary: &'static str) -> Key {
    Key { name, kind, summary, default: "", required: false }
}

impl Key {
    const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

/// The whole configuration.
pub(super) static ROOT: Table = Table {
    name: "the configuration",
    keys: &[
        key("engine", Kind::Text, "The engine for pages that do not choose one."),
        key("output", Kind::Text, "Where pages land.").or("\"error-pages\""),
        key(
            "templates",
            Kind::Texts,
            "Template directories, searched in this order. Default: `templates`, when there is one.",
        ),
        key("language", Kind::Language, "The language of pages that do not say theirs.").or("\"en\""),
        key("time_zone", Kind::Text, "The site's time zone, by its name in the IANA database.").or("\"UTC\""),
        key("context", Kind::Values, "Values for every page."),
        key("formats", Kind::Formats, "The formats to make each page in: `html`, `json`, `txt`, `xml`."),
        key("locales", Kind::Languages, "The languages to make each page in."),
        key(
            "compress",
            Kind::Encodings,
            "The encodings to compress pages with, for servers that send such files: `gzip`, `br`, `zstd`.",
        ),
        key(
            "variants",
            Kind::Table(&VARIANTS),
            "Names of pages in other languages and formats, and of compressed ones.",
        ),
        key("pages", Kind::Pages, "The pages to make."),
        key("engines", Kind::Engines, "Options of the engines, a table for each."),
        key("static", Kind::Table(&STATIC), "How a static file's path becomes a URL."),
        key(
            "urls",
            Kind::TextTable,
            "URLs by name, such as `about = \"/about/\"`, for templates that link by name.",
        ),
        key("translations", Kind::Table(&TRANSLATIONS), "Where translations come from."),
        key(
            "django",
            Kind::Table(&DJANGO),
            "Which Django project the pages are for, and the settings that cannot be read there.",
        ),
        key("publish", Kind::Table(&PUBLISH), "How pages are put in place."),
        key("limits", Kind::Table(&LIMITS), "What one page may use up."),
        key("server", Kind::Table(&SERVER), "How web servers are told about the pages."),
        key("maintenance", Kind::Table(&MAINTENANCE), "Planned outages."),
    ],
};

/// One entry of `pages`.
pub(super) static PAGE: Table = Table {
    name: "`[[pages]]`",
    keys: &[
        key(
            "path",
            Kind::Text,
            "Where the page lands in the output directory; may hold `{status}`, `{locale}` and `{format}`.",
        )
        .required(),
        key(
            "template",
            Kind::Template,
            "The template, or a table with one for each format. Default: the built-in page.",
        ),
        key(
            "status",
            Kind::Status,
            "The status codes it is for: numbers, or text such as `5xx` and `500-504`.",
        ),
        key("engine", Kind::Text, "The engine of this page."),
        key("context", Kind::Values, "Values for this page, over those for every page."),
        key("locale", Kind::Language, "The language of this page."),
        key("locales", Kind::Languages, "The languages to make this page in."),
        key("formats", Kind::Formats, "The formats to make this page in: `html`, `json`, `txt`, `xml`."),
        key("compress", Kind::Encodings, "The encodings to compress this page with: `gzip`, `br`, `zstd`."),
    ],
};

/// The templates of a page in several formats.
pub(super) static TEMPLATE: Table = Table {
    name: "`template`",
    keys: &[
        key("html", Kind::Text, "The template of the HTML page."),
        key("json", Kind::Text, "The template of the JSON page."),
        key("txt", Kind::Text, "The template of the plain text page."),
        key("xml", Kind::Text, "The template of the XML page."),
    ],
};

static VARIANTS: Table = Table {
    name: "`[variants]`",
    keys: &[
        key(
            "page",
            Kind::Text,
            "The name of a page in another language or format, in the folder of the page.",
        )
        .or("\"{name}.{locale}.{format}\""),
        key("compressed", Kind::Text, "The name of a compressed page, in the folder of the page.")
            .or("\"{file}.{encoding}\""),
        key("gzip_level", Kind::Count(Levels::HIGHEST.gzip as i64), "How hard gzip tries.").or("9"),
        key("br_level", Kind::Count(Levels::HIGHEST.brotli as i64), "How hard Brotli tries.").or("11"),
        key("zstd_level", Kind::Count(Levels::HIGHEST.zstd as i64), "How hard Zstandard tries.").or("19"),
    ],
};

static STATIC: Table = Table {
    name: "`[static]`",
    keys: &[
        key("url", Kind::Text, "What static URLs begin with.").or("\"/static/\""),
        key(
            "manifest",
            Kind::Text,
            "A manifest of hashed names: Django's `staticfiles.json`, or that of Vite or webpack.",
        ),
    ],
};

static TRANSLATIONS: Table = Table {
    name: "`[translations]`",
    keys: &[
        key(
            "directories",
            Kind::Texts,
            "Directories of gettext catalogs, such as `locale`; the first that has a message wins.",
        )
        .required(),
        key("domains", Kind::Texts, "The catalogs' names, without `.mo`.").or("[\"messages\", \"django\"]"),
    ],
};

/// Besides these, a setting by its name in Django, such as `STATIC_ROOT`.
pub(super) static DJANGO: Table = Table {
    name: "`[django]`",
    keys: &[
        key("project", Kind::Text, "The folder of `manage.py`. Default: the nearest one, from here upwards."),
        key(
            "settings",
            Kind::Text,
            "The settings module, such as `mysite.settings.production`. Default: the one that `manage.py` names.",
        ),
        key(
            "python",
            Kind::Text,
            "The project's own interpreter, such as `.venv/bin/python`, for `--python`.",
        ),
    ],
};

static PUBLISH: Table = Table {
    name: "`[publish]`",
    keys: &[
        key("durable", Kind::Flag, "Sync the file system, so that a power cut leaves old pages or new ones.")
            .or("false"),
        key("prune", Kind::Flag, "Remove pages that an earlier run wrote and this one does not.").or("false"),
    ],
};

static LIMITS: Table = Table {
    name: "`[limits]`",
    keys: &[
        key("output", Kind::Size, "Bytes of output of one page: a number, or text such as `16 MiB`.")
            .or("16777216"),
        key("depth", Kind::Count(1000), "Templates that include, extend or call each other at one time.")
            .or("50"),
        key("steps", Kind::Count(i64::MAX), "Steps of an engine that counts them.").or("50000000"),
    ],
};

static SERVER: Table = Table {
    name: "`[server]`",
    keys: &[
        key("upstream", Kind::Text, "Where the application listens.").or("\"127.0.0.1:8000\""),
        key("root", Kind::Text, "The directory of the pages on the server. Default: `output`."),
        key("url_prefix", Kind::Text, "The URL path below which a server keeps the pages for itself.")
            .or("\"/_downpage\""),
        key("retry_after", Kind::Count(31_536_000), "Seconds in `Retry-After` of a 503.").or("120"),
        key("intercept", Kind::Status, "The statuses of the application's own answers that are replaced."),
    ],
};

static MAINTENANCE: Table = Table {
    name: "`[maintenance]`",
    keys: &[key(
        "flag",
        Kind::Text,
        "The file whose existence means maintenance. Default: `.downpage-maintenance` beside the pages.",
    )],
};

/// The tables that are known by name.
pub(super) static TABLES: [&Table; 11] = [
    &ROOT,
    &PAGE,
    &TEMPLATE,
    &VARIANTS,
    &STATIC,
    &TRANSLATIONS,
    &PUBLISH,
    &LIMITS,
    &DJANGO,
    &SERVER,
    &MAINTENANCE,
];

#[cfg(test)]
mod tests {
    use super::{Kind, ROOT, TABLES};

    #[test]
    fn every_default_is_json() {
        for key in TABLES.iter().flat_map(|table| table.keys).filter(|key| !key.default.is_empty()) {
            serde_json::from_str::<serde_json::Value>(key.default).unwrap_or_else(|_| panic!("{}", key.name));
        }
    }

    #[test]
    fn every_table_is_in_the_list_of_tables() {
        for key in ROOT.keys {
            if let Kind::Table(table) = key.kind {
                assert!(TABLES.iter().any(|known| std::ptr::eq(*known, table)), "{}", table.name);
            }
        }
    }
}
