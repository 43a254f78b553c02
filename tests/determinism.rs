//! One seed, one result: the weights after some training, to the last bit, whoever does the work.
//!
//! The same tests run natively, in Firefox and in Chromium. Whoever changes the arithmetic changes these constants, and says
//! why in the commit.

use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use lenet::{Augmentation, Method, Outcome, Recipe, Schedule, Share, Trainer};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

/// The same pictures for everyone, from no file.
struct Pictures(u32);

impl Pictures {
    fn byte(&mut self) -> u8 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 24) as u8
    }

    fn batch(&mut self, count: usize) -> (Vec<u8>, Vec<u8>) {
        let labels: Vec<u8> = (0..count).map(|_| self.byte() % 10).collect();
        // Stripes whose place and pitch depend on the label, with noise.
        let mut images = Vec::with_capacity(count * 784);
        for label in &labels {
            for pixel in 0..784usize {
                let ink = (pixel % 28 + usize::from(*label) * pixel / 97) % 7 < 2;
                images.push(if ink { 200 + self.byte() % 56 } else { self.byte() % 40 });
            }
        }
        (images, labels)
    }
}

fn recipe() -> Recipe {
    Recipe { seed: 7, learning_rate: 0.01, ..Recipe::default() }
}

/// Trains, and returns the weights' SHA-256.
fn train(spec: NetworkSpec, steps: usize, batch: usize) -> String {
    train_by(spec, recipe(), steps, batch)
}

fn train_by(spec: NetworkSpec, recipe: Recipe, steps: usize, batch: usize) -> String {
    let (mut trainer, mut pictures) = (Trainer::new(spec, recipe).unwrap(), Pictures(1));
    for _ in 0..steps {
        let (images, labels) = pictures.batch(batch);
        trainer.step(&images, &labels).unwrap();
    }
    trainer.network().weights_sha256()
}

/// Trains with several workers, each with a trainer of its own; returns the weights' SHA-256, which must be everyone's.
fn train_shared(spec: &NetworkSpec, recipe: Recipe, workers: usize, batches: &[usize]) -> String {
    let new = |_| Trainer::new(spec.clone(), recipe).unwrap();
    let mut trainers: Vec<Trainer> = (0..workers).map(new).collect();
    let mut pictures = Pictures(1);
    for batch in batches {
        let (images, labels) = pictures.batch(*batch);
        let mut outcomes: Vec<Outcome> = Vec::new();
        let mut parts: Vec<Vec<f32>> = Vec::new();
        for (index, trainer) in trainers.iter_mut().enumerate() {
            let share = Share::new(index, workers).unwrap();
            outcomes.push(trainer.begin(&images, &labels, share).unwrap());
            let part = trainer.part_mut(*batch, share).to_vec();
            assert_eq!(part.len(), trainer.part_len(*batch, share));
            parts.push(part);
        }
        for trainer in &mut trainers {
            for (share, part) in Share::each_of(workers).zip(&parts) {
                trainer.part_mut(*batch, share).copy_from_slice(part);
            }
            trainer.finish(&outcomes, *batch).unwrap();
        }
    }
    let hashes: Vec<String> = trainers.iter().map(|trainer| trainer.network().weights_sha256()).collect();
    assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{hashes:?}");
    hashes[0].clone()
}

#[test]
fn the_number_of_workers_does_not_matter() {
    let batches = [10, 10, 64, 7, 4, 3, 2, 1, 10];
    for (name, recipe) in [("article", recipe()), ("modern", everything())] {
        let spec = NetworkSpec::preset(name).unwrap();
        let alone = train_shared(&spec, recipe, 1, &batches);
        assert_eq!(train_shared(&spec, recipe, 2, &batches), alone);
        assert_eq!(train_shared(&spec, recipe, 4, &batches), alone);
    }
}

/// A recipe with all that a recipe can have.
fn everything() -> Recipe {
    Recipe {
        optimizer: Method::ADAM,
        weight_decay: 0.01,
        schedule: Schedule::ONE_CYCLE,
        total_steps: Some(60),
        augmentation: Augmentation { rotation: 10.0, scaling: 0.1, shear: 0.1, shift: 2.0, thickness: 0.5 },
        averaging: 0.25,
        ..recipe()
    }
}

/// One that joins later goes on from the weights, the velocity and the number of steps.
#[test]
fn a_trainer_can_take_another_ones_place() {
    let spec = NetworkSpec::preset("modern").unwrap();
    let mut first = Trainer::new(spec.clone(), everything()).unwrap();
    let mut second = Trainer::new(spec, Recipe { seed: 7, ..everything() }).unwrap();
    let mut pictures = Pictures(1);
    for step in 0..20 {
        let (images, labels) = pictures.batch(10);
        first.step(&images, &labels).unwrap();
        if step > 10 {
            second.step(&images, &labels).unwrap();
        }
        if step == 10 {
            let network = lenet::format::safetensors::save(first.network());
            let network = lenet::format::safetensors::load(&network, first.network().spec()).unwrap();
            second = Trainer::with_network(network, everything()).unwrap();
            second.resume(&first.memory(), first.steps()).unwrap();
        }
    }
    assert_eq!(second.network().weights_sha256(), first.network().weights_sha256());
}

/// A preset's weights after a thousand steps of ten, which must not depend on the number of workers.
fn thousand_steps(name: &str, recipe: Recipe) -> String {
    let spec = NetworkSpec::preset(name).unwrap();
    let [one, two, four] = [1, 2, 4].map(|workers| train_shared(&spec, recipe, workers, &[10; 1000]));
    assert_eq!([&two, &four], [&one, &one], "{name}");
    one
}

#[test]
fn the_articles_network() {
    assert_eq!(thousand_steps("article", recipe()), ARTICLE);
}

#[test]
fn lenet5() {
    assert_eq!(thousand_steps("lenet5", recipe()), LENET5);
}

#[test]
fn lenet5_of_1998() {
    assert_eq!(thousand_steps("lenet5-1998", Recipe { learning_rate: 0.0005, ..recipe() }), LENET5_1998);
}

#[test]
fn modern() {
    assert_eq!(thousand_steps("modern", Recipe { total_steps: Some(1000), ..everything() }), MODERN);
}

#[test]
fn the_other_courses_of_the_learning_rate() {
    let schedules = [Schedule::Step { every: 1, factor: 0.5 }, Schedule::Cosine { end_factor: 0.1 }];
    let courses = schedules.map(|schedule| Recipe { schedule, batch: 2000, total_steps: Some(60), ..recipe() });
    let train = |recipe| train_by(NetworkSpec::preset("lenet5").unwrap(), recipe, 60, 10);
    assert_eq!(courses.map(train), COURSES);
}

/// Every kind of layer, and sizes that leave remainders everywhere.
#[test]
fn odd_sizes_and_every_layer() {
    let activation = |function| LayerSpec::Activation { name: None, function };
    let layers = vec![
        LayerSpec::Conv { name: "conv1".into(), filters: 5, kernel: 4, stride: 2, padding: 1, connections: None },
        activation(Function::Tanh),
        LayerSpec::Pool { name: None, method: PoolMethod::Average, size: 3, stride: 2 },
        LayerSpec::Conv { name: "conv2".into(), filters: 7, kernel: 3, stride: 1, padding: 1, connections: None },
        activation(Function::Relu),
        LayerSpec::Pool { name: None, method: PoolMethod::Max, size: 2, stride: 1 },
        LayerSpec::Conv { name: "conv3".into(), filters: 9, kernel: 5, stride: 1, padding: 2, connections: None },
        LayerSpec::Flatten { name: None },
        LayerSpec::Linear { name: "fc1".into(), units: 17 },
        activation(Function::Sigmoid),
        LayerSpec::Linear { name: "fc2".into(), units: 10 },
    ];
    let spec = NetworkSpec::new("odd", InputSpec::new(1, 29, 31), layers);
    assert_eq!(train(spec, 60, 7), ODD);
}

const ARTICLE: &str = "c1060f1d784f337f664a861a0e226d48f752db6a5c1c870e952d5050ae609f23";
const LENET5: &str = "9581f5c754f49b968c35839424e48a0cc05bfad13c10406abc8ed26207fff139";
const LENET5_1998: &str = "a82a149b11e5a6ada0398c65f6df674dd3bfaf9ae12fdf1fa042cd5c913a857f";
const MODERN: &str = "0f8bbab78f730c7cc9a7c4b3f01f14fe5aa9a12a939b1789ebd94a814322a724";
const COURSES: [&str; 2] = [
    "2174be5c17f652b22fe9171d060b55c6530dfcca28797eb7c168b35b758db7fd",
    "c7d0f7736751395d82bfc9b0fdc297dbb0cf80458fc9d13565009cb3889cc720",
];
const ODD: &str = "010d79a8b6dbf72c55644d3591685afee03a252d55c0ad3f4b6a2b0b5cd031a7";
