//! The threads that compress: started when there is work, fed one file at a time, the slowest encoding first.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

use super::encode::encode;
use super::{Compression, Seed};
use crate::encoding::Encoding;

/// Files that wait for each thread: enough that none is idle, few enough that memory stays small.
const WAITING: usize = 4;

/// One file to be made.
pub(in crate::publish) struct Job {
    /// Its place in the list of paths.
    pub(in crate::publish) position: usize,
    pub(in crate::publish) encoding: Encoding,
    pub(in crate::publish) seed: Seed,
    pub(in crate::publish) page: Arc<[u8]>,
}

/// What came of it.
pub(in crate::publish) struct Made {
    pub(in crate::publish) position: usize,
    pub(in crate::publish) encoding: Encoding,
    pub(in crate::publish) seed: Seed,
    /// The bytes; `None` when they are no fewer than the page's.
    pub(in crate::publish) bytes: io::Result<Option<Vec<u8>>>,
}

/// The threads of one run.
pub(in crate::publish) struct Workers<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    compression: Compression,
    jobs: Sender<Job>,
    queue: Arc<Mutex<Receiver<Job>>>,
    results: Receiver<Made>,
    result: Sender<Made>,
    started: usize,
    pending: usize,
    /// Nobody wants what still waits.
    stopped: Arc<AtomicBool>,
}

impl Drop for Workers<'_, '_> {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl<'scope, 'env> Workers<'scope, 'env> {
    /// None yet.
    pub(in crate::publish) fn new(scope: &'scope Scope<'scope, 'env>, compression: Compression) -> Self {
        let (jobs, queue) = channel();
        let (result, results) = channel();
        let queue = Arc::new(Mutex::new(queue));
        let stopped = Arc::default();
        Self { scope, compression, jobs, queue, results, result, started: 0, pending: 0, stopped }
    }

    /// Hands out a job, to one more thread if all are busy and more may be started.
    pub(in crate::publish) fn submit(&mut self, job: Job) {
        if self.pending >= self.started && self.started < self.compression.threads.max(1) {
            self.started += 1;
            let (queue, result, stopped) =
                (Arc::clone(&self.queue), self.result.clone(), Arc::clone(&self.stopped));
            let levels = self.compression.levels;
            self.scope.spawn(move || {
                // ends when the run lets go of its end of the queue
                while let Ok(Job { position, encoding, seed, page }) = next(&queue) {
                    if stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    // a result that never comes would be waited for forever
                    let bytes =
                        catch_unwind(AssertUnwindSafe(|| encode(&page, encoding, levels.of(encoding))))
                            .unwrap_or_else(|_| Err(io::Error::other("the compressor failed")));
                    if result.send(Made { position, encoding, seed, bytes }).is_err() {
                        return;
                    }
                }
            });
        }
        self.pending += 1;
        // this end holds the receiver, too
        let _ = self.jobs.send(job);
    }

    /// A file that is made: waits for one when many are on their way, and takes what there is when not.
    pub(in crate::publish) fn ready(&mut self) -> Option<Made> {
        let made = if self.pending > self.started * WAITING {
            self.results.recv().ok()
        } else {
            self.results.try_recv().ok()
        };
        self.pending -= usize::from(made.is_some());
        made
    }

    /// The next file that is made; `None` when all are.
    pub(in crate::publish) fn wait(&mut self) -> Option<Made> {
        if self.pending == 0 {
            return None;
        }
        self.pending -= 1;
        self.results.recv().ok()
    }
}

fn next(queue: &Mutex<Receiver<Job>>) -> Result<Job, std::sync::mpsc::RecvError> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv()
}
