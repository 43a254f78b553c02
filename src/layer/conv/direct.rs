//! Stride 1: straight from the image, with zeros around it where there is padding; forward by Winograd's method where that pays.
//!
//! The kernels leave out what is 0. Where most of the image is another number, its background, that is subtracted first: what the
//! weights would make of it everywhere belongs to the bias, as what it would add to their gradient is a multiple of the bias's.

use crate::kernel::columns::Geometry;
use crate::kernel::direct::Convolution;
use crate::kernel::elementwise::{add_sums, clear, scale_and_shift, sum};
use crate::kernel::sparse::{Sparse, image::ImageGradient};
use crate::kernel::winograd::Winograd;
use crate::layer::{Backward, Gradient, Layer, RunGradients, part, part_mut};

pub(super) struct Direct {
    geometry: Geometry,
    filters: usize,
    convolution: Convolution,
    /// What takes the convolution's place on the way forward, where that pays.
    winograd: Option<Winograd>,
    sparse: Sparse,
    image_gradient: ImageGradient,
    /// What is subtracted from the images.
    background: f32,
    /// The bias, with what the weights make of the background.
    bias: Vec<f32>,
    /// The batch's images with their padding, less the background; empty if they are as they are.
    padded: Vec<f32>,
    /// Their gradients; empty without padding.
    padded_gradient: Vec<f32>,
    run_gradients: RunGradients,
}

impl Direct {
    /// `background` is the number that most of an image is, if that is known.
    pub(super) fn new(geometry: Geometry, filters: usize, convolution: Convolution, background: Option<f32>) -> Self {
        let sparse = Sparse::new(geometry, background.is_some());
        // Images that are mostly blank are faster without it: most of their rows are left out.
        let winograd = if background.is_some() { None } else { Winograd::new(&geometry, filters) };
        Direct {
            geometry,
            filters,
            convolution,
            winograd,
            sparse,
            image_gradient: ImageGradient::default(),
            background: background.unwrap_or(0.0),
            bias: vec![0.0; filters],
            padded: Vec::new(),
            padded_gradient: Vec::new(),
            run_gradients: RunGradients::default(),
        }
    }
}

impl Layer for Direct {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.filters * self.geometry.patch_len());
        let Direct { geometry, filters, convolution, winograd, background, .. } = self;
        for ((shifted, bias), weight) in self.bias.iter_mut().zip(bias).zip(weight.chunks_exact(geometry.patch_len())) {
            *shifted = if *background == 0.0 { *bias } else { bias + *background * sum(weight) };
        }
        let images = pad(geometry, input, *background, &mut self.padded, batch);
        if let Some(winograd) = winograd {
            winograd.take(weight);
            winograd.forward(images, &self.bias, output);
        } else {
            convolution.take(weight);
            for image in 0..batch {
                let output = part_mut(output, image, *filters * geometry.positions());
                convolution.forward(part(images, image, geometry.padded_len()), &self.bias, output);
            }
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, mut input_gradient, runs, batch, .. } = pass;
        let Direct { geometry, background, convolution, sparse, image_gradient, padded, padded_gradient, .. } = self;
        let (filters, padding) = (self.filters, geometry.padding);
        let weight = &parameters[..filters * geometry.patch_len()];
        let image_len = geometry.padded_len();
        // As the forward pass has left them.
        let images = if is_plain(geometry, *background) { input } else { &**padded };
        // Without padding their gradient is the input's.
        let mut images_gradient = match &mut input_gradient {
            Some(gradient) if padding == 0 => Some(&mut **gradient),
            Some(_) => {
                padded_gradient.resize(padded_gradient.len().max(batch * image_len), 0.0);
                Some(&mut padded_gradient[..batch * image_len])
            }
            None => None,
        };
        if let (Some(_), Gradient::Winners(winners)) = (&images_gradient, output_gradient) {
            image_gradient.take(sparse, weight, &winners.windows);
        }
        self.run_gradients.sum(runs, gradients, |run, gradients| {
            let (weight_gradient, bias_gradient) = gradients.split_at_mut(weight.len());
            let images = &images[run.start * image_len..run.end * image_len];
            let images_gradient = images_gradient
                .as_deref_mut()
                .map(|gradient| &mut gradient[run.start * image_len..run.end * image_len]);
            match output_gradient {
                Gradient::Winners(winners) => {
                    let winners = winners.of(run);
                    add_sums(bias_gradient, winners.values, winners.windows.positions());
                    sparse.take(images);
                    for (filter, gradient) in weight_gradient.chunks_exact_mut(geometry.patch_len()).enumerate() {
                        sparse.collect(winners, filter);
                        sparse.weight_gradient(gradient);
                    }
                    if let Some(gradient) = images_gradient {
                        image_gradient.add(sparse, winners);
                        image_gradient.write(sparse, gradient);
                    }
                }
                Gradient::Each(maps) => {
                    let maps_len = filters * geometry.positions();
                    let of_run = &maps[run.start * maps_len..run.end * maps_len];
                    add_sums(bias_gradient, of_run, geometry.positions());
                    convolution.weight_gradient(images, of_run, weight_gradient);
                    if let Some(gradient) = images_gradient {
                        clear(gradient);
                        for (maps, gradient) in of_run.chunks_exact(maps_len).zip(gradient.chunks_exact_mut(image_len))
                        {
                            convolution.image_gradient(weight, maps, gradient);
                        }
                    }
                }
            }
            if *background != 0.0 {
                let of_filters = weight_gradient.chunks_exact_mut(geometry.patch_len());
                for (weights, bias) in of_filters.zip(bias_gradient) {
                    weights.iter_mut().for_each(|gradient| *gradient += *background * *bias);
                }
            }
        });
        if let (Some(input_gradient), 1..) = (input_gradient, padding) {
            let images = input_gradient.chunks_exact_mut(geometry.input_len());
            for (image, padded) in images.zip(padded_gradient.chunks_exact(image_len)) {
                for (row, place) in image.chunks_exact_mut(geometry.width).zip(rows(geometry)) {
                    row.copy_from_slice(&padded[place..place + geometry.width]);
                }
            }
        }
    }

    fn takes_winners(&self) -> bool {
        true
    }
}

/// Whether images are convolved as they are.
fn is_plain(geometry: &Geometry, background: f32) -> bool {
    geometry.padding == 0 && background == 0.0
}

/// The images with their padding, less the background: themselves if they are plain, else written into `padded`, whose rims stay.
fn pad<'a>(
    geometry: &Geometry,
    images: &'a [f32],
    background: f32,
    padded: &'a mut Vec<f32>,
    batch: usize,
) -> &'a [f32] {
    if is_plain(geometry, background) {
        return images;
    }
    let length = geometry.padded_len();
    padded.resize(padded.len().max(batch * length), -background);
    for (image, padded) in images.chunks_exact(geometry.input_len()).zip(padded.chunks_exact_mut(length)) {
        for (row, place) in image.chunks_exact(geometry.width).zip(rows(geometry)) {
            scale_and_shift(row, 1.0, -background, &mut padded[place..place + geometry.width]);
        }
    }
    &padded[..batch * length]
}

/// Where each row of the image, channel after channel, starts in the padded image.
fn rows(geometry: &Geometry) -> impl Iterator<Item = usize> {
    let (height, width) = geometry.padded();
    let Geometry { channels, height: inner, padding, .. } = *geometry;
    (0..channels * inner).map(move |row| ((row / inner) * height + padding + row % inner) * width + padding)
}
