//! Types out of JSON, and into it.
//!
//! Where serde would derive a reader for each type, and one more for each variant of an enum with a tag, a type here asks for
//! its fields one by one: half of the code in the page's module, and a complaint that says where.

#[cfg_attr(target_arch = "wasm32", path = "json/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "json/native.rs")]
mod host;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// A value, or what is wrong with its JSON: the way to it, and what would be right.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// A type that JSON can say.
pub(crate) trait FromJson: Sized {
    /// Reads it.
    fn from_json(value: &Value) -> Result<Self>;
}

/// The fields of an object, asked for one by one.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The fields of a value that must be an object.
    pub fn of(value: &'a Value) -> Result<Self> {
        Ok(Fields { object: object(value)?, known: Vec::new() })
    }

    /// A field that may be missing.
    pub fn optional<T: FromJson>(&mut self, name: &'static str) -> Result<Option<T>> {
        self.find(name).map(|value| T::from_json(value).map_err(|problem| within(name, &problem))).transpose()
    }

    /// A field that has a default.
    pub fn or<T: FromJson>(&mut self, name: &'static str, default: T) -> Result<T> {
        Ok(self.optional(name)?.unwrap_or(default))
    }

    /// A field that must be there.
    pub fn required<T: FromJson>(&mut self, name: &'static str) -> Result<T> {
        self.optional(name)?.ok_or_else(|| format!("\"{name}\" is missing; there is {}", self.present()))
    }

    /// The field that says which of several shapes the object has.
    pub fn kind(&mut self) -> Result<&'a str> {
        let kind = self.find("kind").ok_or("it has no \"kind\"")?;
        kind.as_str().ok_or_else(|| unexpected(kind, "a kind's name"))
    }

    /// Refuses fields that nobody asked for.
    pub fn finish(self) -> Result<()> {
        match self.object.keys().find(|name| !self.known.contains(&name.as_str())) {
            Some(name) => Err(format!("\"{name}\" is unknown; there may be {}", self.known.join(", "))),
            None => Ok(()),
        }
    }

    /// The names of the fields that are there.
    fn present(&self) -> String {
        let names: Vec<&str> = self.object.keys().map(String::as_str).collect();
        if names.is_empty() { "nothing".into() } else { names.join(", ") }
    }

    fn find(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.object.get(name)
    }
}

/// Reads a value from its JSON.
pub(crate) fn read<T: FromJson>(json: &[u8]) -> Result<T> {
    T::from_json(&host::parse(json)?)
}

/// A value's JSON.
pub(crate) fn text(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    // Not by `expect`, which would print any error there is: more code than all of this.
    let written = value.serialize(&mut Serializer::with_formatter(&mut text, Shortest));
    assert!(written.is_ok(), "plain data has JSON");
    String::from_utf8(text).unwrap_or_else(|_| unreachable!("JSON is UTF-8"))
}

/// A number as messages have it: with the fewest digits that tell it apart.
pub(crate) fn number(value: f64) -> String {
    if value.is_finite() {
        host::number(value)
    } else if value.is_nan() {
        "NaN".into()
    } else {
        let text = if value > 0.0 { "inf" } else { "-inf" };
        text.into()
    }
}

/// The double that has the fewest decimal places among those that a single-precision number stands for: 0.001 stays 0.001, and
/// does not become the double that is nearest to the single-precision number.
pub(crate) fn double(value: f32) -> f64 {
    let exact = f64::from(value);
    let mut scale = 1.0;
    // Up to its 22nd, a power of ten is a double.
    for _ in 0..=22 {
        let rounded = (exact * scale).round_ties_even() / scale;
        if rounded as f32 == value && rounded != 0.0 {
            return rounded;
        }
        scale *= 10.0;
    }
    exact
}

/// Writes floats as messages do, with the fewest digits that tell them apart, and not by tables of their own.
struct Shortest;

impl Formatter for Shortest {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        writer.write_all(number(double(value)).as_bytes())
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(number(value).as_bytes())
    }
}

/// A value that must be an object.
pub(crate) fn object(value: &Value) -> Result<&Map<String, Value>> {
    value.as_object().ok_or_else(|| unexpected(value, "an object"))
}

/// One of several words.
pub(crate) fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T> {
    let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
    let all = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    found.map(|(_, meaning)| *meaning).ok_or_else(|| unexpected(value, &format!("one of {}", all())))
}

/// The complaint about a value that is not what it must be.
pub(crate) fn unexpected(value: &Value, expected: &str) -> String {
    match value {
        Value::Array(_) => format!("a list is not {expected}"),
        Value::Object(_) => format!("an object is not {expected}"),
        scalar => format!("{} is not {expected}", text(scalar)),
    }
}

/// The complaint about an object of a kind that there is not.
pub(crate) fn unknown_kind(kind: &str, kinds: &str) -> String {
    format!("kind: \"{kind}\" is not one of {kinds}")
}

/// A complaint from further in.
fn within(place: &str, problem: &str) -> String {
    format!("{place}: {problem}")
}

impl FromJson for String {
    fn from_json(value: &Value) -> Result<Self> {
        value.as_str().map(String::from).ok_or_else(|| unexpected(value, "a text"))
    }
}

impl FromJson for f64 {
    fn from_json(value: &Value) -> Result<Self> {
        value.as_f64().ok_or_else(|| unexpected(value, "a number"))
    }
}

impl FromJson for f32 {
    fn from_json(value: &Value) -> Result<Self> {
        f64::from_json(value).map(|number| number as f32)
    }
}

/// A whole number, from 0 to what its type can hold.
fn whole<T: TryFrom<u64>>(value: &Value, most: u64) -> Result<T> {
    // Some write 64.0, which is a whole number to JavaScript.
    let from_float =
        |number: f64| (number >= 0.0 && number.fract() == 0.0 && number < u64::MAX as f64).then_some(number as u64);
    let number = value.as_u64().or_else(|| value.as_f64().and_then(from_float));
    let number = number.and_then(|number| number.try_into().ok());
    number.ok_or_else(|| unexpected(value, &format!("a whole number from 0 to {most}")))
}

impl FromJson for u8 {
    fn from_json(value: &Value) -> Result<Self> {
        whole(value, Self::MAX.into())
    }
}

impl FromJson for u32 {
    fn from_json(value: &Value) -> Result<Self> {
        whole(value, Self::MAX.into())
    }
}

impl FromJson for u64 {
    fn from_json(value: &Value) -> Result<Self> {
        whole(value, Self::MAX)
    }
}

impl FromJson for usize {
    fn from_json(value: &Value) -> Result<Self> {
        whole(value, Self::MAX as u64)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Result<Self> {
        let list = value.as_array().ok_or_else(|| unexpected(value, "a list"))?;
        let item = |(place, value)| T::from_json(value).map_err(|problem| within(&format!("number {place}"), &problem));
        (1..).zip(list).map(item).collect()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Pair(u8, Option<f64>);

    impl FromJson for Pair {
        fn from_json(value: &Value) -> Result<Self> {
            let mut fields = Fields::of(value)?;
            let pair = Pair(fields.required("whole")?, fields.optional("part")?);
            fields.finish().map(|()| pair)
        }
    }

    fn told(json: &str) -> String {
        read::<Vec<Pair>>(json.as_bytes()).unwrap_err()
    }

    #[test]
    fn complaints_say_where_and_what_would_be_right() {
        for (json, complaint) in [
            ("7", "7 is not a list"),
            ("[[]]", "number 1: a list is not an object"),
            (r#"[{"whole": 1}, {}]"#, r#"number 2: "whole" is missing; there is nothing"#),
            (r#"[{"whole": 256}]"#, "number 1: whole: 256 is not a whole number from 0 to 255"),
            (r#"[{"whole": -1}]"#, "number 1: whole: -1 is not a whole number from 0 to 255"),
            (r#"[{"whole": 1.5}]"#, "number 1: whole: 1.5 is not a whole number from 0 to 255"),
            (r#"[{"whole": null}]"#, "number 1: whole: null is not a whole number from 0 to 255"),
            (r#"[{"whole": 1, "part": null}]"#, "number 1: part: null is not a number"),
            (r#"[{"whole": 1, "part": "x"}]"#, r#"number 1: part: "x" is not a number"#),
            (r#"[{"whole": 1, "hole": 1}]"#, r#"number 1: "hole" is unknown; there may be whole, part"#),
        ] {
            assert_eq!(told(json), complaint);
        }
        assert!(told("[").contains("line 1"));
    }

    #[test]
    fn a_single_precision_number_is_told_by_its_own_digits() {
        for value in [0.1_f32, 0.001, 1.175, -0.02, 1e-8, 123.456, 1.0 / 3.0, 16_777_216.0, 0.0, -0.0, f32::INFINITY] {
            assert_eq!(number(double(value)), value.to_string());
        }
        assert!(double(f32::NAN).is_nan());
    }

    #[test]
    fn what_is_left_out_is_none() {
        let pairs: Vec<Pair> = read(br#"[{"whole": 1}, {"whole": 3, "part": 0.5}]"#).unwrap();
        assert_eq!(pairs.iter().map(|pair| (pair.0, pair.1)).collect::<Vec<_>>(), [(1, None), (3, Some(0.5))]);
    }

    #[test]
    fn floats_survive_their_text() {
        for value in [0.1_f32, 1.0, -0.0, 1.175, 1e-30, f32::MAX, f32::MIN_POSITIVE] {
            assert_eq!(read::<f32>(text(&value).as_bytes()).unwrap().to_bits(), value.to_bits());
        }
        assert_eq!((text(&0.001_f32), text(&1.0_f64), text(&f64::NAN)), ("0.001".into(), "1".into(), "null".into()));
    }
}
