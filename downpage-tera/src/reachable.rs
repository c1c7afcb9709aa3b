//! Which templates a page needs: what it extends and includes, and where the components it calls are defined.

use std::collections::BTreeMap;
use std::sync::Arc;

use downpage_core::error::quoted;
use downpage_core::{Error, ErrorKind, Location, Result, Span};

use crate::depth;
use crate::scan::Named;
use crate::template::Template;

/// Where templates come from while a page's set is gathered.
pub(crate) trait Library {
    /// The template called `name`.
    fn template(&mut self, name: &str) -> Result<Arc<Template>>;

    /// The templates anywhere that define `component`.
    fn definers(&mut self, component: &str) -> Vec<String>;
}

/// The templates of one page, the page itself first, and how the way led to each.
#[derive(Debug, Default)]
pub(crate) struct Reachable {
    pub(crate) templates: Vec<Arc<Template>>,
    /// How many templates, blocks and components are at work at one time, at most.
    pub(crate) frames: usize,
    ways: BTreeMap<String, Way>,
}

/// How the way led to a template.
#[derive(Clone, Debug)]
struct Way {
    from: Arc<Template>,
    verb: &'static str,
    span: Span,
}

impl Reachable {
    /// The template called `name`, if the page needs it.
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Template>> {
        self.templates.iter().find(|template| template.name == name)
    }

    /// Adds to `error` through which templates the way led to `name`.
    pub(crate) fn with_way(&self, mut error: Error, name: &str) -> Error {
        let mut name = name;
        for _ in 0..=self.templates.len() {
            let Some(way) = self.ways.get(name) else { break };
            error = error.note(format!("{} at `{}`", way.verb, way.from.own_place(way.span)));
            name = &way.from.name;
        }
        error
    }
}

/// Gathers the templates that `page` needs.
///
/// # Errors
/// Every template that cannot be loaded, with the place that names it; templates that include or extend each other in a
/// circle, or deeper than `limit`; a component that is defined twice.
pub(crate) fn reachable(
    page: &str,
    library: &mut dyn Library,
    limit: usize,
) -> Result<Reachable, Vec<Error>> {
    let mut found = Reachable::default();
    let mut errors = Vec::new();
    found.templates.push(library.template(page).map_err(|error| vec![error])?);
    let mut next = 0;
    loop {
        while let Some(template) = found.templates.get(next).cloned() {
            next += 1;
            for (named, verb) in references(&template) {
                add(&mut found, library, &named.name, &template, verb, named.span, &mut errors);
            }
        }
        if !add_components(&mut found, library, &mut errors) {
            break;
        }
    }
    if errors.is_empty() {
        match depth::frames(&found, limit) {
            Ok(frames) => found.frames = frames,
            Err(error) => errors.push(error),
        }
        errors.extend(twice(&found));
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

pub(crate) fn references(template: &Template) -> impl Iterator<Item = (&Named, &'static str)> {
    let extends = template.scan.extends.iter().map(|named| (named, "extended"));
    extends.chain(template.scan.includes.iter().map(|named| (named, "included")))
}

fn add(
    found: &mut Reachable,
    library: &mut dyn Library,
    name: &str,
    from: &Arc<Template>,
    verb: &'static str,
    span: Span,
    errors: &mut Vec<Error>,
) {
    if name == found.templates[0].name || found.ways.contains_key(name) {
        return;
    }
    found.ways.insert(name.to_owned(), Way { from: Arc::clone(from), verb, span });
    match library.template(name) {
        Ok(template) => found.templates.push(template),
        Err(error) => errors.push(found.with_way(error.at(from.own_place(span)), &from.name)),
    }
}

/// Adds the templates that define the components which are called and not yet defined; gives whether there were any.
fn add_components(found: &mut Reachable, library: &mut dyn Library, errors: &mut Vec<Error>) -> bool {
    let before = found.templates.len();
    let defined = |name: &str| found.templates.iter().any(|template| defines(template, name));
    let mut missing: Vec<(String, Arc<Template>, Span)> = Vec::new();
    for template in &found.templates {
        for call in &template.scan.calls {
            if !defined(&call.name) && !missing.iter().any(|(name, ..)| *name == call.name) {
                missing.push((call.name.clone(), Arc::clone(template), call.span));
            }
        }
    }
    for (name, from, span) in missing {
        let definers = library.definers(&name);
        match definers.as_slice() {
            [] => {} // Tera says that it is unknown, with all else that is
            [one] => add(found, library, one, &from, "component called", span, errors),
            several if errors.is_empty() => {
                let message = format!("component `{name}` is defined in {}", quoted(several));
                let error = Error::new(ErrorKind::TemplateSyntax, message).at(from.own_place(span));
                errors.push(error.help("give one of them another name, or include the one that is meant"));
            }
            _ => {}
        }
    }
    found.templates.len() > before
}

fn defines(template: &Template, component: &str) -> bool {
    template.scan.components.iter().any(|named| named.name == component)
}

/// The error for a component that two of the page's templates define.
fn twice(found: &Reachable) -> Option<Error> {
    let mut seen: BTreeMap<&str, Location> = BTreeMap::new();
    for template in &found.templates {
        for component in &template.scan.components {
            let place = template.own_place(component.span);
            if let Some(first) = seen.get(component.name.as_str()) {
                let message = format!("component `{}` is defined twice", component.name);
                let error = Error::new(ErrorKind::TemplateSyntax, message)
                    .note(format!("first defined at `{first}`"));
                return Some(found.with_way(error.at(place), &template.name));
            }
            seen.insert(&component.name, place);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Library, Reachable, reachable};
    use crate::template::Template;
    use downpage_core::{Error, Loader, MemoryLoader, Result};
    use std::sync::Arc;
    use tera::Delimiters;

    struct Memory(MemoryLoader);

    impl Library for Memory {
        fn template(&mut self, name: &str) -> Result<Arc<Template>> {
            let text = self.0.load(name)?.text;
            Ok(Arc::new(Template::new(name, text, &Delimiters::default(), false)))
        }

        fn definers(&mut self, component: &str) -> Vec<String> {
            let mut names = self.0.names();
            names.retain(|name| super::defines(&self.template(name).unwrap(), component));
            names
        }
    }

    fn gather(templates: &[(&str, &str)]) -> Result<Reachable, Vec<Error>> {
        let loader =
            templates.iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(*name, *text));
        reachable("page", &mut Memory(loader), 5)
    }

    fn names(templates: &[(&str, &str)]) -> Vec<String> {
        gather(templates).unwrap().templates.iter().map(|template| template.name.clone()).collect()
    }

    fn report(templates: &[(&str, &str)]) -> Vec<String> {
        let errors = gather(templates).unwrap_err();
        errors.iter().map(|error| format!("{error} {:?} {:?}", error.notes(), error.help_text())).collect()
    }

    #[test]
    fn the_page_comes_first_and_nothing_twice() {
        let templates = [
            ("page", "{% extends 'base' %}{% block b %}{% include 'nav' %}{% endblock %}"),
            ("base", "{% include 'nav' %}{% block b %}{% endblock %}"),
            ("nav", ""),
            ("broken", "{% include"),
        ];
        assert_eq!(names(&templates), ["page", "base", "nav"]);
    }

    #[test]
    fn a_component_brings_the_template_that_defines_it_and_what_that_needs() {
        let templates = [
            ("page", "{{ <Card/> }}"),
            ("ui/card", "{% component Card() %}{{ <Button/> }}{% endcomponent %}"),
            ("ui/button", "{% component Button() %}{% include 'icon' %}{% endcomponent %}"),
            ("ui/other", "{% component Other() %}{% endcomponent %}"),
            ("icon", "i"),
        ];
        assert_eq!(names(&templates), ["page", "ui/card", "ui/button", "icon"]);
    }

    #[test]
    fn every_missing_template_is_reported_where_it_is_named_with_the_way_there() {
        let templates = [
            ("page", "{% include 'nav' %}"),
            ("nav", "\n{% include 'icom' %}{% include 'x' %}"),
            ("icon", ""),
        ];
        assert_eq!(
            report(&templates),
            [
                "nav:2:12: template `icom` was not found [\"included at `page:1:12`\"] Some(\"did you mean `icon`?\")",
                "nav:2:32: template `x` was not found [\"included at `page:1:12`\"] None",
            ]
        );
    }

    #[test]
    fn circles_of_every_kind_are_refused() {
        let cases: [(&[(&str, &str)], &str); 4] = [
            (&[("page", "{% include 'page' %}")], "page:1:12: template `page` includes itself [] None"),
            (&[("page", "{% extends 'page' %}")], "page:1:12: template `page` extends itself [] None"),
            (
                &[("page", "{% include 'a' %}"), ("a", "{% include 'b' %}"), ("b", "{% include 'a' %}")],
                "b:1:12: templates lead back to themselves [\"`a` includes `b` includes `a`\"] None",
            ),
            (
                &[
                    ("page", "{% extends 'p' %}{% block b %}{{ super() }}{% endblock %}"),
                    ("p", "{% block b %}{% include 'page' %}{% endblock %}"),
                ],
                "p:1:25: templates lead back to themselves [\"`page` extends `p` includes `page`\"] None",
            ),
        ];
        for (templates, expected) in cases {
            assert_eq!(report(templates), [expected]);
        }
    }

    #[test]
    fn what_leads_too_deep_is_refused_and_five_are_not() {
        let chain = |length: usize| -> Vec<(String, String)> {
            let name = |at: usize| if at == 0 { "page".to_owned() } else { format!("t{at}") };
            let text = |at: usize| {
                if at + 1 < length { format!("{{% include 't{}' %}}", at + 1) } else { String::new() }
            };
            (0..length).map(|at| (name(at), text(at))).collect()
        };
        let borrowed = |chain: &[(String, String)]| -> Result<Reachable, Vec<Error>> {
            gather(&chain.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
        };
        assert!(borrowed(&chain(5)).is_ok());
        let errors = borrowed(&chain(6)).unwrap_err();
        assert_eq!(errors[0].to_string(), "t4:1:12: templates include or extend each other more than 5 deep");
        assert_eq!(errors[0].notes().len(), 4);
        let errors = borrowed(&chain(400)).unwrap_err();
        assert_eq!(errors[0].to_string(), "t4:1:12: templates include or extend each other more than 5 deep");
    }

    #[test]
    fn a_component_with_two_homes_is_refused() {
        let card = "{% component Card() %}{% endcomponent %}";
        assert_eq!(
            report(&[("page", "{{ <Card/> }}"), ("a", card), ("b", card)]),
            [
                "page:1:5: component `Card` is defined in `a`, `b` [] Some(\"give one of them another name, or include the one that is meant\")"
            ]
        );
        assert_eq!(
            report(&[("page", "{% include 'a' %}{% include 'b' %}"), ("a", card), ("b", card)]),
            [
                "b:1:14: component `Card` is defined twice [\"first defined at `a:1:14`\", \"included at `page:1:29`\"] None"
            ]
        );
    }
}
