//! What a setting may be.

use crate::error::{Error, Result};
use crate::json;
use serde::Serialize;
use std::fmt::{self, Display, Formatter};

/// The range of a setting. As JSON: {"least": 0, "most": 1, "below": true}.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// The lower end.
    pub least: f64,
    /// The upper end.
    pub most: f64,
    /// The lower end itself is too little.
    #[serde(skip_serializing_if = "is_false")]
    pub above: bool,
    /// The upper end itself is too much.
    #[serde(skip_serializing_if = "is_false")]
    pub below: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As serde calls it.
fn is_false(value: &bool) -> bool {
    !value
}

impl Bounds {
    /// From `least` to `most`, both included.
    pub(crate) const fn new(least: f64, most: f64) -> Self {
        Bounds { least, most, above: false, below: false }
    }

    /// The same without its lower end.
    pub(crate) const fn above(self) -> Self {
        Bounds { above: true, ..self }
    }

    /// The same without its upper end.
    pub(crate) const fn below(self) -> Self {
        Bounds { below: true, ..self }
    }

    /// Refuses a setting's value that lies outside.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`]
    pub(crate) fn check(self, setting: &'static str, value: impl Into<Setting>) -> Result<()> {
        let Setting(number) = value.into();
        let enough = if self.above { number > self.least } else { number >= self.least };
        let too_much = if self.below { number >= self.most } else { number > self.most };
        if enough && !too_much {
            return Ok(());
        }
        Err(Error::InvalidOption { setting, value: json::number(number), bounds: self })
    }
}

/// A setting's value.
pub(crate) struct Setting(f64);

impl From<f64> for Setting {
    fn from(value: f64) -> Self {
        Setting(value)
    }
}

impl From<f32> for Setting {
    fn from(value: f32) -> Self {
        Setting(json::double(value))
    }
}

impl From<u32> for Setting {
    fn from(value: u32) -> Self {
        Setting(value.into())
    }
}

impl Display for Bounds {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Bounds { least, most, above, below } = *self;
        let from = if above { "above" } else { "from" };
        let to = match (above, below) {
            (true, false) => "and at most",
            (true, true) => "and below",
            (false, false) => "to",
            (false, true) => "to below",
        };
        write!(formatter, "{from} {} {to} {}", json::number(least), json::number(most))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn ends_belong_to_it_or_not() {
        let told = |bounds: Bounds, value: f64| bounds.check("x", value).map_err(|error| error.to_string());
        let closed = Bounds::new(0.0, 1.0);
        for bounds in [closed, closed.above(), closed.below(), closed.above().below()] {
            assert!(told(bounds, 0.5).is_ok());
            assert_eq!(told(bounds, 0.0).is_ok(), !bounds.above);
            assert_eq!(told(bounds, 1.0).is_ok(), !bounds.below);
            for outside in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
                assert!(told(bounds, outside).is_err());
            }
        }
        assert_eq!(told(closed, 2.0).unwrap_err(), "x is 2; it must be from 0 to 1");
        assert_eq!(told(closed.above(), 0.0).unwrap_err(), "x is 0; it must be above 0 and at most 1");
        assert_eq!(told(closed.below(), 1.0).unwrap_err(), "x is 1; it must be from 0 to below 1");
    }
}
