//! The output directory, opened, made if need be, and locked against another run.

#[cfg(target_os = "linux")]
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{CWD, FlockOperation, Mode, Stat, flock, fstat, openat, stat};
use rustix::io::{Errno, retry_on_intr};

use super::Observer;
use super::failure::{Doing, Obstacle, What};
use super::folders::DIRECTORY;
use crate::error::{Error, ErrorKind, Result};

/// How long the first sleep between two tries is; each is twice the one before, up to the longest.
const SHORTEST_SLEEP: Duration = Duration::from_millis(5);
const LONGEST_SLEEP: Duration = Duration::from_millis(100);

/// How often a directory may vanish between being made and being locked before we say so.
const TRIES: usize = 16;

/// An output directory that is ours for this run.
pub(super) struct Locked {
    /// Held open; the lock is on it and ends with it, so that no lock file is ever left.
    pub(super) directory: OwnedFd,
    /// The directories that had to be made, outermost first.
    pub(super) created: Vec<PathBuf>,
}

/// Opens `output` for reading only; `None` when it is not there.
pub(super) fn open(output: &Path) -> Result<Option<OwnedFd>> {
    match retry_on_intr(|| openat(CWD, output, DIRECTORY, Mode::empty())) {
        Ok(directory) => Ok(Some(directory)),
        Err(Errno::NOENT) => Ok(None),
        Err(errno) => Err(match stat(output).map(|stat| What::of(stat.st_mode)) {
            Ok(What::File | What::Special) => {
                Error::new(ErrorKind::Io, format!("the output directory `{}` is a file", output.display()))
                    .help("choose another output directory, or remove the file")
            }
            _ => Obstacle::System(Doing::Open, errno).at(output),
        }),
    }
}

/// Opens `output`, making it if need be, and waits for its lock up to `timeout`.
pub(super) fn open_locked(output: &Path, timeout: Duration, observer: &mut dyn Observer) -> Result<Locked> {
    let mut created = Vec::new();
    for _ in 0..TRIES {
        let Some(directory) = open(output)? else {
            create(output, &mut created)?;
            continue;
        };
        wait(output, directory.as_fd(), timeout, observer)?;
        // The run that held the lock may have failed and taken the directory away that it had made.
        let is_still_there = match (fstat(&directory), stat(output)) {
            (Ok(ours), Ok(there)) => is_same(&ours, &there),
            _ => false,
        };
        if is_still_there {
            return Ok(Locked { directory, created });
        }
    }
    Err(Error::new(ErrorKind::Io, format!("cannot make the output directory `{}`", output.display()))
        .note("it was not there again after it was made, or it is a link that leads nowhere"))
}

/// Removes directories that [`open_locked`] made, innermost first; one that is not empty stays.
pub(super) fn remove(created: &[PathBuf]) {
    for directory in created.iter().rev() {
        let _ = std::fs::remove_dir(directory);
    }
}

fn create(output: &Path, created: &mut Vec<PathBuf>) -> Result<()> {
    let missing: Vec<&Path> = output
        .ancestors()
        .take_while(|path| {
            !path.as_os_str().is_empty() && stat(*path).is_err_and(|errno| errno == Errno::NOENT)
        })
        .collect();
    for directory in missing.into_iter().rev() {
        match rustix::fs::mkdir(directory, Mode::from_raw_mode(0o777)) {
            Ok(()) => created.push(directory.to_owned()),
            Err(Errno::EXIST) => {}
            Err(errno) => {
                remove(created);
                return Err(Obstacle::System(Doing::Create, errno).at(directory));
            }
        }
    }
    Ok(())
}

fn is_same(a: &Stat, b: &Stat) -> bool {
    (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
}

/// Tries, sleeps and tries again; the sleeps are the clock.
fn wait(
    output: &Path,
    directory: BorrowedFd<'_>,
    timeout: Duration,
    observer: &mut dyn Observer,
) -> Result<()> {
    let mut waited = Duration::ZERO;
    let mut sleep = SHORTEST_SLEEP;
    let mut told = false;
    loop {
        match retry_on_intr(|| flock(directory, FlockOperation::NonBlockingLockExclusive)) {
            Ok(()) => return Ok(()),
            Err(Errno::WOULDBLOCK) => {}
            // NFS and some others cannot lock a directory. A site there is still better published than not.
            Err(Errno::BADF | Errno::NOTSUP | Errno::NOLCK | Errno::NOSYS | Errno::INVAL) => {
                observer.warning(&format!(
                    "the file system of `{}` cannot lock it: do not run downpage twice at a time",
                    output.display()
                ));
                return Ok(());
            }
            Err(errno) => return Err(Obstacle::System(Doing::Lock, errno).at(output)),
        }
        if waited >= timeout {
            return Err(held(output, &holder(directory), timeout));
        }
        if !std::mem::replace(&mut told, true) {
            observer.waiting(&holder(directory));
        }
        let pause = sleep.min(timeout.saturating_sub(waited));
        std::thread::sleep(pause);
        waited += pause;
        sleep = (sleep * 2).min(LONGEST_SLEEP);
    }
}

fn held(output: &Path, holder: &str, timeout: Duration) -> Error {
    let message = format!("`{}` is locked by {holder}", output.display());
    Error::new(ErrorKind::Locked, message)
        .note(format!("waited {} s for it to end", timeout.as_secs_f32()))
        .help("run again when it has ended")
}

/// Who holds the lock, for a message: "`downpage` (process 4711)".
fn holder(directory: BorrowedFd<'_>) -> String {
    #[cfg(target_os = "linux")]
    if let Some(holder) = linux_holder(directory) {
        return holder;
    }
    let _ = directory;
    "another process".to_owned()
}

#[cfg(target_os = "linux")]
fn linux_holder(directory: BorrowedFd<'_>) -> Option<String> {
    let stat = fstat(directory).ok()?;
    // The list is not one moment's: an entry can slip past while others come and go, and is there at the next look.
    let process = (0..3).find_map(|_| process_in(&locks().ok()?, &stat))?;
    let name = std::fs::read_to_string(format!("/proc/{process}/comm")).ok();
    Some(match name.as_deref().map(str::trim_end) {
        Some(name) if !name.is_empty() => format!("`{}` (process {process})", name.escape_debug()),
        _ => format!("process {process}"),
    })
}

/// The kernel's list of locks, in reads as large as it gives.
#[cfg(target_os = "linux")]
fn locks() -> std::io::Result<String> {
    let mut text = String::with_capacity(64 << 10);
    std::fs::File::open("/proc/locks")?.read_to_string(&mut text)?;
    Ok(text)
}

/// Finds the lock's line in the kernel's list: `3: FLOCK  ADVISORY  WRITE 4711 fe:01:131 0 EOF`.
#[cfg(target_os = "linux")]
fn process_in(locks: &str, stat: &Stat) -> Option<u32> {
    let file = format!(
        "{:02x}:{:02x}:{}",
        rustix::fs::major(stat.st_dev),
        rustix::fs::minor(stat.st_dev),
        stat.st_ino
    );
    locks.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace().skip(1);
        let is_flock = words.next()? == "FLOCK";
        let process = words.nth(2)?.parse().ok()?;
        (is_flock && words.next()? == file && process != 0).then_some(process)
    })
}
