//! A project's URLs, reversed as Django's `reverse()` does.

use downpage_core::error::suggest;
use downpage_core::surroundings::{Router, Wanted};
use downpage_core::{Error, ErrorKind, Result};

/// The named URLs of a project; plugged into the site with
/// [`Urls::with_router`](downpage_core::surroundings::Urls::with_router).
#[derive(Clone, Debug, Default)]
pub struct Resolver {}

impl Router for Resolver {
    fn reverse(&self, wanted: &Wanted<'_>) -> Result<String> {
        let name = wanted.name;
        let known = self.names();
        Err(Error::new(ErrorKind::Rendering, format!("there is no URL called `{name}`"))
            .maybe_help(suggest(name, known.iter().map(String::as_str))))
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the reading comes next")]
pub(super) fn read(
    _: &mut super::interp::Interpreter,
    _: &str,
    _: &super::Settings,
) -> super::interp::value::Eval<Resolver> {
    Ok(Resolver::default())
}
