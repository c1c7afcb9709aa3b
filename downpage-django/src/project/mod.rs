//! Reads a Django project's Python without running any of it.
//!
//! [`find`] looks for `manage.py` and says where the project's modules are. A [`Reader`] evaluates them as far as their
//! values can be known from the text: the settings module to [`Settings`], the URLconf to a [`Resolver`] that reverses
//! names as Django does. What cannot be known is a value as well, [`Py::Unknown`], with the place and the reason; it
//! becomes an error only when somebody needs it.
//!
//! Nothing is executed, and files are read through one gate that refuses what is outside of the project and its virtual
//! environment. [`Limits`] bound files, steps, depth and sizes, so that a hostile project ends in an error.
//!
//! ```
//! use downpage_django::project::{self, Environment, Reader};
//!
//! # fn main() -> Result<(), downpage_core::Error> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let write = |name: &str, text: &str| {
//! #     std::io::Write::write_all(&mut std::fs::File::create(folder.path().join(name)).unwrap(), text.as_bytes()).unwrap()
//! # };
//! # write("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n");
//! # write("settings.py", "DEBUG = False\nLANGUAGE_CODE = 'de'\n");
//! let environment = Environment::new();
//! if let Some(found) = project::find(folder.path(), &environment)? {
//!     let mut reader = Reader::new(found, environment);
//!     let settings = reader.settings()?;
//!     assert_eq!(settings.need("LANGUAGE_CODE")?.as_str(), Some("de"));
//! }
//! # Ok(())
//! # }
//! ```

pub mod configure;
mod defaults;
pub mod facts;
mod files;
mod find;
mod interp;
mod limits;
mod place;
mod py;
mod reader;
mod settings;
mod starter;
mod syntax;
pub mod urls;

pub use find::{Found, find};
pub use limits::Limits;
pub use place::{Place, SourceFile};
pub use py::{Class, Py, Traced, Unknown};
pub use reader::{App, Module, Reader};
pub use settings::Settings;
pub use starter::starter;
pub use urls::Resolver;

/// Environment variables, as the program that asks has them: this crate reads no environment.
pub type Environment = std::collections::BTreeMap<String, String>;
