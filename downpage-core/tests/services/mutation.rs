//! Damaged input of every kind: whatever is read, nothing panics.

use downpage_core::surroundings::{Catalog, StaticFiles, Urls, interpolate, language, percent};
use downpage_core::{Map, Value};

use crate::file;

/// Random numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }
}

/// `seed` with some bytes changed, cut out, doubled, or replaced by what means something in the formats.
fn mutate(seed: &[u8], random: &mut Random) -> Vec<u8> {
    const WORDS: [&[u8]; 16] = [
        b"\"",
        b"\\",
        b"\n",
        b"\0",
        b"\x04",
        b"#, fuzzy\n",
        b"msgid",
        b"msgstr[",
        b"\xff\xff\xff\xff",
        b"(",
        b"?",
        b"{",
        b"<",
        b">",
        b"%",
        b"\xc3",
    ];
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(12).min(bytes.len() - at);
        match random.below(4) {
            0 => drop(bytes.splice(at..at + length, [])),
            1 => drop(bytes.splice(at..at, WORDS[random.below(WORDS.len())].to_vec())),
            2 => bytes[at..at + length].iter_mut().for_each(|byte| *byte = random.next().to_le_bytes()[0]),
            _ => {
                let copy = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() + 1);
                drop(bytes.splice(to..to, copy));
            }
        }
    }
    bytes
}

fn ask(catalog: &Catalog) {
    for count in [i64::MIN, -1, 0, 1, 2, 7, i64::MAX] {
        let _ = catalog.ngettext(None, "%(num)d hour", count);
        let _ = catalog.ngettext(Some("time"), "day", count);
    }
    let _ = catalog.gettext(Some("verb"), "open");
}

/// Runs `read` on 2,000 mutations of `seed`; it tells whether the input was good.
fn damaged(seed: &[u8], mut read: impl FnMut(&[u8]) -> bool) {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let good = (0..2_000).filter(|_| read(&mutate(seed, &mut random))).count();
    // Only damage that is sometimes survived reaches the code behind the first check.
    assert!((20..1_980).contains(&good), "{good} of 2000 were good");
}

#[test]
fn a_damaged_po_file_never_panics() {
    damaged(&file("catalogs/ar.po"), |bytes| {
        let read = Catalog::from_po(&String::from_utf8_lossy(bytes), "a.po");
        read.inspect(ask).is_ok()
    });
}

#[test]
fn a_damaged_mo_file_never_panics() {
    for name in ["catalogs/ar.mo", "catalogs/ar.big-endian.mo"] {
        damaged(&file(name), |bytes| Catalog::from_mo(bytes, "a.mo").inspect(ask).is_ok());
    }
}

#[test]
fn a_damaged_plural_rule_never_panics() {
    let rule = b"n%10==1 && !(n%100==11) ? 0 : n/2>=2-n || n<=4*n+1 && (n%100<10) ? 1 : 2";
    damaged(rule, |bytes| {
        let rule = String::from_utf8_lossy(bytes).replace(['"', '\\', '\n'], "");
        let header = format!("msgid \"\"\nmsgstr \"Plural-Forms: nplurals=3; plural={rule};\\n\"\n");
        let entry = "msgid \"%(num)d hour\"\nmsgid_plural \"s\"\nmsgstr[0] \"a\"\nmsgstr[1] \"b\"\n";
        Catalog::from_po(&(header + entry), "a.po").inspect(ask).is_ok()
    });
}

#[test]
fn a_damaged_manifest_never_panics() {
    let vite =
        br#"{"a.js": {"file": "a-1.js", "css": ["a.css"], "imports": ["b.js"]}, "b.js": {"file": "b-1.js"}}"#;
    let webpack = br#"{"a.js": "/s/a-1.js", "b.js": {"src": "https://x/b-1.js"}, "entrypoints": {}}"#;
    for seed in [&file("manifest.json")[..], vite, webpack] {
        damaged(seed, |bytes| {
            let text = String::from_utf8_lossy(bytes);
            let files = StaticFiles::default().with_manifest(&text, "m.json");
            if let Ok(files) = &files {
                for path in ["css/a.css", "a.js", "b.js?#x", "", "/", "#", "%"] {
                    let _ = (files.url(path), files.stylesheets(path));
                }
            }
            files.is_ok()
        });
    }
}

#[test]
fn damaged_paths_patterns_and_messages_never_panic() {
    damaged(b"/shop/<int:pk>/<path:rest>?q=<str:q>#%20", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let mut urls = Urls::new();
        let inserted = urls.insert("it", &text).is_ok();
        let values = [Value::Int(1), Value::from(&*text), Value::from("x")];
        let _ = urls.reverse("it", &values, &Map::new());
        let _ = StaticFiles::with_prefix(&text).url(&text);
        let _ = interpolate(&text.replace('<', "%(").replace('>', ")s"), |_| Some(String::new()));
        let _ = (percent::unquote(&text), language::bcp47(&text), language::to_locale(&text));
        let _ = language::fallbacks(&text).count();
        inserted
    });
}
