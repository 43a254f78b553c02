//! How a batch's gradient is summed, so that it does not matter who computes which part.
//!
//! A batch is cut into [`SHARDS`] runs of images. Each run's gradient is summed on its own, and the runs are summed two by
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

    /// All shares of `count`, in order; none unless `count` is 1, 2 or 4.
    pub fn each_of(count: usize) -> impl Iterator<Item = Share> + Clone {
        (0..count).filter_map(move |index| Share::new(index, count))
    }

    /// How many shares there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// Which of the shares this is.
    pub fn index(self) -> usize {
        self.index
    }

    /// How many of the shards belong to the share.
    pub fn shards(self) -> usize {
        SHARDS / self.count
    }

    /// The share's images in a batch of `batch`. Where they do not come out even, halves and quarters still differ by at
    /// most one image.
    pub fn images(self, batch: usize) -> Range<usize> {
        let first = self.index * self.shards();
        edge(first, batch)..edge(first + self.shards(), batch)
    }

    /// The images of each of the share's shards, counted from the share's first. With fewer images than shards some are
    /// empty: their gradient is 0.
    pub fn runs(self, batch: usize) -> impl Iterator<Item = Range<usize>> {
        let (first, start) = (self.index * self.shards(), self.images(batch).start);
        (first..first + self.shards()).map(move |shard| edge(shard, batch) - start..edge(shard + 1, batch) - start)
    }
}

/// The first image of a shard: shard x batch / shards, for any batch without an overflow.
fn edge(shard: usize, batch: usize) -> usize {
    shard * (batch / SHARDS) + shard * (batch % SHARDS) / SHARDS
}

/// Sums numbers two by two.
///
/// # Panics
///
/// If their number is not a power of two.
pub fn pair_sum<T: Copy + std::ops::AddAssign>(values: &mut [T]) -> T {
    pair_up(values, |sum, value| *sum += *value);
    values[0]
}

/// Sums a range of lists two by two, into the first: the others' are used up.
///
/// # Panics
///
/// If their number is not a power of two, or one is shorter.
pub fn pair_sum_lists(lists: &mut [Vec<f32>], range: Range<usize>) {
    pair_up(lists, |sums, values| {
        let values = &values[range.clone()];
        sums[range.clone()].iter_mut().zip(values).for_each(|(sum, value)| *sum += *value);
    });
}

/// Adds each second part to the one before it, then each second of those, until one is left: the first.
fn pair_up<T>(parts: &mut [T], add: impl Fn(&mut T, &mut T)) {
    assert!(parts.len().is_power_of_two(), "the parts do not pair up");
    let mut distance = 1;
    while distance < parts.len() {
        for pair in parts.chunks_exact_mut(2 * distance) {
            let (left, right) = pair.split_at_mut(distance);
            add(&mut left[0], &mut right[0]);
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
                let shares = Share::each_of(count);
                let images = shares.clone().flat_map(|share| {
                    let start = share.images(batch).start;
                    share.runs(batch).flatten().map(move |image| start + image)
                });
                assert!(images.eq(0..batch));
                assert_eq!(shares.clone().count(), count);
                let sizes: Vec<usize> = shares.map(|share| share.images(batch).len()).collect();
                assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
            }
        }
    }

    #[test]
    fn no_batch_is_too_large_to_share() {
        for share in Share::each_of(SHARDS) {
            let Range { start, end } = share.images(usize::MAX);
            assert!(share.runs(usize::MAX).eq(std::iter::once(0..end - start)));
        }
        assert_eq!(Share::ALL.images(usize::MAX), 0..usize::MAX);
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
        pair_sum_lists(&mut lists, 0..2);
        assert_eq!(lists[0], [(1e8f32 + 1.0) + (-1e8 + 3.0); 2]);
        assert_eq!(pair_sum(&mut [1e17, 1.0, -1e17, 3.0]), (1e17 + 1.0) + (-1e17 + 3.0));
        assert_eq!(pair_sum(&mut [2.0]), 2.0);
    }
}
