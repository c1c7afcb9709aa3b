//! How Python's `pprint.pformat` shows values: as `repr` does while it fits in 80 columns, else an item a line.

use std::cmp::Ordering;

use crate::text::space;
use crate::value::{Value, compare, repr, sort, text_repr};

const WIDTH: usize = 80;

/// Values inside values inside values: deeper ones are written on one line.
const DEEPEST: usize = 64;

/// What `pprint.pformat(value)` gives.
///
/// ```
/// use downpage_django::value::{Dict, Value, pretty};
///
/// let dict: Dict = [("b", 1), ("a", 2)].into_iter().map(|(key, n)| (key.into(), Value::Int(n))).collect();
/// assert_eq!(pretty(&dict.into()), "{'a': 2, 'b': 1}");
/// ```
#[must_use]
pub fn pretty(value: &Value) -> String {
    let mut out = String::new();
    Place { indent: 0, allowance: 0, level: 0 }.write(value, &mut out);
    out
}

/// Where a value is written.
#[derive(Clone, Copy)]
struct Place {
    /// The column it begins in.
    indent: usize,
    /// Columns that what follows it on the last line takes.
    allowance: usize,
    /// How many values it stands in.
    level: usize,
}

impl Place {
    fn write(self, value: &Value, out: &mut String) {
        let line = on_one_line(value, self.level);
        if fits(&line, WIDTH.saturating_sub(self.indent + self.allowance)) || self.level > DEEPEST {
            out.push_str(&line);
            return;
        }
        let place = Self { level: self.level + 1, ..self };
        match value {
            Value::Dict(_) => place.write_dict(value, out),
            Value::List(items) => place.write_items(items, "[", "]", out),
            Value::Tuple(items) => {
                place.write_items(items, "(", if items.len() == 1 { ",)" } else { ")" }, out);
            }
            Value::Set(items) if !items.is_empty() => {
                let mut items: Vec<&Value> = items.iter().collect();
                sort(&mut items, &mut |a, b| comes_before(a, b));
                let items: Vec<Value> = items.into_iter().cloned().collect();
                place.write_items(&items, "{", "}", out);
            }
            Value::Str(text) | Value::Safe(text) if !text.is_empty() => place.write_text(text, out),
            Value::Bytes(bytes) if bytes.len() > 4 => place.write_bytes(bytes, out),
            _ => out.push_str(&line),
        }
    }

    fn write_dict(self, dict: &Value, out: &mut String) {
        out.push('{');
        let indent = self.indent + 1;
        let pairs = sorted_pairs(dict);
        for (at, (key, value)) in pairs.iter().enumerate() {
            let key = on_one_line(key, self.level);
            out.push_str(&key);
            out.push_str(": ");
            let last = at + 1 == pairs.len();
            let allowance = if last { self.allowance + 1 } else { 1 };
            Self { indent: indent + width(&key) + 2, allowance, ..self }.write(value, out);
            if !last {
                out.push(',');
                new_line(indent, out);
            }
        }
        out.push('}');
    }

    fn write_items(self, items: &[Value], open: &str, close: &str, out: &mut String) {
        out.push_str(open);
        let indent = self.indent + 1;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push(',');
                new_line(indent, out);
            }
            let allowance = if at + 1 == items.len() { self.allowance + close.len() } else { 1 };
            Self { indent, allowance, ..self }.write(item, out);
        }
        out.push_str(close);
    }

    /// A str in pieces that end at line ends and blanks, as Python joins neighbouring literals.
    fn write_text(self, text: &str, out: &mut String) {
        let outermost = self.level == 1;
        let (indent, allowance) =
            if outermost { (self.indent + 1, self.allowance + 1) } else { (self.indent, self.allowance) };
        let room = WIDTH.saturating_sub(indent);
        let mut pieces: Vec<String> = Vec::new();
        let mut lines = lines_with_ends(text).into_iter().peekable();
        while let Some(line) = lines.next() {
            let last = lines.peek().is_none();
            let whole = text_repr(line);
            if fits(&whole, if last { room.saturating_sub(allowance) } else { room }) {
                pieces.push(whole);
                continue;
            }
            let mut current = String::new();
            let mut words = words_with_blanks(line).into_iter().peekable();
            while let Some(word) = words.next() {
                let final_word = last && words.peek().is_none();
                let room = if final_word { room.saturating_sub(allowance) } else { room };
                let longer = format!("{current}{word}");
                if fits(&text_repr(&longer), room) {
                    current = longer;
                } else {
                    if !current.is_empty() {
                        pieces.push(text_repr(&current));
                    }
                    word.clone_into(&mut current);
                }
            }
            if !current.is_empty() {
                pieces.push(text_repr(&current));
            }
        }
        join(&pieces, indent, outermost && pieces.len() > 1, out);
    }

    fn write_bytes(self, bytes: &[u8], out: &mut String) {
        let outermost = self.level == 1;
        let (indent, allowance) =
            if outermost { (self.indent + 1, self.allowance + 1) } else { (self.indent, self.allowance) };
        let room = WIDTH.saturating_sub(indent);
        let shown = |part: &[u8]| repr(&Value::Bytes(part.into()));
        let mut pieces = Vec::new();
        let (mut from, last) = (0, bytes.len() / 4 * 4);
        for at in (0..bytes.len()).step_by(4) {
            let to = bytes.len().min(at + 4);
            let room = if at == last { room.saturating_sub(allowance) } else { room };
            if !fits(&shown(&bytes[from..to]), room) && from < at {
                pieces.push(shown(&bytes[from..at]));
                from = at;
            }
        }
        pieces.push(shown(&bytes[from..]));
        join(&pieces, indent, outermost, out);
    }
}

/// `repr`, but dicts come by key.
fn on_one_line(value: &Value, level: usize) -> String {
    let joined = |items: &[Value]| {
        items.iter().map(|item| on_one_line(item, level + 1)).collect::<Vec<_>>().join(", ")
    };
    match value {
        _ if level > DEEPEST => repr(value),
        Value::Dict(_) => {
            let pair = |(key, value): &(Value, Value)| {
                format!("{}: {}", on_one_line(key, level + 1), on_one_line(value, level + 1))
            };
            format!("{{{}}}", sorted_pairs(value).iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        Value::List(items) => format!("[{}]", joined(items)),
        Value::Tuple(items) if items.len() == 1 => format!("({},)", joined(items)),
        Value::Tuple(items) => format!("({})", joined(items)),
        _ => repr(value),
    }
}

fn sorted_pairs(dict: &Value) -> Vec<(Value, Value)> {
    let Value::Dict(dict) = dict else { return Vec::new() };
    let mut pairs: Vec<(Value, Value)> =
        dict.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    sort(&mut pairs, &mut |a: &(Value, Value), b: &(Value, Value)| comes_before(&a.0, &b.0));
    pairs
}

/// Whether `a < b`; by the names of their types where Python cannot tell.
fn comes_before(a: &Value, b: &Value) -> bool {
    match compare(a, b, "<") {
        Ok(order) => order == Some(Ordering::Less),
        Err(_) => a.type_name() < b.type_name(),
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn fits(text: &str, room: usize) -> bool {
    text.len() <= room || width(text) <= room
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn join(pieces: &[String], indent: usize, brackets: bool, out: &mut String) {
    out.push_str(if brackets { "(" } else { "" });
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            new_line(indent, out);
        }
        out.push_str(piece);
    }
    out.push_str(if brackets { ")" } else { "" });
}

/// `str.splitlines(True)`.
fn lines_with_ends(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> =
        space::lines(text).map(|line| line.as_ptr() as usize - text.as_ptr() as usize).collect();
    starts.push(text.len());
    starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
}

/// A word and the blanks after it, again and again.
fn words_with_blanks(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let word = rest.find(space::is_space).unwrap_or(rest.len());
        let end = rest[word..].find(|c| !space::is_space(c)).map_or(rest.len(), |blanks| word + blanks);
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}
