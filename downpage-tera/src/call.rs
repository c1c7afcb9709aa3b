//! One call of a filter or function of ours: what it is given, and how a table of them is registered.

use std::borrow::Cow;
use std::sync::Arc;

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, Format, Result, Surroundings};
use tera::{Kwargs, State, Tera, Value};

use crate::error::carry;
use crate::escape;

/// The widest field or longest piece that a template may ask for.
pub(crate) const WIDEST: usize = 10_000;

/// What filters and functions know of the site and the page.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) surroundings: Arc<Surroundings>,
    pub(crate) format: Format,
}

/// A filter or function: one row of a table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// Its arguments, the usual one first.
    pub(crate) arguments: &'static [&'static str],
    /// Whether it takes any other argument too.
    pub(crate) open: bool,
    pub(crate) run: fn(&Call<'_>) -> Result<Value>,
}

/// A row whose arguments are all there are.
pub(crate) const fn row(
    name: &'static str,
    arguments: &'static [&'static str],
    run: fn(&Call<'_>) -> Result<Value>,
) -> Row {
    Row { name, arguments, open: false, run }
}

/// What one call was given.
pub(crate) struct Call<'a> {
    pub(crate) name: &'static str,
    /// What stands before the `|`; undefined for a function.
    pub(crate) value: &'a Value,
    pub(crate) kwargs: &'a Kwargs,
    pub(crate) site: &'a Site,
    autoescape: bool,
}

/// Makes the filter known to `tera`.
pub(crate) fn register_filter(tera: &mut Tera, row: &'static Row, site: &Arc<Site>) {
    let site = Arc::clone(site);
    tera.register_filter(row.name, move |value: &Value, kwargs: Kwargs, state: &State| {
        if value.is_undefined() {
            // Tera points at the value for this error, and at the filter for every other.
            let kind = tera::ErrorKind::InvalidArgument {
                expected_type: "a value".to_owned(),
                actual_type: "undefined".to_owned(),
            };
            return Err(tera::Error::new(kind));
        }
        run(row, value, &kwargs, state, &site)
    });
}

/// Makes the function known to `tera`.
pub(crate) fn register_function(tera: &mut Tera, row: &'static Row, site: &Arc<Site>) {
    let site = Arc::clone(site);
    tera.register_function(row.name, move |kwargs: Kwargs, state: &State| {
        run(row, &Value::undefined(), &kwargs, state, &site)
    });
}

fn run(row: &Row, value: &Value, kwargs: &Kwargs, state: &State<'_>, site: &Site) -> tera::TeraResult<Value> {
    let call = Call { name: row.name, value, kwargs, site, autoescape: state.autoescaping_enabled() };
    call.check_arguments(row).and_then(|()| (row.run)(&call)).map_err(|error| carry(&error))
}

impl<'a> Call<'a> {
    /// Tera passes over arguments that nobody asks for; a misspelt one is an error here.
    fn check_arguments(&self, row: &Row) -> Result<()> {
        for (key, value) in self.kwargs.iter() {
            let key = key.as_str().unwrap_or_default();
            if value.is_undefined() {
                return Err(Error::new(
                    ErrorKind::UndefinedVariable,
                    format!("the argument `{key}` of `{}` is not defined", self.name),
                ));
            }
            if row.open || row.arguments.contains(&key) {
                continue;
            }
            let error = Error::new(ErrorKind::Rendering, format!("`{}` has no argument `{key}`", self.name));
            return Err(match row.arguments {
                [] => error.help("it takes none"),
                known => error.maybe_help(suggest(key, known.iter().copied())),
            });
        }
        Ok(())
    }

    /// An error about the value.
    pub(crate) fn refuse(&self, expected: &str) -> Error {
        let found = describe(self.value);
        Error::new(ErrorKind::Rendering, format!("`{}` needs {expected}, found {found}", self.name))
    }

    /// The value as text.
    pub(crate) fn text(&self) -> Cow<'a, str> {
        text_of(self.value)
    }

    /// The value, of a list only.
    pub(crate) fn list(&self) -> Result<&'a [Value]> {
        self.value.as_array().ok_or_else(|| self.refuse("a list"))
    }

    /// An argument.
    pub(crate) fn argument(&self, name: &'a str) -> Option<&'a Value> {
        self.kwargs.get::<&Value>(name).ok().flatten()
    }

    /// An argument that must be there.
    pub(crate) fn required(&self, name: &'a str) -> Result<&'a Value> {
        self.argument(name).ok_or_else(|| {
            Error::new(ErrorKind::Rendering, format!("`{}` needs the argument `{name}`", self.name))
                .help(format!("write `{}({name}=...)`", self.name))
        })
    }

    /// An argument as text.
    pub(crate) fn text_argument(&self, name: &'a str) -> Option<Cow<'a, str>> {
        self.argument(name).map(text_of)
    }

    /// An argument that must be a whole number, or text of one.
    pub(crate) fn whole(&self, name: &'a str) -> Result<i64> {
        let value = self.required(name)?;
        whole(value).ok_or_else(|| self.wrong(name, "a whole number", value))
    }

    /// An argument that must be a width no larger than [`WIDEST`].
    pub(crate) fn width(&self, name: &'a str) -> Result<usize> {
        let number = self.whole(name)?;
        let width = usize::try_from(number).unwrap_or(0);
        if width <= WIDEST {
            return Ok(width);
        }
        let message = format!("`{name}` of `{}` must be at most {WIDEST}, found {number}", self.name);
        Err(Error::new(ErrorKind::LimitExceeded, message))
    }

    /// An argument that must be `true` or `false`.
    pub(crate) fn flag(&self, name: &'a str) -> Result<bool> {
        let Some(value) = self.argument(name) else { return Ok(false) };
        value.as_bool().ok_or_else(|| self.wrong(name, "`true` or `false`", value))
    }

    /// The error for an argument of the wrong type.
    pub(crate) fn wrong(&self, name: &str, expected: &str, found: &Value) -> Error {
        let found = describe(found);
        Error::new(
            ErrorKind::Rendering,
            format!("`{name}` of `{}` must be {expected}, found {found}", self.name),
        )
    }

    /// Whether the value is already safe for the page.
    pub(crate) fn is_safe(&self) -> bool {
        self.value.is_string() && self.value.is_safe()
    }

    /// Whether text has to be escaped before markup is put around it.
    pub(crate) fn escapes(&self) -> bool {
        self.autoescape && self.site.format.escapes_markup()
    }

    /// `text` as part of a result of [`html`](Self::html): escaped, unless the value was safe.
    pub(crate) fn escaped<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.escapes() && !self.is_safe() { escape::markup(text) } else { Cow::Borrowed(text) }
    }

    /// A result that is markup: safe on a page that is markup, and text on any other.
    pub(crate) fn html(&self, text: &str) -> Value {
        if self.site.format.escapes_markup() { Value::safe_string(text) } else { Value::normal_string(text) }
    }

    /// A result that is as safe as the value was.
    pub(crate) fn alike(&self, text: &str) -> Value {
        if self.is_safe() { Value::safe_string(text) } else { Value::normal_string(text) }
    }
}

/// A whole number, or text of one; what follows the point of a number is cut off, as Python's `int()` does.
#[expect(clippy::cast_possible_truncation, reason = "held against the range first")]
pub(crate) fn whole(value: &Value) -> Option<i64> {
    if let Some(number) = value.as_i64() {
        return Some(number);
    }
    if let Some(flag) = value.as_bool() {
        return Some(i64::from(flag));
    }
    if value.is_f64() {
        return value.as_f64().filter(|number| number.abs() < 9e18).map(|number| number.trunc() as i64);
    }
    value.as_str()?.trim().parse().ok()
}

pub(crate) fn text_of(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}

/// A value's type with its article.
pub(crate) fn describe(value: &Value) -> &'static str {
    match value.name() {
        "undefined" | "none" => "nothing",
        "bool" => "a boolean",
        "f64" => "a number",
        "array" => "a list",
        "bytes" => "bytes",
        "string" => "text",
        "map/struct" => "a table",
        _ => "a whole number",
    }
}
