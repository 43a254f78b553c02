import type { Language } from ".";

/** The words beside a picture of which a part is blank. */
interface Cover {
  title: string;
  hint: string;
  digit: string;
  itsAnswer: (digit: number) => string;
  rival: string;
  itsSecond: (digit: number) => string;
  size: string;
  picture: string;
  map: (digit: number, rival: number) => string;
  keys: string;
  answers: string;
  whole: string;
  left: string;
  /** How the odds of a digit over its rival change where the square is, both as they are written. */
  odds: (digit: number, rival: number, whole: string, left: string) => string;
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
    hint: "Each cell of the map is a try: the ink in the square around it is taken away, and the network answers once more. Orange: the ink there speaks for the answer, which is weaker without it. Blue: it speaks against it.",
    digit: "Why",
    itsAnswer: (digit) => `its answer, ${digit}`,
    rival: "and not",
    itsSecond: (digit) => `the runner-up, ${digit}`,
    size: "Square",
    picture: "What is left of the picture",
    map: (digit, rival) => `What speaks for ${digit} and not ${rival}`,
    keys: "Arrow keys move the square, Home and End go to the ends of a row.",
    answers: "The answers, in %",
    whole: "to the whole picture",
    left: "to what is left",
    odds: (digit, rival, whole, left) => `${digit} is ${whole} as likely as ${rival}; without the square, ${left}.`,
    times: (number) => `${number} times`,
    says: {
      for: (digit) => `The ink here speaks for ${digit}.`,
      against: (digit) => `The ink here speaks against ${digit}.`,
      nothing: () => "What is here does not matter.",
    },
    none: "There is no digit yet: choose one above, or draw one.",
  },
  "zh-CN": {
    title: "为什么是这个答案？遮住一块看看",
    hint: "图上的每一格都是一次试验：把它周围方块里的墨迹擦掉，让网络再答一次。橙色：这里的墨迹支持这个答案，没有它答案就变弱。蓝色：这里的墨迹反对这个答案。",
    digit: "为什么是",
    itsAnswer: (digit) => `它的答案 ${digit}`,
    rival: "而不是",
    itsSecond: (digit) => `第二可能的 ${digit}`,
    size: "方块",
    picture: "遮住之后的图",
    map: (digit, rival) => `支持 ${digit} 而不是 ${rival} 的墨迹`,
    keys: "方向键移动方块，Home 和 End 到行首和行尾。",
    answers: "答案（%）",
    whole: "看整幅图",
    left: "遮住之后",
    odds: (digit, rival, whole, left) => `${digit} 的可能性是 ${rival} 的${whole}；遮住方块后是${left}。`,
    times: (number) => ` ${number} 倍`,
    says: {
      for: (digit) => `这里的墨迹支持 ${digit}。`,
      against: (digit) => `这里的墨迹反对 ${digit}。`,
      nothing: () => "这里有没有墨迹都一样。",
    },
    none: "还没有数字：请在上面选一个，或者画一个。",
  },
};
