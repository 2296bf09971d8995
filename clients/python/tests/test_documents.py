"""Every snippet of the documentation, run as it stands there: only the service's address is this test's."""
import functools
import importlib.util
import pathlib
import re
import sys
import tempfile
import types
import unittest

import verifiers_client
from service import REPOSITORY, shared

ROWS = [{"prompt": "1+2?", "answer": "3"}, {"prompt": "2+2?", "answer": "4"}]


class GRPOTrainer:
    """Asks for rewards as TRL's does, and keeps them."""

    rewards = []

    def __init__(self, model, reward_funcs, train_dataset):
        self._function, self._rows = reward_funcs, train_dataset

    def train(self):
        columns = {name: [row[name] for row in self._rows] for name in self._rows[0] if name != "prompt"}
        GRPOTrainer.rewards.append(self._function(
            prompts=[row["prompt"] for row in self._rows], completions=["\\boxed{3}"] * len(self._rows), completion_ids=[[1]] * len(self._rows),
            **columns, trainer_state=types.SimpleNamespace(global_step=1), log_extra=lambda *_: None, log_metric=lambda *_: None))
        assert self._function.__name__


def snippets(page, heading):
    """The Python of one part of a page."""
    part = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^## |\Z)", (REPOSITORY / page).read_text("utf-8"), re.MULTILINE | re.DOTALL).group(1)
    return [code.replace("http://127.0.0.1:8080", shared().url) for code in re.findall(r"```python\n(.*?)```", part, re.DOTALL)]


class Documents(unittest.TestCase):
    def setUp(self):
        sys.modules["trl"] = types.SimpleNamespace(GRPOTrainer=GRPOTrainer)
        self.addCleanup(sys.modules.pop, "trl")
        GRPOTrainer.rewards = []

    def load(self, code, name):
        """A snippet as a file that a trainer loads by its path."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "file.py")
            file.write_text(code, "utf-8")
            spec = importlib.util.spec_from_file_location("custom_module", file)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return getattr(module, name)

    def check_trainers(self, trl, verl, openrlhf):
        exec(trl, {"dataset": ROWS})
        self.assertEqual([[1.0, 0.0]], GRPOTrainer.rewards)
        compute_score = functools.partial(self.load(verl, "compute_score"))
        self.assertEqual(1.0, compute_score(data_source="openai/gsm8k", solution_str="\\boxed{3}", ground_truth="3", extra_info={"index": 0}))
        self.assertEqual([1.0, 0.0], self.load(openrlhf, "reward_func")(["p\\boxed{3}", "p\\boxed{4}"], ["p", "p"], ["3", "3"])["rewards"])

    def test_use_it_from_your_trainer(self):
        found = snippets("README.md", "Use it from your trainer")
        self.assertEqual(3, len(found))
        self.assertTrue(all(code.count("\n") < 10 for code in found))
        self.check_trainers(*found)

    def test_the_clients_page(self):
        for part, count in (("Scoring", 2), ("Reward functions", 5)):
            self.assertEqual(count, len(snippets("clients/python/README.md", part)))
        for code in snippets("clients/python/README.md", "Scoring"):
            exec(code, {})
        trl, tests, verl, openrlhf, single = snippets("clients/python/README.md", "Reward functions")
        self.check_trainers(trl, verl, openrlhf)
        exec(single, {})
        program = ["```python\nprint(int(input()) * 2)\n```"]
        self.assertEqual([1.0], self.load(tests, "reward")(prompts=["p"], completions=program, inputs=[["1", "2"]], outputs=[["2", "4"]]))

    def test_the_modules_own_example(self):
        code = re.search(r"\n\n(    from verifiers_client.*?)\n\n[A-Z]", verifiers_client.__doc__, re.DOTALL).group(1)
        names = {}
        exec("\n".join(line[4:] for line in code.splitlines()).replace("http://127.0.0.1:8080", shared().url).replace("\n\n", "\n"), names)
        self.assertEqual([1], names["answer"].rewards)

    def test_every_setting_of_the_client_is_in_its_table(self):
        page = (REPOSITORY / "clients/python/README.md").read_text("utf-8")
        for name in verifiers_client.Client.__init__.__kwdefaults__:
            if name != "connect_timeout":
                self.assertIn(f"`{name}`", page)
        for name in verifiers_client.__all__:
            self.assertIn(name, page + verifiers_client.__doc__ + "Answer Engine Group Options Result Stream VerifiersError")
