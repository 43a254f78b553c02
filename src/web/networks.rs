//! Networks and recipes as data, for JavaScript.

use super::Result;
use super::crossing::{data, plain, read, set, string};
use crate::recipe::Recipe;
use crate::spec::NetworkSpec;
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

/// A preset by its name, or a network as data.
fn read_network(value: &JsValue) -> Result<NetworkSpec> {
    match value.as_string() {
        Some(name) => Ok(NetworkSpec::preset(&name)?),
        None => read(value, "the network", "invalid-network"),
    }
}

/// The network and the recipe that `new Trainer` was told. Left out is as in the article.
pub(super) fn read_options(value: &JsValue) -> Result<(NetworkSpec, Recipe)> {
    const NETWORK: &str = "network";
    if value.is_undefined() || value.is_null() {
        return Ok((NetworkSpec::preset("article")?, Recipe::default()));
    }
    // The network is read on its own; the rest is the recipe.
    let rest = Object::assign(&Object::new(), value.unchecked_ref());
    let chosen = Reflect::get(&rest, &NETWORK.into())?;
    Reflect::delete_property(&rest, &NETWORK.into())?;
    let recipe = if value.is_object() && !Array::is_array(value) { rest.as_ref() } else { value };
    let recipe = read(recipe, "the options", "invalid-option")?;
    let spec = if chosen.is_undefined() { NetworkSpec::preset("article")? } else { read_network(&chosen)? };
    Ok((spec, recipe))
}

/// The names of the presets.
#[wasm_bindgen]
pub fn presets() -> Vec<String> {
    NetworkSpec::PRESETS.map(String::from).into()
}

/// A network by its name.
#[wasm_bindgen(unchecked_return_type = "NetworkSpec")]
pub fn preset(name: &JsString) -> Result<JsValue> {
    Ok(data(&NetworkSpec::preset(&string("the name", name)?)?))
}

/// How a network is trained by default: a preset by its own recipe, any other as the article's.
#[wasm_bindgen(js_name = recipeFor, unchecked_return_type = "Recipe")]
pub fn recipe_for(name: &JsString) -> Result<JsValue> {
    Ok(data(&Recipe::for_network(&string("the name", name)?)))
}

/// The walk through a network, which may not fit together: then an error that says where and what would, with the `walk`
/// up to there.
#[wasm_bindgen(unchecked_return_type = "LayerDescription[]")]
pub fn describe(#[wasm_bindgen(unchecked_param_type = "string | NetworkSpec")] network: JsValue) -> Result<JsValue> {
    let spec = read_network(&network)?;
    let mut walk = Vec::new();
    match spec.walk_into(&mut walk).and_then(|()| spec.check_room()) {
        Ok(()) => Ok(plain(&walk)),
        Err(error) => {
            let error = JsValue::from(error);
            set(error.unchecked_ref(), "walk", plain(&walk));
            Err(error)
        }
    }
}

/// A recipe for a network, whole: what was left out is filled in. An error if a setting is out of its range.
#[wasm_bindgen(js_name = completeRecipe, unchecked_return_type = "Recipe")]
pub fn complete_recipe(
    #[wasm_bindgen(unchecked_param_type = "Recipe")] recipe: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string | NetworkSpec")] network: JsValue,
) -> Result<JsValue> {
    let recipe: Recipe = read(&recipe, "the recipe", "invalid-option")?;
    recipe.check_for(read_network(&network)?.walk()?.iter())?;
    Ok(data(&recipe))
}
