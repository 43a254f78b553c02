//! The command line, as it is called: what it prints, what it writes, and what it says of mistakes.

#![cfg(not(target_arch = "wasm32"))]

use flate2::{Compression, write::GzEncoder};
use lenet::mnist::{Dataset, PIXELS, SIDE};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
#[cfg(unix)]
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// `lenet` with the words of a line, and the files' folder in place of `DIR`.
fn command(folder: &Path, line: &str) -> Command {
    let words = line.split(' ').map(|word| word.replace("DIR", &folder.display().to_string()));
    let mut command = Command::new(env!("CARGO"));
    // Cargo builds it first, should it not be what the sources say.
    command.args(["run", "--quiet", "--locked", "--example", "lenet", "--"]).args(words);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn lenet(folder: &Path, line: &str) -> Output {
    command(folder, line).output().unwrap()
}

/// What it prints when all is well.
fn printed(folder: &Path, line: &str) -> String {
    let output = lenet(folder, line);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{line}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// What it says of a mistake.
fn complaint(folder: &Path, line: &str) -> String {
    let output = lenet(folder, line);
    assert!(!output.status.success(), "{line}");
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(!complaint.contains("panicked"), "{line}: {complaint}");
    complaint
}

/// An empty folder of this name.
fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Digits of bars, each at a place of its own.
fn digits(count: usize) -> Dataset {
    let labels: Vec<u8> = (0..count).map(|index| (index % 10) as u8).collect();
    let bar = |label: &u8| {
        let left = 4 + 2 * usize::from(*label);
        (0..PIXELS).map(move |pixel| if (left..left + 2).contains(&(pixel % SIDE)) { 255 } else { 0 })
    };
    Dataset { images: labels.iter().flat_map(bar).collect(), labels }
}

/// A folder with MNIST's files, the test images' packed, of so few digits.
fn folder_with_digits(name: &str) -> PathBuf {
    let folder = empty_folder(name);
    let (images, labels) = digits(40).to_idx();
    fs::write(folder.join("train-images-idx3-ubyte"), images).unwrap();
    fs::write(folder.join("train-labels-idx1-ubyte"), labels).unwrap();
    let (images, labels) = digits(20).to_idx();
    for (name, bytes) in [("t10k-images-idx3-ubyte.gz", images), ("t10k-labels-idx1-ubyte.gz", labels)] {
        let mut packer = GzEncoder::new(fs::File::create(folder.join(name)).unwrap(), Compression::fast());
        packer.write_all(&bytes).unwrap();
        packer.finish().unwrap();
    }
    folder
}

fn write_picture(path: &Path, grey: &[u8], width: u32) {
    let file = fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, width, grey.len() as u32 / width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(grey).unwrap();
}

#[test]
fn it_trains_evaluates_and_classifies() {
    let folder = folder_with_digits("cli");
    let trained = printed(
        &folder,
        "train --data DIR --network lenet5 --epochs 2 --batch 16 --steps 3 --save DIR/w.safetensors --report DIR/r.json",
    );
    assert!(trained.contains("epoch 2: accuracy"), "{trained}");
    let report: Value = serde_json::from_slice(&fs::read(folder.join("r.json")).unwrap()).unwrap();
    // Of 40 images an epoch has two whole batches.
    assert_eq!(report["losses"].as_array().unwrap().len(), 3);
    assert_eq!(report["epochs"].as_array().unwrap().len(), 2);
    assert!(report["images_per_second"].as_f64().unwrap() > 0.0);
    let digest = report["weights_sha256"].as_str().unwrap();
    assert!(digest.len() == 64 && trained.contains(digest), "{trained}");

    let line = "evaluate --data DIR --network lenet5 --weights DIR/w.safetensors";
    let evaluation: Value = serde_json::from_str(&printed(&folder, line)).unwrap();
    assert_eq!(evaluation["accuracy"], report["epochs"][1]["accuracy"]);
    assert_eq!(evaluation["loss"], report["epochs"][1]["loss"]);
    let confusion = evaluation["confusion"].as_array().unwrap();
    let count = |row: &Value| row.as_array().unwrap().iter().map(|cell| cell.as_u64().unwrap()).sum::<u64>();
    assert_eq!(confusion.iter().map(count).sum::<u64>(), 20);

    let bar: Vec<u8> = (0..60 * 90).map(|pixel| if (28..34).contains(&(pixel % 60)) { 0 } else { 255 }).collect();
    write_picture(&folder.join("bar.png"), &bar, 60);
    write_picture(&folder.join("blank.png"), &[255; 100], 10);
    let lines = printed(&folder, "classify --network lenet5 --weights DIR/w.safetensors DIR/bar.png DIR/blank.png");
    let answers: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 2);
    assert!(answers[0]["file"].as_str().unwrap().ends_with("bar.png"));
    assert!(answers[0]["digit"].as_u64().unwrap() < 10);
    let probabilities = answers[0]["probabilities"].as_array().unwrap();
    let sum: f64 = probabilities.iter().map(|share| share.as_f64().unwrap()).sum();
    assert!(probabilities.len() == 10 && (sum - 1.0).abs() < 1e-5);
    assert_eq!((&answers[1]["digit"], &answers[1]["probabilities"]), (&Value::Null, &Value::Null));
}

/// The same images in the same order, by name, give the same weights as that order without a file.
#[test]
fn an_order_is_kept() {
    let folder = folder_with_digits("cli-order");
    fs::write(folder.join("order"), (0..30).rev().map(|index| format!("{index}\n")).collect::<String>()).unwrap();
    printed(&folder, "train --data DIR --order DIR/order --epochs 1 --batch 10 --report DIR/r.json --save DIR/w");
    let report: Value = serde_json::from_slice(&fs::read(folder.join("r.json")).unwrap()).unwrap();
    let (digits, mut images, mut labels) = (digits(40), Vec::new(), Vec::new());
    let recipe = lenet::Recipe::for_network("article");
    let network = lenet::Network::new(lenet::spec::NetworkSpec::preset("article").unwrap(), recipe.seed).unwrap();
    let mut trainer = lenet::Trainer::with_network(network, recipe).unwrap();
    for batch in [20, 10, 0].map(|start| (start..start + 10).rev().collect::<Vec<u32>>()) {
        digits.gather(&batch, &mut images, &mut labels);
        trainer.step(&images, &labels).unwrap();
    }
    assert_eq!(report["weights_sha256"], trainer.network().weights_sha256());

    for (order, expected) in [
        ("", "names no image"),
        ("3\n40\n", "line 2: there is no training image 40; there are 40"),
        ("3\nfour\n", "line 2: \"four\""),
    ] {
        fs::write(folder.join("order"), order).unwrap();
        let told = complaint(&folder, "train --data DIR --order DIR/order");
        assert!(told.contains(expected), "{order:?}: {told}");
    }
}

/// Whoever reads may go; what is trained stays.
#[cfg(unix)]
#[test]
fn weights_outlive_the_reader() {
    let folder = folder_with_digits("cli-reader");
    let mut training = command(&folder, "train --data DIR --epochs 3 --save DIR/w --report DIR/r.json");
    let mut process = training.stdout(Stdio::piped()).spawn().unwrap();
    drop(process.stdout.take());
    assert!(process.wait().unwrap().success());
    assert!(fs::metadata(folder.join("w")).unwrap().len() > 100_000);

    let name = OsStr::from_bytes(b"\xff.png");
    write_picture(&folder.join(name), &[255; 100], 10);
    let mut classify = command(&folder, "classify --weights DIR/w");
    let output = classify.arg(folder.join(name)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"digit\":null"));
}

/// The course of the learning rate is as long as the run: at the end of a cosine nothing is learned any more.
#[test]
fn a_schedule_goes_by_the_images_there_are() {
    let folder = folder_with_digits("cli-schedule");
    let digest = |line: &str| {
        printed(&folder, &format!("train --data DIR --report DIR/r.json {line}"));
        let report: Value = serde_json::from_slice(&fs::read(folder.join("r.json")).unwrap()).unwrap();
        report["weights_sha256"].clone()
    };
    let recipe = |steps| format!(r#"{{"schedule": {{"kind": "cosine"}}, "totalSteps": {steps}, "epochs": 2}}"#);
    fs::write(folder.join("eight.json"), recipe(8)).unwrap();
    fs::write(folder.join("nine.json"), recipe(9)).unwrap();
    // Two epochs of four batches of ten.
    let by_itself = digest("--epochs 2 --schedule cosine");
    assert_eq!(by_itself, digest("--recipe DIR/eight.json"));
    assert_ne!(by_itself, digest("--recipe DIR/nine.json"));
}

#[test]
fn it_describes_the_articles_arithmetic() {
    let folder = empty_folder("cli-describe");
    let lines = printed(&folder, "describe --network lenet5");
    // The article's counts of what is connected, and of all parameters.
    for expected in ["(32 - 5 + 0) / 1 + 1 = 28", "122304", "241600", "48120", "10164", "61706"] {
        assert!(lines.contains(expected), "{expected} in {lines}");
    }
    let spec = r#"{"name": "small", "input": {"channels": 1, "height": 28, "width": 28},
        "layers": [{"kind": "flatten"}, {"kind": "linear", "name": "only", "units": 10}]}"#;
    fs::write(folder.join("small.json"), spec).unwrap();
    let lines = printed(&folder, "describe --network DIR/small.json");
    assert!(lines.starts_with("small on [1, 28, 28]") && lines.contains("7850"), "{lines}");
}

#[test]
fn mistakes_are_named() {
    let folder = folder_with_digits("cli-mistakes");
    let none = folder.join("none");
    fs::create_dir(&none).unwrap();
    printed(&folder, "train --data DIR --steps 1 --epochs 1 --save DIR/w.safetensors");
    fs::write(folder.join("cut.safetensors"), &fs::read(folder.join("w.safetensors")).unwrap()[..1000]).unwrap();
    fs::write(folder.join("text.json"), "{").unwrap();
    let (images, labels) = digits(0).to_idx();
    fs::create_dir(folder.join("empty")).unwrap();
    fs::write(folder.join("empty/train-images-idx3-ubyte"), images).unwrap();
    fs::write(folder.join("empty/train-labels-idx1-ubyte"), labels).unwrap();
    fs::write(folder.join("no.png"), "no picture").unwrap();
    for (line, expected) in [
        ("train --data DIR/none", "has neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz"),
        ("train --data DIR --network lenet6", "there is no network called \"lenet6\""),
        ("train --data DIR --network DIR/text.json", "text.json is not a network"),
        ("train --data DIR --network DIR/absent.json", "cannot read"),
        ("train --data DIR --recipe DIR/text.json", "text.json is not a recipe"),
        ("train --data DIR --batch 0", "batch is 0"),
        ("train --data DIR --learning-rate -1", "learningRate is -1"),
        ("train --data DIR --steps -1", "invalid value '-1' for '--steps <STEPS>'"),
        ("train --data DIR --batch 41", "fewer images than a batch of 41"),
        ("train --data DIR --optimizer adam --momentum 0.9", "the optimizer is Adam, which has no momentum"),
        ("train --data DIR --network modern --momentum 0.9", "the optimizer is Adam, which has no momentum"),
        (
            "train --data DIR --network lenet5 --init DIR/w.safetensors",
            "holds the network article, and lenet5 was asked",
        ),
        ("evaluate --data DIR --network lenet5 --weights DIR/w.safetensors", "holds the network article"),
        ("train --data DIR/empty", "train in"),
        ("train --data DIR --init DIR/cut.safetensors", "safetensors"),
        ("train --data DIR --epochs 1000 --save DIR/no/where", "cannot write"),
        ("evaluate --data DIR --weights DIR/absent", "cannot read"),
        ("classify --weights DIR/w.safetensors DIR/no.png", "no.png is not a picture that can be read"),
        ("classify --weights DIR/w.safetensors", "required"),
        ("walk", "unrecognized subcommand"),
    ] {
        let told = complaint(&folder, line);
        assert!(told.contains(expected), "{line}: {told}");
    }
}
