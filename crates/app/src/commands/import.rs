use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{City, Lang};
use ledger::{Does, Imported, Mode, OfficialFile, RowPlan, Sheet, StatementFile};
use people::By;
use store::{Db, Failure, Origin};

use crate::cli::Import;
use crate::clock::SystemClock;

/// The largest file that is read.
const FILE_BYTES_MAX: u64 = 256 << 20;

/// Reads a file of the official system, and tries it or enters it.
pub(crate) fn run(options: &Import) -> Result<ExitCode> {
    let path = &options.file;
    let size = std::fs::metadata(path).with_context(|| path.display().to_string())?.len();
    if size > FILE_BYTES_MAX {
        bail!("{} has {size} bytes; up to {FILE_BYTES_MAX} are read", path.display());
    }
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let db = super::open(&options.database.database)?;
    let city = ::report::city(&mut db.read()?)?;
    let lang = options.lang.map_or(city.first_language(), Lang::from);
    let in_file = |refusal: kernel::Refusal| anyhow::anyhow!("{}: {}", path.display(), refusal.say(lang));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let sheet = Sheet::read(&name, &bytes).map_err(|refusal| anyhow::anyhow!("{}", refusal.say(lang)))?;
    let places = city.money_unit().places;
    if options.totals {
        let file = StatementFile::read(&sheet, &options.system, places).map_err(in_file)?;
        return totals(&db, &file, options, &city, lang);
    }
    let file = OfficialFile::read(&sheet, &options.system, places).map_err(in_file)?;
    if options.how.dry_run { try_rows(&db, &file, &city, lang, |_| true) } else { enter(&db, &file, options, &city, lang) }
}

/// Prints what each row would do, and how many do what.
fn try_rows(db: &Db, file: &OfficialFile, city: &City, lang: Lang, shown: impl Fn(&RowPlan) -> bool) -> Result<ExitCode> {
    let trial = ledger::try_import(&mut db.read()?, file).map_err(|failure| said(failure, city, lang))?;
    let mut text = String::new();
    for row in trial.rows.iter().filter(|row| shown(row)) {
        let does = match row.does {
            Does::Enter => lang.pick("기입", "enter"),
            Does::Nothing => lang.pick("이미 있음", "nothing"),
            Does::Except => lang.pick("예외", "exception"),
        };
        let why = row.why.as_ref().map_or_else(String::new, |why| city.tell(why.say(lang), lang));
        writeln!(text, "{}\t{does}\t{}\t{}\t{why}", row.row, row.source, row.says.join(" "))?;
    }
    let done = Imported { entered: trial.entered, standing: trial.standing, exceptions: trial.exceptions };
    writeln!(text, "{}", summary(&done, file.len(), true, lang))?;
    super::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn enter(db: &Db, file: &OfficialFile, options: &Import, city: &City, lang: Lang) -> Result<ExitCode> {
    let mode = if options.how.strict { Mode::Strict } else { Mode::Exceptions };
    let actor = options.actor()?;
    let key = format!("import/{}/{}", file.digest(), if options.how.strict { "strict" } else { "exceptions" });
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(file.len() as u64) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} rows").unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut tx = db.write(&origin()).map_err(|failure| said(failure, city, lang))?;
    let by = By { actor, key: &key, document: None };
    let imported = ledger::import(&mut tx, &by, file, mode, &mut |done, _| bar.set_position(done as u64));
    bar.finish_and_clear();
    match imported {
        Ok(done) => {
            if done.standing < file.len() {
                tx.commit()?;
            }
            super::print(&format!("{}\n", summary(&done, file.len(), false, lang)))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(failure) => {
            drop(tx);
            // Strict mode names the first row; all of them are listed before it.
            if matches!(&failure, Failure::Refused(refusal) if refusal.code == "ledger.wrong-rows") {
                try_rows(db, file, city, lang, |row| row.does == Does::Except)?;
            }
            Err(said(failure, city, lang))
        }
    }
}

fn totals(db: &Db, file: &StatementFile, options: &Import, city: &City, lang: Lang) -> Result<ExitCode> {
    let done = if options.how.dry_run {
        ledger::try_statement(&mut db.read()?, file).map_err(|failure| said(failure, city, lang))?
    } else {
        let actor = options.actor()?;
        let mut tx = db.write(&origin()).map_err(|failure| said(failure, city, lang))?;
        let key = format!("import-totals/{}", file.digest());
        let done = ledger::import_statement(&mut tx, &By { actor, key: &key, document: None }, file);
        let done = done.map_err(|failure| said(failure, city, lang))?;
        tx.commit()?;
        done
    };
    let mut text = String::new();
    for (row, why) in &done.wrong {
        writeln!(text, "{row}\t{}", city.tell(why.say(lang), lang))?;
    }
    writeln!(
        text,
        "{}",
        lang.pick(
            format!(
                "합계 {}건: 새로 {}, 이미 있음 {}, 바뀜 {}, 잘못됨 {}",
                file.len(),
                done.new,
                done.standing,
                done.changed,
                done.wrong.len()
            ),
            format!(
                "{} totals: {} new, {} there already, {} changed, {} wrong",
                file.len(),
                done.new,
                done.standing,
                done.changed,
                done.wrong.len()
            )
        )
    )?;
    super::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn origin() -> Origin {
    Origin { clock: Arc::new(SystemClock), seed: None }
}

fn summary(done: &Imported, rows: usize, trial: bool, lang: Lang) -> String {
    let Imported { entered, standing, exceptions } = done;
    lang.pick(
        format!("{rows}행: 기입 {entered}, 이미 있음 {standing}, 예외 {exceptions}{}", if trial { " (시험만 하고 쓰지 않음)" } else { "" }),
        format!(
            "{rows} rows: {entered} entered, {standing} there already, {exceptions} exceptions{}",
            if trial { " (tried only; nothing written)" } else { "" }
        ),
    )
}

fn said(failure: Failure, city: &City, lang: Lang) -> anyhow::Error {
    match failure {
        Failure::Refused(refusal) => anyhow::anyhow!("{}", city.tell(refusal.say(lang), lang)),
        Failure::Store(error) => error.into(),
    }
}
