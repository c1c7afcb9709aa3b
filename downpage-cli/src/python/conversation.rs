//! A line of JSON to the interpreter, a line of JSON back; and what happens when none comes.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use downpage::{Error, ErrorKind, Result};
use serde_json::Value;

/// The program that the interpreter runs.
const PROBE: &str = include_str!("probe.py");

/// Bytes of one answer; a page has 16 MiB at most.
const LONGEST_ANSWER: u64 = 256 << 20;

/// Lines of what the project prints that are kept for messages.
const KEPT_LINES: usize = 12;

/// How long an interpreter that nobody asks any more may take to end.
const FAREWELL: Duration = Duration::from_millis(500);

/// The interpreter, and what goes to and fro.
#[derive(Debug)]
pub(super) struct Conversation {
    program: PathBuf,
    process: Child,
    /// `None` once it cannot be asked any more.
    questions: Option<ChildStdin>,
    answers: Receiver<io::Result<String>>,
    /// The last lines of what the project printed.
    printed: Arc<Mutex<VecDeque<String>>>,
    patience: Duration,
}

impl Conversation {
    /// Starts the interpreter in `root`, with this process's environment.
    pub(super) fn start(program: &Path, root: &Path, patience: Duration) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["-c", PROBE]).current_dir(root);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(|cause| {
            Error::io(format!("cannot run the Python interpreter `{}`", program.display()), cause)
                .help("name it: `--python=PROGRAM`, a program or a virtual environment")
        })?;
        let (sender, answers) = sync_channel(1);
        if let Some(stdout) = process.stdout.take() {
            std::thread::spawn(move || {
                let mut stdout = BufReader::new(stdout);
                while let Some(line) = next_line(&mut stdout) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        let printed = Arc::default();
        if let Some(stderr) = process.stderr.take() {
            let printed = Arc::clone(&printed);
            std::thread::spawn(move || keep_last(stderr, &printed));
        }
        let questions = process.stdin.take();
        Ok(Self { program: program.to_owned(), process, questions, answers, printed, patience })
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// When the interpreter does not answer in time, ends, or answers what is no JSON; it is not asked again then.
    pub(super) fn ask(&mut self, question: &Value) -> Result<Value> {
        let Some(questions) = &mut self.questions else {
            return Err(self.ended());
        };
        // That it cannot be written to is told by the answer that does not come.
        let _ = questions.write_all(format!("{question}\n").as_bytes()).and_then(|()| questions.flush());
        let line = match self.answers.recv_timeout(self.patience) {
            Ok(Ok(line)) => line,
            Ok(Err(cause)) => {
                self.questions = None;
                return Err(
                    self.told(&format!("the answer of `{}` cannot be read: {cause}", self.program.display()))
                );
            }
            Err(RecvTimeoutError::Timeout) => return Err(self.gave_up()),
            Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
        };
        serde_json::from_str(&line).map_err(|cause| {
            self.questions = None;
            self.told(&format!("the answer of `{}` cannot be read: {cause}", self.program.display()))
        })
    }

    fn gave_up(&mut self) -> Error {
        self.questions = None;
        let _ = self.process.kill();
        let seconds = self.patience.as_secs();
        self.told(&format!("`{}` did not answer within {seconds} seconds and was ended", self.program.display()))
            .help("look what the project waits for when it starts; or give it longer with `--python-timeout SECONDS`")
    }

    fn ended(&mut self) -> Error {
        self.questions = None;
        let how = self.process.wait().map_or_else(|cause| cause.to_string(), |status| status.to_string());
        self.told(&format!("`{}` ended before it answered ({how})", self.program.display()))
    }

    /// An error with the last of what the project printed.
    fn told(&self, message: &str) -> Error {
        let error = Error::new(ErrorKind::Rendering, message);
        let printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
        if printed.is_empty() {
            return error;
        }
        let lines: Vec<&str> = printed.iter().map(String::as_str).collect();
        error.note(format!("the last it printed:\n  {}", lines.join("\n  ")))
    }
}

impl Drop for Conversation {
    /// Lets the interpreter end by itself, and does not wait for one that will not.
    fn drop(&mut self) {
        let asked_no_more = self.questions.take().is_some();
        if asked_no_more {
            // Its end closes the stream of answers.
            let _ = self.answers.recv_timeout(FAREWELL);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The next line without its end; `None` after the last one. A line that was cut short has been no answer.
fn next_line(stream: &mut impl BufRead) -> Option<io::Result<String>> {
    let mut line = String::new();
    match stream.by_ref().take(LONGEST_ANSWER).read_line(&mut line) {
        Ok(0) => None,
        Ok(_) if line.pop() == Some('\n') => Some(Ok(line)),
        Ok(length) if length as u64 >= LONGEST_ANSWER => {
            Some(Err(io::Error::other("it is longer than 256 MiB")))
        }
        Ok(_) => None,
        Err(cause) => Some(Err(cause)),
    }
}

/// Reads a stream to its end and keeps the last lines.
fn keep_last(stream: impl Read, kept: &Mutex<VecDeque<String>>) {
    /// Of one line; what has no line ends must not fill the memory.
    const LONGEST: u64 = 4096;
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        match stream.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT_LINES {
            kept.pop_front();
        }
        kept.push_back(line);
    }
}
