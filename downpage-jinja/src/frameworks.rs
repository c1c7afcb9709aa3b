//! What a web framework puts into its templates, for a page that is made without a request.

use std::sync::Arc;

use downpage_core::Options;
use minijinja::value::{Enumerator, Object, Rest, ValueOrKwargs};
use minijinja::{Environment, Value};

use crate::value;

/// The frameworks that can be named.
pub(crate) const KNOWN: [&str; 3] = ["django", "flask", "starlette"];

/// Gives `env` what the configured framework gives to all templates.
pub(crate) fn install(env: &mut Environment<'_>, options: &Options) {
    match options.text("framework") {
        Some("flask") => flask(env),
        Some("django") => {
            env.add_global("csrf_input", Value::from_safe_string(String::new()));
            env.add_global("csrf_token", "");
        }
        _ => {}
    }
}

/// Flask's own globals, and those of Flask-WTF and Flask-Login: nobody is logged in, nothing was said.
fn flask(env: &mut Environment<'_>) {
    env.add_function("get_flashed_messages", |_: Rest<ValueOrKwargs>| value::list(Vec::new()));
    env.add_function("csrf_token", || "");
    for table in ["config", "session"] {
        // Fixed: what one page changed would be seen by the next.
        env.add_global(table, Value::from_pairs::<_, &str, Value>([]));
    }
    env.add_global("g", Value::from_object(Nothing));
    let user = [("is_authenticated", false), ("is_active", false), ("is_anonymous", true)];
    env.add_global("current_user", Value::from_pairs(user));
}

/// Something without any attribute, as Flask's `g` at the beginning of a request.
#[derive(Debug)]
struct Nothing;

impl Object for Nothing {
    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Empty
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}
