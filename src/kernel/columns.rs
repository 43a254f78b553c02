//! Patches as columns: what turns a convolution into a matrix product.
//!
//! Column p of the matrix holds everything the kernel sees when it stands at output pixel p; row (channel, dy, dx) is the
//! input shifted by (dy, dx). Convolving is then one product: filters x patches.

use crate::check_length;
use std::ops::Range;

/// How a square kernel moves over an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Channels of the input.
    pub channels: usize,
    /// Height of the input.
    pub height: usize,
    /// Width of the input.
    pub width: usize,
    /// Side of the kernel.
    pub kernel: usize,
    /// Pixels the kernel moves between two outputs.
    pub stride: usize,
    /// Rows and columns of zeros around the input, on each side.
    pub padding: usize,
    /// Height of the output.
    pub output_height: usize,
    /// Width of the output.
    pub output_width: usize,
}

impl Geometry {
    /// Refuses a geometry that contradicts itself: what reads as far as it says would read beyond the image.
    ///
    /// # Panics
    ///
    /// If the output is not as large as the rest makes it.
    pub(crate) fn check(&self) {
        let (height, width) = self.padded();
        let reached = |output: usize| output.checked_sub(1).map_or(0, |moves| moves * self.stride + self.kernel);
        let fits = |padded: usize, output: usize| (reached(output)..reached(output) + self.stride).contains(&padded);
        assert!(fits(height, self.output_height) && fits(width, self.output_width), "the geometry contradicts itself");
    }

    /// Numbers in the input.
    pub fn input_len(&self) -> usize {
        self.channels * self.height * self.width
    }

    /// Height and width of the input with its padding.
    pub fn padded(&self) -> (usize, usize) {
        (self.height + 2 * self.padding, self.width + 2 * self.padding)
    }

    /// Numbers of the input with its padding.
    pub fn padded_len(&self) -> usize {
        let (height, width) = self.padded();
        self.channels * height * width
    }

    /// Pixels of one output map: the matrix's columns.
    pub fn positions(&self) -> usize {
        self.output_height * self.output_width
    }

    /// Numbers under the kernel, over all channels: the matrix's rows.
    pub fn patch_len(&self) -> usize {
        self.channels * self.kernel * self.kernel
    }

    /// For an offset of the kernel, the outputs along one axis whose input lies inside the image.
    fn inside(&self, offset: usize, input: usize, output: usize) -> (usize, usize) {
        let first = self.padding.saturating_sub(offset).div_ceil(self.stride);
        let end = (input + self.padding).saturating_sub(offset).div_ceil(self.stride);
        (first.min(output), end.min(output).max(first.min(output)))
    }

    /// Calls `visit(run, input)` for each run of columns, row by row: with the place of its first input where they lie
    /// inside the image, with none where they lie in the padding. Runs may be empty.
    #[inline(always)]
    fn walk(&self, mut visit: impl FnMut(Range<usize>, Option<usize>)) {
        let Geometry { channels, height, width, kernel, stride, padding, output_height, output_width } = *self;
        let mut start = 0;
        for channel in 0..channels {
            for dy in 0..kernel {
                let (first_y, end_y) = self.inside(dy, height, output_height);
                for dx in 0..kernel {
                    let (first_x, end_x) = self.inside(dx, width, output_width);
                    visit(start..start + first_y * output_width, None);
                    for y in first_y..end_y {
                        let row = start + y * output_width;
                        visit(row..row + first_x, None);
                        if first_x < end_x {
                            let input = (channel * height + y * stride + dy - padding) * width;
                            visit(row + first_x..row + end_x, Some(input + first_x * stride + dx - padding));
                        }
                        visit(row + end_x..row + output_width, None);
                    }
                    start += output_height * output_width;
                    visit(start - (output_height - end_y) * output_width..start, None);
                }
            }
        }
    }
}

/// Lays the patches of `input` \[channels, height, width] out as `columns` \[patch, positions].
///
/// # Panics
///
/// If a slice does not have the geometry's length.
pub fn gather(geometry: &Geometry, input: &[f32], columns: &mut [f32]) {
    check_length(input.len(), geometry.input_len());
    check_length(columns.len(), geometry.patch_len() * geometry.positions());
    geometry.walk(|run, from| {
        let target = &mut columns[run];
        let Some(from) = from else { return target.fill(0.0) };
        for (target, source) in target.iter_mut().zip(input[from..].iter().step_by(geometry.stride)) {
            *target = *source;
        }
    });
}

/// Adds `columns` \[patch, positions] back to where [`gather`] took them from: `input` \[channels, height, width].
///
/// # Panics
///
/// If a slice does not have the geometry's length.
pub fn scatter_add(geometry: &Geometry, columns: &[f32], input: &mut [f32]) {
    check_length(input.len(), geometry.input_len());
    check_length(columns.len(), geometry.patch_len() * geometry.positions());
    geometry.walk(|run, to| {
        let Some(to) = to else { return };
        for (target, source) in input[to..].iter_mut().step_by(geometry.stride).zip(&columns[run]) {
            *target += source;
        }
    });
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    /// Calls `visit(column index, input index)` for every number of every patch that lies inside the image.
    fn naive(g: &Geometry, mut visit: impl FnMut(usize, usize)) {
        let mut column = 0;
        for channel in 0..g.channels {
            for dy in 0..g.kernel {
                for dx in 0..g.kernel {
                    for y in 0..g.output_height {
                        for x in 0..g.output_width {
                            let row = (y * g.stride + dy).wrapping_sub(g.padding);
                            let col = (x * g.stride + dx).wrapping_sub(g.padding);
                            if row < g.height && col < g.width {
                                visit(column, (channel * g.height + row) * g.width + col);
                            }
                            column += 1;
                        }
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn patches_equal_their_definition(
            channels in 1usize..4, height in 1usize..9, width in 1usize..9, kernel in 1usize..5, stride in 1usize..4,
            padding in 0usize..4, seed: u32,
        ) {
            prop_assume!(height.min(width) + 2 * padding >= kernel);
            let geometry = Geometry {
                channels, height, width, kernel, stride, padding,
                output_height: (height + 2 * padding - kernel) / stride + 1,
                output_width: (width + 2 * padding - kernel) / stride + 1,
            };
            let input = numbers(geometry.input_len(), seed);
            let mut columns = vec![f32::NAN; geometry.patch_len() * geometry.positions()];
            let mut expected = vec![0.0; columns.len()];
            gather(&geometry, &input, &mut columns);
            naive(&geometry, |column, pixel| expected[column] = input[pixel]);
            assert_close(&columns, &expected, 0.0);

            let mut back = input.clone();
            let mut expected = input;
            scatter_add(&geometry, &columns, &mut back);
            naive(&geometry, |column, pixel| expected[pixel] += columns[column]);
            assert_close(&back, &expected, 1e-5);
        }
    }
}
