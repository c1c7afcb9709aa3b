//! The starter file that `downpage init` writes: every setting there is, explained, and those set that can be told.

use std::fmt::Write;
use std::path::Path;

use crate::config::Config;
use crate::loader::{DirLoader, Loader};
use crate::registry::Backend;

/// What is known of a site before it has a configuration.
///
/// ```
/// use downpage_core::Config;
/// use downpage_core::config::Starter;
///
/// let starter = Starter { template: Some("error.html".into()), ..Starter::default() };
/// let config = Config::from_toml(starter.text(), "downpage.toml", "")?;
/// assert_eq!(config.pages[0].template.as_deref(), Some("error.html"));
/// assert_eq!(config.pages[0].statuses, [500, 502, 503, 504]);
/// # Ok::<(), downpage_core::Errors>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Starter {
    /// Directories of templates, relative to the new file.
    pub templates: Vec<String>,
    /// The engine that the templates are for.
    pub engine: Option<String>,
    /// The template to make the pages from; the built-in page without one.
    pub template: Option<String>,
    /// The status codes to make pages for. Default: 500, 502, 503 and 504.
    pub statuses: Vec<u16>,
}

impl Default for Starter {
    fn default() -> Self {
        Self { templates: Vec::new(), engine: None, template: None, statuses: vec![500, 502, 503, 504] }
    }
}

impl Starter {
    /// Looks at what is in `directory`: a folder of templates, which of `backends` they are for, and whether one of them
    /// is an error page.
    #[must_use]
    pub fn look(directory: &Path, backends: &[&'static Backend]) -> Self {
        const FOLDERS: [&str; 4] = ["templates", "app/templates", "src/templates", "views"];
        let folders = FOLDERS.into_iter().filter(|folder| directory.join(folder).is_dir());
        let templates: Vec<String> = folders.map(str::to_owned).collect();
        let names = DirLoader::new(templates.iter().map(|folder| directory.join(folder))).names();
        Self { engine: engine(&names, backends), template: error_page(&names), templates, ..Self::default() }
    }

    /// The text of the new file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from("# Error pages that are still there when the site is not.\n");
        text.push_str(
            "# All paths are relative to this file. Lines with a `#` show what else can be set.\n\n",
        );
        let engine = self.engine.as_deref();
        setting(
            &mut text,
            "The engine that renders the templates.",
            "engine",
            engine.map(quoted),
            "\"jinja\"",
        );
        let output = Some(quoted(Config::OUTPUT));
        setting(
            &mut text,
            "Where the pages land: a folder that the web server can read.",
            "output",
            output,
            "",
        );
        let folders: Vec<String> = self.templates.iter().map(|folder| quoted(folder)).collect();
        let folders = (!folders.is_empty()).then(|| format!("[{}]", folders.join(", ")));
        setting(
            &mut text,
            "Where templates are looked for, in this order.",
            "templates",
            folders,
            "[\"templates\"]",
        );
        setting(&mut text, "The language of the pages.", "language", None, "\"en\"");
        setting(&mut text, "The time zone of dates in them.", "time_zone", None, "\"Europe/Berlin\"");
        setting(
            &mut text,
            "More languages and formats of each page, as in `503.de.html` and `503.json`.",
            "locales",
            None,
            "[\"en\", \"de\"]",
        );
        let _ = writeln!(text, "# formats = [\"html\", \"json\"]");
        if cfg!(feature = "compress") {
            setting(
                &mut text,
                "Compressed files beside the pages, for servers that send them.",
                "compress",
                None,
                "[\"gzip\", \"br\"]",
            );
        }
        text.push_str("\n# Values for every page.\n[context]\n# site_name = \"Example\"\n");
        self.pages(&mut text);
        text.push_str(REST);
        text
    }

    fn pages(&self, text: &mut String) {
        let codes: Vec<String> = self.statuses.iter().map(u16::to_string).collect();
        text.push_str("\n# One page for each status code.\n[[pages]]\n");
        if codes.is_empty() {
            text.push_str("path = \"error.html\"\n# status = [500, 502, 503, 504]\n");
        } else {
            // writing to a `String` cannot fail
            let _ = writeln!(text, "path = \"{{status}}.html\"\nstatus = [{}]", codes.join(", "));
        }
        match &self.template {
            Some(template) => {
                let _ = writeln!(text, "template = {}", quoted(template));
            }
            None => text
                .push_str("# Without a template this is the built-in page.\n# template = \"error.html\"\n"),
        }
    }
}

const REST: &str = r#"
# A page of its own: what it sets goes before what is set above.
# [[pages]]
# path = "maintenance.html"
# status = 503
# template = "maintenance.html"
# context = { name = "Back soon" }

# How static files are linked: a prefix, and the manifest of hashed names if there is one.
# [static]
# url = "/static/"
# manifest = "static/staticfiles.json"

# URLs that templates ask for by name.
# [urls]
# about = "/about/"

# Remove pages that are no longer made.
# [publish]
# prune = true
"#;

fn setting(text: &mut String, comment: &str, key: &str, value: Option<String>, example: &str) {
    // writing to a `String` cannot fail
    let _ = match value {
        Some(value) => writeln!(text, "# {comment}\n{key} = {value}"),
        None => writeln!(text, "# {comment}\n# {key} = {example}"),
    };
}

/// `text` as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// The backend whose extensions most of the templates have.
fn engine(names: &[String], backends: &[&'static Backend]) -> Option<String> {
    let count = |backend: &Backend| {
        let has = |name: &&String| {
            name.rsplit_once('.').is_some_and(|(_, extension)| backend.extensions.contains(&extension))
        };
        names.iter().filter(has).count()
    };
    let counted =
        backends.iter().map(|backend| (count(backend), backend.name)).filter(|(count, _)| *count > 0);
    counted.max_by_key(|(count, _)| *count).map(|(_, name)| name.to_owned())
}

/// The template that looks most like an error page.
fn error_page(names: &[String]) -> Option<String> {
    const STEMS: [&str; 8] = ["error", "errors", "50x", "5xx", "502", "503", "500", "404"];
    let stem = |name: &str| -> Option<usize> {
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.split('.').next().unwrap_or(file);
        STEMS.iter().position(|known| *known == stem)
    };
    names.iter().filter_map(|name| Some((stem(name)?, name))).min().map(|(_, name)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::Starter;
    use crate::config::Config;
    use crate::registry::Backend;

    const fn backend(name: &'static str, extensions: &'static [&'static str]) -> Backend {
        Backend {
            name,
            summary: "",
            engine: "",
            package: "",
            extensions,
            options: &[],
            build: |_| unreachable!("never built in this test"),
        }
    }

    static JINJA: Backend = backend("jinja", &["j2", "jinja"]);
    static TERA: Backend = backend("tera", &["tera"]);

    fn read(text: &str) -> Config {
        Config::from_toml(text, "downpage.toml", "").unwrap_or_else(|errors| panic!("{errors}\n{text}"))
    }

    #[test]
    fn the_starter_of_nothing_is_a_configuration() {
        let config = read(&Starter::default().text());
        assert_eq!(config.pages[0].statuses, [500, 502, 503, 504]);
        assert_eq!((config.pages[0].template.as_deref(), config.engine), (None, None));
    }

    // one of them compresses
    #[cfg(feature = "compress")]
    #[test]
    fn the_examples_in_comments_are_configurations_too() {
        let text = Starter::default().text();
        let examples: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with('[') || rest.contains(" = ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .filter(|line| !line.starts_with("manifest"))
            .collect();
        let config = read(&examples);
        assert_eq!(config.pages.len(), 2);
        assert_eq!(config.engine.map(|engine| engine.name.to_string()).as_deref(), Some("jinja"));
        assert!(config.publish.prune && config.time_zone.is_some());
    }

    #[test]
    fn what_is_in_the_folder_is_set() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("templates/errors")).unwrap();
        for name in ["base.tera", "errors/502.tera", "errors/error.tera", "old.j2"] {
            std::fs::File::create(dir.path().join("templates").join(name)).unwrap();
        }
        let starter = Starter::look(dir.path(), &[&JINJA, &TERA]);
        assert_eq!(
            (starter.engine.as_deref(), starter.template.as_deref()),
            (Some("tera"), Some("errors/error.tera"))
        );
        let config = read(&starter.text());
        assert_eq!(config.engine.map(|engine| engine.name.to_string()).as_deref(), Some("tera"));
        assert_eq!(config.templates, [std::path::Path::new("templates")]);
        assert_eq!(config.pages[0].template.as_deref(), Some("errors/error.tera"));
        assert_eq!(Starter::look(&dir.path().join("none"), &[&JINJA]), Starter::default());
    }

    #[test]
    fn odd_names_are_quoted() {
        let name = "a\"b\\c\u{1}ü";
        let starter = Starter {
            templates: vec![name.to_owned()],
            template: Some(name.to_owned()),
            statuses: Vec::new(),
            ..Starter::default()
        };
        let config = read(&starter.text());
        assert_eq!(config.templates, [std::path::Path::new(name)]);
        assert_eq!((config.pages[0].template.as_deref(), &*config.pages[0].path), (Some(name), "error.html"));
    }
}
