//! `madang panel verify`: what was written is checked again from the files alone; nothing is solved.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use sortition::{Certificate, Drawn, Opening, Pledge};

use super::{bytes, table};

pub(crate) fn certificate(dir: &Path) -> Result<ExitCode> {
    let path = dir.join("certificate.json");
    let certificate: Certificate =
        serde_json::from_slice(&bytes(&path)?).with_context(|| format!("{} is no certificate", path.display()))?;
    let panels = table(&dir.join("panels.csv"))?;
    let checked = certificate.check(&panels)?;
    certificate.check_people(&panels, &table(&dir.join("probabilities.csv"))?)?;
    let basis = if checked.proved {
        "the bounds rest on the quotas alone"
    } else if certificate.stopped {
        "stopped before its end"
    } else {
        "some bounds rest on cuts that the solver found"
    };
    super::super::print(&format!(
        "the certificate holds: {} panels meet every quota, {} stages add up; {}: objective {} within {:.1e} of the bound; {basis}\n",
        checked.panels, checked.stages, certificate.method, certificate.objective, certificate.gap
    ))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn draw(dir: &Path) -> Result<ExitCode> {
    let pledge: Pledge = serde_json::from_slice(&bytes(&dir.join("pledge.json"))?).context("pledge.json is no pledge")?;
    let drawn: Drawn = serde_json::from_slice(&bytes(&dir.join("draw.json"))?).context("draw.json is no draw")?;
    pledge.check(&bytes(&dir.join("lottery.csv"))?, &bytes(&dir.join("certificate.json"))?, &drawn)?;
    super::super::print(&format!("the draw holds: number {} of {}\n", drawn.number, pledge.panels))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn receipt(dir: &Path, opening: &Opening) -> Result<ExitCode> {
    let certificate: Certificate =
        serde_json::from_slice(&bytes(&dir.join("certificate.json"))?).context("certificate.json is no certificate")?;
    sortition::check_opening(opening, &bytes(&dir.join("commitments.csv"))?, &certificate)?;
    super::super::print(&format!("the receipt holds: {} is {}\n", opening.pseudonym, opening.id))?;
    Ok(ExitCode::SUCCESS)
}
