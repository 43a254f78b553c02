//! JSON's text and floats' text by the browser's own hand: it has a reader and a writer already, and the page need not fetch
//! others. Beside [`crate::web`] the only place that knows JavaScript.

use js_sys::{Array, Error, JSON, JsString, Number, Object};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};

/// How deep lists and objects may lie in one another: as deep as natively.
const MOST_DEPTH: usize = 127;

/// Reads a text, or says what is wrong with it.
pub(super) fn parse(json: &[u8]) -> super::Result<Value> {
    let text = std::str::from_utf8(json).map_err(|_| "it is not UTF-8")?;
    let value = JSON::parse(text).map_err(|error| String::from(error.unchecked_ref::<Error>().message()))?;
    read(&value, MOST_DEPTH)
}

/// A value that JSON's text can say, as Rust has it.
fn read(value: &JsValue, depth: usize) -> super::Result<Value> {
    let deeper = depth.checked_sub(1).ok_or("it is nested too deeply");
    if let Some(number) = value.as_f64() {
        Ok(whole(number).unwrap_or_else(|| number.into()))
    } else if let Some(text) = value.as_string() {
        Ok(text.into())
    } else if let Some(truth) = value.as_bool() {
        Ok(truth.into())
    } else if Array::is_array(value) {
        let deeper = deeper?;
        value.unchecked_ref::<Array>().iter().map(|item| read(&item, deeper)).collect()
    } else if value.is_object() {
        let (object, deeper) = (value.unchecked_ref::<Object>(), deeper?);
        let mut map = Map::new();
        for (name, value) in Object::keys(object).iter().zip(Object::values(object).iter()) {
            map.insert(name.unchecked_into::<JsString>().into(), read(&value, deeper)?);
        }
        Ok(map.into())
    } else {
        Ok(Value::Null)
    }
}

/// A whole number, which JavaScript does not tell from others.
fn whole(number: f64) -> Option<Value> {
    if number.trunc() != number || number.is_sign_negative() && number == 0.0 {
        None
    } else if (0.0..18_446_744_073_709_551_616.0).contains(&number) {
        Some((number as u64).into())
    } else if (-9_223_372_036_854_775_808.0..0.0).contains(&number) {
        Some((number as i64).into())
    } else {
        None
    }
}

/// A finite number with the fewest digits that tell it apart, without an exponent.
pub(super) fn number(value: f64) -> String {
    let text = Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default();
    let Some((mantissa, exponent)) = text.split_once('e') else {
        // JavaScript's 0 has no sign.
        return if value == 0.0 && value.is_sign_negative() { "-0".into() } else { text };
    };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
    let digits = mantissa.replace('.', "");
    // JavaScript has exponents from 21 on, where no digit is left after the point, and below -6.
    match exponent.strip_prefix('-') {
        Some(exponent) => {
            let zeros = "0".repeat(exponent.parse::<usize>().unwrap_or_default().saturating_sub(1));
            format!("{sign}0.{zeros}{digits}")
        }
        None => {
            let places: usize = exponent.trim_start_matches('+').parse().unwrap_or_default();
            let zeros = "0".repeat((places + 1).saturating_sub(digits.len()));
            format!("{sign}{digits}{zeros}")
        }
    }
}
