//! `downpage completions SHELL`: a completion script.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Arguments;
use crate::exit::{Exit, Failure};
use crate::output::Output;

pub(crate) fn run(shell: Shell, output: &Output) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "downpage", &mut script);
    output.result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Success)
}
