//! Translation: `_()`, `gettext()` and its kin, with the interpolation of Jinja2's "newstyle" gettext.

use std::sync::Arc;

use downpage_core::Surroundings;
use downpage_core::surroundings::interpolate;
use minijinja::value::{Kwargs, Rest, from_args};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};

use crate::error::carry;
use crate::escape::escaped;
use crate::runtime::text_of;
use crate::write::names::{MOD, TRANS};

/// Gives `env` the translations of the site.
pub(crate) fn install(env: &mut Environment<'_>, surroundings: &Arc<Surroundings>) {
    for name in ["_", "gettext", "lazy_gettext"] {
        let site = Arc::clone(surroundings);
        env.add_function(name, move |state: &State, message: &Value, values: Kwargs| {
            finish(state, site.gettext(None, text_of(message)?), &Values::of(values, None)?)
        });
    }
    let site = Arc::clone(surroundings);
    env.add_function("pgettext", move |state: &State, context: &Value, message: &Value, values: Kwargs| {
        let (context, message) = (text_of(context)?, text_of(message)?);
        finish(state, site.gettext(Some(context), message), &Values::of(values, None)?.or("context", context))
    });
    let site = Arc::clone(surroundings);
    env.add_function(
        "ngettext",
        move |state: &State, one: &Value, many: &Value, n: Value, values: Kwargs| {
            let (one, many) = (text_of(one)?, text_of(many)?);
            let text = site.ngettext(None, one, many, count(&n)?);
            finish(state, text, &Values::of(values, Some(n))?)
        },
    );
    let site = Arc::clone(surroundings);
    // minijinja's functions take four arguments at most; these two take theirs apart by themselves.
    env.add_function("npgettext", move |state: &State, args: Rest<Value>| {
        let (context, one, many, n, values): (&str, &str, &str, Value, Kwargs) = from_args(&args)?;
        let text = site.ngettext(Some(context), one, many, count(&n)?);
        finish(state, text, &Values::of(values, Some(n))?.or("context", context))
    });
    let site = Arc::clone(surroundings);
    env.add_function(TRANS, move |state: &mut State, args: Rest<Value>| {
        let Some((values, args)) = args.split_last() else { return Err(ErrorKind::MissingArgument.into()) };
        let (context, one, many, counted, newstyle): (_, _, _, _, bool) = from_args(args)?;
        let (forms, values) = (Forms { one, many, counted }, values.clone());
        if newstyle {
            trans(&site, state, context, &forms, &values)
        } else {
            old_trans(&site, state, context, &forms, values)
        }
    });
}

/// The text of a `{% trans %}` block.
struct Forms<'a> {
    one: &'a str,
    many: Option<&'a str>,
    /// The variable that has the number.
    counted: Option<&'a str>,
}

fn trans(
    site: &Surroundings,
    state: &State,
    context: Option<&str>,
    forms: &Forms<'_>,
    values: &Value,
) -> Result<Value, Error> {
    if let (Some(many), Some(counted)) = (forms.many, forms.counted) {
        let n = values.get_attr(counted)?;
        let text = site.ngettext(context, forms.one, many, count(&n)?);
        return finish(
            state,
            text,
            &Values { given: values.clone(), extra: vec![("num", n)], optional: false },
        );
    }
    // A text without variables is extracted as it stands by Babel's default, with its `%` doubled under "newstyle".
    let plain = forms.one.replace("%%", "%");
    if values.len() == Some(0) && plain != forms.one {
        let text = site.gettext(context, &plain);
        if text != plain {
            return Ok(marked(state, text.to_owned()));
        }
    }
    let text = site.gettext(context, forms.one);
    finish(state, text, &Values { given: values.clone(), extra: Vec::new(), optional: false })
}

/// Before "newstyle" the message is found first, and its values are put in by `%`.
fn old_trans(
    site: &Surroundings,
    state: &mut State,
    context: Option<&str>,
    forms: &Forms<'_>,
    values: Value,
) -> Result<Value, Error> {
    let text = match (forms.many, forms.counted) {
        (Some(many), Some(counted)) => {
            site.ngettext(context, forms.one, many, count(&values.get_attr(counted)?)?)
        }
        _ => site.gettext(context, forms.one),
    };
    let text = marked(state, text.to_owned());
    if values.len() == Some(0) { Ok(text) } else { state.apply_filter(MOD, &[text, values]) }
}

/// What a message can name.
struct Values {
    given: Value,
    /// Names that the function itself adds, after the given ones.
    extra: Vec<(&'static str, Value)>,
    /// Whether none were given at all.
    optional: bool,
}

impl Values {
    fn of(given: Kwargs, n: Option<Value>) -> Result<Self, Error> {
        let optional = n.is_none() && given.args().next().is_none();
        for name in given.args() {
            given.get::<Value>(name)?; // marks it as used: every keyword is welcome
        }
        Ok(Self { given: given.into(), extra: n.map(|n| ("num", n)).into_iter().collect(), optional })
    }

    fn or(mut self, name: &'static str, value: &str) -> Self {
        self.extra.push((name, Value::from(value)));
        self.optional = false;
        self
    }

    fn get(&self, name: &str) -> Option<Value> {
        let given = self.given.as_object().and_then(|given| given.get_value(&Value::from(name)));
        given.or_else(|| self.extra.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()))
    }
}

fn count(n: &Value) -> Result<i64, Error> {
    n.as_i64().filter(|_| n.is_number()).ok_or_else(|| {
        let found = n.kind();
        Error::new(
            ErrorKind::InvalidOperation,
            format!("the number of a plural must be whole, found {found}"),
        )
    })
}

/// Puts the values into the message: `%(name)s`, `%%`. Under autoescape the values are escaped and the message is not.
fn finish(state: &State, message: &str, values: &Values) -> Result<Value, Error> {
    if values.optional && message.contains("%(") {
        return Ok(marked(state, message.to_owned())); // as it is, for `|format` to fill in
    }
    let mut undefined = None;
    let text = interpolate(message, |name| {
        let value = values.get(name)?;
        if value.is_undefined() && is_strict(state) {
            undefined.get_or_insert_with(|| name.to_owned());
        }
        Some(written(state, &value))
    });
    match undefined {
        Some(name) => Err(Error::new(ErrorKind::UndefinedError, format!("`{name}` is undefined"))),
        None => Ok(marked(state, text.map_err(carry)?)),
    }
}

fn is_strict(state: &State) -> bool {
    matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict)
}

fn written(state: &State, value: &Value) -> String {
    let text = value.to_string();
    if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() { escaped(&text) } else { text }
}

/// A translation is markup where markup is written.
fn marked(state: &State, text: String) -> Value {
    match state.auto_escape() {
        AutoEscape::Html => Value::from_safe_string(text),
        _ => Value::from(text),
    }
}
