//! `downpage generate`: the main job.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use downpage::config::{Config, PublishTable};
use downpage::plan::Plan;
use downpage::publish::{self, Compared, Compression, Observer, Outcome, PublishOptions, Published};
use downpage::site::Site;
use serde_json::json;

use crate::args::{GenerateArguments, GlobalArguments};
use crate::exit::{Exit, Failure};
use crate::gzip::Scales;
use crate::listing::Listing;
use crate::output::{Output, visible};
use crate::progress::Progress;
use crate::{clock, difference, maintenance, project, watch};

pub(crate) fn run(
    global: &GlobalArguments,
    arguments: &GenerateArguments,
    output: &Output,
) -> Result<Exit, Failure> {
    if arguments.watch {
        return watch::run(global, arguments, output);
    }
    let config = configuration(global, arguments, output)?;
    if output.is_verbose() {
        output.message(&match &config.origin {
            Some(origin) => format!("using `{}`", visible(&origin.path.display().to_string())),
            None => "no configuration was found: making the built-in pages".to_owned(),
        });
    }
    Ok(once(config, arguments, output)?.exit)
}

/// What one run came to.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) exit: Exit,
    /// The pages that it made.
    pub(crate) pages: Vec<Arc<str>>,
}

/// The configuration with what the command line lays over it.
pub(crate) fn configuration(
    global: &GlobalArguments,
    arguments: &GenerateArguments,
    #[cfg_attr(not(feature = "django"), expect(unused_variables, reason = "a Django project has advice"))]
    output: &Output,
) -> Result<Config, Failure> {
    let site = project::site(global, &arguments.set)?;
    #[cfg(feature = "django")]
    if let Some(advice) = site.django.as_ref().and_then(crate::django::Project::advice) {
        output.message(&advice);
    }
    #[cfg(feature = "django")]
    let python = site.django.as_ref().and_then(|project| project.python.clone());
    let mut config = match &arguments.output {
        Some(output) => Config { output: output.clone(), ..site.config },
        None => site.with_output()?,
    };
    project::set_values(&mut config, &arguments.set)?;
    config.publish.durable |= arguments.durable;
    config.publish.prune |= arguments.prune;
    let statuses = project::statuses(arguments.status.as_deref())?;
    project::fall_back_to_built_in_pages(&mut config, &statuses);
    #[cfg(feature = "django")]
    if let Some(python) = python.filter(|_| arguments.check || arguments.diff) {
        let plan = downpage::plan::plan(&config, arguments.engine.as_deref())?;
        crate::python::stand_ins::check(&plan, &python)?;
    }
    Ok(config)
}

/// One run: plan, render, publish, tell.
pub(crate) fn once(
    mut config: Config,
    arguments: &GenerateArguments,
    output: &Output,
) -> Result<Done, Failure> {
    let check = arguments.check || arguments.diff;
    // Ready by the time there is a page.
    let scales = (output.is_json() || !(output.is_quiet() || arguments.diff)).then(Scales::start);
    let directory = config.output.clone();
    // A deployment during maintenance does not take away what its pages tell.
    config.maintenance.going_on = maintenance::read(&maintenance::path(&config))?.map(|flag| flag.told);
    let PublishTable { durable, prune } = config.publish;
    let levels = config.variants.levels;
    let site = Site::from_config(config, Some(clock::now()?));
    let everything = site.plan(arguments.engine.as_deref())?;
    let statuses = project::statuses(arguments.status.as_deref())?;
    let chosen = !(arguments.pages.is_empty() && statuses.is_empty());
    let chosen = chosen.then(|| everything.only(&arguments.pages, &statuses)).transpose()?;
    let plan = chosen.as_ref().unwrap_or(&everything);
    let paths = everything.paths()?;
    // The configuration is not needed from here on, and can be larger than all else.
    let renderer = site.into_renderer();
    let options = PublishOptions {
        paths: &paths,
        durable,
        prune,
        check_only: check,
        lock_timeout: Duration::from_secs(arguments.wait.into()),
        compression: Compression { levels, threads: compressing_threads(plan, arguments) },
    };
    let mut watcher = RunObserver {
        listing: scales.map_or_else(Listing::of_nothing, |scales| {
            Listing::new(plan.pages.len(), output.is_verbose() || output.is_json(), scales)
        }),
        progress: Progress::new(plan.pages.len(), output.shows_progress()),
        diff: arguments.diff.then(String::new),
        output,
    };
    let jobs = arguments.jobs.map_or_else(|| rendering_threads(plan), usize::from);
    let published =
        renderer.pages_on(plan, jobs, |pages| publish::publish(&directory, pages, &options, &mut watcher))?;
    let RunObserver { mut listing, mut diff, .. } = watcher;
    listing.add_compressed(&published.compressed);
    if let Some(diff) = &mut diff {
        for file in published.compressed.iter().filter(|file| file.outcome != Outcome::Unchanged) {
            diff.push_str(&difference::of_file(&file.path, file.outcome == Outcome::Changed, true));
        }
        for path in &published.pruned {
            let old = std::fs::read(directory.join(path)).unwrap_or_default();
            diff.push_str(&match std::str::from_utf8(&old) {
                Ok(_) => difference::of_page(path, Some(&old), None),
                Err(_) => difference::of_file(path, true, false),
            });
        }
    }
    tell(&mut listing, plan, diff, &published, &directory, check, output)?;
    Ok(Done {
        exit: if check && published.is_change() { Exit::Pages } else { Exit::Success },
        pages: published.pages.into_iter().map(|(path, _)| path).collect(),
    })
}

/// Rendering threads: one for each processor, and they share it with the one that writes, which mostly waits for the disk and
/// has the processors for itself at the end. More than a few would only wait for it. For a few pages, that one renders too:
/// to ask the system how many there are takes longer.
fn rendering_threads(plan: &Plan) -> usize {
    const FEW_PAGES: usize = 16;
    const MOST: usize = 8;
    if plan.pages.len() <= FEW_PAGES {
        return 0;
    }
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// Compressing threads: one for each processor, since compressing is nearly all there is to do then.
fn compressing_threads(plan: &Plan, arguments: &GenerateArguments) -> usize {
    if plan.pages.iter().all(|page| page.encodings.is_empty()) {
        return 1;
    }
    let all = || std::thread::available_parallelism().map_or(1, usize::from);
    arguments.jobs.map_or_else(all, usize::from)
}

fn tell(
    listing: &mut Listing,
    plan: &Plan,
    diff: Option<String>,
    published: &Published,
    directory: &Path,
    check: bool,
    output: &Output,
) -> Result<(), Failure> {
    let directory = directory.display().to_string();
    if output.is_json() {
        return output.json(&json!({
            "ok": !(check && published.is_change()),
            "output": directory,
            "pages": listing.json(plan),
            "removed": published.pruned,
            "diff": diff,
        }));
    }
    if let Some(diff) = diff {
        return output.result(&if output.colours_results() { difference::coloured(&diff) } else { diff });
    }
    if output.is_quiet() {
        return Ok(());
    }
    let mut text = listing.table(check);
    for path in &published.pruned {
        let _ = writeln!(text, "{path}  {}", if check { "to be removed" } else { "removed" });
    }
    let _ = writeln!(text, "{}", listing.total(&directory, published.pruned.len(), check));
    output.table(&text)
}

/// Watches a run for the person in front of it.
struct RunObserver<'a> {
    listing: Listing,
    progress: Progress,
    /// The differences so far, when they were asked for.
    diff: Option<String>,
    output: &'a Output,
}

impl RunObserver<'_> {
    fn say(&self, message: &str) {
        self.progress.suspend(|| self.output.message(message));
    }
}

impl Observer for RunObserver<'_> {
    fn wants_old(&self) -> bool {
        self.diff.is_some()
    }

    fn page(&mut self, compared: Compared<'_>) {
        let Compared { page, outcome, old, .. } = compared;
        self.listing.add(page, outcome);
        self.progress.step();
        if let Some(diff) = &mut self.diff
            && outcome != Outcome::Unchanged
        {
            diff.push_str(&difference::of_page(&page.path, old, Some(&page.text)));
        }
    }

    fn waiting(&mut self, holder: &str) {
        self.say(&format!("waiting for {holder}, which has the output directory"));
    }

    fn warning(&mut self, message: &str) {
        self.say(&format!("warning: {message}"));
    }
}
