//! Files of environment variables: `Env.read_env` of django-environ, `load_dotenv` of python-dotenv.

use super::super::Interpreter;
use super::super::call::Arguments;
use super::super::value::{Eval, Val};

/// The file that a call names.
enum Named {
    /// None: it is looked for.
    Nothing,
    File(String),
    /// One that is not known; any variable may come from it.
    Unknown,
}

impl Interpreter {
    /// The file that the first argument, called `name`, is.
    fn named_file(&mut self, arguments: &Arguments, name: &str) -> Eval<Named> {
        let Some(value) = arguments.value(0, name).filter(|value| !matches!(value, Val::None)).cloned()
        else {
            return Ok(Named::Nothing);
        };
        if let Some(path) = self.path_text(&value) {
            return Ok(Named::File(path.to_string()));
        }
        let (environ, why) = (Val::Dict(self.environ), self.why_unknown(&value, arguments.at));
        self.lose(&environ, &why)?;
        Ok(Named::Unknown)
    }

    /// `Env.read_env(path, overwrite=False, **more)`.
    pub(super) fn read_env(&mut self, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let path = match self.named_file(arguments, "env_file")? {
            Named::Nothing => self.beside_caller(arguments, ".env"),
            Named::File(path) => Some(path),
            Named::Unknown => return Ok(Val::None),
        };
        let overwrite = matches!(arguments.value(1, "overwrite"), Some(Val::Bool(true)));
        let Some(text) = path.and_then(|path| self.text_if_there(&path, at).transpose()).transpose()? else {
            return Ok(Val::None);
        };
        for line in text.lines() {
            self.steps(1 + line.len() / 64)?;
            let line = line.strip_prefix("export ").unwrap_or(line);
            let Some((name, value)) = line.split_once('=') else { continue };
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                continue;
            }
            let inner = |quote: char| {
                value
                    .strip_prefix(quote)
                    .and_then(|value| value.strip_suffix(quote))
                    .filter(|_| value.len() > 1)
            };
            let mut value = inner('\'').unwrap_or(value).to_owned();
            let double = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            if let Some(double) = double.filter(|_| value.len() > 1) {
                value = unescaped(double, |letter, out| {
                    if matches!(letter, 'r' | 'n' | 't') {
                        out.push('\\');
                    }
                    out.push(letter);
                });
            }
            self.set_environment(name, &value, overwrite, at)?;
        }
        Ok(Val::None)
    }

    /// `load_dotenv(path, override=False)`.
    pub(super) fn load_dotenv(&mut self, arguments: &Arguments) -> Eval {
        let at = arguments.at;
        let path = match self.named_file(arguments, "dotenv_path")? {
            Named::Nothing => self.find_above(arguments, &[".env"]),
            Named::File(path) => Some(path),
            Named::Unknown => return Ok(Val::None),
        };
        let overwrite = matches!(arguments.by_name("override").map(|item| &item.val), Some(Val::Bool(true)));
        let text = match path {
            Some(path) => self.text_if_there(&path, at)?,
            None => None,
        };
        let Some(text) = text else { return Ok(Val::Bool(false)) };
        for line in text.lines() {
            self.steps(1 + line.len() / 64)?;
            let line = line.trim_start();
            let line = line.strip_prefix("export ").map_or(line, str::trim_start);
            let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else {
                continue;
            };
            let (name, value) = (name.trim().trim_matches('\''), value.trim_start());
            let value = match value.chars().next() {
                Some(quote @ ('\'' | '"')) => match closing(&value[1..], quote) {
                    Some(end) => unescaped(&value[1..=end], |letter, out| match letter {
                        'n' if quote == '"' => out.push('\n'),
                        't' if quote == '"' => out.push('\t'),
                        'r' if quote == '"' => out.push('\r'),
                        '\\' | '\'' => out.push(letter),
                        '"' if quote == '"' => out.push(letter),
                        letter => out.extend(['\\', letter]),
                    }),
                    None => continue,
                },
                _ => {
                    let end = value
                        .char_indices()
                        .zip(value.chars().skip(1))
                        .find(|((_, blank), hash)| blank.is_whitespace() && *hash == '#');
                    let value = end.map_or(value, |((at, _), _)| &value[..at]);
                    let value = if value.starts_with('#') { "" } else { value };
                    value.trim_end().to_owned()
                }
            };
            if value.contains("${") {
                let why = self.why_computed(at);
                self.steps(1)?;
                self.set_environment_to(name, Val::Unknown(why), overwrite, at)?;
                continue;
            }
            self.set_environment(name, &value, overwrite, at)?;
        }
        Ok(Val::Bool(true))
    }
}

/// Where a quoted text ends, a backslash guarding what follows it.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut guarded = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '\\' if !guarded => guarded = true,
            letter if letter == quote && !guarded => return Some(at),
            _ => guarded = false,
        }
    }
    None
}

/// The text with each backslash and the letter after it replaced by what `write` makes of the letter.
fn unescaped(text: &str, mut write: impl FnMut(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some(escaped) => write(escaped, &mut out),
                None => out.push('\\'),
            },
            (letter, false) => out.push(letter),
        }
    }
    out
}
