//! What neither Django's suite nor the backend's tests cover: partials of Django 6.0, tags and filters of a program.

use std::collections::HashMap;
use std::sync::Arc;

use downpage_django::ast::Node;
use downpage_django::environment::Environment;
use downpage_django::error::Result;
use downpage_django::filter::{Arity, CustomFilter};
use downpage_django::lexer::Token;
use downpage_django::parser::{CustomTag, Library, Parser};
use downpage_django::render::Context;
use downpage_django::value::{Dict, Value};

fn environment<const N: usize>(templates: [(&str, &str); N]) -> Environment {
    let own = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    Environment::new(templates.into_iter().map(own).collect::<HashMap<_, _>>())
}

fn page(text: &str) -> String {
    match environment([("page", text)]).render("page", &Dict::default()) {
        Ok(text) => text,
        Err(error) => error.to_string(),
    }
}

// As in `PartialDefNode` and `PartialNode` of Django 6.0.
#[test]
fn a_partial_is_rendered_where_it_is_named_and_inline_where_it_is_defined() {
    assert_eq!(page("{% partial a %}{% partialdef a %}x{% endpartialdef %}{% partial a %}"), "xx");
    assert_eq!(page("{% partialdef a inline %}x{% endpartialdef a %}{% partial a %}"), "xx");
}

#[test]
fn a_partial_of_another_template_is_included_by_its_name() {
    let environment = environment([
        ("page", "{% include 'parts#row' with n=2 %}{% include 'parts' %}"),
        ("parts", "{% partialdef row %}[{{ n }}]{% endpartialdef %}"),
    ]);
    assert_eq!(environment.render("page", &Dict::default()).unwrap(), "[2]");
}

// The words are those of Django 6.0.
#[test]
fn partials_fail_in_the_words_of_django() {
    for (text, message) in [
        ("{% partial a %}", "Partial 'a' is not defined in the current template."),
        ("{% partial %}", "'partial' tag requires a single argument"),
        ("{% partialdef %}", "'partialdef' tag requires a name"),
        (
            "{% partialdef a %}{% endpartialdef %}{% partialdef a %}{% endpartialdef %}",
            "Partial 'a' is already defined in the 'page' template.",
        ),
    ] {
        assert_eq!(page(text), format!("TemplateSyntaxError: {message}"));
    }
}

#[test]
fn a_partial_that_renders_itself_ends_with_an_error() {
    let shown = page("{% partialdef a inline %}{% partial a %}{% endpartialdef %}");
    assert_eq!(shown, "LimitExceeded: more than 50 templates are inside each other");
}

/// `{% shout %}`: a tag of a program.
struct Shout;

impl CustomTag for Shout {
    fn name(&self) -> &'static str {
        "shout"
    }

    fn compile(&self, _: &mut Parser<'_>, token: Token<'_>) -> Result<Box<dyn Node>> {
        Ok(Box::new(Shouted(token.contents.to_uppercase())))
    }
}

struct Shouted(String);

impl Node for Shouted {
    fn render(&self, _: &mut Context<'_>, out: &mut String) -> Result<()> {
        out.push_str(&self.0);
        Ok(())
    }
}

#[test]
fn a_program_brings_tags_and_filters_of_its_own() {
    let mut library = Library::empty("mine");
    library.add_tag(Shout);
    library.add_filter(CustomFilter {
        name: "twice".into(),
        function: Arc::new(|call| Ok(Value::from(call.text().repeat(2)).into_val())),
        arity: Arity::Zero,
        is_safe: true,
    });
    let mut environment =
        environment([("page", "{% load shout from mine %}{% shout hi %}{% load mine %}{{ '<'|twice }}")]);
    environment.libraries.push(library);
    assert_eq!(environment.render("page", &Dict::default()).unwrap(), "SHOUT HI<<");
}

// What Django 5.2 gives, as all that follow.
#[test]
fn a_cycle_in_block_super_goes_on_also_within_an_expression() {
    let shown = |base: &str| {
        let page = "{% extends 'base' %}{% block a %}{{ block.super|lower }}-{{ block.super }}-{{ block.super|lower }}{% endblock %}";
        environment([("base", base), ("page", page)]).render("page", &Dict::default()).unwrap()
    };
    assert_eq!(shown("{% block a %}{% cycle '1' '2' '3' %}{% endblock %}"), "1-2-3");
    let in_loop = "{% block a %}{% for x in 'ab' %}{% cycle '1' '2' '3' %}{% endfor %}{% endblock %}";
    assert_eq!(shown(in_loop), "12-31-23");
}

#[test]
fn a_text_to_be_translated_is_no_str_to_filters_that_ask_for_one() {
    assert_eq!(page("{{ _('<b>')|slice:':2' }}|{{ _('<b>') }}|{{ _('ab')|pluralize:'x' }}"), "&lt;b|<b>|x");
    assert_eq!(
        page("{{ _('5')|get_digit:1 }}"),
        "TypeError: int() argument must be a string, a bytes-like object or a real number, not '__proxy__'"
    );
}

#[test]
fn what_is_no_text_in_a_loop_is_counted_over_all_its_rounds() {
    let shown = page("{% for x in 'a12' %}-{% filter add:'1' %}{{ x }}{% endfilter %}{% endfor %}");
    assert_eq!(shown, "TypeError: sequence item 3: expected str instance, int found");
}

// Found by the fuzz target `filters`: the hours overflowed.
#[test]
fn a_zone_whose_name_looks_like_a_large_offset_is_not_found() {
    let shown = page("{% load tz %}{% timezone '+999999999:00' %}{% endtimezone %}");
    assert_eq!(shown, "ZoneInfoNotFoundError: 'No time zone found with key +999999999:00'");
    assert_eq!(downpage_django::tags::zone_called("+999999999:00"), None);
    assert_eq!(downpage_django::tags::zone_called("+00+7"), None);
}

#[test]
fn a_zone_that_never_changes_is_called_by_its_abbreviation() {
    let called = |zone: &str| {
        let text =
            "{% load tz %}{% timezone '?' %}{% get_current_timezone as zone %}{{ zone }}{% endtimezone %}";
        page(&text.replace('?', zone))
    };
    assert_eq!(called("Etc/GMT+5"), "-05");
    assert_eq!(called("Asia/Tokyo"), "Asia/Tokyo");
    assert_eq!(called("asia/tokyo"), "ZoneInfoNotFoundError: 'No time zone found with key asia/tokyo'");
}
