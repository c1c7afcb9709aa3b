//! The pages that a server can choose from: by status, format, language and encoding.

use std::path::Path;
use std::sync::Arc;

use downpage::plan::Plan;
use downpage::{Encoding, Format};

use super::Languages;

/// The order of preference among formats: the first that there is stands in for the others.
const FORMATS: [Format; 4] = [Format::Html, Format::Json, Format::Xml, Format::Text];

/// All pages for a status, each status with all its variants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Served {
    /// By status, in order; none is without a variant.
    pub(crate) statuses: Vec<StatusPages>,
    /// The language of the pages that name none.
    pub(crate) language: Arc<str>,
    /// What pages refer to by URL and need to look right, such as `/static/site.css`; known only of pages that were
    /// [looked](Self::look) at.
    pub(crate) references: Vec<String>,
}

/// The pages for one status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusPages {
    pub(crate) status: u16,
    /// The first is for everybody whom no other suits. Ordered by format, and in each the one for everybody first.
    pub(crate) variants: Vec<Variant>,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) format: Format,
    /// The language to choose it by; `None` when it is for everybody whom no other language suits.
    pub(crate) locale: Option<Arc<str>>,
    /// Its path below the directory of the pages, with `/` between its parts.
    pub(crate) path: Arc<str>,
    /// The value of `Content-Type`.
    pub(crate) media: &'static str,
    /// Compressed files beside it, the best first: `503.html.br`.
    pub(crate) encodings: Vec<Encoding>,
    /// Its text, when it lies on the disk here and was [looked](Served::look) at.
    pub(crate) text: Option<Arc<str>>,
}

/// Every encoding, the best first.
const BEST: [Encoding; 3] = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip];

impl Served {
    /// The pages of `plan` that are for a status, in a site whose language is `language`.
    pub(crate) fn of(plan: &Plan, language: &str) -> Self {
        let mut served = Self { language: language.into(), ..Self::default() };
        for page in &plan.pages {
            if let Some(status) = page.status {
                served.add(
                    status,
                    Variant {
                        format: page.format,
                        locale: page.locale.clone(),
                        path: Arc::clone(&page.path),
                        media: page.media_type(),
                        encodings: Vec::new(),
                        text: None,
                    },
                );
            }
        }
        served.statuses.sort_by_key(|pages| pages.status);
        for pages in &mut served.statuses {
            pages.settle(language);
        }
        served
    }

    /// Adds what the disk knows: the texts, what they refer to, and which pages have compressed files beside them.
    ///
    /// A page that is not there yet stays without: what is made of it then needs no more than its name.
    pub(crate) fn look(&mut self, directory: &Path) {
        for variant in self.statuses.iter_mut().flat_map(|pages| &mut pages.variants) {
            variant.text = std::fs::read_to_string(directory.join(&*variant.path)).ok().map(Into::into);
            let is_there = |encoding: &Encoding| {
                directory.join(format!("{}.{}", variant.path, encoding.extension())).is_file()
            };
            variant.encodings = BEST.into_iter().filter(is_there).collect();
            if let (Format::Html, Some(text)) = (variant.format, &variant.text) {
                for reference in references(text) {
                    if !self.references.contains(&reference) {
                        self.references.push(reference);
                    }
                }
            }
        }
    }

    /// Only these statuses.
    pub(crate) fn only(&self, statuses: &[u16]) -> Self {
        let kept = self.statuses.iter().filter(|pages| statuses.contains(&pages.status));
        Self { statuses: kept.cloned().collect(), ..self.clone() }
    }

    /// The pages for this status.
    pub(crate) fn status(&self, status: u16) -> Option<&StatusPages> {
        self.statuses.iter().find(|pages| pages.status == status)
    }

    /// The codes that there are pages for, in order.
    pub(crate) fn codes(&self) -> Vec<u16> {
        self.statuses.iter().map(|pages| pages.status).collect()
    }

    /// All pages, by status.
    pub(crate) fn variants(&self) -> impl Iterator<Item = (u16, &Variant)> {
        self.statuses.iter().flat_map(|pages| pages.variants.iter().map(|variant| (pages.status, variant)))
    }

    /// Every format that there is, the first of them for everybody.
    pub(crate) fn formats(&self) -> Vec<Format> {
        let is_there = |format: &Format| self.variants().any(|(_, variant)| variant.format == *format);
        FORMATS.into_iter().filter(is_there).collect()
    }

    /// The value of `Content-Type` for pages of this format.
    pub(crate) fn media(&self, format: Format) -> &'static str {
        let page = self.variants().find(|(_, variant)| variant.format == format);
        page.map_or("text/html; charset=utf-8", |(_, variant)| variant.media)
    }

    /// Every encoding that there is, the best first.
    pub(crate) fn encodings(&self) -> Vec<Encoding> {
        let is_there =
            |encoding: &Encoding| self.variants().any(|(_, variant)| variant.encodings.contains(encoding));
        BEST.into_iter().filter(is_there).collect()
    }

    /// The languages that there is something to choose from in.
    pub(crate) fn languages(&self) -> Languages {
        let locales = self.variants().filter_map(|(_, variant)| variant.locale.clone());
        Languages::new(&self.language, locales)
    }

    /// Statuses whose pages have the same names but for the status, so that one rule does for all of a group.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for pages in &self.statuses {
            let variants: Vec<(Format, Option<Arc<str>>, Pattern)> = pages
                .variants
                .iter()
                .map(|variant| {
                    (variant.format, variant.locale.clone(), Pattern::of(&variant.path, pages.status))
                })
                .collect();
            match groups.iter_mut().find(|group| group.variants == variants) {
                Some(group) => group.statuses.push(pages.status),
                None => groups.push(Group { statuses: vec![pages.status], variants }),
            }
        }
        groups
    }
}

impl StatusPages {
    /// Decides which variant is for everybody, and brings all into order.
    fn settle(&mut self, language: &str) {
        for format in FORMATS {
            let mut same: Vec<&mut Variant> =
                self.variants.iter_mut().filter(|variant| variant.format == format).collect();
            if same.iter().any(|variant| variant.locale.is_none()) {
                continue;
            }
            let own = same.iter().position(|variant| variant.locale.as_deref() == Some(language));
            if let Some(chosen) = same.get_mut(own.unwrap_or_default()) {
                chosen.locale = None;
            }
        }
        let rank = |format: Format| FORMATS.iter().position(|known| *known == format);
        // Stable: two pages of one format and language keep their order, and only the first counts.
        self.variants.sort_by_key(|variant| (rank(variant.format), variant.locale.is_some()));
        let mut seen: Vec<(Format, Option<Arc<str>>)> = Vec::new();
        self.variants.retain(|variant| {
            let key = (variant.format, variant.locale.clone());
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
    }

    /// The page for this format and language, or what stands in for it: the format's own, or the one for everybody.
    pub(crate) fn variant(&self, format: Format, locale: Option<&str>) -> &Variant {
        let exact = self.variants.iter().find(|one| one.format == format && one.locale.as_deref() == locale);
        let of_format = || self.variants.iter().find(|one| one.format == format && one.locale.is_none());
        exact.or_else(of_format).unwrap_or(&self.variants[0])
    }
}

impl Served {
    fn add(&mut self, status: u16, variant: Variant) {
        match self.statuses.iter_mut().find(|pages| pages.status == status) {
            Some(pages) => pages.variants.push(variant),
            None => self.statuses.push(StatusPages { status, variants: vec![variant] }),
        }
    }
}

/// Statuses that one rule does for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) statuses: Vec<u16>,
    /// As in [`StatusPages`].
    pub(crate) variants: Vec<(Format, Option<Arc<str>>, Pattern)>,
}

impl Group {
    /// The names of the pages of one format: that for everybody, and those by language.
    pub(crate) fn of(&self, format: Format) -> impl Iterator<Item = (Option<&str>, &Pattern)> {
        let of_format = self.variants.iter().filter(move |(own, _, _)| *own == format);
        of_format.map(|(_, locale, pattern)| (locale.as_deref(), pattern))
    }

    /// The formats, that for everybody first.
    pub(crate) fn formats(&self) -> Vec<Format> {
        let mut formats: Vec<Format> = self.variants.iter().map(|(format, _, _)| *format).collect();
        formats.dedup();
        formats
    }

    /// The name of the page for everybody.
    pub(crate) fn first(&self) -> &Pattern {
        &self.variants[0].2
    }
}

/// A page's path with a place for the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// What stands before the status, or the whole path when it does not hold the status.
    pub(crate) before: String,
    /// What stands behind it.
    pub(crate) after: Option<String>,
}

impl Pattern {
    fn of(path: &str, status: u16) -> Self {
        let code = status.to_string();
        match path.split_once(&code) {
            Some((before, after)) if !after.contains(&code) => {
                Self { before: before.to_owned(), after: Some(after.to_owned()) }
            }
            _ => Self { before: path.to_owned(), after: None },
        }
    }

    /// The path with `placeholder` where the status stands, and `quote` for what stands around it.
    pub(crate) fn fill(&self, placeholder: &str, quote: impl Fn(&str) -> String) -> String {
        match &self.after {
            Some(after) => quote(&self.before) + placeholder + &quote(after),
            None => quote(&self.before),
        }
    }
}

/// URLs of what a browser loads to show the page: styles, scripts, pictures. An icon is not: nobody misses it.
fn references(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        let attribute = match name.to_ascii_lowercase().as_str() {
            "link" if tag.to_ascii_lowercase().contains("stylesheet") => "href",
            "img" | "script" | "source" | "video" | "audio" | "iframe" | "embed" => "src",
            _ => continue,
        };
        if let Some(url) = attribute_value(tag, attribute).filter(|url| !url.starts_with("data:")) {
            found.push(url.to_owned());
        }
    }
    found
}

fn attribute_value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.match_indices(name).find(|(at, _)| {
        let before = tag[..*at].chars().next_back();
        let after = tag[at + name.len()..].trim_start();
        before.is_some_and(char::is_whitespace) && after.starts_with('=')
    })?;
    let value = tag[at.0 + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    Some(value).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use downpage::Format;

    use super::{Pattern, Served, Variant, references};

    /// Pages by their paths; the language is what stands between slashes or dots, if it has two letters.
    fn served(paths: &[(u16, Option<&str>, &str)]) -> Served {
        let mut served = Served { language: "en".into(), ..Served::default() };
        for (status, locale, path) in paths {
            served.add(
                *status,
                Variant {
                    format: Format::of(path),
                    locale: locale.map(Into::into),
                    path: Arc::from(*path),
                    media: "text/html; charset=utf-8",
                    encodings: Vec::new(),
                    text: None,
                },
            );
        }
        for pages in &mut served.statuses {
            pages.settle("en");
        }
        served
    }

    #[test]
    fn the_page_of_the_sites_language_is_for_everybody_and_html_goes_first() {
        let served = served(&[
            (503, Some("de"), "503.de.html"),
            (503, None, "503.json"),
            (503, Some("en"), "503.en.html"),
        ]);
        let variants: Vec<(&str, Option<&str>)> =
            served.statuses[0].variants.iter().map(|one| (&*one.path, one.locale.as_deref())).collect();
        assert_eq!(variants, [("503.en.html", None), ("503.de.html", Some("de")), ("503.json", None)]);
        let chosen = |format, locale| &*served.statuses[0].variant(format, locale).path;
        assert_eq!(chosen(Format::Html, Some("de")), "503.de.html");
        assert_eq!(chosen(Format::Json, Some("de")), "503.json", "the format counts more than the language");
        assert_eq!(chosen(Format::Xml, Some("de")), "503.en.html");
    }

    #[test]
    fn one_rule_does_for_statuses_whose_pages_are_named_alike() {
        let served = served(&[
            (502, None, "502.html"),
            (503, None, "503.html"),
            (504, None, "late.html"),
            (500, None, "e/500/500.html"),
        ]);
        let groups = served.groups();
        let shown: Vec<(&[u16], String)> =
            groups.iter().map(|group| (&*group.statuses, group.first().fill("$s", str::to_owned))).collect();
        assert_eq!(
            shown,
            [
                (&[502, 503][..], "$s.html".to_owned()),
                (&[504], "late.html".to_owned()),
                (&[500], "e/500/500.html".to_owned()),
            ]
        );
        assert_eq!(Pattern::of("p504.html", 504).fill("X", str::to_owned), "pX.html");
    }

    #[test]
    fn what_a_page_needs_to_look_right_is_found() {
        let html = "<link rel=\"stylesheet\" href=\"/s.css\"><link rel=icon href=/i.svg><IMG alt='src=' src=/a.png >\
                    <script src = 'x.js'></script><img src=\"data:x\"><a href=/b>src=\"no\"</a><style>p{}</style>";
        assert_eq!(references(html), ["/s.css", "/a.png", "x.js"]);
    }
}
