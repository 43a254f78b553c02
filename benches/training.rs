//! The whole training step, and one picture forward, for every preset by its own recipe.

// Criterion's macro makes a function without a comment.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Trainer};
use std::hint::black_box;

fn trainer(preset: &str) -> Trainer {
    Trainer::new(NetworkSpec::preset(preset).unwrap(), Recipe::for_network(preset)).unwrap()
}

/// Pictures about as full of ink as MNIST's, and their labels.
fn batch(count: usize) -> (Vec<u8>, Vec<u8>) {
    let pixel = |index: usize| if ((index * 2_654_435_761) >> 16) % 100 < 19 { 220 } else { 0 };
    ((0..count * PIXELS).map(pixel).collect(), (0..count).map(|index| (index % 10) as u8).collect())
}

fn steps(criterion: &mut Criterion) {
    for preset in NetworkSpec::PRESETS {
        let mut group = criterion.benchmark_group(format!("{preset}/step"));
        for count in [10, 64, 256] {
            let (images, labels) = batch(count);
            let mut trainer = trainer(preset);
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
                bencher.iter(|| trainer.step(black_box(&images), black_box(&labels)).unwrap());
            });
        }
    }
}

fn forward(criterion: &mut Criterion) {
    for preset in NetworkSpec::PRESETS {
        let (image, _) = batch(1);
        let mut trainer = trainer(preset);
        criterion.bench_function(&format!("{preset}/forward"), |bencher| {
            bencher.iter(|| trainer.activate(black_box(&image)).unwrap()[0]);
        });
    }
}

criterion_group!(benches, steps, forward);
criterion_main!(benches);
