//! Web servers, and how each is told to show the pages: one file per server behind the trait [`Server`].
//!
//! [`Served`] says what pages there are, [`Settings`] what the user wants, and [`configuration`] makes a
//! [`Configuration`] of both: files to write, and warnings about what the server cannot do with these pages. Nothing here
//! reads or writes a file, but for [`Served::look`].

mod apache;
mod caddy;
mod cloudflare;
mod cloudfront;
mod envoy;
mod haproxy;
mod kubernetes;
mod language;
mod lighttpd;
mod nginx;
mod openlitespeed;
mod served;
pub(crate) mod settings;
pub(crate) mod table;
mod traefik;
mod varnish;
pub(crate) mod wiring;

use std::fmt;
use std::path::Path;

use downpage::error::suggest;
use downpage::{Error, ErrorKind, Errors, Format};

pub(crate) use downpage::Encoding;
pub(crate) use language::Languages;
pub(crate) use served::{Group, Pattern, Served, Variant};
pub(crate) use settings::{Address, Settings, Whole};

/// A web server or a platform that can show the pages.
pub(crate) trait Server: Sync {
    /// The name on the command line: `nginx`.
    fn name(&self) -> &'static str;

    /// What it is called by its makers, for lists and headings: `nginx`, `Apache httpd`.
    fn title(&self) -> &'static str;

    /// What it can do, as measured on the real server; the table in the guide and what a drill expects both come from it.
    fn abilities(&self) -> Abilities;

    /// The pages that its configuration is about: for the statuses that it gives itself, and for those that the
    /// application's own answers are to be replaced for.
    fn used(&self, served: &Served, settings: &Settings) -> Served {
        let own = self.abilities().outages.own;
        let is_used = |status: &u16| own.contains(status) || settings.intercept.contains(status);
        served.only(&served.codes().into_iter().filter(is_used).collect::<Vec<u16>>())
    }

    /// What the visitor gets when the application can be neither reached nor found dead, since its host is gone. Most servers
    /// make no difference to [`Outages::refused`].
    fn unreachable(&self) -> u16 {
        self.abilities().outages.refused
    }

    /// The configuration that shows the pages of [`used`](Self::used) as `settings` ask for, with what else there is to warn
    /// about: the first file is the one to include, or, with [`Settings::whole`], the one to start the server with. The text
    /// depends on the arguments alone. Called by [`configuration`], which warns about what every server alike can lack.
    ///
    /// # Errors
    /// What the server's syntax cannot express, such as a `$` in a path; and pages that it cannot show at all, such as one
    /// over its size limit.
    fn configure(&self, used: &Served, settings: &Settings) -> Result<Configuration, Errors>;

    /// The programs that make up a running server, in the order to start them, each in the foreground, when the files of
    /// a [whole](Settings::whole) configuration lie in `folder`. Empty for a platform, which cannot be run here.
    fn processes(&self, folder: &Path, settings: &Settings) -> Vec<Process>;

    /// The commands that check the syntax of a whole configuration in `folder`, without starting anything. Empty where the
    /// server has none (Traefik), or is no program.
    fn checks(&self, folder: &Path) -> Vec<Process>;
}

/// One program to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// Its name, to be looked for in `PATH` and the `sbin` directories.
    pub(crate) program: &'static str,
    pub(crate) arguments: Vec<String>,
}

impl Process {
    /// A program and its arguments.
    pub(crate) fn new<'a>(program: &'static str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        Self { program, arguments: arguments.into_iter().map(str::to_owned).collect() }
    }
}

impl fmt::Display for Process {
    /// As a line for a shell.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.program)?;
        self.arguments.iter().try_for_each(|argument| write!(f, " {}", shell_word(argument)))
    }
}

/// A word that a POSIX shell takes for `text`.
pub(crate) fn shell_word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.,:=@%+".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The package that brings a server, for messages: "`nginx` is not installed: apt-get install nginx".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// Of Debian and Ubuntu: names for `apt-get install`.
    Debian(&'static str),
    /// Of the Python Package Index, with the real program in it: a name for `pip install`.
    Python(&'static str),
    /// Nothing to install: a platform of others.
    Platform,
}

/// What a server can do with pages. A drill expects neither more nor less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the table in the guide")]
pub(crate) struct Abilities {
    /// What brings the server.
    pub(crate) package: Package,
    /// What the visitor gets for each kind of outage.
    pub(crate) outages: Outages,
    /// Whether it picks JSON, XML or plain text by `Accept`.
    pub(crate) formats: bool,
    /// How it picks a language by `Accept-Language`.
    pub(crate) languages: Choice,
    /// The precompressed files that it sends, by `Accept-Encoding`.
    pub(crate) encodings: &'static [Encoding],
    /// Whether `Retry-After` comes with 503 and no other status.
    pub(crate) retry_after: bool,
    /// Whether headers can be added to the page at all: `Cache-Control`, `X-Robots-Tag`.
    pub(crate) headers: bool,
    /// How the application's own errors can be replaced.
    pub(crate) intercept: Intercept,
    /// How maintenance is switched.
    pub(crate) maintenance: Switch,
    /// Whether it serves files of its own while the application is down, so that pages may refer to some.
    pub(crate) assets: bool,
    /// Whether a changed page is seen without a reload.
    pub(crate) rereads: bool,
    /// The largest page in bytes, headers included; `None` when 2 MB are fine.
    pub(crate) limit: Option<usize>,
    /// Whether the configuration was tried on the real server.
    pub(crate) tried: bool,
}

/// The status that a visitor gets from the server itself when the application fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outages {
    /// Nobody listens: the process is dead.
    pub(crate) refused: u16,
    /// The connection is taken and no answer comes in time.
    pub(crate) hanging: u16,
    /// The connection is closed before the answer.
    pub(crate) closed: u16,
    /// The answer is not HTTP; `None` when the server passes it on.
    pub(crate) garbage: Option<u16>,
    /// All the statuses that the server itself gives when the application is not well, in order: pages for these are
    /// wanted, and shown whether or not the application's own errors are intercepted.
    pub(crate) own: &'static [u16],
}

/// How a server picks among languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// By the weights (`q=`) of the list.
    Weights,
    /// The first of the list for which there are pages; `q=0` counts, other weights do not: browsers send a sorted list.
    Order,
    /// The first of the list, or none.
    First,
    /// Not at all.
    None,
}

/// How far a server replaces errors that the application itself answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intercept {
    /// Those asked for.
    Chosen,
    /// Those asked for, and it cannot be turned off for these.
    Always,
    /// All from 400 up, or none: those without a page get the server's own.
    All,
    /// None.
    Never,
}

/// How a server is put into maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// By the flag file alone: what `downpage maintenance` sets.
    Flag,
    /// By something else of the server's, told in its configuration.
    Own,
    /// Not.
    None,
}

/// The files that make up a configuration, and what to know about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// The main file first.
    pub(crate) files: Vec<File>,
    /// What the server cannot do with these pages; a sentence each, lower case, without a full stop.
    pub(crate) warnings: Vec<String>,
}

impl Configuration {
    /// A configuration of one file.
    pub(crate) fn of(name: &str, text: String) -> Self {
        Self { files: vec![File { name: name.to_owned(), text }], warnings: Vec::new() }
    }
}

/// One file of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its path in the folder of the configuration.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Every server, in the order of lists.
static SERVERS: [&dyn Server; 12] = [
    &nginx::Nginx,
    &apache::Apache,
    &caddy::Caddy,
    &haproxy::HaProxy,
    &lighttpd::Lighttpd,
    &varnish::Varnish,
    &traefik::Traefik,
    &envoy::Envoy,
    &openlitespeed::OpenLiteSpeed,
    &kubernetes::Kubernetes,
    &cloudfront::CloudFront,
    &cloudflare::Cloudflare,
];

/// All servers.
pub(crate) fn all() -> &'static [&'static dyn Server] {
    &SERVERS
}

/// The server of this name.
pub(crate) fn find(name: &str) -> Result<&'static dyn Server, Error> {
    all().iter().copied().find(|server| server.name() == name).ok_or_else(|| {
        let message = format!("there is no server `{}`", name.escape_debug());
        Error::new(ErrorKind::Configuration, message)
            .maybe_help(suggest(name, all().iter().map(|server| server.name())))
    })
}

/// A regular expression, for a search in `Accept` without regard to case, that finds a client who can take the format.
///
/// Every server goes by one rule: HTML whenever `text/html` is named, else the first of JSON, XML and plain text that is
/// named, else HTML. Browsers name `text/html` and API clients do not. No look-ahead, so that every dialect reads it.
pub(crate) const fn accepts(format: Format) -> &'static str {
    match format {
        Format::Json => r"application/([\w.+-]+\+)?json",
        Format::Xml => r"(application|text)/(problem\+)?xml",
        Format::Text => "text/plain",
        _ => "text/html",
    }
}

/// The headers of a request that the page depends on, but for `Accept-Encoding`.
pub(crate) fn vary(served: &Served) -> Option<&'static str> {
    match (served.formats().len() > 1, !served.languages().is_empty()) {
        (true, true) => Some("Accept, Accept-Language"),
        (true, false) => Some("Accept"),
        (false, true) => Some("Accept-Language"),
        (false, false) => None,
    }
}

/// The configuration of `server` that shows `pages` as `settings` ask for, with all warnings.
///
/// # Errors
/// As for [`Server::configure`].
pub(crate) fn configuration(
    server: &dyn Server,
    pages: &Served,
    settings: &Settings,
) -> Result<Configuration, Errors> {
    let mut configuration = server.configure(&server.used(pages, settings), settings)?;
    configuration.warnings.splice(..0, shortcomings(server, pages, settings));
    Ok(configuration)
}

/// Refuses what `checked` refuses of the names that a configuration has in it: those of the directory, the flag, `more`, and
/// the pages.
fn check_names<'a>(
    used: &'a Served,
    settings: &'a Settings,
    more: Option<&'a str>,
    checked: fn(&str) -> Result<(), Error>,
) -> Result<(), Errors> {
    let own = [settings.root.as_str()].into_iter().chain(settings.flag.as_deref()).chain(more);
    let pages = used.variants().map(|(_, page)| &*page.path);
    Errors::check(own.chain(pages).filter_map(|name| checked(name).err()).collect())
}

/// The error for a name that `server` has no way to write, since `reason`.
fn unnameable(server: &str, name: &str, reason: &str) -> Error {
    let message = format!("{server} cannot name `{}`: {reason}", name.escape_debug());
    Error::new(ErrorKind::Configuration, message)
        .help("give the directory, the file or the page another name")
}

/// What is warned about for every server alike, from its abilities.
fn shortcomings(server: &dyn Server, pages: &Served, wanted: &Settings) -> Vec<String> {
    let (name, can) = (server.title(), server.abilities());
    let mut warnings = Vec::new();
    let missing = can.outages.own.iter().filter(|status| pages.status(**status).is_none());
    // Numbers that only one maker has get a page that stands in.
    let missing = missing.filter(|status| **status < 520);
    let missing: Vec<String> = missing.map(u16::to_string).collect();
    if !missing.is_empty() {
        let are = if missing.len() == 1 { "which has no page" } else { "which have no page" };
        warnings.push(format!(
            "{name} answers with {} when the application is down, {are}: add them to the configuration's pages",
            missing.join(", ")
        ));
    }
    let formats = pages.formats();
    if !can.formats && formats.len() > 1 {
        let names: Vec<&str> = formats.iter().skip(1).map(|format| format.name()).collect();
        warnings.push(format!(
            "{name} cannot choose by `Accept`: the pages in {} are not used",
            names.join(", ")
        ));
    }
    if can.languages == Choice::None && !pages.languages().is_empty() {
        let languages = pages.languages();
        let names: Vec<&str> = languages.locales().collect();
        warnings.push(format!(
            "{name} cannot choose by `Accept-Language`: the pages in {} are not used",
            names.join(", ")
        ));
    }
    let unused: Vec<&str> = pages
        .encodings()
        .into_iter()
        .filter(|encoding| !can.encodings.contains(encoding))
        .map(Encoding::name)
        .collect();
    if !unused.is_empty() {
        warnings.push(format!(
            "{name} cannot send precompressed pages: those in {} are not used",
            unused.join(", ")
        ));
    }
    if !can.assets && !pages.references.is_empty() {
        let all = pages.references.join("`, `");
        warnings.push(format!(
            "{name} has no files to send while the application is down, and pages refer to `{all}`: put that into the pages"
        ));
    }
    if wanted.flag.is_some() && can.maintenance == Switch::None {
        warnings.push(format!("{name} has no switch for maintenance"));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::{all, find};

    #[test]
    fn every_server_is_found_by_its_name_and_no_two_have_one() {
        for server in all() {
            assert_eq!(find(server.name()).unwrap().title(), server.title());
        }
        let mut names: Vec<&str> = all().iter().map(|server| server.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all().len());
    }

    #[test]
    fn a_server_that_is_not_there_is_an_error_with_a_way_out() {
        let error = find("ngnix").map(super::Server::name).unwrap_err();
        assert_eq!(error.to_string(), "there is no server `ngnix`");
        assert_eq!(error.help_text(), Some("did you mean `nginx`?"));
    }
}
