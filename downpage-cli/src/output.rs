//! Where results and messages go: standard output and standard error, coloured or not, for people or for machines.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use downpage::report::{self, Style};
use downpage::{Error, Errors};
use serde_json::{Value, json};

use crate::args::{Arguments, Colour, Command, OutputFormat};
use crate::exit::Failure;

/// How this run speaks.
#[derive(Debug)]
pub(crate) struct Output {
    format: OutputFormat,
    quiet: bool,
    verbose: bool,
    /// Whether more than one JSON document may come, each on a line of its own.
    stream: bool,
    /// Whether the reader of standard output has gone.
    closed: Cell<bool>,
}

impl Output {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        let global = &arguments.global;
        match global.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        }
        .write_global();
        Self {
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            stream: matches!(&arguments.command, Command::Generate(arguments) if arguments.watch),
            closed: Cell::new(false),
        }
    }

    /// Whether results are JSON documents.
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

    /// Whether nobody reads results any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Whether progress may be drawn: for a person who looks at a terminal and did not ask for silence.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.is_json() && io::stderr().is_terminal()
    }

    /// Whether results are coloured.
    pub(crate) fn colours_results(&self) -> bool {
        !self.is_json() && AutoStream::choice(&io::stdout()) != ColorChoice::Never
    }

    /// Writes a result to standard output, byte for byte. That nobody reads it is no failure: what was asked for is done,
    /// and the exit status tells how it went.
    pub(crate) fn result(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => self.closed.set(true),
            written => written?,
        }
        Ok(())
    }

    /// Writes a table to standard output, without its colours where they are not wanted.
    pub(crate) fn table(&self, text: &str) -> Result<(), Failure> {
        if self.colours_results() { self.result(text) } else { self.result(&strip_str(text).to_string()) }
    }

    /// Writes a JSON document to standard output.
    pub(crate) fn json(&self, document: &Value) -> Result<(), Failure> {
        self.result(&if self.stream { format!("{document}\n") } else { format!("{document:#}\n") })
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
        self.draw(errors);
        let count = errors.iter().count();
        if count > 1 {
            self.always(&format!("\n{count} errors"));
        }
        Ok(())
    }

    /// Tells that standard output cannot be written, on standard error whatever the format is.
    pub(crate) fn unwritable(&self, cause: io::Error) {
        self.draw(&Error::io("cannot write to standard output", cause).into());
    }

    fn draw(&self, errors: &Errors) {
        let coloured = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        self.always(&report::draw_all(errors, Style { coloured }));
    }

    #[expect(clippy::unused_self, reason = "reads as the other ways to speak")]
    fn always(&self, text: &str) {
        let mut stderr = AutoStream::auto(io::stderr().lock());
        let _ = writeln!(stderr, "{text}");
    }
}

/// `text` with what a terminal would act upon spelt out.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() { shown.extend(letter.escape_debug()) } else { shown.push(letter) }
    }
    shown
}

/// One error for machines.
pub(crate) fn error(error: &Error) -> Value {
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

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_a_terminal_would_act_upon_is_spelt_out() {
        assert_eq!(visible("größe/\u{1b}[31m\r\n"), "größe/\\u{1b}[31m\\r\\n");
    }
}
