import type { LinkProblem } from "./link-problem";
import type { SettingProblem } from "../training/settings";
import { nameIn } from ".";
import type { Messages } from ".";

/** 训练设置。 */
export const setup: Messages["setup"] = {
  recipe: "训练设置",
  settings: {
    seed: "随机种子",
    optimizer: "优化器",
    momentum: "动量",
    beta1: "β₁",
    beta2: "β₂",
    epsilon: "ε",
    learningRate: "学习率",
    schedule: "学习率调度",
    every: "间隔轮数",
    factor: "每次乘以",
    endFactor: "最终比例",
    divFactor: "起点：学习率 ÷",
    finalDivFactor: "终点：起点 ÷",
    pctStart: "上升所占比例",
    weightDecay: "权重衰减",
    averaging: "权重平均",
    augmentation: "数据增强",
    batch: "批大小",
    epochs: "轮数",
    stopAt: "目标准确率（%）",
  },
  changed: "已修改",

  editNetwork: "编辑网络",
  editNetworkHint: "修改、增加、删除、移动各层",
  numbers: {
    filters: "卷积核数",
    kernel: "核大小",
    stride: "步长",
    padding: "每边填充",
    size: "窗口",
    units: "单元数",
    height: "高",
    width: "宽",
  },

  copyLink: "复制链接",
  copyLinkHint: "链接包含这个网络、训练设置、所看的数字和语言，打开即可重现这次训练",
  linkCopied: "已复制",
  linkNotCopied: "请从地址栏复制",
};

const number = new Intl.NumberFormat("zh-CN", { maximumSignificantDigits: 12 });

/** 一项设置可以取什么值。 */
export function settingProblem(problem: SettingProblem): string {
  const name = nameIn(setup.settings, problem.setting);
  switch (problem.code) {
    case "unknown":
      return `${name}：当前的训练设置里没有这一项。`;
    case "no-number":
      return `${name}：请填一个数。`;
    case "no-choice":
      return `${name}：可选 ${problem.choices.join("、")}。`;
    case "range": {
      const [least, most] = [number.format(problem.least), number.format(problem.most)];
      const kind = problem.whole ? "为整数，且" : "";
      const low = problem.above ? `大于 ${least}` : `不小于 ${least}`;
      const high = problem.below ? `小于 ${most}` : `不大于 ${most}`;
      return `${name}：应${kind}${low}，${high}。`;
    }
  }
}

/** 链接哪里不对。 */
export function linkProblem(problem: LinkProblem): string {
  switch (problem.code) {
    case "unknown-key":
      return `本页面不认识其中的“${problem.key}”。`;
    case "twice":
      return `其中的“${problem.key}”出现了两次。`;
    case "no-network":
      return `没有名为“${problem.value}”的网络；可选 ${problem.names.join("、")}。`;
    case "no-json":
      return "其中的网络读不出来：内容缺了一部分，或被改动过。";
    case "no-digit":
      return `没有编号为“${problem.value}”的测试数字；编号从 0 到 ${number.format(problem.most)}。`;
    case "no-language":
      return `本页面没有“${problem.value}”这种语言；可选 ${problem.names.join("、")}。`;
  }
}
