//! Makes pages that their own engine cannot make.

use std::fmt;

use crate::error::{Error, Result};
use crate::plan::PlannedPage;
use crate::value::Context;

/// Something outside of this program that can make a page when its engine fails: the framework that the templates are
/// written for.
///
/// It is asked for pages that failed and for no others, so a site that needs none of it never hears of it. What it makes goes
/// the way of every other page: compared, and put in place with all of them or not at all.
///
/// ```
/// use std::sync::Arc;
/// use downpage_core::{Config, Context, Error, LastResort, Result};
/// use downpage_core::plan::PlannedPage;
///
/// #[derive(Debug)]
/// struct Apology;
///
/// impl LastResort for Apology {
///     fn name(&self) -> &'static str {
///         "apology"
///     }
///
///     fn render(&self, page: &PlannedPage, _: &Context, error: Error) -> Result<String> {
///         if &*page.path == "502.html" { Ok("<h1>Sorry</h1>".into()) } else { Err(error) }
///     }
/// }
///
/// let config = Config { last_resort: Some(Arc::new(Apology)), ..Config::default() };
/// # let _ = config;
/// ```
pub trait LastResort: fmt::Debug + Send + Sync {
    /// What made the page, in place of the engine's name.
    fn name(&self) -> &'static str;

    /// Why it makes `page` whatever its engine would make of it: some of what the page is made from is known nowhere else.
    fn claims(&self, page: &PlannedPage) -> Option<Error> {
        let _ = page;
        None
    }

    /// The text of `page`, for which its engine gave `error`; or the reason why it was [claimed](Self::claims).
    ///
    /// # Errors
    /// `error`, where there is nothing better to say; or what went wrong here.
    fn render(&self, page: &PlannedPage, context: &Context, error: Error) -> Result<String>;

    /// Whether all was well with what the engine asked of it on the way to a page that it could make: URLs, for one, may
    /// come from here as well, and a template can be written not to mind when one does not come.
    ///
    /// # Errors
    /// What went wrong; the page then fails of it.
    fn confirm(&self) -> Result<()> {
        Ok(())
    }
}
