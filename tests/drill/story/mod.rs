//! The story of an outage: a Django site under gunicorn, behind nginx with the generated configuration. gunicorn is killed, a
//! browser sees the site's own page, gunicorn is started again, and the site is back. The guide tells it in `outage-story.md`.

mod browser;
mod processes;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use browser::{Browser, Picture};
use processes::{Process, free_port, succeed, wait_until};

/// A page deep below the root of the site: a relative URL in the error page would lead nowhere from here.
const DEEP: &str = "/shelves/sea/books/moby-dick/?from=newsletter";

/// The header of the layout, with the navigation in it: as high as the style sheet says.
const HEADER: u32 = 64;

/// The colour of the header in the style sheet.
const GREEN: [u8; 3] = [0x1b, 0x43, 0x32];

/// The site in a place of its own.
struct Shop {
    directory: tempfile::TempDir,
    python: String,
    app: u16,
    web: u16,
}

impl Shop {
    /// A copy of the site whose static files are collected and whose error pages are made.
    fn deploy() -> Self {
        let python = std::env::var("DOWNPAGE_STORY_PYTHON")
            .expect("a Python with Django and gunicorn: `cargo xtask servers` sets one up");
        let directory = tempfile::tempdir().unwrap();
        // The workers of nginx are another user.
        fs::set_permissions(directory.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let shop = Self { directory, python, app: free_port(), web: free_port() };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/drill/bookshop/.");
        succeed(Command::new("cp").arg("-r").arg(source).arg(shop.path("")));
        succeed(shop.command(&shop.python).args(["manage.py", "collectstatic", "--noinput"]));
        succeed(shop.downpage().arg("generate"));
        shop
    }

    fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.directory.path());
        command
    }

    fn downpage(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_downpage"))
    }

    /// Django under gunicorn.
    fn start_gunicorn(&self) -> Process {
        let address = format!("127.0.0.1:{}", self.app);
        let mut command = self.command(&self.python);
        command.args(["-m", "gunicorn", "--workers", "2", "--bind", &address, "shop.wsgi"]);
        let gunicorn = Process::start(&mut command, &self.path("gunicorn.log"));
        wait_until("gunicorn answers", || processes::status(self.app, "/") == Some(200));
        gunicorn
    }

    /// nginx, which serves the static files itself and passes on everything else.
    fn start_nginx(&self) -> Process {
        let upstream = format!("127.0.0.1:{}", self.app);
        let snippet =
            self.downpage().args(["server-config", "nginx", "--upstream", &upstream]).output().unwrap();
        assert!(snippet.status.success());
        fs::write(self.path("downpage.conf"), snippet.stdout).unwrap();
        let folder = self.directory.path().display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {folder}/tmp-{kind};\n"))
            .concat();
        let text = format!(
            "pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{ }}\nhttp {{\n\
             include /etc/nginx/mime.types;\nlog_format story '$request_uri $status $http_user_agent';\n\
             access_log {folder}/access.log story;\n{temporary}server {{\nlisten 127.0.0.1:{web};\n\
             include {folder}/downpage.conf;\nlocation /static/ {{ root {folder}/public; }}\n\
             location / {{ proxy_set_header Host $http_host; proxy_pass http://{upstream}; }}\n}}\n}}\n",
            web = self.web
        );
        fs::write(self.path("nginx.conf"), text).unwrap();
        let configuration = self.path("nginx.conf");
        let mut command = self.command("nginx");
        command.arg("-c").arg(&configuration).args(["-g", "daemon off;"]);
        let nginx = Process::start(&mut command, &self.path("nginx.log"));
        wait_until("nginx answers", || processes::status(self.web, "/").is_some());
        nginx
    }

    /// The statuses with which nginx has answered the browser for the deep page so far.
    fn seen_by_the_browser(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("access.log")).unwrap();
        let mut statuses = Vec::new();
        for line in log.lines().filter(|line| line.contains("Chrome/")) {
            if let Some(rest) = line.strip_prefix(DEEP) {
                statuses.push(rest.split_whitespace().next().unwrap().to_owned());
            }
        }
        statuses
    }
}

#[test]
#[ignore = "runs Django, gunicorn, nginx and Chromium: cargo xtask servers"]
fn a_visitor_sees_the_sites_own_page_while_the_app_is_dead() {
    let shop = Shop::deploy();
    let browser = Browser::new(&shop.path("browser"));
    let url = format!("http://127.0.0.1:{}{DEEP}", shop.web);
    let _nginx = shop.start_nginx();

    // All is well.
    let gunicorn = shop.start_gunicorn();
    let up = browser.visit(&url);
    assert!(up.document.contains("<h1>Moby-Dick</h1>"), "{}", up.document);
    assert_eq!(up.picture.pixel(8, 8), GREEN, "the style sheet of the site is applied");

    // gunicorn and its workers are gone, as after the OOM killer.
    drop(gunicorn);
    wait_until("gunicorn is gone", || processes::status(shop.app, "/").is_none());
    let down = browser.visit(&url);
    assert!(down.document.contains("<h1>502 Bad Gateway</h1>"), "{}", down.document);
    assert_same_header(&up.picture, &down.picture);
    assert_ne!(up.picture, down.picture, "below the header is another text");
    let page = fs::read(shop.path("public/_downpage/502.html")).unwrap();
    assert_eq!(processes::body(shop.web, DEEP), page, "the very bytes of the page");

    // And back again, with nothing done to nginx.
    let gunicorn = shop.start_gunicorn();
    let again = browser.visit(&url);
    assert!(again.document.contains("<h1>Moby-Dick</h1>"), "{}", again.document);
    assert_eq!(again.picture, up.picture, "the site looks as it did");
    drop(gunicorn);
    assert_eq!(
        shop.seen_by_the_browser(),
        ["200", "200", "502", "502", "200", "200"],
        "picture and document, each time"
    );
}

/// The style sheet is not there: the comparison of the header has to notice, or it would prove nothing.
#[test]
#[ignore = "runs Django, gunicorn, nginx and Chromium: cargo xtask servers"]
fn a_page_without_its_styles_does_not_pass_for_one_that_has_them() {
    let shop = Shop::deploy();
    let browser = Browser::new(&shop.path("browser"));
    let url = format!("http://127.0.0.1:{}{DEEP}", shop.web);
    let _nginx = shop.start_nginx();
    let styled = browser.visit(&url).picture;
    fs::remove_dir_all(shop.path("public/static")).unwrap();
    let bare = browser.visit(&url);
    assert!(bare.document.contains("<h1>502 Bad Gateway</h1>"), "{}", bare.document);
    assert!(!is_same_header(&styled, &bare.picture));
}

fn is_same_header(one: &Picture, other: &Picture) -> bool {
    one.rows(HEADER) == other.rows(HEADER)
}

#[track_caller]
fn assert_same_header(up: &Picture, down: &Picture) {
    assert_eq!(down.pixel(8, 8), GREEN, "the style sheet of the site is applied");
    assert!(up.rows(HEADER).chunks(3).any(|pixel| pixel == [0xff; 3]), "there is text in the header");
    assert!(is_same_header(up, down), "header and navigation are the same, pixel by pixel");
}
