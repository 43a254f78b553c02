//! Convolution: input \[batch, channels, height, width], weight \[filters, channels, kernel, kernel], bias \[filters],
//! output \[batch, filters, height', width'].

use super::{Backward, Layer, add_rows, part, part_mut};
use crate::kernel::columns::{Geometry, gather, scatter_add};
use crate::kernel::elementwise::sum;
use crate::kernel::product::{Matrix, Size, Start, multiply, multiply_transposed};
use crate::spec::{LayerPlan, Shape};

/// How a convolution becomes a matrix product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strategy {
    /// Image by image: filters x the image's patches as columns. There are many columns to share a vector.
    Columns,
    /// All images at once: images x filters. For a kernel as large as its input, which has one patch an image: that is
    /// the image itself, so nothing needs to be rearranged.
    Whole,
}

pub(super) struct Conv {
    geometry: Geometry,
    filters: usize,
    strategy: Strategy,
    /// One image's patches as columns, or their gradient.
    columns: Vec<f32>,
}

impl Conv {
    pub(super) fn new(plan: &LayerPlan) -> Self {
        let geometry = geometry(plan);
        let Geometry { height, width, kernel, padding, .. } = geometry;
        let whole = kernel == height && kernel == width && padding == 0;
        let strategy = if whole { Strategy::Whole } else { Strategy::Columns };
        let columns = if whole { 0 } else { geometry.patch_len() * geometry.positions() };
        let filters = plan.output.sizes()[0];
        Conv { geometry, filters, strategy, columns: vec![0.0; columns] }
    }

    /// The weight's share of the parameters; the bias follows it.
    fn weight_len(&self) -> usize {
        self.filters * self.geometry.patch_len()
    }

    /// filters x positions, over a patch: one image forward.
    fn size(&self) -> Size {
        Size { rows: self.filters, columns: self.geometry.positions(), depth: self.geometry.patch_len() }
    }
}

/// The geometry of a plan that slides a window over maps.
pub(super) fn geometry(plan: &LayerPlan) -> Geometry {
    let (Shape::Maps { channels, height, width }, Shape::Maps { height: output_height, width: output_width, .. }) =
        (plan.input, plan.output)
    else {
        unreachable!("a window slides over maps");
    };
    let kernel = plan.kernel.expect("a window has a size");
    let stride = plan.stride.expect("a window has a stride");
    let padding = plan.padding.unwrap_or(0);
    Geometry { channels, height, width, kernel, stride, padding, output_height, output_width }
}

impl Layer for Conv {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.weight_len());
        let size = self.size();
        match self.strategy {
            Strategy::Whole => {
                output.chunks_exact_mut(self.filters).for_each(|image| image.copy_from_slice(bias));
                let size = Size { rows: batch, columns: self.filters, depth: size.depth };
                multiply_transposed(output, input, weight, size, Start::Existing);
            }
            Strategy::Columns => {
                for image in 0..batch {
                    gather(&self.geometry, part(input, image, self.geometry.input_len()), &mut self.columns);
                    let output = part_mut(output, image, size.rows * size.columns);
                    for (map, bias) in output.chunks_exact_mut(size.columns).zip(bias) {
                        map.fill(*bias);
                    }
                    multiply(output, Matrix::new(weight, size.depth), &self.columns, size, Start::Existing);
                }
            }
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, mut input_gradient, batch, .. } = pass;
        let weight = &parameters[..self.weight_len()];
        let (weight_gradient, bias_gradient) = gradients.split_at_mut(self.weight_len());
        let Size { rows: filters, columns: positions, depth: patch } = self.size();
        match self.strategy {
            Strategy::Whole => {
                add_rows(output_gradient, bias_gradient);
                let by_filter = Matrix::transposed(output_gradient, filters);
                let size = Size { rows: filters, columns: patch, depth: batch };
                multiply(weight_gradient, by_filter, input, size, Start::Existing);
                if let Some(input_gradient) = input_gradient {
                    let size = Size { rows: batch, columns: patch, depth: filters };
                    multiply(input_gradient, Matrix::new(output_gradient, filters), weight, size, Start::Zero);
                }
            }
            Strategy::Columns => {
                let input_len = self.geometry.input_len();
                for image in 0..batch {
                    let output_gradient = part(output_gradient, image, filters * positions);
                    for (gradient, map) in bias_gradient.iter_mut().zip(output_gradient.chunks_exact(positions)) {
                        *gradient += sum(map);
                    }
                    gather(&self.geometry, part(input, image, input_len), &mut self.columns);
                    let size = Size { rows: filters, columns: patch, depth: positions };
                    multiply_transposed(weight_gradient, output_gradient, &self.columns, size, Start::Existing);
                    if let Some(input_gradient) = input_gradient.as_deref_mut() {
                        let size = Size { rows: patch, columns: positions, depth: filters };
                        let by_patch = Matrix::transposed(weight, patch);
                        multiply(&mut self.columns, by_patch, output_gradient, size, Start::Zero);
                        let input_gradient = part_mut(input_gradient, image, input_len);
                        input_gradient.fill(0.0);
                        scatter_add(&self.geometry, &self.columns, input_gradient);
                    }
                }
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::layer::build;
    use crate::spec::{InputSpec, LayerSpec, NetworkSpec};
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    /// The definition of a convolution and of its gradients, one multiplication after another.
    struct Naive {
        geometry: Geometry,
        filters: usize,
    }

    impl Naive {
        /// Calls `visit(input index, weight index, output index)` for every multiplication.
        fn products(&self, batch: usize, mut visit: impl FnMut(usize, usize, usize)) {
            let g = &self.geometry;
            for image in 0..batch {
                for filter in 0..self.filters {
                    for y in 0..g.output_height {
                        for x in 0..g.output_width {
                            for channel in 0..g.channels {
                                for dy in 0..g.kernel {
                                    for dx in 0..g.kernel {
                                        let row = (y * g.stride + dy).wrapping_sub(g.padding);
                                        let column = (x * g.stride + dx).wrapping_sub(g.padding);
                                        if row < g.height && column < g.width {
                                            visit(
                                                ((image * g.channels + channel) * g.height + row) * g.width + column,
                                                ((filter * g.channels + channel) * g.kernel + dy) * g.kernel + dx,
                                                ((image * self.filters + filter) * g.output_height + y)
                                                    * g.output_width
                                                    + x,
                                            );
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }

        /// The filter that an output belongs to.
        fn filter(&self, output: usize) -> usize {
            output / self.geometry.positions() % self.filters
        }
    }

    proptest! {
        #[test]
        fn convolution_equals_its_definition(
            batch in 1usize..4, channels in 1u32..4, height in 1u32..10, width in 1u32..10, filters in 1u32..8,
            kernel in 1u32..6, stride in 1u32..4, padding in 0u32..3, seed: u32,
        ) {
            prop_assume!(height.min(width) + 2 * padding >= kernel);
            let spec = NetworkSpec {
                name: "test".into(),
                input: InputSpec { channels, height, width },
                layers: vec![
                    LayerSpec::Conv { name: "conv".into(), filters, kernel, stride, padding },
                    LayerSpec::Flatten { name: None },
                    LayerSpec::Linear { name: "output".into(), units: 10 },
                ],
            };
            let plan = &spec.walk().unwrap()[0];
            let naive = Naive { geometry: geometry(plan), filters: filters as usize };
            let mut layer = build(plan);

            let weight_len = plan.parameters as usize - naive.filters;
            let parameters = numbers(plan.parameters as usize, seed);
            let input = numbers(batch * plan.input.len(), seed ^ 1);
            let mut expected: Vec<f32> =
                (0..batch * plan.output.len()).map(|index| parameters[weight_len + naive.filter(index)]).collect();
            naive.products(batch, |i, w, o| expected[o] += input[i] * parameters[w]);
            let mut output = vec![f32::NAN; expected.len()];
            layer.forward(&parameters, &input, &mut output, batch);
            assert_close(&output, &expected, 1e-4);

            let output_gradient = numbers(output.len(), seed ^ 2);
            let mut gradients = numbers(parameters.len(), seed ^ 3);
            let mut expected_gradients = gradients.clone();
            let mut expected_input = vec![0.0; input.len()];
            naive.products(batch, |i, w, o| {
                expected_gradients[w] += input[i] * output_gradient[o];
                expected_input[i] += parameters[w] * output_gradient[o];
            });
            for (index, gradient) in output_gradient.iter().enumerate() {
                expected_gradients[weight_len + naive.filter(index)] += gradient;
            }
            let mut input_gradient = vec![f32::NAN; input.len()];
            layer.backward(Backward {
                parameters: &parameters,
                gradients: &mut gradients,
                input: &input,
                output: &output,
                output_gradient: &output_gradient,
                input_gradient: Some(&mut input_gradient),
                batch,
            });
            assert_close(&gradients, &expected_gradients, 1e-4);
            assert_close(&input_gradient, &expected_input, 1e-4);
        }
    }
}
