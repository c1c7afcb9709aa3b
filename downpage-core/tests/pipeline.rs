//! Plan and render with two engines of the test's own: core has none.

use downpage_core::config::Config;
use downpage_core::plan::plan;
use downpage_core::render::Renderer;
use downpage_core::site::{Page, Site};
use downpage_core::{
    Backend, Context, Engine, Error, ErrorKind, MemoryLoader, Result, Setup, Value, inventory,
};

/// Prints the template's text, its own name, and some of what the template would see.
struct Echo(&'static str, Setup);

impl Engine for Echo {
    fn render(&self, template: &str, context: &Context) -> Result<String> {
        let text = self.1.loader.load(template)?.text;
        if text.contains("FAIL") {
            return Err(Error::new(ErrorKind::Rendering, "it says `FAIL`"));
        }
        let facts = context.get("downpage").and_then(Value::as_map).expect("every page has `downpage`");
        let shown = |key: &str| serde_json::to_string(&facts[key]).expect("a value is JSON");
        let site = context.site();
        Ok(format!(
            "{} {text} {} {} {} {} {} {:p}",
            self.0,
            shown("status"),
            shown("path"),
            shown("locale"),
            self.1.surroundings.language,
            self.1.format.name(),
            std::sync::Arc::as_ptr(site),
        ))
    }

    fn check(&self, template: &str) -> Result<()> {
        self.1.loader.load(template).map(drop)
    }
}

macro_rules! backend {
    ($name:literal, $extension:literal) => {
        inventory::submit! {
            Backend {
                name: $name,
                summary: "for tests",
                engine: "echo 1.0",
                package: env!("CARGO_PKG_NAME"),
                extensions: &[$extension],
                options: &[],
                build: |setup| Ok(Box::new(Echo($name, setup))),
            }
        }
    };
}

backend!("one", "1");
backend!("two", "2");

fn config(text: &str) -> Config {
    Config::from_toml(text, "downpage.toml", "").expect("the test's configuration can be read")
}

/// The engine of the only page of `text`.
fn engine_of(text: &str, choice: Option<&str>) -> &'static str {
    plan(&config(text), choice).expect("the page can be planned").pages[0].backend.name
}

#[test]
fn an_engine_is_chosen_by_page_then_caller_then_extension_then_configuration() {
    let page = |template: &str, engine: &str| {
        format!("engine = 'one'\n[[pages]]\npath = 'a.html'\ntemplate = '{template}'\n{engine}")
    };
    assert_eq!(engine_of(&page("a.html", ""), None), "one");
    assert_eq!(engine_of(&page("a.html.2", ""), None), "two");
    assert_eq!(engine_of(&page("a.html.2", ""), Some("one")), "one");
    assert_eq!(engine_of(&page("a.html.1", "engine = 'two'"), Some("one")), "two");
}

#[test]
fn a_page_without_any_choice_names_the_engines_there_are() {
    let text = "[[pages]]\npath = 'a.html'\ntemplate = 'a.html'\n";
    let errors = plan(&config(text), None).unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!(error.to_string(), "downpage.toml:1:1: no engine is chosen for page `a.html`");
    assert_eq!(error.notes(), ["engines in this build: `one`, `two`"]);
    assert_eq!(engine_of("[[pages]]\npath = 'a.html'\n", None), "one", "a built-in page takes any engine");
}

#[test]
fn every_page_that_cannot_be_planned_is_reported_at_its_place() {
    let text = "engine = 'one'
[[pages]]
path = 'a.html'
template = 'a.html'
[[pages]]
path = '../b.html'
template = 'a.html'
[[pages]]
path = 'a.html'
template = 'b.html'
";
    let errors = plan(&config(text), None).unwrap_err();
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "downpage.toml:5:1: the page path `../b.html` leaves the output directory",
            "downpage.toml:8:1: two pages have the path `a.html`, first at downpage.toml:2:1",
        ]
    );
}

#[test]
fn an_engine_that_is_not_there_is_reported_where_it_is_chosen() {
    let errors = plan(&config("[[pages]]\npath = 'a.html'\ntemplate = 'a'\n"), Some("tow")).unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!(error.kind(), ErrorKind::EngineNotFound);
    assert_eq!(error.help_text(), Some("did you mean `two`?"));
}

#[test]
fn one_entry_makes_a_page_for_every_status_and_language() {
    let text = "language = 'en'
[[pages]]
path = '{locale}/{status}.html'
template = 'e{status}.{locale}.1'
status = [502, 503]
locales = ['de', 'pt-br']
";
    let planned = plan(&config(text), None).unwrap();
    let pages: Vec<String> =
        planned.pages.iter().map(|page| format!("{} from {}", page.path, page.template)).collect();
    assert_eq!(
        pages,
        [
            "de/502.html from e502.de.1",
            "pt-br/502.html from e502.pt-br.1",
            "de/503.html from e503.de.1",
            "pt-br/503.html from e503.pt-br.1",
        ]
    );
}

#[test]
fn some_pages_of_a_plan_are_chosen_by_path_and_by_status() {
    let text = "engine = 'one'\n[[pages]]\nstatus = [502, 503]\npath = '{status}.html'\ntemplate = 'a'\n\
                [[pages]]\npath = 'other.html'\ntemplate = 'a'\n";
    let all = plan(&config(text), None).unwrap();
    let paths = |plan: downpage_core::plan::Plan| {
        plan.pages.iter().map(|page| page.path.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(paths(all.only(&[], &[]).unwrap()), "502.html 503.html other.html");
    assert_eq!(paths(all.only(&["503.html".into()], &[]).unwrap()), "503.html");
    assert_eq!(paths(all.only(&[], &[502]).unwrap()), "502.html");
    let errors = all.only(&["504.html".into(), "x".into()], &[]).unwrap_err();
    let shown: Vec<&str> = errors.iter().map(Error::message).collect();
    assert_eq!(shown, ["there is no page `504.html`", "there is no page `x`"]);
    let error = all.only(&[], &[404]).unwrap_err();
    assert_eq!(error.iter().next().unwrap().notes(), ["pages are for: 502, 503"]);
}

#[test]
fn an_engine_serves_one_language_and_one_format() {
    let site = Site::builder()
        .engine("one")
        .loader(MemoryLoader::new().with("t", "T"))
        .with("name", "shared")
        .page(Page::new("a.html", "t").status(502))
        .page(Page::new("b.txt", "t").locale("de"))
        .build()
        .unwrap();
    let texts: Vec<String> = site.render().unwrap().into_iter().map(|page| page.text).collect();
    let (first, shared) = texts[0].rsplit_once(' ').unwrap();
    assert_eq!(first, r#"one T 502 "a.html" "en" en html"#);
    assert!(texts[1].starts_with(r#"one T null "b.txt" "de" de txt"#), "{}", texts[1]);
    assert!(texts[1].ends_with(shared), "the site's values are one table for all pages");
}

#[test]
fn pages_come_in_the_order_of_the_plan_whatever_the_number_of_threads() {
    let mut builder = Site::builder().engine("one").loader(MemoryLoader::new().with("t", "T"));
    for number in 0..200 {
        builder = builder.page(Page::new(format!("{number}.html"), "t"));
    }
    let site = builder.build().unwrap();
    let plan = site.plan(None).unwrap();
    let renderer = site.renderer();
    let order = |jobs: usize| {
        renderer.pages_on(&plan, jobs, |pages| {
            pages.map(|page| page.unwrap().path.to_string()).collect::<Vec<_>>()
        })
    };
    let expected: Vec<String> = (0..200).map(|number| format!("{number}.html")).collect();
    for jobs in [0, 1, 2, 3, 16] {
        assert_eq!(order(jobs), expected, "{jobs} threads");
    }
    // A consumer that stops early must not leave a thread waiting for it.
    let first = renderer.pages_on(&plan, 3, |pages| pages.next().is_some());
    assert!(first);
}

#[test]
fn all_failures_of_a_run_are_reported_and_name_their_pages() {
    let site = Site::builder()
        .engine("one")
        .loader(MemoryLoader::new().with("good", "T").with("bad", "FAIL"))
        .page(Page::new("a.html", "bad"))
        .page(Page::new("b.html", "good"))
        .page(Page::new("c.html", "bad"))
        .page(Page::new("d.html", "missing"))
        .build()
        .unwrap();
    let errors = site.render().unwrap_err();
    let shown: Vec<String> =
        errors.iter().map(|error| format!("{}: {}", error.message(), error.pages().join(" "))).collect();
    assert_eq!(shown, ["it says `FAIL`: a.html c.html", "template `missing` was not found: d.html"]);
}

#[test]
fn a_renderer_without_a_clock_has_no_time() {
    let config = config("[[pages]]\npath = 'a.html'\ntemplate = 'downpage/plain.txt'\nengine = 'one'\n");
    let renderer = Renderer::new(&config, None);
    assert!(renderer.page(&plan(&config, None).unwrap().pages[0]).is_ok());
}
