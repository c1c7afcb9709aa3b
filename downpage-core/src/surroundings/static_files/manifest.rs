//! Manifests of hashed file names, as Django, Vite and webpack write them.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::join::join;
use super::{SAFE, plain_url};
use crate::error::{Error, ErrorKind, Result, suggest};
use crate::span::{Location, Span};
use crate::surroundings::percent::{quote, unquote};

/// A manifest, read.
#[derive(Clone, Debug)]
pub(super) struct Manifest {
    source: Box<str>,
    tool: Tool,
    files: BTreeMap<Box<str>, File>,
}

/// Who wrote a manifest, and so how its names become URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Django,
    Vite,
    Webpack,
}

/// One entry.
#[derive(Clone, Debug, Default)]
struct File {
    name: Box<str>,
    css: Vec<Box<str>>,
    imports: Vec<Box<str>>,
}

impl Manifest {
    /// Reads the manifest in `text`, by whichever tool.
    pub(super) fn read(text: &str, source: &str) -> Result<Self> {
        let json: Json = serde_json::from_str(text).map_err(|fault| not_json(text, source, fault))?;
        let Json::Object(table) = &json else {
            let place = Location::in_source(source, text, Span::new(0, 1));
            return Err(unknown_shape("it is not a JSON object").at(place));
        };
        let (tool, table) = match table.get("paths") {
            Some(Json::Object(paths)) => {
                check_version(table.get("version"), text, source)?;
                (Tool::Django, paths)
            }
            _ if table.values().any(|entry| entry.get("file").is_some()) => (Tool::Vite, table),
            _ => (Tool::Webpack, table),
        };
        let mut files = BTreeMap::new();
        for (key, entry) in table {
            let Some(file) = File::read(tool, entry) else {
                // The webpack plugins can be told to list the entry points in the same table.
                if tool == Tool::Webpack && key == "entrypoints" {
                    continue;
                }
                let place = Location::in_source(source, text, key_span(text, key));
                return Err(unknown_shape(format!("`{key}` has no file name")).at(place));
            };
            files.insert(key.as_str().into(), file);
        }
        Ok(Self { source: source.into(), tool, files })
    }

    /// The URL of `path`, with its query and fragment.
    pub(super) fn url(&self, prefix: &str, path: &str) -> Result<String> {
        match self.tool {
            Tool::Django => self.django_url(prefix, path),
            Tool::Vite | Tool::Webpack => {
                let (path, suffix) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
                Ok(self.place(prefix, &self.find(path)?.name) + suffix)
            }
        }
    }

    /// The style sheets of `entry`, and of what it imports before them; each once.
    pub(super) fn stylesheets(&self, prefix: &str, entry: &str) -> Result<Vec<String>> {
        let mut seen = vec![entry];
        let mut next = 0;
        let mut names: Vec<&str> = self.find(entry)?.css.iter().map(|name| &**name).collect();
        while let Some(key) = seen.get(next) {
            next += 1;
            for import in &self.find(key)?.imports {
                if !seen.contains(&&**import) {
                    seen.push(import);
                    let css = self.find(import)?.css.iter().map(|name| &**name);
                    let new: Vec<&str> = css.filter(|name| !names.contains(name)).collect();
                    names.splice(0..0, new);
                }
            }
        }
        Ok(names.into_iter().map(|name| self.place(prefix, name)).collect())
    }

    /// As `ManifestStaticFilesStorage.url` of Django: looked up decoded, returned decoded.
    fn django_url(&self, prefix: &str, path: &str) -> Result<String> {
        let (body, fragment) = path.split_once('#').unwrap_or((path, ""));
        let name = unquote(body);
        let (name, query) = name.split_once('?').unwrap_or((&name, ""));
        let hashed = if name.ends_with('/') { name } else { &self.find(name.trim())?.name };
        let mut url = unquote(&plain_url(prefix, hashed));
        if !query.is_empty() {
            url = url + "?" + query;
        } else if path.contains("?#") {
            url.push('?'); // `a.eot?#iefix`: an old browser's bug asks for the empty query
        }
        if !fragment.is_empty() {
            url = url + "#" + &unquote(fragment);
        }
        Ok(url)
    }

    /// A name of Vite's or webpack's as URL.
    fn place(&self, prefix: &str, name: &str) -> String {
        match self.tool {
            // webpack writes URLs: complete ones when it knows where its files are served.
            Tool::Webpack if is_rooted(name) => name.to_owned(),
            Tool::Webpack => join(prefix, name),
            Tool::Django | Tool::Vite => join(prefix, quote(name, SAFE).trim_start_matches('/')),
        }
    }

    fn find(&self, path: &str) -> Result<&File> {
        self.files.get(path).ok_or_else(|| {
            let known = || self.files.keys().map(|key| &**key);
            let file_name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
            let elsewhere = known().find(|key| file_name(key) == file_name(path));
            let help = match elsewhere {
                Some(key) => Some(format!("did you mean `{key}`?")),
                None => suggest(path, known()),
            };
            Error::new(ErrorKind::Rendering, format!("the manifest of static files has no `{path}`"))
                .note(format!("the manifest is `{}`, with {} files", self.source, self.files.len()))
                .maybe_help(help)
        })
    }
}

impl File {
    fn read(tool: Tool, entry: &Json) -> Option<Self> {
        let name = match tool {
            Tool::Django => entry.as_str()?,
            Tool::Vite => entry.get("file")?.as_str()?,
            Tool::Webpack => entry.as_str().or_else(|| entry.get("src")?.as_str())?,
        };
        Some(Self { name: name.into(), css: texts(entry.get("css")), imports: texts(entry.get("imports")) })
    }
}

fn texts(list: Option<&Json>) -> Vec<Box<str>> {
    let items = list.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some(item.as_str()?.into())).collect()
}

/// Whether a URL needs no prefix: it has a scheme, or starts at the root.
fn is_rooted(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    url.starts_with('/') || scheme.is_some_and(is_scheme)
}

fn check_version(version: Option<&Json>, text: &str, source: &str) -> Result<()> {
    if let Some("1.0" | "1.1") = version.and_then(Json::as_str) {
        return Ok(());
    }
    let found = version.map_or_else(|| "none".to_owned(), |version| format!("`{version}`"));
    let key = if version.is_some() { "version" } else { "paths" };
    let place = Location::in_source(source, text, key_span(text, key));
    let message = format!("expected version `1.0` or `1.1` of Django's manifest, found {found}");
    Err(Error::new(ErrorKind::BadData, message).at(place).help("run `collectstatic` again"))
}

fn not_json(text: &str, source: &str, fault: serde_json::Error) -> Error {
    let full = fault.to_string();
    let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let before: usize = text.split_inclusive('\n').take(fault.line().saturating_sub(1)).map(str::len).sum();
    let at = before + fault.column().saturating_sub(1);
    Error::new(ErrorKind::BadData, format!("the manifest of static files is not JSON: {reason}"))
        .at(Location::in_source(source, text, Span::new(at, at + 1)))
        .help("build the static files again")
        .caused_by(fault)
}

fn unknown_shape(reason: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::BadData, format!("this is no manifest of static files that is known: {reason}"))
        .help(
            "known: Django's `staticfiles.json`, Vite's `manifest.json`, \
         those of `webpack-manifest-plugin` and `webpack-assets-manifest`",
        )
}

/// Where `key` stands in the text; the JSON reader keeps no places.
fn key_span(text: &str, key: &str) -> Span {
    let quoted = Json::from(key).to_string();
    let is_key = |at: &usize| text[at + quoted.len()..].trim_start().starts_with(':');
    let at = text.match_indices(&quoted).map(|(at, _)| at).find(is_key);
    at.map_or(Span::new(0, 0), |at| Span::new(at, at + quoted.len()))
}
