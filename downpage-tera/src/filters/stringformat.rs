//! `stringformat`: Python's `%` formatting of one value.

use downpage_core::{Error, ErrorKind, Result};
use tera::Value;

use crate::call::{Call, Row, WIDEST, row, whole};

pub(super) const FILTERS: [Row; 1] = [row("stringformat", &["format"], stringformat)];

/// `stringformat(format="05.1f")`: Python's `%` formatting without the `%`; knows `s`, `d`, `i`, `f`, `e`, `x`, `X`, `o`, the
/// flags `-+ 0#`, a width and a precision.
///
/// Where Django silently gives nothing, this is an error.
fn stringformat(call: &Call<'_>) -> Result<Value> {
    let format = crate::call::text_of(call.required("format")?);
    let spec = Spec::parse(&format).ok_or_else(|| unusable(&format))?;
    if spec.width > WIDEST || spec.precision.is_some_and(|precision| precision > WIDEST) {
        let message = format!("the width of `stringformat` must be at most {WIDEST}, found `{format}`");
        return Err(Error::new(ErrorKind::LimitExceeded, message));
    }
    let (sign, body) = match spec.kind {
        's' => {
            let text = call.text();
            ("", text.chars().take(spec.precision.unwrap_or(usize::MAX)).collect())
        }
        'd' | 'i' | 'u' => {
            if !call.value.is_number() {
                return Err(call.refuse("a number"));
            }
            let number = whole(call.value).ok_or_else(|| call.refuse("a number"))?;
            (spec.sign(number < 0), spec.digits(&number.unsigned_abs().to_string()))
        }
        'x' | 'X' | 'o' => spec.radix(call.value.as_i64().ok_or_else(|| call.refuse("a whole number"))?),
        _ => {
            let number = call.value.as_number().ok_or_else(|| call.refuse("a number"))?.as_float();
            (spec.sign(number.is_sign_negative()), spec.float(number.abs()))
        }
    };
    Ok(call.alike(&spec.padded(sign, &body)))
}

fn unusable(format: &str) -> Error {
    Error::new(ErrorKind::Rendering, format!("`stringformat` does not know the format `{format}`"))
        .help("write it as in Python without the `%`, such as `s`, `05d` or `.2f`")
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the format")]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

impl Spec {
    fn parse(format: &str) -> Option<Self> {
        let mut spec = Self::default();
        let rest = format.trim_start_matches(['-', '+', ' ', '0', '#']);
        for flag in format[..format.len() - rest.len()].chars() {
            match flag {
                '-' => spec.left = true,
                '+' => spec.plus = true,
                ' ' => spec.space = true,
                '0' => spec.zero = true,
                _ => spec.alternate = true,
            }
        }
        let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<usize>().ok() };
        let (rest, kind) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
        spec.kind = kind.chars().next()?;
        let (width, precision) =
            rest.split_once('.').map_or((rest, None), |(width, precision)| (width, Some(precision)));
        spec.width = number(width)?;
        spec.precision = precision.map(number).map_or(Some(None), |precision| precision.map(Some))?;
        matches!(spec.kind, 's' | 'd' | 'i' | 'u' | 'f' | 'F' | 'e' | 'E' | 'x' | 'X' | 'o').then_some(spec)
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (.., true) => " ",
            _ => "",
        }
    }

    /// At least as many digits as the precision says.
    fn digits(&self, digits: &str) -> String {
        let missing = self.precision.unwrap_or(0).saturating_sub(digits.len());
        "0".repeat(missing) + digits
    }

    fn radix(&self, number: i64) -> (&'static str, String) {
        let size = number.unsigned_abs();
        let (prefix, digits) = match self.kind {
            'x' => ("0x", format!("{size:x}")),
            'X' => ("0X", format!("{size:X}")),
            _ => ("0o", format!("{size:o}")),
        };
        let sign = match (self.alternate, number < 0) {
            (false, _) => self.sign(number < 0),
            (true, false) => prefix,
            (true, true) => match prefix {
                "0x" => "-0x",
                "0X" => "-0X",
                _ => "-0o",
            },
        };
        (sign, self.digits(&digits))
    }

    fn float(&self, number: f64) -> String {
        let precision = self.precision.unwrap_or(6);
        if !number.is_finite() {
            return if number.is_nan() { "nan" } else { "inf" }.to_owned();
        }
        if matches!(self.kind, 'f' | 'F') {
            return format!("{number:.precision$}");
        }
        let text = format!("{number:.precision$e}");
        let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
        let letter = if self.kind == 'E' { 'E' } else { 'e' };
        format!("{number}{letter}{sign}{exponent:0>2}")
    }

    fn padded(&self, sign: &str, body: &str) -> String {
        let missing = self.width.saturating_sub(sign.chars().count() + body.chars().count());
        if self.left {
            format!("{sign}{body}{}", " ".repeat(missing))
        } else if self.zero && self.kind != 's' {
            format!("{sign}{}{body}", "0".repeat(missing))
        } else {
            format!("{}{sign}{body}", " ".repeat(missing))
        }
    }
}
