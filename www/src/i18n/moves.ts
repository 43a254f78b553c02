import type { Language } from ".";

/** Ways from a cell to its neighbours, by the keys of a keyboard that has arrows. */
interface Moves {
  name: string;
  ArrowLeft: string;
  ArrowUp: string;
  ArrowDown: string;
  ArrowRight: string;
}

/** The same in every language of the page. */
export const moves: Record<Language, Moves> = {
  en: {
    name: "Move on from this cell",
    ArrowLeft: "To the left",
    ArrowUp: "Up",
    ArrowDown: "Down",
    ArrowRight: "To the right",
  },
  "zh-CN": {
    name: "从这一格移到相邻的格",
    ArrowLeft: "向左",
    ArrowUp: "向上",
    ArrowDown: "向下",
    ArrowRight: "向右",
  },
};
