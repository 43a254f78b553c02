//! The native side of the benchmarks: prints its name as JSON, then reads requests, a line of JSON each, and answers each
//! with a line: how much was done in a second. Usage: lenet-bench DIRECTORY_OF_MNIST

use anyhow::{Context, Result, bail};
use lenet::mnist::{Dataset, epoch_order};
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Trainer};
use serde::Deserialize;
use std::hint::black_box;
use std::io::BufRead;
use std::path::Path;
use std::time::{Duration, Instant};

/// What is to be measured, for how long.
#[derive(Deserialize)]
struct Request {
    measure: Measure,
    milliseconds: u64,
    /// A preset's name.
    #[serde(default)]
    network: String,
    /// Images of a step.
    #[serde(default)]
    batch: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Measure {
    /// Floating-point operations.
    Limit,
    /// Images trained on, in whole steps.
    Step,
    /// Pictures forward, one by one, every layer's output kept.
    Forward,
}

fn main() -> Result<()> {
    let directory = std::env::args().nth(1).context("the directory of MNIST is missing")?;
    let digits = read_digits(Path::new(&directory))?;
    println!("\"native\"");
    for line in std::io::stdin().lock().lines() {
        println!("{}", answer(&serde_json::from_str(&line?)?, &digits)?);
    }
    Ok(())
}

fn read_digits(directory: &Path) -> Result<Dataset> {
    let read = |name: &str| {
        let path = directory.join(name);
        std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    Ok(Dataset::from_idx(&read("train-images-idx3-ubyte")?, &read("train-labels-idx1-ubyte")?)?)
}

fn answer(request: &Request, digits: &Dataset) -> Result<f64> {
    match request.measure {
        Measure::Limit => rate(request, || Ok(lenet_bench::multiply_add(100_000))),
        Measure::Step => steps(request, digits),
        Measure::Forward => {
            let mut trainer = trainer(request)?;
            let image = &digits.images[..lenet::mnist::PIXELS];
            rate(request, || {
                black_box(trainer.activate(black_box(image))?);
                Ok(1.0)
            })
        }
    }
}

/// As the page takes them: the batch is gathered, then learned from, by the network's own recipe.
fn steps(request: &Request, digits: &Dataset) -> Result<f64> {
    let mut trainer = trainer(request)?;
    let order = epoch_order(1, 0, digits.len() as u32, digits.len() as u32);
    if request.batch == 0 || request.batch > order.len() {
        bail!("a batch of {}", request.batch);
    }
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    let mut batches = order.chunks_exact(request.batch).cycle();
    rate(request, || {
        digits.gather(batches.next().context("no batch")?, &mut images, &mut labels);
        trainer.step(&images, &labels)?;
        Ok(request.batch as f64)
    })
}

fn trainer(request: &Request) -> Result<Trainer> {
    let mut recipe = Recipe::for_network(&request.network);
    if request.batch > 0 {
        recipe.batch = request.batch as u32;
    }
    Ok(Trainer::new(NetworkSpec::preset(&request.network)?, recipe)?)
}

/// How much `work` does in a second, as it says itself, after a tenth of the time to warm up.
fn rate(request: &Request, mut work: impl FnMut() -> Result<f64>) -> Result<f64> {
    let time = Duration::from_millis(request.milliseconds);
    let began = Instant::now();
    while began.elapsed() < time / 10 {
        work()?;
    }
    let (began, mut done) = (Instant::now(), 0.0);
    while began.elapsed() < time {
        done += work()?;
    }
    Ok(done / began.elapsed().as_secs_f64())
}
