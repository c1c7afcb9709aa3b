//! A real browser without a window: headless Chromium.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a visit came to.
pub(super) struct Seen {
    pub(super) picture: Picture,
    /// The document after it was loaded.
    pub(super) document: String,
}

/// A picture of a page: three bytes a pixel.
#[derive(PartialEq, Eq)]
pub(super) struct Picture {
    width: u32,
    bytes: Vec<u8>,
}

pub(super) struct Browser {
    folder: PathBuf,
}

impl Browser {
    /// A browser that keeps its things in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        Self { folder: folder.to_owned() }
    }

    /// Loads a page, twice: for a picture, and for its document.
    pub(super) fn visit(&self, url: &str) -> Seen {
        let file = self.folder.join("picture.png");
        let _ = fs::remove_file(&file);
        self.run(&[&format!("--screenshot={}", file.display()), url]);
        let picture = Picture::read(&file);
        let document = self.run(&["--dump-dom", url]);
        Seen { picture, document }
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("chromium")
            .args([
                "--headless",
                "--no-sandbox", // root has no other way, and the page is ours
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--window-size=900,500",
                "--no-first-run",
            ])
            .arg(format!("--user-data-dir={}", self.folder.join("profile").display()))
            .args(arguments)
            .env("HOME", &self.folder)
            .stdin(Stdio::null())
            .output()
            .expect("Chromium is installed: `cargo xtask servers` does so");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Picture {
    fn read(path: &Path) -> Self {
        let file = File::open(path).expect("Chromium has made a picture");
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(info.bit_depth, png::BitDepth::Eight);
        let channels = info.color_type.samples();
        assert!(channels >= 3, "{:?}", info.color_type);
        let bytes = bytes.chunks(channels).flat_map(|pixel| pixel[..3].to_vec()).collect();
        Self { width: info.width, bytes }
    }

    pub(super) fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = 3 * (y * self.width + x) as usize;
        [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2]]
    }

    /// The pixels of the first `count` rows.
    pub(super) fn rows(&self, count: u32) -> &[u8] {
        &self.bytes[..3 * (count * self.width) as usize]
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a picture {} pixels wide", self.width)
    }
}
