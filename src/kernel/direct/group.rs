//! Filters that are computed together.

use super::layout::Layout;
use std::ops::Range;

/// The most filters of a group: rows of the largest block.
pub(super) const MOST_FILTERS: usize = 4;

/// Some filters.
pub(super) struct Group {
    /// At most [`MOST_FILTERS`].
    pub filters: Vec<usize>,
    /// Their taps: which number of a filter each is.
    pub numbers: Vec<usize>,
    /// Each tap's distance from the patch's corner.
    pub distances: Vec<u32>,
    /// Where the group's weights begin among those of all.
    pub start: usize,
}

impl Group {
    fn new(filters: &[usize], channels: Range<usize>, layout: &Layout, start: usize) -> Group {
        let kernel = layout.geometry().kernel;
        let (mut numbers, mut distances) = (Vec::new(), Vec::new());
        for channel in channels {
            for place in 0..kernel * kernel {
                numbers.push(channel * kernel * kernel + place);
                distances.push(layout.distance(channel, place / kernel, place % kernel) as u32);
            }
        }
        Group { filters: filters.to_vec(), numbers, distances, start }
    }

    /// Weights of all filters.
    pub(super) fn weights(&self) -> usize {
        self.filters.len() * self.numbers.len()
    }
}

/// Shares filters out among groups, as few as will do and as even as can be. Where each filter reads every map, a group has all
/// taps; otherwise one map's, for filters that read it, so that no kernel is computed without a connection.
///
/// `readers` are the filters that read each map.
pub(super) fn groups(filters: usize, layout: &Layout, readers: &[Vec<usize>]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut add = |filters: &[usize], channels: Range<usize>| {
        for part in even_parts(filters.len()) {
            let filters = &filters[part];
            let start = groups.last().map_or(0, |group: &Group| group.start + group.weights());
            groups.push(Group::new(filters, channels.clone(), layout, start));
        }
    };
    if readers.iter().all(|readers| readers.len() == filters) {
        add(&readers[0], 0..readers.len());
    } else {
        readers.iter().enumerate().for_each(|(channel, readers)| add(readers, channel..channel + 1));
    }
    groups
}

/// As few parts of a number as will do, of at most [`MOST_FILTERS`] and as even as can be.
pub(super) fn even_parts(number: usize) -> impl Iterator<Item = Range<usize>> {
    let count = number.div_ceil(MOST_FILTERS);
    (0..count).map(move |part| part * number / count..(part + 1) * number / count)
}
