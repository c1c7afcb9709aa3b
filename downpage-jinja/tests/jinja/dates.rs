//! Dates print and answer as Python's. Recorded with `datetime` of Python 3.11 in a zone called CET.

use downpage_core::jiff::ZonedDateTime;
use downpage_core::jiff::civil::{date, time};
use downpage_core::{Context, Format};

use crate::site::page;

fn written(template: &str) -> String {
    let zoned: ZonedDateTime = "2026-03-26T09:41:00+01:00[Europe/Berlin]".parse().unwrap();
    let mut context = Context::new();
    context.insert("z", zoned);
    context.insert("d", date(2026, 3, 26));
    context.insert("t", time(9, 41, 5, 123_456_000));
    context.insert("n", date(2026, 3, 26).at(9, 41, 0, 0));
    page(template).format(Format::Text).engine().render("page", &context).unwrap()
}

#[test]
fn dates_print_as_str_prints_them() {
    assert_eq!(
        written("{{ d }}|{{ t }}|{{ n }}|{{ z }}"),
        "2026-03-26|09:41:05.123456|2026-03-26 09:41:00|2026-03-26 09:41:00+01:00"
    );
}

#[test]
fn parts_are_attributes() {
    assert_eq!(
        written(
            "{{ z.year }} {{ z.month }} {{ z.day }} {{ z.hour }} {{ z.minute }} {{ z.second }} {{ t.microsecond }}"
        ),
        "2026 3 26 9 41 0 123456"
    );
    assert_eq!(written("{{ d.hour is defined }} {{ z.nope is defined }} {{ n.tzinfo }}"), "False False None");
}

#[test]
fn strftime_writes_what_python_writes() {
    assert_eq!(
        written(
            "{{ z.strftime('%A %d %B %Y, %H:%M:%S %z %Z %f %j %-d %p %%') }}|{{ z.strftime('%c|%x|%X') }}"
        ),
        "Thursday 26 March 2026, 09:41:00 +0100 CET 000000 085 26 AM %|Thu Mar 26 09:41:00 2026|03/26/26|09:41:00"
    );
    assert_eq!(
        written("{{ d.strftime('%d.%m.%y %H:%M') }}|{{ t.strftime('%H:%M %Y') }}|{{ n.strftime('[%z%Z]') }}"),
        "26.03.26 00:00|09:41 1900|[]"
    );
}

#[test]
fn isoformat_takes_a_separator() {
    assert_eq!(
        written(
            "{{ d.isoformat() }} {{ t.isoformat() }} {{ n.isoformat() }} {{ z.isoformat() }} {{ z.isoformat(' ') }} {{ z.isoformat(sep='_') }}"
        ),
        "2026-03-26 09:41:05.123456 2026-03-26T09:41:00 2026-03-26T09:41:00+01:00 2026-03-26 09:41:00+01:00 2026-03-26_09:41:00+01:00"
    );
}

#[test]
fn methods_take_dates_apart_and_dates_compare() {
    assert_eq!(
        written(
            "{{ z.date() }} {{ z.time() }} {{ z.date() == d }} {{ z.weekday() }} {{ d.isoweekday() }} {{ z.timestamp() }} \
                 {{ n.date() < d }} {{ [z.date(), d]|max }} {{ z.tzname() }} {{ n.tzname() }}"
        ),
        "2026-03-26 09:41:00 True 3 4 1774514460.0 False 2026-03-26 CET None"
    );
    assert_eq!(written("{{ now() == z }} {{ now() }}"), "True 2026-03-26 08:41:00+00:00");
}
