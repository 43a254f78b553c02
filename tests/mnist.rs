//! MNIST's files and the order of its digits.

#![cfg(not(target_arch = "wasm32"))]

use lenet::mnist::{Dataset, PIXELS, epoch_order};

fn dataset(count: usize) -> Dataset {
    Dataset {
        images: (0..count * PIXELS).map(|index| (index % 251) as u8).collect(),
        labels: (0..count).map(|index| (index % 10) as u8).collect(),
    }
}

#[test]
fn files_come_back_as_they_were() {
    for count in [0, 1, 12] {
        let (images, labels) = dataset(count).to_idx();
        assert_eq!(Dataset::from_idx(&images, &labels).unwrap(), dataset(count));
    }
}

#[test]
fn damaged_files_are_told_apart() {
    let (images, labels) = dataset(3).to_idx();
    let complaint = |images: &[u8], labels: &[u8]| {
        let error = Dataset::from_idx(images, labels).unwrap_err();
        assert_eq!(error.code(), "malformed-file");
        error.to_string()
    };
    assert!(complaint(&images[..7], &labels).contains("too few for its header"));
    assert!(complaint(&[], &labels).contains("IDX image"));
    assert!(complaint(&images[..images.len() - 1], &labels).contains("bytes after the header"));
    assert!(complaint(&[&images[..], &[0]].concat(), &labels).contains("bytes after the header"));
    assert!(complaint(&dataset(12).to_idx().1, &labels).contains("starts with 0x00000801"));
    assert!(complaint(&images, &dataset(2).to_idx().1).contains("2 labels for 3 images"));
    assert!(complaint(&[0x1f, 0x8b, 8, 0], &labels).contains("gzip"));
    let mut wrong = labels.clone();
    wrong[9] = 10;
    assert!(complaint(&images, &wrong).contains("label 1 is 10"));
    let mut wrong = images.clone();
    wrong[11] = 27;
    assert!(complaint(&wrong, &labels).contains("[27, 28]"));
    // A count that would overflow any buffer is only a number that does not match.
    let mut wrong = images;
    wrong[4..8].fill(0xff);
    assert!(complaint(&wrong, &labels).contains("not 3367254359280"));
}

#[test]
fn batches_are_gathered_in_the_order_asked_for() {
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    dataset(5).gather(&[4, 0], &mut images, &mut labels);
    assert_eq!(labels, [4, 0]);
    assert_eq!(images[..PIXELS], dataset(5).images[4 * PIXELS..]);
    assert_eq!(images[PIXELS..], dataset(5).images[..PIXELS]);
}

#[test]
fn an_epoch_shows_every_image_once() {
    for (epoch, count, block) in [(0, 60_000, 5_000), (1, 60_000, 5_000), (0, 7, 3), (0, 5, 0), (3, 1, 1), (0, 0, 4)] {
        let mut order = epoch_order(1, epoch, count, block);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..count));
    }
}

#[test]
fn the_first_epoch_needs_one_block_at_a_time() {
    let order = epoch_order(1, 0, 60_000, 5_000);
    for (number, block) in order.chunks(5_000).enumerate() {
        assert!(block.iter().all(|index| *index as usize / 5_000 == number));
        assert!(!block.is_sorted());
    }
    assert!(epoch_order(1, 1, 60_000, 5_000)[..5_000].iter().any(|index| *index >= 5_000));
}

#[test]
fn orders_differ_between_seeds_and_epochs_and_stay() {
    let start = |seed, epoch| epoch_order(seed, epoch, 1_000, 1_000)[..4].to_vec();
    assert_ne!(start(1, 0), start(2, 0));
    assert_ne!(start(1, 0), start(1, 1));
    // From one run; a change here changes every trained weight.
    assert_eq!(start(1, 0), ORDER);
}

const ORDER: [u32; 4] = [563, 778, 279, 963];
