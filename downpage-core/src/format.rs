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

    /// Whether markup characters in values are escaped.
    #[must_use]
    pub const fn escapes_markup(self) -> bool {
        matches!(self, Self::Html | Self::Xml)
    }

    /// The name for people and configurations: `html`, `xml`, `json`, `txt`.
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
