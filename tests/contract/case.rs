//! One case: its folder, what each backend makes of it, and what it should.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use downpage::{Backend, Engine, Error, Format, MemoryLoader, Setup};

use crate::support::Site;

/// A folder of `tests/contract/`.
pub(crate) struct Case {
    pub(crate) name: String,
    folder: PathBuf,
    site: Site,
}

/// How a backend did.
pub(crate) enum Verdict {
    Passed,
    /// As declared, with the reason.
    Cannot(String),
    Failed(String),
}

/// What should come out.
enum Expected {
    Page(String),
    /// Kind and place: `unknown-name page.html:2:12`.
    Error(String),
}

/// The formats whose extension an expected page can have; the first when only errors are expected.
const EXTENSIONS: [&str; 4] = ["html", "txt", "json", "xml"];

impl Case {
    /// All cases, by name.
    pub(crate) fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract");
        let entries = fs::read_dir(root).expect("the folder of the cases");
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        folders.retain(|path| path.is_dir());
        folders.sort();
        folders.into_iter().map(Self::read).collect()
    }

    fn read(folder: PathBuf) -> Self {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let site = Site::read(&text(&folder.join("context.json")).unwrap_or_else(|| "{}".to_owned()));
        Self { name, folder, site }
    }

    /// Renders the case with `backend` and compares.
    pub(crate) fn run(&self, backend: &Backend) -> Verdict {
        let declared = text(&self.folder.join(format!("{}.cannot", backend.name)));
        let outcome = self.compare(backend);
        match (declared, outcome) {
            (None, Ok(())) => Verdict::Passed,
            (None, Err(difference)) => Verdict::Failed(difference),
            (Some(reason), Err(_)) => Verdict::Cannot(reason.trim().to_owned()),
            (Some(_), Ok(())) => Verdict::Failed(format!("passes: remove `{}.cannot`", backend.name)),
        }
    }

    fn compare(&self, backend: &Backend) -> Result<(), String> {
        let expected = self.expected(backend.name)?;
        let page = self.page();
        let engine = self.engine(backend)?;
        let context = self.site.context();
        let outcome = engine.render(&page, &context).map_err(|error| error_line(&error));
        let again = engine.render(&page, &context).map_err(|error| error_line(&error));
        if outcome != again {
            return Err("the second rendering differs from the first".to_owned());
        }
        match (expected, outcome) {
            (Expected::Page(expected), Ok(found)) => {
                if expected.trim_end_matches(['\r', '\n']) != found.trim_end_matches(['\r', '\n']) {
                    return Err(format!("expected:\n{expected}\nfound:\n{found}"));
                }
                engine
                    .check(&page)
                    .map_err(|error| format!("renders, but `check` says: {}", error_line(&error)))
            }
            (Expected::Error(expected), Err(found)) => {
                let (place, _) = found.split_once(": ").unwrap_or((&found, ""));
                if expected == place {
                    Ok(())
                } else {
                    Err(format!("expected: {expected}\nfound:    {found}"))
                }
            }
            (Expected::Page(_), Err(found)) => Err(format!("expected a page, found: {found}")),
            (Expected::Error(expected), Ok(found)) => {
                Err(format!("expected: {expected}\nfound a page:\n{found}"))
            }
        }
    }

    fn engine(&self, backend: &Backend) -> Result<Box<dyn Engine>, String> {
        let setup = || {
            Ok(Setup {
                loader: Arc::new(self.templates(backend.name)),
                surroundings: Arc::new(self.site.surroundings(&self.folder)?),
                format: Format::of(&self.page()),
                options: self.site.options(backend.name, backend.options)?,
                limits: self.site.limits(),
            })
        };
        setup().and_then(backend.build).map_err(|error: Error| error_line(&error))
    }

    /// The page's own template, `<engine>.html`, and those in `<engine>/`.
    fn templates(&self, engine: &str) -> MemoryLoader {
        let mut files = BTreeMap::new();
        collect(&self.folder.join(engine), "", &mut files);
        if let Some(text) = text(&self.folder.join(format!("{engine}.html"))) {
            files.insert(format!("page.{}", self.extension()), text);
        }
        files.into_iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(name, text))
    }

    /// The name of the page's template.
    fn page(&self) -> String {
        self.site.text("page").map_or_else(|| format!("page.{}", self.extension()), str::to_owned)
    }

    fn extension(&self) -> &'static str {
        let exists = |extension: &&str| self.folder.join(format!("expected.{extension}")).exists();
        EXTENSIONS.into_iter().find(exists).unwrap_or("html")
    }

    fn expected(&self, engine: &str) -> Result<Expected, String> {
        if text(&self.folder.join(format!("{engine}.html"))).is_none() {
            return Err(format!("the case has no template `{engine}.html`"));
        }
        let errors = text(&self.folder.join("expected.error")).unwrap_or_default();
        let lines = errors.lines().filter_map(|line| line.split_once(char::is_whitespace));
        if let Some((_, error)) = lines.into_iter().find(|(name, _)| *name == engine) {
            return Ok(Expected::Error(error.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        let extension = self.extension();
        let own = text(&self.folder.join(format!("expected.{engine}.{extension}")));
        let page = own.or_else(|| text(&self.folder.join(format!("expected.{extension}"))));
        page.map(Expected::Page).ok_or_else(|| "the case expects neither a page nor an error".to_owned())
    }
}

/// Kind and place, and what was said: `unknown-name page.html:2:12: unknown filter ...`.
fn error_line(error: &Error) -> String {
    let place = error.location().map(|place| format!(" {place}"));
    format!("{}{}: {}", error.kind().name(), place.unwrap_or_default(), error.message())
}

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, text(&path).expect("a template in UTF-8"));
        }
    }
}
