//! How values print: Python's `str()` and `repr()`.

use std::fmt::Write;

use crate::value::moment::{write_date, write_time};
use crate::value::{DateTime, Value, Zone};

/// Values inside values inside values: deeper ones print as `...`, as Python prints a list that contains itself.
const DEEPEST: usize = 64;

/// Appends what `str(value)` gives.
pub fn write_str(value: &Value, out: &mut String) {
    match value {
        Value::Str(text) | Value::Safe(text) => out.push_str(text),
        Value::Lazy(text) => write_str(text, out),
        Value::Date(date) => write_date(*date, out),
        Value::Time(time) => write_time(*time, out),
        Value::DateTime(moment) => moment.write_iso(' ', out),
        Value::TimeDelta(delta) => delta.write_str(out),
        Value::Decimal(decimal) => {
            let _ = write!(out, "{decimal}");
        }
        Value::Object(object) => object.write_str(out),
        _ => write_repr(value, out),
    }
}

/// What `repr(value)` gives.
#[must_use]
pub fn repr(value: &Value) -> String {
    let mut text = String::new();
    write_repr(value, &mut text);
    text
}

/// Appends what `repr(value)` gives.
pub fn write_repr(value: &Value, out: &mut String) {
    write_nested(value, out, 0);
}

fn write_nested(value: &Value, out: &mut String, depth: usize) {
    if depth > DEEPEST {
        out.push_str("...");
        return;
    }
    let _ = match value {
        Value::None => write!(out, "None"),
        Value::Bool(true) => write!(out, "True"),
        Value::Bool(false) => write!(out, "False"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Wide(wide) => write!(out, "{wide}"),
        Value::Float(number) => write!(out, "{}", float_repr(*number)),
        Value::Decimal(decimal) => write!(out, "Decimal('{decimal}')"),
        Value::Str(text) | Value::Safe(text) => {
            write_text_repr(text, out);
            Ok(())
        }
        Value::Lazy(text) => {
            write_nested(text, out, depth);
            Ok(())
        }
        Value::Bytes(bytes) => {
            write_bytes_repr(bytes, out);
            Ok(())
        }
        Value::List(items) => {
            write_items(items, ["[", "]"], out, depth);
            Ok(())
        }
        Value::Tuple(items) => {
            let close = if items.len() == 1 { ",)" } else { ")" };
            write_items(items, ["(", close], out, depth);
            Ok(())
        }
        Value::Set(items) if items.is_empty() => write!(out, "set()"),
        Value::Set(items) => {
            write_items(items, ["{", "}"], out, depth);
            Ok(())
        }
        Value::Dict(dict) => {
            out.push('{');
            for (at, (key, value)) in dict.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_nested(key, out, depth + 1);
                out.push_str(": ");
                write_nested(value, out, depth + 1);
            }
            out.push('}');
            Ok(())
        }
        Value::Range(range) if range.step == 1 => write!(out, "range({}, {})", range.start, range.stop),
        Value::Range(range) => write!(out, "range({}, {}, {})", range.start, range.stop, range.step),
        Value::Date(date) => write!(out, "datetime.date({}, {}, {})", date.year(), date.month(), date.day()),
        Value::Time(time) => write!(out, "datetime.time({})", clock(*time)),
        Value::DateTime(moment) => write!(out, "{}({})", value.type_name(), date_time(moment)),
        Value::TimeDelta(delta) => write!(out, "datetime.timedelta({})", parts(delta.parts())),
        Value::Object(object) => {
            object.write_repr(out);
            Ok(())
        }
    };
}

fn write_items(items: &[Value], brackets: [&str; 2], out: &mut String, depth: usize) {
    out.push_str(brackets[0]);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        write_nested(item, out, depth + 1);
    }
    out.push_str(brackets[1]);
}

/// Hour and minute, then seconds and microseconds as far as there are any.
fn clock(time: jiff::civil::Time) -> String {
    let mut text = format!("{}, {}", time.hour(), time.minute());
    let micros = time.subsec_nanosecond() / 1000;
    if time.second() != 0 || micros != 0 {
        let _ = write!(text, ", {}", time.second());
    }
    if micros != 0 {
        let _ = write!(text, ", {micros}");
    }
    text
}

fn date_time(moment: &DateTime) -> String {
    let date = moment.local.date();
    let mut text =
        format!("{}, {}, {}, {}", date.year(), date.month(), date.day(), clock(moment.local.time()));
    match &moment.zone {
        None => {}
        Some((Zone::Fixed(offset), _)) if offset.seconds() == 0 => {
            text.push_str(", tzinfo=datetime.timezone.utc");
        }
        Some((Zone::Fixed(offset) | Zone::Labelled(offset, _), _)) => {
            let days = offset.seconds().div_euclid(86_400);
            let delta = parts((i64::from(days), i64::from(offset.seconds().rem_euclid(86_400)), 0));
            let _ = write!(text, ", tzinfo=datetime.timezone(datetime.timedelta({delta}))");
        }
        Some((zone, _)) => {
            let _ = write!(text, ", tzinfo=zoneinfo.ZoneInfo(key='{}')", zone.name());
        }
    }
    text
}

fn parts((days, seconds, micros): (i64, i64, i64)) -> String {
    let named = [("days", days), ("seconds", seconds), ("microseconds", micros)];
    let present: Vec<String> =
        named.iter().filter(|(_, n)| *n != 0).map(|(name, n)| format!("{name}={n}")).collect();
    if present.is_empty() { "0".to_owned() } else { present.join(", ") }
}

/// What `repr()` gives for a float: the shortest digits that read back as the same number.
///
/// ```
/// use downpage_django::value::float_repr;
///
/// assert_eq!(float_repr(1.0), "1.0");
/// assert_eq!(float_repr(0.05), "0.05");
/// assert_eq!(float_repr(1e16), "1e+16");
/// assert_eq!(float_repr(0.00001), "1e-05");
/// assert_eq!(float_repr(1230413864131302.25), "1230413864131302.2");
/// ```
#[must_use]
pub fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = shortest(number);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let fraction = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len());
        let places = i32::try_from(fraction).unwrap_or(0) - exponent;
        return format!("{number:.*}", usize::try_from(places).unwrap_or(0).max(1));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// The fewest digits that give the number back, with an exponent; of two as near as each other the even one, as in Python.
fn shortest(number: f64) -> String {
    let scientific = format!("{number:e}");
    let digits = scientific.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    // Only numbers of 16 digits can lie halfway between two of their shortest forms.
    if digits == 16 {
        let even = format!("{number:.15e}");
        if even.parse() == Ok(number) {
            return even;
        }
    }
    scientific
}

/// What `repr()` gives for a str.
#[must_use]
pub fn text_repr(text: &str) -> String {
    let mut out = String::new();
    write_text_repr(text, &mut out);
    out
}

fn write_text_repr(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        let code = u32::from(c);
        let _ = match c {
            '\\' => write!(out, "\\\\"),
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            c if c == quote => write!(out, "\\{c}"),
            c if is_printable(c) => write!(out, "{c}"),
            _ if code < 0x100 => write!(out, "\\x{code:02x}"),
            _ if code < 0x10000 => write!(out, "\\u{code:04x}"),
            _ => write!(out, "\\U{code:08x}"),
        };
    }
    out.push(quote);
}

fn write_bytes_repr(bytes: &[u8], out: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for byte in bytes {
        let c = char::from(*byte);
        let _ = match c {
            '\\' => write!(out, "\\\\"),
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            c if c == quote => write!(out, "\\{c}"),
            ' '..='~' => write!(out, "{c}"),
            _ => write!(out, "\\x{byte:02x}"),
        };
    }
    out.push(quote);
}

/// Whether Python shows the character as it is: no control, format, private or separator character but the blank.
fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '\0'..='\u{a0}'
        | '\u{ad}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{890}'..='\u{891}'
        | '\u{8e2}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'.. => false,
        c => !c.is_whitespace(),
    }
}
