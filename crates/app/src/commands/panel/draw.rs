//! `madang panel pledge` and `draw`: first the pledge, then, when the public random value is known, the number.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sortition::Pledge;

use super::options::{Draw, PledgeTo};
use super::{bytes, write};

pub(crate) fn pledge(options: &PledgeTo) -> Result<ExitCode> {
    let dir = &options.dir;
    if dir.join("pledge.json").exists() {
        bail!("{} has a pledge already; it is never overwritten", dir.display());
    }
    let pledge = Pledge::new(&bytes(&dir.join("lottery.csv"))?, &bytes(&dir.join("certificate.json"))?, &options.source)?;
    write(dir, "pledge.json", &(serde_json::to_string_pretty(&pledge)? + "\n"))?;
    super::super::print(&format!("{}\npublish pledge.json before the random value is known\n", pledge.pledge))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn draw(options: &Draw) -> Result<ExitCode> {
    let dir = &options.dir;
    let pledge: Pledge = serde_json::from_slice(&bytes(&dir.join("pledge.json"))?).context("pledge.json is no pledge")?;
    let drawn = pledge.draw(&options.value)?;
    pledge.check(&bytes(&dir.join("lottery.csv"))?, &bytes(&dir.join("certificate.json"))?, &drawn)?;
    write(dir, "draw.json", &(serde_json::to_string_pretty(&drawn)? + "\n"))?;
    super::super::print(&format!("number {} of {}\n", drawn.number, pledge.panels))?;
    Ok(ExitCode::SUCCESS)
}
