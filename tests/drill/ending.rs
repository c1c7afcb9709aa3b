//! However a drill ends, nothing of it is left: no process, no directory.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::site::{PLAIN, Site, directories_of_drills};

/// A drill whose directory is in a place of its own, so that what belongs to it can be told from what does not.
struct Drill {
    child: Child,
    place: tempfile::TempDir,
    _site: Site,
}

impl Drill {
    fn start(arguments: &[&str]) -> Self {
        let site = Site::new(PLAIN);
        let place = tempfile::tempdir().unwrap();
        fs::set_permissions(place.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let mut all = vec!["drill"];
        all.extend(arguments);
        // A shell that runs this in the background has its children ignore Ctrl-C: that is undone here.
        let child = Command::new("env")
            .arg("--default-signal=INT,TERM")
            .arg(env!("CARGO_BIN_EXE_downpage"))
            .args(&all)
            .current_dir(site.path(""))
            .env("TMPDIR", place.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, place, _site: site }
    }

    /// Waits until the server runs.
    fn wait_for(&self, program: &str) {
        let is_it = |line: &String| line.contains(program) && !line.contains("downpage drill ");
        let is_there = || processes_of(self.place.path()).iter().any(is_it);
        assert!(soon(is_there), "{program} was not started: {:?}", processes_of(self.place.path()));
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
    }

    #[track_caller]
    fn leaves_nothing(&self) {
        let is_gone = || processes_of(self.place.path()).is_empty();
        assert!(soon(is_gone), "still there: {:?}", processes_of(self.place.path()));
        assert!(
            soon(|| directories_of_drills(self.place.path()).is_empty()),
            "still there: {:?}",
            directories_of_drills(self.place.path())
        );
    }
}

/// Processes whose command line, working directory or environment names something below `place`: the server with all its
/// workers, which were told so in `HOME`. The drill itself has it in `TMPDIR` and counts as well.
fn processes_of(place: &Path) -> Vec<String> {
    let place = place.to_str().unwrap();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let path = entry.path();
        let read = |name: &str| fs::read(path.join(name)).unwrap_or_default();
        let command = String::from_utf8_lossy(&read("cmdline")).replace('\0', " ");
        let environment = String::from_utf8_lossy(&read("environ")).into_owned();
        if command.contains(place) || environment.contains(place) {
            found.push(command);
        }
    }
    found
}

fn soon(is_so: impl Fn() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(10) {
        if is_so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Sends `signal` in the middle of a drill.
fn interrupted(server: &str, program: &str, signal: &str, number: i32) {
    let mut drill = Drill::start(&[server]);
    drill.wait_for(program);
    assert_eq!(directories_of_drills(drill.place.path()).len(), 1);
    drill.signal(signal);
    assert_eq!(drill.child.wait().unwrap().signal(), Some(number));
    drill.leaves_nothing();
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nothing_is_left_after_ctrl_c() {
    interrupted("nginx", "nginx", "INT", 2);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nothing_is_left_after_a_request_to_end() {
    interrupted("apache", "apache2", "TERM", 15);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nothing_is_left_of_a_drill_that_is_killed() {
    interrupted("varnish", "varnishd", "KILL", 9);
}

#[test]
#[ignore = "runs the real server: cargo xtask servers"]
fn nothing_is_left_after_a_drill() {
    let mut drill = Drill::start(&["nginx"]);
    assert!(drill.child.wait().unwrap().success());
    drill.leaves_nothing();
}

/// A server that puts itself into the background and out of the group, and one that never answers.
#[test]
fn a_server_that_runs_away_is_ended_all_the_same() {
    let site = Site::new(PLAIN);
    let script = "#!/bin/sh\n[ \"$1\" = -t ] && exit 0\n[ \"$1\" = -v ] && exit 0\n\
                  setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 1; done' &\nwhile :; do sleep 1; done\n";
    site.write("runaway", script);
    let program = site.path("runaway");
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut drill = Drill::start(&["nginx", "--program", program.to_str().unwrap()]);
    drill.wait_for("while :; do sleep 1; done");
    drill.signal("INT");
    assert_eq!(drill.child.wait().unwrap().signal(), Some(2));
    drill.leaves_nothing();
}

#[test]
fn nothing_is_left_when_the_server_refuses_the_configuration() {
    let site = Site::new(PLAIN);
    site.write("broken", "#!/bin/sh\n[ \"$1\" = -t ] && { echo 'unknown directive' >&2; exit 3; }\nexit 0\n");
    let program = site.path("broken");
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut drill = Drill::start(&["nginx", "--program", program.to_str().unwrap()]);
    assert_eq!(drill.child.wait().unwrap().code(), Some(1));
    drill.leaves_nothing();
}
