//! The function `date`: a date that came as text, in the words of a page.

use downpage_core::jiff::civil::{Date, DateTime, Time};
use downpage_core::jiff::fmt::strtime::BrokenDownTime;
use downpage_core::jiff::fmt::temporal::DateTimeParser;
use downpage_core::jiff::tz::TimeZone;
use upon::Value;

use crate::functions::{Result, text};

/// Formats `value`, RFC 3339 or a part of it, in the time zone that it was written in.
///
/// A format with a `%` is strftime's. Any other is Django's; of its letters, those for English names, numbers and the time are
/// understood. A backslash keeps a letter as it is.
pub(crate) fn date(value: &Value, format: &str) -> Result<String> {
    let text = text("date", value)?;
    let when = parse(text).ok_or_else(|| format!("`date` expects a date or a time, found `{text}`"))?;
    let pattern = if format.contains('%') { format.to_owned() } else { from_django(format, &when)? };
    when.to_string(&pattern).map_err(|fault| format!("`{text}` cannot be written as `{format}`: {fault}"))
}

fn parse(text: &str) -> Option<BrokenDownTime> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    if let Ok(pieces) = PARSER.parse_pieces(text) {
        let Some(time) = pieces.time() else { return Some(BrokenDownTime::from(pieces.date())) };
        let civil = DateTime::from_parts(pieces.date(), time);
        return match pieces.to_numeric_offset() {
            Some(offset) => {
                civil.to_zoned_datetime(TimeZone::fixed(offset)).ok().map(|at| BrokenDownTime::from(&at))
            }
            None => Some(BrokenDownTime::from(civil)),
        };
    }
    let date = text.parse::<Date>().map(BrokenDownTime::from);
    date.or_else(|_| text.parse::<Time>().map(BrokenDownTime::from)).ok()
}

/// Django's letters as strftime's.
fn from_django(format: &str, when: &BrokenDownTime) -> Result<String> {
    let mut pattern = String::with_capacity(format.len() * 2);
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        let meaning = match letter {
            'd' => "%d",
            'j' => "%-d",
            'D' => "%a",
            'l' => "%A",
            'm' => "%m",
            'n' => "%-m",
            'M' => "%b",
            'F' => "%B",
            'y' => "%y",
            'Y' => "%Y",
            'z' => "%-j",
            'W' => "%-V",
            'w' => "%w",
            'H' => "%H",
            'G' => "%-H",
            'h' => "%I",
            'g' => "%-I",
            'i' => "%M",
            's' => "%S",
            'u' => "%6f",
            'A' => "%p",
            'a' => match when.hour() {
                Some(12..) => "p.m.",
                _ => "a.m.",
            },
            'c' => "%Y-%m-%dT%H:%M:%S",
            'O' => "%z",
            'e' | 'T' => "%Z",
            'U' => "%s",
            '\\' => {
                pattern.extend(letters.next());
                continue;
            }
            letter if letter.is_ascii_alphabetic() => {
                return Err(format!("`date` does not know the format letter `{letter}`"));
            }
            letter => {
                pattern.push(letter);
                continue;
            }
        };
        pattern.push_str(meaning);
    }
    Ok(pattern)
}

#[cfg(test)]
mod tests {
    use super::date;

    fn written(value: &str, format: &str) -> String {
        date(&value.into(), format).unwrap_or_else(|fault| format!("error: {fault}"))
    }

    #[test]
    fn strftime_formats_are_known_by_their_percent_sign() {
        assert_eq!(written("2026-03-26", "%d.%m.%Y, 100%%"), "26.03.2026, 100%");
        assert_eq!(written("2026-03-26T09:41:00+01:00", "%H:%M %z"), "09:41 +0100");
        assert_eq!(written("09:41:07", "%H:%M"), "09:41");
    }

    #[test]
    fn all_other_formats_are_djangos() {
        assert_eq!(written("2026-03-06", "l, j F Y"), "Friday, 6 March 2026");
        assert_eq!(written("2026-03-06T15:04:05", "D d.n.y, g:i a (G\\h)"), "Fri 06.3.26, 3:04 p.m. (15h)");
        assert_eq!(written("2026-03-06T00:04:05Z", "h:i A O"), "12:04 AM +0000");
    }

    #[test]
    fn what_cannot_be_written_says_why() {
        assert_eq!(written("soon", "Y"), "error: `date` expects a date or a time, found `soon`");
        assert_eq!(written("2026-03-06", "Y q"), "error: `date` does not know the format letter `q`");
        assert!(written("2026-03-06", "%H").starts_with("error: `2026-03-06` cannot be written as `%H`: "));
        assert_eq!(
            date(&upon::Value::Integer(1), "Y").unwrap_err(),
            "`date` expects text, found a whole number"
        );
    }
}
