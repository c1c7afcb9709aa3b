//! What tags and filters in Python gave, written down as stand-ins for runs without Python; and whether that still holds.

use std::fmt::Write as _;
use std::sync::Arc;

use downpage::config::Config;
use downpage::plan::{self, Plan, PlannedPage};
use downpage::{Error, ErrorKind, Errors, Map, Value as CoreValue};
use serde_json::Value;

use super::PythonProject;

/// One use of a tag or filter, and what it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stand {
    /// The library; empty for one that needs no `{% load %}`.
    library: String,
    /// `tags` or `filters`.
    kind: String,
    name: String,
    /// The tag as it is written, or the filter's input.
    of: String,
    argument: Option<String>,
    /// The page, where not all pages got the same.
    page: Option<String>,
    /// `html` or `text`, and what was given.
    gave: (String, String),
}

impl Stand {
    /// Whether it is a recording of the same use.
    fn is_use_of(&self, other: &Self) -> bool {
        (&self.library, &self.kind, &self.name, &self.of, &self.argument)
            == (&other.library, &other.kind, &other.name, &other.of, &other.argument)
    }

    /// What it is, for messages.
    fn shown(&self) -> String {
        match (&*self.kind, &self.argument) {
            ("tags", _) => format!("`{{% {} %}}`", self.of),
            (_, None) => format!("the filter `{}` of `{}`", self.name, self.of),
            (_, Some(argument)) => format!("the filter `{}:{argument}` of `{}`", self.name, self.of),
        }
    }
}

/// What was seen on the pages of a site.
#[derive(Debug, Default)]
struct Seen {
    stands: Vec<Stand>,
    /// What cannot stand in for itself, and why.
    cannot: Vec<String>,
}

/// The tables of a configuration for what the project's tags and filters gave on its pages; nothing when there are none.
///
/// # Errors
/// When the pages cannot be planned. A page that Python cannot make is left out, and a comment says so.
pub(crate) fn recorded(config: &Config, python: &PythonProject) -> Result<String, Errors> {
    let seen = watch(&plan::plan(config, None)?, python);
    Ok(tables(&seen))
}

/// Holds the stand-ins of the configuration to what Python gives now on the pages of `plan`.
///
/// # Errors
/// One for every stand-in that has gone stale.
pub(crate) fn check(plan: &Plan, python: &PythonProject) -> Result<(), Errors> {
    let known = python.remembered();
    if known.is_empty() {
        return Ok(());
    }
    let mut errors = Vec::new();
    for page in &plan.pages {
        let Ok(seen) = python.record(page) else { continue };
        for stand in seen.as_array().into_iter().flatten().filter_map(|one| stand(one, page)) {
            errors.extend(stale(&stand, &known));
        }
    }
    Errors::check(errors)
}

/// The error for a use that the configuration has with something else than it gave on its page.
fn stale(now: &Stand, known: &[Stand]) -> Option<Error> {
    let uses = || known.iter().filter(|known| known.is_use_of(now));
    let here =
        uses().find(|known| known.page == now.page).or_else(|| uses().find(|known| known.page.is_none()));
    let page = now.page.clone().unwrap_or_default();
    let message = match here {
        Some(known) if known.gave == now.gave => return None,
        Some(_) => format!("the recorded stand-in for {} has gone stale", now.shown()),
        // A tag that has stand-ins by hand is none of ours.
        None if !known.iter().any(|known| (&known.kind, &known.name) == (&now.kind, &now.name)) => {
            return None;
        }
        None => format!("{} was not recorded", now.shown()),
    };
    let mut error = Error::new(ErrorKind::Rendering, message).on_page(page.into());
    if let Some(known) = here {
        error = error.note(format!("it was `{}`", known.gave.1)).note(format!("it is  `{}`", now.gave.1));
    }
    Some(error.help("record anew: `downpage init --python --force`"))
}

/// Renders every page by Python, and watches.
fn watch(plan: &Plan, python: &PythonProject) -> Seen {
    let mut seen = Seen::default();
    for page in &plan.pages {
        let uses = match python.record(page) {
            Ok(uses) => uses,
            Err(error) => {
                seen.cannot.push(format!("page `{}`: {}", page.path, error.message()));
                continue;
            }
        };
        for one in uses.as_array().into_iter().flatten() {
            match (stand(one, page), one["cannot"].as_str()) {
                (Some(stand), None) => seen.stands.push(stand),
                (_, reason) => {
                    let name = one["name"].as_str().unwrap_or_default();
                    let reason = reason.unwrap_or("it gives nothing that can be written down");
                    seen.cannot.push(format!("`{name}` on page `{}`: {reason}", page.path));
                }
            }
        }
    }
    seen.cannot.sort_unstable();
    seen.cannot.dedup();
    seen.settle()
}

/// A use as the probe tells it.
fn stand(one: &Value, page: &PlannedPage) -> Option<Stand> {
    let text = |key: &str| one[key].as_str().map(str::to_owned);
    let gave = text("html").map(|html| ("html".to_owned(), html));
    Some(Stand {
        library: text("library")?,
        kind: text("kind")?,
        name: text("name")?,
        of: text("use")?,
        argument: text("argument"),
        page: Some(page.path.to_string()),
        gave: gave.or_else(|| text("text").map(|text| ("text".to_owned(), text)))?,
    })
}

impl Seen {
    /// One stand-in for each use where all pages got the same; one for each page where they did not; none where one page got
    /// this and then that.
    fn settle(mut self) -> Self {
        let all = std::mem::take(&mut self.stands);
        for stand in &all {
            if self
                .stands
                .iter()
                .any(|known| known.is_use_of(stand) && (known.page.is_none() || known.page == stand.page))
            {
                continue;
            }
            let same: Vec<&Stand> = all.iter().filter(|other| other.is_use_of(stand)).collect();
            let on_page = || same.iter().filter(|other| other.page == stand.page);
            if same.iter().all(|other| other.gave == stand.gave) {
                self.stands.push(Stand { page: None, ..stand.clone() });
            } else if stand.kind == "tags" && on_page().all(|other| other.gave == stand.gave) {
                self.stands.push(stand.clone());
            } else {
                let page = stand.page.as_deref().unwrap_or_default();
                let reason = format!("{} on page `{page}` gives this and then that", stand.shown());
                if !self.cannot.contains(&reason) {
                    self.cannot.push(reason);
                }
            }
        }
        self
    }
}

/// The stand-ins as a configuration writes them.
fn tables(seen: &Seen) -> String {
    if seen.stands.is_empty() && seen.cannot.is_empty() {
        return String::new();
    }
    let mut text = "\n# What tags and filters in Python gave, recorded by `downpage init --python`.\n\
                    # `downpage generate --check --python` says when it has gone stale.\n"
        .to_owned();
    for reason in &seen.cannot {
        let _ = writeln!(text, "# Not recorded: {}", reason.replace(['\n', '\r'], " "));
    }
    let mut groups: Vec<(&str, &str)> = Vec::new();
    for stand in &seen.stands {
        let group = (stand.library.as_str(), stand.kind.as_str());
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups.sort_unstable();
    for (library, kind) in groups {
        let table = match library {
            "" => format!("stand_ins.{kind}"),
            library => format!("libraries.{}.{kind}", key(library)),
        };
        let _ = writeln!(text, "\n[engines.django.{table}]");
        let of_group: Vec<&Stand> = seen
            .stands
            .iter()
            .filter(|stand| (stand.library.as_str(), stand.kind.as_str()) == (library, kind))
            .collect();
        let mut names: Vec<&str> = of_group.iter().map(|stand| stand.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let _ = writeln!(text, "{} = {{ recorded = [", key(name));
            for stand in of_group.iter().filter(|stand| stand.name == name) {
                let _ = write!(text, "    {{ use = {}", string(&stand.of));
                for (key, value) in [("argument", &stand.argument), ("page", &stand.page)] {
                    if let Some(value) = value {
                        let _ = write!(text, ", {key} = {}", string(value));
                    }
                }
                let _ = writeln!(text, ", {} = {} }},", stand.gave.0, string(&stand.gave.1));
            }
            text.push_str("] }\n");
        }
    }
    text
}

/// A key as TOML writes it.
fn key(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { string(name) }
}

/// A text as TOML writes it: as JSON does, but for one letter.
fn string(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

/// Takes the recorded stand-ins out of a configuration: with Python at hand, its tags and filters are asked themselves.
pub(crate) fn taken_out_of(config: &mut Config) -> Vec<Stand> {
    let mut taken = Vec::new();
    let Some(table) = config.engines.get_mut("django") else { return taken };
    let mut change = |path: &[&str], library: &str, options: &mut Map| {
        for kind in ["tags", "filters"] {
            let Some(entries) = path_in(options, path).and_then(|table| inner(table, kind)) else { continue };
            let mut kept = Map::new();
            for (name, entry) in &*entries {
                match entry.as_map().and_then(|entry| entry.get("recorded")).and_then(CoreValue::as_list) {
                    Some(uses) => taken.extend(uses.iter().filter_map(|one| read(library, kind, name, one))),
                    None => {
                        kept.insert(Arc::clone(name), entry.clone());
                    }
                }
            }
            *entries = kept;
        }
    };
    change(&["stand_ins"], "", &mut table.options);
    let libraries: Vec<Arc<str>> = table
        .options
        .get("libraries")
        .and_then(CoreValue::as_map)
        .map(|libraries| libraries.keys().map(Arc::clone).collect())
        .unwrap_or_default();
    for library in libraries {
        change(&["libraries", &library], &library, &mut table.options);
    }
    // A library without anything left is one that Django loads, and we do not have.
    if let Some(libraries) = inner(&mut table.options, "libraries") {
        let is_empty = |value: &CoreValue| {
            value
                .as_map()
                .is_some_and(|kinds| kinds.values().all(|kind| kind.as_map().is_some_and(Map::is_empty)))
        };
        let kept = libraries.iter().filter(|(_, value)| !is_empty(value));
        *libraries = kept.map(|(name, value)| (Arc::clone(name), value.clone())).collect();
    }
    taken
}

/// The table at `path`.
fn path_in<'m>(table: &'m mut Map, path: &[&str]) -> Option<&'m mut Map> {
    match path {
        [] => Some(table),
        [name, rest @ ..] => path_in(inner(table, name)?, rest),
    }
}

/// The table under `name`, if there is one.
fn inner<'m>(table: &'m mut Map, name: &str) -> Option<&'m mut Map> {
    match table.get(name)? {
        CoreValue::Map(_) => {}
        _ => return None,
    }
    match table.get_or_insert(name.into(), CoreValue::Null) {
        CoreValue::Map(map) => Some(Arc::make_mut(map)),
        _ => None,
    }
}

/// A recorded use of the configuration.
fn read(library: &str, kind: &str, name: &str, one: &CoreValue) -> Option<Stand> {
    let table = one.as_map()?;
    let text = |key: &str| table.get(key).and_then(CoreValue::as_text).map(str::to_owned);
    let gave = text("html").map(|html| ("html".to_owned(), html));
    Some(Stand {
        library: library.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        of: text("use")?,
        argument: text("argument"),
        page: text("page"),
        gave: gave.or_else(|| text("text").map(|text| ("text".to_owned(), text)))?,
    })
}
