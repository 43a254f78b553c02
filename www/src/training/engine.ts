// The one place that knows where the wasm package lies. Only the training worker imports it at run time.
import init from "../../../pkg/lenet.js";
import url from "../../../pkg/lenet_bg.wasm?url";

export { Trainer, completeRecipe, describe, digitFromStrokes, epochOrder, recipeFor } from "../../../pkg/lenet.js";
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
  OptionProblem,
  ParameterTensor,
  Recipe,
  Share,
  StepReport,
  Unit,
  Update,
} from "../../../pkg/lenet.js";

let module: WebAssembly.Module | undefined;

/**
 * Fetches and compiles the WebAssembly module, or takes it as another worker compiled it; everything else here works only
 * after it.
 */
export async function loadEngine(compiled?: WebAssembly.Module): Promise<void> {
  module = compiled ?? (await compile());
  await init({ module_or_path: module });
}

/**
 * The module that was loaded, for further workers: Firefox would compile it for each anew, and run it slowly until then.
 * @throws when there is none yet.
 */
export function loadedEngine(): WebAssembly.Module {
  if (!module) throw new Error("the engine is not loaded");
  return module;
}

async function compile(): Promise<WebAssembly.Module> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.url} could not be fetched: ${response.status}`);
    // To compile it while it comes, a browser wants to be told what it is, which not every host does.
    return response.headers.get("Content-Type") === "application/wasm"
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    // What did not come is no fault of the browser's, and may come the next time. RangeError: there is no memory for it.
    if (error instanceof WebAssembly.CompileError || error instanceof RangeError) throw error;
    throw Object.assign(new Error(String(error)), { code: "part" });
  }
}
