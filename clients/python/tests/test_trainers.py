"""The reward functions, called as the trainers call them, against the real service."""
import asyncio
import concurrent.futures
import functools
import importlib.util
import inspect
import json
import pathlib
import pickle
import sys
import tempfile
import types
import unittest

from service import PATIENCE, Line, Script, program, shared
from verifiers_client import (Client, NoRewardError, ServiceAwayError, openrlhf_reward_func, reward_function, reward_function_async, trl_reward,
                              trl_reward_async, verl_compute_score, verl_compute_score_async, verl_compute_score_batch)

RIGHT, WRONG = "\\boxed{3}", "\\boxed{4}"


def client():
    return Client(shared().url)


def without_sandbox():
    """Whoever asks it for the verdict on a program gets an error."""
    return Client(shared("without_sandbox").url)


class Number:
    """Stands for a number of NumPy's, which JSON does not know."""

    def __init__(self, value):
        self.tolist = lambda: value


class Message:
    """Stands for a chat message that is an object of pydantic's."""

    def __init__(self, content):
        self.model_dump = lambda: {"role": "assistant", "content": content}


def chat(text):
    return [{"role": "assistant", "content": text}]


class Trl(unittest.TestCase):
    """GRPOTrainer._calculate_rewards of TRL 1.x: keywords, columns as lists, None becomes NaN."""

    def call(self, function, prompts, completions, **columns):
        extra, metrics = {}, {}
        state = types.SimpleNamespace(global_step=7)
        keywords = dict(prompts=prompts, completions=completions, completion_ids=[[1, 2]] * len(prompts), **columns, trainer_state=state,
                        log_extra=lambda name, values: extra.update({name: values}), log_metric=lambda name, value: metrics.update({name: value}))
        output = asyncio.run(function(**keywords)) if inspect.iscoroutinefunction(function) else function(**keywords)
        self.assertTrue(all(reward is None or type(reward) is float for reward in output))
        return output, extra, metrics

    def test_text_and_chat_completions_are_rewarded(self):
        for make in (trl_reward, trl_reward_async):
            function = make(client(), "math", reference="answer")
            self.assertEqual("verifiers_math", function.__name__)
            output, extra, metrics = self.call(function, ["p", "p", "q", "q"], [RIGHT, WRONG] * 2, answer=["3", "3", "4", "4"], problem_id=[1, 1, 2, 2], task=["t"] * 4)
            self.assertEqual([1, 0, 0, 1], output)
            prompts = [[{"role": "user", "content": "What is 1+2?"}]] * 2
            self.assertEqual([1, 0], self.call(function, prompts, [chat(RIGHT), chat(WRONG)], answer=["3", "3"])[0])
            self.assertEqual(["correct", "incorrect", "incorrect", "correct"], extra["verifiers_math/verdict"])
            self.assertIn("different_value", extra["verifiers_math/reason"][1])
            self.assertEqual({"verifiers_math/error": 0, "verifiers_math/undecided": 0}, metrics)

    def test_the_trainer_sees_which_functions_are_asynchronous(self):
        for is_so in (inspect.iscoroutinefunction, asyncio.iscoroutinefunction):
            self.assertFalse(is_so(trl_reward(client(), "math")))
            self.assertTrue(is_so(trl_reward_async(client(), "math")))

    def test_what_could_not_be_judged_is_none(self):
        for make in (trl_reward, trl_reward_async):
            sample = program("print(7)")
            function = make(without_sandbox(), "code", reference="tests", name="tests_pass")
            output, extra, metrics = self.call(function, ["p"] * 2, [sample["completion"]] * 2, tests=[sample["reference"], None])
            self.assertEqual([None, None], output)
            self.assertEqual(["error", ""], extra["tests_pass/verdict"])
            self.assertEqual(1, metrics["tests_pass/error"])
            with self.assertRaisesRegex(NoRewardError, "code: "):
                self.call(make(without_sandbox(), "code", reference="tests", on_error="raise"), ["p"], [sample["completion"]], tests=[sample["reference"]])

    def test_rows_without_a_reference_are_another_functions(self):
        self.assertEqual([1, None, 0], self.call(trl_reward(client(), "math", reference="answer"), ["p", "q", "r"], [RIGHT, "x", WRONG], answer=["3", None, "3"])[0])
        self.assertEqual([None], self.call(trl_reward(client(), "math", reference="answer"), ["p"], [RIGHT], answer=[None])[0])

    def test_a_reference_can_be_made_of_the_row(self):
        def tests(row):
            return {"mode": "stdin", "language": "python", "tests": [{"input": given, "output": wanted} for given, wanted in zip(row["inputs"], row["outputs"])]}

        completions = ["```python\nprint(int(input())*2)\n```", "```python\nprint(4)\n```"]
        output = self.call(trl_reward(client(), "code", reference=tests), ["p"] * 2, completions, inputs=[["1", "2"]] * 2, outputs=[["2", "4"]] * 2)[0]
        self.assertEqual([1, 0], output)

    def test_a_missing_column_is_named(self):
        with self.assertRaisesRegex(ValueError, r"column 'solution', found \['answer', 'prompt'\]"):
            self.call(trl_reward(client(), "math", reference="solution"), ["p"], [RIGHT], answer=["3"])

    def test_step_groups_and_tokens_reach_the_rubric(self):
        scheduled = {"components": [{"verifier": "format", "weight": [{"from_step": 0, "weight": 1}, {"from_step": 7, "weight": 5}]}]}
        self.assertEqual([5], self.call(trl_reward(client(), scheduled), ["p"], ["<think>x</think><answer>y</answer>"])[0])
        with Script() as script:
            self.call(trl_reward(Client(script.url), "math"), ["p", "p", "q"], ["a", "b", "c"])
            sent = json.loads(script.requests[0][3])
            self.assertEqual(["0", "0", "1"], [sample["group"] for sample in sent["samples"]])
            self.assertEqual([{"completion_tokens": 2}] * 3, [sample["metadata"] for sample in sent["samples"]])

    def test_images_in_prompts_are_left_out(self):
        prompt = [{"role": "user", "content": [{"type": "image", "image": object()}, {"type": "text", "text": "What is it?"}]}]
        self.assertEqual([1], self.call(trl_reward(client(), "math", reference="answer"), [prompt], [chat(RIGHT)], answer=["3"])[0])


class Verl(unittest.TestCase):
    """NaiveRewardManager, BatchRewardManager and the reward loop: the function of a file, in a partial, with keywords."""

    ROW = dict(data_source="openai/gsm8k", ground_truth="3", extra_info={"split": "train", "index": 4, "question": "1+2?"})

    def test_one_completion(self):
        for make in (verl_compute_score, verl_compute_score_async):
            function = functools.partial(make(client(), "math"))  # as verl binds reward_kwargs
            run = asyncio.run if inspect.iscoroutinefunction(function) else (lambda score: score)
            self.assertEqual(1.0, run(function(solution_str=RIGHT, **self.ROW)))
            self.assertEqual(0.0, run(function(solution_str=WRONG, **self.ROW, reward_router_address=None, reward_model_tokenizer=None)))
            self.assertIsInstance(run(function(solution_str=WRONG, **self.ROW)), float)
        self.assertEqual(1.0, verl_compute_score(client(), "math")("openai/gsm8k", RIGHT, Number(3), None))

    def test_details_are_numbers_under_constant_names(self):
        function = verl_compute_score(client(), "math", detailed=True, prompt="question", group="index")
        self.assertEqual({"score": 1.0, "acc": 1.0, "undecided": 0.0, "error": 0.0}, function(solution_str=RIGHT, **self.ROW))
        self.assertEqual({"score": 0.0, "acc": 0.0, "undecided": 0.0, "error": 0.0}, function(solution_str=WRONG, **self.ROW))

    def test_the_data_source_chooses_the_rubric(self):
        function = verl_compute_score(client(), rubrics={"openai/gsm8k": "math", "lighteval/MATH": "exact-none"})
        self.assertEqual(1.0, function(solution_str=RIGHT, **self.ROW))
        with self.assertRaisesRegex(ValueError, "'codeforces', found"):
            function(solution_str=RIGHT, data_source="codeforces", ground_truth="3")
        self.assertEqual(1.0, verl_compute_score(client(), "math", rubrics={"codeforces": "code"})(solution_str=RIGHT, **self.ROW))

    def test_test_cases_that_are_a_text_are_read(self):
        tests = json.dumps({"language": "python", "tests": [{"input": "2", "output": "4"}]})
        score = verl_compute_score(client(), "code")
        self.assertEqual(score("codeforces", "```python\nprint(int(input()) * 2)\n```", tests, None), 1.0)
        self.assertEqual(score("codeforces", "```python\nprint(5)\n```", tests, None), 0.0)
        self.assertEqual(verl_compute_score(client(), "math")("sets", "\\boxed{\\{1,2\\}}", "{1, 2}", None), 1.0)

    def test_a_batch_is_one_request_in_order(self):
        with Line(shared().url) as line:
            function = verl_compute_score_batch(Client(line.url), rubrics={"a": "math", "b": "format"}, reference=lambda row: row["ground_truth"])
            scores = function(data_sources=["a", "b", "a"], solution_strs=[RIGHT, "<think>x</think><answer>y</answer>", WRONG], ground_truths=["3", None, "3"],
                              extra_infos=[{"index": 1}, None, {}])
            self.assertEqual([1.0, 1.0, 0.0], scores)
            self.assertEqual(1, line.connections)
        self.assertEqual([], verl_compute_score_batch(client(), "math")(data_sources=[], solution_strs=[], ground_truths=[]))
        with self.assertRaisesRegex(ValueError, "expected 2 data sources"):
            verl_compute_score_batch(client(), "math")(data_sources=["a"], solution_strs=["x", "y"], ground_truths=["1", "2"])

    def test_an_error_is_raised_unless_the_caller_chose_a_value(self):
        sample = program("print(7)")
        row = dict(data_source="codeforces", solution_str=sample["completion"], ground_truth=sample["reference"], extra_info={})
        with self.assertRaises(NoRewardError) as raised:
            verl_compute_score(without_sandbox(), "code")(**row)
        self.assertEqual("error", pickle.loads(pickle.dumps(raised.exception)).result["verdict"])
        self.assertEqual(-1.0, verl_compute_score(without_sandbox(), "code", on_error=-1)(**row))
        self.assertEqual(0.25, verl_compute_score(without_sandbox(), "code", on_error=lambda result: 0.25)(**row))
        self.assertEqual([{"score": -1.0, "acc": 0.0, "undecided": 0.0, "error": 1.0}], verl_compute_score_batch(without_sandbox(), "code", on_error=-1, detailed=True)(
            **{name + "s": [value] for name, value in row.items()}))
        with self.assertRaisesRegex(ValueError, "on_error"):
            verl_compute_score(client(), "code", on_error="zero")

    def test_a_process_pool_runs_it_and_keeps_one_connection(self):
        with Line(shared().url) as line:
            function = verl_compute_score(Client(line.url), "math")
            with concurrent.futures.ProcessPoolExecutor(1) as pool:
                scores = [pool.submit(function, "openai/gsm8k", text, "3", None).result(PATIENCE) for text in (RIGHT, WRONG) * 5]
            self.assertEqual([1.0, 0.0] * 5, scores)
            self.assertEqual(1, line.connections)


class OpenRlhf(unittest.TestCase):
    """SingleTurnAgentExecutor: the file is loaded by its path, queries are decoded with their special tokens."""

    QUERY = "<|im_start|>user\n1+2?<|im_end|>\n<|im_start|>assistant\n"

    def test_the_response_is_what_follows_the_prompt(self):
        function = openrlhf_reward_func(client(), "math")
        self.assertTrue(inspect.isfunction(function))  # ray.remote takes nothing else
        answer = function([self.QUERY + RIGHT + "<|im_end|>", "<s>" + self.QUERY + WRONG], [self.QUERY] * 2, ["3", "3"])
        self.assertEqual({"rewards": [1.0, 0.0], "scores": [1.0, 0.0], "extra_logs": {"correct": [1.0, 0.0], "undecided": [0.0, 0.0], "error": [0.0, 0.0]}}, answer)
        # Were the prompt judged too, its own box would count; were the tokens that end the turn, the format would be broken.
        answer = openrlhf_reward_func(client(), "format")([f"\\boxed{{3}}<think>x</think><answer>y</answer></s>\n<|endoftext|>"], ["\\boxed{3}"], [None])
        self.assertEqual([1.0], answer["rewards"])
        with self.assertRaisesRegex(ValueError, r"queries\[0\]"):
            function(["x"], ["y"], ["3"])
        with self.assertRaisesRegex(ValueError, "as many"):
            function(["x"], ["x", "y"], ["3"])
        self.assertEqual([], function([], [], [])["rewards"])

    def test_tensors_are_given_where_torch_is_loaded(self):
        sys.modules["torch"] = types.SimpleNamespace(tensor=lambda numbers: ("tensor", numbers))
        try:
            self.assertEqual(("tensor", [1.0]), openrlhf_reward_func(client(), "math")(["p" + RIGHT], ["p"], ["3"])["rewards"])
        finally:
            del sys.modules["torch"]

    def test_an_error_is_raised_unless_the_caller_chose_a_value(self):
        sample = program("print(7)")
        arguments = ["p" + sample["completion"]], ["p"], [sample["reference"]]
        with self.assertRaises(NoRewardError):
            openrlhf_reward_func(without_sandbox(), "code")(*arguments)
        answer = openrlhf_reward_func(without_sandbox(), "code", on_error=0.5)(*arguments)
        self.assertEqual(([0.5], [1.0]), (answer["rewards"], answer["extra_logs"]["error"]))

    def test_a_file_with_it_is_loaded_as_openrlhf_does(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "rewards.py")
            file.write_text(f"from verifiers_client import Client, openrlhf_reward_func\nreward_func = openrlhf_reward_func(Client({shared().url!r}), 'math')\n")
            spec = importlib.util.spec_from_file_location("reward_func", str(file))
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            self.assertEqual([1.0], asyncio.run(asyncio.to_thread(module.reward_func, ["p" + RIGHT], ["p"], ["3"]))["rewards"])


class Single(unittest.TestCase):
    def test_prime_calls_it_by_name_with_chat_messages(self):
        function = reward_function_async(client(), "math")
        self.assertTrue(inspect.iscoroutinefunction(function))
        parameters = inspect.signature(function).parameters
        self.assertTrue(any(parameter.kind == parameter.VAR_KEYWORD for parameter in parameters.values()))
        self.assertFalse({"states", "prompts", "completions", "answers", "tasks", "infos"} & set(parameters))  # these would make it a group's
        state = {}
        reward = asyncio.run(function(prompt=[{"role": "user", "content": "1+2?"}], completion=chat(RIGHT), answer="3", state=state, task="", info={}))
        self.assertEqual((1.0, {}), (reward, state))
        self.assertEqual(1.0, asyncio.run(function(prompt="1+2?", completion=[Message(RIGHT)], answer="3")))

    def test_a_fault_is_told_to_primes_state(self):
        sample = program("print(7)")
        for make, run in ((reward_function_async, asyncio.run), (reward_function, lambda reward: reward)):
            state = {}
            with self.assertRaises(NoRewardError):
                run(make(without_sandbox(), "code")(prompt="p", completion=sample["completion"], answer=sample["reference"], state=state))
            self.assertIsInstance(state["error"], NoRewardError)
        with self.assertRaises(ServiceAwayError):
            asyncio.run(reward_function_async(Client("http://127.0.0.1:9", give_up_after=0), "math")(prompt="p", completion="x", answer="3", state=state))
        self.assertIsInstance(state["error"], ServiceAwayError)

    def test_areal_calls_it_by_place_in_a_process_of_its_own(self):
        function = reward_function(client(), "math", reference="solution")
        with concurrent.futures.ProcessPoolExecutor(1) as pool:
            call = functools.partial(function, "1+2?", RIGHT, [1, 2], [3, 4], solution="3", query_id="7")
            self.assertEqual(1.0, pool.submit(call).result(PATIENCE))
        self.assertEqual(0.0, asyncio.run(reward_function_async(client(), "math")("1+2?", WRONG, [1, 2], [3, 4], answer="3")))
