//! Goes through the outages one after the other, and sends the requests of each all at once.

use std::collections::VecDeque;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use downpage::{Error, Result};

use super::app::{MARK_HEADER, State};
use super::cases::{Case, Subject};
use super::judge::{Problem, judge};
use super::outage::Outage;
use super::shelf::Shelf;
use super::stage::Stage;
use super::visitor::{Got, Request, Site, Visit, visit};
use crate::clock::Stopwatch;

/// Requests at a time. Those that hang take as long as the server lets them, and then all of them take that once.
const VISITORS: usize = 48;

/// How long a change of the flag, or a return of the app, may take until it is seen.
const PATIENCE: Duration = Duration::from_secs(5);

/// A request, what came back, and what is wrong with that.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) case: Case,
    pub(crate) visit: Visit,
    pub(crate) problems: Vec<Problem>,
}

/// What a whole drill found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) all: Vec<Finding>,
    /// After its app.
    pub(crate) recovery: Back,
    /// After the end of maintenance.
    pub(crate) after_maintenance: Back,
}

/// When the site was back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Back {
    /// It had not been away.
    #[default]
    NotAway,
    After(Duration),
    /// Not in time.
    Never,
}

impl Finding {
    /// Whether something is wrong with it that cannot be meant to be so.
    pub(crate) fn has_failed(&self) -> bool {
        self.problems.iter().any(|problem| !problem.is_remark)
    }
}

impl Back {
    /// The time, if it is back.
    pub(crate) fn time(self) -> Option<Duration> {
        match self {
            Self::After(time) => Some(time),
            Self::NotAway | Self::Never => None,
        }
    }
}

/// What is done, for the person who waits.
pub(crate) trait Watcher {
    /// A request is answered.
    fn step(&mut self);
}

/// Drills `subject` on `stage`, where the server runs and answers as `site`.
pub(crate) fn run(
    subject: &Subject,
    shelf: &Shelf,
    stage: &mut Stage,
    site: &Site,
    watcher: &mut dyn Watcher,
) -> Result<Findings> {
    let mut findings = Findings::default();
    for outage in subject.outages() {
        begin(outage, stage, site)?;
        let cases = subject.cases(outage);
        for (case, visit) in visit_all(site, cases, watcher) {
            let problems = judge(&case, &visit, shelf, subject);
            findings.all.push(Finding { case, visit, problems });
        }
        if outage == Outage::Maintenance {
            stage.set_flag(false)?;
            findings.after_maintenance = until_up(site);
        }
        stage.still_runs(subject.server.title())?;
    }
    let back = |cause| Error::io("cannot bring the app back", cause);
    stage.app.become_(State::Up).map_err(back)?;
    findings.recovery = until_up(site);
    Ok(findings)
}

/// Brings the outage about, and waits until the server has noticed where it looks only now and then.
fn begin(outage: Outage, stage: &mut Stage, site: &Site) -> Result<()> {
    if stage.app.state() != outage.state() {
        stage.app.become_(outage.state()).map_err(|cause| Error::io("cannot change the app", cause))?;
    }
    if outage == Outage::Maintenance {
        stage.set_flag(true)?;
        let seen = |visit: Visit| matches!(visit.got, Got::Answer(answer) if answer.status == 503);
        until(|| seen(visit(site, &Request::new("GET", "/"))));
    }
    Ok(())
}

/// The time until the site shows the app again.
fn until_up(site: &Site) -> Back {
    let is_app = |visit: Visit| match visit.got {
        Got::Answer(answer) => {
            answer.status == 200 && answer.header(&MARK_HEADER.to_ascii_lowercase()) == Some("200")
        }
        _ => false,
    };
    until(|| is_app(visit(site, &Request::new("GET", "/")))).map_or(Back::Never, Back::After)
}

fn until(mut is_so: impl FnMut() -> bool) -> Option<Duration> {
    let clock = Stopwatch::start();
    loop {
        if is_so() {
            return Some(clock.elapsed());
        }
        if clock.elapsed() > PATIENCE {
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends all requests, many at a time, and gives them in their order.
fn visit_all(site: &Site, cases: Vec<Case>, watcher: &mut dyn Watcher) -> Vec<(Case, Visit)> {
    let queue: Mutex<VecDeque<(usize, Case)>> = Mutex::new(cases.into_iter().enumerate().collect());
    let (sender, receiver) = mpsc::channel();
    let mut visits: Vec<(usize, Case, Visit)> = std::thread::scope(|scope| {
        for _ in 0..VISITORS {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || {
                while let Some((index, case)) = queue.lock().ok().and_then(|mut queue| queue.pop_front()) {
                    let visit = visit(site, &case.request);
                    if sender.send((index, case, visit)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        receiver.iter().inspect(|_| watcher.step()).collect()
    });
    visits.sort_by_key(|(index, _, _)| *index);
    visits.into_iter().map(|(_, case, visit)| (case, visit)).collect()
}
