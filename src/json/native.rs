//! JSON's text and floats' text where there is no browser.

use serde_json::Value;

/// Reads a text, or says what is wrong with it.
pub(super) fn parse(json: &[u8]) -> super::Result<Value> {
    serde_json::from_slice(json).map_err(|error| error.to_string())
}

/// A finite number with the fewest digits that tell it apart, without an exponent.
pub(super) fn number(value: f64) -> String {
    value.to_string()
}
