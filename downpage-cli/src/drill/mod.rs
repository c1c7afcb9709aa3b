//! `downpage drill`: a real outage on loopback, and what a visitor gets.
//!
//! [`cases`] says what is asked and what has to come back, from the pages on the disk and from what the server's file declares
//! that it can do; never from what it did. [`stage`] starts the server, with [`keeper`] to end it and [`app`] to fail behind
//! it; [`run`] brings about one outage after the other, [`visitor`] asks, [`judge`] holds the answers against what had to
//! come, [`remedy`] knows what to do about it, and [`report`] tells.

mod app;
mod cases;
mod judge;
mod keeper;
mod negotiate;
mod outage;
mod program;
mod remedy;
mod report;
mod run;
mod shelf;
mod stage;
mod visitor;

use downpage::{Error, Errors};

use crate::args::{DrillArguments, GlobalArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::project;
use crate::servers::{self, Address, Process, Server, Settings, Whole, wiring};
use cases::Subject;
use outage::Outage;
use report::Report;
use shelf::Shelf;
use stage::{Command, Stage};

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
    let config = project::configuration(global)?;
    let wired = wiring::of(config, &arguments.wiring)?;
    let used = server.used(&wired.served, &wired.settings);
    let shelf = Shelf::read(&used, &wired.pages).map_err(Failure::Usage)?;
    let mut stage = Stage::build()?;
    let settings = settings(&wired.settings, &stage);
    let processes = server.processes(&stage.configuration(), &settings);
    let commands = commands(server, &processes, arguments)?;
    let checks = self::commands(server, &server.checks(&stage.configuration()), arguments)?;
    let version = match commands.first() {
        Some(first) => program::version(processes[0].program, &first.program, &mut stage.keeper),
        None => String::new(),
    };
    let configuration = server.configure(&wired.served, &settings)?;
    stage.write(&configuration.files)?;
    for check in &checks {
        stage.check(check)?;
    }
    let subject = Subject { server, can: server.abilities(), used, settings };
    let site = stage.listen.into();
    let mut report = Report::new(&subject, version, &shelf, output);
    report.warnings = configuration.warnings;
    stage.app.become_(Outage::None.state()).map_err(|cause| Error::io("cannot start the app", cause))?;
    for command in &commands {
        stage.start(command)?;
    }
    stage.ready(&site, server.title())?;
    let findings = run::run(&subject, &shelf, &mut stage, &site, &mut report)?;
    let log = stage.log();
    stage.stop()?;
    drop(stage);
    report.tell(&findings, &log, output)
}

/// What is drilled: as for the site, but on loopback, and with a flag that nobody else sees.
fn settings(wired: &Settings, stage: &Stage) -> Settings {
    let app = stage.app.address();
    let address = |port| Address { host: "127.0.0.1".to_owned(), port };
    Settings {
        upstream: address(app.port()),
        flag: wired.flag.as_ref().map(|_| stage.flag().display().to_string()),
        whole: Some(Whole {
            listen: address(stage.listen.port()),
            state: stage.state().display().to_string(),
            timeout: TIMEOUT,
        }),
        ..wired.clone()
    }
}

/// The programs of `processes`, found; all that are missing are told.
fn commands(
    server: &'static dyn Server,
    processes: &[Process],
    arguments: &DrillArguments,
) -> Result<Vec<Command>, Failure> {
    let (mut commands, mut errors) = (Vec::new(), Vec::new());
    for (index, process) in processes.iter().enumerate() {
        let chosen = arguments.program.as_deref().filter(|_| index == 0);
        match program::find(process.program, chosen, server) {
            Ok(program) => commands.push(Command {
                program,
                arguments: process.arguments.clone(),
                variables: Vec::new(),
            }),
            Err(error) => errors.push(error),
        }
    }
    Errors::check(errors).map_err(Failure::Usage)?;
    Ok(commands)
}
