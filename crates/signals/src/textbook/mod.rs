//! The textbook methods, as their papers and reference implementations state them.
