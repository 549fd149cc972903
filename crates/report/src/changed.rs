//! Definitions that were changed: what an auditor asks for first.

use kernel::{At, Seq};
use store::{Read, StoreError};

/// A definition that replaced another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedDefinition {
    /// `figure`, `fact` or `template`.
    pub kind: &'static str,
    /// Its key, or the template's name and language.
    pub key: String,
    /// Its version, from 2.
    pub version: i64,
    /// The event that wrote it.
    pub event: Seq,
    /// When that was recorded.
    pub recorded: At,
    /// Who did it.
    pub actor: String,
    /// The day from which it counts.
    pub day: String,
    /// What it said before.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// All changed definitions as known at an event, newest first.
pub fn changed_definitions(read: &mut Read, known: Seq) -> Result<Vec<ChangedDefinition>, StoreError> {
    let mut all = Vec::new();
    for (kind, table, text) in
        [("figure", "report_figure", "definition"), ("fact", "report_fact", "definition"), ("template", "report_template", "text")]
    {
        let sql = format!(
            "SELECT r.subject, r.version, r.event, v.recorded, v.actor, r.from_day, b.{text}, r.{text} FROM {table} r
             JOIN {table} b ON b.id = r.replaces JOIN event v ON v.seq = r.event WHERE r.event <= $1 ORDER BY r.event DESC"
        );
        for row in read.rows(&sql, &[known.into()])? {
            let text = |at| row.text(at).map(str::to_owned);
            all.push(ChangedDefinition {
                kind,
                key: text(0)?,
                version: row.int(1)?,
                event: Seq(row.int(2)?),
                recorded: At(row.int(3)?),
                actor: text(4)?,
                day: text(5)?,
                before: text(6)?,
                after: text(7)?,
            });
        }
    }
    all.sort_by_key(|changed| std::cmp::Reverse(changed.event));
    Ok(all)
}

/// The lines that only one of two texts has, in order: (in the first, in the second). JSON is compared field by field.
pub fn differing_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |text: &str| -> Vec<String> {
        let pretty = serde_json::from_str::<serde_json::Value>(text).and_then(|value| serde_json::to_string_pretty(&value));
        pretty.unwrap_or_else(|_| text.to_owned()).lines().map(|line| line.trim_end_matches(',').trim_start().to_owned()).collect()
    };
    let (first, second) = (lines(before), lines(after));
    let only = |these: &[String], those: &[String]| these.iter().filter(|line| !those.contains(line)).cloned().collect();
    (only(&first, &second), only(&second, &first))
}

#[cfg(test)]
mod tests {
    use super::differing_lines;

    #[test]
    fn only_what_differs_is_told() {
        let (before, after) = differing_lines(r#"{"key":"a","unit":"천원"}"#, r#"{"key":"a","unit":"백만원"}"#);
        assert_eq!((before, after), (vec!["\"unit\": \"천원\"".to_owned()], vec!["\"unit\": \"백만원\"".to_owned()]));
        assert_eq!(differing_lines("one\ntwo", "one\nthree"), (vec!["two".to_owned()], vec!["three".to_owned()]));
    }
}
