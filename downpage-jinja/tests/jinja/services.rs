//! Static files, named URLs, translations, the clock.

use downpage_core::ErrorKind;

use crate::site::{Report, page};

#[test]
fn static_files_are_named_as_in_django_flask_and_starlette() {
    let template = "{{ static('a/b.css') }} {{ url_for('static', filename='a/b.css') }} {{ url_for('static', path='/a/b.css') }} \
                    {{ url_for('static', filename='a.js', v='1 2', _external=True) }}";
    assert_eq!(page(template).text(), "/static/a/b.css /static/a/b.css /static/a/b.css /static/a.js?v=1%202");
}

#[test]
fn urls_are_named_as_in_django_and_flask() {
    let template = "{{ url('home') }} {{ url_for('home', _anchor='top') }} {{ url('shop:item', 'tea', 2) }} \
                    {{ url_for('shop:item', name='tea', page=2) }} {{ url('shop:item', args=['tea', 2]) }} \
                    {{ url('shop:item', kwargs={'name': 'tea', 'page': 2}) }}";
    assert_eq!(page(template).text(), "/ /#top /shop/tea/2/ /shop/tea/2/ /shop/tea/2/ /shop/tea/2/");
}

#[test]
fn an_unknown_url_is_an_error_where_it_is_asked_for() {
    let report = page("\n<a href=\"{{ url('hme') }}\">").error();
    assert_eq!(report.place, Some(("page:2:13".to_owned(), "url('hme')".to_owned())));
    assert_eq!(report.kind, ErrorKind::Rendering);
    assert_eq!(report.help.as_deref(), Some("did you mean `home`?"));
}

#[test]
fn a_static_url_without_a_file_says_how_to_name_it() {
    assert_eq!(
        page("{{ url_for('static') }}").error(),
        Report::new(ErrorKind::Rendering, "`url_for('static')` needs the file's path as `filename=`")
            .at("page:1:4", "url_for('static')")
    );
}

#[test]
fn gettext_puts_values_in_and_escapes_only_them() {
    let template = "{{ _('Hello %(name)s', name=name) }} {{ gettext('<i>%(a)s</i>', a=1) }} {{ _('50%%') }}";
    assert_eq!(page(template).text(), "Hello &lt;b&gt; <i>1</i> 50%");
    let template = "{{ ngettext('%(num)s file', '%(num)s files', n) }} {{ ngettext('%(num)d file', '%(num)d files', 1) }}";
    assert_eq!(page(template).text(), "3 files 1 file");
    let template = "{{ pgettext('verb', 'May') }} {{ npgettext('c', '%(num)s a', '%(num)s b', 2) }}";
    assert_eq!(page(template).text(), "May 2 b");
}

#[test]
fn a_message_without_values_is_left_for_the_filter_format() {
    assert_eq!(page("{{ _('Hello %(name)s')|format(name='Ann') }}").text(), "Hello Ann");
}

#[test]
fn translations_come_from_the_catalog_of_the_language() {
    let template = "{{ _('Hello %(name)s!', name=name) }} {{ pgettext('month', 'May') }} {{ pgettext('verb', 'May') }} \
                    {{ ngettext('%(num)s file', '%(num)s files', one) }} {{ ngettext('%(num)s file', '%(num)s files', n) }}";
    assert_eq!(page(template).language("de").text(), "Hallo <i>&lt;b&gt;</i>! Mai May 1 Datei 3 Dateien");
}

#[test]
fn a_message_that_lacks_a_value_is_an_error() {
    assert_eq!(
        page("{{ _('Hi %(who)s', name=name) }}").error(),
        Report::new(ErrorKind::Rendering, "the text `Hi %(who)s` needs a value for `who`")
            .at("page:1:4", "_('Hi %(who)s', name=name)")
            .help("give it as in `who=...`, or write `%%` for a percent sign")
    );
}

#[test]
fn a_site_without_a_clock_has_no_now() {
    let mut site = page("{{ now() }}");
    site.setup.surroundings = std::sync::Arc::default();
    assert_eq!(
        site.error(),
        Report::new(ErrorKind::Rendering, "the time is not known here")
            .at("page:1:4", "now()")
            .help("give the site a clock with `now`")
    );
}

#[test]
fn a_service_that_is_asked_for_something_missing_says_what() {
    let missing = Report::new(ErrorKind::UndefinedVariable, "`naem` is undefined");
    for (template, place) in [("{{ url(naem) }}", "page:1:8"), ("{{ _(naem) }}", "page:1:6")] {
        let expected =
            Report::new(missing.kind, &missing.message).at(place, "naem").help("did you mean `name`?");
        assert_eq!(page(template).error(), expected, "{template}");
    }
    assert_eq!(page("{{ static(n) }}").error().message, "expected text, found int");
}
