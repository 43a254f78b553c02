//! Files in: MNIST, plain or compressed, and pictures.

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use lenet::drawing::grey;
use lenet::mnist::Dataset;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

/// A file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// One of MNIST's halves, `train` or `t10k`, from a folder.
pub fn digits(folder: &Path, half: &str) -> Result<Dataset> {
    let images = idx(folder, &format!("{half}-images-idx3-ubyte"))?;
    let labels = idx(folder, &format!("{half}-labels-idx1-ubyte"))?;
    let digits = Dataset::from_idx(&images, &labels).with_context(|| format!("{half} in {}", folder.display()))?;
    if digits.is_empty() {
        bail!("{half} in {} holds no digit", folder.display());
    }
    Ok(digits)
}

/// An IDX file, unpacked if it lies there as .gz.
fn idx(folder: &Path, name: &str) -> Result<Vec<u8>> {
    let plain = folder.join(name);
    if plain.exists() {
        return read(&plain);
    }
    let packed = folder.join(format!("{name}.gz"));
    if !packed.exists() {
        bail!("{} has neither {name} nor {name}.gz; `node scripts/mnist.mjs` fetches them", folder.display());
    }
    let mut bytes = Vec::new();
    GzDecoder::new(read(&packed)?.as_slice())
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot unpack {}", packed.display()))?;
    Ok(bytes)
}

/// A picture in greys.
pub struct Picture {
    /// [height, width], 0 for black.
    pub grey: Vec<u8>,
    /// In pixels.
    pub width: usize,
    /// In pixels.
    pub height: usize,
}

/// Most pixels that a picture may have.
const MOST_PIXELS: u64 = 100_000_000;

/// Reads a PNG, over white paper where it is transparent.
pub fn grey_picture(path: &Path) -> Result<Picture> {
    let context = || format!("{} is not a picture that can be read", path.display());
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut decoder = png::Decoder::new(BufReader::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().with_context(context)?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        bail!("{}: {width}x{height} pixels are too many; at most {MOST_PIXELS}", path.display());
    }
    let mut pixels = vec![0; reader.output_buffer_size().with_context(context)?];
    let frame = reader.next_frame(&mut pixels).with_context(context)?;
    pixels.truncate(frame.buffer_size());
    let grey = match frame.color_type {
        png::ColorType::Grayscale => pixels,
        png::ColorType::GrayscaleAlpha => pixels.as_chunks().0.iter().map(|[g, a]| grey([*g, *g, *g, *a])).collect(),
        png::ColorType::Rgb => pixels.as_chunks().0.iter().map(|[r, g, b]| grey([*r, *g, *b, 255])).collect(),
        png::ColorType::Rgba => pixels.as_chunks().0.iter().map(|pixel| grey(*pixel)).collect(),
        png::ColorType::Indexed => bail!("{}: its palette was not resolved", path.display()),
    };
    Ok(Picture { grey, width: width as usize, height: height as usize })
}
