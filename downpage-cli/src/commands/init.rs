//! `downpage init`: a configuration to start from.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use downpage::config::{self, Starter};
#[cfg(feature = "django")]
use downpage::django::project::starter;
use downpage::{Error, ErrorKind, registry};
use serde_json::json;

use crate::args::{GlobalArguments, InitArguments};
use crate::exit::{Exit, Failure};
use crate::output::Output;
#[cfg(feature = "django")]
use crate::python::stand_ins;

const FILE: &str = "downpage.toml";

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &InitArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    let text = text(global)?;
    if arguments.stdout {
        output.result(&text)?;
        return Ok(Exit::Success);
    }
    if !arguments.force {
        refuse_to_overrule()?;
    }
    write(&text, arguments.force)?;
    if output.is_json() {
        output.json(&json!({ "ok": true, "written": FILE }))?;
    } else {
        output.message(&format!("wrote {FILE}; now run `downpage generate`"));
    }
    Ok(Exit::Success)
}

/// What a Django project says, when this is the folder of one, or what can be told from the folders of templates.
fn text(global: &GlobalArguments) -> Result<String, Failure> {
    #[cfg(feature = "django")]
    if Path::new("manage.py").is_file()
        && let (config, Some(project)) = crate::project::django_alone(global)?
    {
        let mut text = starter(&project.facts, project.proposal.as_ref());
        if let Some(python) = &project.python {
            text.push_str(&stand_ins::recorded(&config, python)?);
        }
        return Ok(text);
    }
    #[cfg(not(feature = "django"))]
    let _ = global;
    Ok(Starter::look(Path::new("."), &registry::backends()?).text())
}

/// A new file would go before a table that the project has already, and switch it off without a word.
fn refuse_to_overrule() -> Result<(), Error> {
    // What cannot be read here is told when it is used.
    let Ok(Some(found)) = config::find(Path::new(".")) else { return Ok(()) };
    match found.table {
        Some(table) if found.path.components().count() == 1 => {
            let message =
                format!("there is a configuration in `[{table}]` of `{}` already", found.path.display());
            Err(Error::new(ErrorKind::Configuration, message)
                .help(format!("use `--force` to write a `{FILE}` that goes before it")))
        }
        _ => Ok(()),
    }
}

fn write(text: &str, replace: bool) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).create_new(!replace).truncate(replace);
    let written = options.open(FILE).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|cause| {
        if cause.kind() == std::io::ErrorKind::AlreadyExists {
            return Error::new(ErrorKind::Configuration, format!("there is a `{FILE}` here already"))
                .help("use `--force` to replace it, or `--stdout` to see what would be written");
        }
        Error::io(format!("cannot write `{FILE}`"), cause)
    })
}
