// Something to begin with, for each kind of rubric. Every one of them is scored in the tests of this page.
export const examples = [
  {name: "Mathematics: equal", rubric: "math", reference: "\\frac{1}{2}",
    completion: "Half of the ways lead there, so the probability is\n\n\\[ P = \\boxed{0.5} \\]"},
  {name: "Mathematics: an algebraic slip", rubric: "math", reference: "x^2 - 5x + 6",
    completion: "Multiplying out, (x - 2)(x + 3) is what was asked for:\n\n\\boxed{x^2 + x - 6}"},
  {name: "Mathematics: several answers", rubric: "math", reference: "1/6",
    completion: "It could be several values: \\boxed{\\frac{1}{6} \\text{ or } \\frac{1}{12}}"},
  {name: "R1: thoughts and answer", rubric: "r1-reasoning", reference: {accuracy: "72", language: {language: "en"}},
    completion: "<think>\nIn April she sold 48 clips, in May half as many: 24. Together that is 48 + 24 = 72.\n</think>\n<answer>She sold \\boxed{72} clips.</answer>"},
  {name: "A program with a bug", rubric: "code",
    reference: {mode: "stdin", language: "python", stop: "never", tests: [{input: "3\n1 2 3\n", output: "6"}, {input: "1\n-4\n", output: "-4"}, {input: "0\n\n", output: "0"}]},
    completion: "The sum is kept while reading:\n\n```python\nn = int(input())\nnumbers = list(map(int, input().split()))\nprint(sum(numbers) if numbers[0] > 0 else 0)\n```"},
  {name: "A multiple-choice question", rubric: "choice", reference: {answer: "C", choices: ["Lyon", "Nice", "Paris", "Lille"]},
    completion: "First I thought of Lyon. But the capital is Paris, so the answer is (C)."},
  {name: "Instructions", rubric: "ifeval-strict",
    reference: {instruction_id_list: ["punctuation:no_comma", "length_constraints:number_words"], kwargs: [{}, {relation: "at least", num_words: 5}]},
    completion: "Rain falls softly, and the town is quiet."},
];
