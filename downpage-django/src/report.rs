//! The language's errors as those of the core: one table of kinds, Django's message, the place, a way out.

use std::borrow::Cow;

use downpage_core::error::suggest;
use downpage_core::{Error, ErrorKind, Loader, Location, Span};

use crate::environment::Environment;
use crate::error::{Error as DjangoError, Kind};
use crate::foreign::{Foreign, survey};
use crate::parser::Library;

/// What stands over the lines of a configuration.
const STAND_IN: &str = "let something stand in for what only Python has, in the configuration:";

/// The error of the core for `error`, which came up on `page`.
pub(crate) fn report(
    error: &DjangoError,
    page: &str,
    environment: &Environment,
    loader: &dyn Loader,
) -> Error {
    let place = if *error.kind() == Kind::Output { Some(Location::whole(page)) } else { place(error) };
    if *error.kind() == Kind::TemplateMissing {
        // The loader knows what was searched; or there is one, and it is in the chain already.
        let name = error.message();
        let missing = loader.load(name).err().or_else(|| chain_ended(name, loader));
        if let Some(missing) = missing {
            return match place {
                Some(place) => missing.at(place),
                None => missing,
            };
        }
    }
    let unknown = unknown(error);
    let mut reported = Error::new(kind(error, unknown.is_some()), message(error));
    if let Some(help) = error.help_text() {
        reported = reported.help(help);
    }
    if let Some(unknown) = unknown {
        reported = explain(reported, &unknown, &|| survey(page, environment, loader), environment);
    }
    match place {
        Some(place) => reported.at(place),
        None => reported,
    }
}

/// Adds the way out for a name that nobody knows: what to load, what may be meant, or what could stand in for it.
fn explain(
    error: Error,
    unknown: &Unknown<'_>,
    survey: &dyn Fn() -> Foreign,
    environment: &Environment,
) -> Error {
    if let Some(library) = unknown.waiting(environment) {
        return error.help(format!("load its library first: `{{% load {library} %}}`"));
    }
    let known = unknown.known(environment);
    let near = known.as_deref().filter(|help| help.starts_with("did you mean"));
    // Few filters are foreign, and many are misspelt.
    if let (Unknown::Filter(_), Some(near)) = (unknown, near) {
        return error.help(near);
    }
    let foreign = survey();
    let help = match (near, foreign.lines()) {
        (None, Some(lines)) => Some(format!("{STAND_IN}{lines}")),
        (Some(near), Some(lines)) => Some(format!("{near} otherwise {STAND_IN}{lines}")),
        (_, None) => known,
    };
    foreign.note(error).maybe_help(help)
}

/// The error of a template that extends itself, when no directory has another one of its name.
fn chain_ended(name: &str, loader: &dyn Loader) -> Option<Error> {
    const MOST: usize = 64; // directories; far more than any site has
    let mut used = Vec::new();
    for index in 0..MOST {
        match loader.load_nth(name, index) {
            Ok(source) => used.extend(source.path),
            Err(missing) => {
                let missing = missing.help(
                    "a template may extend one of its own name only when a directory that is searched later has one",
                );
                return Some(used.iter().fold(missing, |error, path| {
                    error.note(format!("in use already: `{}`", path.display()))
                }));
            }
        }
    }
    None
}

/// Django's message; before those of Python the name of the exception.
fn message(error: &DjangoError) -> String {
    match error.kind() {
        Kind::Syntax
        | Kind::TemplateMissing
        | Kind::NoReverseMatch
        | Kind::Limit
        | Kind::Output
        | Kind::NoClock => error.message().to_owned(),
        kind if error.message().is_empty() => kind.name().to_owned(),
        Kind::VariableMissing => format!("{}: {}", error.kind().name(), shortened(error.message())),
        kind => format!("{}: {}", kind.name(), error.message()),
    }
}

/// Django writes out all that a look-up went through, which may be every value of the page: so much of it is kept.
const MOST_SHOWN: usize = 160;

fn shortened(message: &str) -> Cow<'_, str> {
    match message.char_indices().nth(MOST_SHOWN) {
        None => message.into(),
        Some((end, _)) => format!("{}…", &message[..end]).into(),
    }
}

fn kind(error: &DjangoError, unknown: bool) -> ErrorKind {
    match error.kind() {
        Kind::Syntax if unknown => ErrorKind::UnknownName,
        Kind::Syntax => ErrorKind::TemplateSyntax,
        Kind::TemplateMissing => ErrorKind::TemplateNotFound,
        Kind::VariableMissing => ErrorKind::UndefinedVariable,
        Kind::Limit | Kind::Output => ErrorKind::LimitExceeded,
        _ => ErrorKind::Rendering,
    }
}

/// A name that nobody knows.
enum Unknown<'e> {
    Tag(&'e str),
    Filter(&'e str),
    Library(&'e str),
    /// A tag or filter that is asked of a library which does not have it.
    Member(&'e str),
}

/// The name at which a look-up ended.
fn missing_key(error: &DjangoError) -> Option<&str> {
    let rest = error.message().strip_prefix("Failed lookup for key [")?;
    rest.split_once(']').map(|(key, _)| key)
}

/// Django has one kind of error for all that is wrong in a template; its words tell them apart.
fn unknown(error: &DjangoError) -> Option<Unknown<'_>> {
    let message = error.message();
    let quoted = || message.split('\'').nth(1);
    if message.starts_with("Invalid filter: '") {
        return quoted().map(Unknown::Filter);
    }
    if message.starts_with("Invalid block tag on line ") {
        return quoted().map(Unknown::Tag);
    }
    if message.contains("' is not a registered tag library.") {
        return quoted().map(Unknown::Library);
    }
    message.contains("' is not a valid tag or filter in tag library '").then(quoted)?.map(Unknown::Member)
}

impl Unknown<'_> {
    /// The library that has it and is not loaded.
    fn waiting<'l>(&self, environment: &'l Environment) -> Option<&'l str> {
        let has = |library: &&Library| match self {
            Self::Tag(name) => library.tag(name).is_some(),
            Self::Filter(name) => library.filter(name).is_some(),
            Self::Library(_) | Self::Member(_) => false,
        };
        environment.libraries.iter().find(has).map(|library| &*library.name)
    }

    /// The name that may be meant, or all names when they are few.
    fn known(&self, environment: &Environment) -> Option<String> {
        let libraries = || environment.builtins.iter().chain(&environment.libraries);
        match self {
            Self::Library(name) => suggest(name, environment.libraries.iter().map(|library| &*library.name)),
            Self::Tag(name) | Self::Member(name) => suggest(name, libraries().flat_map(Library::tag_names)),
            Self::Filter(name) => suggest(name, libraries().flat_map(Library::filter_names)),
        }
    }

    fn word(&self) -> &str {
        match self {
            Self::Tag(name) | Self::Filter(name) | Self::Library(name) | Self::Member(name) => name,
        }
    }
}

/// The place; at the very word inside of a tag, where that is known.
fn place(error: &DjangoError) -> Option<Location> {
    let (origin, span) = (error.origin()?, error.span()?);
    let name = origin.name.as_deref().unwrap_or("template");
    let source = &origin.source;
    let tag = source.get(span.start..span.end).unwrap_or_default();
    let unknown = unknown(error);
    let narrowed =
        unknown.as_ref().map(Unknown::word).or_else(|| missing_key(error)).and_then(|word| {
            tag.find(word).map(|at| Span::new(span.start + at, span.start + at + word.len()))
        });
    Some(Location::in_source(name, source, narrowed.unwrap_or(span)))
}
