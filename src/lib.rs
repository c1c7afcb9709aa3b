//! Your site's error pages, rendered from your site's own templates, always in sync, and still there when the app is not.
//!
//! When the process behind a site dies, its front-end web server has to answer with a 502, 503 or 504 page. This library
//! renders those pages at deploy time, from the templates that the site itself uses, into static files.
//!
//! ```
//! use downpage::site::{Page, Site};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let (templates, output) = (dir.path().join("templates"), dir.path().join("static"));
//! # std::fs::create_dir(&templates)?;
//! # let mut file = std::fs::File::create(templates.join("error.html"))?;
//! # std::io::Write::write_all(&mut file, b"<h1>{{ downpage.status }} {{ name }}</h1>")?;
//! # if downpage::registry::find("jinja").is_err() { return Ok(()) }
//! let site = Site::builder()
//!     .templates(&templates)
//!     .engine("jinja")
//!     .page(Page::new("502.html", "error.html").status(502).with("name", "Bad gateway"))
//!     .build()?;
//! let published = site.generate(&output)?;
//! # assert_eq!(std::fs::read_to_string(output.join("502.html"))?, "<h1>502 Bad gateway</h1>");
//! # Ok(())
//! # }
//! ```
//!
//! [`Site`](site::Site) does the main job. The steps of the pipeline can be used one by one: [`plan`](mod@plan) lists the
//! pages, [`Renderer`](render::Renderer) makes their texts, [`publish`](mod@publish) puts them in place, all or none.
//! A configuration file is read by [`Config`].
//!
//! # Features
//!
//! Each brings one template engine, which registers itself under the feature's name. Features only add.
//!
//! | feature | templates | crate |
//! |---|---|---|
//! | `django` (default) | the Django template language, without Python | [`downpage-django`](https://docs.rs/downpage-django) |
//! | `django-project` | with `django`: reads a Django project's settings and URLs, without Python (Rust 1.95) | |
//! | `jinja` (default) | Jinja2, by minijinja | [`downpage-jinja`](https://docs.rs/downpage-jinja) |
//! | `tera` | Tera 2 | [`downpage-tera`](https://docs.rs/downpage-tera) |
//! | `upon` | upon | [`downpage-upon`](https://docs.rs/downpage-upon) |
//! | `compress` | none: compressed files beside the pages | |
//! | `full` | all of them | |
//!
//! An engine of your own takes about 40 lines: see `examples/custom_engine.rs` and [`Backend`].
//!
//! # What the library never does
//!
//! It reads no clock and no environment, and writes nowhere but in the output directory: the same input gives the same
//! bytes. A time on the pages is given with [`SiteBuilder::now`](site::SiteBuilder::now).
#![cfg_attr(docsrs, feature(doc_cfg))]
// A backend that is declared but never named is dropped by the linker without a word: this makes it an error.
#![cfg_attr(not(test), deny(unused_crate_dependencies))]

pub use downpage_core::*;

#[cfg(feature = "django")]
pub use downpage_django as django;
#[cfg(feature = "jinja")]
pub use downpage_jinja as jinja;
#[cfg(feature = "tera")]
pub use downpage_tera as tera;
#[cfg(feature = "upon")]
pub use downpage_upon as upon;

#[cfg(doctest)]
mod pages {
    //! What README and guide show of Rust is compiled, and run where it can be.

    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/guide/library.md")]
    struct Library;
}
