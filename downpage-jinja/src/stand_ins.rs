//! What a configuration says in place of filters, functions and tests that only the application has.

use downpage_core::error::suggest;
use downpage_core::surroundings::percent::quote;
use downpage_core::{Error, ErrorKind, Options, Result, Value as CoreValue};
use minijinja::value::{Rest, ValueOrKwargs};
use minijinja::{Environment, State, Value};

use crate::runtime::limited_str;
use crate::templates::OwnNames;

/// The tables of `[engines.jinja.stand_ins]`.
const KINDS: [&str; 3] = ["filters", "functions", "tests"];

/// What stands in for something that is called.
#[derive(Clone, Debug, PartialEq)]
enum StandIn {
    Nothing,
    /// The input of a filter, the first argument of a function.
    First,
    Text(String),
    Html(String),
    /// A URL with the first argument in place of `{}`.
    Url(String),
}

/// Gives `env` the stand-ins of the configuration.
///
/// # Errors
/// For one that cannot be understood.
pub(crate) fn install(env: &mut Environment<'_>, options: &Options) -> Result<()> {
    let Some(tables) = options.value("stand_ins").and_then(CoreValue::as_map) else { return Ok(()) };
    for (kind, table) in tables {
        let path = format!("stand_ins.{kind}");
        if !KINDS.contains(&&**kind) {
            return Err(fault(&path, "is not known").maybe_help(suggest(kind, KINDS)));
        }
        let Some(table) = table.as_map() else { return Err(fault(&path, "must be a table")) };
        for (name, value) in table {
            let path = format!("{path}.{name}");
            match &**kind {
                "tests" => {
                    let answer = value.as_bool().ok_or_else(|| fault(&path, "must be `true` or `false`"))?;
                    env.add_test(name.to_string(), move |_: &Value, _: Rest<ValueOrKwargs>| answer);
                }
                "filters" => {
                    let stand_in = StandIn::read(&path, value)?;
                    env.add_filter(
                        name.to_string(),
                        move |state: &State<'_, '_>, args: Rest<ValueOrKwargs>| {
                            stand_in.value(state, args.into_values().first())
                        },
                    );
                }
                _ => {
                    let stand_in = StandIn::read(&path, value)?;
                    env.add_function(
                        name.to_string(),
                        move |state: &State<'_, '_>, args: Rest<ValueOrKwargs>| {
                            let args = args.into_values();
                            stand_in.value(state, args.first().filter(|first| !first.is_kwargs()))
                        },
                    );
                }
            }
        }
    }
    Ok(())
}

/// The names of the filters and tests that have stand-ins.
pub(crate) fn names(options: &Options) -> OwnNames {
    let tables = options.value("stand_ins").and_then(CoreValue::as_map);
    let of = |kind: &str| {
        let table = tables.and_then(|tables| tables.get(kind)).and_then(CoreValue::as_map);
        table.into_iter().flat_map(downpage_core::Map::keys).map(ToString::to_string).collect()
    };
    OwnNames { filters: of("filters"), tests: of("tests") }
}

impl StandIn {
    fn read(path: &str, value: &CoreValue) -> Result<Self> {
        let ways = "one of `\"nothing\"`, `\"input\"`, `{ text = \"...\" }`, `{ html = \"...\" }` and `{ url = \"/media/{}\" }`";
        let unknown = || fault(path, "is not understood").help(ways);
        match value {
            CoreValue::Text(word) => match &**word {
                "nothing" => Ok(Self::Nothing),
                "input" | "first" => Ok(Self::First),
                _ => Err(unknown()),
            },
            CoreValue::Map(table) => {
                let text = |key: &str| table.get(key).and_then(CoreValue::as_text).map(str::to_owned);
                let forms =
                    [text("text").map(Self::Text), text("html").map(Self::Html), text("url").map(Self::Url)];
                let mut forms = forms.into_iter().flatten();
                forms.next().filter(|_| table.len() == 1).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }

    fn value(
        &self,
        state: &State<'_, '_>,
        first: Option<&Value>,
    ) -> std::result::Result<Value, minijinja::Error> {
        Ok(match self {
            Self::Nothing => Value::from(""),
            Self::First => first.cloned().unwrap_or_default(),
            Self::Text(text) => Value::from(text.as_str()),
            Self::Html(html) => Value::from_safe_string(html.clone()),
            Self::Url(pattern) => match first.filter(|first| first.is_true()) {
                Some(first) => Value::from(pattern.replace("{}", &quote(&limited_str(state, first)?, "/"))),
                None => Value::from(""),
            },
        })
    }
}

fn fault(path: &str, what: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("`{path}` {what}"))
}
