//! How a batch's gradient is summed, so that it does not matter who computes which part.
//!
//! A batch is cut into [`SHARDS`] runs of images. Each run's gradient is computed on its own, and the runs are summed two by
//! two: (0 + 1) + (2 + 3). One worker does all of it, two do a half each, four a quarter each, and whoever adds the parts
//! adds the same numbers in the same order: the weights do not depend, to the last bit, on the number of workers.

use std::ops::Range;

/// Runs of images that a batch is cut into: a part of the recipe, since another number would round otherwise.
pub const SHARDS: usize = 4;

/// A worker's share of every batch: one of `count` equal parts of the shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    index: usize,
    count: usize,
}

impl Share {
    /// All of every batch.
    pub const ALL: Share = Share { index: 0, count: 1 };

    /// The `index`-th share of `count`; none unless `count` is 1, 2 or 4 and `index` below it.
    pub fn new(index: usize, count: usize) -> Option<Share> {
        ([1, 2, SHARDS].contains(&count) && index < count).then_some(Share { index, count })
    }

    /// Which of the shares this is.
    pub fn index(self) -> usize {
        self.index
    }

    /// How many of the shards belong to the share.
    pub fn shards(self) -> usize {
        SHARDS / self.count
    }

    /// The images of each of the share's shards, in a batch of `batch`. Where they do not come out even, halves and
    /// quarters still differ by at most one image.
    pub fn images(self, batch: usize) -> impl Iterator<Item = Range<usize>> {
        let shards = self.shards();
        let edge = move |shard: usize| shard * batch / SHARDS;
        (self.index * shards..(self.index + 1) * shards).map(move |shard| edge(shard)..edge(shard + 1))
    }
}

/// Sums lists of equal length, pair by pair, into the first: the others are used up.
///
/// # Panics
///
/// If their number is not a power of two.
pub fn pair_sum(lists: &mut [Vec<f32>]) {
    assert!(lists.len().is_power_of_two(), "the lists do not pair up");
    let mut distance = 1;
    while distance < lists.len() {
        for pair in lists.chunks_exact_mut(2 * distance) {
            let (left, right) = pair.split_at_mut(distance);
            left[0].iter_mut().zip(&right[0]).for_each(|(sum, value)| *sum += value);
        }
        distance *= 2;
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn shares_cover_a_batch_in_order() {
        for batch in 0..40 {
            for count in [1, 2, 4] {
                let shares = (0..count).map(|index| Share::new(index, count).unwrap());
                let images: Vec<usize> = shares.clone().flat_map(|share| share.images(batch).flatten()).collect();
                assert!(images.into_iter().eq(0..batch));
                let sizes: Vec<usize> = shares.map(|share| share.images(batch).map(|run| run.len()).sum()).collect();
                assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
            }
        }
    }

    #[test]
    fn only_equal_shares_exist() {
        for (index, count) in [(0, 0), (0, 3), (1, 1), (2, 2), (0, 8)] {
            assert_eq!(Share::new(index, count), None);
        }
    }

    #[test]
    fn sums_pair_up() {
        let mut lists = [1e8, 1.0, -1e8, 3.0].map(|value| vec![value; 2]);
        pair_sum(&mut lists);
        assert_eq!(lists[0], [(1e8f32 + 1.0) + (-1e8 + 3.0); 2]);
        let mut alone = [vec![2.0]];
        pair_sum(&mut alone);
        assert_eq!(alone[0], [2.0]);
    }
}
