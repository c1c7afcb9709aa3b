//! The time between two moments in words, as Django's `timesince` counts it.

use downpage_core::Surroundings;
use downpage_core::jiff::civil::{Date, DateTime};

const UNITS: [(&str, &str); 6] = [
    ("%(num)d year", "%(num)d years"),
    ("%(num)d month", "%(num)d months"),
    ("%(num)d week", "%(num)d weeks"),
    ("%(num)d day", "%(num)d days"),
    ("%(num)d hour", "%(num)d hours"),
    ("%(num)d minute", "%(num)d minutes"),
];

/// From `from` to `to` in at most two neighbouring units, years and months by the calendar; `0 minutes` when it is not later.
pub(super) fn text(from: DateTime, to: DateTime, site: &Surroundings) -> String {
    let counts = counts(from, to);
    let first = counts.iter().position(|count| *count != 0).unwrap_or(UNITS.len() - 1);
    let shown = counts.iter().zip(UNITS).skip(first).take(2).enumerate();
    let words =
        shown.take_while(|(at, (count, _))| *at == 0 || **count != 0).map(|(_, (count, (one, many)))| {
            let words = site.ngettext(None, one, many, *count).replace("%(num)d", &count.to_string());
            words.replace(' ', "\u{a0}")
        });
    words.collect::<Vec<_>>().join(site.gettext(None, ", "))
}

fn counts(from: DateTime, to: DateTime) -> [i64; 6] {
    const CHUNKS: [i64; 4] = [7 * 24 * 60 * 60, 24 * 60 * 60, 60 * 60, 60];
    let mut counts = [0; 6];
    if to.duration_since(from).as_secs() <= 0 {
        return counts;
    }
    let mut months =
        (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month() - from.month());
    if (from.day(), from.time()) > (to.day(), to.time()) {
        months -= 1;
    }
    counts[0] = months / 12;
    counts[1] = months % 12;
    let mut rest = to.duration_since(pivot(from, months).unwrap_or(from)).as_secs();
    for (count, chunk) in counts[2..].iter_mut().zip(CHUNKS) {
        *count = rest / chunk;
        rest %= chunk;
    }
    counts
}

/// `from` moved by whole months; the 29th of February becomes the 28th, as in Django.
fn pivot(from: DateTime, months: i64) -> Option<DateTime> {
    const DAYS: [i8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if months == 0 {
        return Some(from);
    }
    let month = i64::from(from.month()) - 1 + months;
    let year = i16::try_from(i64::from(from.year()) + month.div_euclid(12)).ok()?;
    let month = month.rem_euclid(12);
    let last = *DAYS.get(usize::try_from(month).ok()?)?;
    let date = Date::new(year, i8::try_from(month + 1).ok()?, last.min(from.day())).ok()?;
    Some(date.to_datetime(from.time()))
}
