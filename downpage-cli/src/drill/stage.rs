//! The stage of a drill: the real server on loopback, with an app behind it that fails on purpose.

use std::fs::{self, File};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use downpage::{Error, ErrorKind};

use super::app::{App, MARK_HEADER, free_port};
use super::keeper::{Errand, Keeper, Started};
use super::visitor::{Got, Request, Site, visit_within};
use crate::clock::Stopwatch;
use crate::servers::File as ConfigurationFile;

/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(30);

/// How long a server that answers may take until the app behind it is seen.
const SETTLE: Duration = Duration::from_secs(5);

/// How long a check of a configuration may take: Varnish compiles it.
const CHECK: Duration = Duration::from_mins(1);

/// Where everything is, before the configuration is made for it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) keeper: Keeper,
    pub(crate) app: App,
    pub(crate) listen: SocketAddr,
    started: Vec<(Started, String)>,
}

/// A command of the drill, with the program found.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
}

impl Stage {
    /// An empty stage: a directory, an app that refuses, a port for the server.
    pub(crate) fn build() -> Result<Self, Error> {
        let failed = |what: &'static str| move |cause| Error::io(what, cause);
        let keeper =
            Keeper::start().map_err(failed("cannot start a second process to look after the server"))?;
        let app = App::reserve().map_err(failed("cannot get a port on loopback"))?;
        let port = free_port().map_err(failed("cannot get a port on loopback"))?;
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let stage = Self { keeper, app, listen, started: Vec::new() };
        for (folder, mode) in
            [(stage.configuration(), 0o755), (stage.state(), 0o755), (stage.temporary(), 0o1777)]
        {
            fs::create_dir(&folder)
                .and_then(|()| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)))
                .map_err(|cause| Error::io(format!("cannot make `{}`", folder.display()), cause))?;
        }
        Ok(stage)
    }

    /// The folder of the configuration.
    pub(crate) fn configuration(&self) -> PathBuf {
        self.keeper.directory().join("configuration")
    }

    /// The folder of the server's logs and temporary files.
    pub(crate) fn state(&self) -> PathBuf {
        self.keeper.directory().join("state")
    }

    /// The folder for what servers put into `TMPDIR`, also those that have become another user by then.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.keeper.directory().join("tmp")
    }

    /// The flag file of the drill; never that of the site, which may be in use.
    pub(crate) fn flag(&self) -> PathBuf {
        self.keeper.directory().join("maintenance")
    }

    /// Sets or removes the flag.
    pub(crate) fn set_flag(&self, on: bool) -> Result<(), Error> {
        let flag = self.flag();
        let done = if on { File::create(&flag).map(drop) } else { fs::remove_file(&flag) };
        done.map_err(|cause| Error::io(format!("cannot change the flag `{}`", flag.display()), cause))
    }

    /// Writes the files of a configuration.
    pub(crate) fn write(&self, files: &[ConfigurationFile]) -> Result<(), Error> {
        for file in files {
            let path = self.configuration().join(&file.name);
            write(&path, &file.text)
                .map_err(|cause| Error::io(format!("cannot write `{}`", path.display()), cause))?;
        }
        Ok(())
    }

    /// Runs the server's own check of the configuration.
    pub(crate) fn check(&mut self, command: &Command) -> Result<(), Error> {
        let errand = command.errand("check.log");
        let (ended, said) = self.keeper.run_to_end(errand, CHECK).map_err(|cause| not_run(command, cause))?;
        if ended.success {
            return Ok(());
        }
        let message = format!("{} refuses the configuration ({})", command.name(), ended.how);
        Err(with_lines(Error::new(ErrorKind::Rendering, message), &self.told(&said)))
    }

    /// Starts a program of the server.
    pub(crate) fn start(&mut self, command: &Command) -> Result<(), Error> {
        let log = format!("{}-{}.log", command.name(), self.started.len());
        let started = self.keeper.spawn(command.errand(&log)).map_err(|cause| not_run(command, cause))?;
        self.started.push((started, log));
        Ok(())
    }

    /// Waits until the server answers, and for a while longer until it has the app behind it.
    pub(crate) fn ready(&mut self, site: &Site, title: &str) -> Result<Duration, Error> {
        let clock = Stopwatch::start();
        let mut answered = None;
        loop {
            let seen = visit_within(site, &Request::new("GET", "/"), Duration::from_secs(3));
            match seen.got {
                Got::Answer(answer) if answer.header(&MARK_HEADER.to_ascii_lowercase()).is_some() => {
                    return Ok(clock.elapsed());
                }
                Got::Answer(_) => {
                    answered.get_or_insert_with(Stopwatch::start);
                }
                _ => {}
            }
            if answered.is_some_and(|since| since.elapsed() > SETTLE) {
                return Ok(clock.elapsed()); // the requests of the drill will tell what is wrong
            }
            self.still_runs(title)?;
            if clock.elapsed() > START {
                let message = format!("{title} does not answer {} seconds after its start", START.as_secs());
                return Err(with_lines(Error::new(ErrorKind::Rendering, message), &self.log()));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// An error when a program has ended by itself.
    pub(crate) fn still_runs(&mut self, title: &str) -> Result<(), Error> {
        for index in 0..self.started.len() {
            let ended = self.keeper.ended(self.started[index].0);
            let ended = ended.map_err(|cause| Error::io("cannot look after the server", cause))?;
            if let Some(ended) = ended {
                let message = format!("{title} has ended ({})", ended.how);
                return Err(with_lines(Error::new(ErrorKind::Rendering, message), &self.log()));
            }
        }
        Ok(())
    }

    /// What the programs said last.
    pub(crate) fn log(&self) -> Vec<String> {
        let logs = self.started.iter().map(|(_, log)| self.keeper.directory().join(log));
        // Some servers write to a file of their own, whatever they have for standard error.
        let own = fs::read_dir(self.state()).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_log = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "log");
        let texts = logs.chain(own.filter(is_log)).filter_map(|path| fs::read(path).ok());
        texts.flat_map(|text| self.told(&String::from_utf8_lossy(&text))).collect()
    }

    /// The last lines of what a program said, without the drill's own directory, which is gone when they are read.
    fn told(&self, said: &str) -> Vec<String> {
        const LINES: usize = 8;
        let directory = format!("{}/", self.keeper.directory().display());
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        let last = &lines[lines.len().saturating_sub(LINES)..];
        last.iter().map(|line| line.replace(&directory, "")).collect()
    }

    /// Stops all programs, the last one first.
    pub(crate) fn stop(&mut self) -> Result<(), Error> {
        for (started, _) in self.started.drain(..).rev() {
            self.keeper.stop(started).map_err(|cause| Error::io("cannot stop the server", cause))?;
        }
        Ok(())
    }
}

impl Command {
    /// The program's name without its folder.
    pub(crate) fn name(&self) -> String {
        self.program.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn errand(&self, log: &str) -> Errand {
        Errand {
            program: self.program.display().to_string(),
            arguments: self.arguments.clone(),
            variables: self.variables.clone(),
            log: log.to_owned(),
        }
    }
}

fn not_run(command: &Command, cause: std::io::Error) -> Error {
    Error::io(format!("cannot run `{}`", command.program.display()), cause)
}

fn with_lines(error: Error, lines: &[String]) -> Error {
    lines.iter().fold(error, |error, line| error.note(format!("it says: {line}")))
}

/// Writes a file and makes the folders above it.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create(path)?.write_all(text.as_bytes())
}
