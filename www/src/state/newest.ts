/** Asks, and drops an answer that a later question has overtaken. */
export function newest<Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer | undefined> {
  let asked = 0;
  return async (question) => {
    const number = ++asked;
    const answer = await ask(question);
    return number === asked ? answer : undefined;
  };
}
