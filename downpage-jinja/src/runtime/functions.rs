//! Functions of Jinja2: `range`, `dict`, `namespace`, `cycler`, `joiner`, `lipsum`.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use minijinja::value::{Object, ObjectRepr, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, flag, keywords, split, text, whole};
use super::sequences::iterate;
use crate::value;

/// Numbers that a range may have, as in Jinja2's sandbox.
const LONGEST_RANGE: usize = 100_000;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_function("range", range);
    env.add_function("dict", |args: Given| dict(&args.into_values()).map(value::dict));
    env.add_function("namespace", namespace);
    env.add_function("cycler", cycler);
    env.add_function("joiner", |args: Given| {
        let [separator] = bind("joiner", &args.into_values(), ["sep"])?;
        let separator = text(separator.as_ref(), ", ")?;
        Ok::<_, Error>(Value::from_object(Joiner { separator, used: AtomicBool::new(false) }))
    });
    env.add_function("lipsum", lipsum);
    env.remove_global("debug");
}

#[expect(clippy::similar_names, reason = "they are Python's names for them")]
fn range(args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let numbers = args.iter().map(whole).collect::<Option<Vec<_>>>();
    let Some(numbers) = numbers else {
        return Err(Error::new(ErrorKind::InvalidOperation, "range() takes whole numbers"));
    };
    let (start, stop, step) = match numbers.as_slice() {
        [stop] => (0, *stop, 1),
        [start, stop] => (*start, *stop, 1),
        [_, _, 0] => return Err(Error::new(ErrorKind::InvalidOperation, "range() arg 3 must not be zero")),
        [start, stop, step] => (*start, *stop, *step),
        _ => return Err(Error::new(ErrorKind::MissingArgument, "range expected 1 to 3 arguments")),
    };
    let range = value::Range { start, stop, step };
    if range.len() > LONGEST_RANGE {
        return Err(Error::new(ErrorKind::OutOfFuel, "range has too many elements"));
    }
    Ok(Value::from_object(range))
}

/// The pairs of `dict(mapping or pairs, name=value)`.
pub(super) fn dict(args: &[Value]) -> Result<Vec<(Value, Value)>, Error> {
    let (positional, named) = split(args);
    let mut pairs = Vec::new();
    match positional {
        [] => {}
        [source] => pairs = pairs_of(source)?,
        _ => {
            let message = format!("dict expected at most 1 argument, got {}", positional.len());
            return Err(Error::new(ErrorKind::TooManyArguments, message));
        }
    }
    pairs.extend(keywords(named).into_iter().map(|(name, value)| (Value::from(name), value)));
    Ok(pairs)
}

/// The pairs of a table, or of a list of pairs.
pub(super) fn pairs_of(source: &Value) -> Result<Vec<(Value, Value)>, Error> {
    let is_table = source.kind() == minijinja::value::ValueKind::Map;
    let pair = |item: Value| {
        if is_table {
            let value = source.get_item(&item)?;
            return Ok((item, value));
        }
        let parts: Vec<Value> = iterate(&item)?.collect();
        match <[Value; 2]>::try_from(parts) {
            Ok([key, value]) => Ok((key, value)),
            Err(_) => Err(Error::new(ErrorKind::InvalidOperation, "a table is made of pairs")),
        }
    };
    iterate(source)?.map(pair).collect()
}

fn namespace(args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let all = Value::from_pairs(dict(&args)?);
    let (values,): (Option<ValueOrKwargs>,) = from_args(std::slice::from_ref(&all))?;
    minijinja::functions::namespace(values)
}

/// Goes round its values.
struct Cycler {
    items: Vec<Value>,
    at: AtomicUsize,
}

fn cycler(args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    if args.is_empty() {
        return Err(Error::new(ErrorKind::MissingArgument, "at least one item has to be provided"));
    }
    Ok(Value::from_object(Cycler { items: args, at: AtomicUsize::new(0) }))
}

impl Cycler {
    fn current(&self) -> Value {
        self.items.get(self.at.load(Ordering::Relaxed)).cloned().unwrap_or_default()
    }
}

impl Object for Cycler {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "current" => Some(self.current()),
            "pos" => Some(Value::from(self.at.load(Ordering::Relaxed))),
            _ => None,
        }
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "next" | "__next__" => {
                let [] = bind("next", args, [])?;
                let current = self.current();
                let next = (self.at.load(Ordering::Relaxed) + 1) % self.items.len();
                self.at.store(next, Ordering::Relaxed);
                Ok(current)
            }
            "reset" => {
                self.at.store(0, Ordering::Relaxed);
                Ok(Value::from(()))
            }
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}

impl fmt::Debug for Cycler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<Cycler>")
    }
}

/// Nothing the first time, then its separator.
#[derive(Debug)]
struct Joiner {
    separator: String,
    used: AtomicBool,
}

impl Object for Joiner {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, _: &[Value]) -> Result<Value, Error> {
        let used = self.used.swap(true, Ordering::Relaxed);
        Ok(Value::from(if used { self.separator.as_str() } else { "" }))
    }
}

/// The words of `lipsum()`. Jinja2 throws dice for them; the same page must come out twice, so they stand in a row here.
const WORDS: [&str; 32] = [
    "lorem",
    "ipsum",
    "dolor",
    "sit",
    "amet",
    "consectetuer",
    "adipiscing",
    "elit",
    "sed",
    "diam",
    "nonummy",
    "nibh",
    "euismod",
    "tincidunt",
    "ut",
    "laoreet",
    "magna",
    "aliquam",
    "erat",
    "volutpat",
    "wisi",
    "enim",
    "ad",
    "minim",
    "veniam",
    "quis",
    "nostrud",
    "exerci",
    "tation",
    "ullamcorper",
    "suscipit",
    "lobortis",
];

/// Paragraphs, and words of each, that are enough.
const MOST: i64 = 1000;

/// `lipsum(n=5, html=True, min=20, max=100)`: `n` paragraphs of `min` words.
fn lipsum(args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [n, html, min, max] = bind("lipsum", &args, ["n", "html", "min", "max"])?;
    let number = |value: Option<&Value>, default| value.and_then(whole).unwrap_or(default).clamp(0, MOST);
    let (paragraphs, words) = (number(n.as_ref(), 5), number(min.as_ref(), 20));
    let words = words.min(number(max.as_ref(), 100)).max(1);
    let is_html = flag(html.as_ref(), true);
    let mut at = 0_usize;
    let mut texts = Vec::new();
    for _ in 0..paragraphs {
        let mut line: Vec<&str> = Vec::new();
        for _ in 0..words {
            line.push(WORDS[at % WORDS.len()]);
            at += 1;
        }
        let text = super::strings::capitalized(&line.join(" ")) + ".";
        texts.push(if is_html { format!("<p>{text}</p>") } else { text });
    }
    Ok(if is_html { Value::from_safe_string(texts.join("\n")) } else { Value::from(texts.join("\n\n")) })
}
