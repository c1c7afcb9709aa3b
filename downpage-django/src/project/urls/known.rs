//! URLconfs of Django that are computed there, or that a project without an installed Django still includes.

use std::sync::Arc;

use super::route::{Converter, Entry, Route, Words};
use crate::project::py::Unknown;

/// The views of an admin site that are there for every project.
const ADMIN: [(&str, &str); 8] = [
    ("", "index"),
    ("login/", "login"),
    ("logout/", "logout"),
    ("password_change/", "password_change"),
    ("password_change/done/", "password_change_done"),
    ("autocomplete/", "autocomplete"),
    ("jsi18n/", "jsi18n"),
    ("r/<path:content_type_id>/<path:object_id>/", "view_on_site"),
];

const AUTH: [(&str, &str); 8] = [
    ("login/", "login"),
    ("logout/", "logout"),
    ("password_change/", "password_change"),
    ("password_change/done/", "password_change_done"),
    ("password_reset/", "password_reset"),
    ("password_reset/done/", "password_reset_done"),
    ("reset/<uidb64>/<token>/", "password_reset_confirm"),
    ("reset/done/", "password_reset_complete"),
];

/// `admin.site.urls`: those of the models depend on what is registered.
pub(super) fn admin(reason: Unknown) -> Vec<Entry> {
    let mut entries: Vec<Entry> = ADMIN.iter().map(|(route, name)| view(route, name)).collect();
    entries.push(Entry::Unknown(Arc::new(reason)));
    entries
}

/// A URLconf of Django, by its module.
pub(super) fn of_module(module: &str) -> Option<Vec<Entry>> {
    match module {
        "django.contrib.auth.urls" => Some(AUTH.iter().map(|(route, name)| view(route, name)).collect()),
        "django.conf.urls.i18n" => Some(vec![view("setlang/", "set_language")]),
        _ => None,
    }
}

fn view(route: &str, name: &str) -> Entry {
    let mut converters = Vec::new();
    let mut rest = route;
    while let Some((_, parameter, after)) = super::route::next_parameter(rest) {
        let (converter, name) = parameter.split_once(':').unwrap_or(("str", parameter));
        converters.extend(Converter::named(converter).map(|converter| (name.into(), converter)));
        rest = after;
    }
    let route = Route::Path { text: Words::Plain(route.into()), endpoint: true, converters };
    Entry::View { route, name: Some(name.into()), defaults: Vec::new() }
}
