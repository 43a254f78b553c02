//! The machine's limit: as many multiplications and additions of four lanes as one thread can do, all in registers.
//!
//! Multiply, then add, never fused, as the engine computes. Every product waits for the sum before it, so that nothing
//! can be left out; twelve such chains side by side keep the units busy and, with their two operands, fit into sixteen
//! registers.

use std::hint::black_box;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;
use wide::f32x4;

/// Chains side by side.
const CHAINS: usize = 12;

/// Operations of one round: a multiplication and an addition in each lane of each chain.
const OPERATIONS: u32 = 2 * 4 * CHAINS as u32;

/// Does that many rounds, and says how many floating-point operations they were.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen(js_name = multiplyAdd))]
pub fn multiply_add(rounds: u32) -> f64 {
    // Towards 1, where numbers stay normal.
    let (factor, term) = black_box((f32x4::splat(0.5), f32x4::splat(0.5)));
    let mut sums = [f32x4::ZERO; CHAINS];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = *sum * factor + term;
        }
    }
    black_box(sums);
    f64::from(rounds) * f64::from(OPERATIONS)
}
