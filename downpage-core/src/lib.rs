//! The core of downpage: what every engine and every caller shares.

pub mod config;
pub mod encoding;
pub mod engine;
pub mod error;
pub mod format;
pub mod loader;
pub mod maintenance;
pub mod markup;
pub mod options;
pub mod page;
pub mod plan;
pub mod publish;
pub mod registry;
pub mod render;
pub mod report;
pub mod site;
pub mod span;
pub mod status;
pub mod surroundings;
pub mod theme;
pub mod value;

pub use config::Config;
pub use encoding::{Encoding, Encodings};
pub use engine::{Engine, Limits, Setup};
pub use error::{Error, ErrorKind, Errors, Result};
pub use format::{Format, Formats};
pub use inventory;
pub use jiff;
pub use loader::{DirLoader, Loader, LoaderChain, MemoryLoader, Source};
pub use options::{OptionKind, OptionSpec, Options};
pub use page::RenderedPage;
pub use registry::Backend;
pub use span::{Location, Span};
pub use status::Status;
pub use surroundings::Surroundings;
pub use value::{Context, Map, Value};
