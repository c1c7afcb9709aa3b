//! Tera as an engine of downpage.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use downpage_core::{
    Context, Engine, Error, ErrorKind, Format, Limits, Location, OptionKind, OptionSpec, Result, Setup,
};
use tera::Delimiters;

use crate::call::Site;
use crate::sets::{Ready, Sets};
use crate::{convert, error, escape, filters, functions};

/// The options of `[engines.tera]`.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "autoescape",
        kind: OptionKind::Bool,
        summary: "Whether values are escaped for the format of the page. Default: `true`",
    },
    delimiter("block_start", "What begins a tag. Default: `{%`"),
    delimiter("block_end", "What ends a tag. Default: `%}`"),
    delimiter("variable_start", "What begins an output. Default: `{{`"),
    delimiter("variable_end", "What ends an output. Default: `}}`"),
    delimiter("comment_start", "What begins a comment. Default: `{#`"),
    delimiter("comment_end", "What ends a comment. Default: `#}`"),
];

const fn delimiter(name: &'static str, summary: &'static str) -> OptionSpec {
    OptionSpec { name, kind: OptionKind::Text, summary }
}

/// Tera behind the [`Engine`] trait.
///
/// The templates of a page are taken in when it is first rendered or checked; pages share them from then on.
///
/// ```
/// use std::sync::Arc;
///
/// use downpage_core::{Context, Engine, Format, Limits, MemoryLoader, Options, Setup};
/// use downpage_tera::Tera;
///
/// let engine = Tera::new(Setup {
///     loader: Arc::new(MemoryLoader::new().with("502.html", "<h1>{{ name | upper }}</h1>")),
///     surroundings: Arc::default(),
///     format: Format::Html,
///     options: Options::default(),
///     limits: Limits::default(),
/// })?;
/// let context = Context::from_iter([("name", "<Bad Gateway>")]);
/// assert_eq!(engine.render("502.html", &context)?, "<h1>&lt;BAD GATEWAY&gt;</h1>");
/// # Ok::<(), downpage_core::Error>(())
/// ```
pub struct Tera {
    sets: RwLock<Sets>,
    limits: Limits,
}

impl Tera {
    /// An engine for one format and one language.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] when Tera cannot use the delimiters.
    pub fn new(setup: Setup) -> Result<Self> {
        let delimiters = delimiters(&setup);
        let site = Arc::new(Site { surroundings: Arc::clone(&setup.surroundings), format: setup.format });
        let mut tera = tera::Tera::new();
        filters::register(&mut tera, &site);
        functions::register(&mut tera, &site);
        tera.set_escape_fn(match setup.format {
            Format::Json => escape::write_json_text,
            _ => escape::write_markup,
        });
        // Tera chooses by the ends of names, and every name ends with nothing.
        let escapes = setup.options.bool("autoescape").unwrap_or(true) && setup.format != Format::Text;
        tera.autoescape_on(if escapes { &[""][..] } else { &[] }.iter().copied());
        tera.set_delimiters(delimiters.clone()).map_err(|cause| {
            Error::new(ErrorKind::Configuration, format!("tera: {cause}"))
                .help("delimiters are two bytes long, and those that begin something differ")
        })?;
        let format = if escapes { setup.format } else { Format::Text };
        let sets = Sets::new(setup.loader, format, delimiters, tera);
        Ok(Self { sets: RwLock::new(sets), limits: setup.limits })
    }

    fn read(&self) -> RwLockReadGuard<'_, Sets> {
        self.sets.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Sets> {
        self.sets.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what `page` needs, and makes the shared values of `context` known.
    fn prepare(&self, page: &str, context: &Context) -> Result<RwLockWriteGuard<'_, Sets>> {
        let mut sets = self.write();
        sets.take_in(page, self.limits.depth)?;
        sets.share(page, context.site());
        Ok(sets)
    }

    fn render_ready(&self, ready: &Ready<'_>, page: &str, context: &Context) -> Result<String> {
        let stack = ready.page.frames.saturating_mul(FRAME);
        if stack <= IN_PLACE {
            return self.render_here(ready, page, context);
        }
        if stack > LARGEST {
            let message = "templates, blocks and components go too deep into each other";
            return Err(Error::new(ErrorKind::LimitExceeded, message).at(Location::whole(page)));
        }
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(stack + IN_PLACE);
            let thread = thread.spawn_scoped(scope, || self.render_here(ready, page, context));
            let thread =
                thread.map_err(|cause| Error::io("cannot start a thread with a large stack", cause))?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn render_here(&self, ready: &Ready<'_>, page: &str, context: &Context) -> Result<String> {
        let own = convert::context(context.own());
        let mut output =
            Output { bytes: Vec::with_capacity(ready.page.size), limit: self.limits.output, over: false };
        let outcome = ready.set.tera.render_to(page, &own, &mut output);
        if output.over {
            let message = format!("the page is longer than {} bytes", self.limits.output);
            return Err(Error::new(ErrorKind::LimitExceeded, message).at(Location::whole(page)));
        }
        outcome.map_err(|error| error::rendering(&error, page, &|name| ready.set.template(name), context))?;
        String::from_utf8(output.bytes).map_err(|cause| {
            Error::new(ErrorKind::Rendering, "the page is not UTF-8")
                .at(Location::whole(page))
                .caused_by(cause)
        })
    }
}

/// Stack that Tera needs for one template, block or component inside another; measured at 15 KiB, and five times that without
/// optimisation.
const FRAME: usize = if cfg!(debug_assertions) { 128 << 10 } else { 24 << 10 };
/// Stack that any thread has left.
const IN_PLACE: usize = 1 << 20;
/// The most stack that a page gets.
const LARGEST: usize = 1 << 30;

impl Engine for Tera {
    fn render(&self, template: &str, context: &Context) -> Result<String> {
        if let Some(ready) = self.read().ready(template, context) {
            return self.render_ready(&ready, template, context);
        }
        drop(self.prepare(template, context)?);
        if let Some(ready) = self.read().ready(template, context) {
            return self.render_ready(&ready, template, context);
        }
        // Another thread shares other values through this engine: this page is rendered while it waits.
        let sets = self.prepare(template, context)?;
        match sets.ready(template, context) {
            Some(ready) => self.render_ready(&ready, template, context),
            None => Err(Error::new(ErrorKind::Rendering, "the page's templates are gone")
                .at(Location::whole(template))),
        }
    }

    fn check(&self, template: &str) -> Result<()> {
        self.write().take_in(template, self.limits.depth)
    }
}

fn delimiters(setup: &Setup) -> Delimiters {
    let default = Delimiters::default();
    let chosen = |name: &str, default: Cow<'static, str>| match setup.options.text(name) {
        Some(text) => text.to_owned().into(),
        None => default,
    };
    Delimiters {
        block_start: chosen("block_start", default.block_start),
        block_end: chosen("block_end", default.block_end),
        variable_start: chosen("variable_start", default.variable_start),
        variable_end: chosen("variable_end", default.variable_end),
        comment_start: chosen("comment_start", default.comment_start),
        comment_end: chosen("comment_end", default.comment_end),
    }
}

/// A page as it grows, no longer than it may be.
struct Output {
    bytes: Vec<u8>,
    limit: usize,
    over: bool,
}

impl Output {
    #[cold]
    fn refuse(&mut self) -> io::Result<()> {
        self.over = true;
        Err(io::ErrorKind::StorageFull.into())
    }
}

impl Write for Output {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.write_all(buffer).map(|()| buffer.len())
    }

    #[inline]
    fn write_all(&mut self, buffer: &[u8]) -> io::Result<()> {
        if self.bytes.len() + buffer.len() > self.limit {
            return self.refuse();
        }
        self.bytes.extend_from_slice(buffer);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
