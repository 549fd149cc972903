//! A document as a file for paper: for the command line, and in a process of its own for the server.

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::Result;
use document::{Document, Fonts, Imprint, PrintError};
use rustix::process::{Resource, Rlimit};
use serde_json::json;
use ui::web::paper::{Order, Paper};

/// Exit status of a print that was refused; standard output then says why, in both languages.
pub(crate) const REFUSED: u8 = 2;

/// Processor seconds that one file may take.
const SECONDS_MAX: u64 = 60;
/// Memory that one file may take, with what is only mapped.
const BYTES_MAX: u64 = 3 * 1024 * 1024 * 1024;

/// Prints the order on standard input to standard output, behind everything else that the machine does.
///
/// A process of its own can be stopped, holds only so much memory and gives it all back, and takes nobody with it.
pub(crate) fn print() -> Result<ExitCode> {
    let bound = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    rustix::process::setrlimit(Resource::Cpu, bound(SECONDS_MAX))?;
    rustix::process::setrlimit(Resource::As, bound(BYTES_MAX))?;
    rustix::process::nice(10)?;
    let mut asked = Vec::new();
    std::io::stdin().lock().read_to_end(&mut asked)?;
    let order: Order = serde_json::from_slice(&asked)?;
    match printed(&order.document, &order.imprint, order.paper) {
        Ok(bytes) => {
            super::print_bytes(&bytes)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let said = json!({ "ko": error.said(document::Lang::Ko), "en": error.said(document::Lang::En) });
            super::print(&said.to_string())?;
            Ok(ExitCode::from(REFUSED))
        }
    }
}

/// The bytes of the file.
pub(crate) fn printed(document: &Document, imprint: &Imprint, paper: Paper) -> Result<Vec<u8>, PrintError> {
    match paper {
        Paper::Hwpx => document::hwpx(document, imprint),
        Paper::Pdf => {
            let fonts = Fonts::new(ui::print_fonts()).map_err(|error| PrintError::Broken { place: None, what: error.to_string() })?;
            document::pdf(document, imprint, &fonts)
        }
    }
}
