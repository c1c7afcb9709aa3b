//! `downpage man [COMMAND]`: a man page, as roff.

use clap::CommandFactory;
use clap_mangen::Man;
use downpage::error::suggest;
use downpage::{Error, ErrorKind};

use crate::args::Arguments;
use crate::exit::{Exit, Failure};
use crate::output::Output;

pub(crate) fn run(command: Option<&str>, output: &Output) -> Result<Exit, Failure> {
    let mut page = Vec::new();
    Man::new(find(command)?).render(&mut page)?;
    output.result(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Success)
}

fn find(name: Option<&str>) -> Result<clap::Command, Error> {
    let mut whole = Arguments::command();
    whole.build();
    let Some(name) = name else { return Ok(whole) };
    whole.find_subcommand(name).cloned().ok_or_else(|| {
        let known = whole.get_subcommands().map(clap::Command::get_name);
        Error::new(ErrorKind::Configuration, format!("there is no command `{name}`"))
            .maybe_help(suggest(name, known))
    })
}
