//! The pixels of a picture: as the numbers that a network reads, and moved.

use crate::check_length;

/// Side of a digit's picture.
pub const SIDE: usize = 28;
/// Side of a picture with a rim of paper: a row and a column before it, two after it.
const PITCH: usize = SIDE + 3;
/// Bits after the point of a place, as a whole number: whole numbers are fast to take apart, and the same everywhere.
const POINT: u32 = 16;
/// The same, of a share.
const SHARE: u32 = 8;

/// Writes pixels as numbers from `background` to `ink`.
#[inline(never)]
pub fn shade(pixels: &[u8], [background, ink]: [f32; 2], target: &mut [f32]) {
    for (target, pixel) in target.iter_mut().zip(pixels) {
        *target = background + (ink - background) * (f32::from(*pixel) / 255.0);
    }
}

/// A picture \[28, 28] that is changed, and the room for it.
pub struct Picture {
    image: [i32; PITCH * PITCH],
    stroked: [i32; PITCH * PITCH],
    is_stroked: bool,
}

impl Default for Picture {
    fn default() -> Self {
        Picture { image: [0; PITCH * PITCH], stroked: [0; PITCH * PITCH], is_stroked: false }
    }
}

impl Picture {
    /// Takes an image \[28, 28], its strokes changed by `thickness`: by that share of the way to strokes that are a pixel
    /// wider on either side, or narrower.
    ///
    /// # Panics
    ///
    /// If it is not an image.
    pub fn take(&mut self, image: &[u8], thickness: f64) {
        check_length(image.len(), SIDE * SIDE);
        for (row, pixels) in image.chunks_exact(SIDE).enumerate() {
            let start = (row + 1) * PITCH + 1;
            for (target, pixel) in self.image[start..start + SIDE].iter_mut().zip(pixels) {
                *target = (*pixel).into();
            }
        }
        let thickness = (thickness * f64::from(1 << SHARE)) as i32;
        self.is_stroked = thickness != 0;
        match thickness {
            0 => {}
            1.. => self.stroke(thickness, i32::max),
            _ => self.stroke(-thickness, i32::min),
        }
    }

    /// Writes what was taken into `target` \[28, 28], each pixel from another place: the first from column and row `first`,
    /// each next one of a row or of a column as much further as `column` and `row` say.
    ///
    /// # Panics
    ///
    /// If `target` is not an image.
    pub fn give(&self, target: &mut [u8], first: [f64; 2], column: [f64; 2], row: [f64; 2]) {
        check_length(target.len(), SIDE * SIDE);
        let source = if self.is_stroked { &self.stroked } else { &self.image };
        let fixed = |place: f64| (place * f64::from(1 << POINT)) as i32;
        let [starts, column, row] = [first, column, row].map(|axis| axis.map(fixed));
        for (y, target) in (0..).zip(target.chunks_exact_mut(SIDE)) {
            let [mut left, mut top] = [starts[0] + y * column[1], starts[1] + y * row[1]];
            for target in target {
                *target = between(source, top, left);
                left += column[0];
                top += row[0];
            }
        }
    }

    /// The image with other strokes: `amount` of the way to what `pick` picks of each pixel and its four neighbours.
    #[inline(always)]
    fn stroke(&mut self, amount: i32, pick: impl Fn(i32, i32) -> i32) {
        for row in 1..=SIDE {
            let start = row * PITCH + 1;
            let beside = |distance: isize| &self.image[start.wrapping_add_signed(distance)..][..SIDE];
            let pitch = PITCH as isize;
            let vertical = beside(-pitch).iter().zip(beside(pitch));
            let around = beside(-1).iter().zip(beside(1)).zip(vertical);
            let pixels = self.stroked[start..start + SIDE].iter_mut().zip(beside(0));
            for ((target, pixel), ((left, right), (above, below))) in pixels.zip(around) {
                let extreme = pick(pick(pick(*left, *right), pick(*above, *below)), *pixel);
                *target = *pixel + (((extreme - pixel) * amount) >> SHARE);
            }
        }
    }
}

/// The image between its pixels, in proportion to how near each of the four around is; paper outside.
#[inline(always)]
fn between(image: &[i32; PITCH * PITCH], row: i32, column: i32) -> u8 {
    // From the row before the first to the one after the last, counted from 0.
    let inside = |place: i32| (place + (1 << POINT)).clamp(0, (SIDE as i32 + 1) << POINT);
    let share = |place: i32| (place >> (POINT - SHARE)) & ((1 << SHARE) - 1);
    let (row, column) = (inside(row), inside(column));
    let (down, right) = (share(row), share(column));
    let corner = (row >> POINT) as usize * PITCH + (column >> POINT) as usize;
    let across = |place: usize| (image[place] << SHARE) + right * (image[place + 1] - image[place]);
    let (above, below) = (across(corner), across(corner + PITCH));
    // Rounded to the nearest.
    (((above << SHARE) + down * (below - above) + (1 << (2 * SHARE - 1))) >> (2 * SHARE)) as u8
}
