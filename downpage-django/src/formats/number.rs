//! Numbers in the formats of a language: decimal mark, groups of digits.

use crate::error::{Error, Kind, Result};
use crate::formats::Formats;
use crate::value::{Class, Decimal, Value, float_repr};

/// How a number is to be written.
#[derive(Clone, Copy, Debug)]
pub struct NumberStyle {
    /// Digits after the mark; `None` keeps those that are there.
    pub places: Option<usize>,
    /// Whether the language's formats hold.
    pub use_l10n: bool,
    /// Whether digits are grouped even where the settings do not say so.
    pub force_grouping: bool,
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self { places: None, use_l10n: true, force_grouping: false }
    }
}

/// Above this many digits a decimal is written with an exponent, as in Django.
const MOST_DIGITS: u64 = 200;

/// `value` as `style` says; a str is taken for the digits of a number.
///
/// # Errors
/// The `TypeError` that Django has for a decimal that is not a number.
pub fn format_number(value: &Value, formats: Formats<'_>, style: NumberStyle) -> Result<String> {
    let grouping = grouping_of(formats, style);
    let decimal = match value {
        Value::Int(number) if grouping.is_empty() && style.places.unwrap_or(0) == 0 => {
            return Ok(number.to_string());
        }
        Value::Decimal(decimal) => Some(Decimal::clone(decimal)),
        Value::Float(number) => {
            Some(float_repr(*number)).filter(|text| text.contains('e')).and_then(|text| Decimal::parse(&text))
        }
        _ => None,
    };
    let plain = match decimal {
        None => value.to_str().into_owned(),
        Some(decimal) => {
            if decimal.class != Class::Finite {
                return Err(Error::new(Kind::Type, "bad operand type for abs(): 'str'"));
            }
            let decimal = style.places.map_or(decimal.clone(), |places| zero_if_tiny(decimal, places));
            if decimal.width() > MOST_DIGITS {
                let (coefficient, exponent) = decimal.to_scientific();
                let coefficient = format_number(&coefficient.into(), formats, style)?;
                return Ok(format!("{coefficient}e{exponent:+}"));
            }
            decimal.to_fixed()
        }
    };
    let mark = formats.get("DECIMAL_SEPARATOR", style.use_l10n);
    let separator = formats.get("THOUSAND_SEPARATOR", style.use_l10n);
    Ok(assemble(&plain, style.places, &mark, &separator, grouping))
}

/// Whether `value` is written as its digits and nothing else, which Django marks as safe.
#[must_use]
pub fn is_only_digits(value: &Value, formats: Formats<'_>, style: NumberStyle) -> bool {
    matches!(value, Value::Int(_) | Value::Wide(_))
        && style.places.is_none()
        && grouping_of(formats, style).is_empty()
}

fn grouping_of(formats: Formats<'_>, style: NumberStyle) -> &[i64] {
    let grouped = style.use_l10n && formats.settings.use_thousand_separator || style.force_grouping;
    let grouping = if grouped { formats.grouping(style.use_l10n) } else { &[] };
    if grouping == [0] { &[] } else { grouping }
}

/// A number too small to show in `places` digits counts as zero.
fn zero_if_tiny(decimal: Decimal, places: usize) -> Decimal {
    let cutoff = Decimal::parse(&format!("0.{:0>places$}", 1));
    let size = Decimal { negative: false, ..decimal.clone() };
    let tiny = cutoff.is_some_and(|cutoff| size.order(&cutoff) == Some(std::cmp::Ordering::Less));
    if tiny { Decimal::of_int(&Value::Int(0)) } else { decimal }
}

fn assemble(plain: &str, places: Option<usize>, mark: &str, separator: &str, grouping: &[i64]) -> String {
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut fraction = fraction.to_owned();
    if let Some(places) = places {
        fraction = fraction.chars().take(places).collect();
        fraction.extend(std::iter::repeat_n('0', places.saturating_sub(fraction.len())));
    }
    let mut out = String::from(sign);
    if grouping.is_empty() {
        out.push_str(whole);
    } else {
        push_grouped(whole, separator, grouping, &mut out);
    }
    if !fraction.is_empty() {
        out.push_str(mark);
        out.push_str(&fraction);
    }
    out
}

/// Writes digits in groups. The sizes count from the right; the last goes on, a 0 stands for the one before it.
fn push_grouped(whole: &str, separator: &str, grouping: &[i64], out: &mut String) {
    let mut sizes = grouping.iter().copied();
    let mut size = sizes.next().unwrap_or(0);
    let mut sizes = sizes.chain(std::iter::once(0).filter(|_| grouping.len() == 1));
    let digits: Vec<char> = whole.chars().collect();
    let mut groups: Vec<&[char]> = Vec::new();
    let mut rest = &digits[..];
    while !rest.is_empty() {
        let take = usize::try_from(size).ok().filter(|size| *size > 0).unwrap_or(rest.len()).min(rest.len());
        let (before, group) = rest.split_at(rest.len() - take);
        groups.push(group);
        rest = before;
        if let Some(next) = sizes.next().filter(|next| *next != 0) {
            size = next;
        }
    }
    for (at, group) in groups.iter().rev().enumerate() {
        out.push_str(if at > 0 { separator } else { "" });
        out.extend(group.iter());
    }
}
