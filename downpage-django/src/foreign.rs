//! Finds what the templates of a page use and only Python has: every use, and the lines that stand in for it.

use std::cell::RefCell;
use std::collections::HashSet;

use downpage_core::{Error, Loader, Location, Span};

use crate::environment::Environment;
use crate::filter::FoundFilter;
use crate::lexer::{Token, TokenKind, split_quoted, tokenize};
use crate::parser::{Library, Names, parse_expression};
use crate::stand_in::StandIn;
use crate::tags::relative_name;
use crate::text::space;

/// Templates looked at; a page seldom has more than twenty.
const MOST_TEMPLATES: usize = 100;

/// Uses that are listed; the lines to write count all.
const MOST_USES: usize = 20;

/// Words between a tag and its end.
const BETWEEN: [&str; 4] = ["else", "elif", "empty", "plural"];

/// Libraries that older Django had, and where their tags are now.
const RENAMED: [(&str, &str); 2] = [("staticfiles", "static"), ("admin_static", "static")];

/// What a page uses and nobody here knows.
#[derive(Default)]
pub(crate) struct Foreign {
    /// The first uses: the place, and the tag as it is written.
    uses: Vec<(Location, String)>,
    /// How many more there are.
    more: usize,
    libraries: Vec<String>,
    /// Libraries that are asked for names which they do not have, and these.
    missing: Vec<(String, Vec<String>)>,
    /// Tags that belong to no library loaded, and whether they have an end tag.
    tags: Vec<(String, bool)>,
    filters: Vec<String>,
}

/// Looks through `page`, what it extends and what it includes, as far as the names are written out.
pub(crate) fn survey(page: &str, environment: &Environment, loader: &dyn Loader) -> Foreign {
    let mut foreign = Foreign::default();
    let mut names = vec![page.to_owned()];
    let mut at = 0;
    while let Some(name) = names.get(at).cloned() {
        at += 1;
        let Ok(source) = loader.load(&name) else { continue };
        let template = Surveyed { name: &name, source: &source.text, environment };
        for found in template.look(&mut foreign) {
            if !names.contains(&found) && names.len() < MOST_TEMPLATES {
                names.push(found);
            }
        }
    }
    foreign
}

impl Foreign {
    /// Adds to `error` where the page uses what is foreign.
    pub(crate) fn note(&self, error: Error) -> Error {
        let error =
            self.uses.iter().fold(error, |error, (place, text)| error.note(format!("{place}: {text}")));
        match self.more {
            0 => error,
            more => error.note(format!("and {more} more")),
        }
    }

    /// The lines of a configuration that stand in for all of it; `None` when there is nothing foreign.
    pub(crate) fn lines(&self) -> Option<String> {
        let mut lines = String::new();
        let mut table = |name: &str, entries: Vec<String>| {
            if !entries.is_empty() {
                lines.push_str(&format!("\n[engines.django.{name}]\n{}", entries.join("\n")));
            }
        };
        let renamed = |name: &str| RENAMED.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
        let entry = |name: &str, gives: &str| format!("{} = \"{gives}\"", key(name));
        let aliases = self.libraries.iter().filter_map(|name| Some(entry(name, renamed(name)?)));
        table("libraries", aliases.collect());
        for (library, names) in &self.missing {
            let names = names.iter().map(|name| entry(name, "body"));
            table(&format!("libraries.{}.tags", key(library)), names.collect());
        }
        let libraries = self.libraries.iter().filter(|name| renamed(name).is_none());
        table("stand_ins.libraries", libraries.map(|name| entry(name, "body")).collect());
        let gives = |has_end: bool| if has_end { "body" } else { "nothing" };
        table(
            "stand_ins.tags",
            self.tags.iter().map(|(name, has_end)| entry(name, gives(*has_end))).collect(),
        );
        table("stand_ins.filters", self.filters.iter().map(|name| entry(name, "input")).collect());
        (!lines.is_empty()).then_some(lines)
    }

    fn add_missing(&mut self, library: &str, name: &str) {
        match self.missing.iter_mut().find(|(known, _)| known == library) {
            Some((_, names)) => push_new(names, name),
            None => self.missing.push((library.to_owned(), vec![name.to_owned()])),
        }
    }
}

/// One template that is looked through.
struct Surveyed<'t> {
    name: &'t str,
    source: &'t str,
    environment: &'t Environment,
}

impl Surveyed<'_> {
    /// Adds what is foreign, and gives the names of the templates that this one extends or includes.
    fn look(&self, foreign: &mut Foreign) -> Vec<String> {
        let tokens = tokenize(self.source);
        let commands: HashSet<&str> = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Block)
            .filter_map(|token| space::words(token.contents).next())
            .collect();
        let mut names = Vec::new();
        let mut commented = false;
        let mut excused = false;
        for token in &tokens {
            let words: Vec<&str> = match token.kind {
                TokenKind::Block => split_quoted(token.contents),
                TokenKind::Variable if !commented => {
                    self.filters(token, &[token.contents], excused, foreign);
                    continue;
                }
                _ => continue,
            };
            let Some((command, arguments)) = words.split_first() else { continue };
            match *command {
                "endcomment" => commented = false,
                _ if commented => {}
                "comment" => commented = true,
                "load" => excused |= self.load(token, arguments, foreign),
                _ if self.knows(command, has_tag) => {
                    if let ("extends" | "include", Some(name)) = (*command, arguments.first()) {
                        names.extend(self.named(name));
                    }
                    self.filters(token, arguments, excused, foreign);
                }
                command if self.belongs_to_another(command, &commands) => {}
                command => {
                    self.found(token, None, foreign);
                    if !excused && !foreign.tags.iter().any(|(known, _)| known == command) {
                        let has_end = commands.contains(&*format!("end{command}"));
                        foreign.tags.push((command.to_owned(), has_end));
                    }
                }
            }
        }
        names
    }

    /// Whether a tag is the end of another one of `commands`, or of one that is known; or stands between.
    fn belongs_to_another(&self, command: &str, commands: &HashSet<&str>) -> bool {
        let ends = |of: &str| commands.contains(of) || self.knows(of, has_tag);
        BETWEEN.contains(&command) || command.strip_prefix("end").is_some_and(ends)
    }

    /// Whether a library that is built in or waits for `{% load %}` has something of that name.
    fn knows(&self, name: &str, has: impl Fn(&Library, &str) -> bool) -> bool {
        let Environment { builtins, libraries, .. } = self.environment;
        builtins.iter().chain(libraries).any(|library| has(library, name))
    }

    /// Looks at a `{% load %}`; whether it brings a library that nobody knows, or one with a stand-in for everything.
    fn load(&self, token: &Token<'_>, arguments: &[&str], foreign: &mut Foreign) -> bool {
        let (only, libraries): (&[&str], &[&str]) = match arguments {
            [only @ .., word, library] if *word == "from" && !only.is_empty() => {
                (only, std::slice::from_ref(library))
            }
            libraries => (&[], libraries),
        };
        let mut excused = false;
        for name in libraries {
            match self.environment.libraries.iter().find(|library| *library.name == **name) {
                None => {
                    excused = true;
                    self.found(token, None, foreign);
                    push_new(&mut foreign.libraries, name);
                }
                Some(library) if library.fallback.is_some() => excused = true,
                Some(library) => {
                    for wanted in
                        only.iter().filter(|name| !has_tag(library, name) && !has_filter(library, name))
                    {
                        excused = true;
                        self.found(token, Some(wanted), foreign);
                        foreign.add_missing(name, wanted);
                    }
                }
            }
        }
        excused
    }

    /// Adds the filters in `expressions` that nobody knows.
    fn filters(&self, token: &Token<'_>, expressions: &[&str], excused: bool, foreign: &mut Foreign) {
        for text in expressions.iter().filter(|text| text.contains('|')) {
            let unknown = RefCell::new(Vec::new());
            let find = |name: &str| {
                if !self.knows(name, has_filter) {
                    unknown.borrow_mut().push(name.to_owned());
                }
                Some(FoundFilter::Custom(StandIn::Input.filter(name)))
            };
            let _ = parse_expression(text, &find, &Names::of((*text).into()));
            for name in unknown.into_inner() {
                self.found(token, Some(&name), foreign);
                if !excused {
                    push_new(&mut foreign.filters, &name);
                }
            }
        }
    }

    /// Adds a use: of `word` in the tag, or of the tag.
    fn found(&self, token: &Token<'_>, word: Option<&str>, foreign: &mut Foreign) {
        let text = self.source.get(token.span.start..token.span.end).unwrap_or_default();
        let start = token.span.start + word.and_then(|word| text.find(word)).unwrap_or(0);
        let place = Location::in_source(self.name, self.source, Span::new(start, token.span.end));
        // A tag that loads two such libraries is one use.
        let listed = |(known, _): &(Location, String)| {
            (&known.source, known.line, known.column) == (&place.source, place.line, place.column)
        };
        if foreign.uses.last().is_some_and(listed) {
            return;
        }
        if foreign.uses.len() >= MOST_USES {
            foreign.more += 1;
            return;
        }
        foreign.uses.push((place, text.to_owned()));
    }

    /// The template that a quoted name means here.
    fn named(&self, quoted: &str) -> Option<String> {
        let name = relative_name(Some(self.name), quoted, true).ok()?;
        let quote = name.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (name, rest) = name[1..].split_once(quote)?;
        rest.is_empty().then(|| name.to_owned())
    }
}

fn has_tag(library: &Library, name: &str) -> bool {
    library.tag(name).is_some()
}

fn has_filter(library: &Library, name: &str) -> bool {
    library.filter(name).is_some()
}

fn push_new(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// A key of TOML.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { format!("{name:?}") }
}
