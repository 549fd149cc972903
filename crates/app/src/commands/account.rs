use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use people::{By, NewAccount};
use store::Origin;

use crate::cli::{Account, Key};
use crate::clock::SystemClock;

/// Opens an account, or sets the password of one that is there.
pub(crate) fn run(options: &Account) -> Result<ExitCode> {
    let db = super::open(&options.database.database)?;
    let origin = super::serve::origin(&db)?;
    let password = password()?;
    let hashed = people::hash_password(&origin, options.login.as_str(), &password)?;
    let key = format!("command/account/{}", origin.chance(options.login.as_str()));
    let by = By { actor: &options.by, key: &key, document: None };
    let mut tx = db.write(&origin)?;
    match &options.actor {
        Some(actor) => {
            let from = tx.today();
            let new = NewAccount { login: options.login.clone(), actor: actor.clone(), from, until: None, demonstration: false };
            people::open_account(&mut tx, &by, &new, &hashed)?;
        }
        None => people::set_password(&mut tx, &by, options.login.as_str(), &hashed)?,
    }
    let head = tx.commit()?;
    super::print(&format!("{} can sign in; recorded as event {}\n", options.login, head.seq))?;
    Ok(ExitCode::SUCCESS)
}

/// One line from standard input. It is never an argument, where others on the machine could read it.
fn password() -> Result<String> {
    if std::io::stdin().is_terminal() {
        super::print("Password (ten characters or more; it is shown as you type): ")?;
    }
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text).context("the password could not be read from standard input")?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    if line.is_empty() {
        bail!("no password was given: write it on standard input, one line");
    }
    Ok(line)
}

/// Makes a key file that only its owner may read.
pub(crate) fn key(options: &Key) -> Result<ExitCode> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let origin = Origin { clock: Arc::new(SystemClock), seed: None };
    let name = options.file.display();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&options.file)
        .with_context(|| format!("{name} cannot be made"))?;
    writeln!(file, "{}{}", origin.chance("first half"), origin.chance("second half"))
        .with_context(|| format!("{name} cannot be written"))?;
    super::print(&format!(
        "{name} holds a new key; keep it apart from the database and its backups: without it second factors are lost\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads a key file: 64 hexadecimal digits, readable by its owner only.
pub(crate) fn read_key(path: &std::path::Path) -> Result<[u8; 32]> {
    use std::os::unix::fs::PermissionsExt as _;
    let name = path.display();
    let mode = std::fs::metadata(path).with_context(|| format!("the key file {name} cannot be read"))?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("the key file {name} can be read by others: run `chmod 600 {name}`");
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("the key file {name} cannot be read"))?;
    let text = text.trim();
    let mut key = [0; 32];
    let mut filled = 0;
    for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2);
        *byte = digits
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .with_context(|| format!("the key file {name} holds no key: 64 hexadecimal digits"))?;
        filled += 1;
    }
    if filled != 32 || text.len() != 64 {
        bail!("the key file {name} holds no key: 64 hexadecimal digits");
    }
    Ok(key)
}
