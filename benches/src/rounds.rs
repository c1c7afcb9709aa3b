//! Programs measured in turn: every round runs each of them once, in an order of its own.

use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Run};
use crate::{Outcome, table};

/// One of the programs that are held against each other.
pub(crate) struct Case<'a> {
    name: String,
    goal: Option<f64>,
    prepare: Box<dyn Fn() -> Outcome + 'a>,
    command: Box<dyn Fn(&Path) -> Command + 'a>,
}

impl<'a> Case<'a> {
    /// A program; `command` is given the path of a directory that is not there yet.
    pub(crate) fn new(name: impl Into<String>, command: impl Fn(&Path) -> Command + 'a) -> Self {
        Self { name: name.into(), goal: None, prepare: Box::new(|| Ok(())), command: Box::new(command) }
    }

    /// What is done before each run, and not measured.
    pub(crate) fn after(mut self, prepare: impl Fn() -> Outcome + 'a) -> Self {
        self.prepare = Box::new(prepare);
        self
    }

    /// The most that the ratio to the first case is to be.
    pub(crate) fn goal(mut self, goal: f64) -> Self {
        self.goal = Some(goal);
        self
    }
}

/// Measures `cases` and prints a row for each; ratios are to the first, formed round by round.
///
/// Each run gets a directory of its own in `place`, and nothing is deleted: deletions would slow down what follows.
pub(crate) fn compare(title: &str, place: &Path, rounds: usize, cases: &[Case<'_>]) -> Outcome {
    let mut runs: Vec<Vec<Run>> = cases.iter().map(|_| Vec::with_capacity(rounds)).collect();
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut dice = Dice::thrown();
    let mut fresh = Fresh { place, count: 0 };
    for round in 0..=rounds {
        dice.shuffle(&mut order);
        for index in &order {
            let case = &cases[*index];
            (case.prepare)()?;
            let run = process::run(&mut (case.command)(&fresh.next()))?;
            // The first round only warms up.
            if round > 0 {
                runs[*index].push(run);
            }
        }
    }
    println!("\n{title} (median of {rounds} rounds)\n");
    table::head(&["", "wall ms", "CPU ms", "wall / first", "goal"]);
    for (case, of_case) in cases.iter().zip(&runs) {
        let ratio = median(of_case.iter().zip(&runs[0]).map(|(run, first)| ratio(run.wall, first.wall)));
        table::row(&[
            &case.name,
            &table::millis(median(of_case.iter().map(|run| run.wall.as_secs_f64()))),
            &table::millis(median(of_case.iter().map(|run| run.cpu.as_secs_f64()))),
            &format!("{ratio:.2}"),
            &table::goal(ratio, case.goal),
        ]);
    }
    Ok(())
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// The value in the middle.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Paths that were not used before.
struct Fresh<'a> {
    place: &'a Path,
    count: usize,
}

impl Fresh<'_> {
    fn next(&mut self) -> PathBuf {
        self.count += 1;
        self.place.join(format!("run-{}", self.count))
    }
}

/// Random numbers that are good enough for an order.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall otherwise in every run.
    pub(crate) fn thrown() -> Self {
        Self(RandomState::new().hash_one(0) | 1)
    }

    /// Puts `items` into an order by chance.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            items.swap(end, usize::try_from(self.0 % (end as u64 + 1)).unwrap_or(0));
        }
    }
}
