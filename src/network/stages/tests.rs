use super::*;
use crate::spec::{Function, InputSpec, LayerSpec, NetworkSpec};
use crate::testing::{assert_close, backward, numbers};
use proptest::prelude::*;

#[test]
fn another_input_is_not_the_last_ones() {
    let plans = NetworkSpec::preset("article").unwrap().walk().unwrap();
    let ranges: Vec<_> = plans.iter().map(|plan| 0..plan.parameters as usize).collect();
    let mut stages = Stages::new(&plans, &ranges, 28 * 28);
    let parameters = numbers(100_000, 1);
    for (batch, layers) in [(1, plans.len()), (9, 0)] {
        stages.input_mut(batch).fill(0.5);
        if layers > 0 {
            stages.forward(&parameters);
            stages.complete_outputs();
        }
        assert_eq!((0..plans.len()).filter(|layer| stages.is_computed(*layer)).count(), layers);
    }
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stages.input_mut(usize::MAX / 2).len()));
    assert_eq!(refused.unwrap_err().downcast_ref(), Some(&"the batch is too large"));
    let back = || {
        stages.backward(
            &parameters,
            &mut [0.0; 100_000],
            std::slice::from_ref(&(0..9)),
            Division { batch: 9, workers: 1 },
            |_| (),
        )
    };
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(back)).unwrap_err();
    assert_eq!(refused.downcast_ref(), Some(&"the input has not gone forward"));
}

proptest! {
    #[test]
    fn the_order_makes_no_difference(
        function in prop::sample::select(Function::ALL.to_vec()),
        activation_first: bool, activation: bool, kernel in 1u32..5, moved in 1u32..3, size in 1u32..6,
        pool_stride in 1u32..4, batch in 1usize..5, channels in 1u32..3,
        background in prop::sample::select(vec![0.0, -0.1]), seed: u32,
    ) {
        let activation_layer = |name: &str| LayerSpec::Activation { name: Some(name.into()), function };
        let conv = |name: &str, filters, stride| LayerSpec::Conv {
            name: name.into(), filters, kernel, stride, padding: 1, connections: None,
        };
        let pool = |name: &str| LayerSpec::Pool {
            name: Some(name.into()), method: PoolMethod::Max, size, stride: pool_stride,
        };
        let mut layers = Vec::new();
        if activation_first {
            layers.extend([activation_layer("first"), pool("second")]);
        }
        layers.push(conv("conv1", 3, 1));
        if activation {
            layers.push(activation_layer("activation1"));
        }
        layers.extend([pool("pool1"), conv("conv2", 2, moved), activation_layer("activation2"), pool("pool2")]);
        layers.extend([
            LayerSpec::Flatten { name: None },
            LayerSpec::Linear { name: "output".into(), units: 10 },
        ]);
        let spec = NetworkSpec::new("test", InputSpec { background, ..InputSpec::new(channels, 40, 44) }, layers);
        prop_assume!(spec.walk().is_ok());
        let plans = spec.walk().unwrap();

        let mut parameters = Vec::new();
        let ranges: Vec<_> = plans.iter().map(|plan| {
            let start = parameters.len();
            parameters.extend(numbers(plan.parameters as usize, seed ^ start as u32));
            start..parameters.len()
        }).collect();
        let mut input = numbers(batch * spec.input.shape().len(), seed ^ 1);
        // Only some of the rows have ink.
        input.chunks_exact_mut(44).filter(|row| row[0] < 0.3).for_each(|row| row.fill(background));
        let mut stages = Stages::new(&plans, &ranges, spec.input.shape().len());
        stages.input_mut(batch).copy_from_slice(&input);
        stages.forward(&parameters);
        stages.complete_outputs();

        // Layer after layer as they stand, with every gradient.
        let mut layers: Vec<_> = plans.iter().map(layer::build).collect();
        let mut outputs = vec![input];
        for ((layer, plan), range) in layers.iter_mut().zip(&plans).zip(&ranges) {
            let mut output = vec![f32::NAN; batch * plan.output.len()];
            layer.forward(&parameters[range.clone()], outputs.last().unwrap(), &mut output, batch);
            outputs.push(output);
        }
        for (index, expected) in outputs[1..].iter().enumerate() {
            prop_assert_eq!(stages.output(index), &expected[..]);
        }

        let mut gradient = numbers(outputs.last().unwrap().len(), seed ^ 2);
        let mut gradients = vec![f32::NAN; parameters.len()];
        let runs = [0..batch / 2, batch / 2..batch];
        let alone = Division { batch, workers: 1 };
        stages.backward(&parameters, &mut gradients, &runs, alone, |last| last.copy_from_slice(&gradient));
        prop_assert!(!stages.is_differentiated());
        stages.complete_gradients();
        prop_assert!(stages.is_differentiated());
        for (index, layer) in layers.iter_mut().enumerate().rev() {
            assert_close(stages.gradient(index), &gradient, 1e-4);
            if is_maximum(&plans[index]) && index > 0 && plans[index - 1].kind == Kind::Activation {
                // Where an activation made several of a window equal, the winner is the one that was the greatest.
                layer.forward(&[], &outputs[index - 1], &mut vec![0.0; outputs[index + 1].len()], batch);
            }
            let range = ranges[index].clone();
            let (input, output) = (&outputs[index], &outputs[index + 1]);
            let (expected, before) =
                backward(&mut **layer, &parameters[range.clone()], input, output, &gradient, batch);
            // A weight's gradient is a sum over all of a map and a batch: what it rounds away grows with it.
            let largest = expected.iter().fold(50.0f32, |largest, gradient| largest.max(gradient.abs()));
            assert_close(&gradients[range], &expected, largest * 2e-5);
            gradient = before;
        }
    }
}
