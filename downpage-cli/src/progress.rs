//! A progress bar on a terminal, for work that takes longer than half a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use crate::clock::Stopwatch;

const PATIENCE: Duration = Duration::from_millis(500);

/// Counts pages or what else is done, and shows the count once the work has taken long enough to make a person wonder. The bar goes away with
/// it, also when the work fails.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    started: Stopwatch,
    total: u64,
    done: u64,
    enabled: bool,
    what: &'static str,
}

impl Progress {
    /// Progress over `total` pages; drawn only when `enabled`.
    pub(crate) fn new(total: usize, enabled: bool) -> Self {
        Self { bar: None, started: Stopwatch::start(), total: total as u64, done: 0, enabled, what: "pages" }
    }

    /// The same over something else than pages.
    pub(crate) fn counting(self, what: &'static str) -> Self {
        Self { what, ..self }
    }

    /// One more is done.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        if !self.enabled {
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        } else if self.started.elapsed() > PATIENCE {
            self.bar = Some(draw(self.total, self.done, self.started.elapsed(), self.what));
        }
    }

    /// Says something above the bar, which a line printed by another way would cut in two.
    pub(crate) fn suspend(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

fn draw(total: u64, done: u64, elapsed: Duration, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr())
        .with_finish(ProgressFinish::AndClear)
        .with_elapsed(elapsed);
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}} of {{len}} {what}, {{eta}} left"));
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_position(done);
    bar
}
