"""`stream` and `astream`: results as they are reached."""
import asyncio
import json
import unittest

from service import SLEEPING, Script, program, results_of, shared, until
from verifiers_client import AnswerError, Client


def lines(body, order=None, cut=None, end=True):
    """A streamed answer."""
    answer = results_of(body)
    numbered = [json.dumps({"index": index, **result}) for index, result in enumerate(answer.pop("results"))]
    told = [numbered[index] for index in (order or range(len(numbered)))][:cut] + ([json.dumps(answer)] if end else [])
    return 200, {"Content-Type": "application/x-ndjson"}, ("\n".join(told) + "\n").encode()


class Streaming(unittest.TestCase):
    def test_results_come_before_the_slowest_is_reached(self):
        with Client(shared().url).stream("code", samples=[SLEEPING, program("print(7)"), program("print(8)")]) as stream:
            first = [next(stream) for _ in range(2)]
        self.assertEqual([(1, 1), (2, 0)], sorted((result["index"], result["reward"]) for result in first))
        until(lambda: shared().busy_slots() == 0)  # leaving early ended the program that sleeps

    def test_every_result_comes_once_with_its_place_and_the_groups_come_at_the_end(self):
        samples = [{"id": str(i), "group": str(i % 40), "completion": "\\boxed{%d}" % (i % 7), "reference": "3"} for i in range(400)]
        stream = Client(shared().url, batch_samples=30).stream("math", samples=samples)
        results = list(stream)
        self.assertEqual([(i, str(i), float(i % 7 == 3)) for i in range(400)], sorted((result["index"], result["id"], result["reward"]) for result in results))
        self.assertEqual([(str(i), 10) for i in range(40)], [(group["id"], group["size"]) for group in stream.groups])
        self.assertEqual("math", stream.engine["rubric"])
        self.assertEqual([], list(stream))

    def test_asyncio_streams_too(self):
        async def ask():
            groups = [{"id": str(i), "reference": "3", "completions": ["\\boxed{3}", "x"]} for i in range(50)]
            return [(result["index"], result["reward"]) async for result in Client(shared().url, batch_samples=16).astream("math", groups=groups)]

        self.assertEqual([(i, 1 - i % 2) for i in range(100)], sorted(asyncio.run(ask())))

    def test_leaving_an_asynchronous_stream_ends_what_still_runs(self):
        async def ask():
            stream = Client(shared().url).astream("code", samples=[SLEEPING, program("print(7)")])
            async for result in stream:
                self.assertEqual(1, result["index"])
                break
            await stream.aclose()

        asyncio.run(ask())
        until(lambda: shared().busy_slots() == 0)

    def test_a_stream_that_was_broken_off_goes_on_where_it_was(self):
        samples = [{"id": str(i), "completion": "x"} for i in range(4)]
        with Script(lambda body: lines(body, order=[2, 0], end=False), 503, lambda body: lines(body, order=[3, 2, 1, 0])) as script:
            results = list(Client(script.url, first_delay=0, longest_delay=0.01).stream("math", samples=samples))
        self.assertEqual([2, 0, 3, 1], [result["index"] for result in results])

    def test_a_stream_that_does_not_fit_the_question_is_not_believed(self):
        samples = [{"id": str(i), "completion": "x"} for i in range(3)]
        for step in (lambda body: lines(body, cut=2), lambda body: lines(body, order=[0, 0, 1, 2]), (200, {}, b'{"index": 7, "components": []}\n'),
                     (200, {}, b"<html>\n"), (200, {}, b"[]\n"), lambda body: lines(json.dumps({"samples": [{"id": "other"}] * 3}))):
            with Script(step) as script, Client(script.url).stream("math", samples=samples) as stream:
                with self.assertRaises(AnswerError):
                    list(stream)
                self.assertEqual([], list(stream))
