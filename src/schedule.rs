//! How the learning rate changes while training goes on.

use crate::json::{Fields, FromJson, Result, unknown_kind};
use serde::Serialize;
use serde_json::Value;
use std::f64::consts::PI;

/// A course of the learning rate, step after step. As JSON: {"kind": "constant"}, {"kind": "one_cycle", "pctStart": 0.3}.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Schedule {
    /// It stays.
    #[default]
    Constant,
    /// After every so many epochs it is multiplied by a factor.
    Step {
        /// Epochs.
        every: u32,
        /// The factor.
        factor: f64,
    },
    /// It falls along half a wave of a cosine (Loshchilov and Hutter, 2017).
    Cosine {
        /// The share of the learning rate that is left at the end.
        end_factor: f64,
    },
    /// It rises along half a wave of a cosine to the learning rate, and falls along another (Smith and Topin, 2018). Formulas
    /// and defaults are those of PyTorch's `OneCycleLR`, without a cycle of the momentum.
    OneCycle {
        /// The learning rate over what it starts with.
        div_factor: f64,
        /// What it starts with over what it ends with.
        final_div_factor: f64,
        /// The share of the steps in which it rises.
        pct_start: f64,
    },
}

impl Schedule {
    /// One cycle by its defaults.
    pub const ONE_CYCLE: Schedule = Schedule::one_cycle(PCT_START);

    /// One cycle by its defaults, but for the share of the steps in which it rises.
    pub const fn one_cycle(pct_start: f64) -> Schedule {
        Schedule::OneCycle { div_factor: DIV_FACTOR, final_div_factor: FINAL_DIV_FACTOR, pct_start }
    }
}

const DIV_FACTOR: f64 = 25.0;
const FINAL_DIV_FACTOR: f64 = 1e4;
const PCT_START: f64 = 0.3;

impl FromJson for Schedule {
    fn from_json(value: &Value) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let schedule = match fields.kind()? {
            "constant" => Schedule::Constant,
            "step" => Schedule::Step { every: fields.required("every")?, factor: fields.required("factor")? },
            "cosine" => Schedule::Cosine { end_factor: fields.or("endFactor", 0.0)? },
            "one_cycle" => Schedule::OneCycle {
                div_factor: fields.or("divFactor", DIV_FACTOR)?,
                final_div_factor: fields.or("finalDivFactor", FINAL_DIV_FACTOR)?,
                pct_start: fields.or("pctStart", PCT_START)?,
            },
            other => return Err(unknown_kind(other, "constant, step, cosine, one_cycle")),
        };
        fields.finish().map(|()| schedule)
    }
}

/// A run's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// Steps of the whole run.
    pub total: u64,
    /// Steps of an epoch.
    pub epoch: u64,
}

impl Schedule {
    /// The rate of a step, counted from 0, of a run whose learning rate is `base`. A course along a cosine, which ends where
    /// little is learned, begins anew after the run (a warm restart, as Loshchilov and Hutter have it): whoever trains on
    /// wants to see something change.
    pub fn rate(self, base: f32, step: u64, length: Length) -> f32 {
        let greatest = f64::from(base);
        let total = length.total.max(1);
        let (place, last) = ((step % total) as f64, (total - 1) as f64);
        match self {
            Schedule::Constant => base,
            Schedule::Step { every, factor } => {
                let falls = step / (u64::from(every) * length.epoch).max(1);
                (greatest * libm::pow(factor, falls as f64)) as f32
            }
            Schedule::Cosine { end_factor } => glide(greatest, greatest * end_factor, place / total as f64) as f32,
            Schedule::OneCycle { div_factor, final_div_factor, pct_start } => {
                let first = greatest / div_factor;
                let top = pct_start * total as f64 - 1.0;
                let rate = if place <= top {
                    glide(first, greatest, share(place, 0.0, top))
                } else {
                    glide(greatest, first / final_div_factor, share(place, top, last))
                };
                rate as f32
            }
        }
    }
}

/// From `start` to `end` along half a wave of a cosine; libm's, which is the same everywhere.
fn glide(start: f64, end: f64, share: f64) -> f64 {
    end + (start - end) / 2.0 * (1.0 + libm::cos(PI * share))
}

/// How far `place` is on the way from `start` to `end`; at its end, if it has no length.
fn share(place: f64, start: f64, end: f64) -> f64 {
    if end > start { (place - start) / (end - start) } else { 1.0 }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    const LENGTH: Length = Length { total: 10, epoch: 2 };

    /// The rates of twelve steps, the last two after the end, where a course along a cosine begins anew.
    fn rates(schedule: Schedule) -> Vec<f32> {
        (0..12).map(|step| schedule.rate(0.1, step, LENGTH)).collect()
    }

    #[track_caller]
    fn assert_rates(schedule: Schedule, expected: [f32; 12]) {
        for (step, (rate, expected)) in rates(schedule).into_iter().zip(expected).enumerate() {
            assert!((rate - expected).abs() <= 1e-6 * expected, "step {step}: {rate}, expected {expected}");
        }
    }

    #[test]
    fn constant_stays_to_the_last_bit() {
        assert!(rates(Schedule::Constant).iter().all(|rate| *rate == 0.1));
    }

    #[test]
    fn a_step_falls_after_epochs() {
        let [a, b, c] = [0.1, 0.05, 0.025];
        assert_rates(Schedule::Step { every: 2, factor: 0.5 }, [a, a, a, a, b, b, b, b, c, c, c, c]);
    }

    /// From `torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=10, eta_min=0.01)`.
    #[test]
    fn cosine_is_pytorchs() {
        assert_rates(Schedule::Cosine { end_factor: 0.1 }, COSINE);
    }

    /// From `torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=10, cycle_momentum=False)`.
    #[test]
    fn one_cycle_is_pytorchs() {
        assert_rates(Schedule::ONE_CYCLE, ONE_CYCLE);
    }

    #[test]
    fn runs_too_short_for_a_cycle_have_rates() {
        for total in 0..4 {
            for pct_start in [0.0, 0.3, 1.0] {
                let schedule = Schedule::OneCycle { div_factor: 25.0, final_div_factor: 1e4, pct_start };
                for step in 0..6 {
                    let rate = schedule.rate(0.1, step, Length { total, epoch: 1 });
                    assert!(rate > 0.0 && rate <= 0.1, "step {step} of {total}: {rate}");
                }
            }
        }
    }

    const COSINE: [f32; 12] = [
        0.1,
        0.097_797_54,
        0.091405765,
        0.081450336,
        0.068_905_76,
        0.055,
        0.041094235,
        0.028549664,
        0.018594235,
        0.012202457,
        0.1,
        0.097_797_54,
    ];
    const ONE_CYCLE: [f32; 12] = [
        0.004,
        0.052,
        0.1,
        0.095048463,
        0.081_174_57,
        0.061126202,
        0.038874198,
        0.018825835,
        0.0049519368,
        4e-07,
        0.004,
        0.052,
    ];
}
