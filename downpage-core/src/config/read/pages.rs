//! Reads `pages`: tables, the compact lists of the Python original, or both mixed.

use std::borrow::Cow;
use std::sync::Arc;

use crate::config::document::Node;
use crate::config::faults::{Faults, visible};
use crate::config::keys::{PAGE, TEMPLATE};
use crate::config::read::engines::named;
use crate::config::read::section::{Section, language, usable, wrong_item};
use crate::config::read::{statuses, variants};
use crate::config::{FormatTemplates, Named, PageEntry};
use crate::format::Format;
use crate::registry::Backend;
use crate::span::Span;
use crate::value::Map;

/// The entries of `pages`.
pub(super) fn read(
    root: Section<'_>,
    backends: &[&'static Backend],
    faults: &mut Faults<'_>,
) -> Vec<PageEntry> {
    let Some(node) = root.get("pages") else { return Vec::new() };
    if node.is_table() {
        let help = "write `[[pages]]`, with two brackets, above each page";
        faults.say_with(node.span(), "`pages` must be a list of pages, found a table", help);
        return Vec::new();
    }
    if !node.is_list() {
        root.wrong_type("pages", node, faults);
        return Vec::new();
    }
    if is_one_compact_page(node) {
        let help = format!("each page is a list of its own: `pages = [{}]`", one_line(node.source()));
        faults.say_with(node.span(), "`pages` holds text, expected pages", help);
        return Vec::new();
    }
    let mut reader = Reader { backends, shared: Shared::default() };
    let mut pages = Vec::with_capacity(node.children().count());
    pages.extend(node.children().filter_map(|entry| reader.entry(entry, faults)));
    pages
}

struct Reader<'b> {
    backends: &'b [&'static Backend],
    shared: Shared,
}

/// What entries have in common, so that ten thousand pages of one template hold its name once.
#[derive(Default)]
struct Shared {
    template: Option<Arc<str>>,
    no_values: Arc<Map>,
    /// The names of values.
    names: Vec<Arc<str>>,
}

impl Shared {
    fn template(&mut self, name: &str) -> Arc<str> {
        match &self.template {
            Some(last) if **last == *name => Arc::clone(last),
            _ => Arc::clone(self.template.insert(name.into())),
        }
    }

    fn values(&mut self, node: Node<'_>) -> Arc<Map> {
        Arc::new(node.map_with(|name| self.name(name)))
    }

    fn name(&mut self, name: &str) -> Arc<str> {
        const KEPT: usize = 16;
        if let Some(known) = self.names.iter().find(|known| ***known == *name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        if self.names.len() < KEPT {
            self.names.push(Arc::clone(&name));
        }
        name
    }
}

impl Reader<'_> {
    fn entry(&mut self, node: Node<'_>, faults: &mut Faults<'_>) -> Option<PageEntry> {
        if node.is_table() {
            return self.table(node, faults);
        }
        if node.is_list() {
            return self.compact(node, faults);
        }
        wrong_item("pages", "a table, or a list such as `[\"502.html\", \"error.html\"]`", node, faults);
        None
    }

    fn table(&mut self, node: Node<'_>, faults: &mut Faults<'_>) -> Option<PageEntry> {
        let section = Section::open(node, &PAGE, faults);
        let path = section.text("path", faults);
        let (template, other_templates) = self.templates(section, faults);
        let entry = PageEntry {
            template,
            other_templates,
            engine: self.engine(section, faults).map(Box::new),
            statuses: section.get("status").map(|node| statuses::read(node, faults)).unwrap_or_default(),
            locales: locales(section, faults),
            formats: variants::formats(section, faults),
            compress: variants::encodings(section, faults),
            context: self.context(section, faults),
            span: Some(node.span()),
            place: None,
            messages: None,
            path: path.as_deref()?.into(),
        };
        check_path(&entry, section.get("path")?.span(), section.get("status").is_some(), faults);
        Some(entry)
    }

    /// `["502.html", "error.html"]` or `["502.html", "error.html", { name = "..." }]`.
    fn compact(&mut self, node: Node<'_>, faults: &mut Faults<'_>) -> Option<PageEntry> {
        const FORM: &str = "write `[\"502.html\", \"error.html\"]`, or with values `[\"502.html\", \"error.html\", { name = \"...\" }]`";
        let items: Vec<Node<'_>> = node.children().collect();
        let ([path, template] | [path, template, _]) = items[..] else {
            let message = format!(
                "a page in brackets has a path, a template and perhaps a context, found {} items",
                items.len()
            );
            faults.say_with(node.span(), message, FORM);
            return None;
        };
        let text = |item: Node<'_>, name: &str, faults: &mut Faults<'_>| -> Option<String> {
            let Some(text) = item.text() else {
                let message = format!("the {name} of a page must be text, found {}", item.describe());
                faults.say_with(item.span(), message, FORM);
                return None;
            };
            usable(name, text, item, faults).map(Cow::into_owned)
        };
        let name = text(path, "path", faults);
        let template = text(template, "template", faults);
        let context = match items.get(2) {
            Some(values) if values.is_table() => self.shared.values(*values),
            Some(other) => {
                let message = format!("the context of a page must be a table, found {}", other.describe());
                faults.say_with(other.span(), message, FORM);
                return None;
            }
            None => Arc::clone(&self.shared.no_values),
        };
        let template = Some(self.shared.template(&template?));
        let entry = PageEntry {
            path: name?.into(),
            template,
            context,
            span: Some(node.span()),
            ..PageEntry::default()
        };
        check_path(&entry, path.span(), false, faults);
        Some(entry)
    }

    /// The one template, or the table of them.
    fn templates(
        &mut self,
        section: Section<'_>,
        faults: &mut Faults<'_>,
    ) -> (Option<Arc<str>>, Option<Box<FormatTemplates>>) {
        let Some(node) = section.get("template").filter(|node| node.is_table()) else {
            return (section.text("template", faults).map(|name| self.shared.template(&name)), None);
        };
        let table = Section::open(node, &TEMPLATE, faults);
        let of = |format: Format| Some((format, table.text(format.name(), faults)?.as_ref().into()));
        let templates = FormatTemplates(Format::ALL.into_iter().filter_map(of).collect());
        (None, Some(Box::new(templates)))
    }

    fn engine(&self, section: Section<'_>, faults: &mut Faults<'_>) -> Option<Named> {
        named(section, self.backends, faults)
    }

    fn context(&mut self, section: Section<'_>, faults: &mut Faults<'_>) -> Arc<Map> {
        match section.any_table("context", faults) {
            Some(node) => self.shared.values(node),
            None => Arc::clone(&self.shared.no_values),
        }
    }
}

fn locales(section: Section<'_>, faults: &mut Faults<'_>) -> Vec<Arc<str>> {
    if let (Some(_), Some(several)) = (section.get("locale"), section.get("locales")) {
        faults.say_with(
            several.key_span(),
            "a page has `locale` or `locales`, not both",
            "leave one of them out",
        );
    }
    if let Some(text) = section.text("locale", faults) {
        let node = section.get("locale").and_then(|node| language("locale", text, node, faults));
        return node.iter().map(|text| (&**text).into()).collect();
    }
    variants::locales(section, faults)
}

/// Holds the placeholders of a path against what the entry has for them. A status that was given and cannot be used has
/// been reported.
fn check_path(entry: &PageEntry, span: Span, is_status_given: bool, faults: &mut Faults<'_>) {
    let mut rest = &*entry.path;
    let mut has_status = false;
    while let Some(at) = rest.find(['{', '}']) {
        let Some((name, after)) = rest[at..].strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            faults.say(span, format!("the path `{}` has a brace without its partner", visible(&entry.path)));
            return;
        };
        match name {
            "status" => has_status = true,
            "locale" | "format" => {}
            _ => {
                let message = format!("unknown placeholder `{{{}}}` in the path", visible(name));
                faults.say_with(span, message, "known: `{status}`, `{locale}`, `{format}`");
            }
        }
        rest = after;
    }
    if has_status && !is_status_given {
        faults.say_with(span, "the path has `{status}`, but the page has no status", "add `status = 502`");
    }
    if entry.statuses.len() > 1 && !has_status {
        let message = format!("{} status codes share one path", entry.statuses.len());
        faults.say_with(span, message, "put `{status}` into the path, as in `{status}.html`");
    }
}

/// `pages = ["502.html", "error.html"]`, with a pair of brackets missing.
fn is_one_compact_page(node: Node<'_>) -> bool {
    let mut items = node.children();
    let two = items.next().zip(items.next());
    two.is_some_and(|(path, template)| path.text().is_some() && template.text().is_some())
}

fn one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}
