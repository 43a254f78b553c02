//! Everything that can go wrong, in one place.

use crate::bounds::Bounds;
use crate::spec::Problem;
use thiserror::Error;

/// What went wrong and what to do about it.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// No preset has this name.
    #[error("there is no network called \"{name}\"; there is {known}")]
    UnknownNetwork {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The network's description does not fit together.
    #[error("{layer}: {problem}")]
    InvalidNetwork {
        /// The layer at fault, or "input" or "network".
        layer: String,
        /// What is wrong with it, and what would be right.
        problem: Problem,
    },
    /// A setting is outside its range.
    #[error("{setting} is {value}; it must be {bounds}")]
    InvalidOption {
        /// The setting, as JSON spells it; inside an object after the object's name and a point. Or what else has a range, in
        /// words.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        bounds: Bounds,
    },
    /// An array does not have the length its meaning demands.
    #[error("{what}: the length is {actual}, expected {expected}")]
    WrongLength {
        /// The array.
        what: &'static str,
        /// Its length.
        actual: usize,
        /// What its length must be.
        expected: String,
    },
    /// A label is not one of the network's classes.
    #[error("label {label} of image {index} is not below {classes}, the number of classes")]
    LabelOutOfRange {
        /// The label.
        label: u8,
        /// Its place in the batch.
        index: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// There is nothing to explain under this name and index.
    #[error("{layer}: {problem}")]
    UnknownUnit {
        /// The layer that was asked for.
        layer: String,
        /// What there is not.
        problem: String,
    },
    /// A file's bytes are not what its format demands.
    #[error("{format} file: {problem}")]
    MalformedFile {
        /// The format.
        format: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Training left the range of numbers that can be gone on with.
    #[error("step {step}: the {what} grew beyond all bounds; reset and try a smaller learning rate")]
    Diverged {
        /// The step that could not be done, counted from 1.
        step: u64,
        /// What became infinite, undefined or too large.
        what: &'static str,
    },
    /// What another trainer is said to remember cannot be.
    #[error("the memory holds a number that is not finite")]
    MalformedMemory,
}

impl Error {
    /// A short name for the kind of error, for programs: "wrong-length", "malformed-file" and so on.
    pub fn code(&self) -> &'static str {
        match self {
            Error::UnknownNetwork { .. } => "unknown-network",
            Error::InvalidNetwork { .. } => "invalid-network",
            Error::InvalidOption { .. } => "invalid-option",
            Error::WrongLength { .. } => "wrong-length",
            Error::LabelOutOfRange { .. } => "label-out-of-range",
            Error::UnknownUnit { .. } => "unknown-unit",
            Error::MalformedFile { .. } => "malformed-file",
            Error::Diverged { .. } => "diverged",
            Error::MalformedMemory => "malformed-memory",
        }
    }
}

/// A result whose error is an [`enum@Error`].
pub type Result<T> = std::result::Result<T, Error>;
