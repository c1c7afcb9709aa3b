//! Finds catalogs on disk: `<directory>/<locale>/LC_MESSAGES/<domain>.mo`, or `.po`.

use std::io::ErrorKind as IoErrorKind;
use std::path::{Path, PathBuf};

use super::header::Charset;
use super::{Catalog, Translations};
use crate::error::{Error, ErrorKind, Result};
use crate::span::{Location, Span};
use crate::surroundings::language::{fallbacks, normalize, to_locale};

impl Translations {
    /// Reads the catalogs of `languages`, and of what stands in for them. Those of others are read when they are asked for,
    /// as by Django's `{% language %}`; one that cannot be read then is none.
    ///
    /// The first directory goes before the next, and in it the first domain. A locale's directory may be spelt in any
    /// way, such as `pt_BR` or `pt-br`. Where there is a `.mo` file, the `.po` file beside it is not read, as gettext does,
    /// even when it is newer. A language without catalogs is no error: the messages may be in that language.
    ///
    /// ```no_run
    /// use downpage_core::surroundings::Translations;
    ///
    /// let translations = Translations::load(&["locale".into()], &["django"], &["de", "pt-br"])?;
    /// # Ok::<(), downpage_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when a directory does not exist, [`ErrorKind::Io`] for what cannot be read,
    /// [`ErrorKind::BadData`] for a catalog that is damaged.
    pub fn load(directories: &[PathBuf], domains: &[&str], languages: &[&str]) -> Result<Self> {
        let mut wanted: Vec<String> = languages.iter().flat_map(|language| fallbacks(language)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut translations = Self {
            directories: directories.to_vec(),
            domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
            ..Self::default()
        };
        for directory in directories {
            let locales = locales(directory)?;
            for other in locales.iter().map(|locale| normalize(locale)).filter(|name| !wanted.contains(name))
            {
                translations.others.entry(other).or_default();
            }
            for language in &wanted {
                for locale in locales.iter().filter(|locale| normalize(locale) == *language) {
                    for domain in domains {
                        let folder = directory.join(locale).join("LC_MESSAGES");
                        if let Some(catalog) = load_catalog(&folder, domain)? {
                            translations.add(language, catalog);
                        }
                    }
                }
            }
        }
        Ok(translations)
    }

    /// The catalogs of a language that was not wanted at first.
    pub(super) fn read_other(&self, language: &str) -> Vec<Catalog> {
        let domains: Vec<&str> = self.domains.iter().map(String::as_str).collect();
        let read = Self::load(&self.directories, &domains, &[language]);
        read.ok().and_then(|mut read| read.languages.remove(language)).unwrap_or_default()
    }

    /// Reads the catalogs of one more language, from where [`load`](Self::load) read the others.
    ///
    /// # Errors
    /// As for [`load`](Self::load).
    pub fn learn(&mut self, language: &str) -> Result<()> {
        let domains: Vec<&str> = self.domains.iter().map(String::as_str).collect();
        for (language, catalogs) in Self::load(&self.directories, &domains, &[language])?.languages {
            self.languages.entry(language).or_insert(catalogs);
        }
        Ok(())
    }
}

/// The names in a directory of locales; a locale that is spelt as in gettext goes before others of the same language.
fn locales(directory: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(directory).map_err(|cause| match cause.kind() {
        IoErrorKind::NotFound | IoErrorKind::NotADirectory => {
            let message = format!("there is no directory of translations at `{}`", directory.display());
            Error::new(ErrorKind::Configuration, message).caused_by(cause)
        }
        _ => cannot_read(directory, cause),
    })?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable_by_key(|name| (to_locale(name) != *name, name.clone()));
    Ok(names)
}

/// The catalog of `domain`, compiled or not, if there is one.
fn load_catalog(folder: &Path, domain: &str) -> Result<Option<Catalog>> {
    let compiled = folder.join(format!("{domain}.mo"));
    if let Some(bytes) = read(&compiled)? {
        return Catalog::from_mo(&bytes, &compiled.display().to_string()).map(Some);
    }
    let source = folder.join(format!("{domain}.po"));
    let Some(bytes) = read(&source)? else { return Ok(None) };
    let name = source.display().to_string();
    Catalog::from_po(&decode(bytes, &name)?, &name).map(Some)
}

/// The bytes of a file; `None` when there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if matches!(cause.kind(), IoErrorKind::NotFound | IoErrorKind::NotADirectory) => Ok(None),
        Err(cause) => Err(cannot_read(path, cause)),
    }
}

/// The text of a `.po` file: UTF-8, or what it says itself.
fn decode(bytes: Vec<u8>, name: &str) -> Result<String> {
    String::from_utf8(bytes).or_else(|fault| {
        let lossy = String::from_utf8_lossy(fault.as_bytes());
        // Not parsed yet: the header is searched as it is written, with `\n` as two characters.
        let header = lossy.lines().find(|line| line.contains("charset=")).unwrap_or_default();
        let header = header.trim_matches(['"', '\r']).trim_end_matches("\\n");
        if let Ok(Charset::Latin1) = Charset::of(header) {
            return Ok(Charset::Latin1.decode(fault.as_bytes()).unwrap_or_default().into_owned());
        }
        let at = fault.utf8_error().valid_up_to();
        let valid = String::from_utf8_lossy(fault.as_bytes().get(..at).unwrap_or_default());
        Err(Error::new(ErrorKind::BadData, "the catalog is not UTF-8")
            .at(Location::in_source(name, &valid, Span::new(at, at)))
            .help("save it as UTF-8, with `msgconv --to-code=UTF-8`"))
    })
}

fn cannot_read(path: &Path, cause: std::io::Error) -> Error {
    Error::io(format!("cannot read `{}`", path.display()), cause)
}
