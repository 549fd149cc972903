//! The frame of every page: shell, interface words, language of the visitor, style sheets and fonts.
//!
//! **Duty.** Serves no room in particular: it gives the rooms one look, one set of words and one way to answer "which language?". It
//! knows no room.
//!
//! **Words.** shell (틀) = what surrounds a page · section (메뉴) = an entry of the main navigation · head (기록의 끝) = the last
//! event of the record · as-of bar (기준일 막대) = the form that asks a page for another day.
//!
//! **What can never happen here.** A page refers to no other host; a style or a script stands in no page itself
//! ([`CONTENT_SECURITY_POLICY`] would refuse it); a word exists in one language only ([`Words`] would not compile).
//!
//! **Where to start.** `templates/shell.html`, then [`Shell`]; the classes are listed at the head of `assets/own/madang.css`.

mod assets;
mod language;
mod shell;
mod waiting;
pub mod web;
mod words;

pub use assets::{CONTENT_SECURITY_POLICY, asset_href, files, print_fonts, routes};
pub use language::{FirstLanguage, Locale, choose as language_of, remember_language};
pub use shell::{AsOfBar, Crumb, Head, NavItem, Pager, Section, Shell, Visit, href_with};
pub use waiting::Waiting;
pub use web::{Desk, Form, Problem, Scene, Signed, Site};
pub use words::{EN, KO, Words, words};

#[cfg(test)]
mod tests;
