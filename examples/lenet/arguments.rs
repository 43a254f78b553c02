//! What can be asked for.

use crate::files;
use anyhow::{Context, Result, bail};
use clap::{Args, Parser, ValueEnum};
use lenet::format::safetensors;
use lenet::spec::NetworkSpec;
use lenet::{Augmentation, Method, Recipe, Schedule};
use std::path::{Path, PathBuf};

/// LeNet, natively: the same engine as in the browser.
#[derive(Parser)]
#[command(name = "lenet")]
pub enum Command {
    /// Trains on MNIST and writes the weights and a report.
    Train(Box<Train>),
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
    /// Prints for each PNG a line of JSON: the digit and the probabilities, both null for a blank picture.
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
    /// A preset's name, or a .json file with a network; left out, the one that the weights' file names, or article.
    #[arg(long = "network")]
    name: Option<String>,
}

impl Network {
    /// The network as data.
    pub fn spec(&self) -> Result<NetworkSpec> {
        let name = self.name.as_deref().unwrap_or("article");
        if !name.ends_with(".json") {
            return Ok(NetworkSpec::preset(name)?);
        }
        let json = files::read(Path::new(name))?;
        serde_json::from_slice(&json).with_context(|| format!("{name} is not a network"))
    }

    /// The network with the weights of a file, which may name another than was asked for: then an error.
    pub fn load(&self, weights: &Path) -> Result<lenet::Network> {
        let spec = self.spec()?;
        let network = safetensors::load(&files::read(weights)?, &spec)
            .with_context(|| format!("{} cannot be taken", weights.display()))?;
        match &self.name {
            Some(name) if *network.spec() != spec => bail!(
                "{} holds the network {}, and {name} was asked for; leave --network out to take it",
                weights.display(),
                network.spec().name
            ),
            _ => Ok(network),
        }
    }
}

/// What `train` may be told. What is left out is as the network's own recipe has it: the article's, unless a preset brings
/// another.
#[derive(Args)]
pub struct Train {
    /// Folder with MNIST's IDX files, plain or .gz.
    #[arg(long)]
    pub data: PathBuf,
    #[command(flatten)]
    pub network: Network,
    #[command(flatten)]
    recipe: Ingredients,
    /// Weights to start from, .safetensors, in place of random ones.
    #[arg(long)]
    pub init: Option<PathBuf>,
    /// File with the index of a training image a line, taken in that order in every epoch, in place of shuffling.
    #[arg(long)]
    pub order: Option<PathBuf>,
    /// Stops after so many steps, within the epochs.
    #[arg(long, allow_negative_numbers = true)]
    pub steps: Option<u64>,
    /// Where to write the trained weights, .safetensors.
    #[arg(long)]
    pub save: Option<PathBuf>,
    /// Where to write the report, .json.
    #[arg(long)]
    pub report: Option<PathBuf>,
}

/// How to train. What is below zero is refused with its reason, not taken for an option.
#[derive(Args)]
struct Ingredients {
    /// A .json file with a recipe, in place of the network's own; the options below change it.
    #[arg(long = "recipe", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Times that all images are shown.
    #[arg(long, allow_negative_numbers = true)]
    epochs: Option<u32>,
    /// Images of a step.
    #[arg(long, allow_negative_numbers = true)]
    batch: Option<u32>,
    /// The learning rate.
    #[arg(long, allow_negative_numbers = true)]
    learning_rate: Option<f32>,
    /// The share of the velocity that stays.
    #[arg(long, allow_negative_numbers = true)]
    momentum: Option<f32>,
    /// The rule of update.
    #[arg(long)]
    optimizer: Option<Optimizer>,
    /// The share of each weight that a learning rate of 1 would take away at each step.
    #[arg(long, allow_negative_numbers = true)]
    weight_decay: Option<f32>,
    /// How far back the weights' running average reaches, as a share of all steps so far; the network is then this average.
    #[arg(long, allow_negative_numbers = true)]
    averaging: Option<f32>,
    /// The learning rate's course.
    #[arg(long)]
    schedule: Option<Course>,
    /// Degrees by which images are turned at random.
    #[arg(long, allow_negative_numbers = true)]
    rotation: Option<f32>,
    /// Share by which images grow or shrink at random.
    #[arg(long, allow_negative_numbers = true)]
    scaling: Option<f32>,
    /// Pixels that a row moves sideways, at random, for each below the middle.
    #[arg(long, allow_negative_numbers = true)]
    shear: Option<f32>,
    /// Pixels by which images are moved at random.
    #[arg(long, allow_negative_numbers = true)]
    shift: Option<f32>,
    /// Share of the way to strokes a pixel wider, or narrower, at random.
    #[arg(long, allow_negative_numbers = true)]
    thickness: Option<f32>,
    /// Where the random numbers start.
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<u32>,
}

/// Rules of update.
#[derive(Clone, Copy, ValueEnum)]
enum Optimizer {
    Momentum,
    Adam,
}

/// Courses of the learning rate; one that needs more numbers is to be in a recipe's file.
#[derive(Clone, Copy, ValueEnum)]
enum Course {
    Constant,
    Cosine,
    OneCycle,
}

impl Train {
    /// The recipe, the network's own or the file's, changed by the options; `batches` says how many of a size an epoch has.
    pub fn recipe(&self, network: &NetworkSpec, batches: impl Fn(usize) -> usize) -> Result<Recipe> {
        let told = &self.recipe;
        let mut recipe = match &told.file {
            Some(file) => serde_json::from_slice(&files::read(file)?)
                .with_context(|| format!("{} is not a recipe", file.display()))?,
            None => Recipe::for_network(&network.name),
        };
        let set = |setting: &mut f32, value: Option<f32>| *setting = value.unwrap_or(*setting);
        let Augmentation { rotation, scaling, shear, shift, thickness } = &mut recipe.augmentation;
        set(rotation, told.rotation);
        set(scaling, told.scaling);
        set(shear, told.shear);
        set(shift, told.shift);
        set(thickness, told.thickness);
        set(&mut recipe.learning_rate, told.learning_rate);
        set(&mut recipe.momentum, told.momentum);
        set(&mut recipe.weight_decay, told.weight_decay);
        set(&mut recipe.averaging, told.averaging);
        recipe.epochs = told.epochs.unwrap_or(recipe.epochs);
        recipe.batch = told.batch.unwrap_or(recipe.batch);
        recipe.seed = told.seed.unwrap_or(recipe.seed);
        recipe.optimizer = match told.optimizer {
            Some(Optimizer::Momentum) => Method::Momentum,
            Some(Optimizer::Adam) => Method::ADAM,
            None => recipe.optimizer,
        };
        if told.momentum.is_some() && recipe.optimizer != Method::Momentum {
            bail!("the optimizer is Adam, which has no momentum; add --optimizer momentum, or leave --momentum out");
        }
        recipe.schedule = match told.schedule {
            Some(Course::Constant) => Schedule::Constant,
            Some(Course::Cosine) => Schedule::Cosine { end_factor: 0.0 },
            Some(Course::OneCycle) => Schedule::ONE_CYCLE,
            None => recipe.schedule,
        };
        recipe.check()?;
        let batches = batches(recipe.batch as usize);
        if batches == 0 {
            bail!("there are fewer images than a batch of {}; choose a smaller --batch", recipe.batch);
        }
        // The schedule's course is as long as this run, however many images there are.
        let steps = batches as u64 * u64::from(recipe.epochs);
        recipe.total_steps = recipe.total_steps.or(Some(steps));
        Ok(recipe)
    }
}
