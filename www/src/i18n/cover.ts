import type { Language } from ".";

/** The words beside a picture of which a part is blank. */
interface Cover {
  title: string;
  hint: string;
  digit: string;
  /** Of the digit, if there is an answer. */
  itsAnswer: (digit?: number) => string;
  rival: string;
  itsSecond: (digit?: number) => string;
  size: string;
  picture: string;
  map: (digit: number, rival: number) => string;
  noMap: string;
  keys: string;
  answers: string;
  whole: string;
  left: string;
  /** How the odds of a digit over its rival change where the square is, both as they are written. */
  odds: (digit: number, rival: number, whole: string, left: string) => string;
  /** What the network answers in place of it, without the ink in the square. */
  turns: (digit: number) => string;
  /** A number of times. */
  times: (number: string) => string;
  /** What that means: the ink under the square speaks for the digit, against it, or does not matter. */
  says: Record<"for" | "against" | "nothing", (digit: number) => string>;
  none: string;
}

/** Apart from the other words, since they are fetched only when somebody comes to them. */
export const covers: Record<Language, Cover> = {
  en: {
    title: "Why this answer? Cover a part of it",
    hint: "Each cell of the map is a try: the ink in the square around it is taken away, and the network answers once more (occlusion). Orange: the ink there speaks for the digit, which is less likely without it. Blue: it speaks against it.",
    digit: "Why",
    itsAnswer: (digit) => `its answer${digit === undefined ? "" : `, ${digit}`}`,
    rival: "and not",
    itsSecond: (digit) => `the runner-up${digit === undefined ? "" : `, ${digit}`}`,
    size: "Square",
    picture: "What is left of the picture",
    map: (digit, rival) => `What speaks for ${digit} and not ${rival}`,
    noMap: "What speaks for a digit",
    keys: "Arrow keys move the square, Home and End go to the ends of a row.",
    answers: "The answers, in %",
    whole: "to the whole picture",
    left: "to what is left",
    odds: (digit, rival, whole, left) =>
      `${digit} is ${whole} as likely as ${rival}; without the ink in the square, ${left}.`,
    turns: (digit) => ` The answer would then be ${digit}.`,
    times: (number) => `${number} times`,
    says: {
      for: (digit) => `The ink here speaks for ${digit}.`,
      against: (digit) => `The ink here speaks against ${digit}.`,
      nothing: () => "What is here hardly matters.",
    },
    none: "There is no answer to be explained. Choose a digit above, or draw one.",
  },
  "zh-CN": {
    title: "为什么是这个答案？遮住一块看看",
    hint: "这种方法叫遮挡（occlusion）。图上的每一格都是一次试验：把它周围方块里的笔画擦掉，让网络再答一次。橙色：这里的笔画支持这个数字，没有它可能性就变小。蓝色：这里的笔画反对这个数字。",
    digit: "为什么是",
    itsAnswer: (digit) => `网络的答案${digit === undefined ? "" : ` ${digit}`}`,
    rival: "而不是",
    itsSecond: (digit) => `第二候选${digit === undefined ? "" : ` ${digit}`}`,
    size: "方块",
    picture: "遮住之后的图",
    map: (digit, rival) => `支持 ${digit} 而不是 ${rival} 的笔画`,
    noMap: "支持一个数字的笔画",
    keys: "方向键移动方块，Home 和 End 到行首和行尾。",
    answers: "答案（%）",
    whole: "看整幅图",
    left: "遮住之后",
    odds: (digit, rival, whole, left) => `${digit} 的可能性是 ${rival} 的${whole}；遮住这一块后是${left}。`,
    turns: (digit) => `这时网络的答案变成 ${digit}。`,
    times: (number) => ` ${number} 倍`,
    says: {
      for: (digit) => `这里的笔画支持 ${digit}。`,
      against: (digit) => `这里的笔画反对 ${digit}。`,
      nothing: () => "这里的内容几乎没有影响。",
    },
    none: "还没有可解释的答案。请在上面选一个数字，或者写一个。",
  },
};
