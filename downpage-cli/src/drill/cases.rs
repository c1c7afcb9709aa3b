//! Every request of a drill, with what has to come back.

use downpage::Format;

use super::negotiate;
use super::outage::Outage;
use super::requests::{Depth, requests};
use super::shelf::compressed;
use super::visitor::Request;
use crate::servers::{Abilities, Choice, Encoding, Intercept, Served, Server, Settings, Switch, Variant};

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) outage: Outage,
    pub(crate) request: Request,
    pub(crate) expected: Expected,
}

impl Case {
    /// Whether the visitor has something in the cache, or wants a part only.
    pub(crate) fn is_conditional(&self) -> bool {
        self.request.headers.iter().any(|(name, _)| name.starts_with("If-") || *name == "Range")
    }
}

/// What has to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// A page of ours.
    Page(Page),
    /// This status, and somebody else's page: there is none of ours for it.
    Status(u16),
    /// This status; there ought to be a page for it and is none.
    Missing(u16),
    /// What the app answers, with this status and untouched.
    App(u16),
    /// That, or a page of ours in its place.
    AppOr(Page),
    /// Anything but a page of ours with status 200.
    NoPublicPage,
    /// What the app sent, though it is not HTTP: the server is known to pass it on.
    Garbage,
}

/// A page, and what comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Any of these files; with `None` as it is, or with `Some` compressed.
    pub(crate) files: Vec<(String, Option<Encoding>)>,
    /// `Content-Type`.
    pub(crate) media: &'static str,
    pub(crate) retry_after: Option<u32>,
    /// What the page was chosen by, for `Vary`.
    pub(crate) vary: Vec<&'static str>,
}

/// What is drilled: a server, and the pages that it is configured to show.
pub(crate) struct Subject {
    pub(crate) server: &'static dyn Server,
    pub(crate) can: Abilities,
    pub(crate) used: Served,
    pub(crate) settings: Settings,
    /// Whether the configuration is the user's own: what it does by choice cannot be known then.
    pub(crate) is_own: bool,
}

impl Subject {
    /// All requests during `outage`.
    pub(crate) fn cases(&self, outage: Outage) -> Vec<Case> {
        match outage {
            Outage::None => self.while_up(),
            Outage::Refusing | Outage::Maintenance => self.table(outage, Depth::Whole),
            Outage::Garbage if self.can.outages.garbage.is_none() => {
                let request = Request::new("GET", outage.base());
                vec![Case { outage, request, expected: Expected::Garbage }]
            }
            _ => self.table(outage, Depth::Pages),
        }
    }

    /// The outages to go through, in this order: those for which the app is up are together.
    pub(crate) fn outages(&self) -> Vec<Outage> {
        let mut outages = vec![Outage::None];
        outages.extend(self.used.codes().into_iter().map(Outage::Answering));
        for status in [200, 302, 401, 404] {
            if !outages.contains(&Outage::Answering(status)) {
                outages.push(Outage::Answering(status));
            }
        }
        outages.extend([Outage::Closing, Outage::Resetting, Outage::Garbage, Outage::Hanging]);
        if cfg!(target_os = "linux") {
            // Elsewhere a queue that is full refuses.
            outages.push(Outage::Unreachable);
        }
        if self.settings.flag.is_some() && self.can.maintenance == Switch::Flag {
            outages.push(Outage::Maintenance);
        }
        outages.push(Outage::Refusing);
        outages
    }

    fn while_up(&self) -> Vec<Case> {
        let outage = Outage::None;
        let app = |request| Case { outage, request, expected: Expected::App(200) };
        let mut cases = vec![
            app(Request::new("GET", "/")),
            app(Request::new("HEAD", "/")),
            app(Request::new("POST", "/a/b/c?x=1").with_body(b"x=1")),
        ];
        for (_, page) in self.used.variants() {
            let request = Request::new("GET", format!("{}/{}", self.settings.url_prefix, page.path));
            cases.push(Case { outage, request, expected: Expected::NoPublicPage });
        }
        cases
    }

    fn table(&self, outage: Outage, depth: Depth) -> Vec<Case> {
        let mut cases: Vec<Case> = requests(&outage.base(), &self.used, depth)
            .into_iter()
            .map(|request| {
                let expected = self.expected(outage, &request);
                Case { outage, request, expected }
            })
            // What a condition makes of the app's own answer is for the server to know.
            .filter(|case| !(matches!(case.expected, Expected::App(_)) && case.is_conditional()))
            .collect();
        if outage == Outage::Maintenance {
            for path in &self.settings.exempt {
                let request = Request::new("GET", format!("{path}downpage-drill.css"));
                cases.push(Case { outage, request, expected: Expected::App(200) });
            }
        }
        cases
    }

    fn expected(&self, outage: Outage, request: &Request) -> Expected {
        let Some(status) = outage.status(self.server) else { return Expected::Garbage };
        if let Outage::Answering(status) = outage {
            if let Some(page) = self.page(status, request).filter(|_| self.is_own) {
                return Expected::AppOr(page);
            }
            let is_replaced = match self.can.intercept {
                Intercept::Chosen => self.settings.intercept.contains(&status),
                Intercept::Always => self.used.status(status).is_some(),
                Intercept::All => !self.settings.intercept.is_empty() && status >= 400,
                Intercept::Never => false,
            };
            if !is_replaced {
                return Expected::App(status);
            }
        }
        match (self.page(status, request), outage) {
            (Some(page), _) => Expected::Page(page),
            (None, Outage::Answering(_)) => Expected::Status(status),
            (None, _) => Expected::Missing(status),
        }
    }

    /// All files for this status: the page, its name, and how it is compressed.
    pub(crate) fn variants_of(
        &self,
        status: u16,
    ) -> impl Iterator<Item = (&Variant, String, Option<Encoding>)> {
        let variants = self.used.status(status).into_iter().flat_map(|pages| &pages.variants);
        variants.flat_map(|variant| {
            let plain = (variant, variant.path.to_string(), None);
            let compressed = variant
                .encodings
                .iter()
                .map(move |one| (variant, compressed(&variant.path, *one), Some(*one)));
            std::iter::once(plain).chain(compressed)
        })
    }

    /// The page for this status that `request` asks for.
    pub(crate) fn page(&self, status: u16, request: &Request) -> Option<Page> {
        let pages = self.used.status(status)?;
        let mut formats: Vec<Format> = pages.variants.iter().map(|variant| variant.format).collect();
        formats.dedup();
        if !self.can.formats {
            formats.truncate(1);
        }
        let languages = self.used.languages();
        let format = negotiate::format(request.header("Accept"), &formats);
        let language = negotiate::language(request.header("Accept-Language"), &languages, self.can.languages);
        let variant = pages.variant(format, language);
        let there: Vec<Encoding> =
            variant.encodings.iter().copied().filter(|one| self.can.encodings.contains(one)).collect();
        let accepted = negotiate::encodings(request.header("Accept-Encoding"), &there);
        let mut files: Vec<(String, Option<Encoding>)> =
            accepted.into_iter().map(|one| (compressed(&variant.path, one), Some(one))).collect();
        if files.is_empty() {
            files.push((variant.path.to_string(), None));
        }
        let mut vary = Vec::new();
        if formats.len() > 1 {
            vary.push("Accept");
        }
        if self.can.languages != Choice::None && !languages.is_empty() {
            vary.push("Accept-Language");
        }
        if !there.is_empty() {
            vary.push("Accept-Encoding");
        }
        let retry_after = self.settings.retry_after.filter(|_| status == 503);
        Some(Page { status, files, media: variant.media, retry_after, vary })
    }
}
