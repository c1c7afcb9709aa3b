//! The only place where the program learns the time and reads the environment.
#![expect(
    clippy::disallowed_methods,
    reason = "here the clock and the environment are read, and passed in elsewhere"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use downpage::jiff::Timestamp;
use downpage::{Error, ErrorKind, Result};

/// The time on the pages: `SOURCE_DATE_EPOCH` when it is set, else now.
///
/// See <https://reproducible-builds.org/specs/source-date-epoch/>: whole seconds since 1970.
pub(crate) fn now() -> Result<Timestamp> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(Timestamp::now()) };
    let seconds = text.to_str().and_then(|text| text.parse().ok());
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
        let message = format!("`SOURCE_DATE_EPOCH` is `{}`, which is no time", text.display());
        Error::new(ErrorKind::Configuration, message).help("it must be a whole number of seconds since 1970")
    })
}

/// The directories in which programs are looked for.
pub(crate) fn search_path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// The environment, for what a Django project's settings ask of it. Variables that are no UTF-8 are none.
#[cfg(feature = "django")]
pub(crate) fn environment() -> std::collections::BTreeMap<String, String> {
    let variables = std::env::vars_os();
    variables
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Measures how long something has been going on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
