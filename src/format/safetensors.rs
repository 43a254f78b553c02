//! Weights as `.safetensors`: 32-bit floats under Paddle's names and layouts, the network's JSON in the metadata.

use crate::error::{Error, Result};
use crate::network::Network;
use crate::spec::NetworkSpec;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::HashMap;

/// The metadata key of the network's JSON.
const NETWORK: &str = "network";

/// Writes a network with its weights.
pub fn save(network: &Network) -> Vec<u8> {
    let bytes: Vec<u8> = network.parameters().iter().flat_map(|value| value.to_le_bytes()).collect();
    let views = network.tensors().iter().map(|tensor| {
        let data = &bytes[tensor.range.start * 4..tensor.range.end * 4];
        let view = TensorView::new(Dtype::F32, tensor.shape.clone(), data).expect("a tensor has its shape's length");
        (tensor.name.as_str(), view)
    });
    let spec = serde_json::to_string(network.spec()).expect("a spec is plain data");
    let metadata = HashMap::from([(NETWORK.to_owned(), spec)]);
    safetensors::serialize(views, Some(metadata)).expect("names and shapes are plain data")
}

/// Reads a network with its weights. A file that does not name its network is taken for `otherwise`.
///
/// # Errors
///
/// [`Error::MalformedFile`] if it is not a safetensors file, or does not hold exactly the network's tensors as finite
/// 32-bit floats; [`Error::InvalidNetwork`] if the network itself does not fit together.
pub fn load(bytes: &[u8], otherwise: &NetworkSpec) -> Result<Network> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| malformed(error.to_string()))?;
    let spec = match metadata.metadata().as_ref().and_then(|metadata| metadata.get(NETWORK)) {
        Some(json) => serde_json::from_str(json).map_err(|error| malformed(format!("its network: {error}")))?,
        None => otherwise.clone(),
    };
    let file = SafeTensors::deserialize(bytes).map_err(|error| malformed(error.to_string()))?;
    let mut network = Network::new(spec, 0)?;
    let tensors = network.tensors().to_vec();
    for (name, _) in file.iter() {
        if !tensors.iter().any(|tensor| tensor.name == name) {
            let problem = format!("it has a tensor {name:?}, which the network {} does not", network.spec().name);
            return Err(malformed(problem));
        }
    }
    for tensor in tensors {
        let name = &tensor.name;
        let Ok(found) = file.tensor(name) else {
            return Err(malformed(format!("it lacks the tensor {name:?} of the network {}", network.spec().name)));
        };
        if found.dtype() != Dtype::F32 || found.shape() != tensor.shape {
            let (dtype, shape) = (found.dtype(), found.shape());
            let problem = format!("{name} is {dtype:?} {shape:?}, expected F32 {:?}", tensor.shape);
            return Err(malformed(problem));
        }
        let values = found.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        for (parameter, value) in network.parameters_mut()[tensor.range].iter_mut().zip(values) {
            if !value.is_finite() {
                return Err(malformed(format!("{name} holds {value}, not a finite number")));
            }
            *parameter = value;
        }
    }
    for plan in network.plans().filter(|plan| plan.connection_table.is_some()) {
        let name = format!("{}.weight", plan.name);
        let weight = network.parameter(&name).expect("a convolution has a weight");
        let stray = weight.iter().zip(plan.connected()).find(|(value, connected)| **value != 0.0 && !connected);
        if let Some((value, _)) = stray {
            return Err(malformed(format!("{name} holds {value} where its table has no connection, not 0")));
        }
    }
    Ok(network)
}

fn malformed(problem: String) -> Error {
    Error::MalformedFile { format: "safetensors", problem }
}
