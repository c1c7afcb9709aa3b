//! `DOWNPAGE_PAGES`: paths, templates, contexts.

use std::sync::Arc;

use downpage_core::{Map, Value};

use crate::project::facts::{Fact, LazyText, Page};
use crate::project::{Py, Settings, Traced};

use super::simple::{fact, place_of, text_list};

const FORM: &str = "write `(\"502.html\", \"error.html\")`, or with values `(\"502.html\", \"error.html\", {\"name\": \"...\"})`";

/// The pages; unknown as a whole when the place or the template of one of them is.
pub(super) fn downpage_pages(settings: &Settings) -> Fact<Vec<Page>> {
    let Some(value) = settings.get("DOWNPAGE_PAGES") else { return Fact::default() };
    let place = place_of(value);
    if let Py::Unknown(_) = value.value {
        return fact(value, |_| Ok(None));
    }
    let Some(entries) = value.as_sequence() else {
        let reason = format!("expected a list of pages, found {}", value.value.describe());
        return Fact::unknown(reason, place).with_help(FORM);
    };
    let mut pages = Vec::new();
    for entry in entries {
        match page(entry) {
            Ok(page) => pages.push(page),
            Err(unknown) => return *unknown,
        }
    }
    Fact::said(pages, place)
}

fn page(entry: &Traced) -> Result<Page, Box<Fact<Vec<Page>>>> {
    let place = place_of(entry);
    let wrong = |reason: String| Box::new(Fact::unknown(reason, place.clone()).with_help(FORM));
    if let Py::Unknown(_) = entry.value {
        return Err(Box::new(fact(entry, |_| Ok(None))));
    }
    let items = entry.as_sequence().ok_or_else(|| {
        wrong(format!(
            "a page is a tuple of a path, a template and perhaps a context, found {}",
            entry.value.describe()
        ))
    })?;
    let ([path, template] | [path, template, _]) = items else {
        return Err(wrong(format!(
            "a page has a path, a template and perhaps a context, found {} items",
            items.len()
        )));
    };
    let path = fact(path, |path| {
        path.as_str().map(|path| Some(path.to_owned())).ok_or("the path of a page as text")
    });
    let templates = fact(template, |template| match template.as_str() {
        Some(name) => Ok(Some(vec![name.to_owned()])),
        None => text_list(template).map(Some).ok_or("the name of a template"),
    });
    let (Some(path), Some(templates)) = (path.value.clone(), templates.value.clone()) else {
        let unknown =
            if path.value.is_none() { path.map(|_| Vec::new()) } else { templates.map(|_| Vec::new()) };
        return Err(Box::new(unknown));
    };
    let mut page = Page { path, templates, place, ..Page::default() };
    if let Some(context) = items.get(2) {
        page.context = self::context(context, &mut page.lazy);
    }
    Ok(page)
}

/// The extra context, and what of it is to be translated.
fn context(value: &Traced, lazy: &mut Vec<LazyText>) -> Fact<Value> {
    let place = place_of(value);
    if let Py::Set(items) = &value.value {
        let reason =
            "braces with commas alone are a set in Python, and the context of a page is a dictionary";
        return Fact::unknown(reason, place).with_help(meant_by_set(items));
    }
    if let Some(unknown) = value.unknown() {
        let at = unknown.place.as_ref().map(|place| place.location().into());
        return Fact::unknown(unknown.reason.clone(), at.or(place));
    }
    let pairs: Vec<(&Traced, &Traced)> = match &value.value {
        Py::Dict(pairs) => pairs.iter().map(|(name, value)| (name, value)).collect(),
        // `dict.update()` takes pairs as well.
        Py::List(items) | Py::Tuple(items)
            if items.iter().all(|item| item.as_sequence().is_some_and(|pair| pair.len() == 2)) =>
        {
            items.iter().filter_map(Traced::as_sequence).map(|pair| (&pair[0], &pair[1])).collect()
        }
        other => {
            return Fact::unknown(
                format!("the context of a page is a dictionary, found {}", other.describe()),
                place,
            );
        }
    };
    let mut map = Map::new();
    for (name, value) in pairs {
        // A template cannot ask for a name that is no text.
        let Some(name) = name.as_str() else { continue };
        let Some(plain) = value.to_value(&|_, message| message.to_owned()) else {
            let what = holder(value);
            let reason = format!("a template cannot be given {what} here, as `{name}`: only Python has it");
            return Fact::unknown(reason, place_of(value).or(place));
        };
        map.insert(Arc::from(name), plain);
        find_lazy(value, &mut vec![name.to_owned()], lazy);
    }
    Fact::said(map.into(), place)
}

/// What of a value only Python has.
fn holder(value: &Traced) -> &'static str {
    match &value.value {
        Py::List(items) | Py::Tuple(items) => items
            .iter()
            .find(|item| item.to_value(&|_, text| text.to_owned()).is_none())
            .map_or("this", holder),
        Py::Dict(pairs) => {
            let inner = pairs.iter().find(|(_, value)| value.to_value(&|_, text| text.to_owned()).is_none());
            inner.map_or("this", |(_, value)| holder(value))
        }
        other => other.describe(),
    }
}

fn find_lazy(value: &Traced, path: &mut Vec<String>, lazy: &mut Vec<LazyText>) {
    match &value.value {
        Py::Translatable { message, context } => lazy.push(LazyText {
            path: path.clone(),
            message: message.to_string(),
            context: context.as_deref().map(str::to_owned),
        }),
        Py::List(items) | Py::Tuple(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                find_lazy(item, path, lazy);
                path.pop();
            }
        }
        Py::Dict(pairs) => {
            for (name, value) in pairs {
                if let Some(name) = name.as_str() {
                    path.push(name.to_owned());
                    find_lazy(value, path, lazy);
                    path.pop();
                }
            }
        }
        _ => {}
    }
}

/// What a set was meant to be.
fn meant_by_set(items: &[Traced]) -> String {
    let texts: Option<Vec<&str>> = items.iter().map(Traced::as_str).collect();
    let meant = texts.filter(|texts| !texts.is_empty() && texts.len().is_multiple_of(2)).map(|texts| {
        let pairs = texts.chunks(2).map(|pair| format!("{:?}: {:?}", pair[0], pair[1]));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
    });
    format!("write `{}`, with a colon", meant.unwrap_or_else(|| "{\"name\": \"...\"}".to_owned()))
}
