//! Networks and drawings as data.

use super::*;

#[wasm_bindgen_test]
fn networks_are_data() {
    assert!(presets().contains(&"article".to_string()));
    let article = preset(&"article".into()).unwrap();
    assert_eq!(Array::from(&describe(article.clone()).unwrap()).length(), 11);
    assert_eq!(Array::from(&describe("article".into()).unwrap()).length(), 11);
    let options = Object::new();
    Reflect::set(&options, &"network".into(), &article).unwrap();
    let same = Trainer::new(options.into()).unwrap();
    assert_eq!(same.weights_sha256(), trainer("{}").weights_sha256());
    refused(preset(&"lenet6".into()), "unknown-network");
    assert_eq!(number(&recipe_for(&"lenet5".into()).unwrap(), "batch"), 10.0);
    refused(describe(JsValue::NULL), "invalid-network");
}

#[wasm_bindgen_test]
fn drawings_become_digits() {
    let line = Float32Array::from(&[10.0, 10.0, 12.0, 80.0][..]);
    let digit = digit_from_strokes(&Array::of1(&line), 8.0).unwrap().unwrap();
    assert_eq!(digit.length(), 784);
    assert!(digit_from_strokes(&Array::new(), 8.0).unwrap().is_none());
    let message = refused(digit_from_strokes(&Array::of1(&Float32Array::new_with_length(3)), 8.0), "wrong-length");
    assert!(message.contains("the length is 3"), "{message}");
    refused(digit_from_strokes(&Array::of1(&Float32Array::from(&[f32::NAN, 0.0][..])), 8.0), "invalid-option");

    let mut grey = vec![255u8; 40 * 40];
    (5..35).for_each(|row| grey[row * 40 + 18..row * 40 + 22].fill(0));
    let digit = digit_from_image(&bytes(&grey), 40.0, 40.0).unwrap().unwrap().to_vec();
    refused(digit_from_image(&bytes(&grey), 40.0, 41.0), "wrong-length");
    for wrong in [40.5, -40.0, 4_294_967_336.0, f64::NAN] {
        refused(digit_from_image(&bytes(&grey), wrong, 40.0), "invalid-option");
        refused(digit_from_image(&bytes(&grey), 40.0, wrong), "invalid-option");
    }

    let pixels: Vec<u8> = grey.iter().flat_map(|grey| [0, 0, 0, 255 - grey]).collect();
    let image = web_sys::ImageData::new_with_u8_clamped_array(Clamped(&pixels), 40).unwrap();
    let same = digit_from_image_data(&image).unwrap().unwrap();
    assert_eq!(same.to_vec(), digit);
    assert_eq!(Uint8Array::from(&digit[..]).length(), 784);
}
