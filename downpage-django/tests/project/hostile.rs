//! Projects that mean ill: each ends in an error or in unknown values, after a bounded number of steps.
#![allow(clippy::format_collect, reason = "a few hostile lines are made this way")]

use downpage_core::ErrorKind;
use downpage_django::project::{Limits, Traced};

use crate::support::{project, reader, write};

/// The kind and message of the error that reading these settings ends in.
fn refused(settings: &str) -> (ErrorKind, String) {
    let folder = project(&[("settings.py", settings)]);
    // Few enough that the slowest of them takes no time to speak of.
    let limits = Limits { steps: 200_000, ..Limits::default() };
    let error = reader(&folder).with_limits(limits).settings().unwrap_err();
    (error.kind(), error.message().to_owned())
}

fn exceeds(settings: &str) {
    let (kind, message) = refused(settings);
    assert_eq!(kind, ErrorKind::LimitExceeded, "{message}");
}

#[test]
fn loops_without_end_run_out_of_steps() {
    exceeds("while True:\n    pass\n");
    exceeds("x = [1]\nfor item in x:\n    x = x\n    while 1: x.append(item)\n");
    exceeds("x = 0\nwhile x < 10**9:\n    x += 1\n");
    exceeds("x = [y for y in range(10**9)]\n");
    exceeds("x = [1 for a in range(1000) for b in range(1000) for c in range(1000)]\n");
}

#[test]
fn values_that_double_run_out_of_size_or_steps() {
    exceeds("x = 'x'\nfor i in range(100):\n    x = x + x\n");
    exceeds("x = ['x']\nfor i in range(100):\n    x = x + x\n");
    exceeds("x = ['x']\nfor i in range(100):\n    x += x\n");
    exceeds("x = 'x' * 10**12\n");
    exceeds("x = [0] * 10**12\n");
    exceeds("x = 'a'.replace('a', 'b' * 900000).replace('b', 'c' * 900000)\n");
    exceeds("x = '%s' * 1000 % tuple(['y' * 10000] * 1000)\n");
    exceeds("x = 'a'\nfor i in range(60):\n    x = f'{x}{x}'\n");
    exceeds("x = 'a'.zfill(10**9)\n");
    exceeds("x = ','.join(['x' * 100000] * 100)\n");
}

/// Small in memory, endless for whoever writes it out: each level holds the one below twice.
#[test]
fn what_is_shared_a_thousand_times_is_not_copied_out() {
    exceeds("X = ['x']\nfor i in range(50):\n    X = [X, X]\n");
    exceeds("x = ['x']\nfor i in range(40):\n    x = [x, x]\nY = str(x)\n");
    exceeds("x = ['x']\ny = ['x']\nfor i in range(50):\n    x = [x, x]\n    y = [y, y]\nZ = x == y\n");
    exceeds("x = {}\nfor i in range(50):\n    x = {'a': x, 'b': x}\nY = x\n");
    exceeds("import copy\nx = ['x']\nfor i in range(40):\n    x = [x, x]\nY = copy.deepcopy(x)\n");
}

#[test]
fn a_list_that_holds_itself_is_unknown_where_it_ends() {
    let folder =
        project(&[("settings.py", "X = [1]\nX.append(X)\nY = str(X)\nZ = X == X\nW = {}\nW['w'] = W\n")]);
    let settings = reader(&folder).settings().unwrap();
    for name in ["X", "Y", "W"] {
        assert!(settings.get(name).and_then(Traced::unknown).is_some(), "{name}");
    }
}

#[test]
fn functions_and_modules_that_call_each_other_for_ever_end() {
    exceeds("def f():\n    return f()\nX = f()\n");
    exceeds("f = lambda: f()\nX = f()\n");
    exceeds("def f(): return g()\ndef g(): return f()\nX = f()\n");
    exceeds("class A:\n    @property\n    def a(self): return self.a\nX = A().a\n");
    exceeds("def f(n):\n    f(n)\n    f(n)\nf(1)\n");
    exceeds("x = ()\nwhile True:\n    x = (x,)\n");
    let folder =
        project(&[("settings.py", "from other import *\nX = 1\n"), ("other.py", "from settings import *\n")]);
    assert_eq!(reader(&folder).settings().unwrap().get("X").and_then(Traced::truth), Some(true));
}

#[test]
fn forks_within_forks_are_paid_for() {
    let names: String = (0..2000).map(|n| format!("a{n} = 1\n")).collect();
    let forks = "import socket\nu = socket.gethostname()\nfor i in range(100000):\n    if u: a1 = i\n    else: a2 = i\n";
    exceeds(&format!("{names}{forks}"));
    let nested: String = (0..60).map(|n| format!("{}if u:\n", " ".repeat(n))).collect();
    let folder = project(&[(
        "settings.py",
        &format!("import socket\nu = socket.gethostname()\n{nested}{}X = 1\n", " ".repeat(60)),
    )]);
    assert!(reader(&folder).settings().unwrap().get("X").and_then(Traced::unknown).is_some());
}

#[test]
fn text_that_nests_too_deeply_is_not_even_parsed() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{1:", "}"),
        ("f(", ")"),
        ("not ", ""),
        ("-", ""),
        ("lambda: ", ""),
        ("1 if 1 else ", ""),
    ] {
        exceeds(&format!("X = {}1{}\n", open.repeat(100_000), close.repeat(100_000)));
    }
    for chain in ["+1", ".a", "()", "[0]", "**1", "<1", " and 1", "|1"] {
        exceeds(&format!("X = 1{}\n", chain.repeat(100_000)));
    }
    let blocks: String = (0..200).map(|n| format!("{}if 1:\n", " ".repeat(n))).collect();
    exceeds(&format!("{blocks}{}pass\n", " ".repeat(200)));
    exceeds(&format!("X = {}\n", "f'{".repeat(5000)));
    exceeds(&format!("{}: pass\n", "if 1: pass\nelif ".to_owned() + &"1 if 1 else ".repeat(1000) + "1"));
}

#[test]
fn deep_text_within_the_limits_is_read() {
    let deep = format!("X = {}1{}\nY = {}\n", "[".repeat(60), "]".repeat(60), vec!["1"; 300].join(" + "));
    let folder = project(&[("settings.py", &deep)]);
    let settings = reader(&folder).settings().unwrap();
    assert_eq!(settings.get("Y").and_then(Traced::truth), Some(true));
}

#[test]
fn nothing_outside_of_the_project_is_read() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.py", "SECRET = 'leaked'\n");
    write(outside.path(), "secret.env", "SECRET=leaked\n");
    let path = outside.path().display();
    let text = format!(
        "import sys, os, environ\nfrom pathlib import Path\n\
         A = open('{path}/secret.py').read()\nB = Path('{path}/secret.py').read_text()\n\
         C = Path('../../../../../../../../{path}/secret.py').read_text()\n\
         D = os.path.exists('{path}/secret.py')\nE = Path(__file__, '../../link.py').resolve().exists()\n\
         environ.Env.read_env('{path}/secret.env')\nF = os.environ['SECRET']\n\
         G = (Path(__file__).parent / 'link.py').read_text()\nH = open('folder/secret.py').read()\n\
         sys.path.insert(0, '{path}')\nimport secret\nI = secret.SECRET\nfrom secret import SECRET as J\n"
    );
    let folder = project(&[("settings.py", &text)]);
    std::os::unix::fs::symlink(outside.path().join("secret.py"), folder.path().join("link.py")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("folder")).unwrap();
    let settings = reader(&folder).settings().unwrap();
    for name in ["A", "B", "C", "D", "F", "G", "H", "I", "J"] {
        let value = settings.get(name).unwrap();
        assert!(value.unknown().is_some(), "{name} is {value:?}");
    }
}

#[test]
fn files_that_are_no_files_are_not_waited_for() {
    let folder = project(&[(
        "settings.py",
        "from pathlib import Path\nA = Path('/dev/zero').read_text()\nfrom pipe import *\n",
    )]);
    let pipe = folder.path().join("pipe.py");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let settings = reader(&folder).settings().unwrap();
    assert!(settings.get("A").and_then(Traced::unknown).is_some());
}

#[test]
fn files_too_large_or_too_many_are_refused() {
    let folder =
        project(&[("settings.py", "from big import *\n"), ("big.py", &"# padding\n".repeat(300_000))]);
    let error = reader(&folder).settings().unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::LimitExceeded, "`big.py` is too large to be read")
    );
    let many: String = (0..50).map(|n| format!("import m{n}\n")).collect();
    let folder = project(&[("settings.py", &many)]);
    for n in 0..50 {
        write(folder.path(), &format!("m{n}.py"), "");
    }
    let limits = Limits { files: 20, ..Limits::default() };
    assert_eq!(reader(&folder).with_limits(limits).settings().unwrap_err().kind(), ErrorKind::LimitExceeded);
}

#[test]
fn urls_that_include_each_other_end() {
    let urls = "from django.urls import include, path\nurlpatterns = [path('a/', include('urls')), path('', None, name='x')]\n";
    let folder = project(&[("settings.py", "ROOT_URLCONF = 'urls'\n"), ("urls.py", urls)]);
    let mut reader = reader(&folder);
    let settings = reader.settings().unwrap();
    let resolver = reader.urls(&settings).unwrap();
    assert!(downpage_core::surroundings::Router::names(&resolver).contains(&"x".to_owned()));
}
