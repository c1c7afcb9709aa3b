//! Numbers: `add`, `divisibleby`, `filesizeformat`, `floatformat`, `get_digit`, `pluralize`.

use downpage_core::{Error, ErrorKind, Result};
use tera::Value;

use crate::call::{Call, Row, row, text_of, whole};

pub(super) const FILTERS: [Row; 6] = [
    row("add", &["value"], add),
    row("divisibleby", &["by"], divisibleby),
    row("filesizeformat", &[], filesizeformat),
    row("floatformat", &["places"], floatformat),
    row("get_digit", &["digit"], get_digit),
    row("pluralize", &["suffix", "singular", "plural"], pluralize),
];

/// `add(value=)`: the sum of whole numbers, or of text that holds them; else texts or lists put together.
///
/// Where Django silently gives nothing, this is an error.
fn add(call: &Call<'_>) -> Result<Value> {
    let other = call.required("value")?;
    if let (Some(one), Some(two)) = (whole(call.value), whole(other)) {
        return Ok((i128::from(one) + i128::from(two)).into());
    }
    if let (Some(one), Some(two)) = (call.value.as_str(), other.as_str()) {
        return Ok(format!("{one}{two}").into());
    }
    if let (Some(one), Some(two)) = (call.value.as_array(), other.as_array()) {
        return Ok(one.iter().chain(two).cloned().collect::<Vec<Value>>().into());
    }
    Err(call.wrong("value", "of the same kind as what it is added to", other))
}

/// `divisibleby(by=)`: whether nothing is left over.
fn divisibleby(call: &Call<'_>) -> Result<Value> {
    let by = call.whole("by")?;
    let number = whole(call.value).ok_or_else(|| call.refuse("a whole number"))?;
    match number.checked_rem(by) {
        Some(rest) => Ok((rest == 0).into()),
        None if by == 0 => Err(Error::new(ErrorKind::Rendering, "`divisibleby` cannot divide by 0")),
        None => Ok(true.into()), // the smallest number by -1
    }
}

/// `get_digit(digit=)`: a digit counted from the right, where 1 is the last; what is no whole number stays as it is.
fn get_digit(call: &Call<'_>) -> Result<Value> {
    let (Some(number), Some(place)) = (whole(call.value), whole(call.required("digit")?)) else {
        return Ok(call.value.clone());
    };
    let Some(place) = usize::try_from(place).ok().and_then(|place| place.checked_sub(1)) else {
        return Ok(number.into());
    };
    let digits = number.unsigned_abs().to_string();
    Ok(digits.bytes().rev().nth(place).map_or(0, |digit| i64::from(digit - b'0')).into())
}

/// `filesizeformat`: bytes as KB, MB and so on, with a no-break space.
#[expect(clippy::cast_precision_loss, reason = "one decimal place is shown")]
fn filesizeformat(call: &Call<'_>) -> Result<Value> {
    const UNITS: [(&str, u32); 5] =
        [("%s PB", 50), ("%s TB", 40), ("%s GB", 30), ("%s MB", 20), ("%s KB", 10)];
    let bytes = whole(call.value).unwrap_or(0);
    let size = bytes.unsigned_abs();
    let surroundings = &call.site.surroundings;
    let text = if let Some((unit, bits)) = UNITS.iter().find(|(_, bits)| size >> bits > 0) {
        let number = format!("{:.1}", size as f64 / (1_u64 << bits) as f64);
        surroundings.gettext(None, unit).replace("%s", &number)
    } else {
        let count = i64::try_from(size).unwrap_or(i64::MAX);
        let words = surroundings.ngettext(None, "%(size)d byte", "%(size)d bytes", count);
        words.replace("%(size)d", &size.to_string())
    };
    let sign = if bytes < 0 { "-" } else { "" };
    Ok(call.alike(&format!("{sign}{text}").replace(' ', "\u{a0}")))
}

/// `floatformat(places=)`: rounded half up, in decimals. Without `places`, one place if there is anything to show there; a
/// negative number likewise; `"2g"` puts commas between the thousands.
fn floatformat(call: &Call<'_>) -> Result<Value> {
    const MOST: i64 = 200;
    let argument = call.argument("places");
    let text = argument.map_or_else(|| "-1".into(), text_of);
    let digits = text.trim_end_matches(['g', 'u']);
    let grouped = text[digits.len()..].contains('g');
    let given = call.text();
    let Some(decimal) = Decimal::parse(&given) else {
        let is_number = call.value.is_f64() || given.trim().parse::<f64>().is_ok();
        return Ok(if is_number { call.alike(&given) } else { call.alike("") }); // infinity, not a number
    };
    let places: i64 = match digits.parse() {
        Ok(places) => places,
        Err(_) if digits.is_empty() => -1,
        Err(_) => return Ok(call.alike(&given)),
    };
    if places.abs() > MOST {
        let message = format!("`places` of `floatformat` must be at most {MOST}, found {places}");
        return Err(Error::new(ErrorKind::LimitExceeded, message));
    }
    if decimal.size() > 200 {
        return Ok(call.alike(&given));
    }
    let shown = if decimal.is_whole() && places <= 0 { 0 } else { places.unsigned_abs() };
    let text = decimal.rounded(usize::try_from(shown).unwrap_or_default());
    let text = if grouped { with_commas(&text) } else { text };
    Ok(if call.site.format.escapes_markup() { Value::safe_string(&text) } else { text.into() })
}

fn with_commas(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// A number as its digits, so that 2.675 is not 2.67499...
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    /// How many of the digits stand after the point; negative when zeros follow them.
    scale: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (before, after) = number.split_once('.').unwrap_or((number, ""));
        let digits: Vec<u8> = before.bytes().chain(after.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let digits = digits.into_iter().map(|digit| digit - b'0').collect();
        let after = i64::try_from(after.len()).ok()?;
        Some(Self { negative, digits, scale: after - i64::from(exponent) })
    }

    /// Digits and exponent together: what it would take to write it out.
    fn size(&self) -> u64 {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count().min(self.digits.len() - 1);
        (self.digits.len() - zeros) as u64 + self.scale.unsigned_abs()
    }

    fn is_whole(&self) -> bool {
        let after = usize::try_from(self.scale).unwrap_or(0).min(self.digits.len());
        self.digits[self.digits.len() - after..].iter().all(|digit| *digit == 0)
    }

    /// With `places` after the point, rounded half up.
    fn rounded(&self, places: usize) -> String {
        let mut digits = self.digits.clone();
        let wanted = i64::try_from(places).unwrap_or(i64::MAX);
        if self.scale <= wanted {
            digits.extend(std::iter::repeat_n(0, usize::try_from(wanted - self.scale).unwrap_or(0)));
        } else {
            let dropped = usize::try_from(self.scale - wanted).unwrap_or(usize::MAX);
            if dropped > digits.len() {
                digits = vec![0];
            } else {
                let kept = digits.len() - dropped;
                let up = digits[kept] >= 5;
                digits.truncate(kept);
                if up {
                    increment(&mut digits);
                }
            }
        }
        let mut text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        if text.len() <= places {
            text.insert_str(0, &"0".repeat(places + 1 - text.len()));
        }
        if places > 0 {
            text.insert(text.len() - places, '.');
        }
        let zeros = text.len() - text.trim_start_matches('0').len();
        let whole = text.find('.').unwrap_or(text.len());
        text.drain(..zeros.min(whole.saturating_sub(1)));
        let is_zero = digits.iter().all(|digit| *digit == 0);
        if self.negative && !is_zero { format!("-{text}") } else { text }
    }
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
}

/// `pluralize(suffix="y,ies")` as in Django; without `suffix`, `pluralize(singular="", plural="s")` as in Tera.
///
/// Tera takes -1 as one, Django does not.
fn pluralize(call: &Call<'_>) -> Result<Value> {
    let Some(suffix) = call.text_argument("suffix") else {
        let number = call.value.as_i128().ok_or_else(|| call.refuse("a whole number"))?;
        let (name, default) = if number.abs() == 1 { ("singular", "") } else { ("plural", "s") };
        return Ok(Value::normal_string(&call.text_argument(name).unwrap_or(default.into())));
    };
    let (one, many) = match suffix.split(',').collect::<Vec<_>>().as_slice() {
        [many] => (String::new(), (*many).to_owned()),
        [one, many] => ((*one).to_owned(), (*many).to_owned()),
        _ => {
            return Err(call.wrong(
                "suffix",
                "one ending, or two with a comma between",
                call.required("suffix")?,
            ));
        }
    };
    let is_one = match (call.value.as_number(), call.value.as_str(), call.value.len()) {
        (Some(number), ..) => (number.as_float() - 1.0).abs() < f64::EPSILON,
        (_, Some(text), _) => match text.trim().parse::<f64>() {
            Ok(number) => (number - 1.0).abs() < f64::EPSILON,
            Err(_) => return Ok("".into()),
        },
        (.., Some(length)) => length == 1,
        _ => match call.value.as_bool() {
            Some(flag) => flag,
            None => return Ok("".into()),
        },
    };
    Ok(if is_one { one } else { many }.into())
}
