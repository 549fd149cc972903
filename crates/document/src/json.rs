//! The JSON writer.

use serde_json::Value;

use crate::model::Document;
use crate::text::mend;

/// Writes the document as JSON: the model as it stands, each enum a `kind`, every string printable.
#[must_use]
pub fn json(document: &Document) -> Value {
    let value = serde_json::to_value(document).expect("the model is plain data with string keys, which always serializes");
    mended(value)
}

fn mended(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(mend(&text)),
        Value::Array(values) => Value::Array(values.into_iter().map(mended).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, value)| (name, mended(value))).collect()),
        other => other,
    }
}
