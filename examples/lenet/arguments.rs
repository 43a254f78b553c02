//! What can be asked for.

use crate::files;
use anyhow::{Context, Result};
use clap::{Args, Parser};
use lenet::spec::NetworkSpec;
use std::path::{Path, PathBuf};

/// LeNet, natively: the same engine as in the browser.
#[derive(Parser)]
#[command(name = "lenet")]
pub enum Command {
    /// Trains on MNIST and writes the weights and a report.
    Train(Train),
    /// Prints accuracy, loss and confusion on the test images, as JSON.
    Evaluate {
        /// Folder with MNIST's IDX files, plain or .gz.
        #[arg(long)]
        data: PathBuf,
        /// The trained weights, .safetensors.
        #[arg(long)]
        weights: PathBuf,
        #[command(flatten)]
        network: Network,
    },
    /// Prints for each PNG a line of JSON: the digit and the probabilities.
    Classify {
        /// The trained weights, .safetensors.
        #[arg(long)]
        weights: PathBuf,
        #[command(flatten)]
        network: Network,
        /// Pictures of any size, dark on light or light on dark.
        #[arg(required = true)]
        images: Vec<PathBuf>,
    },
    /// Prints the walk through a network: each layer's formula, shapes and counts.
    Describe {
        #[command(flatten)]
        network: Network,
    },
}

/// Which network.
#[derive(Args)]
pub struct Network {
    /// A preset's name, or a .json file with a network.
    #[arg(long = "network", default_value = "article")]
    name: String,
}

impl Network {
    /// The network as data.
    pub fn spec(&self) -> Result<NetworkSpec> {
        if !self.name.ends_with(".json") {
            return Ok(NetworkSpec::preset(&self.name)?);
        }
        let json = files::read(Path::new(&self.name))?;
        serde_json::from_slice(&json).with_context(|| format!("{} is not a network", self.name))
    }
}

/// What `train` may be told. The defaults are the article's.
#[derive(Args)]
pub struct Train {
    /// Folder with MNIST's IDX files, plain or .gz.
    #[arg(long)]
    pub data: PathBuf,
    #[command(flatten)]
    pub network: Network,
    /// Weights to start from, .safetensors, in place of random ones.
    #[arg(long)]
    pub init: Option<PathBuf>,
    /// File with the index of a training image a line, taken in that order in every epoch, in place of shuffling.
    #[arg(long)]
    pub order: Option<PathBuf>,
    /// Times that all images are shown.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub epochs: u32,
    /// Stops after so many steps, within the epochs.
    #[arg(long)]
    pub steps: Option<u64>,
    /// Images of a step.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    pub batch: u32,
    /// Momentum's learning rate.
    #[arg(long, default_value_t = 0.001)]
    pub learning_rate: f32,
    /// The share of the velocity that stays.
    #[arg(long, default_value_t = 0.9)]
    pub momentum: f32,
    /// Where the random numbers start.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
    /// Where to write the trained weights, .safetensors.
    #[arg(long)]
    pub save: Option<PathBuf>,
    /// Where to write the report, .json.
    #[arg(long)]
    pub report: Option<PathBuf>,
}
