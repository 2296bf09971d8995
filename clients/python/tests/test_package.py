"""The package as it is installed, read and checked."""
import ast
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import types
import unittest

import verifiers_client
from service import REPOSITORY, shared

ROOT = REPOSITORY / "clients" / "python"
SOURCES = sorted((ROOT / "verifiers_client").rglob("*.py"))
INSTALL = "pip install ./clients/python"
SCORE = r"""
import importlib.metadata, pathlib, verifiers_client as v
assert pathlib.Path(v.__file__).is_relative_to(FOLDER), v.__file__
assert pathlib.Path(v.__file__).with_name("py.typed").exists()
assert importlib.metadata.version("verifiers-client") == v.__version__
print(v.trl_reward(v.Client(URL), "math", "answer")(prompts=["p"], completions=["\\boxed{3}"], answer=["3"]))
"""


class Package(unittest.TestCase):
    def test_it_installs_into_a_fresh_environment_without_an_index_and_scores_from_there(self):
        for page in (ROOT / "README.md", REPOSITORY / "README.md"):
            self.assertIn(INSTALL, page.read_text("utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            environment = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
            for command, home in ((INSTALL, folder), (INSTALL.replace("install", "install --force-reinstall --editable"), str(ROOT))):
                self.run_there(["bash", "-euc", command], REPOSITORY, environment)
                script = SCORE.replace("FOLDER", repr(home)).replace("URL", repr(shared().url))
                self.assertEqual("[1.0]", self.run_there([f"{folder}/bin/python", "-c", script], folder, environment).strip())

    def run_there(self, command, folder, environment):
        done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(0, done.returncode, done.stdout)
        return done.stdout

    def test_a_source_distribution_builds_the_same_wheel(self):
        sys.path.insert(0, str(ROOT))
        import wheel_backend
        with tempfile.TemporaryDirectory() as folder:
            wheel = pathlib.Path(folder, wheel_backend.build_wheel(folder)).read_bytes()
            with tarfile.open(pathlib.Path(folder, wheel_backend.build_sdist(folder))) as archive:
                archive.extractall(folder)
            build = "import wheel_backend; print(wheel_backend.build_wheel('.'))"
            built = subprocess.run([sys.executable, "-c", build], cwd=pathlib.Path(folder, "verifiers_client-0.1.0"), stdout=subprocess.PIPE, text=True, check=True).stdout
            self.assertEqual(wheel, pathlib.Path(folder, "verifiers_client-0.1.0", built.strip()).read_bytes())

    def test_the_sources_are_python_of_3_9_and_import_the_standard_library_alone(self):
        for path in SOURCES:
            tree = ast.parse(path.read_text("utf-8"), str(path), feature_version=(3, 9))
            imported = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
            imported += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0]
            self.assertEqual(set(), {name.split(".")[0] for name in imported} - set(sys.stdlib_module_names), path)

    def test_the_types_are_complete_and_hold_for_3_9(self):
        if shutil.which("mypy") is None:
            self.fail("mypy is missing: apt-get install mypy python3-typeshed")
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["mypy", "--cache-dir", folder, "verifiers_client"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(0, done.returncode, done.stdout)

    def test_the_pytorch_example_asks_for_its_rewards_as_it_should(self):
        source = (ROOT / "examples" / "grpo_pytorch.py").read_text("utf-8")
        wanted = [node for node in ast.parse(source).body if getattr(node, "name", "") == "rewards" or isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RUBRIC"]
        self.assertEqual(2, len(wanted))

        class Tensor(list):
            def view(self, shape):
                return [self[at:at + shape[1]] for at in range(0, shape[0] * shape[1], shape[1])]

        names = {"client": verifiers_client.Client(shared().url), "torch": types.SimpleNamespace(tensor=Tensor), "args": types.SimpleNamespace(group=2), "math": math}
        exec(compile(ast.Module(wanted, []), "grpo_pytorch.py", "exec"), names)
        answer = "<think>{0}</think><answer>{0}</answer>".format
        reward, right = names["rewards"](["5", "7"], ["2+3=", "3+4="], [[answer(5), "x"], [answer(6), answer(7)]])
        self.assertEqual([[1.0, 0.0], [0.1, 1.0]], reward)
        self.assertEqual([[True, False], [False, True]], right)
