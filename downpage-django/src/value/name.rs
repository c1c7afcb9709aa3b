//! A name that is looked up often: its hash is made once, when the template is parsed, and it remembers where it was
//! found.

use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use indexmap::Equivalent;

use crate::value::{Dict, Value};

/// The name of a variable, key or attribute.
pub struct Name {
    hash: u64,
    text: Arc<str>,
    /// Its place in the dict where it was found last. Dicts of one kind, and one dict in many renders, have it there again.
    place: AtomicU32,
}

impl Name {
    /// The name `text`.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { hash: hash_text(&text), text, place: AtomicU32::new(0) }
    }

    /// The hash, of which names that are the same have the same.
    pub(crate) fn hash_of(text: &str) -> u64 {
        hash_text(text)
    }

    /// Whether it is the name `text` with that hash.
    pub(crate) fn is(&self, text: &str, hash: u64) -> bool {
        self.hash == hash && *self.text == *text
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, shared.
    #[must_use]
    pub fn to_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// What `dict` has under this name.
    #[inline]
    #[must_use]
    pub fn find_in<'d>(&self, dict: &'d Dict) -> Option<&'d Value> {
        match dict.get_index(self.place.load(Ordering::Relaxed) as usize) {
            Some((key, value)) if self.equivalent(key) => Some(value),
            _ => self.search(dict),
        }
    }

    #[inline(never)]
    fn search<'d>(&self, dict: &'d Dict) -> Option<&'d Value> {
        let (place, _, value) = dict.get_full(self)?;
        self.place.store(u32::try_from(place).unwrap_or(0), Ordering::Relaxed);
        Some(value)
    }

    /// One bit of 64 for this name: what has no name with that bit has not this name.
    pub(crate) fn bit(&self) -> u64 {
        1 << (self.hash >> 58)
    }
}

impl Clone for Name {
    fn clone(&self) -> Self {
        let place = AtomicU32::new(self.place.load(Ordering::Relaxed));
        Self { hash: self.hash, text: Arc::clone(&self.text), place }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        let same_text =
            || Arc::ptr_eq(&self.text, &other.text) || is_same(self.text.as_bytes(), other.text.as_bytes());
        self.hash == other.hash && same_text()
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Equivalent<Value> for Name {
    fn equivalent(&self, key: &Value) -> bool {
        key.as_str().is_some_and(|text| is_same(text.as_bytes(), self.text.as_bytes()))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether two texts are the same. Names are short: two words that overlap cover most of them without a call.
#[inline]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() || a.len() > 16 {
        return a == b;
    }
    if let (Some(a_start), Some(b_start)) = (a.first_chunk::<8>(), b.first_chunk::<8>()) {
        return a_start == b_start && a.last_chunk::<8>() == b.last_chunk::<8>();
    }
    if let (Some(a_start), Some(b_start)) = (a.first_chunk::<4>(), b.first_chunk::<4>()) {
        return a_start == b_start && a.last_chunk::<4>() == b.last_chunk::<4>();
    }
    a.first() == b.first() && a.get(1) == b.get(1) && a.get(2) == b.get(2)
}

/// The bit that [`Name::bit`] gives for the name that a key is; all bits for a key that is no text.
pub(crate) fn key_bit(key: &Value) -> u64 {
    key.as_str().map_or(u64::MAX, |text| 1 << (hash_text(text) >> 58))
}

/// A text as a key, for look-ups by a name that is known only now.
pub struct TextKey<'t>(pub &'t str);

impl Hash for TextKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(hash_text(self.0));
    }
}

impl Equivalent<Value> for TextKey<'_> {
    fn equivalent(&self, key: &Value) -> bool {
        key.as_str() == Some(self.0)
    }
}

/// Passes on the one number that a key gives: keys hash themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = mix(self.0 ^ hash_bytes(bytes));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Builds [`Ready`].
pub(crate) type ReadyState = BuildHasherDefault<Ready>;

/// The hash of a text, the same whether it is a key or a name.
#[must_use]
pub(super) fn hash_text(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// The hash of a number as a key.
#[must_use]
pub(super) fn hash_number(number: u64) -> u64 {
    mix(number ^ 0x9e37_79b9_7f4a_7c15)
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hash = 0x243f_6a88_85a3_08d3 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        hash = mix(hash ^ chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    mix(hash ^ chunks.remainder().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

#[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
fn mix(word: u64) -> u64 {
    let product = u128::from(word) * 0x2d35_8dcc_aa6c_78a5;
    (product as u64) ^ (product >> 64) as u64
}
