//! `tojson` and `pprint`.

use std::fmt::Write;

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, integer, type_name};
use super::room;
use crate::value::display;

/// Levels of a value that is written.
const DEEPEST: usize = 64;
/// Blanks of one level.
const WIDEST: i64 = 64;
/// The width of a line of `pprint`.
const LINE: usize = 80;

pub(super) fn install(env: &mut Environment<'_>) {
    env.add_filter("tojson", tojson);
    env.add_filter("pprint", pprint);
}

/// JSON that may stand in HTML: with the keys of a table in order, and only ASCII, as Python writes it.
fn tojson(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [indent] = bind("do_tojson", &args, ["indent"])?;
    let indent = match indent.filter(|indent| !indent.is_none()) {
        Some(indent) => Some(integer(Some(&indent), 0)?),
        None => None,
    };
    if indent.is_some_and(|indent| indent > WIDEST) {
        return Err(Error::new(ErrorKind::OutOfFuel, "the indentation of `tojson` is too large"));
    }
    let mut json = Json { out: String::new(), indent, room: room(state) };
    json.value(value, 0)?;
    state.consume_fuel((json.out.len() / 4) as u64)?;
    Ok(Value::from_safe_string(json.out))
}

struct Json {
    out: String,
    indent: Option<i64>,
    room: usize,
}

impl Json {
    fn value(&mut self, value: &Value, level: usize) -> Result<(), Error> {
        if level > DEEPEST {
            return Err(Error::new(ErrorKind::OutOfFuel, "a value nests too deep for JSON"));
        }
        if self.out.len() > self.room {
            return Err(Error::from(ErrorKind::OutOfFuel));
        }
        match value.kind() {
            ValueKind::None => self.out.push_str("null"),
            ValueKind::Bool => self.out.push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => self.number(value),
            ValueKind::String => self.text(value.as_str().unwrap_or_default()),
            ValueKind::Seq | ValueKind::Iterable => {
                self.out.push('[');
                let mut count = 0;
                for item in value.try_iter()? {
                    self.next(count, level + 1);
                    self.value(&item, level + 1)?;
                    count += 1;
                }
                self.end(count, level);
                self.out.push(']');
            }
            ValueKind::Map => {
                self.out.push('{');
                let mut keys: Vec<Value> = value.try_iter()?.collect();
                keys.sort_by(|one, two| one.partial_cmp(two).unwrap_or(std::cmp::Ordering::Equal));
                for (at, key) in keys.iter().enumerate() {
                    self.next(at, level + 1);
                    self.key(key);
                    self.out.push_str(": ");
                    self.value(&value.get_item(key).unwrap_or_default(), level + 1)?;
                }
                self.end(keys.len(), level);
                self.out.push('}');
            }
            _ => {
                let message = format!("Object of type {} is not JSON serializable", type_name(value));
                return Err(Error::new(ErrorKind::InvalidOperation, message));
            }
        }
        Ok(())
    }

    fn key(&mut self, key: &Value) {
        match key.kind() {
            ValueKind::None => self.text("null"),
            ValueKind::Bool => self.text(if key.is_true() { "true" } else { "false" }),
            _ => self.text(&display::str_of(key)),
        }
    }

    fn next(&mut self, at: usize, level: usize) {
        if at > 0 {
            self.out.push_str(if self.indent.is_some() { "," } else { ", " });
        }
        self.line(level);
    }

    fn end(&mut self, count: usize, level: usize) {
        if count > 0 {
            self.line(level);
        }
    }

    fn line(&mut self, level: usize) {
        if let Some(indent) = self.indent {
            self.out.push('\n');
            let width = usize::try_from(indent).unwrap_or(0) * level;
            self.out.extend(std::iter::repeat_n(' ', width));
        }
    }

    fn number(&mut self, value: &Value) {
        let text = display::str_of(value);
        self.out.push_str(match text.as_str() {
            "nan" => "NaN",
            "inf" => "Infinity",
            "-inf" => "-Infinity",
            text => text,
        });
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for char in text.chars() {
            match char {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\x08' => self.out.push_str("\\b"),
                '\x0c' => self.out.push_str("\\f"),
                '<' | '>' | '&' | '\'' | '\0'..='\x1f' | '\x7f'.. => {
                    if char == '\x7f' {
                        self.out.push(char);
                        continue;
                    }
                    let mut units = [0; 2];
                    for unit in char.encode_utf16(&mut units) {
                        let _ = write!(self.out, "\\u{unit:04x}"); // writing to a string does not fail
                    }
                }
                _ => self.out.push(char),
            }
        }
        self.out.push('"');
    }
}

/// Python's `pprint.pformat`: one line if it fits, else an item in each.
fn pprint(state: &State<'_, '_>, value: &Value) -> Result<String, Error> {
    let mut out = String::new();
    pretty(&mut out, value, 0, 0);
    state.consume_fuel((out.len() / 4) as u64)?;
    Ok(out)
}

fn pretty(out: &mut String, value: &Value, indent: usize, behind: usize) {
    let whole = sorted_repr(value);
    let fits = indent + whole.chars().count() + behind <= LINE;
    let is_table = value.kind() == ValueKind::Map;
    if fits || !(is_table || value.kind() == ValueKind::Seq) || value.len() == Some(0) || indent > LINE {
        out.push_str(&whole);
        return;
    }
    let (open, close) = match (is_table, value.is_tuple()) {
        (true, _) => ('{', '}'),
        (_, true) => ('(', ')'),
        _ => ('[', ']'),
    };
    out.push(open);
    let mut items: Vec<Value> = value.try_iter().into_iter().flatten().collect();
    if is_table {
        items.sort_by(|one, two| one.partial_cmp(two).unwrap_or(std::cmp::Ordering::Equal));
    }
    let last = items.len().saturating_sub(1);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(",\n");
            out.extend(std::iter::repeat_n(' ', indent + 1));
        }
        let behind = if at == last { behind + 1 } else { 1 };
        if is_table {
            let key = display::repr_of(item);
            let width = key.chars().count() + 2;
            out.push_str(&key);
            out.push_str(": ");
            pretty(out, &value.get_item(item).unwrap_or_default(), indent + 1 + width, behind);
        } else {
            pretty(out, item, indent + 1, behind);
        }
    }
    if items.len() == 1 && value.is_tuple() {
        out.push(',');
    }
    out.push(close);
}

/// `repr`, with the keys of a table in order.
fn sorted_repr(value: &Value) -> String {
    if value.kind() != ValueKind::Map {
        return display::repr_of(value);
    }
    let mut keys: Vec<Value> = value.try_iter().into_iter().flatten().collect();
    keys.sort_by(|one, two| one.partial_cmp(two).unwrap_or(std::cmp::Ordering::Equal));
    let item = |key: &Value| {
        let inner = value.get_item(key).unwrap_or_default();
        format!("{}: {}", display::repr_of(key), sorted_repr(&inner))
    };
    format!("{{{}}}", keys.iter().map(item).collect::<Vec<_>>().join(", "))
}
