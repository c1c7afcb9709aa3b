//! The flag file whose existence means maintenance: where it is, what stands in it, how it is set and taken away.
//!
//! Web servers look for the file and nothing else. What stands in it is for us: `downpage generate` puts it on the pages for as
//! long as the flag is there.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use downpage::config::Config;
use downpage::jiff::tz::TimeZone;
use downpage::jiff::{SignedDuration, Timestamp, civil};
use downpage::maintenance::Maintenance;
use downpage::{Error, ErrorKind, Result};
use serde_json::{Value, json};

use crate::servers::wiring::FLAG;

/// What a flag says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flag {
    /// When it was set; `None` for one that somebody else has set, with `touch` perhaps.
    pub(crate) since: Option<Timestamp>,
    pub(crate) told: Maintenance,
}

/// Where the flag of this configuration is: as configured, or beside the pages.
pub(crate) fn path(config: &Config) -> PathBuf {
    config.maintenance.flag.clone().unwrap_or_else(|| config.output.join(FLAG))
}

/// What the flag at `path` says; `None` when there is none. What cannot be understood in it is passed over: the flag counts by
/// being there.
pub(crate) fn read(path: &Path) -> Result<Option<Flag>> {
    let text = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        // The folder's name belongs to a file: nothing can be in it.
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => return Ok(None),
        Err(cause) => return Err(Error::io(format!("cannot read `{}`", path.display()), cause)),
    };
    let said: Value = serde_json::from_slice(&text).unwrap_or_default();
    let time = |key: &str| said[key].as_str().and_then(|text| text.parse().ok());
    let message = said["message"].as_str().filter(|text| !text.is_empty()).map(Into::into);
    Ok(Some(Flag { since: time("since"), told: Maintenance { until: time("until"), message } }))
}

/// Sets the flag: a server sees none or the whole of it.
pub(crate) fn set(path: &Path, flag: &Flag) -> Result<()> {
    let text = format!("{:#}\n", json(flag));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!("{name}.{}.new", std::process::id()));
    let failed = |cause| Error::io(format!("cannot write `{}`", path.display()), cause);
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(&beside).map_err(|cause| {
        let error = failed(cause);
        error.help("the folder has to be there and be yours to write: run `downpage generate` first, or name another one with `flag` of `[maintenance]`")
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.and_then(|()| std::fs::rename(&beside, path)).map_err(|cause| {
        let _ = std::fs::remove_file(&beside);
        failed(cause)
    })
}

/// Takes the flag away; whether there was one.
pub(crate) fn clear(path: &Path) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(Error::io(format!("cannot remove `{}`", path.display()), cause)),
    }
}

/// A flag as it is written, and as machines are told of it.
pub(crate) fn json(flag: &Flag) -> Value {
    json!({
        "since": flag.since.map(|time| time.to_string()),
        "until": flag.told.until.map(|time| time.to_string()),
        "message": flag.told.message,
    })
}

/// Reads `--until`: a moment (`2026-03-26T08:00:00Z`), a local one (`2026-03-26 08:00`), the next time that it is `08:00`, or a
/// span from now (`2h`, `+1h30m`, `45m`).
pub(crate) fn until(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let wrong = |what: &str| {
        Error::new(ErrorKind::Configuration, format!("`--until` is `{}`, {what}", text.escape_debug()))
            .help("write a time such as `18:00`, `2026-03-26 18:00` or `2026-03-26T18:00:00Z`, or a span such as `2h` or `45m`")
    };
    let moment = read_moment(text.trim(), now, zone).ok_or_else(|| wrong("which is no time"))?;
    if moment <= now {
        return Err(wrong("which is over"));
    }
    Ok(moment)
}

fn read_moment(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local = |moment: civil::DateTime| Some(moment.to_zoned_datetime(zone.clone()).ok()?.timestamp());
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    if let Ok(span) = text.strip_prefix('+').unwrap_or(text).parse::<SignedDuration>() {
        return whole_seconds(now.checked_add(span).ok()?);
    }
    if let Ok(moment) = text.parse() {
        return local(moment);
    }
    let time: civil::Time = text.parse().ok()?;
    let here = now.to_zoned_datetime(zone.clone());
    let today = local(here.date().to_datetime(time))?;
    if today > now { Some(today) } else { local(here.date().tomorrow().ok()?.to_datetime(time)) }
}

/// A moment as people write it.
pub(crate) fn whole_seconds(moment: Timestamp) -> Option<Timestamp> {
    Timestamp::from_second(moment.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use downpage::jiff::tz::TimeZone;

    use super::{Flag, clear, read, set, until};

    fn read_until(text: &str) -> Result<String, String> {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let now = "2026-03-26T08:00:00Z".parse().unwrap(); // 9:00 there
        until(text, now, &berlin).map(|time| time.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_end_is_a_moment_a_local_time_or_a_span() {
        for (text, expected) in [
            ("2026-03-26T18:00:00Z", "2026-03-26T18:00:00Z"),
            ("2026-03-26T18:00:00+02:00", "2026-03-26T16:00:00Z"),
            ("2026-03-26 18:00", "2026-03-26T17:00:00Z"),
            ("2026-03-30T18:00", "2026-03-30T16:00:00Z"), // summer time by then
            ("10:30", "2026-03-26T09:30:00Z"),
            ("08:30", "2026-03-27T07:30:00Z"), // over for today
            ("+2h", "2026-03-26T10:00:00Z"),
            ("90m", "2026-03-26T09:30:00Z"),
            ("1h30m", "2026-03-26T09:30:00Z"),
        ] {
            assert_eq!(read_until(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_or_over_is_an_error() {
        for text in ["", "soon", "25:00", "2026-13-01", "99999999999h", "2 parsecs"] {
            let expected = format!("`--until` is `{text}`, which is no time");
            assert_eq!(read_until(text), Err(expected));
        }
        for text in ["2026-03-26T07:59:59Z", "2020-01-01 00:00", "-2h", "0s"] {
            assert_eq!(read_until(text), Err(format!("`--until` is `{text}`, which is over")));
        }
    }

    #[test]
    fn a_flag_is_read_as_it_was_set_and_one_of_somebody_else_counts_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flag");
        assert_eq!(read(&path).unwrap(), None);
        let mut flag = Flag { since: "2026-03-26T08:00:00Z".parse().ok(), ..Flag::default() };
        flag.told.message = Some("We move. \"Soon\" back: größer!".into());
        set(&path, &flag).unwrap();
        assert_eq!(read(&path).unwrap(), Some(flag));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        assert!(clear(&path).unwrap() && !clear(&path).unwrap());
        std::fs::File::create(&path).unwrap();
        assert_eq!(read(&path).unwrap(), Some(Flag::default()));
    }
}
