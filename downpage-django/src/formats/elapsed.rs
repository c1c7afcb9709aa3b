//! The time between two moments in words: "4 days, 6 hours".

use jiff::civil;

use crate::i18n::Active;
use crate::value::Value;

/// The words for a number of each unit: singular and plural, in a message context.
#[derive(Clone, Copy, Debug)]
pub struct Units {
    /// gettext's message context.
    pub context: Option<&'static str>,
    /// Year, month, week, day, hour, minute.
    pub words: [[&'static str; 2]; 6],
}

/// The words of `timesince` and `timeuntil`.
pub const PLAIN_UNITS: Units = Units {
    context: None,
    words: [
        ["%(num)d year", "%(num)d years"],
        ["%(num)d month", "%(num)d months"],
        ["%(num)d week", "%(num)d weeks"],
        ["%(num)d day", "%(num)d days"],
        ["%(num)d hour", "%(num)d hours"],
        ["%(num)d minute", "%(num)d minutes"],
    ],
};

/// Two moments on one clock.
#[derive(Clone, Copy, Debug)]
pub struct Elapsed {
    /// The earlier one.
    pub from: civil::DateTime,
    /// The later one.
    pub to: civil::DateTime,
    /// The time between them in seconds, which a change of the clock makes differ from what the clock shows.
    pub seconds: i64,
}

/// The two largest units of the time between two moments that have a part in it.
#[must_use]
pub fn elapsed(between: Elapsed, units: Units, active: Active<'_>) -> String {
    let word = |unit: usize, count: i64| {
        let text = active.ngettext(units.context, units.words[unit], &Value::Int(count));
        text.replace("%(num)d", &count.to_string()).replace(' ', "\u{a0}")
    };
    let parts = if between.seconds > 0 { months_and_rest(between) } else { [0; 6] };
    let Some(first) = parts.iter().position(|count| *count != 0) else { return word(5, 0) };
    let shown = parts.iter().enumerate().skip(first).take(2).take_while(|(_, count)| **count != 0);
    let words: Vec<String> = shown.map(|(unit, count)| word(unit, *count)).collect();
    words.join(&active.gettext(", "))
}

/// Years, months, weeks, days, hours and minutes between two moments, by the calendar.
#[must_use]
pub fn months_and_rest(between: Elapsed) -> [i64; 6] {
    let Elapsed { from, to, .. } = between;
    let mut months = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month())
        - i64::from(from.month());
    if (from.day(), from.time()) > (to.day(), to.time()) {
        months -= 1;
    }
    let (years, months) = (months.div_euclid(12), months.rem_euclid(12));
    let rest = if years != 0 || months != 0 {
        seconds_since_pivot(from, to, years, months)
    } else {
        between.seconds
    };
    let (weeks, rest) = (rest.div_euclid(604_800), rest.rem_euclid(604_800));
    [years, months, weeks, rest / 86_400, rest / 3600 % 24, rest / 60 % 60]
}

/// The time since the moment that lies `years` and `months` after `from`. Like Django's, that month of February has 28
/// days always, and the second is whole.
fn seconds_since_pivot(from: civil::DateTime, to: civil::DateTime, years: i64, months: i64) -> i64 {
    const DAYS: [i8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = i64::from(from.month()) + months;
    let (year, month) = if month > 12 {
        (i64::from(from.year()) + years + 1, month - 12)
    } else {
        (i64::from(from.year()) + years, month)
    };
    let (Ok(year), Ok(month)) = (i16::try_from(year), i8::try_from(month)) else { return 0 };
    let last = usize::try_from(month - 1).ok().and_then(|at| DAYS.get(at)).copied().unwrap_or(28);
    let pivot =
        civil::DateTime::new(year, month, from.day().min(last), from.hour(), from.minute(), from.second(), 0);
    let Ok(pivot) = pivot else { return 0 };
    let micros = crate::value::local_micros(to) - crate::value::local_micros(pivot);
    micros.div_euclid(1_000_000)
}
