//! What can be wrong with a network: a sentence for people, and the same with its numbers for programs.

use crate::json::{number, text};
use serde::Serialize;
use thiserror::Error;

/// Why a network does not fit together, and what would. As JSON: {"code": "kernel-too-large", "details": {...}}, so that a
/// page can say it in its reader's language.
#[derive(Clone, Debug, Error, PartialEq, Serialize)]
#[serde(tag = "code", content = "details", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Problem {
    /// A setting is outside its range.
    #[error("{setting} is {}; it must be from {} to {}", number(*value), number(*least), number(*most))]
    OutOfRange {
        /// The setting, as JSON spells it.
        setting: &'static str,
        /// Its value.
        value: f64,
        /// The least that it may be.
        least: f64,
        /// The most.
        most: f64,
    },
    /// Paper and ink look alike.
    #[error("background and ink are both {}; a digit would not be seen, give them two values", number(*value))]
    NoContrast {
        /// What both are.
        value: f64,
    },
    /// There is nothing in it.
    #[error("it has no layers; end it with a linear layer of {classes} units")]
    NoLayers {
        /// Digits there are.
        classes: usize,
    },
    /// Too many layers to be shown.
    #[error("{count} layers; at most {most} can be shown")]
    TooManyLayers {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Too many numbers to be kept.
    #[error("{count} outputs up to here; at most {most}, padding included")]
    TooManyOutputs {
        /// How many there are, of this layer and all before it, padding included.
        count: u64,
        /// How many there may be.
        most: u64,
    },
    /// Too much to be computed.
    #[error("{count} multiplications for a picture up to here; at most {most}")]
    TooManyProducts {
        /// How many there are, of this layer and all before it.
        count: u64,
        /// How many there may be.
        most: u64,
    },
    /// Too many numbers to be trained.
    #[error("{count} parameters; at most {most}")]
    TooManyParameters {
        /// How many there are.
        count: u64,
        /// How many there may be.
        most: u64,
    },
    /// A name that could not be a tensor's or a file's.
    #[error(
        "{} cannot be a layer's name; a name must be 1 to {most} letters (A to Z, a to z), digits, - or _",
        text(name)
    )]
    BadName {
        /// The name.
        name: String,
        /// Letters that a name may have.
        most: usize,
    },
    /// A name that is taken.
    #[error("two layers have this name; give each its own")]
    SameName {},
    /// A name that stands for something else.
    #[error("{} cannot be a layer's name: the picture or the probabilities are called so; choose another", text(name))]
    ReservedName {
        /// The name.
        name: String,
    },
    /// The network does not end in a number for each digit.
    #[error("the last layer must give {classes} numbers, one for each digit; this gives {shape:?}")]
    WrongEnd {
        /// Digits there are.
        classes: usize,
        /// What the last layer gives.
        shape: Vec<usize>,
    },
    /// A layer for lines of numbers reads maps.
    #[error("it reads a line of numbers, but {previous} gives maps; put a flatten before it")]
    NeedsLine {
        /// What it reads.
        previous: Source,
    },
    /// A layer for maps reads a line of numbers.
    #[error("it reads maps, but {previous} gives a line of {units} numbers; put it before the flatten")]
    NeedsMaps {
        /// What it reads.
        previous: Source,
        /// How many numbers that gives.
        units: usize,
    },
    /// A kernel is larger than what it slides over.
    #[error(
        "a {kernel}x{kernel} kernel does not fit the {height}x{width} {} {previous}; use {fits} or set padding to {padding}",
        previous.maps()
    )]
    KernelTooLarge {
        /// What the layer reads.
        previous: Source,
        /// The kernel's side.
        kernel: usize,
        /// Height of the maps.
        height: usize,
        /// Width of the maps.
        width: usize,
        /// The largest kernel that fits.
        fits: usize,
        /// The padding with which this one would.
        padding: usize,
    },
    /// A window is larger than what it slides over.
    #[error("a {size}x{size} window does not fit the {height}x{width} {} {previous}; use {fits}", previous.maps())]
    WindowTooLarge {
        /// What the layer reads.
        previous: Source,
        /// The window's side.
        size: usize,
        /// Height of the maps.
        height: usize,
        /// Width of the maps.
        width: usize,
        /// The largest window that fits.
        fits: usize,
    },
    /// A connection table does not have a row for each filter.
    #[error("its connection table has {rows} rows; it needs {filters}, one for each filter")]
    TableRows {
        /// Rows there are.
        rows: usize,
        /// Filters there are.
        filters: usize,
    },
    /// A row of a connection table does not have a column for each map.
    #[error("row {row} of its connection table has {columns} columns; it needs {maps}, one for each map of {previous}")]
    TableColumns {
        /// Which row, counted from 1.
        row: usize,
        /// Columns it has.
        columns: usize,
        /// Maps there are.
        maps: usize,
        /// What the layer reads.
        previous: Source,
    },
    /// A number of a connection table says neither yes nor no.
    #[error("row {row}, column {column} of its connection table is {value}; use 1 for connected, 0 for not")]
    TableValue {
        /// Which row, counted from 1.
        row: usize,
        /// Which column, counted from 1.
        column: usize,
        /// What stands there.
        value: u8,
    },
    /// A filter reads nothing.
    #[error("filter {filter} reads no map; connect it with at least one, or use a filter less")]
    FilterReadsNothing {
        /// Which filter, counted from 1.
        filter: usize,
    },
    /// The digits' codes have another length than what is compared with them.
    #[error(
        "it compares {expected} numbers with bitmaps of {height}x{width}, but {previous} gives {inputs}; put a linear \
         layer of {expected} units before it"
    )]
    CodeLength {
        /// What the layer reads.
        previous: Source,
        /// How many numbers that gives.
        inputs: usize,
        /// How many a code has.
        expected: usize,
        /// Height of a code's bitmap.
        height: usize,
        /// Width of a code's bitmap.
        width: usize,
    },
    /// Distances are an answer, not something to go on with.
    #[error("its distances are the network's answer; make it the last layer")]
    NotLast {},
    /// The input has no room for a digit.
    #[error("{channels}x{height}x{width} cannot hold a digit; use 1 channel of at least {least}x{least}")]
    NoRoomForDigit {
        /// Channels of the input.
        channels: u32,
        /// Its height.
        height: u32,
        /// Its width.
        width: u32,
        /// The least side.
        least: usize,
    },
}

/// What a layer reads: another layer's output, or the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Source(
    /// The layer's name; none for the picture.
    pub Option<String>,
);

impl Source {
    /// What stands before its name where its maps are spoken of.
    fn maps(&self) -> &'static str {
        if self.0.is_some() { "maps of" } else { "pixels of" }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.as_deref().unwrap_or("the input"))
    }
}
