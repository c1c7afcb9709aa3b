//! `downpage server-config SERVER`: the configuration with which a web server shows the pages.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use downpage::publish::{self, PagePaths, PublishOptions};
use downpage::{Error, ErrorKind, RenderedPage};
use serde_json::json;

use crate::args::{GlobalArguments, ServerConfigArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::servers::{self, Address, Configuration, Package, Process, Server, Settings, Whole, wiring};
use crate::{project, servers::settings};

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &ServerConfigArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let Some(name) = arguments.server.as_deref().filter(|_| !arguments.list) else {
        return list(output);
    };
    let server = servers::find(name)?;
    if arguments.whole && server.abilities().package == Package::Platform {
        let message = format!("{} has no configuration that stands alone", server.title());
        return Err(Error::new(ErrorKind::Configuration, message).help("leave out `--whole`").into());
    }
    let config = project::configuration(global)?;
    let wired = wiring::of(config, &arguments.wiring)?;
    let mut settings = Settings { whole: whole(arguments)?, ..wired.settings };
    if let Some(folder) = &arguments.output {
        settings.folder = settings::path("--output", &wiring::absolute(folder)?)?;
    }
    let configuration = servers::configuration(server, &wired.served, &settings)?;
    for warning in &configuration.warnings {
        output.message(&format!("warning: {warning}"));
    }
    let written = match &arguments.output {
        Some(folder) => Some(write(folder, &wired.pages, &configuration, output)?),
        None => None,
    };
    let is_checkable = arguments.whole || server.abilities().package == Package::Platform;
    let folder = arguments.output.as_deref().filter(|_| is_checkable).map(wiring::absolute).transpose()?;
    let commands = |processes: fn(&dyn Server, &Path, &Settings) -> Vec<Process>| {
        folder.as_deref().map(|folder| processes(server, Path::new(folder), &settings))
    };
    let check = commands(|server, folder, _| server.checks(folder));
    let run = commands(|server, folder, settings| server.processes(folder, settings));
    if output.is_json() {
        let argv = |process: &Process| {
            std::iter::once(process.program.to_owned())
                .chain(process.arguments.iter().cloned())
                .collect::<Vec<_>>()
        };
        let listed =
            |processes: Option<Vec<Process>>| processes.map(|all| all.iter().map(argv).collect::<Vec<_>>());
        let files = configuration.files.iter().map(|file| json!({ "path": file.name, "text": file.text }));
        output.json(&json!({
            "ok": true,
            "server": server.name(),
            "output": arguments.output.as_ref().map(|folder| folder.display().to_string()),
            "files": files.collect::<Vec<_>>(),
            "check": listed(check),
            "run": listed(run),
            "warnings": configuration.warnings,
        }))?;
        return Ok(Exit::Success);
    }
    match (&configuration.files[..], written) {
        (_, Some(())) => tell_commands(&check.unwrap_or_default(), &run.unwrap_or_default(), output),
        ([only], None) => output.result(&only.text)?,
        (files, None) => return Err(several(server.title(), files.len()).into()),
    }
    Ok(Exit::Success)
}

/// What to do with a configuration that stands alone.
fn tell_commands(check: &[Process], run: &[Process], output: &Output) {
    for (verb, processes) in [("check", check), ("run", run)] {
        for process in processes {
            output.message(&format!("{verb} it: {process}"));
        }
    }
}

fn several(title: &str, count: usize) -> Error {
    Error::new(ErrorKind::Configuration, format!("{title} needs {count} files"))
        .help("name a directory for them with `--output DIR`, or print them with `--format json`")
}

fn whole(arguments: &ServerConfigArguments) -> Result<Option<Whole>, Failure> {
    if !arguments.whole {
        return Ok(None);
    }
    let state = arguments.state.as_deref().or(arguments.output.as_deref()).unwrap_or(Path::new("."));
    Ok(Some(Whole {
        listen: Address::read("--listen", &arguments.listen)?,
        state: settings::path("--state", &wiring::absolute(state)?)?,
        timeout: arguments.timeout,
    }))
}

/// Puts the files into `folder`, all or none; what did not change is not touched.
fn write(folder: &Path, pages: &Path, configuration: &Configuration, output: &Output) -> Result<(), Failure> {
    let same = |path: &Path| path.canonicalize().unwrap_or_else(|_| PathBuf::from(path));
    if same(folder) == same(pages) {
        let message = format!("`--output` is `{}`, where the pages are", folder.display());
        return Err(Error::new(ErrorKind::Configuration, message)
            .help("give the configuration a directory of its own: the next `downpage generate` looks after that of the pages")
            .into());
    }
    let paths = PagePaths::new(configuration.files.iter().map(|file| file.name.as_str()))?;
    let files = configuration.files.iter().map(|file| {
        Ok(RenderedPage {
            path: Arc::from(file.name.as_str()),
            text: file.text.clone(),
            template: "".into(),
            engine: "",
            status: None,
        })
    });
    let options = PublishOptions { prune: true, ..PublishOptions::new(&paths) };
    let published = publish::publish(folder, files, &options, &mut ())?;
    if !output.is_json() && !output.is_quiet() {
        for (path, outcome) in &published.pages {
            output.result(&format!("{}  {}\n", folder.join(&**path).display(), outcome.name()))?;
        }
    }
    Ok(())
}

fn list(output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        output.json(&json!({ "ok": true, "servers": servers::table::json() }))?;
    } else {
        output.result(&servers::table::text())?;
    }
    Ok(Exit::Success)
}
