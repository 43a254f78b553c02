//! Stride 1: straight from the image, with zeros around it where there is padding.

use crate::kernel::columns::Geometry;
use crate::kernel::direct::Tables;
use crate::kernel::elementwise::sum;
use crate::layer::{Backward, Layer, part, part_mut};

pub(super) struct Direct {
    geometry: Geometry,
    filters: usize,
    tables: Tables,
    /// One image with its padding; empty without padding.
    padded: Vec<f32>,
    /// The gradient of that image.
    padded_gradient: Vec<f32>,
    /// One image's output gradient, as the tables want it; empty where it is so already.
    spread: Vec<f32>,
}

impl Direct {
    pub(super) fn new(geometry: Geometry, filters: usize, tables: Tables) -> Self {
        let (height, width) = geometry.padded();
        let padded = if geometry.padding == 0 { 0 } else { geometry.channels * height * width };
        let spread = if tables.is_spread() { 0 } else { filters * tables.spread_len() };
        Direct {
            geometry,
            filters,
            tables,
            padded: vec![0.0; padded],
            padded_gradient: vec![0.0; padded],
            spread: vec![0.0; spread],
        }
    }
}

impl Layer for Direct {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.filters * self.geometry.patch_len());
        for image in 0..batch {
            let input = part(input, image, self.geometry.input_len());
            let output = part_mut(output, image, self.filters * self.geometry.positions());
            self.tables.forward(pad(&self.geometry, input, &mut self.padded), weight, bias, output);
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, mut input_gradient, batch, .. } = pass;
        let positions = self.geometry.positions();
        let weight_len = self.filters * self.geometry.patch_len();
        let weight = &parameters[..weight_len];
        let input_len = self.geometry.input_len();
        gradients.fill(0.0);
        let (weight_gradient, bias_gradient) = gradients.split_at_mut(weight_len);
        for image in 0..batch {
            let output_gradient = part(output_gradient, image, self.filters * positions);
            for (gradient, map) in bias_gradient.iter_mut().zip(output_gradient.chunks_exact(positions)) {
                *gradient += sum(map);
            }
            let spread = if self.tables.is_spread() {
                output_gradient
            } else {
                self.tables.spread(output_gradient, &mut self.spread);
                &self.spread
            };
            let padded = pad(&self.geometry, part(input, image, input_len), &mut self.padded);
            self.tables.weight_gradient(padded, spread, weight_gradient);
            if let Some(input_gradient) = input_gradient.as_deref_mut() {
                let input_gradient = part_mut(input_gradient, image, input_len);
                if self.geometry.padding == 0 {
                    input_gradient.fill(0.0);
                    self.tables.image_gradient(weight, spread, input_gradient);
                } else {
                    self.padded_gradient.fill(0.0);
                    self.tables.image_gradient(weight, spread, &mut self.padded_gradient);
                    for (row, place) in input_gradient.chunks_exact_mut(self.geometry.width).zip(rows(&self.geometry)) {
                        row.copy_from_slice(&self.padded_gradient[place..place + self.geometry.width]);
                    }
                }
            }
        }
    }
}

/// The image with its padding: itself if there is none, else copied into `padded`, whose rim is 0 and stays so.
fn pad<'a>(geometry: &Geometry, image: &'a [f32], padded: &'a mut [f32]) -> &'a [f32] {
    if geometry.padding == 0 {
        return image;
    }
    for (row, place) in image.chunks_exact(geometry.width).zip(rows(geometry)) {
        padded[place..place + geometry.width].copy_from_slice(row);
    }
    padded
}

/// Where each row of the image, channel after channel, starts in the padded image.
fn rows(geometry: &Geometry) -> impl Iterator<Item = usize> {
    let (height, width) = geometry.padded();
    let Geometry { channels, height: inner, padding, .. } = *geometry;
    (0..channels * inner).map(move |row| ((row / inner) * height + padding + row % inner) * width + padding)
}
