//! The kind of text a page is, which decides how values are escaped in it.

/// What a page's text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// HTML: values are escaped for markup. The safe choice for every unknown extension.
    #[default]
    Html,
    /// XML: escaped as HTML is.
    Xml,
    /// JSON: values are written as JSON.
    Json,
    /// Plain text: nothing is escaped.
    Text,
}

impl Format {
    /// The format that a file name's extension says: `.txt`, `.text`, `.md` and `.csv` are text, `.json` is JSON, `.xml`,
    /// `.svg`, `.rss`, `.atom` and `.xhtml` are XML, all else is HTML.
    ///
    /// ```
    /// use downpage_core::Format;
    ///
    /// assert_eq!(Format::of("errors/502.json"), Format::Json);
    /// assert_eq!(Format::of("502"), Format::Html);
    /// ```
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((_, extension)) = name.rsplit_once('.') else { return Self::Html };
        match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" | "md" | "csv" => Self::Text,
            "json" => Self::Json,
            "xml" | "svg" | "rss" | "atom" | "xhtml" => Self::Xml,
            _ => Self::Html,
        }
    }

    /// All of them.
    pub const ALL: [Self; 4] = [Self::Html, Self::Json, Self::Text, Self::Xml];

    /// The format of this name: `html`, `json`, `txt`, `xml`.
    ///
    /// ```
    /// use downpage_core::Format;
    ///
    /// assert_eq!(Format::from_name("txt"), Some(Format::Text));
    /// assert_eq!(Format::from_name("htm"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether markup characters in values are escaped.
    #[must_use]
    pub const fn escapes_markup(self) -> bool {
        matches!(self, Self::Html | Self::Xml)
    }

    /// The name for people and configurations, and the extension of its files: `html`, `xml`, `json`, `txt`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Text => "txt",
        }
    }
}

/// Some formats, each once, in an order that counts: the first is what a client gets that asks for none of them.
///
/// ```
/// use downpage_core::format::{Format, Formats};
///
/// let formats = Formats::from_iter([Format::Json, Format::Html, Format::Json]);
/// assert!(formats.iter().eq([Format::Json, Format::Html]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Formats([Option<Format>; Format::ALL.len()]);

impl Formats {
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0[0].is_none()
    }

    /// Whether `format` is one of them.
    #[must_use]
    pub fn contains(self, format: Format) -> bool {
        self.0.contains(&Some(format))
    }

    /// The formats in their order.
    pub fn iter(self) -> impl Iterator<Item = Format> {
        self.0.into_iter().flatten()
    }
}

impl FromIterator<Format> for Formats {
    fn from_iter<I: IntoIterator<Item = Format>>(formats: I) -> Self {
        let mut all = Self::default();
        for format in formats {
            // there is room: each of the four is there at most once
            if !all.contains(format)
                && let Some(free) = all.0.iter_mut().find(|place| place.is_none())
            {
                *free = Some(format);
            }
        }
        all
    }
}
