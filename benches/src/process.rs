//! One run of a program, and what it took.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

use crate::Outcome;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// From before the start until after the end.
    pub(crate) wall: Duration,
    /// The processors' time, in the program and in the kernel for it.
    pub(crate) cpu: Duration,
    /// The most memory at one time, in bytes. The system counts from the size of whoever started the program.
    pub(crate) peak: u64,
}

/// Runs `command` without input and with its output thrown away.
pub(crate) fn run(command: &mut Command) -> Outcome<Run> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().map_err(|cause| format!("cannot run {command:?}: {cause}"))?;
    let used = child.wait4().map_err(|cause| format!("cannot wait for {command:?}: {cause}"))?;
    let wall = started.elapsed();
    if !used.status.success() {
        return Err(format!("{command:?} failed ({})", used.status));
    }
    Ok(Run { wall, cpu: used.rusage.utime + used.rusage.stime, peak: used.rusage.maxrss })
}
