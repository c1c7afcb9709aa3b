//! What the site around the pages gives them: URLs, translations, the time.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::Arc;

use downpage_core::jiff::Timestamp;
use downpage_core::jiff::tz::TimeZone;
use downpage_core::surroundings::{Catalog, StaticFiles, Translations, Urls};
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
fn static_files_have_urls() {
    assert_eq!(page("{{ static(path='css/a&b.css') }}", &[]), "/static/css/a%26b.css");
}

/// A site with all services.
fn site(template: &str) -> Site {
    let mut urls = Urls::new();
    urls.insert("article", "/news/<int:id>/<slug:slug>/").unwrap();
    let manifest = r#"{"paths": {"css/site.css": "css/site.0a1b.css"}, "version": "1.1"}"#;
    let files = StaticFiles::with_prefix("/assets/").with_manifest(manifest, "staticfiles.json").unwrap();
    let catalog = "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n\
        msgid \"Hello %(who)s\"\nmsgstr \"Hallo %(who)s\"\n\n\
        msgctxt \"month\"\nmsgid \"May\"\nmsgstr \"Mai\"\n\n\
        msgid \"March\"\nmsgstr \"März\"\n\n\
        msgid \"yes,no,maybe\"\nmsgstr \"ja,nein,vielleicht\"\n\n\
        msgid \"%(num)d week\"\nmsgid_plural \"%(num)d weeks\"\nmsgstr[0] \"%(num)d Woche\"\nmsgstr[1] \"%(num)d Wochen\"\n\n\
        msgid \"%(count)d page\"\nmsgid_plural \"%(count)d pages\"\nmsgstr[0] \"%(count)d Seite\"\nmsgstr[1] \"%(count)d Seiten\"\n";
    let mut translations = Translations::default();
    translations.add("de", Catalog::from_po(catalog, "de.po").unwrap());
    Site::new(&[("page", template)]).surroundings(Surroundings {
        clock: Some("2026-03-26T09:41:07Z".parse().unwrap()),
        language: "de".into(),
        static_files: Arc::new(files),
        urls: Arc::new(urls),
        translations: Arc::new(translations),
        ..Surroundings::default()
    })
}

#[test]
fn the_manifest_and_the_named_urls_are_asked() {
    let x = [("id", Value::Int(7))];
    assert_eq!(site("{{ static(path='css/site.css') }}").page(&x), "/assets/css/site.0a1b.css");
    assert_eq!(site("{{ url(name='article', id=id, slug='a-b') }}").page(&x), "/news/7/a-b/");
    assert_eq!(site("{{ url(name='article', args=[id, 'a-b']) }}").page(&x), "/news/7/a-b/");
    assert_eq!(
        site("{{ static(path='css/sit.css') }}").fault(&x),
        "rendering: page:1:4: the manifest of static files has no `css/sit.css`\n  marked `static(path='css/sit.css')`\n  note: the manifest is `staticfiles.json`, with 1 files\n  help: did you mean `css/site.css`?"
    );
}

#[test]
fn the_catalogs_translate_messages_and_what_filters_say() {
    let x = [("who", Value::from("<b>"))];
    assert_eq!(site("{{ trans(message='Hello %(who)s', who=who) }}").page(&x), "Hallo &lt;b&gt;");
    assert_eq!(
        site("{{ trans(message='May', context='month') }}, {{ _(message='May') }}").page(&x),
        "Mai, May"
    );
    let pages = "{% for n in [1, 2] %}{{ ngettext(message='%(count)d page', plural='%(count)d pages', count=n) }} {% endfor %}";
    assert_eq!(site(pages).page(&x), "1 Seite 2 Seiten ");
    assert_eq!(site("{{ true | yesno }} {{ now() | date(format='j. F') }}").page(&x), "ja 26. März");
    assert_eq!(site("{{ '2026-03-05T09:41:07Z' | timesince }}").page(&x), "3\u{a0}Wochen");
}

#[test]
fn an_unknown_url_is_an_error_of_the_page() {
    assert_eq!(
        Site::new(&[("page", "<a href=\"{{ url(name='home', slug='x') }}\">")]).fault(&[]),
        "rendering: page:1:13: there is no URL called `home`\n  marked `url(name='home', slug='x')`\n  help: no URLs are known here: name them in the table `urls` of the configuration"
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
        "rendering: page:1:4: the text `%(who)s` needs a value for `who`\n  marked `trans(message='%(who)s', whom=1)`\n  help: give it as in `who=...`, or write `%%` for a percent sign"
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
