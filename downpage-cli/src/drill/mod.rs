//! `downpage drill`: a real outage on loopback, and what a visitor gets.
//!
//! [`requests`] says what is asked, [`cases`] what has to come back, from the pages on the disk and from what the server's file declares
//! that it can do; never from what it did. [`stage`] starts the server, with [`keeper`] to end it and [`app`] to fail behind
//! it; [`run`] brings about one outage after the other, [`visitor`] asks, [`judge`] holds the answers against what had to
//! come, [`remedy`] knows what to do about it, and [`report`] tells.

mod app;
mod cases;
mod judge;
mod keeper;
mod negotiate;
mod outage;
mod own;
mod program;
mod remedy;
mod report;
mod requests;
mod run;
mod shelf;
mod stage;
mod visitor;

use std::path::{Path, PathBuf};

use downpage::config::Config;
use downpage::{Error, ErrorKind, Errors};

use crate::args::{DrillArguments, GlobalArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::project;
use crate::servers::wiring::{self, Wired};
use crate::servers::{self, Address, File, Package, Process, Server, Settings, Whole};
use cases::Subject;
use outage::Outage;
use own::Ground;
use report::Report;
use shelf::Shelf;
use stage::{Command, Stage};
use visitor::Site;

pub(crate) use keeper::run as keep;

/// Seconds that the app has for a connection and for an answer: enough for a machine that is busy, and not more, since
/// several requests wait for that.
const TIMEOUT: u32 = 2;

/// `downpage drill SERVER`.
pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &DrillArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let server = servers::find(&arguments.server)?;
    if server.abilities().package == Package::Platform {
        return Err(usage(cannot_run(server)));
    }
    let (config, own) = configurations(global, arguments)?;
    let wired = wiring::of(config, &arguments.wiring)?;
    let used = server.used(&wired.served, &wired.settings);
    let shelf = Shelf::read(&used, &wired.pages).map_err(Failure::Usage)?;
    let mut stage = Stage::build()?;
    let settings = settings(&wired.settings, &stage)?;
    let plan = match &own {
        None => generated(server, &wired, settings, &stage)?,
        Some(path) => copied(server, path, settings, &wired, arguments, &mut stage)?,
    };
    let commands = commands(server, &plan.processes, &plan.variables, arguments, &stage)?;
    let checks = self::commands(server, &plan.checks, &plan.variables, arguments, &stage)?;
    let main = main_process(server, &plan.processes);
    let version = match (commands.get(main), plan.processes.get(main)) {
        (Some(command), Some(process)) => {
            program::version(process.program, &command.program, &mut stage.keeper)
        }
        _ => String::new(),
    };
    stage.write(&plan.files)?;
    for check in &checks {
        stage.check(check)?;
    }
    let can = server.abilities();
    let subject = Subject { server, can, used, settings: plan.settings, is_own: own.is_some() };
    let mut report = Report::new(&subject, version, &shelf, output);
    report.configuration = own.map(|path| path.display().to_string());
    report.warnings = plan.warnings;
    report.changes = plan.changes;
    stage.app.become_(Outage::None.state()).map_err(|cause| Error::io("cannot start the app", cause))?;
    for command in &commands {
        stage.start(command)?;
    }
    stage.ready(&plan.site, server.title())?;
    let findings = run::run(&subject, &shelf, &mut stage, &plan.site, &mut report)?;
    let log = stage.log();
    stage.stop()?;
    drop(stage);
    report.tell(&findings, &log, output)
}

/// What is written and started for a drill.
struct Plan {
    files: Vec<File>,
    processes: Vec<Process>,
    checks: Vec<Process>,
    variables: Vec<(String, String)>,
    settings: Settings,
    site: Site,
    warnings: Vec<String>,
    changes: Vec<String>,
}

/// Our configuration, and the server's own if that is to be drilled. `--config` is for ours, which is TOML; what is not, is
/// taken for the server's: nobody has a downpage.toml that is called nginx.conf.
fn configurations(
    global: &GlobalArguments,
    arguments: &DrillArguments,
) -> Result<(Config, Option<PathBuf>), Failure> {
    let is_ours = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "toml");
    let given = global.config.as_ref();
    let theirs = arguments.server_config.as_ref().or(given.filter(|file| !is_ours(file)));
    let global = GlobalArguments { config: given.filter(is_ours).cloned(), ..global.clone() };
    let absolute = |file: &PathBuf| {
        std::path::absolute(file)
            .map_err(|cause| Error::io(format!("cannot tell where `{}` is", file.display()), cause))
    };
    Ok((project::configuration(&global)?, theirs.map(absolute).transpose()?))
}

/// The generated configuration.
fn generated(
    server: &'static dyn Server,
    wired: &Wired,
    settings: Settings,
    stage: &Stage,
) -> Result<Plan, Failure> {
    let configuration = servers::configuration(server, &wired.served, &settings)?;
    let folder = stage.configuration();
    Ok(Plan {
        files: configuration.files,
        processes: server.processes(&folder, &settings),
        checks: server.checks(&folder),
        variables: Vec::new(),
        settings,
        site: stage.listen.into(),
        warnings: configuration.warnings,
        changes: Vec::new(),
    })
}

/// A copy of the user's own.
fn copied(
    server: &'static dyn Server,
    path: &Path,
    mut settings: Settings,
    wired: &Wired,
    arguments: &DrillArguments,
    stage: &mut Stage,
) -> Result<Plan, Failure> {
    let folder = stage.configuration();
    let processes = server.processes(&folder, &settings);
    let name = processes.first().map_or(server.name(), |process| process.program);
    let program = program::find(name, arguments.program.as_deref(), server).map_err(usage)?;
    let flag = stage.flag().display().to_string();
    let ground = Ground {
        path,
        program: &program,
        host: arguments.host.as_deref(),
        app: stage.app.address(),
        configuration: folder.display().to_string(),
        state: stage.state().display().to_string(),
        flags: wired.settings.flag.clone().map(|theirs| (theirs, flag.clone())),
    };
    let own = own::copy(server, &ground, stage).map_err(Failure::Usage)?;
    settings.flag = Some(flag).filter(|flag| own.has_flag(flag));
    Ok(Plan {
        files: own.files,
        processes: own.processes,
        checks: own.checks,
        variables: own.variables,
        settings,
        site: own.site,
        warnings: Vec::new(),
        changes: own.changes,
    })
}

/// What is drilled: as for the site, but on loopback, and with a flag that nobody else sees.
fn settings(wired: &Settings, stage: &Stage) -> Result<Settings, Error> {
    let app = stage.app.address();
    let address = |port| Address { host: "127.0.0.1".to_owned(), port };
    let page_service =
        app::free_port().map_err(|cause| Error::io("cannot get a port on loopback for the pages", cause))?;
    Ok(Settings {
        upstream: address(app.port()),
        page_service: address(page_service),
        folder: stage.configuration().display().to_string(),
        flag: wired.flag.as_ref().map(|_| stage.flag().display().to_string()),
        whole: Some(Whole {
            listen: address(stage.listen.port()),
            state: stage.state().display().to_string(),
            timeout: TIMEOUT,
        }),
        ..wired.clone()
    })
}

/// The programs of `processes`, found; all that are missing are told.
fn commands(
    server: &'static dyn Server,
    processes: &[Process],
    variables: &[(String, String)],
    arguments: &DrillArguments,
    stage: &Stage,
) -> Result<Vec<Command>, Failure> {
    // Whatever a server keeps for its user belongs to the drill: Caddy would write into the home directory.
    let home = stage.state().display().to_string();
    let own = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map(|name| (name.to_owned(), home.clone()));
    let temporary = ("TMPDIR".to_owned(), stage.temporary().display().to_string());
    let variables: Vec<(String, String)> =
        own.into_iter().chain([temporary]).chain(variables.iter().cloned()).collect();
    let main = main_process(server, processes);
    let (mut commands, mut errors) = (Vec::new(), Vec::new());
    for (index, process) in processes.iter().enumerate() {
        let chosen = arguments.program.as_deref().filter(|_| index == main);
        match program::find(process.program, chosen, server) {
            Ok(program) => commands.push(Command {
                program,
                arguments: process.arguments.clone(),
                variables: variables.clone(),
            }),
            Err(error) => errors.push(error),
        }
    }
    Errors::check(errors).map_err(Failure::Usage)?;
    Ok(commands)
}

/// A platform is in other hands, and some servers can be had in no package.
fn cannot_run(server: &dyn Server) -> Error {
    let (name, title) = (server.name(), server.title());
    let servers = servers::all().iter().filter(|server| server.abilities().package != Package::Platform);
    let names: Vec<&str> = servers.map(|server| server.name()).collect();
    Error::new(ErrorKind::Configuration, format!("{title} cannot be run here, so it cannot be drilled"))
        .note(format!("these can be: {}", names.join(", ")))
        .help(format!("`downpage server-config {name}` makes its configuration; try it where {title} runs"))
}

/// Which of the programs is the server: Traefik has another beside it, which has the pages.
fn main_process(server: &dyn Server, processes: &[Process]) -> usize {
    processes.iter().position(|process| process.program == server.name()).unwrap_or(0)
}

fn usage(error: Error) -> Failure {
    Failure::Usage(error.into())
}
