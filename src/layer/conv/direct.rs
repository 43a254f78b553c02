//! Stride 1: straight from the image, with zeros around it where there is padding.

use crate::kernel::columns::Geometry;
use crate::kernel::direct::Tables;
use crate::kernel::elementwise::sum;
use crate::kernel::sparse::Sparse;
use crate::layer::{Backward, Layer, RunGradients, part, part_mut};

pub(super) struct Direct {
    geometry: Geometry,
    filters: usize,
    tables: Tables,
    /// For an output's gradient that is mostly zero.
    sparse: Option<Sparse>,
    /// The batch's images with their padding; empty without padding.
    padded: Vec<f32>,
    /// The gradient of one such image.
    padded_gradient: Vec<f32>,
    /// One image's output gradient, as the tables want it; empty where it is so already.
    spread: Vec<f32>,
    run_gradients: RunGradients,
}

impl Direct {
    pub(super) fn new(geometry: Geometry, filters: usize, tables: Tables) -> Self {
        let padded = if geometry.padding == 0 { 0 } else { padded_len(&geometry) };
        let spread = if tables.is_spread() { 0 } else { filters * tables.spread_len() };
        Direct {
            geometry,
            filters,
            tables,
            sparse: Sparse::new(geometry),
            padded: Vec::new(),
            padded_gradient: vec![0.0; padded],
            spread: vec![0.0; spread],
            run_gradients: RunGradients::default(),
        }
    }
}

impl Layer for Direct {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.filters * self.geometry.patch_len());
        let images = pad(&self.geometry, input, &mut self.padded, batch);
        for image in 0..batch {
            let output = part_mut(output, image, self.filters * self.geometry.positions());
            self.tables.forward(part(images, image, padded_len(&self.geometry)), weight, bias, output);
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, input_gradient, runs, .. } = pass;
        let positions = self.geometry.positions();
        let weight_len = self.filters * self.geometry.patch_len();
        // The forward pass has padded them.
        let images = if self.geometry.padding == 0 { input } else { &self.padded };
        self.run_gradients.sum(runs, gradients, |run, gradients| {
            let (weight_gradient, bias_gradient) = gradients.split_at_mut(weight_len);
            for image in run.clone() {
                let maps = part(output_gradient, image, self.filters * positions).chunks_exact(positions);
                bias_gradient.iter_mut().zip(maps).for_each(|(gradient, map)| *gradient += sum(map));
            }
            let len = self.filters * positions;
            let of_run = &output_gradient[run.start * len..run.end * len];
            if let Some(sparse) = self.sparse.as_mut().filter(|_| Sparse::pays(of_run)) {
                for (filter, gradient) in weight_gradient.chunks_exact_mut(weight_len / self.filters).enumerate() {
                    sparse.collect(output_gradient, self.filters, filter, run.clone());
                    sparse.weight_gradient(images, gradient);
                }
            } else {
                for image in run {
                    let spread = spread(&self.tables, part(output_gradient, image, len), &mut self.spread);
                    self.tables.weight_gradient(
                        part(images, image, padded_len(&self.geometry)),
                        spread,
                        weight_gradient,
                    );
                }
            }
        });
        if let Some(input_gradient) = input_gradient {
            let images = input_gradient.chunks_exact_mut(self.geometry.input_len());
            for (input_gradient, output_gradient) in images.zip(output_gradient.chunks_exact(self.filters * positions))
            {
                let spread = spread(&self.tables, output_gradient, &mut self.spread);
                if self.geometry.padding == 0 {
                    input_gradient.fill(0.0);
                    self.tables.image_gradient(&parameters[..weight_len], spread, input_gradient);
                } else {
                    self.padded_gradient.fill(0.0);
                    self.tables.image_gradient(&parameters[..weight_len], spread, &mut self.padded_gradient);
                    for (row, place) in input_gradient.chunks_exact_mut(self.geometry.width).zip(rows(&self.geometry)) {
                        row.copy_from_slice(&self.padded_gradient[place..place + self.geometry.width]);
                    }
                }
            }
        }
    }
}

/// Numbers of an image with its padding.
fn padded_len(geometry: &Geometry) -> usize {
    let (height, width) = geometry.padded();
    geometry.channels * height * width
}

/// An image's output gradient as the tables want it: itself, or written to `room`.
fn spread<'a>(tables: &Tables, output_gradient: &'a [f32], room: &'a mut [f32]) -> &'a [f32] {
    if tables.is_spread() {
        return output_gradient;
    }
    tables.spread(output_gradient, room);
    room
}

/// The images with their padding: themselves if there is none, else copied into `padded`, whose rims are 0 and stay so.
fn pad<'a>(geometry: &Geometry, images: &'a [f32], padded: &'a mut Vec<f32>, batch: usize) -> &'a [f32] {
    if geometry.padding == 0 {
        return images;
    }
    let length = padded_len(geometry);
    padded.resize(padded.len().max(batch * length), 0.0);
    for (image, padded) in images.chunks_exact(geometry.input_len()).zip(padded.chunks_exact_mut(length)) {
        for (row, place) in image.chunks_exact(geometry.width).zip(rows(geometry)) {
            padded[place..place + geometry.width].copy_from_slice(row);
        }
    }
    padded
}

/// Where each row of the image, channel after channel, starts in the padded image.
fn rows(geometry: &Geometry) -> impl Iterator<Item = usize> {
    let (height, width) = geometry.padded();
    let Geometry { channels, height: inner, padding, .. } = *geometry;
    (0..channels * inner).map(move |row| ((row / inner) * height + padding + row % inner) * width + padding)
}
