//! Decodes keys and single values: text, numbers, booleans, dates.

use std::borrow::Cow;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::{ErrorSink, ParseError, Raw, Span};

use crate::config::document::dates;
use crate::value::Value;

/// A decoded value; text is borrowed where it stands in the source as it is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::config) enum Scalar<'i> {
    Text(Cow<'i, str>),
    Value(Value),
}

/// What `source` stands for; `None` when it cannot be decoded, which has been reported when it was parsed.
pub(super) fn decode(source: &str) -> Option<Scalar<'_>> {
    decode_at(source, encoding(source), Span::new_unchecked(0, source.len()), &mut ())
}

/// Decodes the value `source`, which stands at `span`; `None` after an error, which has gone to `errors`.
pub(super) fn decode_at<'i>(
    source: &'i str,
    encoding: Option<Encoding>,
    span: Span,
    errors: &mut dyn ErrorSink,
) -> Option<Scalar<'i>> {
    let mut failed = false;
    let mut watch = |error: ParseError| {
        failed = true;
        errors.report_error(error);
    };
    let mut text = Cow::Borrowed("");
    let kind = Raw::new_unchecked(source, encoding, span).decode_scalar(&mut text, &mut watch);
    if failed {
        return None;
    }
    let value = match kind {
        ScalarKind::String => return Some(Scalar::Text(text)),
        ScalarKind::Boolean(value) => Ok(Value::Bool(value)),
        ScalarKind::Integer(radix) => i64::from_str_radix(&text, radix.value())
            .map(Value::Int)
            .map_err(|_| "the number does not fit 64 bits with a sign"),
        ScalarKind::Float => float(&text),
        ScalarKind::DateTime => dates::parse(&text),
    };
    match value {
        Ok(value) => Some(Scalar::Value(value)),
        Err(reason) => {
            errors.report_error(ParseError::new(reason).with_unexpected(span));
            None
        }
    }
}

/// The key that `source` stands for, quoted or not; faults in it have been reported when it was parsed.
pub(super) fn key(source: &str) -> Cow<'_, str> {
    if !source.starts_with(['"', '\'']) {
        return Cow::Borrowed(source);
    }
    let mut text = Cow::Borrowed("");
    let span = Span::new_unchecked(0, source.len());
    Raw::new_unchecked(source, encoding(source), span).decode_key(&mut text, &mut ());
    text
}

/// The encoding that the quotes of `source` say.
fn encoding(source: &str) -> Option<Encoding> {
    match source.as_bytes() {
        [b'"', b'"', b'"', ..] => Some(Encoding::MlBasicString),
        [b'\'', b'\'', b'\'', ..] => Some(Encoding::MlLiteralString),
        [b'"', ..] => Some(Encoding::BasicString),
        [b'\'', ..] => Some(Encoding::LiteralString),
        _ => None,
    }
}

fn float(text: &str) -> Result<Value, &'static str> {
    let number: f64 = text.parse().map_err(|_| "invalid floating-point number")?;
    // `1e999` is a mistake; `inf` is meant
    if number.is_infinite() && !text.ends_with("inf") {
        return Err("the number is too large for 64 bits");
    }
    Ok(Value::Float(number))
}
