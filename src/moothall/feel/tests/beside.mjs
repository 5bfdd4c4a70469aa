// Evaluates expressions, one JSON string a line, with the engine that ours is compared with.
import { createInterface } from "node:readline";
import { evaluate, isFunction, isRange } from "feelin";

const KINDS = {
  FeelDate: "date",
  FeelTime: "time",
  FeelDateTime: "date and time",
  FeelDuration: "duration",
};

function told(value) {
  if (value === undefined) return { other: "undefined" };
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return { number: String(value) };
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(told);
  const kind = KINDS[value.constructor?.name];
  if (kind) return { [kind]: String(value) };
  if (isFunction(value)) return { other: "function" };
  if (isRange(value)) {
    const { start, end } = value;
    return { range: [value["start included"], told(start), told(end), value["end included"]] };
  }
  const entries = Object.entries(value).map(([name, each]) => [name, told(each)]);
  return { context: Object.fromEntries(entries) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { value: told(evaluate(JSON.parse(line), {}).value) };
  } catch (error) {
    answer = { refused: String(error).slice(0, 200) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
