//! YAML 1.2 as values, by its core schema: `null`, `true`, `5`, `0x1f`, `2.5`, and text for all else.
//!
//! The parser's events become values here. A reader by way of serde would do it too, and was 0.3 MB of the program.

use std::collections::HashMap;
use std::sync::Arc;

use downpage::{Map, Value};
use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput};

/// Values in values, at most.
const DEEPEST: usize = 64;

/// What is wrong, and at which byte.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) reason: String,
    pub(crate) at: Option<usize>,
}

type Result<T> = std::result::Result<T, Fault>;

/// The value that `text` holds; nothing when it holds none.
pub(crate) fn read(text: &str) -> Result<Value> {
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: HashMap::new() };
    let mut value = None;
    while let Some(event) = reader.next()? {
        match event {
            (Event::DocumentStart(..), span) if value.is_some() => {
                return Err(fault("there is a second document", span));
            }
            (Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd, _) => {}
            (event, span) => value = Some(reader.node(event, span, DEEPEST)?),
        }
    }
    Ok(value.unwrap_or_default())
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// Values with a name, by the number that the parser gives to it. They are shared, not copied.
    anchors: HashMap<usize, Value>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>> {
        let event = self.parser.next_event().transpose();
        event.map_err(|error| Fault { reason: error.info(), at: error.marker().byte_offset() })
    }

    /// The next event inside of a list or a table.
    fn next_inside(&mut self, span: Span) -> Result<(Event<'t>, Span)> {
        self.next()?.ok_or_else(|| fault("it ends too early", span))
    }

    /// The value that begins with `event`.
    fn node(&mut self, event: Event<'t>, span: Span, levels: usize) -> Result<Value> {
        let Some(levels) = levels.checked_sub(1) else {
            return Err(fault("values lie too deep in others", span));
        };
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let is_plain = style == ScalarStyle::Plain && !is_text;
                (if is_plain { plain(&text, span)? } else { Value::from(&*text) }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => (self.list(span, levels)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.table(span, levels)?, anchor),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(value) => (value.clone(), 0),
                None => return Err(fault("a value holds itself", span)),
            },
            _ => return Err(fault("a value is missing", span)),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn list(&mut self, span: Span, levels: usize) -> Result<Value> {
        let mut items = Vec::new();
        loop {
            match self.next_inside(span)? {
                (Event::SequenceEnd, _) => return Ok(Value::List(Arc::new(items))),
                (event, span) => items.push(self.node(event, span, levels)?),
            }
        }
    }

    fn table(&mut self, span: Span, levels: usize) -> Result<Value> {
        let (mut table, mut merged) = (Map::new(), Vec::new());
        loop {
            let (key, key_span) = match self.next_inside(span)? {
                (Event::MappingEnd, _) => break,
                (Event::Scalar(key, style, ..), span) => (key, (span, style)),
                (_, span) => return Err(fault("a key must be text", span)),
            };
            let (key_span, style) = key_span;
            let (event, span) = self.next_inside(key_span)?;
            let value = self.node(event, span, levels)?;
            if &*key == "<<" && style == ScalarStyle::Plain {
                merged.push((value, span));
            } else if table.insert((&*key).into(), value).is_some() {
                return Err(fault(format!("the key `{}` stands here twice", key.escape_debug()), key_span));
            }
        }
        for (value, span) in merged {
            merge(&mut table, &value, span)?;
        }
        Ok(table.into())
    }
}

/// `<<: *defaults`, or a list of such: entries for the keys that the table itself does not have.
fn merge(table: &mut Map, from: &Value, span: Span) -> Result<()> {
    match from {
        Value::Map(entries) => {
            for (key, value) in entries.iter() {
                table.get_or_insert(Arc::clone(key), value.clone());
            }
            Ok(())
        }
        Value::List(tables) => tables.iter().try_for_each(|from| merge(table, from, span)),
        other => Err(fault(format!("`<<` takes a table, found {}", other.describe()), span)),
    }
}

/// What text without quotes is.
fn plain(text: &str, span: Span) -> Result<Value> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        _ => match number(text) {
            Some(Ok(number)) => number,
            Some(Err(reason)) => return Err(fault(reason, span)),
            None => Value::from(text),
        },
    })
}

/// The number that `text` is, if it is one.
fn number(text: &str) -> Option<std::result::Result<Value, &'static str>> {
    let fit = |number: std::result::Result<i64, _>| {
        number
            .map(Value::Int)
            .map_err(|_: std::num::ParseIntError| "the number does not fit 64 bits with a sign")
    };
    for (prefix, base) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(base));
            return is_number.then(|| fit(i64::from_str_radix(digits, base)));
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(Ok(Value::Float(sign * f64::INFINITY)));
    }
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !unsigned.is_empty() && is_digits(unsigned) {
        return Some(fit(text.parse()));
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !(whole.is_empty() && fraction.is_empty());
    let has_exponent = exponent.is_none_or(|digits| !digits.is_empty() && is_digits(digits));
    let is_float = has_digits && has_exponent && is_digits(whole) && is_digits(fraction);
    is_float.then(|| text.parse().ok()).flatten().map(|number| Ok(Value::Float(number)))
}

fn fault(reason: impl Into<String>, span: Span) -> Fault {
    Fault { reason: reason.into(), at: span.start.byte_offset() }
}

#[cfg(test)]
mod tests {
    use downpage::Value;

    use super::read;

    fn json(yaml: &str) -> String {
        serde_json::to_string(&read(yaml).unwrap()).unwrap()
    }

    #[test]
    fn scalars_are_what_the_core_schema_says() {
        let all = "[~, null, true, False, 12, -7, +3, 0o14, 0xC, 012, 1.5, -.5, 3., 1e3, 0o8, 0x, yes, on, 1_000, 1:30, 2026-03-26, e5, '5', \"6\", !!str 7]";
        assert_eq!(
            json(all),
            r#"[null,null,true,false,12,-7,3,12,12,12,1.5,-0.5,3.0,1000.0,"0o8","0x","yes","on","1_000","1:30","2026-03-26","e5","5","6","7"]"#
        );
        assert_eq!(read(".inf").unwrap(), Value::Float(f64::INFINITY));
        assert_eq!(read("-.INF").unwrap(), Value::Float(f64::NEG_INFINITY));
        assert!(matches!(read(".nan").unwrap(), Value::Float(number) if number.is_nan()));
        assert_eq!(read("# nothing\n").unwrap(), Value::Null);
    }

    #[test]
    fn tables_and_lists_of_both_styles_keep_their_order() {
        let yaml = "b: 1 # a comment\na:\n  - x\n  - {k: [1, 2], 5: five}\ntext: |\n  one\n  two\nfolded: >\n  one\n  two\nnone:\n";
        assert_eq!(
            json(yaml),
            r#"{"b":1,"a":["x",{"k":[1,2],"5":"five"}],"text":"one\ntwo\n","folded":"one two\n","none":null}"#
        );
    }

    #[test]
    fn names_stand_for_values_and_tables_can_be_merged() {
        let yaml = "base: &base {a: 1, b: 2}\nown:\n  <<: *base\n  b: 3\nboth:\n  <<: [{a: 4}, *base]\ncopy: *base\n";
        assert_eq!(
            json(yaml),
            r#"{"base":{"a":1,"b":2},"own":{"b":3,"a":1},"both":{"a":4,"b":2},"copy":{"a":1,"b":2}}"#
        );
    }

    #[test]
    fn a_fault_says_where_it_is() {
        let wrong = |yaml: &str| read(yaml).map_err(|fault| (fault.reason, fault.at)).unwrap_err();
        assert_eq!(wrong("ä: 1\nb: 2\nb: 3"), ("the key `b` stands here twice".to_owned(), Some(11)));
        assert_eq!(wrong("a: 1\n---\nb: 2"), ("there is a second document".to_owned(), Some(5)));
        assert_eq!(wrong("? [a]\n: b"), ("a key must be text".to_owned(), Some(2)));
        assert_eq!(wrong("<<: 5"), ("`<<` takes a table, found a whole number".to_owned(), Some(4)));
        assert_eq!(
            wrong("9223372036854775808"),
            ("the number does not fit 64 bits with a sign".to_owned(), Some(0))
        );
        assert_eq!(wrong("&a [*a]"), ("a value holds itself".to_owned(), Some(4)));
        assert_eq!(wrong(&("[".repeat(65) + &"]".repeat(65))).0, "values lie too deep in others");
        assert!(wrong("a: *b").0.contains("anchor"));
        assert!(wrong("[1").1.is_some());
    }

    #[test]
    fn names_in_names_do_not_fill_the_memory() {
        let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            let name = format!("*a{}", level - 1);
            let names = vec![name; 10].join(", ");
            yaml.extend(["a", &level.to_string(), ": &a", &level.to_string(), " [", &names, "]\n"]);
        }
        assert!(read(&yaml).is_ok());
    }
}
