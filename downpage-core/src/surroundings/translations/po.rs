//! Reads `.po` files: what translators write.

mod lexer;

use super::catalog::{Builder, CONTEXT_END, Catalog};
use super::header::plural_rule;
use super::plural::PluralRule;
use crate::error::Result;
use crate::span::Span;

use lexer::Lexer;

impl Catalog {
    /// Reads a `.po` file; `name` is the file, for messages.
    ///
    /// As `msgfmt` compiles it: untranslated, fuzzy and obsolete messages are left out.
    ///
    /// # Errors
    /// [`BadData`](crate::ErrorKind::BadData) with the place, when the text is no `.po` file, translates a message twice,
    /// or states a plural rule that cannot be read.
    pub fn from_po(text: &str, name: &str) -> Result<Self> {
        let mut lexer = Lexer::new(text, name);
        let mut builder = Builder::default();
        let mut plural = PluralRule::default();
        let mut places = Vec::new();
        while let Some(message) = read_message(&mut lexer)? {
            if message.key.is_empty() {
                let header = message.forms.first().map(String::as_str).unwrap_or_default();
                plural = plural_rule(header).map_err(|reason| lexer.error(message.place, reason))?;
            } else if !message.fuzzy && message.forms.first().is_some_and(|form| !form.is_empty()) {
                if !builder.add(&message.key, &message.forms.join("\0"), message.is_plural) {
                    return Err(lexer.error(message.place, "the catalog is larger than 4 GB"));
                }
                places.push(message.place);
            }
        }
        let (catalog, repeated) = builder.build(name, plural);
        match repeated.and_then(|position| places.get(position)) {
            None => Ok(catalog),
            Some(place) => {
                Err(lexer.error(*place, "this message is translated twice").help("remove one of them"))
            }
        }
    }
}

/// One entry of the file.
struct Message {
    /// Context and [`CONTEXT_END`], if there is a context, and the message.
    key: String,
    forms: Vec<String>,
    is_plural: bool,
    fuzzy: bool,
    /// The line of `msgid`.
    place: Span,
}

/// The next entry, if there is one.
fn read_message(lexer: &mut Lexer<'_>) -> Result<Option<Message>> {
    lexer.skip();
    if lexer.is_at_end() {
        return Ok(None);
    }
    let fuzzy = lexer.take_fuzzy();
    let mut key = String::new();
    if lexer.keyword("msgctxt").is_some() {
        key = lexer.text()?;
        key.push(char::from(CONTEXT_END));
    }
    let Some(place) = lexer.keyword("msgid") else { return Err(lexer.unexpected("`msgid`")) };
    let id = lexer.text()?;
    key.push_str(&id);
    let is_plural = lexer.keyword("msgid_plural").is_some();
    if is_plural {
        lexer.text()?;
    }
    let mut forms = Vec::new();
    while let Some(place) = lexer.keyword("msgstr") {
        if lexer.index()? != is_plural.then_some(forms.len()) {
            let expected =
                if is_plural { format!("`msgstr[{}]`", forms.len()) } else { "`msgstr`".to_owned() };
            return Err(lexer.error(place, format!("expected {expected}")));
        }
        forms.push(lexer.text()?);
        if !is_plural {
            break;
        }
    }
    if forms.is_empty() {
        return Err(lexer.unexpected(if is_plural { "`msgstr[0]`" } else { "`msgstr`" }));
    }
    Ok(Some(Message { key, forms, is_plural, fuzzy, place }))
}
