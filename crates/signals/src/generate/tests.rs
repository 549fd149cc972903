//! Rules of the generated streams.
