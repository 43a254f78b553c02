//! Convolution: input \[batch, channels, height, width], weight \[filters, channels, kernel, kernel], bias \[filters],
//! output \[batch, filters, height', width'].

mod columns;
mod connected;
mod direct;
mod whole;

use super::Layer;
use crate::kernel::columns::Geometry;
use crate::kernel::direct::Convolution;
use crate::spec::{LayerPlan, Shape};

/// The layer that a plan describes.
pub(super) fn build(plan: &LayerPlan) -> Box<dyn Layer> {
    let dense = dense(plan);
    match plan.connection_table {
        Some(_) => Box::new(connected::Connected::new(dense, plan.connected())),
        None => dense,
    }
}

/// The way to convolve that suits the sizes.
fn dense(plan: &LayerPlan) -> Box<dyn Layer> {
    let geometry = geometry(plan);
    let filters = plan.output.sizes()[0];
    let Geometry { height, width, kernel, padding, .. } = geometry;
    // One patch an image, and that is the image itself: a batch is one product of matrices.
    if kernel == height && kernel == width && padding == 0 {
        return Box::new(whole::Whole::new(&geometry, filters));
    }
    // What of an image is background can be seen at once if it has one channel.
    let background = plan.background.filter(|_| geometry.channels == 1);
    match Convolution::new(&geometry, filters, |filter, map| plan.connects(filter, map), background.is_some()) {
        // Straight from the image: the fastest.
        Some(convolution) => Box::new(direct::Direct::new(geometry, filters, convolution, background)),
        // Otherwise the patches are copied next to one another.
        None => Box::new(columns::Columns::new(geometry, filters)),
    }
}

/// The geometry of a plan that slides a window over maps.
pub(super) fn geometry(plan: &LayerPlan) -> Geometry {
    let (Shape::Maps { channels, height, width }, Shape::Maps { height: output_height, width: output_width, .. }) =
        (plan.input, plan.output)
    else {
        unreachable!("a window slides over maps");
    };
    let (kernel, stride, padding) = plan.window();
    Geometry { channels, height, width, kernel, stride, padding, output_height, output_width }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::spec::{InputSpec, LayerSpec, NetworkSpec};
    use crate::testing::{assert_close, backward, numbers};
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
            batch in 1usize..12, channels in 1u32..4, height in 1u32..12, width in 1u32..24, filters in 1u32..12,
            kernel in prop::sample::select(vec![1u32, 2, 3, 4, 5, 5, 5, 6]), stride in 1u32..4, padding in 0u32..3, seed: u32, table: Option<u32>,
            background in prop::sample::select(vec![0.0, -0.1]),
        ) {
            prop_assume!(height.min(width) + 2 * padding >= kernel);
            // A filter reads at least one map.
            let reads = |table: u32, filter, map| u8::from(map == filter % channels || table.rotate_right(filter * 3 + map) & 1 == 1);
            let connections: Option<Vec<Vec<u8>>> = table.map(|table| {
                (0..filters).map(|filter| (0..channels).map(|map| reads(table, filter, map)).collect()).collect()
            });
            let layers = vec![
                LayerSpec::Conv { name: "conv".into(), filters, kernel, stride, padding, connections },
                LayerSpec::Flatten { name: None },
                LayerSpec::Linear { name: "output".into(), units: 10 },
            ];
            let mut input = InputSpec::new(channels, height, width);
            input.background = background;
            let plan = &NetworkSpec::new("test", input, layers).walk().unwrap()[0];
            let naive = Naive { geometry: geometry(plan), filters: filters as usize };
            let mut layer = build(plan);

            let connected = plan.connected();
            let weight_len = connected.len();
            let mut parameters = numbers(weight_len + naive.filters, seed);
            parameters.iter_mut().zip(&connected).filter(|(_, connected)| !**connected).for_each(|(w, _)| *w = 0.0);
            let mut input = numbers(batch * plan.input.len(), seed ^ 1);
            // Only some of the rows have ink.
            let rows = input.chunks_exact_mut(width as usize);
            rows.filter(|row| row[0] < 0.3).for_each(|row| row.fill(background));
            let mut expected: Vec<f32> =
                (0..batch * plan.output.len()).map(|index| parameters[weight_len + naive.filter(index)]).collect();
            naive.products(batch, |i, w, o| expected[o] += input[i] * parameters[w]);
            let mut output = vec![f32::NAN; expected.len()];
            // What a smaller batch leaves behind makes no difference, nor what a larger one does.
            let half = batch / 2;
            let (half_input, mut half_output) = (&input[..half * plan.input.len()], vec![f32::NAN; half * plan.output.len()]);
            layer.forward(&parameters, half_input, &mut half_output, half);
            layer.forward(&parameters, &input, &mut output, batch);
            assert_close(&output, &expected, 1e-4);
            assert_eq!(half_output, output[..half_output.len()]);
            half_output.fill(f32::NAN);
            layer.forward(&parameters, half_input, &mut half_output, half);
            assert_eq!(half_output, output[..half_output.len()]);
            layer.forward(&parameters, &input, &mut output, batch);

            let output_gradient = numbers(output.len(), seed ^ 2);
            // In double precision: over all of a map and a batch, single would round away more than is allowed.
            let mut expected_gradients = vec![0.0f64; parameters.len()];
            let mut expected_input = vec![0.0; input.len()];
            naive.products(batch, |i, w, o| {
                expected_gradients[w] += f64::from(input[i]) * f64::from(output_gradient[o]);
                expected_input[i] += parameters[w] * output_gradient[o];
            });
            for (index, gradient) in output_gradient.iter().enumerate() {
                expected_gradients[weight_len + naive.filter(index)] += f64::from(*gradient);
            }
            expected_gradients.iter_mut().zip(&connected).filter(|(_, connected)| !**connected).for_each(|(g, _)| *g = 0.0);
            let (gradients, input_gradient) =
                backward(&mut *layer, &parameters, &input, &output, &output_gradient, batch);
            let expected_gradients: Vec<f32> = expected_gradients.into_iter().map(|gradient| gradient as f32).collect();
            assert_close(&gradients, &expected_gradients, 1e-4);
            assert_close(&input_gradient, &expected_input, 1e-4);
        }
    }
}
