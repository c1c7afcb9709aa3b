//! The site of a case: it answers from what was recorded.

use std::borrow::Cow;

use downpage_core::jiff::Timestamp;
use downpage_django::error::{Error, Kind, Result};
use downpage_django::i18n::Translator;
use downpage_django::render::{Reverse, Site};
use downpage_django::value::Value;
use serde_json::Value as Json;

use crate::values::decode;

/// The logs of a case.
pub(crate) struct Recorded {
    now: Option<Timestamp>,
    catalog: Vec<Json>,
    urls: Vec<Json>,
    static_urls: Vec<Json>,
    /// Whether the catalog tells languages apart; Django's own tests did not need that.
    by_language: bool,
    language: Json,
}

impl Recorded {
    /// The logs of `case`.
    pub(crate) fn new(case: &Json) -> Self {
        let list = |key: &str| case.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
        Self {
            now: case["now"].as_str().and_then(|now| now.parse().ok()),
            catalog: list("catalog"),
            urls: list("urls"),
            static_urls: list("static_urls"),
            by_language: case["source"] == "fuzz",
            language: case["settings"]["language"].clone(),
        }
    }

    fn find(
        &self,
        language: &str,
        context: Option<&str>,
        message: &str,
        plural: Option<&str>,
        n: Option<&Value>,
    ) -> Option<Cow<'_, str>> {
        let entry = self.catalog.iter().find(|entry| {
            // Only a look-up in another language than that of the case names it.
            entry.get("language").is_none_or(|named| named == language)
                && (entry.get("language").is_some() || !self.by_language || self.language == language)
                && entry["context"].as_str() == context
                && entry["msgid"] == message
                && entry["plural"].as_str() == plural
                && n.is_none_or(|n| decode(&entry["n"]) == *n)
        });
        entry.and_then(|entry| entry["result"].as_str().map(Cow::Borrowed))
    }
}

impl Translator for Recorded {
    fn gettext(&self, language: &str, context: Option<&str>, message: &str) -> Option<Cow<'_, str>> {
        self.find(language, context, message, None, None)
    }

    fn ngettext(
        &self,
        language: &str,
        context: Option<&str>,
        forms: [&str; 2],
        count: &Value,
    ) -> Option<Cow<'_, str>> {
        self.find(language, context, forms[0], Some(forms[1]), Some(count))
    }
}

impl Site for Recorded {
    fn now(&self) -> Option<Timestamp> {
        self.now
    }

    fn reverse(&self, asked: &Reverse<'_>) -> Result<String> {
        let found = self.urls.iter().find(|entry| {
            let args = decode(&entry["args"]);
            let named =
                |(name, value): &(std::sync::Arc<str>, Value)| decode(&entry["kwargs"][&**name]) == *value;
            let kwargs = entry["kwargs"].as_object().map_or(0, serde_json::Map::len);
            let app = entry["current_app"].as_str().filter(|app| !app.is_empty());
            let language = entry.get("language").unwrap_or(&self.language);
            decode(&entry["viewname"]) == *asked.name
                && args.items().is_some_and(|args| same(&args, asked.positional))
                && kwargs == asked.named.len()
                && asked.named.iter().all(named)
                && app == asked.current_app.and_then(Value::as_str).filter(|app| !app.is_empty())
                && language.as_str() == asked.language
        });
        match found {
            Some(entry) => entry["result"].as_str().map(str::to_owned).ok_or_else(|| {
                let kind = match entry["error"].as_str() {
                    None | Some("NoReverseMatch") => Kind::NoReverseMatch,
                    Some(other) => Kind::Other(other.into()),
                };
                Error::new(kind, entry["message"].as_str().unwrap_or_default())
            }),
            None => Err(Error::new(Kind::NoReverseMatch, format!("not recorded: {asked:?}"))),
        }
    }

    fn static_url(&self, path: &str) -> Option<Result<String>> {
        let entry = self.static_urls.iter().find(|entry| entry[0] == path)?;
        Some(if let Some(url) = entry[1].as_str() {
            Ok(url.to_owned())
        } else {
            let kind = Kind::Other(entry[1]["error"].as_str().unwrap_or_default().into());
            Err(Error::new(kind, entry[1]["message"].as_str().unwrap_or_default()))
        })
    }
}

/// An object was recorded as its text.
fn same(recorded: &[Value], given: &[Value]) -> bool {
    let alike =
        |(a, b): (&Value, &Value)| a == b || matches!(b, Value::Object(_)) && a.to_str() == b.to_str();
    recorded.len() == given.len() && recorded.iter().zip(given).all(alike)
}
