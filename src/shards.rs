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

    /// The images of each of the share's shards, in a batch of `batch`. Where they do not come out even, halves and
    /// quarters still differ by at most one image.
    pub fn images(self, batch: usize) -> impl Iterator<Item = Range<usize>> {
        let shards = SHARDS / self.count;
        let edge = move |shard: usize| shard * batch / SHARDS;
        (self.index * shards..(self.index + 1) * shards).map(move |shard| edge(shard)..edge(shard + 1))
    }
}

/// Adds equal lists of numbers two by two, as they come.
#[derive(Debug, Default)]
pub struct PairSum {
    /// Sums so far, each of twice as many lists as the one after it; room that is kept.
    sums: Vec<Vec<f32>>,
    /// How many lists each sum holds.
    counts: Vec<usize>,
}

impl PairSum {
    /// Takes the next list.
    pub fn push(&mut self, values: &[f32]) {
        let depth = self.counts.len();
        if depth == self.sums.len() {
            self.sums.push(values.to_vec());
        } else {
            self.sums[depth].copy_from_slice(values);
        }
        self.counts.push(1);
        while let [.., left, right] = self.counts[..]
            && left == right
        {
            self.counts.truncate(self.counts.len() - 2);
            self.counts.push(left + right);
            let (sum, rest) = self.sums[self.counts.len() - 1..].split_at_mut(1);
            sum[0].iter_mut().zip(&rest[0]).for_each(|(sum, value)| *sum += value);
        }
    }

    /// Ends the sum and returns it: of a power of two of lists, which is one.
    ///
    /// # Panics
    ///
    /// If the lists were not a power of two.
    pub fn finish(&mut self) -> &mut [f32] {
        assert_eq!(self.counts.len(), 1, "the lists did not pair up");
        self.counts.clear();
        &mut self.sums[0]
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
        let values = [1e8, 1.0, -1e8, 3.0];
        let mut sum = PairSum::default();
        // Twice, since the room is used again.
        for _ in 0..2 {
            values.iter().for_each(|value| sum.push(&[*value]));
            assert_eq!(sum.finish(), [(1e8f32 + 1.0) + (-1e8 + 3.0)]);
        }
        sum.push(&[2.0]);
        assert_eq!(sum.finish(), [2.0]);
    }
}
