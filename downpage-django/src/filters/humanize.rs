//! Filters of `{% load humanize %}`: numbers and times as people say them.

use crate::error::{Kind, Result};
use crate::filter::{Call, Filter};
use crate::filters::dates::{date_text, elapsed_text, now_in};
use crate::filters::numbers::float_format;
use crate::filters::{made, made_safe, no_attribute};
use crate::formats::{NumberStyle, Units, is_only_digits};
use crate::text::digits;
use crate::value::{DateTime, Val, Value, int_of};

/// All of them.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("intcomma", intcomma).optional().marked(),
    Filter::new("naturaltime", naturaltime),
    Filter::new("naturalday", naturalday).optional().local(),
    Filter::new("intword", intword),
    Filter::new("ordinal", ordinal).marked(),
    Filter::new("apnumber", apnumber).marked(),
];

/// The whole number that a value can be taken for; `None` where Django leaves it as it is.
fn whole(value: &Value) -> Result<Option<Value>> {
    match int_of(value) {
        Ok(number) => Ok(Some(number)),
        Err(error) if matches!(error.kind(), Kind::Value | Kind::Type) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `1st`, `2nd`, `3rd`.
fn ordinal(call: Call<'_>) -> Result<Val<'_>> {
    let Some(number) = whole(&call.value)? else { return Ok(call.value) };
    let digits = number.to_str().into_owned();
    if digits.starts_with('-') {
        return made(digits);
    }
    let ends = |tail: &str| digits.ends_with(tail);
    let last = &digits[digits.len() - 1..];
    let (context, form) = match last {
        _ if ends("11") || ends("12") || ends("13") => ("ordinal 11, 12, 13".to_owned(), "{}th"),
        "1" => ("ordinal 1".to_owned(), "{}st"),
        "2" => ("ordinal 2".to_owned(), "{}nd"),
        "3" => ("ordinal 3".to_owned(), "{}rd"),
        digit => (format!("ordinal {digit}"), "{}th"),
    };
    made_safe(call.cx.active().pgettext(Some(&context), form).replace("{}", &digits))
}

/// A number with its digits in groups.
fn intcomma(call: Call<'_>) -> Result<Val<'_>> {
    let localize = call.argument.as_ref().is_none_or(|argument| argument.truth());
    let number = match &*call.value {
        Value::Float(_) | Value::Decimal(_) => Some(call.value.clone().into_owned()),
        value => whole(value)?,
    };
    if let Some(number) = number.filter(|_| localize) {
        let style = NumberStyle { force_grouping: true, ..NumberStyle::default() };
        let text = call.cx.formats().number(&number, style)?;
        // Django marks what is nothing but digits.
        return made(Value::marked(text, is_only_digits(&number, call.cx.formats(), style)));
    }
    let text = call.text();
    let sign = usize::from(text.starts_with('-'));
    let end = text[sign..].find(|c: char| digits::digit(c).is_none()).map_or(text.len(), |at| sign + at);
    if end == sign {
        return made(call.value.to_str_value().into_owned());
    }
    let count = text[sign..end].chars().count();
    let mut out = text[..sign].to_owned();
    for (at, digit) in text[sign..end].chars().enumerate() {
        if at > 0 && (count - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(&text[end..]);
    made(out)
}

const LARGE: [(usize, &str); 11] = [
    (6, "%(value)s million"),
    (9, "%(value)s billion"),
    (12, "%(value)s trillion"),
    (15, "%(value)s quadrillion"),
    (18, "%(value)s quintillion"),
    (21, "%(value)s sextillion"),
    (24, "%(value)s septillion"),
    (27, "%(value)s octillion"),
    (30, "%(value)s nonillion"),
    (33, "%(value)s decillion"),
    (100, "%(value)s googol"),
];

/// A large number in words: `1.2 million`.
fn intword(call: Call<'_>) -> Result<Val<'_>> {
    let Some(number) = whole(&call.value)? else { return Ok(call.value) };
    let digits = number.to_str().into_owned();
    let length = digits.trim_start_matches('-').len();
    let unit = LARGE.iter().find(|(exponent, _)| length <= exponent + 3);
    let Some((exponent, form)) = unit.filter(|_| length > 6) else { return made(number) };
    let scaled: f64 = format!("{digits}e-{exponent}").parse().unwrap_or(0.0);
    // The plural form is that of the number rounded away from one.
    let rounded = int_of(&Value::Float(if scaled > 1.0 { scaled.ceil() } else { scaled.floor() }))?;
    let count = int_of(&Value::from(rounded.to_str().trim_start_matches('-').to_owned()))?;
    let text = call.cx.active().ngettext(None, [form, form], &count).into_owned();
    let places = Value::Int(1);
    let inner = Call { value: Val::Owned(Value::Float(scaled)), argument: None, cx: call.cx };
    let shown = float_format(&inner, Some(&places))?;
    made(text.replace("%(value)s", &shown.to_str()))
}

/// One to nine in words.
fn apnumber(call: Call<'_>) -> Result<Val<'_>> {
    const WORDS: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let Some(number) = whole(&call.value)? else { return Ok(call.value) };
    let word = match number {
        Value::Int(number @ 1..=9) => usize::try_from(number - 1).ok().and_then(|at| WORDS.get(at)),
        _ => None,
    };
    match word {
        Some(word) => made(call.cx.active().gettext(word).into_owned()),
        None => made(number),
    }
}

/// Yesterday, today, tomorrow; other days as a date.
fn naturalday(call: Call<'_>) -> Result<Val<'_>> {
    let (day, zone) = match &*call.value {
        Value::Date(day) => (*day, None),
        Value::DateTime(moment) => (moment.local.date(), moment.zone.as_ref().map(|(zone, _)| zone.clone())),
        _ => return Ok(call.value),
    };
    let today = now_in(zone.as_ref(), call.cx)?.local.date();
    let word = match crate::value::local_micros(day.into()) - crate::value::local_micros(today.into()) {
        0 => "today",
        86_400_000_000 => "tomorrow",
        -86_400_000_000 => "yesterday",
        _ => return made(date_text(&Value::Date(day), call.argument(), call.cx)?),
    };
    made(call.cx.active().gettext(word).into_owned())
}

const PAST: Units = Units {
    context: Some("naturaltime-past"),
    words: [
        ["%(num)d year", "%(num)d years"],
        ["%(num)d month", "%(num)d months"],
        ["%(num)d week", "%(num)d weeks"],
        ["%(num)d day", "%(num)d days"],
        ["%(num)d hour", "%(num)d hours"],
        ["%(num)d minute", "%(num)d minutes"],
    ],
};
const FUTURE: Units = Units { context: Some("naturaltime-future"), ..PAST };

/// How long ago, or how long from now.
fn naturaltime(call: Call<'_>) -> Result<Val<'_>> {
    let moment: &DateTime = match &*call.value {
        Value::DateTime(moment) => moment,
        Value::Date(_) => return Err(no_attribute(&call.value, "utcoffset")),
        _ => return Ok(call.value),
    };
    let utc = crate::value::Zone::Fixed(jiff::tz::Offset::UTC);
    let now = now_in(moment.zone.as_ref().map(|_| &utc), call.cx)?;
    let micros = now.instant_micros() - moment.instant_micros();
    let past = micros > 0;
    let seconds = micros.abs().div_euclid(1_000_000);
    let active = call.cx.active();
    if seconds >= 86_400 {
        let (units, form) = if past { (PAST, "%(delta)s ago") } else { (FUTURE, "%(delta)s from now") };
        let delta = elapsed_text(moment, Some(now), !past, units, call.cx)?;
        return made(active.gettext(form).replace("%(delta)s", &delta));
    }
    let (count, forms) = match (seconds, past) {
        (0, _) => return made(active.gettext("now").into_owned()),
        (1..60, true) => (seconds, ["a second ago", "%(count)s\u{a0}seconds ago"]),
        (1..60, false) => (seconds, ["a second from now", "%(count)s\u{a0}seconds from now"]),
        (60..3600, true) => (seconds / 60, ["a minute ago", "%(count)s\u{a0}minutes ago"]),
        (60..3600, false) => (seconds / 60, ["a minute from now", "%(count)s\u{a0}minutes from now"]),
        (_, true) => (seconds / 3600, ["an hour ago", "%(count)s\u{a0}hours ago"]),
        (_, false) => (seconds / 3600, ["an hour from now", "%(count)s\u{a0}hours from now"]),
    };
    let text = active.ngettext(None, forms, &Value::Int(count));
    made(text.replace("%(count)s", &count.to_string()))
}
