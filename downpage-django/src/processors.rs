//! What Django's context processors would have given, for pages that are rendered without a request.

use std::sync::Arc;

use downpage_core::{Error, ErrorKind, Result, error::suggest};

use crate::i18n;
use crate::render::Settings;
use crate::value::{Dict, Lookup, Name, Object, Value};

/// The processors that can be named, by the last part of their path in Django.
pub(crate) const KNOWN: [&str; 7] = ["auth", "csrf", "i18n", "media", "messages", "static", "tz"];

/// The values that the processors called `names` give.
///
/// # Errors
/// For a name that is none.
pub(crate) fn values<'n>(names: impl Iterator<Item = &'n str>, settings: &Settings) -> Result<Dict> {
    let mut dict = Dict::default();
    let mut set = |name: &str, value: Value| {
        dict.insert(name.into(), value);
    };
    for path in names {
        // `django.template.context_processors.i18n` and `django.contrib.auth.context_processors.auth` are meant too.
        let name = path.rsplit('.').next().unwrap_or(path);
        match name {
            "auth" => {
                set("user", Value::Object(Arc::new(AnonymousUser)));
                set("perms", Value::Object(Arc::new(NoPermissions { of_app: false })));
            }
            "csrf" => set("csrf_token", "NOTPROVIDED".into()),
            "i18n" => {
                set("LANGUAGES", languages(settings));
                set("LANGUAGE_CODE", settings.language.clone().map_or(Value::None, Value::Str));
                set("LANGUAGE_BIDI", settings.language.as_deref().is_some_and(i18n::is_bidi).into());
            }
            "media" => set("MEDIA_URL", settings.media_url.as_str().into()),
            "messages" => set("messages", Value::list(Vec::new())),
            "static" => set("STATIC_URL", settings.static_url.as_str().into()),
            "tz" => set("TIME_ZONE", settings.current_zone.shown_name().into()),
            _ => {
                let message = format!("`context_processors` names `{path}`, which is not known");
                return Err(Error::new(ErrorKind::Configuration, message).maybe_help(suggest(name, KNOWN)));
            }
        }
    }
    Ok(dict)
}

fn languages(settings: &Settings) -> Value {
    let pair = |code: &str, name: &str| Value::tuple(vec![code.into(), name.into()]);
    Value::list(match &settings.languages {
        Some(languages) => languages.iter().map(|(code, name)| pair(code, name)).collect(),
        None => i18n::LANGUAGES.iter().map(|(code, name)| pair(code, name)).collect(),
    })
}

/// `django.contrib.auth.models.AnonymousUser`: whoever has not logged in.
#[derive(Debug)]
struct AnonymousUser;

impl Object for AnonymousUser {
    fn type_name(&self) -> &'static str {
        "AnonymousUser"
    }

    fn attribute(&self, name: &Name) -> Lookup<'_> {
        match name.as_str() {
            "id" | "pk" => Lookup::owned(Value::None),
            "username" | "get_username" => Lookup::owned(""),
            "is_staff" | "is_active" | "is_superuser" | "is_authenticated" => Lookup::owned(false),
            "is_anonymous" => Lookup::owned(true),
            "has_perm" | "has_perms" | "has_module_perms" => Lookup::Invalid,
            _ => Lookup::Missing,
        }
    }

    fn write_str(&self, out: &mut String) {
        out.push_str("AnonymousUser");
    }
}

/// `perms` of someone who has none: every application and every permission is there, and false.
#[derive(Debug)]
struct NoPermissions {
    of_app: bool,
}

impl Object for NoPermissions {
    fn type_name(&self) -> &'static str {
        if self.of_app { "PermLookupDict" } else { "PermWrapper" }
    }

    fn attribute(&self, _: &Name) -> Lookup<'_> {
        if self.of_app {
            return Lookup::owned(false);
        }
        Lookup::owned(Value::Object(Arc::new(Self { of_app: true })))
    }

    fn write_str(&self, out: &mut String) {
        out.push_str(if self.of_app { "set()" } else { "PermWrapper(<AnonymousUser>)" });
    }

    fn truth(&self) -> bool {
        !self.of_app
    }
}
