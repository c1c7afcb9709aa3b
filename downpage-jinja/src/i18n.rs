//! Translation: `_()`, `gettext()` and its kin, with the interpolation of Jinja2's "newstyle" gettext.

use std::sync::Arc;

use downpage_core::Surroundings;
use minijinja::formatting::{FormatStyle, format};
use minijinja::value::{Kwargs, Rest, from_args};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};

use crate::escape::escaped;

/// The function that a rewritten `{% trans %}` calls; no template can have a variable of this name by accident.
pub(crate) const TRANS: &str = "__downpage_trans";

/// Gives `env` the translations of the site.
pub(crate) fn install(env: &mut Environment<'_>, surroundings: &Arc<Surroundings>) {
    for name in ["_", "gettext"] {
        let site = Arc::clone(surroundings);
        env.add_function(name, move |state: &State, message: &str, values: Kwargs| {
            finish(state, site.gettext(None, message), &Values::of(values, None)?)
        });
    }
    let site = Arc::clone(surroundings);
    env.add_function("pgettext", move |state: &State, context: &str, message: &str, values: Kwargs| {
        finish(state, site.gettext(Some(context), message), &Values::of(values, None)?.or("context", context))
    });
    let site = Arc::clone(surroundings);
    env.add_function("ngettext", move |state: &State, one: &str, many: &str, n: Value, values: Kwargs| {
        let text = site.ngettext(None, one, many, count(&n)?);
        finish(state, text, &Values::of(values, Some(n))?)
    });
    let site = Arc::clone(surroundings);
    // minijinja's functions take four arguments at most; these two take theirs apart by themselves.
    env.add_function("npgettext", move |state: &State, args: Rest<Value>| {
        let (context, one, many, n, values): (&str, &str, &str, Value, Kwargs) = from_args(&args)?;
        let text = site.ngettext(Some(context), one, many, count(&n)?);
        finish(state, text, &Values::of(values, Some(n))?.or("context", context))
    });
    let site = Arc::clone(surroundings);
    env.add_function(TRANS, move |state: &State, args: Rest<Value>| {
        let (context, one, many, counted, values) = from_args(&args)?;
        trans(&site, state, context, &Forms { one, many, counted }, &values)
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
        return finish(state, text, &Values { given: values.clone(), extra: vec![("num", n)], strict: true });
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
    finish(state, text, &Values { given: values.clone(), extra: Vec::new(), strict: true })
}

/// What a message can name.
struct Values {
    given: Value,
    /// Names that the function itself adds, after the given ones.
    extra: Vec<(&'static str, Value)>,
    /// Whether a name without a value is an error; without any value, `|format` may still follow.
    strict: bool,
}

impl Values {
    fn of(given: Kwargs, n: Option<Value>) -> Result<Self, Error> {
        let strict = n.is_some() || given.args().next().is_some();
        for name in given.args() {
            given.get::<Value>(name)?; // marks it as used: every keyword is welcome
        }
        Ok(Self { given: given.into(), extra: n.map(|n| ("num", n)).into_iter().collect(), strict })
    }

    fn or(mut self, name: &'static str, value: &str) -> Self {
        self.extra.push((name, Value::from(value)));
        self
    }

    fn get(&self, name: &str) -> Option<Value> {
        let given = self.given.as_object().and_then(|given| given.get_value(&Value::from(name)));
        given.or_else(|| self.extra.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()))
    }
}

fn count(n: &Value) -> Result<i64, Error> {
    n.as_i64().filter(|_| n.is_number()).ok_or_else(|| {
        let found = if n.is_undefined() { "an undefined value".to_owned() } else { format!("{}", n.kind()) };
        Error::new(
            ErrorKind::InvalidOperation,
            format!("the number of a plural must be whole, found {found}"),
        )
    })
}

/// Puts the values into the message: `%(name)s`, `%%`. Under autoescape the values are escaped and the message is not.
fn finish(state: &State, message: &str, values: &Values) -> Result<Value, Error> {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(field) = Field::at(rest) else {
            // `100%` and `%s` stand for themselves; Python would fail.
            let length = if rest.starts_with("%%") { 2 } else { 1 };
            out.push('%');
            rest = &rest[length..];
            continue;
        };
        match values.get(field.name) {
            Some(value) => out.push_str(&field.write(state, &value)?),
            None if values.strict => {
                return Err(Error::new(
                    ErrorKind::MissingArgument,
                    format!("the message has no value for `{}`", field.name),
                ));
            }
            None => out.push_str(&rest[..field.length]),
        }
        rest = &rest[field.length..];
    }
    out.push_str(rest);
    Ok(marked(state, out))
}

/// A translation is markup where markup is written.
fn marked(state: &State, text: String) -> Value {
    match state.auto_escape() {
        AutoEscape::Html => Value::from_safe_string(text),
        _ => Value::from(text),
    }
}

/// One `%(name)s` of a message.
struct Field<'m> {
    name: &'m str,
    /// Width and precision, such as `.2`.
    flags: &'m str,
    conversion: char,
    length: usize,
}

impl<'m> Field<'m> {
    fn at(text: &'m str) -> Option<Self> {
        const LONGEST: usize = 6; // `%(x)999999999s` is nothing that a message needs
        let (name, after) = text.strip_prefix("%(")?.split_once(')')?;
        let end = after.find(|char: char| char.is_ascii_alphabetic())?;
        let flags = &after[..end];
        let known = flags.len() <= LONGEST && flags.chars().all(|char| "+-# .0123456789".contains(char));
        let digits = flags.chars().filter(char::is_ascii_digit).count();
        let conversion = after[end..].chars().next()?;
        (known && digits <= 4).then(|| Self {
            name,
            flags,
            conversion,
            length: text.len() - after.len() + end + 1,
        })
    }

    fn write(&self, state: &State, value: &Value) -> Result<String, Error> {
        let strict =
            matches!(state.undefined_behavior(), UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict);
        if value.is_undefined() && strict {
            return Err(Error::new(ErrorKind::UndefinedError, format!("`{}` is undefined", self.name)));
        }
        let html = matches!(state.auto_escape(), AutoEscape::Html);
        let text = match (self.conversion, self.flags) {
            ('s', "") => value.to_string(),
            (conversion, flags) => {
                format(FormatStyle::Printf, &format!("%{flags}{conversion}"), std::slice::from_ref(value))?
            }
        };
        Ok(if html && !value.is_safe() { escaped(&text) } else { text })
    }
}
