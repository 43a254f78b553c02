//! One step of the walk: what a layer makes of a shape, by the article's arithmetic, and what it costs.

use super::codes::{CODE_HEIGHT, CODE_LEN, CODE_WIDTH};
use super::problem::{Problem, Source};
use super::{CLASSES, Kind, LayerPlan, LayerSpec, PoolMethod, Shape};
use crate::error::{Error, Result};

/// No side, channel or unit count may be greater.
const MOST_SIZE: u32 = 4096;

/// A layer about to be walked through.
pub(super) struct Step {
    /// Its name.
    pub name: String,
    /// What it reads.
    pub previous: Source,
    /// The shape of that.
    pub input: Shape,
}

impl Step {
    /// The layer's line of the walk.
    pub fn plan(self, layer: &LayerSpec) -> Result<LayerPlan> {
        match layer {
            LayerSpec::Conv { filters, kernel, stride, padding, connections, .. } => {
                self.conv(*filters, *kernel, *stride, *padding, connections.as_deref())
            }
            LayerSpec::Pool { method, size, stride, .. } => self.pool(*method, *size, *stride),
            LayerSpec::Activation { function, .. } => {
                let output = self.input;
                Ok(LayerPlan { function: Some(*function), ..self.bare(Kind::Activation, output) })
            }
            LayerSpec::Flatten { .. } => {
                let output = Shape::Units(self.input.len());
                let sizes: Vec<String> = self.input.sizes().iter().map(usize::to_string).collect();
                let formula = format!("{} = {}", sizes.join(" x "), output.len());
                Ok(LayerPlan { formula: Some(formula), ..self.bare(Kind::Flatten, output) })
            }
            LayerSpec::Linear { units, .. } => self.linear(*units),
            LayerSpec::Rbf { .. } => self.rbf(),
        }
    }

    /// A plan without anything that is not every layer's.
    fn bare(self, kind: Kind, output: Shape) -> LayerPlan {
        LayerPlan {
            name: self.name,
            kind,
            formula: None,
            input: self.input,
            output,
            weight_shape: None,
            bias_shape: None,
            kernel: None,
            stride: None,
            padding: None,
            connection_table: None,
            method: None,
            function: None,
            background: None,
            parameters: 0,
            connections: 0,
            multiply_adds: 0,
        }
    }

    fn conv(
        self,
        filters: u32,
        kernel: u32,
        stride: u32,
        padding: u32,
        table: Option<&[Vec<u8>]>,
    ) -> Result<LayerPlan> {
        let (channels, height, width) = self.maps()?;
        let filters = check_size(&self.name, "filters", filters)?;
        let kernel = check_size(&self.name, "kernel", kernel)?;
        let stride = check_size(&self.name, "stride", stride)?;
        let padding = check_range(&self.name, "padding", padding, 0)?;
        let fits = height.min(width) + 2 * padding;
        if fits < kernel {
            let needed = (kernel - height.min(width)).div_ceil(2);
            let previous = self.previous;
            let problem = Problem::KernelTooLarge { previous, kernel, height, width, fits, padding: needed };
            return Err(invalid(&self.name, problem));
        }
        if let Some(table) = table {
            self.check_table(table, filters, channels)?;
        }
        let ([output_height, output_width], formula) = slide(height, width, kernel, stride, Some(padding));
        let output = Shape::Maps { channels: filters, height: output_height, width: output_width };
        let kernels: u64 = match table {
            Some(table) => table.iter().flatten().map(|cell| u64::from(*cell)).sum(),
            None => (filters * channels) as u64,
        };
        let positions = (output_height * output_width) as u64;
        let weights = kernels * (kernel * kernel) as u64;
        let parameters = weights + filters as u64;
        Ok(LayerPlan {
            formula: Some(formula),
            weight_shape: Some(vec![filters, channels, kernel, kernel]),
            bias_shape: Some(vec![filters]),
            kernel: Some(kernel),
            stride: Some(stride),
            padding: Some(padding),
            connection_table: table.map(<[_]>::to_vec),
            parameters,
            connections: parameters.saturating_mul(positions),
            multiply_adds: weights.saturating_mul(positions),
            ..self.bare(Kind::Conv, output)
        })
    }

    /// A connection table has a row for each filter and a column for each map, and no filter goes without a map.
    fn check_table(&self, table: &[Vec<u8>], filters: usize, maps: usize) -> Result<()> {
        let wrong = |problem| Err(invalid(&self.name, problem));
        if table.len() != filters {
            return wrong(Problem::TableRows { rows: table.len(), filters });
        }
        for (index, row) in table.iter().enumerate() {
            let (row, columns) = (index + 1, row);
            if columns.len() != maps {
                let previous = self.previous.clone();
                return wrong(Problem::TableColumns { row, columns: columns.len(), maps, previous });
            }
            if let Some(column) = columns.iter().position(|cell| *cell > 1) {
                return wrong(Problem::TableValue { row, column: column + 1, value: columns[column] });
            }
            if !columns.contains(&1) {
                return wrong(Problem::FilterReadsNothing { filter: row });
            }
        }
        Ok(())
    }

    fn pool(self, method: PoolMethod, size: u32, stride: u32) -> Result<LayerPlan> {
        let (channels, height, width) = self.maps()?;
        let size = check_size(&self.name, "size", size)?;
        let stride = check_size(&self.name, "stride", stride)?;
        let fits = height.min(width);
        if fits < size {
            let previous = self.previous;
            return Err(invalid(&self.name, Problem::WindowTooLarge { previous, size, height, width, fits }));
        }
        let ([output_height, output_width], formula) = slide(height, width, size, stride, None);
        let output = Shape::Maps { channels, height: output_height, width: output_width };
        let trainable = method == PoolMethod::Trainable;
        let outputs = output.len() as u64;
        Ok(LayerPlan {
            formula: Some(formula),
            weight_shape: trainable.then(|| vec![channels]),
            bias_shape: trainable.then(|| vec![channels]),
            kernel: Some(size),
            stride: Some(stride),
            method: Some(method),
            parameters: if trainable { 2 * channels as u64 } else { 0 },
            // A trainable one has a bias that comes to each output too.
            connections: ((size * size) as u64 + u64::from(trainable)) * outputs,
            multiply_adds: if trainable { outputs } else { 0 },
            ..self.bare(Kind::Pool, output)
        })
    }

    fn linear(self, units: u32) -> Result<LayerPlan> {
        let inputs = self.units()?;
        let units = check_size(&self.name, "units", units)?;
        let products = inputs as u64 * units as u64;
        Ok(LayerPlan {
            weight_shape: Some(vec![inputs, units]),
            bias_shape: Some(vec![units]),
            parameters: products + units as u64,
            connections: products + units as u64,
            multiply_adds: products,
            ..self.bare(Kind::Linear, Shape::Units(units))
        })
    }

    fn rbf(self) -> Result<LayerPlan> {
        let inputs = self.units()?;
        if inputs != CODE_LEN {
            let (height, width) = (CODE_HEIGHT, CODE_WIDTH);
            let problem = Problem::CodeLength { previous: self.previous, inputs, expected: CODE_LEN, height, width };
            return Err(invalid(&self.name, problem));
        }
        let products = (inputs * CLASSES) as u64;
        Ok(LayerPlan { connections: products, multiply_adds: products, ..self.bare(Kind::Rbf, Shape::Units(CLASSES)) })
    }

    fn units(&self) -> Result<usize> {
        match self.input {
            Shape::Units(inputs) => Ok(inputs),
            Shape::Maps { .. } => Err(invalid(&self.name, Problem::NeedsLine { previous: self.previous.clone() })),
        }
    }

    fn maps(&self) -> Result<(usize, usize, usize)> {
        match self.input {
            Shape::Maps { channels, height, width } => Ok((channels, height, width)),
            Shape::Units(units) => {
                Err(invalid(&self.name, Problem::NeedsMaps { previous: self.previous.clone(), units }))
            }
        }
    }
}

/// The complaint about a layer.
pub(super) fn invalid(layer: &str, problem: Problem) -> Error {
    Error::InvalidNetwork { layer: layer.to_owned(), problem }
}

/// A size that is not nothing and not beyond reason.
pub(super) fn check_size(layer: &str, setting: &'static str, size: u32) -> Result<usize> {
    check_range(layer, setting, size, 1)
}

fn check_range(layer: &str, setting: &'static str, size: u32, least: u32) -> Result<usize> {
    if (least..=MOST_SIZE).contains(&size) {
        return Ok(size as usize);
    }
    let (least, most) = (least.into(), MOST_SIZE.into());
    Err(invalid(layer, Problem::OutOfRange { setting, value: size.into(), least, most }))
}

/// What slides over maps makes others: their height and width, and how they come about, as text; once where both axes are alike.
fn slide(height: usize, width: usize, kernel: usize, stride: usize, padding: Option<usize>) -> ([usize; 2], String) {
    let (output_height, formula) = slide_along(height, kernel, stride, padding);
    let (output_width, width_formula) = slide_along(width, kernel, stride, padding);
    let formula = if height == width { formula } else { format!("{formula}; {width_formula}") };
    ([output_height, output_width], formula)
}

/// The article's arithmetic, along one axis: the output's size, and the same as text. Rounded down where the stride does
/// not go evenly.
fn slide_along(input: usize, kernel: usize, stride: usize, padding: Option<usize>) -> (usize, String) {
    let room = input + 2 * padding.unwrap_or(0) - kernel;
    let output = room / stride + 1;
    let difference = match padding {
        Some(padding) => format!("({input} - {kernel} + {})", 2 * padding),
        None => format!("({input} - {kernel})"),
    };
    let moves = format!("{difference} / {stride}");
    let moves = if room.is_multiple_of(stride) { moves } else { format!("floor({moves})") };
    (output, format!("{moves} + 1 = {output}"))
}
