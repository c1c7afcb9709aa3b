//! Languages and formats: `LANGUAGES`, `NUMBER_GROUPING`, `DATE_FORMAT` and the like, `FORMAT_MODULE_PATH`.

use downpage_core::Value;

use crate::project::facts::{Fact, Formats};
use crate::project::{Py, Reader, Settings, Traced};

use super::simple::{self, fact, text_list};

/// The settings that are formats, as text.
const TEXTS: [&str; 9] = [
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

/// `LANGUAGES`, when the project sets it.
pub(super) fn languages(settings: &Settings) -> Fact<Vec<(String, String)>> {
    let Some(value) = settings.get("LANGUAGES").filter(|_| settings.is_set("LANGUAGES")) else {
        return Fact::default();
    };
    fact(value, |value| {
        let pairs = match &value.value {
            Py::List(items) | Py::Tuple(items) => items.iter().map(pair).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        pairs.map(Some).ok_or("a list of pairs of a code and a name")
    })
}

fn pair(value: &Traced) -> Option<(String, String)> {
    let [code, name] = value.as_sequence()? else { return None };
    let name = match &name.value {
        Py::Translatable { message, .. } => message.to_string(),
        _ => name.as_str()?.to_owned(),
    };
    Some((code.as_str()?.to_owned(), name))
}

/// `NUMBER_GROUPING`: a number, or numbers.
pub(super) fn number_grouping(settings: &Settings) -> Fact<Vec<i64>> {
    let Some(value) = settings.get("NUMBER_GROUPING") else { return Fact::default() };
    fact(value, |value| match &value.value {
        Py::Int(size) => Ok(Some(vec![*size])),
        Py::List(sizes) | Py::Tuple(sizes) => sizes
            .iter()
            .map(|size| if let Py::Int(size) = size.value { Some(size) } else { None })
            .collect::<Option<Vec<_>>>()
            .map(Some)
            .ok_or("whole numbers"),
        _ => Err("a whole number"),
    })
}

/// The formats that the project sets.
pub(super) fn texts(settings: &Settings) -> Vec<(String, Fact<String>)> {
    let set = TEXTS.iter().filter(|name| settings.is_set(name));
    set.map(|name| ((*name).to_owned(), simple::text(settings, name))).collect()
}

/// What the modules of `FORMAT_MODULE_PATH` set, for each locale that they have.
pub(super) fn modules(reader: &mut Reader, settings: &Settings) -> Fact<Vec<Formats>> {
    let Some(value) = settings.get("FORMAT_MODULE_PATH") else { return Fact::default() };
    let paths = fact(value, |value| match (&value.value, value.as_str()) {
        (Py::None, _) => Ok(None),
        (_, Some(path)) => Ok(Some(vec![path.to_owned()])),
        _ => text_list(value).map(Some).ok_or("the path of a module"),
    });
    let mut found = Vec::new();
    for path in paths.value.iter().flatten() {
        let folder = reader.module_path(path).and_then(|path| super::folder_of(&path));
        let mut locales: Vec<String> = folder
            .and_then(|folder| std::fs::read_dir(folder).ok())
            .into_iter()
            .flat_map(Iterator::flatten)
            .filter(|entry| entry.path().join("formats.py").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        // A region goes before its language.
        locales.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        for locale in locales {
            match reader.module(&format!("{path}.{locale}.formats")) {
                Ok(module) => found.push(formats(locale, &module)),
                Err(error) => {
                    return Fact::unknown(error.message(), error.location().cloned().map(Into::into));
                }
            }
        }
    }
    paths.map(|_| found)
}

fn formats(locale: String, module: &crate::project::Module) -> Formats {
    let known = |name: &str| TEXTS.contains(&name) || name == "NUMBER_GROUPING";
    let values = module.iter().filter(|(name, _)| known(name));
    let values = values.filter_map(|(name, value)| {
        Some((name.to_string(), value.to_value(&|_, message| message.to_owned())?))
    });
    Formats { locale, values: values.filter(|(_, value)| *value != Value::Null).collect() }
}
