//! The JSON writer; and a document frozen as JSON, which thaws into the same document.

use std::error::Error;
use std::fmt;

use serde_json::Value;

use crate::model::Document;
use crate::text::mend;

/// Writes the document as JSON: the model as it stands, each enum a `kind`, every string printable.
#[must_use]
pub fn json(document: &Document) -> Value {
    let value = serde_json::to_value(document).expect("the model is plain data with string keys, which always serializes");
    mended(value)
}

/// Freezes the document: the model as it stands on one line, nothing mended, so that [`thaw`] gives back the same document.
#[must_use]
pub fn freeze(document: &Document) -> String {
    serde_json::to_string(document).expect("the model is plain data with string keys, which always serializes")
}

/// Gives back the document that [`freeze`] wrote, or says where the text is none.
pub fn thaw(text: &str) -> Result<Document, ThawError> {
    serde_json::from_str(text).map_err(|error| ThawError(error.to_string()))
}

/// Why a text is no frozen document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThawError(String);

impl fmt::Display for ThawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no frozen document: {}", self.0)
    }
}

impl Error for ThawError {}

fn mended(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(mend(&text)),
        Value::Array(values) => Value::Array(values.into_iter().map(mended).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, value)| (name, mended(value))).collect()),
        other => other,
    }
}
