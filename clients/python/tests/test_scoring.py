"""`score` and `ascore` against the real service."""
import asyncio
import json
import multiprocessing
import os
import pickle
import unittest

from service import PATIENCE, SLEEPING, Line, Service, Script, program, shared, until
from verifiers_client import CallTimeoutError, Client, RefusedError


def numbers(count, of=7):
    return [{"id": str(i), "completion": "\\boxed{%d}" % (i % of), "reference": "3", "prompt": "?"} for i in range(count)]


def rewards(count, of=7):
    return [float(i % of == 3) for i in range(count)]


def groups(count, size=3):
    return [{"id": f"g{i}", "reference": str(i), "completions": ["\\boxed{%d}" % (i + k) for k in range(size)]} for i in range(count)]


class Scoring(unittest.TestCase):
    def setUp(self):
        self.client = Client(shared().url)
        self.addCleanup(self.client.close)

    def test_a_group_has_rewards_with_reasons_statistics_and_what_judged(self):
        answer = self.client.score("math", groups=[{"id": "half", "reference": "1/2", "completions": ["\\boxed{0.5}", "\\boxed{2/3}"]}])
        self.assertEqual([1, 0], answer.rewards)
        self.assertEqual("different_value", answer.results[1]["components"][0]["reason"])
        self.assertEqual(("half", 2, 0.5), tuple(answer.groups[0][field] for field in ("id", "size", "mean")))
        self.assertEqual(("math", 64), (answer.engine["rubric"], len(answer.engine["rubric_hash"])))

    def test_chat_messages_rubrics_written_out_and_options_are_sent_as_they_are(self):
        messages = [{"role": "user", "content": "?"}, {"role": "assistant", "reasoning_content": "Hm.", "content": "<answer>3</answer>"}]
        rubric = {"combine": "gate", "components": [{"verifier": "format", "gate": True}, {"verifier": "exact", "weight": 2}]}
        answer = self.client.score(rubric, samples=[{"completion": messages, "reference": "3"}], options={"explain": False, "step": 3})
        self.assertEqual([2], answer.rewards)
        self.assertNotIn("evidence", answer.results[0]["components"][1])

    def test_large_inputs_are_split_and_the_results_are_in_order(self):
        client = Client(shared().url, batch_samples=16)
        self.assertEqual(rewards(500), client.score("math", samples=numbers(500)).rewards)
        self.assertEqual(rewards(500), asyncio.run(client.ascore("math", samples=numbers(500))).rewards)
        answer = client.score("math", groups=groups(40))
        self.assertEqual([1, 0, 0] * 40, answer.rewards)
        self.assertEqual([f"g{i}" for i in range(40)], [group["id"] for group in answer.groups])

    def test_requests_are_bounded_in_samples_and_bytes_and_groups_stay_whole(self):
        with Script() as script:
            Client(script.url, batch_samples=4).score("math", samples=[{"completion": "x", "group": str(i % 3)} for i in range(9)] + numbers(5))
            sent = [json.loads(request[3])["samples"] for request in script.requests]
            self.assertEqual([3, 3, 4, 4], sorted(map(len, sent)))
            for group in "012":
                self.assertEqual([3], [count for count in (sum(sample.get("group") == group for sample in samples) for samples in sent) if count])
        with Script() as script:
            Client(script.url, batch_bytes=2000).score("math", samples=[{"completion": "x" * 900} for _ in range(10)])
            self.assertEqual(5, len(script.requests))

    def test_members_of_a_group_may_stand_apart(self):
        samples = [{"completion": "\\boxed{%d}" % (i % 5), "reference": "3", "group": str(i % 4)} for i in range(200)]
        answer = Client(shared().url, batch_samples=60).score("math", samples=samples)
        self.assertEqual([float(i % 5 == 3) for i in range(200)], answer.rewards)
        self.assertEqual([("0", 50), ("1", 50), ("2", 50), ("3", 50)], [(group["id"], group["size"]) for group in answer.groups])

    def test_a_refusal_names_the_place_in_the_callers_list(self):
        samples = numbers(300)
        samples[270] = {"completion": "x", "reference": {"wrong": 1}}
        for ask in (self.client.score, lambda *a, **b: asyncio.run(self.client.ascore(*a, **b)), lambda *a, **b: list(self.client.stream(*a, **b))):
            with self.assertRaises(RefusedError) as refused:
                ask("math", samples=samples)
            self.assertEqual(400, refused.exception.status)
            self.assertEqual(["samples[270].reference"], list(refused.exception.errors))
            self.assertIn("samples[270].reference: expected a string", str(refused.exception))
        again = pickle.loads(pickle.dumps(refused.exception))
        self.assertEqual((400, str(refused.exception)), (again.status, str(again)))

    def test_what_cannot_be_sent_is_named_before_it_is_sent(self):
        for samples, place in (([{"completion": 3}], r"samples\[0\].completion: expected str"), ([{"completion": "x", "reference": float("nan")}], r"samples\[0\]"),
                               (["x"], r"samples\[0\]"), ([], "at least one")):
            with self.assertRaisesRegex(ValueError, place):
                self.client.score("math", samples=samples)
        for wrong in ([{"id": "a", "completions": []}], [{"id": "a", "completions": ["x"]}] * 2, [{"completions": ["x"]}]):
            with self.assertRaisesRegex(ValueError, r"groups\[\d\]"):
                self.client.score("math", groups=wrong)
        for arguments in ({"url": "ftp://x"}, {"url": "127.0.0.1:80"}, {"url": "http://x", "api_key": "a\nb"}, {"url": "http://x", "connections": 0}):
            with self.assertRaises(ValueError):
                Client(**arguments)

    def test_half_a_surrogate_pair_is_judged_and_costs_nobody_else_the_reward(self):
        answer = self.client.score("math", samples=[{"completion": "\\boxed{3} \ud83d", "reference": "3"}, {"completion": "\\boxed{3} é 数", "reference": "3"}])
        self.assertEqual([1, 1], answer.rewards)


class Connections(unittest.TestCase):
    def test_one_connection_serves_calls_one_after_the_other_of_any_thread_and_loop(self):
        with Line(shared().url) as line:
            client = Client(line.url)
            for _ in range(20):
                client.score("math", samples=numbers(2))
                asyncio.run(client.ascore("math", samples=numbers(2)))
                list(client.stream("math", samples=numbers(2)))
            self.assertEqual((1, 1), (line.connections, client.connections_opened))

    def test_no_more_connections_than_asked_for_serve_many_calls_at_one_time(self):
        async def many(client):
            return await asyncio.gather(*[client.ascore("math", samples=numbers(4)) for _ in range(100)])

        with Line(shared().url) as line:
            client = Client(line.url, connections=5)
            for answer in asyncio.run(many(client)):
                self.assertEqual(rewards(4), answer.rewards)
            self.assertLessEqual(line.connections, 5)

    def test_a_forked_process_never_reads_its_parents_connection(self):
        with Line(shared().url) as line:
            client = Client(line.url)
            client.score("math", samples=numbers(2))
            context = multiprocessing.get_context("fork")
            told = context.Queue()
            for _ in range(2):
                child = context.Process(target=lambda: told.put(client.score("math", samples=numbers(4)).rewards))
                child.start()
                self.assertEqual(rewards(4), told.get(timeout=PATIENCE))
                child.join()
            self.assertEqual(rewards(6), client.score("math", samples=numbers(6)).rewards)
            self.assertEqual((3, 1), (line.connections, client.connections_opened))

    def test_a_pickled_client_is_the_same_one_wherever_it_arrives(self):
        client = Client(shared().url, run_id="a", batch_samples=9)
        first, second = pickle.loads(pickle.dumps(client)), pickle.loads(pickle.dumps(client))
        self.assertIs(first, second)
        self.assertEqual(rewards(20), first.score("math", samples=numbers(20)).rewards)
        self.assertNotIn("secret", repr(Client("http://x", api_key="secret")))

    def test_key_run_and_path_are_sent(self):
        with Script() as script:
            Client(script.url + "/prefix/", api_key="k1", run_id="run-7").score("math", samples=numbers(1))
            _, path, headers, _ = script.requests[0]
            self.assertEqual(("/prefix/score", "Bearer k1", "run-7"), (path, headers["Authorization"], headers["X-Run-Id"]))

    @unittest.skipUnless("VERIFIERS_TEST_CERTIFICATE" in os.environ, "VERIFIERS_TEST_CERTIFICATE: expected a folder with certificate.pem and key.pem")
    def test_https_is_spoken_with_a_service_whose_certificate_is_trusted_and_with_no_other(self):
        folder = os.environ["VERIFIERS_TEST_CERTIFICATE"]
        service = Service(address="https://127.0.0.1:0", environment={
            "Kestrel__Certificates__Default__Path": f"{folder}/certificate.pem", "Kestrel__Certificates__Default__KeyPath": f"{folder}/key.pem"})
        try:
            client = Client(service.url, ca_file=f"{folder}/certificate.pem")
            self.assertEqual(rewards(20), client.score("math", samples=numbers(20)).rewards)
            self.assertEqual(20, len(list(client.stream("math", samples=numbers(20)))))
            self.assertEqual(1, client.connections_opened)
            with self.assertRaisesRegex(Exception, "certificate is not trusted"):
                Client(service.url).score("math", samples=numbers(1))
        finally:
            service.kill()


class Deadlines(unittest.TestCase):
    def test_what_is_not_judged_by_the_deadline_is_an_error_and_the_rest_has_its_rewards(self):
        samples = [program("print(7)"), program("print(8)")]
        self.assertEqual([1, 0], Client(shared().url).score("code", samples=samples).rewards)
        answer = Client(shared().url).score("code", samples=[SLEEPING], options={"deadline_ms": 300})
        self.assertEqual([None], answer.rewards)
        self.assertEqual("deadline_exceeded", answer.results[0]["components"][0]["reason"])

    def test_a_call_that_takes_too_long_raises_and_the_service_ends_its_programs(self):
        client = Client(shared().url)
        for ask in (client.score, lambda *a, **b: asyncio.run(client.ascore(*a, **b)), lambda *a, **b: list(client.stream(*a, **b))):
            with self.assertRaises(CallTimeoutError):
                ask("code", samples=[SLEEPING], timeout=1)
            until(lambda: shared().busy_slots() == 0)
        with self.assertRaises(TimeoutError):  # also while there is nobody to ask
            Client("http://127.0.0.1:9").score("math", samples=numbers(1), timeout=0.3)

    def test_cancelling_ends_the_programs(self):
        async def leave():
            asking = asyncio.ensure_future(Client(shared().url).ascore("code", samples=[SLEEPING]))
            while shared().busy_slots() == 0:
                await asyncio.sleep(0.05)
            asking.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await asking

        asyncio.run(leave())
        until(lambda: shared().busy_slots() == 0)
