//! Starts programs and sees that they end: with the drill, however the drill ends.
//!
//! Nothing in a process can be sure to run when that process is killed. So the programs of a drill are not its children, but
//! those of a second process, the keeper, which is this program once more. It waits for orders on its standard input. When
//! that is closed, since the drill is done, failed, was interrupted or killed, it stops what it started, waits until all of it
//! is gone, and removes the directory that it made for the drill. No signal has to be caught for that.

mod orders;
mod process;

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::clock::Stopwatch;
use orders::{Order, Reply};
pub(crate) use process::run;

/// The hidden command that this program is started with to be a keeper.
const COMMAND: &str = "drill-keeper";

/// A program to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Errand {
    pub(crate) program: String,
    pub(crate) arguments: Vec<String>,
    /// Variables over those of the environment.
    pub(crate) variables: Vec<(String, String)>,
    /// Where its output goes: the name of a file in the keeper's directory.
    pub(crate) log: String,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) success: bool,
    /// "exit status 1", "signal 9".
    pub(crate) how: String,
}

/// A process that was started, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Started(pub(crate) i32);

/// The keeper, seen from the drill.
#[derive(Debug)]
pub(crate) struct Keeper {
    process: Child,
    orders: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
    directory: PathBuf,
}

impl Keeper {
    /// Starts one, with an empty directory.
    pub(crate) fn start() -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            // Ctrl-C goes to all processes of the terminal's group: the keeper must outlive that.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(orders), Some(replies)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::Error::other("the keeper has no pipes"));
        };
        let mut keeper = Self {
            process,
            orders: Some(orders),
            replies: BufReader::new(replies),
            directory: PathBuf::new(),
        };
        keeper.directory = match keeper.ask(&Order::Directory)? {
            Reply::Directory(path) => path.into(),
            other => return Err(unexpected(&other)),
        };
        Ok(keeper)
    }

    /// Its directory, which is gone with it.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Starts a program, in a process group of its own.
    pub(crate) fn spawn(&mut self, errand: Errand) -> io::Result<Started> {
        match self.ask(&Order::Start(errand))? {
            Reply::Started(pid) => Ok(Started(pid)),
            other => Err(unexpected(&other)),
        }
    }

    /// How a program ended, if it has.
    pub(crate) fn ended(&mut self, started: Started) -> io::Result<Option<Ended>> {
        match self.ask(&Order::Look(started.0))? {
            Reply::Running => Ok(None),
            Reply::Ended(ended) => Ok(Some(ended)),
            other => Err(unexpected(&other)),
        }
    }

    /// Stops a program and all of its group.
    pub(crate) fn stop(&mut self, started: Started) -> io::Result<Ended> {
        match self.ask(&Order::Stop(started.0))? {
            Reply::Ended(ended) => Ok(ended),
            other => Err(unexpected(&other)),
        }
    }

    /// Runs a program to its end, for `patience` at most; gives how it ended and what it said.
    pub(crate) fn run_to_end(&mut self, errand: Errand, patience: Duration) -> io::Result<(Ended, String)> {
        let log = self.directory.join(&errand.log);
        let started = self.spawn(errand)?;
        let clock = Stopwatch::start();
        let ended = loop {
            if let Some(ended) = self.ended(started)? {
                break ended;
            }
            if clock.elapsed() > patience {
                self.stop(started)?;
                let how = format!("stopped after {} seconds", patience.as_secs());
                break Ended { success: false, how };
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        Ok((ended, String::from_utf8_lossy(&std::fs::read(log)?).into_owned()))
    }

    fn ask(&mut self, order: &Order) -> io::Result<Reply> {
        let orders = self.orders.as_mut().ok_or_else(gone)?;
        writeln!(orders, "{}", order.to_json())?;
        orders.flush()?;
        let mut line = String::new();
        if self.replies.read_line(&mut line)? == 0 {
            return Err(gone());
        }
        Reply::from_json(&line)
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.orders = None;
        let _ = self.process.wait();
    }
}

fn gone() -> io::Error {
    io::Error::other("the process that looks after the server has ended")
}

fn unexpected(reply: &Reply) -> io::Error {
    match reply {
        Reply::Failed(why) => io::Error::other(why.clone()),
        other => io::Error::other(format!("the keeper answers {other:?}")),
    }
}
