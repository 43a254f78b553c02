//! `train`: epochs over MNIST, a line each, and the files that remain.

use crate::arguments::Train;
use crate::{files, say};
use anyhow::{Context, Result, bail};
use lenet::format::safetensors;
use lenet::mnist::{self, Dataset};
use lenet::{Network, Trainer};
use serde::Serialize;
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::time::Instant;

/// Images of a block of the first epoch, as the page's files hold them: with the same seed it takes the same order.
const BLOCK: u32 = 5_000;

/// What `--report` writes.
#[derive(Serialize)]
struct Report {
    losses: Vec<f64>,
    epochs: Vec<Epoch>,
    images_per_second: f64,
    weights_sha256: String,
}

/// The test images after an epoch.
#[derive(Serialize)]
struct Epoch {
    accuracy: f64,
    loss: f64,
}

pub fn run(arguments: &Train) -> Result<()> {
    let digits = files::digits(&arguments.data, "train")?;
    let test = files::digits(&arguments.data, "t10k")?;
    let order = arguments.order.as_deref().map(|path| read_order(path, digits.len())).transpose()?;
    let taken = arguments.init.as_deref().map(|path| arguments.network.load(path)).transpose()?;
    let spec = taken.as_ref().map_or_else(|| arguments.network.spec(), |network| Ok(network.spec().clone()))?;
    let batches = |batch| order.as_ref().map_or(digits.len() / batch, |order| order.len().div_ceil(batch));
    let recipe = arguments.recipe(&spec, batches)?;
    let network = taken.map_or_else(|| Network::new(spec, recipe.seed), Ok)?;
    let mut trainer = Trainer::with_network(network, recipe)?;
    [&arguments.save, &arguments.report].into_iter().flatten().try_for_each(|path| check_writable(path))?;

    let mut losses = Vec::new();
    let mut epochs = Vec::new();
    let (mut images, mut seconds) = (0, 0.0);
    for epoch in 0..recipe.epochs {
        let left = arguments.steps.map_or(u64::MAX, |steps| steps - trainer.steps());
        if left == 0 {
            break;
        }
        let count = digits.len() as u32;
        let order = order.clone().unwrap_or_else(|| shuffled(recipe.seed, epoch, count, recipe.batch));
        let batches = order.chunks(recipe.batch as usize).take(usize::try_from(left).unwrap_or(usize::MAX));
        let began = Instant::now();
        images += train(&mut trainer, &digits, batches, &mut losses)?;
        seconds += began.elapsed().as_secs_f64();
        let evaluation = trainer.evaluate(&test.images, &test.labels)?;
        say(&format!(
            "epoch {}: accuracy {:.2} %, loss {:.4} on the test images, {seconds:.1} s",
            epoch + 1,
            evaluation.accuracy * 100.0,
            evaluation.loss
        ))?;
        epochs.push(Epoch { accuracy: evaluation.accuracy, loss: evaluation.loss });
    }

    let report = Report {
        losses,
        epochs,
        images_per_second: images as f64 / f64::max(seconds, 1e-9),
        weights_sha256: trainer.network().weights_sha256(),
    };
    say(&format!("{:.0} images/s, weights {}", report.images_per_second, report.weights_sha256))?;
    if let Some(path) = &arguments.save {
        write(path, &safetensors::save(trainer.network()))?;
    }
    if let Some(path) = &arguments.report {
        write(path, &serde_json::to_vec(&report)?)?;
    }
    Ok(())
}

/// The order of an epoch, in whole batches, as on the page: what is left over waits for the next.
fn shuffled(seed: u32, epoch: u32, count: u32, batch: u32) -> Vec<u32> {
    let mut order = mnist::epoch_order(seed, epoch, count, BLOCK);
    order.truncate((count - count % batch) as usize);
    order
}

/// Learns from the batches; returns how many images they held.
fn train<'a>(
    trainer: &mut Trainer,
    digits: &Dataset,
    batches: impl Iterator<Item = &'a [u32]>,
    losses: &mut Vec<f64>,
) -> Result<usize> {
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    let mut shown = 0;
    for batch in batches {
        digits.gather(batch, &mut images, &mut labels);
        losses.push(trainer.step(&images, &labels)?.loss);
        shown += batch.len();
    }
    Ok(shown)
}

/// Reads the indices of `count` images, one a line.
fn read_order(path: &Path, count: usize) -> Result<Vec<u32>> {
    let text = String::from_utf8(files::read(path)?).with_context(|| format!("{} is not text", path.display()))?;
    let mut order = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let place = || format!("{}, line {}", path.display(), number + 1);
        let index: u32 = line.trim().parse().with_context(|| format!("{}: {line:?}", place()))?;
        if index as usize >= count {
            bail!("{}: there is no training image {index}; there are {count}, numbered from 0", place());
        }
        order.push(index);
    }
    if order.is_empty() {
        bail!("{} names no image", path.display());
    }
    Ok(order)
}

/// Says before a run, not after it, that a file cannot be written. What it holds stays until there is something better.
fn check_writable(path: &Path) -> Result<()> {
    let opened = OpenOptions::new().append(true).create(true).open(path);
    opened.map(drop).with_context(|| format!("cannot write {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
