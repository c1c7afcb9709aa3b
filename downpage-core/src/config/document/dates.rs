//! Reads dates and times as TOML writes them: RFC 3339, with a blank for the `T`, and seconds that may be left out.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::value::Value;

/// The date, time, or date and time that `text` is.
///
/// Second 60, a leap second, becomes 59, as in jiff; digits past the nanosecond are cut off.
pub(super) fn parse(text: &str) -> Result<Value, &'static str> {
    let mut rest = Rest(text.as_bytes());
    if text.as_bytes().get(2) == Some(&b':') {
        let time = rest.time()?;
        return if rest.0.is_empty() { Ok(Value::Time(time)) } else { Err("invalid time of day") };
    }
    let date = rest.date()?;
    if rest.0.is_empty() {
        return Ok(Value::Date(date));
    }
    if !(rest.skip(b'T') || rest.skip(b't') || rest.skip(b' ')) {
        return Err("a date and its time have `T` or a blank between them");
    }
    let moment = DateTime::from_parts(date, rest.time()?);
    if rest.0.is_empty() {
        return Ok(Value::DateTime(moment));
    }
    let zone = TimeZone::fixed(rest.offset()?);
    if !rest.0.is_empty() {
        return Err("the date goes on after its offset");
    }
    moment.to_zoned_datetime(zone).map(Value::from).map_err(|_| "the date is out of range")
}

/// What is still to be read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn date(&mut self) -> Result<Date, &'static str> {
        const FORM: &str = "a date is written as in `2026-03-26`";
        let year = self.digits(4).ok_or(FORM)?;
        let month = self.after(b'-').ok_or(FORM)?;
        let day = self.after(b'-').ok_or(FORM)?;
        let [month, day] = [month, day].map(|number| i8::try_from(number).unwrap_or(i8::MAX));
        Date::new(i16::try_from(year).unwrap_or(i16::MAX), month, day).map_err(|_| "there is no such day")
    }

    fn time(&mut self) -> Result<Time, &'static str> {
        const FORM: &str = "a time is written as in `09:41:00`";
        let hour = self.digits(2).ok_or(FORM)?;
        let minute = self.after(b':').ok_or(FORM)?;
        let (mut second, mut nanosecond) = (0, 0);
        if self.0.first() == Some(&b':') {
            second = self.after(b':').ok_or(FORM)?;
            if self.skip(b'.') {
                nanosecond = self.fraction().ok_or("a fraction of a second needs digits")?;
            }
        }
        if second == 60 {
            second = 59;
        }
        let [hour, minute, second] =
            [hour, minute, second].map(|number| i8::try_from(number).unwrap_or(i8::MAX));
        Time::new(hour, minute, second, nanosecond).map_err(|_| "there is no such time of day")
    }

    fn offset(&mut self) -> Result<Offset, &'static str> {
        const FORM: &str = "an offset is written as in `Z` or `+01:00`";
        if self.skip(b'Z') || self.skip(b'z') {
            return Ok(Offset::UTC);
        }
        let sign = if self.skip(b'-') { -1 } else { 1 };
        if sign == 1 && !self.skip(b'+') {
            return Err(FORM);
        }
        let hours = self.digits(2).filter(|hours| *hours < 24).ok_or(FORM)?;
        let minutes = self.after(b':').filter(|minutes| *minutes < 60).ok_or(FORM)?;
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).map_err(|_| FORM)
    }

    /// Reads `byte` when it comes next.
    fn skip(&mut self, byte: u8) -> bool {
        let Some(rest) = self.0.strip_prefix(&[byte]) else { return false };
        self.0 = rest;
        true
    }

    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        Some(digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0')))
    }

    /// `separator` and two digits.
    fn after(&mut self, separator: u8) -> Option<i32> {
        if self.skip(separator) { self.digits(2) } else { None }
    }

    /// One digit or more, as nanoseconds.
    fn fraction(&mut self) -> Option<i32> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        let nine = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        (length > 0).then(|| nine.fold(0, |number, digit| number * 10 + i32::from(digit - b'0')))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::value::Value;

    fn text(value: &Value) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn every_form_of_toml_is_read() {
        for (written, meant) in [
            ("2026-03-26", "2026-03-26"),
            ("07:32:00.5", "07:32:00.5"),
            ("07:32", "07:32:00"),
            ("2026-03-26t09:41", "2026-03-26T09:41:00"),
            ("2026-03-26 09:41:60.1234567899", "2026-03-26T09:41:59.123456789"),
            ("2026-03-26T09:41:00z", "2026-03-26T09:41:00+00:00"),
            ("2026-03-26T09:41:00-07:30", "2026-03-26T09:41:00-07:30"),
        ] {
            assert_eq!(text(&parse(written).unwrap()), format!("\"{meant}\""), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (written, reason) in [
            ("2026-02-29", "there is no such day"),
            ("2026-3-26", "a date is written as in `2026-03-26`"),
            ("24:00:00", "there is no such time of day"),
            ("09:41:00.", "a fraction of a second needs digits"),
            ("09:41:61", "there is no such time of day"),
            ("2026-03-26T", "a time is written as in `09:41:00`"),
            ("2026-03-26X09:41", "a date and its time have `T` or a blank between them"),
            ("2026-03-26T09:41+24:00", "an offset is written as in `Z` or `+01:00`"),
            ("2026-03-26T09:41Zx", "the date goes on after its offset"),
            ("9999-12-31T23:59:59Z", "the date is out of range"),
        ] {
            assert_eq!(parse(written), Err(reason), "{written}");
        }
    }
}
