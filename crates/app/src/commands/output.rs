//! Files that a command writes: never over a file that it reads, and all of them or none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// Refuses outputs that are folders, and outputs that would be written over a file that is read, or over each other.
pub(crate) fn check(inputs: &[&Path], outputs: &[&Path]) -> Result<()> {
    let read: Vec<PathBuf> = inputs.iter().map(|path| place(path)).collect();
    let mut known: Vec<PathBuf> = Vec::new();
    for path in outputs {
        let shown = path.display();
        if path.is_dir() {
            bail!(
                "{shown}은(는) 폴더여서 그 이름으로 파일을 쓸 수 없습니다. 다른 이름을 주십시오.\n{shown} is a folder, and a file is to be written there: give another name"
            );
        }
        for written in [path.to_path_buf(), part(path)] {
            if read.contains(&place(&written)) {
                let shown = written.display();
                bail!(
                    "{shown}은(는) 읽을 파일이기도 합니다. 쓸 곳의 이름을 바꿔 주십시오.\n{shown} is a file that is read too: give the output another name"
                );
            }
        }
        let here = place(path);
        if known.contains(&here) {
            bail!(
                "{shown}에 두 가지를 쓰게 됩니다. 하나의 이름을 바꿔 주십시오.\ntwo outputs would be written to {shown}: give one of them another name"
            );
        }
        known.push(here);
    }
    Ok(())
}

/// Writes every file beside its old one before the first takes its place, so that none is half written; what was begun is removed where one fails.
pub(crate) fn write(files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    let done = write_all(files);
    if done.is_err() {
        for (path, _) in files {
            // It may not be there.
            let _ = fs::remove_file(part(path));
        }
    }
    done
}

fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<()> {
    for (path, bytes) in files {
        fs::write(begun(path), bytes).with_context(|| failed(path))?;
    }
    for (path, _) in files.iter().filter(|(path, _)| begun(path) != *path) {
        fs::rename(part(path), path).with_context(|| failed(path))?;
    }
    Ok(())
}

/// Where a file is written first: beside its place, but for a device such as /dev/stdout, whose place no file may take.
fn begun(path: &Path) -> PathBuf {
    let device = fs::metadata(path).is_ok_and(|there| !there.is_file());
    if device { path.to_owned() } else { part(path) }
}

/// What is said where a file cannot be written.
fn failed(path: &Path) -> String {
    format!("{0}에 쓸 수 없습니다.\ncannot write {0}", path.display())
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    path.with_file_name(name)
}

/// Where a file is or would be, however its path is written.
fn place(path: &Path) -> PathBuf {
    path.canonicalize()
        .unwrap_or_else(|_| folder(path).canonicalize().unwrap_or_else(|_| folder(path)).join(path.file_name().unwrap_or_default()))
}

/// The folder that a file lies in.
pub(crate) fn folder(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{check, write};

    #[test]
    fn an_output_is_no_input_no_folder_and_no_other_output() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("in.csv"), "read").unwrap();
        fs::write(at("a.part"), "read").unwrap();
        fs::create_dir(at("folder")).unwrap();
        let said = |outputs: &[&Path]| check(&[&at("in.csv"), &at("a.part")], outputs).map_err(|error| error.to_string());
        assert_eq!(said(&[&at("out.csv"), &at("other.csv")]), Ok(()));
        for (outputs, says) in [
            (vec![at("in.csv")], "a file that is read"),
            (vec![at("folder/../in.csv")], "a file that is read"),
            (vec![at("a")], "a file that is read"),
            (vec![at("folder")], "is a folder"),
            (vec![at("b"), at("folder/../b")], "two outputs"),
        ] {
            let outputs: Vec<&Path> = outputs.iter().map(PathBuf::as_path).collect();
            assert!(said(&outputs).unwrap_err().contains(says), "{outputs:?}");
        }
    }

    #[test]
    fn files_are_written_all_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("first"), "old").unwrap();
        let files = |second: &str| [(at("first"), b"new".to_vec()), (at(second), b"new".to_vec())];
        assert!(write(&files("nowhere/second")).is_err());
        assert_eq!(fs::read(at("first")).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing that was begun is left");
        write(&files("second")).unwrap();
        assert_eq!([fs::read(at("first")).unwrap(), fs::read(at("second")).unwrap()], [b"new", b"new"]);
    }
}
