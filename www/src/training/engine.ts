// The one place that knows where the wasm package lies. Only the training worker imports it at run time.
import init from "../../../pkg/lenet.js";

export {
  Trainer,
  completeRecipe,
  describe,
  digitFromStrokes,
  epochOrder,
  preset,
  recipeFor,
} from "../../../pkg/lenet.js";
export type {
  Activation,
  Arithmetic,
  Evaluation,
  Explanation,
  Followed,
  LayerDescription,
  LenetError,
  Layer,
  NetworkProblem,
  NetworkSpec,
  ParameterTensor,
  Recipe,
  StepReport,
  Unit,
  Update,
} from "../../../pkg/lenet.js";

/** Fetches and compiles the WebAssembly module; everything else here works only after it. */
export async function loadEngine(): Promise<void> {
  await init();
}
