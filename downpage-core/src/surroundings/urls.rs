//! Named URLs.

use crate::error::{Error, ErrorKind, Result};
use crate::value::{Map, Value};

/// The named URLs of a site.
#[derive(Clone, Debug, Default)]
pub struct Urls {
    _private: (),
}

impl Urls {
    /// The URL called `name`.
    pub fn reverse(&self, name: &str, _positional: &[Value], _named: &Map) -> Result<String> {
        Err(Error::new(ErrorKind::Rendering, format!("there is no URL called `{name}`")))
    }
}
