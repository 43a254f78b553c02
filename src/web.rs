//! The JavaScript API: beside what the browser does for JSON the only place that knows wasm_bindgen.
//!
//! Reports cross as plain objects, pictures and maps as typed arrays, copied, because a view of wasm memory dies when
//! the memory grows. Every failure is an `Error` with a `code`, and leaves the trainer as it was.

mod crossing;
mod digits;
mod inside;
mod networks;

pub use digits::{digit_from_image, digit_from_image_data, digit_from_strokes, epoch_order};
pub use networks::{complete_recipe, describe, preset, presets, recipe_for};

use crate::explain::{self, Unit};
use crate::format::safetensors;
use crate::kernel::shards::{SHARDS, Share};
use crate::report::Outcome;
use crate::trainer::{self, MOST_STEPS};
use crossing::{
    bytes, check_length, coded, data, floats, layer, of_type, picture, plain, set, string, tensors, whole, wrong_length,
};
use js_sys::{Array, Float32Array, Float64Array, JsString, Object, Uint8Array};
use networks::read_options;
use std::ops::Range;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("web.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const TYPES_OF_NETWORKS: &str = include_str!("web/networks.d.ts");
#[wasm_bindgen(typescript_custom_section)]
const TYPES_INSIDE: &str = include_str!("web/inside.d.ts");

type Result<T> = std::result::Result<T, JsValue>;

/// In place of the standard library's allocator, which is three kilobytes larger for whoever opens the page.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Has a panic's message told on the console. Called when the module is there.
#[wasm_bindgen(start, js_name = tellPanics)]
fn tell_panics() {
    console_error_panic_hook::set_once();
}

/// A network that is being trained.
#[wasm_bindgen]
pub struct Trainer(trainer::Trainer);

#[wasm_bindgen]
impl Trainer {
    /// A new network, its weights drawn from the seed.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_optional_param_type = "TrainerOptions")] options: JsValue) -> Result<Trainer> {
        let (spec, recipe) = read_options(&options)?;
        Ok(Trainer(trainer::Trainer::new(spec, recipe)?))
    }

    /// A network with the weights of a safetensors file. The file names its network; the options' network counts only
    /// for a file that does not.
    pub fn load(
        file: &Uint8Array,
        #[wasm_bindgen(unchecked_optional_param_type = "TrainerOptions")] options: JsValue,
    ) -> Result<Trainer> {
        let (spec, recipe) = read_options(&options)?;
        Ok(Trainer(trainer::Trainer::with_network(safetensors::load(&bytes("the file", file)?, &spec)?, recipe)?))
    }

    /// The network and its weights as a safetensors file.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn save(&self) -> Uint8Array {
        Uint8Array::from(safetensors::save(self.0.network()).as_slice())
    }

    /// Learns from one batch: images [n, 28, 28], 255 for ink, and labels [n].
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn step(&mut self, images: &Uint8Array, labels: &Uint8Array) -> Result<JsValue> {
        let (images, labels) = batch_of(images, labels)?;
        Ok(plain(&self.0.step(&images, &labels)?))
    }

    /// Which images of every batch of `batch` images are the share of number `worker`, counted from 0, of `workers` trainers that
    /// share every step, 1, 2 or 4 of them; and how many numbers the others need of its part of the gradient.
    #[wasm_bindgen(unchecked_return_type = "Share")]
    pub fn share(&self, batch: f64, worker: f64, workers: f64) -> Result<Object> {
        let (batch, share) = (self.batch(batch)?, share(worker, workers)?);
        let Range { start, end } = share.images(batch);
        let object = Object::new();
        set(&object, "first", start as f64);
        set(&object, "end", end as f64);
        set(&object, "partLength", self.0.part_len(batch, share) as f64);
        Ok(object)
    }

    /// Begins a step that several trainers share: computes one's share of a batch, of which only the images of that share need
    /// be there. Returns the share's loss, summed, and how many were right.
    pub fn begin(&mut self, images: &Uint8Array, labels: &Uint8Array, worker: f64, workers: f64) -> Result<Vec<f64>> {
        let (images, labels) = batch_of(images, labels)?;
        let outcome = self.0.begin(&images, &labels, share(worker, workers)?)?;
        Ok(vec![outcome.loss, outcome.correct as f64])
    }

    /// Copies a worker's part of the gradient, as `begin` left it, into `target`, which has the share's `partLength` numbers.
    #[wasm_bindgen(js_name = readPart)]
    pub fn read_part(&mut self, batch: f64, worker: f64, workers: f64, target: &Float32Array) -> Result<()> {
        self.part(batch, worker, workers, target).map(|part| target.copy_from(part))
    }

    /// Takes another worker's part of the gradient from `source`, as `readPart` filled it.
    #[wasm_bindgen(js_name = writePart)]
    pub fn write_part(&mut self, batch: f64, worker: f64, workers: f64, source: &Float32Array) -> Result<()> {
        self.part(batch, worker, workers, source).map(|part| source.copy_to(part))
    }

    /// Ends a step that several trainers share, when the parts of all are there. `outcomes` is what `begin` returned for
    /// each, one after another; `batch` is the number of images. Every trainer is the same afterwards.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn finish(&mut self, outcomes: &Float64Array, batch: f64) -> Result<JsValue> {
        let count = self.batch(batch)?;
        let what = "the outcomes";
        let outcomes: &Float64Array = of_type(what, outcomes, "a Float64Array")?;
        let length = outcomes.length();
        if !length.is_multiple_of(2) {
            return Err(wrong_length(what, length as usize, "a loss and a count for each worker").into());
        }
        share(0.0, f64::from(length / 2))?;
        let outcomes = outcomes.to_vec();
        let (pairs, _) = outcomes.as_chunks();
        let outcome = |[loss, correct]: &[f64; 2]| {
            let correct = whole("the count of right answers", *correct, 0.0..=batch, "invalid-option")? as usize;
            Ok(Outcome { loss: *loss, correct })
        };
        let outcomes = pairs.iter().map(outcome).collect::<Result<Vec<_>>>()?;
        Ok(plain(&self.0.finish(&outcomes, count)?))
    }

    /// What training remembers: with momentum the velocity of each parameter; with Adam each one's mean gradient, then each
    /// one's mean squared gradient; at last, if the network's weights are an average, those that learn. With the network and
    /// the number of steps it is all that another trainer needs to go on.
    pub fn memory(&self) -> Float32Array {
        Float32Array::from(self.0.memory().as_slice())
    }

    /// Goes on as another trainer of the same recipe would, whose network this one has: with what that one remembers and its
    /// number of steps, by which the learning rate and the augmentation go.
    pub fn resume(&mut self, memory: &Float32Array, steps: f64) -> Result<()> {
        let memory = floats("the memory", memory)?;
        Ok(self.0.resume(&memory, whole("steps", steps, 0.0..=MOST_STEPS, "invalid-option")?)?)
    }

    /// What the network says of one picture [28, 28].
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub fn predict(&mut self, image: &Uint8Array) -> Result<JsValue> {
        Ok(plain(&self.0.predict(&picture(image)?)?))
    }

    /// How the network does on images [n, 28, 28] and labels [n], without learning from them.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate(&mut self, images: &Uint8Array, labels: &Uint8Array) -> Result<JsValue> {
        let (images, labels) = batch_of(images, labels)?;
        let evaluation = self.0.evaluate(&images, &labels)?;
        let object: Object = plain(&evaluation).unchecked_into();
        set(&object, "answers", Uint8Array::from(evaluation.answers.as_slice()));
        set(&object, "confidences", Float32Array::from(evaluation.confidences.as_slice()));
        Ok(object.into())
    }

    /// Every layer's output for one picture [28, 28], in order, and the probabilities at the end.
    #[wasm_bindgen(unchecked_return_type = "Activation[]")]
    pub fn activations(&mut self, image: &Uint8Array) -> Result<Array> {
        let mut probabilities = self.0.activate(&picture(image)?)?.to_vec();
        let network = self.0.network();
        network.criterion().probabilities(&mut probabilities);
        let activations = Array::new();
        for plan in network.plans() {
            let output = network.activation(&plan.name).unwrap_throw();
            let values = output.as_slice().unwrap_throw();
            activations.push(&layer(&plan.name, &plain(&plan.kind), &plan.output.sizes(), values));
        }
        activations.push(&layer("probabilities", &"softmax".into(), &[probabilities.len()], &probabilities));
        Ok(activations)
    }

    /// How one unit gets its value for one picture [28, 28]: what it sees of every earlier layer, and its arithmetic. Of a
    /// layer without maps, `map` is the unit; row and column are 0.
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn explain(
        &mut self,
        image: &Uint8Array,
        layer: &JsString,
        map: f64,
        row: f64,
        column: f64,
    ) -> Result<JsValue> {
        self.0.activate(&picture(image)?)?;
        let place =
            |what, index| whole(what, index, 0.0..=f64::from(u32::MAX), "unknown-unit").map(|index| index as usize);
        let unit = Unit { map: place("map", map)?, row: place("row", row)?, column: place("column", column)? };
        Ok(plain(&explain::explain(self.0.network(), &string("the layer", layer)?, unit)?))
    }

    /// The weights and biases, in order.
    #[wasm_bindgen(unchecked_return_type = "ParameterTensor[]")]
    pub fn parameters(&self) -> Array {
        tensors(self.0.network(), self.0.network().parameters())
    }

    /// The walk through the network: each layer's shapes and counts.
    #[wasm_bindgen(unchecked_return_type = "LayerDescription[]")]
    pub fn describe(&self) -> JsValue {
        plain(&self.0.network().plans().collect::<Vec<_>>())
    }

    /// The network as data.
    #[wasm_bindgen(getter, unchecked_return_type = "NetworkSpec")]
    pub fn network(&self) -> JsValue {
        data(self.0.network().spec())
    }

    /// Steps done since the start.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> f64 {
        self.0.steps() as f64
    }

    /// The SHA-256 of all weights, in hexadecimal: equal for equal training, in every browser.
    #[wasm_bindgen(js_name = weightsSha256)]
    pub fn weights_sha256(&self) -> String {
        self.0.network().weights_sha256()
    }
}

impl Trainer {
    /// How many images a batch has, as a step takes them.
    fn batch(&self, batch: f64) -> Result<usize> {
        Ok(whole("batch", batch, 1.0..=self.0.most_images() as f64, "invalid-option")? as usize)
    }

    /// What others need of a part, if the array has as many numbers.
    fn part(&mut self, batch: f64, worker: f64, workers: f64, array: &Float32Array) -> Result<&mut [f32]> {
        let (batch, share) = (self.batch(batch)?, share(worker, workers)?);
        let array: &Float32Array = of_type("the part", array, "a Float32Array")?;
        let part = self.0.part_mut(batch, share);
        check_length("the part", array.length(), part.len()..=part.len(), || part.len().to_string())?;
        Ok(part)
    }
}

/// Images and labels.
fn batch_of(images: &Uint8Array, labels: &Uint8Array) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok((bytes("the images", images)?, bytes("the labels", labels)?))
}

/// The share of a worker.
fn share(worker: f64, workers: f64) -> Result<Share> {
    let most = SHARDS as f64;
    let index = whole("worker", worker, 0.0..=most - 1.0, "invalid-option")? as usize;
    let count = whole("workers", workers, 1.0..=most, "invalid-option")? as usize;
    let error = || coded(&format!("worker {index} of {count}: there are 1, 2 or {SHARDS}"), "invalid-option");
    Share::new(index, count).ok_or_else(error)
}
