//! What reading a project may use up.

/// Bounds on reading a project. What goes past one ends in an error that names it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one file. Default: 2 MiB.
    pub file: u64,
    /// Files read. Default: 2,000.
    pub files: usize,
    /// Bytes of all files together. Default: 32 MiB.
    pub bytes: u64,
    /// Steps: expressions evaluated, and items or characters copied (64 of which count as one). Default: 2 million.
    pub steps: u64,
    /// Calls, modules and expressions within each other. Default: 120.
    pub depth: usize,
    /// Bytes of one text and items of one list. Default: 1 million.
    pub size: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: 2 << 20, files: 2_000, bytes: 32 << 20, steps: 2_000_000, depth: 120, size: 1_000_000 }
    }
}
