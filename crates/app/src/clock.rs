use std::time::{Instant, SystemTime};

use kernel::{At, Clock};

/// The machine's own clock: what a production record runs on.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where real time enters")]
    fn now(&self) -> At {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        At(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn simulated(&self) -> bool {
        false
    }
}

/// The clock of a demonstration: it stood still since the record's last event and goes on from there while it is served.
#[derive(Debug)]
pub(crate) struct DemonstrationClock {
    from: At,
    started: Instant,
}

impl DemonstrationClock {
    /// Goes on from an instant.
    pub(crate) fn from(from: At) -> Self {
        Self { from, started: Instant::now() }
    }
}

impl Clock for DemonstrationClock {
    fn now(&self) -> At {
        let passed = i64::try_from(self.started.elapsed().as_micros()).unwrap_or(i64::MAX);
        At(self.from.0.saturating_add(passed))
    }

    fn simulated(&self) -> bool {
        true
    }
}
