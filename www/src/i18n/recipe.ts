import type { Language } from ".";
import type { Setting } from "../training/settings";

/** The words of the recipe's controls, but the settings' names. */
interface Recipe {
  /** Those of settings whose names say all are missing. */
  hints: Partial<Record<Setting, string>>;
  /** What optimizers and schedules there are. */
  kinds: Partial<Record<string, string>>;
  putBack: (setting: string) => string;
  putAllBack: string;
  pending: string;
  /** The same, while nothing is learned. */
  pendingAtStart: string;
  apply: string;
}

/** Apart from the other words, since they are fetched only when somebody opens the recipe. */
export const recipes: Record<Language, Recipe> = {
  en: {
    hints: {
      seed: "Where all random numbers start: weights, order, augmentation",
      optimizer: "The rule by which the gradient changes the weights",
      momentum: "The share of its last movement that a weight keeps at each step",
      learningRate: "How far each step moves the weights",
      schedule: "How the learning rate changes in the course of the run",
      weightDecay: "How much each step shrinks the weights, whatever the gradient",
      epochs: "How many times all training digits are shown",
      averaging:
        "How far back a running average of the weights reaches, as a share of all steps so far; the network then answers with this average. 0: with the weights that learn",
      augmentation:
        "How strongly each digit is turned, scaled, sheared, shifted and thickened at random: 0 not at all, 1 as the modern recipe does",
      batch: "Digits that each step learns from",
      stopAt: "The run ends as soon as a test is that good; empty: after the last epoch",
    },
    kinds: {
      momentum: "momentum",
      adam: "Adam",
      constant: "constant",
      step: "in steps",
      cosine: "cosine decay",
      one_cycle: "one cycle",
    },
    putBack: (setting) => `Revert: ${setting}`,
    putAllBack: "Revert all",
    pending: "Takes effect with a reset, which begins the training anew.",
    pendingAtStart: "Takes effect when the training begins.",
    apply: "Reset with this recipe",
  },
  "zh-CN": {
    hints: {
      seed: "所有随机数的起点：权重、顺序、数据增强",
      optimizer: "根据梯度改变权重的规则",
      momentum: "每一步保留上一步移动量的多大比例",
      learningRate: "每一步把权重移动多远",
      schedule: "训练过程中学习率怎样变化",
      weightDecay: "每一步让权重缩小多少，与梯度无关",
      epochs: "全部训练数字学几遍",
      averaging: "对最近多大比例的训练步取权重的滑动平均，网络用平均后的权重作答；0 表示直接用正在学习的权重",
      augmentation: "每个数字随机旋转、缩放、错切、平移、笔画变粗或变细的强度：0 为不做，1 与现代 LeNet 的设置相同",
      batch: "每一步的数字个数",
      stopAt: "某次测试达到这个准确率就结束；留空则训练完所有轮次",
    },
    kinds: {
      momentum: "动量法",
      adam: "Adam",
      constant: "恒定",
      step: "阶梯下降",
      cosine: "余弦退火",
      one_cycle: "单周期",
    },
    putBack: (setting) => `恢复默认：${setting}`,
    putAllBack: "全部恢复",
    pending: "重置后生效，训练会从头开始。",
    pendingAtStart: "开始训练时生效。",
    apply: "按此设置重置",
  },
};
