//! From a configuration and the command line to what servers are configured with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use downpage::config::Config;
use downpage::error::suggest;
use downpage::{Error, ErrorKind, Errors, status};

use super::Served;
use super::settings::{self, Address, Settings};
use crate::args::WiringArguments;
use crate::exit::Failure;
use crate::project;

/// The name of the flag file beside the pages; no page can have it.
pub(crate) const FLAG: &str = ".downpage-maintenance";

/// The pages, and how they are to be shown.
#[derive(Debug)]
pub(crate) struct Wired {
    pub(crate) served: Served,
    pub(crate) settings: Settings,
    /// The directory of the pages on this machine.
    pub(crate) pages: PathBuf,
}

/// What `config` says, and over it the command line. Without configured pages, the built-in ones are meant.
pub(crate) fn of(mut config: Config, arguments: &WiringArguments) -> Result<Wired, Failure> {
    project::fall_back_to_built_in_pages(&mut config, &[]);
    let plan = downpage::plan::plan(&config, None)?;
    let table = std::mem::take(&mut config.server);
    let given = |argument: &Option<String>, key: Option<Arc<str>>| {
        argument.clone().or(key.map(|text| text.to_string()))
    };
    let root = given(&arguments.root, table.root);
    let is_given = root.is_some();
    let root = root.map_or_else(|| absolute(&config.output), Ok)?;
    let root = settings::path("--root", &root)?;
    // Where the server is this machine, its pages are those to look at; else those that are to be copied there.
    let is_here = is_given && Path::new(&root).is_dir();
    let pages = if is_here { PathBuf::from(&root) } else { config.output.clone() };
    let mut served = Served::of(&plan, config.language.as_deref().unwrap_or("en"));
    served.look(&pages);
    let intercept = arguments.intercept.as_deref().map_or(Ok(table.intercept), status::select)?;
    without_page(&served, &intercept)?;
    let flag = match (&arguments.flag, arguments.no_maintenance) {
        (_, true) => None,
        (Some(flag), _) => Some(settings::path("--flag", flag)?),
        (None, _) if config.maintenance.flag.is_some() => {
            Some(settings::path("flag", &absolute(&crate::maintenance::path(&config))?)?)
        }
        (None, _) => Some(format!("{}/{FLAG}", root.trim_end_matches('/'))),
    };
    let upstream = given(&arguments.upstream, table.upstream);
    let prefix = given(&arguments.url_prefix, table.url_prefix);
    let settings = Settings {
        upstream: Address::read("--upstream", upstream.as_deref().unwrap_or("127.0.0.1:8000"))?,
        page_service: Address::read("--page-service", &arguments.page_service)?,
        url_prefix: settings::url_prefix(prefix.as_deref().unwrap_or("/_downpage"))?,
        retry_after: Some(arguments.retry_after.or(table.retry_after).unwrap_or(120))
            .filter(|seconds| *seconds > 0),
        exempt: exempt(&config, &served),
        folder: "/etc/downpage".to_owned(),
        root,
        intercept,
        flag,
        whole: None,
    };
    Ok(Wired { served, settings, pages })
}

/// Statuses to intercept that there is no page for: an error each.
fn without_page(served: &Served, intercept: &[u16]) -> Result<(), Errors> {
    let codes: Vec<String> = served.codes().iter().map(u16::to_string).collect();
    let missing = intercept.iter().filter(|status| served.status(**status).is_none());
    let errors = missing.map(|status| {
        Error::new(
            ErrorKind::Configuration,
            format!("there is no page for the status {status}, which is to be intercepted"),
        )
        .maybe_help(
            suggest("", codes.iter().map(String::as_str))
                .map(|_| format!("there are pages for {}", codes.join(", "))),
        )
    });
    Errors::check(errors.collect())
}

/// Where pages refer to static files of the site, these have to be there in maintenance, too.
fn exempt(config: &Config, served: &Served) -> Vec<String> {
    let prefix = config.static_files.prefix();
    let is_used = served.references.iter().any(|reference| reference.starts_with(prefix));
    let is_local = settings::url_prefix(prefix).is_ok() && prefix.ends_with('/');
    Some(prefix.to_owned()).filter(|_| is_used && is_local).into_iter().collect()
}

/// A path from `/` on.
pub(crate) fn absolute(path: &Path) -> Result<String, Error> {
    let whole = std::path::absolute(path)
        .map_err(|cause| Error::io(format!("cannot tell where `{}` is", path.display()), cause))?;
    whole.into_os_string().into_string().map_err(|path| {
        Error::new(ErrorKind::Configuration, format!("the path `{}` is not UTF-8", path.display()))
            .help("name another directory")
    })
}
