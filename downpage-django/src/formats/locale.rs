//! How the languages of Django write dates and numbers: a generated table of facts, hence its length.
//!
//! `record.py` makes it from `django/conf/locale/*/formats.py` of Django 5.2; a row has what its language sets, in the order of
//! [`Row`]'s fields. Sorted by locale.

/// What one locale sets.
#[derive(Debug)]
pub(super) struct Row {
    /// The locale, as in `pt_BR`.
    pub(super) locale: &'static str,
    /// The texts, in the order of [`KEYS`].
    pub(super) texts: [Option<&'static str>; 9],
    /// `NUMBER_GROUPING`.
    pub(super) grouping: Option<&'static [i64]>,
}

/// The settings that are texts.
pub(super) const KEYS: [&str; 9] = [
    "DATE_FORMAT",
    "TIME_FORMAT",
    "DATETIME_FORMAT",
    "YEAR_MONTH_FORMAT",
    "MONTH_DAY_FORMAT",
    "SHORT_DATE_FORMAT",
    "SHORT_DATETIME_FORMAT",
    "DECIMAL_SEPARATOR",
    "THOUSAND_SEPARATOR",
];

const fn row(
    locale: &'static str,
    texts: [Option<&'static str>; 9],
    grouping: Option<&'static [i64]>,
) -> Row {
    Row { locale, texts, grouping }
}

/// The row of a locale.
pub(super) fn find(locale: &str) -> Option<&'static Row> {
    TABLE.binary_search_by(|row| row.locale.cmp(locale)).ok().map(|at| &TABLE[at])
}

#[rustfmt::skip]
static TABLE: [Row; 84] = [
    row("ar", [Some("j F\u{60c} Y"), Some("g:i A"), None, Some("F Y"), Some("j F"), Some("d\u{200f}/m\u{200f}/Y"), None, Some(","), Some(".")], None),
    row("ar_DZ", [Some("j F Y"), Some("H:i"), Some("j F Y H:i"), Some("F Y"), Some("j F"), Some("j F Y"), Some("j F Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("az", [Some("j E Y"), Some("G:i"), Some("j E Y, G:i"), Some("F Y"), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("bg", [Some("d F Y"), Some("H:i"), None, None, Some("j F"), Some("d.m.Y"), None, Some(","), Some("\u{a0}")], None),
    row("bn", [Some("j F, Y"), Some("g:i A"), None, Some("F Y"), Some("j F"), Some("j M, Y"), None, Some("."), Some(",")], None),
    row("bs", [Some("j. N Y."), Some("G:i"), Some("j. N. Y. G:i T"), Some("F Y."), Some("j. F"), Some("Y M j"), None, Some(","), Some(".")], None),
    row("ca", [Some("j E \\d\\e Y"), Some("G:i"), Some("j E \\d\\e Y \\a \\l\\e\\s G:i"), Some("F \\d\\e\\l Y"), Some("j E"), Some("d/m/Y"), Some("d/m/Y G:i"), Some(","), Some(".")], Some(&[3])),
    row("ckb", [Some("j F Y"), Some("G:i"), Some("j F Y\u{60c} \u{6a9}\u{627}\u{62a}\u{698}\u{645}\u{6ce}\u{631} G:i"), Some("F Y"), Some("j F"), Some("Y/n/j"), Some("Y/n/j\u{60c}\u{200f} G:i"), Some("."), Some(",")], None),
    row("cs", [Some("j. E Y"), Some("G:i"), Some("j. E Y G:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y G:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("cy", [Some("j F Y"), Some("P"), Some("j F Y, P"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y P"), Some("."), Some(",")], Some(&[3])),
    row("da", [Some("j. F Y"), Some("H:i"), Some("j. F Y H:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("de", [Some("j. F Y"), Some("H:i"), Some("j. F Y H:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("de_CH", [Some("j. F Y"), Some("H:i"), Some("j. F Y H:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("el", [Some("d/m/Y"), Some("P"), Some("d/m/Y P"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y P"), Some(","), Some(".")], Some(&[3])),
    row("en", [Some("N j, Y"), Some("P"), Some("N j, Y, P"), Some("F Y"), Some("F j"), Some("m/d/Y"), Some("m/d/Y P"), Some("."), Some(",")], Some(&[3])),
    row("en_AU", [Some("j M Y"), Some("P"), Some("j M Y, P"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y P"), Some("."), Some(",")], Some(&[3])),
    row("en_CA", [Some("j M Y"), Some("P"), Some("j M Y, P"), Some("F Y"), Some("j F"), Some("Y-m-d"), Some("Y-m-d P"), Some("."), Some("\u{a0}")], Some(&[3])),
    row("en_GB", [Some("j M Y"), Some("P"), Some("j M Y, P"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y P"), Some("."), Some(",")], Some(&[3])),
    row("en_IE", [Some("j M Y"), Some("H:i"), Some("j M Y, H:i"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some("."), Some(",")], Some(&[3])),
    row("eo", [Some("j\\-\\a \\d\\e F Y"), Some("H:i"), Some("j\\-\\a \\d\\e F Y\\, \\j\\e H:i"), Some("F \\d\\e Y"), Some("j\\-\\a \\d\\e F"), Some("Y-m-d"), Some("Y-m-d H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("es", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \\a \\l\\a\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("es_AR", [Some("j N Y"), Some("H:i"), Some("j N Y H:i"), Some("F Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("es_CO", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \\a \\l\\a\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("es_MX", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \\a \\l\\a\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some("."), Some(",")], Some(&[3])),
    row("es_NI", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \\a \\l\\a\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some("."), Some(",")], Some(&[3])),
    row("es_PR", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \\a \\l\\a\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some("."), Some(",")], Some(&[3])),
    row("et", [Some("j. F Y"), Some("G:i"), None, None, Some("j. F"), Some("d.m.Y"), None, Some(","), Some("\u{a0}")], None),
    row("eu", [Some("Y\\k\\o N j\\a"), Some("H:i"), Some("Y\\k\\o N j\\a, H:i"), Some("Y\\k\\o F"), Some("F\\r\\e\\n j\\a"), Some("Y-m-d"), Some("Y-m-d H:i"), Some(","), Some(".")], Some(&[3])),
    row("fa", [Some("j F Y"), Some("G:i"), Some("j F Y\u{60c} \u{633}\u{627}\u{639}\u{62a} G:i"), Some("F Y"), Some("j F"), Some("Y/n/j"), Some("Y/n/j\u{60c}\u{200f} G:i"), Some("."), Some(",")], None),
    row("fi", [Some("j. E Y"), Some("G.i"), Some("j. E Y \\k\\e\\l\\l\\o G.i"), Some("F Y"), Some("j. F"), Some("j.n.Y"), Some("j.n.Y G.i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("fr", [Some("j F Y"), Some("H:i"), Some("j F Y H:i"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("fr_BE", [Some("j F Y"), Some("H:i"), Some("j F Y H:i"), Some("F Y"), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("fr_CA", [Some("j F Y"), Some("H\u{a0}h\u{a0}i"), Some("j F Y, H\u{a0}h\u{a0}i"), Some("F Y"), Some("j F"), Some("Y-m-d"), Some("Y-m-d H\u{a0}h\u{a0}i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("fr_CH", [Some("j F Y"), Some("H:i"), Some("j F Y H:i"), Some("F Y"), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("fy", [None, None, None, None, None, None, None, None, None], None),
    row("ga", [Some("j F Y"), Some("H:i"), None, None, Some("j F"), Some("j M Y"), None, Some("."), Some(",")], None),
    row("gd", [Some("j F Y"), Some("h:ia"), Some("j F Y h:ia"), None, Some("j F"), Some("j M Y"), Some("j M Y h:ia"), Some("."), Some(",")], None),
    row("gl", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \\\u{e1}\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d-m-Y"), Some("d-m-Y, H:i"), Some(","), Some(".")], None),
    row("he", [Some("j \u{5d1}F Y"), Some("H:i"), Some("j \u{5d1}F Y H:i"), Some("F Y"), Some("j \u{5d1}F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some("."), Some(",")], None),
    row("hi", [Some("j F Y"), Some("g:i A"), None, None, Some("j F"), Some("d-m-Y"), None, Some("."), Some(",")], None),
    row("hr", [Some("j. E Y."), Some("H:i"), Some("j. E Y. H:i"), Some("F Y."), Some("j. F"), Some("j.m.Y."), Some("j.m.Y. H:i"), Some(","), Some(".")], Some(&[3])),
    row("hu", [Some("Y. F j."), Some("H:i"), Some("Y. F j. H:i"), Some("Y. F"), Some("F j."), Some("Y.m.d."), Some("Y.m.d. H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("id", [Some("j N Y"), Some("G.i"), Some("j N Y, G.i"), Some("F Y"), Some("j F"), Some("d-m-Y"), Some("d-m-Y G.i"), Some(","), Some(".")], Some(&[3])),
    row("ig", [Some("j F Y"), Some("P"), Some("j F Y P"), Some("F Y"), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some("."), Some(",")], Some(&[3])),
    row("is", [Some("j. F Y"), Some("H:i"), None, Some("F Y"), Some("j. F"), Some("j.n.Y"), None, Some(","), Some(".")], Some(&[3])),
    row("it", [Some("d F Y"), Some("H:i"), Some("l d F Y H:i"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("ja", [Some("Y\u{5e74}n\u{6708}j\u{65e5}"), Some("G:i"), Some("Y\u{5e74}n\u{6708}j\u{65e5}G:i"), Some("Y\u{5e74}n\u{6708}"), Some("n\u{6708}j\u{65e5}"), Some("Y/m/d"), Some("Y/m/d G:i"), Some("."), Some(",")], Some(&[3])),
    row("ka", [Some("l, j F, Y"), Some("h:i a"), Some("j F, Y h:i a"), Some("F, Y"), Some("j F"), Some("j.M.Y"), Some("j.M.Y H:i"), Some("."), Some(" ")], Some(&[3])),
    row("km", [Some("j \u{1781}\u{17c2} F \u{1786}\u{17d2}\u{1793}\u{17b6}\u{17c6} Y"), Some("G:i"), Some("j \u{1781}\u{17c2} F \u{1786}\u{17d2}\u{1793}\u{17b6}\u{17c6} Y, G:i"), None, Some("j F"), Some("j M Y"), Some("j M Y, G:i"), Some(","), Some(".")], None),
    row("kn", [Some("j F Y"), Some("h:i A"), None, None, Some("j F"), Some("j M Y"), None, None, None], None),
    row("ko", [Some("Y\u{b144} n\u{c6d4} j\u{c77c}"), Some("A g:i"), Some("Y\u{b144} n\u{c6d4} j\u{c77c} g:i A"), Some("Y\u{b144} n\u{c6d4}"), Some("n\u{c6d4} j\u{c77c}"), Some("Y-n-j"), Some("Y-n-j H:i"), Some("."), Some(",")], Some(&[3])),
    row("ky", [Some("j E Y \u{436}."), Some("G:i"), Some("j E Y \u{436}. G:i"), Some("F Y \u{436}."), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some("."), Some("\u{a0}")], Some(&[3])),
    row("lt", [Some("Y \\m. E j \\d."), Some("H:i"), Some("Y \\m. E j \\d., H:i"), Some("Y \\m. F"), Some("E j \\d."), Some("Y-m-d"), Some("Y-m-d H:i"), Some(","), Some(".")], Some(&[3])),
    row("lv", [Some("Y. \\g\\a\\d\\a j. F"), Some("H:i"), Some("Y. \\g\\a\\d\\a j. F, H:i"), Some("Y. \\g. F"), Some("j. F"), Some("j.m.Y"), Some("j.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("mk", [Some("d F Y"), Some("H:i"), Some("j. F Y H:i"), Some("F Y"), Some("j. F"), Some("j.m.Y"), Some("j.m.Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("ml", [Some("N j, Y"), Some("P"), Some("N j, Y, P"), Some("F Y"), Some("F j"), Some("m/d/Y"), Some("m/d/Y P"), Some("."), Some(",")], Some(&[3])),
    row("mn", [Some("d F Y"), Some("g:i A"), None, None, None, Some("j M Y"), None, None, None], None),
    row("ms", [Some("j M Y"), Some("P"), Some("j M Y, P"), Some("F Y"), Some("j F"), Some("d/m/Y"), Some("d/m/Y P"), Some("."), Some(",")], Some(&[3])),
    row("nb", [Some("j. F Y"), Some("H:i"), Some("j. F Y H:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("nl", [Some("j F Y"), Some("H:i"), Some("j F Y H:i"), Some("F Y"), Some("j F"), Some("j-n-Y"), Some("j-n-Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("nn", [Some("j. F Y"), Some("H:i"), Some("j. F Y H:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("pl", [Some("j E Y"), Some("H:i"), Some("j E Y H:i"), Some("F Y"), Some("j E"), Some("d-m-Y"), Some("d-m-Y  H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("pt", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \u{e0}\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("pt_BR", [Some("j \\d\\e F \\d\\e Y"), Some("H:i"), Some("j \\d\\e F \\d\\e Y \u{e0}\\s H:i"), Some("F \\d\\e Y"), Some("j \\d\\e F"), Some("d/m/Y"), Some("d/m/Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("ro", [Some("j F Y"), Some("H:i"), Some("j F Y, H:i"), Some("F Y"), Some("j F"), Some("d.m.Y"), Some("d.m.Y, H:i"), Some(","), Some(".")], Some(&[3])),
    row("ru", [Some("j E Y \u{433}."), Some("G:i"), Some("j E Y \u{433}. G:i"), Some("F Y \u{433}."), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("sk", [Some("j. F Y"), Some("G:i"), Some("j. F Y G:i"), Some("F Y"), Some("j. F"), Some("d.m.Y"), Some("d.m.Y G:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("sl", [Some("d. F Y"), Some("H:i"), Some("j. F Y. H:i"), Some("F Y"), Some("j. F"), Some("j. M. Y"), Some("j.n.Y. H:i"), Some(","), Some(".")], Some(&[3])),
    row("sq", [Some("d F Y"), Some("g.i.A"), None, Some("F Y"), Some("j F"), Some("Y-m-d"), None, Some(","), Some(".")], None),
    row("sr", [Some("j. F Y."), Some("H:i"), Some("j. F Y. H:i"), Some("F Y."), Some("j. F"), Some("j.m.Y."), Some("j.m.Y. H:i"), Some(","), Some(".")], Some(&[3])),
    row("sr_Latn", [Some("j. F Y."), Some("H:i"), Some("j. F Y. H:i"), Some("F Y."), Some("j. F"), Some("j.m.Y."), Some("j.m.Y. H:i"), Some(","), Some(".")], Some(&[3])),
    row("sv", [Some("j F Y"), Some("H:i"), Some("j F Y H:i"), Some("F Y"), Some("j F"), Some("Y-m-d"), Some("Y-m-d H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("ta", [Some("j F, Y"), Some("g:i A"), None, None, Some("j F"), Some("j M, Y"), None, None, None], None),
    row("te", [Some("j F Y"), Some("g:i A"), None, None, Some("j F"), Some("j M Y"), None, None, None], None),
    row("tg", [Some("j E Y \u{433}."), Some("G:i"), Some("j E Y \u{433}. G:i"), Some("F Y \u{433}."), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("th", [Some("j F Y"), Some("G:i"), Some("j F Y, G:i"), Some("F Y"), Some("j F"), Some("j M Y"), Some("j M Y, G:i"), Some("."), Some(",")], Some(&[3])),
    row("tk", [Some("j E Y \u{433}."), Some("G:i"), Some("j E Y \u{433}. G:i"), Some("F Y \u{433}."), Some("j F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("tr", [Some("d F Y"), Some("H:i"), Some("d F Y H:i"), Some("F Y"), Some("d F"), Some("d M Y"), Some("d M Y H:i"), Some(","), Some(".")], Some(&[3])),
    row("ug", [Some("j F Y"), Some("G:i"), None, Some("F Y"), Some("j F"), Some("Y/m/d"), Some("Y/m/d G:i"), Some("."), Some(",")], Some(&[3])),
    row("uk", [Some("d E Y \u{440}."), Some("H:i"), Some("d E Y \u{440}. H:i"), Some("F Y"), Some("d F"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("uz", [Some("j-E, Y-\\y\\i\\l"), Some("G:i"), Some("j-E, Y-\\y\\i\\l G:i"), Some("F Y-\\y\\i\\l"), Some("j-E"), Some("d.m.Y"), Some("d.m.Y H:i"), Some(","), Some("\u{a0}")], Some(&[3])),
    row("vi", [Some("\\N\\g\u{e0}\\y d \\t\\h\u{e1}\\n\\g n \\n\u{103}\\m Y"), Some("H:i"), Some("H:i \\N\\g\u{e0}\\y d \\t\\h\u{e1}\\n\\g n \\n\u{103}\\m Y"), Some("F Y"), Some("j F"), Some("d-m-Y"), Some("H:i d-m-Y"), Some(","), Some(".")], None),
    row("zh_Hans", [Some("Y\u{5e74}n\u{6708}j\u{65e5}"), Some("H:i"), Some("Y\u{5e74}n\u{6708}j\u{65e5} H:i"), Some("Y\u{5e74}n\u{6708}"), Some("m\u{6708}j\u{65e5}"), Some("Y\u{5e74}n\u{6708}j\u{65e5}"), Some("Y\u{5e74}n\u{6708}j\u{65e5} H:i"), Some("."), Some("")], Some(&[4])),
    row("zh_Hant", [Some("Y\u{5e74}n\u{6708}j\u{65e5}"), Some("H:i"), Some("Y\u{5e74}n\u{6708}j\u{65e5} H:i"), Some("Y\u{5e74}n\u{6708}"), Some("m\u{6708}j\u{65e5}"), Some("Y\u{5e74}n\u{6708}j\u{65e5}"), Some("Y\u{5e74}n\u{6708}j\u{65e5} H:i"), Some("."), Some("")], Some(&[4])),
];
