//! Receptive fields, what a unit sees of each earlier layer, and projective fields, what in turn sees the unit.

use super::{Field, Unit, place, sizes, unit_at};
use crate::spec::{Kind, LayerPlan, Shape};
use std::ops::Range;

/// A part of a layer's output.
struct Region {
    /// None: all maps.
    maps: Option<Vec<usize>>,
    rows: Range<usize>,
    columns: Range<usize>,
}

/// What a unit of the layer at `depth` sees of every layer before it, the picture first; beyond the last layer stands
/// softmax.
pub(super) fn trace(plans: &[&LayerPlan], input: Shape, depth: usize, unit: Unit) -> Vec<Field> {
    let mut region = cell(unit);
    let mut fields = Vec::with_capacity(depth + 1);
    for index in (0..=depth).rev() {
        let (layer, shape) = match index {
            0 => ("input", input),
            _ => (plans[index - 1].name.as_str(), plans[index - 1].output),
        };
        region = match plans.get(index) {
            Some(plan) => read_by(plan, region),
            None => whole(shape),
        };
        fields.push(field(layer, shape, &region));
    }
    fields.reverse();
    fields
}

/// What is made of a unit of the layer at `depth`, up to the first layer that makes it of other units too.
pub(super) fn follow(plans: &[&LayerPlan], depth: usize, mut unit: Unit) -> Vec<Field> {
    let mut fields = Vec::new();
    for plan in plans.iter().skip(depth + 1) {
        let (_, height, width) = sizes(plan.output);
        let region = match plan.kind {
            Kind::Activation => cell(unit),
            Kind::Flatten => {
                let index = place(plan.input, unit).expect("the unit is one of the layer's input");
                unit = unit_at(plan.output, index);
                cell(unit)
            }
            Kind::Conv | Kind::Pool => Region {
                maps: if plan.kind == Kind::Pool { Some(vec![unit.map]) } else { readers(plan, unit.map) },
                rows: above(plan, unit.row, height),
                columns: above(plan, unit.column, width),
            },
            Kind::Linear | Kind::Rbf => whole(plan.output),
        };
        fields.push(field(&plan.name, plan.output, &region));
        if !matches!(plan.kind, Kind::Activation | Kind::Flatten) {
            break;
        }
    }
    fields
}

fn field(layer: &str, shape: Shape, region: &Region) -> Field {
    let only = region.maps.as_ref().and_then(|maps| if let [map] = maps[..] { Some(map) } else { None });
    Field {
        layer: layer.into(),
        shape: shape.sizes(),
        map: only,
        maps: if only.is_some() { None } else { region.maps.clone() },
        top: region.rows.start,
        left: region.columns.start,
        height: region.rows.len(),
        width: region.columns.len(),
    }
}

/// The part of a layer's input that a part of its output is made from.
fn read_by(plan: &LayerPlan, region: Region) -> Region {
    let (_, height, width) = sizes(plan.input);
    match plan.kind {
        Kind::Conv | Kind::Pool => Region {
            maps: if plan.kind == Kind::Pool { region.maps } else { maps_read(plan, region.maps) },
            rows: beneath(plan, region.rows, height),
            columns: beneath(plan, region.columns, width),
        },
        Kind::Activation => region,
        Kind::Flatten => match region.maps.as_deref() {
            Some([index]) => cell(unit_at(plan.input, *index)),
            _ => whole(plan.input),
        },
        Kind::Linear | Kind::Rbf => whole(plan.input),
    }
}

/// The input maps that a convolution's filters read.
fn maps_read(plan: &LayerPlan, filters: Option<Vec<usize>>) -> Option<Vec<usize>> {
    plan.connection_table.as_ref()?;
    let (maps, _, _) = sizes(plan.input);
    let filters = filters.unwrap_or_else(|| (0..plan.output.sizes()[0]).collect());
    let read = (0..maps).filter(|map| filters.iter().any(|filter| plan.connects(*filter, *map)));
    Some(read.collect()).filter(|read: &Vec<usize>| read.len() < maps)
}

/// The filters of a convolution that read an input map.
fn readers(plan: &LayerPlan, map: usize) -> Option<Vec<usize>> {
    plan.connection_table.as_ref()?;
    Some((0..plan.output.sizes()[0]).filter(|filter| plan.connects(*filter, map)).collect())
}

/// The output rows (or columns), of `size` that there are, whose windows hold an input row.
fn above(plan: &LayerPlan, row: usize, size: usize) -> Range<usize> {
    let (side, stride, padding) = plan.window();
    let start = (row + padding + 1).saturating_sub(side).div_ceil(stride);
    let end = ((row + padding) / stride + 1).min(size);
    start.min(end)..end
}

/// The rows (or columns) under the windows of a range of output rows, of `size` that there are.
fn beneath(plan: &LayerPlan, range: Range<usize>, size: usize) -> Range<usize> {
    if range.is_empty() {
        return 0..0;
    }
    let (side, stride, padding) = plan.window();
    let start = (range.start * stride).saturating_sub(padding).min(size);
    let end = ((range.end - 1) * stride + side).saturating_sub(padding).min(size);
    start..end.max(start)
}

fn cell(Unit { map, row, column }: Unit) -> Region {
    Region { maps: Some(vec![map]), rows: row..row + 1, columns: column..column + 1 }
}

fn whole(shape: Shape) -> Region {
    let (_, height, width) = sizes(shape);
    Region { maps: None, rows: 0..height, columns: 0..width }
}
