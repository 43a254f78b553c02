//! A network out of JSON.

use super::{Function, Initialization, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use crate::json::{Fields, FromJson, Result, unknown_kind, word};
use serde_json::Value;

impl TryFrom<Value> for NetworkSpec {
    type Error = String;

    fn try_from(value: Value) -> Result<Self> {
        Self::from_json(&value)
    }
}

impl FromJson for NetworkSpec {
    fn from_json(value: &Value) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let spec = NetworkSpec {
            name: fields.required("name")?,
            input: fields.required("input")?,
            initialization: fields.or("initialization", Initialization::default())?,
            layers: fields.required("layers")?,
        };
        fields.finish().map(|()| spec)
    }
}

impl FromJson for InputSpec {
    fn from_json(value: &Value) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let sizes = [fields.required("channels")?, fields.required("height")?, fields.required("width")?];
        let [channels, height, width] = sizes;
        let plain = InputSpec::new(channels, height, width);
        let background = fields.or("background", plain.background)?;
        let ink = fields.or("ink", plain.ink)?;
        fields.finish().map(|()| InputSpec { background, ink, ..plain })
    }
}

impl FromJson for LayerSpec {
    fn from_json(value: &Value) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let layer = match fields.kind()? {
            "conv" => LayerSpec::Conv {
                name: fields.required("name")?,
                filters: fields.required("filters")?,
                kernel: fields.required("kernel")?,
                stride: fields.or("stride", 1)?,
                padding: fields.or("padding", 0)?,
                connections: fields.optional("connections")?,
            },
            "pool" => LayerSpec::Pool {
                name: fields.optional("name")?,
                method: fields.required("method")?,
                size: fields.required("size")?,
                stride: fields.required("stride")?,
            },
            "activation" => {
                LayerSpec::Activation { name: fields.optional("name")?, function: fields.required("function")? }
            }
            "flatten" => LayerSpec::Flatten { name: fields.optional("name")? },
            "linear" => LayerSpec::Linear { name: fields.required("name")?, units: fields.required("units")? },
            "rbf" => LayerSpec::Rbf { name: fields.required("name")? },
            other => return Err(unknown_kind(other, "conv, pool, activation, flatten, linear, rbf")),
        };
        fields.finish().map(|()| layer)
    }
}

impl FromJson for Initialization {
    fn from_json(value: &Value) -> Result<Self> {
        word(value, &[("paddle", Initialization::Paddle), ("lecun", Initialization::Lecun)])
    }
}

impl FromJson for PoolMethod {
    fn from_json(value: &Value) -> Result<Self> {
        word(value, &[("max", PoolMethod::Max), ("average", PoolMethod::Average), ("trainable", PoolMethod::Trainable)])
    }
}

impl FromJson for Function {
    fn from_json(value: &Value) -> Result<Self> {
        word(value, &Function::ALL.map(|function| (function.name(), function)))
    }
}
