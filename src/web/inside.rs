//! Looking inside, for JavaScript: gradients and updates.

use super::crossing::{coded, layer, picture, plain, string, tensors, whole};
use super::{Result, Trainer};
use crate::spec::{CLASSES, LayerPlan};
use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Trainer {
    /// The gradient of the loss of one picture [28, 28] by every layer's output, in order, if `label` is right. The weights
    /// stay as they are.
    #[wasm_bindgen(unchecked_return_type = "Activation[]")]
    pub fn gradients(&mut self, image: &Uint8Array, label: f64) -> Result<Array> {
        let label = whole("the label", label, 0.0..=CLASSES as f64 - 1.0, "label-out-of-range")?;
        self.0.differentiate(&picture(image)?, label as u8)?;
        let network = self.0.network();
        let gradient = |plan: &LayerPlan| {
            let gradient = network.output_gradient(&plan.name).unwrap_throw();
            layer(&plan.name, &plain(&plan.kind), &plan.output.sizes(), gradient.as_slice().unwrap_throw())
        };
        Ok(network.plans().map(gradient).collect())
    }

    /// The gradient of the last batch by the weights and biases, in order: that of the last step, or of the one that
    /// `begin` has begun alone. All 0 before the first.
    #[wasm_bindgen(js_name = batchGradient, unchecked_return_type = "ParameterTensor[]")]
    pub fn batch_gradient(&self) -> Array {
        tensors(self.0.network(), self.0.batch_gradient())
    }

    /// From the next step on `followed` tells how number `index` of a tensor is updated; without arguments, of none.
    pub fn follow(&mut self, tensor: Option<JsString>, index: Option<f64>) -> Result<()> {
        let Some(name) = tensor else { return Ok(self.0.follow(None)?) };
        let name = string("the tensor", &name)?;
        let index = whole("index", index.unwrap_or(0.0), 0.0..=f64::from(u32::MAX), "unknown-unit")? as usize;
        let tensors = self.0.network().tensors();
        let place = tensors.iter().find(|tensor| tensor.name == name && index < tensor.range.len());
        let Some(tensor) = place else {
            return Err(coded(&format!("{name} has no number {index}"), "unknown-unit"));
        };
        let place = tensor.range.start + index;
        Ok(self.0.follow(Some(place))?)
    }

    /// The number that is followed, and how it took its last step; undefined if none is.
    #[wasm_bindgen(unchecked_return_type = "Followed | undefined")]
    pub fn followed(&self) -> JsValue {
        self.0.followed().map_or(JsValue::UNDEFINED, |followed| plain(&followed))
    }
}
