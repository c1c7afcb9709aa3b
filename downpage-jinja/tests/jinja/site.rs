//! A small site to render.

use std::sync::Arc;

use downpage_core::surroundings::{Catalog, Translations, Urls};
use downpage_core::{
    Context, Engine, Error, ErrorKind, Format, Limits, Location, Map, MemoryLoader, Options, Setup,
    Surroundings, Value, registry,
};
use downpage_jinja as _; // links the backend

/// What an engine is made of.
pub(crate) struct Site {
    templates: MemoryLoader,
    pub(crate) setup: Setup,
}

/// A site with one template, `page`.
pub(crate) fn page(template: &str) -> Site {
    Site::new().with("page", template)
}

impl Site {
    pub(crate) fn new() -> Self {
        let setup = Setup {
            loader: Arc::new(MemoryLoader::new()),
            surroundings: Arc::new(surroundings()),
            format: Format::Html,
            options: Options::default(),
            limits: Limits::default(),
        };
        Self { templates: MemoryLoader::new(), setup }
    }

    pub(crate) fn with(mut self, name: &str, template: &str) -> Self {
        self.templates = self.templates.with(name, template);
        self
    }

    pub(crate) fn format(mut self, format: Format) -> Self {
        self.setup.format = format;
        self
    }

    pub(crate) fn limits(mut self, limits: Limits) -> Self {
        self.setup.limits = limits;
        self
    }

    pub(crate) fn options<const N: usize>(mut self, options: [(&str, Value); N]) -> Self {
        let table: Map = options.into_iter().map(|(name, value)| (name.into(), value)).collect();
        self.setup.options = Options::checked(table, registry::find("jinja").unwrap().options).unwrap();
        self
    }

    pub(crate) fn strict(self) -> Self {
        self.options([("undefined", "strict".into())])
    }

    pub(crate) fn language(mut self, language: &str) -> Self {
        self.setup.surroundings = Arc::new(self.setup.surroundings.in_language(language));
        self
    }

    pub(crate) fn engine(self) -> Box<dyn Engine> {
        let setup = Setup { loader: Arc::new(self.templates), ..self.setup };
        (registry::find("jinja").unwrap().build)(setup).unwrap()
    }

    /// The page with the values of [`context`].
    pub(crate) fn text(self) -> String {
        self.render().unwrap()
    }

    pub(crate) fn render(self) -> Result<String, Error> {
        self.engine().render("page", &context())
    }

    pub(crate) fn error(self) -> Report {
        Report::of(&self.render().unwrap_err())
    }

    /// What checking the page finds.
    pub(crate) fn check(self) -> Option<Report> {
        self.engine().check("page").err().map(|error| Report::of(&error))
    }
}

fn surroundings() -> Surroundings {
    let mut urls = Urls::new();
    urls.insert("home", "/").unwrap();
    urls.insert("shop:item", "/shop/<slug:name>/<int:page>/").unwrap();
    let mut translations = Translations::default();
    let catalog = "msgid \"Hello %(name)s!\"\nmsgstr \"Hallo <i>%(name)s</i>!\"\n\n\
                   msgctxt \"month\"\nmsgid \"May\"\nmsgstr \"Mai\"\n\n\
                   msgid \"%(num)s file\"\nmsgid_plural \"%(num)s files\"\nmsgstr[0] \"%(num)s Datei\"\nmsgstr[1] \"%(num)s Dateien\"\n\n\
                   msgid \"%(count)s page\"\nmsgid_plural \"%(count)s pages\"\nmsgstr[0] \"%(count)s Seite\"\nmsgstr[1] \"%(count)s Seiten\"\n\n\
                   msgid \"100% sure\"\nmsgstr \"100% sicher\"\n\n\
                   msgid \"50%% off\"\nmsgstr \"50%% Rabatt\"\n\n\
                   msgid \"two lines\"\nmsgstr \"zwei Zeilen\"\n";
    translations.add("de", Catalog::from_po(catalog, "de.po").unwrap());
    Surroundings {
        clock: Some("2026-03-26T08:41:00Z".parse().unwrap()),
        urls: Arc::new(urls),
        translations: Arc::new(translations),
        ..Surroundings::default()
    }
}

/// `name` = `<b>`, `n` = 3, `one` = 1, `items` = x, y, `user` = { name = Ann }.
pub(crate) fn context() -> Context {
    let mut context = Context::new();
    context.insert("name", "<b>");
    context.insert("n", 3);
    context.insert("one", 1);
    context.insert("items", vec!["x", "y"]);
    let user: Map = [("name".into(), Value::from("Ann"))].into_iter().collect();
    context.insert("user", user);
    context
}

/// All that an error says, to be compared as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    /// `template:line:column` and the marked text.
    pub(crate) place: Option<(String, String)>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Option<String>,
}

impl Report {
    fn of(error: &Error) -> Self {
        let marked = |place: &Location| {
            place
                .text
                .as_ref()
                .map(|text| text[place.marked.start..place.marked.end].to_owned())
                .unwrap_or_default()
        };
        Self {
            kind: error.kind(),
            message: error.message().to_owned(),
            place: error.location().map(|place| (place.to_string(), marked(place))),
            notes: error.notes().to_vec(),
            help: error.help_text().map(str::to_owned),
        }
    }

    pub(crate) fn new(kind: ErrorKind, message: &str) -> Self {
        Self { kind, message: message.to_owned(), place: None, notes: Vec::new(), help: None }
    }

    pub(crate) fn at(mut self, place: &str, marked: &str) -> Self {
        self.place = Some((place.to_owned(), marked.to_owned()));
        self
    }

    pub(crate) fn note(mut self, note: &str) -> Self {
        self.notes.push(note.to_owned());
        self
    }

    pub(crate) fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }
}
