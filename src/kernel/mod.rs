//! The inner loops: the only room that thinks in lanes, and the only one with `unsafe`.
//!
//! Everything here takes slices and sizes, makes room for the largest batch and then allocates nothing, and rounds the same
//! way on every machine: a product is always a multiplication and then an addition, never a fused one, each sum has one order
//! that depends on the sizes alone, and no function of the platform's mathematical library is called. The last bit of a
//! trained weight is therefore the same natively and in every browser.
//!
//! The layers that call all this are compiled for size, where a loop stays a loop. What the compiler alone makes vectors of is
//! therefore never put into them (`#[inline(never)]`).
//!
//! | file | what |
//! | --- | --- |
//! | `block` | the one loop that multiplies and adds, and why its blocks have their sizes |
//! | `product` | matrix products, for linear layers and the convolutions that come down to them |
//! | `shards` | in which order a batch's gradient is summed, so that workers can share it |
//! | `runs` | the product that is a weight's gradient, in the order of sums that workers share |
//! | `direct` | convolution with stride 1, straight from the image, and both its gradients |
//! | `winograd` | the same from an image to its maps for kernels of 5 x 5, with fewer multiplications |
//! | `ink` | what of a digit is not blank |
//! | `sparse` | both gradients of such a convolution, where its maps go to a maximum pooling |
//! | `columns` | patches of an image laid out as the columns of a matrix, and back, for other strides |
//! | `pooling` | windows and their maximum or mean |
//! | `squashing` | exp, sigmoid and tanh |
//! | `elementwise` | relu, all activations' derivatives, lines of numbers times numbers, sums |
//! | `picture` | the pixels of a picture, as numbers and moved |
//! | `update` | a step of every parameter |

#![allow(unsafe_code)]

mod block;
pub mod columns;
pub mod direct;
pub mod elementwise;
mod ink;
pub mod picture;
pub mod pooling;
pub mod product;
pub mod runs;
pub mod shards;
pub mod sparse;
pub mod squashing;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod testing;
pub mod update;
pub mod winograd;

use wide::f32x4;

/// Lanes of a vector.
const LANES: usize = 4;

/// Sees that a list has room for so many rows of so many numbers, however large both are said to be.
///
/// # Panics
///
/// If it has not.
#[inline(never)]
fn check_room(list: &[f32], rows: usize, row: usize) {
    assert!(rows.checked_mul(row).is_some_and(|numbers| numbers <= list.len()), "a list is shorter than its sizes say");
}

/// Sees that a list is as long as it has to be.
///
/// # Panics
///
/// If it is not.
// The message is written in one place: asserted where it is called, each would bring as much code as a small kernel.
#[inline(always)]
fn check_length(actual: usize, expected: usize) {
    if actual != expected {
        refuse_length(actual, expected);
    }
}

#[cold]
#[inline(never)]
fn refuse_length(actual: usize, expected: usize) -> ! {
    panic!("a list of {actual} numbers should have {expected}")
}

/// Reads four consecutive numbers.
///
/// # Safety
///
/// `pointer` to `pointer + 3` must be readable.
#[inline(always)]
unsafe fn load(pointer: *const f32) -> f32x4 {
    // SAFETY: the caller vouches for four readable numbers; an array of f32 needs no more alignment than one has.
    f32x4::new(unsafe { pointer.cast::<[f32; LANES]>().read() })
}

/// Writes four consecutive numbers.
///
/// # Safety
///
/// `pointer` to `pointer + 3` must be writable.
#[inline(always)]
unsafe fn store(pointer: *mut f32, value: f32x4) {
    // SAFETY: the caller vouches for four writable numbers; an array of f32 needs no more alignment than one has.
    unsafe { pointer.cast::<[f32; LANES]>().write(value.to_array()) }
}

/// The sum of a vector's lanes, always in the same order: (0 + 2) + (1 + 3).
#[inline(always)]
fn fold(vector: f32x4) -> f32 {
    let [a, b, c, d] = vector.to_array();
    (a + c) + (b + d)
}

/// A function's constants as vectors. They come from memory, which the compiler may not look through: V8 would build each
/// constant of the code anew every time round a loop, by three instructions in place of one, which made loops like these half
/// as long again.
#[inline(always)]
fn vectors<const N: usize>(constants: &[f32; N]) -> [f32x4; N] {
    std::hint::black_box(constants).map(f32x4::splat)
}
