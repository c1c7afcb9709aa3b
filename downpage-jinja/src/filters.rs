//! Filters and functions of Jinja2 that minijinja leaves out, or that need a bound.

use minijinja::value::{Kwargs, StringInput};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use crate::escape::escaped;

/// Bytes of text that cost a step, as minijinja counts.
const BYTES_PER_STEP: usize = 64;

/// Adds them to `env`.
pub(crate) fn install(env: &mut Environment<'_>) {
    env.add_filter("filesizeformat", minijinja_contrib::filters::filesizeformat);
    env.add_filter("join", join);
    env.add_filter("striptags", minijinja_contrib::filters::striptags);
    env.add_filter("tojson", tojson);
    env.add_filter("truncate", truncate);
    env.add_function("cycler", minijinja_contrib::globals::cycler);
    env.add_function("joiner", minijinja_contrib::globals::joiner);
}

/// minijinja's `join`, once its text is paid for: a list can have many items at no cost, as in `[text] * 10**6`, and
/// minijinja charges for what was made of them only afterwards (3.1).
fn join(
    state: &mut State,
    value: &Value,
    joiner: Option<StringInput<'_>>,
    attribute: Option<&str>,
    kwargs: Kwargs,
) -> Result<Value, Error> {
    let named: Option<&str> = kwargs.peek("attribute")?;
    let length = |item: &Value| item.as_str().map_or(0, str::len);
    let mut unpaid = 0;
    for item in value.try_iter().into_iter().flatten() {
        unpaid += match attribute.or(named) {
            Some(attribute) => item.get_attr(attribute).as_ref().map_or(0, length),
            None => length(&item),
        };
        state.consume_fuel((unpaid / BYTES_PER_STEP) as u64)?;
        unpaid %= BYTES_PER_STEP;
    }
    minijinja::filters::join(state, value, joiner, attribute, kwargs)
}

/// JSON; minijinja's own makes its text before it is charged for (3.1).
fn tojson(state: &State, value: &Value, indent: Option<Value>, kwargs: Kwargs) -> Result<Value, Error> {
    const WIDEST: i64 = 64;
    const PER_STEP: usize = 4; // text that is made from values is dearer
    let named: Option<Value> = kwargs.peek("indent")?;
    let width = indent.as_ref().or(named.as_ref()).and_then(Value::as_i64).unwrap_or(0);
    if width > WIDEST {
        return Err(Error::new(ErrorKind::OutOfFuel, "the indentation of `tojson` is too large"));
    }
    let json = minijinja::filters::tojson(value, indent, kwargs)?;
    state.consume_fuel((json.as_str().map_or(0, str::len) / PER_STEP) as u64)?;
    Ok(json)
}

/// `truncate(length=255, killwords=false, end="...", leeway=5)`, by position too.
#[expect(clippy::needless_pass_by_value, reason = "minijinja hands arguments over by value")]
fn truncate(
    text: StringInput<'_>,
    length: Option<usize>,
    killwords: Option<bool>,
    end: Option<&str>,
    kwargs: Kwargs,
) -> Result<Value, Error> {
    let length = length.or(kwargs.get("length")?).unwrap_or(255);
    let killwords = killwords.or(kwargs.get("killwords")?).unwrap_or(false);
    let end = end.or(kwargs.get("end")?).unwrap_or("...");
    let leeway: usize = kwargs.get::<Option<usize>>("leeway")?.unwrap_or(5);
    kwargs.assert_all_used()?;
    let Some(kept) = length.checked_sub(end.chars().count()) else {
        let message = format!("`truncate` needs a length of {} at least, for its end", end.chars().count());
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    };
    let whole = text.as_str();
    if whole.chars().count() <= length.saturating_add(leeway) {
        return Ok(if text.is_safe() {
            Value::from_safe_string(whole.to_owned())
        } else {
            Value::from(whole)
        });
    }
    let cut = whole.char_indices().nth(kept).map_or(whole, |(at, _)| &whole[..at]);
    let cut = if killwords { cut } else { cut.rsplit_once(' ').map_or(cut, |(words, _)| words) };
    if text.is_safe() {
        return Ok(Value::from_safe_string(format!("{cut}{}", escaped(end))));
    }
    Ok(Value::from(format!("{cut}{end}")))
}
