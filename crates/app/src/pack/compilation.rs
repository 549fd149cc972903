//! The acts of compiling a report, as a pack's demonstration record has them.

use people::By;

use report::compile::{
    AssignChapter, ConfirmChapter, OpenCompilation, Remarked, ReopenChapter, approve_compilation, assign_chapter, confirm_chapter,
    open_compilation, reopen_chapter, return_compilation, submit_compilation, withdraw_compilation,
};
use store::{Failure, Sets, Tx};

use super::Problem;
use super::sheet::SheetRow;

pub(crate) const FILE: &str = "demonstration/compilation.csv";

/// One act.
#[derive(Clone, Debug)]
pub(crate) enum Compile {
    Open(OpenCompilation),
    Assign(AssignChapter),
    Confirm(ConfirmChapter),
    Submit(Remarked),
    Return(Remarked),
    Withdraw(Remarked),
    Approve(Remarked),
    Reopen(ReopenChapter),
}

pub(crate) const NEEDED: [&str; 3] = ["act:open|assign|confirm|submit|return|withdraw|approve|reopen", "report", "day:day"];
pub(crate) const OPTIONAL: [&str; 8] = ["chapter", "unit:code", "owner:code", "due:day", "lang", "document", "document_day:day", "remark"];

/// Reads a row.
pub(crate) fn read(row: &SheetRow<'_>) -> Result<Compile, Problem> {
    let (name, day) = (row.need("report")?, row.get("day")?);
    let compilation = format!("{name}.{day}");
    let remark = row.text("remark");
    Ok(match row.need("act")?.as_str() {
        "open" => Compile::Open(OpenCompilation { name, day, due: row.get("due")?, unit: row.get("unit")? }),
        "assign" => Compile::Assign(AssignChapter {
            compilation,
            chapter: row.need("chapter")?,
            unit: row.get("unit")?,
            owner: row.opt("owner")?,
            due: row.opt("due")?,
        }),
        "confirm" => {
            let lang = row.need("lang")?;
            Compile::Confirm(ConfirmChapter { compilation, chapter: row.need("chapter")?, lang, digest: None })
        }
        "submit" => Compile::Submit(Remarked { compilation, remark }),
        "return" => Compile::Return(Remarked { compilation, remark }),
        "withdraw" => Compile::Withdraw(Remarked { compilation, remark }),
        "approve" => Compile::Approve(Remarked { compilation, remark }),
        "reopen" => Compile::Reopen(ReopenChapter { compilation, chapter: row.need("chapter")?, remark }),
        other => {
            return Err(row.problem(format!("there is no act `{other}`: open, assign, confirm, submit, return, withdraw, approve, reopen")));
        }
    })
}

/// Does it.
pub(crate) fn perform(tx: &mut Tx, by: &By<'_>, sets: &Sets, act: &Compile) -> Result<(), Failure> {
    match act {
        Compile::Open(new) => open_compilation(tx, by, new),
        Compile::Assign(new) => assign_chapter(tx, by, sets, new),
        Compile::Confirm(new) => confirm_chapter(tx, by, sets, new),
        Compile::Submit(new) => submit_compilation(tx, by, sets, new),
        Compile::Return(new) => return_compilation(tx, by, sets, new),
        Compile::Withdraw(new) => withdraw_compilation(tx, by, sets, new),
        Compile::Approve(new) => approve_compilation(tx, by, sets, new),
        Compile::Reopen(new) => reopen_chapter(tx, by, sets, new),
    }
}
