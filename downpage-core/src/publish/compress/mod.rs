//! Compressed files beside the pages: made on threads of their own, and only when page or settings have changed.
//!
//! This is nearly all the time of a run that has it, so nothing is compressed twice: the manifest knows a [`Stamp`] of each
//! file, made of the page, the settings and the file itself. A file that was changed or removed by hand, or that a killed run
//! left behind from another page, does not fit its stamp and is made again.

mod encode;
mod stamp;
mod workers;

use crate::encoding::Levels;

pub(super) use stamp::{Seed, Stamp};
pub(super) use workers::{Job, Made, Workers};

/// How pages are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression {
    /// How hard. Default: as hard as can be.
    pub levels: Levels,
    /// On how many threads. They are not started unless something is compressed. Default: 1.
    pub threads: usize,
}

impl Compression {
    /// The defaults.
    pub const DEFAULT: Self = Self { levels: Levels::HIGHEST, threads: 1 };
}

impl Default for Compression {
    fn default() -> Self {
        Self::DEFAULT
    }
}
