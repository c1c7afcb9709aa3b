//! The patterns of a URLconf in one language, by name: what Django's resolver keeps to reverse them.

use std::collections::HashMap;
use std::sync::Arc;

use downpage_core::surroundings::Translations;
use downpage_core::surroundings::percent::quote;
use downpage_core::{Map, Value};

use super::normalize::{Form, Part, normalize};
use super::regex::search;
use super::route::{Converter, Defaults, Entry, escape};
use crate::project::py::Unknown;

/// What stays unencoded: RFC 3986's `pchar`.
const SAFE: &str = "!$&'()*+,;=/~:@";

/// One level of names.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The candidates of each name, the one that was written last first.
    pub(super) names: HashMap<Arc<str>, Vec<Candidate>>,
    /// The namespaces below, with the pattern that leads to each and its converters.
    pub(super) namespaces: HashMap<Arc<str>, (String, Arc<Index>, Converters)>,
    /// The instances of each application.
    pub(super) apps: HashMap<Arc<str>, Vec<Arc<str>>>,
    /// What only Python can tell, here and below.
    pub(super) unknown: Vec<Arc<Unknown>>,
}

type Converters = Vec<(Arc<str>, Converter)>;

/// A pattern that a name may stand for.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The regular expression, from the level of the index on.
    pub(super) pattern: String,
    pub(super) defaults: Defaults,
    pub(super) converters: Converters,
    /// Why it cannot be used, if so.
    broken: Option<String>,
}

impl Index {
    /// The index of patterns, in a language.
    pub(super) fn new(entries: &[Entry], language: &str, translations: &Translations) -> Self {
        let mut index = Self::default();
        for entry in entries.iter().rev() {
            match entry {
                Entry::Unknown(unknown) => index.unknown.push(Arc::clone(unknown)),
                Entry::View { name: None, .. } => {}
                Entry::View { route, name: Some(name), defaults } => {
                    let (pattern, broken) = made(route.pattern(language, translations));
                    let converters = route.converters().to_vec();
                    let candidate = Candidate { pattern, defaults: defaults.clone(), converters, broken };
                    index.names.entry(Arc::clone(name)).or_default().push(candidate);
                }
                Entry::Include { route, inside, app, namespace, defaults } => {
                    let (prefix, broken) = made(route.pattern(language, translations));
                    let below = Self::new(inside, language, translations);
                    let own = route.converters();
                    index.unknown.extend(below.unknown.iter().cloned());
                    match (app, namespace) {
                        (Some(app), Some(namespace)) => {
                            index.apps.entry(Arc::clone(app)).or_default().push(Arc::clone(namespace));
                            let entry = (prefix, Arc::new(below), own.to_vec());
                            index.namespaces.insert(Arc::clone(namespace), entry);
                        }
                        _ => index.take_in(below, &prefix, own, defaults, broken.as_ref()),
                    }
                }
            }
        }
        index
    }

    /// Adds the names of a level below that is no namespace.
    fn take_in(
        &mut self,
        below: Self,
        prefix: &str,
        own: &[(Arc<str>, Converter)],
        defaults: &Defaults,
        broken: Option<&String>,
    ) {
        // The order of names is of no account: each has its own list.
        #[expect(clippy::iter_over_hash_type, reason = "each name has its own list")]
        for (name, candidates) in below.names {
            let list = self.names.entry(name).or_default();
            for mut candidate in candidates {
                candidate.pattern.insert_str(0, prefix);
                for (name, value) in defaults {
                    candidate.defaults.retain(|(known, _)| known != name);
                    candidate.defaults.push((Arc::clone(name), value.clone()));
                }
                candidate.converters = joined(own, &candidate.converters);
                candidate.broken = candidate.broken.or_else(|| broken.cloned());
                list.push(candidate);
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each namespace is in its own place")]
        for (namespace, (pattern, index, converters)) in below.namespaces {
            self.namespaces
                .insert(namespace, (format!("{prefix}{pattern}"), index, joined(own, &converters)));
        }
        #[expect(clippy::iter_over_hash_type, reason = "each application has its own list")]
        for (app, namespaces) in below.apps {
            self.apps.entry(app).or_default().extend(namespaces);
        }
    }
}

fn made(pattern: Result<String, String>) -> (String, Option<String>) {
    match pattern {
        Ok(pattern) => (pattern, None),
        Err(reason) => (String::new(), Some(reason)),
    }
}

/// The converters of both, the inner ones first asked.
fn joined(outer: &[(Arc<str>, Converter)], inner: &[(Arc<str>, Converter)]) -> Converters {
    let hidden = |name: &Arc<str>| inner.iter().any(|(known, _)| known == name);
    outer.iter().filter(|(name, _)| !hidden(name)).chain(inner).cloned().collect()
}

impl Candidate {
    /// The URL with the values in place; otherwise why they do not fit.
    ///
    /// `before` is the pattern of the namespaces around, and `prefix` where the site begins.
    pub(super) fn fill(
        &self,
        prefix: &str,
        (before, converters): (&str, &[(Arc<str>, Converter)]),
        positional: &[Value],
        named: &Map,
    ) -> Result<String, String> {
        if let Some(reason) = &self.broken {
            return Err(reason.clone());
        }
        let pattern = format!("{before}{}", self.pattern);
        let converters = joined(converters, &self.converters);
        let mut reason = String::new();
        for form in normalize(&pattern)? {
            match self.fill_form(&form, prefix, &pattern, &converters, positional, named) {
                Ok(url) => return Ok(url),
                Err(why) => reason = why,
            }
        }
        Err(reason)
    }

    fn fill_form(
        &self,
        form: &Form,
        prefix: &str,
        pattern: &str,
        converters: &[(Arc<str>, Converter)],
        positional: &[Value],
        named: &Map,
    ) -> Result<String, String> {
        let params = form.iter().filter_map(|part| match part {
            Part::Hole { name, counted: true } => Some(&**name),
            _ => None,
        });
        let params: Vec<&str> = params.collect();
        let wants = match params.as_slice() {
            [] => "it takes no arguments".to_owned(),
            params => format!("it takes {}", downpage_core::error::quoted(params)),
        };
        let mut values: HashMap<&str, String> = HashMap::new();
        if positional.is_empty() {
            let default = |name: &str| self.defaults.iter().find(|(known, _)| **known == *name);
            if let Some(extra) =
                named.keys().find(|name| !params.contains(&&***name) && default(name).is_none())
            {
                return Err(format!("{wants}, not `{extra}`"));
            }
            if let Some(missing) =
                params.iter().find(|name| !named.contains_key(name) && default(name).is_none())
            {
                return Err(format!("{wants}, and `{missing}` is missing"));
            }
            for (name, value) in &self.defaults {
                if params.contains(&&**name) {
                    continue;
                }
                if let Some(given) = named.get(name)
                    && value.as_ref() != Some(given)
                {
                    return Err(format!("`{name}` is another one there"));
                }
            }
            for (name, value) in named {
                values.insert(name, text_of(name, value, converters)?);
            }
        } else {
            if positional.len() != params.len() {
                return Err(format!("{wants}, but {} are given", positional.len()));
            }
            for (name, value) in params.iter().zip(positional) {
                values.insert(name, text_of(name, value, converters)?);
            }
        }
        let mut url = prefix.to_owned();
        for part in form {
            match part {
                Part::Text(letter) => url.push(*letter),
                Part::Hole { name, .. } => match values.get(&**name) {
                    Some(value) => url.push_str(value),
                    None => return Err(format!("{wants}, and `{name}` is missing")),
                },
            }
        }
        if !search(&format!("^{}{pattern}", escape(prefix)), &url)? {
            return Err(format!("`{url}` does not match it"));
        }
        let url = quote(&url, SAFE);
        // A value must not turn a path into another site's URL.
        Ok(match url.strip_prefix("//") {
            Some(rest) => format!("/%2F{rest}"),
            None => url,
        })
    }
}

/// A value as the converter, or Python's `str()`, writes it.
fn text_of(name: &str, value: &Value, converters: &[(Arc<str>, Converter)]) -> Result<String, String> {
    if converters.iter().any(|(known, converter)| **known == *name && !converter.plain) {
        return Err(format!("how the converter of `{name}` writes values is not known"));
    }
    Ok(match value {
        Value::Null => "None".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => crate::value::float_repr(*value),
        Value::Date(value) => value.to_string(),
        Value::Time(value) => value.to_string(),
        Value::DateTime(_) | Value::Zoned(_) | Value::List(_) | Value::Map(_) => {
            return Err(format!("`{name}` is given {}", value.describe()));
        }
    })
}
