//! Runs a project: in a folder of its own, with the Django of a virtual environment, and with `downpage`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A project, and what it needs to be run.
pub(crate) struct Project {
    /// Its folder beside this file, or what is laid over the project that `start` makes.
    pub(crate) folder: &'static str,
    /// The virtual environment with its packages.
    pub(crate) environment: &'static str,
    /// The command of a package that makes the project.
    pub(crate) start: &'static [&'static str],
    /// Commands of `manage.py` that a deployment runs before pages are made.
    pub(crate) before: &'static [&'static str],
    /// Environment variables, for Django and for us.
    pub(crate) variables: &'static [(&'static str, &'static str)],
    /// Folders that somebody has to make, or the original stops.
    pub(crate) folders: &'static [&'static str],
    /// Whether only the project's own Python can make its pages.
    pub(crate) only_python: bool,
}

/// A project in a folder of its own.
pub(crate) struct Run<'p> {
    pub(crate) project: &'p Project,
    pub(crate) place: PathBuf,
}

/// Files by their paths, with their bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

impl<'p> Run<'p> {
    /// Lays the project into a new folder called `name`, and does what a deployment does before pages are made.
    pub(crate) fn prepare(name: &str, project: &'p Project) -> Self {
        let run = Self { project, place: target().join("run").join(name) };
        let _ = std::fs::remove_dir_all(&run.place);
        std::fs::create_dir_all(&run.place).unwrap();
        if let [program, arguments @ ..] = project.start {
            succeed(run.command(&run.environment().join("bin").join(program)).args(arguments));
        }
        let given = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/projects").join(project.folder);
        copy(&given, &run.place);
        for command in project.before {
            succeed(run.manage().args(command.split(' ')));
        }
        run
    }

    /// The virtual environment.
    pub(crate) fn environment(&self) -> PathBuf {
        target().join("venv").join(self.project.environment)
    }

    /// The files of the virtual environment, with a `python` that only tells that it was run.
    fn files_of_environment(&self) -> PathBuf {
        target().join("files").join(self.project.environment)
    }

    /// `manage.py` with the project's Django.
    pub(crate) fn manage(&self) -> Command {
        let mut command = self.command(&self.environment().join("bin/python"));
        command.arg("manage.py");
        command
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.place).envs(self.project.variables.iter().copied());
        // Whoever runs these tests may have a project of their own.
        for variable in ["VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"] {
            command.env_remove(variable);
        }
        command
    }

    /// `downpage`, at the instant `now`. Only with `--python` there is a Python at all: without, the files of the packages are
    /// there and no program is.
    pub(crate) fn downpage(&self, now: u64, options: &[&str]) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_downpage")));
        command.args(options).env("SOURCE_DATE_EPOCH", now.to_string());
        if options.contains(&"--python") {
            command.env("VIRTUAL_ENV", self.environment());
        } else {
            command
                .env("VIRTUAL_ENV", self.files_of_environment())
                .env("PATH", self.files_of_environment().join("bin"));
        }
        command
    }

    /// Whether somebody started the `python` that must not be.
    pub(crate) fn python_was_run(&self) -> bool {
        self.place.join("python-was-run").exists()
    }

    /// Every file of the project, but what Python keeps beside its modules.
    pub(crate) fn files(&self) -> Files {
        let mut files = Files::new();
        collect(&self.place, "", &mut files);
        files
    }
}

/// The folder that `cargo xtask projects` keeps its things in.
fn target() -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/projects");
    target.canonicalize().expect("`cargo xtask projects` makes the virtual environments and runs these tests")
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            if !name.ends_with("__pycache__") {
                collect(&entry.path(), &format!("{name}/"), files);
            }
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// Runs a command that must succeed.
pub(crate) fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|cause| panic!("cannot run {command:?}: {cause}"));
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{command:?} failed ({})\n{}{}",
        output.status,
        shown(&output.stdout),
        shown(&output.stderr)
    );
    output
}
