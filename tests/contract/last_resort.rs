//! Pages that their own engine cannot make.

use std::sync::Arc;

use downpage::config::{Config, PageEntry};
use downpage::plan::{PlannedPage, plan};
use downpage::publish::{PagePaths, PublishOptions, publish};
use downpage::render::Renderer;
use downpage::{Context, Error, ErrorKind, Errors, LastResort, MemoryLoader, Result, registry};

/// Makes pages whose path begins with `made`, and says of others that it cannot. Whether it failed its engine on the way.
#[derive(Debug)]
struct Elsewhere(bool);

impl LastResort for Elsewhere {
    fn name(&self) -> &'static str {
        "elsewhere"
    }

    fn claims(&self, page: &PlannedPage) -> Option<Error> {
        page.path.contains("claimed").then(|| Error::new(ErrorKind::UnknownName, "it knows more of it"))
    }

    fn confirm(&self) -> Result<()> {
        if self.0 { Err(Error::new(ErrorKind::Rendering, "a URL did not come")) } else { Ok(()) }
    }

    fn render(&self, page: &PlannedPage, context: &Context, error: Error) -> Result<String> {
        if !page.path.starts_with("made") {
            return Err(Error::new(ErrorKind::Rendering, "elsewhere knows no better").note(error.message()));
        }
        Ok(format!(
            "{} for {} <b>",
            page.template,
            context.get("name").and_then(|name| name.as_text()).expect("it was set")
        ))
    }
}

fn config(paths: &[(&str, &str)]) -> Config {
    let page = |(path, template): &(&str, &str)| PageEntry {
        path: (*path).into(),
        template: Some((*template).into()),
        context: Arc::new([("name".into(), "somebody".into())].into_iter().collect()),
        ..PageEntry::default()
    };
    Config {
        pages: paths.iter().map(page).collect(),
        last_resort: Some(Arc::new(Elsewhere(false))),
        ..Config::default()
    }
}

fn rendered(config: &Config) -> Vec<Result<(String, &'static str)>> {
    let engine = registry::backends().expect("there are engines")[0].name;
    let plan = plan(config, Some(engine)).expect("it can be planned");
    let loader = MemoryLoader::new().with("good.html", "good").with("bad.html", "{{ no such syntax");
    let renderer = Renderer::with_loader(config, None, Arc::new(loader));
    renderer.pages(&plan).map(|page| page.map(|page| (page.text, page.engine))).collect()
}

#[test]
fn only_a_page_that_its_engine_cannot_make_is_made_elsewhere() {
    let Some(engine) = registry::backends().unwrap().first().map(|engine| engine.name) else { return };
    let pages = rendered(&config(&[("made.html", "good.html"), ("made.txt", "bad.html")]));
    let pages: Vec<_> = pages.into_iter().map(Result::unwrap).collect();
    assert_eq!(pages, [("good".into(), engine), ("bad.html for somebody <b>".into(), "elsewhere")]);
}

#[test]
fn a_page_is_made_elsewhere_whatever_its_engine_makes_of_it_when_it_is_claimed() {
    if registry::backends().unwrap().is_empty() {
        return;
    }
    let pages = rendered(&config(&[("made-claimed.html", "good.html"), ("claimed.html", "good.html")]));
    assert_eq!(pages[0].as_ref().unwrap().1, "elsewhere");
    assert_eq!(pages[1].as_ref().unwrap_err().notes(), ["it knows more of it"]);
}

#[test]
fn a_page_fails_when_what_its_engine_asked_for_did_not_come() {
    if registry::backends().unwrap().is_empty() {
        return;
    }
    let config =
        Config { last_resort: Some(Arc::new(Elsewhere(true))), ..config(&[("made.html", "good.html")]) };
    let pages = rendered(&config);
    assert_eq!(pages[0].as_ref().unwrap_err().message(), "a URL did not come");
}

#[test]
fn a_page_that_nobody_can_make_keeps_all_pages_from_changing() {
    if registry::backends().unwrap().is_empty() {
        return;
    }
    let config = config(&[("made.html", "bad.html"), ("502.html", "bad.html")]);
    let engine = registry::backends().unwrap()[0].name;
    let plan = plan(&config, Some(engine)).unwrap();
    let loader = MemoryLoader::new().with("bad.html", "{{ no such syntax");
    let renderer = Renderer::with_loader(&config, None, Arc::new(loader));
    let folder = tempfile::tempdir().unwrap();
    let paths = PagePaths::new(["made.html", "502.html"]).unwrap();
    let published: Result<_, Errors> =
        publish(folder.path(), renderer.pages(&plan), &PublishOptions::new(&paths), &mut ());
    let errors = published.unwrap_err();
    let errors: Vec<&Error> = errors.iter().collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].message(), "elsewhere knows no better");
    assert_eq!(errors[0].pages().iter().map(|page| &**page).collect::<Vec<_>>(), ["502.html"]);
    assert!(!folder.path().join("made.html").exists());
}
