//! The presets' networks, after a look at a real digit; and what cannot be explained.

use super::*;

/// The article's network after a look at a real digit: as it starts, and trained.
#[test]
fn every_unit_of_the_articles_network() {
    let trained = std::fs::read(project("www/public/weights/article.safetensors")).unwrap();
    let article = NetworkSpec::preset("article").unwrap();
    let networks = [Network::new(article.clone(), 1).unwrap(), safetensors::load(&trained, &article).unwrap()];
    let digits = test_digits();
    for network in networks {
        let mut trainer = Trainer::with_network(network, Recipe::default()).unwrap();
        trainer.activate(&digits.images[..PIXELS]).unwrap();
        let difference = check_all(trainer.network());
        println!("largest difference between a value and its terms: {difference:.1e}");
        let prediction = trainer.predict(&digits.images[..PIXELS]).unwrap();
        for (map, probability) in prediction.probabilities.iter().enumerate() {
            let unit = Unit { map, row: 0, column: 0 };
            let explanation = explain(trainer.network(), PROBABILITIES, unit).unwrap();
            assert!((explanation.value - f64::from(*probability)).abs() < 1e-6);
        }
    }
}

#[test]
fn receptive_fields_of_the_articles_network() {
    let mut network = Network::new(NetworkSpec::preset("article").unwrap(), 1).unwrap();
    network.input_mut(1).fill(0.5);
    network.forward();
    let explanation = explain(&network, "conv2", Unit { map: 3, row: 1, column: 7 }).unwrap();
    let fields: Vec<_> =
        explanation.receptive_field.iter().map(|f| (f.layer.as_str(), f.top, f.left, f.height, f.width)).collect();
    assert_eq!(
        fields,
        [
            ("input", 2, 14, 14, 14),
            ("conv1", 2, 14, 10, 10),
            ("sigmoid1", 2, 14, 10, 10),
            ("pool1", 1, 7, 5, 5),
            ("sigmoid2", 1, 7, 5, 5)
        ]
    );
    assert!(explanation.receptive_field.iter().all(|field| field.map.is_none()));
    // A line's unit goes back to its cell, and a pooling to its own map.
    let explanation = explain(&network, "flatten", Unit { map: 17, row: 0, column: 0 }).unwrap();
    assert_eq!(explanation.receptive_field.last().unwrap().map, Some(17));
    let explanation = explain(&network, "sigmoid2", Unit { map: 4, row: 0, column: 0 }).unwrap();
    assert_eq!(explanation.receptive_field[3].map, Some(4));
    assert_eq!(explanation.receptive_field[0].map, None);
}

/// Every kind of layer there was in 1998, after a look at a real digit.
#[test]
fn every_unit_of_lenet5_as_published() {
    let mut trainer = Trainer::new(NetworkSpec::preset("lenet5-1998").unwrap(), Recipe::default()).unwrap();
    let image = &test_digits().images[..PIXELS];
    trainer.activate(image).unwrap();
    let difference = check_all(trainer.network());
    println!("largest difference between a value and its terms: {difference:.1e}");
    // Probabilities come of distances with the other sign.
    let prediction = trainer.predict(image).unwrap();
    for (map, probability) in prediction.probabilities.iter().enumerate() {
        let explanation = explain(trainer.network(), PROBABILITIES, Unit { map, row: 0, column: 0 }).unwrap();
        assert!((explanation.value - f64::from(*probability)).abs() < 1e-6);
    }
    // C3's first map reads three of S2's, and through them three of C1's; its last reads all.
    let fields = |map| explain(trainer.network(), "c3", Unit { map, row: 0, column: 0 }).unwrap().receptive_field;
    let first = fields(0);
    assert!(first[1..].iter().all(|field| field.maps == Some(vec![0, 1, 2])), "{first:?}");
    assert!(first[0].maps.is_none() && fields(15).iter().all(|field| field.maps.is_none()));
    let explanation = explain(trainer.network(), "c3", Unit { map: 4, row: 2, column: 2 }).unwrap();
    let Arithmetic::Patches { patches, .. } = explanation.arithmetic else { panic!("C3 is a convolution") };
    assert_eq!(patches.iter().map(|patch| patch.map).collect::<Vec<_>>(), [0, 4, 5]);
}

#[test]
fn what_is_not_there_is_refused() {
    let mut network = Network::new(NetworkSpec::preset("article").unwrap(), 1).unwrap();
    let refused = |network: &Network, layer: &str, map, row, column, why: &str| {
        let error = explain(network, layer, Unit { map, row, column }).unwrap_err();
        assert_eq!(error.code(), "unknown-unit");
        assert!(matches!(&error, Error::UnknownUnit { problem, .. } if problem.contains(why)), "{error}");
    };
    refused(&network, "conv1", 0, 0, 0, "no image");
    network.input_mut(1).fill(0.5);
    network.forward();
    refused(&network, "conv9", 0, 0, 0, "no such layer");
    refused(&network, "input", 0, 0, 0, "no such layer");
    refused(&network, "conv1", 6, 0, 0, "outside");
    refused(&network, "conv1", 0, 24, 0, "outside");
    refused(&network, "conv1", 0, 0, 24, "outside");
    refused(&network, "fc1", 0, 1, 0, "outside");
    refused(&network, PROBABILITIES, 10, 0, 0, "outside");
}

/// A step computes less than a look: nothing is told of numbers that it did without.
#[test]
fn what_a_step_left_out_is_not_told() {
    let mut trainer = Trainer::new(NetworkSpec::preset("article").unwrap(), Recipe::default()).unwrap();
    let images = &test_digits().images[..4 * PIXELS];
    trainer.step(images, &[7, 2, 1, 0]).unwrap();
    let corner = Unit { map: 0, row: 3, column: 3 };
    assert!(trainer.network().activation("sigmoid1").is_none());
    for layer in ["sigmoid1", "pool1"] {
        let error = explain(trainer.network(), layer, corner).unwrap_err();
        assert!(error.to_string().contains("for their answers alone"), "{error}");
    }
    explain(trainer.network(), "conv1", corner).unwrap();
    trainer.activate(&images[..PIXELS]).unwrap();
    explain(trainer.network(), "pool1", corner).unwrap();
}
