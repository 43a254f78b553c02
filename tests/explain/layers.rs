//! Layers of every kind, in all sizes.

use super::*;

/// A connection table from random bits, in which each filter reads at least one map.
fn table(filters: u32, maps: u32, bits: u32) -> Vec<Vec<u8>> {
    let cell = |filter, map| u8::from(map == filter % maps || bits >> ((filter * 5 + map) % 32) & 1 == 1);
    (0..filters).map(|filter| (0..maps).map(|map| cell(filter, map)).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn convolution(
        side in 4u32..9, channels in 1u32..4, filters in 1u32..5, kernel in 1u32..5, stride in 1u32..4,
        padding in 0u32..4, seed: u32,
    ) {
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel, stride, padding, connections: None };
        let mut network = around(side, channels, layer, false, seed);
        check_all(&network);
        check_fields(&mut network, "layer", seed);
    }

    #[test]
    fn convolution_with_a_connection_table(
        side in 4u32..8, channels in 2u32..5, filters in 1u32..5, kernel in 1u32..5, rows: u32, seed: u32,
    ) {
        let connections = Some(table(filters, channels, rows));
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel, stride: 1, padding: 0, connections };
        let network = around(side, channels, layer, false, seed);
        check_all(&network);
    }

    #[test]
    fn convolution_to_single_cells(
        side in 2u32..7, channels in 1u32..4, filters in 1u32..7, padding in 0u32..2, seed: u32,
    ) {
        // The picture is one wider than high, which is less than the stride.
        let kernel = side + 2 * padding;
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel, stride: 2, padding, connections: None };
        let network = around(side, channels, layer, false, seed);
        check_all(&network);
    }

    #[test]
    fn pooling(side in 4u32..9, channels in 1u32..4, size in 1u32..4, stride in 1u32..5, which in 0usize..3, seed: u32) {
        let method = [PoolMethod::Max, PoolMethod::Average, PoolMethod::Trainable][which];
        let mut network = around(side, channels, LayerSpec::Pool { name: None, method, size, stride }, false, seed);
        check_all(&network);
        check_fields(&mut network, "pool1", seed);
    }

    #[test]
    fn linear(side in 2u32..6, channels in 1u32..4, units in 1u32..14, seed: u32) {
        check_all(&around(side, channels, LayerSpec::Linear { name: "layer".into(), units }, true, seed));
    }

    #[test]
    fn activation(side in 2u32..6, which in 0usize..4, flat: bool, seed: u32) {
        let function = [Function::Sigmoid, Function::Tanh, Function::ScaledTanh, Function::Relu][which];
        check_all(&around(side, 2, LayerSpec::Activation { name: None, function }, flat, seed));
    }
}
