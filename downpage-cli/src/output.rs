//! Where results and messages go: standard output and standard error, coloured or not, for people or for machines.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use downpage::report::{self, Style};
use downpage::{Error, Errors};
use serde_json::{Value, json};

use crate::args::{Colour, GlobalArguments, OutputFormat};
use crate::exit::Failure;

/// How this run speaks.
#[derive(Debug)]
pub(crate) struct Output {
    format: OutputFormat,
    quiet: bool,
    verbose: bool,
}

impl Output {
    pub(crate) fn new(global: &GlobalArguments) -> Self {
        match global.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        }
        .write_global();
        Self { format: global.format, quiet: global.quiet, verbose: global.verbose }
    }

    /// Whether results are one JSON document.
    pub(crate) fn is_json(&self) -> bool {
        self.format == OutputFormat::Json
    }

    /// Whether the user asked for more.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether the user asked for nothing but errors.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether progress may be drawn: for a person who looks at a terminal and did not ask for silence.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.is_json() && io::stderr().is_terminal()
    }

    /// Writes a result to standard output.
    pub(crate) fn result(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = AutoStream::auto(io::stdout().lock());
        stdout.write_all(text.as_bytes())?;
        Ok(stdout.flush()?)
    }

    /// Writes a JSON document to standard output.
    pub(crate) fn json(&self, document: &Value) -> Result<(), Failure> {
        self.result(&format!("{document:#}\n"))
    }

    /// Writes a message to standard error, unless the user asked for silence. It cannot fail: a message that nobody can
    /// receive is not worth a failure.
    pub(crate) fn message(&self, text: &str) {
        if !self.quiet {
            self.always(text);
        }
    }

    /// Shows errors: drawn on standard error, or as the JSON document of the run.
    pub(crate) fn errors(&self, errors: &Errors) -> Result<(), Failure> {
        if self.is_json() {
            return self
                .json(&json!({ "ok": false, "errors": errors.iter().map(error).collect::<Vec<_>>() }));
        }
        let coloured = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        self.always(&report::draw_all(errors, Style { coloured }));
        let count = errors.iter().count();
        if count > 1 {
            self.always(&format!("\n{count} errors"));
        }
        Ok(())
    }

    fn always(&self, text: &str) {
        let mut stderr = AutoStream::auto(io::stderr().lock());
        let _ = writeln!(stderr, "{text}");
    }
}

/// One error for machines.
fn error(error: &Error) -> Value {
    let place = error.location();
    json!({
        "kind": error.kind().name(),
        "message": error.message(),
        "source": place.map(|place| &place.source),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "excerpt": place.and_then(|place| place.text.as_deref()),
        "pages": error.pages(),
        "notes": error.notes(),
        "help": error.help_text(),
    })
}
