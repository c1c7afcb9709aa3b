//! Latin to fill pages with. What Django draws at random is drawn here from a fixed sequence: a page comes out the same
//! each time.

/// The passage of Cicero, garbled, that typesetters use.
const COMMON: &str = "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut \
labore et dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex \
ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla \
pariatur. Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est \
laborum.";

/// How many words the common beginning of [`words`] has.
const COMMON_WORDS: usize = 19;

/// The words that random text is made of.
const WORDS: [&str; 40] = [
    "lorem",
    "ipsum",
    "dolor",
    "sit",
    "amet",
    "elit",
    "sed",
    "eiusmod",
    "tempor",
    "labore",
    "magna",
    "aliqua",
    "enim",
    "minim",
    "veniam",
    "quis",
    "nostrud",
    "ullamco",
    "laboris",
    "nisi",
    "aliquip",
    "commodo",
    "consequat",
    "duis",
    "aute",
    "irure",
    "voluptate",
    "velit",
    "esse",
    "cillum",
    "fugiat",
    "nulla",
    "sint",
    "occaecat",
    "proident",
    "culpa",
    "officia",
    "deserunt",
    "mollit",
    "anim",
];

/// A sequence of numbers that looks random.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }
}

/// `count` words; the first are the common ones unless `common` is off.
#[must_use]
pub fn words(count: usize, common: bool) -> String {
    let mut sequence = Sequence(count as u64);
    let known = COMMON.split(' ').map(|word| word.trim_matches(['.', ','])).take(if common {
        COMMON_WORDS
    } else {
        0
    });
    let lower = known.map(str::to_lowercase);
    let random = std::iter::repeat_with(|| sequence.word().to_owned());
    lower.chain(random).take(count).collect::<Vec<_>>().join(" ")
}

/// The paragraph at `at`; the first is the common one unless `common` is off.
#[must_use]
pub fn paragraph(at: usize, common: bool) -> String {
    if common && at == 0 {
        return COMMON.to_owned();
    }
    let mut sequence = Sequence(at as u64 + 1);
    let sentences = 1 + sequence.below(4);
    (0..sentences).map(|_| sentence(&mut sequence)).collect::<Vec<_>>().join(" ")
}

fn sentence(sequence: &mut Sequence) -> String {
    let sections: Vec<String> = (0..=sequence.below(5))
        .map(|_| (0..3 + sequence.below(10)).map(|_| sequence.word()).collect::<Vec<_>>().join(" "))
        .collect();
    let text = sections.join(", ");
    let first = text[..1].to_uppercase();
    format!("{first}{}{}", &text[1..], if sequence.below(2) == 0 { "." } else { "?" })
}
