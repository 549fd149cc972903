//! Streams of complaints with planted conflicts, for tests of the detector; it shares no code with it.
