//! One file of translations, kept as one text and an index into it.

use super::plural::PluralRule;

/// Between a message's context and the message, as in `.mo` files.
pub(super) const CONTEXT_END: u8 = 4;
/// Between the plural forms of a translation, as in `.mo` files.
pub(super) const FORM_END: char = '\0';

/// The messages of one `.po` or `.mo` file.
///
/// All text is in one allocation, with 16 bytes of index for each message.
///
/// ```
/// use downpage_core::surroundings::Catalog;
///
/// let catalog = Catalog::from_po("msgid \"Not found\"\nmsgstr \"Nicht gefunden\"\n", "de.po")?;
/// assert_eq!(catalog.gettext(None, "Not found"), Some("Nicht gefunden"));
/// assert_eq!(catalog.len(), 1);
/// # Ok::<(), downpage_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    name: Box<str>,
    text: Box<str>,
    entries: Box<[Entry]>,
    plural: PluralRule,
}

/// One message in the text: its key, and the translation right after it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u32,
    key_end: u32,
    end: u32,
    is_plural: bool,
}

impl Catalog {
    /// The file it was read from, as it was named then.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many messages are translated.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no message is translated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The translation of `message`; of one with plural forms, the one for 1.
    #[must_use]
    pub fn gettext(&self, context: Option<&str>, message: &str) -> Option<&str> {
        let entry = self.find(context, message)?;
        let translation = self.translation(entry);
        let form = if entry.is_plural { form(translation, self.plural.form(1)?) } else { Some(translation) };
        form.filter(|text| !text.is_empty())
    }

    /// The translation of the message with plural forms whose singular is `singular`, in the form for `count`.
    #[must_use]
    pub fn ngettext(&self, context: Option<&str>, singular: &str, count: i64) -> Option<&str> {
        let entry = self.find(context, singular).filter(|entry| entry.is_plural)?;
        form(self.translation(entry), self.plural.form(count)?).filter(|text| !text.is_empty())
    }

    fn find(&self, context: Option<&str>, message: &str) -> Option<&Entry> {
        let compare = |entry: &Entry| self.key(entry).bytes().cmp(key_bytes(context, message));
        self.entries.binary_search_by(compare).ok().and_then(|at| self.entries.get(at))
    }

    fn key(&self, entry: &Entry) -> &str {
        part(&self.text, entry.start, entry.key_end)
    }

    fn translation(&self, entry: &Entry) -> &str {
        part(&self.text, entry.key_end, entry.end)
    }
}

fn form(translation: &str, index: usize) -> Option<&str> {
    translation.split(FORM_END).nth(index)
}

fn key_bytes<'a>(context: Option<&'a str>, message: &'a str) -> impl Iterator<Item = u8> + 'a {
    let context = context.map(|context| context.bytes().chain([CONTEXT_END]));
    context.into_iter().flatten().chain(message.bytes())
}

fn part(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..end as usize).unwrap_or_default()
}

/// A catalog in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    entries: Vec<Entry>,
}

impl Builder {
    /// Adds a message under `key`: the context and [`CONTEXT_END`], if there is one, and the singular.
    ///
    /// `false` when the text would be larger than the index can say.
    pub(super) fn add(&mut self, key: &str, translation: &str, is_plural: bool) -> bool {
        let start = self.text.len();
        let ends = (start + key.len(), start + key.len() + translation.len());
        let (Ok(start), Ok(key_end), Ok(end)) = (start.try_into(), ends.0.try_into(), ends.1.try_into())
        else {
            return false;
        };
        self.text.push_str(key);
        self.text.push_str(translation);
        self.entries.push(Entry { start, key_end, end, is_plural });
        true
    }

    /// The length of all text so far.
    pub(super) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// The catalog, sorted by key.
    ///
    /// Of messages with one key the last stays. Then there is also the position of the first that repeats another, in the
    /// order of the calls of [`add`](Self::add).
    pub(super) fn build(self, name: &str, plural: PluralRule) -> (Catalog, Option<usize>) {
        let Self { text, entries } = self;
        let key = |entry: &Entry| part(&text, entry.start, entry.key_end);
        let mut order: Vec<(usize, Entry)> = entries.into_iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| key(a).cmp(key(b)));
        let mut kept: Vec<Entry> = Vec::with_capacity(order.len());
        let mut repeated: Option<usize> = None;
        for (position, entry) in order {
            match kept.last_mut() {
                Some(last) if key(last) == key(&entry) => {
                    repeated = Some(repeated.map_or(position, |known| known.min(position)));
                    *last = entry;
                }
                _ => kept.push(entry),
            }
        }
        (Catalog { name: name.into(), text: text.into(), entries: kept.into(), plural }, repeated)
    }
}
