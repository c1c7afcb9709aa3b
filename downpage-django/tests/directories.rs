//! Templates that extend one of their own name: the next directory's, through the real loader.

#![allow(clippy::disallowed_methods, reason = "the tests lay out directories")]

use std::sync::Arc;

use downpage_core::{Context, DirLoader, Engine, Error, ErrorKind, Format, Limits, Options, Setup, theme};
use downpage_django::Django;

/// An engine over the directories `a`, `b` and `c`, which have `files`.
fn engine(files: &[(&str, &str)]) -> (Django, tempfile::TempDir) {
    let root = tempfile::tempdir().expect("a temporary directory");
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }
    let loader = DirLoader::new(["a", "b", "c"].map(|name| root.path().join(name)));
    let setup = Setup {
        loader: Arc::new(theme::wrap(Arc::new(loader))),
        surroundings: Arc::default(),
        format: Format::Html,
        options: Options::default(),
        limits: Limits::default(),
    };
    (Django::new(setup).expect("no options"), root)
}

fn render(files: &[(&str, &str)], name: &str) -> Result<String, Error> {
    engine(files).0.render(name, &Context::new())
}

const EXTENDS_ITSELF: &str = "{% extends 'base.html' %}{% block a %}";

// `template_tests.test_extends.ExtendsBehaviorTests.test_recursive_multiple_loaders` and its kin, with own texts.
#[test]
fn a_template_extends_the_one_of_its_name_in_the_next_directory() {
    let first = format!("{EXTENDS_ITSELF}1 {{{{ block.super }}}}{{% endblock %}}");
    let second = format!("{EXTENDS_ITSELF}2 {{{{ block.super }}}}{{% endblock %}}");
    let files = [
        ("a/base.html", &*first),
        ("b/base.html", &*second),
        ("c/base.html", "<{% block a %}3{% endblock %}>"),
        ("a/page.html", "{% extends 'base.html' %}{% block a %}0 {{ block.super }}{% endblock %}"),
    ];
    assert_eq!(render(&files, "base.html").unwrap(), "<1 2 3>");
    assert_eq!(render(&files, "page.html").unwrap(), "<0 1 2 3>");
}

#[test]
fn a_template_comes_back_after_one_of_another_name() {
    let files = [
        ("a/one.html", "{% extends 'two.html' %}{% block a %}a{{ block.super }}{% endblock %}"),
        ("b/two.html", "{% extends 'one.html' %}{% block a %}b{{ block.super }}{% endblock %}"),
        ("c/one.html", "<{% block a %}c{% endblock %}>"),
    ];
    assert_eq!(render(&files, "one.html").unwrap(), "<abc>");
}

#[test]
fn the_end_of_the_chain_is_an_error_at_the_last_extends() {
    let files =
        [("a/base.html", "{% extends 'base.html' %}"), ("c/base.html", "\n{% extends 'base.html' %}")];
    let (engine, root) = engine(&files);
    for error in
        [engine.render("base.html", &Context::new()).unwrap_err(), engine.check("base.html").unwrap_err()]
    {
        assert_eq!(error.kind(), ErrorKind::TemplateNotFound);
        assert_eq!(
            error.to_string(),
            "base.html:2:12: there is no other template `base.html` behind this one"
        );
        let used = |name: &str| format!("in use already: `{}`", root.path().join(name).display());
        assert_eq!(error.notes(), [used("a/base.html"), used("c/base.html")]);
    }
}

#[test]
fn an_include_of_the_same_name_takes_the_first_directory_again() {
    let files = [
        ("a/part.html", "{% if deep %}a{% else %}{% include 'part.html' with deep=1 %}{% endif %}"),
        ("b/part.html", "b"),
    ];
    assert_eq!(render(&files, "part.html").unwrap(), "a");
}
