//! `madang panel receipt`: one person's page, from what `select` wrote and, when it has been, the draw.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sortition::{Certificate, Drawn, Opening, Pledge, Receipt};

use super::options::ReceiptOf;
use super::{bytes, table};

pub(crate) fn run(options: &ReceiptOf) -> Result<ExitCode> {
    let (dir, id) = (&options.dir, options.id.trim());
    let person = table(&dir.join("people-private.csv"))?.look_up("id", id, &["pseudonym", "salt"])?;
    let [pseudonym, salt] = person.as_slice() else { bail!("people-private.csv cannot be read") };
    let opening = Opening { id: id.to_owned(), pseudonym: pseudonym.clone(), salt: salt.clone() };
    let certificate: Certificate =
        serde_json::from_slice(&bytes(&dir.join("certificate.json"))?).context("certificate.json is no certificate")?;
    sortition::check_opening(&opening, &bytes(&dir.join("commitments.csv"))?, &certificate)?;
    let chance = table(&dir.join("probabilities.csv"))?.look_up("id", id, &["probability"])?;
    let chance = chance.concat().parse().context("the probability in probabilities.csv is no number")?;
    let receipt = Receipt::new(opening, chance, &certificate, &table(&dir.join("lottery.csv"))?, drawn(options)?)?;
    std::fs::write(&options.out, receipt.html()).with_context(|| format!("cannot write {}", options.out.display()))?;
    super::super::print(&format!(
        "{}: chance {:.6}, on {} of {} panels; wrote {}\n",
        receipt.opening.pseudonym,
        receipt.chance,
        receipt.numbers.len(),
        receipt.panels,
        options.out.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The draw, if it has been; one that does not keep its pledge is refused.
fn drawn(options: &ReceiptOf) -> Result<Option<Drawn>> {
    let dir = &options.dir;
    if !dir.join("draw.json").exists() {
        return Ok(None);
    }
    let drawn: Drawn = serde_json::from_slice(&bytes(&dir.join("draw.json"))?).context("draw.json is no draw")?;
    let pledge: Pledge = serde_json::from_slice(&bytes(&dir.join("pledge.json"))?).context("pledge.json is no pledge")?;
    pledge.check(&bytes(&dir.join("lottery.csv"))?, &bytes(&dir.join("certificate.json"))?, &drawn)?;
    Ok(Some(drawn))
}
