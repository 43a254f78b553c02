//! Stride 1: straight from the image, with zeros around it where there is padding.

use crate::kernel::columns::Geometry;
use crate::kernel::direct::Tables;
use crate::kernel::elementwise::sum;
use crate::kernel::sparse::{Sparse, image::ImageGradient};
use crate::layer::{Backward, Layer, RunGradients, part, part_mut};

pub(super) struct Direct {
    geometry: Geometry,
    filters: usize,
    tables: Tables,
    /// For an output's gradient that is mostly zero.
    sparse: Option<(Sparse, ImageGradient)>,
    /// The batch's images with their padding; empty without padding.
    padded: Vec<f32>,
    /// Their gradients.
    padded_gradient: Vec<f32>,
    /// One image's output gradient, as the tables want it; empty where it is so already.
    spread: Vec<f32>,
    run_gradients: RunGradients,
}

impl Direct {
    pub(super) fn new(geometry: Geometry, filters: usize, tables: Tables) -> Self {
        let sparse = Sparse::new(geometry).map(|sparse| {
            let image_gradient = ImageGradient::new(&sparse, filters);
            (sparse, image_gradient)
        });
        let spread = if tables.is_spread() { 0 } else { filters * tables.spread_len() };
        Direct {
            geometry,
            filters,
            tables,
            sparse,
            padded: Vec::new(),
            padded_gradient: Vec::new(),
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
        let Backward { parameters, gradients, input, output_gradient, input_gradient, runs, batch, .. } = pass;
        let Direct { geometry, filters, tables, sparse, padded, padded_gradient, spread, run_gradients } = self;
        let weight_len = *filters * geometry.patch_len();
        let (maps_len, image_len) = (*filters * geometry.positions(), padded_len(geometry));
        // The forward pass has padded them.
        let images = if geometry.padding == 0 { input } else { &**padded };
        if input_gradient.is_some() {
            padded_gradient.clear();
            padded_gradient.resize(batch * image_len, 0.0);
            if let Some((sparse, image_gradient)) = sparse {
                image_gradient.take(sparse, &parameters[..weight_len]);
            }
        }
        run_gradients.sum(runs, gradients, |run, gradients| {
            let (weight_gradient, bias_gradient) = gradients.split_at_mut(weight_len);
            let of_run = &output_gradient[run.start * maps_len..run.end * maps_len];
            for maps in of_run.chunks_exact(maps_len) {
                let maps = maps.chunks_exact(geometry.positions());
                bias_gradient.iter_mut().zip(maps).for_each(|(gradient, map)| *gradient += sum(map));
            }
            if let Some((sparse, image_gradient)) = sparse.as_mut().filter(|_| Sparse::pays(of_run)) {
                let of_run = run.start * image_len..run.end * image_len;
                sparse.take(&images[of_run.clone()]);
                if input_gradient.is_some() {
                    image_gradient.clear(sparse);
                }
                for (filter, gradient) in weight_gradient.chunks_exact_mut(geometry.patch_len()).enumerate() {
                    sparse.collect(output_gradient, *filters, filter, run.clone());
                    sparse.weight_gradient(gradient);
                    if input_gradient.is_some() {
                        image_gradient.add(sparse, filter);
                    }
                }
                if input_gradient.is_some() {
                    image_gradient.write(sparse, &mut padded_gradient[of_run]);
                }
                return;
            }
            for (image, maps) in run.zip(of_run.chunks_exact(maps_len)) {
                let maps = spread_out(tables, maps, spread);
                tables.weight_gradient(part(images, image, image_len), maps, weight_gradient);
                if input_gradient.is_some() {
                    let image_gradient = part_mut(padded_gradient, image, image_len);
                    tables.image_gradient(&parameters[..weight_len], maps, image_gradient);
                }
            }
        });
        if let Some(input_gradient) = input_gradient {
            let images = input_gradient.chunks_exact_mut(geometry.input_len());
            for (image, padded) in images.zip(padded_gradient.chunks_exact(image_len)) {
                for (row, place) in image.chunks_exact_mut(geometry.width).zip(rows(geometry)) {
                    row.copy_from_slice(&padded[place..place + geometry.width]);
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
fn spread_out<'a>(tables: &Tables, output_gradient: &'a [f32], room: &'a mut [f32]) -> &'a [f32] {
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
