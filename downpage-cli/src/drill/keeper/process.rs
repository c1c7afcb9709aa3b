//! The keeper's own side: carries out orders until there are no more, then ends everything that it started.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process_group, waitpid};

use super::orders::{Order, Reply};
use super::{Ended, Errand};
use crate::clock::Stopwatch;

/// How long a program may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(2);

/// How long a killed program may take to be gone.
const AFTER_KILL: Duration = Duration::from_secs(5);

const BREATH: Duration = Duration::from_millis(5);

/// Is a keeper until standard input ends.
pub(crate) fn run() -> io::Result<()> {
    adopt_orphans()?;
    let mut charges = Charges { directory: make_directory()?, running: HashMap::new() };
    let orders = io::stdin().lock().lines();
    for order in orders {
        let Ok(order) = order else { break };
        let reply = match Order::from_json(&order) {
            Ok(order) => charges.carry_out(order).unwrap_or_else(|cause| Reply::Failed(cause.to_string())),
            Err(cause) => Reply::Failed(cause.to_string()),
        };
        // Whoever is no longer there to read the answer has closed the orders as well.
        let mut stdout = io::stdout().lock();
        let _ = writeln!(stdout, "{}", reply.to_json()).and_then(|()| stdout.flush());
    }
    Ok(())
}

/// What is started here, and its directory. Ends with the value, also when that is dropped by a panic.
#[derive(Debug)]
struct Charges {
    directory: PathBuf,
    /// Those whose end nobody has heard of: `None` while they run.
    running: HashMap<i32, Option<Ended>>,
}

impl Charges {
    fn carry_out(&mut self, order: Order) -> io::Result<Reply> {
        match order {
            Order::Directory => Ok(Reply::Directory(shown(&self.directory)?)),
            Order::Start(errand) => self.start(&errand).map(Reply::Started),
            Order::Look(pid) => Ok(self.look(pid).map_or(Reply::Running, Reply::Ended)),
            Order::Stop(pid) => Ok(Reply::Ended(self.stop(pid))),
        }
    }

    fn start(&mut self, errand: &Errand) -> io::Result<i32> {
        let log = File::create(self.directory.join(&errand.log))?;
        let child = Command::new(&errand.program)
            .args(&errand.arguments)
            .envs(errand.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.directory)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let pid = i32::try_from(child.id()).map_err(|_| io::Error::other("a process id that is none"))?;
        self.running.insert(pid, None);
        Ok(pid)
    }

    /// How a process ended, if it has.
    fn look(&mut self, pid: i32) -> Option<Ended> {
        let known = self.running.get_mut(&pid)?;
        if known.is_none()
            && let Some(id) = Pid::from_raw(pid)
            && let Ok(Some((_, status))) = waitpid(Some(id), WaitOptions::NOHANG)
        {
            *known = Some(ended(status));
        }
        known.clone()
    }

    /// Asks a process and its group to end, and kills what does not.
    fn stop(&mut self, pid: i32) -> Ended {
        let unknown = || Ended { success: false, how: "unknown".to_owned() };
        let Some(group) = Pid::from_raw(pid).filter(|_| self.running.contains_key(&pid)) else {
            return unknown();
        };
        let _ = kill_process_group(group, Signal::TERM);
        let clock = Stopwatch::start();
        let mut end = self.look(pid);
        while end.is_none() && clock.elapsed() < GRACE + AFTER_KILL {
            if clock.elapsed() > GRACE {
                let _ = kill_process_group(group, Signal::KILL);
            }
            std::thread::sleep(BREATH);
            end = self.look(pid);
        }
        // Those of the group that outlived their leader.
        let _ = kill_process_group(group, Signal::KILL);
        self.running.remove(&pid);
        end.unwrap_or_else(unknown)
    }
}

impl Drop for Charges {
    fn drop(&mut self) {
        let pids: Vec<i32> = self.running.keys().copied().collect();
        for pid in pids {
            self.stop(pid);
        }
        end_orphans();
        // Nothing is left that could write into it.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// A directory for the drill, which the servers' own users can read as well.
fn make_directory() -> io::Result<PathBuf> {
    const TRIES: u32 = 1000;
    let own = std::process::id();
    for number in 0..TRIES {
        let path = std::env::temp_dir().join(format!("downpage-drill-{own}-{number}"));
        match fs::DirBuilder::new().mode(0o755).create(&path) {
            Ok(()) => {
                // Whatever the umask is.
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
                return Ok(path);
            }
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(cause),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn shown(path: &Path) -> io::Result<String> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("the temporary directory `{}` is not UTF-8", path.display())))
}

fn ended(status: WaitStatus) -> Ended {
    let how = match (status.exit_status(), status.terminating_signal()) {
        (Some(status), _) => format!("exit status {status}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "unknown".to_owned(),
    };
    Ended { success: status.exit_status() == Some(0), how }
}

/// Makes this process the parent of whatever its descendants leave behind, so that a server which puts itself into the
/// background does not get away.
#[cfg(target_os = "linux")]
fn adopt_orphans() -> io::Result<()> {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    Ok(())
}

/// Kills all children that are left and waits until there are none.
#[cfg(target_os = "linux")]
fn end_orphans() {
    let clock = Stopwatch::start();
    while clock.elapsed() < AFTER_KILL {
        match rustix::process::wait(WaitOptions::NOHANG) {
            Ok(Some(_)) => continue,
            Ok(None) => {}
            Err(_) => return, // no child is left
        }
        for child in children() {
            let _ = rustix::process::kill_process(child, Signal::KILL);
        }
        std::thread::sleep(BREATH);
    }
}

/// All processes whose parent is this one. The kernel's own list of them is not in every kernel.
#[cfg(target_os = "linux")]
fn children() -> Vec<Pid> {
    let own = std::process::id().to_string();
    let parent = |pid: &str| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name stands in parentheses and may hold anything; behind it come the state and the parent.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1).map(str::to_owned)
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let children = names.filter(|name| parent(name).is_some_and(|parent| parent == own));
    children.filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
}

/// Elsewhere the process group has to do.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Linux")]
fn adopt_orphans() -> io::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn end_orphans() {}
