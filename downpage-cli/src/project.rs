//! Finds and reads the configuration of a run, and lays the command line over it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
#[cfg(feature = "django")]
use std::time::Duration;

#[cfg(feature = "django")]
use downpage::Value;
#[cfg(feature = "django")]
use downpage::config::DjangoTable;
use downpage::config::{self, Config, PageEntry};
use downpage::{Error, Errors, Map, Result, status};

use crate::args::GlobalArguments;
#[cfg(feature = "django")]
use crate::django::{self, Project};
use crate::exit::Failure;
#[cfg(feature = "django")]
use crate::python;

/// The files that can hold a configuration, or say that there is a Django project.
const FILES: [&str; 4] = ["downpage.toml", "pyproject.toml", "Cargo.toml", "manage.py"];

/// A configuration, and the Django project that filled it in.
pub(crate) struct Site {
    pub(crate) config: Config,
    #[cfg(feature = "django")]
    pub(crate) django: Option<Project>,
}

/// The configuration that `--config` names, or the one found from the working directory upwards, or an empty one; with
/// what a Django project says besides, and a place for the pages.
pub(crate) fn configuration(global: &GlobalArguments) -> Result<Config, Failure> {
    site(global, &[])?.with_output()
}

/// As [`configuration`], with settings of a Django project from `--set`, and perhaps without a place for the pages.
pub(crate) fn site(global: &GlobalArguments, set: &[String]) -> Result<Site, Failure> {
    #[allow(unused_mut, reason = "only a project can be at fault")]
    let mut site = site_as_found(global, set)?;
    #[cfg(feature = "django")]
    if let Some(project) = &mut site.django {
        Errors::check(std::mem::take(&mut project.faults)).map_err(Failure::Usage)?;
    }
    Ok(site)
}

/// As [`site`], whatever is wrong with a Django project.
pub(crate) fn site_as_found(global: &GlobalArguments, set: &[String]) -> Result<Site, Failure> {
    let mut config = written(global)?;
    #[cfg(feature = "django")]
    {
        let is_asked = config.django.is_some() || config.origin.is_none();
        let settings = django_settings(set).map_err(Failure::Usage)?;
        if let Some(settings) = settings {
            lay_over(config.django.get_or_insert_default(), &settings);
        }
        let is_asked = is_asked || config.django.is_some() || global.python.is_some();
        if is_asked {
            let (config, django) = filled_in(global, config)?;
            return Ok(Site { config, django });
        }
        Ok(Site { config, django: None })
    }
    #[cfg(not(feature = "django"))]
    {
        let _ = (&mut config, set);
        Ok(Site { config })
    }
}

impl Site {
    /// The configuration; an error when there is no place for the pages.
    #[cfg_attr(
        not(feature = "django"),
        expect(clippy::unnecessary_wraps, reason = "only a Django project can be without one")
    )]
    pub(crate) fn with_output(self) -> Result<Config, Failure> {
        #[cfg(feature = "django")]
        if let Some(error) = self.django.and_then(|project| project.no_output) {
            return Err(Failure::Usage(error.into()));
        }
        Ok(self.config)
    }
}

/// What the Django project here says, whatever a configuration says.
#[cfg(feature = "django")]
pub(crate) fn django_alone(global: &GlobalArguments) -> Result<(Config, Option<Project>), Failure> {
    filled_in(global, Config::default())
}

#[cfg(feature = "django")]
fn filled_in(global: &GlobalArguments, mut config: Config) -> Result<(Config, Option<Project>), Failure> {
    if let Some(python) = &global.python {
        config.django.get_or_insert_default().python = Some(python::from_here(python).into());
    }
    let patience = Duration::from_secs(global.python_timeout.into());
    django::read(config, patience).map_err(Failure::Usage)
}

/// What stands in a file.
fn written(global: &GlobalArguments) -> Result<Config, Failure> {
    if let Some(file) = &global.config {
        return Config::read(file).map_err(Failure::Usage);
    }
    match config::find(Path::new(".")).map_err(Failure::Usage)? {
        Some(found) => Config::read(&found.path).map_err(Failure::Usage),
        None => Ok(Config::default()),
    }
}

/// Whether `--set` is given a setting of a Django project: `django.STATIC_ROOT=...`.
fn is_setting(value: &str) -> bool {
    let name =
        value.strip_prefix("django.").map(|rest| rest.split(['=', '.']).next().unwrap_or_default().trim());
    name.is_some_and(|name| {
        matches!(name, "settings" | "project" | "python")
            || name.starts_with(|first: char| first.is_ascii_uppercase())
                && !name.contains(char::is_lowercase)
    })
}

/// The settings of a Django project among the values of `--set`; `None` when there are none.
#[cfg(feature = "django")]
fn django_settings(values: &[String]) -> Result<Option<Map>, Errors> {
    let mut all = Map::new();
    let settings = values.iter().filter(|value| is_setting(value));
    Errors::check(settings.filter_map(|value| config::set(&mut all, value).err()).collect())?;
    Ok(all.get("django").and_then(Value::as_map).cloned())
}

/// Lays settings from the command line over those of `[django]`.
#[cfg(feature = "django")]
fn lay_over(table: &mut DjangoTable, settings: &Map) {
    for (name, value) in settings {
        let text = value.as_text().map(Arc::<str>::from);
        match &**name {
            "settings" => table.settings = text,
            "project" => table.project = text.map(|path| PathBuf::from(&*path)),
            "python" => table.python = text,
            _ => {
                table.values.insert(Arc::clone(name), value.clone());
            }
        }
    }
}

/// The files in which [`configuration`] would find one here.
pub(crate) fn candidates(global: &GlobalArguments) -> Vec<PathBuf> {
    match &global.config {
        Some(file) => vec![file.clone()],
        None => FILES.iter().map(PathBuf::from).collect(),
    }
}

/// Lays `--set` values over the global context, and over those of pages that have the same value of their own: what is
/// said on the command line holds for all pages.
pub(crate) fn set_values(config: &mut Config, values: &[String]) -> Result<(), Errors> {
    let values = values.iter().filter(|value| !is_setting(value));
    Errors::check(values.filter_map(|value| set_value(config, value).err()).collect())
}

fn set_value(config: &mut Config, value: &str) -> Result<(), Error> {
    let mut alone = Map::new();
    config::set(&mut alone, value)?;
    config::set(Arc::make_mut(&mut config.context), value)?;
    let overridden = |page: &&mut PageEntry| alone.keys().any(|name| page.context.contains_key(name));
    config
        .pages
        .iter_mut()
        .filter(overridden)
        .try_for_each(|page| config::set(Arc::make_mut(&mut page.context), value))
}

/// The status codes that `--status` chooses; none when it was not given.
pub(crate) fn statuses(chosen: Option<&str>) -> Result<Vec<u16>> {
    chosen.map_or_else(|| Ok(Vec::new()), status::select)
}

/// Where no page is configured, the built-in ones: one for every status there is, and for those `chosen` that nobody knows.
/// All of them, also when some are chosen: what the configuration has not is what `--prune` removes.
pub(crate) fn fall_back_to_built_in_pages(config: &mut Config, chosen: &[u16]) {
    if config.pages.is_empty() {
        let mut statuses: Vec<u16> = status::all().iter().map(|status| status.code).collect();
        statuses.extend(chosen.iter().filter(|code| status::find(**code).is_none()));
        statuses.sort_unstable();
        config.pages.push(PageEntry { path: "{status}.html".into(), statuses, ..PageEntry::default() });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use downpage::config::{Config, PageEntry};
    use downpage::{Map, Value};

    use super::set_values;

    fn shown(context: &Map) -> String {
        serde_json::to_string(&Value::from(context.clone())).unwrap()
    }

    fn page(context: &[(&str, &str)]) -> PageEntry {
        let context: Map =
            context.iter().map(|(name, value)| (Arc::from(*name), Value::from(*value))).collect();
        PageEntry { context: Arc::new(context), ..PageEntry::default() }
    }

    #[test]
    fn a_value_from_the_command_line_goes_over_that_of_a_page() {
        let mut config =
            Config { pages: vec![page(&[("name", "own")]), page(&[("other", "x")])], ..Config::default() };
        set_values(&mut config, &["name=new".to_owned(), "site.url=/".to_owned()]).unwrap();
        assert_eq!(shown(&config.context), r#"{"name":"new","site":{"url":"/"}}"#);
        assert_eq!(shown(&config.pages[0].context), r#"{"name":"new"}"#);
        assert_eq!(
            shown(&config.pages[1].context),
            r#"{"other":"x"}"#,
            "it is not copied to where it is not needed"
        );
    }

    #[test]
    fn every_value_that_cannot_be_set_is_told() {
        let mut config = Config { pages: vec![page(&[("name", "text")])], ..Config::default() };
        let errors = set_values(&mut config, &["x".to_owned(), "a=1".to_owned(), "name.first=y".to_owned()]);
        let messages: Vec<String> = errors.unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "cannot set `x`: it has no `=`",
                "cannot set `name.first=y`: `name` is text in the context, not a table"
            ]
        );
    }
}
