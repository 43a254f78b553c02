//! What a trainer refuses; it is then as it was before.

#![cfg(not(target_arch = "wasm32"))]

use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Share, Trainer};

fn trainer() -> Trainer {
    Trainer::new(NetworkSpec::preset("article").unwrap(), Recipe::default()).unwrap()
}

#[test]
fn a_batch_beyond_memory_is_refused() {
    let mut trainer = trainer();
    let before = trainer.network().weights_sha256();
    let count = trainer.most_images() + 1;
    let (images, labels) = (vec![0; count * PIXELS], vec![0; count]);
    let told = "the labels: the length is 5776, expected at most 5775, the largest batch of this network";
    assert_eq!(trainer.step(&images, &labels).unwrap_err().to_string(), told);
    for share in Share::each_of(4) {
        assert_eq!(trainer.begin(&images, &labels, share).unwrap_err().code(), "wrong-length");
    }
    assert_eq!((trainer.steps(), trainer.network().weights_sha256()), (0, before));
    // To be evaluated there may be more: they are taken a few at a time.
    trainer.evaluate(&images, &labels).unwrap();
}
