//! What the site around the pages gives them: URLs, translations, the time.

mod support;

use downpage_core::jiff::Timestamp;
use downpage_core::jiff::tz::TimeZone;
use downpage_core::{Format, Surroundings, Value};
use support::Site;

fn page(template: &str, values: &[(&str, Value)]) -> String {
    let surroundings = Surroundings {
        clock: Some("2026-03-26T09:41:07Z".parse::<Timestamp>().unwrap()),
        time_zone: TimeZone::get("Europe/Berlin").unwrap(),
        ..Surroundings::default()
    };
    Site::new(&[("page", template)]).surroundings(surroundings).page(values)
}

#[test]
fn static_files_have_urls_that_are_escaped_as_any_value() {
    assert_eq!(page("{{ static(path='css/a&b.css') }}", &[]), "/static/css/a&amp;b.css");
}

#[test]
fn an_unknown_url_is_an_error_of_the_page() {
    assert_eq!(
        Site::new(&[("page", "<a href=\"{{ url(name='home', slug='x') }}\">")]).fault(&[]),
        "rendering: page:1:13: there is no URL called `home`\n  marked `url(name='home', slug='x')`"
    );
}

#[test]
fn messages_take_values_and_escape_them() {
    let x = [("x", Value::from("<b>"))];
    assert_eq!(page("{{ trans(message='<i>Hello</i> 100%') }}", &x), "<i>Hello</i> 100%");
    assert_eq!(page("{{ trans(message='<i>%(who)s</i> 100%%', who=x) }}", &x), "<i>&lt;b&gt;</i> 100%");
    assert_eq!(page("{{ _(message='%(who)s', who=x | safe) }}", &x), "<b>");
    assert_eq!(page("{{ gettext(message='%(n)d of %(m)s, %q', n=3, m=4) }}", &x), "3 of 4, %q");
    for (count, expected) in [(1, "1 page"), (2, "2 pages"), (0, "0 pages")] {
        let template = "{{ ngettext(message='%(count)d page', plural='%(count)d pages', count=n) }}";
        assert_eq!(page(template, &[("n", count.into())]), expected);
    }
    let text = Site::new(&[("page", "{{ trans(message='%(who)s', who=x) }}")]).format(Format::Text);
    assert_eq!(text.page(&x), "<b>");
}

#[test]
fn a_message_without_what_it_needs_is_an_error() {
    let fault = |template| Site::new(&[("page", template)]).fault(&[]);
    assert_eq!(
        fault("{{ trans(message='%(who)s', whom=1) }}"),
        "undefined-variable: page:1:4: the message needs `who`\n  marked `trans(message='%(who)s', whom=1)`\n  note: the message is `%(who)s`\n  help: did you mean `whom`?"
    );
    assert_eq!(
        fault("{{ trans(message='a', plural='b') }}"),
        "rendering: page:1:4: `trans` with `plural` needs `count`\n  marked `trans(message='a', plural='b')`\n  help: write `trans(message=..., plural=..., count=...)`"
    );
}

#[test]
fn the_time_is_that_of_the_site() {
    assert_eq!(
        page("{{ now() }} {{ now(utc=true) }}", &[]),
        "2026-03-26T10:41:07+01:00 2026-03-26T09:41:07+00:00"
    );
    assert_eq!(page("{{ now(timestamp=true) }}", &[]), "1774518067");
    assert_eq!(
        page("{{ now() | date }} {{ now() | date(format='%d.%m.%y %H:%M %z') }}", &[]),
        "2026-03-26 26.03.26 10:41 +0100"
    );
    assert_eq!(page("{{ now() | date(format='jS F Y H:i T') }}", &[]), "26th March 2026 10:41 UTC+01:00");
    assert_eq!(page("{{ now(timestamp=true) | date(format='H:i T') }}", &[]), "10:41 CET");
    assert_eq!(page("{{ now() | date(format='%H:%M %Z', timezone='America/New_York') }}", &[]), "05:41 EDT");
}

#[test]
fn dates_of_the_context_are_understood() {
    let date = downpage_core::jiff::civil::date(2026, 3, 26);
    let zoned = date.at(23, 30, 0, 0).in_tz("Asia/Tokyo").unwrap();
    assert_eq!(page("{{ x }} {{ x | date(format='D') }}", &[("x", date.into())]), "2026-03-26 Thu");
    assert_eq!(
        page("{{ x }} {{ x | date(format='G') }}", &[("x", zoned.into())]),
        "2026-03-26T23:30:00+09:00 23"
    );
    let time = downpage_core::jiff::civil::time(9, 5, 0, 0);
    assert_eq!(page("{{ x | time }} {{ x | time(format='%H') }}", &[("x", time.into())]), "9:05 a.m. 09");
    assert_eq!(page("[{{ x | date }}{{ '' | date }}]", &[("x", Value::Null)]), "[]");
}

#[test]
fn without_a_clock_the_time_is_an_error_and_not_a_guess() {
    assert_eq!(
        Site::new(&[("page", "{{ now() }}")]).fault(&[]),
        "rendering: page:1:4: the time is not known here\n  marked `now()`\n  help: give the site a clock with `now`"
    );
}
