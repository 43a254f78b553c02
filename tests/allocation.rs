//! A step allocates nothing: what it needs is made once, with the network and with the first steps.

#![cfg(not(target_arch = "wasm32"))]

use allocation_counter::measure;
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Trainer};

#[test]
fn a_step_allocates_nothing() {
    let labels: Vec<u8> = (0..10).collect();
    let images: Vec<u8> = (0..10 * 784).map(|pixel| (pixel * 7 % 256) as u8).collect();
    for name in NetworkSpec::PRESETS {
        let mut trainer = Trainer::new(NetworkSpec::preset(name).unwrap(), Recipe::for_network(name)).unwrap();
        for _ in 0..3 {
            trainer.step(&images, &labels).unwrap();
        }
        let counts = measure(|| {
            for _ in 0..20 {
                trainer.step(&images, &labels).unwrap();
            }
        });
        assert_eq!(counts.count_total, 0, "{name}: {} bytes", counts.bytes_total);
    }
}
