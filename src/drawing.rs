//! A drawing becomes an MNIST digit.
//!
//! MNIST's digits were scaled into a box of 20x20 with their aspect kept, grey at the edges from that step, and moved so
//! that their centre of mass stands in the middle of 28x28 (LeCun et al., 1998). A net that learned from such pictures
//! reads others well only if they are treated the same, wherever on the pad and however small they were drawn.

use crate::bounds::Bounds;
use crate::error::{Error, Result};
use crate::mnist::{PIXELS, SIDE};

/// Side of the box that a digit fills, in pixels of the 28x28 picture.
const BOX: f32 = 20.0;
/// Width of the pen, in the same pixels: about that of MNIST's writers.
const PEN: f32 = 2.6;
/// Pixels of the intermediate picture for each of the digit's.
const DETAIL: f32 = 8.0;
/// A picture whose lightest and darkest pixels are closer than this is blank.
const LEAST_CONTRAST: f32 = 24.0;
/// Ink fainter than this share of the strongest does not count for the size.
const FAINT: f32 = 0.15;
/// No coordinate may be greater, nor the pen wider.
const FARTHEST: f64 = 1e6;
/// Nor may the pen be thinner.
const THINNEST: f64 = 1e-6;

/// 28x28 pixels, 0 for paper and 255 for ink.
pub type Digit = [u8; PIXELS];

/// A pen's path: x and y of each point, y downwards, in any unit.
pub type Stroke = Vec<[f32; 2]>;

/// Turns strokes, drawn with a pen of `pen_width`, into a digit; none if there is no ink. The digit's lines are as wide as
/// MNIST's however large it was drawn; what is smaller than its pen stays a dot.
///
/// # Errors
///
/// [`Error::InvalidOption`] if a coordinate or the pen's width is beyond a million or no number, or the width not a millionth.
pub fn from_strokes(strokes: &[Stroke], pen_width: f32) -> Result<Option<Digit>> {
    Bounds::new(THINNEST, FARTHEST).check("the pen's width", pen_width)?;
    let points = || strokes.iter().flatten();
    points()
        .flatten()
        .try_for_each(|coordinate| Bounds::new(-FARTHEST, FARTHEST).check("a coordinate", *coordinate))?;
    let Some(first) = points().next() else { return Ok(None) };
    let (mut low, mut high) = (*first, *first);
    for point in points() {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let extent = (high[0] - low[0]).max(high[1] - low[1]).max(pen_width);
    let pen = PEN * DETAIL;
    let scale = (BOX * DETAIL - pen) / extent;
    let mut canvas = Canvas::new(((BOX + 2.0) * DETAIL) as usize, pen / 2.0);
    let margin = pen / 2.0 + DETAIL;
    for stroke in strokes {
        let place = |point: &[f32; 2]| [0, 1].map(|axis| (point[axis] - low[axis]) * scale + margin);
        let mut points = stroke.iter().map(place);
        let Some(mut from) = points.next() else { continue };
        canvas.line(from, from);
        for to in points {
            // Steps too short to be seen would only cost time.
            if (to[0] - from[0]).abs().max((to[1] - from[1]).abs()) >= 0.5 {
                canvas.line(from, to);
                from = to;
            }
        }
    }
    Ok(resample(&canvas.ink, canvas.side, canvas.side, BOX * DETAIL))
}

/// Turns a grey picture \[height, width], dark on light or light on dark, into a digit; none if it is blank.
///
/// # Errors
///
/// [`Error::WrongLength`] if there are not height x width pixels.
pub fn from_image(grey: &[u8], width: usize, height: usize) -> Result<Option<Digit>> {
    if width.checked_mul(height) != Some(grey.len()) || grey.is_empty() {
        let expected = format!("{width} x {height}, at least one");
        return Err(Error::WrongLength { what: "the picture's pixels", actual: grey.len(), expected });
    }
    // The paper is what most of the rim shows; ink is what differs from it, in the direction that differs more.
    let ends = grey[..width].iter().chain(&grey[(height - 1) * width..]);
    let sides = grey.chunks_exact(width).flat_map(|row| [&row[0], &row[width - 1]]);
    let paper = f32::from(median(ends.chain(sides)));
    let darkest = f32::from(*grey.iter().min().expect("the picture has pixels"));
    let lightest = f32::from(*grey.iter().max().expect("the picture has pixels"));
    let contrast = if lightest - paper > paper - darkest { lightest - paper } else { darkest - paper };
    if contrast.abs() < LEAST_CONTRAST {
        return Ok(None);
    }
    let ink: Vec<f32> = grey.iter().map(|pixel| ((f32::from(*pixel) - paper) / contrast).max(0.0)).collect();
    Ok(resample(&ink, width, height, 0.0))
}

/// The number in the middle of all.
fn median<'a>(numbers: impl Iterator<Item = &'a u8>) -> u8 {
    let mut counts = [0; 256];
    numbers.for_each(|number| counts[usize::from(*number)] += 1);
    let middle = counts.iter().sum::<usize>() / 2;
    let mut below = 0;
    let reaches = |count: &usize| {
        below += count;
        below > middle
    };
    counts.iter().position(reaches).map_or(0, |number| number as u8)
}

/// The grey of a red, green, blue and alpha pixel over white paper, weighted as the eye does (Rec. 601).
pub fn grey([red, green, blue, alpha]: [u8; 4]) -> u8 {
    let grey = (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000;
    let alpha = u32::from(alpha);
    ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
}

/// A square picture that a round pen draws on; ink from 0 to 1.
struct Canvas {
    side: usize,
    radius: f32,
    ink: Vec<f32>,
}

impl Canvas {
    fn new(side: usize, radius: f32) -> Self {
        Canvas { side, radius, ink: vec![0.0; side * side] }
    }

    /// Draws a straight line with round ends: each pixel gets its distance's share of ink, with an edge of one pixel.
    fn line(&mut self, from: [f32; 2], to: [f32; 2]) {
        let reach = self.radius + 0.5;
        let range = |axis: usize| {
            let low = (from[axis].min(to[axis]) - reach).max(0.0) as usize;
            let high = (from[axis].max(to[axis]) + reach + 1.0).max(0.0) as usize;
            low..high.min(self.side)
        };
        let (columns, rows) = (range(0), range(1));
        let along = [to[0] - from[0], to[1] - from[1]];
        let length_squared = along[0] * along[0] + along[1] * along[1];
        for row in rows {
            for column in columns.clone() {
                let away = [column as f32 + 0.5 - from[0], row as f32 + 0.5 - from[1]];
                let share = if length_squared > 0.0 {
                    ((away[0] * along[0] + away[1] * along[1]) / length_squared).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let (dx, dy) = (away[0] - share * along[0], away[1] - share * along[1]);
                let ink = (reach - (dx * dx + dy * dy).sqrt()).clamp(0.0, 1.0);
                let pixel = &mut self.ink[row * self.side + column];
                *pixel = pixel.max(ink);
            }
        }
    }
}

/// Scales ink \[height, width] so that what is drawn, or what is `least` pixels large, fills the box, and moves its centre of
/// mass to the middle, by whole pixels, in one step: each of the 28x28 pixels is the mean of the area that it covers.
fn resample(ink: &[f32], width: usize, height: usize, least: f32) -> Option<Digit> {
    let strongest = ink.iter().copied().fold(0.0, f32::max);
    let (mut left, mut right, mut top, mut bottom) = (width, 0, height, 0);
    for (y, row) in ink.chunks_exact(width).enumerate() {
        for (x, value) in row.iter().enumerate() {
            if *value > strongest * FAINT {
                (left, right) = (left.min(x), right.max(x + 1));
                (top, bottom) = (top.min(y), bottom.max(y + 1));
            }
        }
    }
    if right == 0 {
        return None;
    }
    // Pixels of the source for each of the digit's, along both axes.
    let scale = ((right - left).max(bottom - top) as f32).max(least) / BOX;
    let corner = [left as f32, top as f32];
    // The rim of a stroke is faint but has its weight: a pixel of the digit's around the box counts.
    let rim = scale.ceil() as usize;
    let (mut mass, mut moments) = (0.0, [0.0; 2]);
    for y in top.saturating_sub(rim)..(bottom + rim).min(height) {
        for x in left.saturating_sub(rim)..(right + rim).min(width) {
            let value = f64::from(ink[y * width + x]);
            mass += value;
            moments[0] += value * (x as f64 + 0.5);
            moments[1] += value * (y as f64 + 0.5);
        }
    }
    let centre = moments.map(|moment| (moment / mass) as f32);
    // As MNIST's were: the pixels start at the drawing's edge, and move by whole ones until the centre of mass lies in the
    // pixel right of and below the middle. Any other rounding would show the net digits half a pixel from where it knows them.
    let shift = [0, 1].map(|axis| (SIDE as f32 / 2.0 - (centre[axis] - corner[axis]) / scale).ceil());
    let edge = |axis: usize, pixel: usize| corner[axis] + (pixel as f32 - shift[axis]) * scale;
    let mut means = [0.0f32; PIXELS];
    for (index, mean) in means.iter_mut().enumerate() {
        let (x, y) = (index % SIDE, index / SIDE);
        let mut sum = 0.0;
        for (row, row_share) in covered(edge(1, y), edge(1, y + 1), height) {
            for (column, column_share) in covered(edge(0, x), edge(0, x + 1), width) {
                sum += ink[row * width + column] * row_share * column_share;
            }
        }
        *mean = sum / (scale * scale);
    }
    // A thin pen must not leave a faint digit: the strongest pixel is full ink.
    let strongest = means.iter().copied().fold(0.0, f32::max);
    (strongest > 0.0).then(|| means.map(|mean| (mean / strongest * 255.0 + 0.5) as u8))
}

/// The pixels of an axis of `length` that the stretch from `start` to `end` covers, each with the covered length.
fn covered(start: f32, end: f32, length: usize) -> impl Iterator<Item = (usize, f32)> {
    let first = start.max(0.0) as usize;
    let last = (end.max(0.0) as usize + 1).min(length);
    (first..last).filter_map(move |pixel| {
        let share = end.min(pixel as f32 + 1.0) - start.max(pixel as f32);
        (share > 0.0).then_some((pixel, share))
    })
}
