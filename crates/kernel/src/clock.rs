use std::sync::atomic::{AtomicI64, Ordering};

use crate::At;

/// Tells the time; an argument of every write, so that tests and the demonstration can bring their own.
pub trait Clock: Send + Sync {
    /// Gives the present instant.
    fn now(&self) -> At;
    /// Says whether the time is made up; a production record refuses such a clock.
    fn simulated(&self) -> bool;
}

/// A clock that stands where it was last set.
#[derive(Debug)]
pub struct SimulatedClock(AtomicI64);

impl SimulatedClock {
    /// Starts at an instant.
    pub fn new(at: At) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Sets the clock to an instant.
    pub fn set(&self, at: At) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }

    fn simulated(&self) -> bool {
        true
    }
}
