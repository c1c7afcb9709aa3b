//! The sites that are measured: one page of 7.9 KB in every engine, as many times as asked for.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// The engines, and their templates: base, item, page.
pub(crate) const ENGINES: [Templates; 4] = [
    Templates {
        engine: "django",
        files: &[
            ("base.html", include_str!("../templates/django/base.html")),
            ("item.html", include_str!("../templates/django/item.html")),
            ("page.html", include_str!("../templates/django/page.html")),
        ],
    },
    Templates {
        engine: "jinja",
        files: &[
            ("base.html", include_str!("../templates/jinja/base.html")),
            ("item.html", include_str!("../templates/jinja/item.html")),
            ("page.html", include_str!("../templates/jinja/page.html")),
        ],
    },
    Templates {
        engine: "tera",
        files: &[
            ("base.html", include_str!("../templates/tera/base.html")),
            ("item.html", include_str!("../templates/tera/item.html")),
            ("page.html", include_str!("../templates/tera/page.html")),
        ],
    },
    // upon has no inheritance: its page is the base with the blocks filled in.
    Templates {
        engine: "upon",
        files: &[
            ("item.html", include_str!("../templates/upon/item.html")),
            ("page.html", include_str!("../templates/upon/page.html")),
        ],
    },
];

/// What all pages see, as a configuration writes it.
pub(crate) const CONTEXT: &str = include_str!("../templates/context.toml");

/// The name under which the built-in pages are measured.
pub(crate) const BUILT_IN: &str = "built-in";

/// The measured page in one engine.
pub(crate) struct Templates {
    pub(crate) engine: &'static str,
    pub(crate) files: Files,
}

/// Templates: name and text.
pub(crate) type Files = &'static [(&'static str, &'static str)];

/// The templates of the measured page in `engine`.
pub(crate) fn files(engine: &str) -> Files {
    ENGINES.iter().find(|templates| templates.engine == engine).map_or(&[], |templates| templates.files)
}

/// Makes a site of `pages` pages in `place` and gives its directory.
pub(crate) fn make(place: &Path, engine: &str, pages: usize) -> Outcome<PathBuf> {
    let site = place.join(format!("{engine}-{pages}"));
    let templates = site.join("templates");
    fs::create_dir_all(&templates)
        .map_err(|cause| format!("cannot make {}: {cause}", templates.display()))?;
    let mut config = String::new();
    if let Some(of_engine) = ENGINES.iter().find(|of_engine| of_engine.engine == engine) {
        for (name, text) in of_engine.files {
            write(&templates.join(name), text)?;
        }
        let _ = write!(config, "engine = \"{engine}\"\n{CONTEXT}");
    }
    for number in 0..pages {
        let _ = write!(config, "\n[[pages]]\npath = \"page-{number:05}.html\"\n");
        let _ = if engine == BUILT_IN {
            config.write_str("status = 502\n")
        } else {
            write!(config, "template = \"page.html\"\ncontext = {{ ref = \"dp-{number:05}\" }}\n")
        };
    }
    write(&site.join("downpage.toml"), &config)?;
    Ok(site)
}

/// Writes a file of a site.
pub(crate) fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|cause| format!("cannot write {}: {cause}", path.display()))
}

/// A page with every engine's spelling of the same entity made one.
pub(crate) fn normal(page: &str) -> String {
    let spellings = [
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#38;", "&amp;"),
        ("&#60;", "&lt;"),
        ("&#62;", "&gt;"),
    ];
    spellings.iter().fold(page.to_owned(), |page, (entity, letter)| page.replace(entity, letter))
}
