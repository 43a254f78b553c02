//! A drawing becomes an MNIST digit, and the shipped weights read it.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{project, test_digits};
use lenet::drawing::{Digit, Stroke, from_image, from_strokes};
use lenet::format::safetensors;
use lenet::mnist::{PIXELS, SIDE};
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Trainer};
use std::collections::BTreeMap;

/// One drawing of each digit, in a unit square.
fn drawings() -> Vec<Vec<Stroke>> {
    let json = std::fs::read_to_string(project("tests/strokes.json")).unwrap();
    serde_json::from_str::<BTreeMap<String, Vec<Stroke>>>(&json).unwrap().into_values().collect()
}

fn moved(strokes: &[Stroke], scale: f32, by: [f32; 2]) -> Vec<Stroke> {
    let place = |point: &[f32; 2]| [point[0] * scale + by[0], point[1] * scale + by[1]];
    strokes.iter().map(|stroke| stroke.iter().map(place).collect()).collect()
}

fn trained() -> Trainer {
    let bytes = std::fs::read(project("www/public/weights/article.safetensors")).unwrap();
    let network = safetensors::load(&bytes, &NetworkSpec::preset("article").unwrap()).unwrap();
    Trainer::with_network(network, Recipe::default()).unwrap()
}

/// Where the ink's weight lies, in pixels from the upper left corner.
fn centre(digit: &Digit) -> [f32; 2] {
    let sum = |part: &dyn Fn(usize) -> f32| -> f32 {
        digit.iter().enumerate().map(|(index, ink)| f32::from(*ink) * part(index)).sum()
    };
    let mass = sum(&|_| 1.0);
    [sum(&|index| (index % SIDE) as f32 + 0.5) / mass, sum(&|index| (index / SIDE) as f32 + 0.5) / mass]
}

/// Height and width of the ink that can be seen.
fn extent(digit: &Digit) -> (usize, usize) {
    let inked = |index: &usize| digit[*index] > 100;
    let rows: Vec<usize> = (0..PIXELS).filter(inked).map(|index| index / SIDE).collect();
    let columns: Vec<usize> = (0..PIXELS).filter(inked).map(|index| index % SIDE).collect();
    let span = |values: &[usize]| values.iter().max().unwrap() - values.iter().min().unwrap() + 1;
    (span(&rows), span(&columns))
}

#[test]
fn every_digit_is_read_wherever_and_however_small() {
    let mut trainer = trained();
    for (digit, strokes) in drawings().iter().enumerate() {
        for (scale, by) in [(200.0, [40.0, 40.0]), (60.0, [5.0, 210.0]), (30.0, [240.0, 3.0]), (260.0, [10.0, 10.0])] {
            let pixels = from_strokes(&moved(strokes, scale, by), 16.0).unwrap().unwrap();
            let prediction = trainer.predict(&pixels).unwrap();
            println!("{digit} at {scale}: {} {:.2}", prediction.digit, prediction.probabilities[prediction.digit]);
            assert_eq!(prediction.digit, digit, "at {scale}, {by:?}");
        }
    }
}

#[test]
fn place_and_size_do_not_matter() {
    for strokes in drawings() {
        let [one, other] = [(200.0, [30.0, 30.0]), (25.0, [250.0, 1.0])]
            .map(|(scale, by)| from_strokes(&moved(&strokes, scale, by), 10.0).unwrap().unwrap());
        let difference = one.iter().zip(other).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(difference <= 40, "largest difference {difference}");
    }
}

#[test]
fn ink_fills_the_box_and_stands_in_the_middle() {
    for strokes in drawings() {
        let digit = from_strokes(&strokes, 0.1).unwrap().unwrap();
        let (height, width) = extent(&digit);
        assert!((18..=21).contains(&height.max(width)), "{height} x {width}");
        let [x, y] = centre(&digit);
        // Where MNIST's digits have it: in the pixel right of and below the middle.
        assert!((13.9..15.1).contains(&x) && (13.9..15.1).contains(&y), "{x}, {y}");
        assert_eq!(digit.iter().max(), Some(&255));
    }
}

#[test]
fn a_test_digit_stays_itself() {
    let test = test_digits();
    let stays = |image: &&[u8]| {
        let digit = from_image(image, SIDE, SIDE).unwrap().unwrap();
        // Its own ink may be 254 at its strongest.
        digit.iter().zip(*image).all(|(a, b)| a.abs_diff(*b) <= 1)
    };
    let same = test.images.chunks_exact(PIXELS).filter(stays).count();
    println!("{same} of 10,000 test digits stay as they are");
    // A few have their centre on the edge of a pixel, or ink apart from the rest that is too faint to count.
    assert!(same >= 9_990, "{same}");
}

#[test]
fn light_on_dark_and_dark_on_light_are_the_same() {
    let (width, height) = (90, 70);
    let mut dark = vec![20u8; width * height];
    for y in 20..50 {
        dark[y * width + 40..y * width + 46].fill(230);
    }
    let light: Vec<u8> = dark.iter().map(|pixel| 255 - pixel).collect();
    let digit = from_image(&dark, width, height).unwrap().unwrap();
    assert_eq!(from_image(&light, width, height).unwrap().unwrap(), digit);
    assert_eq!(trained().predict(&digit).unwrap().digit, 1);
}

#[test]
fn blank_pictures_have_no_digit() {
    assert_eq!(from_strokes(&[], 10.0).unwrap(), None);
    assert_eq!(from_strokes(&[vec![], vec![]], 10.0).unwrap(), None);
    for grey in [0, 128, 255] {
        assert_eq!(from_image(&[grey; 12], 4, 3).unwrap(), None);
    }
    assert_eq!(from_image(&[250, 240, 255, 245], 2, 2).unwrap(), None);
}

#[test]
fn a_dot_is_ink() {
    let digit = |length: f32| from_strokes(&[vec![[5.0, 5.0], [5.0, 5.0 + length]]], 10.0).unwrap().unwrap();
    assert_eq!(digit(0.0).iter().max(), Some(&255));
    // As wide as any line is, and no longer than the pen makes it.
    assert_eq!(extent(&digit(0.0)), extent(&digit(0.001)));
    let (height, width) = extent(&digit(0.0));
    assert!(height <= 4 && width <= 4, "{height} x {width}");
    assert_eq!(extent(&digit(5.0)).1, extent(&digit(500.0)).1);
}

#[test]
fn impossible_drawings_are_refused() {
    let stroke = |x: f32| from_strokes(&[vec![[x, 0.0], [1.0, 1.0]]], 1.0).unwrap_err().to_string();
    for x in [f32::NAN, f32::INFINITY, -1e30] {
        assert!(stroke(x).contains("a coordinate"));
    }
    for pen in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert!(from_strokes(&[], pen).unwrap_err().to_string().contains("the pen's width"));
    }
    for (length, width, height) in [(3, 2, 2), (0, 0, 0), (0, 0, 5), (4, usize::MAX, 2)] {
        assert!(from_image(&vec![0; length], width, height).unwrap_err().to_string().contains("pixels"));
    }
}
