//! Values as text: `str()`, `repr()`, `%`, `.format()` and what follows a colon in an f-string.

use std::sync::Arc;

use crate::value::{float_repr, text_repr};

use super::Interpreter;
use super::value::{At, Eval, Item, Known, Object, Val};

impl Interpreter {
    /// `str(value)`; `None` when it is not known.
    pub(super) fn str(&mut self, value: &Val) -> Eval<Option<String>> {
        let value = &self.force(value)?;
        match value {
            Val::Str(text) | Val::Path(text) => {
                self.steps(text.len() / 64)?;
                Ok(Some(text.to_string()))
            }
            value => self.repr(value),
        }
    }

    /// `repr(value)`; `None` when it is not known.
    pub(super) fn repr(&mut self, value: &Val) -> Eval<Option<String>> {
        let mut out = String::new();
        Ok(self.write_repr(value, &mut out, 0)?.then_some(out))
    }

    fn write_repr(&mut self, value: &Val, out: &mut String, depth: usize) -> Eval<bool> {
        const DEEPEST: usize = 50;
        self.step()?;
        self.sized(out.len(), At::default())?;
        if depth > DEEPEST {
            return Ok(false);
        }
        match value {
            Val::None => out.push_str("None"),
            Val::Bool(true) => out.push_str("True"),
            Val::Bool(false) => out.push_str("False"),
            Val::Int(number) => out.push_str(&number.to_string()),
            Val::Float(number) => out.push_str(&float_repr(*number)),
            Val::Str(text) => {
                self.steps(text.len() / 64)?;
                out.push_str(&text_repr(text));
            }
            Val::Tuple(tuple) => {
                let comma = if tuple.items.len() == 1 { ",)" } else { ")" };
                return self.write_items(&tuple.items, ["(", comma], out, depth);
            }
            Val::List(id) => {
                let Object::List(items) = self.heap.get(*id) else { return Ok(false) };
                let items = items.clone();
                return self.write_items(&items, ["[", "]"], out, depth);
            }
            Val::Set(id) => match self.heap.get(*id) {
                Object::Set(items) if items.is_empty() => out.push_str("set()"),
                // The order of a larger set is Python's to choose.
                Object::Set(items) if items.len() == 1 => {
                    let items: Vec<Item> = items.values().cloned().collect();
                    return self.write_items(&items, ["{", "}"], out, depth);
                }
                _ => return Ok(false),
            },
            Val::Dict(_) => {
                let Ok(pairs) = self.pairs(value, At::default())? else { return Ok(false) };
                out.push('{');
                for (index, (key, value)) in pairs.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    if !self.write_repr(&key.val, out, depth + 1)? {
                        return Ok(false);
                    }
                    out.push_str(": ");
                    if !self.write_repr(&value.val, out, depth + 1)? {
                        return Ok(false);
                    }
                }
                out.push('}');
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn write_items(
        &mut self,
        items: &[Item],
        [open, close]: [&str; 2],
        out: &mut String,
        depth: usize,
    ) -> Eval<bool> {
        out.push_str(open);
        for (index, item) in items.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            if item.many || !self.write_repr(&item.val, out, depth + 1)? {
                return Ok(false);
            }
        }
        out.push_str(close);
        Ok(true)
    }

    /// A value as an f-string or `.format()` writes it; `None` when it is not known.
    pub(super) fn formatted(
        &mut self,
        value: &Val,
        conversion: Option<char>,
        spec: &str,
    ) -> Eval<Option<String>> {
        let value = self.force(value)?;
        let value = match conversion {
            Some('r') => self.repr(&value)?.map(Val::str),
            Some('s') => self.str(&value)?.map(Val::str),
            Some(_) => None,
            None => Some(value),
        };
        let Some(value) = value else { return Ok(None) };
        if spec.is_empty() {
            return self.str(&value);
        }
        let Some(spec) = Spec::parse(spec) else { return Ok(None) };
        self.sized(spec.width, At::default())?;
        Ok(spec.apply(&value))
    }

    /// `format % values`.
    pub(super) fn percent(&mut self, format: &str, values: &Val, at: At) -> Eval<Known<String>> {
        self.steps(format.len() / 64)?;
        let positional: Vec<Item> = match values {
            Val::Tuple(tuple) => tuple.items.clone(),
            value => vec![Item::new(value.clone(), at)],
        };
        let mut next = positional.iter();
        let mut out = String::new();
        let mut rest = format;
        while let Some(found) = rest.find('%') {
            out.push_str(&rest[..found]);
            rest = &rest[found + 1..];
            let mut value = None;
            if let Some(after) = rest.strip_prefix('(') {
                let Some((name, after)) = after.split_once(')') else {
                    return self.raise("ValueError", "incomplete format key", at);
                };
                rest = after;
                let found = self.subscript(values, &Val::str(name), at)?;
                value = Some(found);
            }
            let end = rest.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
            let Some(end) = end else { return self.raise("ValueError", "incomplete format", at) };
            let (flags, kind) = (&rest[..end], rest.as_bytes()[end]);
            rest = &rest[end + 1..];
            if kind == b'%' {
                out.push('%');
                continue;
            }
            let value = match value.or_else(|| next.next().map(|item| item.val.clone())) {
                Some(value) => self.force(&value)?,
                None => return self.raise("TypeError", "not enough arguments for format string", at),
            };
            let text = match kind {
                b's' => self.str(&value)?,
                b'r' => self.repr(&value)?,
                b'd' | b'i' => match &value {
                    Val::Int(number) => Some(number.to_string()),
                    Val::Bool(value) => Some(i64::from(*value).to_string()),
                    _ => None,
                },
                _ => None,
            };
            let padded = text.and_then(|text| pad(&text, flags));
            match padded {
                Some(text) => out.push_str(&text),
                None => return Ok(Err(self.why_unknown(&value, at))),
            }
            self.sized(out.len(), at)?;
        }
        out.push_str(rest);
        self.sized(out.len(), at)?;
        Ok(Ok(out))
    }

    /// `format.format(*positional, **named)`.
    pub(super) fn format(&mut self, format: &str, arguments: &super::call::Arguments) -> Eval<Known<String>> {
        let at = arguments.at;
        self.steps(format.len() / 64)?;
        let mut out = String::new();
        let mut letters = format.chars().peekable();
        let mut automatic = 0usize;
        while let Some(letter) = letters.next() {
            match letter {
                '{' | '}' if letters.peek() == Some(&letter) => {
                    letters.next();
                    out.push(letter);
                }
                '}' => return self.raise("ValueError", "single `}` in a format string", at),
                '{' => {
                    let mut field = String::new();
                    loop {
                        match letters.next() {
                            Some('}') => break,
                            Some('{') => return Ok(Err(self.why_computed(at))),
                            Some(letter) => field.push(letter),
                            None => {
                                return self.raise(
                                    "ValueError",
                                    "expected `}` before the end of the string",
                                    at,
                                );
                            }
                        }
                    }
                    let (field, spec) = field.split_once(':').unwrap_or((&field, ""));
                    let (name, conversion) = field.split_once('!').unwrap_or((field, ""));
                    let value = match self.field(name, arguments, &mut automatic)? {
                        Ok(value) => value,
                        Err(why) => return Ok(Err(why)),
                    };
                    match self.formatted(&value, conversion.chars().next(), spec)? {
                        Some(text) => out.push_str(&text),
                        None => return Ok(Err(self.why_unknown(&value, at))),
                    }
                    self.sized(out.len(), at)?;
                }
                letter => out.push(letter),
            }
        }
        Ok(Ok(out))
    }

    /// The value that a replacement field names: `0`, `name`, `name.attribute`, `name[key]`.
    fn field(
        &mut self,
        name: &str,
        arguments: &super::call::Arguments,
        automatic: &mut usize,
    ) -> Eval<Known<Val>> {
        let at = arguments.at;
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let item = if first.is_empty() {
            *automatic += 1;
            arguments.positional.get(*automatic - 1)
        } else if let Ok(index) = first.parse::<usize>() {
            arguments.positional.get(index)
        } else {
            arguments.named.iter().find(|(name, _)| **name == *first).map(|(_, item)| item)
        };
        let Some(item) = item else {
            if let Some(why) = &arguments.open {
                return Ok(Err(Arc::clone(why)));
            }
            return self.raise("KeyError", format!("there is no value for `{{{name}}}`"), at);
        };
        let mut value = item.val.clone();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('[') {
                let Some((key, after)) = after.split_once(']') else {
                    return self.raise("ValueError", "missing `]` in a format string", at);
                };
                let key = key.parse().map_or_else(|_| Val::str(key), Val::Int);
                value = self.subscript(&value, &key, at)?;
                rest = after;
            } else {
                let after = rest.strip_prefix('.').unwrap_or(rest);
                let end = after.find(['.', '[']).unwrap_or(after.len());
                value = self.attribute(&value, &after[..end], at)?;
                rest = &after[end..];
            }
        }
        Ok(Ok(value))
    }
}

/// The flags, width and precision of a `%`.
fn pad(text: &str, flags: &str) -> Option<String> {
    if flags.is_empty() {
        return Some(text.to_owned());
    }
    let left = flags.starts_with('-');
    let flags = flags.trim_start_matches('-');
    let zero = flags.starts_with('0');
    let width: usize = flags.parse().ok().filter(|width| *width < 10_000)?;
    let missing = width.saturating_sub(text.chars().count());
    Some(if left {
        format!("{text}{}", " ".repeat(missing))
    } else if zero && text.parse::<i64>().is_ok() {
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
        format!("{sign}{}{digits}", "0".repeat(missing))
    } else {
        format!("{}{text}", " ".repeat(missing))
    })
}

/// What follows the colon in `{value:>10}`.
struct Spec {
    fill: char,
    align: Option<char>,
    comma: bool,
    width: usize,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Spec {
    fn parse(text: &str) -> Option<Self> {
        let mut spec = Self { fill: ' ', align: None, comma: false, width: 0, precision: None, kind: None };
        let letters: Vec<char> = text.chars().collect();
        let mut rest = &letters[..];
        let aligns = |letter: &char| matches!(letter, '<' | '>' | '^');
        match rest {
            [fill, align, after @ ..] if aligns(align) => {
                (spec.fill, spec.align, rest) = (*fill, Some(*align), after);
            }
            [align, after @ ..] if aligns(align) => (spec.align, rest) = (Some(*align), after),
            _ => {}
        }
        if let ['0', after @ ..] = rest {
            rest = after;
            if spec.align.is_none() {
                (spec.fill, spec.align) = ('0', Some('='));
            }
        }
        let digits = rest.iter().take_while(|letter| letter.is_ascii_digit()).count();
        if digits > 0 {
            spec.width =
                rest[..digits].iter().collect::<String>().parse().ok().filter(|width| *width < 100_000)?;
        }
        rest = &rest[digits..];
        if let [',', after @ ..] = rest {
            (spec.comma, rest) = (true, after);
        }
        if let ['.', after @ ..] = rest {
            let digits = after.iter().take_while(|letter| letter.is_ascii_digit()).count();
            spec.precision =
                Some(after[..digits].iter().collect::<String>().parse().ok().filter(|digits| *digits < 100)?);
            rest = &after[digits..];
        }
        match rest {
            [] => {}
            [kind @ ('s' | 'd' | 'f')] => spec.kind = Some(*kind),
            _ => return None,
        }
        Some(spec)
    }

    fn apply(&self, value: &Val) -> Option<String> {
        let (text, number) = match (value, self.kind, self.precision) {
            (Val::Str(text), None | Some('s'), precision) => {
                (precision.map_or_else(|| text.to_string(), |most| text.chars().take(most).collect()), false)
            }
            (Val::Int(number), None | Some('d'), None) => (number.to_string(), true),
            #[expect(clippy::cast_precision_loss, reason = "as Python formats a whole number by `f`")]
            (Val::Int(number), Some('f'), precision) => {
                (format!("{:.*}", precision.unwrap_or(6), *number as f64), true)
            }
            (Val::Float(number), Some('f'), precision) => {
                (format!("{number:.*}", precision.unwrap_or(6)), true)
            }
            _ => return None,
        };
        if self.comma {
            return None;
        }
        let missing = self.width.saturating_sub(text.chars().count());
        let fill = |count: usize| self.fill.to_string().repeat(count);
        Some(match self.align.unwrap_or(if number { '>' } else { '<' }) {
            '<' => text + &fill(missing),
            '^' => format!("{}{text}{}", fill(missing / 2), fill(missing - missing / 2)),
            '=' if number && text.starts_with('-') => format!("-{}{}", fill(missing), &text[1..]),
            '=' if !number => text + &fill(missing),
            _ => fill(missing) + &text,
        })
    }
}
