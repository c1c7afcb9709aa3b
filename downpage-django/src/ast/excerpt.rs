//! A piece of a template's text, without a copy of it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A piece of a text that is shared.
#[derive(Clone)]
pub struct Excerpt {
    whole: Arc<str>,
    range: Range<u32>,
}

impl Excerpt {
    /// The piece of `whole` that `text` is; a copy when it comes from elsewhere, or stands too far on.
    #[must_use]
    pub fn of(whole: &Arc<str>, text: &str) -> Self {
        let start = text.as_ptr().addr().wrapping_sub(whole.as_ptr().addr());
        let end = start.wrapping_add(text.len());
        if start <= end
            && end <= whole.len()
            && let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end))
        {
            return Self { whole: Arc::clone(whole), range: start..end };
        }
        Self { whole: text.into(), range: 0..u32::try_from(text.len()).unwrap_or(u32::MAX) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.whole.get(self.range.start as usize..self.range.end as usize).unwrap_or_default()
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Excerpt;

    #[test]
    fn a_piece_shares_the_text_and_what_is_no_piece_is_copied() {
        let whole: Arc<str> = "{{ grün|upper }}".into();
        let piece = Excerpt::of(&whole, &whole[3..8]);
        assert_eq!((piece.as_str(), Arc::strong_count(&whole)), ("grün", 2));
        assert_eq!(Excerpt::of(&whole, "grün").as_str(), "grün");
        assert_eq!(Excerpt::of(&whole, "").as_str(), "");
        assert_eq!(Arc::strong_count(&whole), 2);
    }
}
