//! downpage's own engine beside the crates of the others: the page, a big table, a small one, and parsing.
//!
//! The tables are those of template-benchmarks-rs. What depends on shared values alone the engine renders once; so it is
//! measured twice, as it is and without that, which is what a first page takes.

use std::hint::black_box;
use std::sync::Arc;

use downpage::value::Map;
use downpage::{Context, Options, Value, registry};

use crate::bare::{self, Render};
use crate::rounds::{Dice, median};
use crate::site::{Files, files, normal};
use crate::{Bench, Outcome, instructions, layer, table, typed};

/// The Django engine when it keeps nothing.
const PLAIN: &str = "django, nothing kept";

const ENGINES: [&str; 5] = ["django", PLAIN, "jinja", "tera", "upon"];

/// Something to do, and the most time that it may take beside another engine.
const WORKS: [(&str, &[(&str, f64)]); 4] = [
    ("page", &[("jinja", 1.0 / 3.0), ("tera", 0.417), ("upon", 0.526)]),
    ("table", &[("jinja", 0.2), ("tera", 0.5)]),
    ("teams", &[("tera", 0.6)]),
    ("parse", &[("jinja", 0.345), ("upon", 0.5)]),
];

const TABLE: &str = "<table>\n{% for row in table %}\n<tr>{% for col in row %}<td>{{ col }}</td>{% endfor %}</tr>\n\
                     {% endfor %}\n</table>";

/// The list of teams, with what an engine calls the first round of a loop.
macro_rules! teams {
    ($first:literal) => {
        concat!(
            "<html>\n  <head>\n    <title>{{ year }}</title>\n  </head>\n  <body>\n    <h1>CSL {{ year }}</h1>\n    <ul>\n",
            "    {% for team in teams %}\n      <li class=\"{% if ",
            $first,
            " %}champion{% endif %}\">\n      <b>{{ team.name }}</b>: {{ team.score }}\n      </li>\n    {% endfor %}\n",
            "    </ul>\n  </body>\n</html>"
        )
    };
}

/// Prints what each engine takes for each work.
pub(crate) fn measure(bench: &Bench) -> Outcome {
    let count = instructions::can_be_counted();
    let rounds = bench.rounds(31);
    println!("\nthe Django engine beside others, CPU time (median of {rounds} rounds, one process)\n");
    table::head(&["", "engine", "us", "django / this", "goal", "nothing kept / this", "instructions"]);
    for (work, goals) in WORKS {
        let tasks = tasks(work)?;
        let times = times(&tasks, rounds);
        let ratio = |one: usize, other: usize| {
            median(times[one].iter().zip(&times[other]).map(|(one, other)| one / other))
        };
        for (at, (engine, _)) in tasks.iter().enumerate() {
            let goal = goals.iter().find(|(other, _)| other == engine).map(|(_, goal)| *goal);
            let counted = if count {
                format!("{:.0}", instructions::more_of(["language", work, engine])?)
            } else {
                String::new()
            };
            table::row(&[
                work,
                engine,
                &format!("{:.2}", median(times[at].iter().copied()) * 1e6),
                &format!("{:.3}", ratio(0, at)),
                &table::goal(ratio(0, at), goal),
                &format!("{:.3}", ratio(1, at)),
                &counted,
            ]);
        }
    }
    Ok(())
}

/// Does `work` so many times: what valgrind is given to count.
pub(crate) fn repeat(work: &str, engine: &str, times: &str) -> Outcome {
    let times: usize = times.parse().map_err(|_| format!("`{times}` is no number"))?;
    let task = task(work, engine)?;
    for _ in 0..times {
        black_box(task());
    }
    Ok(())
}

/// The work in each engine; all were seen to give the same text.
fn tasks(work: &str) -> Outcome<Vec<(&'static str, Render)>> {
    let mut tasks = Vec::new();
    for engine in ENGINES {
        tasks.push((engine, task(work, engine)?));
    }
    if work != "parse" {
        for engine in typed::ENGINES {
            tasks.push((engine, task(work, engine)?));
        }
    }
    let texts: Vec<String> = tasks.iter().map(|(_, task)| normal(&task())).collect();
    match texts.iter().position(|text| *text != texts[0]) {
        None => Ok(tasks),
        Some(at) => Err(format!("{work}: {} and {} give different texts", tasks[0].0, tasks[at].0)),
    }
}

fn task(work: &str, engine: &str) -> Outcome<Render> {
    let ours = engine == "django" || engine == PLAIN;
    let files = match (work, ours) {
        ("table", _) => &[("page.html", TABLE)],
        ("teams", true) => &[("page.html", teams!("forloop.first"))],
        ("teams", false) => &[("page.html", teams!("loop.first"))],
        _ => self::files(if ours { "django" } else { engine }),
    };
    if work == "parse" {
        return parse(engine, ours, files);
    }
    let context = if work == "page" { layer::context()? } else { tables() };
    if typed::ENGINES.contains(&engine) {
        return typed::task(engine, work, &context)?.ok_or_else(|| format!("{engine} has nothing to {work}"));
    }
    if ours {
        layer::ours("django", files, options(engine)?, context)
    } else {
        bare::engine(engine, files, &context)
    }
}

fn options(engine: &str) -> Outcome<Options> {
    if engine != PLAIN {
        return Ok(Options::default());
    }
    let known = registry::find("django").map_err(|error| error.to_string())?.options;
    let table: Map = [("fold".into(), false.into())].into_iter().collect();
    Options::checked(table, known).map_err(|error| error.to_string())
}

/// Parses the page's templates with a new engine.
fn parse(engine: &str, ours: bool, files: Files) -> Outcome<Render> {
    let engine = engine.to_owned();
    if !ours {
        bare::parse(&engine, files)?;
        return Ok(Box::new(move || {
            bare::parse(&engine, files).map(|()| String::new()).expect("it was parsed before")
        }));
    }
    let (loader, options) = (layer::loader(files), options(&engine)?);
    Ok(Box::new(move || {
        let engine = layer::fresh("django", Arc::clone(&loader), options.clone()).expect("it is known");
        for (name, _) in files {
            engine.check(name).expect("it can be parsed");
        }
        String::new()
    }))
}

/// What the tables show.
fn tables() -> Context {
    let row: Value = (0..100).map(Value::Int).collect::<Vec<_>>().into();
    let team = |(name, score): (&str, i64)| {
        Value::from(
            [("name".into(), name.into()), ("score".into(), score.into())].into_iter().collect::<Map>(),
        )
    };
    let teams = [("Jiangsu", 43), ("Beijing", 27), ("Guangzhou", 22), ("Shandong", 12)].map(team);
    let values =
        [("table", vec![row; 100].into()), ("teams", teams.to_vec().into()), ("year", Value::Int(2015))];
    Context::over(Arc::new(values.into_iter().map(|(name, value)| (name.into(), value)).collect()))
}

/// Seconds of CPU time that each task takes, round by round.
fn times(tasks: &[(&str, Render)], rounds: usize) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); tasks.len()];
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    let mut dice = Dice::thrown();
    for round in 0..=rounds {
        dice.shuffle(&mut order);
        for at in &order {
            let time = layer::slice(&tasks[*at].1);
            // The first round only warms up.
            if round > 0 {
                times[*at].push(time);
            }
        }
    }
    times
}
