//! Filters that lay text out: `center`, `indent`, `wordwrap`, `truncate`, `format`.

use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::arguments::{Given, bind, flag, integer, split, text, whole};
use super::{BYTES_PER_STEP, limited_str};
use crate::escape::escaped;

/// Blanks that one filter may put in at once.
const WIDEST: usize = 1 << 20;

pub(super) fn install(env: &mut Environment<'_>) {
    keep_format(env);
    env.add_filter("center", center);
    env.add_filter("indent", indent);
    env.add_filter("wordwrap", wordwrap);
    env.add_filter("truncate", truncate);
    env.add_filter("format", |state: &mut State<'_, '_>, text: &Value, args: Given| {
        printf(state, text, &args.into_values())
    });
}

/// `text` as it is: safe if `like` is.
pub(super) fn as_safe_as(like: &Value, text: String) -> Value {
    if like.is_safe() { Value::from_safe_string(text) } else { Value::from(text) }
}

/// That something would be wider than anybody reads.
pub(super) fn too_wide() -> Error {
    Error::new(ErrorKind::OutOfFuel, "the width is too large")
}

pub(super) fn width_of(number: i64) -> Result<usize, Error> {
    let width = usize::try_from(number.max(0)).unwrap_or(usize::MAX);
    if width > WIDEST { Err(too_wide()) } else { Ok(width) }
}

/// Python's `str.center`: the odd blank goes to the left of an even width, to the right of an odd one.
pub(super) fn centered(text: &str, width: usize, fill: char) -> String {
    let length = text.chars().count();
    let missing = width.saturating_sub(length);
    let left = missing / 2 + (missing & width & 1);
    let blanks = |count: usize| std::iter::repeat_n(fill, count).collect::<String>();
    format!("{}{text}{}", blanks(left), blanks(missing - left))
}

fn center(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [width] = bind("do_center", &args, ["width"])?;
    let width = width_of(integer(width.as_ref(), 80)?)?;
    Ok(as_safe_as(value, centered(&limited_str(state, value)?, width, ' ')))
}

fn indent(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [width, first, blank] = bind("do_indent", &args, ["width", "first", "blank"])?;
    let indention = match width.as_ref() {
        Some(width) if width.as_str().is_some() => width.to_string(),
        width => " ".repeat(width_of(integer(width, 4)?)?),
    };
    let (first, blank) = (flag(first.as_ref(), false), flag(blank.as_ref(), false));
    let mut source = limited_str(state, value)?;
    source.push('\n');
    let lines = source.lines().count();
    state.consume_fuel((lines.saturating_mul(indention.len()) / BYTES_PER_STEP) as u64)?;
    let mut out = if first { indention.clone() } else { String::new() };
    if blank {
        let lines: Vec<&str> = source.lines().collect();
        out.push_str(&lines.join(&format!("\n{indention}")));
    } else {
        for (at, line) in source.lines().enumerate() {
            if at > 0 {
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&indention);
                }
            }
            out.push_str(line);
        }
    }
    Ok(as_safe_as(value, out))
}

fn wordwrap(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [width, breaks, ending, hyphens] =
        bind("do_wordwrap", &args, ["width", "break_long_words", "wrapstring", "break_on_hyphens"])?;
    let width = width_of(integer(width.as_ref(), 79)?)?;
    if width == 0 {
        return Err(Error::new(ErrorKind::InvalidOperation, "invalid width 0 (must be > 0)"));
    }
    let options =
        Wrapping { width, breaks: flag(breaks.as_ref(), true), hyphens: flag(hyphens.as_ref(), true) };
    let ending = match ending.filter(|ending| !ending.is_none()) {
        Some(ending) => text(Some(&ending), "\n")?,
        None => "\n".to_owned(),
    };
    let source = limited_str(state, value)?;
    let lines: Vec<String> = source.lines().map(|line| options.wrap(line).join(&ending)).collect();
    Ok(as_safe_as(value, lines.join(&ending)))
}

/// How lines are broken, as by Python's `textwrap.wrap`.
struct Wrapping {
    width: usize,
    breaks: bool,
    hyphens: bool,
}

impl Wrapping {
    fn wrap(&self, line: &str) -> Vec<String> {
        let mut lines = Vec::new();
        let mut current = String::new();
        let mut length = 0;
        for chunk in self.chunks(line) {
            let size = chunk.chars().count();
            let is_blank = chunk.chars().all(char::is_whitespace);
            if length + size <= self.width {
                if !(is_blank && current.is_empty() && !lines.is_empty()) {
                    current.push_str(&chunk);
                    length += size;
                }
                continue;
            }
            if size > self.width && self.breaks && !is_blank {
                let mut rest = chunk.as_str();
                while rest.chars().count() + length > self.width {
                    let room = self.width - length;
                    let cut = rest.char_indices().nth(room).map_or(rest.len(), |(at, _)| at);
                    current.push_str(&rest[..cut]);
                    finish(&mut lines, &mut current);
                    length = 0;
                    rest = &rest[cut..];
                }
                rest.clone_into(&mut current);
                length = rest.chars().count();
                continue;
            }
            finish(&mut lines, &mut current);
            length = 0;
            if !is_blank {
                length = size;
                current = chunk;
            }
        }
        finish(&mut lines, &mut current);
        lines
    }

    /// Blanks, words, and parts of words that end in a hyphen between letters.
    fn chunks(&self, line: &str) -> Vec<String> {
        let mut chunks: Vec<String> = Vec::new();
        let chars: Vec<char> = line.chars().map(|char| if char == '\t' { ' ' } else { char }).collect();
        let mut current = String::new();
        for (at, char) in chars.iter().enumerate() {
            let was_blank = current.chars().next_back().is_some_and(char::is_whitespace);
            if !current.is_empty() && was_blank != char.is_whitespace() {
                chunks.push(std::mem::take(&mut current));
            }
            current.push(*char);
            let letter =
                |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|char| char.is_alphabetic());
            let is_break = self.hyphens
                && *char == '-'
                && letter(at.checked_sub(1))
                && at >= 2
                && (letter(at.checked_sub(2)) || chars[at - 2] == '_')
                && letter(Some(at + 1))
                && letter(Some(at + 2));
            if is_break {
                chunks.push(std::mem::take(&mut current));
            }
        }
        if !current.is_empty() {
            chunks.push(current);
        }
        chunks
    }
}

fn finish(lines: &mut Vec<String>, current: &mut String) {
    let line = std::mem::take(current);
    let trimmed = line.trim_end();
    if !trimmed.is_empty() {
        lines.push(trimmed.to_owned());
    }
}

fn truncate(state: &State<'_, '_>, value: &Value, args: Given) -> Result<Value, Error> {
    let args = args.into_values();
    let [length, kill, end, leeway] = bind("do_truncate", &args, ["length", "killwords", "end", "leeway"])?;
    let length = integer(length.as_ref(), 255)?;
    let leeway = integer(leeway.as_ref(), 5)?;
    let end_value = end.clone().unwrap_or_else(|| Value::from("..."));
    let end = text(end.as_ref(), "...")?;
    let count = |text: &str| i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if length < count(&end) {
        let message = format!("expected length >= {}, got {length}", count(&end));
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    if leeway < 0 {
        let message = format!("expected leeway >= 0, got {leeway}");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let whole = limited_str(state, value)?;
    if count(&whole) <= length.saturating_add(leeway) {
        return Ok(value.clone());
    }
    let kept = usize::try_from(length - count(&end)).unwrap_or(0);
    let cut = whole.char_indices().nth(kept).map_or(&*whole, |(at, _)| &whole[..at]);
    let cut =
        if flag(kill.as_ref(), false) { cut } else { cut.rsplit_once(' ').map_or(cut, |(words, _)| words) };
    let end = if value.is_safe() && !end_value.is_safe() { escaped(&end) } else { end };
    Ok(as_safe_as(value, format!("{cut}{end}")))
}

/// `"..." % args`, by minijinja's formatting, with values that Python writes in its own way already written.
pub(super) fn printf(state: &mut State<'_, '_>, format: &Value, args: &[Value]) -> Result<Value, Error> {
    let (positional, kwargs) = split(args);
    if !positional.is_empty() && kwargs.is_some() {
        let message = "can't handle positional and keyword arguments at the same time";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let source = format.as_str().unwrap_or_default();
    let mut written: Vec<Value> = Vec::with_capacity(args.len());
    let kinds = conversions(source);
    for (at, arg) in args.iter().enumerate() {
        let is_text = kinds.get(at).is_some_and(|kind| matches!(kind, 's' | 'r'));
        let foreign =
            !arg.is_kwargs() && arg.as_str().is_none() && !(args.len() == 1 && source.contains("%("));
        written.push(if is_text && foreign && whole(arg).is_none() {
            Value::from(limited_str(state, arg)?)
        } else {
            arg.clone()
        });
    }
    let mut call = vec![format.clone()];
    call.extend(written);
    state.apply_filter(FORMAT, &call)
}

/// The name under which minijinja's own filter is kept.
const FORMAT: &str = "__dp_format";

/// The letters of the placeholders, in order.
fn conversions(format: &str) -> Vec<char> {
    let mut found = Vec::new();
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            continue;
        }
        let mut inside =
            chars.by_ref().skip_while(|char| matches!(char, '0'..='9' | '.' | '-' | '+' | ' ' | '#'));
        match inside.next() {
            Some('%') | None => {}
            Some(letter) => found.push(letter),
        }
    }
    found
}

/// Keeps minijinja's own under another name.
fn keep_format(env: &mut Environment<'_>) {
    env.add_filter(FORMAT, minijinja::filters::format);
}
