"""What the client waits out, what it does not, and what it does not believe."""
import email.utils
import json
import logging
import threading
import time
import unittest

from service import HANG_UP, PATIENCE, Script, Service, program, results_of, until
from verifiers_client import AnswerError, Client, RefusedError, ServiceAwayError

SAMPLES = [{"id": "a", "group": "g", "completion": "\\boxed{3}", "reference": "3"}, {"id": "b", "group": "g", "completion": "x", "reference": "3"}]
logging.getLogger("verifiers_client").addHandler(logging.NullHandler())


def client_of(script, **more):
    return Client(script.url, **{"first_delay": 0, "longest_delay": 0.01, **more})


class Waiting(unittest.TestCase):
    def test_a_busy_service_is_asked_again_when_it_says(self):
        for status in (429, 503):
            with Script((status, {"Retry-After": "1"}, None)) as script:
                self.assertEqual([1, 1], client_of(script).score("math", samples=SAMPLES).rewards)
                first, second = (request[0] for request in script.requests)
                self.assertGreater(second - first, 0.95)  # without the header it would be asked again at once

    def test_a_date_says_when_as_well(self):
        with Script(lambda _: (503, {"Retry-After": email.utils.formatdate(time.time() + 3, usegmt=True)}, None)) as script:
            self.assertEqual([1, 1], client_of(script).score("math", samples=SAMPLES).rewards)
            self.assertGreater(script.requests[1][0] - script.requests[0][0], 1.5)

    def test_faults_that_pass_are_asked_again(self):
        with Script(500, 502, 504, 408, (429, {"Retry-After": "soon"}, None), (503, {"Retry-After": "-1"}, b"<html>")) as script:
            self.assertEqual([1, 1], client_of(script).score("math", samples=SAMPLES).rewards)
            self.assertEqual(7, len(script.requests))
            self.assertEqual(1, len({request[3] for request in script.requests}))

    def test_a_refusal_is_final_and_carries_the_problem_details(self):
        for status in (400, 401, 403, 404, 413, 415, 422):
            problem = {"status": status, "title": "No.", "detail": "samples[1].reference: no", "errors": {"samples[1].reference": ["no"]}, "trace_id": "t"}
            with Script((status, {"Content-Type": "application/problem+json"}, json.dumps(problem).encode())) as script:
                with self.assertRaises(RefusedError) as refused:
                    client_of(script).score("math", samples=SAMPLES)
                self.assertEqual((status, problem, {"samples[1].reference": ["no"]}), (refused.exception.status, refused.exception.problem, refused.exception.errors))
                self.assertEqual(1, len(script.requests))

    def test_connections_that_were_closed_meanwhile_cost_no_wait_and_no_report(self):
        for end in ({"Connection": "close"}, {HANG_UP: None}):
            with Script((200, end, None)) as script:
                client = client_of(script, first_delay=100, longest_delay=100)
                for _ in range(3):
                    self.assertEqual([1, 1], client.score("math", samples=SAMPLES, timeout=60).rewards)
                self.assertEqual(2, script.connections)

    def test_a_service_that_is_away_for_too_long_is_given_up_when_asked_to(self):
        with Script(*[503] * 100000) as script:
            with self.assertRaisesRegex(ServiceAwayError, "503"):
                client_of(script, give_up_after=0.3).score("math", samples=SAMPLES)
            self.assertGreaterEqual(len(script.requests), 2)
        with self.assertRaisesRegex(ServiceAwayError, "refused"):
            Client("http://127.0.0.1:9", first_delay=0.01, longest_delay=0.01, give_up_after=0.2).score("math", samples=SAMPLES)

    def test_an_outage_is_logged_when_it_begins_and_when_it_is_over(self):
        with Script(503, 503, 503) as script, self.assertLogs("verifiers_client", "WARNING") as logged:
            client_of(script).score("math", samples=SAMPLES)
        self.assertIn("503", logged.output[0])
        self.assertIn("answers again", logged.output[-1])

    def test_errors_are_asked_again_once_when_asked_to_and_the_better_answer_is_kept(self):
        def with_error(body):
            answer = results_of(body)
            for result in answer["results"]:
                if result["group"] == "g1":
                    result.update(reward=None, verdict="error")
            return 200, {}, json.dumps(answer).encode()

        groups = [{"id": f"g{i}", "completions": ["x", "y"]} for i in range(3)]
        with Script(with_error) as script:
            answer = client_of(script, ask_errors_again=True).score("math", groups=groups)
            self.assertEqual([1] * 6, answer.rewards)
            self.assertEqual([groups[1]], json.loads(script.requests[1][3])["groups"])
        with Script(with_error, with_error) as script:
            self.assertEqual([1, 1, None, None, 1, 1], client_of(script, ask_errors_again=True).score("math", groups=groups).rewards)
            self.assertEqual(2, len(script.requests))


class Believing(unittest.TestCase):
    def answered(self, change):
        def step(body):
            answer = results_of(body)
            text = change(answer)
            return 200, {}, json.dumps(answer if text is None else text).encode() if not isinstance(text, bytes) else text

        with Script(step) as script:
            return client_of(script).score("math", samples=SAMPLES), len(script.requests)

    def test_an_answer_that_does_not_fit_the_question_is_not_believed(self):
        wrong = {
            "one result too few": lambda answer: answer["results"].pop(),
            "results in another order": lambda answer: answer["results"].reverse(),
            "another group": lambda answer: answer["results"][0].update(group="h"),
            "a reward with the verdict error": lambda answer: answer["results"][0].update(verdict="error"),
            "no reward without it": lambda answer: answer["results"][0].update(reward=None),
            "an unknown verdict": lambda answer: answer["results"][0].update(verdict="fine"),
            "a reward that is no number": lambda answer: answer["results"][0].update(reward="1"),
            "a reward that is true": lambda answer: answer["results"][0].update(reward=True),
            "an infinite reward": lambda answer: answer["results"][0].update(reward=float("inf")),
            "no groups": lambda answer: answer.pop("groups"),
            "other groups": lambda answer: answer.update(groups=[{"id": "h"}]),
            "no engine": lambda answer: answer.pop("engine"),
        }
        for what, change in wrong.items():
            with self.subTest(what), self.assertRaises(AnswerError):
                self.answered(lambda answer: change(answer) and None)
        for text in (b"<html>Welcome</html>", b"[]", b"3", b"null", b'"x"'):
            with self.subTest(text), self.assertRaises(AnswerError):
                self.answered(lambda _: text)

    def test_an_answer_that_was_broken_off_is_asked_for_again(self):
        def cut(body):
            text = json.dumps(results_of(body)).encode()
            return 200, {"Content-Length": str(len(text) + 20), "Connection": "close"}, text

        def cut_by_a_proxy(body):
            return 200, {}, json.dumps(results_of(body)).encode()[:-20]

        with Script(cut, cut_by_a_proxy, (200, {"Connection": "close"}, b"")) as script:
            self.assertEqual([1, 1], client_of(script).score("math", samples=SAMPLES).rewards)
            self.assertEqual(4, len(script.requests))

    def test_another_page_than_the_service_is_no_answer(self):
        with Script((302, {"Location": "/"}, b"")) as script, self.assertRaises(AnswerError):
            client_of(script).score("math", samples=SAMPLES)


class Restarting(unittest.TestCase):
    """The real service, killed while programs run and started again at the same address."""

    def test_no_completion_is_lost_and_none_is_told_twice(self):
        self.check(lambda client, samples: sorted((result["index"], result["reward"]) for result in client.stream("code", samples=samples)))

    def test_score_waits_it_out(self):
        self.check(lambda client, samples: list(enumerate(client.score("code", samples=samples).rewards)))

    def check(self, ask):
        # The programs sleep, so that the kill meets them.
        samples = [program(f"import time\ntime.sleep(0.5)\nprint({7 + i % 2})") for i in range(24)]
        first = Service("--Sandbox:Launchers", "bubblewrap", "--Sandbox:Slots", "1")
        client = Client(first.url, batch_samples=2, connections=4, first_delay=0.05, longest_delay=0.2)
        reached = []
        asking = threading.Thread(target=lambda: reached.append(ask(client, samples)), daemon=True)
        with self.assertLogs("verifiers_client", "WARNING"):
            asking.start()
            until(lambda: first.busy_slots() > 0)
            first.kill()
            until(lambda: client._asker._outage._since is not None)
            self.assertTrue(asking.is_alive())
            second = Service("--Sandbox:Launchers", "bubblewrap", address=first.url)
            try:
                asking.join(PATIENCE)
                self.assertEqual([[(i, 1.0 - i % 2) for i in range(24)]], reached)
            finally:
                second.kill()
