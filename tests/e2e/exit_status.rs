//! What ends with which exit status: 1 for what is wrong with pages, 2 for the command line and the configuration.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::site::{Site, has_engines, tell};

#[test]
fn what_the_command_line_names_and_is_not_there_is_its_fault() {
    let site = Site::new([("folder/x", ""), ("bad.toml", "a = ")]);
    std::fs::write(site.path("latin.toml"), b"a = '\xe9'").unwrap();
    for (arguments, message) in [
        (
            &["-C", "nowhere", "engines"][..],
            "error: cannot go to directory `nowhere`: no such file or directory\n",
        ),
        (
            &["-c", "nowhere.toml", "generate"],
            "error: cannot read the configuration `nowhere.toml`: no such file or directory\n",
        ),
        (&["generate", "-c", "folder"], "error: cannot read the configuration `folder`: is a directory\n"),
        (
            &["-c", "latin.toml", "generate"],
            "error: `latin.toml` is not UTF-8 (line 1, byte 5)\n |\n = help: save it as UTF-8\n",
        ),
    ] {
        assert_eq!(site.fail(2, arguments), message);
    }
    assert!(site.fail(2, &["-c", "bad.toml", "generate"]).starts_with("error: not valid TOML: "));
}

#[test]
fn what_the_configuration_names_and_is_not_there_is_its_fault() {
    let site = Site::new([(
        "downpage.toml",
        "[static]\nmanifest = \"nowhere.json\"\n\n[translations]\ndirectories = \"nowhere\"\n",
    )]);
    let expected = "\
error: cannot read the manifest `nowhere.json`: no such file or directory
 --> downpage.toml:2:12
  |
2 | manifest = \"nowhere.json\"
  |            ^^^^^^^^^^^^^^

error: there is no directory of translations at `nowhere`
 --> downpage.toml:5:15
  |
5 | directories = \"nowhere\"
  |               ^^^^^^^^^

2 errors
";
    assert_eq!(site.fail(2, &["generate"]), expected);
}

#[test]
fn a_command_line_that_is_wrong_says_what_may_be_meant() {
    let site = Site::new([]);
    for (arguments, parts) in [
        (&["genrate"][..], &["unrecognized subcommand 'genrate'", "'generate'"][..]),
        (&["generate", "--chek"], &["unexpected argument '--chek'", "'--check'"]),
        (&["generate", "--jobs", "0"], &["invalid value '0' for '--jobs <N>'", "1..=256"]),
        (&["--format", "xml", "engines"], &["invalid value 'xml'", "human, json"]),
        (&["generate", "--watch", "--check"], &["cannot be used with"]),
        (&["-q", "-v", "engines"], &["cannot be used with"]),
        (&["render"], &["<TEMPLATE>"]),
        (&["render", "x", "--status", "700"], &["700 is not in 400..=599"]),
        (&["completions", "bsh"], &["invalid value 'bsh'", "'bash'"]),
        (&["man", "genrate"], &["error: there is no command `genrate`", "did you mean `generate`?"]),
        (&["generate", "--status", "abc"], &["error: expected a status code, found `abc`", "`404`"]),
        (&["generate", "--status", "999"], &["error: `999` is not an error: those are from 400 to 599"]),
    ] {
        let stderr = site.fail(2, arguments);
        for part in parts {
            assert!(stderr.contains(part), "{arguments:?} should say {part:?}\n{stderr}");
        }
    }
    assert!(site.tree("").is_empty());
}

#[test]
fn without_a_command_the_help_is_shown_and_it_is_no_success() {
    let stderr = Site::new([]).fail(2, &[]);
    for part in ["Usage: downpage [OPTIONS] <COMMAND>", "generate", "render", "init", "--color <WHEN>"] {
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
fn an_output_directory_that_cannot_be_written_is_no_fault_of_the_command_line() {
    if !has_engines(&["jinja"]) {
        return;
    }
    let site = Site::new([("file", "")]);
    assert_eq!(
        site.fail(1, &["generate", "-o", "file", "--status", "502"]),
        "error: the output directory `file` is a file\n |\n = help: choose another output directory, or remove the file\n"
    );
    let folder = site.path("locked");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    if std::fs::File::create(folder.join("probe")).is_ok() {
        tell("skipped half of the test: this user may write everywhere");
        return;
    }
    for output in ["locked", "locked/below"] {
        let stderr = site.fail(1, &["generate", "-o", output, "--status", "502"]);
        assert!(stderr.contains("permission denied"), "{stderr}");
        assert!(stderr.contains("let the user who runs downpage write there"), "{stderr}");
    }
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_closed_pipe_is_no_error_and_hides_none() {
    let site =
        Site::new([("downpage.toml", "pages = [['a.txt', 'a']]\nengine = 'jinja'\n"), ("templates/a", "a")]);
    // The reader has gone before the first byte comes.
    let status = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command: Command = site.downpage(arguments);
        let output = command.stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
        output.status.code()
    };
    for arguments in [&["--help"][..], &["schema"], &["man"], &["completions", "zsh"], &["init", "--stdout"]]
    {
        assert_eq!(status(arguments), Some(0), "{arguments:?}");
    }
    if has_engines(&["jinja"]) {
        assert_eq!(status(&["generate", "--check"]), Some(1), "the page is missing, whoever reads that");
        assert_eq!(status(&["generate", "--diff"]), Some(1));
        assert_eq!(status(&["generate", "nope", "--format", "json"]), Some(2));
        assert_eq!(status(&["generate"]), Some(0));
        assert_eq!(status(&["render", "a"]), Some(0));
        assert!(site.has("error-pages/a.txt"), "what was asked for is done");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_cannot_be_written_is_an_error_also_when_quiet() {
    for arguments in [&["schema"][..], &["--quiet", "schema"], &["--format", "json", "engines"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Site::new([]).downpage(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "error: cannot write to standard output: no space left on device\n"
        );
    }
}
