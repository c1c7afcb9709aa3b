//! Reads a choice of status codes: `502,503,5xx,500-504`.

use std::collections::BTreeSet;

use super::{ERRORS, all};
use crate::error::{Error, ErrorKind, Result};

const HELP: &str = "write codes from 400 to 599 with commas between: `404`, all known ones of a kind as in `5xx` or `52x`, or \
                    all known ones of a range as in `500-504`";

/// The codes that `patterns` chooses, sorted, each once.
///
/// A number from 400 to 599 stands for itself, whether it is known or not; `5xx`, `52x` and `500-504` stand for the
/// known codes that fit. Spaces around a comma or a hyphen are ignored.
///
/// ```
/// use downpage_core::status;
///
/// assert_eq!(status::select("503, 500-502")?, [500, 501, 502, 503]);
/// assert_eq!(status::select("599,432")?, [432, 599]);
/// assert!(status::select("54x").is_err(), "no code is known that fits");
/// # Ok::<(), downpage_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Configuration`] for what is none of these, lies outside of 400 to 599, or stands for no known code.
pub fn select(patterns: &str) -> Result<Vec<u16>> {
    let mut chosen = BTreeSet::new();
    for pattern in patterns.split(',').map(str::trim) {
        if pattern.is_empty() {
            let message = if patterns.trim().is_empty() {
                "no status code is given"
            } else {
                "a status code is missing"
            };
            return Err(Error::new(ErrorKind::Configuration, message).help(HELP));
        }
        match Pattern::read(pattern)? {
            Pattern::Code(code) => {
                chosen.insert(code);
            }
            Pattern::Range(first, last) => {
                let known =
                    all().iter().map(|status| status.code).filter(|code| (first..=last).contains(code));
                let known: Vec<u16> = known.collect();
                if known.is_empty() {
                    let message = format!("no known status code fits `{pattern}`");
                    return Err(Error::new(ErrorKind::Configuration, message)
                        .help("give the codes one by one: those that are not known are fine, too"));
                }
                chosen.extend(known);
            }
        }
    }
    Ok(chosen.into_iter().collect())
}

enum Pattern {
    Code(u16),
    Range(u16, u16),
}

impl Pattern {
    fn read(pattern: &str) -> Result<Self> {
        if let Some((first, last)) = pattern.split_once('-') {
            let (first, last) = (code(first.trim(), pattern)?, code(last.trim(), pattern)?);
            if first > last {
                let message = format!("the range `{pattern}` ends before it begins");
                return Err(Error::new(ErrorKind::Configuration, message)
                    .help(format!("write it as `{last}-{first}`")));
            }
            return Ok(Self::Range(first, last));
        }
        let digits = pattern.trim_end_matches(['x', 'X']);
        match (pattern.len() - digits.len(), digits) {
            (0, _) => code(pattern, pattern).map(Self::Code),
            // The digits left decide the first code that fits; 1 or 2 places are open.
            (open @ (1 | 2), digits) if pattern.len() == 3 => {
                let (zeros, span) = if open == 1 { ("0", 9) } else { ("00", 99) };
                let first = code(&format!("{digits}{zeros}"), pattern)?;
                Ok(Self::Range(first, first + span))
            }
            _ => Err(malformed(pattern)),
        }
    }
}

/// The code that `text` is, a part of `pattern`.
fn code(text: &str, pattern: &str) -> Result<u16> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed(pattern));
    }
    // A number too large for the type is out of range all the more.
    match text.parse() {
        Ok(code) if ERRORS.contains(&code) => Ok(code),
        _ => {
            let message = format!("`{pattern}` is not an error: those are from 400 to 599");
            Err(Error::new(ErrorKind::Configuration, message).help(HELP))
        }
    }
}

fn malformed(pattern: &str) -> Error {
    let message = format!("expected a status code, found `{}`", pattern.escape_debug());
    Error::new(ErrorKind::Configuration, message).help(HELP)
}
