//! A LeNet in pure Rust that learns MNIST inside a browser tab.
//!
//! ```
//! use lenet::{Recipe, Trainer, spec::NetworkSpec};
//!
//! let mut trainer = Trainer::new(NetworkSpec::preset("article")?, Recipe::default())?;
//! let (images, labels) = (vec![0; 2 * 784], vec![3, 7]);
//! let report = trainer.step(&images, &labels)?;
//! assert!((report.loss - 2.3).abs() < 0.5);
//! # Ok::<(), lenet::Error>(())
//! ```

#![deny(missing_docs)]

mod augment;
mod average;
mod bounds;
pub mod drawing;
mod error;
pub mod explain;
pub mod format;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod golden;
mod initializer;
mod json;
mod layer;
mod loss;
pub mod mnist;
mod network;
mod optimizer;
mod random;
mod recipe;
mod report;
mod schedule;
pub mod spec;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod testing;
mod trainer;
#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub mod web;

use lenet_kernel as kernel;

pub use augment::Augmentation;
pub use bounds::Bounds;
pub use error::{Error, Result};
pub use kernel::shards::Share;
pub use network::{Network, Tensor};
pub use optimizer::Method;
pub use recipe::Recipe;
pub use report::{Evaluation, Outcome, Prediction, StepReport};
pub use schedule::Schedule;
pub use trainer::{Followed, Following, Rule, Trainer, Update};
