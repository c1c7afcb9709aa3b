//! Which interpreter `--python` means.

use std::path::{Path, PathBuf};

/// Where a virtual environment keeps its interpreter.
const IN_ENVIRONMENT: [&str; 3] = ["bin/python", "bin/python3", "Scripts/python.exe"];

/// The interpreter that was named: a program, or a virtual environment, by a path from `folder`. Without a name, that of the
/// project's virtual environment; without one, `python3`.
pub(crate) fn find(named: &str, environment: Option<&Path>, folder: &Path) -> PathBuf {
    let within = |folder: &Path| {
        let programs = IN_ENVIRONMENT.iter().map(|program| folder.join(program));
        programs.into_iter().find(|program| program.is_file())
    };
    if named.is_empty() {
        return environment.and_then(within).unwrap_or_else(|| PathBuf::from("python3"));
    }
    if is_bare(named) {
        // The system looks for it, unless it is a virtual environment here.
        return within(&folder.join(named))
            .map_or_else(|| PathBuf::from(named), |program| absolute(&program));
    }
    let path = folder.join(named);
    absolute(&within(&path).unwrap_or(path))
}

/// A path of the command line, as it is from everywhere.
pub(crate) fn from_here(named: &str) -> String {
    let is_path = !named.is_empty() && (!is_bare(named) || Path::new(named).is_dir());
    if is_path { absolute(Path::new(named)).display().to_string() } else { named.to_owned() }
}

/// Whether it is a program's name and no path.
fn is_bare(named: &str) -> bool {
    Path::new(named).components().count() < 2
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{find, from_here};

    #[test]
    fn an_interpreter_is_a_program_a_virtual_environment_or_that_of_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, here) = (folder.path(), Path::new(""));
        let python = folder.join("venv/bin/python");
        std::fs::create_dir_all(folder.join("venv/bin")).unwrap();
        std::fs::File::create(&python).unwrap();
        let venv = folder.join("venv");
        assert_eq!(find("python3.12", Some(&venv), here), Path::new("python3.12"));
        assert_eq!(find(venv.to_str().unwrap(), None, here), python);
        assert_eq!(find("venv", None, folder), python);
        assert_eq!(find("venv/bin/python", None, folder), python);
        assert_eq!(find("", Some(&venv), here), python);
        assert_eq!(find("", Some(folder), here), PathBuf::from("python3"));
        assert_eq!(find("", None, here), PathBuf::from("python3"));
        assert!(find("other/bin/python", None, here).is_absolute(), "it is started in another folder");
    }

    #[test]
    fn a_path_of_the_command_line_is_one_from_where_it_was_given() {
        assert_eq!(from_here("python3"), "python3");
        assert_eq!(from_here(""), "");
        assert!(Path::new(&from_here("venv/bin/python")).is_absolute());
    }
}
