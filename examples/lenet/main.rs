//! LeNet on the command line: train, evaluate, classify, describe.

mod arguments;
mod describe;
mod files;
mod train;

use anyhow::Result;
use arguments::{Command, Network};
use clap::Parser;
use lenet::drawing;
use lenet::format::safetensors;
use serde_json::json;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    match Command::parse() {
        Command::Train(arguments) => train::run(&arguments),
        Command::Evaluate { data, weights, network } => evaluate(&data, &weights, &network),
        Command::Classify { weights, network, images } => classify(&weights, &network, &images),
        Command::Describe { network } => describe::run(&network),
    }
}

/// A trained network as the files say.
fn load(weights: &Path, network: &Network) -> Result<lenet::Trainer> {
    let network = safetensors::load(&files::read(weights)?, &network.spec()?)?;
    Ok(lenet::Trainer::with_network(network, lenet::Recipe::default())?)
}

fn evaluate(data: &Path, weights: &Path, network: &Network) -> Result<()> {
    let test = files::digits(data, "t10k")?;
    let evaluation = load(weights, network)?.evaluate(&test.images, &test.labels)?;
    println!("{}", serde_json::to_string(&evaluation)?);
    Ok(())
}

fn classify(weights: &Path, network: &Network, images: &[PathBuf]) -> Result<()> {
    let mut trainer = load(weights, network)?;
    for file in images {
        let picture = files::grey_picture(file)?;
        let line = match drawing::from_image(&picture.grey, picture.width, picture.height)? {
            Some(digit) => {
                let prediction = trainer.predict(&digit)?;
                json!({ "file": file, "digit": prediction.digit, "probabilities": prediction.probabilities })
            }
            // A blank picture has no answer.
            None => json!({ "file": file, "digit": null, "probabilities": null }),
        };
        println!("{line}");
    }
    Ok(())
}
