//! `downpage maintenance on|off|status`: the flag that the servers honour, and the pages that tell about it.

use std::fmt::Write as _;
use std::path::Path;

use downpage::config::Config;
use downpage::jiff::tz::TimeZone;
use downpage::maintenance::{Maintenance, STATUS};
use downpage::publish::{Compression, Outcome, PublishOptions, publish};
use downpage::site::Site;
use downpage::{Error, ErrorKind, Errors};
use serde_json::json;

use crate::args::{GlobalArguments, MaintenanceArguments, MaintenanceState};
use crate::exit::{Exit, Failure};
use crate::maintenance::{self, Flag};
use crate::output::{Output, visible};
use crate::{clock, project};

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &MaintenanceArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    only_with_on(arguments)?;
    let mut config = project::configuration(global)?;
    project::fall_back_to_built_in_pages(&mut config, &[]);
    let path = maintenance::path(&config);
    match arguments.state {
        MaintenanceState::On => {
            let flag = flag(arguments, &config)?;
            // First of all the site is closed: a page that cannot be made must not keep it open.
            maintenance::set(&path, &flag)?;
            let pages = renew(config, Some(&flag)).map_err(|failure| left(failure, "on"))?;
            tell(&path, Some(&flag), Some(pages), output)
        }
        MaintenanceState::Off => {
            maintenance::clear(&path)?;
            let pages = renew(config, None).map_err(|failure| left(failure, "off"))?;
            tell(&path, None, Some(pages), output)
        }
        MaintenanceState::Status => tell(&path, maintenance::read(&path)?.as_ref(), None, output),
    }
}

/// Refuses what has a meaning only for a site that is being closed.
fn only_with_on(arguments: &MaintenanceArguments) -> Result<(), Errors> {
    let given = [("--until", arguments.until.is_some()), ("--message", arguments.message.is_some())];
    let misplaced = given.iter().filter(|(_, given)| *given && arguments.state != MaintenanceState::On);
    let errors = misplaced.map(|(option, _)| {
        Error::new(ErrorKind::Configuration, format!("`{option}` belongs to `downpage maintenance on`"))
    });
    Errors::check(errors.collect())
}

fn flag(arguments: &MaintenanceArguments, config: &Config) -> Result<Flag, Error> {
    let now = clock::now()?;
    let zone = config.time_zone.clone().unwrap_or(TimeZone::UTC);
    let until = arguments.until.as_deref().map(|text| maintenance::until(text, now, &zone)).transpose()?;
    let message = arguments.message.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let told = Maintenance { until, message: message.map(Into::into) };
    Ok(Flag { since: maintenance::whole_seconds(now), told })
}

/// Says of errors on pages what has been done all the same.
fn left(errors: Errors, state: &str) -> Failure {
    let said = format!("maintenance is {state}; the pages for {STATUS} are as they were");
    let noted: Vec<Error> = errors.into_iter().map(|error| error.note(said.clone())).collect();
    match Errors::check(noted) {
        Err(errors) => errors.into(),
        // There is no failure without an error.
        Ok(()) => Error::new(ErrorKind::Io, said).into(),
    }
}

/// Makes those pages for 503 again that are in place, and counts those that changed.
fn renew(mut config: Config, flag: Option<&Flag>) -> Result<usize, Errors> {
    config.maintenance.going_on = flag.map(|flag| flag.told.clone());
    let directory = config.output.clone();
    let durable = config.publish.durable;
    let compression = Compression { levels: config.variants.levels, ..Compression::DEFAULT };
    let site = Site::from_config(config, Some(clock::now()?));
    let everything = site.plan(None)?;
    let mut plan = everything.clone();
    plan.pages.retain(|page| page.status == Some(STATUS) && directory.join(&*page.path).is_file());
    if plan.pages.is_empty() {
        return Ok(0);
    }
    let paths = everything.paths()?;
    let options = PublishOptions { durable, compression, ..PublishOptions::new(&paths) };
    let renderer = site.into_renderer();
    let published = publish(&directory, renderer.pages(&plan), &options, &mut ())?;
    Ok(published.count(Outcome::Changed))
}

fn tell(path: &Path, flag: Option<&Flag>, pages: Option<usize>, output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        let mut document =
            json!({ "ok": true, "maintenance": flag.is_some(), "flag": path.display().to_string() });
        if let Some(flag) = flag {
            document["details"] = maintenance::json(flag);
        }
        if let Some(pages) = pages {
            document["pages"] = pages.into();
        }
        output.json(&document)?;
        return Ok(Exit::Success);
    }
    if output.is_quiet() && pages.is_some() {
        return Ok(Exit::Success);
    }
    let mut text = match flag {
        Some(_) => format!("maintenance is on: {}\n", visible(&path.display().to_string())),
        None => "maintenance is off\n".to_owned(),
    };
    if let Some(flag) = flag {
        let times = [("since", flag.since), ("until", flag.told.until)];
        for (name, time) in times.into_iter().filter_map(|(name, time)| Some((name, time?))) {
            let _ = writeln!(text, "  {name}: {time}");
        }
        if let Some(message) = &flag.told.message {
            let _ = writeln!(text, "  message: {}", visible(message));
        }
    }
    match pages {
        Some(1) => text += "1 page made anew\n",
        Some(pages) if pages > 0 => drop(writeln!(text, "{pages} pages made anew")),
        _ => {}
    }
    output.result(&text)?;
    Ok(Exit::Success)
}
