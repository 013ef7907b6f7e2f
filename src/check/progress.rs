//! How far the playing is, on a terminal; and the wish to stop it.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use conformance::play::Watcher;
use conformance::report::Detail;
use conformance::scenario::Case;
use conformance::transcript::Play;
use indicatif::{ProgressBar, ProgressStyle};

use crate::exit::Exit;
use crate::print::aside;
use crate::signals::Signals;

pub(super) struct Progress {
    bar: ProgressBar,
    interrupted: AtomicBool,
    cases: usize,
    detail: Detail,
    told: Mutex<Instant>,
}

/// So long a run without a terminal says nothing of how far it is.
const SILENCE: Duration = Duration::from_secs(10);

impl Progress {
    /// A bar on standard error, if that is a terminal and all is to be told.
    pub(super) fn new(cases: usize, detail: Detail) -> Self {
        let shown = std::io::stderr().is_terminal() && detail == Detail::Full;
        let bar = if shown { ProgressBar::new(cases as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}  {wide_msg}") {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Self { bar, interrupted: AtomicBool::new(false), cases, detail, told: Mutex::new(Instant::now()) }
    }

    /// The first SIGINT or SIGTERM lets the cases under way end, and what was done is reported; the second ends at once.
    pub(super) fn stop_on_signals(self: &Arc<Self>) -> io::Result<()> {
        let (mut signals, progress) = (Signals::catch()?, self.clone());
        tokio::spawn(async move {
            loop {
                signals.next().await;
                if progress.interrupted.swap(true, Ordering::Relaxed) {
                    std::process::exit(Exit::Interrupted as i32);
                }
                progress.bar.suspend(|| aside("interrupted; calls under way are answered and no more are made, again to end at once"));
            }
        });
        Ok(())
    }

    /// Where there is no terminal a long run says now and then how far it is, and a short one nothing.
    fn tell_now_and_then(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() >= SILENCE {
            *told = Instant::now();
            eprintln!("standin: {} of {} cases played", self.bar.position(), self.cases);
        }
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }

    pub(super) fn interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

impl Watcher for Progress {
    fn played(&self, case: &Case, _: &Play) {
        self.bar.inc(1);
        if !self.bar.is_hidden() {
            self.bar.set_message(case.id.clone());
        } else if self.detail == Detail::Full {
            self.tell_now_and_then();
        }
    }

    fn stopped(&self) -> bool {
        self.interrupted()
    }

    fn all_played_once(&self, after: Duration, again: usize) {
        if again > 0 && self.detail == Detail::Full {
            let cases = if again == 1 { "one case is".to_owned() } else { format!("{again} cases are") };
            let told = format!("all were played after {:.1} s; {cases} played again, since times left something open", after.as_secs_f64());
            self.bar.suspend(|| aside(&told));
        }
    }
}
