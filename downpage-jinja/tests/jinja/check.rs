//! What can be known without values.

use downpage_core::ErrorKind;

use crate::site::{Report, Site, page};

#[test]
fn templates_that_are_well_pass() {
    let site = Site::new()
        .with("page", "{% extends 'base' %}{% block a %}{{ super() }}{{ unknown|upper }}{% endblock %}")
        .with("base", "{% from 'm' import f %}{% include ['x', 'nav'] %}{% include 'y' ignore missing %}{% include z %}")
        .with("m", "{% macro f() %}{% trans %}a{% endtrans %}{% endmacro %}")
        .with("nav", "{% include 'nav' %}{% raw %}{% fro %}{{ 1|uper }}{% endraw %}{# {{ 1|uper }} #}");
    assert_eq!(site.check(), None);
}

#[test]
fn what_is_reached_by_literal_names_is_checked() {
    let site = |nav| {
        Site::new()
            .with("page", "\n{% extends 'base' %}")
            .with("base", "{% if a %}{% include 'nav' %}{% endif %}")
            .with("nav", nav)
    };
    let way = |report: Report| report.note("included from `base:1`").note("extended by `page:2`");
    assert_eq!(
        site("{{ a b }}").check(),
        Some(way(Report::new(ErrorKind::TemplateSyntax, "expected token 'end of print statement', got 'b'")
            .at("nav:1:6", "b")))
    );
    assert_eq!(
        site("{{ a|uper }}").check(),
        Some(way(Report::new(ErrorKind::UnknownName, "unknown filter `uper`")
            .at("nav:1:6", "uper")
            .help("did you mean `upper`?")))
    );
    assert_eq!(
        site("{{ a is not defind }}").check(),
        Some(way(Report::new(ErrorKind::UnknownName, "unknown test `defind`")
            .at("nav:1:13", "defind")
            .help("did you mean `defined`?")))
    );
    assert_eq!(
        site("{% include 'navv' %}").check(),
        Some(way(Report::new(ErrorKind::TemplateNotFound, "template `navv` was not found")
            .at("nav:1:12", "'navv'")
            .help("did you mean `nav`?")))
    );
    assert_eq!(
        site("{% trans %}").check(),
        Some(
            way(Report::new(ErrorKind::TemplateSyntax, "unclosed translation block").at("nav:1:4", "trans"))
        )
    );
}

#[test]
fn a_template_that_asks_whether_a_filter_exists_may_use_it() {
    assert_eq!(page("{% if 'markdown' is filter %}{{ a|markdown }}{% endif %}").check(), None);
}

#[test]
fn a_missing_page_is_an_error() {
    let report = Report::new(ErrorKind::TemplateNotFound, "template `page` was not found");
    assert_eq!(Site::new().with("other", "").check(), Some(report));
}
