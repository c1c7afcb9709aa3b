//! The encodings that a page can lie compressed in beside itself, for servers that send such files.

/// A content coding, and the files that hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// gzip, which every client reads: `502.html.gz`.
    Gzip,
    /// Brotli, which every browser reads over HTTPS: `502.html.br`.
    Brotli,
    /// Zstandard: `502.html.zst`.
    Zstd,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Gzip, Self::Brotli, Self::Zstd];

    /// The name in configurations and in the headers `Accept-Encoding` and `Content-Encoding`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// What the names of its files end with, as servers look for them: `gz`, `br`, `zst`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
            Self::Zstd => "zst",
        }
    }

    /// The encoding of this name.
    ///
    /// ```
    /// use downpage_core::Encoding;
    ///
    /// assert_eq!(Encoding::from_name("br"), Some(Encoding::Brotli));
    /// assert_eq!(Encoding::from_name("gz"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of encodings.
///
/// ```
/// use downpage_core::encoding::{Encoding, Encodings};
///
/// let encodings = Encodings::from_iter([Encoding::Zstd, Encoding::Gzip]);
/// assert!(encodings.iter().eq([Encoding::Gzip, Encoding::Zstd]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Encodings(u8);

impl Encodings {
    /// None.
    pub const NONE: Self = Self(0);

    /// Whether `encoding` is in the set.
    #[must_use]
    pub const fn contains(self, encoding: Encoding) -> bool {
        self.0 & encoding.bit() != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The same set with `encoding` in it.
    #[must_use]
    pub const fn with(self, encoding: Encoding) -> Self {
        Self(self.0 | encoding.bit())
    }

    /// The encodings: gzip, Brotli, Zstandard.
    pub fn iter(self) -> impl Iterator<Item = Encoding> {
        Encoding::ALL.into_iter().filter(move |encoding| self.contains(*encoding))
    }
}

impl FromIterator<Encoding> for Encodings {
    fn from_iter<I: IntoIterator<Item = Encoding>>(encodings: I) -> Self {
        encodings.into_iter().fold(Self::NONE, Self::with)
    }
}

/// How hard pages are compressed, from 1: fast, to the default, which is the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Levels {
    /// gzip, up to 9.
    pub gzip: u8,
    /// Brotli, up to 11.
    pub brotli: u8,
    /// Zstandard, up to 19: beyond that come windows that browsers refuse.
    pub zstd: u8,
}

impl Levels {
    /// The highest level of each.
    pub const HIGHEST: Self = Self { gzip: 9, brotli: 11, zstd: 19 };

    /// The level for `encoding`.
    #[must_use]
    pub const fn of(self, encoding: Encoding) -> u8 {
        match encoding {
            Encoding::Gzip => self.gzip,
            Encoding::Brotli => self.brotli,
            Encoding::Zstd => self.zstd,
        }
    }
}

impl Default for Levels {
    fn default() -> Self {
        Self::HIGHEST
    }
}
