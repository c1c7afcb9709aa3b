//! The commands, one file each.

mod completions;
mod doctor;
mod engines;
pub(crate) mod generate;
mod init;
mod maintenance;
mod man;
mod render;
mod schema;
mod server_config;

use downpage::{Error, Errors};

use crate::args::{Arguments, Command};
use crate::drill;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Runs the command that `arguments` name.
pub(crate) fn run(arguments: &Arguments, output: &Output) -> Result<Exit, Failure> {
    if let Some(directory) = &arguments.global.directory {
        std::env::set_current_dir(directory).map_err(|cause| {
            let error = Error::io(format!("cannot go to directory `{}`", directory.display()), cause);
            Failure::Usage(Errors::from(error))
        })?;
    }
    let global = &arguments.global;
    match &arguments.command {
        Command::Generate(arguments) => generate::run(global, arguments, output),
        Command::Render(arguments) => render::run(global, arguments, output),
        Command::ServerConfig(arguments) => server_config::run(global, arguments, output),
        Command::Drill(arguments) => drill::run(global, arguments, output),
        Command::DrillKeeper => Ok(drill::keep().map(|()| Exit::Success)?),
        Command::Maintenance(arguments) => maintenance::run(global, arguments, output),
        Command::Init(arguments) => init::run(global, arguments, output),
        Command::Doctor(arguments) => doctor::run(global, arguments, output),
        Command::Engines => engines::run(output),
        Command::Completions { shell } => completions::run(*shell, output),
        Command::Man { command } => man::run(command.as_deref(), output),
        Command::Schema => schema::run(output),
    }
}
