//! `downpage render TEMPLATE`: one template to standard output.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use downpage::config::{Config, PageEntry, TemplateSet};
use downpage::loader::{self, DirLoader, Loader, LoaderChain};
use downpage::site::Site;

use crate::args::{GlobalArguments, RenderArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::{clock, context_file, project};

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &RenderArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut config = project::site(global, &arguments.set)?.config;
    if let Some(file) = &arguments.context {
        let values = context_file::read(file).map_err(Failure::Usage)?;
        Arc::make_mut(&mut config.context).extend(values);
    }
    project::set_values(&mut config, &arguments.set)?;
    let template = template_name(&mut config, &arguments.template);
    if let Some(locale) = &arguments.locale {
        Arc::make_mut(&mut config.translations).learn(locale)?;
    }
    (config.formats, config.locales) = Default::default();
    config.pages = vec![PageEntry {
        path: output_name(&template).into(),
        template: Some(template),
        statuses: arguments.status.into_iter().collect(),
        locales: arguments.locale.iter().map(|locale| locale.as_str().into()).collect(),
        ..PageEntry::default()
    }];
    let site = Site::from_config(config, Some(clock::now()?));
    let plan = site.plan(arguments.engine.as_deref())?;
    let renderer = site.renderer();
    for page in renderer.pages(&plan) {
        let page = page?;
        if output.is_json() {
            output.json(&serde_json::json!({ "ok": true, "template": &*page.template, "engine": page.engine, "text": page.text }))?;
        } else {
            output.result(&page.text)?;
        }
    }
    Ok(Exit::Success)
}

/// The name of the template in its directories. A path of a file adds the file's directory to them.
fn template_name(config: &mut Config, given: &str) -> Arc<str> {
    // Joined to a directory, an absolute path is itself, and one with `..` leads out: these are no names.
    let is_name = loader::check_name(given).is_ok();
    let in_directories = is_name
        && (config.templates.iter().any(|directory| directory.join(given).is_file())
            || config.template_sets.iter().any(|set| set.has(given)));
    let path = Path::new(given);
    if !in_directories && path.is_file() {
        // `templates/errors/502.html` is `errors/502.html` when `templates` is searched anyway.
        let whole = absolute(path);
        let sets = &config.template_sets;
        // A project's own folders are among its sources.
        let more = config.sources.iter().filter(|_| !sets.is_empty());
        let directories = config.templates.iter().chain(more).map(|directory| absolute(directory));
        let mut within = directories
            .filter_map(|directory| Some(whole.strip_prefix(directory).ok()?.to_str()?.to_owned()));
        // Of that name, another file may go before the one that is meant.
        let is_it = |set: &TemplateSet, name: &str| {
            let found = set.loader.load(name).ok().and_then(|source| source.path);
            found.is_some_and(|found| absolute(&found) == whole)
        };
        if let Some(name) = within.find(|name| sets.is_empty() || sets.iter().any(|set| is_it(set, name))) {
            return name.into();
        }
        if let (Some(directory), Some(name)) =
            (path.parent(), path.file_name().and_then(|name| name.to_str()))
        {
            let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
            config.templates.insert(0, directory.to_owned());
            add_to_sets(config, directory);
            return name.into();
        }
    }
    given.into()
}

/// Lets the first set that is for Django's language find templates in `directory`, before its own.
fn add_to_sets(config: &mut Config, directory: &Path) {
    if let Some(set) = config.template_sets.iter_mut().find(|set| &*set.engine == "django") {
        let own: Arc<dyn Loader> = Arc::new(DirLoader::new([directory]));
        set.loader = Arc::new(LoaderChain::new([own, Arc::clone(&set.loader)]));
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The template's name without the engine's extension: what it makes, and so how values are escaped.
fn output_name(template: &str) -> &str {
    let file = template.rsplit('/').next().unwrap_or(template);
    match downpage::registry::by_extension(file) {
        Ok(Some(_)) => file.rsplit_once('.').map_or(file, |(name, _)| name),
        _ => file,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use downpage::config::Config;

    use super::{output_name, template_name};

    /// The name that `given` gets in `directory`, and the directories that are searched then.
    fn named(directory: &Path, given: &str) -> (String, Vec<String>) {
        let mut config = Config { templates: vec![directory.join("templates")], ..Config::default() };
        let name = template_name(&mut config, &given.replace("ROOT", directory.to_str().unwrap()));
        let shown = |path: &Path| path.strip_prefix(directory).unwrap_or(path).display().to_string();
        (name.to_string(), config.templates.iter().map(|path| shown(path)).collect())
    }

    #[test]
    fn a_template_is_a_name_in_the_directories_or_the_path_of_a_file() {
        let directory = tempfile::tempdir().unwrap();
        for path in ["templates/errors/a.html", "own/b.html"] {
            let path = directory.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::File::create(path).unwrap();
        }
        let named = |given| named(directory.path(), given);
        let usual = || vec!["templates".to_owned()];
        assert_eq!(named("errors/a.html"), ("errors/a.html".to_owned(), usual()));
        assert_eq!(named("ROOT/templates/errors/a.html"), ("errors/a.html".to_owned(), usual()));
        assert_eq!(named("ROOT/own/../templates/errors/a.html").0, "a.html", "its own folder is searched");
        assert_eq!(
            named("ROOT/own/b.html"),
            ("b.html".to_owned(), vec!["own".to_owned(), "templates".to_owned()])
        );
        assert_eq!(
            named("no/such.html"),
            ("no/such.html".to_owned(), usual()),
            "the loader tells where it looked"
        );
        assert_eq!(named("ROOT/own").1, usual(), "a directory is no template");
    }

    #[test]
    fn a_template_makes_what_its_name_says_without_the_extension_of_an_engine() {
        assert_eq!(output_name("errors/502.html"), "502.html");
        assert_eq!(output_name("errors/502"), "502");
        if downpage::registry::find("jinja").is_ok() {
            assert_eq!(output_name("errors/502.json.j2"), "502.json");
            assert_eq!(output_name("page.j2"), "page");
        }
    }
}
