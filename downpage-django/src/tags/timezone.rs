//! `{% localtime on %}`, `{% timezone "Europe/Paris" %}` and `{% get_current_timezone as TZ %}`.

use crate::ast::{Expression, Node, NodeList};
use crate::error::{Error, Kind, Result};
use crate::lexer::Token;
use crate::parser::{Parser, bits};
use crate::render::Context;
use crate::tags::localize::switch;
use crate::text::space;
use crate::value::{Name, Value, Zone, repr, text_repr};

struct LocalTime {
    on: bool,
    body: NodeList,
}

impl Node for LocalTime {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let outside = cx.use_tz.replace(self.on);
        let rendered = self.body.render(cx, out);
        cx.use_tz = outside;
        rendered
    }
}

pub(super) fn compile_localtime(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let on = switch(token)?;
    Ok(Box::new(LocalTime { on, body: parser.parse_body("endlocaltime")? }))
}

struct TimeZone {
    zone: Expression,
    body: NodeList,
}

impl Node for TimeZone {
    fn render(&self, cx: &mut Context<'_>, out: &mut String) -> Result<()> {
        let wanted = self.zone.resolve(cx)?.into_owned();
        let zone = match &wanted {
            Value::None => cx.settings.default_zone.clone(),
            Value::Str(name) | Value::Safe(name) => {
                check_zone_name(name)?;
                zone_named(name).ok_or_else(|| no_such_zone(name))?
            }
            // Python's `%` takes a tuple for several values.
            Value::Tuple(items) if items.len() > 1 => {
                return Err(Error::new(Kind::Type, "not all arguments converted during string formatting"));
            }
            Value::Tuple(items) if items.is_empty() => {
                return Err(Error::new(Kind::Type, "not enough arguments for format string"));
            }
            other => {
                let shown = match other {
                    Value::Tuple(items) => repr(&items[0]),
                    other => repr(other),
                };
                return Err(Error::new(Kind::Value, format!("Invalid timezone: {shown}")));
            }
        };
        let outside = std::mem::replace(&mut cx.zone, zone);
        let rendered = self.body.render(cx, out);
        cx.zone = outside;
        rendered
    }
}

/// The name of a zone is that of a file for Python, which does not take every path.
///
/// # Errors
/// The `ValueError` of a path that is absolute, not in its shortest form, or leads out of the folder of zones.
pub(crate) fn check_zone_name(name: &str) -> Result<()> {
    let parts: Vec<&str> = name.split('/').collect();
    if name.contains('\0') {
        return Err(Error::new(Kind::Value, "embedded null byte"));
    }
    let message = if name.starts_with('/') {
        "ZoneInfo keys may not be absolute paths, got:"
    } else if parts.iter().any(|part| matches!(*part, "" | "."))
        || parts.windows(2).any(|pair| pair[0] != ".." && pair[1] == "..")
    {
        "ZoneInfo keys must be normalized relative paths, got:"
    } else if parts[0] == ".." {
        "ZoneInfo keys must refer to subdirectories of TZPATH, got:"
    } else {
        return Ok(());
    };
    Err(Error::new(Kind::Value, format!("{message} {name}")))
}

fn no_such_zone(name: &str) -> Error {
    let message = text_repr(&format!("No time zone found with key {name}"));
    Error::new(Kind::Other("ZoneInfoNotFoundError".into()), message)
}

/// The zone of that name: of the tz database, or an offset such as `+07:00` or `+0700`.
#[must_use]
pub fn zone_called(name: &str) -> Option<Zone> {
    if let Some(zone) = fixed_zone(name) {
        return Some(zone);
    }
    zone_named(name)
}

/// The zone that has that name in the tz database. Its names are those of files, so their case counts.
pub(crate) fn zone_named(name: &str) -> Option<Zone> {
    let zone = jiff::tz::TimeZone::get(name).ok()?;
    zone.iana_name().is_none_or(|known| known == name).then_some(Zone::Named(zone))
}

fn fixed_zone(name: &str) -> Option<Zone> {
    let sign = match name.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let rest = &name[1..];
    let colon = rest.contains(':');
    let (hours, minutes) = if colon { rest.split_once(':')? } else { rest.split_at_checked(2)? };
    let number = |digits: &str| {
        let two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        two.then(|| digits.parse::<i32>().ok()).flatten()
    };
    let seconds = sign * (number(hours)? * 3600 + number(minutes)? * 60);
    let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
    Some(if colon { Zone::Fixed(offset) } else { Zone::Labelled(offset, name.into()) })
}

pub(super) fn compile(parser: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    let bits = bits(token)?;
    let [_, zone] = &bits[..] else {
        return Err(Error::syntax(format!("'{}' takes one argument (timezone)", bits[0])));
    };
    let zone = parser.expression(zone)?;
    Ok(Box::new(TimeZone { zone, body: parser.parse_body("endtimezone")? }))
}

struct CurrentTimeZone(Name);

impl Node for CurrentTimeZone {
    fn render(&self, cx: &mut Context<'_>, _: &mut String) -> Result<()> {
        let name = cx.zone.shown_name();
        cx.set(&self.0, name.into());
        Ok(())
    }
}

pub(super) fn compile_current(_: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
    Ok(Box::new(CurrentTimeZone(variable_after_as(token)?)))
}

/// The variable of a tag that takes `as variable` and nothing else.
pub(super) fn variable_after_as(token: Token<'_>) -> Result<Name> {
    let bits: Vec<&str> = space::words(token.contents).collect();
    match bits[..] {
        [_, "as", name] => Ok(Name::new(name)),
        _ => {
            let got = Value::list(bits.iter().map(|bit| Value::from(*bit)).collect());
            let message = format!("'{}' requires 'as variable' (got {})", bits[0], repr(&got));
            Err(Error::syntax(message))
        }
    }
}
