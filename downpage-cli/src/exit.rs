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
    /// The command line or the configuration is to blame, whatever the kind of the errors: a file that it names cannot be
    /// read.
    Usage(Errors),
    /// Errors that tell by their kind what is to blame.
    Errors(Errors),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    /// Shows what went wrong and gives the exit status for it.
    pub(crate) fn report(self, output: &Output) -> Exit {
        let (errors, exit) = match self {
            Self::Usage(errors) => (errors, Exit::Usage),
            Self::Errors(errors) if errors.is_configuration() => (errors, Exit::Usage),
            Self::Errors(errors) => (errors, Exit::Pages),
            Self::Output(cause) => {
                output.unwritable(cause);
                return Exit::Pages;
            }
        };
        match output.errors(&errors) {
            Ok(()) => exit,
            Err(failure) => failure.report(output),
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
