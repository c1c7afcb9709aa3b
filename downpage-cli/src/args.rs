//! The command line. The text here is what `--help`, the man page and the completions say.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

/// Your site's error pages, rendered from your site's own templates, still there when the app is not.
///
/// Without a configuration, `downpage generate` makes good plain pages for every error status. With one (downpage.toml, or a
/// table in pyproject.toml or Cargo.toml, looked for from the working directory upwards) it renders the pages listed there.
///
/// Exit status: 0 all is well; 1 something is wrong with the pages; 2 the command line or the configuration is wrong.
#[derive(Debug, Parser)]
#[command(name = "downpage", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// What this process was started with; ends it when that cannot be read, or asks for help.
    pub(crate) fn of_process() -> Self {
        let words: Vec<OsString> = std::env::args_os().collect();
        // Errors and help of the command line come before `--color` is known, and honour it as well.
        let color = match color_asked(&words) {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => ColorChoice::Auto,
        };
        let matches = Self::command().color(color).get_matches_from(words);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The last word that `--color` is given, whether or not the rest makes sense.
fn color_asked(words: &[OsString]) -> Option<&str> {
    let words: Vec<&str> =
        words.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--").collect();
    let after = |at: usize| {
        words[at]
            .strip_prefix("--color=")
            .or_else(|| (words[at] == "--color").then(|| words.get(at + 1).copied()).flatten())
    };
    (0..words.len()).rev().find_map(after)
}

/// What every command understands.
#[derive(Args, Clone, Debug)]
pub(crate) struct GlobalArguments {
    /// Run as if started in DIR.
    #[arg(short = 'C', value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub(crate) directory: Option<PathBuf>,
    /// Read this configuration instead of looking for one.
    #[arg(short, long, value_name = "FILE", global = true, value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Ask the Django project's own Python for its settings and URLs, and let it make the pages that need tags in Python.
    /// PROGRAM is an interpreter or a virtual environment. Default: the project's virtual environment, else python3.
    #[cfg(feature = "django")]
    #[arg(
        long,
        value_name = "PROGRAM",
        global = true,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        value_hint = ValueHint::ExecutablePath
    )]
    pub(crate) python: Option<String>,
    /// How long the project's Python may take for one answer.
    #[cfg(feature = "django")]
    #[arg(
        long,
        value_name = "SECONDS",
        global = true,
        default_value_t = 120,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(crate) python_timeout: u32,
    /// Say nothing but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: which configuration is used, and every page.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours. `auto` honours `NO_COLOR` and does not colour a pipe.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Colour,
    /// How results are written: for people, or as one JSON document.
    #[arg(long, value_name = "FORMAT", default_value = "human", global = true)]
    pub(crate) format: OutputFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Human,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Render the pages and put them in place, all of them or none.
    Generate(GenerateArguments),
    /// Render one template to standard output.
    Render(RenderArguments),
    /// Print the configuration with which a web server shows the pages.
    ServerConfig(ServerConfigArguments),
    /// Run the real server with an app behind it that fails, and tell what a visitor gets.
    Drill(DrillArguments),
    /// Look after the programs of a drill, which starts this itself.
    #[command(hide = true)]
    DrillKeeper,
    /// Close the site for maintenance, open it again, or tell which it is.
    Maintenance(MaintenanceArguments),
    /// Write a commented downpage.toml to start from.
    Init(InitArguments),
    /// Show what was found, where each value came from, what is unknown, and what each page needs.
    Doctor(DoctorArguments),
    /// List the template engines in this build.
    Engines,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the man page of downpage, or of one command.
    Man {
        /// The command.
        command: Option<String>,
    },
    /// Print the JSON Schema of the configuration.
    Schema,
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct GenerateArguments {
    /// Make only these pages, by their paths. Default: all.
    #[arg(value_name = "PAGE")]
    pub(crate) pages: Vec<String>,
    /// The engine for pages that do not choose theirs.
    #[arg(short, long, value_name = "NAME")]
    pub(crate) engine: Option<String>,
    /// The directory to put the pages into.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// Make only the pages for these status codes: 502,503 or 5xx or 500-504. Chooses among the built-in pages when no page
    /// is configured. Pages for other codes stay, also with --prune.
    #[arg(short, long, value_name = "CODES")]
    pub(crate) status: Option<String>,
    /// Set a value that all pages see, over what the configuration says; KEY may be dotted. May be given more than once.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Write nothing; exit with 1 when any page on disk differs from what would be written.
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; show how the pages on disk differ. Exits as --check does.
    #[arg(long)]
    pub(crate) diff: bool,
    /// Remove pages that an earlier run wrote and this configuration does not have.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Survive a power cut: sync the file system before the pages are put in place.
    #[arg(long)]
    pub(crate) durable: bool,
    /// Threads that render, and threads that compress. Default: one for each processor; to render, up to 8.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Stay, and make the pages again whenever a source changes.
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    pub(crate) watch: bool,
    /// How long to wait, in seconds, when another run holds the output directory.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) wait: u32,
}

#[derive(Args, Debug)]
pub(crate) struct RenderArguments {
    /// The template: its name in the template directories, or the path of a file.
    #[arg(value_hint = ValueHint::FilePath, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) template: String,
    /// The engine. Default: by the template's extension, or as configured.
    #[arg(short, long, value_name = "NAME")]
    pub(crate) engine: Option<String>,
    /// A file of values: JSON, TOML or YAML by its extension; `-` reads JSON from standard input.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) context: Option<PathBuf>,
    /// Set a value; KEY may be dotted. May be given more than once.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// The status code that the template sees.
    #[arg(short, long, value_name = "CODE", value_parser = clap::value_parser!(u16).range(400..=599))]
    pub(crate) status: Option<u16>,
    /// The language that the template sees. Default: the site's.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) locale: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct DoctorArguments {
    /// Set a setting of the Django project, as in django.DEBUG=false. May be given more than once.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    /// Replace a downpage.toml that is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print it instead of writing a file.
    #[arg(long)]
    pub(crate) stdout: bool,
}

#[derive(Args, Debug)]
pub(crate) struct MaintenanceArguments {
    /// What to do.
    #[arg(value_name = "STATE")]
    pub(crate) state: MaintenanceState,
    /// When it is expected to be over, with `on`: 18:00 or 2026-03-26 18:00 (the site's time), 2026-03-26T18:00:00Z, or a span such
    /// as 2h.
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// What the pages tell in place of their usual sentence, with `on`.
    #[arg(long, value_name = "TEXT")]
    pub(crate) message: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MaintenanceState {
    /// Close the site: every request gets 503 and its page.
    On,
    /// Open the site.
    Off,
    /// Tell whether the site is closed, since when, and until when.
    Status,
}

#[derive(Args, Debug)]
pub(crate) struct ServerConfigArguments {
    /// The server; `--list` says which there are.
    #[arg(value_name = "SERVER", required_unless_present = "list")]
    pub(crate) server: Option<String>,
    /// List the servers, and what each can do with the pages.
    #[arg(long, conflicts_with = "server")]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) wiring: WiringArguments,
    /// Write the files into DIR, all of them or none. Default: one file is printed.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// A complete configuration to start the server with, not a part to include.
    #[arg(long)]
    pub(crate) whole: bool,
    /// Where the server listens, with --whole.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080", requires = "whole")]
    pub(crate) listen: String,
    /// The directory for the server's logs and temporary files, with --whole. Default: the one of --output, or this one.
    #[arg(long, value_name = "DIR", requires = "whole", value_hint = ValueHint::DirPath)]
    pub(crate) state: Option<PathBuf>,
    /// Seconds that the application has to answer, with --whole.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "whole", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub(crate) timeout: u32,
}

/// How pages, server and application are wired.
#[derive(Args, Debug)]
pub(crate) struct WiringArguments {
    /// Where the application listens. Default: as configured, or 127.0.0.1:8000.
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) upstream: Option<String>,
    /// The directory of the pages on the server. Default: the output directory.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) root: Option<String>,
    /// The URL path below which the server keeps the pages for itself. Default: /_downpage.
    #[arg(long, value_name = "PATH")]
    pub(crate) url_prefix: Option<String>,
    /// Where the page service listens, for a server that sends no files itself.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8081")]
    pub(crate) page_service: String,
    /// Replace the application's own errors as well: 500, 502, 503 and 504, or those of CODES.
    #[arg(
        long,
        value_name = "CODES",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "500,502,503,504"
    )]
    pub(crate) intercept: Option<String>,
    /// What Retry-After says with a 503, in seconds; 0 for no such header. Default: as configured, or 120.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub(crate) retry_after: Option<u32>,
    /// The file whose existence means maintenance. Default: as configured, or .downpage-maintenance beside the pages.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_maintenance")]
    pub(crate) flag: Option<String>,
    /// Leave out the switch for maintenance.
    #[arg(long)]
    pub(crate) no_maintenance: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DrillArguments {
    /// The server; `downpage server-config --list` says which there are.
    #[arg(value_name = "SERVER")]
    pub(crate) server: String,
    #[command(flatten)]
    pub(crate) wiring: WiringArguments,
    /// Drill this configuration of the server, in a copy that has the failing app behind it and listens on loopback; for nginx,
    /// apache, haproxy and caddy. A --config that does not end in .toml is the same. Default: the generated configuration.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) server_config: Option<PathBuf>,
    /// Which site of --server-config to drill, by a name of it. Default: the first that has an application behind it.
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
    /// The server's program. Default: the one in PATH, /usr/local/sbin, /usr/sbin or /sbin.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath)]
    pub(crate) program: Option<PathBuf>,
}
