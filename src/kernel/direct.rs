//! Convolution with stride 1, straight from the image: no patch is copied.
//!
//! Outputs are computed by *octets*, eight neighbours of a map, for up to four filters at once: `block`'s largest
//! block. (Where most of the image is blank, by fours: `inked`.) A kernel's weight belongs to a *tap*: its distance, in the
//! image, from the patch's upper left corner. What a weight multiplies for an octet is then the eight pixels at the octet's
//! place in the image plus the weight's tap.
//!
//! Where a map's rows are no multiple of eight long, octets would reach beyond their ends. There the image is *shifted* first:
//! for each column of the kernel a copy, whose rows are only as long as the map's and so stand next to one another. A map is
//! then one row, and a tap still one distance. (A map of 10 x 10, in octets that end with its rows: six tenths more.)
//!
//! Where filters read different maps, as a connection table says, each map is convolved on its own, for those that read it: of
//! the 96 kernels of LeNet-5's C3 only the 60 that are connected are computed, on the way back. (Forward, all by `winograd`.)

mod forward;
mod group;
mod image;
mod inked;
mod layout;
mod weight;

use super::LANES;
use super::columns::Geometry;
use crate::check_length;
use group::Group;
use image::ImageGradient;
use inked::Inked;
use layout::{Layout, Outputs};
use weight::WeightGradient;

/// Vectors of an octet.
const VECTORS: usize = 2;
/// Outputs of an octet.
const OCTET: usize = VECTORS * LANES;

/// A convolution of one geometry, with the room that it needs for one image.
pub struct Convolution {
    geometry: Geometry,
    filters: usize,
    layout: Layout,
    octets: Vec<Outputs>,
    groups: Vec<Group>,
    /// The weights as [`Convolution::take`] laid them out: group after group, tap after tap, filter after filter.
    weights: Vec<f32>,
    /// The way forward for images of which little is not 0; none where that cannot be looked at row by row.
    inked: Option<Inked>,
    weight_gradient: WeightGradient,
    image_gradient: ImageGradient,
}

impl Convolution {
    /// A convolution's tables; none if it moves by more than one pixel or has fewer outputs than an octet.
    ///
    /// `connects(filter, channel)` says whether a filter reads a map; `blank`, whether most of the images' pixels are 0.
    ///
    /// # Panics
    ///
    /// If the geometry contradicts itself.
    pub fn new(
        geometry: &Geometry,
        filters: usize,
        connects: impl Fn(usize, usize) -> bool,
        blank: bool,
    ) -> Option<Convolution> {
        if geometry.stride != 1 || geometry.positions() < OCTET {
            return None;
        }
        geometry.check();
        let layout = Layout::new(geometry, blank);
        let octets = layout.outputs(OCTET);
        let reads = |channel| (0..filters).filter(|filter| connects(*filter, channel)).collect();
        let readers: Vec<Vec<usize>> = (0..geometry.channels).map(reads).collect();
        let groups = group::groups(filters, &layout, &readers);
        Some(Convolution {
            geometry: *geometry,
            filters,
            weights: vec![0.0; groups.iter().map(Group::weights).sum()],
            inked: (blank && layout.shows_ink()).then(|| Inked::new(&layout, &groups[0].distances, filters)),
            weight_gradient: WeightGradient::new(&layout),
            image_gradient: ImageGradient::new(geometry, filters, &readers),
            layout,
            octets,
            groups,
        })
    }

    /// Takes `weight` \[filters, channels, kernel, kernel] for the images that come.
    ///
    /// # Panics
    ///
    /// If the weight does not have the geometry's length.
    pub fn take(&mut self, weight: &[f32]) {
        let patch_len = self.geometry.patch_len();
        check_length(weight.len(), self.filters * patch_len);
        if let Some(inked) = &mut self.inked {
            return inked.take(weight);
        }
        for group in &self.groups {
            let of_group = self.weights[group.start..].chunks_exact_mut(group.filters.len());
            for (weights, number) in of_group.zip(&group.numbers) {
                for (taken, filter) in weights.iter_mut().zip(&group.filters) {
                    *taken = weight[filter * patch_len + number];
                }
            }
        }
    }
}
