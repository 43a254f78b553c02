//! LeNet on the command line: train, evaluate, classify, describe.

mod arguments;
mod describe;
mod files;
mod train;

use anyhow::{Context, Result};
use arguments::{Command, Network};
use clap::Parser;
use lenet::drawing;
use serde_json::json;
use std::io::{self, ErrorKind, Write};
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
    Ok(lenet::Trainer::with_network(network.load(weights)?, lenet::Recipe::default())?)
}

/// Prints a line. Whoever read may have gone, which is no reason to lose what is being made.
fn say(line: &str) -> Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("cannot print"),
        _ => Ok(()),
    }
}

fn evaluate(data: &Path, weights: &Path, network: &Network) -> Result<()> {
    let test = files::digits(data, "t10k")?;
    let evaluation = load(weights, network)?.evaluate(&test.images, &test.labels)?;
    say(&serde_json::to_string(&evaluation)?)
}

fn classify(weights: &Path, network: &Network, images: &[PathBuf]) -> Result<()> {
    let mut trainer = load(weights, network)?;
    for file in images {
        let (name, picture) = (file.display().to_string(), files::grey_picture(file)?);
        let line = match drawing::from_image(&picture.grey, picture.width, picture.height)? {
            Some(digit) => {
                let prediction = trainer.predict(&digit)?;
                json!({ "file": name, "digit": prediction.digit, "probabilities": prediction.probabilities })
            }
            // A blank picture has no answer.
            None => json!({ "file": name, "digit": null, "probabilities": null }),
        };
        say(&line.to_string())?;
    }
    Ok(())
}
