//! Each engine as downpage runs it, beside its bare crate: the same templates, the same values, the same page.

use std::hint::black_box;
use std::sync::Arc;

use downpage::value::Map;
use downpage::{Config, Context, Engine, Format, Limits, Loader, MemoryLoader, Options, Setup, registry};
use rustix::time::{ClockId, clock_gettime};

use crate::bare::{self, Render};
use crate::rounds::{Dice, median};
use crate::site::{CONTEXT, Files, files, normal};
use crate::{Bench, Outcome, table};

/// The most that a page may take by way of downpage, as a part of what the bare crate takes.
const GOAL: f64 = 1.03;

/// Seconds of CPU time that one engine works before the next has its turn.
const SLICE: f64 = 0.04;

/// Prints the CPU time of a page in each engine, bare and ours.
pub(crate) fn measure(bench: &Bench) -> Outcome {
    let mut engines = Vec::new();
    for engine in bare::ENGINES {
        engines.push((engine, sides(engine)?));
    }
    let rounds = bench.rounds(31);
    let mut times = vec![[const { Vec::new() }; 2]; engines.len()];
    let mut turns: Vec<(usize, usize)> =
        (0..engines.len()).flat_map(|index| [(index, 0), (index, 1)]).collect();
    let mut dice = Dice::thrown();
    for round in 0..=rounds {
        dice.shuffle(&mut turns);
        for (index, side) in &turns {
            let time = slice(&engines[*index].1[*side]);
            if round > 0 {
                times[*index][*side].push(time);
            }
        }
    }
    println!("\none page, CPU time (median of {rounds} rounds, one process)\n");
    table::head(&["engine", "bare us", "downpage us", "downpage / bare", "goal"]);
    for ((engine, _), [bare, ours]) in engines.iter().zip(&times) {
        let ratio = median(ours.iter().zip(bare).map(|(ours, bare): (&f64, &f64)| ours / bare));
        let micros = |times: &[f64]| format!("{:.2}", median(times.iter().copied()) * 1e6);
        let goal = table::goal(ratio, Some(GOAL));
        table::row(&[engine, &micros(bare), &micros(ours), &format!("{ratio:.3}"), &goal]);
    }
    Ok(())
}

/// Both sides of one engine: bare, and ours. They have been seen to make the same page.
pub(crate) fn sides(engine: &str) -> Outcome<[Render; 2]> {
    let context = context()?;
    let bare = bare::engine(engine, files(engine), &context)?;
    let ours = self::ours(engine, files(engine), Options::default(), context)?;
    if normal(&bare()) == normal(&ours()) {
        Ok([bare, ours])
    } else {
        Err(format!("{engine}: the bare crate and downpage make different pages"))
    }
}

/// A page's values over the site's, as a configuration gives them.
pub(crate) fn context() -> Outcome<Context> {
    let config = Config::from_toml(CONTEXT, "context.toml", "").map_err(|errors| errors.to_string())?;
    let mut context = Context::over(Arc::clone(&config.context));
    context.insert("ref", "dp-00502");
    let facts = ["status", "reason", "description", "path", "locale"].map(|name| (name.into(), name.into()));
    context.insert("downpage", facts.into_iter().collect::<Map>());
    Ok(context)
}

/// The engine called `engine` as downpage sets it up, its templates parsed, for `page.html` of `files`.
pub(crate) fn ours(engine: &str, files: Files, options: Options, context: Context) -> Outcome<Render> {
    let engine = fresh(engine, loader(files), options)?;
    engine.render("page.html", &context).map_err(|error| error.to_string())?;
    Ok(Box::new(move || engine.render("page.html", &context).expect("it was rendered before")))
}

/// The loader of `files`.
pub(crate) fn loader(files: Files) -> Arc<dyn Loader> {
    Arc::new(files.iter().fold(MemoryLoader::new(), |loader, (name, text)| loader.with(*name, *text)))
}

/// A new engine.
pub(crate) fn fresh(engine: &str, loader: Arc<dyn Loader>, options: Options) -> Outcome<Box<dyn Engine>> {
    let setup = Setup {
        loader,
        surroundings: Arc::default(),
        format: Format::Html,
        options,
        limits: Limits::default(),
    };
    let build = registry::find(engine).map_err(|error| error.to_string())?.build;
    build(setup).map_err(|error| error.to_string())
}

/// The CPU time of one page, from as many as fit into a slice.
pub(crate) fn slice(render: &Render) -> f64 {
    let (mut pages, mut batch) = (0.0, 1.0);
    let start = cpu();
    loop {
        let mut left: f64 = batch;
        while left > 0.0 {
            black_box(render());
            left -= 1.0;
        }
        pages += batch;
        let taken = cpu() - start;
        if taken >= SLICE {
            return taken / pages;
        }
        batch = (pages * (SLICE - taken) / taken).clamp(1.0, pages);
    }
}

/// Seconds of CPU time that this process has used: what others do on the machine does not count.
#[expect(clippy::cast_precision_loss, reason = "the program does not run that long")]
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
