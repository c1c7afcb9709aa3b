//! The methods of text.

use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::{format, wrong};
use crate::escape::escaped;
use crate::runtime::BYTES_PER_STEP;
use crate::runtime::arguments::{bind, integer, text, type_name};
use crate::runtime::sequences::iterate;
use crate::runtime::strings::capitalized;
use crate::runtime::text::{as_safe_as, centered, width_of};
use crate::value;

/// What text can do.
pub(super) const NAMES: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

pub(super) fn call(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    let Some(source) = value.to_str() else { return Err(Error::from(ErrorKind::UnknownMethod)) };
    let source = &*source;
    let like = |text: String| Ok(as_safe_as(value, text));
    match name {
        "format" => format::format(state, value, args),
        "upper" => like(source.to_uppercase()),
        "lower" | "casefold" => like(source.to_lowercase()),
        "capitalize" => like(capitalized(source)),
        "title" => like(title(source)),
        "swapcase" => like(source.chars().flat_map(swapped).collect()),
        "strip" | "lstrip" | "rstrip" => like(strip(source, name, args)?),
        "removeprefix" => {
            let affix = one_text(name, args)?;
            like(source.strip_prefix(&affix).unwrap_or(source).to_owned())
        }
        "removesuffix" => {
            let affix = one_text(name, args)?;
            like(source.strip_suffix(&affix).unwrap_or(source).to_owned())
        }
        "replace" => replace(state, value, source, args),
        "split" | "rsplit" => split(value, source, name, args),
        "splitlines" => {
            Ok(value::list(source.lines().map(|line| as_safe_as(value, line.to_owned())).collect()))
        }
        "partition" | "rpartition" => partition(value, source, name, args),
        "join" => join(state, value, source, args),
        "count" => {
            let part = one_text(name, args)?;
            let empty = part.is_empty();
            Ok(Value::from(if empty { source.chars().count() + 1 } else { source.matches(&part).count() }))
        }
        "find" | "rfind" | "index" | "rindex" => find(source, name, args),
        "startswith" | "endswith" => affixed(source, name, args),
        "center" | "ljust" | "rjust" | "zfill" => justified(value, source, name, args),
        "expandtabs" => like(source.replace('\t', "        ")),
        "encode" => Ok(Value::from_bytes(source.as_bytes().to_vec())),
        "__len__" => Ok(Value::from(source.chars().count())),
        "__str__" | "__html__" => like(source.to_owned()),
        _ => match question(name) {
            Some(answer) => Ok(Value::from(answer(source))),
            None => Err(Error::from(ErrorKind::UnknownMethod)),
        },
    }
}

/// The methods `is...`.
fn question(name: &str) -> Option<fn(&str) -> bool> {
    Some(match name {
        "islower" => |text| text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase),
        "isupper" => |text| text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
        "isspace" => |text| !text.is_empty() && text.chars().all(char::is_whitespace),
        "isdigit" | "isnumeric" | "isdecimal" => {
            |text| !text.is_empty() && text.chars().all(char::is_numeric)
        }
        "isalnum" => |text| !text.is_empty() && text.chars().all(char::is_alphanumeric),
        "isalpha" => |text| !text.is_empty() && text.chars().all(char::is_alphabetic),
        "isascii" => str::is_ascii,
        "isprintable" => |text| !text.chars().any(char::is_control),
        "isidentifier" => |text| {
            let is_part = |char: char| char.is_alphanumeric() || char == '_';
            !text.is_empty() && !text.starts_with(|char: char| char.is_numeric()) && text.chars().all(is_part)
        },
        "istitle" => |text| text.chars().any(char::is_alphabetic) && title(text) == text,
        _ => return None,
    })
}

/// Python's `str.title`: a word begins after everything that is no letter.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for char in text.chars() {
        if begins {
            out.extend(char.to_uppercase());
        } else {
            out.extend(char.to_lowercase());
        }
        begins = !char.is_alphabetic();
    }
    out
}

fn swapped(char: char) -> Vec<char> {
    if char.is_uppercase() { char.to_lowercase().collect() } else { char.to_uppercase().collect() }
}

fn one_text(name: &str, args: &[Value]) -> Result<String, Error> {
    let [part] = bind(name, args, ["part"])?;
    match part {
        Some(part) => text(Some(&part), ""),
        None => Err(wrong(format!("{name}() takes exactly one argument (0 given)"))),
    }
}

fn strip(source: &str, name: &str, args: &[Value]) -> Result<String, Error> {
    let [chars] = bind(name, args, ["chars"])?;
    let chars = chars.filter(|chars| !chars.is_none()).map(|chars| text(Some(&chars), "")).transpose()?;
    let is_off = |char: char| match &chars {
        Some(chars) => chars.contains(char),
        None => char.is_whitespace(),
    };
    let from_left = if name == "rstrip" { source } else { source.trim_start_matches(is_off) };
    Ok(if name == "lstrip" { from_left } else { from_left.trim_end_matches(is_off) }.to_owned())
}

fn replace(state: &State<'_, '_>, value: &Value, source: &str, args: &[Value]) -> Result<Value, Error> {
    let [old, new, count] = bind("replace", args, ["old", "new", "count"])?;
    let (Some(old), Some(new)) = (old, new) else {
        return Err(wrong("replace expected at least 2 arguments"));
    };
    let (from, to) = (text(Some(&old), "")?, text(Some(&new), "")?);
    let to = if value.is_safe() && !new.is_safe() { escaped(&to) } else { to };
    let count = integer(count.as_ref(), -1)?;
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let found = source.matches(&from).count().min(most);
    state.consume_fuel((found.saturating_mul(to.len()) / BYTES_PER_STEP) as u64)?;
    Ok(as_safe_as(value, source.replacen(&from, &to, most)))
}

fn split(value: &Value, source: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [separator, most] = bind(name, args, ["sep", "maxsplit"])?;
    let most = usize::try_from(integer(most.as_ref(), -1)?).unwrap_or(usize::MAX - 1);
    let parts: Vec<String> = match separator.filter(|separator| !separator.is_none()) {
        Some(separator) => {
            let separator = text(Some(&separator), "")?;
            if separator.is_empty() {
                return Err(wrong("empty separator"));
            }
            if name == "split" {
                source.splitn(most + 1, &separator).map(str::to_owned).collect()
            } else {
                let mut parts: Vec<String> =
                    source.rsplitn(most + 1, &separator).map(str::to_owned).collect();
                parts.reverse();
                parts
            }
        }
        None if name == "split" => blank_split(source, most),
        None => {
            let backwards: String = source.chars().rev().collect();
            let mut parts = blank_split(&backwards, most);
            parts.reverse();
            parts.into_iter().map(|part| part.chars().rev().collect()).collect()
        }
    };
    Ok(value::list(parts.into_iter().map(|part| as_safe_as(value, part)).collect()))
}

/// Splits at runs of blanks; what is left after the last allowed split keeps its own.
fn blank_split(source: &str, most: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = source.trim_start();
    while !rest.is_empty() {
        if parts.len() == most {
            parts.push(rest.trim_end().to_owned());
            break;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        parts.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    parts
}

fn partition(value: &Value, source: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let separator = one_text(name, args)?;
    let found =
        if name == "partition" { source.split_once(&separator) } else { source.rsplit_once(&separator) };
    let parts = match found {
        Some((before, after)) => [before, &separator, after],
        None if name == "partition" => [source, "", ""],
        None => ["", "", source],
    };
    Ok(Tuple::from(parts.map(|part| as_safe_as(value, part.to_owned()))).into())
}

fn join(state: &State<'_, '_>, value: &Value, source: &str, args: &[Value]) -> Result<Value, Error> {
    let [items] = bind("join", args, ["iterable"])?;
    let mut out = String::new();
    for (at, item) in iterate(&items.unwrap_or_default())?.enumerate() {
        let Some(part) = item.as_str() else {
            let found = type_name(&item);
            return Err(wrong(format!("sequence item {at}: expected str instance, {found} found")));
        };
        if at > 0 {
            out.push_str(source);
        }
        let before = out.len();
        if value.is_safe() && !item.is_safe() {
            out.push_str(&escaped(part));
        } else {
            out.push_str(part);
        }
        state.consume_fuel(((out.len() - before + source.len()) / BYTES_PER_STEP) as u64)?;
    }
    Ok(as_safe_as(value, out))
}

fn find(source: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let part = one_text(name, args)?;
    let found = if name.starts_with('r') { source.rfind(&part) } else { source.find(&part) };
    match found {
        Some(at) => Ok(Value::from(source[..at].chars().count())),
        None if name.ends_with("index") => Err(wrong("substring not found")),
        None => Ok(Value::from(-1)),
    }
}

fn affixed(source: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [affix] = bind(name, args, ["affix"])?;
    let affix = affix.unwrap_or_default();
    let holds = |affix: &Value| {
        let affix = text(Some(affix), "")?;
        Ok::<_, Error>(if name == "startswith" {
            source.starts_with(&affix)
        } else {
            source.ends_with(&affix)
        })
    };
    if affix.kind() == ValueKind::Seq {
        for affix in affix.try_iter()? {
            if holds(&affix)? {
                return Ok(Value::from(true));
            }
        }
        return Ok(Value::from(false));
    }
    holds(&affix).map(Value::from)
}

fn justified(value: &Value, source: &str, name: &str, args: &[Value]) -> Result<Value, Error> {
    let [width, fill] = bind(name, args, ["width", "fillchar"])?;
    let width = width_of(integer(width.as_ref(), 0)?)?;
    let fill = text(fill.as_ref(), " ")?.chars().next().unwrap_or(' ');
    let missing = width.saturating_sub(source.chars().count());
    let blanks: String = std::iter::repeat_n(fill, missing).collect();
    let text = match name {
        "center" => centered(source, width, fill),
        "ljust" => format!("{source}{blanks}"),
        "rjust" => format!("{blanks}{source}"),
        _ => {
            let sign = source.len()
                - source.trim_start_matches(['+', '-']).len().max(source.len().saturating_sub(1));
            let (sign, digits) = source.split_at(sign);
            format!("{sign}{}{digits}", "0".repeat(missing))
        }
    };
    Ok(as_safe_as(value, text))
}
