//! Weights as `.safetensors`: 32-bit floats under Paddle's names and layouts, the network's JSON in the metadata.
//!
//! A file is the length of its header in eight bytes, little-endian; the header, which is JSON; and the tensors' bytes. The
//! tests hold this reader and writer against the `safetensors` crate, which would be a tenth of the page's module.

use crate::error::{Error, Result};
use crate::json::{self, Fields, FromJson, double, number, text};
use crate::network::{Network, Tensor};
use crate::spec::NetworkSpec;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// The header's key of what is not a tensor.
const METADATA: &str = "__metadata__";
/// The type of the numbers.
const FLOAT: &str = "F32";
/// Bytes of the header's length, and what the header's end is aligned to.
const WORD: usize = 8;

/// Writes a network with its weights.
pub fn save(network: &Network) -> Vec<u8> {
    let mut header = text(&Header::new(network)).into_bytes();
    header.resize(header.len().next_multiple_of(WORD), b' ');
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.append(&mut header);
    file.extend(network.parameters().iter().flat_map(|value| value.to_le_bytes()));
    file
}

/// Reads a network with its weights. A file that does not name its network is taken for `otherwise`.
///
/// # Errors
///
/// [`Error::MalformedFile`] if it is not a safetensors file, or does not hold exactly the network's tensors as finite
/// 32-bit floats; [`Error::InvalidNetwork`] if the network itself does not fit together.
pub fn load(bytes: &[u8], otherwise: &NetworkSpec) -> Result<Network> {
    let (header, data) = split(bytes).ok_or_else(|| malformed("it is cut off, or not a safetensors file".into()))?;
    let header: Header = json::read(header).map_err(|problem| malformed(format!("its header: {problem}")))?;
    let end = header.tensors.iter().filter_map(|(_, entry)| entry.data_offsets.last()).max();
    if let Some(end) = end.filter(|end| **end > data.len()) {
        return Err(malformed(format!("it is cut off: its tensors end at {end}, but it holds {} bytes", data.len())));
    }
    let spec = match header.network {
        Some(json) => json::read(json.as_bytes()).map_err(|problem| malformed(format!("its network: {problem}")))?,
        None => otherwise.clone(),
    };
    let mut network = Network::new(spec, 0)?;
    let tensors = network.tensors().to_vec();
    if let Some((name, _)) = header.tensors.iter().find(|(name, _)| !tensors.iter().any(|tensor| tensor.name == *name))
    {
        let problem = format!("it has a tensor {}, which the network {} does not", text(name), network.spec().name);
        return Err(malformed(problem));
    }
    let mut places = Vec::new();
    for Tensor { name, shape, range } in &tensors {
        let Some((_, entry)) = header.tensors.iter().find(|(other, _)| other == name) else {
            let problem = format!("it lacks the tensor {} of the network {}", text(name), network.spec().name);
            return Err(malformed(problem));
        };
        if entry.dtype != FLOAT || entry.shape != *shape {
            let Entry { dtype, shape: found, .. } = entry;
            return Err(malformed(format!("{name} is {dtype} {found:?}, expected {FLOAT} {shape:?}")));
        }
        let Some(values) = entry.part(data).filter(|values| values.len() == range.len()) else {
            return Err(malformed(format!("{name} does not lie at {:?}", entry.data_offsets)));
        };
        places.push((name, &entry.data_offsets));
        for (parameter, bytes) in network.parameters_mut()[range.clone()].iter_mut().zip(values) {
            let value = f32::from_le_bytes(*bytes);
            if !value.is_finite() {
                return Err(malformed(format!("{name} holds {}, not a finite number", number(value.into()))));
            }
            *parameter = value;
        }
    }
    // The format allows neither holes nor two tensors in one place.
    let mut end = 0;
    while let Some(next) = places.iter().position(|(_, place)| place[0] == end) {
        end = places.remove(next).1[1];
    }
    if let Some((name, place)) = places.first() {
        return Err(malformed(format!("{name} lies at {place:?}, but those before it end at {end}")));
    }
    if end != data.len() {
        return Err(malformed(format!("its tensors end at {end}, but it holds {} bytes", data.len())));
    }
    for plan in network.plans().filter(|plan| plan.connection_table.is_some()) {
        let name = format!("{}.weight", plan.name);
        let weight = network.parameter(&name).expect("a convolution has a weight");
        let stray = weight.iter().zip(plan.connected()).find(|(value, connected)| **value != 0.0 && !connected);
        if let Some((value, _)) = stray {
            let value = number(double(*value));
            return Err(malformed(format!("{name} holds {value} where its table has no connection, not 0")));
        }
    }
    Ok(network)
}

/// The header and what follows it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<WORD>()?;
    rest.split_at_checked(u64::from_le_bytes(*length).try_into().ok()?)
}

fn malformed(problem: String) -> Error {
    Error::MalformedFile { format: "safetensors", problem }
}

/// What a header says.
struct Header {
    /// The network's JSON, if it is there.
    network: Option<String>,
    /// The tensors by their names.
    tensors: Vec<(String, Entry)>,
}

/// What a header says of a tensor.
#[derive(Serialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    /// Where its bytes begin and end, counted from the header's end.
    data_offsets: Vec<usize>,
}

/// What a header says of everything else.
#[derive(Serialize)]
struct Metadata<'a> {
    network: &'a Option<String>,
}

impl Header {
    fn new(network: &Network) -> Self {
        let entry = |Tensor { name, shape, range }: &Tensor| {
            let data_offsets = vec![range.start * 4, range.end * 4];
            (name.clone(), Entry { dtype: FLOAT.into(), shape: shape.clone(), data_offsets })
        };
        let tensors = network.tensors().iter().map(entry).collect();
        Header { network: Some(text(network.spec())), tensors }
    }
}

impl Entry {
    /// The tensor's part of all data, four bytes a number.
    fn part<'a>(&self, data: &'a [u8]) -> Option<&'a [[u8; 4]]> {
        let [start, end] = *self.data_offsets.as_slice() else { return None };
        let (numbers, []) = data.get(start..end)?.as_chunks() else { return None };
        Some(numbers)
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(METADATA, &Metadata { network: &self.network })?;
        for (name, entry) in &self.tensors {
            map.serialize_entry(name, entry)?;
        }
        map.end()
    }
}

impl FromJson for Header {
    fn from_json(value: &Value) -> json::Result<Self> {
        let mut header = Header { network: None, tensors: Vec::new() };
        for (name, value) in json::object(value)? {
            if name == METADATA {
                header.network = value.get("network").map(String::from_json).transpose()?;
            } else {
                header.tensors.push((name.clone(), Entry::from_json(value)?));
            }
        }
        Ok(header)
    }
}

impl FromJson for Entry {
    fn from_json(value: &Value) -> json::Result<Self> {
        let mut fields = Fields::of(value)?;
        let entry = Entry {
            dtype: fields.required("dtype")?,
            shape: fields.required("shape")?,
            data_offsets: fields.required("data_offsets")?,
        };
        fields.finish().map(|()| entry)
    }
}
