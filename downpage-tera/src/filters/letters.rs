//! Django's letters for dates: `j. F Y H:i`.
//!
//! Names of months and days are looked up in the site's translations under Django's own messages, so that a site that has
//! Django's catalogs gets its own language.

use downpage_core::Surroundings;
use downpage_core::jiff::civil::Weekday;

use super::dates::Moment;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const PRESS_MONTHS: [&str; 12] =
    ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SHORT_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Formats that have names, as Django has them for English.
const NAMED: [(&str, &str); 7] = [
    ("DATE_FORMAT", "N j, Y"),
    ("DATETIME_FORMAT", "N j, Y, P"),
    ("MONTH_DAY_FORMAT", "F j"),
    ("SHORT_DATE_FORMAT", "m/d/Y"),
    ("SHORT_DATETIME_FORMAT", "m/d/Y P"),
    ("TIME_FORMAT", "P"),
    ("YEAR_MONTH_FORMAT", "F Y"),
];

/// The date as `format` says; what is no letter of Django's stands for itself, as does what follows a backslash.
pub(super) fn format(moment: &Moment, format: &str, site: &Surroundings) -> String {
    let format = NAMED.iter().find(|(name, _)| *name == format).map_or(format, |(_, format)| format);
    let mut text = String::new();
    let mut escaped = false;
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            let next = letters.next();
            text.push(next.unwrap_or(letter));
            escaped = next == Some('\\');
            continue;
        }
        match one(moment, letter, site).filter(|_| !escaped) {
            Some(piece) => text.push_str(&piece),
            None => text.push(letter),
        }
        escaped = false;
    }
    text
}

fn one(moment: &Moment, letter: char, site: &Surroundings) -> Option<String> {
    day(moment, letter, site).or_else(|| clock(moment, letter, site)).or_else(|| zone(moment, letter))
}

/// The letters of days, weeks, months and years.
fn day(moment: &Moment, letter: char, site: &Surroundings) -> Option<String> {
    let date = moment.at.date();
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    let name = |table: &[&'static str], at: usize| table.get(at).copied().unwrap_or_default();
    let translated = |context: Option<&str>, name: &'static str| site.gettext(context, name).to_owned();
    Some(match letter {
        'b' => translated(None, name(&SHORT_MONTHS, month)),
        'd' => format!("{:02}", date.day()),
        'D' => translated(None, name(&SHORT_DAYS, weekday)),
        'E' => match site.gettext(Some("alt. month"), name(&MONTHS, month)) {
            same if same == name(&MONTHS, month) => translated(None, same_name(&MONTHS, month)),
            alternative => alternative.to_owned(),
        },
        'F' => translated(None, name(&MONTHS, month)),
        'j' => date.day().to_string(),
        'l' => translated(None, name(&DAYS, weekday)),
        'L' => if date.in_leap_year() { "True" } else { "False" }.to_owned(),
        'm' => format!("{:02}", date.month()),
        'M' => capitalized(site.gettext(None, name(&SHORT_MONTHS, month))),
        'n' => date.month().to_string(),
        'N' => translated(Some("abbrev. month"), name(&PRESS_MONTHS, month)),
        'o' => date.iso_week_date().year().to_string(),
        'S' => ordinal(date.day()).to_owned(),
        't' => date.days_in_month().to_string(),
        'w' => date.weekday().to_sunday_zero_offset().to_string(),
        'W' => date.iso_week_date().week().to_string(),
        'y' => format!("{:02}", date.year().rem_euclid(100)),
        'Y' => format!("{:04}", date.year()),
        'z' => date.day_of_year().to_string(),
        _ => return None,
    })
}

fn same_name(table: &'static [&'static str], at: usize) -> &'static str {
    table.get(at).copied().unwrap_or_default()
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const fn ordinal(day: i8) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// The letters of hours, minutes and seconds.
fn clock(moment: &Moment, letter: char, site: &Surroundings) -> Option<String> {
    let time = moment.at.time();
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let short = if time.minute() == 0 { hour.to_string() } else { format!("{hour}:{:02}", time.minute()) };
    let half = |morning: &'static str, evening: &'static str| {
        site.gettext(None, if time.hour() > 11 { evening } else { morning }).to_owned()
    };
    Some(match letter {
        'a' => half("a.m.", "p.m."),
        'A' => half("AM", "PM"),
        'f' => short,
        'g' => hour.to_string(),
        'G' => time.hour().to_string(),
        'h' => format!("{hour:02}"),
        'H' => format!("{:02}", time.hour()),
        'i' => format!("{:02}", time.minute()),
        'P' => match (time.hour(), time.minute()) {
            (0, 0) => site.gettext(None, "midnight").to_owned(),
            (12, 0) => site.gettext(None, "noon").to_owned(),
            _ => format!("{short} {}", half("a.m.", "p.m.")),
        },
        's' => format!("{:02}", time.second()),
        'u' => format!("{:06}", time.subsec_nanosecond() / 1000),
        _ => return None,
    })
}

/// The letters of time zones, and those of the whole moment.
fn zone(moment: &Moment, letter: char) -> Option<String> {
    let at = &moment.at;
    Some(match letter {
        'c' => iso(moment),
        'e' if moment.naive => String::new(),
        'e' | 'T' => zone_name(moment),
        'I' => if is_summer(moment) { "1" } else { "0" }.to_owned(),
        'O' => offset(moment, ""),
        'r' => {
            let short = |weekday: Weekday| {
                let at = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
                same_name(&SHORT_DAYS, at)
            };
            let month = usize::try_from(at.month() - 1).unwrap_or_default();
            let month = capitalized(same_name(&SHORT_MONTHS, month));
            let (day, year) = (at.day(), at.year());
            let time = at.time();
            let clock = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
            format!("{}, {day:02} {month} {year:04} {clock} {}", short(at.weekday()), offset(moment, ""))
        }
        'U' => at.timestamp().as_second().to_string(),
        'Z' => at.offset().seconds().to_string(),
        _ => return None,
    })
}

/// As Python's `isoformat`.
fn iso(moment: &Moment) -> String {
    let time = moment.at.time();
    let micros = time.subsec_nanosecond() / 1000;
    let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
    let zone = if moment.naive { String::new() } else { offset(moment, ":") };
    let clock = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    format!("{}T{clock}{fraction}{zone}", moment.at.date())
}

fn offset(moment: &Moment, between: &str) -> String {
    let seconds = moment.at.offset().seconds();
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    format!("{sign}{:02}{between}{:02}", size / 3600, size / 60 % 60)
}

/// The abbreviation of a zone; a bare offset as Python names it.
fn zone_name(moment: &Moment) -> String {
    let zone = moment.at.time_zone();
    if zone.iana_name().is_none() && zone.to_fixed_offset().is_ok() {
        let bare = moment.at.offset().seconds() == 0;
        return if bare { "UTC".to_owned() } else { format!("UTC{}", offset(moment, ":")) };
    }
    zone.to_offset_info(moment.at.timestamp()).abbreviation().to_owned()
}

fn is_summer(moment: &Moment) -> bool {
    moment.at.time_zone().to_offset_info(moment.at.timestamp()).dst().is_dst()
}
