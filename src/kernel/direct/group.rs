//! Filters that are computed together.

use super::layout::Layout;
use crate::columns::Geometry;

/// The most filters of a group: rows of the largest block.
pub(super) const MOST_FILTERS: usize = 4;

/// Some filters.
pub(super) struct Group {
    /// At most [`MOST_FILTERS`].
    pub filters: Vec<usize>,
    /// The taps that any of them has: which number of a filter each is.
    pub numbers: Vec<usize>,
    /// Each tap's distance from the patch's corner.
    pub distances: Vec<u32>,
    /// Where the group's weights begin among those of all.
    pub start: usize,
}

impl Group {
    /// Weights of all filters.
    pub(super) fn weights(&self) -> usize {
        self.filters.len() * self.numbers.len()
    }
}

/// Shares filters out among groups: as few as will do and as even as can be, each filter with those that read what it reads.
pub(super) fn groups(filters: usize, layout: &Layout, connects: impl Fn(usize, usize) -> bool) -> Vec<Group> {
    let Geometry { channels, kernel, .. } = *layout.geometry();
    let mut start = 0;
    let with_taps = |filters: Vec<usize>| {
        let (mut numbers, mut distances) = (Vec::new(), Vec::new());
        let reads = |channel: &usize| filters.iter().any(|filter| connects(*filter, *channel));
        for channel in (0..channels).filter(reads) {
            for place in 0..kernel * kernel {
                numbers.push(channel * kernel * kernel + place);
                distances.push(layout.distance(channel, place / kernel, place % kernel) as u32);
            }
        }
        let group = Group { filters, numbers, distances, start };
        start += group.weights();
        group
    };
    members(filters, channels, &connects).into_iter().map(with_taps).collect()
}

fn members(filters: usize, channels: usize, connects: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let size = even_part(filters);
    let mut rest: Vec<usize> = (0..filters).collect();
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let mut group: Vec<usize> = Vec::new();
        while group.len() < size && !rest.is_empty() {
            let reads = |channel: usize| group.iter().any(|filter| connects(*filter, channel));
            let fresh = |filter: usize| (0..channels).filter(|map| connects(filter, *map) && !reads(*map)).count();
            let next = (0..rest.len()).min_by_key(|place| fresh(rest[*place])).unwrap_or_default();
            group.push(rest.remove(next));
        }
        groups.push(group);
    }
    groups
}

/// The size of as few parts of a number as will do, of at most [`MOST_FILTERS`] and as even as can be.
pub(super) fn even_part(number: usize) -> usize {
    number.div_ceil(number.div_ceil(MOST_FILTERS).max(1)).max(1)
}
