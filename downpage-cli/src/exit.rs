//! How a run ends: its exit status, and what is said about a failure.

use std::io;
use std::process::ExitCode;

use downpage::{Error, Errors};

use crate::output::Output;

/// The exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Success = 0,
    /// Something is wrong with the pages: one failed, or differs from what it should be.
    Pages = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Errors to be shown.
    Errors(Errors),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    /// Shows what went wrong and gives the exit status for it. A closed pipe is no failure.
    pub(crate) fn report(self, output: &Output) -> Exit {
        match self {
            Self::Errors(errors) => {
                let exit = if errors.is_configuration() { Exit::Usage } else { Exit::Pages };
                match output.errors(&errors) {
                    Ok(()) => exit,
                    Err(failure) => failure.report(output),
                }
            }
            Self::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
            Self::Output(cause) => {
                output.message(&format!("error: cannot write to standard output: {cause}"));
                Exit::Pages
            }
        }
    }
}

impl From<Errors> for Failure {
    fn from(errors: Errors) -> Self {
        Self::Errors(errors)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Errors(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        Self::Output(cause)
    }
}
