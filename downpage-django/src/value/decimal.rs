//! `decimal.Decimal`, as far as templates need it: reading, showing, rounding half up, comparing.

use std::cmp::Ordering;

use crate::error::{Error, Kind, Result};
use crate::text::space;
use crate::value::Value;
use crate::value::number::without_underscores;

/// A decimal number: digits and an exponent of ten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Whether it has a minus; zero may have one too.
    pub negative: bool,
    /// The digits, without zeros in front but for a lone one. For what is not finite: `inf` or `nan`.
    pub digits: String,
    /// The exponent of ten of the last digit.
    pub exponent: i64,
    /// What kind of number it is.
    pub class: Class,
}

/// Finite or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A number.
    Finite,
    /// Infinity.
    Infinite,
    /// Not a number.
    NaN,
}

impl Decimal {
    /// The number that `text` spells, as `Decimal(text)` reads it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = space::trim(text).replace('_', "");
        let (negative, body) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, &text[..]),
        };
        let lower = body.to_ascii_lowercase();
        if lower == "inf" || lower == "infinity" {
            return Some(Self { negative, digits: "0".into(), exponent: 0, class: Class::Infinite });
        }
        if let Some(payload) = lower.strip_prefix("snan").or_else(|| lower.strip_prefix("nan")) {
            let fine = payload.bytes().all(|byte| byte.is_ascii_digit());
            return fine.then(|| Self { negative, digits: "0".into(), exponent: 0, class: Class::NaN });
        }
        let (mantissa, exponent) = match lower.split_once('e') {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (&lower[..], 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent - i64::try_from(fraction.len()).ok()?;
        Some(Self::finite(negative, &all, exponent))
    }

    fn finite(negative: bool, digits: &str, exponent: i64) -> Self {
        let trimmed = digits.trim_start_matches('0');
        let digits = if trimmed.is_empty() { "0" } else { trimmed }.to_owned();
        Self { negative, digits, exponent, class: Class::Finite }
    }

    /// An int as a decimal; zero for what is none.
    #[must_use]
    pub fn of_int(value: &Value) -> Self {
        match value {
            Value::Int(number) => Self::finite(*number < 0, &number.unsigned_abs().to_string(), 0),
            Value::Wide(wide) => Self::finite(wide.negative, &wide.digits, 0),
            _ => Self::finite(false, "0", 0),
        }
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.class == Class::Finite && self.digits == "0"
    }

    /// Whether it has nothing after the point.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let zeros = self.digits.len() - self.digits.trim_end_matches('0').len();
        self.is_zero() || self.exponent >= 0 || usize::try_from(-self.exponent).is_ok_and(|n| n <= zeros)
    }

    /// How many digits it would take to write it without an exponent, about.
    #[must_use]
    pub fn width(&self) -> u64 {
        self.exponent.unsigned_abs().saturating_add(self.digits.len() as u64)
    }

    /// What `int(self)` gives.
    ///
    /// # Errors
    /// For what is not finite; and for a number of more than 10,000 digits, where Python would go on.
    pub fn to_int(&self) -> Result<Value> {
        match self.class {
            Class::NaN => return Err(Error::new(Kind::Value, "cannot convert NaN to integer")),
            Class::Infinite => return Err(Error::new(Kind::Overflow, "cannot convert Infinity to integer")),
            Class::Finite => {}
        }
        if self.exponent > 10_000 && !self.is_zero() {
            return Err(Error::new(Kind::Limit, "the number is too large"));
        }
        let digits = match usize::try_from(self.exponent) {
            Ok(zeros) => format!("{}{}", self.digits, "0".repeat(if self.is_zero() { 0 } else { zeros })),
            Err(_) => {
                let cut = usize::try_from(-self.exponent).unwrap_or(usize::MAX);
                self.digits[..self.digits.len().saturating_sub(cut)].to_owned()
            }
        };
        Ok(Value::int_of_digits(self.negative, &digits))
    }

    /// The nearest float.
    #[must_use]
    pub fn to_float(&self) -> f64 {
        let size = match self.class {
            Class::NaN => f64::NAN,
            Class::Infinite => f64::INFINITY,
            Class::Finite => format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(f64::NAN),
        };
        if self.negative { -size } else { size }
    }

    /// The number with `places` digits after the point, halves rounded away from zero.
    ///
    /// The caller has seen to it that the number is finite and of reasonable [`width`](Self::width).
    #[must_use]
    pub fn rounded(&self, places: usize) -> Self {
        let target = -i64::try_from(places).unwrap_or(i64::MAX);
        if self.exponent >= target {
            let zeros = usize::try_from(self.exponent - target).unwrap_or(0);
            return Self::finite(self.negative, &format!("{}{}", self.digits, "0".repeat(zeros)), target);
        }
        let cut = usize::try_from(target - self.exponent).unwrap_or(usize::MAX);
        if cut > self.digits.len() {
            return Self::finite(self.negative, "0", target);
        }
        let (kept, dropped) = self.digits.split_at(self.digits.len() - cut);
        let kept = if dropped.as_bytes()[0] >= b'5' { add_digits(kept, "1") } else { kept.to_owned() };
        Self::finite(self.negative, &kept, target)
    }

    /// The sum, exact. For numbers of reasonable [`width`](Self::width).
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |number: &Self| {
            let zeros = usize::try_from(number.exponent - exponent).unwrap_or(0);
            format!("{}{}", number.digits, "0".repeat(zeros))
        };
        let (a, b) = (scaled(self), scaled(other));
        if self.negative == other.negative {
            return Self::finite(self.negative, &add_digits(&a, &b), exponent);
        }
        match order_digits(&a, &b) {
            Ordering::Equal => Self::finite(false, "0", exponent),
            Ordering::Greater => Self::finite(self.negative, &subtract_digits(&a, &b), exponent),
            Ordering::Less => Self::finite(other.negative, &subtract_digits(&b, &a), exponent),
        }
    }

    /// The order of two numbers, `None` when one is none.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        let sign = |number: &Self| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        if self.class == Class::NaN || other.class == Class::NaN {
            return None;
        }
        let by_sign = sign(self).cmp(&sign(other));
        if by_sign != Ordering::Equal || sign(self) == 0 {
            return Some(by_sign);
        }
        let size = match (self.class, other.class) {
            (Class::Infinite, Class::Infinite) => Ordering::Equal,
            (Class::Infinite, _) => Ordering::Greater,
            (_, Class::Infinite) => Ordering::Less,
            _ => self
                .magnitude()
                .cmp(&other.magnitude())
                .then_with(|| self.digits.trim_end_matches('0').cmp(other.digits.trim_end_matches('0'))),
        };
        Some(if self.negative { size.reverse() } else { size })
    }

    /// The place of the first digit before the point.
    fn magnitude(&self) -> i64 {
        self.exponent.saturating_add(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }

    /// What `format(self, "f")` gives: no exponent. For numbers of reasonable [`width`](Self::width).
    #[must_use]
    pub fn to_fixed(&self) -> String {
        if self.class != Class::Finite {
            return self.to_string();
        }
        let sign = if self.negative { "-" } else { "" };
        match usize::try_from(-self.exponent) {
            Ok(places) if places > 0 => {
                let digits = format!("{:0>width$}", self.digits, width = places + 1);
                let (whole, fraction) = digits.split_at(digits.len() - places);
                format!("{sign}{whole}.{fraction}")
            }
            _ => {
                let zeros = if self.is_zero() { 0 } else { usize::try_from(self.exponent).unwrap_or(0) };
                format!("{sign}{}{}", self.digits, "0".repeat(zeros))
            }
        }
    }

    /// What `format(self, "e")` gives: the first digit before the point.
    #[must_use]
    pub fn to_scientific(&self) -> (String, i64) {
        let sign = if self.negative { "-" } else { "" };
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        (format!("{sign}{first}{point}{rest}"), self.magnitude() - 1)
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        match self.class {
            Class::Infinite => return write!(f, "{sign}Infinity"),
            Class::NaN => return write!(f, "{sign}NaN"),
            Class::Finite => {}
        }
        if self.exponent <= 0 && self.magnitude() > -6 {
            return f.write_str(&self.to_fixed());
        }
        let (coefficient, exponent) = self.to_scientific();
        write!(f, "{coefficient}E{exponent:+}")
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let digits = without_underscores(digits)?;
    let number: i64 = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (number < 1_000_000_000_000).then_some(sign * number)
}

fn order_digits(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn add_digits(a: &str, b: &str) -> String {
    let mut carry = 0;
    let mut sum: Vec<u8> = Vec::with_capacity(a.len().max(b.len()) + 1);
    let (mut a, mut b) = (a.bytes().rev(), b.bytes().rev());
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() && carry == 0 {
            break;
        }
        let digit = x.map_or(0, |x| x - b'0') + y.map_or(0, |y| y - b'0') + carry;
        sum.push(b'0' + digit % 10);
        carry = digit / 10;
    }
    sum.iter().rev().map(|digit| char::from(*digit)).collect()
}

/// `a - b`, where `a` is not smaller.
fn subtract_digits(a: &str, b: &str) -> String {
    let mut borrow = 0;
    let mut b = b.bytes().rev();
    let mut difference: Vec<u8> = Vec::with_capacity(a.len());
    for x in a.bytes().rev() {
        let y = b.next().map_or(0, |y| y - b'0') + borrow;
        let x = x - b'0';
        borrow = u8::from(x < y);
        difference.push(b'0' + x + 10 * borrow - y);
    }
    difference.iter().rev().map(|digit| char::from(*digit)).collect()
}
