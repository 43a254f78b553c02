//! MNIST: its files, and the order in which its digits are shown.

use crate::error::{Error, Result};
pub use crate::kernel::picture::SIDE;
use crate::random::{Purpose, Random};

/// Pixels of a digit's picture.
pub const PIXELS: usize = SIDE * SIDE;

const IMAGES_MAGIC: u32 = 0x0803;
const LABELS_MAGIC: u32 = 0x0801;

/// Pictures and what they show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// \[count, 28, 28], 0 for paper and 255 for ink.
    pub images: Vec<u8>,
    /// \[count], 0 to 9.
    pub labels: Vec<u8>,
}

impl Dataset {
    /// Reads a pair of IDX files, uncompressed.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedFile`] that says which file is wrong and how.
    pub fn from_idx(images: &[u8], labels: &[u8]) -> Result<Dataset> {
        let images = read_idx(images, "IDX image", IMAGES_MAGIC, &[SIDE as u32, SIDE as u32])?;
        let labels = read_idx(labels, "IDX label", LABELS_MAGIC, &[])?;
        if images.len() != labels.len() * PIXELS {
            let problem = format!("{} labels for {} images", labels.len(), images.len() / PIXELS);
            return Err(Error::MalformedFile { format: "IDX label", problem });
        }
        if let Some(index) = labels.iter().position(|label| *label > 9) {
            let problem = format!("label {} is {}, not a digit", index, labels[index]);
            return Err(Error::MalformedFile { format: "IDX label", problem });
        }
        Ok(Dataset { images: images.to_vec(), labels: labels.to_vec() })
    }

    /// Writes a pair of IDX files: images, labels.
    pub fn to_idx(&self) -> (Vec<u8>, Vec<u8>) {
        let count = self.len() as u32;
        let images = write_idx(IMAGES_MAGIC, &[count, SIDE as u32, SIDE as u32], &self.images);
        (images, write_idx(LABELS_MAGIC, &[count], &self.labels))
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Copies the pictures and labels at `indices` into `images` and `labels`, which keep their room.
    ///
    /// # Panics
    ///
    /// If there is no picture of an index.
    pub fn gather(&self, indices: &[u32], images: &mut Vec<u8>, labels: &mut Vec<u8>) {
        images.clear();
        labels.clear();
        for index in indices {
            let index = *index as usize;
            images.extend_from_slice(&self.images[index * PIXELS..(index + 1) * PIXELS]);
            labels.push(self.labels[index]);
        }
    }
}

/// The contents of an IDX file whose first size is free and whose others are `sizes`.
fn read_idx<'a>(bytes: &'a [u8], format: &'static str, magic: u32, sizes: &[u32]) -> Result<&'a [u8]> {
    let malformed = |problem: String| Error::MalformedFile { format, problem };
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(malformed("it is compressed with gzip; unpack it first".into()));
    }
    let header = 4 * (2 + sizes.len());
    let Some((header, contents)) = bytes.split_at_checked(header) else {
        return Err(malformed(format!("{} bytes are too few for its header of {header}", bytes.len())));
    };
    let mut numbers = header.as_chunks().0.iter().map(|bytes| u32::from_be_bytes(*bytes));
    let found = numbers.next().unwrap_or_default();
    if found != magic {
        return Err(malformed(format!("it starts with {found:#010x}, not {magic:#010x}")));
    }
    let count = numbers.next().unwrap_or_default();
    let found: Vec<u32> = numbers.collect();
    if found != sizes {
        return Err(malformed(format!("its items have the size {found:?}, not {sizes:?}")));
    }
    let expected = sizes.iter().fold(u64::from(count), |product, size| product * u64::from(*size));
    if contents.len() as u64 != expected {
        return Err(malformed(format!("{} bytes after the header, not {expected}", contents.len())));
    }
    Ok(contents)
}

fn write_idx(magic: u32, sizes: &[u32], contents: &[u8]) -> Vec<u8> {
    let header = std::iter::once(&magic).chain(sizes).flat_map(|number| number.to_be_bytes());
    header.chain(contents.iter().copied()).collect()
}

/// The order of an epoch's `count` pictures, from the seed alone.
///
/// The first epoch (number 0) shuffles within blocks of `block` pictures, block after block, so that training can start
/// when the first block has arrived; the others shuffle all.
pub fn epoch_order(seed: u32, epoch: u32, count: u32, block: u32) -> Vec<u32> {
    let mut random = Random::new(seed, Purpose::Order(epoch));
    let mut order: Vec<u32> = (0..count).collect();
    let block = if epoch == 0 && block > 0 { block } else { count.max(1) };
    order.chunks_mut(block as usize).for_each(|block| random.shuffle(block));
    order
}
